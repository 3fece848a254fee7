package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// shades is in how many steps a gradient goes from its first color to its last.
const shadeSteps = 1024

// A fade is a gradient as a picture in device pixels of the page.
type fade struct {
	bounds  image.Rectangle
	tile    image.Rectangle // where it lies, and how large it is
	x, y    bool            // whether it is repeated
	radial  bool
	repeats bool
	ox, oy  float64 // a linear one is 0 here; of a radial one the center
	dx, dy  float64 // by how much it goes on per pixel
	table   [shadeSteps + 1]color.RGBA
}

func (f *fade) ColorModel() color.Model { return color.RGBAModel }
func (f *fade) Bounds() image.Rectangle { return f.bounds }
func (f *fade) At(x, y int) color.Color { return f.RGBAAt(x, y) }

func (f *fade) RGBAAt(x, y int) color.RGBA {
	if w := f.tile.Dx(); f.x {
		x = f.tile.Min.X + mod(x-f.tile.Min.X, w)
	} else if x < f.tile.Min.X || x >= f.tile.Max.X {
		return color.RGBA{}
	}
	if h := f.tile.Dy(); f.y {
		y = f.tile.Min.Y + mod(y-f.tile.Min.Y, h)
	} else if y < f.tile.Min.Y || y >= f.tile.Max.Y {
		return color.RGBA{}
	}
	px, py := (float64(x)+0.5-f.ox)*f.dx, (float64(y)+0.5-f.oy)*f.dy
	t := px + py
	if f.radial {
		t = math.Sqrt(px*px + py*py)
	}
	if f.repeats {
		t -= math.Floor(t)
	}
	return f.table[int(min(max(t, 0), 1)*shadeSteps)]
}

// gradient draws the gradient of a box's background.
func (s *surface) gradient(b *layout.Box, r, clip image.Rectangle, c corners, w [4]int) {
	seen := r.Intersect(clip)
	area := image.Rectangle{image.Pt(r.Min.X+w[style.Left], r.Min.Y+w[style.Top]), image.Pt(r.Max.X-w[style.Right], r.Max.Y-w[style.Bottom])}
	bg := b.Background
	tw, th := area.Dx(), area.Dy()
	size := func(l style.Length, whole int) int {
		switch l.Kind {
		case style.Px:
			return s.px(l.V)
		case style.Percent:
			return int(math.Round(float64(whole)*l.V/100 + l.Plus*s.scale))
		}
		return whole
	}
	if !bg.Cover && !bg.Contain {
		tw, th = size(bg.Size[0], tw), size(bg.Size[1], th)
	}
	if seen.Empty() || tw < 1 || th < 1 || tw > widest*10 || th > widest*100 {
		return
	}
	x := area.Min.X + offset(bg.Position[0], area.Dx()-tw, s.scale)
	y := area.Min.Y + offset(bg.Position[1], area.Dy()-th, s.scale)
	f := newFade(bg.Gradient, image.Rect(x, y, x+tw, y+th), s.scale)
	if f == nil {
		return
	}
	f.x, f.y, f.bounds = bg.RepeatX, bg.RepeatY, r
	top, bottom, _, _ := c.depths()
	middle := image.Rect(r.Min.X, r.Min.Y+top, r.Max.X, r.Max.Y-bottom)
	if top+bottom >= r.Dy() {
		middle = image.Rectangle{}
		top, bottom = r.Dy(), 0
	}
	if part := middle.Intersect(clip); !part.Empty() && s.pay(part, 2) {
		f.onto(s.img, part)
	}
	for _, band := range []image.Rectangle{image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+top), image.Rect(r.Min.X, r.Max.Y-bottom, r.Max.X, r.Max.Y)} {
		s.path(band, clip, f, func(p *pen) {
			p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), c, false)
		})
	}
}

// onto draws a part of a fade.
func (f *fade) onto(img *image.RGBA, seen image.Rectangle) {
	for y := seen.Min.Y; y < seen.Max.Y; y++ {
		row := img.Pix[img.PixOffset(seen.Min.X, y):]
		for x := range seen.Dx() {
			c := f.RGBAAt(seen.Min.X+x, y)
			p := row[4*x : 4*x+4 : 4*x+4]
			keep := 255 - uint32(c.A)
			for i, v := range [4]uint8{c.R, c.G, c.B, c.A} {
				p[i] = uint8(min(uint32(v)+(uint32(p[i])*keep+127)/255, 255))
			}
		}
	}
}

