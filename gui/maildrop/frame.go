package maildrop

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Widths of the list at 100 % text size from which on rows have columns, or two lines.
const (
	wideFrom   = 900
	foldedFrom = 640
)

// column is the head of one: a tap sorts by it.
type column struct {
	button *widgets.Button
	sign   *widgets.Glyph // which way it is sorted
	by     Order
}

func orderNames() []string {
	return []string{lang.L("Date"), lang.L("From"), lang.L("Subject"), lang.L("Size"), lang.L("Where it is"), lang.L("When it goes")}
}

func (p *Page) newList() {
	p.frame = flow.NewColumn(0).Card(flow.Insets{})
	p.all = field.NewCheck("", func(on bool) {
		if on {
			p.list.SelectAll()
		} else {
			p.list.Clear()
		}
	})
	for by, name := range orderNames() {
		c := &column{by: Order(by), sign: widgets.NewGlyph(widgets.IconDown, theme.ColorMuted)}
		c.button = widgets.NewButton(widgets.Flat, name, "", func() { p.sort(c.by) })
		c.button.Small = true
		p.columns = append(p.columns, c)
	}
	p.order = field.NewSelect(orderNames(), nil)
	p.order.SetSelectedIndex(int(p.rows.order))
	p.order.OnChanged = func(string) {
		if by := Order(p.order.SelectedIndex()); by != p.rows.order {
			p.sort(by)
		}
	}
	p.empty = widgets.NewText("", "", theme.ColorMuted)
	p.empty.Align = fyne.TextAlignCenter
	l := widgets.NewList()
	p.list = l
	l.Boxes = true
	l.RowHeight = p.rowHeight
	l.NewRow = func() fyne.CanvasObject { return newRow(p) }
	l.Bind = func(i int, o fyne.CanvasObject, s widgets.RowState) {
		at := p.rows.shown[i]
		o.(*row).show(&p.rows.drop.Messages[at], p.rows.senders[at], s, p.rows.now)
	}
	l.Key = func(i int) int64 { return p.rows.keys[p.rows.shown[i]] }
	l.Index = func(key int64) int {
		if i, ok := p.rows.at[key]; ok {
			return i
		}
		return -1
	}
	l.OnScrolled = p.scrolled
	l.OnSelected = p.showChosen
	l.OnMenu = p.menu
	l.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyDelete {
			p.askRemove()
			return true
		}
		return false
	}
	l.OnRune = func(r rune) bool {
		if r == '/' {
			p.Search()
		}
		return r == '/' || r == ' '
	}
}

func (p *Page) sort(by Order) {
	p.rows.sort(by)
	p.relist()
	p.list.ScrollToTop()
}

// showHeads marks the column that is sorted by.
func (p *Page) showHeads() {
	for _, c := range p.columns {
		icon := widgets.IconDown
		if p.rows.up {
			icon = widgets.IconUp
		}
		c.sign.Set(icon, theme.ColorMuted)
		c.sign.Hidden = c.by != p.rows.order || !p.wide
		if c.sign.Visible() {
			c.sign.Refresh()
		}
	}
	if p.order.SelectedIndex() != int(p.rows.order) {
		p.order.SetSelectedIndex(int(p.rows.order))
	}
}

// layout lays the parts of the page below each other; the list takes what is left.
type layout struct{ p *Page }

