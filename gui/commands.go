package gui

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
)

// command is something that can be done in the main window. Shortcuts, the sheet of shortcuts
// and the field that jumps come from the table of them.
type command struct {
	icon widgets.IconName
	name string // as it reads in the field that jumps; empty: it is not offered there
	keys string // as they read; empty: there are none, or the sheet does not tell them
	what string // as it reads in the sheet; empty: as name
	bind []chord
	can  bool
	do   func()
}

// chord is a key with its modifiers.
type chord struct {
	key fyne.KeyName
	mod fyne.KeyModifier
}

// commands is the table, in the order of the sheet of shortcuts. Those without do belong to
// parts of the window that take their keys themselves.
func (w *Window) commands() []command {
	const ctrl, shift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	ctrlWord := map[string]any{"Ctrl": lang.L("Ctrl")}
	chosen := w.listing.list.Selected()
	any, one := len(chosen) > 0, len(chosen) == 1
	writes := w.o.CannotWrite == nil
	moves := any && writes && !w.filing.stays(chosen)
	role := w.shownRole()
	offline, traveling := lang.L("Work offline"), lang.L("Turn on travel mode")
	if w.activity.worksOffline() {
		offline = lang.L("Go online")
	}
	if w.travel.on() {
		traveling = lang.L("Turn off travel mode")
	}
	aloud := lang.L("Read aloud")
	if w.reading.reader.ReadsAloud() {
		aloud = lang.L("Stop reading")
	}
	keep := lang.X("put into the archive", "Archive")
	if role == mailbox.Trash {
		keep = lang.L("Put back")
	}
	junk, empty := lang.L("Junk"), ""
	switch role {
	case mailbox.Junk:
		junk, empty = lang.L("Not junk"), lang.L("Delete all junk…")
	case mailbox.Trash:
		empty = lang.L("Empty Trash…")
	}
	answers := one && w.reading.reader.CanAnswer()
	return []command{
		{keys: "↑ ↓", what: lang.L("Previous / next message")},
		{keys: lang.L("Space"), what: lang.L("Scroll down, then next message")},
		{icon: widgets.IconJump, keys: lang.L("{{.Ctrl}}+K", ctrlWord), what: lang.L("Go to a folder, a person, a setting…")},
		{icon: widgets.IconMailOpen, name: lang.L("Open in a window"), keys: lang.L("{{.Ctrl}}+Enter", ctrlWord), bind: []chord{{fyne.KeyReturn, ctrl}, {fyne.KeyEnter, ctrl}}, can: any, do: w.openChosen},
		{icon: widgets.IconTrash, name: lang.L("Delete"), keys: lang.X("key Delete", "Delete"), can: moves, do: func() { w.filing.inTurn(w.filing.remove)(w.listing.list.Selected()) }},
		{icon: widgets.IconSearch, name: lang.L("Search"), keys: lang.L("{{.Ctrl}}+F or /", ctrlWord), can: true, do: w.search},
		{icon: widgets.IconSearch, name: lang.L("Keep this search"), keys: lang.L("{{.Ctrl}}+Shift+K", ctrlWord), bind: []chord{{fyne.KeyK, ctrl | shift}}, can: w.listing.bar.Keeps() && writes, do: w.keepSearch},
		{icon: widgets.IconSearch, name: lang.L("Find in this message"), keys: lang.L("{{.Ctrl}}+F in a message", ctrlWord), can: w.reading.shown != 0, do: func() { w.reading.reader.Find() }},
		{keys: lang.L("Esc"), what: lang.L("Close search or page")},
		{icon: widgets.IconRefresh, name: lang.L("Get mail"), keys: lang.L("{{.Ctrl}}+R or F5", ctrlWord), can: true, do: w.activity.getMail},
		{icon: widgets.IconPlane, name: offline, what: lang.L("Work offline / go online"), keys: lang.L("{{.Ctrl}}+Shift+O", ctrlWord), bind: []chord{{fyne.KeyO, ctrl | shift}}, can: true, do: w.activity.toggleOffline},
		{icon: widgets.IconMail, name: w.telling.quietName(), can: w.telling.able(), do: w.telling.toggleQuiet},
		{icon: widgets.IconPlane, name: traveling, what: lang.L("Begin / end travel mode"), keys: lang.L("{{.Ctrl}}+Shift+T", ctrlWord), bind: []chord{{fyne.KeyT, ctrl | shift}}, can: w.travel.port != nil, do: w.travel.toggle},
		{icon: widgets.IconWrite, name: lang.L("Write a letter"), keys: lang.L("{{.Ctrl}}+N", ctrlWord), can: w.writing.store != nil, do: w.write},
		{icon: widgets.IconPeople, name: lang.L("Address book"), keys: lang.L("{{.Ctrl}}+Shift+B", ctrlWord), bind: []chord{{fyne.KeyB, ctrl | shift}}, can: w.o.Book != nil, do: func() { w.book.show() }},
		{icon: widgets.IconSuitcase, name: lang.L("Ready to go offline"), keys: lang.L("{{.Ctrl}}+Shift+L", ctrlWord), bind: []chord{{fyne.KeyL, ctrl | shift}}, can: writes, do: w.prepared.show},
		{icon: widgets.IconServer, name: lang.L("Mail on the server"), keys: lang.L("{{.Ctrl}}+Shift+M", ctrlWord), bind: []chord{{fyne.KeyM, ctrl | shift}}, can: w.o.ServerMail != nil && len(w.known.accounts) > 0, do: w.onServer.showPresent},
		{icon: widgets.IconSave, name: lang.L("Bring mail in"), keys: lang.L("{{.Ctrl}}+Shift+I", ctrlWord), bind: []chord{{fyne.KeyI, ctrl | shift}}, can: w.moving.canBring(), do: func() { w.moving.bringIn("", nil) }},
		{icon: widgets.IconSave, name: lang.L("Save mail outside PopMail"), keys: lang.L("{{.Ctrl}}+Shift+S", ctrlWord), bind: []chord{{fyne.KeyS, ctrl | shift}}, can: w.moving.mover != nil, do: func() { w.moving.save("", nil) }},
		{icon: widgets.IconReply, name: lang.L("Reply"), can: answers, do: func() { w.answer(reader.Reply) }},
		{icon: widgets.IconReply, name: lang.L("Reply to all"), can: answers, do: func() { w.answer(reader.ReplyAll) }},
		{icon: widgets.IconForward, name: lang.L("Forward"), can: answers, do: func() { w.answer(reader.Forward) }},
		{icon: widgets.IconForward, name: lang.L("Redirect"), can: answers, do: func() { w.answer(reader.Redirect) }},
		{keys: lang.L("R, Shift+R"), what: lang.L("Reply, reply to all")},
		{keys: lang.L("F, Shift+F"), what: lang.L("Forward, redirect")},
		{keys: lang.L("{{.Ctrl}}+Enter in a letter", ctrlWord), what: lang.L("Send")},
		{name: lang.L("Select all"), icon: widgets.IconCheck, keys: lang.L("{{.Ctrl}}+A", ctrlWord), can: w.listing.list.Len() > 0, do: w.listing.list.SelectAll},
		{keys: lang.L("Shift or {{.Ctrl}} and ↑ ↓", ctrlWord), what: lang.L("Select several")},
		{icon: widgets.IconRestore, name: lang.L("Undo"), keys: lang.L("{{.Ctrl}}+Z", ctrlWord), can: len(w.filing.past.steps) > 0 || w.toasts.undo != nil, do: w.takeBack},
		{icon: widgets.IconArchive, name: keep, what: lang.X("put into the archive", "Archive"), keys: lang.L("{{.Ctrl}}+E", ctrlWord), bind: []chord{{fyne.KeyE, ctrl}}, can: moves, do: func() { w.filing.inTurn(w.filing.keepButton)(w.listing.list.Selected()) }},
		{icon: widgets.IconJunk, name: junk, bind: []chord{{fyne.KeyJ, ctrl}}, can: moves, do: func() { w.filing.inTurn(w.filing.toggleJunk)(w.listing.list.Selected()) }},
		{icon: widgets.IconTrash, name: empty, bind: []chord{{fyne.KeyDelete, ctrl | shift}}, can: writes, do: w.filing.emptyShown},
		{icon: widgets.IconMailOpen, name: lang.L("Mark read or unread"), keys: lang.L("{{.Ctrl}}+U", ctrlWord), bind: []chord{{fyne.KeyU, ctrl}}, can: moves, do: w.listing.list.ToggleRead},
		{icon: widgets.IconClock, name: lang.L("Snooze until…"), keys: "B", can: w.filing.puttable(chosen, w.here()), do: w.snoozeChosen},
		{icon: widgets.IconFunnel, name: lang.L("Always do this with letters like this…"), can: one && w.oneReceived(chosen) != nil && writes, do: func() { w.accounts.ruleOf(chosen[0]) }},
		{icon: widgets.IconBlock, name: lang.L("Block sender…"), can: one && w.blockable(chosen) != "", do: func() { w.blockChosen(chosen) }},
		{icon: widgets.IconMail, name: lang.L("Unsubscribe…"), can: one && w.reading.reader.CanUnsubscribe(), do: w.reading.reader.AskUnsubscribe},
		{icon: widgets.IconBell, name: lang.L("Remind me if nobody answers"), can: one && len(w.filing.remindItems(chosen, w.here())) > 0, do: w.remindChosen},
		{icon: widgets.IconStar, name: lang.L("Add or remove star"), keys: lang.L("{{.Ctrl}}+D", ctrlWord), bind: []chord{{fyne.KeyD, ctrl}}, can: any && writes, do: w.listing.list.ToggleStar},
		{icon: widgets.IconBellOff, name: lang.L("Mute or unmute the conversation"), keys: "M", can: any && writes && w.listing.conversing(), do: w.filing.toggleMute},
		{icon: widgets.IconPlay, name: aloud, what: lang.L("Read aloud / stop reading"), keys: lang.L("{{.Ctrl}}+Shift+U", ctrlWord), bind: []chord{{fyne.KeyU, ctrl | shift}}, can: w.o.Voice != nil && w.reading.shown != 0, do: w.reading.reader.ToggleAloud},
		{icon: widgets.IconBrowser, name: lang.L("Print the message"), can: w.reading.shown != 0, do: w.reading.reader.Print},
		{icon: widgets.IconSave, name: lang.L("Save the message"), bind: []chord{{fyne.KeyS, ctrl}}, can: w.reading.shown != 0, do: w.reading.reader.Save},
		{keys: lang.L("{{.Ctrl}}+P, {{.Ctrl}}+S", ctrlWord), what: lang.L("Print / save the message")},
		{icon: widgets.IconPlus, name: lang.L("Larger text"), can: true, do: func() { w.scale(scaleStep) }},
		{icon: widgets.IconMinus, name: lang.L("Smaller text"), can: true, do: func() { w.scale(-scaleStep) }},
		{keys: lang.L("{{.Ctrl}}+Plus, {{.Ctrl}}+Minus", ctrlWord), what: lang.L("Larger / smaller text")},
		{icon: widgets.IconCheck, name: lang.L("Normal text size"), keys: lang.L("{{.Ctrl}}+0", ctrlWord), can: true, do: func() { w.scale(0) }},
		{keys: lang.L("{{.Ctrl}}+C", ctrlWord), what: lang.L("Copy the selected text")},
		{keys: lang.L("Tab"), what: lang.L("Next part of the window")},
		{keys: lang.L("Menu or Shift+F10"), what: lang.L("Menu for the selected item")},
		{icon: widgets.IconHelp, name: lang.L("Keyboard shortcuts"), what: lang.L("Show this list"), keys: "?", can: true, do: w.showShortcuts},
		{icon: widgets.IconHelp, name: lang.L("Guide"), keys: "F1", can: true, do: w.showGuide},
		{icon: widgets.IconSort, name: lang.L("Order of the list"), can: w.listing.list.Arranger().Visible(), do: w.listing.list.Arranger().ShowMenu},
		{icon: widgets.IconComputer, name: lang.L("What takes the room"), can: true, do: w.showRoom},
		{icon: widgets.IconRefresh, name: lang.L("Check for a new version"), can: true, do: func() { w.accounts.showHelp(); w.versions.ask() }},
		{icon: widgets.IconPlus, name: lang.L("New folder"), can: writes, do: w.newFolder},
		{icon: widgets.IconPerson, name: lang.L("Add an account…"), can: writes, do: w.accounts.addAccount},
	}
}

// shownRole is the role of the folder that is shown; empty while mail is searched.
func (w *Window) shownRole() mailbox.Role {
	if f, ok := w.listing.place(); ok && !w.listing.searching {
		return f.Role
	}
	return ""
}

// newFolder has the person name a new folder.
func (w *Window) newFolder() {
	w.bring(paneFolders)
	w.listing.tree.NewFolder()
}

// shortcutSheet is the commands with their keys.
func (w *Window) shortcutSheet() []settings.Shortcut {
	var out []settings.Shortcut
	for _, c := range w.commands() {
		what := c.what
		if what == "" {
			what = c.name
		}
		if c.keys != "" {
			out = append(out, settings.Shortcut{Keys: c.keys, What: what})
		}
	}
	return out
}

// printOrJump prints the message that is read, where it has the keyboard or the window to
// itself; else it opens the field that jumps.
func (w *Window) printOrJump() {
	if w.reading.shown != 0 && (w.reading.reader.HasKeyboard() || w.alone()) {
		w.reading.reader.Print()
		return
	}
	w.jump()
}
