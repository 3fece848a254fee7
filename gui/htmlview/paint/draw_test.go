package paint

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
)

var (
	black = color.NRGBA{A: 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	red   = color.NRGBA{0xc0, 0, 0, 0xff}
	blue  = color.NRGBA{0, 0x40, 0xc0, 0xff}
)

// drawn draws items on white; at scale device pixels per CSS pixel.
func drawn(t *testing.T, w, h int, scale float64, items ...layout.Item) *image.RGBA {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	p := &Painter{Fonts: text.Shared(), Pictures: &Pictures{}, Frame: color.NRGBA{0x9a, 0x9a, 0x9a, 0xff}}
	p.Draw(img, &layout.Page{Width: float64(w) / scale, Height: float64(h) / scale, Items: items, Background: white}, scale)
	if dir := os.Getenv("PAINT_PICTURES"); dir != "" {
		f, err := os.Create(filepath.Join(dir, t.Name()+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
	}
	return img
}

func edges(width float64, kind string, c color.NRGBA) (b [4]style.Edge) {
	for i := range b {
		b[i] = style.Edge{Width: width, Style: kind, Color: c}
	}
	return b
}

func at(img *image.RGBA, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
}

func TestBorderOfEachSide(t *testing.T) {
	b := &layout.Box{Rect: layout.Rect{X: 10, Y: 10, W: 80, H: 40}, Background: style.Background{Color: white}, Opacity: 1}
	b.Border[style.Top] = style.Edge{Width: 4, Style: "solid", Color: red}
	b.Border[style.Left] = style.Edge{Width: 8, Style: "solid", Color: blue}
	img := drawn(t, 100, 60, 1, b)
	for _, c := range []struct {
		x, y int
		want color.NRGBA
	}{
		{50, 11, red}, {50, 13, red}, {50, 14, white}, {11, 30, blue}, {17, 30, blue}, {18, 30, white},
		{89, 30, white}, {50, 49, white}, {50, 9, white}, {9, 30, white},
		{17, 11, red}, {11, 13, blue}, // the two sides of the diagonal
	} {
		if got := at(img, c.x, c.y); got != c.want {
			t.Errorf("at %d,%d: %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestBorderStyles(t *testing.T) {
	var items []layout.Item
	for i, kind := range []string{"solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"} {
		items = append(items, &layout.Box{Rect: layout.Rect{X: 10, Y: float64(10 + 50*i), W: 100, H: 40}, Border: edges(6, kind, red), Opacity: 1},
			&layout.Box{
				Rect: layout.Rect{X: 120, Y: float64(10 + 50*i), W: 100, H: 40}, Border: edges(6, kind, red), Opacity: 1,
				Radius: [4]float64{10, 20, 0, 30}, Background: style.Background{Color: color.NRGBA{0xff, 0xe0, 0xa0, 0xff}},
			})
	}
	img := drawn(t, 230, 420, 1, items...)
	double := 10 + 50*3
	if at(img, 60, double) != red || at(img, 60, double+2) != white || at(img, 60, double+5) != red {
		t.Errorf("double: %v %v %v", at(img, 60, double), at(img, 60, double+2), at(img, 60, double+5))
	}
	shade, light := color.NRGBA{0x6c, 0, 0, 0xff}, color.NRGBA{0xff, 0, 0, 0xff}
	if inset := 10 + 50*6; at(img, 60, inset+2) != shade || at(img, 60, inset+37) != light {
		t.Errorf("inset: %v at the top, %v at the bottom", at(img, 60, inset+2), at(img, 60, inset+37))
	}
	reds, whites := 0, 0
	for x := 16; x < 104; x++ {
		switch at(img, x, 10+50+2) {
		case red:
			reds++
		case white:
			whites++
		}
	}
	if reds < 50 || whites < 20 {
		t.Errorf("dashed: %d red and %d white pixels", reds, whites)
	}
}

func TestRoundCorners(t *testing.T) {
	img := drawn(t, 60, 60, 1, &layout.Box{
		Rect: layout.Rect{X: 10, Y: 10, W: 40, H: 40}, Background: style.Background{Color: blue},
		Radius: [4]float64{20, 20, 20, 20}, Opacity: 1,
	})
	if at(img, 12, 12) != white || at(img, 30, 30) != blue || at(img, 30, 10) == white || at(img, 47, 47) != white {
		t.Errorf("%v %v %v %v", at(img, 12, 12), at(img, 30, 30), at(img, 30, 10), at(img, 47, 47))
	}
}

func TestClipAndOpacity(t *testing.T) {
	clip := layout.Rect{X: 0, Y: 0, W: 20, H: 20}
	img := drawn(t, 40, 40, 1,
		&layout.Box{Rect: layout.Rect{W: 40, H: 40}, Background: style.Background{Color: blue}, Opacity: 0.5, Clip: &clip},
		&layout.Text{Rect: layout.Rect{X: 22, Y: 22, W: 10, H: 15}, Baseline: 34, Text: "M", Font: style.Font{Size: 12}, Color: black, Opacity: 1, Clip: &clip})
	if got := at(img, 10, 10); got.R < 0x7e || got.R > 0x81 || got.B < 0xde || got.B > 0xe1 {
		t.Errorf("half: %v", got)
	}
	for y := 20; y < 40; y++ {
		for x := range 40 {
			if at(img, x, y) != white {
				t.Fatalf("something is drawn at %d,%d outside of the clip", x, y)
			}
		}
	}
}

// TestTilesJoin holds that a page drawn in parts is the page.
func TestTilesJoin(t *testing.T) {
	items := []layout.Item{
		&layout.Box{Rect: layout.Rect{X: 5.4, Y: 10, W: 80.3, H: 70}, Border: edges(3, "dashed", red), Radius: [4]float64{9, 9, 9, 9}, Opacity: 1},
		&layout.Text{Rect: layout.Rect{X: 8, Y: 30, W: 80, H: 22}, Baseline: 47, Text: "Straße gÅ", Font: style.Font{Size: 16}, Color: black, Opacity: 1, Style: &style.Computed{Underline: true}},
	}
	for _, scale := range []float64{1, 1.25, 2} {
		w, h := int(100*scale), int(100*scale)
		whole := drawn(t, w, h, scale, items...)
		p := &Painter{Fonts: text.Shared()}
		page := &layout.Page{Width: 100, Height: 100, Items: items, Background: white}
		joined := image.NewRGBA(whole.Rect)
		for y := 0; y < h; y += 17 {
			part := image.NewRGBA(image.Rect(0, y, w, min(y+17, h)))
			p.Draw(part, page, scale)
			draw.Draw(joined, part.Rect, part, part.Rect.Min, draw.Src)
		}
		different := 0
		for i := range whole.Pix {
			if d := int(whole.Pix[i]) - int(joined.Pix[i]); d > 2 || d < -2 {
				different++
			}
		}
		if different > 0 {
			t.Errorf("scale %v: %d octets differ", scale, different)
		}
	}
}

func TestPicturesOfPage(t *testing.T) {
	const red2x2 = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=="
	p := &Pictures{}
	if w, h, ok := p.Size(red2x2); !ok || w != 2 || h != 2 {
		t.Fatalf("%v x %v, %v", w, h, ok)
	}
	for _, ref := range []string{"http://example.org/a.png", "data:text/html,<b>", "data:image/svg+xml,<svg width='0'/>", "//x/y", "file:///etc/hostname", "data:image/png;base64,!!!", ""} {
		if _, _, ok := p.Size(ref); ok || p.image(ref) != nil {
			t.Errorf("%q is a picture", ref)
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, 40, 40))
	(&Painter{Fonts: text.Shared(), Pictures: p}).Draw(img, &layout.Page{Width: 40, Height: 40, Background: white, Items: []layout.Item{
		&layout.Box{Rect: layout.Rect{X: 0, Y: 0, W: 40, H: 10}, Background: style.Background{Image: red2x2, RepeatX: true}, Opacity: 1},
		&layout.Picture{Rect: layout.Rect{X: 10, Y: 20, W: 10, H: 10}, Ref: red2x2, Here: true, Opacity: 1},
	}}, 1)
	is := func(x, y int, c color.NRGBA) {
		t.Helper()
		if got := at(img, x, y); got != c {
			t.Errorf("at %d,%d: %v, want %v", x, y, got, c)
		}
	}
	pure := color.NRGBA{0xff, 0, 0, 0xff}
	is(0, 0, pure)
	is(39, 1, pure)
	is(20, 2, white)
	is(15, 25, pure)
	is(21, 25, white)
}

// An SVG is drawn as other pictures are, in its own size, and refers to nothing.
func TestSVGInPage(t *testing.T) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#00ff00"/><image href="https://x.example/a.png" width="20" height="10"/></svg>`
	for _, ref := range []string{"cid:drawing", "data:image/svg+xml," + strings.ReplaceAll(svg, "#", "%23")} {
		p := &Pictures{Source: func(ref string) ([]byte, bool) {
			if ref != "cid:drawing" {
				t.Errorf("asked for %s", ref)
			}
			return []byte(svg), true
		}}
		if w, h, ok := p.Size(ref); !ok || w != 20 || h != 10 {
			t.Errorf("%.20s: %v × %v", ref, w, h)
		}
		img := p.image(ref)
		if img == nil {
			t.Fatalf("%.20s is not drawn", ref)
		}
		if r, g, b, _ := img.At(15, 5).RGBA(); r != 0 || g>>8 != 0xff || b != 0 {
			t.Errorf("%.20s: %v", ref, img.At(15, 5))
		}
	}
}
