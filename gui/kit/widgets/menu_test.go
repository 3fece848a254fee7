package widgets

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
)

// menued is a window with a menu of several kinds of entries.
type menued struct {
	win  fyne.Window
	from *Button
	told []string
	menu *fyne.Menu
}

func newMenued(t *testing.T) *menued { return newMenuedAt(t, 1) }

// newMenuedAt is newMenued in letters of another size.
func newMenuedAt(t *testing.T, scale float32) *menued {
	t.Helper()
	guitest.App(theme.Light, scale)
	m := &menued{from: NewButton(Quiet, "More", "", nil)}
	m.win = guitest.Window(t, container.NewWithoutLayout(m.from), 500, 400)
	m.from.Resize(m.from.MinSize())
	m.from.Move(fyne.NewPos(250, 20))
	do := func(name string) func() { return func() { m.told = append(m.told, name) } }
	to := fyne.NewMenuItem("Move to", nil)
	to.ChildMenu = fyne.NewMenu("", MenuItem(IconInbox, "Inbox", "", do("inbox")), MenuItem(IconFolder, "Travel", "", do("travel")))
	off := fyne.NewMenuItem("Copy", do("copy"))
	off.Disabled = true
	m.menu = fyne.NewMenu("", off, MenuItem(IconStar, "Add star", "Ctrl+D", do("star")), fyne.NewMenuItemSeparator(), to, MenuItem(IconTrash, "Delete", "", do("delete")))
	return m
}

// TestMenuNarrow: in a window that is too narrow for entries and their keys the keys are not there, rather than
// cut at its edge; no row is wider than the card.
func TestMenuNarrow(t *testing.T) {
	m := newMenuedAt(t, 2)
	for width, want := range map[float32]bool{500: true, 300: false} {
		m.win.Resize(fyne.NewSize(width, 400))
		m.menu.Items[1] = MenuItem(IconStar, "Answer all of them", "Ctrl+Shift+D", nil)
		open := ShowMenu(m.menu, m.win.Canvas(), fyne.NewPos(10, 10))
		card := open.cards[0]
		for _, r := range card.rows {
			if r.Size().Width > card.Size().Width-2*menuInset+0.5 {
				t.Errorf("%v wide: a row has %v, its card %v", width, r.Size().Width, card.Size().Width)
			}
		}
		r := card.rows[1]
		if got := r.keys.Visible(); got != want {
			t.Errorf("%v wide: the keys are told: %v", width, got)
		} else if got && r.keys.Position().X < r.text.Position().X+r.text.UsedWidth() {
			t.Errorf("%v wide: the keys lie on the text", width)
		}
		open.Dismiss()
	}
}

func (m *menued) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		m.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func (m *menued) open() bool { return m.win.Canvas().Overlays().Top() != nil }

func TestMenuByKeyboard(t *testing.T) {
	const d, u, l, r, enter, esc, home, end = fyne.KeyDown, fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn, fyne.KeyEscape, fyne.KeyHome, fyne.KeyEnd
	for _, c := range []struct {
		keys []fyne.KeyName
		want string
		open bool
	}{
		{[]fyne.KeyName{d, enter}, "star", false}, // what is off is passed over
		{[]fyne.KeyName{d, d, d, enter}, "delete", false},
		{[]fyne.KeyName{u, enter}, "delete", false},
		{[]fyne.KeyName{d, d, d, d, enter}, "star", false}, // around
		{[]fyne.KeyName{d, d, r, d, enter}, "travel", false},
		{[]fyne.KeyName{d, d, enter, enter}, "inbox", false},
		{[]fyne.KeyName{d, d, r, l, d, enter}, "delete", false},
		{[]fyne.KeyName{d, d, r, esc, u, enter}, "star", false},
		{[]fyne.KeyName{end, home, enter}, "star", false},
		{[]fyne.KeyName{enter}, "", true}, // nothing is marked yet
		{[]fyne.KeyName{d, esc}, "", false},
		{[]fyne.KeyName{l}, "", true},
	} {
		m := newMenued(t)
		ShowMenu(m.menu, m.win.Canvas(), fyne.NewPos(10, 10))
		m.press(c.keys...)
		if got := fmt.Sprint(m.told); got != "["+c.want+"]" || m.open() != c.open {
			t.Errorf("%v: did %v, open %v; want %q, %v", c.keys, got, m.open(), c.want, c.open)
		}
	}
	m := newMenued(t)
	ShowMenu(m.menu, m.win.Canvas(), fyne.NewPos(10, 10))
	m.win.Canvas().Focused().TypedRune('D')
	m.press(enter)
	if !slices.Equal(m.told, []string{"delete"}) {
		t.Errorf("the letter d did %v", m.told)
	}
}

func TestMenuByMouse(t *testing.T) {
	m := newMenued(t)
	menu := ShowMenu(m.menu, m.win.Canvas(), fyne.NewPos(10, 10))
	rows := menu.cards[0].rows
	rows[0].Tapped(nil) // off
	rows[2].Tapped(nil) // a line
	if !m.open() || len(m.told) != 0 {
		t.Errorf("a tap on what is off did %v", m.told)
	}
	rows[3].MouseIn(nil)
	if len(menu.cards) != 2 {
		t.Fatalf("the pointer opens %d menus", len(menu.cards))
	}
	rows[3].MouseIn(nil)
	if len(menu.cards) != 2 {
		t.Errorf("the pointer's return leaves %d menus", len(menu.cards))
	}
	rows[1].MouseIn(nil)
	if len(menu.cards) != 1 {
		t.Errorf("the submenu stays beside another entry")
	}
	rows[3].MouseIn(nil)
	menu.cards[1].rows[1].Tapped(nil)
	if m.open() || !slices.Equal(m.told, []string{"travel"}) {
		t.Errorf("open %v, did %v", m.open(), m.told)
	}
	ShowMenu(m.menu, m.win.Canvas(), fyne.NewPos(10, 10))
	test.TapCanvas(m.win.Canvas(), fyne.NewPos(450, 390))
	if m.open() {
		t.Error("a tap elsewhere leaves the menu")
	}
}

