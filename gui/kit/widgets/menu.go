package widgets

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
)

// Menu shows a fyne.Menu as a card over the window, and each of its submenus as
// one more card beside it. Fyne's own has square corners, which nothing outside
// of it can change. A tap elsewhere takes it away.
type Menu struct {
	widget.BaseWidget
	canvas fyne.Canvas
	cards  []*menuCard // the menu, and the submenus that are open
}

var (
	_ fyne.Focusable         = (*Menu)(nil)
	_ fyne.Tappable          = (*Menu)(nil)
	_ fyne.SecondaryTappable = (*Menu)(nil)
)

// MenuItem is an entry of a menu with an icon, which may be empty, and the keys
// that do the same, as words.
func MenuItem(icon IconName, text, keys string, do func()) *fyne.MenuItem {
	item := fyne.NewMenuItem(text, do)
	if icon != "" {
		item.Icon = menuIcon(icon)
	}
	if keys != "" {
		item.Shortcut = menuKeys(keys)
	}
	return item
}

// menuIcon is an icon in a fyne.MenuItem.
type menuIcon IconName

// Name implements fyne.Resource.
func (m menuIcon) Name() string { return plainIcon(IconName(m)).Name() }

// Content implements fyne.Resource.
func (m menuIcon) Content() []byte { return plainIcon(IconName(m)).Content() }

// menuKeys are keys that are told in a fyne.MenuItem.
type menuKeys string

// ShortcutName implements fyne.Shortcut.
func (m menuKeys) ShortcutName() string { return string(m) }

// ShowMenu opens a menu with its upper left corner at a place of the canvas, or as
// near to it as there is room; in a mirrored window with its upper right one.
func ShowMenu(m *fyne.Menu, c fyne.Canvas, at fyne.Position) *Menu {
	return openMenu(m, c, func(size, all fyne.Size) (fyne.Position, fyne.Size) {
		return fyne.NewPos(flow.Start(at.X, 0, size.Width, 0), at.Y), size
	}, 0)
}

// ShowMenuBelow opens a menu below a part of the window that it belongs to, or
// above it where there is no room; it is at least as wide as that part and begins
// or, where right is true, ends where that does; in a mirrored window the other way round. One that is too high for both stands beside
// that part; where there is no room either its entries scroll, so that the part stays in sight.
func ShowMenuBelow(m *fyne.Menu, c fyne.Canvas, o fyne.CanvasObject, right bool) *Menu {
	from, part := fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
	least := part.Width
	if right {
		least = 0
	}
	return openMenu(m, c, func(size, all fyne.Size) (fyne.Position, fyne.Size) {
		return beside(from, part, size, all, right != lang.RightToLeft())
	}, least)
}

// menuLeast is the height that entries scroll in at least, in pixels at 100 % text size.
const menuLeast float32 = 120

// beside is where a card of a size stands that belongs to a part of the window, and how large it
// is there: as ShowMenuBelow says.
func beside(from fyne.Position, part, size, all fyne.Size, right bool) (fyne.Position, fyne.Size) {
	below, above := all.Height-from.Y-part.Height-menuGap, from.Y-menuGap
	leftOf, rightOf := from.X-menuGap-size.Width, from.X+part.Width+menuGap
	at := from.AddXY(0, part.Height+menuGap)
	if right {
		at.X += part.Width - size.Width
	}
	switch {
	case size.Height <= below:
	case size.Height <= above:
		at.Y = from.Y - menuGap - size.Height
	case leftOf >= 0 && (right || rightOf+size.Width > all.Width):
		at = fyne.NewPos(leftOf, from.Y)
	case rightOf+size.Width <= all.Width:
		at = fyne.NewPos(rightOf, from.Y)
	case max(below, above) < menuLeast*Unit():
	case below >= above:
		size.Height = below
	default:
		size.Height = above
		at.Y = from.Y - menuGap - size.Height
	}
	return at, size
}

func openMenu(items *fyne.Menu, c fyne.Canvas, place cardPlace, least float32) *Menu {
	m := &Menu{canvas: c}
	m.ExtendBaseWidget(m)
	card := newMenuCard(m, items, place)
	card.least = least
	m.cards = []*menuCard{card}
	c.Overlays().Add(m)
	m.Resize(c.Size())
	m.Refresh()
	c.Focus(m)
	for i, r := range card.rows {
		if r.item.Checked {
			card.activate(i)
			break
		}
	}
	return m
}

// Items are the entries of the menu.
func (m *Menu) Items() []*fyne.MenuItem { return m.cards[0].menu.Items }

