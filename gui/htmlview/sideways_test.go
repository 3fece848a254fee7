package htmlview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/loop"
)

// TestSideways: a page that stays wider than the view is moved by its bar and by keys, and
// the bar is in sight wherever in the page one is.
func TestSideways(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	s.set(Document{HTML: `<div style="width:1600px">` + strings.Repeat("<p>left</p>", 100) + `<p style="text-align:right">the end</p></div>`}, Document{Text: "narrow"})
	p := s.v.sheet.parts[0]
	left, width, top, ok := s.v.barOf(p)
	if !ok || left != 0 || width < barLeast || top < s.v.bottom-barRoom || top > s.v.bottom {
		t.Fatalf("a bar at %v, %v wide, at %v of %v", left, width, top, s.v.bottom)
	}
	at := func(x float32) fyne.Position { return fyne.NewPos(x, top+barThick/2) }
	down := func(x float32) {
		s.v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at(x)}, Button: desktop.MouseButtonPrimary})
	}
	down(10)
	s.v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at(60)}})
	if want := 50 * (p.wide - p.w) / (p.w - width); p.shift < want-1 || p.shift > want+1 {
		t.Errorf("dragged by 50 it moves by %v, want %v", p.shift, want)
	}
	s.v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(2000, 0)}})
	if p.shift != p.wide-p.w {
		t.Errorf("dragged to the end it is at %v of %v", p.shift, p.wide-p.w)
	}
	s.v.MouseUp(&desktop.MouseEvent{})
	s.v.DragEnd()
	if s.v.SelectedText() != "" {
		t.Errorf("dragging the bar selects %q", s.v.SelectedText())
	}
	down(1) // beside what is dragged
	s.v.MouseUp(&desktop.MouseEvent{})
	if p.shift != 0 {
		t.Errorf("a click at the left end moves to %v", p.shift)
	}
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft})
	if p.shift != sideStep {
		t.Errorf("keys move to %v", p.shift)
	}
	s.page.By(100)
	if _, _, now, _ := s.v.barOf(p); now != top+100 {
		t.Errorf("after scrolling the bar is at %v", now)
	}
	s.page.By(1e6)
	if i := s.v.barAt(fyne.NewPos(100, s.v.sheet.parts[1].y+5)); i >= 0 {
		t.Error("a page that fits has a bar")
	}
}

// A page that begins at its right edge is made smaller where it is too wide, as others are, and one
// that stays too wide is shown from there and moved to its left end.
func TestSidewaysFromRight(t *testing.T) {
	s := newStage(t, 400, 300, &loop.Inline{})
	s.set(Document{HTML: `<body dir="rtl"><table width="500"><tr><td>א<td align=left>end</table>`})
	if p := s.v.sheet.parts[0]; p.scale >= 1 || p.wide > p.w || p.shift != 0 {
		t.Errorf("scale %v, %v of %v, shifted by %v", p.scale, p.w, p.wide, p.shift)
	}
	if at := s.where("end"); at.X < 0 {
		t.Errorf("the end is at %v", at)
	}
	s.set(Document{HTML: `<body dir="rtl"><table width="1600"><tr><td>א<td align=left>end</table>`})
	p := s.v.sheet.parts[0]
	if p.wide <= p.w || p.shift < p.wide-p.w-1 {
		t.Fatalf("%v of %v, shifted by %v", p.w, p.wide, p.shift)
	}
	if first, end := s.where("א"), s.where("end"); first.X < 0 || first.X > 400 || end.X > 0 {
		t.Errorf("it begins at %v and ends at %v", first, end)
	}
	s.v.sideways(0, -100)
	was := p.shift
	s.v.Reload()
	if p = s.v.sheet.parts[0]; p.shift != was {
		t.Errorf("laid out anew it is shifted by %v, was %v", p.shift, was)
	}
	s.v.sideways(0, -1e6)
	if end := s.where("end"); p.shift != 0 || end.X < 0 || end.X > 400 {
		t.Errorf("shifted by %v its end is at %v", p.shift, end)
	}
}
