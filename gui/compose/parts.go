package compose

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// bar is the row of buttons at the top. Where there is no room for all, what is said of the
// draft goes first, then the words of the buttons.
type bar struct {
	widget.BaseWidget
	send, attach, discard, remind, more *widgets.Button
	check                               *widgets.Glyph
	saved                               *widgets.Text
	ground, edge                        *widgets.Ground
	labels                              map[*widgets.Button]string
}

func newBar() *bar {
	b := &bar{
		send: widgets.NewButton(widgets.Primary, "", widgets.IconSend, nil), attach: widgets.NewButton(widgets.Flat, "", widgets.IconAttachment, nil),
		remind:  widgets.NewButton(widgets.Flat, "", widgets.IconBell, nil),
		discard: widgets.NewButton(widgets.Flat, "", widgets.IconTrash, nil), more: widgets.NewButton(widgets.Flat, "", widgets.IconMore, nil),
		check: widgets.NewGlyph(widgets.IconCheck, theme.ColorMuted), saved: widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted),
		ground: widgets.NewGround(theme.ColorCard), edge: widgets.NewHairline(),
	}
	b.labels = map[*widgets.Button]string{b.send: lang.L("Send"), b.attach: lang.L("Attach"), b.discard: lang.L("Discard")}
	b.send.Tip = lang.L("Send") + " (" + lang.L("Ctrl") + "+" + lang.L("Enter") + ")"
	b.attach.Tip = lang.L("Attach files") + " (" + lang.L("Ctrl") + "+" + lang.L("Shift") + "+A)"
	b.discard.Tip = lang.L("Move this letter to the Trash")
	b.more.Tip = lang.L("More")
	b.remind.Tip = lang.L("Remind me if nobody answers")
	b.remind.Hide()
	b.ExtendBaseWidget(b)
	return b
}

func (b *bar) setSaved(text string) {
	b.saved.SetText(text)
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *bar) CreateRenderer() fyne.WidgetRenderer { return &barRenderer{b} }

type barRenderer struct{ b *bar }

func (r *barRenderer) Destroy() {}

func (r *barRenderer) Objects() []fyne.CanvasObject {
	b := r.b
	return []fyne.CanvasObject{b.ground, b.edge, b.send, b.attach, b.discard, b.remind, b.check, b.saved, b.more}
}

func (r *barRenderer) MinSize() fyne.Size {
	return fyne.NewSize(240, max(r.b.send.MinSize().Height, r.b.more.MinSize().Height)+17)
}

const barPad, barGap = 14, 6

func (r *barRenderer) Layout(s fyne.Size) {
	defer flow.Mirror(s.Width, r.Objects()...)
	b := r.b
	b.ground.Resize(s)
	b.edge.Resize(fyne.NewSize(s.Width, 1))
	b.edge.Move(fyne.NewPos(0, s.Height-1))
	left := []*widgets.Button{b.send, b.attach, b.discard}
	if !b.attach.Visible() {
		left = []*widgets.Button{b.send, b.discard}
	}
	if b.remind.Visible() {
		left = append(left, b.remind)
	}
	for _, x := range left {
		x.SetText(b.labels[x])
	}
	width := func() float32 {
		w := float32(2*barPad) + b.more.MinSize().Width
		for _, x := range left {
			w += x.MinSize().Width + barGap
		}
		return w
	}
	glyph := flow.Whole(14 * widgets.Unit())
	saved := widgets.TextWidth(b.saved.Text(), theme.Size(theme.SizeSmall), false) + 2
	room := b.saved.Text() != "" && width()+saved+glyph+30 <= s.Width
	for _, x := range []*widgets.Button{b.remind, b.discard, b.attach} {
		if width() > s.Width {
			x.SetText("")
		}
	}
	h := s.Height - 17
	x := float32(barPad)
	for _, o := range left {
		m := o.MinSize()
		o.Resize(fyne.NewSize(m.Width, max(h, m.Height)))
		o.Move(fyne.NewPos(x, flow.Whole((s.Height-1-max(h, m.Height))/2)))
		x += m.Width + barGap
	}
	m := b.more.MinSize()
	at := s.Width - barPad - m.Width + 6
	b.more.Resize(m)
	b.more.Move(fyne.NewPos(at, flow.Whole((s.Height-1-m.Height)/2)))
	b.check.Hidden, b.saved.Hidden = !room, !room
	lh := b.saved.HeightFor(saved)
	b.saved.Resize(fyne.NewSize(saved, lh))
	b.saved.Move(fyne.NewPos(flow.Whole(at-saved-12), flow.Whole((s.Height-1-lh)/2)))
	b.check.Resize(fyne.NewSquareSize(glyph))
	b.check.Move(fyne.NewPos(flow.Whole(at-saved-12-glyph-6), flow.Whole((s.Height-1-glyph)/2)))
}

