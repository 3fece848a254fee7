package maildrop

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// job does something with the server, which Stop ends, and then calls done. Looks that only go
// on with who wrote what make way for it.
func (p *Page) job(said string, work func(ctx context.Context) error, done func()) {
	if p.stop != nil {
		if p.look.going {
			p.look.next = func() { p.job(said, work, done) }
			p.look.resume = true
			p.stop()
		}
		return
	}
	if p.o.Offline() {
		p.tell(lang.L("You are working offline, so the server can’t be asked."), lang.L("Go online"), func() {
			p.o.OnOnline()
			p.tell("", "", nil)
			if said == asking() {
				p.Load()
			} else {
				p.job(said, work, done)
			}
		})
		return
	}
	own, cancel := context.WithCancel(context.Background())
	p.stop, p.said = cancel, said
	p.tell("", "", nil)
	p.showState()
	p.showChosen()
	var err error
	p.o.Run.Go(func(ctx context.Context) {
		defer context.AfterFunc(ctx, cancel)()
		err = work(own)
	}, func() {
		if own.Err() != nil { // the person has stopped it
			err = nil
		}
		cancel()
		p.stop, p.said = nil, ""
		done()
		if err != nil {
			p.trouble(err)
		}
		p.showState()
		p.showChosen()
		p.then()
	})
}

// Stop ends what is asked of the server.
func (p *Page) Stop() {
	if p.stop != nil {
		p.stop()
	}
}

// trouble says what has gone wrong with the server.
func (p *Page) trouble(err error) {
	var pr *account.Problem
	if !errors.As(err, &pr) {
		p.o.OnFailed(err)
		return
	}
	x := words.Of(pr, p.o.Account.Incoming.Host, p.o.Account.Incoming.Port)
	text := []string{x.Heading + "."}
	if x.What != "" {
		text = []string{x.What}
	}
	if said := words.Said(pr); said != "" {
		text = append(text, said)
	}
	if p.rows.drop.At.IsZero() {
		text = append(text, lang.L("So PopMail can’t show what the server holds."))
	}
	p.tell(strings.Join(text, " "), lang.L("Look again"), p.Load)
}

// Changed looks in the store what is known now, after mail has come or a wish has changed.
func (p *Page) Changed() { p.refresh(nil) }

// refresh does so; gone are the unique-ids of what the server does not hold any more.
func (p *Page) refresh(gone []string) {
	if p.rows.drop.At.IsZero() {
		return
	}
	var held map[string]account.OnServer
	var err error
	p.o.Run.Go(func(ctx context.Context) { held, err = p.o.Server.Holdings(ctx, p.o.Account.ID) }, func() {
		if err != nil {
			p.o.OnFailed(err)
			return
		}
		left := make(map[string]bool, len(gone))
		for _, uid := range gone {
			left[uid] = true
		}
		p.rows.now = p.o.Now()
		p.rows.known(held, left)
		p.o.OnListed(p.rows.drop)
		p.show()
	})
}

// getChosen receives what is ticked and not on this computer.
func (p *Page) getChosen() {
	if uids := p.rows.pick(p.list.Selected()).get; len(uids) > 0 {
		p.fetch(uids, nil)
	}
}

// fetch receives messages, large ones after a question, and calls then with those that have come.
func (p *Page) fetch(uids []string, then func(came []string)) {
	p.o.Large.Ask(p.o.Run, p.canvas(), p.rows.sizes(uids), p.o.OnFailed, func() { p.receive(uids, then) })
}

func (p *Page) receive(uids []string, then func(came []string)) {
	var done account.Done
	data := map[string]any{"Count": words.Count(len(uids))}
	p.job(lang.N("Getting {{.Count}} messages…", len(uids), data), func(ctx context.Context) (err error) {
		done, err = p.o.Server.Get(ctx, p.o.Account.ID, uids, func(g event.Progress) {
			p.o.Run.Do(func() { p.progress(g) })
		})
		return err
	}, func() {
		n := len(done.UIDs)
		text := ""
		if n > 0 {
			text = lang.N("{{.Count}} messages are on this computer now.", n, map[string]any{"Count": words.Count(n)})
		}
		p.say(text, notReceived(done), done)
		p.refresh(done.Absent)
		if then != nil && n > 0 {
			then(done.UIDs)
		}
	})
}

// notReceived says how many messages could not be received, and why where the disk is the reason.
func notReceived(done account.Done) string {
	n := len(done.Failed)
	data := map[string]any{"Count": words.Count(n)}
	for _, err := range done.Failed {
		if _, ok := errors.AsType[*account.NoRoomError](err); !ok {
			return lang.N("{{.Count}} messages couldn’t be received.", n, data)
		}
	}
	return lang.N("The disk of this computer has no room for {{.Count}} messages. They stay on the server.", n, data)
}

