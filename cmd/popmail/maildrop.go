package main

import (
	"context"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// maildrop asks what the server of an account holds, in one session. What is known of a
// message comes from the store; of the others the server is asked for their headers. tell is
// handed what is known so far, a few times; it may be nil.
func (a *app) maildrop(ctx context.Context, acct account.Account, c account.Credential, timeout time.Duration, tell func(account.Maildrop)) (account.Maildrop, error) {
	deleted, err := a.store.Deleted(ctx, acct.ID)
	if err != nil {
		return account.Maildrop{}, err
	}
	only := &fetch.Only{List: true, Heads: deleted}
	if tell != nil {
		only.Tell = func(rows []fetch.Row, octets int64) {
			if list, err := a.onServer(ctx, acct.ID, rows); err == nil { // else the end says it
				tell(account.Maildrop{At: time.Now(), Octets: octets, Messages: list})
			}
		}
	}
	rep, err := a.session(ctx, acct, c, timeout, nil, only)
	if err != nil {
		return account.Maildrop{}, a.network(ctx, acct.Incoming, err)
	}
	m := account.Maildrop{At: time.Now(), Octets: rep.Octets, Expires: rep.Expires}
	if m.Messages, err = a.onServer(ctx, acct.ID, rep.Rows); err != nil {
		return m, err
	}
	var seen []account.Seen
	for i := range m.Messages {
		if o := &m.Messages[i]; o.Mark != "" {
			seen = append(seen, o.Seen())
		}
	}
	// A disk that is full or can only be read keeps nobody from looking: the look before this
	// one stays, and what has changed since is not removed unseen.
	_ = a.store.SetServerLook(ctx, acct.ID, seen)
	return m, nil
}

// onServer adds to what a server has listed what is known here.
func (a *app) onServer(ctx context.Context, id account.ID, rows []fetch.Row) ([]account.OnServer, error) {
	known, err := a.store.Holdings(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]account.OnServer, 0, len(rows))
	for _, r := range rows {
		o := known[r.Key]
		o.UID, o.Size, o.Nameless = r.Key, r.Size, r.Odd || r.Key == ""
		if r.Key == "" {
			o.UID = r.UID
		}
		if o.Part = o.Part || r.Part; o.Part && !o.Goes.Never() {
			o.Goes = account.Goes{}
		}
		o.Mark = r.Mark
		if o.ID == 0 && r.Head != nil {
			if err := headed(ctx, &o, r.Head); err != nil {
				return nil, err
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// headed fills in what the header of a message says.
func headed(ctx context.Context, o *account.OnServer, head []byte) error {
	h, err := eml.Open(ctx, head)
	if err != nil {
		return err
	}
	d, err := h.Digest(ctx)
	if err != nil {
		return err
	}
	if len(d.From) > 0 {
		o.From = d.From[0].String()
	}
	o.Subject, o.Date = d.Subject, d.Date
	return nil
}

// got is what became of messages that were asked for or removed by their unique-ids.
type got struct {
	done   map[string]bool  // here now, or gone from the server by its own word
	absent map[string]bool  // the server does not hold it
	failed map[string]error // why not
	rows   map[string]account.OnServer
}

func newGot(rep fetch.Report, rows []account.OnServer, uids []string) got {
	g := got{done: map[string]bool{}, absent: map[string]bool{}, failed: map[string]error{}, rows: map[string]account.OnServer{}}
	for _, o := range rows {
		g.rows[o.UID] = o
	}
	for _, uid := range uids {
		_, there := g.rows[uid]
		g.absent[uid] = rep.Listed && !there
	}
	for _, f := range rep.Failed {
		g.failed[f.UID] = f.Err
	}
	return g
}

// receiveThese receives messages by their unique-ids, whole, also those that were set aside
// or removed for ever here.
func (a *app) receiveThese(ctx context.Context, acct account.Account, c account.Credential, timeout time.Duration, uids []string, progress func(event.Progress)) (got, error) {
	if err := a.store.Forget(ctx, acct.ID, uids); err != nil {
		return got{}, err
	}
	rep, err := a.session(ctx, acct, c, timeout, progress, &fetch.Only{Get: uids})
	rows, err2 := a.onServer(ctx, acct.ID, rep.Rows)
	g := newGot(rep, rows, uids)
	for _, uid := range uids {
		if o := g.rows[uid]; o.Here && !o.Part && !o.Beginning {
			g.done[uid] = true
		}
	}
	if err != nil {
		return g, a.network(ctx, acct.Incoming, err)
	}
	return g, err2
}

// removeThese notes that messages are to be removed from the server, and runs a session that
// does so. Those that are not known here are removed only where they are among unseen and
// still what was seen, and
// are not asked for again where that fails. What was not done waits for the next check.
func (a *app) removeThese(ctx context.Context, acct account.Account, c account.Credential, timeout time.Duration, uids []string, unseen []account.Seen) (got, error) {
	all := slices.Clone(uids)
	for _, seen := range unseen {
		all = append(all, seen.UID)
	}
	var list []mailbox.Choice
	for _, uid := range uids {
		list = append(list, mailbox.Choice{Account: acct.ID, UID: uid, Wish: account.Wish{Kind: account.WishRemove}})
	}
	before, err := a.store.Choose(ctx, list)
	if err != nil {
		g := newGot(fetch.Report{}, nil, nil)
		for _, uid := range all {
			g.failed[uid] = err // nothing is noted, so nothing is tried again
		}
		return g, err
	}
	rep, err := a.session(ctx, acct, c, timeout, nil, &fetch.Only{Drop: unseen})
	rows, err2 := a.onServer(ctx, acct.ID, rep.Rows)
	g := newGot(rep, rows, all)
	for _, uid := range rep.Gone {
		g.done[uid] = true
	}
	var back []mailbox.Choice
	for _, b := range before {
		if g.absent[b.UID] && !g.done[b.UID] { // there is nothing to be removed
			back = append(back, b)
		}
	}
	if len(back) > 0 {
		_, err3 := a.store.Choose(ctx, back)
		if err2 == nil {
			err2 = err3
		}
	}
	if err != nil {
		return g, a.network(ctx, acct.Incoming, err)
	}
	return g, err2
}

// Done is what the window is told.
func (g got) Done() account.Done {
	d := account.Done{Failed: g.failed}
	for uid, done := range g.done {
		if done {
			d.UIDs = append(d.UIDs, uid)
		}
	}
	for uid, absent := range g.absent {
		if absent && !g.done[uid] {
			d.Absent = append(d.Absent, uid)
		}
	}
	slices.Sort(d.UIDs)
	slices.Sort(d.Absent)
	return d
}
