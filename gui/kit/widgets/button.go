package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
)

// Look is how a Button is drawn.
type Look uint8

// The looks of a Button.
const (
	Flat    Look = iota // bold muted text, a ground only under the pointer
	Primary             // the one thing to do: white on the theme's main colour
	Link                // text in the colour of links
	Pill                // a rounded ground with a hairline
	Quiet               // bold text on a plain ground: the second thing to do
)

// Button is a word to tap, with an icon in front where one is named. A button
// without text shows its icon alone.
type Button struct {
	widget.DisableableWidget
	Text      string
	Icon      IconName
	Look      Look
	Small     bool                // in small text
	Bold      bool                // of Link and Pill; the others are bold
	Color     fyne.ThemeColorName // of text and icon; empty: that of the look
	Ground    fyne.ThemeColorName // of Quiet; empty: that of buttons
	Underline bool
	Count     string   // in a pill behind the text; empty: none
	Drop      bool     // it opens a menu: a small triangle behind the text
	Room      []string // other texts that it keeps room for, so that it stays in place when they come
	Tip       string   // what it does, told when the pointer rests on it or the keyboard reaches it
	OnTapped  func()

	hovered, focused bool
}

var (
	_ fyne.Tappable      = (*Button)(nil)
	_ fyne.Focusable     = (*Button)(nil)
	_ desktop.Hoverable  = (*Button)(nil)
	_ desktop.Cursorable = (*Button)(nil)
)

// NewButton returns a button; icon may be empty.
func NewButton(look Look, text string, icon IconName, onTapped func()) *Button {
	b := &Button{Text: text, Icon: icon, Look: look, OnTapped: onTapped}
	b.ExtendBaseWidget(b)
	return b
}

// NewLink returns a button that looks like a link.
func NewLink(text string, onTapped func()) *Button { return NewButton(Link, text, "", onTapped) }

// SetText changes the text.
func (b *Button) SetText(text string) {
	if b.Text != text {
		b.Text = text
		b.Refresh()
	}
}

// SetIcon changes the icon.
func (b *Button) SetIcon(icon IconName) {
	if b.Icon != icon {
		b.Icon = icon
		b.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	hideTip(b)
	if !b.Disabled() && b.OnTapped != nil {
		b.OnTapped()
	}
}

// Cursor implements desktop.Cursorable.
func (b *Button) Cursor() desktop.Cursor {
	if b.Look == Link && !b.Disabled() {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.focused = true
	flow.Reveal(b)
	showTip(b, b.Tip)
	b.Refresh()
}

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() {
	b.focused = false
	hideTip(b)
	b.Refresh()
}

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(r rune) { RuneToWindow(b, r) }

// TypedKey implements fyne.Focusable: Space and Enter tap.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace:
		loop.Later(func() { b.Tapped(nil) }) // after its blank
	case fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		KeyToWindow(b, e)
	}
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(*desktop.MouseEvent) {
	b.hovered = true
	showTip(b, b.Tip)
	b.Refresh()
}

// MouseMoved implements desktop.Hoverable.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	b.hovered = false
	hideTip(b)
	b.Refresh()
}

// ringWidth is how wide the ring of what has the keyboard is; in high contrast it stands out from
// outlines by that.
func ringWidth() float32 {
	if theme.Strong() {
		return 4
	}
	return 2
}

// ringGap is how far the ground of something that has the color of the ring stays from its edge while
// it has the keyboard: the ring, and a gap.
func ringGap() float32 { return ringWidth() + 2 }

func (b *Button) textSize() float32 {
	if b.Small {
		return theme.Size(theme.SizeSmall)
	}
	return theme.Size(fynetheme.SizeNameText)
}

func (b *Button) isBold() bool {
	return b.Bold || b.Look == Flat || b.Look == Primary || b.Look == Quiet
}

