package paint

import (
	"math"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
)

// Measurer measures the text of pages with fonts as Draw draws it: glyphs stand on whole
// CSS pixels, unless Fine says that these are not the device's.
type Measurer struct {
	Fonts *text.Fonts
	Fine  bool
}

var (
	_ layout.Measurer = Measurer{}
	_ layout.Extenter = Measurer{}
)

// Face is the text engine's name of a font, fine as in Measurer.
func Face(f style.Font, fine bool) text.Face {
	return text.Face{Family: text.Family(f.Family), Bold: f.Bold, Italic: f.Italic, Size: f.Size, Grid: !fine}
}

// Width is the advance of a text in one piece, in CSS pixels.
func (m Measurer) Width(f style.Font, s string) float64 { return m.Fonts.Width(Face(f, m.Fine), s) }

// Metrics are a font's ascent and descent, rounded to whole pixels as browsers do, and the
// gap between its lines, in CSS pixels.
func (m Measurer) Metrics(f style.Font) (ascent, descent, gap float64) {
	ascent, descent, gap = m.Fonts.Metrics(Face(f, m.Fine))
	return math.Round(ascent), math.Round(descent), gap
}

// Extent is how far the fonts reach that a text is drawn with.
func (m Measurer) Extent(f style.Font, s string) (ascent, descent float64) {
	return m.Fonts.Extent(Face(f, m.Fine), s)
}
