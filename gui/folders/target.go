package folders

import (
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// Target marks the folder at a place on the canvas as the one that messages which are dragged
// would be dropped into, and returns its view; ok: there is one. That of several accounts
// has a Role alone.
func (f *Folders) Target(at fyne.Position) (to mailbox.View, ok bool) {
	f.pull.at, f.pull.on = at, at.X >= 0
	if !f.pull.on {
		f.pull = pull{}
	}
	for _, i := range f.items {
		on := f.over(i, at) && f.takes(i.row) && !i.chosen
		if on {
			to, ok = i.row.View, true
		}
		i.mark(on)
	}
	return to, ok
}

// pull is what is dragged over the sidebar.
type pull struct {
	on    bool
	at    fyne.Position // on the canvas
	fold  string        // the Fold of the folded row under it; empty: there is none
	rests int           // steps for which it has been there
}

// What is dragged near an edge of the sidebar scrolls it by up to pullMost units at each
// Pulled; what rests for pullRests of them on what is folded unfolds it.
const (
	pullEdge  = 36
	pullMost  = 14
	PullEach  = 40 * time.Millisecond
	pullRests = 20
)

// Pulled is to be called each PullEach as long as messages, or an own folder, are dragged: the sidebar
// scrolls where they are near its upper or lower edge, and unfolds what they rest on. What they would
// be dropped into is marked anew.
func (f *Folders) Pulled() {
	p := &f.pull
	if !p.on || !f.Visible() {
		return
	}
	o, s := fyne.CurrentApp().Driver().AbsolutePositionForObject(f.scroll), f.scroll.Size()
	if x := p.at.X - o.X; x < 0 || x >= s.Width {
		p.fold, p.rests = "", 0
		return
	}
	edge := min(pullEdge*widgets.Unit(), s.Height/4)
	y := p.at.Y - o.Y
	by := float32(0)
	switch {
	case y < edge:
		by = -min(edge-y, edge)
	case y > s.Height-edge:
		by = min(y-s.Height+edge, edge)
	}
	if by != 0 {
		top := min(max(f.scroll.Offset.Y+flow.Whole(by/edge*pullMost*widgets.Unit()), 0), max(f.body.MinSize().Height-s.Height, 0))
		if top != f.scroll.Offset.Y {
			f.scroll.ScrollToOffset(fyne.NewPos(0, top))
			f.again()
		}
	}
	fold := f.FoldedAt(p.at)
	if fold == "" || fold != p.fold {
		p.fold, p.rests = fold, 0
		return
	}
	if p.rests++; p.rests >= pullRests {
		p.fold, p.rests = "", 0
		f.Fold(fold, false)
		f.again()
	}
}

// FoldedAt is the Fold of the folded row at a place on the canvas; empty: none is there.
func (f *Folders) FoldedAt(at fyne.Position) string {
	for _, h := range f.headings {
		if h.row.Folded && f.over(h.tap, at) {
			return h.row.Fold
		}
	}
	for _, i := range f.items {
		if i.row.Folded && f.over(i, at) {
			return i.row.Fold
		}
	}
	return ""
}

// again marks anew what would be dropped into: other rows are under the pointer now.
func (f *Folders) again() {
	switch {
	case !f.pull.on:
	case f.dragging != 0:
		f.lands = f.landed(f.dragging, f.pull.at)
	default:
		f.Target(f.pull.at)
	}
}

// takes reports whether messages can be moved to what a row stands for. Nothing comes into the outbox but by
// being sent, and what others have written is neither a draft nor sent.
func (f *Folders) takes(r Row) bool {
	switch r.Role {
	case mailbox.Outbox:
		return false
	case mailbox.Drafts, mailbox.Sent:
		if f.Wrote == nil || !f.Wrote() {
			return false
		}
	}
	switch r.View.Role {
	case mailbox.Inbox, mailbox.Junk, mailbox.Trash:
		return true
	}
	return r.View.Folder != 0
}

// over reports whether a place on the canvas is on an item, where that is not scrolled out of sight.
func (f *Folders) over(i fyne.CanvasObject, at fyne.Position) bool {
	within := func(o fyne.CanvasObject) bool {
		p, s := fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
		return at.X >= p.X && at.X < p.X+s.Width && at.Y >= p.Y && at.Y < p.Y+s.Height
	}
	return f.Visible() && i.Visible() && within(i) && within(f.scroll)
}

func (i *item) mark(on bool) {
	if i.target != on {
		i.target = on
		i.paint()
	}
}
