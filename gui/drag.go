package gui

import (
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// drag is what follows the pointer while messages are dragged to a folder.
type drag struct {
	layer *fyne.Container // lies over the window
	said  *widgets.Toast
	ids   []mailbox.ID    // the messages: those that were chosen as the drag began
	ended bool            // by Escape; what is let go then stays
	begun bool            // what carries the messages out of the window was begun
	out   func(drop bool) // ends that; nil: nothing does
	other *atomic.Bool    // the pointer is on something else than this window: what lies beneath is nothing to drop on
	aside bool            // as the sidebar knows it
	at    fyne.Position   // where messages are, on the canvas
	stop  func()          // nil: the sidebar does not follow
}

// pull has the sidebar scroll and unfold under what is dragged, until drag.end.
func (w *Window) pull() {
	d := w.drag
	if d.stop != nil {
		return
	}
	var step func()
	step = func() {
		if d.said != nil && d.other.Load() != d.aside {
			w.aim()
		}
		w.listing.tree.Pulled()
		d.stop = w.run.After(folders.PullEach, step)
	}
	d.stop = w.run.After(folders.PullEach, step)
}

// end takes away what follows the pointer.
func (d *drag) end() {
	d.ids, d.said, d.layer.Objects = nil, nil, nil
	d.layer.Refresh()
	if d.stop != nil {
		d.stop()
		d.stop = nil
	}
}

// endDrag takes back what follows the pointer; it reports whether there was anything.
func (w *Window) endDrag() bool {
	d := w.drag
	if w.listing.tree.EndDrag() {
		return true
	}
	if d.said == nil {
		return w.saving.endOut()
	}
	d.end()
	d.ended = true
	d.outside(false)
	w.listing.tree.Target(fyne.NewPos(-1, -1))
	return true
}

func newDrag() *drag { return &drag{layer: container.NewWithoutLayout(), other: new(atomic.Bool)} }

// aim marks what the messages that are dragged would be dropped into, and returns it.
func (w *Window) aim() (to mailbox.View, ok bool) {
	d := w.drag
	if d.aside = d.other.Load(); d.aside {
		return w.listing.tree.Target(fyne.NewPos(-1, -1))
	}
	return w.listing.tree.Target(d.at)
}

// dragged moves the messages that are dragged to a place on the canvas. They are those that were grabbed, whatever is
// chosen meanwhile as they leave the list.
func (w *Window) dragged(at fyne.Position) {
	d := w.drag
	if d.said == nil {
		d.ids = w.listing.list.Selected()
	}
	n := len(d.ids)
	if n == 0 || w.covered() || d.ended {
		return
	}
	if d.said == nil {
		text := lang.N("{{.Count}} messages", n, map[string]any{"Count": words.Count(n)})
		if w.listing.conversing() {
			text = lang.N("{{.Count}} conversations", n, map[string]any{"Count": words.Count(n)})
		}
		d.said = widgets.NewToast(text, "", nil)
		d.layer.Objects = []fyne.CanvasObject{d.said}
	}
	d.said.Resize(d.said.MinSize())
	all := w.window.Canvas().Size()
	d.said.Move(fyne.NewPos(min(at.X+14, all.Width-d.said.Size().Width), min(at.Y+14, all.Height-d.said.Size().Height)))
	d.layer.Refresh()
	d.at = at
	d.begin(func(other func(on bool)) func(bool) { return w.messagesOut(d.ids, other) })
	w.aim()
	w.pull()
}

// begin has what is dragged carried by out, once for each drag: by it alone it is known what the pointer is on.
func (d *drag) begin(out func(other func(on bool)) (letGo func(drop bool))) {
	if !d.begun {
		d.begun, d.other = true, new(atomic.Bool) // that of an earlier drag may still be written
		d.out = out(d.other.Store)
	}
}

// outside ends what carries the messages out of the window.
func (d *drag) outside(drop bool) {
	if d.out != nil {
		d.out(drop)
	}
	d.begun, d.out, d.other = false, nil, new(atomic.Bool)
}

// draggedFolder follows an own folder that is dragged; an empty title: it is no longer.
func (w *Window) draggedFolder(title string, at fyne.Position) {
	d := w.drag
	if title == "" {
		d.end()
		d.outside(false)
		return
	}
	d.begin(func(other func(on bool)) func(bool) { return w.saving.out(other, nil) })
	said := widgets.NewToast(title, "", nil)
	said.Resize(said.MinSize())
	said.Move(at.AddXY(14, 14))
	d.layer.Objects = []fyne.CanvasObject{said}
	d.layer.Refresh()
	w.pull()
}

// dropped moves the messages into the folder that they were let go over.
func (w *Window) dropped(at fyne.Position) {
	ids := w.drag.ids
	w.drag.end()
	w.drag.at = at
	to, over := w.aim()
	w.listing.tree.Target(fyne.NewPos(-1, -1))
	ended := w.drag.ended
	w.drag.ended = false
	away := w.drag.other.Load()
	w.drag.outside(!over && !ended)
	if away && !over && !ended && len(ids) > mostOut {
		w.saving.onTooMany()
	}
	if !over || ended || w.covered() || len(ids) == 0 {
		return
	}
	switch f, ok := w.folder(to.Folder); {
	case ok:
		w.filing.move(ids, f)
	case to.Role == mailbox.Inbox:
		w.filing.toInbox(ids)
	case to.Role == mailbox.Junk:
		w.filing.junk(ids)
	case to.Role == mailbox.Trash:
		w.filing.whetherIn(ids, mailbox.Trash, func(in bool) {
			if !in {
				w.filing.toTrash(ids)
			}
		})
	}
}
