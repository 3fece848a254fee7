package gui

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/status"
	"popmail/storage/mailbox"
)

// ownWindow is a message of the store in a window of its own.
type ownWindow struct {
	*side
	main    *Window
	id      mailbox.ID
	summary mailbox.Summary
	reader  *reader.Reader
	reading *reading
	loading loop.Latest
	first   bool // the message has not been shown yet
}

// openAlone shows a message in a window of its own; one that is there comes to the front.
func (w *Window) openAlone(id mailbox.ID) {
	if w.onDraft != nil && w.onDraft(id) {
		return
	}
	title := lang.L("Message")
	if s := w.listing.list.Summary(id); s != nil {
		title = titleOf(s)
	}
	w.sides.show(ownKey(id), title, w.reading.store, fyne.NewSize(860, 720), w.inWindow(id, true))
}

// inWindow fills a window with a message; first says that it is read with that.
func (w *Window) inWindow(id mailbox.ID, first bool) func(s *side) fyne.CanvasObject {
	return func(s *side) fyne.CanvasObject {
		s.id = id
		o := &ownWindow{side: s, main: w, id: id, reader: reader.New(s.run), loading: loop.Latest{Run: s.run}, first: first}
		o.reading = &reading{shell: s.shell, store: w.reading.store, pictures: w.reading.pictures}
		return o.fill()
	}
}

func ownKey(id mailbox.ID) string { return fmt.Sprint("message ", id) }

func titleOf(s *mailbox.Summary) string {
	if t := widgets.OneLine(s.Subject); t != "" {
		return t
	}
	return lang.L("(no subject)")
}

// openChosen shows each of the chosen messages in a window of its own.
func (w *Window) openChosen() { w.openEach(w.listing.list.Selected()) }

// openEach shows each of some messages in a window of its own.
// Where they would be too many none is opened.
func (w *Window) openEach(ids []mailbox.ID) {
	if len(ids) > mostSides {
		w.toasts.show(lang.L("That would be too many windows. Choose fewer messages."), nil)
		return
	}
	more := 0
	for _, id := range ids {
		if w.sides.open[ownKey(id)] == nil {
			more++
		}
	}
	if len(w.sides.open)+more > mostSides {
		w.sides.tooMany()
		return
	}
	for _, id := range ids {
		w.openAlone(id)
	}
}

// aloneItems is the entry of the context menu.
func (w *Window) aloneItems(ids []mailbox.ID) []*fyne.MenuItem {
	if len(ids) == 0 || len(ids) > mostSides {
		return nil
	}
	text := lang.L("Open in a window")
	if len(ids) > 1 {
		text = lang.L("Open in windows")
	}
	return []*fyne.MenuItem{widgets.MenuItem(widgets.IconMailOpen, text, lang.L("Ctrl")+"+"+lang.L("Enter"), func() { w.openEach(ids) })}
}

// fill puts the reading pane into the window, above a line that says where links lead.
func (o *ownWindow) fill() fyne.CanvasObject {
	w, r := o.main, o.reader
	r.Now = o.now
	bar := status.NewBar()
	o.saving.onLetter = func(in *enclosed) { w.sides.openLetter(in, nil) }
	o.fillReader(r, o.saving, w.sides)
	r.OnHover = func(l reader.Lead) { bar.SetHint(status.Hint(l)) }
	r.FileText, r.FilePage = w.reading.reader.FileText, w.reading.reader.FilePage
	w.connectPictures(o.shell, r)
	r.Unsubscribe = w.reading.reader.Unsubscribe
	if w.o.Rest != nil && w.o.CannotWrite == nil {
		o.onRest = func(id mailbox.ID, on bool) { w.getRestIn(o.shell, id, on) }
		r.OnRest, r.Large = o.onRest, w.o.Large.Is
	}
	o.wholeOutside(r)
	if w.writing.store != nil {
		r.OnAnswer = func(id mailbox.ID, how reader.Answer) { w.writing.answerIn(o.shell, id, how) }
		r.OnEdit = func(id mailbox.ID) { w.writing.openDraftIn(o.shell, id) }
	}
	if o.o.CannotWrite == nil {
		r.OnStar = func(id mailbox.ID, on bool) { w.filing.markSaid([]mailbox.ID{id}, mailbox.Starred, on) }
		r.OnMarkUnread = func(mailbox.ID) { o.sayRead(false) }
		r.OnDelete = func([]mailbox.ID) { o.remove() }
		r.OnArchive = func([]mailbox.ID) { o.keep() }
		w.connectJunk(o.shell, r, o.filing, func() {
			w.tray.forward()
			w.uncovered(w.accounts.showJunk, func() {})
		})
		junk := r.OnJunk
		r.OnJunk = func(ids []mailbox.ID) {
			if o.stays(ids) {
				return
			}
			junk(ids)
			o.window.Close()
		}
		r.Stays, r.Kept = w.filing.stays, o.kept
		r.MenuItems = func(ids []mailbox.ID) []*fyne.MenuItem {
			fl := o.filing()
			return slices.Concat(fl.letterItems(func() []*fyne.MenuItem { return fl.moveItems(ids, o.summary.Folder, o.summary.FolderRole) }), fl.serverMenu(ids))
		}
	}
	o.onKey, o.onRune = o.key, o.rune
	o.letterShortcuts(r)
	for key, do := range map[fyne.KeyName]func(){
		fyne.KeyU: func() { o.sayRead(!o.summary.Is(mailbox.Read)) },
		fyne.KeyD: func() {
			w.filing.markSaid([]mailbox.ID{o.id}, mailbox.Starred, !o.summary.Is(mailbox.Starred))
		},
		fyne.KeyE: o.keep,
		fyne.KeyN: w.write,
		fyne.KeyK: func() {
			w.tray.forward()
			w.leaveAndJump()
		},
	} {
		o.shortcut(key, fyne.KeyModifierShortcutDefault, do)
	}
	o.window.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { // a field that has the keyboard takes its own first
		if over, ok := o.window.Canvas().Overlays().Top().(*widgets.Over); !ok || !over.Modal() {
			w.takeBack()
		}
	})
	o.onChanged, o.onJudged = o.changed, r.SayJudging
	o.onEnd = r.ShowNothing
	o.load()
	return container.New(&stack{}, r, bar)
}

