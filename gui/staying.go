package gui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/maildrop"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// serverMenu offers what can be chosen for messages that lie on a server, too.
func (fl *filing) serverMenu(ids []mailbox.ID) []*fyne.MenuItem {
	if fl.o.ServerMail == nil || fl.o.CannotWrite != nil || len(ids) == 0 {
		return nil
	}
	item := widgets.MenuItem(widgets.IconServer, lang.L("On the server"), "", nil)
	item.ChildMenu = fyne.NewMenu("",
		widgets.MenuItem(widgets.IconLock, lang.L("Keep on the server"), "", func() { fl.chooseFor(ids, account.WishKeep) }),
		widgets.MenuItem(widgets.IconTrash, lang.L("Remove from the server…"), "", func() { fl.chooseFor(ids, account.WishRemove) }),
		widgets.MenuItem(widgets.IconClock, lang.L("Remove on a day…"), "", func() { fl.chooseFor(ids, account.WishRemoveOn) }),
		widgets.MenuItem("", lang.L("As in the account’s settings"), "", func() { fl.chooseFor(ids, account.WishNone) }),
	)
	return []*fyne.MenuItem{item}
}

// chooseFor looks which of the messages are on a server, and notes what is wished for these.
func (fl *filing) chooseFor(ids []mailbox.ID, kind account.WishKind) {
	var list []mailbox.Choice
	parts := 0
	fl.do(func(ctx context.Context) error {
		there, err := fl.o.ServerMail.OnServer(ctx, ids)
		for _, o := range there {
			if o.Part && (kind == account.WishRemove || kind == account.WishRemoveOn) {
				parts++
				continue
			}
			list = append(list, mailbox.Choice{Account: o.Account, UID: o.UID, Wish: account.Wish{Kind: kind}})
		}
		return err
	}, func() {
		switch {
		case len(list) == 0 && parts > 0:
			fl.toasts.show(lang.L("Perhaps not all of it is on this computer, so it stays on the server."), nil)
		case len(list) == 0:
			fl.toasts.show(lang.L("As far as PopMail knows, nothing of this is on a server."), nil)
		case kind == account.WishRemove:
			fl.ask(lang.N("Remove {{.Count}} messages from the server?", len(list), map[string]any{"Count": words.Count(len(list))}),
				lang.L("On this computer nothing is deleted. Until the next check you can take this back."),
				lang.L("Cancel"), lang.L("Remove"), func() { fl.choose(list) })
		case kind == account.WishRemoveOn:
			maildrop.AskDay(fl.window.Canvas(), len(list), fl.now(), func(day time.Time) {
				for i := range list {
					list[i].Wish.On = day
				}
				fl.choose(list)
			})
		default:
			fl.choose(list)
		}
	})
}

// choose notes what is wished, the same for all, and offers to take it back.
func (fl *filing) choose(list []mailbox.Choice) {
	var before []mailbox.Choice
	fl.do(func(ctx context.Context) (err error) {
		before, err = fl.o.ServerMail.Choose(ctx, list)
		return err
	}, func() {
		fl.offerUndo(maildrop.Wished(before, list[0].Wish, fl.now()), func(or func()) {
			var again []mailbox.Choice
			fl.doOr(func(ctx context.Context) (err error) {
				again, err = fl.o.ServerMail.Choose(ctx, before)
				return err
			}, or, func() {
				if text := maildrop.TooLate(again); text != "" {
					fl.toasts.show(text, nil)
					return
				}
				fl.undone()
			})
		})
	})
}

// knowServer looks when the message that is shown goes from its server.
func (rd *reading) knowServer() {
	id := rd.shown
	if rd.o.ServerMail == nil || id == 0 {
		return
	}
	text := ""
	rd.run.Go(func(ctx context.Context) {
		there, err := rd.o.ServerMail.OnServer(ctx, []mailbox.ID{id})
		if err == nil && len(there) > 0 {
			text = words.Goes(there[0].Goes, there[0].Part, rd.now())
		}
	}, func() {
		if rd.shown == id {
			rd.reader.SetOnServer(text)
		}
	})
}
