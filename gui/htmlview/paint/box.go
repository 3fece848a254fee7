package paint

import (
	"image"
	"image/color"
	"math"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
)

// box draws a background and a border (CSS Backgrounds and Borders 3).
func (p *Painter) box(s *surface, b *layout.Box) {
	r, clip := s.rect(b.Rect), s.clip(b.Clip)
	c := s.corners(r, b.Radius)
	for i := len(b.Shadows) - 1; i >= 0; i-- {
		s.shadow(r, clip, b.Shadows[i], c)
	}
	if r.Intersect(clip).Empty() {
		return
	}
	if s.control(b, r, clip) {
		return
	}
	g, fill := b.Background.Gradient, b.Background.Color
	if g != nil {
		fill = g.Under
	}
	if fill.A > 0 {
		if c.none() {
			s.fill(r, clip, fill)
		} else {
			s.rounded(r, clip, fill, c)
		}
	}
	w := s.widths(b.Border)
	if g != nil && !b.Background.Veil {
		s.gradient(b, r, clip, c, w)
	}
	if b.Background.Image != "" {
		p.background(s, b, r, clip, c, w)
	}
	if g != nil && b.Background.Veil {
		s.gradient(b, r, clip, c, w)
	}
	s.border(r, clip, rule(b), w, c)
}

// rule is the border of a box. That of a hr, which browsers carve in by two colors of its
// own whatever it is said to have, is no darker than that.
func rule(b *layout.Box) [4]style.Edge {
	border := b.Border
	if b.Node == nil || b.Node.Tag != "hr" || b.Node.Style == nil {
		return border
	}
	for i := range border {
		if border[i].Style != "inset" {
			continue
		}
		border[i].Style = "solid"
		if border[i].Color == b.Node.Style.Border[i].Color { // not made for dark paper
			shade, light := color.NRGBA{0x9a, 0x9a, 0x9a, 0xff}, color.NRGBA{0xee, 0xee, 0xee, 0xff}
			if border[i].Color = shade; i == style.Right || i == style.Bottom {
				border[i].Color = light
			}
		}
	}
	return border
}

// corners are the radii of a box in device pixels, made smaller where two of them do not
// fit on a side (section 5.5).
func (s *surface) corners(r image.Rectangle, radius [4]float64) (c corners) {
	var v [4]float64
	for i := range v {
		v[i] = max(radius[i]*s.scale, 0)
	}
	f := 1.0
	fit := func(length int, a, b float64) {
		if a+b > float64(length) {
			f = min(f, float64(length)/(a+b))
		}
	}
	fit(r.Dx(), v[0], v[1])
	fit(r.Dx(), v[3], v[2])
	fit(r.Dy(), v[0], v[3])
	fit(r.Dy(), v[1], v[2])
	for i := range v {
		c[i] = [2]float32{float32(v[i] * f), float32(v[i] * f)}
	}
	return c
}

// widest bounds the width of a border, in device pixels.
const widest = 10_000

// widths are those of a border in whole device pixels: what is thinner than one is one.
func (s *surface) widths(border [4]style.Edge) (w [4]int) {
	for i, e := range border {
		if e.Width > 0 && e.Style != "none" && e.Style != "hidden" {
			w[i] = max(1, int(min(e.Width*s.scale, widest)))
		}
	}
	return w
}

func (s *surface) border(r, clip image.Rectangle, border [4]style.Edge, w [4]int, c corners) {
	if w == [4]int{} {
		return
	}
	if same(border, w) && plain(border[0].Style) {
		s.ring(r, clip, image.NewUniform(border[0].Color), w, c)
		return
	}
	if c.none() {
		s.sides(r, clip, border, w, 0)
		return
	}
	deep := float32(0)
	for _, v := range c {
		deep = max(deep, v[0], v[1])
	}
	seen := r.Intersect(clip)
	if seen.Empty() || !s.pay(seen, 4) {
		return
	}
	square := s.on(seen)
	square.sides(r, seen, border, w, int(deep))
	s.left = square.left
	s.ring(r, clip, square.img, w, c)
}

