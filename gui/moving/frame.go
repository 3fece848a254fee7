package moving

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// pageWidth is the width of the cards at 100 % text size.
const pageWidth = 760

// mostNamed is how much of what could not be read is named on the screen.
const mostNamed = 200

// frame is what both pages have: a head with the way back, and cards that scroll.
type frame struct {
	ground, line *widgets.Ground
	head, column *flow.Column
	back         *widgets.Button
	page         *flow.Page
}

func newFrame(title, back string, close func()) *frame {
	f := &frame{ground: widgets.NewGround(theme.ColorPane), line: widgets.NewHairline()}
	f.back = widgets.NewButton(widgets.Flat, widgets.Short(back, 24), widgets.IconBack, close)
	f.back.Color = fynetheme.ColorNameHyperlink
	t := widgets.NewLine(title, true, fynetheme.SizeNameSubHeadingText, "")
	f.head = flow.NewColumn(0, flow.NewRow(14, t, f.back, t))
	f.head.Fill, f.head.Inset = theme.ColorCard, flow.Insets{Left: 14, Top: 9, Right: 20, Bottom: 8}
	f.column = flow.NewColumn(16)
	f.page = flow.NewPage(f.column)
	f.page.FollowFocus = true
	return f
}

func (f *frame) renderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(layout{f}, f.ground, f.page, f.head, f.line))
}

// layout gives the cards what the head leaves.
type layout struct{ f *frame }

// MinSize implements fyne.Layout.
func (layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

// Layout implements fyne.Layout.
func (l layout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f, u := l.f, widgets.Unit()
	f.ground.Resize(size)
	h := flow.HeightFor(f.head, size.Width)
	f.head.Resize(fyne.NewSize(size.Width, h))
	f.line.Move(fyne.NewPos(0, h))
	f.line.Resize(fyne.NewSize(size.Width, 1))
	side := float32(24)
	if size.Width < 800*u {
		side = 12
	}
	f.column.Inset, f.column.MaxWidth = flow.Insets{Left: side, Top: 22, Right: side, Bottom: 24}, pageWidth*u+2*side
	f.page.Move(fyne.NewPos(0, h+1))
	f.page.Resize(fyne.NewSize(size.Width, max(size.Height-h-1, 0)))
}

// relayout gives the cards their heights anew.
func (f *frame) relayout() {
	f.column.Refresh()
	f.page.Relayout()
}

func (f *frame) canvas() fyne.Canvas {
	if f.page.Size().IsZero() {
		return nil
	}
	return fyne.CurrentApp().Driver().CanvasForObject(f.page)
}

func (f *frame) focus(to fyne.Focusable) {
	if c := f.canvas(); c != nil && c.Overlays().Top() == nil {
		c.Focus(to)
	}
}

// typed takes keys that no field has taken.
func (f *frame) typed(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		f.back.OnTapped()
	case fyne.KeyPageUp:
		f.page.By(-f.page.Size().Height * 0.9)
	case fyne.KeyPageDown, fyne.KeySpace:
		f.page.By(f.page.Size().Height * 0.9)
	default:
		return false
	}
	return true
}

// job is something that goes on in the background until it is stopped.
type job struct{ stop func() }

// run does work, then done with whether the person has stopped it.
func (j *job) run(r loop.Runner, work func(ctx context.Context), done func(stopped bool)) {
	own, cancel := context.WithCancel(context.Background())
	j.stop = cancel
	r.Go(func(ctx context.Context) {
		end := context.AfterFunc(ctx, cancel)
		defer end()
		work(own)
	}, func() {
		stopped := own.Err() != nil
		cancel()
		j.stop = nil
		done(stopped)
	})
}

func small(text string) *widgets.Text {
	return widgets.NewText(text, theme.SizeSmall, theme.ColorMuted)
}

// cardHead is an icon, a title with words about it, and buttons at the right.
func cardHead(icon *widgets.Glyph, title, about *widgets.Text, buttons ...fyne.CanvasObject) *flow.Beside {
	square := flow.NewColumn(0, icon)
	square.Fill, square.Radius, square.Inset = theme.ColorField, fynetheme.SizeNameInputRadius, flow.Same(11)
	text := flow.NewColumn(1, title, about)
	b := flow.NewBeside(14, func() float32 { return 260 * widgets.Unit() }, flow.NewRow(14, text, square, text), flow.NewTiles(10, buttons...))
	b.Below = 10
	return b
}

// why says what is wrong with something.
func why(f Failure) string {
	switch f.Why {
	case WhyGone:
		return lang.L("It is not there any more.")
	case WhyForbidden:
		return lang.L("You may not read it.")
	case WhyNoMail:
		return lang.L("There is no mail in it that PopMail can read.")
	case WhyOutlook:
		return lang.L("It is a file of Outlook, which PopMail can’t read. In Outlook, select the messages and drag them into a folder: PopMail reads the .msg files that they become.")
	case WhyNotMessage:
		return lang.L("It is an appointment, a contact, a task or a note of Outlook, not a message.")
	case WhyOnlyHeaders:
		return lang.L("Outlook Express had only the beginnings of messages in it. Their text is on the server alone.")
	case WhyOutside:
		return lang.L("It is a link that leads out of the folder. Choose the file itself if you want it.")
	case WhyNested:
		return lang.L("It is a zip file in another zip file. Unpack the outer one first, then bring in this one.")
	case WhyTooBig:
		return lang.L("It is too big to be a message.")
	case WhyGrows:
		return lang.L("It grows too much when it is unpacked.")
	case WhyTooMany:
		return lang.L("There are too many files in it.")
	case WhyCut:
		return lang.L("A part of it is missing.")
	case WhyDamaged:
		return lang.L("It is damaged.")
	}
	return widgets.Short(widgets.OneLine(f.Said), 200)
}

// showFailed lists what could not be read.
func (f *frame) showFailed(title string, list []Failure, all int) {
	c := f.canvas()
	if c == nil {
		return
	}
	text := ""
	for _, x := range list[:min(len(list), mostNamed)] {
		text += widgets.Short(widgets.OneLine(x.Where), 300) + "\n" + why(x) + "\n\n"
	}
	if more := all - min(len(list), mostNamed); more > 0 {
		text += lang.N("and {{.Count}} more", more, map[string]any{"Count": words.Count(more)})
	}
	q := &ask.Question{
		Title: title, Width: 620, Extra: []fyne.CanvasObject{selectable.NewText(text, theme.SizeSmall, "")},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Copy"), "", func() { fyne.CurrentApp().Clipboard().SetContent(text) }),
			widgets.NewButton(widgets.Primary, lang.L("Close"), "", nil),
		},
	}
	q.Show(c)
}
