package htmlview

import (
	"strings"
	"testing"

	"popmail/gui/kit/loop"
)

// TestNested: however deep quotations and lists are nested, their text stays in sight, and
// what is nested as usual keeps its indent.
func TestNested(t *testing.T) {
	for _, tag := range []string{"<blockquote>", "<blockquote style='margin:0 0 0 .8ex;border-left:1px solid;padding-left:1ex'>", "<ul><li>", "<dl><dd>", "<ol>"} {
		s := newStage(t, 400, 300, &loop.Inline{})
		s.set(Document{HTML: "<p>left</p>" + strings.Repeat(tag, 60) + "some words"})
		if at := s.where("some words"); at.X < 0 || at.X > 350 || at.Y > 300 || s.v.sheet.parts[0].wide > 400 {
			t.Errorf("%s: at %v, %v wide", tag, at, s.v.sheet.parts[0].wide)
		}
		s.set(Document{HTML: "<p>left</p><blockquote>one<blockquote>two"})
		if a, b := s.where("one").X, s.where("two").X; b-a < 35 {
			t.Errorf("two levels are %v apart", b-a)
		}
	}
}
