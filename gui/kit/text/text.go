// Package text is PopMail's one text engine: letters of the window's fonts and, where
// they lack some, of the system's; words shaped and measured; lines broken, ordered and
// pointed at; glyphs drawn. It takes text and gives places and pictures, and knows no
// widget.
//
// Text is cut into words (see Fonts.Width), and each is shaped in one piece wherever it
// stands, so that the widths of the parts of a line add up to what is drawn.
//
// Fyne's own canvas.Text is not used for it: Fyne 2.7.4 shapes at the size rounded up to
// whole pixels and draws at the real one, so that text of 13.33 px is spaced as if it had
// 14; it places runs of another direction in the order of the text; and its OpenGL painter
// stretches a texture of ceil(height) pixels over round(height), which blurs most lines.
// Draw paints whole device pixels instead.
package text

import (
	"fmt"
	"math"
)

// Family is one of three families of letters.
type Family uint8

// The families: the window's Noto Sans, the system's serif (Noto Serif where it is) and
// Fyne's DejaVu Sans Mono.
const (
	Sans Family = iota
	Serif
	Mono
)

// A Face is a family in a weight, a slant and a size.
type Face struct {
	Family Family
	Bold   bool
	Italic bool
	Size   float64 // of the em, in Fyne's units or CSS pixels; fractions count
	// Grid rounds the advance of each glyph and the kerning of each pair to whole units,
	// as browsers do on screens of usual density: each letter of a kind looks alike.
	Grid bool
}

// MaxSize bounds the size of a face; what is larger is taken for it.
const MaxSize = 2000

// style is the face whatever its size.
func (f Face) style() Face { f.Size, f.Grid = 0, false; return f }

// size is the size within its bounds.
func (f Face) size() float64 {
	if !(f.Size > 0) { // also not a number
		return 0
	}
	return math.Min(f.Size, MaxSize)
}

func (f Face) String() string {
	s := [...]string{"sans", "serif", "mono"}[f.Family%3]
	if f.Bold {
		s += " bold"
	}
	if f.Italic {
		s += " italic"
	}
	return fmt.Sprintf("%s %g", s, f.Size)
}

// Placed is a line of text that a widget draws, and where in the widget its letters are, in
// Fyne's units. Widgets tell it by a method Drawn, for those who look at what is seen.
type Placed struct {
	Text                string
	X, Y, Width, Height float32
}
