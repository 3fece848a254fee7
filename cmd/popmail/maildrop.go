package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/assets/plain"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// The bounds of what a look asks for that nobody has in sight.
const (
	lookOctets = 64 << 20               // of headers
	lookPause  = 300 * time.Millisecond // between two sessions, for a check to have its turn
	lookDelay  = time.Minute            // the longest wish of a server, between two, that is waited for
)

// maildrop asks what the server of an account holds, in one session, and who wrote what is not
// here. What earlier looks have brought is not asked for again; where the rest is much, other
// sessions go on with it. Those may fail: what is known then is returned.
func (a *app) maildrop(ctx context.Context, acct account.Account, c account.Credential, timeout time.Duration, look account.Look) (account.Maildrop, error) {
	w := &looker{app: a, account: acct, look: look, told: map[string]int64{}}
	var err error
	if w.heads, err = a.store.ServerLook(ctx, acct.ID); err != nil {
		return account.Maildrop{}, err
	}
	for uid, o := range w.heads {
		if o.From != "" || o.Subject != "" || !o.Date.IsZero() {
			w.told[uid] = o.Size
		}
	}
	whole := a.whole.Load()
	saving := whole > 0 && whole <= account.TravelWhole
	m, delay, err := w.session(ctx, c, timeout)
	if err != nil {
		return m, err
	}
	for !saving && !look.SightOnly && m.Untold > 0 && w.octets < lookOctets && delay <= lookDelay && (delay == 0 || look.Sight != nil) {
		if look.Tell != nil {
			m.Going = true
			look.Tell(m)
			m.Going = false
		}
		if !pause(ctx, max(delay, lookPause)) {
			break
		}
		before := len(w.told)
		next, wish, err := w.session(ctx, c, timeout)
		if !next.At.IsZero() {
			m = next
		}
		if err != nil || len(w.told) == before { // nothing comes of it
			break
		}
		delay = wish
	}
	return m, nil
}

// pause waits, and reports whether ctx has not ended before.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// looker asks a server what it holds, in one session after the other.
type looker struct {
	app     *app
	account account.Account
	look    account.Look
	heads   map[string]account.OnServer // of this look and of earlier ones, by unique-id
	told    map[string]int64            // sizes of the messages that are not asked about again
	octets  int64                       // of the headers that have come
}

// session runs one of them, and keeps what it has found. After an error it returns what has
// come until then; At is zero: nothing. delay is the wish of the server, see fetch.Report.
func (w *looker) session(ctx context.Context, c account.Credential, timeout time.Duration) (m account.Maildrop, delay time.Duration, failure error) {
	a, id := w.app, w.account.ID
	deleted, err := a.store.Deleted(ctx, id)
	if err != nil {
		return m, 0, err
	}
	only := &fetch.Only{List: true, Heads: deleted, Told: w.told, Sight: w.look.Sight, SightOnly: w.look.SightOnly}
	saved := 0 // headers that had come when they were kept
	only.Tell = func(rows []fetch.Row, octets int64) {
		come, sure := 0, true
		for i := range rows {
			if rows[i].Head != nil {
				come++
				sure = sure && !rows[i].Unsure
			}
		}
		keep := sure && come > 0 && come >= 4*saved
		if w.look.Tell == nil && !keep {
			return
		}
		list, err := a.onServer(ctx, id, rows, w.heads)
		if err != nil {
			return // the end says it
		}
		m := account.Maildrop{At: time.Now(), Octets: octets, Messages: list, Untold: untold(list)}
		if w.look.Tell != nil {
			w.look.Tell(m)
		}
		if keep { // so that whoever ends the program now does not ask for these again
			saved = come
			_ = a.store.SetServerLook(ctx, id, m)
		}
	}
	rep, failure := a.session(ctx, w.account, c, timeout, nil, only)
	if failure != nil {
		failure = a.network(ctx, w.account.Incoming, failure)
		if len(rep.Rows) == 0 {
			return m, rep.LoginDelay, failure
		}
		var cancel context.CancelFunc // what has come is kept
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), noteTime)
		defer cancel()
	}
	list, err := a.onServer(ctx, id, rep.Rows, w.heads)
	if err != nil {
		return m, rep.LoginDelay, cmp.Or(failure, err)
	}
	m = account.Maildrop{At: time.Now(), Octets: rep.Octets, Expires: rep.Expires, Messages: list, Untold: rep.Untold}
	for _, r := range rep.Rows {
		if w.octets += int64(len(r.Head)); r.Key != "" && (r.Head != nil || r.Asked) {
			w.told[r.Key] = r.Size
		}
	}
	// A disk that is full or can only be read keeps nobody from looking: the look before this
	// one stays, and what has changed since is not removed unseen.
	_ = a.store.SetServerLook(ctx, id, m)
	return m, rep.LoginDelay, failure
}

