package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"popmail/account"
	"popmail/account/disk"
	"popmail/account/event"
	"popmail/account/spool"
	"popmail/pop3"
)

// Session is one session with a server. Store is needed; the zero value of the
// other fields is useful. A Session may be used again, but by one Run at a time.
type Session struct {
	Store    Store
	Timeout  time.Duration        // per network operation without progress; 0: 60 s, and 3 min for the answers to PASS, STAT, LIST, UIDL and QUIT
	Now      func() time.Time     // nil: time.Now
	Progress func(event.Progress) // about 4 calls a second at most, one at a time; nil: none
	// MaxMessage is the largest message that comes by itself, in octets; 0: account.AskAbove.
	// Of one that is announced as larger the beginning comes, where the server can give it, and
	// the rest once it is asked for alone: as Only.Get, or as a Wanted one. One that goes on
	// beyond the limit is given up there, and not asked for again for largePause unless the
	// limit is raised.
	MaxMessage int64
	// WholeUpTo is the largest message that comes at once, in octets; 0: account.UsualWhole. Of
	// a larger one only the beginning does, where the server can give it. The rest comes once
	// the person wants it, or the limit is higher.
	WholeUpTo int64
	// Spool makes the file that a large message of an account lies in until it is stored; nil:
	// all are kept in memory.
	Spool func(account.ID) (*spool.File, error)
	// Room is the number of octets that may still be written to the disk. A message that is asked
	// for alone and for which there is not the account.Room is left, and fails with an
	// *account.NoRoomError; nil: nothing is known of the disk.
	Room func() (int64, error)
	// SpoolFrom is the size in octets from which on a message is large; 0: pop3.DefaultSpoolFrom.
	SpoolFrom int64
	// Dial opens the line; nil: the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Servers is what earlier sessions have learnt; nil: this one begins anew.
	Servers *Servers
	// Only narrows the session down; nil: it does all that Run says.
	Only *Only
	// Alone says that no session of this process follows, which would go on where this one ends:
	// another line is tried whatever time the server wants between two, as many do not mean it.
	Alone bool
	// Sizes says that those of messages will be needed: they are asked for with the unique-ids
	// where the server takes commands ahead of its answers.
	Sizes bool
	// OneRest says that the person waits for rests that they want: these come before all else, and
	// others stay where they are, however small.
	OneRest bool
	// Renew gets another token in the place of one that the server has refused; nil: nobody
	// does, and the session ends.
	Renew func(ctx context.Context, c account.Credential) (account.Credential, error)
}

// largePause is the time after which a message that was too large is tried again.
const largePause = 7 * 24 * time.Hour

// longestLoginWait is how long a session waits for another line where the server wants a time
// between two log-ins. Where it wants more the next session goes on.
const longestLoginWait = 10 * time.Second

// maxParts bounds the rounds of one Run.
const maxParts = 2000

// Run logs in, stores what is new, removes from the server what is due and
// stored, and logs out. Its error is an *account.Problem.
//
// Messages are fetched from the end of the listing, the newest first. What a session that
// is cut has not brought in, the next one does: it goes by what is not here, wherever that
// stands. Those at which the line was lost before come last, see sessionState.
//
// QUIRK: Gmail lists only a part of the mailbox, and the next part once that was
// fetched. Run goes on until nothing new is listed.
func (s *Session) Run(ctx context.Context, a account.Account, c account.Credential) (Report, error) {
	start := time.Now()
	if s.Servers == nil {
		s.Servers = new(Servers)
	}
	counted := make(map[string]bool)
	all, more, err := s.round(ctx, a, &c, counted)
	for part := 2; err == nil && more != notMore && part <= maxParts; part++ {
		var next Report
		var nextMore parts
		// The server may need a moment to give the mailbox free.
		for try := 0; ; try++ {
			next, nextMore, err = s.round(ctx, a, &c, counted)
			if !account.TroubleOf(err).Busy() || try == len(pauses) || !sleep(ctx, pauses[try]) {
				break
			}
		}
		if err != nil && !next.Listed && more == perhapsMore {
			err = nil // nothing speaks for more but that the server listed only new mail
			break
		}
		all, more = all.plus(next), nextMore
	}
	all.Took = time.Since(start)
	logEnd(ctx, a, all, err)
	return all, err
}

// parts says whether a server may list other messages after a round.
type parts uint8