// Chosen is the entry that Enter does, of the submenu that was opened last; empty: none is
// marked yet.
func (m *Menu) Chosen() string {
	if c := m.last(); c.at >= 0 {
		return c.rows[c.at].item.Label
	}
	return ""
}

// Place is where the card of the menu lies.
func (m *Menu) Place() (fyne.Position, fyne.Size) {
	return m.cards[0].Position(), m.cards[0].Size()
}

// Dismiss takes the menu away.
func (m *Menu) Dismiss() { m.canvas.Overlays().Remove(m) }

// Tapped takes the menu away.
func (m *Menu) Tapped(*fyne.PointEvent) { m.Dismiss() }

// TappedSecondary takes the menu away.
func (m *Menu) TappedSecondary(*fyne.PointEvent) { m.Dismiss() }

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// TypedRune goes to the next entry that begins with a letter.
func (m *Menu) TypedRune(letter rune) {
	c := m.last()
	for n := 1; n <= len(c.rows); n++ {
		i := (c.at + n + len(c.rows)) % len(c.rows)
		for _, first := range c.rows[i].item.Label {
			if c.rows[i].usable() && unicode.ToLower(first) == unicode.ToLower(letter) {
				c.activate(i)
				return
			}
			break
		}
	}
}

// TypedKey moves in the menu, does what is marked, and leaves.
func (m *Menu) TypedKey(e *fyne.KeyEvent) {
	c := m.last()
	switch flow.Turned(e.Name) {
	case fyne.KeyDown:
		c.step(c.at, 1)
	case fyne.KeyUp:
		if c.at < 0 {
			c.at = 0
		}
		c.step(c.at, -1)
	case fyne.KeyHome, fyne.KeyPageUp:
		c.step(-1, 1)
	case fyne.KeyEnd, fyne.KeyPageDown:
		c.step(0, -1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		if c.at >= 0 {
			c.rows[c.at].do()
			m.last().first()
		}
	case fyne.KeyRight:
		if c.at >= 0 && c.rows[c.at].item.ChildMenu != nil {
			c.rows[c.at].do()
			m.last().first()
		}
	case fyne.KeyLeft:
		if len(m.cards) > 1 {
			m.closeBelow(m.cards[len(m.cards)-2])
		}
	case fyne.KeyEscape:
		if len(m.cards) > 1 {
			m.closeBelow(m.cards[len(m.cards)-2])
			return
		}
		m.Dismiss()
	case desktop.KeyMenu, fyne.KeyF10:
		m.Dismiss()
	}
}

func (m *Menu) last() *menuCard { return m.cards[len(m.cards)-1] }

// closeBelow takes the submenus of a card away.
func (m *Menu) closeBelow(c *menuCard) {
	for i, card := range m.cards {
		if card == c && i+1 < len(m.cards) {
			m.cards = m.cards[:i+1]
			m.Refresh()
			return
		}
	}
}

// open shows the submenu of a row beside its card.
func (m *Menu) open(r *menuRow) {
	m.closeBelow(r.card)
	from, width := r.card.Position(), r.card.Size().Width
	y := fyne.CurrentApp().Driver().AbsolutePositionForObject(r).Y - menuInset
	m.cards = append(m.cards, newMenuCard(m, r.item.ChildMenu, func(size, all fyne.Size) (fyne.Position, fyne.Size) {
		right, left := from.X+width+menuGap, from.X-menuGap-size.Width
		switch hasRight, hasLeft := right+size.Width <= all.Width, left >= 0; {
		case !hasRight && !hasLeft: // it covers what the first side has no room for
			return fyne.NewPos(flow.Start(from.X, width, size.Width, -width-menuGap), y), size
		case hasRight && (!hasLeft || !lang.RightToLeft()):
			return fyne.NewPos(right, y), size
		}
		return fyne.NewPos(left, y), size
	}))
	m.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	r := &parts{fixed: true}
	r.min = func() fyne.Size { return fyne.Size{} }
	r.place = func(all fyne.Size) {
		for _, c := range m.cards {
			size := c.MinSize()
			size = fyne.NewSize(min(max(size.Width, c.least), all.Width), min(size.Height, all.Height))
			at, size := c.place(size, all)
			c.Resize(size)
			c.Move(fyne.NewPos(round(min(max(at.X, 0), all.Width-size.Width)), round(min(max(at.Y, 0), all.Height-size.Height))))
		}
	}
	r.refresh = func() {
		r.objects = r.objects[:0]
		for _, c := range m.cards {
			r.objects = append(r.objects, c)
		}
		r.layout(m.Size())
		for _, c := range m.cards {
			c.Refresh()
		}
		canvas.Refresh(m)
	}
	r.refresh()
	return r
}
