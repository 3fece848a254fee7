package query

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Terms returns the folded words and phrases that q asks for (not those it asks
// to be without), each once, longest first: what to mark in a text. One that ends in a blank
// is asked for as it stands; the last word of any other may be the beginning of a longer one.
func (q *Query) Terms() []string {
	var out []string
	for _, t := range q.Sought() {
		f := Fold(t.Text)
		if f != "" && !t.Prefix {
			f += " "
		}
		if f != "" && !slices.Contains(out, f) {
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
// in text, in order, without overlaps. A term that does not end in a blank also marks the
// beginning of a longer word, as the search finds it while it is being typed.
func Marks(text string, terms []string) []Span {
	want, _ := wanted(terms)
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
	want, most := wanted(terms)
	if most == 0 {
		return -1
	}
	var p Places
	var folded []byte
	i := 0
	for at := 0; at < len(text) && i+most > len(folded); {
		folded, at = p.add(folded, 0, text, at)
		i = firstOf(want, folded, i, most)
	}
	if i = firstOf(want, folded, i, 0); i == len(folded) {
		return -1
	}
	return p.find(text, i, want, most)
}

// Places tells about where in a text the words of its folding come from. Folding alone is
// several times faster than keeping the place of each octet, so these are only found out in
// the piece of the text in which a hit begins.
type Places struct{ pieces []piece }

// piece is where a piece of a text begins, and where its folding does.
type piece struct{ start, folded int32 }

// Octets is how much memory p takes.
func (p Places) Octets() int { return 8 * cap(p.pieces) }

// AppendPlaces is AppendIndex that tells the places of the words, too.
func AppendPlaces(dst []byte, text string) ([]byte, Places) {
	p := Places{make([]piece, 0, len(text)/pieceSize+1)}
	before := len(dst)
	for at := 0; at < len(text); {
		dst, at = p.add(dst, before, text, at)
	}
	return dst, p
}

// First is First in a text of which the folding is known: what AppendPlaces appended.
func (p Places) First(text string, folded []byte, terms []string) int {
	want, most := wanted(terms)
	first := -1
	for _, t := range want {
		if t.begins(folded) {
			first = 0
			break
		}
		some := folded
		if first > 0 { // what begins further on is not the first
			some = folded[:min(len(folded), first+t.size())]
		}
		sought := append([]byte{' '}, t.text...)
		i := bytes.Index(some, t.closed(sought))
		if i < 0 && t.whole && len(some) == len(folded) && bytes.HasSuffix(folded, sought) {
			i = len(folded) - len(sought)
		}
		if i >= 0 && (first < 0 || i+1 < first) {
			first = i + 1
		}
	}
	if first < 0 || len(p.pieces) == 0 {
		return -1
	}
	return p.find(text, first, want, most)
}

// add folds the piece of text that begins at start, and returns where it ends. Of dst as many
// octets as before are no folding of text.
func (p *Places) add(dst []byte, before int, text string, start int) (folded []byte, end int) {
	end = pieceEnd(text, start)
	p.pieces = append(p.pieces, piece{int32(start), int32(len(dst) - before)}) // of MaxText octets at most
	return AppendIndex(dst, text[start:end]), end
}

// find is where in text the first of want begins, which stands at octet i of its folding.
func (p Places) find(text string, i int, want []sought, most int) int {
	n, _ := slices.BinarySearchFunc(p.pieces, i, func(p piece, i int) int { return cmp.Compare(int(p.folded), i+1) })
	from := int(p.pieces[max(n-1, 0)].start)
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

const pieceSize = 128 // octets, and up to the end of a word

// pieceEnd is where a piece of text that begins at start ends: between two words. In scripts
// without spaces each character is a word.
func pieceEnd(text string, start int) int {
	for i := start + pieceSize; i < len(text); i++ {
		if text[i] == ' ' || text[i] == '\n' {
			return i
		}
		if utf8.RuneStart(text[i]) && text[i] >= utf8.RuneSelf {
			r, _ := utf8.DecodeRuneInString(text[i:])
			if e := lookup(r); r >= 0x2E80 && (e.class == classBreak && r != utf8.RuneError || e.class == classWords && e.text[0] == ' ') {
				return i
			}
		}
	}
	return len(text)
}

// firstOf is the first word, from the one at i on, at which one of want stands, or at which
// fewer than most octets follow; len(folded) where there is none.
func firstOf(want []sought, folded []byte, i, most int) int {
	for i < len(folded) && i+most <= len(folded) && longest(want, folded[i:]) == 0 {
		i = nextWord(folded, i)
	}
	return min(i, len(folded))
}

// longest is the length of the longest of want with which folded begins; 0: of none.
func longest(want []sought, folded []byte) (best int) {
	for _, t := range want {
		if len(t.text) > best && t.begins(folded) {
			best = len(t.text)
		}
	}
	return best
}

// sought is a term that is looked for in folded text.
type sought struct {
	text  []byte
	whole bool // a word ends behind it
}

// begins reports whether folded begins with it.
func (t *sought) begins(folded []byte) bool {
	return bytes.HasPrefix(folded, t.text) && (!t.whole || len(folded) == len(t.text) || folded[len(t.text)] == ' ')
}

// size is how many octets tell whether it stands at a place within a text.
func (t *sought) size() int {
	if t.whole {
		return len(t.text) + 1
	}
	return len(t.text)
}

// closed adds the blank that stands behind it within a text.
func (t *sought) closed(text []byte) []byte {
	if t.whole {
		return append(text[:len(text):len(text)], ' ')
	}
	return text
}

// nextWord is where the word after i begins.
func nextWord(folded []byte, i int) int {
	if n := bytes.IndexByte(folded[min(i, len(folded)):], ' '); n >= 0 {
		return i + n + 1
	}
	return len(folded) + 1
}

// wanted are the terms that hold anything, and the most octets that one of them takes.
func wanted(terms []string) (want []sought, most int) {
	want = make([]sought, 0, len(terms))
	for _, t := range terms {
		if text := strings.TrimSpace(t); text != "" {
			w := sought{[]byte(text), strings.HasSuffix(t, " ")}
			want, most = append(want, w), max(most, w.size())
		}
	}
	return want, most
}

// place folds text and tells for each octet of the result where the character
// that it came from begins and ends in text. It ends early where enough, which is asked
// at the ends of words and may be nil, says so.
func place(text string, enough func(folded []byte) bool) (folded []byte, starts, ends []int) {
	most := min(len(text)+len(text)/8, 4096)
	if enough != nil {
		most = min(most, 2*pieceSize) // it ends early
	}
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
			if (open || e.class == classWords) && enough != nil && enough(w.dst) {
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
