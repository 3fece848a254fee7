// Package ask puts one plain question into the middle of the window.
package ask

import (
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
	Buttons []*widgets.Button   // from left to right; a tap on one closes the card
	Focus   fyne.Focusable      // gets the keyboard; nil: the last button
	// OnEscape is called when the person turns away from the question.
	OnEscape func()
}

// Show asks the question. The returned function takes it away.
func (q *Question) Show(c fyne.Canvas) (hide func()) {
	title := widgets.NewParagraph(widgets.Span{Text: q.Title, Bold: true})
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
	column.Inset = flow.Insets{Left: edge, Top: edge, Right: edge}
	buttons := flow.NewEnds(10, nil, right...)
	box := &box{column: column, buttons: buttons, page: flow.NewPage(column), canvas: c}
	box.ExtendBaseWidget(box)
	var pop *widgets.Over
	o := &opened{canvas: c, page: box.page}
	hide = func() {
		if i := slices.Index(open, o); i >= 0 {
			open = slices.Delete(open, i, i+1)
			pop.Hide()
		}
	}
	o.escape = func() {
		hide()
		if q.OnEscape != nil {
			q.OnEscape()
		}
	}
	for _, b := range q.Buttons {
		tapped := b.OnTapped
		b.OnTapped = func() {
			hide()
			if tapped != nil {
				tapped()
			}
		}
	}
	pop = widgets.ShowOver(box, c)
	open = append(open, o)
	o.first = q.Focus
	if n := len(q.Buttons); o.first == nil && n > 0 {
		o.first = q.Buttons[n-1]
	}
	if o.first != nil {
		c.Focus(o.first)
	}
	return hide
}

// opened is a question that is on the screen.
type opened struct {
	canvas fyne.Canvas
	page   *flow.Page
	first  fyne.Focusable // gets the keyboard back
	escape func()
}

// open are the questions on the screen, the topmost last. It is used on the
// window's thread only.
var open []*opened

// Escape turns away from the topmost question of a window, and reports whether
// there was one. The window calls it for the Escape key.
func Escape(c fyne.Canvas) bool {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].canvas == c {
			open[i].escape()
			return true
		}
	}
	return false
}

// Refocus gives the keyboard back to the topmost question of a window where a
// click beside its fields has taken it away, and returns what has it now; nil if
// nothing was to be done. The window calls it for keys that nobody has taken.
func Refocus(c fyne.Canvas) fyne.Focusable {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].canvas != c {
			continue
		}
		if open[i].first == nil || c.Focused() != nil {
			return nil
		}
		c.Focus(open[i].first)
		return open[i].first
	}
	return nil
}

// Scroll moves the topmost question of a window down by dy, where it is higher
// than the window. The window calls it for the keys that scroll.
func Scroll(c fyne.Canvas, dy float32) bool {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i].canvas == c {
			return open[i].page.By(dy)
		}
	}
	return false
}

const (
	edge   = 24 // around all
	above  = 22 // above the buttons
	around = 40 // at least left free of the window, above and below together
)

// box gives what is asked its width and keeps it inside of the window: what is
// above the buttons scrolls where there is no room for it.
type box struct {
	widget.BaseWidget
	column  *flow.Column
	page    *flow.Page // of the column
	buttons *flow.Ends
	canvas  fyne.Canvas
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
	w := min((width-2*edge)*max(widgets.Unit(), 0.85)+2*edge, all.Width-48)
	h := r.b.column.HeightFor(w) + above + r.b.buttons.HeightFor(w-2*edge) + edge
	return fyne.NewSize(w, min(h, all.Height-around))
}
