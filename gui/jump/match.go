package jump

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/gui/kit/widgets"
	"popmail/storage/query"
)

// Match reports whether each word that is typed begins a word of a text, each of them another
// one, and where: upper and lower case and accents make no difference. Nothing typed matches.
func Match(text, typed string) (at []widgets.Range, ok bool) {
	words := wordsOf(text)
	used := make([]bool, len(words))
	for _, t := range wordsOf(typed) {
		want, found := query.Fold(typed[t.Start:t.End]), false
		for i, w := range words {
			if used[i] {
				continue
			}
			if n := begins(text[w.Start:w.End], want); n > 0 {
				used[i], found = true, true
				at = append(at, widgets.Range{Start: w.Start, End: w.Start + n})
				break
			}
		}
		if !found {
			return nil, false
		}
	}
	return at, true
}

// begins is how many octets of a word are what is wanted, folded; 0: it begins otherwise.
func begins(word, want string) int {
	for i := range word {
		if i > 0 && query.Fold(word[:i]) == want && !combines(word[i:]) {
			return i
		}
	}
	if query.Fold(word) == want {
		return len(word)
	}
	return 0
}

// combines reports whether a text begins with a mark that belongs to the letter before it.
func combines(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.M, r)
}

// wordsOf is where the words of a text stand.
func wordsOf(s string) (out []widgets.Range) {
	start := -1
	for i, r := range s {
		in := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			out = append(out, widgets.Range{Start: start, End: i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, widgets.Range{Start: start, End: len(s)})
	}
	return out
}

// spans is a text with the places that match in bold.
func spans(text string, at []widgets.Range) []widgets.Span {
	var out []widgets.Span
	add := func(s string, bold bool) {
		if s != "" {
			out = append(out, widgets.Span{Text: s, Bold: bold})
		}
	}
	from := 0
	for from < len(text) {
		next := widgets.Range{Start: len(text), End: len(text)}
		for _, r := range at {
			if r.Start >= from && r.Start < next.Start {
				next = r
			}
		}
		add(text[from:next.Start], false)
		add(text[next.Start:next.End], true)
		from = next.End
	}
	return out
}

// first reports whether the very beginning of a text is among the places that match.
func first(text string, at []widgets.Range) bool {
	for _, r := range at {
		if strings.TrimSpace(text[:r.Start]) == "" {
			return true
		}
	}
	return false
}
