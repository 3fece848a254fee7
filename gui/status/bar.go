package status

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Bar draws a Line.
type Bar struct {
	widget.BaseWidget
	OnStop     func()       // the session under way is to end
	OnDetails  func(l Line) // more about what is wrong
	OnAsides   func(l Line) // which messages could not be received
	OnRest     func()       // what is still on the server is to be fetched
	OnOnline   func()       // the person wants to go online again
	OnPassword func(l Line) // the person wants to give the password, or to sign in

	line     Line
	hint     Hint
	hints    [3]*widgets.Text
	ground   *widgets.Ground
	edge     *widgets.Ground
	dot      *widgets.Dot
	icon     *widget.Icon
	text     *widgets.Text
	progress *widgets.ProgressLine
	action   *widgets.Button
}

// A Hint says where a link leads, in place of the line: the part that matters stands out.
type Hint struct{ Before, Strong, After string }

// SetHint shows a hint as long as it is not empty.
func (b *Bar) SetHint(h Hint) {
	if h == b.hint {
		return
	}
	b.hint = h
	b.Refresh()
}

// NewBar returns an empty bar.
func NewBar() *Bar {
	b := &Bar{
		ground:   widgets.NewGround(theme.ColorCard),
		edge:     widgets.NewHairline(),
		dot:      widgets.NewDot(theme.ColorGood),
		icon:     widget.NewIcon(nil),
		text:     widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted),
		progress: widgets.NewProgressLine(),
	}
	for i := range b.hints {
		b.hints[i] = widgets.NewLine("", i == 1, theme.SizeSmall, theme.ColorMuted)
	}
	b.action = widgets.NewLink("", b.act)
	b.action.Small = true
	b.ExtendBaseWidget(b)
	return b
}

// Line is what is shown.
func (b *Bar) Line() Line { return b.line }

// Action is the link at the end of the line; its text is empty when there is
// nothing to do.
func (b *Bar) Action() *widgets.Button { return b.action }

func (b *Bar) act() {
	if b.line.Chosen {
		if b.OnOnline != nil {
			b.OnOnline()
		}
		return
	}
	switch b.line.Kind {
	case Good:
		if b.line.Aside && b.OnAsides != nil {
			b.OnAsides(b.line)
		}
	case Busy:
		if b.OnStop != nil {
			b.OnStop()
		}
	case Rest:
		if b.OnRest != nil {
			b.OnRest()
		}
	case Password:
		if b.OnPassword != nil {
			b.OnPassword(b.line)
		}
	case Problem, Offline, Waits:
		if b.OnDetails != nil {
			b.OnDetails(b.line)
		}
	}
}

// Set draws l.
func (b *Bar) Set(l Line) {
	b.line = l
	word := ""
	switch l.Kind {
	case Good:
		if l.Aside {
			word = lang.L("Show…")
		}
	case Busy:
		word = lang.L("Stop")
	case Rest:
		word = lang.L("Get the rest")
	case Password:
		word = lang.L("Enter password…")
		if l.Keyring {
			word = lang.L("Details")
		} else if l.SignIn {
			word = lang.L("Sign in…")
		}
	case Problem, Offline, Waits:
		switch {
		case l.Chosen:
			word = lang.L("Go online")
		case l.Err != nil:
			word = lang.L("Details")
		}
	}
	b.text.Set(l.Text, false, nil)
	b.action.SetText(word)
	b.progress.SetValue(max(l.Progress, 0))
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b: b}
	r.Refresh()
	return r
}

type barRenderer struct{ b *Bar }

const barPad = 14

func (r *barRenderer) height() float32 {
	return max(widgets.LineHeight(theme.Size(theme.SizeSmall))+8, r.b.action.MinSize().Height+2)
}

func (r *barRenderer) Layout(s fyne.Size) {
	b := r.b
	defer flow.Mirror(s.Width, r.Objects()...)
	b.ground.Resize(s)
	b.edge.Resize(fyne.NewSize(s.Width, 1))
	middle := func(o fyne.CanvasObject, x, w, h float32) {
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, flow.Whole((s.Height-h)/2)))
	}
	x := float32(barPad)
	side := theme.Size(theme.SizeSmall)
	switch {
	case b.dot.Visible():
		m := b.dot.MinSize()
		middle(b.dot, x, m.Width, m.Height)
		x += m.Width + 16
	case b.icon.Visible():
		middle(b.icon, x, side+3, side+3)
		x += side + 10
	}
	if b.hint != (Hint{}) {
		for i, text := range [3]string{b.hint.Before, b.hint.Strong, b.hint.After} {
			text, natural := widgets.Fit(text, max(s.Width-x-barPad, 0), side, i == 1)
			b.hints[i].Set(text, i == 1, nil)
			middle(b.hints[i], x, natural+2, widgets.LineHeight(side))
			x += natural
		}
		return
	}
	after := float32(0)
	if b.progress.Visible() {
		after += b.progress.MinSize().Width + 16
	}
	if b.action.Visible() {
		after += b.action.MinSize().Width + 16
	}
	room := max(s.Width-x-after-barPad, 0)
	text, natural := fitting(b.line.Text, side, room)
	b.text.Set(text, false, nil)
	w := min(natural, room)
	line := widgets.LineHeight(side)
	middle(b.text, x, w, line)
	x += w + 16
	if b.progress.Visible() {
		m := b.progress.MinSize()
		middle(b.progress, x, m.Width, m.Height)
		x += m.Width + 16
	}
	if b.action.Visible() {
		m := b.action.MinSize()
		middle(b.action, x-6, m.Width, m.Height)
	}
}

func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(200, r.height()) }

func (r *barRenderer) Refresh() {
	b := r.b
	show := func(o fyne.CanvasObject, on bool) {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
	hint := b.hint != (Hint{})
	show(b.dot, !hint && b.line.Kind == Good && !b.line.Travel && !b.line.Aside)
	show(b.text, !hint)
	for _, o := range b.hints {
		show(o, hint)
	}
	name := widgets.IconName("")
	switch {
	case hint:
		name = widgets.IconLink
	case b.line.Kind == Offline, b.line.Travel:
		name = widgets.IconPlane
	case b.line.Kind == Problem, b.line.Aside:
		name = widgets.IconWarning
	case b.line.Kind == Password:
		name = widgets.IconLock
	}
	show(b.icon, name != "")
	if name != "" {
		b.icon.SetResource(widgets.ColoredIcon(name, theme.ColorMuted))
	}
	show(b.progress, !hint && b.line.Kind == Busy && b.line.Progress >= 0)
	show(b.action, !hint && b.action.Text != "")
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(b.Size())
	canvas.Refresh(b)
}

func (r *barRenderer) Objects() []fyne.CanvasObject {
	b := r.b
	return []fyne.CanvasObject{b.ground, b.edge, b.dot, b.icon, b.text, b.hints[0], b.hints[1], b.hints[2], b.progress, b.action}
}

func (r *barRenderer) Destroy() {}

// fitting is as much of a line as there is room for: what stands last in it is worth
// the least. What stands first is cut where even that is too long.
func fitting(line string, size, room float32) (text string, width float32) {
	for {
		width = widgets.TextWidth(line, size, false) + 2
		at := strings.LastIndex(line, separator)
		if width <= room || at < 0 {
			return line, width
		}
		line = line[:at]
	}
}
