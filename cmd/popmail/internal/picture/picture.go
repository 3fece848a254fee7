// Package picture draws what the reading pane shows of a message, without a display.
package picture

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"math"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
	"popmail/gui/htmlview/plain"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
	"popmail/gui/kit/theme"
	"popmail/gui/words"
)

// Bounds of a picture, in pixels; what lies below or right of it is left out.
const (
	mostSide = 30_000
	mostAll  = 60_000_000
)

// A Page is a document of a message, of HTML or of plain text.
type Page struct {
	HTML string
	Text string
	// Source returns the octets of pictures that the message brings, by reference. It may be nil.
	Source func(ref string) ([]byte, bool)
}

// A Drawing is pages in their places, one below another.
type Drawing struct {
	parts []*part
	dark  bool

	Width, Height float64 // CSS pixels
	Problems      []string
}

type part struct {
	top     float64
	page    *layout.Page
	painter *paint.Painter
}

// Lay lays pages out for a width in CSS pixels. The error is the context's.
func Lay(ctx context.Context, pages []Page, width float64, dark bool) (*Drawing, error) {
	d := &Drawing{dark: dark, Width: width}
	room := &paint.Room{}
	for _, p := range pages {
		pics := &paint.Pictures{Source: p.Source, Room: room}
		if p.Text != "" {
			o := plain.Options{Margin: 8, Width: width, Advance: paint.Measurer{Fonts: text.Shared()}.Width}
			if dark {
				o.Ink = plain.Dark
			}
			for part := range plain.Parts(p.Text, o) {
				if err := d.add(ctx, part.Page, width, pics, false); err != nil {
					return nil, err
				}
			}
			continue
		}
		styled := style.Parse(ctx, p.HTML, style.Media{Width: width, Dark: dark})
		if err := d.add(ctx, styled, width, pics, dark); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// add lays out a page below the others.
func (d *Drawing) add(ctx context.Context, styled *style.Page, width float64, pics *paint.Pictures, darken bool) error {
	fonts := text.Shared()
	page := layout.Lay(ctx, styled, width, paint.Measurer{Fonts: fonts}, told{pics})
	if err := ctx.Err(); err != nil {
		return err
	}
	if darken {
		paint.Darken(page, paperColor(true), pics)
	}
	paint.ShowAlt(page, paperColor(d.dark))
	d.parts = append(d.parts, &part{d.Height, page, &paint.Painter{Fonts: fonts, Pictures: pics, Frame: frame(d.dark)}})
	d.Height += page.Height
	d.Width = max(d.Width, page.Width)
	d.Problems = append(append(d.Problems, styled.Problems...), page.Problems...)
	return nil
}

// told are pictures with the words for what is not drawn.
type told struct{ *paint.Pictures }

// Tell implements layout.Telling.
func (told) Tell(tag string) string { return words.Embedded(tag) }

func frame(dark bool) color.NRGBA {
	if dark {
		return color.NRGBA{0x8a, 0x8a, 0x8a, 0xff}
	}
	return color.NRGBA{0x9a, 0x9a, 0x9a, 0xff}
}

// paperColor is the colour of the card that mail lies on.
func paperColor(dark bool) color.NRGBA {
	t := &theme.Theme{Mode: theme.Light}
	if dark {
		t.Mode = theme.Dark
	}
	return color.NRGBAModel.Convert(t.Color(theme.ColorCard, 0)).(color.NRGBA)
}

// Words are the words of all pages, in reading order.
func (d *Drawing) Words() []paint.Word {
	out := []paint.Word{}
	for _, p := range d.parts {
		for _, w := range paint.Words(p.page, paint.Measurer{Fonts: p.painter.Fonts}) {
			w.Y += p.top
			out = append(out, w)
		}
	}
	return out
}

// Size is that of Image, in pixels.
func (d *Drawing) Size() (width, height int) {
	width = max(1, int(min(d.Width, mostSide)+0.5))
	return width, max(1, int(min(d.Height, mostSide, float64(mostAll/width))+0.999))
}

// tileHeight is how much of a page is drawn in one piece, in pixels. What a piece may cost
// is bounded by its area, as it is in the window.
const tileHeight = 512

// Image is the picture, a pixel per CSS pixel: what Fyne's software painter makes of the
// window's tiles.
func (d *Drawing) Image() *image.RGBA {
	out := d.paper(d.Size())
	for _, p := range d.parts {
		p.draw(out, tileHeight)
	}
	return out
}

// paper is an empty picture.
func (d *Drawing) paper(width, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Rect, image.NewUniform(paperColor(d.dark)), image.Point{}, draw.Src)
	return out
}

// draw draws a page in its place, in pieces of a height in pixels.
func (p *part) draw(out *image.RGBA, piece int) {
	top := int(math.Round(p.top))
	place := image.Rect(0, top, int(p.page.Width+0.5), top+int(p.page.Height+0.999)).Intersect(out.Rect)
	for y := place.Min.Y; y < place.Max.Y; y += piece {
		img := out.SubImage(image.Rect(0, y, place.Max.X, min(y+piece, place.Max.Y))).(*image.RGBA)
		img.Rect = img.Rect.Sub(image.Pt(0, top))
		p.painter.Draw(img, p.page, 1)
	}
}

// First draws what a window of a height in CSS pixels shows first, as the window does but
// without Fyne.
func (d *Drawing) First(height float64) *image.RGBA {
	out := d.paper(int(d.Width), int(min(d.Height, height)))
	for _, p := range d.parts {
		p.draw(out, max(int(height), 1))
	}
	return out
}