// sides draws each side, at least so deep as round corners reach.
func (s *surface) sides(r, clip image.Rectangle, border [4]style.Edge, w [4]int, deep int) {
	for side, e := range border {
		if w[side] > 0 {
			s.side(r, clip, side, e, w, deep)
		}
	}
}

func same(border [4]style.Edge, w [4]int) bool {
	for i := 1; i < 4; i++ {
		if border[i].Style != border[0].Style || border[i].Color != border[0].Color || w[i] == 0 {
			return false
		}
	}
	return w[0] > 0
}

// plain reports whether a style is drawn without breaks and in one colour.
func plain(s string) bool {
	switch s {
	case "dashed", "dotted", "double", "groove", "ridge", "inset", "outset":
		return false
	}
	return true
}

// ring fills what lies between a box and its inside.
func (s *surface) ring(r, clip image.Rectangle, src image.Image, w [4]int, radii corners) {
	in := image.Rectangle{image.Pt(r.Min.X+w[style.Left], r.Min.Y+w[style.Top]), image.Pt(r.Max.X-w[style.Right], r.Max.Y-w[style.Bottom])}
	if c, ok := src.(*image.Uniform); ok && radii.none() {
		s.frame(r, in, clip, color.NRGBAModel.Convert(c.C).(color.NRGBA))
		return
	}
	inner := radii.inside(w)
	top, bottom, left, right := radii.depths()
	for _, band := range bands(r, max(top, w[style.Top]), max(bottom, w[style.Bottom]), max(left, w[style.Left]), max(right, w[style.Right])) {
		s.path(band, clip, src, func(p *pen) {
			p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), radii, false)
			if !in.Empty() {
				p.round(float32(in.Min.X), float32(in.Min.Y), float32(in.Max.X), float32(in.Max.Y), inner, true)
			}
		})
	}
}

// depths are how far round corners reach into a box from each side.
func (c corners) depths() (top, bottom, left, right int) {
	up := func(a, b float32) int { return int(math.Ceil(float64(max(a, b)))) }
	return up(c[0][1], c[1][1]), up(c[2][1], c[3][1]), up(c[0][0], c[3][0]), up(c[1][0], c[2][0])
}

// bands are the parts of a box along its sides, which together hold all of its edge: an
// outline costs by the room that it is drawn in.
func bands(r image.Rectangle, top, bottom, left, right int) []image.Rectangle {
	if top+bottom >= r.Dy() || left+right >= r.Dx() {
		return []image.Rectangle{r}
	}
	return []image.Rectangle{
		{r.Min, image.Pt(r.Max.X, r.Min.Y+top)}, {image.Pt(r.Min.X, r.Max.Y-bottom), r.Max},
		{image.Pt(r.Min.X, r.Min.Y+top), image.Pt(r.Min.X+left, r.Max.Y-bottom)},
		{image.Pt(r.Max.X-right, r.Min.Y+top), image.Pt(r.Max.X, r.Max.Y-bottom)},
	}
}

// rounded fills a rectangle with round corners.
func (s *surface) rounded(r, clip image.Rectangle, fill color.NRGBA, c corners) {
	trace := func(p *pen) {
		p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), c, false)
	}
	top, bottom, _, _ := c.depths()
	if top+bottom >= r.Dy() {
		s.path(r, clip, image.NewUniform(fill), trace)
		return
	}
	s.path(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+top), clip, image.NewUniform(fill), trace)
	s.path(image.Rect(r.Min.X, r.Max.Y-bottom, r.Max.X, r.Max.Y), clip, image.NewUniform(fill), trace)
	s.fill(image.Rect(r.Min.X, r.Min.Y+top, r.Max.X, r.Max.Y-bottom), clip, fill)
}

