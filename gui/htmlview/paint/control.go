package paint

import (
	"image"
	"image/color"
	"strings"

	"popmail/gui/htmlview/layout"
)

// The colours of the controls of forms, which are drawn but cannot be used.
var (
	controlLine   = color.NRGBA{0x76, 0x76, 0x76, 0xff}
	controlChosen = color.NRGBA{0x00, 0x75, 0xff, 0xff}
	controlSign   = color.NRGBA{0xff, 0xff, 0xff, 0xff}
)

// control draws the controls that look as browsers make them, and reports whether b is
// one. Those that the page gives a border or a colour of its own are boxes as others.
func (s *surface) control(b *layout.Box, r, clip image.Rectangle) bool {
	if b.Node == nil {
		return false
	}
	switch b.Node.Tag {
	case "input":
		_, on := b.Node.Attrs["checked"]
		switch strings.ToLower(b.Node.Attrs["type"]) {
		case "checkbox":
			s.check(r, clip, b.Background.Color, on)
			return true
		case "radio":
			s.radio(r, clip, b.Background.Color, on)
			return true
		}
	case "button", "textarea":
	case "select":
		s.field(r, clip, b.Background.Color, 2)
		s.arrow(r, clip)
		return true
	default:
		return false
	}
	if kind := b.Border[0].Style; !same(b.Border, s.widths(b.Border)) || kind != "inset" && kind != "outset" || b.Radius != [4]float64{} {
		return false
	}
	s.field(r, clip, b.Background.Color, 3)
	return true
}

// field draws a box with a thin line around it.
func (s *surface) field(r, clip image.Rectangle, fill color.NRGBA, radius float64) {
	c := s.corners(r, [4]float64{radius, radius, radius, radius})
	s.path(r, clip, image.NewUniform(fill), func(p *pen) {
		p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), c, false)
	})
	line := max(1, s.px(1))
	s.ring(r, clip, image.NewUniform(controlLine), [4]int{line, line, line, line}, c)
}

// check draws a box to tick.
func (s *surface) check(r, clip image.Rectangle, fill color.NRGBA, on bool) {
	if !on {
		s.field(r, clip, fill, 2)
		return
	}
	c := s.corners(r, [4]float64{2, 2, 2, 2})
	s.path(r, clip, image.NewUniform(controlChosen), func(p *pen) {
		p.round(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), c, false)
	})
	x, y, u := float32(r.Min.X), float32(r.Min.Y), float32(r.Dx())/13
	s.path(r, clip, image.NewUniform(controlSign), func(p *pen) {
		p.move(x+2*u, y+6.5*u)
		p.line(x+3.4*u, y+5.1*u)
		p.line(x+5.4*u, y+7.1*u)
		p.line(x+9.6*u, y+2.9*u)
		p.line(x+11*u, y+4.3*u)
		p.line(x+5.4*u, y+9.9*u)
		p.close()
	})
}

// radio draws a round box of which one of several is chosen.
func (s *surface) radio(r, clip image.Rectangle, fill color.NRGBA, on bool) {
	line := controlLine
	if on {
		line = controlChosen
	}
	s.disc(r, clip, line)
	s.disc(r.Inset(max(1, s.px(1))), clip, fill)
	if on {
		s.disc(r.Inset(max(2, r.Dx()/4)), clip, line)
	}
}

// arrow draws the sign of a list to choose from.
func (s *surface) arrow(r, clip image.Rectangle) {
	u := float32(s.scale)
	x, y := float32(r.Max.X)-10*u, float32(r.Min.Y+r.Max.Y)/2
	s.path(r, clip, image.NewUniform(controlLine), func(p *pen) {
		p.move(x-4*u, y-1.5*u)
		p.line(x-3*u, y-2.5*u)
		p.line(x, y+0.5*u)
		p.line(x+3*u, y-2.5*u)
		p.line(x+4*u, y-1.5*u)
		p.line(x, y+2.5*u)
		p.close()
	})
}