func (b *Button) role() fyne.ThemeColorName {
	switch {
	case b.Disabled():
		return fynetheme.ColorNameDisabled
	case b.Color != "":
		return b.Color
	case b.Look == Primary:
		return fynetheme.ColorNameForegroundOnPrimary
	case b.Look == Link:
		return fynetheme.ColorNameHyperlink
	case b.Look == Pill, b.Look == Quiet:
		return fynetheme.ColorNameForeground
	}
	return theme.ColorMuted
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	back, over := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	text, icon, under := NewLabel(), newIcon(), canvas.NewRectangle(color.Transparent)
	count, drop, reach := NewBadge(b.Count), newIcon(), NewReach(b)
	r := &parts{objects: []fyne.CanvasObject{reach, back, over, icon, text, under, count, drop}}
	padX := func() float32 {
		switch {
		case b.Look == Link:
			return 2
		case b.Text == "":
			return round(9 * Unit())
		}
		return round(11 * Unit())
	}
	height := func() float32 {
		if b.Look == Link {
			return LineHeight(b.textSize())
		}
		return round(b.textSize() * 2.5)
	}
	side := func() float32 { return round(b.textSize() * 1.15) }
	gap := func() float32 { return round(5 * Unit()) }
	width := func() float32 {
		w := float32(0)
		if b.Text != "" {
			w = TextWidth(b.Text, b.textSize(), b.isBold())
			for _, s := range b.Room {
				w = max(w, TextWidth(s, b.textSize(), b.isBold()))
			}
		}
		if b.Icon != "" {
			w += side()
			if b.Text != "" {
				w += gap()
			}
		}
		if b.Count != "" {
			w += gap() + count.MinSize().Width
		}
		if b.Drop {
			w += gap() + side()
		}
		return w
	}
	r.min = func() fyne.Size { return fyne.NewSize(ceil(width()+2*padX()), height()) }
	r.place = func(s fyne.Size) {
		reach.Fit(s)
		h := min(height(), s.Height)
		y := round((s.Height - h) / 2)
		for _, o := range []*canvas.Rectangle{back, over} {
			o.CornerRadius = 8
			if b.Look == Pill {
				o.CornerRadius = pillRadius(h)
			}
			o.Move(fyne.NewPos(0, y))
			o.Resize(fyne.NewSize(s.Width, h))
		}
		if b.focused && b.Look == Primary { // between the ring and a ground of its color is a gap
			back.CornerRadius = 4
			back.Move(fyne.NewPos(ringGap(), y+ringGap()))
			back.Resize(fyne.NewSize(s.Width-2*ringGap(), h-2*ringGap()))
		}
		x := round((s.Width - width()) / 2)
		shown, used := b.Text, TextWidth(b.Text, b.textSize(), b.isBold())
		if less := width() + 2*padX() - s.Width; b.Look == Link && less > 1 && s.Width > 0 { // such as an address, in large type
			x = padX()
			shown, used = Fit(b.Text, max(used-less, 0), b.textSize(), b.isBold())
		}
		text.Set(shown, theme.Color(b.role()), b.textSize(), b.isBold())
		if b.Icon != "" {
			icon.Resize(fyne.NewSquareSize(side()))
			icon.Move(fyne.NewPos(x, round(y+(h-side())/2)))
			x += side() + gap()
		}
		text.Place(x, y, h)
		drop.Resize(fyne.NewSquareSize(side()))
		drop.Move(fyne.NewPos(round(s.Width-padX()-side()), round(y+(h-side())/2)))
		m := count.MinSize()
		count.Resize(m)
		count.Move(fyne.NewPos(round(s.Width-padX()-m.Width), round(y+(h-m.Height)/2)))
		under.Move(fyne.NewPos(text.Position().X, y+BaseLine(b.textSize(), h)+round(b.textSize()*0.1)))
		under.Resize(fyne.NewSize(used, max(1, round(b.textSize()/14))))
	}
	r.refresh = func() {
		back.StrokeWidth, back.StrokeColor = 0, color.Transparent
		switch {
		case b.Look == Primary && b.Disabled():
			back.FillColor = theme.Color(theme.ColorBadge)
			outline(back, 1)
		case b.Look == Primary:
			back.FillColor = theme.Color(fynetheme.ColorNamePrimary)
		case b.Look == Quiet && b.Ground != "":
			back.FillColor = theme.Color(b.Ground)
			outline(back, 1)
		case b.Look == Quiet:
			back.FillColor = theme.Color(fynetheme.ColorNameButton)
			outline(back, 1)
		case b.Look == Pill:
			back.FillColor = theme.Color(theme.ColorField)
			back.StrokeWidth, back.StrokeColor = 1, theme.Color(theme.ColorLine)
		default:
			back.FillColor = color.Transparent
		}
		over.FillColor, over.StrokeWidth = color.Transparent, 0
		if b.hovered && !b.Disabled() && b.Look != Link {
			over.FillColor = theme.Color(fynetheme.ColorNameHover)
		}
		if b.focused {
			over.StrokeWidth = ringWidth()
			over.StrokeColor = theme.Color(fynetheme.ColorNamePrimary)
			if b.Look == Link { // which stands on any ground
				over.StrokeColor = theme.Color(b.role())
			}
		}
		under.Hidden = !b.Underline
		fill(under, theme.Color(b.role()))
		icon.Hidden = b.Icon == ""
		if b.Icon != "" {
			setIcon(icon, b.Icon, b.role())
		}
		if drop.Hidden = !b.Drop; b.Drop {
			setIcon(drop, IconDrop, b.role())
		}
		count.SetText(b.Count)
		count.Hidden = b.Count == ""
		r.layout(b.Size())
		canvas.Refresh(b)
	}
	r.refresh()
	return r
}