// frame fills what lies between two rectangles.
func (s *surface) frame(r, in, clip image.Rectangle, c color.NRGBA) {
	if in.Min.X >= in.Max.X || in.Min.Y >= in.Max.Y {
		s.fill(r, clip, c)
		return
	}
	s.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, in.Min.Y), clip, c)
	s.fill(image.Rect(r.Min.X, in.Max.Y, r.Max.X, r.Max.Y), clip, c)
	s.fill(image.Rect(r.Min.X, in.Min.Y, in.Min.X, in.Max.Y), clip, c)
	s.fill(image.Rect(in.Max.X, in.Min.Y, r.Max.X, in.Max.Y), clip, c)
}

// inside are the radii of the inner edge of a border (section 5.2).
func (c corners) inside(w [4]int) corners {
	less := func(v float32, by int) float32 { return max(v-float32(by), 0) }
	t, r, b, l := w[style.Top], w[style.Right], w[style.Bottom], w[style.Left]
	return corners{
		{less(c[0][0], l), less(c[0][1], t)}, {less(c[1][0], r), less(c[1][1], t)},
		{less(c[2][0], r), less(c[2][1], b)}, {less(c[3][0], l), less(c[3][1], b)},
	}
}

// side draws one side of a border up to the diagonals at its corners.
func (s *surface) side(r, clip image.Rectangle, side int, e style.Edge, w [4]int, deep int) {
	c := e.Color
	switch e.Style {
	case "dashed", "dotted":
		s.broken(r, clip, side, c, w[side], max(w[side], deep), e.Style == "dotted" && deep == 0)
		return
	case "double":
		if w[side] >= 3 {
			third := max(1, int(math.Round(float64(w[side])/3)))
			s.strip(r, clip, side, c, w, 0, third)
			s.strip(r, clip, side, c, w, w[side]-third, w[side])
			return
		}
	case "groove", "ridge":
		first, second := shades(c, side, e.Style == "ridge")
		s.strip(r, clip, side, first, w, 0, (w[side]+1)/2)
		s.strip(r, clip, side, second, w, (w[side]+1)/2, w[side])
		return
	case "inset", "outset":
		c, _ = shades(c, side, e.Style == "outset")
	}
	s.strip(r, clip, side, c, w, 0, max(w[side], deep))
}

// shades are the colours of the outer and the inner half of a carved border: the sides at
// the top and on the left lie in the shade where it is carved in.
func shades(c color.NRGBA, side int, raised bool) (outer, inner color.NRGBA) {
	shade, light := lit(c, -1), lit(c, 1)
	if max(c.R, c.G, c.B) <= 255/3 { // too dark for a shade
		shade, light = light, lit(light, 1)
	}
	if (side == style.Top || side == style.Left) == raised {
		return light, shade
	}
	return shade, light
}

// lit is a colour whose strongest part is a third of the scale brighter, or darker, as
// browsers shade borders.
func lit(c color.NRGBA, by float64) color.NRGBA {
	v := float64(max(c.R, c.G, c.B))
	to := min(max(v+by*0.33*255, 0), 255)
	if v == 0 {
		return color.NRGBA{uint8(to), uint8(to), uint8(to), c.A}
	}
	part := func(p uint8) uint8 { return uint8(math.Round(float64(p) * to / v)) }
	return color.NRGBA{part(c.R), part(c.G), part(c.B), c.A}
}

