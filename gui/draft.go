package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/compose"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// draft is a letter in its window.
type draft struct {
	*writing
	side   *side
	editor *compose.Editor
	keeper *keeper
	from   account.ID
	begun  *letter.Letter // as it was opened

	turn    int    // counts what is handed to keeper
	dirty   bool   // something is not handed to it yet
	busy    int    // saves under way
	cancel  func() // of the save that is due; nil: none
	latest  func() // of the one that no further change puts off; nil: none
	gone    bool   // sent or discarded: it is not saved any more
	sending bool
	shut    bool   // its window is closed
	partly  bool   // it was saved without its files last, perhaps: they are saved with it when it is closed
	heir    *draft // goes on with the letter in a window of its own; nil: nobody does

	wait      answerWait            // for an answer
	waitDue   bool                  // it is not kept with the draft yet
	settled   map[letter.Doubt]bool // what the person has answered by sending anyway
	attaching int                   // lots of files that are read
	sendDue   bool                  // it is to be sent once they are
	moved     bool                  // it goes from another account than it was written with, and the person was not told
}

func newDraft(wr *writing, s *side, k *keeper, l *letter.Letter, from account.ID) *draft {
	d := &draft{writing: wr, side: s, keeper: k, from: from, editor: compose.New(s.run, wr.store.People)}
	if l.MessageID == "" {
		l.MessageID = letter.NewMessageID(l.From.Email)
	}
	e := d.editor
	e.Set(l)
	e.SetFrom(l.From, len(wr.known.accounts) > 1)
	d.begun = e.Letter()
	e.OnChanged = d.changed
	e.OnSend = d.send
	e.OnAttach = d.attach
	e.OnDiscard = d.discard
	e.OnPaste = d.paste
	e.MenuItems = d.menu
	e.OnFrom = d.chooseSender
	s.onEnd = d.closed
	return d
}

// shown wires what needs the window.
func (d *draft) shown() {
	w := d.side.window
	const ctrl = fyne.KeyModifierShortcutDefault
	d.side.shortcut(fyne.KeyReturn, ctrl, d.editor.Send)
	d.side.shortcut(fyne.KeyEnter, ctrl, d.editor.Send)
	d.side.always(fyne.KeyS, ctrl, d.save)
	d.side.shortcut(fyne.KeyA, ctrl|fyne.KeyModifierShift, d.attach)
	d.side.shortcut(fyne.KeyN, ctrl, d.write)
	w.SetOnDropped(d.dropped)
	d.side.onKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyF6 {
			move := w.Canvas().FocusNext
			if drv, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && drv.CurrentKeyModifiers()&fyne.KeyModifierShift != 0 {
				move = w.Canvas().FocusPrevious
			}
			move()
			return true
		}
		return false
	}
	d.sayTitle()
	d.sayWhen()
	if d.filing != nil && !d.editor.Redirects() {
		if r, ok := d.reminder(d.keeper.ID()); ok {
			d.wait = answerWait{at: r.At, after: r.After}
		}
		d.editor.RemindMenu = func() *fyne.Menu {
			menu := d.waitMenu(w.Canvas(), d.wait, d.waitFor)
			title := fyne.NewMenuItem(lang.L("Remind me if nobody answers"), nil)
			title.Disabled = true
			menu.Items = append([]*fyne.MenuItem{title}, menu.Items...)
			return menu
		}
		d.editor.SetReminder(d.wait.says(d.now()))
	}
	d.editor.Start()
	if d.keeper.ID() != 0 {
		d.editor.SetSaved(lang.L("Saved as draft"))
	}
}

func (d *draft) sayTitle() {
	title := d.editor.Title()
	switch {
	case d.editor.Redirects() && title == "":
		title = lang.L("Redirect")
	case d.editor.Redirects():
		title = lang.L("Redirect: {{.Subject}}", map[string]any{"Subject": title})
	case title == "":
		title = lang.L("New letter")
	}
	if d.side.window.Title() != title {
		d.side.window.SetTitle(title)
	}
}

