package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	scaling "golang.org/x/image/draw"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// picture draws a picture that is here, or the box that stands for one that is not.
func (p *Painter) picture(s *surface, it *layout.Picture) {
	r, clip := s.rect(it.Rect), s.clip(it.Clip)
	seen := r.Intersect(clip)
	if seen.Empty() {
		return
	}
	if img := p.Pictures.image(it.Ref); img != nil {
		to := s.fitted(p, it, r)
		if seen = seen.Intersect(to); !seen.Empty() {
			s.put(img, to, seen)
		}
		return
	}
	if it.Here || it.Node == nil {
		s.sign(r, clip, p.Frame)
	}
}

// fitted is where a picture lies whose box is r (CSS Images 3, section 5.5): in the middle,
// in its own shape or that of the box.
func (s *surface) fitted(p *Painter, it *layout.Picture, r image.Rectangle) image.Rectangle {
	if it.Node == nil || it.Node.Style == nil || it.Node.Style.Fit == style.Fill {
		return r
	}
	w, h, ok := p.Pictures.Size(it.Ref)
	if !ok {
		return r
	}
	kx, ky := float64(r.Dx())/w, float64(r.Dy())/h
	k := min(kx, ky)
	switch it.Node.Style.Fit {
	case style.Cover:
		k = max(kx, ky)
	case style.NoScale:
		k = s.scale
	case style.ScaleDown:
		k = min(k, s.scale)
	}
	const most = 1 << 15
	dx, dy := int(min(math.Round(w*k), most)), int(min(math.Round(h*k), most))
	x, y := r.Min.X+(r.Dx()-dx)/2, r.Min.Y+(r.Dy()-dy)/2
	return image.Rect(x, y, x+max(dx, 1), y+max(dy, 1))
}

// sign draws the sign for a picture that is not here: a frame with a hill and a sun.
func (s *surface) sign(r, clip image.Rectangle, c color.NRGBA) {
	side := min(r.Dx(), r.Dy(), s.px(16))
	if side < 6 {
		return
	}
	line, u := max(1, side/16), float32(side)/16
	x, y := r.Min.X, r.Min.Y
	frame := image.Rect(x+int(u), y+int(2*u), x+side-int(2*u), y+side-int(2*u))
	s.frame(frame, frame.Inset(line), clip, c)
	in := frame.Inset(line)
	x0, y0, x1, y1 := float32(in.Min.X), float32(in.Min.Y), float32(in.Max.X), float32(in.Max.Y)
	s.path(in, clip, image.NewUniform(c), func(p *pen) {
		p.move(x0, y1)
		p.line(x0, y1-3*u)
		p.line(x0+4*u, y0+4*u)
		p.line(x0+7*u, y1-2.5*u)
		p.line(x0+9*u, y1-4.5*u)
		p.line(x1, y1-2*u)
		p.line(x1, y1)
		p.close()
	})
	s.disc(image.Rect(in.Max.X-int(4*u), in.Min.Y+int(u), in.Max.X-int(u), in.Min.Y+int(4*u)), clip, c)
}

// put draws a picture scaled into r, as far as it is seen.
func (s *surface) put(img image.Image, r, seen image.Rectangle) {
	if !s.pay(seen, 8) {
		return
	}
	b := img.Bounds()
	if b.Size() == r.Size() {
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
	draw.Draw(s.img, seen, part, seen.Min, draw.Over)
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
	iw, ih, _ := p.Pictures.Size(b.Background.Image)
	tw, th := s.tile(iw, ih, b.Background, area)
	if tw < 1 || th < 1 {
		return
	}
	x := area.Min.X + offset(b.Background.Position[0], area.Dx()-tw, s.scale)
	y := area.Min.Y + offset(b.Background.Position[1], area.Dy()-th, s.scale)
	on := s
	if !c.none() {
		if !s.pay(seen, 4) {
			return
		}
		on = s.on(seen)
	}
	on.tiles(img, image.Rect(x, y, x+tw, y+th), seen, b.Background)
	if on == s {
		return
	}
	s.left = on.left
	s.path(r, clip, on.img, func(p *pen) {
		p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), c, false)
	})
}

// tile is the size in device pixels in which a background picture of iw × ih CSS pixels is
// drawn.
func (s *surface) tile(iw, ih float64, b style.Background, area image.Rectangle) (w, h int) {
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
	if b.RepeatX || b.RepeatY {
		img, w, h = sheet(img, w, h, b)
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
				s.put(img, r, part)
			}
		}
	}
}

// sheet is a picture that is repeated in the size in which it is drawn, small ones several
// times, and its size.
func sheet(img image.Image, w, h int, b style.Background) (image.Image, int, int) {
	const side = 128
	if w > 4*side || h > 4*side {
		return img, w, h
	}
	across, down := 1, 1
	if b.RepeatX {
		across = max(1, side/w)
	}
	if b.RepeatY {
		down = max(1, side/h)
	}
	if across == 1 && down == 1 && img.Bounds().Size() == image.Pt(w, h) {
		return img, w, h
	}
	out := image.NewRGBA(image.Rect(0, 0, across*w, down*h))
	scaling.ApproxBiLinear.Scale(out, image.Rect(0, 0, w, h), img, img.Bounds(), draw.Src, nil)
	for y := range down {
		for x := range across {
			draw.Draw(out, image.Rect(x*w, y*h, x*w+w, y*h+h), out, image.Point{}, draw.Src)
		}
	}
	return out, out.Rect.Dx(), out.Rect.Dy()
}

func mod(a, b int) int { return ((a % b) + b) % b }