func (r *barRenderer) Refresh() {
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

// line is a field with its name before it, buttons behind it and a hairline below.
type line struct {
	widget.BaseWidget
	name  *widgets.Text
	o     fyne.CanvasObject
	right []fyne.CanvasObject
	edge  *widgets.Ground
}

func newLine(name string, o fyne.CanvasObject, right ...fyne.CanvasObject) *line {
	l := &line{name: widgets.NewLine(name, false, "", theme.ColorMuted), o: o, right: right, edge: widgets.NewHairline()}
	l.ExtendBaseWidget(l)
	return l
}

func (l *line) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	if f == nil {
		f = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	u := widgets.Unit()
	name := min(72*u, width/3)
	end := width - edge
	for i := len(l.right) - 1; i >= 0; i-- {
		o := l.right[i]
		if o.Visible() {
			end -= o.MinSize().Width
		}
	}
	inner := max(end-edge-name-4, 40)
	oh := flow.WholeUp(flow.HeightFor(l.o, inner))
	least := flow.WholeUp(45 * u)
	h := max(oh+flow.Whole(10*u), least)
	lh := l.name.HeightFor(name)
	// The name stands beside the first line.
	first := flow.Whole((least - lh) / 2)
	f(l.name, edge, first, name, lh)
	f(l.o, edge+name, flow.Whole((h-oh)/2), inner, oh)
	x := end
	for _, o := range l.right {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		f(o, x, flow.Whole((least-m.Height)/2), m.Width, m.Height)
		x += m.Width
	}
	f(l.edge, edge, h, max(width-2*edge, 1), 1)
	return h + 1
}

// HeightFor implements flow.Sizer.
func (l *line) HeightFor(width float32) float32 { return l.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (l *line) CreateRenderer() fyne.WidgetRenderer {
	// Tab leads from the field to the next one, so the buttons come before it.
	return &flow.Walked{Of: l, Walk: l.walk, Least: func() float32 { return 120 }, Parts: func() []fyne.CanvasObject {
		return append(append([]fyne.CanvasObject{l.name}, l.right...), l.o, l.edge)
	}}
}

// sender is who a letter comes from, and behind the last word the button for others.
type sender struct {
	widget.BaseWidget
	who    *widgets.Text
	others *widgets.Button
}

func newSender(who *widgets.Text, others *widgets.Button) *sender {
	s := &sender{who: who, others: others}
	s.ExtendBaseWidget(s)
	return s
}

func (s *sender) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	m := s.others.MinSize()
	room := max(width-m.Width-2, 1)
	th := flow.WholeUp(s.who.HeightFor(room))
	h := max(th, m.Height)
	if f != nil {
		f(s.who, 0, flow.Whole((h-th)/2), room, th)
		f(s.others, flow.WholeUp(s.who.UsedWidth())+2, flow.Whole((h-m.Height)/2), m.Width, m.Height)
	}
	return h
}

// HeightFor implements flow.Sizer.
func (s *sender) HeightFor(width float32) float32 { return s.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (s *sender) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: s, Walk: s.walk, Least: func() float32 { return 80 }, Parts: func() []fyne.CanvasObject {
		return []fyne.CanvasObject{s.who, s.others}
	}}
}

// outdent moves a field of Fyne's to the left by its own margin, so that its text stands
// where text does.
type outdent struct {
	widget.BaseWidget
	o fyne.CanvasObject
}

const ownMargin = 8

func newOutdent(o fyne.CanvasObject) *outdent {
	d := &outdent{o: o}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer implements fyne.Widget.
func (d *outdent) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: d, Walk: d.walk, Least: func() float32 { return 60 }, Parts: func() []fyne.CanvasObject { return []fyne.CanvasObject{d.o} }}
}

func (d *outdent) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	h := flow.HeightFor(d.o, width+ownMargin)
	if f != nil {
		f(d.o, -ownMargin, 0, width+ownMargin, h)
	}
	return h
}

