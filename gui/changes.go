package gui

import (
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// changed brings what is shown up to date with commits of the store.
func (ls *listing) changed(batch []mailbox.Change, lost bool) {
	if batch = ls.filesKnown(batch); len(batch) == 0 && !lost {
		return
	}
	ls.news++
	if ls.onChanged != nil {
		ls.onChanged(batch, lost)
	}
	reload, removals := lost, lost
	var updated, gone, rewritten []mailbox.ID
	var reminders func()
	for _, c := range batch {
		switch c := c.(type) {
		case mailbox.Renewed:
			reload = true
		case mailbox.Regrouped:
			reload = reload || ls.conversing()
		case mailbox.RemovalsChanged:
			removals = true
		case mailbox.RemindersChanged:
			reload, reminders = reload || ls.view.Remind, ls.onReminders
		case mailbox.Marked:
			updated = append(updated, c.IDs...)
		case mailbox.Rewritten:
			rewritten = append(rewritten, c.IDs...)
		case mailbox.Left:
			gone = append(gone, c.IDs...)
		}
	}
	if removals && ls.onRemovals != nil {
		ls.onRemovals()
	}
	ls.loadFolders(reminders)
	ls.stay(updated)
	ls.leave(gone)
	switch {
	case ls.searching:
		ls.searchAgain()
	case ls.conversing():
		switch {
		case reload, len(gone) > 0, len(rewritten) > 0, arrivedAnywhere(batch), len(updated) > 0 && (ls.view.Starred || ls.only != 0):
			ls.reloadList(nil)
		case len(updated) > 0: // no row comes or goes
			ls.list.AllUpdated()
		}
	case !ls.arrangement().Plain() && (len(updated) > 0 && ls.only != 0 || ls.arrived(batch)):
		ls.reloadList(nil)
	case reload, len(gone) > 0, len(rewritten) > 0, ls.view.Starred && len(updated) > 0, ls.view.Search != 0:
		// A move tells what is gone from where it was, not where it is now, which
		// may be here.
		ls.reloadList(nil)
	default:
		ls.follow(batch)
	}
	if stale := slices.Concat(updated, gone, rewritten); len(stale) > 0 { // what was moved may be listed all the same
		ls.list.Updated(stale)
	}
	ls.onStale(slices.Concat(updated, rewritten), gone, reload || len(rewritten) > 0)
}

// filesPause is how long the texts of files that are read one after the other are waited for.
const filesPause = 3 * time.Second

// filesKnown takes what was read of attached files out of a batch: what is found by it comes onto the screen, together
// with what is read meanwhile. No row changes by it.
func (ls *listing) filesKnown(batch []mailbox.Change) (rest []mailbox.Change) {
	for _, c := range batch {
		if c, ok := c.(mailbox.FilesKnown); ok {
			if ls.filesOf = append(ls.filesOf, c.IDs...); len(ls.filesOf) == len(c.IDs) {
				ls.run.After(filesPause, ls.findInFiles)
			}
			continue
		}
		rest = append(rest, c)
	}
	return rest
}

// findInFiles brings what is searched for, kept searches and the open letter up to date with files that were read.
func (ls *listing) findInFiles() {
	ids := ls.filesOf
	ls.filesOf = nil
	switch {
	case ls.searching:
		ls.searchAgain()
	case ls.view.Search != 0:
		ls.reloadList(nil)
	}
	ls.countFound()
	if ls.onFiles != nil {
		ls.onFiles(ids)
	}
}

// arrived reports whether new messages belong into the list.
func (ls *listing) arrived(batch []mailbox.Change) bool {
	return slices.ContainsFunc(batch, func(c mailbox.Change) bool {
		a, ok := c.(mailbox.Arrived)
		return ok && ls.shows(a.Folder)
	})
}

// arrivedAnywhere reports whether there are new messages, which may belong to what is listed.
func arrivedAnywhere(batch []mailbox.Change) bool {
	return slices.ContainsFunc(batch, func(c mailbox.Change) bool { _, ok := c.(mailbox.Arrived); return ok })
}

// follow puts messages that have arrived one after the other into the list
// together.
func (ls *listing) follow(batch []mailbox.Change) {
	var added []mailbox.Entry
	for _, c := range batch {
		if c, ok := c.(mailbox.Arrived); ok && ls.shows(c.Folder) {
			added = append(added, c.Entries...)
		}
	}
	if len(added) > 0 {
		ls.list.Add(added)
	}
}

// shows reports whether new messages of a folder belong into the list.
func (ls *listing) shows(f mailbox.FolderID) bool {
	if ls.searching || ls.view.Starred || ls.view.Remind || ls.view.Search != 0 {
		return false
	}
	if ls.view.Folder == 0 && ls.view.Role != "" {
		to, ok := ls.folder(f)
		return ok && to.Role == ls.view.Role
	}
	return ls.view.Folder == 0 || ls.view.Folder == f
}
