package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/folders"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// bring puts a pane to the front, for windows that have no room for all, and
// gives it the keyboard where another one was seen before.
func (w *Window) bring(p pane) {
	if p != paneReader {
		w.panes.Enlarge(false)
	}
	hidden := !w.panes.Shows(p)
	w.panes.Bring(p)
	w.arranged()
	if !hidden || w.sheet != nil {
		return
	}
	switch p {
	case paneReader:
		w.window.Canvas().Unfocus() // its keys come to the window
	case paneFolders:
		w.listing.tree.Focus()
	default:
		w.listing.list.Focus()
	}
}

// roomChanged follows the width of the window and the size of the text.
func (w *Window) roomChanged() {
	w.arranged()
	switch f := w.window.Canvas().Focused(); {
	case f == nil || w.covered():
	case f == fyne.Focusable(w.listing.list.View()) && !w.panes.Shows(paneList), f == fyne.Focusable(w.listing.tree) && !w.panes.Shows(paneFolders):
		w.window.Canvas().Unfocus()
	}
}

// arranged fits toolbar and reader to the panes that are to be seen.
func (w *Window) arranged() {
	w.tools.setRoom(w.panes.room, w.panes.front)
	if !w.panes.Shows(paneReader) {
		w.reading.stopReading()
		return
	}
	if ids := w.listing.list.Selected(); len(ids) == 1 && w.reading.shown != ids[0] {
		w.reading.show(ids[0])
	}
}

// alone reports whether a message has the window to itself.
func (w *Window) alone() bool {
	return w.panes.room == roomForOne && w.panes.front == paneReader
}

// goBack leaves what is in front for the list; it reports whether there was
// anything to leave.
func (w *Window) goBack() bool {
	switch {
	case w.reading.reader.Back():
	case w.alone(), w.panes.front == paneFolders && w.panes.room != roomForAll:
		w.bring(paneList)
	default:
		return false
	}
	return true
}

func (w *Window) toggleFolders() {
	if w.panes.Shows(paneFolders) {
		w.bring(paneList)
		return
	}
	w.bring(paneFolders)
}

// nameFolder tells the toolbar which folder is shown.
func (w *Window) nameFolder() {
	name, unread := w.listing.viewTitle, ""
	if w.listing.searching {
		name = lang.L("Search")
	} else if f, ok := w.folder(w.listing.view.Folder); ok {
		name = folders.Name(f)
		if n := folders.Counted(f); n > 0 {
			unread = words.Count(n)
		}
	}
	w.tools.setFolder(name, unread)
}

// setKeep fits the words of the button beside Delete to the folder.
func (w *Window) setKeep() {
	f, ok := w.folder(w.listing.view.Folder)
	empty := ""
	switch {
	case w.listing.searching || !ok:
	case f.Role == mailbox.Trash:
		empty = lang.L("Empty Trash…")
	case f.Role == mailbox.Junk:
		empty = lang.L("Delete all junk…")
	}
	w.listing.list.SetAction(empty, w.filing.emptyShown)
	switch {
	case w.listing.searching || !ok:
		w.tools.setKeep(keepArchive)
	case f.Role == mailbox.Trash:
		w.tools.setKeep(keepPutBack)
	case f.Role == mailbox.Junk:
		w.tools.setKeep(keepNotJunk)
	default:
		w.tools.setKeep(keepArchive)
	}
}

// activate is a double tap or Enter: the message gets the window to itself. Two
// quick taps with Ctrl on different rows are no wish to open one of several.
func (w *Window) activate(id mailbox.ID) {
	if chosen := w.listing.list.Selected(); len(chosen) != 1 || chosen[0] != id {
		return
	}
	if w.isDraft(id) {
		w.writing.openDraft(id)
		return
	}
	w.panes.Enlarge(true)
	w.bring(paneReader)
}

// isDraft reports whether a message of the list is a letter that is still written.
func (w *Window) isDraft(id mailbox.ID) bool {
	s := w.listing.list.Summary(id)
	return w.writing.store != nil && s != nil && s.FolderRole == mailbox.Drafts
}

// chosen is one message chosen in the list; it is read where the reader is to be
// seen.
func (w *Window) chosen(id mailbox.ID) {
	if w.panes.Shows(paneReader) {
		w.reading.show(id)
		return
	}
	w.reading.stopReading()
}

// tapped is a message pressed with the mouse.
func (w *Window) tapped(id mailbox.ID) {
	if chosen := w.listing.list.Selected(); len(chosen) == 1 && chosen[0] == id {
		if w.isDraft(id) {
			w.writing.openDraft(id)
			return
		}
		w.bring(paneReader)
	}
}

// selected follows what is chosen in the list.
func (w *Window) selected(ids []mailbox.ID) {
	w.tools.setChosen(len(ids))
	if len(ids) != 1 {
		w.reading.showSeveral(ids)
	}
	w.chosenChanged()
}

// chosenChanged fits the words of the toolbar to the chosen messages.
func (w *Window) chosenChanged() { w.tools.setRead(!w.listing.list.Unread()) }
