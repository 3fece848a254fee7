package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
)

// listArea draws the rows in view and takes what the mouse does.
type listArea struct {
	widget.BaseWidget
	list  *List
	rows  []slot // in view, from top to bottom
	spare []fyne.CanvasObject
	heads []*Label
	shown []fyne.CanvasObject
}

type slot struct {
	key    int64
	index  int
	state  RowState
	object fyne.CanvasObject
}

var (
	_ fyne.Tappable          = (*listArea)(nil)
	_ fyne.DoubleTappable    = (*listArea)(nil)
	_ fyne.SecondaryTappable = (*listArea)(nil)
	_ desktop.Mouseable      = (*listArea)(nil)
	_ desktop.Hoverable      = (*listArea)(nil)
)

func newListArea(l *List) *listArea {
	a := &listArea{list: l}
	a.ExtendBaseWidget(a)
	return a
}

// MinSize implements fyne.CanvasObject.
func (a *listArea) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

// CreateRenderer implements fyne.Widget.
func (a *listArea) CreateRenderer() fyne.WidgetRenderer {
	a.ExtendBaseWidget(a)
	return &areaRenderer{a}
}

type areaRenderer struct{ a *listArea }

func (r *areaRenderer) Layout(fyne.Size)             {}
func (r *areaRenderer) MinSize() fyne.Size           { return r.a.MinSize() }
func (r *areaRenderer) Refresh()                     { canvas.Refresh(r.a) }
func (r *areaRenderer) Objects() []fyne.CanvasObject { return r.a.shown }
func (r *areaRenderer) Destroy()                     {}

// update places the rows in view. Rows that were in view before are only moved,
// unless all are to be bound anew; the others take the objects of those that
// have left.
func (a *listArea) update(all bool) {
	l := a.list
	if l.NewRow == nil || l.Bind == nil || l.Key == nil {
		return
	}
	size := l.Size()
	first, end := 0, 0
	if size.Height > 0 {
		first, end = l.InView()
	}
	old := map[int64]slot{}
	for _, s := range a.rows {
		old[s.key] = s
	}
	a.rows = a.rows[:0]
	type todo struct{ at int }
	var fresh []todo
	for i := first; i < end; i++ {
		key := l.Key(i)
		s, ok := old[key]
		if ok {
			delete(old, key)
		} else {
			fresh = append(fresh, todo{len(a.rows)})
		}
		s.key, s.index = key, i
		a.rows = append(a.rows, s)
	}
	for _, s := range old {
		a.spare = append(a.spare, s.object)
	}
	for _, t := range fresh {
		s := &a.rows[t.at]
		if n := len(a.spare); n > 0 {
			s.object, a.spare = a.spare[n-1], a.spare[:n-1]
		} else {
			s.object = l.NewRow()
		}
	}
	a.shown = a.shown[:0]
	next := 0 // in fresh
	for i := range a.rows {
		s := &a.rows[i]
		isNew := next < len(fresh) && fresh[next].at == i
		if isNew {
			next++
		}
		s.object.Resize(fyne.NewSize(size.Width, float32(l.ladder.high(s.index))))
		s.object.Move(fyne.NewPos(0, round(l.RowTop(s.index))))
		if state := l.state(s.key, s.index); all || isNew || state != s.state {
			s.state = state
			l.Bind(s.index, s.object, state)
		}
		a.shown = append(a.shown, s.object)
	}
	a.headings()
	l.paintRing()
	canvas.Refresh(a)
}

// headings places the headings in view.
func (a *listArea) headings() {
	l := a.list
	n := 0
	if len(l.ladder.steps) > 0 {
		size := theme.Size(fynetheme.SizeNameCaptionText)
		for i := l.ladder.at(l.offset); i < len(l.ladder.steps); i++ {
			s := l.ladder.steps[i]
			if s.top >= l.offset+l.view() {
				break
			}
			if s.title == "" || s.body <= l.offset {
				continue
			}
			if n == len(a.heads) {
				a.heads = append(a.heads, NewLabel())
			}
			t := a.heads[n]
			n++
			title, _ := Fit(s.title, l.Size().Width-32, size, true)
			t.Set(title, theme.Color(theme.ColorMuted), size, true)
			h := float32(l.ladder.head)
			t.Place(16, float32(s.top-l.offset)+round(h*0.1), h)
			flow.Mirror(l.Size().Width, t)
			a.shown = append(a.shown, t)
		}
	}
	a.heads = a.heads[:max(n, min(len(a.heads), 8))]
}

func (l *List) state(key int64, index int) RowState {
	_, selected := l.chosen.keys[key]
	return RowState{
		Selected: selected,
		Current:  l.chosen.any && l.chosen.current == key,
		Hovered:  index == l.hovered,
		Focused:  l.focused,
	}
}
