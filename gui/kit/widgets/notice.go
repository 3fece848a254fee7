package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Notice is a bar with an icon, a sentence that may wrap, and actions at its
// right end.
type Notice struct {
	widget.BaseWidget
	icon    IconName
	text    *Text
	actions []*Button
}

// NewNotice returns a bar without actions; icon may be empty.
func NewNotice(icon IconName, text string) *Notice {
	n := &Notice{icon: icon, text: NewText(text, theme.SizeSmall, theme.ColorNoticeText)}
	n.ExtendBaseWidget(n)
	return n
}

// AddAction adds a link at the right end and returns it.
func (n *Notice) AddAction(text string, onTapped func()) *Button {
	b := NewLink(text, onTapped)
	b.Small, b.Bold, b.Color, b.Underline = true, true, theme.ColorNoticeText, true
	n.actions = append(n.actions, b)
	n.Refresh()
	return b
}

// Embolden makes parts of the sentence bold, which stand in it in this order.
func (n *Notice) Embolden(list ...string) {
	var spans []Span
	rest := n.text.Text()
	for _, s := range list {
		before, after, ok := strings.Cut(rest, s)
		if !ok || s == "" {
			continue
		}
		spans = append(spans, Span{Text: before}, Span{Text: s, Bold: true})
		rest = after
	}
	n.text.Spans = append(spans, Span{Text: rest})
	n.Refresh()
}

// Text is the sentence.
func (n *Notice) Text() string { return n.text.Text() }

