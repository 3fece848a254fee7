package wizard

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// heading is the title of a page.
func heading(text string) *widgets.Text {
	p := widgets.NewSpans(widgets.Span{Text: text, Bold: true})
	p.SizeName = theme.SizeTitle
	return p
}

func muted(text string) *widgets.Text { return widgets.NewText(text, "", theme.ColorMuted) }

// air is a gap of a height.
func air(height float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(1, height))
	return r
}

func newEntry(w *Wizard) *field.Entry {
	return field.NewEntry(func() { w.body().submit() }, func() { w.body().back() })
}

func newPassword(w *Wizard) *field.Entry {
	return field.NewPassword(func() { w.body().submit() }, func() { w.body().back() })
}

// segments is the bar that tells how far one has come.
type segments struct {
	widget.BaseWidget
	done int
}

const segmentCount = 4

func newSegments() *segments {
	s := &segments{}
	s.ExtendBaseWidget(s)
	return s
}

func (s *segments) set(done int) {
	s.done = done
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *segments) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	r := &segmentsRenderer{s: s}
	for range segmentCount {
		b := canvas.NewRectangle(color.Transparent)
		b.CornerRadius = 2.5
		r.boxes = append(r.boxes, b)
	}
	r.Refresh()
	return r
}

type segmentsRenderer struct {
	s     *segments
	boxes []fyne.CanvasObject
}

func (r *segmentsRenderer) Destroy()                     {}
func (r *segmentsRenderer) MinSize() fyne.Size           { return fyne.NewSize(80, 5) }
func (r *segmentsRenderer) Objects() []fyne.CanvasObject { return r.boxes }

func (r *segmentsRenderer) Layout(size fyne.Size) {
	const gap = 8
	w := (size.Width - gap*(segmentCount-1)) / segmentCount
	for i, b := range r.boxes {
		b.Move(fyne.NewPos(float32(i)*(w+gap), 0))
		b.Resize(fyne.NewSize(w, 5))
	}
	flow.Mirror(size.Width, r.boxes...)
}

func (r *segmentsRenderer) Refresh() {
	for i, o := range r.boxes {
		b := o.(*canvas.Rectangle)
		b.FillColor = theme.Color(theme.ColorBadge)
		if i < r.s.done {
			b.FillColor = theme.Color(fynetheme.ColorNamePrimary)
		}
		b.Refresh()
	}
}

// busy stands in the place of a page's buttons while something is under way. It
// shows itself only after a moment, so that quick answers do not flicker.
type busy struct {
	w       *Wizard
	buttons fyne.CanvasObject
	box     *flow.Column
	text    *widgets.Text
	bar     *widget.ProgressBarInfinite
	stopper *widgets.Button
	column  *flow.Column
	lock    func(on bool) // of the page's fields; may be nil
	cancel  []func()
	running bool
	saving  bool // what is running cannot be given up
}

const (
	showBusyAfter = 300 * time.Millisecond
	sayLongAfter  = 6 * time.Second
)

func newBusy(w *Wizard, buttons fyne.CanvasObject) *busy {
	b := &busy{w: w, buttons: buttons}
	b.text = muted("")
	b.bar = widget.NewProgressBarInfinite()
	b.bar.Stop()
	b.stopper = widgets.NewButton(widgets.Flat, lang.L("Stop"), "", w.stopTest)
	b.box = flow.NewColumn(8, flow.NewEnds(8, b.text, b.stopper))
	b.box.Hide()
	b.column = flow.NewColumn(0, buttons, b.box)
	return b
}

// start begins; host empty: it saves.
func (b *busy) start(host string) {
	b.stop()
	b.running, b.saving = true, host == ""
	if b.lock != nil {
		b.lock(true)
	}
	b.text.SetText(lang.L("Saving…"))
	b.stopper.Hidden = host == ""
	if host != "" {
		b.text.SetText(lang.L("Connecting to {{.Server}}…", map[string]any{"Server": host}))
	}
	row := flow.NewRow(16, b.text, b.text, b.stopper)
	b.box.Set(container.New(thin{}, b.bar), row)
	b.cancel = append(b.cancel,
		b.w.o.Run.After(showBusyAfter, func() {
			b.buttons.Hide()
			b.box.Show()
			b.bar.Start()
			b.reveal()
		}),
		b.w.o.Run.After(sayLongAfter, func() {
			if host != "" {
				b.text.SetText(lang.L("{{.Server}} is slow to answer. Still waiting…", map[string]any{"Server": host}))
				b.reveal()
			}
		}))
}

// reveal brings what is under way, with its Stop, into sight: a test is begun from any field of a long page.
func (b *busy) reveal() {
	b.w.relayout()
	flow.RevealPart(b.box, 0, b.box.Size().Height)
}

// underWay reports whether something is; nil is a page that was not shown yet.
func (b *busy) underWay() bool { return b != nil && b.running }

func (b *busy) stop() {
	if b == nil {
		return
	}
	for _, c := range b.cancel {
		c()
	}
	b.cancel = nil
	if !b.running {
		return
	}
	b.running = false
	b.bar.Stop()
	b.box.Hide()
	b.buttons.Show()
	if b.lock != nil {
		b.lock(false)
	}
	b.w.relayout()
}

// thin is the layout that gives a progress bar the height of PopMail's lines.
type thin struct{}

func (thin) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(80, 6) }

func (thin) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	objects[0].Resize(fyne.NewSize(s.Width, 6))
}