// MinSize implements fyne.Layout.
func (layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

// Layout implements fyne.Layout.
func (l layout) Layout(all []fyne.CanvasObject, size fyne.Size) {
	defer flow.Mirror(size.Width, all...)
	p, u := l.p, widgets.Unit()
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	}
	side := flow.Whole(24 * u)
	if size.Width < 800*u {
		side = 12
	}
	width := size.Width - 2*side
	wide, folded := width >= wideFrom*u, width >= foldedFrom*u
	p.setHead(size.Width)
	p.setCard(width)
	p.setTight(size.Height, func() float32 {
		sum := flow.HeightFor(p.head, size.Width) + flow.HeightFor(p.foot, width) + flow.HeightFor(p.status, size.Width)
		if p.card.Visible() {
			sum += flow.HeightFor(p.card, width)
		}
		return sum + 36*u + 4*18
	})
	p.ground.Resize(size)
	y := flow.HeightFor(p.head, size.Width)
	place(p.head, 0, 0, size.Width, y)
	place(p.headLine, 0, y, size.Width, 1)
	gap := flow.Whole(min(18*u, size.Height*0.02))
	y += 1 + gap
	var h float32
	if p.card.Visible() {
		h = flow.HeightFor(p.card, width)
		place(p.card, side, y, width, h)
		y += h + gap
	}
	p.notice.Hidden = len(p.notice.Objects) == 0
	if p.notice.Visible() {
		h = flow.HeightFor(p.notice, width)
		place(p.notice, side, y, width, h)
		y += h + gap
	}
	bottom := size.Height - flow.HeightFor(p.status, size.Width)
	place(p.status, 0, bottom, size.Width, size.Height-bottom)
	place(p.footLine, 0, bottom-1, size.Width, 1)
	bottom -= 1 + gap
	h = flow.HeightFor(p.foot, width)
	bottom -= h
	place(p.foot, side, bottom, width, h)
	bottom -= gap

	// the list under its head
	p.frame.Inset.Bottom = max(bottom-y, 0)
	p.frame.Refresh()
	place(p.frame, side, y, width, bottom-y)
	head := flow.Whole(36 * u)
	c := columnsFor(width)
	box := p.all.MinSize()
	place(p.all, side+c.box-1, y+flow.Whole((head-box.Height)/2), box.Width, box.Height)
	p.order.Hidden = wide
	if !wide {
		o := p.order.MinSize()
		w := min(o.Width+20*u, width-c.from)
		head = max(head, o.Height+4)
		place(p.order, side+c.from-8, y+flow.Whole((head-o.Height)/2), w, o.Height)
		place(p.all, side+c.box-1, y+flow.Whole((head-box.Height)/2), box.Width, box.Height)
	}
	x := []float32{c.date, c.from, c.subject, 0, c.place, c.goes}
	for _, k := range p.columns {
		k.button.Hidden = !wide
		k.sign.Hidden = !wide || k.by != p.rows.order
		m := k.button.MinSize()
		pad := flow.Whole(11 * u)
		at := x[k.by] - pad
		if k.by == BySize {
			at = c.sizeEnd - m.Width + pad
		}
		place(k.button, side+at, y+flow.Whole((head-m.Height)/2), m.Width, m.Height)
		sign := flow.Whole(12 * u)
		place(k.sign, side+at+m.Width-pad+flow.Whole(3*u), y+flow.Whole((head-sign)/2), sign, sign)
	}
	place(p.rowLine, side, y+head, width, 1)
	place(p.list, side+1, y+head+1, width-2, bottom-y-head-2)
	place(p.empty, side+20, y+head+flow.Whole(40*u), width-40, flow.HeightFor(p.empty, width-40))
	if wide != p.wide || folded != p.folded {
		p.wide, p.folded = wide, folded
		p.list.SetSections([]widgets.Section{{Rows: len(p.rows.shown)}})
		p.showHeads()
	}
}

// setTight takes words away from around the list, the least needed first, until there is room
// for a few rows of it; taken is what the rest of the page takes.
func (p *Page) setTight(height float32, taken func() float32) {
	const rows = 3
	for level := range 4 {
		p.short, p.bare = level > 0, level > 2
		p.state.SetText(p.stateWords())
		keep, remove := lang.L("Keep on the server"), lang.L("Remove…")
		p.keep.Tip, p.remove.Tip = "", ""
		if level > 1 {
			p.keep.Tip, p.remove.Tip = keep, remove
			keep, remove = "", ""
		}
		p.keep.SetText(keep)
		p.remove.SetText(remove)
		p.card.Hidden = p.bare
		if height-taken() >= rows*p.rowHeight() {
			return
		}
	}
}

// setHead stands the parts of the head in one line, or where there is no room in two.
func (p *Page) setHead(width float32) {
	u := widgets.Unit()
	p.again.SetText(lang.L("Look again"))
	p.back.SetText(widgets.Short(p.o.Back, 24))
	title := func() float32 {
		return widgets.TextWidth(p.title.Text(), theme.Size(fynetheme.SizeNameSubHeadingText), true) + 2
	}
	need := p.back.MinSize().Width + title() + p.again.MinSize().Width + 70*u
	rows := 1
	if width < need+400*u {
		rows = 2
	}
	if width < need {
		p.back.SetText("")
	}
	if width < need-60*u {
		p.again.SetText("")
	}
	if len(p.head.Objects) == rows {
		return
	}
	if rows == 1 {
		p.head.Set(flow.NewRow(14, p.who, p.back, flow.Wide(p.title, title), p.who, field.Sized(p.search, 280), p.again))
	} else {
		p.head.Set(flow.NewRow(14, p.title, p.back, p.title, p.again), p.search)
	}
}