// sayWhen writes when the letter will go.
func (d *draft) sayWhen() {
	a, known := d.account(d.from)
	switch {
	case !known:
		d.editor.SetFoot(false, lang.L("There is no account to send from. Your letter stays here as a draft."), lang.L("No account to send from"))
	case !a.Sends():
		d.editor.SetFoot(false, lang.L("PopMail doesn’t know yet how {{.Account}} sends mail. Your letter stays here as a draft.", map[string]any{"Account": a.Email}),
			lang.L("Not set up for sending yet"))
	case d.online(d.from):
		data := map[string]any{"Seconds": words.Count(int(undoSend.Seconds()))}
		d.editor.SetFoot(true, lang.L("Online · this letter goes out {{.Seconds}} seconds after Send, so you can still change your mind", data),
			lang.L("Online · goes out {{.Seconds}} seconds after Send", data))
	default:
		d.editor.SetFoot(false, lang.L("Offline · this letter will be sent when you’re online"), lang.L("Offline · sent when you’re online"))
	}
}

// changed is called with every change; what was written is saved soon.
func (d *draft) changed() {
	d.dirty = true
	d.sayTitle()
	if d.cancel != nil {
		d.cancel()
	}
	d.cancel = d.run.After(saveAfter, d.save)
	if d.latest == nil { // who types without a pause is saved, too
		d.latest = d.run.After(saveLatest, d.save)
	}
}

// nothingDue takes back the saves that are due.
func (d *draft) nothingDue() {
	for _, cancel := range []func(){d.cancel, d.latest} {
		if cancel != nil {
			cancel()
		}
	}
	d.cancel, d.latest = nil, nil
}

// underWay reports whether something is done about the letter that its window need not be open for.
func (d *draft) underWay() bool { return d.keeping() || d.attaching > 0 && !d.gone }

// keeping reports whether the letter is saved or handed over, which has an end.
func (d *draft) keeping() bool { return d.busy > 0 || d.sending }

// latestOf is who goes on with the letter.
func (d *draft) latestOf() *draft {
	for d.heir != nil {
		d = d.heir
	}
	return d
}

// untouched reports whether the letter was never saved and is as it was opened: what was
// typed and taken out again is nothing to keep.
func (d *draft) untouched() bool {
	return d.turn == 0 && d.keeper.ID() == 0 && d.editor.Letter().Alike(d.begun)
}

// save keeps what is written now.
func (d *draft) save() {
	d.nothingDue()
	if d.gone || d.sending || !d.dirty {
		return
	}
	d.settleSender()
	d.nothingDue()
	d.dirty = false
	if d.untouched() {
		return
	}
	d.turn++
	d.settleIdentity()
	n, l, from := d.turn, d.editor.Letter(), d.from
	keep := d.keeper.keepAsWritten
	if d.shut {
		keep = d.keeper.keep
	}
	var err, reminded error
	wait, waitDue := d.wait, d.waitDue
	d.waitDue = false
	old, thrown := d.replaced(), false
	d.busy++
	d.partly = !d.shut && carried(l) >= largeFiles
	d.run.Go(func(ctx context.Context) {
		var id mailbox.ID
		if id, err = keep(ctx, n, from, l); err == nil {
			thrown = d.throwAway(ctx, old)
			if waitDue {
				reminded = d.keepWait(ctx, id, wait)
			}
		}
	}, func() {
		d := d.latestOf()
		d.busy--
		if waitDue && (err != nil || reminded != nil || d.wait != wait) && !d.gone {
			d.waitDue, d.dirty = true, true // with the next save
		}
		d.keeper.instead = d.keeper.instead && !thrown
		switch {
		case err != nil && (d.gone || d.sending): // which keeps it whole, and tells its own failure
		case err != nil:
			d.unsaved(err)
		case reminded != nil && d.shut:
			d.writing.failed(reminded)
		case reminded != nil:
			d.side.failed(reminded)
		case !d.gone && !d.shut:
			d.editor.SetSaved(lang.L("Saved as draft · {{.Time}}", map[string]any{"Time": words.Time(d.now())}))
		}
		d.writing.ended(d)
	})
}

// unsaved is called where what was written could not be kept: a window shows it still, or again.
func (d *draft) unsaved(err error) {
	d.dirty = true
	if d.shut {
		if n := d.reopen(d); n != nil {
			n.askLosing(err)
		} else {
			d.writing.failed(err)
			d.beSeen()
		}
		return
	}
	d.editor.SetSaved("")
	if d.leavingAll != nil {
		d.askLosing(err)
		return
	}
	d.side.failed(err)
}

// askLosing says that a letter which was to be closed is nowhere but in its window.
func (d *draft) askLosing(err error) {
	fyne.LogError("a letter could not be saved", err)
	then := d.left()
	d.side.window.RequestFocus()
	d.side.ask(lang.L("Your letter could not be saved"),
		lang.L("What you wrote is in this window only: {{.Reason}}", map[string]any{"Reason": headingOf(err)}),
		lang.L("Keep the window"), lang.L("Close without saving"), func() {
			d.gone = true
			d.side.window.Close()
			if then != nil {
				d.keepAll(then)
			}
		})
}

