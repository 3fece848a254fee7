package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// serverMenu offers what can be chosen for messages that lie on a server, too.
func (fl *filing) serverMenu(ids []mailbox.ID) []*fyne.MenuItem {
	if fl.o.ServerMail == nil || fl.o.CannotWrite != nil || len(ids) == 0 {
		return nil
	}
	item := widgets.MenuItem("", lang.L("On the server"), "", nil)
	item.ChildMenu = fyne.NewMenu("",
		widgets.MenuItem(widgets.IconLock, lang.L("Keep on the server"), "", func() { fl.chooseFor(ids, account.WishKeep) }),
		widgets.MenuItem(widgets.IconTrash, lang.L("Remove from the server…"), "", func() { fl.chooseFor(ids, account.WishRemove) }),
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
			if o.Part && kind == account.WishRemove {
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
				lang.L("Cancel"), lang.L("Remove"), func() { fl.choose(list, kind) })
		default:
			fl.choose(list, kind)
		}
	})
}

// choose notes what is wished, and offers to take it back.
func (fl *filing) choose(list []mailbox.Choice, kind account.WishKind) {
	var before []mailbox.Choice
	fl.do(func(ctx context.Context) (err error) {
		before, err = fl.o.ServerMail.Choose(ctx, list)
		return err
	}, func() {
		data := map[string]any{"Count": words.Count(len(before))}
		text := lang.N("{{.Count}} messages go from the server as the account’s settings say", len(before), data)
		switch kind {
		case account.WishKeep:
			text = lang.N("{{.Count}} messages stay on the server", len(before), data)
		case account.WishRemove:
			text = lang.N("{{.Count}} messages will be removed from the server at the next check", len(before), data)
		}
		fl.toasts.show(text, func() {
			fl.do(func(ctx context.Context) error { _, err := fl.o.ServerMail.Choose(ctx, before); return err }, nil)
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
