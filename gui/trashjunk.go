package gui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// keepButton does what the button beside Delete says in the folder that is shown.
func (fl *filing) keepButton(ids []mailbox.ID) {
	if len(ids) == 0 {
		return
	}
	fl.whetherIn(ids, mailbox.Trash, func(in bool) {
		if in {
			fl.putBack(ids)
			return
		}
		fl.archive(ids)
	})
}

// putBack returns messages from the Trash to the folders that they were in before.
func (fl *filing) putBack(ids []mailbox.ID) {
	fl.whole(ids, func(ids []mailbox.ID) {
		var s step
		fl.doOr(func(ctx context.Context) (err error) {
			s.moves, err = fl.store.PutBack(ctx, ids)
			return err
		}, fl.stopped, func() {
			fl.moved(s, func(n int) string {
				return lang.N("{{.Count}} messages put back", n, map[string]any{"Count": words.Count(n)})
			})
		})
	})
}

// junk moves messages to Junk, which teaches the filter.
func (fl *filing) junk(ids []mailbox.ID) {
	fl.moveTo(ids, mailbox.Junk, func(n int) string {
		return lang.N("{{.Count}} messages moved to Junk", n, map[string]any{"Count": words.Count(n)})
	})
}

// toInbox moves each message to the Inbox of its account.
func (fl *filing) toInbox(ids []mailbox.ID) {
	fl.moveTo(ids, mailbox.Inbox, func(n int) string {
		return lang.N("{{.Count}} messages moved to Inbox", n, map[string]any{"Count": words.Count(n)})
	})
}

// notJunk returns messages from Junk to where they lay before, which teaches the filter.
func (fl *filing) notJunk(ids []mailbox.ID) {
	fl.whole(ids, func(ids []mailbox.ID) {
		var s step
		fl.doOr(func(ctx context.Context) (err error) {
			s.moves, err = fl.store.PutBack(ctx, ids)
			return err
		}, fl.stopped, func() {
			fl.moved(s, func(n int) string {
				return lang.N("{{.Count}} messages taken out of Junk", n, map[string]any{"Count": words.Count(n)})
			})
		})
	})
}

// looksGood says that messages that look like junk are none; they stay where they are.
func (fl *filing) looksGood(ids []mailbox.ID) {
	fl.do(func(ctx context.Context) error { return fl.judge.NotJunk(ctx, ids) }, func() {
		fl.offerUndo(lang.L("PopMail remembers that this isn’t junk."), func(or func()) {
			fl.doOr(func(ctx context.Context) error { return fl.judge.JunkAfterAll(ctx, ids) }, or, func() { fl.tellRestored(len(ids)) })
		})
	})
}

// trust has mail of an address never be junk. Messages that are named come out of Junk.
func (fl *filing) trust(address string, ids []mailbox.ID) {
	fl.decideSender(mailbox.Sender{Address: address, Trusted: true}, true, ids,
		lang.L("Mail from {{.Address}} is never junk from now on.", map[string]any{"Address": widgets.OneLine(address)}))
}

// letPass has mail of an address that was blocked be judged as other mail. Messages that are named come out
// of Junk.
func (fl *filing) letPass(address string, ids []mailbox.ID) {
	fl.decideSender(mailbox.Sender{Address: address}, false, ids,
		lang.L("{{.Address}} isn’t blocked anymore.", map[string]any{"Address": widgets.OneLine(address)}))
}

func (fl *filing) decideSender(d mailbox.Sender, decided bool, ids []mailbox.ID, said string) {
	var s step
	var before *mailbox.Sender
	var marked []mailbox.ID // they looked like junk
	fl.do(func(ctx context.Context) (err error) {
		if before, err = fl.decidedOf(ctx, d.Address); err != nil {
			return err
		}
		rows, err := fl.listing.store.Summaries(ctx, ids)
		if err != nil {
			return err
		}
		if d.Trusted { // all of them are found good by that
			if marked, err = fl.judge.SuspectsOf(ctx, d.Address); err != nil {
				return err
			}
		}
		var hidden []mailbox.ID
		for i := range rows {
			if rows[i].Is(mailbox.Suspect) && !slices.Contains(marked, rows[i].ID) {
				marked = append(marked, rows[i].ID)
			}
			if rows[i].FolderRole == mailbox.Junk {
				hidden = append(hidden, rows[i].ID)
			}
		}
		if err = fl.judge.DecideSender(ctx, d, decided); err != nil {
			return err
		}
		if s.moves, err = fl.store.PutBack(ctx, hidden); err != nil {
			ctx = context.WithoutCancel(ctx) // all of it or nothing
			return errors.Join(err, fl.decideAsBefore(ctx, d.Address, before), fl.store.SetFlag(ctx, marked, mailbox.Suspect, true))
		}
		return nil
	}, func() {
		for _, m := range s.moves {
			if fl.listing.leaves(m.To) {
				fl.listing.list.Gone(m.IDs)
			}
		}
		fl.took(step{gone: func(or func()) { fl.decidedBefore(d.Address, before, s, marked, or) }})
		fl.decided()
		fl.showUndo(said)
		fl.seen()
	})
}

