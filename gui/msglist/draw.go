package msglist

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	r := &renderer{l: l}
	r.Refresh()
	return r
}

type renderer struct {
	l       *List
	objects []fyne.CanvasObject
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *renderer) MinSize() fyne.Size           { return fyne.NewSize(160, 120) }

// Refresh arranges heading, filters, rows or the words of an empty list.
func (r *renderer) Refresh() {
	l := r.l
	empty := l.rows.Len() == 0 && l.loaded
	title, text := l.emptyTitle, l.emptyText
	if l.bar.only != 0 {
		title, text = lang.L("Nothing here matches."), lang.L("Click a filter above to take it away.")
	}
	if l.searching {
		title, text = lang.L("Nothing found."), l.nothing
	}
	if l.hint != "" {
		title, text = l.hint, ""
	}
	l.title.SetText(title)
	l.text.SetText(text)
	l.view.Hidden = empty
	l.title.Hidden = !empty
	l.text.Hidden = !empty || text == ""
	l.more.Hidden = !empty || !l.searching || l.hint != "" || l.anywhere || l.OnAnywhere == nil
	l.left.Hidden = empty || !l.searching || l.hint != "" || l.anywhere || l.OnAnywhere == nil
	l.note.Hidden = empty || !l.loaded || l.searching || l.outbox || l.note.Text() == ""
	l.action.Hidden = empty || l.searching || l.action.Text == "" || l.rows.Len() == 0
	l.bar.Hidden = !l.hasBar || l.searching || l.outbox || !l.loaded || empty && l.bar.only == 0
	l.line.Hidden = l.bar.Hidden
	count := l.rows.Len()
	if l.together && l.Total != nil {
		count = l.Total()
	}
	l.bar.setCount(count)
	l.heading.Hidden = !l.searching || l.hint != ""
	r.objects = []fyne.CanvasObject{l.back, l.heading, l.view, l.title, l.text, l.more, l.left, l.note, l.action, l.bar, l.line, l.edge}
	if l.bottom != nil {
		r.objects = append(r.objects, l.bottom)
	}
	if l.top != nil {
		r.objects = append(r.objects, l.top)
	}
	l.setHeads()
	for _, b := range l.heads {
		r.objects = append(r.objects, b)
	}
	r.Layout(l.Size())
	canvas.Refresh(l)
}

// Layout implements fyne.WidgetRenderer.
func (r *renderer) Layout(s fyne.Size) {
	l := r.l
	if s.IsZero() {
		return
	}
	defer flow.Mirror(s.Width, r.objects...)
	l.back.Resize(s)
	y := float32(0)
	if !l.heading.Hidden {
		y = flow.Whole(9 * widgets.Unit())
		h := l.heading.MinSize().Height
		l.heading.Move(fyne.NewPos(edge, y))
		l.heading.Resize(fyne.NewSize(s.Width-2*edge, h))
		y += h + flow.Whole(5*widgets.Unit())
	}
	if l.top != nil && l.top.Visible() {
		w := s.Width - 2*edge
		l.top.Resize(fyne.NewSize(w, l.top.Size().Height)) // so that it knows how it wraps
		h := l.top.MinSize().Height
		if h > 0 {
			if y == 0 {
				y = flow.Whole(9 * widgets.Unit())
			}
			l.top.Move(fyne.NewPos(edge, y))
			l.top.Resize(fyne.NewSize(w, h))
			y += h + flow.Whole(12*widgets.Unit())
		}
	}
	if !l.bar.Hidden {
		pad := flow.Whole(11 * widgets.Unit())
		w := max(s.Width-2*edge, 1)
		h := flow.WholeUp(l.bar.HeightFor(w))
		l.bar.Move(fyne.NewPos(edge, y+pad))
		l.bar.Resize(fyne.NewSize(w, h))
		y += h + 2*pad
		l.line.Move(fyne.NewPos(0, y))
		l.line.Resize(fyne.NewSize(s.Width, 1))
		y += flow.WholeUp(1)
	}
	if !l.action.Hidden {
		m := l.action.MinSize()
		y += flow.Whole(4 * widgets.Unit())
		l.action.Move(fyne.NewPos(s.Width-edge-m.Width, y))
		l.action.Resize(m)
		y += m.Height
	}
	others := l.decideColumns(s.Width)
	for _, b := range l.heads {
		b.Hidden = !l.asColumns || l.view.Hidden
	}
	if l.asColumns && !l.view.Hidden {
		l.placeHeads(y, s.Width)
		y += columnsHead()
	}
	l.view.Move(fyne.NewPos(0, y))
	l.view.Resize(fyne.NewSize(s.Width, max(r.below(s, y)-y, 0)))
	if others {
		l.resection()
	}
	if l.asOutbox() && (l.width != s.Width || l.unit != widgets.Unit()) { // texts wrap elsewhere
		l.view.SetSections(l.letters())
	}
	w := min(s.Width-4*edge, 300*widgets.Unit())
	x := flow.Whole((s.Width - w) / 2)
	th := l.title.HeightFor(w)
	ty := y + flow.Whole(max((s.Height-y)*0.3-th, 12))
	l.title.Move(fyne.NewPos(x, ty))
	l.title.Resize(fyne.NewSize(w, th))
	l.text.Move(fyne.NewPos(x, ty+th+flow.Whole(6*widgets.Unit())))
	l.text.Resize(fyne.NewSize(w, l.text.HeightFor(w)))
	m := l.more.MinSize()
	l.more.Move(fyne.NewPos(flow.Whole((s.Width-m.Width)/2), l.text.Position().Y+l.text.Size().Height+flow.Whole(10*widgets.Unit())))
	l.more.Resize(m)
	l.load()
}

// bottomRoom is how high a list is, at 100 % text size, that has something below its rows.
const bottomRoom = 460

// below places what is below the rows, which begin at y, and returns where they end.
func (r *renderer) below(s fyne.Size, y float32) float32 {
	l, end := r.l, s.Height
	pad := flow.Whole(12 * widgets.Unit())
	w := max(s.Width-2*edge, 1)
	if l.bottom != nil {
		show := l.searching && s.Height >= bottomRoom*widgets.Unit()
		l.edge.Hidden = !show
		if l.bottom.Visible() != show {
			if l.bottom.Hide(); show {
				l.bottom.Show()
			}
		}
		if show {
			h := flow.WholeUp(flow.HeightFor(l.bottom, w))
			end -= h + 2*pad
			l.bottom.Move(fyne.NewPos(edge, end+pad))
			l.bottom.Resize(fyne.NewSize(w, h))
			l.edge.Move(fyne.NewPos(0, end))
			l.edge.Resize(fyne.NewSize(s.Width, 1))
		}
	}
	for _, o := range []interface {
		fyne.CanvasObject
		flow.Sizer
	}{l.left, l.note} {
		if !o.Visible() {
			continue
		}
		h := flow.WholeUp(o.HeightFor(w))
		at := y + flow.Whole(l.view.Length()) + pad
		if at+h+pad > end { // it stands still while the rows are scrolled
			end -= h + pad
			at = end + flow.Whole(pad/2)
		}
		o.Move(fyne.NewPos(edge, at))
		o.Resize(fyne.NewSize(w, h))
	}
	return end
}
