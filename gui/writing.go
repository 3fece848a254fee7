package gui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/letter"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/gui/status"
	"popmail/storage/mailbox"
)

const (
	saveAfter  = 2 * time.Second  // after the last key a letter is saved
	saveLatest = 10 * time.Second // after the first one
	undoSend   = 10 * time.Second // in which a letter can be called back
)

// writing is the letters that are written: a window for each.
type writing struct {
	*shell
	sides       *sides
	store       Writing // nil: nothing is written
	reading     Reading
	filing      Filing
	listing     *listing
	activity    *activity
	open        []*draft
	ending      []*draft                      // whose windows are closed, and about which something is under way
	leavingAll  func()                        // is done once all is kept; nil: nothing is
	leavingSaid func()                        // takes away what is said meanwhile; nil: nothing is
	leavingWait func(d *draft) bool           // what of a letter is waited for then
	out         out                           // what waits for letters to be sent
	asking      bool                          // all letters are asked to keep themselves
	letters     map[mailbox.ID]mailbox.Letter // that are not sent yet
	loading     loop.Latest                   // the letters
	count       int                           // of windows that were opened
	leaving     mailbox.ID                    // the letter that was handed over last
	leavingBar  *widgets.Toast                // with its Undo
	wasOnline   map[account.ID][2]bool        // whether they can go, and cannot, as letters were shown last
	asked       []string                      // mailto: addresses that wait for an account

	onNoAccount  func()
	onAddAccount func()                         // an account is wanted, from the window of a letter
	beSeen       func()                         // what is said in the main window is to be seen
	offerUndo    func(text string, back func()) // see filing.offerUndo
	onLetters    func(ids []mailbox.ID)         // these are in another state, perhaps
	onServers    func(id account.ID)            // the outgoing server of an account is to be set up
}

// able reports whether letters can be written, and tells why not.
func (wr *writing) able() bool { return wr.ableIn(wr.shell) }

// ableIn is able that is told in a window.
func (wr *writing) ableIn(sh *shell) bool {
	if text := wr.readOnly(); text != "" {
		sh.toasts.show(text, nil)
		return false
	}
	if len(wr.known.accounts) == 0 {
		if wr.known.read {
			wr.onNoAccount()
		}
		return false
	}
	return true
}

// doIn is do that was asked in a window, where its failure is told as long as the window is there.
func (wr *writing) doIn(sh *shell, change func(ctx context.Context) error, done func()) {
	wr.sides.doIn(sh, change, done)
}

// write opens an empty letter.
func (wr *writing) write() {
	if wr.able() {
		wr.begin(&letter.Letter{}, wr.present(), 0, 0)
	}
}

// mailto opens the letter that an address of that scheme asks for; false: it is none.
func (wr *writing) mailto(address string) bool {
	if wr.store == nil || !letter.IsMailto(address) {
		return false
	}
	l, ok := letter.Mailto(address)
	if !ok {
		wr.toasts.show(lang.L("This link can’t be opened."), nil)
		return true
	}
	if wr.able() {
		wr.begin(l, wr.present(), 0, 0)
	}
	return true
}

// ask opens a letter that another program has asked for by its address, as soon as there is
// an account to write from.
func (wr *writing) ask(address string) {
	if wr.readOnly() != "" { // there will be no letters: it would wait for ever
		wr.able()
		return
	}
	if len(wr.asked) < mostSides {
		wr.asked = append(wr.asked, address)
	}
	wr.answerAsked()
}

func (wr *writing) answerAsked() {
	if wr.store == nil || len(wr.known.accounts) == 0 {
		return
	}
	list := wr.asked
	wr.asked = nil
	for _, address := range list {
		wr.mailto(address)
	}
}

// present is the account whose mail is shown, else the first one that can send; 0: there is none, as one may be removed while
// a message is read.
func (wr *writing) present() account.ID {
	if f, ok := wr.folder(wr.listing.view.Folder); ok && f.Account != 0 {
		if _, ok := wr.account(f.Account); ok {
			return f.Account
		}
	}
	for _, a := range wr.known.accounts {
		if a.Sends() {
			return a.ID
		}
	}
	if len(wr.known.accounts) == 0 {
		return 0
	}
	return wr.known.accounts[0].ID
}

// accountFor is the account with an address.
func (wr *writing) accountFor(email string) (account.Account, bool) {
	i := slices.IndexFunc(wr.known.accounts, func(a account.Account) bool { return strings.EqualFold(a.Email, email) })
	if i < 0 {
		return account.Account{}, false
	}
	return wr.known.accounts[i], true
}

func (wr *writing) sender(id account.ID) letter.Person {
	a, _ := wr.account(id)
	return letter.Person{Name: a.Name, Email: a.Email}
}

// begin opens a letter that is new, as the account that it comes from has letters.
func (wr *writing) begin(l *letter.Letter, from account.ID, answers, forwards mailbox.ID) *draft {
	a, _ := wr.account(from)
	l.Text, l.Signature = letter.Sign(l.Text, a.Signature), a.Signature
	return wr.beginSigned(l, a, answers, forwards)
}

