package paint

import (
	"image"
	"image/color"
	"image/draw"

	"popmail/gui/htmlview/layout"
	"popmail/gui/kit/text"
)

// A Painter draws pages.
type Painter struct {
	Fonts    *text.Fonts
	Pictures *Pictures   // nil: none are here
	Frame    color.NRGBA // of the sign for pictures that are not here
}

// Draw draws the part of a page that lies on img, whose bounds are a place on the page in
// device pixels, of which a CSS pixel has scale. What lies elsewhere costs next to nothing.
func (p *Painter) Draw(img *image.RGBA, page *layout.Page, scale float64) {
	s := &surface{img: img, scale: scale}
	if page.Background.A > 0 {
		draw.Draw(img, img.Bounds(), image.NewUniform(page.Background), image.Point{}, draw.Over)
	}
	seen := layout.Rect{
		X: float64(img.Rect.Min.X) / scale, Y: float64(img.Rect.Min.Y) / scale,
		W: float64(img.Rect.Dx()) / scale, H: float64(img.Rect.Dy()) / scale,
	}
	for _, item := range page.Items {
		if near(item, seen) {
			p.item(s, item)
		}
	}
}

// near reports whether an item may be seen in a place. Letters reach out of their boxes.
func near(item layout.Item, seen layout.Rect) bool {
	r, out := item.Place(), 0.0
	if t, ok := item.(*layout.Text); ok {
		out = t.Font.Size
	}
	return r.X-out < seen.X+seen.W && r.X+r.W+out > seen.X && r.Y-out < seen.Y+seen.H && r.Y+r.H+out > seen.Y
}

func (p *Painter) item(s *surface, item layout.Item) {
	switch it := item.(type) {
	case *layout.Box:
		p.box(s, it)
	case *layout.Text:
		p.text(s, it)
	case *layout.Picture:
		p.picture(s, it)
	case *layout.Mark:
		s.mark(it)
	}
}
