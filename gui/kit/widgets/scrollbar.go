package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// scrollBar shows and moves the position of a List. It counts in float64, since
// the height of long lists goes beyond what Fyne's own scrollers can tell apart.
type scrollBar struct {
	widget.BaseWidget
	list    *List
	hovered bool
	dragged bool
	grip    float64 // offset of the list when the drag began
	way     float64 // of the pointer since then
}

var (
	_ fyne.Draggable    = (*scrollBar)(nil)
	_ fyne.Tappable     = (*scrollBar)(nil)
	_ fyne.Scrollable   = (*scrollBar)(nil)
	_ desktop.Hoverable = (*scrollBar)(nil)
)

func newScrollBar(l *List) *scrollBar {
	b := &scrollBar{list: l}
	b.ExtendBaseWidget(b)
	return b
}

const (
	barRoom  = 12
	barLeast = 28 // least length of the handle
)

// handle is the position and length of the handle; length 0 when all is in view.
func (b *scrollBar) handle() (y, length float64) {
	view, all := b.list.view(), b.list.ladder.height
	if all <= view || view <= 0 {
		return 0, 0
	}
	length = min(max(view*view/all, barLeast), view)
	return (view - length) * b.list.offset / (all - view), length
}

// Dragged implements fyne.Draggable.
func (b *scrollBar) Dragged(e *fyne.DragEvent) {
	_, length := b.handle()
	room := b.list.view() - length
	if length == 0 || room <= 0 {
		return
	}
	if !b.dragged {
		b.dragged, b.grip, b.way = true, b.list.offset, 0
	}
	b.way += float64(e.Dragged.DY)
	b.list.scrollTo(b.grip + b.way*(b.list.ladder.height-b.list.view())/room)
}

// DragEnd implements fyne.Draggable.
func (b *scrollBar) DragEnd() {
	b.dragged = false
	b.Refresh()
}

// Tapped scrolls by a page towards the pointer.
func (b *scrollBar) Tapped(e *fyne.PointEvent) {
	y, length := b.handle()
	page := b.list.view() * 0.95
	switch p := float64(e.Position.Y); {
	case p < y:
		b.list.scrollTo(b.list.offset - page)
	case p > y+length:
		b.list.scrollTo(b.list.offset + page)
	}
}

// Scrolled implements fyne.Scrollable.
func (b *scrollBar) Scrolled(e *fyne.ScrollEvent) { b.list.Scrolled(e) }

// MouseIn implements desktop.Hoverable.
func (b *scrollBar) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *scrollBar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *scrollBar) MouseOut() { b.hovered = false; b.Refresh() }

// MinSize implements fyne.CanvasObject.
func (b *scrollBar) MinSize() fyne.Size { return fyne.NewSize(barRoom, barRoom) }

// CreateRenderer implements fyne.Widget.
func (b *scrollBar) CreateRenderer() fyne.WidgetRenderer {
	bar := canvas.NewRectangle(theme.Color(fynetheme.ColorNameScrollBar))
	r := &parts{objects: []fyne.CanvasObject{bar}}
	r.min = b.MinSize
	r.place = func(s fyne.Size) {
		y, length := b.handle()
		bar.Hidden = length == 0
		w := float32(4)
		if b.hovered || b.dragged {
			w = 8
		}
		bar.CornerRadius = w / 2
		bar.Move(fyne.NewPos(s.Width-w-2, round(float32(y))))
		bar.Resize(fyne.NewSize(w, float32(length)))
	}
	r.refresh = func() {
		fill(bar, theme.Color(fynetheme.ColorNameScrollBar))
		r.layout(b.Size())
		canvas.Refresh(b)
	}
	return r
}
