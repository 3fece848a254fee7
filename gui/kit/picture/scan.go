package picture

import (
	"image"
	"image/color"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// What drawing one SVG may take.
const (
	svgLines  = 2 << 20   // lines that its shapes are made of
	svgPixels = 150 << 20 // that are looked at
	svgRow    = 4         // what a row that a line passes through counts for, in pixels
)

// errWork is what the scanner panics with.
type errWork struct{}

// scanner draws shapes, each only where it lies, and counts what that takes. It is a
// rasterx.Scanner, which has no way to return an error: too much work is a panic.
type scanner struct {
	dst    *image.RGBA
	raster vector.Rasterizer
	points []point
	extent fixed.Rectangle26_6
	color  interface{}
	lines  int
	pixels int
}

type point struct {
	at   fixed.Point26_6
	move bool
}

var _ rasterx.Scanner = (*scanner)(nil)

func newScanner(dst *image.RGBA) *scanner {
	s := &scanner{dst: dst, lines: svgLines, pixels: svgPixels}
	s.Clear()
	return s
}

// took is how much of what it may take the scanner took, from 0 to 1.
func (s *scanner) took() float64 {
	return max(1-float64(s.lines)/svgLines, 1-float64(s.pixels)/svgPixels)
}

func (s *scanner) add(p fixed.Point26_6, move bool) {
	if s.lines--; s.lines < 0 {
		panic(errWork{})
	}
	if len(s.points) == 0 {
		s.extent = fixed.Rectangle26_6{Min: p, Max: p}
	}
	s.extent.Min.X, s.extent.Min.Y = min(s.extent.Min.X, p.X), min(s.extent.Min.Y, p.Y)
	s.extent.Max.X, s.extent.Max.Y = max(s.extent.Max.X, p.X), max(s.extent.Max.Y, p.Y)
	s.points = append(s.points, point{p, move})
}

// Start implements rasterx.Scanner.
func (s *scanner) Start(a fixed.Point26_6) { s.add(a, true) }

// Line implements rasterx.Scanner.
func (s *scanner) Line(b fixed.Point26_6) { s.add(b, false) }

// Draw implements rasterx.Scanner.
func (s *scanner) Draw() {
	r := image.Rect(s.extent.Min.X.Floor(), s.extent.Min.Y.Floor(), s.extent.Max.X.Ceil(), s.extent.Max.Y.Ceil()).Intersect(s.dst.Rect)
	if r.Empty() || len(s.points) == 0 {
		return
	}
	cost := r.Dx()*r.Dy() + svgRow*s.rows(r)
	var src image.Image
	switch c := s.color.(type) {
	case color.Color:
		src = image.NewUniform(c)
	case rasterx.ColorFunc:
		src, cost = &shader{image.Uniform{C: color.Transparent}, c}, cost*16
	default:
		return
	}
	if s.pixels -= cost; s.pixels < 0 {
		panic(errWork{})
	}
	s.raster.Reset(r.Dx(), r.Dy())
	const most = 1 << 15
	// Outlines are not closed here: a stroke comes as its two sides.
	for _, p := range s.points {
		x, y := float32(p.at.X)/64-float32(r.Min.X), float32(p.at.Y)/64-float32(r.Min.Y)
		x, y = min(max(x, -most), most), min(max(y, -most), most)
		if p.move {
			s.raster.MoveTo(x, y)
		} else {
			s.raster.LineTo(x, y)
		}
	}
	s.raster.Draw(s.dst, r, src, r.Min)
}

// rows is how many rows of r the lines pass through, all together: what the rasterizer takes
// for them. Columns make no more of it than the rows of the whole.
func (s *scanner) rows(r image.Rectangle) (n int) {
	for i := 1; i < len(s.points); i++ {
		a, b := s.points[i-1].at.Y.Round(), s.points[i].at.Y.Round()
		n += max(0, min(max(a, b), r.Max.Y)-max(min(a, b), r.Min.Y)) + 1
	}
	return n
}

// shader is the colours of a gradient.
type shader struct {
	image.Uniform
	at rasterx.ColorFunc
}

// At implements image.Image.
func (s *shader) At(x, y int) color.Color { return s.at(x, y) }

// GetPathExtent implements rasterx.Scanner.
func (s *scanner) GetPathExtent() fixed.Rectangle26_6 { return s.extent }

// SetBounds implements rasterx.Scanner.
func (s *scanner) SetBounds(int, int) {}

// SetColor implements rasterx.Scanner.
func (s *scanner) SetColor(c interface{}) { s.color = c }

// SetWinding implements rasterx.Scanner. The rasterizer knows the nonzero rule only.
func (s *scanner) SetWinding(bool) {}

// Clear implements rasterx.Scanner.
func (s *scanner) Clear() {
	s.points, s.extent = s.points[:0], fixed.Rectangle26_6{}
}

// SetClip implements rasterx.Scanner.
func (s *scanner) SetClip(image.Rectangle) {}
