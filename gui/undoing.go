package gui

import (
	"context"
	"errors"
	"slices"

	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/storage/mailbox"
)

// mark gives messages a mark, or takes it away, without a step for Undo: nobody has asked for it, as where
// a message counts as read because it was on the screen.
func (fl *filing) mark(ids []mailbox.ID, f mailbox.Flag, on bool) { fl.markOr(ids, f, on, nil) }

// markOr is mark; or is called where it failed, and may be nil.
func (fl *filing) markOr(ids []mailbox.ID, f mailbox.Flag, on bool, or func()) {
	if len(ids) == 0 {
		return
	}
	fl.listing.stay(ids) // at once: a list that is read meanwhile may be without them
	fl.doOr(func(ctx context.Context) error { return fl.store.SetFlag(ctx, ids, f, on) }, or, nil)
}

// markSaid is mark that the person has asked for. Undo takes it back; no bar offers that, as the mark is in sight.
func (fl *filing) markSaid(ids []mailbox.ID, f mailbox.Flag, on bool) {
	if len(ids) == 0 {
		return
	}
	ids = slices.Clone(ids)
	fl.listing.stay(ids)
	var m marked
	fl.do(func(ctx context.Context) (err error) {
		m, err = fl.setMark(ctx, ids, f, on)
		return err
	}, func() { fl.tookSilently(step{marks: []marked{m}}) })
}

// setMark sets or clears a mark as the person says, and returns what Undo takes back.
func (fl *filing) setMark(ctx context.Context, ids []mailbox.ID, f mailbox.Flag, on bool) (marked, error) {
	m := marked{ids: ids, flag: f, on: on}
	if on && f&mailbox.Starred != 0 {
		for some := range slices.Chunk(ids, askedAtOnce) {
			rows, err := fl.listing.store.Brief(ctx, some)
			if err != nil {
				return m, err
			}
			for i := range rows {
				if rows[i].Is(mailbox.Suspect) {
					m.suspects = append(m.suspects, rows[i].ID)
				}
			}
		}
	}
	return m, fl.store.SetFlag(ctx, ids, f, on)
}

// takeMark takes a mark back.
func (fl *filing) takeMark(ctx context.Context, m marked) error {
	if err := fl.store.SetFlag(ctx, m.ids, m.flag, !m.on); err != nil || len(m.suspects) == 0 {
		return err
	}
	return fl.store.SetFlag(ctx, m.suspects, mailbox.Suspect, true)
}

// onlyMark reports whether a step is a mark alone.
func (s step) onlyMark() bool {
	return len(s.marks) == 1 && len(s.moves)+len(s.times) == 0 && s.list == nil && s.uncount == nil
}

// markBack takes a mark back and says so: the messages may be out of sight by now.
func (fl *filing) markBack(s step) {
	m := s.marks[0]
	fl.listing.stay(m.ids)
	fl.doOr(func(ctx context.Context) error { return fl.takeMark(ctx, m) }, func() { fl.took(s) },
		func() { fl.toasts.show(markedText(len(m.ids), m.flag, !m.on), nil) })
}

// counted is told that a rule has caught more, or less.
func (fl *filing) counted() {
	if fl.onCounted != nil {
		fl.onCounted()
	}
}

// renamed is what was done to the name or the look of a folder, or that it was made, for Undo.
type renamed struct {
	id     mailbox.FolderID
	made   bool
	was    mailbox.Folder   // before; of one that was made: as it was made
	search mailbox.SearchID // a search that is kept as a folder, in the place of id; 0: it is a folder
}

// newFolder makes a folder in an own one; 0: in none.
func (fl *filing) newFolder(in mailbox.FolderID, name string) {
	var id mailbox.FolderID
	fl.do(func(ctx context.Context) (err error) {
		id, err = fl.cabinet.CreateFolderIn(ctx, in, name)
		return err
	}, func() {
		fl.madeFolder(id, name)
		fl.listing.loadFolders(nil)
	})
}

