package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func (a *listArea) hit(p fyne.Position) int {
	return a.list.ladder.hit(float64(p.Y) + a.list.offset)
}

// MouseDown selects at once; a tap is only reported when it is clear that no
// second one follows. A press on one of several selected rows may begin to drag all of
// them, so it selects that one only when the button is let go.
func (a *listArea) MouseDown(e *desktop.MouseEvent) {
	l := a.list
	focus(l)
	l.mouse = e.Button == desktop.MouseButtonPrimary
	l.pressed, l.late = -1, false
	if l.mouse {
		i := a.hit(e.Position)
		l.astray, l.last = l.last != -2 && l.last != i, i
		if e.Modifier == 0 {
			if l.pressed = i; i >= 0 {
				l.grabbed = l.Key(i)
			}
		}
		if l.late = e.Modifier == 0 && l.OnDrag != nil && i >= 0 && len(l.chosen.keys) > 1 && l.has(i); !l.late {
			l.click(i, e.Modifier)
		}
	}
}

// has reports whether a row is selected.
func (l *List) has(index int) bool {
	_, ok := l.chosen.keys[l.Key(index)]
	return ok
}

// MouseUp implements desktop.Mouseable.
func (a *listArea) MouseUp(e *desktop.MouseEvent) {
	l := a.list
	i := l.pressed
	late := l.late
	l.pressed, l.late = -1, false
	if l.dragging || i < 0 || i != a.hit(e.Position) || l.Key(i) != l.grabbed {
		return
	}
	if late {
		l.click(i, 0)
	}
	if l.OnTap != nil {
		l.OnTap(i)
	}
}

// Dragged implements fyne.Draggable.
func (a *listArea) Dragged(e *fyne.DragEvent) {
	l := a.list
	if _, chosen := l.chosen.keys[l.grabbed]; l.OnDrag == nil || !l.dragging && (l.pressed < 0 || !chosen) {
		return
	}
	l.dragging, l.dragAt = true, e.AbsolutePosition
	l.OnDrag(e.AbsolutePosition)
}

// DragEnd implements fyne.Draggable.
func (a *listArea) DragEnd() {
	l := a.list
	if l.dragging {
		l.dragging, l.pressed, l.late = false, -1, false
		if l.OnDrop != nil {
			l.OnDrop(l.dragAt)
		}
	}
}

// Tapped implements fyne.Tappable, for devices without a mouse.
func (a *listArea) Tapped(e *fyne.PointEvent) {
	l := a.list
	if l.mouse {
		l.mouse = false
		return
	}
	focus(l)
	i := a.hit(e.Position)
	l.click(i, 0)
	if i >= 0 && l.OnTap != nil {
		l.OnTap(i)
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (a *listArea) DoubleTapped(e *fyne.PointEvent) {
	astray := a.list.mouse && a.list.astray
	a.list.mouse = false
	i := a.hit(e.Position)
	switch {
	case i < 0 || astray:
	case a.list.OnDouble != nil:
		a.list.OnDouble(i)
	case a.list.OnOpen != nil:
		a.list.OnOpen(i)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (a *listArea) TappedSecondary(e *fyne.PointEvent) {
	l := a.list
	i := a.hit(e.Position)
	if i < 0 {
		return
	}
	if _, ok := l.chosen.keys[l.Key(i)]; !ok {
		l.SelectOnly(i)
		l.changed()
	}
	if l.OnMenu != nil {
		l.OnMenu(i, e.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (a *listArea) MouseIn(e *desktop.MouseEvent) { a.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (a *listArea) MouseMoved(e *desktop.MouseEvent) {
	defer a.list.tip(e.Position)
	if i := a.hit(e.Position); i != a.list.hovered {
		a.list.hovered = i
		a.update(false)
	}
}

// tip shows the tip of what the pointer is on.
func (l *List) tip(p fyne.Position) {
	var sign fyne.CanvasObject
	var text string
	if i := l.ladder.hit(float64(p.Y) + l.offset); i >= 0 && l.TipAt != nil {
		sign, text = l.TipAt(i, fyne.NewPos(p.X, p.Y-l.RowTop(i)))
	}
	if sign == l.tipped {
		return
	}
	l.untip()
	if l.tipped = sign; sign != nil {
		showTip(sign, text)
	}
}

func (l *List) untip() {
	if l.tipped != nil {
		hideTip(l.tipped)
		l.tipped = nil
	}
}

// MouseOut implements desktop.Hoverable.
func (a *listArea) MouseOut() {
	a.list.untip()
	a.list.hovered = -1
	a.update(false)
}
