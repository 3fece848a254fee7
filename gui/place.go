package gui

import (
	"popmail/account"
	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/storage/mailbox"
)

// Which folder, search or other place is listed.

// chooseLastPlace shows what was shown when the window was closed last, and
// reports whether it is still there. It does so once.
func (ls *listing) chooseLastPlace() bool {
	if ls.placed {
		return false
	}
	ls.placed = true
	p := ls.app.Preferences()
	l := lastPlace(p)
	// What there is now for several accounts, the person has not seen yet.
	if f, _ := ls.folder(l.view.Folder); f.Role == mailbox.Inbox && ls.several() && !p.Bool(prefSeveral) {
		return false
	}
	if l.view == (mailbox.View{}) || !ls.tree.Select(l.view) {
		return false
	}
	ls.chooseAt(l.view, ls.tree.Title(), l.message)
	return true
}

// chooseLast chooses the message that was read when a search was left, as soon
// as it is listed.
func (ls *listing) chooseLast() {
	if ls.last != 0 && ls.list.Select(ls.last) {
		ls.last = 0
	}
}

// choose shows a view in the list.
func (ls *listing) choose(v mailbox.View, title string) { ls.chooseAt(v, title, 0) }

// chooseAt shows a view in the list with one of its messages chosen; 0: none.
func (ls *listing) chooseAt(v mailbox.View, title string, id mailbox.ID) {
	ls.chooseThen(v, title, id, nil)
}

// chooseThen is chooseAt; then, which may be nil, is called once all of the view is listed, unless that
// fails or something else is chosen or searched meanwhile.
func (ls *listing) chooseThen(v mailbox.View, title string, id mailbox.ID, then func()) {
	ls.onListed = then
	if v != ls.view && ls.only != 0 {
		ls.only = 0
		ls.list.Arranger().Set(0, ls.order, ls.group)
	}
	ls.stays, ls.asked = nil, asked{}
	ls.view, ls.viewTitle, ls.last = v, title, id
	ls.terms = ls.keptTerms(v.Search)
	ls.setEmpty()
	ls.onPlace()
	ls.onChosen()
	ls.loadList()
}

// several reports whether there is more than one account.
func (ls *listing) several() bool { return len(ls.known.accounts) > 1 }

// place is the folder that is listed, or those of all accounts with a role as one; false:
// it is another kind of list, or gone.
func (ls *listing) place() (mailbox.Folder, bool) {
	if v := ls.view; v.Folder == 0 && v.Role != "" {
		return folders.Together(ls.known.folders, v.Role), ls.several()
	}
	return ls.folder(ls.view.Folder)
}

// chooseInbox shows the first Inbox, or all of them; without an account a folder that holds mail.
func (ls *listing) chooseInbox() {
	if len(ls.known.accounts) == 0 && ls.selectFull() {
		return
	}
	if !ls.tree.SelectFirst() {
		ls.choose(mailbox.View{}, lang.L("All mail"))
	}
}

// chooseFull shows the first folder that holds mail.
func (ls *listing) chooseFull() {
	if !ls.selectFull() {
		ls.chooseInbox()
	}
}

// selectFull shows the first folder that holds mail, Junk and Trash behind all others, and reports whether there is one.
func (ls *listing) selectFull() bool {
	for _, thrown := range []bool{false, true} {
		for _, r := range ls.tree.Rows() {
			f, ok := ls.folder(r.View.Folder)
			if r.View.Role != "" {
				f, ok = folders.Together(ls.known.folders, r.View.Role), true
			}
			if ok && r.Kind == folders.Place && f.Total > 0 && thrown == (r.Role == mailbox.Junk || r.Role == mailbox.Trash) && ls.tree.Select(r.View) {
				ls.choose(r.View, r.Title)
				return true
			}
		}
	}
	return false
}

// showInbox shows the Inbox of an account.
func (ls *listing) showInbox(id account.ID) {
	for _, f := range ls.known.folders {
		v := mailbox.View{Account: id, Folder: f.ID}
		if f.Account == id && f.Role == mailbox.Inbox && ls.tree.Select(v) {
			ls.choose(v, ls.tree.Title())
			return
		}
	}
	ls.chooseInbox()
}

// leaves reports whether messages moved to a folder are no longer in the list.
func (ls *listing) leaves(to mailbox.FolderID) bool {
	if ls.searching {
		f, ok := ls.folder(to)
		return ok && (f.Role == mailbox.Trash || f.Role == mailbox.Junk) && !ls.asks(f) // a search leaves these out
	}
	if ls.view.Folder == 0 && ls.view.Role != "" {
		f, ok := ls.folder(to)
		return ok && f.Role != ls.view.Role
	}
	return ls.view.Folder != 0 && ls.view.Folder != to
}
