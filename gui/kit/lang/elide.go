package lang

import (
	"maps"
	"slices"
	"strings"
)

// In some languages the word before a number depends on how the number is said: Italian has "il 7 dicembre" and
// "l’8 dicembre", "i 7 messaggi" and "gli 8 messaggi", Spanish "a las 2:05" and "a la 1:05". The sentences have the usual word; where what is filled in
// begins with such a number, it becomes the other one. Nothing else of a sentence changes, and nothing within what is
// filled in.

// filled stands before what is filled in and begins with such a number, until the sentence is whole. It is of the private
// use area of Unicode.
const filled = "\uE000"

// counted stands before what is nothing but such a number, and counts something: "8.000" is no day then.
const counted = "\uE001"

// article is a word with its other form, before numbers that begin so. Nothing but the sign after it may follow the number.
type article struct {
	usual, other string
	numbers      []string // empty: counts, see vowelCount
}

var articles = map[string][]article{
	"it": {
		{"il ", "l’", days}, {"Il ", "L’", days}, {"al ", "all’", days}, {"al ", "all’", shares}, {"dal ", "dall’", days}, {"del ", "dell’", days}, {"nel ", "nell’", days},
		{"alle ", "all’", []string{"1:"}},
		{"i ", "gli ", nil}, {"I ", "Gli ", nil}, {"dei ", "degli ", nil}, {"Dei ", "Degli ", nil}, {"ai ", "agli ", nil}, {"dai ", "dagli ", nil}, {"nei ", "negli ", nil}, {"sui ", "sugli ", nil},
	},
	"es":    {{"a las ", "a la ", one}},
	"pt-BR": {{"às ", "à ", one}},
}

// one is one o'clock.
var one = []string{"1:", "01:"}

// days are those of the month that begin with a vowel in Italian, otto and undici, before a month or a separator.
var days = []string{"8 ", "8/", "8.", "8-", "11 ", "11/", "11.", "11-"}

// shares are those of a hundred that begin with a vowel: also ottanta to ottantanove.
var shares = []string{"8%", "11%", "80%", "81%", "82%", "83%", "84%", "85%", "86%", "87%", "88%", "89%"}

// vowels begin the numbers of vowelCount.
var vowels = []string{"8", "11"}

// vowelCount reports whether a whole number begins with a vowel in Italian: what begins with eight (otto, ottanta, ottocento,
// ottomila), and eleven, alone or of thousands and millions.
func vowelCount(s string) bool {
	first, rest, _ := strings.Cut(s, ".")
	if strings.Trim(s, "0123456789.") != "" || !strings.HasPrefix(s, "8") && first != "11" {
		return false
	}
	for group := range strings.SplitSeq(rest, ".") {
		if len(group) != 3 && s != first {
			return false // a date
		}
	}
	return true
}

// counts reports whether a language has words that depend on a count.
func counts(code string) bool {
	return slices.ContainsFunc(articles[code], func(a article) bool { return len(a.numbers) == 0 })
}

// mark is data for a sentence of a language with the sign before what begins with such a number, and with what stands apart.
func mark(code string, data any) any {
	list, is := data.(map[string]any)
	if !is || articles[code] == nil && !leftwards[code] {
		return data
	}
	var marked map[string]any
	for name, value := range list {
		s, is := value.(string)
		sign := filled
		switch {
		case !is:
			continue
		case leftwards[code]:
			if sign, s = "", apart(code, s); s == value {
				continue
			}
		case counts(code) && vowelCount(s):
			sign = counted
		case !begins(code, s):
			continue
		}
		if marked == nil {
			marked = maps.Clone(list)
		}
		marked[name] = sign + s
	}
	if marked == nil {
		return data
	}
	return marked
}

func begins(code, s string) bool {
	for _, a := range articles[code] {
		for _, n := range a.numbers {
			if strings.HasPrefix(s, n) {
				return true
			}
		}
	}
	return false
}

// elide takes the signs out of a sentence, and puts the words before them right.
func elide(code, sentence string) string {
	if articles[code] == nil || !strings.ContainsAny(sentence, filled+counted) {
		return sentence
	}
	for _, a := range articles[code] {
		for _, n := range vowels {
			if len(a.numbers) == 0 {
				sentence = replaceWord(sentence, a.usual, counted+n, a.other+n)
			}
		}
		for _, n := range a.numbers {
			sentence = replaceWord(sentence, a.usual, filled+n, a.other+n)
		}
	}
	for _, a := range articles[code] {
		for _, n := range a.numbers { // a name may have such a sign of its own
			sentence = strings.ReplaceAll(sentence, filled+n, n)
		}
	}
	for _, n := range vowels {
		if counts(code) {
			sentence = strings.ReplaceAll(sentence, counted+n, n)
		}
	}
	return sentence
}

// replaceWord puts other in the place of a word and what follows it, where no letter is before the word.
func replaceWord(s, word, follows, other string) string {
	var out strings.Builder
	for {
		i := strings.Index(s, word+follows)
		if i < 0 {
			return out.String() + s
		}
		out.WriteString(s[:i])
		if before := out.String(); before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "(") || strings.HasSuffix(before, "\n") {
			out.WriteString(other)
		} else {
			out.WriteString(word + follows)
		}
		s = s[i+len(word+follows):]
	}
}
