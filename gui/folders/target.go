package folders

import (
	"fyne.io/fyne/v2"

	"popmail/storage/mailbox"
)

// Target marks the folder at a place on the canvas as the one that messages which are dragged
// would be dropped into, and returns its view; ok: there is one. That of several accounts
// has a Role alone.
func (f *Folders) Target(at fyne.Position) (to mailbox.View, ok bool) {
	for _, i := range f.items {
		on := f.over(i, at) && takes(i.row) && !i.chosen
		if on {
			to, ok = i.row.View, true
		}
		i.mark(on)
	}
	return to, ok
}

// takes reports whether messages can be moved to what a row stands for. Nothing comes into the outbox but by
// being sent.
func takes(r Row) bool {
	if r.Role == mailbox.Outbox {
		return false
	}
	switch r.View.Role {
	case mailbox.Inbox, mailbox.Junk, mailbox.Trash:
		return true
	}
	return r.View.Folder != 0
}

// over reports whether a place on the canvas is on an item.
func (f *Folders) over(i fyne.CanvasObject, at fyne.Position) bool {
	o, s := fyne.CurrentApp().Driver().AbsolutePositionForObject(i), i.Size()
	return f.Visible() && i.Visible() && at.X >= o.X && at.X < o.X+s.Width && at.Y >= o.Y && at.Y < o.Y+s.Height
}

func (i *item) mark(on bool) {
	if i.target != on {
		i.target = on
		i.paint()
	}
}
