package htmlview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

// stage is a view on a page that scrolls, in a window.
type stage struct {
	t       *testing.T
	v       *View
	page    *flow.Page
	win     fyne.Window
	opened  []string
	hovered []string
}

func newStage(t *testing.T, w, h float32, run loop.Runner) *stage {
	t.Helper()
	guitest.App(theme.Light, 1)
	s := &stage{t: t, v: New(run)}
	s.page = flow.NewPage(s.v)
	s.page.OnMoved = func() {
		top := s.page.Scroll.Offset.Y
		s.v.Window(top, top+s.page.Scroll.Size().Height)
	}
	s.v.OnScroll = func(dy float32) { s.page.By(dy) }
	s.v.OnResized = s.page.Relayout
	s.v.OnWheel = s.page.Scroll.Scrolled
	s.v.OnLink = func(target, words string, _ fyne.Position) { s.opened = append(s.opened, target+" "+words) }
	s.v.OnHover = func(target string) { s.hovered = append(s.hovered, target) }
	s.win = guitest.Window(t, s.page, w, h)
	return s
}

func (s *stage) set(docs ...Document) {
	s.v.Set(docs...)
	s.page.Relayout()
}

// places are the boxes on the page of the text from one offset to another.
func (r *reading) places(from, to int) (out []layout.Rect) {
	r.each(from, to, func(_ *piece, box layout.Rect) { out = append(out, box) })
	return out
}

// where is the middle of the first place of some words in the view.
func (s *stage) where(words string) fyne.Position {
	s.t.Helper()
	for i, p := range s.v.sheet.parts {
		if at := strings.Index(p.reading().text, words); at >= 0 {
			box := p.reading().places(at, at+len(words))[0]
			pos, size := s.v.sheet.parts[i].place(box)
			return pos.AddXY(size.Width/2, size.Height/2)
		}
	}
	s.t.Fatalf("%q is not there: %q", words, s.v.Text())
	return fyne.Position{}
}

func (s *stage) press(at fyne.Position, m fyne.KeyModifier) {
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}, Button: desktop.MouseButtonPrimary, Modifier: m}
	s.v.MouseDown(e)
	s.v.MouseUp(e)
}

// size is how wide some words are.
func (s *stage) size(words string) float32 {
	p := s.v.sheet.parts[0]
	at := strings.Index(p.reading().text, words)
	return float32(p.reading().places(at, at+len(words))[0].W * p.scale)
}
