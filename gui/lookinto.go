package gui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/status"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// LookedInto is the mail in a backup. What is changed of it is not changed in the backup.
type LookedInto interface {
	Mail
	Close() error
}

// errOnlyLooked is why nothing can be changed in a backup.
var errOnlyLooked = errors.New("a backup is only looked at")

// lookInto is the window of a backup: its folders, list and reader, and a way to bring
// messages back.
type lookInto struct {
	*trio
	side  *side
	mail  LookedInto
	bring func(ids []mailbox.ID) // brings messages back
	inner *sides                 // windows of attached messages and pictures

	folders, back *widgets.Button
	top           *flow.Row
}

// look opens a backup in a window of its own.
func (r *restoring) look(made BackupMade, password string) {
	var mail LookedInto
	var err error
	r.working(lang.L("Looking into the backup"), lang.L("This may take a moment…"), func(ctx context.Context, _ func(string, float64)) {
		mail, err = r.port.Look(ctx, made.Path, password)
	}, func() {
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil:
			r.tell(lang.L("The backup can’t be opened"), []string{backupTrouble(err)}, nil)
		default:
			r.opened(made, password, mail)
		}
	})
}

// opened shows what is in a backup.
func (r *restoring) opened(made BackupMade, password string, mail LookedInto) {
	title, text := lang.L("A backup"), lang.L("This is mail from a backup. Choose what you want back. Nothing here changes the backup.")
	if !made.Made.IsZero() {
		when := map[string]any{"When": words.AsOf(made.Made, r.now())}
		title = lang.L("Backup from {{.When}}", when)
		text = lang.L("This is your mail as it was {{.When}}. Choose what you want back. Nothing here changes the backup.", when)
	}
	shown := false
	r.sides.show("backup "+made.Path, title, mail, fyne.NewSize(1100, 720), func(s *side) fyne.CanvasObject {
		shown = true
		return newLookInto(s, mail, text, func(ids []mailbox.ID) {
			(&restoring{shell: s.shell, port: r.port}).bring(made.Path, password, BackupPick{Messages: ids}, nil)
		})
	})
	if !shown { // it is open already, or there are too many windows
		r.run.Go(func(context.Context) { _ = mail.Close() }, nil)
	}
}

func newLookInto(s *side, mail LookedInto, text string, bring func(ids []mailbox.ID)) fyne.CanvasObject {
	s.o.CannotWrite, s.o.Pictures, s.o.Texts, s.o.ServerMail, s.o.Rest = errOnlyLooked, nil, nil, nil, nil
	s.onMailto = nil // its accounts are those of the backup
	ls := newListing(s.shell, mail)
	l := &lookInto{trio: &trio{shell: s.shell, listing: ls}, side: s, mail: mail, bring: bring, inner: &sides{main: s.shell}}
	l.reading = newReading(s.shell, ls, nil, mail, nil)
	ls.bar.Invite(lang.L("Search this backup"))
	l.panes = newPanes(ls.tree, ls.list, l.reading.reader, 0, 0)
	l.folders = widgets.NewButton(widgets.Flat, lang.L("Folders"), widgets.IconMenu, l.backOrFolders)
	l.back = widgets.NewButton(widgets.Primary, lang.L("Bring back"), widgets.IconRestore, func() { l.bring(ls.list.Selected()) })
	l.back.Disable()
	l.top = flow.NewRow(10, ls.bar, l.folders, ls.bar, l.back)
	said := widgets.NewText(text, theme.SizeSmall, theme.ColorMuted)
	head := flow.NewColumn(8, l.top, said)
	head.Fill, head.Inset = theme.ColorCard, flow.Insets{Left: 14, Top: 9, Right: 14, Bottom: 9}
	bar := status.NewBar()
	l.reading.reader.OnHover = func(lead reader.Lead) { bar.SetHint(status.Hint(lead)) }
	l.connect()
	ls.loadAll()
	s.onEnd = func() {
		l.inner.closeAll()
		l.reading.reader.ShowNothing()
		l.run.Go(func(context.Context) { _ = mail.Close() }, nil)
	}
	return container.New(&stack{}, head, widgets.NewHairline(), l.panes, bar)
}

