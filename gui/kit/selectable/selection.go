// Package selectable is text that can be read, selected and copied, by mouse and by
// keyboard, and its links. Selection is how every such text is worked with: the message,
// which is a widget of its own, and Text, which is short: subjects, names, addresses, what
// a server has said.
package selectable

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Place is a place in a text of one or more parts: an offset in octets.
type Place struct{ Part, Offset int }

// Before reports whether p stands before q.
func (p Place) Before(q Place) bool {
	return p.Part < q.Part || p.Part == q.Part && p.Offset < q.Offset
}

// Content is the text in which is selected, of the widget that it belongs to.
type Content interface {
	fyne.CanvasObject
	fyne.Focusable
	// Parts is how many parts there are, Part the text of one of them.
	Parts() int
	Part(i int) string
	// Between is what is copied of the text from one place to another.
	Between(from, to Place) string
	// PlaceAt is the place nearest to a point of the widget.
	PlaceAt(at fyne.Position) Place
}

// Lines is where the text stands.
type Lines interface {
	// Line is the place a line further down or up, and where on the line the caret wants to
	// be, which is wish unless that is below 0. Where there is no such line, ok is false.
	Line(at Place, down bool, wish float64) (to Place, x float64, ok bool)
	// Side is the start or the end of the line in which a place stands.
	Side(at Place, end bool) Place
	// Top is the beginning of what is in sight, on the widget.
	Top() fyne.Position
	// Reveal brings a place into sight.
	Reveal(at Place)
}

// Links are the links in the text.
type Links interface {
	// Stops are the links from top to bottom, StopAt is the one at a point of the widget.
	Stops() []Stop
	StopAt(at fyne.Position) (Stop, bool)
	// Follow does what the link is for; at is a place on the canvas.
	Follow(s Stop, at fyne.Position)
	// Reached is told that the keyboard is on a link.
	Reached(s Stop)
}

// Stop is a link.
type Stop struct {
	Key    any           // comparable, the same for the same link as long as it is there
	Target string        // what Copy copies of it; empty for links within PopMail
	At     fyne.Position // on the widget, where its menu opens
}

// Subject is all that a Selection has to know.
type Subject interface {
	Content
	Lines
	Links
}

// Selection is what is selected of a text, and the link that the keyboard or the pointer is
// on. A widget embeds it and so handles what Fyne sends to it. All methods are called on the
// window's thread.
type Selection struct {
	// OnHover is told when the pointer or the keyboard comes to another link or leaves it;
	// target is that of the link, "" for none.
	OnHover func(target string)
	// MenuItems are more entries for the context menu. It may be nil.
	MenuItems func() []*fyne.MenuItem

	of           Subject
	anchor, head Place
	wish         float64 // where on the line the caret wants to be while it goes up and down
	press        pressed
	hover, stop  *Stop
	focused      bool
	pressing     bool // the mouse is what gives the focus
	byKey        bool // the focus is shown: it did not come from the mouse
}

var (
	_ fyne.Tappable          = (*widget)(nil)
	_ fyne.SecondaryTappable = (*widget)(nil)
	_ fyne.Draggable         = (*widget)(nil)
	_ fyne.Focusable         = (*widget)(nil)
	_ fyne.Shortcutable      = (*widget)(nil)
	_ fyne.Tabbable          = (*widget)(nil)
	_ desktop.Mouseable      = (*widget)(nil)
	_ desktop.Hoverable      = (*widget)(nil)
	_ desktop.Cursorable     = (*widget)(nil)
)

type widget struct {
	fyne.CanvasObject
	Selection
}

// pressed remembers the last presses of the button, to tell double and triple ones. Fyne's
// own double tap would hold back every single tap.
type pressed struct {
	at    fyne.Position
	when  time.Time
	count int
	word  [2]Place // what a double or triple click has selected
}

// Of says which text is selected in. It is called once, before anything else.
func (s *Selection) Of(subject Subject) { s.of = subject }

// Reset selects nothing, at the start of another text.
func (s *Selection) Reset() {
	s.anchor, s.head, s.stop = Place{}, Place{}, nil
	s.hovered(nil)
}

// Range is the selected range, first place first.
func (s *Selection) Range() (from, to Place) {
	if s.head.Before(s.anchor) {
		return s.head, s.anchor
	}
	return s.anchor, s.head
}

// Head is the end of the selection that moves.
func (s *Selection) Head() Place { return s.head }

// End is the end of the text.
func (s *Selection) End() Place {
	last := s.of.Parts() - 1
	if last < 0 {
		return Place{}
	}
	return Place{last, len(s.of.Part(last))}
}

// SelectedText is what Copy copies.
func (s *Selection) SelectedText() string {
	from, to := s.Range()
	if !from.Before(to) {
		return ""
	}
	return s.of.Between(from, to)
}

// SelectAll selects the whole text.
func (s *Selection) SelectAll() { s.Select(Place{}, s.End()) }

// Select selects from one place to another; the second is the end that moves.
func (s *Selection) Select(from, to Place) {
	if s.anchor == from && s.head == to {
		return
	}
	s.anchor, s.head, s.wish = from, to, -1
	s.refresh()
}

// Copy puts what is selected on the clipboard.
func (s *Selection) Copy() {
	if t := s.SelectedText(); t != "" {
		fyne.CurrentApp().Clipboard().SetContent(t)
	}
}

func (s *Selection) refresh() { s.of.Refresh() }

func (s *Selection) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(s.of) }