// beginSigned opens one whose text has its signature already, where it has one. What is
// redirected goes as it came, and what was written here goes as it did.
func (wr *writing) beginSigned(l *letter.Letter, a account.Account, answers, forwards mailbox.ID) *draft {
	l.From = wr.sender(a.ID)
	if l.Resent == nil {
		l.Plain = l.Plain || a.PlainOnly
		if l.Signature == "" {
			l.Signature = a.Signature
		}
	}
	return wr.edit(l, a.ID, answers, forwards, nil)
}

// edit opens a window for a letter. k is nil for one that is not a draft yet.
func (wr *writing) edit(l *letter.Letter, from account.ID, answers, forwards mailbox.ID, k *keeper) *draft {
	if k == nil {
		k = &keeper{store: wr.store, answers: answers, forwards: forwards}
	}
	wr.count++
	var d *draft
	wr.sides.show(fmt.Sprint("letter ", wr.count), lang.L("New letter"), wr.reading, fyne.NewSize(900, 700), func(s *side) fyne.CanvasObject {
		d = newDraft(wr, s, k, l, from)
		return d.editor
	})
	if d == nil {
		return nil // too many windows are open
	}
	wr.open = append(wr.open, d)
	d.shown()
	return d
}

// openDraft goes on with a letter that was kept. What cannot be written on opens as a letter of its own: one
// that was sent stays what it was, and so does a message that no editor of ours has written.
func (wr *writing) openDraft(id mailbox.ID) { wr.openDraftIn(wr.shell, id) }

// openDraftIn is openDraft that is asked, and told, in a window.
func (wr *writing) openDraftIn(sh *shell, id mailbox.ID) {
	if wr.forward(id) || !wr.ableIn(sh) {
		return
	}
	var kept mailbox.Draft
	var l *letter.Letter
	var large error
	a := answering{store: wr.reading, id: id, own: wr.ownAddresses(), now: wr.now()}
	wr.doIn(sh, func(ctx context.Context) (err error) {
		if kept, err = wr.store.Draft(ctx, id); err != nil || kept.State != mailbox.LetterDraft && kept.State != "" {
			return err
		}
		a.ctx = ctx
		if l, err = letter.Reopen(kept.Raw, kept.Writing); err != nil || kept.State == "" {
			l, a.written = nil, kept.State != ""
			if kept.State != "" {
				l = letter.Redirected(kept.Raw)
			}
			if err = a.read(); err == nil && l == nil {
				if l, err = a.again(); errors.Is(err, errLarge) {
					l, large, err = nil, err, nil
				}
			}
		} else if l.Resent != nil {
			err = a.read()
		}
		if err == nil && l != nil && l.Resent != nil {
			l.Quote = a.whole()
		}
		return err
	}, func() {
		sh := wr.sides.still(sh)
		switch kept.State {
		case mailbox.LetterSent:
			wr.answerIn(sh, id, reader.EditAsNew)
			return
		case mailbox.LetterQueued, mailbox.LetterRefused, mailbox.LetterUnknown:
			wr.recallIn(sh, id)
			return
		case mailbox.LetterSending:
			sh.failed(mailbox.ErrSending)
			return
		}
		if sh.tellLarge(large) || l == nil || wr.forward(id) { // it was asked for twice
			return
		}
		from := kept.Account
		if _, ok := wr.account(from); !ok {
			from = wr.present()
			l.From = wr.sender(from)
		}
		if _, ok := wr.accountFor(l.From.Email); !ok { // it has none, or that of an account that was removed
			l.From = wr.sender(from)
		}
		k := &keeper{store: wr.store, id: id, answers: kept.Answers, forwards: kept.Forwards}
		if kept.State == "" {
			k.id, k.of, k.instead = 0, id, a.mine()
		}
		if kept.MayBeOut {
			k.out = l.MessageID
		}
		d := wr.edit(l, from, 0, 0, k)
		if d != nil && k.of == 0 {
			d.partly = carried(l) >= largeFiles // the program may have ended in the midst of it
		}
		if d != nil && l.Resent != nil {
			d.editor.SetNote(a.answersGo())
		}
	})
}

// recall brings a letter back from the outbox and opens it.
func (wr *writing) recall(id mailbox.ID) { wr.recallIn(wr.shell, id) }

// recallIn is recall that is asked, and told, in a window.
func (wr *writing) recallIn(sh *shell, id mailbox.ID) {
	wr.doIn(sh, func(ctx context.Context) error {
		err := wr.store.Recall(ctx, id)
		if errors.Is(err, mailbox.ErrNotWaiting) {
			return nil // it is a draft already
		}
		return err
	}, func() { wr.openDraftIn(wr.sides.still(sh), id) })
}

// forward shows the window of a letter that is open. One that was just closed is opened again as it
// was: what is stored of it may still be what was written before. false: it is to be read.
func (wr *writing) forward(id mailbox.ID) bool {
	for _, d := range wr.open {
		if d.keeper.has(id) {
			d.side.window.RequestFocus()
			return true
		}
	}
	for _, d := range wr.ending {
		if d.keeper.has(id) {
			if !d.sending && !d.gone {
				d.reopen(d)
			}
			return true
		}
	}
	return false
}