// connect wires what the person wants to what is done about it.
func (l *lookInto) connect() {
	ls, s, r := l.listing, l.side, l.reading.reader
	ls.placed = true // the last place is that of the mail here
	ls.onNoPlace = ls.chooseFull
	ls.list.SetNothing(lang.L("Try fewer or different words, or remove a filter. In a backup, PopMail doesn’t search what attached files say."))
	ls.tree.Fixed = true
	ls.tree.OnSelected = func(v mailbox.View, title string) {
		ls.searching, ls.terms = false, nil
		ls.bar.Leave()
		ls.choose(v, title)
	}
	ls.onKnown = func(map[account.ID]account.Status) {
		ls.tree.SetFooter(lang.N("{{.Count}} messages", l.total(), map[string]any{"Count": words.Count(l.total())}))
	}
	ls.onNobody = func() { ls.list.SetEmpty(lang.L("There is no message in this backup."), ""); ls.list.ShowEntries(nil) }
	ls.onRows, ls.onStale = func() {}, func([]mailbox.ID, []mailbox.ID, bool) {}
	ls.onChosen = func() { l.trio.bring(paneList) }
	ls.reads = func() mailbox.ID { return l.reading.shown }
	ls.onPlace = func() {
		r.SetTerms(ls.terms)
		all := lang.L("Bring all of these back…")
		if ls.searching {
			all = ""
		}
		ls.list.SetAction(all, l.bringAll)
	}
	ls.bar.OnFound, ls.bar.OnNothing, ls.bar.OnLeave, ls.bar.OnEscape = ls.found, ls.askedNothing, ls.leaveSearch, ls.list.Focus
	ls.bar.OnDown = func() {
		if len(ls.list.Selected()) == 0 {
			ls.list.SelectFirst()
		}
		ls.list.Focus()
	}
	ls.list.OnAnywhere, ls.list.FolderOf, ls.list.AccountOf = ls.bar.Anywhere, ls.whereabouts, ls.ownerOf
	ls.list.SetTop(ls.bar.Filters())
	ls.list.SetBottom(ls.bar.Also())
	ls.list.OnOpen, ls.list.OnTap, ls.list.OnActivate = l.chosen, l.tapped, l.activate
	ls.list.OnSelection = l.selected
	items := func(ids []mailbox.ID) []*fyne.MenuItem {
		return []*fyne.MenuItem{widgets.MenuItem(widgets.IconRestore, lang.L("Bring back"), lang.L("Ctrl")+"+B", func() { l.bring(ids) })}
	}
	ls.list.MenuItems, r.MenuItems = items, items
	l.reading.onNothing = func() {
		if l.panes.front == paneReader {
			l.trio.bring(paneList)
		}
	}
	l.panes.onRoom, l.onArranged = l.roomChanged, l.arrange
	s.saving.onLetter = func(in *enclosed) { l.inner.openLetter(in, ls.terms) }
	s.fillReader(r, s.saving, l.inner)
	s.onKey = l.key
	s.onRune = func(c rune) { ls.list.View().TypedRune(c) }
	s.letterShortcuts(r)
	s.shortcut(fyne.KeyF, fyne.KeyModifierShortcutDefault, ls.bar.Focus)
	s.shortcut(fyne.KeyK, fyne.KeyModifierShortcutDefault, ls.bar.Focus)
	s.shortcut(fyne.KeyB, fyne.KeyModifierShortcutDefault, func() {
		if ids := ls.list.Selected(); len(ids) > 0 && !l.covered() {
			l.bring(ids)
		}
	})
	s.window.Canvas().AddShortcut(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) {
		if !l.covered() {
			ls.list.SelectAll()
		}
	})
}

// arrange shows the button for folders, or the way back, where they are needed.
func (l *lookInto) arrange() {
	l.folders.Hidden = l.panes.room == roomForAll
	text, icon := lang.L("Folders"), widgets.IconMenu
	if l.alone() {
		text, icon = lang.L("Back"), widgets.IconBack
	}
	l.folders.SetText(text)
	l.folders.SetIcon(icon)
	l.top.Refresh()
}

func (l *lookInto) backOrFolders() {
	if !l.alone() {
		l.toggleFolders()
		return
	}
	l.goBack()
}

func (l *lookInto) selected(ids []mailbox.ID) {
	l.back.Disable()
	if len(ids) > 0 {
		l.back.Enable()
	}
	if len(ids) != 1 {
		l.reading.showSeveral(ids)
	}
}

// bringAll brings all messages of the chosen folder back, after a question.
func (l *lookInto) bringAll() {
	v := l.listing.view
	var ids []mailbox.ID
	l.do(func(ctx context.Context) error {
		list, err := l.mail.Index(ctx, v, 0)
		for _, e := range list {
			ids = append(ids, e.ID)
		}
		return err
	}, func() {
		if len(ids) == 0 {
			return
		}
		data := map[string]any{"Count": words.Count(len(ids)), "Folder": l.listing.viewTitle}
		l.ask(lang.N("Bring {{.Count}} messages back?", len(ids), data),
			lang.L("All of “{{.Folder}}” that is missing here comes back. What is here stays as it is.", data),
			lang.L("Cancel"), lang.L("Bring back"), func() { l.bring(ids) })
	})
}

// key takes the keys that nothing else takes.
func (l *lookInto) key(e *fyne.KeyEvent) bool {
	r := l.reading.reader
	switch e.Name {
	case fyne.KeyEscape:
		switch {
		case r.EndFind(), l.alone() && l.goBack():
		case l.listing.bar.Active():
			l.listing.bar.Leave()
			l.listing.list.Focus()
		default:
			return l.goBack()
		}
		return true
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyHome, fyne.KeyEnd:
		if l.alone() || l.window.Canvas().Focused() == fyne.Focusable(l.listing.list.View()) {
			return letterKey(r)(e)
		}
		l.trio.bring(paneList)
		l.listing.list.Focus()
		l.listing.list.View().TypedKey(e)
		return true
	}
	return letterKey(r)(e)
}
