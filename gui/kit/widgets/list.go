package widgets

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
)

// RowState is how a row of a List is to be drawn.
type RowState struct {
	Selected bool
	Current  bool // the row that the keyboard is at
	Hovered  bool // under the pointer
	Focused  bool // the list has the keyboard
}

// ShowState gives a row of a list the ground and the edge of its state.
func (s *Surface) ShowState(st RowState) {
	switch {
	case st.Selected:
		s.SetFill(theme.ColorSelected)
	case st.Hovered:
		s.SetFill(theme.ColorHover)
	default:
		s.SetFill("")
	}
	s.SetEdge(st.Current && st.Focused)
}

// List is a list of rows under headings, of one height in each section, of which any number can
// be selected. It holds only the rows in view, so that its cost does not depend
// on its length. Rows are told apart by keys, which stay when rows come and go
// above them; selection and position go with the keys.
type List struct {
	widget.BaseWidget
	RowHeight    func() float32 // of the rows of all sections that have no Height
	HeaderHeight func() float32 // of headings; nil: 31 at 100 % text size
	NewRow       func() fyne.CanvasObject
	Bind         func(index int, row fyne.CanvasObject, state RowState)
	Key          func(index int) int64
	Index        func(key int64) int // the reverse of Key; -1 for what is not in the list
	FollowTop    bool                // stay at the upper end, when there, as rows come in above
	// Boxes: each row has a box. A tap and Space check one row or clear it,
	// the arrows check nothing, and Shift checks a range.
	Boxes bool

	OnSelected func()          // the selection has changed by the person's doing
	OnOpen     func(index int) // double tap or Enter
	OnDouble   func(index int) // double tap, in the place of OnOpen; may be nil
	OnTap      func(index int) // a press and its release on one row, without modifier keys
	// OnDrag is called while the selected rows are dragged, OnDrop when they are let go;
	// at is on the canvas. Rows cannot be dragged where they are nil.
	OnDrag, OnDrop func(at fyne.Position)
	OnMenu         func(index int, at fyne.Position)   // secondary tap; at is on the canvas
	OnKey          func(e *fyne.KeyEvent) (taken bool) // keys that the list does not use; what is not taken goes to the window
	OnRune         func(r rune) (taken bool)           // letters; what is not taken goes to the window
	OnScrolled     func()
	// TipAt is a sign in a row that has a tip, and the tip; nil: there is none. at is measured
	// from the upper left of the row. The field may be nil.
	TipAt func(index int, at fyne.Position) (sign fyne.CanvasObject, tip string)

	tipped   fyne.CanvasObject // the sign that the pointer rests on
	ladder   *ladder
	sections []Section
	offset   float64
	chosen   selection
	hovered  int
	focused  bool
	shift    bool // the key is down, as far as the list was told; see shiftIsDown
	late     bool // the press selects when the button is let go
	dragging bool
	dragAt   fyne.Position
	mouse    bool  // the press that belongs to the coming tap was dealt with
	pressed  int   // the row of a press that may become a tap; -1: none
	grabbed  int64 // its key: another row may lie there by the time that the button is let go
	last     int   // the row of the last press; -1: it was on none, -2: there was none
	astray   bool  // that before it was elsewhere, so that the two are no double tap

	area *listArea
	bar  *scrollBar
	ring *canvas.Rectangle // where the list has the keyboard, and no row in view shows that

	modifiers func() (down fyne.KeyModifier, known bool) // asks the driver
}

var (
	_ fyne.Focusable    = (*List)(nil)
	_ fyne.Shortcutable = (*List)(nil)
	_ fyne.Scrollable   = (*List)(nil)
	_ desktop.Keyable   = (*List)(nil)
)

// NewList returns an empty list. The fields up to Index must be set before it
// is shown.
func NewList() *List {
	l := &List{hovered: -1, pressed: -1, last: -2, ladder: newLadder(nil, 1, 1), modifiers: modifiers}
	l.chosen.keys = map[int64]struct{}{}
	l.ExtendBaseWidget(l)
	l.ring = canvas.NewRectangle(color.Transparent)
	l.ring.Hide()
	l.area = newListArea(l)
	l.bar = newScrollBar(l)
	return l
}

// SetSections says how many rows there are, and draws anew what is in view. The
// rows that are seen before and after stay where they are on the screen. It must
// follow each change of what Key and Index answer, before any other call.
func (l *List) SetSections(sections []Section) {
	anchor := l.anchor()
	l.sections = append(l.sections[:0], sections...)
	l.measure()
	l.hold(anchor)
	l.hovered = -1
	l.area.update(true)
	l.bar.Refresh()
}

func (l *List) measure() {
	head := round(31 * Unit())
	if l.HeaderHeight != nil {
		head = l.HeaderHeight()
	}
	row := float32(40)
	if l.RowHeight != nil {
		row = l.RowHeight()
	}
	l.ladder = newLadder(l.sections, flow.WholeUp(row), flow.WholeUp(head))
}

// heldRow is a row and its distance from the upper edge of the view.
type heldRow struct {
	key int64
	y   float64
}