const (
	notMore parts = iota
	perhapsMore
	surelyMore // it is known to list a part of the mailbox at a time
)

// round is Run for what the server lists at once. counted are the messages that
// were set aside in this Run.
func (s *Session) round(ctx context.Context, a account.Account, c *account.Credential, counted map[string]bool) (rep Report, more parts, err error) {
	t := newSessionState(s.Servers.isOneByOne(a.Incoming))
	t.counted = counted
	t.knowHabits(ctx, s.Store, a, s.now())
	oneByOne := t.how.oneByOne
	s.Servers.resume(a, t)
	rep, err = s.connect(ctx, a, c, Report{}, t)
	for busy := 0; busy > 0 || t.again(&rep, err); {
		if rep.LoginDelay > longestLoginWait && !s.Alone {
			s.Servers.later(a, t) // another log-in could only be refused
			break
		}
		if !sleep(ctx, max(pauses[busy], min(rep.LoginDelay, longestLoginWait))) {
			break
		}
		next, err2 := s.connect(ctx, a, c, rep, t)
		if account.TroubleOf(err2).Busy() {
			if busy++; busy < len(pauses) {
				continue // the old line still has the mailbox
			}
			break
		}
		busy = 0
		if err == nil && !t.last.listed {
			break // all but the risky messages has come, and there is no new line for them
		}
		if err2 == nil && t.how.oneByOne && !t.how.noCAPA {
			s.Servers.setOneByOne(a.Incoming)
			if t.notes != nil && !oneByOne {
				t.notes.noteHabits(a, func(h *habits) { h.OneByOne = s.now().Unix() })
			}
		}
		rep, err = next, err2
	}
	rep.Failed = append(rep.Failed, t.leftOut(err != nil)...)
	rep.Failed = append(rep.Failed, t.skipped()...)
	for i := range rep.Failed {
		rep.Failed[i].Err = (&connection{a: a, secret: c.Secret()}).safe(rep.Failed[i].Err)
	}
	t.noteFailed(rep.Failed, s.now())
	if err2 := t.note(ctx, s.Store, a.ID); err2 != nil && err == nil {
		err = (&connection{s: s, a: a, secret: c.Secret()}).explain(disk.Problem(err2))
	}
	if rep.Received > 0 && s.Only == nil {
		more = t.parts
	}
	return rep, more, err
}

// connect is Run over one line, and over another one where the token in c was refused
// and there is a new one, which takes its place: a token may end while a session goes on.
// before is what earlier lines of the same session have done.
func (s *Session) connect(ctx context.Context, a account.Account, c *account.Credential, before Report, t *sessionState) (Report, error) {
	rep, err := s.line(ctx, a, *c, before, t)
	if account.TroubleOf(err) != account.TroubleSignInAgain || s.Renew == nil || c.Token.Refresh == "" || ctx.Err() != nil {
		return rep, err
	}
	next, err := s.Renew(ctx, *c)
	if err != nil {
		return rep, err
	}
	*c, t.tries = next, attempts{}
	return s.line(ctx, a, next, rep, t)
}

// line is connect with what is known of c.
func (s *Session) line(ctx context.Context, a account.Account, c account.Credential, before Report, t *sessionState) (Report, error) {
	v := &connection{s: s, a: a, state: t, how: t.how, before: before, secret: c.Secret(), token: c.Token != (account.Token{}), rep: before}
	v.meter = newMeter(s.Progress, a.ID, before)
	t.begin()
	err := v.run(ctx, c)
	if as[*pop3.ProtocolError](err) || as[*pop3.ProtocolError](v.farewell) {
		err = errors.Join(err, v.doubtLast(ctx))
		v.shifted()
	}
	err = errors.Join(err, v.doubtShifted(ctx))
	v.meter.finish(v.rep, err == nil)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return v.rep, v.explain(err)
}