// SetText says something else.
func (n *Notice) SetText(text string) {
	if text != n.text.Text() {
		n.text.SetText(text)
		n.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (n *Notice) CreateRenderer() fyne.WidgetRenderer {
	n.ExtendBaseWidget(n)
	back, icon := canvas.NewRectangle(nil), newIcon()
	r := &parts{}
	const padX, padY = 14, 9
	side := func() float32 { return round(theme.Size(theme.SizeSmall) * 1.2) }
	left := func() float32 {
		if n.icon == "" {
			return padX
		}
		return padX + side() + 6
	}
	right := func() float32 {
		w := float32(padX)
		for _, a := range n.actions {
			w += a.MinSize().Width + 14
		}
		return w
	}
	// Where the sentence would be squeezed, or takes more than two lines, the actions go
	// below it.
	below := func(width float32) bool {
		beside := width - left() - right()
		return len(n.actions) > 0 && (beside < 12*theme.Size(theme.SizeSmall) || n.text.HeightFor(beside) > 2.5*LineHeight(theme.Size(theme.SizeSmall)))
	}
	// under says where the actions below the sentence stand: in as many lines as they need.
	under := func(width float32) (at []fyne.Position, height float32) {
		x, step := left(), LineHeight(theme.Size(theme.SizeSmall))+4
		for i, a := range n.actions {
			w := a.MinSize().Width
			if i == 0 || x+w > width-padX {
				x, height = left(), height+step
			}
			at = append(at, fyne.NewPos(round(x), height-step))
			x += w + 14
		}
		return at, height
	}
	textWidth := func(width float32) float32 {
		if below(width) {
			return width - left() - padX
		}
		return width - left() - right()
	}
	r.min = func() fyne.Size {
		w := n.Size().Width
		if w <= 0 {
			w = 480
		}
		h := n.text.HeightFor(textWidth(w))
		if below(w) {
			_, more := under(w)
			h += more
		}
		return fyne.NewSize(120*Unit(), h+2*padY)
	}
	r.place = func(s fyne.Size) {
		back.CornerRadius = 8
		back.Resize(s)
		line := LineHeight(theme.Size(theme.SizeSmall))
		icon.Resize(fyne.NewSquareSize(side()))
		icon.Move(fyne.NewPos(padX, round(padY+(line-side())/2)))
		w := textWidth(s.Width)
		h := n.text.HeightFor(w)
		n.text.Move(fyne.NewPos(left(), round(padY)))
		n.text.Resize(fyne.NewSize(w, h))
		if below(s.Width) {
			at, _ := under(s.Width)
			for i, a := range n.actions {
				a.Move(at[i].AddXY(0, round(padY+h+4)))
				a.Resize(a.MinSize())
			}
			return
		}
		x := s.Width - right() + 14
		for _, a := range n.actions {
			m := a.MinSize()
			a.Move(fyne.NewPos(round(x), round(padY)))
			a.Resize(m)
			x += m.Width + 14
		}
	}
	r.refresh = func() {
		r.objects = append(r.objects[:0], back, icon, n.text)
		for _, a := range n.actions {
			r.objects = append(r.objects, a)
		}
		fill(back, theme.Color(theme.ColorNotice))
		outline(back, 1)
		icon.Hidden = n.icon == ""
		if n.icon != "" {
			setIcon(icon, n.icon, theme.ColorNoticeText)
		}
		n.text.Refresh()
		r.layout(n.Size())
		canvas.Refresh(n)
	}
	r.refresh()
	return r
}

// Toast is a dark bar that says what has just been done and offers one action,
// such as Undo. Whoever shows it takes it away again.
type Toast struct {
	widget.BaseWidget
	text   *Text
	action *Button
}

// NewToast returns a bar; without an action word there is no action.
func NewToast(text, action string, onAction func()) *Toast {
	t := &Toast{text: NewText(text, "", theme.ColorToastText)}
	if action != "" {
		t.action = NewLink(action, onAction)
		t.action.Bold, t.action.Underline, t.action.Color = true, true, theme.ColorToastText
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetText says something else.
func (t *Toast) SetText(text string) {
	t.text.SetText(text)
	t.Refresh()
}

// Text is what the bar says.
func (t *Toast) Text() string { return t.text.Text() }

// Action is the button at the right end; nil where there is none.
func (t *Toast) Action() *Button { return t.action }

// The room beside the text of a Toast, and above and below it.
const toastX, toastY = 18, 11

// actionWidth is the width of the action, with the gap before it.
func (t *Toast) actionWidth() float32 {
	if t.action == nil {
		return 0
	}
	return t.action.MinSize().Width + 20
}

// HeightFor is the height of the bar in a width, in which the text may break into lines.
func (t *Toast) HeightFor(width float32) float32 {
	return t.text.HeightFor(max(width-2*toastX-t.actionWidth(), 1)) + 2*toastY
}

// CreateRenderer implements fyne.Widget.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	back := canvas.NewRectangle(nil)
	r := &parts{objects: []fyne.CanvasObject{back, t.text}}
	if t.action != nil {
		r.objects = append(r.objects, t.action)
	}
	const padX, padY = toastX, toastY
	actionWidth := t.actionWidth
	r.min = func() fyne.Size {
		one := float32(0)
		for _, s := range t.text.Spans {
			one += TextWidth(s.Text, t.text.size(), s.Bold)
		}
		w := min(one+1, 420*Unit())
		return fyne.NewSize(w+actionWidth()+2*padX, t.text.HeightFor(w)+2*padY)
	}
	r.place = func(s fyne.Size) {
		back.CornerRadius = 10
		back.Resize(s)
		w := s.Width - 2*padX - actionWidth()
		h := t.text.HeightFor(w)
		t.text.Move(fyne.NewPos(padX, round((s.Height-h)/2)))
		t.text.Resize(fyne.NewSize(w, h))
		if t.action != nil {
			m := t.action.MinSize()
			t.action.Move(fyne.NewPos(s.Width-padX-m.Width, round((s.Height-m.Height)/2)))
			t.action.Resize(m)
		}
	}
	r.refresh = func() {
		fill(back, theme.Color(theme.ColorToast))
		t.text.Refresh()
		r.layout(t.Size())
		canvas.Refresh(t)
	}
	r.refresh()
	return r
}
