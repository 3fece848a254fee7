package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/pop3"
)

// Session is one visit to a server. Store is needed; the zero value of the
// other fields is useful. A Session may be used again, but by one Run at a time.
type Session struct {
	Store    Store
	Timeout  time.Duration        // per network operation without progress; 0: 60 s
	Now      func() time.Time     // nil: time.Now
	Progress func(event.Progress) // about 4 calls a second at most, one at a time; nil: none
	// Dial opens the line; nil: the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Report is what a session has done. After an error it says how far it came.
type Report struct {
	OnServer    int   // messages that the server listed
	Received    int   // messages stored by this session
	AlreadyHere int   // messages on the server that were stored before, found by unique-id or by their octets
	Removed     int   // messages whose removal the server has confirmed
	Bytes       int64 // octets of the messages that were transferred
	Failed      []Failure
	LoginDelay  time.Duration // the server wants this long between two log-ins (RFC 2449, section 6.5); 0: no wish
	Took        time.Duration
}

// Failure is one message that could not be brought in. It is tried again by the
// next session.
type Failure struct {
	UID string // the unique-id; empty when the server gave none
	Err error
}

// pauses before a new line after the server lost its way.
// It may take a moment to notice that the old line is gone.
var pauses = []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}

// Run logs in, stores what is new, removes from the server what is due and
// stored, and logs out. Its error is an *account.Problem.
//
// Messages are fetched in the order of the server, oldest first: store and
// server then agree about the order of arrival, and a session that is cut leaves
// no hole.
func (s *Session) Run(ctx context.Context, a account.Account, password string) (Report, error) {
	start := time.Now()
	how := manner{oneByOne: confused.has(a.Server)}
	rep, err := s.visit(ctx, a, password, Report{}, how)
	for i := 0; i < len(pauses) && how.simpler(err) && sleep(ctx, pauses[i]); i++ {
		again, err2 := s.visit(ctx, a, password, rep, how)
		if account.TroubleOf(err2) == account.TroubleBusy {
			continue // the old line still has the mailbox
		}
		if err2 == nil && how.oneByOne {
			confused.add(a.Server)
		}
		rep, err = again, err2
	}
	rep.Took = time.Since(start)
	return rep, err
}

// manner is what a session refrains from.
type manner struct {
	oneByOne bool // no commands sent ahead
	noUIDL   bool
}

// simpler reports whether a server that failed with err may do better when less
// is asked of it, and changes m accordingly.
func (m *manner) simpler(err error) bool {
	if _, ok := errors.AsType[*pop3.PipelineError](err); ok {
		// It cannot take commands sent ahead, though it says so.
		m.oneByOne = true
		return true
	}
	if e, ok := errors.AsType[*pop3.ProtocolError](err); ok && e.Command == "UIDL" && !m.noUIDL {
		// QUIRK: a server whose unique-ids are all empty, or no listing at all.
		m.noUIDL = true
		return true
	}
	return false
}

// visit is Run over one line. before is what an earlier line of the same session
// has done.
func (s *Session) visit(ctx context.Context, a account.Account, password string, before Report, how manner) (Report, error) {
	v := &visit{s: s, a: a, how: how, before: before, secret: password}
	v.rep.Received, v.rep.Bytes = before.Received, before.Bytes
	v.meter = newMeter(s.Progress, a.ID, before)
	err := v.run(ctx, password)
	v.meter.finish(v.rep, err == nil)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return v.rep, v.explain(err)
}

// visit is the state of one line to the server.
type visit struct {
	s      *Session
	a      account.Account
	how    manner
	secret string // to keep it out of errors, nothing else
	before Report
	rep    Report
	meter  *meter
	stage  stage
}

func (v *visit) run(ctx context.Context, password string) error {
	c, err := v.open(ctx, password)
	if err != nil {
		return err
	}
	// Without QUIT nothing is removed (RFC 1939, section 6): every way out of
	// here but the last leaves the mail on the server as it was.
	defer func() { _ = c.Close() }()
	caps, err := c.Capabilities(ctx)
	if err != nil {
		return err
	}
	v.rep.LoginDelay, _, _ = caps.LoginDelay()

	// Known is read while this session has the maildrop to itself, so it holds
	// what any other session has brought in.
	known, err := v.s.Store.Known(ctx, v.a.ID)
	if err != nil {
		return storeTrouble(err)
	}
	l, err := readListing(ctx, c, caps, known, !v.how.noUIDL)
	if err != nil {
		return err
	}
	v.rep.OnServer = len(l.items)
	if err := l.identify(ctx, c, known); err != nil {
		return err
	}
	v.rep.AlreadyHere = max(0, l.knownCount()-v.before.Received)
	v.meter.start(l)
	if err := v.receive(ctx, c, l, known); err != nil {
		return err
	}
	removed, count, err := v.remove(ctx, c, l, known)
	if err != nil {
		return err
	}
	err = c.Quit(ctx)
	if len(removed) == 0 {
		// QUIRK: some servers hang up without an answer. There was nothing to
		// confirm.
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	ctx, cancel := grace(ctx)
	defer cancel()
	if err := v.s.Store.Removed(ctx, v.a.ID, removed); err != nil {
		return storeTrouble(err)
	}
	v.rep.Removed = count
	return nil
}

// remove marks for removal (DELE, RFC 1939, section 5) what the person chose to
// have removed and what is durably stored, and returns the keys that the server
// has marked. The numbers are those of this session's listing.
func (v *visit) remove(ctx context.Context, c line, l *listing, known map[string]Known) (removed []string, count int, err error) {
	now := v.now()
	var numbers []int
	for _, it := range l.items {
		// Without the time of its arrival a message counts as new.
		since := it.stored
		if since.IsZero() {
			since = now
		}
		if it.here && v.a.Leave.Due(since, now) {
			numbers = append(numbers, it.number)
		}
	}
	if len(numbers) == 0 {
		return nil, 0, nil
	}
	err = c.DeleEach(ctx, numbers, func(n int, err error) error {
		if it := l.byNumber[n]; err == nil {
			removed = append(removed, it.key)
			// A message that was recognised by its content frees its unique-id as
			// well: what comes under it from now on is looked at.
			if it.uid != it.key && has(known, it.uid) {
				removed = append(removed, it.uid)
			}
			count++
		}
		return nil // a message that the server keeps is asked for again next time
	})
	return removed, count, err
}

func (v *visit) now() time.Time {
	if v.s.Now != nil {
		return v.s.Now()
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
