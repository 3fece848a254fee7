package gui

import (
	"slices"

	"context"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/settings"
	"popmail/gui/status"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// connect wires what the parts of the window say a person wants to what is done
// about it.
func (w *Window) connect() {
	w.tools.getMail.OnTapped = w.activity.getMail
	w.tools.write.OnTapped = w.writing.write
	w.window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.moving.dropped(pathsOf(files)) })
	keep := w.filing.inTurn(w.filing.keepButton)
	w.tools.archive.OnTapped = func() { keep(w.listing.list.Selected()) }
	remove, junk := w.filing.inTurn(w.filing.remove), w.filing.inTurn(w.filing.toggleJunk)
	w.tools.remove.OnTapped = func() { remove(w.listing.list.Selected()) }
	w.tools.snooze.OnTapped = w.snoozeChosen
	w.tools.junk.OnTapped = func() { junk(w.listing.list.Selected()) }
	w.tools.read.OnTapped = w.listing.list.ToggleRead
	w.tools.gear.OnTapped = w.accounts.showMenu
	w.tools.noBook = w.o.Book == nil
	w.tools.people.OnTapped = func() { w.book.show() }
	w.tools.folders.OnTapped = w.toggleFolders
	w.tools.back.OnTapped = func() { w.goBack() }
	w.tools.previous.OnTapped = func() { w.listing.list.Previous() }
	w.tools.next.OnTapped = func() { w.listing.list.Next() }
	w.tools.setChosen(0, false, false)

	w.panes.onRoom = w.roomChanged
	w.onArranged = func() {
		w.tools.setRoom(w.panes.room, w.panes.front)
		w.countChosen()
	}
	w.onDraft = w.openDraft
	w.panes.onResized = func(folders, list float32) {
		w.app.Preferences().SetFloat(prefFolders, float64(folders))
		w.app.Preferences().SetFloat(w.listPref(), float64(list))
	}

	w.listing.tree.OnSelected = func(v mailbox.View, title string) {
		w.listing.searching, w.listing.terms = false, nil
		w.listing.bar.Leave()
		w.listing.choose(v, title)
	}
	w.listing.tree.OnCreate = func(name string) { w.filing.newFolder(0, name) }
	w.listing.tree.OnRename = w.filing.renameFolder
	w.filing.onCounted = w.accounts.refillSettings
	w.filing.onDecided = w.judgedAnew
	w.listing.tree.OnDelete = w.filing.deleteFolder
	w.listing.tree.OnCreateIn = w.filing.newFolderIn
	w.listing.tree.OnPlace = w.filing.placeFolder
	w.listing.tree.OnDress = w.filing.dressFolder
	w.listing.tree.OnDragging = w.draggedFolder
	w.listing.tree.Away = func() bool { return w.drag.other.Load() }
	w.listing.tree.OnRenameSearch = w.filing.renameSearch
	w.listing.tree.OnForget = w.forgetSearch
	w.listing.bar.OnKeep = w.keepSearch
	w.listing.tree.OnEmpty = w.filing.empty
	w.listing.tree.SetFolded(w.app.Preferences().StringList(prefFolded))
	w.listing.tree.OnFolded = func(names []string) { w.app.Preferences().SetStringList(prefFolded, names) }
	w.listing.tree.AccountItems = w.accountItems

	w.listing.list.Arranger().OnColumns = func(on bool) {
		w.app.Preferences().SetBool(prefColumns, on)
		w.setColumns()
	}
	w.setColumns()
	w.listing.onRows = w.chosenChanged
	w.listing.list.OnOpen = w.chosen
	w.listing.list.OnTap = w.tapped
	w.listing.list.OnSelection = w.selected
	w.listing.list.OnActivate, w.listing.list.OnDouble = w.activate, w.openAlone
	w.listing.list.OnDelete = remove
	w.listing.list.OnArchive = w.filing.inTurn(w.filing.archive)
	w.listing.list.Stays, w.listing.list.Kept = w.filing.stays, w.filing.kept
	w.listing.list.OnToggleRead = func(ids []mailbox.ID, read bool) {
		if w.filing.stays(ids) {
			return // as the button is gray
		}
		w.reading.stopReading()
		w.filing.markOrToggle(ids, mailbox.Read, read)
	}
	w.listing.list.OnToggleStar = func(ids []mailbox.ID, on bool) { w.filing.markOrToggle(ids, mailbox.Starred, on) }
	w.listing.list.OnMark = func(ids []mailbox.ID, f mailbox.Flag, on bool) {
		if f == mailbox.Read {
			w.reading.stopReading()
		}
		w.filing.markRows(ids, f, on)
	}
	w.listing.list.View().OnDrag, w.listing.list.View().OnDrop = w.dragged, w.dropped
	w.listing.list.MenuItems = func(ids []mailbox.ID) []*fyne.MenuItem {
		return slices.Concat(w.aloneItems(ids), w.writing.menuItems(ids), w.filing.moveMenu(ids), w.alwaysItems(ids), w.filing.muteMenu(ids), w.filing.serverMenu(ids))
	}
	w.listing.list.FirstItems = w.answerItems
	w.listing.tree.Wrote = func() bool { return w.filing.wrote(w.listing.list.Selected()) }
	w.listing.list.SetTop(w.listing.bar.Filters())
	w.listing.list.SetBottom(w.listing.bar.Also())

	w.listing.bar.OnFound = w.listing.found
	w.listing.bar.OnAll = w.listing.foundAll
	w.listing.bar.OnNothing = w.listing.askedNothing
	w.listing.bar.OnLeave = w.listing.leaveSearch
	w.listing.list.OnAnywhere = w.listing.bar.Anywhere
	w.listing.list.FolderOf, w.listing.list.AccountOf = w.listing.whereabouts, w.listing.ownerOf
	w.listing.bar.OnDown = func() {
		if len(w.listing.list.Selected()) == 0 {
			w.listing.list.SelectFirst()
		}
		w.listing.list.Focus()
	}

	w.listing.bar.OnEscape = w.listing.list.Focus

	w.prepared.onLetter = w.openAlone
	w.prepared.watch()
	w.connectReader()
	w.connectWriting()
	w.connectParts()
	w.connectTelling()

	w.window.SetOnClosed(w.close)
	w.window.SetCloseIntercept(w.closing)
	loop.Follow(w.run, w.listing.store.Changes().Subscribe(1024), changePause, w.listing.changed)
	loop.Follow(w.run, w.listing.store.Changes().Subscribe(64), changePause, func([]mailbox.Change, bool) { w.travel.count() })
	if w.o.ServerMail != nil {
		loop.Follow(w.run, w.listing.store.Changes().Subscribe(1024), changePause, w.onServer.changed)
	}
	loop.Follow(w.run, w.activity.post.Activity().Subscribe(256), activityPause, w.activity.happened)
}

