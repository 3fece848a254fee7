package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/widgets"
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
	wr.loading.Start(func(ctx context.Context) { all, err = wr.store.Letters(ctx) }, func() {
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
	})
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
	return l, words.OfLetter(&l, a, wr.online(), wr.now()), true
}

// note is what the row of a letter says in the place of its first words.
func (wr *writing) note(id mailbox.ID) (text string, grave bool) {
	_, s, _ := wr.waiting(id)
	return s.Short, s.Grave
}

// state is what the reading pane says of a letter that is not sent; nil: it is none.
func (wr *writing) state(id mailbox.ID) *reader.State {
	l, s, ok := wr.waiting(id)
	if !ok {
		return nil
	}
	out := &reader.State{Title: s.Title, Text: s.Text, Said: s.Said, Grave: s.Grave}
	add := func(look widgets.Look, icon widgets.IconName, text string, do func()) {
		out.Buttons = append(out.Buttons, widgets.NewButton(look, text, icon, do))
	}
	edit := func(look widgets.Look) {
		add(look, widgets.IconWrite, lang.L("Edit"), func() { wr.recall(id) })
	}
	again := func(text string) {
		add(widgets.Quiet, "", text, func() { wr.sendAgain(id) })
	}
	cancel := func() { add(widgets.Quiet, "", lang.L("Cancel letter"), func() { wr.cancelLetter(id) }) }
	switch l.State {
	case mailbox.LetterRefused:
		edit(widgets.Primary)
		again(lang.L("Send again"))
		cancel()
	case mailbox.LetterUnknown:
		add(widgets.Primary, widgets.IconCheck, lang.L("It arrived"), func() {
			wr.do(func(ctx context.Context) error { return wr.store.Arrived(ctx, id) }, wr.loadLetters)
		})
		again(lang.L("Send again"))
		edit(widgets.Quiet)
	case mailbox.LetterQueued:
		if wr.online() {
			again(lang.L("Send now"))
		}
		edit(widgets.Quiet)
		cancel()
	}
	return out
}

func (wr *writing) sendAgain(id mailbox.ID) {
	wr.do(func(ctx context.Context) error { return wr.store.SendAgain(ctx, id) }, wr.loadLetters)
}

// cancelLetter takes a letter out of the outbox; it is a draft then.
func (wr *writing) cancelLetter(id mailbox.ID) {
	wr.do(func(ctx context.Context) error { return wr.store.Recall(ctx, id) }, func() {
		wr.loadLetters()
		wr.toasts.offer(lang.L("The letter is not sent. It is in Drafts."), lang.L("Edit"), func() { wr.openDraft(id) })
	})
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
