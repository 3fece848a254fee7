package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/folders"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// moveToNew asks for the name of a new folder and moves messages there.
func (fl *filing) moveToNew(ids []mailbox.ID) {
	var name string
	make := fl.later(func() {
		fl.whole(ids, func(ids []mailbox.ID) {
			var s step
			var id mailbox.FolderID
			made := func() { // also where nothing could be moved there
				if id != 0 {
					fl.madeFolder(id, name)
				}
			}
			fl.doOr(func(ctx context.Context) (err error) {
				if id, err = fl.cabinet.CreateFolder(ctx, name); err != nil {
					return err
				}
				m, err := fl.store.Move(ctx, ids, id)
				s.moves = []mailbox.Moved{m}
				return err
			}, made, func() {
				made() // taken back after the move
				fl.listing.loadFolders(nil)
				fl.moved(s, func(n int) string {
					return lang.N("{{.Count}} messages moved to {{.Folder}}", n, map[string]any{"Count": words.Count(n), "Folder": name})
				})
			})
		})
	})
	fl.askName(lang.L("New folder"), lang.L("Move"), func(s string) {
		name = s
		make()
	})
}

// newFolderIn asks for the name of a new folder in an own one, and makes it.
func (fl *filing) newFolderIn(in mailbox.FolderID) {
	f, ok := fl.folder(in)
	if !ok {
		return
	}
	fl.askName(lang.L("New folder in “{{.Folder}}”", map[string]any{"Folder": folders.Name(f)}), lang.L("Create"), func(name string) {
		fl.newFolder(in, name)
	})
}

// askName asks for the name of a folder; does is what the button says that calls do with it.
func (fl *filing) askName(title, does string, do func(name string)) {
	var hide func()
	var entry *field.Entry
	named := func() {
		if name := widgets.OneLine(entry.Text); name != "" {
			do(name)
		}
	}
	entry = field.NewEntry(func() { hide(); named() }, func() { hide() })
	q := &ask.Question{
		Title: title, Focus: entry, Extra: []fyne.CanvasObject{entry},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
			widgets.NewButton(widgets.Primary, does, "", named),
		},
	}
	hide = q.Show(fl.window.Canvas())
}

// moveMenu offers the folders that listed messages can be moved to.
func (fl *filing) moveMenu(ids []mailbox.ID) []*fyne.MenuItem {
	var here mailbox.FolderID
	if !fl.listing.searching {
		here = fl.listing.view.Folder
	}
	var role mailbox.Role
	for _, r := range []mailbox.Role{mailbox.Trash, mailbox.Junk} {
		if len(ids) > 0 && fl.listing.allIn(ids, r) {
			role = r
		}
	}
	return fl.moveItems(ids, here, role)
}

// moveItems offers the folders but here; role is that of the folder that the messages are in,
// where it is Trash or Junk.
func (fl *filing) moveItems(ids []mailbox.ID, here mailbox.FolderID, role mailbox.Role) []*fyne.MenuItem {
	if len(ids) == 0 || fl.stays(ids) {
		return nil
	}
	items := []*fyne.MenuItem{widgets.MenuItem(widgets.IconFolder, lang.L("Move to"), "", nil)}
	items[0].ChildMenu = fl.targets(ids, here)
	switch role {
	case mailbox.Trash:
		return append(items, widgets.MenuItem(widgets.IconRestore, lang.L("Put back"), lang.L("Ctrl")+"+E", func() { fl.putBack(ids) }))
	case mailbox.Junk:
		return append(items, widgets.MenuItem(widgets.IconInbox, lang.L("Not junk"), "", func() { fl.notJunk(ids) }))
	}
	items = append(items, fl.snoozeItems(ids, here)...)
	items = append(items, fl.remindItems(ids, here)...)
	return append(items, widgets.MenuItem(widgets.IconJunk, lang.L("Junk"), "", func() { fl.junk(ids) }))
}

// wrote reports whether messages are all the person's own, as far as their rows are here. A received
// letter among the drafts would be edited, and sent, as if the person had written it.
func (fl *filing) wrote(ids []mailbox.ID) bool {
	together := !fl.apart && fl.listing.conversing()
	for _, id := range ids {
		s := fl.listing.list.Summary(id)
		if s == nil && fl.alone != nil && fl.alone.ID == id {
			s = fl.alone
		}
		if s == nil && len(ids) == 1 && fl.listing.readOf != nil {
			s = fl.listing.readOf(id)
		}
		if s == nil || together && s.Conversation != nil /* which may have letters of others */ || !fl.mine(s.From.Email) {
			return false
		}
	}
	return len(ids) > 0
}

