package tray

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	_ "image/png" // of the icon
	"math"

	xdraw "golang.org/x/image/draw"
)

// The mark on an icon, as shares of its side: the radius, and of the gap around it.
const (
	dotRadius = 0.2
	dotGap    = 0.07
)

// dotColor stands out from the icon, on light and on dark.
var dotColor = color.NRGBA{R: 0xf0, G: 0x5a, B: 0x28, A: 0xff}

// drawn is an icon in a size, with a mark at its top right or without. png is square.
func drawn(png []byte, side int, dot bool) (*image.NRGBA, error) {
	src, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		return nil, err
	}
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	xdraw.CatmullRom.Scale(out, out.Bounds(), src, src.Bounds(), draw.Src, nil)
	if dot {
		mark(out)
	}
	return out, nil
}

// mark puts a dot on a picture, with a gap around it that what lies below shows through.
func mark(m *image.NRGBA) {
	side := float64(m.Rect.Dx())
	r := dotRadius * side
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			far := math.Hypot(float64(x)+0.5-(side-r), float64(y)+0.5-r)
			c := m.NRGBAAt(x, y)
			c.A = uint8(float64(c.A) * (1 - covered(r+dotGap*side, far)))
			if in := covered(r, far); in > 0 {
				c = color.NRGBA{R: dotColor.R, G: dotColor.G, B: dotColor.B, A: max(c.A, uint8(255*in))}
			}
			m.SetNRGBA(x, y, c)
		}
	}
}

// covered is the share of a pixel that lies in a circle, its middle being so far from that of
// the circle.
func covered(radius, far float64) float64 { return min(max(radius-far+0.5, 0), 1) }
