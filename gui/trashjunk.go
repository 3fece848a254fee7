package gui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"popmail/gui/kit/lang"
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
		fl.do(func(ctx context.Context) (err error) {
			s.moves, err = fl.store.PutBack(ctx, ids)
			return err
		}, func() {
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
		fl.do(func(ctx context.Context) (err error) {
			s.moves, err = fl.store.PutBack(ctx, ids)
			return err
		}, func() {
			fl.moved(s, func(n int) string {
				return lang.N("{{.Count}} messages taken out of Junk", n, map[string]any{"Count": words.Count(n)})
			})
		})
	})
}

// looksGood says that messages that look like junk are none; they stay where they are.
func (fl *filing) looksGood(ids []mailbox.ID) {
	fl.do(func(ctx context.Context) error { return fl.judge.NotJunk(ctx, ids) }, func() {
		fl.toasts.show(lang.L("PopMail remembers that this isn’t junk."), nil)
	})
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
			fl.do(func(ctx context.Context) error {
				all, err := fl.judge.Senders(ctx)
				if err != nil {
					return err
				}
				if i := slices.IndexFunc(all, func(d mailbox.Sender) bool {
					return strings.EqualFold(d.Address, address) || slices.Contains(query.AddressForms(strings.ToLower(address)), d.Address)
				}); i >= 0 {
					before = &all[i]
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
				fl.took(step{gone: func(or func()) { fl.unblock(address, before, s, or) }})
				fl.showUndo(lang.L("Mail from {{.Address}} goes to Junk from now on.", data))
			})
		})
}

// unblock takes back that a sender was blocked: what was decided before holds again, and what went to
// Junk with it is where it was. or is called where that fails.
func (fl *filing) unblock(address string, before *mailbox.Sender, s step, or func()) {
	back := 0
	fl.doOr(func(ctx context.Context) (err error) {
		sender := mailbox.Sender{Address: address}
		if before != nil {
			sender = *before
		}
		if err := fl.judge.DecideSender(ctx, sender, before != nil); err != nil {
			return err
		}
		back, err = fl.store.TakeBack(ctx, s.moves)
		return err
	}, or, func() {
		if !fl.listing.searching {
			fl.listing.reloadList(func() { fl.chooseAgain(s) })
		}
		if back > 0 {
			fl.tellRestored(back)
		}
	})
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