// strip fills the part of a side between two depths.
func (s *surface) strip(r, clip image.Rectangle, side int, c color.NRGBA, w [4]int, from, to int) {
	if c.A == 0 || from >= to {
		return
	}
	// How far the ends move in per pixel of depth.
	before, after := (side+3)%4, (side+1)%4
	lean := func(other, depth int) float32 { return float32(w[other]) * float32(depth) / float32(w[side]) }
	x0, y0, x1, y1 := float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y)
	var q [4][2]float32
	switch side {
	case style.Top:
		q = [4][2]float32{
			{x0 + lean(before, from), y0 + float32(from)}, {x1 - lean(after, from), y0 + float32(from)},
			{x1 - lean(after, to), y0 + float32(to)}, {x0 + lean(before, to), y0 + float32(to)},
		}
	case style.Right:
		q = [4][2]float32{
			{x1 - float32(from), y0 + lean(before, from)}, {x1 - float32(from), y1 - lean(after, from)},
			{x1 - float32(to), y1 - lean(after, to)}, {x1 - float32(to), y0 + lean(before, to)},
		}
	case style.Bottom:
		q = [4][2]float32{
			{x1 - lean(before, from), y1 - float32(from)}, {x0 + lean(after, from), y1 - float32(from)},
			{x0 + lean(after, to), y1 - float32(to)}, {x1 - lean(before, to), y1 - float32(to)},
		}
	default:
		q = [4][2]float32{
			{x0 + float32(from), y1 - lean(before, from)}, {x0 + float32(from), y0 + lean(after, from)},
			{x0 + float32(to), y0 + lean(after, to)}, {x0 + float32(to), y1 - lean(before, to)},
		}
	}
	x0, y0, x1, y1 = q[0][0], q[0][1], q[0][0], q[0][1]
	for _, v := range q[1:] {
		x0, y0, x1, y1 = min(x0, v[0]), min(y0, v[1]), max(x1, v[0]), max(y1, v[1])
	}
	bounds := image.Rect(int(math.Floor(float64(x0))), int(math.Floor(float64(y0))), int(math.Ceil(float64(x1))), int(math.Ceil(float64(y1))))
	s.path(bounds, clip, image.NewUniform(c), func(p *pen) {
		p.move(q[0][0], q[0][1])
		for _, v := range q[1:] {
			p.line(v[0], v[1])
		}
		p.close()
	})
}

// broken draws dashes or dots along a side.
func (s *surface) broken(r, clip image.Rectangle, side int, c color.NRGBA, thick, deep int, dots bool) {
	// Dashes are twice as long as thick, with gaps as long as thick; thin ones longer.
	dash, gap := 2*thick, thick
	switch {
	case dots:
		dash = thick
	case thick < 3:
		dash, gap = 3*thick, 2*thick
	}
	length := r.Dx()
	if side == style.Left || side == style.Right {
		length = r.Dy()
	}
	// The gap is such that a dash ends each side.
	n := max(1, int(math.Round(float64(length+gap)/float64(dash+gap))))
	step := float64(length)
	if n > 1 {
		step = float64(length-dash) / float64(n-1)
	}
	const most = 20_000
	if n > most {
		return
	}
	for i := range n {
		at := int(math.Round(float64(i) * step))
		var d image.Rectangle
		switch side {
		case style.Top:
			d = image.Rect(r.Min.X+at, r.Min.Y, r.Min.X+at+dash, r.Min.Y+deep)
		case style.Bottom:
			d = image.Rect(r.Min.X+at, r.Max.Y-deep, r.Min.X+at+dash, r.Max.Y)
		case style.Left:
			d = image.Rect(r.Min.X, r.Min.Y+at, r.Min.X+deep, r.Min.Y+at+dash)
		default:
			d = image.Rect(r.Max.X-deep, r.Min.Y+at, r.Max.X, r.Min.Y+at+dash)
		}
		if dots && thick > 2 {
			s.disc(d, clip, c)
		} else {
			s.fill(d, clip.Intersect(r), c)
		}
	}
}

func (s *surface) disc(r, clip image.Rectangle, c color.NRGBA) {
	w, h := float32(r.Dx())/2, float32(r.Dy())/2
	s.path(r, clip, image.NewUniform(c), func(p *pen) {
		p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), corners{{w, h}, {w, h}, {w, h}, {w, h}}, false)
	})
}

// mark draws the mark of a list item.
func (s *surface) mark(m *layout.Mark) {
	r, clip := s.rect(m.Rect), s.clip(m.Clip)
	switch m.Kind {
	case "square":
		s.fill(r, clip, m.Color)
	case "circle":
		w, h := float32(r.Dx())/2, float32(r.Dy())/2
		line := max(1, s.px(1))
		s.ring(r, clip, image.NewUniform(m.Color), [4]int{line, line, line, line}, corners{{w, h}, {w, h}, {w, h}, {w, h}})
	default:
		s.disc(r, clip, m.Color)
	}
}
