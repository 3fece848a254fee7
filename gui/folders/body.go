package folders

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// body is what scrolls: headings, folders and the field for a name.
type body struct {
	widget.BaseWidget
	f *Folders
}

// CreateRenderer implements fyne.Widget.
func (b *body) CreateRenderer() fyne.WidgetRenderer { return &bodyRenderer{b.f} }

type bodyRenderer struct{ f *Folders }

func (r *bodyRenderer) Destroy() {}
func (r *bodyRenderer) Objects() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, h := range r.f.headings {
		out = append(out, h.objects()...)
	}
	for _, i := range r.f.items {
		out = append(out, i)
	}
	return append(out, r.f.field)
}

func (r *bodyRenderer) MinSize() fyne.Size {
	return fyne.NewSize(100, r.flow(r.f.scroll.Size().Width, false))
}
func (r *bodyRenderer) Layout(s fyne.Size) { r.flow(s.Width, true) }
func (r *bodyRenderer) Refresh() {
	for _, h := range r.f.headings {
		h.refresh()
	}
	for _, i := range r.f.items {
		i.Refresh()
	}
	r.f.field.Refresh()
	r.Layout(r.f.body.Size())
	canvas.Refresh(r.f.body)
}

// flow places everything below each other and returns the height.
func (r *bodyRenderer) flow(width float32, move bool) float32 {
	f := r.f
	const edge = 20
	if width <= 0 {
		width = 216
	}
	y := flow.Whole(10 * widgets.Unit())
	items, headings := 0, 0
	put := func(o fyne.CanvasObject, x, w, h float32) {
		if move {
			o.Move(fyne.NewPos(x, flow.Whole(y)))
			o.Resize(fyne.NewSize(w, h))
		}
		y += h
	}
	field := false
	for _, row := range f.rows {
		if row.Kind == Heading {
			h := f.headings[headings]
			headings++
			x, right := edge+h.indent(), width-edge-h.marked()
			high := h.text.HeightFor(right - x)
			below := flow.Whole(max(7*widgets.Unit(), (widgets.LeastTarget-high)/2-1)) // with room for its buttons
			above := flow.WholeUp(max(13*widgets.Unit(), widgets.LeastTarget-high-below))
			y += above
			if move {
				h.place(edge, width-edge, y, high)
				h.takeTaps(width, y-above, above+high+below)
			}
			put(h.text, x, right-x, high)
			y += below
			continue
		}
		i := f.items[items]
		items++
		typed := f.naming.of(row)
		if move {
			i.Hidden = typed
		}
		if typed {
			field = true
			in := indent(row.Depth)
			put(f.field, edge-10+in, width-2*(edge-10)-in, f.field.MinSize().Height)
		} else {
			put(i, 0, width, itemHeight())
		}
		y++
	}
	if move {
		f.field.Hidden = !field
		flow.Mirror(width, r.Objects()...)
	}
	return y + flow.Whole(10*widgets.Unit())
}

// newNameEntry returns the field for the name of a folder. A click elsewhere means
// that the name is done.
func newNameEntry(f *Folders) *field.Entry {
	e := field.NewEntry(func() { f.named(true) }, func() { f.named(false) })
	e.Bare = true
	e.OnFocus = func(on bool) {
		if !on {
			f.named(e.Text != "")
		}
	}
	e.SetPlaceHolder(lang.L("Folder name"))
	e.Hide()
	return e
}
