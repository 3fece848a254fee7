package paint

import (
	"image/color"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// TestStrongIsReadable strengthens text of many colors on many grounds, in pages that are light,
// dark by themselves, or darkened before.
func TestStrongIsReadable(t *testing.T) {
	colors := []uint32{0x000000, 0x333333, 0x666666, 0x777777, 0x999999, 0xcccccc, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0x0000ee, 0xffff00, 0x990000, 0x003366, 0x2f6fed, 0xffeedd, 0xeeeeff, 0x808000}
	for _, ground := range []color.NRGBA{white, paper, black} {
		for _, b := range colors {
			for _, c := range colors {
				for _, opacity := range []float64{1, 0.5} {
					box := &layout.Box{Rect: layout.Rect{W: 100, H: 20}, Background: style.Background{Color: hex(b)}, Opacity: opacity}
					text := &layout.Text{Rect: layout.Rect{X: 5, Y: 5, W: 50, H: 10}, Text: "x", Color: hex(c), Opacity: 1}
					rest := &layout.Text{Rect: layout.Rect{Y: 50, W: 50, H: 10}, Text: "a longer text", Color: hex(c), Opacity: 1}
					page := &layout.Page{Items: []layout.Item{box, text, rest}}
					if ground != white {
						Darken(page, ground, nil)
					}
					Strengthen(page, ground, nil)
					seen := over(faded(box.Background.Color, box.Opacity), ground)
					if got := contrast(text.Color, seen); got < Enhanced {
						t.Errorf("%06x on %06x, opacity %v: %v on %v has %.2f", c, b, opacity, text.Color, seen, got)
					}
					if got := contrast(rest.Color, ground); got < Enhanced {
						t.Errorf("%06x on paper %v becomes %v, with %.2f", c, ground, rest.Color, got)
					}
				}
			}
		}
	}
}

// TestStrongStays: what stands out already stays as it is, and that is said.
func TestStrongStays(t *testing.T) {
	text := &layout.Text{Rect: layout.Rect{X: 5, Y: 5, W: 50, H: 10}, Text: "x", Color: hex(0x003366), Opacity: 1}
	box := &layout.Box{Rect: layout.Rect{W: 100, H: 20}, Background: style.Background{Color: hex(0xffeedd)}, Opacity: 1}
	if Strengthen(&layout.Page{Items: []layout.Item{box, text}}, white, nil) || text.Color != hex(0x003366) || box.Background.Color != hex(0xffeedd) {
		t.Errorf("%v on %v", text.Color, box.Background.Color)
	}
	faint := &layout.Text{Rect: layout.Rect{X: 5, Y: 5, W: 50, H: 10}, Text: "x", Color: hex(0x888888), Opacity: 1}
	if !Strengthen(&layout.Page{Items: []layout.Item{faint}}, white, nil) {
		t.Error("what was faint is not said to be changed")
	}
}

// TestStrongGradients: text on a gradient stands out from its color, and one from black to white
// becomes plain.
func TestStrongGradients(t *testing.T) {
	for _, c := range []struct {
		from, to uint32
		stays    bool
	}{{0xffffff, 0xeeeeee, true}, {0x000000, 0x111122, true}, {0x000000, 0xffffff, false}, {0x888888, 0x777777, false}} {
		g := &style.Gradient{Stops: []style.Stop{{Color: hex(c.from)}, {Color: hex(c.to)}}}
		box := &layout.Box{Rect: layout.Rect{W: 100, H: 20}, Background: style.Background{Gradient: g}, Opacity: 1}
		text := &layout.Text{Rect: layout.Rect{X: 5, Y: 5, W: 50, H: 10}, Text: "x", Color: hex(0x888888), Opacity: 1}
		Strengthen(&layout.Page{Items: []layout.Item{box, text}}, white, nil)
		if stays := box.Background.Gradient != nil; stays != c.stays {
			t.Errorf("%06x to %06x stays: %v", c.from, c.to, stays)
		}
		for _, s := range g.Stops {
			ground := s.Color
			if box.Background.Gradient == nil {
				ground = box.Background.Color
			}
			if got := contrast(text.Color, ground); got < Enhanced {
				t.Errorf("%06x to %06x: %v on %v has %.2f", c.from, c.to, text.Color, ground, got)
			}
		}
	}
}

// TestStrongFaded: words that are half transparent stand out as they are seen, and what cannot be
// seen stays so.
func TestStrongFaded(t *testing.T) {
	for _, c := range []uint32{0x000000, 0x333333, 0x888888, 0xffffff, 0x003366, 0xff0000} {
		for _, opacity := range []float64{0.2, 0.5, 0.99} {
			text := &layout.Text{Rect: layout.Rect{W: 50, H: 10}, Text: "x", Color: hex(c), Opacity: opacity}
			Strengthen(&layout.Page{Items: []layout.Item{text}}, white, nil)
			if got := contrast(over(faded(text.Color, text.Opacity), white), white); got < Enhanced {
				t.Errorf("%06x with opacity %v: %v with %v has %.2f", c, opacity, text.Color, text.Opacity, got)
			}
		}
	}
	gone := &layout.Text{Rect: layout.Rect{W: 50, H: 10}, Text: "x", Color: hex(0x888888)}
	if Strengthen(&layout.Page{Items: []layout.Item{gone}}, white, nil) || gone.Opacity != 0 {
		t.Error("what cannot be seen is shown")
	}
}

// only is the one picture that is here.
type only string

func (o only) Size(ref string) (width, height float64, ok bool) { return 10, 10, ref == string(o) }

// TestStrongOnPictures: words on a picture stay as they are, also where something half transparent
// is between them; on what covers the picture, beside it, and where it is not here, they stand out.
func TestStrongOnPictures(t *testing.T) {
	place := layout.Rect{W: 100, H: 20}
	picture := &layout.Picture{Rect: place, Ref: "a", Here: true, Opacity: 1}
	ground := func(ref string) *layout.Box {
		return &layout.Box{Rect: place, Background: style.Background{Image: ref, Color: hex(0xffffff)}, Opacity: 1}
	}
	veil := &layout.Box{Rect: place, Background: style.Background{Color: color.NRGBA{0, 0, 0, 0x80}}, Opacity: 1}
	for name, c := range map[string]struct {
		below []layout.Item
		stays bool
	}{
		"a picture":                 {[]layout.Item{picture}, true},
		"a background":              {[]layout.Item{ground("a")}, true},
		"a veil over it":            {[]layout.Item{ground("a"), veil}, true},
		"a cover over it":           {[]layout.Item{ground("a"), ground("")}, false},
		"one that is not here":      {[]layout.Item{ground("b")}, false},
		"the place of one not here": {[]layout.Item{&layout.Picture{Rect: place, Ref: "b", Opacity: 1}}, false},
		"one that stands beside it": {[]layout.Item{&layout.Picture{Rect: layout.Rect{X: 200, W: 9, H: 9}, Ref: "a", Here: true, Opacity: 1}}, false},
		"one that cannot be seen":   {[]layout.Item{&layout.Picture{Rect: place, Ref: "a", Here: true}}, false},
	} {
		text := &layout.Text{Rect: layout.Rect{X: 5, Y: 5, W: 50, H: 10}, Text: "x", Color: hex(0xeeeeee), Opacity: 1}
		mark := &layout.Mark{Rect: layout.Rect{X: 5, Y: 5, W: 5, H: 5}, Color: hex(0xeeeeee)}
		Strengthen(&layout.Page{Items: append(c.below, text, mark)}, white, only("a"))
		if stays := text.Color == hex(0xeeeeee); stays != c.stays || stays != (mark.Color == hex(0xeeeeee)) {
			t.Errorf("on %s: %v, %v", name, text.Color, mark.Color)
		}
	}
	if veil.Background.Color != (color.NRGBA{0, 0, 0, 0x80}) {
		t.Error("a veil over a picture becomes another")
	}
}
