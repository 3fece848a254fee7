package query

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// Terms returns the folded words and phrases that q asks for (not those it asks
// to be without), each once, longest first: what to mark in a text.
func (q *Query) Terms() []string {
	var out []string
	Inspect(q.Root, func(n Node) bool {
		if t, ok := n.(*Term); ok {
			if f := Fold(t.Text); f != "" && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
		_, without := n.(*Not)
		return !without
	})
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// Marks returns where the terms (folded words or phrases, see Query.Terms) stand
// in text, in order, without overlaps. A term also marks the beginning of a
// longer word, as the search finds it while it is being typed.
func Marks(text string, terms []string) []Span {
	want := make([][]byte, 0, len(terms))
	for _, t := range terms {
		if t = strings.TrimSpace(t); t != "" {
			want = append(want, []byte(t))
		}
	}
	if len(want) == 0 || text == "" {
		return nil
	}
	folded, starts, ends := place(text)
	var out []Span
	for i := 0; i < len(folded); {
		best := 0
		for _, t := range want {
			if len(t) > best && bytes.HasPrefix(folded[i:], t) {
				best = len(t)
			}
		}
		if best > 0 {
			m := Span{starts[i], ends[i+best-1]}
			if k := len(out); k > 0 && m.Start < out[k-1].End {
				// Several words came from one character.
				out[k-1].End = max(m.End, out[k-1].End)
			} else {
				out = append(out, m)
			}
			i += best
		}
		for i < len(folded) && folded[i] != ' ' {
			i++
		}
		i++
	}
	return out
}

// place folds text and tells for each octet of the result where the character
// that it came from begins and ends in text.
func place(text string) (folded []byte, starts, ends []int) {
	w := writer{word: -1}
	for i, r := range text {
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, n = utf8.DecodeRuneInString(text[i:])
		}
		if e := lookup(r); e.class == classBreak || e.class == classWords && e.text[0] == ' ' {
			w.end()
			starts, ends = starts[:len(w.dst)], ends[:len(w.dst)]
		}
		before := len(w.dst)
		w.rune(r)
		for len(starts) < len(w.dst) {
			starts, ends = append(starts, i), append(ends, i+n)
		}
		// A mark that was dropped or put onto the letter before belongs to it.
		if len(w.dst) == before && before > 0 {
			if c := lookup(r).class; c == classDrop || c == classVoice {
				for k := before - 1; k >= 0 && k >= before-utf8.UTFMax && ends[k] == i; k-- {
					ends[k] = i + n
				}
			}
		}
	}
	w.end()
	return w.dst, starts, ends
}
