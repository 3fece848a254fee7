package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Over is a card with round corners over the window. Fyne's pop-ups have square
// ones.
type Over struct {
	widget.BaseWidget
	content fyne.CanvasObject
	canvas  fyne.Canvas
	at      fyne.Position
	modal   bool
}

// ShowOver puts content into the middle of the window, which takes nothing else
// until Hide is called.
func ShowOver(content fyne.CanvasObject, c fyne.Canvas) *Over {
	return show(&Over{content: content, canvas: c, modal: true})
}

// ShowOverAt puts content near a place. A tap elsewhere takes it away.
func ShowOverAt(content fyne.CanvasObject, c fyne.Canvas, at fyne.Position) *Over {
	return show(&Over{content: content, canvas: c, at: at})
}

func show(o *Over) *Over {
	o.ExtendBaseWidget(o)
	o.canvas.Overlays().Add(o)
	o.Resize(o.canvas.Size())
	return o
}

// Hide takes the card away, with the menus and cards that were opened from it. A question that
// has come over it stays, with all that lies over that.
func (o *Over) Hide() {
	all := o.canvas.Overlays()
	list := slices.Clone(all.List())
	at := slices.Index(list, fyne.CanvasObject(o))
	if at < 0 {
		return
	}
	stay := slices.IndexFunc(list[at+1:], func(above fyne.CanvasObject) bool {
		over, ok := above.(*Over)
		return ok && over.modal
	})
	focused := o.canvas.Focused()
	all.Remove(o) // and all above it
	if stay < 0 {
		return
	}
	for _, above := range list[at+1+stay:] {
		all.Add(above)
	}
	if focused != nil {
		o.canvas.Focus(focused)
	}
}

// Content is what lies on the card.
func (o *Over) Content() fyne.CanvasObject { return o.content }

// Modal reports whether the window takes nothing else.
func (o *Over) Modal() bool { return o.modal }

// Tapped takes a card away that asks nothing.
func (o *Over) Tapped(e *fyne.PointEvent) { o.outside(e.Position) }

// TappedSecondary is the same with the other button.
func (o *Over) TappedSecondary(e *fyne.PointEvent) { o.outside(e.Position) }

func (o *Over) outside(p fyne.Position) {
	at, size := o.place(o.Size())
	inside := p.X >= at.X && p.Y >= at.Y && p.X <= at.X+size.Width && p.Y <= at.Y+size.Height
	if !o.modal && !inside {
		o.Hide()
	}
}

// place is where the card lies in a window of a size.
func (o *Over) place(all fyne.Size) (fyne.Position, fyne.Size) {
	size := o.content.MinSize()
	size = fyne.NewSize(min(size.Width, all.Width), min(size.Height, all.Height))
	if o.modal {
		return fyne.NewPos((all.Width-size.Width)/2, (all.Height-size.Height)/2), size
	}
	return fyne.NewPos(min(max(o.at.X, 0), all.Width-size.Width), min(max(o.at.Y, 0), all.Height-size.Height)), size
}

// CreateRenderer implements fyne.Widget.
func (o *Over) CreateRenderer() fyne.WidgetRenderer {
	o.ExtendBaseWidget(o)
	shade := canvas.NewRectangle(theme.Color(fynetheme.ColorNameShadow))
	shade.Hidden = !o.modal
	back := canvas.NewRectangle(theme.Color(fynetheme.ColorNameOverlayBackground))
	back.StrokeWidth = 1
	r := &parts{objects: []fyne.CanvasObject{shade, back, o.content}, fixed: true}
	r.min = o.content.MinSize
	r.place = func(all fyne.Size) {
		shade.Resize(all)
		at, size := o.place(all)
		for _, x := range []fyne.CanvasObject{back, o.content} {
			x.Move(at)
			x.Resize(size)
		}
	}
	r.refresh = func() {
		fill(shade, theme.Color(fynetheme.ColorNameShadow))
		back.CornerRadius = theme.Size(theme.SizeCardEdge)
		back.StrokeColor = theme.Color(theme.ColorLine)
		fill(back, theme.Color(fynetheme.ColorNameOverlayBackground))
		o.content.Refresh()
		r.layout(o.Size())
	}
	r.refresh()
	return r
}