// load reads the message and shows it.
func (o *ownWindow) load() {
	var c reader.Content
	var err error
	o.loading.Start(func(ctx context.Context) { c, err = o.reading.content(ctx, o.id) }, func() {
		if err != nil {
			o.reader.ShowError(err)
			return
		}
		o.summary = c.Summary
		o.addressed(&c)
		if o.main.reading.state != nil {
			c.State = o.main.reading.state(o.id)
		}
		o.window.SetTitle(titleOf(&c.Summary))
		o.reader.ShowMessage(c)
		if o.first && !c.Summary.Is(mailbox.Read) && o.o.CannotWrite == nil {
			o.main.filing.mark([]mailbox.ID{o.id}, mailbox.Read, true)
		}
		o.first = false
	})
}

// changed follows the message: its marks, where it lies, whether it is there at all.
func (o *ownWindow) changed(ids, gone []mailbox.ID, all bool) {
	if !all && !slices.Contains(ids, o.id) && !slices.Contains(gone, o.id) {
		return
	}
	o.main.listing.rows([]mailbox.ID{o.id}, func(rows []mailbox.Summary, err error) {
		switch {
		case err != nil:
		case len(rows) == 0:
			o.window.Close()
		default:
			was := o.summary
			o.summary = rows[0]
			o.reader.SetFlags(rows[0].Flags)
			if was.Rest != rows[0].Rest || (was.FolderRole == mailbox.Junk) != (rows[0].FolderRole == mailbox.Junk) { // in Junk no link opens
				o.load()
			}
		}
	})
}

// sayRead is what the person says of the message.
func (o *ownWindow) sayRead(read bool) {
	if o.o.CannotWrite == nil {
		o.main.filing.markSaid([]mailbox.ID{o.id}, mailbox.Read, read)
	}
}

// filing is what is done to the message: it is asked in this window, and told and taken back in the main one.
func (o *ownWindow) filing() *filing {
	fl := o.main.filing.in(o.window)
	fl.beside, fl.alone = o.main.beSeen, &o.summary
	return fl
}

// stays reports that the message is a letter that waits to be sent, and says so.
func (o *ownWindow) stays(ids []mailbox.ID) bool {
	if !o.main.filing.stays(ids) {
		return false
	}
	o.main.filing.onStays(o.toasts, ids)
	return true
}

// kept reports that the message lies in the Trash, from where it is put back.
func (o *ownWindow) kept([]mailbox.ID) bool { return o.summary.FolderRole == mailbox.Trash }

// remove puts the message into the Trash, or asks whether it is to go from there for ever,
// in this window. The main window offers Undo.
func (o *ownWindow) remove() {
	ids := []mailbox.ID{o.id}
	switch {
	case o.o.CannotWrite != nil || o.summary.ID == 0 || o.stays(ids):
	case o.summary.FolderRole == mailbox.Trash:
		o.filing().purge(ids)
	default:
		fl := o.filing()
		fl.letters(fl.toTrash)(ids)
		o.window.Close()
	}
}

// keep archives the message, or brings it back from the Trash, as the key does in the main window.
func (o *ownWindow) keep() {
	ids := []mailbox.ID{o.id}
	if o.o.CannotWrite != nil || o.summary.ID == 0 || o.stays(ids) {
		return
	}
	fl := o.filing()
	if o.kept(ids) {
		fl.letters(fl.putBack)(ids)
	} else {
		fl.letters(fl.archive)(ids)
	}
	o.window.Close()
}

// key takes what nothing in the window has taken.
func (o *ownWindow) key(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyDelete {
		o.remove()
		return true
	}
	return letterKey(o.reader)(e)
}

// rune takes letters that no field takes.
func (o *ownWindow) rune(r rune) {
	how, ok := map[rune]reader.Answer{'r': reader.Reply, 'R': reader.ReplyAll, 'f': reader.Forward, 'F': reader.Redirect}[r]
	if ok && o.reader.CanAnswer() {
		o.main.writing.answerIn(o.shell, o.id, how)
	}
}
