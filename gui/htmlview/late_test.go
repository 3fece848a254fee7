package htmlview

import (
	"context"
	"strings"
	"testing"

	"popmail/gui/kit/loop"
)

// slow runs work when it is told to.
type slow struct {
	loop.Inline
	work []func()
}

func (s *slow) Go(work func(context.Context), done func()) {
	s.work = append(s.work, func() {
		work(context.Background())
		if done != nil {
			done()
		}
	})
}

func (s *slow) all() {
	for len(s.work) > 0 {
		w := s.work[0]
		s.work = s.work[1:]
		w()
	}
}

// TestLate: what was laid out for a message that is no longer shown is dropped.
func TestLate(t *testing.T) {
	run := &slow{}
	s := newStage(t, 400, 300, run)
	s.set(Document{Text: "the first one"})
	s.set(Document{Text: "the second one"})
	if s.v.sheet != nil || s.v.HeightFor(400) != 0 {
		t.Error("something is shown before it was laid out")
	}
	run.all()
	if got := s.v.Text(); got != "the second one" {
		t.Errorf("%q", got)
	}
	s.set()
	run.all()
	if got := s.v.Text(); got != "" || s.v.HeightFor(400) != 0 {
		t.Errorf("%q is left", got)
	}
}

// TestGrows: the top of a long text is shown before the rest is laid out, and the rest
// comes below it.
func TestGrows(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	text := strings.Repeat("a line of a long text that goes on and on\n", 40_000)
	heights := []float32{}
	s.v.OnResized = func() { heights = append(heights, s.v.sheet.height); s.page.Relayout() }
	s.set(Document{Text: text})
	if n := strings.Count(s.v.Text(), "long text"); n != 40_000 {
		t.Errorf("%d lines", n)
	}
	for i := 1; i < len(heights); i++ {
		if heights[i] < heights[i-1] {
			t.Error("it shrinks while it grows")
		}
	}
}
