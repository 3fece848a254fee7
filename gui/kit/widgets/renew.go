package widgets

import (
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
)

// RenewChips puts other chips into tiles, where those that say the same stay what they are: who has
// reached one by the keyboard, or presses it, is not disturbed. Where the one with the keyboard goes,
// the next one gets it that reads the same, else the one in its place; where none is left, otherwise
// is called, which may be nil.
func RenewChips(tiles *flow.Tiles, chips []fyne.CanvasObject, otherwise func()) {
	was := tiles.Objects
	at := slices.IndexFunc(was, func(o fyne.CanvasObject) bool { c, ok := o.(*Chip); return ok && c.focused })
	same := func(a, b *Chip) bool {
		return a.Text == b.Text && a.Icon == b.Icon && a.Dot == b.Dot && a.On == b.On && a.Bare == b.Bare && (a.OnTapped == nil) == (b.OnTapped == nil) && (a.OnRemove == nil) == (b.OnRemove == nil)
	}
	used := make([]bool, len(was))
	for i, o := range chips {
		n := o.(*Chip)
		for k, old := range was {
			if c := old.(*Chip); !used[k] && same(c, n) {
				used[k] = true
				c.OnTapped, c.OnRemove = n.OnTapped, n.OnRemove
				chips[i] = c
				break
			}
		}
	}
	tiles.Objects = chips
	tiles.Refresh()
	if at < 0 || used[at] {
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(tiles)
	if c == nil {
		return
	}
	text := was[at].(*Chip).Text
	if len(chips) == 0 {
		if otherwise != nil {
			otherwise()
		}
		return
	}
	next := chips[min(at, len(chips)-1)].(*Chip)
	if k := slices.IndexFunc(chips, func(o fyne.CanvasObject) bool { return o.(*Chip).Text == text }); k >= 0 {
		next = chips[k].(*Chip)
	}
	c.Focus(next)
}
