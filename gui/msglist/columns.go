package msglist

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	poptheme "popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// ColumnsWidth is how wide the list is to be for rows of one line, at a text size of 100 %.
const ColumnsWidth = 620

// columnsLeast is the width at which rows of one line give way to those of three.
const columnsLeast = 500

// columnPlaces is where the columns stand.
type columnPlaces struct{ name, signs, subject, when, size float32 }

// signWide is the width of one of the places in the column of signs: star, attachment, answered.
func signWide() float32 { return flow.Whole(18 * widgets.Unit()) }

// places are the left edges of the columns in a row of a width; what follows the size is free.
func places(width float32) columnPlaces {
	u := widgets.Unit()
	p := columnPlaces{name: flow.Whole(22 * u)}
	p.size = flow.Whole(width - 82*u)
	p.when = flow.Whole(p.size - 112*u)
	p.signs = flow.Whole(p.name + (p.when-p.name)*0.32)
	p.subject = p.signs + 3*signWide() + flow.Whole(4*u)
	return p
}

func columnsRow() float32  { return flow.Whole(36 * widgets.Unit()) }
func columnsHead() float32 { return flow.Whole(34 * widgets.Unit()) }

// SetColumns lists messages in rows of one line with columns, where the list is wide enough.
func (l *List) SetColumns(on bool) {
	l.columns = on
	l.bar.columns = on
	l.Refresh()
}

// Columns reports whether rows have columns now.
func (l *List) Columns() bool { return l.asColumns }

// Heads are the headings of the columns: sender, subject, date and size.
func (l *List) Heads() []*widgets.Button { return l.heads }

func (l *List) rowHigh() float32 {
	if l.asColumns {
		return columnsRow()
	}
	return rowHeight()
}

// newHeads makes the headings. A tap sorts by the column; by date the other way round, where
// the newest stand first.
func (l *List) newHeads() {
	add := func(order func() mailbox.Order) {
		b := widgets.NewButton(widgets.Flat, "", "", func() {
			if l.bar.OnOrder != nil {
				l.bar.OnOrder(order())
			}
		})
		b.Small = true
		l.heads = append(l.heads, b)
	}
	add(func() mailbox.Order { return mailbox.ByPerson })
	add(func() mailbox.Order { return mailbox.BySubject })
	add(func() mailbox.Order {
		if l.bar.order == mailbox.Newest {
			return mailbox.Oldest
		}
		return mailbox.Newest
	})
	add(func() mailbox.Order { return mailbox.BySize })
}

// setHeads words the headings; the one that is sorted by has an arrow.
func (l *List) setHeads() {
	o := l.bar.order
	texts := []string{lang.L("Sender"), lang.L("Subject"), lang.L("Date"), lang.L("Size")}
	if l.bar.sent {
		texts[0] = lang.L("Recipient")
	}
	on := []bool{o == mailbox.ByPerson, o == mailbox.BySubject, o == mailbox.Newest || o == mailbox.Oldest, o == mailbox.BySize}
	for i, b := range l.heads {
		b.Text, b.Icon = texts[i], ""
		switch {
		case l.searching || !on[i]:
		case o == mailbox.Newest || o == mailbox.BySize:
			b.Icon = widgets.IconDown
		default:
			b.Icon = widgets.IconUp
		}
		if l.searching {
			b.Disable()
		} else {
			b.Enable()
		}
		b.Refresh()
	}
}

// placeHeads stands the headings above the rows, their words right above the columns.
func (l *List) placeHeads(y, width float32) {
	p, pad := places(width), flow.Whole(11*widgets.Unit())
	for i, x := range []float32{p.name, p.subject, p.when, p.size} {
		m := l.heads[i].MinSize()
		l.heads[i].Move(fyne.NewPos(x-pad, y+flow.Whole((columnsHead()-m.Height)/2)))
		l.heads[i].Resize(m)
	}
}

// decideColumns fits the rows to the width; it reports whether they are others now.
func (l *List) decideColumns(width float32) bool {
	wide := l.columns && !l.asOutbox() && width >= columnsLeast*widgets.Unit()
	changed := wide != l.asColumns
	l.asColumns = wide
	return changed
}