// accountItems is the menu of an account in the sidebar.
func (w *Window) accountItems(id account.ID) []*fyne.MenuItem {
	a, ok := w.account(id)
	if !ok || w.o.CannotWrite != nil {
		return nil
	}
	var items []*fyne.MenuItem
	if a.Paused {
		items = append(items, widgets.MenuItem(widgets.IconPlay, lang.L("Resume"), "", func() { w.accounts.pause(id, false) }))
	} else {
		items = append(items, widgets.MenuItem(widgets.IconRefresh, lang.L("Check now"), "", func() { w.activity.checkAccount(id) }))
	}
	if w.onServer.able(id) {
		items = append(items, widgets.MenuItem(widgets.IconServer, lang.L("Mail on the server"), lang.L("Ctrl")+"+Shift+M", func() { w.onServer.show(id, "", nil) }))
	}
	if !a.Paused {
		items = append(items, widgets.MenuItem(widgets.IconPause, lang.L("Pause"), "", func() { w.accounts.pause(id, true) }))
	}
	return items
}

// connectReader wires the reading pane.
func (w *Window) connectReader() {
	r := w.reading.reader
	r.OnStar = func(id mailbox.ID, on bool) { w.filing.markSaid([]mailbox.ID{id}, mailbox.Starred, on) }
	r.OnMarkUnread = func(id mailbox.ID) { w.reading.markRead([]mailbox.ID{id}, false) }
	r.OnArchive, r.OnDelete = w.filing.letters(w.filing.archive), w.filing.letters(w.filing.remove)
	r.Stays, r.Kept = w.filing.stays, w.filing.kept
	r.OnLetter, r.OnUnfold, r.OnFold = w.reading.letter, w.reading.unfold, w.reading.fold
	if w.o.CannotWrite == nil {
		r.OnMute = func(on bool) { w.filing.mute([]mailbox.ID{w.reading.row}, on) }
	}
	if w.o.CannotWrite == nil {
		w.connectJunk(w.shell, r, func() *filing { return w.filing }, w.accounts.showJunk)
	}
	w.connectLists()
	if w.o.CannotWrite == nil {
		r.OnUnsnooze = w.filing.unsnooze
	}
	r.OnToggleRead = w.reading.markRead
	w.fillReader(r, w.saving, w.sides)
	if w.o.Rest != nil && w.o.CannotWrite == nil {
		r.OnRest, w.onRest, w.onRests = w.getRest, w.getRest, w.getRests
		r.Large = w.o.Large.Is
	}
	w.wholeOutside(r)
	w.saving.onAsked = w.listing.list.Focus
	w.saving.onTooMany = func() {
		text := lang.L("That would be too many files. Save the messages instead.")
		if w.moving.mover == nil {
			w.toasts.show(text, nil)
			return
		}
		w.toasts.offer(text, lang.L("Save…"), func() { w.moving.save("", nil) })
	}
	w.saving.onLetter = func(in *enclosed) { w.sides.openLetter(in, w.listing.terms) }
	w.connectPictures(w.shell, r)
	if p := w.o.Pictures; p != nil && w.o.CannotWrite == nil {
		w.ahead = &ahead{shell: w.shell, listing: w.o.Mail, reading: w.o.Mail, pictures: outwardPictures{p, w.activity.outward}, saves: w.keepsQuiet}
		w.prepared.ahead = w.ahead
		w.ahead.follow(w.listing.store.Changes().Subscribe(1024))
	}
	if leave := w.o.Unsubscribe; leave != nil {
		r.Unsubscribe = func(id mailbox.ID, address string, done func(error)) {
			var err error
			ended := w.toasts.during(lang.L("Sending the request…"))
			w.run.Go(func(ctx context.Context) { err = leave(ctx, id, address) }, func() {
				ended()
				done(err)
			})
		}
	}
	r.OnHover = func(l reader.Lead) { w.activity.bar.SetHint(status.Hint(l)) }
	r.MenuItems = func(ids []mailbox.ID) []*fyne.MenuItem {
		return slices.Concat(w.filing.letterItems(func() []*fyne.MenuItem { return w.filing.moveMenu(ids) }), w.accounts.ruleMenu(ids), w.filing.serverMenu(ids))
	}
	if w.o.Book != nil && w.o.CannotWrite == nil {
		r.OnSender = func(from mailbox.Address) { w.book.sender(from, w.reading.knowSender) }
		w.reading.inBook = w.o.Book.InBook
	}
	r.OnNext = func() { w.listing.list.Next() }
}

