package gui

import (
	"context"
	"slices"

	"popmail/gui/book"
	"popmail/gui/folders"
	"popmail/gui/ready"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
)

// showAll shows the list that all letters are in, or the place that begins the folders.
func (w *Window) showAll(rows []mailbox.Summary) {
	first := rows[0].Folder
	one := !slices.ContainsFunc(rows, func(s mailbox.Summary) bool { return s.Folder != first })
	if f, ok := w.folder(first); ok && one {
		if v := (mailbox.View{Account: f.Account, Folder: f.ID}); w.listing.tree.Select(v) {
			w.goTo(v, w.listing.tree.Title())
			return
		}
	}
	w.listing.searching, w.listing.terms = false, nil
	w.listing.bar.Leave()
	w.listing.chooseInbox()
}

// uncovered does something with the list, once the page over the window is left. One on which something is under
// way stays: then it is other that is done.
func (w *Window) uncovered(then, other func()) {
	switch s := w.sheet.(type) {
	case nil:
		then()
	case *ready.Page:
		w.prepared.close()
		then()
	case *roomPage, *licensesPage:
		w.closeSheet()
		then()
	case *book.Book:
		s.Leave(func() {
			w.closeSheet()
			then()
		})
	case *settings.Settings:
		s.Leave(func() {
			w.closeSheet()
			then()
		})
	default:
		other()
	}
}

// reach opens a message, in the list of its folder, whatever is listed now.
func (w *Window) reach(s mailbox.Summary) {
	if !w.listing.searching && w.listing.list.Select(s.ID) {
		w.bring(paneReader)
		return
	}
	v, title := mailbox.View{Account: s.Account, Folder: s.Folder}, ""
	if f, ok := w.folder(s.Folder); ok {
		v.Account, title = f.Account, folders.Name(f)
	}
	if w.listing.tree.Select(v) {
		title = w.listing.tree.Title()
	}
	w.listing.searching, w.listing.terms = false, nil
	w.listing.bar.Leave()
	if w.listing.only != 0 { // which may leave it out
		w.listing.only = 0
		w.listing.list.Arranger().Set(0, w.listing.order, w.listing.group)
	}
	w.listing.chooseThen(v, title, s.ID, func() { w.openListed(s.ID) })
}

// openListed opens a message of what is listed, or that stands there within its conversation.
func (w *Window) openListed(id mailbox.ID) {
	if chosen := w.listing.list.Selected(); len(chosen) == 1 && chosen[0] == id {
		w.bring(paneReader)
		return
	}
	if !w.listing.conversing() {
		return // it is elsewhere by now
	}
	var letters []mailbox.Summary
	var err error
	w.run.Go(func(ctx context.Context) { letters, _, err = w.listing.store.ConversationLetters(ctx, id) }, func() {
		if err != nil {
			w.failed(err)
			return
		}
		for _, m := range letters {
			if w.listing.list.Select(m.ID) {
				w.bring(paneReader)
				w.reading.letter(id)
				return
			}
		}
	})
}
