package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
)

// The picture is what Fyne's software painter shows of the tiles that the window has, but
// for what rounding does where something is half transparent.
func TestImageIsWhatFyneShows(t *testing.T) {
	pages := []Page{
		{HTML: `<body bgcolor="#fffbe6"><h1>One</h1><p style="opacity:.5;background:#f00;color:#fff">faint</p>` + strings.Repeat("<p>Words that <b>differ</b> <i>a</i> <a href=#>little</a></p>", 60)},
		{HTML: `<div style="background:linear-gradient(#123456,#fedcba);border-radius:12px;box-shadow:0 4px 9px #0008;height:700px;color:rgba(255,255,255,.7)">on it</div>`},
		{Text: "plain\n> quoted\n" + strings.Repeat("and on\n", 40)},
	}
	for _, dark := range []bool{false, true} {
		d, err := Lay(t.Context(), pages, 400, dark)
		if err != nil {
			t.Fatal(err)
		}
		got, want := d.Image(), shownByFyne(d)
		if got.Rect != want.Bounds() {
			t.Fatalf("the picture is %v, Fyne's %v", got.Rect, want.Bounds())
		}
		inked := 0
		paper := color.RGBAModel.Convert(paperColor(dark))
		for y := range got.Rect.Dy() {
			for x := range got.Rect.Dx() {
				a, b := got.RGBAAt(x, y), color.RGBAModel.Convert(want.At(x, y)).(color.RGBA)
				if a != paper {
					inked++
				}
				if apart(a.R, b.R) > 3 || apart(a.G, b.G) > 3 || apart(a.B, b.B) > 3 || a.A != 255 {
					t.Fatalf("dark %v: the pixel at %d, %d is %v, Fyne's %v", dark, x, y, a, b)
				}
			}
		}
		if inked < 10_000 {
			t.Errorf("dark %v: %d pixels are no paper", dark, inked)
		}
	}
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

// shownByFyne draws the pages as tiles on a canvas of Fyne.
func shownByFyne(d *Drawing) image.Image {
	width, height := int(d.Width+0.5), int(d.Height+0.999)
	objects := container.NewWithoutLayout()
	for _, p := range d.parts {
		for y := 0; y < int(p.page.Height+0.999); y += tileHeight {
			h := min(tileHeight, int(p.page.Height+0.999)-y)
			tile := canvas.NewRaster(func(w, h int) image.Image {
				img := image.NewRGBA(image.Rect(0, y, w, y+h))
				p.painter.Draw(img, p.page, 1)
				img.Rect = image.Rect(0, 0, w, h)
				return img
			})
			tile.Move(fyne.NewPos(0, float32(y)+float32(math.Round(p.top))))
			tile.Resize(fyne.NewSize(float32(width), float32(h)))
			objects.Add(tile)
		}
	}
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetContent(objects)
	c.Resize(fyne.NewSize(float32(width), float32(height)))
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Rect, image.NewUniform(paperColor(d.dark)), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, c.Capture(), image.Point{}, draw.Over)
	return out
}