// wholeOutside asks before a message of which only the beginning is here is printed or shown in the browser.
func (sh *shell) wholeOutside(r *reader.Reader) {
	open := r.OnBrowser
	r.OnBrowser = func(id mailbox.ID, title string, page func() []byte) {
		sh.wholeFirst(r.SummaryOf(id), lang.L("In the browser and on paper there would be only the beginning."), func() { open(id, title, page) })
	}
}

// connectWriting wires the letters that are written.
func (w *Window) connectWriting() {
	wr := w.writing
	w.reading.state = w.reminderState
	w.listing.onReminders = func() {
		if w.reading.shown != 0 {
			w.reading.reader.SetState(w.reading.state(w.reading.shown))
		}
	}
	w.tools.noWriting = wr.store == nil
	if wr.store == nil {
		return
	}
	wr.onNoAccount = func() { w.leaveSheet(w.accounts.addAccount) }
	wr.offerUndo = func(text string, back func()) { w.filing.offerUndo(text, func(func()) { back() }) }
	wr.onServers = func(id account.ID) {
		w.tray.forward()
		if w.window.Canvas().Overlays().Top() == nil { // else something is to be answered first
			w.leaveSheet(func() { w.accounts.showSettings(func(s *settings.Settings) { s.ShowOutgoing(id) }) })
		}
	}
	wr.onAddAccount = func() {
		w.tray.forward()
		if w.window.Canvas().Overlays().Top() == nil {
			w.leaveSheet(w.accounts.addAccount)
		}
	}
	wr.beSeen = w.beSeen
	w.filing.waits = func(id mailbox.ID) bool { _, _, waits := wr.waiting(id); return waits }
	w.filing.onStays = wr.sayStays
	wr.onLetters = func(ids []mailbox.ID) {
		w.chosenChanged()
		w.listing.list.Updated(ids)
		w.listing.list.StandingsChanged()
		if w.reading.shown != 0 {
			w.reading.reader.SetState(w.reading.state(w.reading.shown))
		}
	}
	w.listing.list.Standing = wr.standing
	w.activity.letters = wr.numbers
	w.reading.state = func(id mailbox.ID) *reader.State {
		if s := wr.state(id); s != nil {
			return s
		}
		return w.reminderState(id)
	}
	w.listing.onChanged = wr.storeChanged
	w.onMailto = wr.mailto
	w.reading.reader.OnAnswer = wr.answer
	w.reading.reader.OnEdit = wr.openDraft
}

