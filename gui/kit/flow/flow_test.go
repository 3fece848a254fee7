package flow

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// words is a thing like text that wraps: it covers an area, whatever its width.
type words struct {
	canvas.Rectangle
	area float32
}

func (w *words) HeightFor(width float32) float32 {
	return float32(math.Ceil(float64(w.area / width)))
}

func text(area float32) *words { return &words{area: area} }

func hidden(o fyne.CanvasObject) fyne.CanvasObject {
	o.Hide()
	return o
}

// places are the places of what is visible: x, y, width and height.
func places(objects ...fyne.CanvasObject) string {
	var all []string
	for _, o := range objects {
		if o.Visible() {
			p, s := o.Position(), o.Size()
			all = append(all, fmt.Sprint(p.X, p.Y, s.Width, s.Height))
		}
	}
	return strings.Join(all, ", ")
}

type flowing interface {
	fyne.Widget
	Sizer
}

func TestPlaces(t *testing.T) {
	guitest.App(theme.Light, 1)
	a, b, c, fill := block(30, 20), block(40, 10), block(50, 30), text(1200)
	column := func(change func(*Column)) *Column {
		col := NewColumn(5, a, hidden(block(900, 900)), b, fill)
		change(col)
		return col
	}
	row := func(change func(*Row)) *Row {
		r := NewRow(10, fill, a, hidden(block(900, 900)), fill, b)
		change(r)
		return r
	}
	tiles := func(change func(*Tiles)) *Tiles {
		ti := NewTiles(10, a, hidden(block(900, 900)), b, c)
		change(ti)
		return ti
	}
	all, abc := []fyne.CanvasObject{a, b, fill}, []fyne.CanvasObject{a, b, c}
	for _, tt := range []struct {
		name   string
		o      flowing
		shown  []fyne.CanvasObject
		width  float32
		height float32
		want   string
	}{
		{"column", column(func(*Column) {}), all, 100, 52, "0 0 100 20, 0 25 100 10, 0 40 100 12"},
		{"narrow column", column(func(*Column) {}), all, 50, 64, "0 0 50 20, 0 25 50 10, 0 40 50 24"},
		{"column with margins", column(func(c *Column) { c.Inset = Insets{10, 1, 20, 2} }), all, 100, 61, "10 1 70 20, 10 26 70 10, 10 41 70 18"},
		{"column with a gap of its own", column(func(c *Column) { c.Before(b, 1).Before(a, 99) }), all, 100, 48, "0 0 100 20, 0 21 100 10, 0 36 100 12"},
		{"column with a greatest width", column(func(c *Column) { c.MaxWidth = 60 }), all, 101, 60, "21 0 60 20, 21 25 60 10, 21 40 60 20"},

		{"row", row(func(*Row) {}), all, 150, 20, "0 0 30 20, 110 5 40 10, 40 0 60 20"},
		{"row at the top", row(func(r *Row) { r.Top = true }), all, 150, 20, "0 0 30 20, 110 0 40 10, 40 0 60 20"},
		{"row of one that fills", NewRow(10, fill, fill, hidden(block(9, 9))), all[2:], 120, 10, "0 0 120 10"},
		{"row that fills with nothing", row(func(r *Row) { r.Fill = nil; r.Objects = r.Objects[:2] }), all[:1], 150, 20, "0 0 30 20"},
		{"row of shares", row(func(r *Row) { r.Parts = []float32{1, 7, 2, 1} }), all, 220, 20, "0 0 50 20, 170 5 50 10, 60 4 100 12"},

		{"tiles", tiles(func(*Tiles) {}), abc, 140, 30, "0 5 30 20, 40 10 40 10, 90 0 50 30"},
		{"tiles in two lines", tiles(func(*Tiles) {}), abc, 139, 60, "0 0 30 20, 40 5 40 10, 0 30 50 30"},
		{"tiles at the right", tiles(func(ti *Tiles) { ti.End = true }), abc, 100, 60, "20 0 30 20, 60 5 40 10, 50 30 50 30"},
		{"tiles in the middle", tiles(func(ti *Tiles) { ti.Middle = true }), abc, 100, 60, "10 0 30 20, 50 5 40 10, 25 30 50 30"},
		{"tiles wider than the place", tiles(func(*Tiles) {}), abc, 35, 80, "0 0 30 20, 0 30 35 10, 0 50 35 30"},

		{"ends", NewEnds(10, a, b, c), abc, 140, 30, "0 5 30 20, 40 10 40 10, 90 0 50 30"},
		{"ends with no room", NewEnds(10, a, b, c), abc, 139, 60, "0 40 30 20, 39 10 40 10, 89 0 50 30"},
		{"ends with less room", NewEnds(10, a, b, c), abc, 60, 80, "0 60 30 20, 20 0 40 10, 10 20 50 30"},
		{"ends without a left", NewEnds(10, nil, b, c), abc[1:], 140, 30, "40 10 40 10, 90 0 50 30"},
		{"ends with a hidden left", NewEnds(10, hidden(block(99, 99)), b, c), abc[1:], 140, 30, "40 10 40 10, 90 0 50 30"},
		{"ends with a left alone", NewEnds(10, a, hidden(block(99, 99))), abc[:1], 140, 20, "0 0 30 20"},
	} {
		guitest.Window(t, tt.o, 500, 500)
		if got := HeightFor(tt.o, tt.width); got != tt.height {
			t.Errorf("%s: %v high, want %v", tt.name, got, tt.height)
		}
		for range 2 { // laid out, and laid out anew
			tt.o.Resize(fyne.NewSize(tt.width, tt.height))
			if got := places(tt.shown...); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
			}
			tt.o.Refresh()
		}
		if got := tt.o.MinSize(); got.Width > 300 || got.Height != HeightFor(tt.o, max(tt.width, got.Width)) {
			t.Errorf("%s asks for %v: what is hidden takes no room, and the height follows from the width", tt.name, got)
		}
	}
}

