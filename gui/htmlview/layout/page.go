// Package layout places a page: a styled tree and a width in, boxes and pieces to draw
// out, in CSS pixels from the page's top left. It knows neither Fyne nor the network: text
// is measured through a Measurer, pictures come through Pictures, for octets that are here
// already.
package layout

import (
	"image/color"

	"popmail/gui/htmlview/style"
)

// A Measurer knows how wide text is and how high its lines.
type Measurer interface {
	// Width is the advance of text as it is drawn: shaped, in one piece. CSS pixels.
	Width(f style.Font, text string) float64
	// Metrics are a face's ascent and descent and the gap between its lines, CSS pixels.
	Metrics(f style.Font) (ascent, descent, gap float64)
}

// An Extenter is a Measurer that knows how far the fonts reach that stand in for a face where
// it lacks letters: above and below the baseline, whole CSS pixels.
type Extenter interface {
	Extent(f style.Font, text string) (ascent, descent float64)
}

// Pictures says what is known of a picture that a page refers to.
type Pictures interface {
	// Size is the picture's own size in CSS pixels; ok is false where its octets are not here.
	Size(ref string) (width, height float64, ok bool)
}

// Waiting are Pictures of which some may come later: what stands for one of those takes the
// room that it will take, which browsers give it only in quirks mode.
type Waiting interface{ Waits(ref string) bool }

// A Rect is a place on the page in CSS pixels.
type Rect struct{ X, Y, W, H float64 }

// A Page is a page in its places.
type Page struct {
	Width, Height float64 // Width is more than asked for where something did not fit
	Items         []Item  // in the order in which they are painted
	Background    color.NRGBA
	FromRight     bool     // Width is more for what did not fit at the left: the page begins at its right edge
	Problems      []string // what was left out because the page reached a bound
}

// An Item is something to draw: *Box, *Text, *Picture or *Mark.
type Item interface{ Place() Rect }

// A Box is a background, a border or both.
type Box struct {
	Rect
	Background style.Background
	Border     [4]style.Edge
	Shadows    []style.Shadow
	Radius     [4]float64 // CSS pixels
	Opacity    float64
	Clip       *Rect // nil: all of it is seen
	Node       *style.Node
}

// A Text is a run of text in one face on one line, in one direction.
type Text struct {
	Rect             // Y and H are those of the face's ascent and descent
	Baseline float64 // from the page's top
	Text     string  // in logical order
	Font     style.Font
	Color    color.NRGBA
	Style    *style.Computed // underline, letter-spacing, link
	RTL      bool
	Opacity  float64
	Clip     *Rect
	Node     *style.Node // the text that it is of
	Alt      bool        // it stands for a picture that is not here and is no word of the page
	Start    int         // offset of its first octet in the text of the page in reading order
}

// A Picture is a picture or the box that stands for it. Without a Node it is the sign for
// one that is not here.
type Picture struct {
	Rect
	Ref     string // src
	Alt     string
	Here    bool // its octets are here
	Opacity float64
	Clip    *Rect
	Node    *style.Node
}

// A Mark is the mark of a list item that is no text: a disc, circle or square.
type Mark struct {
	Rect
	Kind  string
	Color color.NRGBA
	Clip  *Rect
}

// Place is where the item lies.
func (r Rect) Place() Rect { return r }

// Move moves all that is drawn by CSS pixels to the right and down; the page's size stays.
func (p *Page) Move(dx, dy float64) {
	clips := map[*Rect]bool{} // several items may share one
	for _, item := range p.Items {
		var clip *Rect
		switch it := item.(type) {
		case *Box:
			it.X, it.Y = it.X+dx, it.Y+dy
			clip = it.Clip
		case *Text:
			it.X, it.Y = it.X+dx, it.Y+dy
			it.Baseline += dy
			clip = it.Clip
		case *Picture:
			it.X, it.Y = it.X+dx, it.Y+dy
			clip = it.Clip
		case *Mark:
			it.X, it.Y = it.X+dx, it.Y+dy
			clip = it.Clip
		}
		if clip != nil && !clips[clip] {
			clips[clip] = true
			clip.X, clip.Y = clip.X+dx, clip.Y+dy
		}
	}
}
