package textview

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/gui/kit/text"
)

var _ fyne.Tabbable = (*View)(nil)

// links are those that the keyboard can be on.
func (v *View) links() (out []run) {
	for _, r := range v.runs {
		if r.link != "" && r.start < r.end && v.OnLink != nil {
			out = append(out, r)
		}
	}
	return out
}

// lineOf is the line that an offset is in.
func (v *View) lineOf(offset int) int {
	return min(sort.Search(len(v.lines), func(i int) bool { return v.lines[i].End > offset }), max(len(v.lines)-1, 0))
}

func backwards() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// AcceptsTab implements fyne.Tabbable: Tab goes from link to link, and on from the
// last one.
func (v *View) AcceptsTab() bool {
	if backwards() {
		return v.stop >= 0
	}
	return v.stop+1 < len(v.links())
}

// step goes to the next link or to the one before; it reports whether there was one.
func (v *View) step(by int) bool {
	at := v.stop + by
	if at < -1 || at >= len(v.links()) {
		return false
	}
	v.stop, v.byKey = at, true
	v.Refresh()
	return true
}

// follow does what a tap on the link would do that the keyboard is on; it reports whether
// there was one.
func (v *View) follow() bool {
	links := v.links()
	if v.stop < 0 || v.stop >= len(links) {
		return false
	}
	v.OnLink(links[v.stop].link, v.stopAt())
	return true
}

// stopAt is the place on the canvas where the keyboard is.
func (v *View) stopAt() fyne.Position {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	links := v.links()
	if v.stop < 0 || v.stop >= len(links) || len(v.lines) == 0 {
		return at.AddXY(0, v.lineHeight())
	}
	i := v.lineOf(links[v.stop].start)
	l, x := &v.lines[i], float32(0)
	if places := text.Shared().Marked(v.text, l, links[v.stop].start, links[v.stop].end); len(places) > 0 {
		x = v.left(l) + float32(places[0][0])
	}
	return at.AddXY(x, (float32(i)+0.5)*v.lineHeight())
}

// ShowMenu opens the context menu where the keyboard is.
func (v *View) ShowMenu() bool {
	at := v.stopAt()
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	v.TappedSecondary(&fyne.PointEvent{Position: at.Subtract(origin).AddXY(1, 0), AbsolutePosition: at})
	return true
}
