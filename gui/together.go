package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Letters with their answers: one row of the list is a conversation, and what is done to it is
// done to all of its letters that lie in the folder that is shown.

// setTogether says whether letters and their answers are one row. It is remembered.
func (ls *listing) setTogether(on bool) {
	ls.app.Preferences().SetBool(prefTogether, on)
	ls.app.Preferences().SetBool(prefAsked, true)
	if ls.talks == on {
		return
	}
	ls.talks = on
	if !ls.searching {
		ls.reloadList(nil)
	}
	ls.onTogether()
}

// conversing reports whether rows of the list are conversations. What a search finds, drafts, and
// what waits to be sent are listed one by one.
func (ls *listing) conversing() bool {
	if !ls.talks || ls.searching || ls.view.Search != 0 {
		return false
	}
	f, _ := ls.place()
	return f.Role != mailbox.Drafts && f.Role != mailbox.Outbox
}

// listed is the view as the store is to list it.
func (ls *listing) listed() mailbox.View {
	v := ls.view
	v.Conversations = ls.conversing()
	return v
}

// letters does to letters alone what do does, although rows are conversations: so is meant what a
// person says of the letter that is read.
func (fl *filing) letters(do func(ids []mailbox.ID)) func(ids []mailbox.ID) {
	return func(ids []mailbox.ID) {
		fl.apart = true
		defer func() { fl.apart = false }()
		do(ids)
	}
}

// later is do for when the person has answered a question: what is meant by it is what is meant now.
func (fl *filing) later(do func()) func() {
	apart := fl.apart
	return func() {
		was := fl.apart
		fl.apart = apart
		defer func() { fl.apart = was }()
		do()
	}
}

// letterItems has entries of a menu do so.
func (fl *filing) letterItems(entries func() []*fyne.MenuItem) (items []*fyne.MenuItem) {
	fl.letters(func([]mailbox.ID) { items = entries() })(nil)
	fl.itemsApart(items)
	return items
}

func (fl *filing) itemsApart(items []*fyne.MenuItem) {
	for _, i := range items {
		if do := i.Action; do != nil {
			i.Action = func() { fl.letters(func([]mailbox.ID) { do() })(nil) }
		}
		if i.ChildMenu != nil {
			fl.itemsApart(i.ChildMenu.Items)
		}
	}
}

// whole hands then all messages that rows stand for, to be moved: those that wait to be sent are not among them.
func (fl *filing) whole(ids []mailbox.ID, then func(ids []mailbox.ID)) {
	if len(ids) == 0 {
		return
	}
	if fl.apart || !fl.listing.conversing() {
		fl.movable(ids, then)
		return
	}
	v := fl.listing.view
	var all []mailbox.ID
	var err error
	fl.run.Go(func(ctx context.Context) { all, err = fl.listing.store.InConversations(ctx, v, ids) }, func() {
		if err != nil {
			fl.stopped()
			fl.failed(err)
			return
		}
		fl.movable(all, then)
	})
}

// markedText tells what was done to several letters.
func markedText(n int, f mailbox.Flag, on bool) string {
	data := map[string]any{"Count": words.Count(n)}
	switch {
	case f == mailbox.Starred && on:
		return lang.N("{{.Count}} stars added", n, data)
	case f == mailbox.Starred:
		return lang.N("{{.Count}} stars removed", n, data)
	case on:
		return lang.N("{{.Count}} messages marked read", n, data)
	}
	return lang.N("{{.Count}} messages marked unread", n, data)
}

// mute says that the person wants to hear no more of conversations, or does again.
func (fl *filing) mute(ids []mailbox.ID, on bool) {
	ids = slices.Clone(ids)
	do := func(on bool, or, then func()) {
		fl.doOr(func(ctx context.Context) error { return fl.store.Mute(ctx, ids, on) }, or, then)
	}
	do(on, nil, func() {
		text, back := lang.L("Unmuted. New answers are shown as unread again."), lang.L("Muted. New answers will count as read.")
		if on {
			text, back = back, text
		}
		fl.offerUndo(text, func(or func()) { do(!on, or, func() { fl.toasts.show(back, nil) }) })
	})
}

// muteMenu offers that for rows that are conversations.
func (fl *filing) muteMenu(ids []mailbox.ID) []*fyne.MenuItem {
	if len(ids) == 0 || !fl.listing.conversing() || fl.o.CannotWrite != nil {
		return nil
	}
	muted := true
	for _, id := range ids {
		s := fl.listing.list.Summary(id)
		muted = muted && s != nil && s.Is(mailbox.Muted)
	}
	if muted {
		return []*fyne.MenuItem{widgets.MenuItem(widgets.IconBell, lang.L("Unmute"), "M", func() { fl.mute(ids, false) })}
	}
	return []*fyne.MenuItem{widgets.MenuItem(widgets.IconBellOff, lang.L("Mute"), "M", func() { fl.mute(ids, true) })}
}

// toggleMute mutes what is chosen, or takes it back where all of it is muted.
func (fl *filing) toggleMute() {
	if items := fl.muteMenu(fl.listing.list.Selected()); len(items) > 0 {
		items[0].Action()
	}
}

// askTogether asks once, when the first answer is sent, whether letters and their answers are to
// be one row. It does not wait for an answer.
func (ls *listing) askTogether() {
	p := ls.app.Preferences()
	if ls.talks || p.Bool(prefAsked) {
		return
	}
	if ls.toasts.now != nil && ls.toasts.acts { // its place is not taken by what nobody has asked for
		ls.run.After(toastTime, ls.askTogether)
		return
	}
	p.SetBool(prefAsked, true)
	ls.toasts.offerFor(3*toastTime, lang.L("Show letters and their answers together?"), lang.L("Yes, together"), func() { ls.setTogether(true) })
}
