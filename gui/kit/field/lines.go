package field

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
)

// NewLines returns an empty field of several lines, which is as high as its text and never
// less than a number of rows. Enter begins a line, and Tab leads to what is next.
func NewLines(least int, onEscape func()) *Entry {
	e := NewEntry(nil, onEscape)
	e.MultiLine, e.least = true, least
	e.Wrapping = fyne.TextWrapWord
	e.OnCursorChanged = e.followCaret
	return e
}

// AcceptsTab implements fyne.Tabbable.
func (e *Entry) AcceptsTab() bool { return false }

// HeightFor implements flow.Sizer.
func (e *Entry) HeightFor(width float32) float32 {
	if !e.MultiLine {
		return e.MinSize().Height
	}
	air := e.air()
	least := e.rows.Height(strings.Repeat("\n", max(e.least-1, 0)), width)
	return flow.WholeUp(max(e.rows.Height(e.Text, width-2*air.X), least) + 2*air.Y + 4)
}

// followCaret keeps the row that is written in sight.
func (e *Entry) followCaret() {
	if e.focused && e.MultiLine {
		h := LineHeight()
		flow.RevealPart(e, e.air().Y+float32(e.CursorRow)*h, 2*h)
	}
}

// Resize implements fyne.Widget.
func (e *Entry) Resize(s fyne.Size) {
	if !e.MultiLine {
		e.Entry.Resize(s)
		return
	}
	Rewrap(&e.Entry, func() { e.Entry.Resize(s) })
}

// Rows tells in how many rows a text wraps in a field of Fyne's. It remembers the
// paragraphs, of which a key changes one.
type Rows struct {
	width, line float32
	known       map[string]int
}

// Height is that of a text in a field of a width, with Fyne's own margins.
func (c *Rows) Height(text string, width float32) float32 {
	line := LineHeight()
	return widget.NewRichTextWithText("M").MinSize().Height + float32(c.of(text, width, line)-1)*line
}

func (c *Rows) of(text string, width, line float32) (rows int) {
	if c.known == nil || c.width != width || c.line != line || len(c.known) > 5000 {
		c.width, c.line, c.known = width, line, map[string]int{}
	}
	for p := range strings.SplitSeq(text, "\n") {
		n, ok := c.known[p]
		if !ok {
			t := widget.NewRichTextWithText(p)
			t.Wrapping = fyne.TextWrapWord
			t.Resize(fyne.NewSize(width, 10))
			n = max(int((t.MinSize().Height-widget.NewRichTextWithText("M").MinSize().Height)/line+0.5), 0) + 1
			c.known[p] = n
		}
		rows += n
	}
	return rows
}

// LineHeight is the height of a line in a field of Fyne's.
func LineHeight() float32 {
	one, two := widget.NewRichTextWithText("M"), widget.NewRichTextWithText("M\nM")
	return two.MinSize().Height - one.MinSize().Height
}

// Rewrap does what may wrap the text of a field anew, and leaves the caret between the same
// letters. QUIRK: Fyne keeps the row and the column that it had.
func Rewrap(e *widget.Entry, do func()) {
	at := e.CursorTextOffset()
	do()
	if e.CursorTextOffset() != at {
		PlaceCaret(e, at)
	}
}

// PlaceCaret puts the caret of a field behind a number of letters.
func PlaceCaret(e *widget.Entry, at int) {
	begins := func(row int) int {
		e.CursorRow, e.CursorColumn = row, 0
		return e.CursorTextOffset()
	}
	// The last row that does not begin behind the place. One that is not there begins at 0.
	row := sort.Search(len(e.Text)+1, func(i int) bool { n := begins(i + 1); return n == 0 || n > at })
	column := at - begins(row)
	e.CursorRow, e.CursorColumn = row, column
	e.Refresh()
}