// anchor notes where the rows in view stand: the one the keyboard is at first,
// then from the top. It is nil when the list is to stay at its upper end.
func (l *List) anchor() []heldRow {
	if l.Key == nil || (l.FollowTop && l.offset <= 0) {
		return nil
	}
	var rows []heldRow
	for _, s := range l.area.rows {
		m := heldRow{s.key, l.ladder.top(s.index) - l.offset}
		if s.key == l.chosen.current && l.chosen.any {
			rows = append([]heldRow{m}, rows...)
			continue
		}
		rows = append(rows, m)
	}
	return rows
}

// hold scrolls so that the first marked row that is still there is where it was.
func (l *List) hold(rows []heldRow) {
	for _, m := range rows {
		if i := l.Index(m.key); i >= 0 {
			l.offset = l.ladder.top(i) - m.y
			break
		}
	}
	l.clamp()
}

func (l *List) view() float64 { return float64(l.Size().Height) }

func (l *List) clamp() {
	l.offset = math.Round(min(max(l.offset, 0), max(l.ladder.height-l.view(), 0)))
}

// scrollTo puts y of the list at the upper edge of the view.
func (l *List) scrollTo(y float64) {
	before := l.offset
	l.offset = y
	l.clamp()
	if l.offset == before {
		return
	}
	l.area.update(false)
	l.bar.Refresh()
	if l.OnScrolled != nil {
		l.OnScrolled()
	}
}

// ScrollTo brings a row into view, by the least way.
func (l *List) ScrollTo(index int) {
	if index < 0 || index >= l.ladder.rows {
		return
	}
	top := l.ladder.top(index)
	upper := top
	if s := l.ladder.steps[l.ladder.of(index)]; s.first == index { // with its heading
		upper = s.top
	}
	switch {
	case upper < l.offset:
		l.scrollTo(upper)
	case top+l.ladder.high(index) > l.offset+l.view():
		l.scrollTo(top + l.ladder.high(index) - l.view())
	}
}

// ScrollToTop shows the first row.
func (l *List) ScrollToTop() { l.scrollTo(0) }

// Offset is how far the list is scrolled, in pixels of the theme.
func (l *List) Offset() float64 { return l.offset }

// InView is the rows in view, from first up to but not including end.
func (l *List) InView() (first, end int) {
	return l.ladder.span(l.offset, l.offset+l.view())
}

// Length is the height of all rows, seen or not.
func (l *List) Length() float32 { return float32(l.ladder.height) }

// RowTop is where a row stands, measured from the upper edge of the view.
func (l *List) RowTop(index int) float32 { return float32(l.ladder.top(index) - l.offset) }

// Scrolled implements fyne.Scrollable.
func (l *List) Scrolled(e *fyne.ScrollEvent) { l.scrollTo(l.offset - float64(e.Scrolled.DY)) }

// Title is the heading right above a row; empty: none.
func (l *List) Title(index int) string {
	if index >= 0 && index < l.ladder.rows {
		if s := l.ladder.steps[l.ladder.of(index)]; s.first == index {
			return s.title
		}
	}
	return ""
}

// Row is the object that shows a row now; nil when it is not in view.
func (l *List) Row(index int) fyne.CanvasObject {
	for _, s := range l.area.rows {
		if s.index == index {
			return s.object
		}
	}
	return nil
}

// RefreshRows binds the rows in view anew.
func (l *List) RefreshRows() { l.area.update(true) }

// paintRing shows or hides the ring.
func (l *List) paintRing() {
	hidden := !l.focused
	for _, s := range l.area.rows {
		hidden = hidden || s.state.Current
	}
	if c := theme.Color(fynetheme.ColorNamePrimary); hidden != l.ring.Hidden || l.ring.StrokeColor != c {
		l.ring.Hidden, l.ring.StrokeColor, l.ring.StrokeWidth = hidden, c, 2
		l.ring.Refresh()
	}
}

// MinSize implements fyne.Widget.
func (l *List) MinSize() fyne.Size {
	return fyne.NewSize(120, 60)
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	clip := container.NewClip(l.area)
	r := &parts{objects: []fyne.CanvasObject{clip, l.bar, l.ring}}
	r.min = func() fyne.Size { return l.MinSize() }
	unit := float32(0)
	r.place = func(s fyne.Size) {
		clip.Resize(s)
		l.area.Resize(s)
		l.ring.Resize(s)
		w := l.bar.MinSize().Width
		l.bar.Move(fyne.NewPos(s.Width-w, 0))
		l.bar.Resize(fyne.NewSize(w, s.Height))
		l.clamp()
		l.area.update(false)
		l.bar.Refresh()
	}
	r.refresh = func() {
		if u := Unit(); u != unit { // rows have another height: hold the upper one
			var rows []heldRow
			if unit != 0 && l.offset > 0 {
				rows = l.anchor()
			}
			for i := range rows {
				rows[i].y *= float64(u / unit)
			}
			unit = u
			l.measure()
			l.hold(rows)
		}
		r.layout(l.Size())
		l.area.update(true)
		canvas.Refresh(l)
	}
	unit = Unit()
	l.measure()
	return r
}
