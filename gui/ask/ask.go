// Package ask puts one plain question into the middle of the window.
package ask

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/flow"
	"popmail/gui/theme"
	"popmail/gui/widgets"
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
	column := flow.NewColumn(12, append(objects, flow.NewEnds(10, nil, right...))...)
	column.Before(column.Objects[len(column.Objects)-1], 22)
	column.Inset = flow.Same(24)
	box := &box{column: column, canvas: c}
	box.ExtendBaseWidget(box)
	var pop *widget.PopUp
	o := &opened{canvas: c}
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
	pop = widget.NewModalPopUp(box, c)
	open = append(open, o)
	pop.Show()
	if q.Focus != nil {
		c.Focus(q.Focus)
	} else if n := len(q.Buttons); n > 0 {
		c.Focus(q.Buttons[n-1])
	}
	return hide
}

// opened is a question that is on the screen.
type opened struct {
	canvas fyne.Canvas
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

// box gives the column its width and the card's look.
type box struct {
	widget.BaseWidget
	column *flow.Column
	canvas fyne.Canvas
}

// CreateRenderer implements fyne.Widget.
func (b *box) CreateRenderer() fyne.WidgetRenderer { return &boxRenderer{b} }

type boxRenderer struct{ b *box }

func (r *boxRenderer) Destroy()                     {}
func (r *boxRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.b.column} }
func (r *boxRenderer) Layout(s fyne.Size)           { r.b.column.Resize(s) }
func (r *boxRenderer) Refresh()                     { r.b.column.Refresh(); canvas.Refresh(r.b) }

func (r *boxRenderer) MinSize() fyne.Size {
	w := min(width*widgets.Unit(), r.b.canvas.Size().Width-48)
	return fyne.NewSize(w, r.b.column.HeightFor(w))
}
