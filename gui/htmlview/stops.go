package htmlview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/htmlview/layout"
)

// A stop is a link that the keyboard can be on, with the boxes that it takes on its page.
type stop struct {
	link  link
	boxes []layout.Rect
}

var _ fyne.Tabbable = (*View)(nil)

// stops are the links from top to bottom.
func (v *View) stops() (out []stop) {
	if v.sheet == nil {
		return nil
	}
	for i, p := range v.sheet.parts {
		first := len(out)
		for _, item := range p.laid.Items {
			if _, ok := item.(*layout.Box); ok {
				continue
			}
			l := v.linkOf(i, item)
			if l == nil {
				continue
			}
			known := false
			for k := len(out) - 1; k >= first && !known; k-- {
				if out[k].link.node == l.node {
					out[k].boxes = append(out[k].boxes, item.Place())
					known = true
				}
			}
			if !known {
				out = append(out, stop{*l, []layout.Rect{item.Place()}})
			}
		}
	}
	return out
}

// place is where among stops the keyboard is; -1: on the text as a whole.
func (v *View) place(stops []stop) int {
	if v.stop != nil {
		for i := range stops {
			if stops[i].link.node == v.stop.link.node {
				return i
			}
		}
	}
	return -1
}

func backwards() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// AcceptsTab implements fyne.Tabbable: Tab goes from link to link, and on from the last
// one.
func (v *View) AcceptsTab() bool {
	stops := v.stops()
	at := v.place(stops)
	if backwards() {
		return at >= 0
	}
	return at+1 < len(stops)
}

// step goes to the next link or to the one before; it reports whether there was one.
func (v *View) step(by int) bool {
	stops := v.stops()
	at := v.place(stops) + by
	switch {
	case at < -1 || at >= len(stops):
		return false
	case at == -1:
		v.stop = nil
		v.setHover("")
	default:
		v.stop = &stops[at]
		v.setHover(v.stop.link.target)
		v.revealBox(v.sheet.parts[v.stop.link.part], v.stop.link.part, v.stop.boxes[0])
	}
	v.byKey = true
	v.Refresh()
	return true
}

// follow does what a tap on the stop would do; it reports whether there was one.
func (v *View) follow() bool {
	if v.stop == nil {
		return false
	}
	v.open(&v.stop.link, v.stopAt())
	return true
}

// stopAt is the place of the stop on the canvas; without one, of the top of what is in
// sight.
func (v *View) stopAt() fyne.Position {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	if v.stop == nil {
		return at.AddXY(0, v.top+20)
	}
	pos, size := v.sheet.parts[v.stop.link.part].place(v.stop.boxes[0])
	return at.AddXY(pos.X, pos.Y+size.Height/2)
}

// ShowMenu opens the context menu where the keyboard is.
func (v *View) ShowMenu() bool {
	at := v.stopAt()
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	v.TappedSecondary(&fyne.PointEvent{Position: at.Subtract(origin).AddXY(1, 0), AbsolutePosition: at})
	return true
}