// untold counts the messages of which it is not known who wrote them.
func untold(list []account.OnServer) (n int) {
	for i := range list {
		if list[i].Untold() {
			n++
		}
	}
	return n
}

// noteTime bounds how long a look that was stopped waits for the disk.
const noteTime = 10 * time.Second

// onServer adds to what a server has listed what is known here. heads are the headers that are
// known already; those of rows come to them. It may be nil.
func (a *app) onServer(ctx context.Context, id account.ID, rows []fetch.Row, heads map[string]account.OnServer) ([]account.OnServer, error) {
	known, err := a.store.Holdings(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]account.OnServer, 0, len(rows))
	for i, r := range rows {
		o := known[r.Key]
		o.UID, o.Size, o.Nameless, o.Place = r.Key, r.Size, r.Odd || r.Key == "", i+1
		if r.Key == "" {
			o.UID = r.UID
		}
		if o.Part = o.Part || r.Part; o.Part && !o.Goes.Never() {
			o.Goes = account.Goes{}
		}
		if o.Mark = r.Mark; o.ID == 0 {
			if err := showHeader(ctx, &o, r, heads); err != nil {
				return nil, err
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// showHeader fills in what the header of a row says, which is read once.
func showHeader(ctx context.Context, o *account.OnServer, r fetch.Row, heads map[string]account.OnServer) error {
	was, ok := heads[r.Key]
	switch {
	case r.Head == nil && !r.Told:
		return nil
	case ok && !o.Nameless && (r.Told || was.Mark == r.Mark && was.Size == r.Size && (was.From != "" || was.Subject != "")):
		o.From, o.Subject, o.Date, o.Mark = was.From, was.Subject, was.Date, was.Mark
		return nil
	case r.Head == nil:
		return nil
	}
	if err := headed(ctx, o, r.Head); err != nil {
		return err
	}
	if heads != nil && !o.Nameless && !r.Unsure {
		heads[r.Key] = account.OnServer{UID: r.Key, Size: r.Size, Mark: r.Mark, From: o.From, Subject: o.Subject, Date: o.Date}
	}
	return nil
}

// Bounds of what is kept of a header, in octets: no row shows more.
const mostShown = 1000

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
	o.From, o.Subject, o.Date = plain.Cut(o.From, mostShown), plain.Cut(d.Subject, mostShown), d.Date
	return nil
}

// got is what became of messages that were asked for or removed by their unique-ids.
type got struct {
	done   map[string]bool  // here now, or gone from the server by its own word
	absent map[string]bool  // the server does not hold it
	failed map[string]error // why not
	rows   map[string]account.OnServer
	gone   []string // whose removal the server has confirmed
}

// errOtherNames is the reason where nothing is listed under a unique-id that it had before.
var errOtherNames = errors.New("the server gives its messages other names than before, so this one is not found by its name; see popmail server list")

// newGot reads what a session has done with uids. last is what the look before it has shown.
//
// QUIRK: servers that give each message another unique-id in each session. What is known is known by its new
// one; of anything else nobody can say that it is not there.
func newGot(rep fetch.Report, rows []account.OnServer, uids []string, last account.Maildrop) got {
	g := got{done: map[string]bool{}, absent: map[string]bool{}, failed: map[string]error{}, rows: map[string]account.OnServer{}}
	for _, o := range rows {
		if o.UID != "" { // QUIRK: UIDL leaves some out
			g.rows[o.UID] = o
		}
	}
	other := len(rows) > 0 && len(last.Messages) > 0 && !slices.ContainsFunc(last.Messages, func(o account.OnServer) bool { return !o.Nameless && has(g.rows, o.UID) })
	before := make(map[string]string, len(rep.Renamed))
	for from, to := range rep.Renamed {
		before[to] = from
	}
	for _, uid := range uids {
		if to, ok := rep.Renamed[uid]; ok && has(g.rows, to) {
			g.rows[uid] = g.rows[to]
		}
		_, there := g.rows[uid]
		switch {
		case there || !rep.Listed:
		case other && (len(rep.Renamed) > 0 || mayBe(uid, rows, last)):
			g.failed[uid] = errOtherNames
		default:
			g.absent[uid] = true
		}
	}
	for _, f := range rep.Failed {
		g.failed[cmp.Or(before[f.UID], f.UID)] = f.Err
	}
	for _, uid := range rep.Gone {
		g.gone = append(g.gone, cmp.Or(before[uid], uid))
	}
	for _, f := range rep.Kept {
		if uid := cmp.Or(before[f.UID], f.UID); slices.Contains(uids, uid) && !slices.Contains(g.gone, uid) {
			g.failed[uid] = f.Err
		}
	}
	return g
}

// mayBe reports whether a message of the last look may be there under another unique-id: one of its size is.
func mayBe(uid string, rows []account.OnServer, last account.Maildrop) bool {
	return slices.ContainsFunc(last.Messages, func(was account.OnServer) bool {
		return was.UID == uid && was.Size > 0 && slices.ContainsFunc(rows, func(o account.OnServer) bool { return o.Size == was.Size })
	})
}

func has[V any](m map[string]V, key string) bool { _, ok := m[key]; return ok }

// receiveThese receives messages by their unique-ids, whole, also those that were set aside
// or removed for ever here.
func (a *app) receiveThese(ctx context.Context, acct account.Account, c account.Credential, timeout time.Duration, uids []string, progress func(event.Progress)) (got, error) {
	if err := a.store.Forget(ctx, acct.ID, uids); err != nil {
		return got{}, err
	}
	last, err := a.store.LastMaildrop(ctx, acct.ID)
	if e := ctx.Err(); e != nil {
		return got{}, cmp.Or(err, e)
	} else if err != nil {
		last = account.Maildrop{} // it only tells why one is not found
	}
	rep, err := a.session(ctx, acct, c, timeout, progress, &fetch.Only{Get: uids})
	rows, err2 := a.onServer(ctx, acct.ID, rep.Rows, nil)
	g := newGot(rep, rows, uids, last)
	for _, uid := range uids {
		// What came perhaps not whole has come: no more of it is to be had now.
		if o := g.rows[uid]; o.Here && !o.Beginning && (!o.Part || err == nil && g.failed[uid] == nil) {
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
		g := newGot(fetch.Report{}, nil, nil, account.Maildrop{})
		for _, uid := range all {
			g.failed[uid] = err // nothing is noted, so nothing is tried again
		}
		return g, err
	}
	last, err := a.store.LastMaildrop(ctx, acct.ID)
	if err != nil {
		last = account.Maildrop{} // what is to be removed is noted
	}
	rep, err := a.session(ctx, acct, c, timeout, nil, &fetch.Only{Drop: unseen})
	rows, err2 := a.onServer(ctx, acct.ID, rep.Rows, nil)
	g := newGot(rep, rows, all, last)
	for _, uid := range g.gone {
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
