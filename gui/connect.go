package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/folders"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// connect wires what the parts of the window say a person wants to what is done
// about it.
func (w *Window) connect() {
	w.tools.getMail.OnTapped = w.getMail
	w.tools.archive.OnTapped = func() { w.keepButton(w.list.Selected()) }
	w.tools.remove.OnTapped = func() { w.remove(w.list.Selected()) }
	w.tools.read.OnTapped = w.list.ToggleRead
	w.tools.gear.OnTapped = w.showMenu
	w.tools.folders.OnTapped = w.toggleFolders
	w.tools.back.OnTapped = func() { w.goBack() }
	w.tools.previous.OnTapped = func() { w.list.Previous() }
	w.tools.next.OnTapped = func() { w.list.Next() }
	w.tools.setChosen(0)

	w.panes.onRoom = w.roomChanged
	w.panes.onResized = func(folders, list float32) {
		w.app.Preferences().SetFloat(prefFolders, float64(folders))
		w.app.Preferences().SetFloat(prefList, float64(list))
	}

	w.tree.OnSelected = func(v mailbox.View, title string) {
		w.searching, w.terms = false, nil
		w.bar.Leave()
		w.choose(v, title)
	}
	w.tree.OnKey = w.key
	w.tree.OnCreate = func(name string) {
		w.do(func(ctx context.Context) error {
			_, err := w.cabinet.CreateFolder(ctx, name)
			return err
		}, nil)
	}
	w.tree.OnRename = func(id mailbox.FolderID, name string) {
		w.do(func(ctx context.Context) error { return w.cabinet.RenameFolder(ctx, id, name) }, nil)
	}
	w.tree.OnDelete = w.deleteFolder
	w.tree.OnEmpty = w.empty

	w.list.OnLoad = func(ids []mailbox.ID, done func([]mailbox.Summary)) {
		var rows []mailbox.Summary
		var err error
		w.run.Go(func(ctx context.Context) { rows, err = w.listing.Summaries(ctx, ids) }, func() {
			if err != nil {
				w.failed(err)
				rows = nil
			}
			done(rows)
			w.chosenChanged()
		})
	}
	w.list.OnSnippets = func(ids []mailbox.ID, terms []string, done func(map[mailbox.ID]string)) {
		var found map[mailbox.ID]string
		w.run.Go(func(ctx context.Context) { found, _ = w.listing.Snippets(ctx, ids, terms) }, func() { done(found) })
	}
	w.list.OnOpen = w.chosen
	w.list.OnTap = w.tapped
	w.list.OnSelection = w.selected
	w.list.OnActivate = w.activate
	w.list.OnDelete = w.remove
	w.list.OnArchive = w.archive
	w.list.OnToggleRead = func(ids []mailbox.ID, read bool) { w.markRead(ids, read) }
	w.list.OnToggleStar = func(ids []mailbox.ID, on bool) { w.mark(ids, mailbox.Starred, on) }
	w.list.View().OnDrag, w.list.View().OnDrop = w.dragged, w.dropped
	w.list.OnKey = w.key
	w.list.MenuItems = func(ids []mailbox.ID) []*fyne.MenuItem { return w.moveMenu(ids) }
	w.list.SetTop(w.bar.Filters())

	w.bar.Find = func(ctx context.Context, q *query.Query) (mailbox.Result, error) { return w.listing.Search(ctx, q, 0) }
	w.bar.OnFound = w.found
	w.bar.OnNothing = w.askedNothing
	w.bar.OnLeave = w.leaveSearch
	w.list.OnAnywhere = w.bar.Anywhere
	w.list.FolderOf = w.whereabouts
	w.bar.OnDown = func() {
		if len(w.list.Selected()) == 0 {
			w.list.SelectFirst()
		}
		w.list.Focus()
	}

	w.bar.OnEscape = w.list.Focus

	w.line.OnStop = w.post.Stop
	w.line.OnRest = w.getMail
	w.line.OnDetails = w.details
	w.line.OnPassword = w.givePassword
	w.connectReader()

	w.window.SetOnClosed(w.close)
	loop.Follow(w.run, w.listing.Changes().Subscribe(1024), changePause, w.changed)
	loop.Follow(w.run, w.post.Activity().Subscribe(256), activityPause, w.happened)
}

// selected follows what is chosen in the list.
func (w *Window) selected(ids []mailbox.ID) {
	w.tools.setChosen(len(ids))
	if len(ids) != 1 {
		w.showSeveral(ids)
	}
	w.chosenChanged()
}

// chosenChanged fits the words of the toolbar to the chosen messages.
func (w *Window) chosenChanged() { w.tools.setRead(!w.list.Unread()) }

// moveMenu offers the folders that messages can be moved to.
func (w *Window) moveMenu(ids []mailbox.ID) []*fyne.MenuItem {
	if len(ids) == 0 {
		return nil
	}
	sub := fyne.NewMenu("")
	several := len(w.accounts) > 1
	for _, f := range w.folders {
		if f.ID == w.view.Folder && !w.searching {
			continue
		}
		name := folderName(f)
		if a, ok := w.account(f.Account); ok && several {
			name += " · " + a.Email
		}
		sub.Items = append(sub.Items, widgets.MenuItem(folders.Icon(f.Role), name, "", func() { w.move(ids, f) }))
	}
	sub.Items = append(sub.Items, fyne.NewMenuItemSeparator(), widgets.MenuItem(widgets.IconPlus, lang.L("New folder…"), "", func() { w.moveToNew(ids) }))
	item := widgets.MenuItem(widgets.IconFolder, lang.L("Move to"), "", nil)
	item.ChildMenu = sub
	items := []*fyne.MenuItem{item}
	switch {
	case w.allIn(ids, mailbox.Trash):
		return append(items, widgets.MenuItem(widgets.IconRestore, lang.L("Put back"), "", func() { w.putBack(ids) }))
	case w.allIn(ids, mailbox.Junk):
		return append(items, widgets.MenuItem(widgets.IconInbox, lang.L("Not junk"), "", func() { w.notJunk(ids) }))
	}
	return append(items, widgets.MenuItem(widgets.IconJunk, lang.L("Junk"), "", func() { w.junk(ids) }))
}

func (w *Window) deleteFolder(id mailbox.FolderID) {
	f, ok := w.folder(id)
	if !ok {
		return
	}
	remove := func() {
		w.do(func(ctx context.Context) error { return w.cabinet.DeleteFolder(ctx, id) }, func() {
			if w.view.Folder == id {
				w.chooseInbox()
			}
		})
	}
	if f.Total == 0 {
		remove()
		return
	}
	w.ask(lang.L("Delete the folder “{{.Folder}}”?", map[string]any{"Folder": folderName(f)}),
		lang.N("Its {{.Count}} messages will go to Trash.", f.Total, map[string]any{"Count": words.Count(f.Total)}),
		lang.L("Cancel"), lang.L("Delete"), remove)
}

// empty removes all messages of a Trash or Junk folder for ever, after one question.
func (w *Window) empty(v mailbox.View) {
	var ids []mailbox.ID
	var err error
	w.run.Go(func(ctx context.Context) {
		var all []mailbox.Entry
		all, err = w.listing.Index(ctx, v, 0)
		for _, e := range all {
			ids = append(ids, e.ID)
		}
	}, func() {
		switch {
		case err != nil:
			w.failed(err)
		case len(ids) > 0:
			w.purge(ids)
		}
	})
}