// madeFolder remembers that a folder was made.
func (fl *filing) madeFolder(id mailbox.FolderID, name string) {
	fl.tookSilently(step{place: &renamed{id: id, made: true, was: mailbox.Folder{ID: id, Name: name}}})
}

// renameFolder gives a folder another name.
func (fl *filing) renameFolder(id mailbox.FolderID, name string) {
	was, known := fl.folder(id)
	was.Name = folders.Name(was)
	fl.do(func(ctx context.Context) error { return fl.cabinet.RenameFolder(ctx, id, name) }, func() {
		if known && was.Name != name {
			fl.tookSilently(step{place: &renamed{id: id, was: was}})
		}
	})
}

// dressFolder gives a folder another color and icon.
func (fl *filing) dressFolder(id mailbox.FolderID, color int, icon string) {
	was, known := fl.folder(id)
	was.Name = "" // it stays
	fl.do(func(ctx context.Context) error { return fl.cabinet.DressFolder(ctx, id, color, icon) }, func() {
		if known && (was.Color != color || was.Icon != icon) {
			fl.tookSilently(step{place: &renamed{id: id, was: was}})
		}
		fl.listing.loadFolders(nil)
	})
}

// renameSearch gives a search that is kept another name.
func (fl *filing) renameSearch(id mailbox.SearchID, name string) {
	ls := fl.listing
	i := slices.IndexFunc(ls.searches, func(s mailbox.Search) bool { return s.ID == id })
	was := mailbox.Folder{}
	if i >= 0 {
		was.Name = ls.searches[i].Name
	}
	fl.do(func(ctx context.Context) error { return ls.kept.RenameSearch(ctx, id, name) }, func() {
		if i >= 0 && was.Name != name {
			fl.tookSilently(step{place: &renamed{search: id, was: was}})
		}
		ls.searchCalled(id, name)
	})
}

// searchCalled shows another name of a search that is listed.
func (ls *listing) searchCalled(id mailbox.SearchID, name string) {
	if ls.view.Search == id {
		ls.viewTitle = name
		ls.onPlace()
	}
}

// placeBack makes a folder again what it was. One that was made goes, unless something lies in it meanwhile.
// What cannot be so any more, as where another folder has the name now, is told and not tried again. What is so again
// is told, too: the folder may be out of sight.
func (fl *filing) placeBack(s step) {
	p, gone := s.place, false
	name := p.was.Name
	if f, ok := fl.folder(p.id); ok && name == "" {
		name = folders.Name(f)
	}
	var err error
	fl.run.Go(func(ctx context.Context) {
		switch {
		case p.made:
			gone, err = fl.cabinet.UnmakeFolder(ctx, p.id)
		case p.search != 0:
			err = fl.listing.kept.RenameSearch(ctx, p.search, p.was.Name)
		case p.was.Name != "":
			err = fl.cabinet.RenameFolder(ctx, p.id, p.was.Name)
		default:
			err = fl.cabinet.DressFolder(ctx, p.id, p.was.Color, p.was.Icon)
		}
	}, func() {
		switch {
		case errors.Is(err, mailbox.ErrNotFound) || errors.Is(err, mailbox.ErrExists) || err == nil && p.made && !gone:
			fl.toasts.show(lang.L("This can’t be undone anymore."), nil)
			return
		case err != nil:
			fl.took(s)
			fl.failed(err)
			return
		case p.search != 0:
			fl.listing.searchCalled(p.search, p.was.Name)
		default:
			if gone && fl.listing.view.Folder == p.id {
				fl.listing.chooseInbox()
			}
			fl.listing.loadFolders(nil)
		}
		fl.toasts.show(p.backText(name), nil)
	})
}

// backText tells that a folder, or a search, of that name is again what it was.
func (p *renamed) backText(name string) string {
	switch {
	case p.made:
		return lang.L("Deleted the folder “{{.Folder}}”", map[string]any{"Folder": name})
	case p.was.Name != "":
		return lang.L("“{{.Name}}” has its old name again", map[string]any{"Name": name})
	}
	return lang.L("“{{.Name}}” looks as it did before", map[string]any{"Name": name})
}
