// Package ask puts one plain question into the middle of the window.
package ask

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Width of a question at 100 % text size.
const width = 440

// Question is a card over the window. The last button is the first choice and
// gets the keyboard; Escape calls OnEscape.
type Question struct {
	Title   string
	Text    string
	Extra   []fyne.CanvasObject // below the text
	Width   float32             // at 100 % text size; 0: that of a sentence or two
	Buttons []*widgets.Button   // from left to right; a tap on one closes the card
	Stays   *widgets.Button     // one of them that leaves the card there; nil: none
	Focus   fyne.Focusable      // gets the keyboard; nil: the last button
	// OnEscape is called when the person turns away from the question.
	OnEscape func()
}

// Show asks the question. The returned function takes it away.
func (q *Question) Show(c fyne.Canvas) (hide func()) {
	title := widgets.NewSpans(widgets.Span{Text: q.Title, Bold: true})
	title.SizeName = theme.SizeTitle
	objects := []fyne.CanvasObject{title}
	if q.Text != "" {
		objects = append(objects, widgets.NewText(q.Text, "", ""))
	}
	objects = append(objects, q.Extra...)
	right := make([]fyne.CanvasObject, len(q.Buttons))
	for i, b := range q.Buttons {
		right[i] = b
	}
	column := flow.NewColumn(12, objects...)
	column.Inset = flow.Insets{Left: edge, Top: edge, Right: edge, Bottom: 2} // what has an edge draws it beyond its size
	b := &box{column: column, buttons: flow.NewEnds(10, nil, right...), page: flow.NewPage(column), canvas: c, first: q.Focus, width: cmp.Or(q.Width, width)}
	b.page.FollowFocus = true // a field may lie below the edge
	b.ExtendBaseWidget(b)
	over := widgets.ShowOver(b, c)
	b.escape = func() {
		over.Hide()
		if q.OnEscape != nil {
			q.OnEscape()
		}
	}
	for _, button := range q.Buttons {
		if button == q.Stays {
			continue
		}
		tapped := button.OnTapped
		button.OnTapped = func() {
			over.Hide()
			if tapped != nil {
				tapped()
			}
		}
	}
	if n := len(q.Buttons); b.first == nil && n > 0 {
		b.first = q.Buttons[n-1]
	}
	if b.first != nil {
		c.Focus(b.first)
	}
	return over.Hide
}

// topmost is the topmost question of a window, and the card that it lies on; nil: there is none.
func topmost(c fyne.Canvas) (*box, *widgets.Over) {
	for _, o := range slices.Backward(c.Overlays().List()) {
		if over, ok := o.(*widgets.Over); ok {
			if b, ok := over.Content().(*box); ok {
				return b, over
			}
		}
	}
	return nil, nil
}

// Relayout gives the topmost question of a window its height anew, after what it holds has
// changed.
func Relayout(c fyne.Canvas) {
	if _, over := topmost(c); over != nil {
		over.Refresh()
	}
}

// Escape turns away from the topmost question of a window, and reports whether
// there was one. The window calls it for the Escape key.
func Escape(c fyne.Canvas) bool {
	b, _ := topmost(c)
	if b != nil {
		b.escape()
	}
	return b != nil
}

// Refocus gives the keyboard back to the topmost question of a window where a
// click beside its fields has taken it away, and returns what has it now; nil if
// nothing was to be done. The window calls it for keys that nobody has taken.
func Refocus(c fyne.Canvas) fyne.Focusable {
	b, _ := topmost(c)
	if b == nil || b.first == nil || c.Focused() != nil {
		return nil
	}
	c.Focus(b.first)
	return b.first
}

// Scroll moves the topmost question of a window down by dy, where it is higher
// than the window. The window calls it for the keys that scroll.
func Scroll(c fyne.Canvas, dy float32) bool {
	b, _ := topmost(c)
	return b != nil && b.page.By(dy)
}

const (
	edge   = 24 // around all
	above  = 20 // above the buttons
	margin = 40 // at least left free of the window, above and below together
)

// box gives what is asked its width and keeps it inside of the window: what is
// above the buttons scrolls where there is no room for it.
type box struct {
	widget.BaseWidget
	column  *flow.Column
	page    *flow.Page // of the column
	buttons *flow.Ends
	canvas  fyne.Canvas
	first   fyne.Focusable // gets the keyboard, and gets it back
	width   float32        // at 100 % text size
	escape  func()
}

// CreateRenderer implements fyne.Widget.
func (b *box) CreateRenderer() fyne.WidgetRenderer { return &boxRenderer{b} }

type boxRenderer struct{ b *box }

func (r *boxRenderer) Destroy() {}
func (r *boxRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.b.page, r.b.buttons}
}

func (r *boxRenderer) Layout(s fyne.Size) {
	h := r.b.buttons.HeightFor(s.Width - 2*edge)
	r.b.buttons.Move(fyne.NewPos(edge, s.Height-edge-h))
	r.b.buttons.Resize(fyne.NewSize(s.Width-2*edge, h))
	r.b.page.Resize(fyne.NewSize(s.Width, s.Height-edge-h-above))
}

func (r *boxRenderer) Refresh() {
	r.b.page.Refresh()
	r.b.buttons.Refresh()
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

func (r *boxRenderer) MinSize() fyne.Size {
	all := r.b.canvas.Size()
	// Lines break at the same words at every text size; small letters are wider than
	// in proportion, as each takes whole pixels.
	w := min((r.b.width-2*edge)*max(widgets.Unit(), 0.85)+2*edge, all.Width-48)
	h := r.b.column.HeightFor(w) + above + r.b.buttons.HeightFor(w-2*edge) + edge
	return fyne.NewSize(w, min(h, all.Height-margin))
}
