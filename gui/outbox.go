package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/msglist"
	"popmail/gui/reader"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// loadLetters reads how far the letters are on their way, then shows it.
func (wr *writing) loadLetters() {
	if wr.store == nil {
		return
	}
	var all []mailbox.Letter
	var err error
	var sent bool
	leaving := wr.leaving
	wr.loading.Start(func(ctx context.Context) {
		if all, err = wr.store.Letters(ctx); err == nil && leaving != 0 {
			l, _ := wr.store.Letter(ctx, leaving) // it may have been discarded
			sent = l.State == mailbox.LetterSent
		}
	}, func() {
		if err != nil {
			wr.failed(err)
			return
		}
		before := wr.letters
		wr.letters = map[mailbox.ID]mailbox.Letter{}
		var ids []mailbox.ID
		for _, l := range all {
			wr.letters[l.ID] = l
			ids = append(ids, l.ID)
		}
		for id := range before {
			if _, ok := wr.letters[id]; !ok {
				ids = append(ids, id)
			}
		}
		wr.onLetters(ids)
		wr.activity.showStatus()
		wr.outChanged()
		if sent && leaving == wr.leaving {
			wr.leaving = 0
			if wr.toasts.last == wr.leavingBar { // the person may still look there
				wr.toasts.show(lang.L("Your letter was sent."), nil)
			}
		}
	})
}

// numbers are how many letters wait for a connection alone, and how many need a decision. Those that
// cannot go as things are set up are neither: they say so themselves.
func (wr *writing) numbers() (waiting, doubtful int) {
	for _, l := range wr.letters {
		a, known := wr.account(l.Account)
		switch l.State {
		case mailbox.LetterQueued:
			if known && a.Sends() && !l.Problem.Trouble.Halts() && wr.waitsForNetwork(&l) {
				waiting++
			}
		case mailbox.LetterRefused, mailbox.LetterUnknown:
			doubtful++
		}
	}
	return waiting, doubtful
}

// storeChanged follows what the store reports.
func (wr *writing) storeChanged(batch []mailbox.Change, lost bool) {
	if lost || slices.ContainsFunc(batch, func(c mailbox.Change) bool {
		switch c.(type) {
		case mailbox.LettersChanged, mailbox.Renewed:
			return true
		}
		return false
	}) {
		wr.loadLetters()
	}
}

// waiting is a letter in the outbox with what is said of it; false: it is none.
func (wr *writing) waiting(id mailbox.ID) (mailbox.Letter, words.LetterState, bool) {
	l, ok := wr.letters[id]
	if !ok || l.State == mailbox.LetterDraft || l.State == mailbox.LetterSent {
		return l, words.LetterState{}, false
	}
	a, _ := wr.account(l.Account)
	return l, words.OfLetter(&l, a, !wr.waitsForNetwork(&l), wr.now()), true
}

// standing is what the row of a letter says in the place of its first words; nil: it is
// not in the outbox.
func (wr *writing) standing(id mailbox.ID) *msglist.Standing {
	l, s, ok := wr.waiting(id)
	if !ok {
		return nil
	}
	out := &msglist.Standing{Text: s.Short, Icon: widgets.IconClock, Color: theme.ColorMuted, Urgent: s.Grave}
	switch l.State {
	case mailbox.LetterRefused:
		out.Icon, out.Color = widgets.IconWarning, fynetheme.ColorNameError
	case mailbox.LetterUnknown:
		out.Icon, out.Color = widgets.IconWarning, theme.ColorNoticeText
	default:
		out.Text += " · " + words.Size(l.Size)
	}
	for _, a := range wr.actions(&l) {
		out.Actions = append(out.Actions, msglist.Action{Text: a.short, Off: a.off, Do: a.do})
	}
	return out
}

// letterAction is something that can be done about a letter of the outbox.
type letterAction struct {
	short, long string // in its row, and on a button
	icon        widgets.IconName
	do          func()
	off         bool // not now
}

