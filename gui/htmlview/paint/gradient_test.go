package paint

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
)

func close2(a, b color.NRGBA) bool {
	near := func(x, y uint8) bool { return max(x, y)-min(x, y) <= 8 }
	return near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B)
}

func TestGradientGoesFromColorToColor(t *testing.T) {
	stops := []style.Stop{{Color: color.NRGBA{R: 200, A: 255}}, {Color: color.NRGBA{B: 200, A: 255}}}
	mid := color.NRGBA{R: 100, B: 100, A: 255}
	first, last := stops[0].Color, stops[1].Color
	half := []style.Length{{Kind: style.Percent, V: 50}, {Kind: style.Percent, V: 50}}
	for name, c := range map[string]struct {
		g    style.Gradient
		want [3]color.NRGBA // left top, middle, right bottom
	}{
		"down":      {style.Gradient{Angle: math.Pi}, [3]color.NRGBA{first, mid, last}},
		"right":     {style.Gradient{Angle: math.Pi / 2}, [3]color.NRGBA{first, mid, last}},
		"up":        {style.Gradient{}, [3]color.NRGBA{last, mid, first}},
		"to corner": {style.Gradient{Corner: [2]float64{1, 1}}, [3]color.NRGBA{first, mid, last}},
		"radial":    {style.Gradient{Radial: true, Circle: true, Center: [2]style.Length(half)}, [3]color.NRGBA{last, first, last}},
	} {
		c.g.Stops = stops
		b := &layout.Box{Rect: layout.Rect{W: 100, H: 50}, Background: style.Background{Gradient: &c.g, RepeatX: true, RepeatY: true}, Opacity: 1}
		for _, radius := range []float64{0, 0.4} {
			b.Radius = [4]float64{radius, radius, radius, radius}
			img := drawn(t, 100, 50, 1, b)
			for i, p := range [3][2]int{{1, 1}, {50, 25}, {98, 48}} {
				if got := at(img, p[0], p[1]); !close2(got, c.want[i]) {
					t.Errorf("%s, radius %g, at %v: %v, want %v", name, radius, p, got, c.want[i])
				}
			}
		}
	}
}

func TestGradientKeepsWhatLiesBelow(t *testing.T) {
	g := &style.Gradient{Angle: math.Pi, Under: color.NRGBA{G: 200, A: 255}, Stops: []style.Stop{
		{Color: color.NRGBA{}, At: style.Length{Kind: style.Percent, V: 60}}, {Color: color.NRGBA{R: 255, G: 255, A: 255}, At: style.Length{Kind: style.Percent, V: 60}}}}
	b := &layout.Box{Rect: layout.Rect{W: 40, H: 40}, Background: style.Background{Gradient: g, Color: color.NRGBA{R: 255, G: 255, A: 255}, RepeatX: true, RepeatY: true}, Opacity: 1}
	img := drawn(t, 40, 40, 1, b)
	if got := at(img, 20, 10); got != g.Under {
		t.Errorf("above the line %v, want %v", got, g.Under)
	}
	if got, want := at(img, 20, 35), (color.NRGBA{255, 255, 0, 255}); got != want {
		t.Errorf("below the line %v, want %v", got, want)
	}
}

// TestDarkGradient holds that a light gradient becomes one dark color, on which every text
// can be read, and that a dark one stays.
func TestDarkGradient(t *testing.T) {
	for _, c := range []struct {
		to    color.NRGBA
		stays bool
	}{{color.NRGBA{0xff, 0xff, 0xff, 0xff}, false}, {color.NRGBA{0x40, 0, 0x20, 0xff}, true}} {
		g := &style.Gradient{Stops: []style.Stop{{Color: color.NRGBA{0x30, 0, 0x10, 0xff}}, {Color: c.to}}}
		b := &layout.Box{Rect: layout.Rect{W: 40, H: 40}, Background: style.Background{Gradient: g, Color: c.to}, Opacity: 1}
		Darken(&layout.Page{Width: 40, Height: 40, Items: []layout.Item{b}, Background: white}, black, nil)
		if (b.Background.Gradient != nil) != c.stays || luminance(b.Background.Color) >= darkest {
			t.Errorf("to %v: stays %v on %v", c.to, b.Background.Gradient != nil, b.Background.Color)
		}
	}
}

func TestShadowLiesOutside(t *testing.T) {
	b := &layout.Box{Rect: layout.Rect{X: 20, Y: 20, W: 60, H: 30}, Shadows: []style.Shadow{{Y: 4, Blur: 8, Color: black}}, Opacity: 1}
	img := drawn(t, 100, 80, 1, b)
	dark := func(x, y int) uint8 { return 255 - at(img, x, y).R }
	if dark(50, 35) != 0 {
		t.Error("it is drawn under its box")
	}
	near, far, out := dark(50, 51), dark(50, 57), dark(50, 66)
	if near < 100 || far >= near || far == 0 || out != 0 {
		t.Errorf("it fades from %d over %d to %d", near, far, out)
	}
	if dark(50, 17) >= dark(50, 52) {
		t.Error("it does not lie lower than its box")
	}
}

// A gradient that is said before a picture lies on it, one that is said after it below it.
func TestVeil(t *testing.T) {
	const dot = "url('data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%2210%22 height=%2210%22><rect width=%2210%22 height=%2210%22 fill=%22white%22/></svg>')"
	const dark = "linear-gradient(#000,#000)"
	for css, want := range map[string]uint8{dark + "," + dot: 0, dot + "," + dark: 255, dot: 255, dark + "," + dot + ",linear-gradient(#f00,#f00)": 0, "linear-gradient(rgba(0,0,0,.2),rgba(0,0,0,.2))," + dot: 204} {
		for _, property := range []string{"background", "background-image"} {
			page := style.Parse(t.Context(), `<!DOCTYPE html><body style="margin:0"><div style="width:10px;height:10px;`+property+":"+strings.ReplaceAll(css, `"`, "&quot;")+`">`, style.Media{Width: 40})
			laid := layout.Lay(t.Context(), page, 40, Measurer{Fonts: text.Shared()}, &Pictures{})
			img := image.NewRGBA(image.Rect(0, 0, 40, 40))
			(&Painter{Fonts: text.Shared(), Pictures: &Pictures{}}).Draw(img, laid, 1)
			if got := img.RGBAAt(5, 5).R; got < want-min(want, 2) || got > want+min(255-want, 2) {
				t.Errorf("%s: %s is %d, want %d", property, css, got, want)
			}
		}
	}
}