// reopen goes on with a letter in a window of its own, as it was when its window was closed; nil:
// there are too many.
func (wr *writing) reopen(was *draft) *draft {
	l := was.editor.Letter()
	if was.editor.Redirects() {
		l.Quote = was.editor.Quote()
	}
	d := wr.edit(l, was.from, 0, 0, was.keeper)
	if d == nil {
		return nil
	}
	// What is under way goes over, too: the closed window has no part in the letter any more.
	was.heir = d
	d.begun, d.turn, d.settled, d.wait, d.dirty = was.begun, was.turn, was.settled, was.wait, was.dirty
	d.waitDue = was.waitDue
	d.busy, d.attaching, d.sendDue = was.busy, was.attaching, was.sendDue
	was.busy, was.attaching, was.sendDue = 0, 0, false
	wr.ending = slices.DeleteFunc(wr.ending, func(o *draft) bool { return o == was })
	d.partly, d.moved = was.partly, was.moved
	d.editor.SetNote(was.editor.Note())
	d.editor.SetReminder(d.wait.says(d.now()))
	if d.sendDue && d.attaching > 0 {
		d.waitsForFiles()
	}
	return d
}

// closed forgets the window of a letter.
func (wr *writing) closed(d *draft) {
	wr.open = slices.DeleteFunc(wr.open, func(o *draft) bool { return o == d })
	wr.ending = append(wr.ending, d)
}

// ended is told that something about a letter has come to its end.
func (wr *writing) ended(d *draft) {
	if !d.underWay() {
		wr.ending = slices.DeleteFunc(wr.ending, func(o *draft) bool { return o == d })
	}
	if wr.leavingAll != nil && !wr.asking && !wr.any(wr.leavingWait) {
		wr.keepWaiting(wr.leavingWait, wr.left()) // with what has come meanwhile
	}
}

// left is what was to be done once all is kept; it is not waited for any more.
func (wr *writing) left() (then func()) {
	if wr.leavingSaid != nil {
		wr.leavingSaid()
	}
	then, wr.leavingAll, wr.leavingSaid = wr.leavingAll, nil, nil
	return then
}

// any reports whether something is so of any letter.
func (wr *writing) any(is func(d *draft) bool) bool {
	return slices.ContainsFunc(slices.Concat(wr.open, wr.ending), is)
}

// keepAll does something, such as to end the program, once all letters are kept. Where one cannot be
// kept, that is asked about first.
func (wr *writing) keepAll(then func()) {
	wait := (*draft).underWay
	if wr.leavingAll != nil {
		if wr.any((*draft).keeping) {
			return // which ends by itself
		}
		wr.left()
		wait = (*draft).keeping // only files are waited for, which may never come: who asks again does not wait
	}
	wr.keepWaiting(wait, then)
}

// keepWaiting is keepAll; wait says what of a letter is waited for.
func (wr *writing) keepWaiting(wait func(d *draft) bool, then func()) {
	wr.leavingAll, wr.leavingWait, wr.asking = then, wait, true
	for _, d := range slices.Clone(wr.open) {
		d.save()
	}
	if wr.asking = false; wr.leavingAll == nil {
		return // one could not be kept
	}
	if !wr.any(wait) {
		wr.leavingAll = nil
		then()
		return
	}
	wr.leavingSaid = wr.toasts.during(lang.L("Saving your letters…"))
}

// online reports whether letters of an account can go, for all that is known.
func (wr *writing) online(id account.ID) bool { return wr.activity.status.Connected(id) }

// waitsForNetwork reports whether a connection is all that a letter waits for, for all that is known; else what is in
// its way is said of it.
func (wr *writing) waitsForNetwork(l *mailbox.Letter) bool {
	switch {
	case wr.online(l.Account):
		return false
	case wr.activity.status.Gone(l.Account), !l.Problem.Happened():
		return true
	}
	return status.Unreachable(l.Problem.Trouble)
}

// statusChanged brings the lines at the bottom of all letters up to date, and what is said
// of those that wait where they could not be sent before, or cannot any more.
func (wr *writing) statusChanged() {
	now, changed := make(map[account.ID][2]bool, len(wr.known.accounts)), false
	for _, a := range wr.known.accounts {
		now[a.ID] = [2]bool{wr.online(a.ID), wr.activity.status.Gone(a.ID)}
		was, known := wr.wasOnline[a.ID]
		changed = changed || !known || was != now[a.ID]
	}
	if wr.wasOnline = now; changed {
		wr.outChanged()
		if wr.onLetters != nil && len(wr.letters) > 0 {
			wr.onLetters(nil)
		}
	}
	for _, d := range wr.open {
		d.settleSender() // its account may be gone
		d.sayWhen()
	}
}

// ownAddresses are those of all accounts.
func (wr *writing) ownAddresses() (out []string) {
	for _, a := range wr.known.accounts {
		out = append(out, a.Email)
	}
	return out
}