func (p *Page) progress(g event.Progress) {
	total := g.TotalMessages + g.Rests
	if p.stop == nil || total == 0 {
		return
	}
	p.said = lang.L("Getting {{.Number}} of {{.Total}}", map[string]any{"Number": words.Count(min(g.Messages+1, total)), "Total": words.Count(total)})
	if g.TotalBytes > 0 {
		p.said += " · " + words.Part(g.Bytes, g.TotalBytes)
	}
	p.showState()
}

// say tells what was done, what could not be, and what was not there.
func (p *Page) say(text, failed string, done account.Done) {
	if len(done.Failed) > 0 {
		text = strings.TrimSpace(text + " " + failed)
		for _, err := range done.Failed {
			if errors.Is(err, account.ErrOther) {
				text += " " + lang.L("The mail on the server has changed since you looked. Look again.")
				break
			}
			if pr, ok := errors.AsType[*account.Problem](err); ok && words.Said(pr) != "" {
				text += " " + words.Said(pr)
				break
			}
		}
	}
	if n := len(done.Absent); n > 0 {
		text = strings.TrimSpace(text + " " + lang.N("{{.Count}} messages aren’t on the server anymore.", n, map[string]any{"Count": words.Count(n)}))
	}
	if text != "" {
		p.o.OnSay(text, nil)
	}
}

// wish notes when what is ticked goes, and offers to take that back.
func (p *Page) wish(kind account.WishKind) {
	p.choose(p.rows.pick(p.list.Selected()).wish, account.Wish{Kind: kind})
}

// removeLater asks on which day what is ticked and on this computer goes.
func (p *Page) removeLater() {
	uids := p.rows.pick(p.list.Selected()).here
	if c := p.canvas(); c != nil && len(uids) > 0 {
		AskDay(c, len(uids), p.o.Now(), func(day time.Time) { p.choose(uids, account.Wish{Kind: account.WishRemoveOn, On: day}) })
	}
}

func (p *Page) choose(uids []string, w account.Wish) {
	if len(uids) == 0 {
		return
	}
	p.note(choices(p.o.Account.ID, uids, w), func(before []mailbox.Choice) {
		p.o.OnSay(Wished(before, w, p.o.Now()), func() {
			p.note(before, func(again []mailbox.Choice) {
				if text := TooLate(again); text != "" {
					p.o.OnSay(text, nil)
				}
			})
		})
	})
}