// decidedOf is what was decided of a sender; nil: nothing.
func (fl *filing) decidedOf(ctx context.Context, address string) (*mailbox.Sender, error) {
	all, err := fl.judge.Senders(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(d mailbox.Sender) bool {
		return strings.EqualFold(d.Address, address) || slices.Contains(query.AddressForms(strings.ToLower(address)), d.Address)
	}); i >= 0 {
		return &all[i], nil
	}
	return nil, nil
}

// block has all mail of an address go to Junk, and with it the messages that are named.
func (fl *filing) block(address string, ids []mailbox.ID) {
	if fl.stays(ids) {
		fl.onStays(fl.toasts, ids)
		return
	}
	data := map[string]any{"Address": address}
	fl.ask(lang.L("Block {{.Address}}?", data), lang.L("Mail from this address goes to Junk from now on. You can change that under Settings → Junk."),
		lang.L("Cancel"), lang.L("Block sender"), func() {
			var s step
			var before *mailbox.Sender // what was decided; nil: nothing
			fl.do(func(ctx context.Context) (err error) {
				if before, err = fl.decidedOf(ctx, address); err != nil {
					return err
				}
				if s.moves, err = fl.store.MoveTo(ctx, ids, mailbox.Junk); err != nil {
					return err
				}
				if err = fl.judge.DecideSender(ctx, mailbox.Sender{Address: address}, true); err != nil {
					return errors.Join(err, fl.store.Undo(ctx, s.moves)) // all of it or nothing
				}
				return nil
			}, func() {
				for _, m := range s.moves {
					if fl.listing.leaves(m.To) {
						fl.listing.list.Gone(m.IDs)
					}
				}
				fl.took(step{gone: func(or func()) { fl.decidedBefore(address, before, s, nil, or) }})
				fl.decided()
				fl.showUndo(lang.L("Mail from {{.Address}} goes to Junk from now on.", data))
			})
		})
}

// decideAsBefore decides of a sender what decidedOf has said.
func (fl *filing) decideAsBefore(ctx context.Context, address string, before *mailbox.Sender) error {
	if before == nil {
		return fl.judge.DecideSender(ctx, mailbox.Sender{Address: address}, false)
	}
	return fl.judge.DecideSender(ctx, *before, true)
}

// decidedBefore takes back what was decided of a sender: what was decided before holds again, and what was
// moved with it is where it was, or looks like junk again. or is called where that fails.
func (fl *filing) decidedBefore(address string, before *mailbox.Sender, s step, marked []mailbox.ID, or func()) {
	back := 0
	fl.doOr(func(ctx context.Context) (err error) {
		if err := fl.decideAsBefore(ctx, address, before); err != nil {
			return err
		}
		if err := fl.store.SetFlag(ctx, marked, mailbox.Suspect, true); err != nil {
			return err
		}
		back, err = fl.store.TakeBack(ctx, s.moves)
		return err
	}, or, func() {
		if !fl.listing.searching {
			fl.listing.reloadList(func() { fl.chooseAgain(s) })
		}
		fl.decided()
		switch data := map[string]any{"Address": widgets.OneLine(address)}; {
		case back+len(marked) > 0:
			fl.tellRestored(back + len(marked))
		case before == nil:
			fl.undone()
		case before.Trusted:
			fl.toasts.show(lang.L("Mail from {{.Address}} is never junk from now on.", data), nil)
		default:
			fl.toasts.show(lang.L("Mail from {{.Address}} goes to Junk from now on.", data), nil)
		}
	})
}

// decided tells that mail of somebody is judged in another way now.
func (fl *filing) decided() {
	if fl.onDecided != nil {
		fl.onDecided()
	}
}

func (fl *filing) toggleJunk(ids []mailbox.ID) {
	fl.whetherIn(ids, mailbox.Junk, func(in bool) {
		if in {
			fl.notJunk(ids)
			return
		}
		fl.junk(ids)
	})
}

// emptyShown empties the Trash or Junk folder that is shown.
func (fl *filing) emptyShown() {
	if f, ok := fl.listing.place(); ok && !fl.listing.searching && (f.Role == mailbox.Trash || f.Role == mailbox.Junk) {
		fl.empty(fl.listing.view)
	}
}

// empty removes all messages of a Trash or Junk folder for ever, after one question.
func (fl *filing) empty(v mailbox.View) {
	var ids []mailbox.ID
	var err error
	fl.run.Go(func(ctx context.Context) {
		var all []mailbox.Entry
		all, err = fl.listing.store.Index(ctx, v, 0)
		for _, e := range all {
			ids = append(ids, e.ID)
		}
	}, func() {
		switch {
		case err != nil:
			fl.failed(err)
		case len(ids) > 0:
			fl.purge(ids)
		}
	})
}
