package htmlview

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Dragged implements fyne.Draggable: a selection that is dragged to a place out of sight
// scrolls on.
func (v *View) Dragged(e *fyne.DragEvent) {
	if v.grip.held {
		v.pull(e.Position.X)
		return
	}
	v.dragAt = e.Position
	v.DragTo(v.dragAt)
	if !v.dragging {
		v.dragging = true
		v.autoscroll()
	}
}

// How quickly a selection that is dragged out of sight scrolls.
const (
	scrollEach = 40 * time.Millisecond
	scrollMost = 60
)

// autoscroll scrolls as long as a selection is dragged to a place that is out of sight.
func (v *View) autoscroll() {
	if !v.dragging || v.OnScroll == nil {
		return
	}
	dy := float32(0)
	if below := v.dragAt.Y - v.bottom; below > 0 {
		dy = min(below, scrollMost)
	} else if above := v.top - v.dragAt.Y; above > 0 {
		dy = -min(above, scrollMost)
	}
	if dy != 0 {
		top := v.top
		v.OnScroll(dy)
		v.dragAt.Y += v.top - top // the pointer stays where it is on the screen
		v.DragTo(v.dragAt)
	}
	v.stopDrag = v.run.After(scrollEach, v.autoscroll)
}

// DragEnd implements fyne.Draggable.
func (v *View) DragEnd() {
	if v.grip.held {
		v.letGo()
	}
	v.dragging = false
	if v.stopDrag != nil {
		v.stopDrag()
		v.stopDrag = nil
	}
}

// Scrolled implements fyne.Scrollable: with Ctrl it asks for another size, sideways it
// moves a page that is wider than the view; the rest is others'.
func (v *View) Scrolled(e *fyne.ScrollEvent) {
	m := modifiers()
	if m&fyne.KeyModifierShortcutDefault != 0 && v.OnZoom != nil {
		switch {
		case e.Scrolled.DY > 0:
			v.OnZoom(1)
		case e.Scrolled.DY < 0:
			v.OnZoom(-1)
		}
		return
	}
	dx := e.Scrolled.DX
	if m&fyne.KeyModifierShift != 0 && dx == 0 {
		dx = e.Scrolled.DY
	}
	if dx != 0 && v.sheet != nil && len(v.sheet.parts) > 0 {
		i, _, _ := v.on(e.Position)
		if v.sideways(i, -dx) {
			return
		}
	}
	if v.OnWheel != nil {
		v.OnWheel(e)
	}
}

func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}