// closed is called when the window is closed: what is written is kept.
func (d *draft) closed() {
	d.nothingDue()
	d.shut = true
	d.writing.closed(d)
	d.dirty = d.dirty || d.partly
	d.save()
	d.editor.Stop()
	d.writing.ended(d)
}

// waitFor says how long an answer is waited for.
func (d *draft) waitFor(p answerWait) {
	d.wait = p
	d.editor.SetReminder(p.says(d.now()))
	id := d.keeper.ID()
	if id == 0 || d.waitDue {
		d.waitDue = true // it is kept with the draft, as soon as there is one
		d.changed()
		return
	}
	var err error
	d.run.Go(func(ctx context.Context) { err = d.keepWait(ctx, id, p) }, func() {
		if err != nil {
			d.side.failed(err)
		}
	})
}

// keepWait keeps with a draft how long an answer to it is waited for. It is called in the background.
func (d *draft) keepWait(ctx context.Context, id mailbox.ID, p answerWait) error {
	if p == (answerWait{}) {
		return d.filing.Unremind(ctx, []mailbox.ID{id})
	}
	return d.filing.Remind(ctx, []mailbox.ID{id}, p.at, p.after)
}

// menu is what the button with three dots offers.
func (d *draft) menu() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	if d.editor.Quoted() {
		item := fyne.NewMenuItem(lang.L("Send as plain text"), func() { d.editor.SetPlain(!d.editor.Plain()) })
		item.Checked = d.editor.Plain()
		items = append(items, item)
	}
	return append(items,
		widgets.MenuItem(widgets.IconSave, lang.L("Save as draft"), lang.L("Ctrl")+"+S", d.save),
		widgets.MenuItem("", lang.L("Close and keep"), lang.L("Esc"), d.side.window.Close))
}

// chooseSender offers the accounts to write from.
func (d *draft) chooseSender(below fyne.CanvasObject) {
	var items []*fyne.MenuItem
	for _, a := range d.known.accounts {
		items = append(items, fyne.NewMenuItem((letter.Person{Name: a.Name, Email: a.Email}).String(), func() {
			d.writeFrom(a)
			d.moved = false
		}))
	}
	widgets.ShowMenuBelow(fyne.NewMenu("", items...), d.side.window.Canvas(), below, false)
}

// writeFrom makes the letter one of another account: with its signature, and as plain text
// where that account has it so, unless the person has chosen for this letter.
func (d *draft) writeFrom(a account.Account) {
	was, _ := d.account(d.from)
	d.from = a.ID
	d.editor.SetFrom(d.sender(a.ID), true)
	d.editor.SetIdentity(letter.NewMessageID(a.Email))
	if !d.editor.Redirects() {
		d.editor.Sign(a.Signature)
		if d.editor.Plain() == was.PlainOnly && a.PlainOnly != was.PlainOnly {
			d.editor.SetPlain(a.PlainOnly)
		}
	}
	d.sayWhen()
	d.changed()
}

// settleIdentity gives a letter that may have arrived a Message-ID of its own where it is another one now:
// servers drop what comes twice under one. As it was opened it keeps the one it had, for the same reason.
func (d *draft) settleIdentity() {
	out := d.keeper.out
	if out == "" {
		return
	}
	l := d.editor.Letter()
	switch same := l.Alike(d.begun) && l.From == d.begun.From && l.Text == d.begun.Text && l.Plain == d.begun.Plain && l.Photos == d.begun.Photos; {
	case same:
		d.editor.SetIdentity(out)
	case l.MessageID == out:
		d.editor.SetIdentity(letter.NewMessageID(l.From.Email))
	}
}

// settleSender gives a letter whose account was removed meanwhile to another one.
func (d *draft) settleSender() {
	if _, ok := d.account(d.from); !ok && len(d.known.accounts) > 0 {
		if a, ok := d.account(d.present()); ok {
			d.writeFrom(a)
			d.moved = true
		}
	}
}

// stays tells, where it is so, that nothing can be added to the letter.
func (d *draft) stays() bool {
	if d.editor.Redirects() {
		d.side.toasts.show(lang.L("A message that you redirect goes on as it came. To add files, forward it."), nil)
		return true
	}
	return false
}
