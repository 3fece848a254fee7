package gui

import (
	"context"
	"slices"

	"popmail/account/letter"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// send asks about what is doubtful, then hands the letter over.
func (d *draft) send() {
	if d.sending || d.gone {
		return
	}
	if d.waitsForFiles() {
		return
	}
	d.settleSender()
	a, known := d.account(d.from)
	if !known {
		d.side.ask(lang.L("No account to send from"), lang.L("Your letter stays in Drafts. Add an account, then send it."), lang.L("Not now"), lang.L("Add an account…"), d.onAddAccount)
		return
	}
	if d.moved { // the person looks first from whom it goes now
		d.moved = false
		d.side.toasts.show(lang.L("The account of this letter was removed. It goes from {{.Account}} now. Choose Send again if that is right.", map[string]any{"Account": a.Email}), nil)
		return
	}
	l := d.editor.Letter()
	if !a.Sends() {
		d.side.ask(lang.L("PopMail can’t send from {{.Account}} yet", map[string]any{"Account": a.Email}),
			lang.L("It doesn’t know the outgoing server. Your letter stays in Drafts until it does."), lang.L("Not now"), lang.L("Set it up"), func() { d.onServers(d.from) })
		return
	}
	d.askAbout(l.Doubts(), func() { d.hand() })
}

// waitsForFiles reports whether files are read for the letter still, and says that it goes once they are in it.
func (d *draft) waitsForFiles() bool {
	if d.attaching == 0 {
		return false
	}
	d.sendDue = true
	d.side.toasts.show(lang.L("Your letter goes out as soon as its files are in it."), nil)
	return true
}

// sendDone sends the letter whose files are in it now, as the person has asked. Where there is a question first, it
// is asked in a window, also where that was closed meanwhile or the program is being left; said is one more thing to say.
func (d *draft) sendDone(said string) {
	d.sendDue = false
	if said == "" && !d.doubtful() {
		d.hand()
		return
	}
	d.left()
	if d.shut {
		n := d.reopen(d)
		if n == nil {
			d.dirty = true
			d.save()
			return
		}
		d = n
		d.dirty = true
	}
	d.side.window.RequestFocus()
	if said == "" {
		d.send()
		return
	}
	d.side.toasts.show(said, nil)
}

// doubtful reports whether there is something to ask or to say before the letter goes.
func (d *draft) doubtful() bool {
	a, known := d.account(d.from)
	return !known || d.moved || !a.Sends() || slices.ContainsFunc(d.editor.Letter().Doubts(), func(o letter.Doubt) bool { return !d.settled[o] })
}

// hand puts the letter into the outbox and closes its window. What takes its time for that is done
// once the letter is kept as it is: the program may be left meanwhile.
func (d *draft) hand() {
	if d.gone || d.sending || d.waitsForFiles() {
		return
	}
	d.sending = true
	d.editor.Lock(true)
	d.nothingDue()
	d.settleIdentity()
	l := d.editor.Letter()
	first := len(l.Attachments) > 0 && (d.dirty || d.keeper.ID() == 0)
	d.dirty = false
	d.turn += 2
	n, outgoing, from, wait := d.turn, d.editor.Outgoing(), d.from, d.wait
	var id mailbox.ID
	var err, reminded error
	kept := false
	old, thrown := d.replaced(), false
	d.run.Go(func(ctx context.Context) {
		defer func() {
			if kept {
				thrown = d.throwAway(ctx, old)
			}
		}()
		if first {
			if _, err = d.keeper.keep(ctx, n-1, from, l); err != nil {
				return
			}
			kept = true
		}
		if l, err = outgoing(ctx); err != nil {
			return
		}
		l.Date = d.now()
		until := l.Date.Add(undoSend)
		if id, err = d.keeper.keep(ctx, n, from, l); err == nil {
			kept = true
			err = d.store.Send(ctx, id, until)
		}
		if err == nil && wait != (answerWait{}) {
			reminded = d.filing.Remind(ctx, []mailbox.ID{id}, wait.at, wait.after)
		}
	}, func() {
		d.sending = false
		d.keeper.instead = d.keeper.instead && !thrown
		d.editor.Lock(false)
		switch {
		case err != nil && kept: // it is among the drafts; the program goes on, so that this is seen
			d.left()
			if d.shut {
				d.writing.failed(err)
				d.beSeen()
			} else {
				d.side.failed(err)
			}
			d.writing.ended(d)
			return
		case err != nil:
			d.unsaved(err)
			d.writing.ended(d)
			return
		}
		d.gone = true
		if !d.shut {
			d.side.window.Close()
		}
		d.writing.ended(d)
		text := lang.L("Your letter goes out in {{.Seconds}} seconds.", map[string]any{"Seconds": words.Count(int(undoSend.Seconds()))})
		if !d.online(from) {
			text = lang.L("Your letter will be sent when you are online again.")
		}
		if reminded != nil { // it goes all the same
			d.failedAfter(text, reminded, func() { d.recall(id) })
			d.beSeen()
			return
		}
		d.toasts.offerUndo(undoSend, text, func() { d.recall(id) })
		d.leaving, d.leavingBar = id, d.toasts.last
		d.beSeen()
		if d.keeper.answers != 0 {
			d.run.After(undoSend, d.listing.askTogether) // when what offers to call it back is gone
		}
	})
}