// newFade works a gradient out for the place that it fills (CSS Images 3, 3.1 to 3.4).
func newFade(g *style.Gradient, tile image.Rectangle, scale float64) *fade {
	f := &fade{tile: tile, radial: g.Radial, repeats: g.Repeats}
	w, h := float64(tile.Dx()), float64(tile.Dy())
	length := 0.0
	if g.Radial {
		at := func(l style.Length, whole float64) float64 {
			if l.Kind == style.Percent {
				return whole*l.V/100 + l.Plus*scale
			}
			return l.V * scale
		}
		cx, cy := at(g.Center[0], w), at(g.Center[1], h)
		f.ox, f.oy = float64(tile.Min.X)+cx, float64(tile.Min.Y)+cy
		far := [2]float64{max(cx, w-cx), max(cy, h-cy)}
		if g.Circle {
			length = math.Hypot(far[0], far[1])
			f.dx, f.dy = 1/length, 1/length
		} else {
			length = far[0] * math.Sqrt2
			f.dx, f.dy = 1/length, 1/(far[1]*math.Sqrt2)
		}
	} else {
		x, y := math.Sin(g.Angle), -math.Cos(g.Angle)
		if g.Corner != [2]float64{} {
			d := math.Hypot(w, h)
			x, y = g.Corner[0]*h/d, g.Corner[1]*w/d
		}
		length = math.Abs(w*x) + math.Abs(h*y)
		f.dx, f.dy = x/length, y/length
		f.ox, f.oy = float64(tile.Min.X)+w/2-x*length/2, float64(tile.Min.Y)+h/2-y*length/2
	}
	places := stopPlaces(g.Stops, length, scale)
	first, last := 0.0, 1.0
	if g.Repeats {
		if first, last = places[0], places[len(places)-1]; last-first < 1e-4 {
			return nil
		}
		// One round of it is what the table holds.
		k := 1 / (last - first)
		if g.Radial {
			f.dx, f.dy = f.dx*k, f.dy*k
		} else {
			f.ox, f.oy = f.ox+first*length*(f.dx*length), f.oy+first*length*(f.dy*length)
			f.dx, f.dy = f.dx*k, f.dy*k
		}
	}
	for i := range f.table {
		f.table[i] = shadeAt(g.Stops, places, first+(last-first)*float64(i)/shadeSteps)
	}
	return f
}

// stopPlaces are where the colors of a gradient stand, in parts of its length, none before
// the one that comes before it.
func stopPlaces(stops []style.Stop, length, scale float64) []float64 {
	out := make([]float64, len(stops))
	known := make([]bool, len(stops))
	high := math.Inf(-1)
	for i, s := range stops {
		switch {
		case s.At.Kind == style.Percent:
			out[i], known[i] = s.At.V/100+s.At.Plus*scale/length, true
		case s.At.Kind == style.Px:
			out[i], known[i] = s.At.V*scale/length, true
		case i == 0:
			known[i] = true
		case i == len(stops)-1:
			out[i], known[i] = 1, true
		}
		if known[i] {
			high = max(high, out[i])
			out[i] = high
		}
	}
	for i := 1; i < len(out); {
		if known[i] {
			i++
			continue
		}
		j := i
		for !known[j] {
			j++
		}
		for k := i; k < j; k++ {
			out[k] = out[i-1] + (out[j]-out[i-1])*float64(k-i+1)/float64(j-i+1)
		}
		i = j
	}
	return out
}

// shadeAt is the color at a part of a gradient's length, mixed with the colors' alpha
// taken in.
func shadeAt(stops []style.Stop, places []float64, t float64) color.RGBA {
	i := len(places) - 1
	for i >= 0 && places[i] > t {
		i--
	}
	pre := func(c color.NRGBA) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }
	switch {
	case i < 0:
		return pre(stops[0].Color)
	case i == len(places)-1:
		return pre(stops[i].Color)
	}
	a, b := pre(stops[i].Color), pre(stops[i+1].Color)
	k := (t - places[i]) / (places[i+1] - places[i])
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*k)) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), mix(a.A, b.A)}
}

// reach is how far a shadow lies outside of its box, in CSS pixels.
func reach(s style.Shadow) float64 {
	return max(math.Abs(s.X), math.Abs(s.Y)) + max(s.Spread, 0) + min(s.Blur, mostBlur)
}

// mostBlur bounds how far a shadow fades, in CSS pixels.
const mostBlur = 100

