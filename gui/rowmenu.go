package gui

import (
	"fyne.io/fyne/v2"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
)

// oneReceived is the row of the one chosen message that can be answered, or whose sender something can be decided
// about; nil: there is none, or it was not sent.
func (w *Window) oneReceived(ids []mailbox.ID) *mailbox.Summary {
	if len(ids) != 1 {
		return nil
	}
	s := w.listing.list.Summary(ids[0])
	if s == nil || s.FolderRole == mailbox.Drafts || s.FolderRole == mailbox.Outbox {
		return nil
	}
	return s
}

// answerItems are the entries of the menu of a row about answering the message.
func (w *Window) answerItems(ids []mailbox.ID) []*fyne.MenuItem {
	if w.writing.store == nil || w.o.CannotWrite != nil || w.oneReceived(ids) == nil {
		return nil
	}
	do := func(how reader.Answer) func() { return func() { w.writing.answer(ids[0], how) } }
	return []*fyne.MenuItem{
		widgets.MenuItem(widgets.IconReply, lang.L("Reply"), "R", do(reader.Reply)),
		widgets.MenuItem(widgets.IconForward, lang.L("Forward"), "F", do(reader.Forward)),
	}
}

// alwaysItems are the entries of the menu of a row about what is done with letters like the message.
func (w *Window) alwaysItems(ids []mailbox.ID) []*fyne.MenuItem {
	if w.oneReceived(ids) == nil {
		return nil
	}
	items := w.accounts.ruleMenu(ids)
	if w.blockable(ids) != "" {
		items = append(items, widgets.MenuItem(widgets.IconBlock, lang.L("Block sender…"), "", func() { w.blockChosen(ids) }))
	}
	return items
}

// blockable is the address of the sender of the one chosen message, whose mail can go to Junk from now on; empty:
// there is none.
func (w *Window) blockable(ids []mailbox.ID) string {
	s := w.oneReceived(ids)
	if s == nil || w.o.CannotWrite != nil || w.reading.reader.OnBlock == nil || s.FolderRole == mailbox.Sent || w.filing.mine(s.From.Email) || w.filing.stays(ids) {
		return ""
	}
	return s.From.Email
}

func (w *Window) blockChosen(ids []mailbox.ID) {
	if from := w.blockable(ids); from != "" {
		w.filing.block(from, ids)
	}
}

// remindChosen offers when the person is reminded of the chosen letters, in the middle of the window.
func (w *Window) remindChosen() {
	c := w.window.Canvas()
	for _, i := range w.filing.remindItems(w.listing.list.Selected(), w.here()) {
		widgets.ShowMenu(i.ChildMenu, c, fyne.NewPos(c.Size().Width/3, c.Size().Height/4))
	}
}