// connection is the state of one line to the server.
type connection struct {
	s      *Session
	a      account.Account
	state  *sessionState
	how    manner
	secret string // to keep it out of errors, nothing else
	before Report
	rep    Report
	meter  *meter
	stage  stage

	count       int                // messages, by STAT; -1: not told
	octets      int64              // of them, by STAT
	movables    *movables          // messages that may be listed with other unique-ids and headers; nil: none
	absent      absent             // nil: not looked for
	absentSizes map[int64][]string // unique-ids of the same, by the announced size

	waiting  waiting
	quota    quota
	last     *item // the message that came last; nil once the server has answered something else
	farewell error // of QUIT

	follow []string // commands that come after the log-in in any case
	ahead  bool     // commands are sent ahead of the answers
	alike  []*item  // came since the line was last known to be in step, with a size that others have too
	astray []*item  // of them: the line was not in step
	twins  twins

	lostEarly   bool // the line was lost at CAPA before the log-in
	delayOfUser bool // the time between two log-ins that was told before it is another for each user
	token       bool // the log-in is by a token, not a password
	tokenOnly   bool // the server takes tokens, and passwords in no way that it lists
	proofOnly   bool // see account.Problem, of the way that was refused last
}

func (v *connection) run(ctx context.Context, cred account.Credential) error {
	if !v.how.noCAPA {
		if v.follow = []string{"CAPA", "STAT", "UIDL"}; v.how.noUIDL {
			v.follow = v.follow[:2]
		} else if v.s.Sizes {
			v.follow = append(v.follow, "LIST")
		}
	}
	c, err := v.open(ctx, cred)
	v.state.last.lostEarly = v.lostEarly
	if err != nil {
		return err
	}
	// Without QUIT nothing is removed (RFC 1939, section 6): every way out of
	// here but the last leaves the mail on the server as it was.
	defer func() { _ = c.Close() }()
	var caps pop3.Capabilities
	if !v.how.noCAPA {
		if caps, err = v.capabilities(ctx, c); err != nil {
			v.state.last.lostAtCAPA = true
			return err
		}
	}
	// That of the user is told after the log-in (RFC 2449, section 6.5), if there is one.
	if d, _, told := caps.LoginDelay(); told || v.delayOfUser && len(caps) > 0 {
		v.rep.LoginDelay = d
	}
	v.logOpen(ctx, c, caps)
	v.rep.Expires = expiry(caps)

	if err := v.state.recall(ctx, v.s.Store, v.a.ID); err != nil {
		return disk.Problem(err)
	}
	if v.state.notes.Way {
		c.DistrustSizes()
	}
	v.noteWay()
	v.ahead = caps.Has("PIPELINING") && !v.how.oneByOne
	v.state.inParts(caps)
	said := v.ask(ctx, c, !v.how.noUIDL)
	// Seen and Known are read while this session has the maildrop to itself, so they hold
	// what any other session has brought in.
	last, err := v.lastSeen(ctx, said)
	if err != nil {
		return disk.Problem(err)
	}
	if last.again(v.now()) {
		return v.leaveAsSeen(ctx, c, said)
	}
	var known map[string]Known
	l, err := v.grown(ctx, c, said, &last)
	if err != nil {
		v.state.last.lostAtCAPA, v.state.last.withIDs = len(caps) == 0, true
		return err
	}
	if l != nil {
		v.state.notes.NoUIDL = 0 // it has named all
	} else {
		if known, err = v.s.Store.Known(ctx, v.a.ID); err != nil {
			return disk.Problem(err)
		}
		v.state.asked(known)
		v.state.sizes.recall(known, v.state.notes)
		if l, err = v.readListing(ctx, c, caps, said, known); err != nil {
			v.state.last.lostAtCAPA = len(caps) == 0
			v.state.last.withIDs = caps.Has("UIDL") || anyUID(known)
			return err
		}
	}
	v.rep.Listed, v.rep.OnServer = true, max(v.before.OnServer, len(l.seen)+len(l.items))
	outside := c.Zero() && v.count > len(l.seen)+len(l.items)
	if outside { // QUIRK: a server that counts from 0
		v.rep.OnServer = max(v.rep.OnServer, len(l.seen)+len(l.items)+1)
		if v.s.Only == nil && !slices.ContainsFunc(v.rep.Failed, func(f Failure) bool { return f.name == "#0" }) {
			v.rep.Failed = append(v.rep.Failed, Failure{name: "#0", Err: errOutside})
		}
	}
	v.rep.Octets = max(v.before.Octets, v.held(l))
	if err := v.identify(ctx, c, l, known); err != nil {
		return err
	}
	if err := v.reconsider(ctx, c, l, known); err != nil {
		return err
	}
	if err := v.believe(ctx, l, known); err != nil {
		return err
	}
	if err := v.settleAsked(ctx, l); err != nil {
		return err
	}
	if err := v.markAway(ctx, l, known); err != nil {
		return err
	}
	v.forgetBack(l)
	first := l.asNew()
	defer func() {
		v.rep.First = first && v.s.Only == nil && v.rep.Received == len(l.items)
		v.rep.AlreadyHere = max(v.before.AlreadyHere, l.knownCount()-v.rep.Received)
		v.state.settle(l)
	}()
	if v.s.Only != nil && v.s.Only.List {
		return v.list(ctx, c, l)
	}
	if v.s.Only == nil {
		v.chooseBeginnings(l)
	}
	v.knowWishes(l)
	if v.s.Only == nil {
		v.state.leaveLarge(l, v.s.maxMessage(), v.now())
		v.state.putOff(l, v.now())
	}
	v.state.sort(l)
	l.date(v.now())
	v.narrow(l)
	full := v.leaveUnstorable(l)
	if err := v.knowReplaced(ctx, l); err != nil {
		return err
	}
	v.meter.start(l)
	v.state.noneKnown(l, known, v.rep.LoginDelay)
	quota := v.receive(ctx, c, l, known, usual)
	if quota == nil {
		quota = v.receive(ctx, c, l, known, later)
	}
	if quota != nil && !as[*quotaError](quota) {
		return quota
	}
	due, err := v.due(ctx, l)
	if err != nil {
		return err
	}
	if quota == nil && l.any(func(it *item) bool { return it.fetch && it.order == risky }) {
		// What is removed is so only when QUIT is answered: that comes before
		// the line is risked.
		if len(due) == 0 || v.state.cleared {
			err := v.receive(ctx, c, l, known, risky)
			if v.state.last.lost != nil {
				return nil // everything else is done
			}
			if err != nil {
				return err
			}
			if due, err = v.due(ctx, l); err != nil {
				return err
			}
		} else {
			v.state.last.waiting = v.rep.LoginDelay == 0
		}
	}
	v.state.cleared = true
	removed, count, err := v.removeAndQuit(ctx, c, l, known, due)
	if err != nil {
		return err
	}
	err = v.farewell
	if err == nil || refused(err) {
		v.state.notes.Asked = nil
	}
	if len(removed) == 0 {
		// QUIRK: some servers hang up without an answer. There was nothing to
		// confirm.
		if quota == nil && full == nil && ctx.Err() == nil && !outside {
			v.keepSeen(ctx, last, l)
		}
		if err := cmp.Or(ctx.Err(), quota); err != nil {
			return err
		}
		v.noteKept(due)
		return full
	}
	if err != nil {
		return err
	}
	ctx, cancel := grace(ctx)
	defer cancel()
	if err := v.s.Store.Removed(ctx, v.a.ID, removed); err != nil {
		return disk.Problem(err)
	}
	v.askedBack(l, removed)
	v.state.notes.Keeps, v.state.notes.Stays = v.stays() != nil, nil
	v.rep.Removed += count
	v.rep.Freed += freed(l, removed)
	v.rep.Gone = append(v.rep.Gone, removed...)
	return cmp.Or(quota, full)
}

