package htmlview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/theme"
)

// A page that is wider than the view has a bar at its lower edge, or at that of what is in
// sight where the page goes on below. Fyne's units.
const (
	barRoom  = 14 // what the page has below it for the bar
	barThick = 8
	barLeast = 24 // the least width of what is dragged
	sideStep = 60 // of a key
)

// A grip is a bar that is being dragged.
type grip struct {
	part int
	at   float32 // of the pointer, from the left end of what is dragged
	held bool
}

// barOf is the place of a page's bar and of what is dragged in it; false: it has none.
func (v *View) barOf(p *part) (left, width, top float32, ok bool) {
	if p.wide <= p.w || p.y > v.bottom || p.y+p.h < v.top {
		return 0, 0, 0, false
	}
	top = min(p.y+p.h, v.bottom) - (barRoom+barThick)/2
	width = max(p.w*p.w/p.wide, min(barLeast, p.w/2))
	return (p.w - width) * p.shift / (p.wide - p.w), width, top, true
}

// barAt is the part whose bar is at a place of the view; -1: none.
func (v *View) barAt(at fyne.Position) int {
	if v.sheet == nil {
		return -1
	}
	for i, p := range v.sheet.parts {
		if _, _, top, ok := v.barOf(p); ok && at.Y >= top-2 && at.Y < top+barThick+2 {
			return i
		}
	}
	return -1
}

// MouseDown implements desktop.Mouseable: it takes hold of a bar, or selects.
func (v *View) MouseDown(e *desktop.MouseEvent) {
	i := v.barAt(e.Position)
	if i < 0 || e.Button != desktop.MouseButtonPrimary {
		v.Selection.MouseDown(e)
		return
	}
	p := v.sheet.parts[i]
	left, width, _, _ := v.barOf(p)
	v.grip = grip{i, e.Position.X - left, true}
	if e.Position.X < left || e.Position.X >= left+width { // beside it: that place comes to the pointer
		v.grip.at = width / 2
		v.pull(e.Position.X)
	}
	v.Refresh()
}

// MouseUp implements desktop.Mouseable.
func (v *View) MouseUp(e *desktop.MouseEvent) {
	if v.grip.held {
		v.letGo()
		return
	}
	v.Selection.MouseUp(e)
}

// pull moves the bar that is held to a place of the pointer.
func (v *View) pull(x float32) {
	if v.sheet == nil || v.grip.part >= len(v.sheet.parts) {
		return
	}
	p := v.sheet.parts[v.grip.part]
	if _, width, _, ok := v.barOf(p); ok && p.w > width {
		v.sideways(v.grip.part, (x-v.grip.at)*(p.wide-p.w)/(p.w-width)-p.shift)
	}
}

func (v *View) letGo() {
	v.grip = grip{}
	v.Refresh()
}

// TypedKey implements fyne.Focusable: the arrows move a page that is wider than the view.
func (v *View) TypedKey(e *fyne.KeyEvent) {
	if by := map[fyne.KeyName]float32{fyne.KeyLeft: -sideStep, fyne.KeyRight: sideStep}[e.Name]; by != 0 && modifiers() == 0 {
		if i := v.wideInSight(); i >= 0 {
			v.sideways(i, by)
			return
		}
	}
	v.Selection.TypedKey(e)
}

// wideInSight is the first part in sight that is wider than the view; -1: none.
func (v *View) wideInSight() int {
	if v.sheet != nil {
		for i, p := range v.sheet.parts {
			if _, _, _, ok := v.barOf(p); ok {
				return i
			}
		}
	}
	return -1
}

// sideways moves a page that is wider than the view; it reports whether it has moved.
func (v *View) sideways(i int, dx float32) bool {
	p := v.sheet.parts[i]
	to := v.sheet.spec.whole(min(max(p.shift+dx, 0), max(p.wide-p.w, 0)))
	if to == p.shift {
		return false
	}
	p.shift = to
	v.tile()
	v.Refresh()
	return true
}

// bar shows where in a wide page the view is.
func (r *renderer) bar(i int, p *part) {
	left, width, top, ok := r.v.barOf(p)
	if !ok {
		return
	}
	o := r.rect(fyne.NewPos(0, top), fyne.NewSize(p.w, barThick))
	o.FillColor, o.CornerRadius = theme.Color(theme.ColorLine), barThick/2
	o = r.rect(fyne.NewPos(left, top), fyne.NewSize(width, barThick))
	o.FillColor, o.CornerRadius = theme.Color(theme.ColorMuted), barThick/2
	if r.v.grip.held && r.v.grip.part == i {
		o.FillColor = theme.Color(fynetheme.ColorNamePrimary)
	}
}
