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
	Fine     bool        // as in Measurer
}

// Draw draws the part of a page that lies on img, whose bounds are a place on the page in
// device pixels, of which a CSS pixel has scale. What lies elsewhere costs next to nothing.
func (p *Painter) Draw(img *image.RGBA, page *layout.Page, scale float64) {
	s := &surface{img: img, scale: scale, left: covers * max(img.Rect.Dx()*img.Rect.Dy(), 1<<16)}
	if page.Background.A > 0 {
		draw.Draw(img, img.Bounds(), image.NewUniform(page.Background), image.Point{}, draw.Over)
	}
	seen := layout.Rect{
		X: float64(img.Rect.Min.X) / scale, Y: float64(img.Rect.Min.Y) / scale,
		W: float64(img.Rect.Dx()) / scale, H: float64(img.Rect.Dy()) / scale,
	}
	for i := 0; i < len(page.Items); {
		n, opacity := group(page.Items[i:])
		if opacity < 1 {
			p.faint(s, page.Items[i:i+n], seen, opacity)
		} else {
			for _, item := range page.Items[i : i+n] {
				if near(item, seen) {
					p.item(s, item)
				}
			}
		}
		i += n
	}
}

// opacityOf is the opacity of an item.
func opacityOf(item layout.Item) float64 {
	switch it := item.(type) {
	case *layout.Box:
		return it.Opacity
	case *layout.Text:
		return it.Opacity
	case *layout.Picture:
		return it.Opacity
	}
	return 1
}

// group counts the items at the front that have one opacity.
func group(items []layout.Item) (n int, opacity float64) {
	opacity = opacityOf(items[0])
	for n < len(items) && opacityOf(items[n]) == opacity {
		n++
	}
	return n, opacity
}

// faint draws items that lie on each other first and makes all of them fainter then (CSS
// Color 4, section 3.2).
func (p *Painter) faint(s *surface, items []layout.Item, seen layout.Rect, opacity float64) {
	if !(opacity > 0) {
		return
	}
	var area image.Rectangle
	for _, item := range items {
		if near(item, seen) {
			r := s.rect(item.Place())
			switch it := item.(type) {
			case *layout.Text:
				r = r.Inset(-s.px(it.Font.Size))
			case *layout.Box:
				for _, sh := range it.Shadows {
					r = r.Union(s.rect(it.Rect).Inset(-s.px(reach(sh))))
				}
			}
			area = area.Union(r)
		}
	}
	if area = area.Intersect(s.img.Bounds()); area.Empty() || !s.pay(area, 4) {
		return
	}
	layer := s.on(area)
	for _, item := range items {
		if near(item, seen) {
			p.item(layer, item)
		}
	}
	s.left = layer.left
	draw.DrawMask(s.img, area, layer.img, area.Min, image.NewUniform(color.Alpha{A: uint8(opacity*255 + 0.5)}), image.Point{}, draw.Over)
}

// near reports whether an item may be seen in a place. Letters reach out of their boxes.
func near(item layout.Item, seen layout.Rect) bool {
	r, out := item.Place(), 0.0
	switch it := item.(type) {
	case *layout.Text:
		out = it.Font.Size
	case *layout.Box:
		for _, sh := range it.Shadows {
			out = max(out, reach(sh))
		}
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