// TestWholePixels: whatever the scale of the screen, what stands in a column does
// so on whole pixels of it, and is not cut off.
func TestWholePixels(t *testing.T) {
	for _, device := range []float32{1, 1.25, 1.5, 1.75, 2} {
		guitest.App(theme.Light, 1)
		a, b := text(100.3*60), text(77.7*60)
		c := NewColumn(7.3, a, b)
		c.Inset = Same(3.1)
		win := guitest.Window(t, c, 300, 300)
		win.Canvas().(test.WindowlessCanvas).SetScale(device)
		c.Resize(fyne.NewSize(66.2, 300))
		for _, o := range []*words{a, b} {
			for _, v := range []float32{o.Position().Y, o.Size().Height} {
				if px := float64(v * device); math.Abs(px-math.Round(px)) > 0.01 {
					t.Errorf("at %v: %v is %v pixels of the screen", device, v, px)
				}
			}
			if need := o.HeightFor(60); o.Size().Height < need-0.001/device {
				t.Errorf("at %v: %v high, needs %v", device, o.Size().Height, need)
			}
		}
	}
	guitest.App(theme.Light, 1)
	if got := Whole(2.6); got != 3 {
		t.Errorf("without a window 2.6 is %v", got)
	}
}

// TestGroundEndsOutOfSight: a very high column draws its ground no further than
// can be seen, and its edges not within sight.
func TestGroundEndsOutOfSight(t *testing.T) {
	guitest.App(theme.Light, 1)
	c := NewColumn(0, block(10, 50000))
	c.Fill, c.Edge, c.Radius = theme.ColorCard, theme.ColorLine, theme.SizeCardEdge
	p := NewPage(c)
	guitest.Window(t, p, 400, 300)
	back := c.renderer.back
	for _, at := range []float32{0, 20000, 49700} {
		p.By(at - p.Scroll.Offset.Y)
		c.Window(at, at+300)
		top, bottom := back.Position().Y, back.Position().Y+back.Size().Height
		if bottom-top > 1000 || (at > 0) != (top < at && top > 0) || (at < 49700) != (bottom > at+300 && bottom < 50000) {
			t.Errorf("at %v the ground reaches from %v to %v", at, top, bottom)
		}
	}
	if back.FillColor != theme.Color(theme.ColorCard) || back.StrokeColor != theme.Color(theme.ColorLine) || back.CornerRadius != theme.Size(theme.SizeCardEdge) {
		t.Errorf("the ground is %+v", back)
	}
	low := block(10, 40)
	c.Set(low)
	if p.Relayout(); p.By(10) || low.Size().Width != 400 {
		t.Errorf("a page with little on it scrolls; %v", low.Size())
	}
}

