package lang

import (
	"maps"
	"strings"
)

// In some languages the word before a number depends on how the number is said: Italian has "il 7 dicembre" and
// "l’8 dicembre", Spanish "a las 2:05" and "a la 1:05". The sentences have the usual word; where what is filled in
// begins with such a number, it becomes the other one. Nothing else of a sentence changes, and nothing within what is
// filled in.

// filled stands before what is filled in and begins with such a number, until the sentence is whole. It is of the private
// use area of Unicode.
const filled = "\uE000"

// article is a word with its other form, before numbers that begin so. Nothing but the sign after it may follow the number.
type article struct {
	usual, other string
	numbers      []string
}

var articles = map[string][]article{
	"it": {
		{"il ", "l’", days}, {"Il ", "L’", days}, {"al ", "all’", days}, {"al ", "all’", shares}, {"dal ", "dall’", days}, {"del ", "dell’", days}, {"nel ", "nell’", days},
		{"alle ", "all’", []string{"1:"}},
	},
	"es": {{"a las ", "a la ", []string{"1:", "01:"}}},
}

// days are those of the month that begin with a vowel in Italian, otto and undici, before a month or a separator.
var days = []string{"8 ", "8/", "8.", "8-", "11 ", "11/", "11.", "11-"}

// shares are those of a hundred that begin with a vowel: also ottanta to ottantanove.
var shares = []string{"8%", "11%", "80%", "81%", "82%", "83%", "84%", "85%", "86%", "87%", "88%", "89%"}

// mark is data for a sentence of a language with the sign before what begins with such a number.
func mark(code string, data any) any {
	list, is := data.(map[string]any)
	if !is || articles[code] == nil {
		return data
	}
	var marked map[string]any
	for name, value := range list {
		s, is := value.(string)
		if !is || !begins(code, s) {
			continue
		}
		if marked == nil {
			marked = maps.Clone(list)
		}
		marked[name] = filled + s
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
	if articles[code] == nil || !strings.Contains(sentence, filled) {
		return sentence
	}
	for _, a := range articles[code] {
		for _, n := range a.numbers {
			sentence = replaceWord(sentence, a.usual, filled+n, a.other+n)
		}
	}
	for _, a := range articles[code] {
		for _, n := range a.numbers { // a name may have such a sign of its own
			sentence = strings.ReplaceAll(sentence, filled+n, n)
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
