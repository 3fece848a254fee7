package gui

import (
	"context"
	"slices"
	"time"

	"popmail/account"
	"popmail/gui/kit/loop"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	firstPage   = 60                     // messages that are listed before all others are known
	changePause = 400 * time.Millisecond // between two looks at what has changed
)

// loaders are the kinds of reading of which only the newest matters.
type loaders struct {
	list, folders, message loop.Latest
}

func newLoaders(run loop.Runner) loaders {
	return loaders{
		list: loop.Latest{Run: run}, folders: loop.Latest{Run: run}, message: loop.Latest{Run: run},
	}
}

// loadAll reads accounts and folders, then the list of the chosen folder.
func (w *Window) loadAll() {
	w.loadFolders(func() {
		if len(w.accounts) == 0 && w.total() == 0 {
			w.firstSteps()
			return
		}
		if _, ok := w.folder(w.view.Folder); !ok && !w.view.Starred {
			if !w.chooseLastPlace() {
				w.chooseInbox()
			}
			return
		}
		w.loadList()
	})
}

// chooseLastPlace shows what was shown when the window was closed last, and
// reports whether it is still there. It does so once.
func (w *Window) chooseLastPlace() bool {
	if w.placed {
		return false
	}
	w.placed = true
	l := lastPlace(w.app.Preferences())
	if l.view == (mailbox.View{}) || !w.tree.Select(l.view) {
		return false
	}
	w.chooseAt(l.view, w.tree.Title(), l.message)
	return true
}

// loadFolders reads accounts, folders and counts, then calls then, which may be nil.
func (w *Window) loadFolders(then func()) {
	var accounts []account.Account
	var folders []mailbox.Folder
	var known map[account.ID]account.Status
	var err error
	w.loads.folders.Start(func(ctx context.Context) {
		if accounts, err = w.owners.Accounts(ctx); err == nil {
			folders, err = w.cabinet.Folders(ctx)
		}
		if err == nil {
			known, err = w.owners.Status(ctx)
		}
	}, func() {
		if err != nil {
			w.failed(err)
			return
		}
		w.accounts, w.folders = accounts, folders
		w.tree.Set(accounts, folders)
		w.status.SetAccounts(accounts)
		for id, st := range known {
			w.status.SetStatus(id, st)
		}
		w.status.SetMessages(w.total())
		w.showStatus()
		if then != nil {
			then()
		}
	})
}

// total is the number of messages on this computer.
func (w *Window) total() int {
	n := 0
	for _, f := range w.folders {
		n += f.Total
	}
	return n
}

func (w *Window) folder(id mailbox.FolderID) (mailbox.Folder, bool) {
	for _, f := range w.folders {
		if f.ID == id {
			return f, true
		}
	}
	return mailbox.Folder{}, false
}

// loadList lists the chosen view from its newest messages on, which are shown
// before the rest is known.
func (w *Window) loadList() {
	v := w.view
	var entries []mailbox.Entry
	var err error
	w.loads.list.Start(func(ctx context.Context) { entries, err = w.listing.Index(ctx, v, firstPage) }, func() {
		if err != nil {
			w.failed(err)
			return
		}
		w.list.ShowEntries(entries)
		w.chooseLast()
		w.firstDrawn()
		if len(entries) == firstPage {
			w.reloadList(func() {
				w.chooseLast()
				w.last = 0
			})
		}
	})
}

// reloadList lists the chosen view anew, then calls then, which may be nil. What
// is chosen and the place in the list are kept.
func (w *Window) reloadList(then func()) {
	v, news := w.view, w.news
	var entries []mailbox.Entry
	var err error
	w.loads.list.Start(func(ctx context.Context) { entries, err = w.listing.Index(ctx, v, 0) }, func() {
		if err != nil {
			w.failed(err)
			return
		}
		w.list.Reload(entries)
		if then != nil {
			then()
		}
		if w.news != news { // something may have changed after it was read
			w.reloadList(nil)
		}
	})
}

// found shows the results of a search.
func (w *Window) found(q *query.Query, r mailbox.Result, err error) {
	if err != nil {
		w.failed(err)
		return
	}
	w.beginSearch()
	w.terms = r.Terms
	w.list.ShowResults(r)
	w.list.SetAnywhere(q.Anywhere())
	w.setTitle()
}

// askedNothing is a text in the search field that asks for nothing, or not yet.
func (w *Window) askedNothing(hint string) {
	w.beginSearch()
	w.terms = nil
	w.list.ShowHint(hint)
	w.setTitle()
}

// beginSearch leaves the folder: all mail is searched, so none of them is lit.
func (w *Window) beginSearch() {
	w.loads.list.Cancel()
	if w.searching {
		return
	}
	w.before = w.shown
	w.searching = true
	w.tree.Unselect()
	w.setKeep()
}

// whereabouts says in which folder a message lies, for lists of several folders;
// empty where all of them lie in one.
func (w *Window) whereabouts(s *mailbox.Summary) string {
	if !w.searching && w.view.Folder != 0 {
		return ""
	}
	f, ok := w.folder(s.Folder)
	if !ok {
		return ""
	}
	name := folderName(f)
	if a, ok := w.account(f.Account); ok && len(w.accounts) > 1 {
		name += " · " + a.Email
	}
	return name
}

func (w *Window) leaveSearch() {
	if !w.searching {
		return
	}
	w.searching, w.terms = false, nil
	w.tree.Select(w.view)
	last := w.shown
	if last == 0 {
		last = w.before
	}
	w.chooseAt(w.view, w.viewTitle, last)
}

// chooseLast chooses the message that was read when a search was left, as soon
// as it is listed.
func (w *Window) chooseLast() {
	if w.last != 0 && w.list.Select(w.last) {
		w.last = 0
	}
}

// changed brings what is shown up to date with commits of the store.
func (w *Window) changed(batch []mailbox.Change, lost bool) {
	w.news++
	reload := lost
	var updated, gone []mailbox.ID
	for _, c := range batch {
		switch c := c.(type) {
		case mailbox.Renewed:
			reload = true
		case mailbox.Marked:
			updated = append(updated, c.IDs...)
		case mailbox.Left:
			gone = append(gone, c.IDs...)
		}
	}
	w.loadFolders(nil)
	switch {
	case w.searching:
		w.searchAgain()
	case reload, len(gone) > 0, w.view.Starred && len(updated) > 0:
		// A move tells what is gone from where it was, not where it is now, which
		// may be here.
		w.reloadList(nil)
	default:
		w.follow(batch)
	}
	if stale := slices.Concat(updated, gone); len(stale) > 0 { // what was moved may be listed all the same
		w.list.Updated(stale)
	}
	w.messageChanged(updated, gone, reload)
}

// follow puts messages that have arrived one after the other into the list
// together.
func (w *Window) follow(batch []mailbox.Change) {
	var added []mailbox.Entry
	for _, c := range batch {
		if c, ok := c.(mailbox.Arrived); ok && w.shows(c.Folder) {
			added = append(added, c.Entries...)
		}
	}
	if len(added) > 0 {
		w.list.Add(added)
	}
}

// shows reports whether new messages of a folder belong into the list.
func (w *Window) shows(f mailbox.FolderID) bool {
	if w.searching || w.view.Starred {
		return false
	}
	return w.view.Folder == 0 || w.view.Folder == f
}

// searchAgain repeats the search after a change, at most every second.
func (w *Window) searchAgain() {
	if w.again {
		return
	}
	w.again = true
	w.run.After(time.Second, func() {
		w.again = false
		w.bar.Again()
	})
}