// TooLate says for how many messages a wish may come too late; "" where it does not.
func TooLate(list []mailbox.Choice) string {
	n := 0
	for _, c := range list {
		if c.Late {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return lang.N("It may be too late for {{.Count}} messages: the server has already been asked to remove them.", n, map[string]any{"Count": words.Count(n)})
}

// Wished says what a wish for messages means, and where it may come too late.
func Wished(list []mailbox.Choice, w account.Wish, now time.Time) string {
	text := wished(len(list), w, now)
	if late := TooLate(list); late != "" && w.Kind != account.WishRemove {
		text = words.Sentences(text, late)
	}
	return text
}

func wished(n int, w account.Wish, now time.Time) string {
	data := map[string]any{"Count": words.Count(n)}
	switch w.Kind {
	case account.WishKeep:
		return lang.N("{{.Count}} messages stay on the server", n, data)
	case account.WishRemove:
		return lang.N("{{.Count}} messages will be removed from the server at the next check", n, data)
	case account.WishRemoveOn:
		data["Day"] = words.LongDate(w.On, now)
		return lang.N("{{.Count}} messages will be removed from the server on {{.Day}}", n, data)
	}
	return lang.N("{{.Count}} messages go from the server as the account’s settings say", n, data)
}

func (p *Page) note(list []mailbox.Choice, then func(before []mailbox.Choice)) {
	var before []mailbox.Choice
	var err error
	p.o.Run.Go(func(ctx context.Context) { before, err = p.o.Server.Choose(ctx, list) }, func() {
		if err != nil {
			p.o.OnFailed(err)
			return
		}
		p.refresh(nil)
		if then != nil {
			then(before)
		}
	})
}

// askRemove asks whether what is ticked is to be removed, and says what happens to it.
func (p *Page) askRemove() {
	c := p.canvas()
	keys := p.list.Selected()
	if len(keys) == 0 || c == nil || !p.free() {
		return
	}
	k := p.rows.pick(keys)
	n := len(k.here) + len(k.deleted) + len(k.away)
	q := &ask.Question{Text: strings.Join(k.fate(), "\n\n"), Width: 520}
	cancel := widgets.NewButton(widgets.Primary, lang.L("Cancel"), "", nil)
	if n == 0 {
		q.Title, cancel.Text = lang.L("These messages stay on the server"), lang.L("Close")
		q.Buttons = []*widgets.Button{cancel}
		q.Show(c)
		return
	}
	q.Title = lang.N("Remove {{.Count}} messages from the server?", n, map[string]any{"Count": words.Count(n)})
	yes := widgets.NewButton(widgets.Flat, lang.L("Remove"), "", func() { p.drop(k) })
	if lost := len(k.deleted) + len(k.away); lost > 0 {
		yes.Text = lang.L("Remove for good")
		safe := widgets.NewButton(widgets.Flat, lang.L("Get first, then remove"), "", func() { p.getThenRemove(k) })
		q.Buttons = append(q.Buttons, yes, safe, cancel)
	} else {
		q.Buttons = append(q.Buttons, yes, cancel)
	}
	q.Show(c)
}

// fate says what removing them does to messages.
func (k *parts) fate() (text []string) {
	count := func(n int) map[string]any { return map[string]any{"Count": words.Count(n)} }
	if n := len(k.here); n > 0 {
		text = append(text, lang.N("{{.Count}} messages are on this computer and stay here. Until the next check you can take this back.", n, count(n)))
	}
	if n := len(k.away); n > 0 {
		text = append(text, lang.N("{{.Count}} messages are only on the server. They are removed now and lost for good.", n, count(n)))
	}
	if n := len(k.deleted); n > 0 {
		text = append(text, lang.N("{{.Count}} messages were deleted on this computer. The server has their last copy, which is removed at the next check and lost for good.", n, count(n)))
	}
	if k.parts > 0 {
		text = append(text, lang.N("{{.Count}} messages are not whole on this computer, so they stay on the server. Get them first.", k.parts, count(k.parts)))
	}
	if k.nameless > 0 {
		text = append(text, lang.N("{{.Count}} messages can’t be removed one by one: the server can’t tell them apart.", k.nameless, count(k.nameless)))
	}
	return text
}

// drop removes what was asked for: now, what is only on the server, and at the next check the
// rest.
func (p *Page) drop(k parts) {
	p.choose(append(k.here, k.deleted...), account.Wish{Kind: account.WishRemove})
	if len(k.away) == 0 {
		return
	}
	var done account.Done
	p.job(lang.N("Removing {{.Count}} messages…", len(k.away), map[string]any{"Count": words.Count(len(k.away))}), func(ctx context.Context) (err error) {
		done, err = p.o.Server.Drop(ctx, p.o.Account.ID, k.seen)
		return err
	}, func() {
		text := ""
		if n := len(done.UIDs); n > 0 {
			text = lang.N("{{.Count}} messages were removed from the server.", n, map[string]any{"Count": words.Count(n)})
		}
		p.say(text, lang.N("{{.Count}} messages couldn’t be removed.", len(done.Failed), map[string]any{"Count": words.Count(len(done.Failed))}), done)
		p.refresh(append(done.UIDs, done.Absent...))
	})
}

// getThenRemove brings what would be lost here; what has come is removed at the next check.
func (p *Page) getThenRemove(k parts) {
	p.fetch(append(k.away, k.deleted...), func(came []string) {
		p.choose(append(k.here, came...), account.Wish{Kind: account.WishRemove})
	})
}

// menu is that of a row.
func (p *Page) menu(_ int, at fyne.Position) {
	c := p.canvas()
	if c == nil {
		return
	}
	k := p.rows.pick(p.list.Selected())
	var items []*fyne.MenuItem
	if len(k.get) > 0 && p.free() {
		items = append(items, widgets.MenuItem(widgets.IconSave, lang.L("Get"), "", p.getChosen))
	}
	if len(k.wish) > 0 {
		items = append(items, widgets.MenuItem(widgets.IconLock, lang.L("Keep on the server"), "", func() { p.wish(account.WishKeep) }),
			widgets.MenuItem("", lang.L("As in the account’s settings"), "", func() { p.wish(account.WishNone) }))
	}
	if len(k.here) > 0 {
		items = append(items, widgets.MenuItem(widgets.IconClock, lang.L("Remove on a day…"), "", p.removeLater))
	}
	if p.free() {
		items = append(items, widgets.MenuItem(widgets.IconTrash, lang.L("Remove…"), lang.X("key Delete", "Delete"), p.askRemove))
	}
	if len(items) > 0 {
		widgets.ShowMenu(fyne.NewMenu("", items...), c, at)
	}
}
