package htmlview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/loop"
)

// TestMaps: the areas of a picture are links by pointer and keyboard, whether the picture is
// here or not; beside them the link around the picture counts.
func TestMaps(t *testing.T) {
	s := newStage(t, 500, 400, &loop.Inline{})
	s.set(Document{Base: "https://base.example/", HTML: `<body style="margin:0"><p style="margin:0">before <a href="https://first.example/">first</a></p>
		<a href="https://around.example/"><img src="https://p.example/x.png" usemap="#M1" width=300 height=200 border=0></a>
		<map name="m1"><area coords="0,0,100,50" href="rect"><area shape=CIRCLE coords="150, 100, 40" href="https://circle.example/" alt="c">
		<area shape=poly coords="200,100 300,100 300,200" href="https://poly.example/"><area coords="0,150,50,200" nohref>
		<area shape=rect coords="250,0,9999,50" href="javascript:x"><area shape=circle coords="1,2" href="https://bad.example/"><area coords="x" href="https://bad.example/"></map>
		<p><a href="https://last.example/">last</a>`})
	if len(s.v.sheet.parts[0].areas) != 5 {
		t.Fatalf("%d areas", len(s.v.sheet.parts[0].areas))
	}
	top := s.v.sheet.parts[0].areas[0].on
	at := func(x, y float64) fyne.Position {
		return fyne.NewPos(float32(top.X+x), float32(top.Y+y))
	}
	for _, c := range []struct {
		x, y float64
		want string
	}{
		{50, 25, "https://base.example/rect"}, {150, 100, "https://circle.example/"}, {120, 70, "https://around.example/"},
		{290, 120, "https://poly.example/"}, {210, 190, "https://around.example/"}, {20, 170, ""}, {270, 20, "javascript:x"},
	} {
		s.opened = nil
		s.v.Tapped(&fyne.PointEvent{Position: at(c.x, c.y)})
		if got := strings.TrimSpace(strings.Join(s.opened, "|")); got != c.want {
			t.Errorf("at %v, %v: %q, want %q", c.x, c.y, got, c.want)
		}
	}
	s.v.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at(50, 25)}})
	if got := s.hovered[len(s.hovered)-1]; got != "https://base.example/rect" || s.v.Cursor() != desktop.PointerCursor {
		t.Errorf("told %q", got)
	}
	s.v.MouseOut()
	s.opened = nil
	s.win.Canvas().Focus(s.v)
	for range 7 {
		s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
		s.v.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}
	want := "https://first.example/ first|https://around.example/ |https://base.example/rect |https://circle.example/ |https://poly.example/ |javascript:x |https://last.example/ last"
	if got := strings.Join(s.opened, "|"); got != want {
		t.Errorf("opened %q, want %q", got, want)
	}
}
