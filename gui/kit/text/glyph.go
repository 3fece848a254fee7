package text

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"github.com/go-text/render"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	scale "golang.org/x/image/draw"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// largest is the em in device pixels up to which drawn glyphs are kept.
const largest = 256

// A mask is a glyph as it is drawn in one size at one quarter of a pixel, around the
// point at the baseline where it stands.
type mask struct {
	alpha   *image.Alpha
	colored *image.RGBA
}

func (m *mask) cost() int {
	n := 64
	if m.alpha != nil {
		n += len(m.alpha.Pix)
	}
	if m.colored != nil {
		n += len(m.colored.Pix)
	}
	return n
}

type maskKey struct {
	font, glyph uint32
	size        int32 // of the em, in 64ths of a device pixel
	quarter     uint8
}

// mask draws a glyph at a part of a pixel.
func (l *letters) mask(g *glyph, x, px float64) *mask {
	switch d := l.face.GlyphData(g.id).(type) {
	case font.GlyphOutline:
		return &mask{alpha: l.outlined(d, x, px)}
	case font.GlyphBitmap:
		if pic := l.bitmap(g.id, d, px); pic != nil {
			return &mask{colored: pic}
		}
		if d.Outline != nil {
			return &mask{alpha: l.outlined(*d.Outline, x, px)}
		}
	case font.GlyphSVG:
		return &mask{colored: l.drawn(g.id, px)}
	default:
		if d, ok := l.face.GlyphDataOutline(g.id); ok {
			return &mask{alpha: l.outlined(d, x, px)}
		}
	}
	return &mask{}
}

// path hands the outline of a glyph, with its origin at ox, oy, to a pen; with none
// it only tells the bounds.
func (l *letters) path(d font.GlyphOutline, ras pen, ox, oy, px float64) (minX, minY, maxX, maxY float64) {
	k := px / l.em
	minX, minY, maxX, maxY = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	at := func(p opentype.SegmentPoint, shift float64) (float32, float32) {
		x, y := float64(p.X)*k+shift, float64(p.Y)*k
		if l.slant {
			x += 0.2 * y
		}
		x, y = x+ox, oy-y
		minX, minY, maxX, maxY = min(minX, x), min(minY, y), max(maxX, x), max(maxY, y)
		return float32(x), float32(y)
	}
	shifts := []float64{0}
	if l.bold {
		shifts = append(shifts, max(px/28, 0.6))
	}
	for _, shift := range shifts {
		for i, s := range d.Segments {
			ax, ay := at(s.Args[0], shift)
			var bx, by, cx, cy float32
			if s.Op == opentype.SegmentOpQuadTo || s.Op == opentype.SegmentOpCubeTo {
				bx, by = at(s.Args[1], shift)
			}
			if s.Op == opentype.SegmentOpCubeTo {
				cx, cy = at(s.Args[2], shift)
			}
			if ras == nil {
				continue
			}
			switch s.Op {
			case opentype.SegmentOpMoveTo:
				if i > 0 {
					ras.ClosePath()
				}
				ras.MoveTo(ax, ay)
			case opentype.SegmentOpLineTo:
				ras.LineTo(ax, ay)
			case opentype.SegmentOpQuadTo:
				ras.QuadTo(ax, ay, bx, by)
			case opentype.SegmentOpCubeTo:
				ras.CubeTo(ax, ay, bx, by, cx, cy)
			}
		}
		if ras != nil {
			ras.ClosePath()
		}
	}
	return minX, minY, maxX, maxY
}

func (l *letters) outlined(d font.GlyphOutline, x, px float64) *image.Alpha {
	if len(d.Segments) == 0 {
		return nil
	}
	x0, y0, x1, y1 := l.path(d, nil, x, 0, px)
	r := image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1)))
	if r.Empty() || r.Dx() > 8*largest || r.Dy() > 8*largest {
		return nil
	}
	ras := vector.NewRasterizer(r.Dx(), r.Dy())
	l.path(d, ras, x-float64(r.Min.X), -float64(r.Min.Y), px)
	out := image.NewAlpha(image.Rect(0, 0, r.Dx(), r.Dy()))
	ras.Draw(out, out.Rect, image.Opaque, image.Point{})
	out.Rect = r
	return out
}

// fill draws a glyph that is too large to be kept, as far as it is seen.
func (l *letters) fill(dst *image.RGBA, src image.Image, g *glyph, x, y, px float64) {
	d, ok := l.face.GlyphDataOutline(g.id)
	if !ok || len(d.Segments) == 0 {
		if m := l.mask(g, 0, largest); m.colored != nil {
			k := px / largest
			b := m.colored.Bounds()
			r := image.Rect(int(x+float64(b.Min.X)*k), int(y+float64(b.Min.Y)*k), int(x+float64(b.Max.X)*k), int(y+float64(b.Max.Y)*k))
			scale.ApproxBiLinear.Scale(dst, r, m.colored, b, draw.Over, nil)
		}
		return
	}
	x0, y0, x1, y1 := l.path(d, nil, x, y, px)
	r := image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1))).Intersect(dst.Bounds())
	if r.Empty() {
		return
	}
	ras := vector.NewRasterizer(r.Dx(), r.Dy())
	l.path(d, ras, x-float64(r.Min.X), y-float64(r.Min.Y), px)
	ras.Draw(dst, r, src, image.Point{})
}

// bitmap is a glyph that is a picture, made to fit; nil where it is none that is known.
func (l *letters) bitmap(id font.GID, d font.GlyphBitmap, px float64) *image.RGBA {
	if d.Format != font.PNG {
		return nil
	}
	pic, err := png.Decode(bytes.NewReader(d.Data))
	e, ok := l.face.GlyphExtents(id)
	if err != nil || !ok {
		return nil
	}
	k := px / l.em
	r := image.Rect(int(math.Round(float64(e.XBearing)*k)), int(math.Round(-float64(e.YBearing)*k)),
		int(math.Round(float64(e.XBearing+e.Width)*k)), int(math.Round(-float64(e.YBearing+e.Height)*k)))
	if r.Empty() || r.Dx() > 8*largest || r.Dy() > 8*largest {
		return nil
	}
	out := image.NewRGBA(r)
	scale.CatmullRom.Scale(out, r, pic, pic.Bounds(), draw.Src, nil)
	return out
}

// drawn is a glyph of Fyne's emoji font, which are SVG pictures.
func (l *letters) drawn(id font.GID, px float64) *image.RGBA {
	e, _ := l.face.GlyphExtents(id)
	k := px / l.em
	fix := func(v float32) fixed.Int26_6 { return fixed.Int26_6(math.Round(float64(v) * k * 64)) }
	r := render.Renderer{FontSize: float32(px), PixScale: 1, Color: color.Black}
	side := int(math.Ceil(px))
	out := image.NewRGBA(image.Rect(0, 0, 2*side, 2*side))
	r.DrawShapedRunAt(shaping.Output{Face: l.face, Glyphs: []shaping.Glyph{{
		GlyphID: id, Width: fix(e.Width), Height: fix(e.Height), XBearing: fix(e.XBearing), YBearing: fix(e.YBearing),
	}}}, out, 0, side)
	out.Rect = image.Rect(0, -side, 2*side, side)
	return out
}
