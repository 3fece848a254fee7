package plain

import (
	"unicode"

	"popmail/gui/htmlview/style"

	"popmail/assets/plain"
)

// kind is how letters go into columns of fixed pitch.
type kind uint8

const (
	oneCell kind = iota
	hanCells
	hangulCells
)

// letters has one of each kind.
var letters = [...]string{oneCell: "0", hanCells: "中", hangulCells: "한"}

// kindOf is the kind of a letter. What East Asian fonts have as wide as two letters of fixed
// pitch takes two cells (UAX 11); fonts that stand in for it do not know of the cells.
func kindOf(r rune) kind {
	switch {
	case r < 0x1100:
		return oneCell
	case unicode.Is(unicode.Hangul, r):
		return hangulCells
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && (r < 0xff61 || r > 0xff9f),
		r >= 0x3000 && r <= 0x303e, r >= 0xff01 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6, r == 0x30fb, r == 0x30fc:
		return hanCells
	}
	return oneCell
}

// put adds text in letters of fixed pitch; wide ones take exactly two cells, in a line that
// is as high as others.
func (b *builder) put(n *style.Node, text string, st *style.Computed, fixed bool) {
	if text == "" {
		return
	}
	if !fixed && n.Tag != "a" && plain.HasEmbeds(text) {
		at := n
		plain.Embedded(text, true, func(s string) { leaf(at, s, st) }, func(dir string) {
			own := *st
			own.Display, own.Isolate, own.RTL = style.Inline, true, dir == "rtl"
			at = child(at, "bdi", &own)
		}, func() { at = at.Parent })
		return
	}
	if text = style.Unforced(text); !fixed || b.r.styles.o.Advance == nil {
		leaf(n, text, st)
		return
	}
	from, last := 0, oneCell
	flush := func(to int) {
		if from == to {
			return
		}
		if last == oneCell {
			leaf(n, text[from:to], st)
		} else {
			p := b.r.styles.wide(st, last)
			leaf(child(n, "span", p.element), text[from:to], p.text)
		}
		from = to
	}
	for i, r := range text {
		if k := kindOf(r); k != last && (r < 0x300 || r > 0x36f) {
			flush(i)
			last = k
		}
	}
	flush(len(text))
}

type wideKey struct {
	of   *style.Computed
	kind kind
}

// wide is the style of wide letters beside those of st.
func (s *styles) wide(st *style.Computed, k kind) *pair {
	key := wideKey{st, k}
	if p := s.wides[key]; p != nil {
		return p
	}
	c := *st
	c.Letter = 2*s.o.Advance(st.Font, letters[oneCell]) - s.o.Advance(st.Font, letters[k])
	c.LineHeight = c.Font.Size
	p := &pair{&c, inline(&c)}
	if s.wides == nil {
		s.wides = map[wideKey]*pair{}
	}
	if len(s.wides) < 1000 {
		s.wides[key] = p
	}
	return p
}