// TestPageTellsWhatIsInSight: each way to scroll is told, and stays on the page.
func TestPageTellsWhatIsInSight(t *testing.T) {
	guitest.App(theme.Light, 1)
	p := NewPage(NewColumn(0, text(400*1000)))
	guitest.Window(t, p, 400, 300)
	moved := 0
	p.OnMoved = func() { moved++ }
	for _, tt := range []struct {
		name string
		do   func() bool
		at   float32
	}{
		{"down", func() bool { return p.By(120) }, 120},
		{"up", func() bool { return p.By(-20) }, 100},
		{"beyond the end", func() bool { return p.By(9999) }, 700},
		{"to the top", func() bool { p.ToTop(); return true }, 0},
		{"with the wheel", func() bool { p.Scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -50)}); return true }, 50},
	} {
		before := moved
		if !tt.do() || p.Scroll.Offset.Y != tt.at || moved == before {
			t.Errorf("%s: at %v, want %v; told %d times", tt.name, p.Scroll.Offset.Y, tt.at, moved-before)
		}
	}
	p.By(-9999)
	if before := moved; p.By(-1) || moved != before {
		t.Error("it scrolls above its beginning")
	}
}

// A card has its ground from the beginning, and is as high as what lies on it.
func TestCard(t *testing.T) {
	guitest.App(theme.Dark, 1)
	c := NewColumn(0, text(1000)).Card(Insets{Left: 10, Top: 20, Right: 30, Bottom: 40})
	win := guitest.Window(t, c, 240, 300)
	back := test.WidgetRenderer(c).Objects()[0].(*canvas.Rectangle)
	if back.FillColor != theme.Color(theme.ColorCard) || back.StrokeColor != theme.Color(theme.ColorLine) || back.CornerRadius != theme.Size(theme.SizeCardEdge) {
		t.Errorf("the ground is %v with an edge of %v, round by %v", back.FillColor, back.StrokeColor, back.CornerRadius)
	}
	if got := places(c.Objects[0], back); got != "10 20 200 5, 0 0 240 65" {
		t.Errorf("%s in %v", got, win.Canvas().Size())
	}
}

func TestWide(t *testing.T) {
	guitest.App(theme.Light, 1)
	width := float32(100)
	o := text(1000)
	for _, c := range []struct {
		o    fyne.CanvasObject
		want fyne.Size
	}{{o, fyne.NewSize(50, 20)}, {NewColumn(0, o).Card(Same(5)), fyne.NewSize(50, 35)}, {block(30, 7), fyne.NewSize(50, 7)}} {
		width = 100
		w := Wide(c.o, func() float32 { return width })
		if w.MinSize().Width != 100 {
			t.Errorf("%T: %v for a width of 100", c.o, w.MinSize())
		}
		width = 50
		if w.MinSize() != c.want {
			t.Errorf("%T: %v for a width of 50, want %v", c.o, w.MinSize(), c.want)
		}
		if w.Resize(fyne.NewSize(60, 40)); c.o.Size() != w.Size() {
			t.Errorf("%T is %v in %v", c.o, c.o.Size(), w.Size())
		}
	}
}