// mine reports whether an address is that of an account.
func (fl *filing) mine(email string) bool {
	return slices.ContainsFunc(fl.known.accounts, func(a account.Account) bool { return letter.Same(a.Email, email) })
}

// targets are the folders but one, and a new one. Nothing comes into the outbox but by being sent, and
// what others have written is neither a draft nor sent.
func (fl *filing) targets(ids []mailbox.ID, here mailbox.FolderID) *fyne.Menu {
	sub := fyne.NewMenu("")
	several := len(fl.known.accounts) > 1
	wrote := fl.wrote(ids)
	for _, f := range fl.known.folders {
		if f.ID == here || f.Role == mailbox.Snoozed || f.Role == mailbox.Outbox || (f.Role == mailbox.Drafts || f.Role == mailbox.Sent) && !wrote {
			continue
		}
		name := folders.Path(fl.known.folders, f)
		if a, ok := fl.account(f.Account); ok && several {
			name += " · " + a.Email
		}
		sub.Items = append(sub.Items, widgets.MenuItem(folders.IconOf(f), name, "", func() { fl.move(ids, f) }))
	}
	sub.Items = append(sub.Items, fyne.NewMenuItemSeparator(), widgets.MenuItem(widgets.IconPlus, lang.L("New folder…"), "", func() { fl.moveToNew(ids) }))
	return sub
}

// placeFolder puts a folder elsewhere, see Cabinet.PlaceFolder, and offers to put it back.
func (fl *filing) placeFolder(id, in mailbox.FolderID, at int) {
	f, ok := fl.folder(id)
	before := fl.placeOf(f)
	back := before
	if f.Place == 0 && in != f.Parent {
		back = -1 // by its name, as before
	}
	put := func(in mailbox.FolderID, at int, or, then func()) {
		fl.doOr(func(ctx context.Context) error { return fl.cabinet.PlaceFolder(ctx, id, in, at) }, or, func() { fl.listing.loadFolders(then) })
	}
	put(in, at, nil, func() {
		if now, there := fl.folder(id); !ok || !there || now.Parent == f.Parent && fl.placeOf(now) == before {
			return // it is where it was
		}
		fl.offerUndo(lang.L("Moved the folder “{{.Folder}}”", map[string]any{"Folder": folders.Name(f)}), func(or func()) { put(f.Parent, back, or, fl.undone) })
	})
}

// placeOf is which of the folders that lie in the same one a folder is, counted from 0.
func (fl *filing) placeOf(f mailbox.Folder) (at int) {
	for _, o := range fl.known.folders {
		switch {
		case o.ID == f.ID:
			return at
		case o.Role == mailbox.Own && o.Parent == f.Parent:
			at++
		}
	}
	return at
}

// deleteFolder removes a folder, and offers to bring it back with all that was in it.
func (fl *filing) deleteFolder(id mailbox.FolderID) {
	f, ok := fl.folder(id)
	if !ok {
		return
	}
	view, shown := fl.listing.view, fl.listing.view.Folder == id
	var gone mailbox.GoneFolder
	fl.do(func(ctx context.Context) (err error) {
		gone, err = fl.cabinet.RemoveFolder(ctx, id)
		return err
	}, func() {
		if shown && fl.listing.view == view {
			fl.listing.chooseInbox()
		}
		data := map[string]any{"Folder": folders.Name(f), "Count": words.Count(gone.Messages())}
		text := lang.L("Deleted the folder “{{.Folder}}”", data)
		if n := gone.Messages(); n > 0 {
			text = lang.N("Deleted the folder “{{.Folder}}”; its {{.Count}} messages are in Trash", n, data)
		}
		fl.took(step{gone: func(or func()) {
			fl.doOr(func(ctx context.Context) error { return fl.cabinet.UndeleteFolder(ctx, &gone) }, or, func() {
				fl.listing.loadFolders(func() {
					if shown && fl.listing.tree.Select(view) {
						fl.listing.choose(view, fl.listing.tree.Title())
					}
				})
				fl.toasts.show(lang.L("The folder “{{.Folder}}” is back", data), nil)
			})
		}})
		fl.showUndo(text)
	})
}
