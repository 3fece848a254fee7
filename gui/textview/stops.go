package textview

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// stop is something in the text that the keyboard can be on: a link, or the button
// of a folded quotation.
type stop struct {
	para, start int
	toggle      int // block, or -1
	link        string
	line        int
}

func (s stop) same(o stop) bool {
	if s.toggle >= 0 || o.toggle >= 0 {
		return s.toggle == o.toggle
	}
	return s.para == o.para && s.start == o.start
}

var _ fyne.Tabbable = (*View)(nil)

// stops are those of the text that is not folded away, from top to bottom.
func (v *View) stops() (out []stop) {
	for i, l := range v.lines {
		if l.toggle >= 0 {
			out = append(out, stop{para: int(l.para), toggle: int(l.toggle), line: i})
			continue
		}
		for _, s := range v.paras[l.para].spans {
			if s.link != "" && s.start >= int(l.start) && s.start < int(l.end) && v.OnLink != nil {
				out = append(out, stop{para: int(l.para), start: s.start, toggle: -1, link: s.link, line: i})
			}
		}
	}
	return out
}

// place is where among stops the keyboard is; -1: on the text as a whole.
func (v *View) place(stops []stop) int {
	if v.stop != nil {
		for i, s := range stops {
			if s.same(*v.stop) {
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

// AcceptsTab implements fyne.Tabbable: Tab goes from link to link, and on from the
// last one.
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
	default:
		v.stop = &stops[at]
		v.reveal(stops[at].line)
	}
	v.byKey = true
	v.Refresh()
	return true
}

// reveal asks for a scroll to a line that is out of sight.
func (v *View) reveal(line int) {
	if !v.windowed || v.OnScroll == nil {
		return
	}
	h := v.lineHeight()
	y := float32(line) * h
	switch {
	case y < v.top:
		v.OnScroll(y - h - v.top)
	case y+h > v.bottom:
		v.OnScroll(y + 2*h - v.bottom)
	}
}

// follow does what a tap on the stop would do; it reports whether there was one.
func (v *View) follow() bool {
	switch {
	case v.stop == nil:
		return false
	case v.stop.toggle >= 0:
		v.toggle(v.stop.toggle)
	default:
		v.OnLink(v.stop.link, v.stopAt())
	}
	return true
}

// stopAt is the place of the stop on the canvas; without one, of the first line in
// sight.
func (v *View) stopAt() fyne.Position {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	stops := v.stops()
	i := v.place(stops)
	if i < 0 {
		first, _ := v.inSight()
		return at.AddXY(0, float32(first+1)*v.lineHeight())
	}
	x := v.indent(v.paras[stops[i].para].quote)
	for _, s := range v.subs(stops[i].line) {
		if s.link == stops[i].link && s.start <= stops[i].start && stops[i].start < max(s.end, s.start+1) {
			x = s.x
		}
	}
	return at.AddXY(x, float32(stops[i].line)*v.lineHeight()+v.lineHeight()/2)
}

// ShowMenu opens the context menu where the keyboard is.
func (v *View) ShowMenu() bool {
	at := v.stopAt()
	origin := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	v.TappedSecondary(&fyne.PointEvent{Position: at.Subtract(origin).AddXY(1, 0), AbsolutePosition: at})
	return true
}

// paragraph is the text around a place up to the empty lines above and below, or to
// a quotation of another depth. Lines that a mail program has broken are several
// paras of the View.
func (v *View) paragraph(at int) (from, to position) {
	joins := func(i int) bool {
		return i >= 0 && i < len(v.paras) && v.paras[i].quote == v.paras[at].quote && strings.TrimSpace(v.paras[i].text) != ""
	}
	first, last := at, at
	if joins(at) {
		for joins(first - 1) {
			first--
		}
		for joins(last + 1) {
			last++
		}
	}
	return position{first, 0}, position{last, len(v.paras[last].text)}
}
