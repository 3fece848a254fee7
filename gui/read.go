package gui

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2/lang"

	"popmail/gui/reader"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// readAfter is how long a message is on the screen before it counts as read, so
// that walking through the list with the arrow keys marks only where one stays.
const readAfter = 700 * time.Millisecond

// connectReader wires the reading pane.
func (w *Window) connectReader() {
	r := w.reader
	r.Now = w.now
	r.OnStar = func(id mailbox.ID, on bool) { w.mark([]mailbox.ID{id}, mailbox.Starred, on) }
	r.OnMarkUnread = func(id mailbox.ID) { w.markRead([]mailbox.ID{id}, false) }
	r.OnArchive = w.archive
	r.OnDelete = w.remove
	r.OnToggleRead = w.markRead
	r.OnSaveMessage = w.saveMessage
	r.OnOriginal = func(id mailbox.ID, done func([]byte, error)) {
		var raw []byte
		var err error
		w.run.Go(func(ctx context.Context) { raw, err = w.reading.Raw(ctx, id) }, func() { done(raw, err) })
	}
	r.OnOpenAttachment = w.openAttachment
	r.OnSaveAttachment = w.saveAttachment
	r.OnSaveAll = w.saveAll
	r.LoadAttachment = func(ctx context.Context, id mailbox.ID, index int) ([]byte, error) {
		data, _, err := w.reading.Attachment(ctx, id, index)
		return data, err
	}
	r.OnOpenLink = w.openLink
	r.MenuItems = w.moveMenu
	r.OnNext = func() { w.list.Next() }
}

// activate is a double tap or Enter: the message gets the window to itself. Two
// quick taps with Ctrl on different rows are no wish to open one of several.
func (w *Window) activate(id mailbox.ID) {
	if chosen := w.list.Selected(); len(chosen) != 1 || chosen[0] != id {
		return
	}
	w.panes.Enlarge(true)
	w.bring(paneReader)
}

// chosen is one message chosen in the list; it is read where the reader is to be
// seen.
func (w *Window) chosen(id mailbox.ID) {
	if w.panes.Shows(paneReader) {
		w.show(id)
		return
	}
	w.stopReading()
}

// tapped is a message pressed with the mouse.
func (w *Window) tapped(id mailbox.ID) {
	if chosen := w.list.Selected(); len(chosen) == 1 && chosen[0] == id {
		w.bring(paneReader)
	}
}

// show reads a message and puts it into the reading pane.
func (w *Window) show(id mailbox.ID) {
	w.stopReading()
	w.shown = id
	var c reader.Content
	var err error
	w.loads.message.Start(func(ctx context.Context) {
		var m *eml.Message
		if m, c.Summary, err = w.reading.Message(ctx, id); err == nil {
			c.Message, c.Text = m, m.Readable()
		}
	}, func() {
		if err != nil {
			w.tellDamaged(err)
			w.reader.ShowError(err)
			return
		}
		for _, a := range w.accounts {
			c.Own = append(c.Own, a.Email)
		}
		c.Terms = w.terms
		w.reader.ShowMessage(c)
		if !c.Summary.Is(mailbox.Read) && w.o.CannotWrite == nil {
			w.readTimer = w.run.After(readAfter, func() {
				w.readTimer = nil
				if w.shown == id {
					w.mark([]mailbox.ID{id}, mailbox.Read, true)
				}
			})
		}
	})
}

// showSeveral shows how many messages are chosen, or that none is.
func (w *Window) showSeveral(ids []mailbox.ID) {
	w.stopReading()
	w.loads.message.Cancel()
	w.shown = 0
	if len(ids) == 0 {
		w.reader.ShowNothing()
		if w.panes.front == paneReader {
			w.bring(paneList)
		}
		return
	}
	w.reader.ShowSeveral(ids)
}

func (w *Window) stopReading() {
	if w.readTimer != nil {
		w.readTimer()
		w.readTimer = nil
	}
}

// markRead is what the person says of a message; it is not undone by the message
// being on the screen.
func (w *Window) markRead(ids []mailbox.ID, read bool) {
	w.stopReading()
	w.mark(ids, mailbox.Read, read)
}

// messageChanged brings the reading pane up to date.
func (w *Window) messageChanged(updated, gone []mailbox.ID, reload bool) {
	if w.shown == 0 {
		return
	}
	id := w.shown
	for _, g := range gone {
		if g == id && len(w.list.Selected()) == 0 {
			w.showSeveral(nil)
			return
		}
	}
	changed := reload
	for _, u := range updated {
		changed = changed || u == id
	}
	if !changed {
		return
	}
	var rows []mailbox.Summary
	w.run.Go(func(ctx context.Context) { rows, _ = w.listing.Summaries(ctx, []mailbox.ID{id}) }, func() {
		if w.shown != id {
			return
		}
		if len(rows) == 1 {
			w.reader.SetFlags(rows[0].Flags)
			w.chosenChanged()
		} else if len(w.list.Selected()) == 0 {
			w.showSeveral(nil)
		}
	})
}

// openLink opens a page in the web browser. Only addresses that a browser or a
// mail program takes are opened.
func (w *Window) openLink(address string) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto") {
		w.toasts.show(lang.L("This link can’t be opened."), nil)
		return
	}
	w.openAddress(u, func() {
		w.toasts.offer(lang.L("No program on this computer could open the link."), lang.L("Copy address"), func() { w.app.Clipboard().SetContent(address) })
	})
}
