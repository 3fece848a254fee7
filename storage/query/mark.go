package query

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Terms returns the folded words and phrases that q asks for (not those it asks
// to be without), each once, longest first: what to mark in a text.
func (q *Query) Terms() []string {
	var out []string
	for _, t := range q.Sought() {
		if f := Fold(t.Text); f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// Sought returns the terms that q asks for, not those that it asks to be without.
func (q *Query) Sought() (out []*Term) {
	Inspect(q.Root, func(n Node) bool {
		if t, ok := n.(*Term); ok {
			out = append(out, t)
		}
		_, without := n.(*Not)
		return !without
	})
	return out
}

// Marks returns where the terms (folded words or phrases, see Query.Terms) stand
// in text, in order, without overlaps. A term also marks the beginning of a
// longer word, as the search finds it while it is being typed.
func Marks(text string, terms []string) []Span {
	want := wanted(terms)
	if len(want) == 0 || text == "" {
		return nil
	}
	folded, starts, ends := place(text, nil)
	var out []Span
	for i := 0; i < len(folded); {
		if best := longest(want, folded[i:]); best > 0 {
			m := Span{starts[i], ends[i+best-1]}
			if k := len(out); k > 0 && m.Start < out[k-1].End {
				// Several words came from one character.
				out[k-1].End = max(m.End, out[k-1].End)
			} else {
				out = append(out, m)
			}
			i += best
		}
		i = nextWord(folded, i)
	}
	return out
}

// First is where the first of Marks begins; -1 where there is none. It reads no further
// than it has to.
func First(text string, terms []string) int {
	want := wanted(terms)
	most := 0
	for _, t := range want {
		most = max(most, len(t))
	}
	if most == 0 {
		return -1
	}
	// Folding alone is several times faster than keeping places, so these are only found out
	// in the piece of the text in which the hit begins.
	type piece struct{ start, folded int }
	var pieces []piece
	var folded []byte
	i := 0
	for at := 0; at < len(text) && i+most > len(folded); {
		end := pieceEnd(text, at)
		pieces = append(pieces, piece{at, len(folded)})
		folded = AppendIndex(folded, text[at:end])
		i, at = firstOf(want, folded, i, most), end
	}
	if i = firstOf(want, folded, i, 0); i == len(folded) {
		return -1
	}
	n, _ := slices.BinarySearchFunc(pieces, i, func(p piece, i int) int { return cmp.Compare(p.folded, i+1) })
	from := pieces[n-1].start
	i = 0
	folded, starts, _ := place(text[from:], func(folded []byte) bool {
		i = firstOf(want, folded, i, most)
		return i+most <= len(folded)
	})
	if i = firstOf(want, folded, i, 0); i < len(folded) {
		return from + starts[i]
	}
	return -1
}

// pieceEnd is where a piece of text that begins at start ends: between two words.
func pieceEnd(text string, start int) int {
	const size = 512
	for i := start + size; i < len(text); i++ {
		if text[i] == ' ' || text[i] == '\n' || strings.HasPrefix(text[i:], "。") {
			return i
		}
	}
	return len(text)
}

// firstOf is the first word, from the one at i on, at which one of want stands, or at which
// fewer than most octets follow; len(folded) where there is none.
func firstOf(want [][]byte, folded []byte, i, most int) int {
	for i < len(folded) && i+most <= len(folded) && longest(want, folded[i:]) == 0 {
		i = nextWord(folded, i)
	}
	return min(i, len(folded))
}

// longest is the length of the longest of want with which folded begins; 0: of none.
func longest(want [][]byte, folded []byte) (best int) {
	for _, t := range want {
		if len(t) > best && bytes.HasPrefix(folded, t) {
			best = len(t)
		}
	}
	return best
}

// nextWord is where the word after i begins.
func nextWord(folded []byte, i int) int {
	if n := bytes.IndexByte(folded[min(i, len(folded)):], ' '); n >= 0 {
		return i + n + 1
	}
	return len(folded) + 1
}

// wanted are the terms that hold anything.
func wanted(terms []string) [][]byte {
	want := make([][]byte, 0, len(terms))
	for _, t := range terms {
		if t = strings.TrimSpace(t); t != "" {
			want = append(want, []byte(t))
		}
	}
	return want
}

// place folds text and tells for each octet of the result where the character
// that it came from begins and ends in text. It ends early where enough, which is asked
// at the ends of words and may be nil, says so.
func place(text string, enough func(folded []byte) bool) (folded []byte, starts, ends []int) {
	most := min(len(text)+len(text)/8, 4096) // of a long text it often ends early
	w := writer{word: -1, dst: make([]byte, 0, most)}
	starts, ends = make([]int, 0, most), make([]int, 0, most)
	for i, r := range text {
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, n = utf8.DecodeRuneInString(text[i:])
		}
		if e := lookup(r); e.class == classBreak || e.class == classWords && e.text[0] == ' ' {
			open := w.word >= 0
			w.end()
			starts, ends = starts[:len(w.dst)], ends[:len(w.dst)]
			if open && enough != nil && enough(w.dst) {
				break
			}
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
