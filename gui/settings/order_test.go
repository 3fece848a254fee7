package settings

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// orderStage has four accounts; the order that is told is what is shown next.
func orderStage(t *testing.T, h float32) *stage {
	st := newStage(t, 1280, h, theme.Light, 1)
	st.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { st.s.TypedKey(e) })
	now := state()
	now.Accounts = nil
	for i := range 4 {
		now.Accounts = append(now.Accounts, Account{Account: account.Account{ID: account.ID(i + 1), Email: fmt.Sprintf("%c@example.org", 'a'+i), Keep: account.KeepFile, Interval: account.DefaultInterval}})
	}
	st.s.Set(now)
	return st
}

// shown are the cards from top to bottom.
func (st *stage) shown() (out string) {
	for _, o := range st.s.column.Objects {
		for id, c := range st.s.cards {
			if c.column == o {
				out += string(rune('a' + id - 1))
			}
		}
	}
	return out
}

func (st *stage) wantOrder(want string) {
	st.t.Helper()
	if got := st.shown(); got != want {
		st.t.Errorf("the order is %q, want %q", got, want)
	}
}

// TestOrderByKeyboard: the arrows move an account, and the keyboard goes along.
func TestOrderByKeyboard(t *testing.T) {
	st := orderStage(t, 800)
	c := st.win.Canvas()
	c.Focus(st.s.cards[1].grip)
	st.key(fyne.KeyUp) // it is the first one
	st.wants()
	st.key(fyne.KeyDown)
	st.wants("order [2 1 3 4]")
	st.wantOrder("bacd")
	st.key(fyne.KeyDown)
	st.key(fyne.KeyDown)
	st.key(fyne.KeyDown) // it is the last one
	st.wants("order [2 3 1 4]", "order [2 3 4 1]")
	st.wantOrder("bcda")
	if c.Focused() != st.s.cards[1].grip {
		t.Error("the keyboard has not gone along")
	}
	// The menu, by key and by mouse.
	st.key(fyne.KeyReturn)
	menu, ok := c.Overlays().Top().(*widgets.Menu)
	if !ok {
		t.Fatalf("%T lies over the page", c.Overlays().Top())
	}
	guitest.Picture(t, st.win, "settings_order_menu")
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	menu.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	st.wants("order [2 3 1 4]")
	test.Tap(st.s.cards[4].grip)
	if c.Overlays().Top() == nil {
		t.Error("a tap opens no menu")
	}
}

// drag moves the pointer, with its button down, from the grip of a card by steps.
func (st *stage) drag(id account.ID, by float32, steps int) {
	g := st.s.cards[id].grip
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(g).AddXY(10, 15)
	for i := range steps {
		e := &fyne.DragEvent{Dragged: fyne.NewDelta(0, by/float32(steps))}
		e.AbsolutePosition = at.AddXY(0, by*float32(i+1)/float32(steps))
		g.Dragged(e)
	}
}

// TestOrderByMouse: a card is dragged past others, up and down; Escape puts it back.
func TestOrderByMouse(t *testing.T) {
	st := orderStage(t, 800)
	st.drag(1, 200, 20)
	st.wantOrder("bcad")
	st.wants() // not before it is let go
	guitest.Picture(t, st.win, "settings_order_drag")
	st.s.cards[1].grip.DragEnd()
	st.wants("order [2 3 1 4]")
	st.drag(1, -400, 3) // above everything
	st.s.cards[1].grip.DragEnd()
	st.wants("order [1 2 3 4]")
	st.wantOrder("abcd")
	st.drag(4, -200, 9)
	st.wantOrder("adbc")
	st.s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	st.wantOrder("abcd")
	st.drag(4, -200, 9) // the button is still down
	st.s.cards[4].grip.DragEnd()
	st.wants()
	st.wantOrder("abcd")
	st.drag(4, -200, 9)
	// What is stored changes meanwhile: one account goes, another is renamed.
	now := st.s.state
	now.Accounts = append([]Account{}, now.Accounts[1:]...)
	now.Accounts[1].Messages = 99
	st.s.Set(now)
	st.wantOrder("dbc")
	st.s.cards[4].grip.DragEnd()
	st.wants("order [4 2 3]")

	// Where the page is higher than the window it scrolls along.
	st = orderStage(t, 300)
	st.drag(1, 230, 60)
	if st.s.page.Scroll.Offset.Y == 0 {
		t.Error("the page does not scroll")
	}
	st.s.cards[1].grip.DragEnd()
	if got := st.shown(); got == "abcd" || len(st.said) != 1 {
		t.Errorf("the order is %q, and told %q", got, st.said)
	}
	// An account alone stays where it is.
	st = orderStage(t, 800)
	now = st.s.state
	now.Accounts = now.Accounts[:1]
	st.s.Set(now)
	st.drag(1, 300, 9)
	st.s.cards[1].grip.DragEnd()
	st.wants()
}
