package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"

	scaling "golang.org/x/image/draw"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
)

// picture draws a picture that is here, or the box that stands for one that is not.
func (p *Painter) picture(s *surface, it *layout.Picture) {
	r, clip := s.rect(it.Rect), s.clip(it.Clip)
	seen := r.Intersect(clip)
	if seen.Empty() || it.Opacity <= 0 {
		return
	}
	if img := p.Pictures.image(it.Ref); img != nil {
		s.put(img, r, seen, it.Opacity)
		return
	}
	if r.Dx() < 3 || r.Dy() < 3 { // a spacer
		return
	}
	frame := faded(p.Frame, it.Opacity)
	s.ring(r, clip, image.NewUniform(frame), [4]int{1, 1, 1, 1}, corners{})
	if it.Alt != "" {
		p.alt(s, it, r.Inset(1).Intersect(clip), frame)
	}
}

// put draws a picture scaled into r, as far as it is seen.
func (s *surface) put(img image.Image, r, seen image.Rectangle, opacity float64) {
	b := img.Bounds()
	if b.Size() == r.Size() && opacity >= 1 {
		draw.Draw(s.img, seen, img, b.Min.Add(seen.Min.Sub(r.Min)), draw.Over)
		return
	}
	// Scaled onto a part of the surface of its own, since scalers clip to what they draw on.
	part := image.NewRGBA(seen)
	scaler := scaling.Scaler(scaling.ApproxBiLinear)
	if b.Dx() > 2*r.Dx() || b.Dy() > 2*r.Dy() {
		scaler = scaling.BiLinear
	}
	scaler.Scale(part, r, img, b, draw.Src, nil)
	if opacity >= 1 {
		draw.Draw(s.img, seen, part, seen.Min, draw.Over)
		return
	}
	draw.DrawMask(s.img, seen, part, seen.Min, image.NewUniform(color.Alpha{A: uint8(opacity * 255)}), image.Point{}, draw.Over)
}

// alt writes as many lines of an alt text as fit into the box.
func (p *Painter) alt(s *surface, it *layout.Picture, clip image.Rectangle, c color.NRGBA) {
	const pad = 3
	font := style.Font{Size: 13}
	if it.Node != nil && it.Node.Style != nil {
		font = it.Node.Style.Font
	}
	f := face(font)
	ascent, descent, _ := Measurer{p.Fonts}.Metrics(font)
	if clip.Empty() {
		return
	}
	part, ok := s.img.SubImage(clip).(*image.RGBA)
	if !ok {
		return
	}
	words := strings.Fields(it.Alt)
	y := it.Y + pad
	for len(words) > 0 && y < it.Y+it.H {
		line, n := words[0], 1
		for n < len(words) && p.Fonts.Width(f, line+" "+words[n]) <= it.W-2*pad {
			line += " " + words[n]
			n++
		}
		p.Fonts.Draw(part, text.Ink{Face: f, Text: line, Color: c, X: (it.X + pad) * s.scale, Baseline: float64(s.px(y + ascent)), Scale: s.scale})
		words = words[n:]
		y += ascent + descent
	}
}

// background draws the background picture of a box (CSS Backgrounds and Borders 3,
// section 3): placed in the padding box, repeated over the border box.
func (p *Painter) background(s *surface, b *layout.Box, r, clip image.Rectangle, c corners, w [4]int) {
	img := p.Pictures.image(b.Background.Image)
	seen := r.Intersect(clip)
	if img == nil || seen.Empty() {
		return
	}
	area := image.Rectangle{image.Pt(r.Min.X+w[style.Left], r.Min.Y+w[style.Top]), image.Pt(r.Max.X-w[style.Right], r.Max.Y-w[style.Bottom])}
	tw, th := s.tile(img, b.Background, area)
	if tw < 1 || th < 1 {
		return
	}
	x := area.Min.X + offset(b.Background.Position[0], area.Dx()-tw, s.scale)
	y := area.Min.Y + offset(b.Background.Position[1], area.Dy()-th, s.scale)
	on := s
	if !c.none() || b.Opacity < 1 {
		on = &surface{img: image.NewRGBA(seen), scale: s.scale}
	}
	on.tiles(img, image.Rect(x, y, x+tw, y+th), seen, b.Background)
	if on == s {
		return
	}
	if c.none() {
		draw.DrawMask(s.img, seen, on.img, seen.Min, image.NewUniform(color.Alpha{A: uint8(b.Opacity * 255)}), image.Point{}, draw.Over)
		return
	}
	s.path(r, clip, on.img, func(p *pen) {
		p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), c, false)
	})
}

// tile is the size in device pixels in which a background picture is drawn.
func (s *surface) tile(img image.Image, b style.Background, area image.Rectangle) (w, h int) {
	iw, ih := float64(img.Bounds().Dx()), float64(img.Bounds().Dy())
	aw, ah := float64(area.Dx()), float64(area.Dy())
	size := func(l style.Length, whole float64) (float64, bool) {
		switch l.Kind {
		case style.Px:
			return l.V * s.scale, true
		case style.Percent:
			return l.V * whole / 100, true
		}
		return 0, false
	}
	fw, fh := iw*s.scale, ih*s.scale
	switch {
	case b.Cover:
		k := max(aw/iw, ah/ih)
		fw, fh = iw*k, ih*k
	case b.Contain:
		k := min(aw/iw, ah/ih)
		fw, fh = iw*k, ih*k
	default:
		w, hasW := size(b.Size[0], aw)
		h, hasH := size(b.Size[1], ah)
		switch {
		case hasW && hasH:
			fw, fh = w, h
		case hasW:
			fw, fh = w, ih*w/iw
		case hasH:
			fw, fh = iw*h/ih, h
		}
	}
	const most = 1 << 15
	return int(min(math.Round(fw), most)), int(min(math.Round(fh), most))
}

// offset is where a background picture begins: percentages are of what is left over.
func offset(l style.Length, left int, scale float64) int {
	switch l.Kind {
	case style.Px:
		return int(math.Round(min(max(l.V*scale, -1e6), 1e6)))
	case style.Percent:
		return int(math.Round(min(max(l.V*float64(left)/100, -1e6), 1e6)))
	}
	return 0
}

// tiles draws a picture at one place and, where it is repeated, beside it.
func (s *surface) tiles(img image.Image, at, seen image.Rectangle, b style.Background) {
	w, h := at.Dx(), at.Dy()
	if img.Bounds().Size() != at.Size() && (b.RepeatX || b.RepeatY) {
		one := image.NewRGBA(image.Rectangle{Max: at.Size()}.Intersect(image.Rect(0, 0, 4096, 4096)))
		scaling.ApproxBiLinear.Scale(one, image.Rectangle{Max: at.Size()}, img, img.Bounds(), draw.Src, nil)
		img = one
	}
	x0, x1, y0, y1 := at.Min.X, at.Min.X, at.Min.Y, at.Min.Y
	if b.RepeatX {
		x0 = seen.Min.X - mod(seen.Min.X-at.Min.X, w)
		x1 = seen.Max.X - 1
	}
	if b.RepeatY {
		y0 = seen.Min.Y - mod(seen.Min.Y-at.Min.Y, h)
		y1 = seen.Max.Y - 1
	}
	for y := y0; y <= y1; y += h {
		for x := x0; x <= x1; x += w {
			r := image.Rect(x, y, x+w, y+h)
			if part := r.Intersect(seen); !part.Empty() {
				s.put(img, r, part, 1)
			}
		}
	}
}

func mod(a, b int) int { return ((a % b) + b) % b }