// judgedAnew has all readers say anew what is thought of their letters.
func (w *Window) judgedAnew() {
	w.reading.reader.SayJudging()
	w.sides.judgedAnew()
}

// connectJunk wires what is said and asked about junk in the window of sh, where by does it; settings
// opens the page about junk.
func (w *Window) connectJunk(sh *shell, r *reader.Reader, by func() *filing, settings func()) {
	r.OnJunk = func(ids []mailbox.ID) {
		fl := by()
		fl.letters(fl.junk)(ids)
	}
	r.OnBlock = func(address string, ids []mailbox.ID) { by().block(address, ids) }
	r.OnTrust = func(address string, ids []mailbox.ID) { by().trust(address, ids) }
	r.OnUnblock = func(address string, ids []mailbox.ID) { by().letPass(address, ids) }
	r.Mine = w.filing.mine
	r.OnNotJunk = func(ids []mailbox.ID, out bool) {
		fl := by()
		if out {
			fl.letters(fl.notJunk)(ids)
			return
		}
		fl.looksGood(ids)
	}
	r.OnWhyJunk = func(id mailbox.ID, done func(mailbox.Judgment, error)) {
		var j mailbox.Judgment
		var err error
		sh.run.Go(func(ctx context.Context) { j, err = w.filing.judge.WhyJunk(ctx, id) }, func() { done(j, err) })
	}
	r.OnJunkSettings = settings
}

// answer writes a letter about the message that is shown, by key.
func (w *Window) answer(how reader.Answer) {
	if ids := w.listing.list.Selected(); len(ids) == 1 && w.reading.reader.CanAnswer() && w.reading.row == ids[0] {
		w.writing.answer(w.reading.shown, how)
	}
}