// placeColumns is place for a row of one line.
func (r *Row) placeColumns(s fyne.Size) {
	u, p := widgets.Unit(), places(s.Width)
	for _, o := range []fyne.CanvasObject{r.avatar, r.sign, r.note, r.waits, r.file, r.in, r.text} {
		o.Hide()
	}
	for _, k := range r.links {
		k.Hide()
	}
	r.waits.SetColor(poptheme.ColorMuted)
	line := widgets.LineHeight(poptheme.Size(theme.SizeNameText))
	y, gap := flow.Whole((s.Height-line)/2), flow.Whole(10*u)
	d := r.dot.MinSize()
	r.dot.Move(fyne.NewPos(flow.Whole((p.name-d.Width)/2), flow.Whole((s.Height-d.Height)/2)))
	r.dot.Resize(d)
	x := p.name
	if r.bar.Hidden = r.content.Account == ""; !r.bar.Hidden {
		r.bar.FillColor = poptheme.AccountBar(r.content.AccountColor, "")
		r.bar.Move(fyne.NewPos(x, flow.Whole(s.Height*0.2)))
		r.bar.Resize(fyne.NewSize(3, flow.Whole(s.Height*0.6)))
		r.bar.Refresh()
		x += flow.Whole(9 * u)
	}
	put := func(t *widgets.Text, x, end float32) {
		t.Hidden = false
		t.Move(fyne.NewPos(x, y))
		t.Resize(fyne.NewSize(max(end-x, 0), line))
	}
	put(r.name, x, p.signs-gap)
	r.placeCount(x, y, p.signs-gap-x, line)
	put(r.when, p.when, p.size-gap)
	put(r.size, p.size, s.Width-flow.Whole(8*u))
	end := p.when - gap
	where := r.content.where()
	if r.folder.Hidden = where == ""; !r.folder.Hidden {
		w := min(widgets.TextWidth(where, poptheme.Size(theme.SizeNameCaptionText), false)+1, flow.Whole((end-p.subject)/3))
		put(r.folder, end-w, end)
		end -= w + gap
	}
	r.placeSigns(p.signs, s.Height)
	if r.muted.Hidden = !r.content.Muted; !r.muted.Hidden {
		end -= signWide()
	}
	// Where its words have no room a sign stands for them.
	from := p.subject
	if waits := r.content.Waits; waits != "" {
		w := widgets.TextWidth(waits, poptheme.Size(poptheme.SizeSmall), false) + 1
		if r.waits.Hidden = w > (end-from)/2; !r.waits.Hidden {
			put(r.waits, from, from+w)
			from += w + gap
		} else {
			r.sign.Hidden = false
			r.placeSign(r.sign, from, s.Height, 15)
			from += signWide() + flow.Whole(4*u)
		}
	}
	put(r.subject, from, end)
	if !r.muted.Hidden { // it is rare, and has no place of its own
		r.placeSign(r.muted, from+min(r.subject.UsedWidth(), max(end-from, 0))+flow.Whole(4*u), s.Height, 15)
	}
}

// placeSigns stands the signs in their column, each in its place: the star, the attachment, and that
// the message was answered or passed on.
func (r *Row) placeSigns(x, height float32) {
	l := &r.content
	for i, s := range []struct {
		sign *widgets.Glyph
		on   bool
	}{{r.star, l.Starred}, {r.clip, l.Clip}, {r.answered, l.Answered}, {r.forwarded, l.Forwarded}} {
		if s.sign.Hidden = !s.on; !s.on {
			continue
		}
		at, side, by := x+float32(min(i, 2))*signWide(), float32(15), float32(0)
		if i >= 2 && l.Answered && l.Forwarded { // both share the place, one above the other
			side, by = 11, flow.Whole(6*widgets.Unit())
			if i == 2 {
				by = -by
			}
		}
		r.placeSign(s.sign, at, height+2*by, side)
	}
}

// placeSign stands a sign in the middle of a height; side is at 100 % text size.
func (r *Row) placeSign(g *widgets.Glyph, x, height, side float32) {
	side = flow.Whole(side * widgets.Unit())
	g.Move(fyne.NewPos(flow.Whole(x), flow.Whole((height-side)/2)))
	g.Resize(fyne.NewSquareSize(side))
}
