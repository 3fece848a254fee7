package selectable

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/text"
)

// Extend moves the end of the selection: by characters, by words, by lines, to the ends of
// a line or, with far, of all.
func (s *Selection) Extend(key fyne.KeyName, far bool) {
	if s.of.Parts() == 0 {
		return
	}
	head, wish := s.within(s.head), s.wish
	switch key {
	case fyne.KeyLeft:
		head = s.leap(head, -1, far)
	case fyne.KeyRight:
		head = s.leap(head, 1, far)
	case fyne.KeyUp, fyne.KeyDown:
		head, wish = s.line(head, key == fyne.KeyDown, wish)
	case fyne.KeyHome:
		if far {
			head = Place{}
		} else {
			head = s.of.Side(head, false)
		}
	case fyne.KeyEnd:
		if far {
			head = s.End()
		} else {
			head = s.of.Side(head, true)
		}
	}
	s.Select(s.anchor, head)
	if key == fyne.KeyUp || key == fyne.KeyDown {
		s.wish = wish
	}
	s.of.Reveal(head)
}

// within is a place, or the last one there is before it.
func (s *Selection) within(at Place) Place {
	if at.Part >= s.of.Parts() {
		return s.End()
	}
	at.Offset = min(at.Offset, len(s.of.Part(at.Part)))
	return at
}

// leap is the place a character or a word further on.
func (s *Selection) leap(at Place, by int, word bool) Place {
	t := s.of.Part(at.Part)
	step := func(o int) int {
		if by > 0 {
			_, n := utf8.DecodeRuneInString(t[o:])
			for o += n; !text.Boundary(t, o); o++ {
			}
			return o
		}
		_, n := utf8.DecodeLastRuneInString(t[:o])
		for o -= n; !text.Boundary(t, o); o-- {
		}
		return o
	}
	switch {
	case by > 0 && at.Offset >= len(t):
		if at.Part+1 < s.of.Parts() {
			return Place{at.Part + 1, 0}
		}
		return at
	case by < 0 && at.Offset == 0:
		if at.Part > 0 {
			return Place{at.Part - 1, len(s.of.Part(at.Part - 1))}
		}
		return at
	case !word:
		return Place{at.Part, step(at.Offset)}
	}
	o := step(at.Offset)
	for o > 0 && o < len(t) {
		start, end := text.WordAt(t, o)
		if blank := strings.TrimSpace(t[start:end]) == ""; !blank && o == start && by < 0 || blank && o == start && by > 0 {
			break
		}
		o = step(o)
	}
	return Place{at.Part, o}
}

// line is the place a line further down or up; beyond the lines of a part it is in the next
// one.
func (s *Selection) line(at Place, down bool, wish float64) (Place, float64) {
	to, x, ok := s.of.Line(at, down, wish)
	switch {
	case ok:
		return to, x
	case down:
		return s.leap(Place{at.Part, len(s.of.Part(at.Part))}, 1, false), x
	}
	return s.leap(Place{at.Part, 0}, -1, false), x
}
