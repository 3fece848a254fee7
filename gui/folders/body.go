package folders

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
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
		out = append(out, h.text, h.dot, h.mark, h.more)
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
			y += flow.Whole(13 * widgets.Unit())
			x, right := edge+h.indent(), width-edge-h.marked()
			if move {
				h.place(edge, width-edge, y)
			}
			put(h.text, x, right-x, h.text.HeightFor(right-x))
			y += flow.Whole(7 * widgets.Unit())
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
			put(f.field, edge-10, width-2*(edge-10), f.field.MinSize().Height)
		} else {
			put(i, 0, width, itemHeight())
		}
		y++
	}
	if move {
		f.field.Hidden = !field
	}
	return y + flow.Whole(10*widgets.Unit())
}

// heading is the name of a group of folders, after the color of its account and before a
// mark where something has to be done by the person.
type heading struct {
	text  *widgets.Text
	dot   *canvas.Circle
	mark  *widgets.Button
	more  *widgets.Button // the menu of the account
	row   Row
	color int // see theme.Account; 0: no dot
	owner account.ID
}

func newHeading(f *Folders) *heading {
	h := &heading{text: widgets.NewText("", fynetheme.SizeNameCaptionText, theme.ColorMuted), dot: canvas.NewCircle(color.Transparent)}
	h.text.Spans[0].Bold = true
	h.mark = widgets.NewButton(widgets.Flat, "", widgets.IconWarning, func() {
		if f.OnMark != nil {
			f.OnMark(h.owner)
		}
	})
	h.mark.Small, h.mark.Color = true, theme.ColorNoticeText
	h.mark.Hide()
	h.more = widgets.NewButton(widgets.Flat, "", widgets.IconMore, func() {
		m := f.Menu(h.row)
		if c := fyne.CurrentApp().Driver().CanvasForObject(h.more); m != nil && c != nil {
			widgets.ShowMenuBelow(m, c, h.more, true)
		}
	})
	h.more.Small, h.more.Tip = true, lang.L("More")
	h.more.Hide()
	return h
}

func (h *heading) set(r Row) {
	h.row = r
	h.text.SetText(r.Title)
	h.color, h.owner, h.mark.Tip, h.mark.Hidden = r.Color, r.Owner, r.Mark, r.Mark == ""
}

// marked is the room that the buttons take from the text.
func (h *heading) marked() (w float32) {
	for _, b := range []*widgets.Button{h.mark, h.more} {
		if b.Visible() {
			w += b.MinSize().Width
		}
	}
	return max(w-markOut(), 0)
}

// markOut is how far the ground of the mark reaches beyond the edge, so that its icon ends
// where the badges below do.
func markOut() float32 { return flow.Whole(9 * widgets.Unit()) }

// indent is how far the dot moves the text to the right.
func (h *heading) indent() float32 {
	if h.color == 0 {
		return 0
	}
	return flow.Whole(16 * widgets.Unit())
}

// place puts the dot and the mark at the ends of the first line of the text.
func (h *heading) place(left, right, y float32) {
	line := widgets.LineHeight(theme.Size(fynetheme.SizeNameCaptionText))
	side := flow.Whole(9 * widgets.Unit())
	h.dot.Resize(fyne.NewSquareSize(side))
	h.dot.Move(fyne.NewPos(left, flow.Whole(y+(line-side)/2)))
	right += markOut()
	for _, b := range []*widgets.Button{h.more, h.mark} {
		m := b.MinSize()
		b.Resize(m)
		b.Move(fyne.NewPos(flow.Whole(right-m.Width), flow.Whole(y+(line-m.Height)/2)))
		if b.Visible() {
			right -= m.Width
		}
	}
}

func (h *heading) refresh() {
	h.dot.Hidden = h.color == 0
	h.dot.FillColor = theme.Account(h.color, "")
	h.dot.Refresh()
	h.mark.Refresh()
	h.more.Refresh()
	h.text.Refresh()
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
