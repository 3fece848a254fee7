// Package paint draws a page that is laid out into a picture, letter by letter and box by
// box, and puts such pictures into the window.
package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"popmail/gui/htmlview/layout"
)

// surface is the part of a page that is drawn on, in device pixels.
type surface struct {
	img   *image.RGBA // its bounds are the part's place on the page
	scale float64     // device pixels per CSS pixel
	left  int         // pixels that may still be drawn
	z     vector.Rasterizer
}

// covers is how often all of a surface may be drawn over; a page that asks for more, as
// none does that is meant to be read, gets its text only.
const covers = 100

// pay reports whether n times the pixels of a place may still be drawn.
func (s *surface) pay(r image.Rectangle, n int) bool {
	s.left -= n * r.Dx() * r.Dy()
	return s.left >= 0
}

// on is a surface for a part of what s shows, that pays from the same.
func (s *surface) on(r image.Rectangle) *surface {
	return &surface{img: image.NewRGBA(r), scale: s.scale, left: s.left}
}

// px is the device pixel nearest to a length in CSS pixels.
func (s *surface) px(v float64) int {
	return int(math.Floor(min(max(v*s.scale, -1e8), 1e8) + 0.5))
}

// rect is a place on the page in whole device pixels.
func (s *surface) rect(r layout.Rect) image.Rectangle {
	return image.Rectangle{image.Pt(s.px(r.X), s.px(r.Y)), image.Pt(s.px(r.X+r.W), s.px(r.Y+r.H))}
}

// clip is what of the surface may be drawn on.
func (s *surface) clip(c *layout.Rect) image.Rectangle {
	if c == nil {
		return s.img.Bounds()
	}
	return s.rect(*c).Intersect(s.img.Bounds())
}

// fill fills a rectangle.
func (s *surface) fill(r, clip image.Rectangle, c color.NRGBA) {
	if r = r.Intersect(clip); r.Empty() || c.A == 0 || !s.pay(r, 1) {
		return
	}
	draw.Draw(s.img, r, image.NewUniform(c), image.Point{}, draw.Over)
}

// path fills what a function traces. Coordinates are device pixels of the page.
func (s *surface) path(bounds, clip image.Rectangle, src image.Image, trace func(p *pen)) {
	r := bounds.Intersect(clip)
	if r.Empty() || !s.pay(r, 4) {
		return
	}
	s.z.Reset(r.Dx(), r.Dy())
	s.z.DrawOp = draw.Over
	trace(&pen{&s.z, float32(r.Min.X), float32(r.Min.Y)})
	s.z.Draw(s.img, r, src, r.Min)
}

// pen traces outlines in device pixels of the page.
type pen struct {
	z    *vector.Rasterizer
	x, y float32
}

// beyond is how far outside of what is drawn an outline is followed; the rasterizer walks
// along all of it.
const beyond = 2048

func (p *pen) at(x, y float32) (float32, float32) {
	size := p.z.Size()
	return min(max(x-p.x, -beyond), float32(size.X)+beyond), min(max(y-p.y, -beyond), float32(size.Y)+beyond)
}

func (p *pen) move(x, y float32) { p.z.MoveTo(p.at(x, y)) }
func (p *pen) line(x, y float32) { p.z.LineTo(p.at(x, y)) }
func (p *pen) cube(ax, ay, bx, by, cx, cy float32) {
	ax, ay = p.at(ax, ay)
	bx, by = p.at(bx, by)
	cx, cy = p.at(cx, cy)
	p.z.CubeTo(ax, ay, bx, by, cx, cy)
}
func (p *pen) close() { p.z.ClosePath() }

// kappa places the control points of a quarter of a circle.
const kappa = 0.5522847

// corners are the radii of a box, across and down: top left, top right, bottom right,
// bottom left, in device pixels.
type corners [4][2]float32

func (c *corners) none() bool { return *c == corners{} }

// round traces a rectangle with rounded corners, clockwise or, to leave a hole, backwards.
func (p *pen) round(x0, y0, x1, y1 float32, c corners, back bool) {
	if back {
		p.move(x0+c[0][0], y0)
		p.cube(x0+c[0][0]*(1-kappa), y0, x0, y0+c[0][1]*(1-kappa), x0, y0+c[0][1])
		p.line(x0, y1-c[3][1])
		p.cube(x0, y1-c[3][1]*(1-kappa), x0+c[3][0]*(1-kappa), y1, x0+c[3][0], y1)
		p.line(x1-c[2][0], y1)
		p.cube(x1-c[2][0]*(1-kappa), y1, x1, y1-c[2][1]*(1-kappa), x1, y1-c[2][1])
		p.line(x1, y0+c[1][1])
		p.cube(x1, y0+c[1][1]*(1-kappa), x1-c[1][0]*(1-kappa), y0, x1-c[1][0], y0)
		p.close()
		return
	}
	p.move(x0+c[0][0], y0)
	p.line(x1-c[1][0], y0)
	p.cube(x1-c[1][0]*(1-kappa), y0, x1, y0+c[1][1]*(1-kappa), x1, y0+c[1][1])
	p.line(x1, y1-c[2][1])
	p.cube(x1, y1-c[2][1]*(1-kappa), x1-c[2][0]*(1-kappa), y1, x1-c[2][0], y1)
	p.line(x0+c[3][0], y1)
	p.cube(x0+c[3][0]*(1-kappa), y1, x0, y1-c[3][1]*(1-kappa), x0, y1-c[3][1])
	p.line(x0, y0+c[0][1])
	p.cube(x0, y0+c[0][1]*(1-kappa), x0+c[0][0]*(1-kappa), y0, x0+c[0][0], y0)
	p.close()
}