// shadow draws what a box throws, outside of the box (CSS Backgrounds 3, 6.1.1).
func (s *surface) shadow(r, clip image.Rectangle, sh style.Shadow, c corners) {
	spread := s.px(sh.Spread)
	at := r.Add(image.Pt(s.px(sh.X), s.px(sh.Y))).Inset(-spread)
	blur := s.px(min(sh.Blur, mostBlur))
	seen := at.Inset(-blur).Intersect(clip)
	if at.Empty() || seen.Empty() || sh.Color.A == 0 {
		return
	}
	top, bottom, left, right := c.depths()
	core := image.Rect(r.Min.X+left, r.Min.Y+top, r.Max.X-right, r.Max.Y-bottom)
	for _, part := range around(seen, core) {
		s.cast(part, r, at, blur, spread, sh.Color, c)
	}
}

// around are the parts of a place that lie outside of a core, all of it where that is empty.
func around(r, core image.Rectangle) (out []image.Rectangle) {
	if core = core.Intersect(r); core.Empty() {
		return []image.Rectangle{r}
	}
	for _, part := range []image.Rectangle{
		{r.Min, image.Pt(r.Max.X, core.Min.Y)}, {image.Pt(r.Min.X, core.Max.Y), r.Max},
		{image.Pt(r.Min.X, core.Min.Y), image.Pt(core.Min.X, core.Max.Y)}, {image.Pt(core.Max.X, core.Min.Y), image.Pt(r.Max.X, core.Max.Y)},
	} {
		if !part.Empty() {
			out = append(out, part)
		}
	}
	return out
}

// cast draws a part of the shadow at of a box r.
func (s *surface) cast(part, r, at image.Rectangle, blur, spread int, c color.NRGBA, round corners) {
	area := part.Inset(-blur - blur/2 - 1)
	if !s.pay(area, 8) {
		return
	}
	mask := image.NewAlpha(area)
	outline := func(on *image.Alpha, box image.Rectangle, round corners) {
		s.z.Reset(on.Rect.Dx(), on.Rect.Dy())
		s.z.DrawOp = draw.Src
		p := &pen{&s.z, float32(on.Rect.Min.X), float32(on.Rect.Min.Y)}
		p.round(float32(box.Min.X), float32(box.Min.Y), float32(box.Max.X), float32(box.Max.Y), round, false)
		s.z.Draw(on, on.Rect, image.Opaque, image.Point{})
	}
	wider := round
	for i := range wider {
		for j := range wider[i] {
			if wider[i][j] > 0 {
				wider[i][j] = max(0, wider[i][j]+float32(spread))
			}
		}
	}
	outline(mask, at, wider)
	soften(mask, blur)
	if hole := r.Intersect(part); !hole.Empty() {
		cut := image.NewAlpha(hole)
		outline(cut, r, round)
		for y := hole.Min.Y; y < hole.Max.Y; y++ {
			to := mask.Pix[mask.PixOffset(hole.Min.X, y):]
			for x, v := range cut.Pix[cut.PixOffset(hole.Min.X, y):][:hole.Dx()] {
				to[x] = uint8(uint32(to[x]) * uint32(255-v) / 255)
			}
		}
	}
	draw.DrawMask(s.img, part, image.NewUniform(c), image.Point{}, mask, part.Min, draw.Over)
}

// soften blurs a mask by means of three passes across and down, as browsers do: the
// standard deviation is half of blur.
func soften(m *image.Alpha, blur int) {
	width := int(float64(blur)/2*3*math.Sqrt(2*math.Pi)/4 + 0.5)
	if width < 2 {
		return
	}
	size := m.Rect.Size()
	buf := make([]uint8, max(size.X, size.Y))
	for range 3 {
		for y := range size.Y {
			mean(m.Pix[y*m.Stride:], 1, size.X, width, buf)
		}
		for x := range size.X {
			mean(m.Pix[x:], m.Stride, size.Y, width, buf)
		}
	}
}

// mean replaces n values that lie step apart by the mean of width around them.
func mean(pix []uint8, step, n, width int, buf []uint8) {
	back := width / 2
	sum := 0
	for i := range min(width-back-1, n) {
		sum += int(pix[i*step])
	}
	for i := range n {
		if j := i + width - back - 1; j < n {
			sum += int(pix[j*step])
		}
		if j := i - back - 1; j >= 0 {
			sum -= int(pix[j*step])
		}
		buf[i] = uint8(sum / width)
	}
	for i := range n {
		pix[i*step] = buf[i]
	}
}