// errOutside is the reason for which the message with the number 0 does not come: they begin with 1 (RFC 1939, section 5).
var errOutside = errors.New("the server lists it with the number 0, by which no message can be asked for; it stays there")

// doubtLast notes that the message that came last is perhaps not whole: what came after
// it is no answer, and may be its rest, which a line of one dot has cut (QUIRK: servers
// that do not stuff). It is never removed then.
func (v *connection) doubtLast(ctx context.Context) error {
	it := v.last
	if it == nil || it.key == "" || it.disproved {
		return nil
	}
	it.disprove(outOfStep)
	ctx, cancel := grace(ctx)
	defer cancel()
	return disk.Problem(v.s.Store.Rename(ctx, v.a.ID, []Renaming{{From: it.key, To: it.key, Listed: it.listed(), Short: true}}))
}

func (v *connection) now() time.Time { return v.s.now() }

func (s *Session) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// graceTime is how long a store may take to finish after a session was stopped.
const graceTime = 30 * time.Second

// grace returns a context that ends graceTime after ctx does: what has arrived
// is still brought to disk.
func grace(ctx context.Context) (context.Context, context.CancelFunc) {
	g, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		t := time.AfterFunc(graceTime, cancel)
		context.AfterFunc(g, func() { t.Stop() })
	})
	return g, func() { stop(); cancel() }
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