// HeightFor implements flow.Sizer.
func (d *outdent) HeightFor(width float32) float32 { return d.walk(width, nil) }

// indented stands a thing to the right by the margin that a field of Fyne's has.
func indented(o fyne.CanvasObject) *flow.Column {
	c := flow.NewColumn(0, o)
	c.Inset = flow.Insets{Left: ownMargin}
	return c
}

// frame stands the buttons above the card and the line below it.
type frame struct{}

func (*frame) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(280, o[0].MinSize().Height+o[2].MinSize().Height+160)
}

func (*frame) Layout(o []fyne.CanvasObject, s fyne.Size) {
	top, foot := flow.WholeUp(o[0].MinSize().Height), flow.WholeUp(flow.HeightFor(o[2], s.Width))
	o[0].Resize(fyne.NewSize(s.Width, top))
	o[2].Move(fyne.NewPos(0, s.Height-foot))
	o[2].Resize(fyne.NewSize(s.Width, foot))
	margin := float32(18)
	side := float32(26)
	if s.Width < 640*widgets.Unit() {
		margin, side = 8, 8
	}
	o[1].Move(fyne.NewPos(side, top+margin))
	o[1].Resize(fyne.NewSize(s.Width-2*side, max(s.Height-top-foot-2*margin, 60)))
}

// card is the sheet of paper: the fields, what is written, and the attached files. Fields
// and files scroll by themselves where they would leave no room to write.
type card struct {
	widget.BaseWidget
	e      *Editor
	ground *flow.Column
}

func newCard(e *Editor) *card {
	c := &card{e: e, ground: flow.NewColumn(0).Card(flow.Insets{})}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *card) CreateRenderer() fyne.WidgetRenderer { return &cardRenderer{c: c} }

// leastLines is how many lines of the text are seen, where the window has room.
const leastLines = 7

type cardRenderer struct{ c *card }

func (r *cardRenderer) Destroy() {}

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	e := r.c.e
	return []fyne.CanvasObject{r.c.ground, e.top, e.page, e.fileEdge, e.fileRow}
}

func (r *cardRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 60) }

func (r *cardRenderer) Layout(s fyne.Size) {
	e := r.c.e
	if s.Width <= 0 {
		return
	}
	defer func(was bool) { e.laying = was }(e.laying)
	e.laying = true
	place := func(o fyne.CanvasObject, y, h float32) {
		o.Move(fyne.NewPos(1, y))
		o.Resize(fyne.NewSize(s.Width-2, h))
	}
	r.c.ground.Inset.Bottom = s.Height
	r.c.ground.Resize(s)
	files := float32(0)
	if e.fileRow.Visible() {
		files = flow.WholeUp(e.fileBox.HeightFor(s.Width-2)) + 3
		e.fileBox.Objects = []fyne.CanvasObject{e.files, e.photos}
		if most := flow.Whole(s.Height * 0.3); files > most {
			// What is offered stands in sight, and files are scrolled to.
			e.fileBox.Objects[0], e.fileBox.Objects[1], files = e.photos, e.files, most
		}
	}
	// The fields scroll where the text would have less than a few lines, and keep some room.
	room := max(s.Height-files-e.body.Inset.Top-leastLines*field.LineHeight(), s.Height*0.3)
	top := min(flow.WholeUp(e.fields.HeightFor(s.Width-2)), flow.Whole(min(room, s.Height*0.6)))
	e.quoteRow.Hidden = !e.quote.Visible()
	// A press below the text is one into it.
	e.text.least = 0
	if !e.quote.Visible() {
		e.text.least = max(s.Height-top-files-2-e.body.Inset.Top-e.body.Inset.Bottom-1, 0)
	}
	place(e.top, 1, top)
	place(e.page, top+1, max(s.Height-top-files-2, 1))
	place(e.fileEdge, s.Height-files-1, 1)
	place(e.fileRow, s.Height-files, files-1)
	e.window()
}

func (r *cardRenderer) Refresh() {
	e := r.c.e
	defer func(was bool) { e.laying = was }(e.laying)
	e.laying = true
	r.c.ground.Refresh()
	r.Layout(r.c.Size())
	e.top.Relayout()
	e.page.Relayout()
	if e.fileRow.Visible() {
		e.fileRow.Relayout()
	}
	canvas.Refresh(r.c)
}