// fillReader wires what any reading pane can do with a message: sv has the store it comes
// from.
func (sh *shell) fillReader(r *reader.Reader, sv *saving, ss *sides) {
	r.OnPictures = func(id mailbox.ID, list []eml.Attachment, first int) { ss.openPictures(sv.store, id, list, first) }
	r.OnSaveMessage = sv.saveMessage
	r.OnOriginal = func(id mailbox.ID, done func([]byte, error)) {
		var raw []byte
		var err error
		sh.run.Go(func(ctx context.Context) { raw, err = sv.store.Beginning(ctx, id, reader.MostOriginal) }, func() { done(raw, err) })
	}
	r.OnOpenAttachment = sv.openAttachment
	r.OnSaveAttachment = sv.saveAttachment
	r.OnSavePicture = sv.savePicture
	r.OnSaveAll = sv.saveAll
	r.OnDragAttachment = sv.attachmentOut
	r.LoadAttachment = func(ctx context.Context, id mailbox.ID, index int) ([]byte, error) {
		data, _, err := sv.store.Attachment(ctx, id, index)
		return data, err
	}
	r.OnOpenLink = sh.openLink
	r.OnBrowser = sv.openPage
	if v := sh.o.Voice; v != nil {
		r.Speak, r.OnNoVoice = v.Say, sh.noVoice
	}
	r.SetZoom(sh.app.Preferences().IntWithFallback(prefZoom, 100))
	r.OnZoom = func(percent int) { sh.app.Preferences().SetInt(prefZoom, percent) }
}

// connectParts wires what the parts of the window have to tell those that hold them.
func (w *Window) connectParts() {
	ls, act := w.listing, w.activity
	w.onSheet = func() {
		if w.sheet == nil {
			ls.list.Focus()
		}
		w.setTitle()
	}
	ls.onNobody = func() {
		w.accounts.firstSteps()
		if w.hidden {
			w.ComeForward() // there is nothing to be done without the person
		}
	}
	act.onPlace, act.onSaved = w.saving.choosePlace, w.saving.saved
	ls.onKnown = func(known map[account.ID]account.Status) {
		w.panes.fit()
		act.know(known)
		act.status.SetMessages(w.total())
		w.telling.checked(known)
		w.telling.setUnread()
		act.showStatus() // and the tray
		w.accounts.refillSettings()
		w.writing.answerAsked()
	}
	ls.onPlace = func() {
		w.reading.setTerms(ls.terms)
		w.setTitle()
		w.setKeep()
	}
	ls.onChosen = func() { w.bring(paneList) }
	ls.onStale = func(ids, gone []mailbox.ID, all bool) {
		ls.lookAtChosen()
		w.reading.messageChanged(ids, gone, all)
		w.sides.changed(ids, gone, all)
	}
	ls.onRemovals = w.reading.knowServer
	ls.onFiles = func(ids []mailbox.ID) {
		if slices.Contains(ids, w.reading.shown) {
			w.reading.knowFiles()
		}
	}
	ls.onTogether = w.reading.knowThread
	ls.readOf = w.reading.letterOf
	ls.reads = func() mailbox.ID { return w.reading.row }
	w.reading.onNothing = func() {
		if w.panes.front == paneReader {
			w.bring(paneList)
		}
	}
	w.reading.onMarks = w.chosenChanged
	act.travels = w.travel.show
	w.accounts.onServer, w.weekly.onServer, w.accounts.speak = w.onServer, w.onServer, w.speak
	w.accounts.moving = w.moving
	w.writing.out.forward = func() { w.tray.forward() }
	w.accounts.showGuide, w.accounts.printGuide = w.showGuide, w.saving.printGuide
	w.accounts.shortcuts, w.accounts.showRoom, w.accounts.showLicenses = w.shortcutSheet, w.showRoom, w.showLicenses
	if w.prepared.store != nil && w.o.CannotWrite == nil {
		w.accounts.showReady = w.prepared.show
	}
	w.reading.several = &several{Window: w, counting: loop.Latest{Run: w.run}}
	w.travel.onChanged = func() {
		w.accounts.refillSettings()
		if w.ahead != nil {
			w.ahead.look()
		}
	}
	act.onNoAccount = w.accounts.addAccount
	w.accounts.chooseFile = w.saving.chooseFile
	act.onSignIn = func(id account.ID) { w.leaveSheet(func() { w.accounts.signIn(id) }) }
	act.onSession, act.onFinished = w.accounts.refillSettings, w.telling.checkEnded
	act.onStatus = func() {
		if act.status.Running() {
			w.tools.getMail.Disable()
		} else {
			w.tools.getMail.Enable()
		}
		w.setTitle()
		w.tray.show()
		w.writing.statusChanged()
	}
}
