package reader

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// The margins around the card, narrower in a pane that is narrow, and how wide the card gets
// at 100 % text size.
const (
	marginX = 27
	marginY = 18
	narrow  = 640
	most    = 880
)

// margins gives what is in the pane its margins, or stands it in the middle.
type margins struct {
	widget.BaseWidget
	o       fyne.CanvasObject
	centred bool
	onWheel func(e *fyne.ScrollEvent)
	onTap   func()
}

var (
	_ desktop.Cursorable = (*margins)(nil)
	_ fyne.Scrollable    = (*margins)(nil)
	_ fyne.Tappable      = (*margins)(nil)
)

func newMargins() *margins {
	f := &margins{o: canvas.NewRectangle(nil)}
	f.ExtendBaseWidget(f)
	return f
}

// Cursor implements desktop.Cursorable.
func (m *margins) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// Scrolled implements fyne.Scrollable, for what is beside the text.
func (m *margins) Scrolled(e *fyne.ScrollEvent) { m.onWheel(e) }

// Tapped implements fyne.Tappable, for what is beside the text.
func (m *margins) Tapped(*fyne.PointEvent) { m.onTap() }

func (m *margins) set(o fyne.CanvasObject, centred bool) {
	m.o, m.centred = o, centred
	m.Refresh()
}

func (m *margins) inner(width float32) (x, w float32) {
	margin := float32(marginX)
	switch {
	case width < 420:
		margin = 8
	case width < narrow:
		margin = 12
	}
	w = max(min(width-2*margin, most*widgets.Unit()), 1)
	return flow.Whole((width - w) / 2), w
}

// HeightFor implements flow.Sizer.
func (m *margins) HeightFor(width float32) float32 {
	_, w := m.inner(width)
	return flow.HeightFor(m.o, w) + 2*marginY
}

// offset is how far o stands from the top of the margins.
func (m *margins) offset(o fyne.CanvasObject) float32 {
	return m.o.Position().Y + o.Position().Y
}

// CreateRenderer implements fyne.Widget.
func (m *margins) CreateRenderer() fyne.WidgetRenderer { return &marginsRenderer{m} }

type marginsRenderer struct{ f *margins }

func (r *marginsRenderer) Destroy()                     {}
func (r *marginsRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.f.o} }

func (r *marginsRenderer) Refresh() {
	r.f.o.Refresh()
	r.Layout(r.f.Size())
	canvas.Refresh(r.f)
}

func (r *marginsRenderer) MinSize() fyne.Size {
	width := r.f.Size().Width
	if width <= 0 {
		width = 400
	}
	return fyne.NewSize(64, r.f.HeightFor(width))
}

func (r *marginsRenderer) Layout(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	x, w := r.f.inner(s.Width)
	h := flow.HeightFor(r.f.o, w)
	y := flow.Whole(marginY)
	if r.f.centred {
		y = flow.Whole(max((s.Height-h)/2, marginY))
	}
	r.f.o.Move(fyne.NewPos(x, y))
	r.f.o.Resize(fyne.NewSize(w, h))
}

// middle is a column of things that stand in the middle of the pane.
func middle(objects ...fyne.CanvasObject) *flow.Column { return flow.NewColumn(12, objects...) }

func nothing() fyne.CanvasObject {
	text := widgets.NewText(lang.L("Select a message to read it here."), "", theme.ColorMuted)
	text.Align = fyne.TextAlignCenter
	return middle(text)
}

func cannotRead(err error) fyne.CanvasObject {
	title := widgets.NewSpans(widgets.Span{Text: lang.L("This message could not be read"), Bold: true})
	title.SizeName = theme.SizeTitle
	text := widgets.NewText(lang.L("PopMail could not read it from this computer’s disk. Other messages are not affected."), "", "")
	return asCard(flow.NewColumn(12, title, text, selectable.Details(err.Error())))
}

// asCard gives a column the look of the card.
func asCard(c *flow.Column) *flow.Column {
	return c.Card(flow.Insets{Left: 23, Top: 17, Right: 23, Bottom: 18})
}

// ShowSeveral shows that several messages are chosen, and what can be done with
// them.
func (r *Reader) ShowSeveral(ids []mailbox.ID) {
	if len(ids) < 2 {
		r.ShowNothing()
		return
	}
	r.clear()
	r.several = ids
	title := widgets.NewSpans(widgets.Span{
		Text: lang.N("{{.Count}} messages selected", len(ids), map[string]any{"Count": words.Count(len(ids))}), Bold: true})
	title.SizeName, title.Align = theme.SizeTitle, fyne.TextAlignCenter
	tiles := flow.NewTiles(8)
	stays, kept := r.Stays != nil && r.Stays(ids), r.Kept != nil && r.Kept(ids)
	add := func(text string, icon widgets.IconName, do func()) {
		tiles.Objects = append(tiles.Objects, widgets.NewButton(widgets.Flat, text, icon, do))
	}
	if r.OnArchive != nil && !stays && !kept {
		add(lang.X("put into the archive", "Archive"), widgets.IconArchive, func() { r.OnArchive(ids) })
	}
	if r.OnDelete != nil && !stays {
		add(lang.L("Delete"), widgets.IconTrash, func() { r.OnDelete(ids) })
	}
	if r.OnToggleRead != nil && !stays {
		add(lang.L("Mark read"), widgets.IconMailOpen, func() { r.OnToggleRead(ids, true) })
		add(lang.L("Mark unread"), widgets.IconMail, func() { r.OnToggleRead(ids, false) })
	}
	tiles.Middle = true
	r.set(middle(title, tiles), true)
}
