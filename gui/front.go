package gui

import (
	"fyne.io/fyne/v2"

	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// trio is folders, list and reader side by side, or as many of them as there is room for.
type trio struct {
	*shell
	listing    *listing
	reading    *reading
	panes      *panes
	onArranged func()                   // other panes are to be seen
	onDraft    func(id mailbox.ID) bool // goes on with a letter that is still written; false: it is none
}

// bring puts a pane to the front, for windows that have no room for all, and
// gives it the keyboard where another one was seen before.
func (t *trio) bring(p pane) {
	if p != paneReader {
		t.panes.Enlarge(false)
	}
	hidden := !t.panes.Shows(p)
	t.panes.Bring(p)
	t.arranged()
	if !hidden || t.sheet != nil {
		return
	}
	switch p {
	case paneReader:
		t.window.Canvas().Unfocus() // its keys come to the window
	case paneFolders:
		t.listing.tree.Focus()
	default:
		t.listing.list.Focus()
	}
}

// roomChanged follows the width of the window and the size of the text.
func (t *trio) roomChanged() {
	t.arranged()
	switch f := t.window.Canvas().Focused(); {
	case f == nil || t.covered():
	case f == fyne.Focusable(t.listing.list.View()) && !t.panes.Shows(paneList), f == fyne.Focusable(t.listing.tree) && !t.panes.Shows(paneFolders):
		t.window.Canvas().Unfocus()
	}
}

// arranged fits toolbar and reader to the panes that are to be seen.
func (t *trio) arranged() {
	t.onArranged()
	if !t.panes.Shows(paneReader) {
		t.reading.stopReading()
		return
	}
	if ids := t.listing.list.Selected(); len(ids) == 1 && t.reading.row != ids[0] {
		t.reading.show(ids[0])
		return
	}
	t.reading.countRead()
}

// alone reports whether a message has the window to itself.
func (t *trio) alone() bool {
	return t.panes.room == roomForOne && t.panes.front == paneReader
}

// goBack leaves what is in front for the list; it reports whether there was
// anything to leave.
func (t *trio) goBack() bool {
	switch {
	case t.reading.reader.Back():
	case t.alone(), t.panes.front == paneFolders && t.panes.room != roomForAll:
		t.bring(paneList)
	default:
		return false
	}
	return true
}

func (t *trio) toggleFolders() {
	if t.panes.Shows(paneFolders) {
		t.bring(paneList)
		return
	}
	t.bring(paneFolders)
}

// nameFolder tells the toolbar which folder is shown.
func (w *Window) nameFolder() {
	name, unread := w.listing.viewTitle, ""
	if w.listing.searching {
		name = lang.L("Search")
	} else if f, ok := w.listing.place(); ok {
		if f.ID != 0 {
			name = folders.Name(f)
		}
		if n := folders.Counted(f); n > 0 {
			unread = words.Count(n)
		}
	}
	w.tools.setFolder(name, unread)
}

// setKeep fits the words of the button beside Delete to the folder.
func (w *Window) setKeep() {
	f, ok := w.listing.place()
	w.setBar()
	switch {
	case w.listing.searching || !ok:
		w.tools.setKeep(keepArchive)
	case f.Role == mailbox.Trash:
		w.tools.setKeep(keepPutBack)
	default:
		w.tools.setKeep(keepArchive)
	}
	w.tools.setJunk(!w.listing.searching && ok && f.Role == mailbox.Junk)
}

// activate is a double tap or Enter: the message gets the window to itself. Two
// quick taps with Ctrl on different rows are no wish to open one of several.
func (t *trio) activate(id mailbox.ID) {
	if chosen := t.listing.list.Selected(); len(chosen) != 1 || chosen[0] != id {
		return
	}
	if t.onDraft != nil && t.onDraft(id) {
		return
	}
	t.panes.Enlarge(true)
	t.bring(paneReader)
}

// openDraft is trio.onDraft.
func (w *Window) openDraft(id mailbox.ID) bool {
	s := w.listing.list.Summary(id)
	if w.writing.store == nil || s == nil || s.FolderRole != mailbox.Drafts {
		return false
	}
	w.writing.openDraft(id)
	return true
}

// chosen is one message chosen in the list; it is read where the reader is to be
// seen.
func (t *trio) chosen(id mailbox.ID) {
	if t.panes.Shows(paneReader) {
		t.reading.show(id)
		return
	}
	t.reading.stopReading()
}

// tapped is a message pressed with the mouse.
func (t *trio) tapped(id mailbox.ID) {
	if chosen := t.listing.list.Selected(); len(chosen) == 1 && chosen[0] == id {
		if t.onDraft != nil && t.onDraft(id) {
			return
		}
		t.bring(paneReader)
	}
}

// selected follows what is chosen in the list.
func (w *Window) selected(ids []mailbox.ID) {
	w.listing.lookAtChosen()
	if len(ids) != 1 {
		w.reading.showSeveral(ids)
	}
	w.chosenChanged()
}

// chosenChanged fits the toolbar to the chosen messages.
func (w *Window) chosenChanged() {
	ids := w.listing.list.Selected()
	w.tools.setChosen(len(ids), len(ids) > 0 && !w.filing.stays(ids), w.filing.puttable(ids, w.here()))
	w.tools.setRead(!w.listing.list.Unread())
	w.countChosen()
}

// countChosen tells above the list how many messages are chosen, where the reading pane, which does, is not to be seen.
func (w *Window) countChosen() {
	n := 0
	if !w.panes.Shows(paneReader) {
		n = len(w.listing.list.Selected())
	}
	w.listing.list.Arranger().SetChosen(n)
}

// here is the folder that is listed; 0: messages of several.
func (w *Window) here() mailbox.FolderID {
	if w.listing.searching {
		return 0
	}
	return w.listing.view.Folder
}