// Every card lies within the window, whole or, where it is too small, scrolled.
func TestMenuStaysInTheWindow(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 2} {
		for _, size := range []fyne.Size{{Width: 500, Height: 400}, {Width: 260, Height: 120}} {
			for _, at := range []fyne.Position{{}, {X: 490, Y: 390}, {X: 250, Y: 60}} {
				m := newMenued(t)
				guitest.App(theme.Light, scale)
				m.win.Resize(size)
				menu := ShowMenu(m.menu, m.win.Canvas(), at)
				menu.cards[0].rows[3].do()
				all := m.win.Canvas().Size()
				for i, c := range menu.cards {
					p, s := c.Position(), c.Size()
					if p.X < 0 || p.Y < 0 || p.X+s.Width > all.Width || p.Y+s.Height > all.Height {
						t.Errorf("scale %v, %v at %v: card %d is at %v, %v", scale, size, at, i, p, s)
					}
				}
				m.press(fyne.KeyLeft, fyne.KeyEnd)
				c := menu.cards[0]
				r := c.rows[4]
				if y := r.Position().Y + r.Size().Height - c.scroll.Offset.Y; y > c.scroll.Size().Height+0.5 {
					t.Errorf("scale %v, %v: the last entry ends at %v of %v", scale, size, y, c.scroll.Size().Height)
				}
				for _, r := range c.rows {
					if text := r.text.Text(); size.Width > 400 && r.text.Shown() != text {
						t.Errorf("scale %v: %q is cut to %q", scale, text, r.text.Shown())
					}
				}
			}
		}
	}
}

func TestMenuBelow(t *testing.T) {
	m := newMenued(t)
	check := func(right bool) {
		t.Helper()
		menu := ShowMenuBelow(m.menu, m.win.Canvas(), m.from, right)
		defer menu.Dismiss()
		at, size := menu.Place()
		from, part := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.from), m.from.Size()
		if at.Y < from.Y+part.Height || !right && (at.X != from.X || size.Width < part.Width) || right && at.X+size.Width != from.X+part.Width {
			t.Errorf("right %v: the menu is at %v, %v; its button at %v, %v", right, at, size, from, part)
		}
		if back := menu.cards[0].rows; len(back) != 5 {
			t.Errorf("%d rows", len(back))
		}
	}
	check(false)
	check(true)
	m.win.SetContent(container.NewBorder(nil, m.from, nil, nil))
	menu := ShowMenuBelow(m.menu, m.win.Canvas(), m.from, false)
	at, size := menu.Place()
	if from := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.from); at.Y+size.Height > from.Y {
		t.Errorf("at the foot of the window the menu, at %v, %v, covers its button at %v", at, size, from)
	}
	back := test.WidgetRenderer(menu.cards[0]).Objects()[0].(*canvas.Rectangle)
	if back.CornerRadius == 0 || back.StrokeWidth == 0 {
		t.Error("the card has no round corners and no edge")
	}
	menu.cards[0].rows[1].item.Checked = true
	guitest.Picture(t, m.win, "menu")
}

// A menu leaves the button that it belongs to in sight, however high it is: it stands beside it,
// or its entries scroll.
func TestMenuLeavesItsButton(t *testing.T) {
	for _, scale := range []float32{0.8, 1, 2} {
		for _, size := range []fyne.Size{{Width: 900, Height: 700}, {Width: 900, Height: 300}, {Width: 600, Height: 420}, {Width: 260, Height: 420}} {
			for _, at := range []fyne.Position{{X: 0, Y: 60}, {X: 120, Y: 100}, {X: 800, Y: 100}, {X: 800, Y: 250}, {X: 120, Y: 250}} {
				for _, right := range []bool{false, true} {
					m := newMenuedAt(t, scale)
					m.win.Resize(size)
					m.from.Resize(m.from.MinSize())
					part := m.from.Size()
					m.from.Move(fyne.NewPos(min(at.X, size.Width-part.Width), min(at.Y, size.Height-part.Height)))
					for range 12 {
						m.menu.Items = append(m.menu.Items, fyne.NewMenuItem("Print", nil))
					}
					menu := ShowMenuBelow(m.menu, m.win.Canvas(), m.from, right)
					from := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.from)
					place, card := menu.Place()
					apart := place.X >= from.X+part.Width || place.X+card.Width <= from.X || place.Y >= from.Y+part.Height || place.Y+card.Height <= from.Y
					all := m.win.Canvas().Size()
					room := max(all.Height-from.Y-part.Height, from.Y) - menuGap
					if !apart && room >= menuLeast*Unit() {
						t.Errorf("scale %v, %v, right %v: the menu is at %v, %v; its button at %v, %v", scale, all, right, place, card, from, part)
					}
					if place.Y < 0 || place.Y+card.Height > all.Height || place.X < 0 || place.X+card.Width > all.Width {
						t.Errorf("scale %v, %v, right %v: the menu, at %v, %v, leaves the window", scale, all, right, place, card)
					}
					whole := menu.cards[0].MinSize().Height
					beside := place.X-from.X >= part.Width || from.X-menuGap-card.Width >= 0 || from.X+part.Width+menuGap+card.Width <= all.Width
					if card.Height < whole && whole <= all.Height && beside {
						t.Errorf("scale %v, %v, right %v: the menu is cut to %v of %v, its button at %v", scale, all, right, card.Height, whole, from)
					}
					menu.Dismiss()
				}
			}
		}
	}
}
