package gui

import (
	"context"
	"time"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/loop"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const (
	firstPage   = 60                     // messages that are listed before all others are known
	changePause = 150 * time.Millisecond // between two looks at what has changed
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
			w.chooseInbox()
			return
		}
		w.loadList(false)
	})
}

// loadFolders reads accounts, folders and counts, then calls then, which may be nil.
func (w *Window) loadFolders(then func()) {
	var accounts []account.Account
	var folders []mailbox.Folder
	var err error
	w.loads.folders.Start(func(ctx context.Context) {
		if accounts, err = w.mail.Accounts(ctx); err == nil {
			folders, err = w.mail.Folders(ctx)
		}
	}, func() {
		if err != nil {
			w.failed(err)
			return
		}
		w.accounts, w.folders = accounts, folders
		w.tree.Set(accounts, folders)
		w.status.SetAccounts(accounts)
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

// loadList lists the chosen view. keep keeps what is chosen and the place in the
// list; without it the newest messages are shown before the rest is known.
func (w *Window) loadList(keep bool) {
	v := w.view
	var entries []mailbox.Entry
	var err error
	if keep {
		w.loads.list.Start(func(ctx context.Context) { entries, err = w.mail.Index(ctx, v, 0) }, func() {
			if err != nil {
				w.failed(err)
				return
			}
			w.list.Reload(entries)
		})
		return
	}
	w.loads.list.Start(func(ctx context.Context) { entries, err = w.mail.Index(ctx, v, firstPage) }, func() {
		if err != nil {
			w.failed(err)
			return
		}
		w.list.ShowEntries(entries)
		w.firstDrawn()
		if len(entries) == firstPage {
			w.loadList(true)
		}
	})
}

// found shows the results of a search.
func (w *Window) found(_ *query.Query, r mailbox.Result, err error) {
	if err != nil {
		w.failed(err)
		return
	}
	w.searching = true
	w.terms = r.Terms
	w.list.SetEmpty(lang.L("Nothing found."), lang.L("Try fewer or shorter words. All mail on this computer was searched, except Trash and Junk."))
	w.list.ShowResults(r)
	w.setTitle()
}

func (w *Window) leaveSearch() {
	if !w.searching {
		return
	}
	w.searching, w.terms = false, nil
	w.choose(w.view, w.viewTitle)
}

// changed brings what is shown up to date with commits of the store.
func (w *Window) changed(batch []mailbox.Change, lost bool) {
	reload := lost
	var updated, gone []mailbox.ID
	for _, c := range batch {
		reload = reload || c.Reload
		updated = append(updated, c.Updated...)
		gone = append(gone, c.Gone...)
	}
	w.loadFolders(nil)
	switch {
	case w.searching:
		w.searchAgain()
	case reload, w.view.Starred && len(updated)+len(gone) > 0:
		w.loadList(true)
	default:
		w.follow(batch)
	}
	if len(updated) > 0 {
		w.list.Updated(updated)
	}
	w.messageChanged(updated, gone, reload)
}

// follow does to the list, in order, what was done to the store. Messages that
// arrive one after the other are put in together.
func (w *Window) follow(batch []mailbox.Change) {
	var added []mailbox.Entry
	flush := func() {
		if len(added) > 0 {
			w.list.Add(added)
			added = nil
		}
	}
	for _, c := range batch {
		if len(c.Gone) > 0 {
			flush()
			w.list.Gone(c.Gone)
		}
		if w.shows(c.Folder) {
			added = append(added, c.Added...)
		}
	}
	flush()
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