// actions are what can be done about a letter, in the order of its row: what helps first.
func (wr *writing) actions(l *mailbox.Letter) []letterAction {
	id, busy := l.ID, l.State == mailbox.LetterSending
	edit := letterAction{lang.L("Edit"), lang.L("Edit"), widgets.IconWrite, func() { wr.recall(id) }, busy}
	cancel := letterAction{lang.L("Cancel"), lang.L("Cancel letter"), "", func() { wr.cancelLetter(id) }, busy}
	a, _ := wr.account(l.Account)
	send := func(text string) letterAction {
		return letterAction{text, text, "", func() { wr.sendAgain(id) }, busy || !a.Sends() || wr.activity.status.Gone(l.Account)}
	}
	switch l.State {
	case mailbox.LetterRefused:
		return []letterAction{edit, send(lang.L("Send again")), cancel}
	case mailbox.LetterUnknown:
		arrived := letterAction{lang.L("It arrived"), lang.L("It arrived"), widgets.IconCheck, func() {
			wr.do(func(ctx context.Context) error { return wr.store.Arrived(ctx, id) }, wr.loadLetters)
		}, false}
		return []letterAction{arrived, send(lang.L("Send again")), edit}
	}
	if words.LongWait(l) {
		return []letterAction{edit, send(lang.L("Send now")), cancel}
	}
	return []letterAction{send(lang.L("Send now")), edit, cancel}
}

// state is what the reading pane says of a letter that is not sent; nil: it is none. Where
// the person has to decide, what helps first stands out.
func (wr *writing) state(id mailbox.ID) *reader.State {
	l, s, ok := wr.waiting(id)
	if !ok {
		return nil
	}
	out := &reader.State{Title: s.Title, Text: s.Text, Said: s.Said, Grave: s.Grave}
	for i, a := range wr.actions(&l) {
		if a.off {
			continue
		}
		look := widgets.Quiet
		if i == 0 && s.Grave {
			look = widgets.Primary
		}
		out.Buttons = append(out.Buttons, widgets.NewButton(look, a.long, a.icon, a.do))
	}
	return out
}

func (wr *writing) sendAgain(id mailbox.ID) {
	owner := wr.letters[id].Account
	wr.do(func(ctx context.Context) error { return wr.store.SendAgain(ctx, id) }, func() {
		wr.activity.sendNow(owner)
		wr.loadLetters()
	})
}

// cancelLetter takes a letter out of the outbox; it is a draft then.
func (wr *writing) cancelLetter(id mailbox.ID) {
	wr.do(func(ctx context.Context) error { return wr.store.Recall(ctx, id) }, func() {
		wr.loadLetters()
		wr.toasts.offer(lang.L("The letter is not sent. It is in Drafts."), lang.L("Edit"), func() { wr.openDraft(id) })
	})
}

// sayStays tells that letters of the outbox were not moved, and leads to what ends their waiting.
func (wr *writing) sayStays(t *toasts, ids []mailbox.ID) {
	text := lang.N("These letters stay in the Outbox until they are sent. To stop one, choose Cancel.", len(ids), nil)
	if len(ids) == 1 {
		l, s, _ := wr.waiting(ids[0])
		if l.State == mailbox.LetterSending { // nothing stops it
			t.show(s.Title, nil)
			return
		}
		for _, a := range wr.actions(&l) {
			if a.off {
				continue
			}
			switch {
			case l.State == mailbox.LetterUnknown && a.short == lang.L("Edit"):
				t.offer(lang.L("This letter may have been sent. To change or discard it, choose Edit."), a.long, a.do)
				return
			case a.short == lang.L("Cancel"):
				t.offer(text, a.long, a.do)
				return
			}
		}
	}
	t.show(text, nil)
}

// menuItems are the entries for letters of the outbox; nil where any of them is none.
func (wr *writing) menuItems(ids []mailbox.ID) []*fyne.MenuItem {
	if len(ids) != 1 {
		return nil
	}
	s := wr.state(ids[0])
	if s == nil {
		return nil
	}
	var items []*fyne.MenuItem
	for _, b := range s.Buttons {
		items = append(items, widgets.MenuItem(b.Icon, b.Text, "", b.OnTapped))
	}
	return items
}
