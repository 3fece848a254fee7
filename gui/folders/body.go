package folders

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/field"
	"popmail/gui/widgets"
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
		out = append(out, h)
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
		h.Refresh()
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
	y := whole(10 * widgets.Unit())
	items, headings := 0, 0
	put := func(o fyne.CanvasObject, x, w, h float32) {
		if move {
			o.Move(fyne.NewPos(x, whole(y)))
			o.Resize(fyne.NewSize(w, h))
		}
		y += h
	}
	field := false
	for _, row := range f.rows {
		if row.Kind == Heading {
			h := f.headings[headings]
			headings++
			y += whole(13 * widgets.Unit())
			put(h, edge, width-2*edge, h.HeightFor(width-2*edge))
			y += whole(7 * widgets.Unit())
			continue
		}
		i := f.items[items]
		items++
		typed := f.naming.on && (row.Kind == Create && f.naming.id == 0 || row.Kind == Place && f.naming.id != 0 && row.View.Folder == f.naming.id)
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
	return y + whole(10*widgets.Unit())
}

// nameEntry is the field for the name of a folder.
type nameEntry struct {
	widget.Entry
	f *Folders
}

func newNameEntry(f *Folders) *nameEntry {
	e := &nameEntry{f: f}
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(lang.L("Name of the folder"))
	e.OnSubmitted = func(string) { f.named(true) }
	e.Hide()
	return e
}

// TypedKey gives up with Escape.
func (e *nameEntry) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyEscape {
		e.f.named(false)
		return
	}
	e.Entry.TypedKey(k)
}

// SetText replaces the text; nothing is selected then.
func (e *nameEntry) SetText(text string) {
	field.Unselect(&e.Entry, text)
	e.Entry.SetText(text)
}

// FocusLost takes the name that was typed, as a click elsewhere means it is done.
func (e *nameEntry) FocusLost() {
	e.Entry.FocusLost()
	e.f.named(e.Text != "")
}

// TypedShortcut edits; the window's shortcuts go to the window.
func (e *nameEntry) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok {
		if w, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok && c.Modifier&fyne.KeyModifierShortcutDefault != 0 {
			w.TypedShortcut(s)
			return
		}
	}
	e.Entry.TypedShortcut(s)
}
