package poll

import (
	"context"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/send"
)

// sender sends the letters of one account: when one is put into the outbox and its hold
// is over, when another try is due, before each check for mail, and when the person asks.
// It works beside the sessions that fetch, so that a letter does not wait for them.
type sender struct {
	p    *Poller
	turn chan struct{} // held by who sends
	wake chan struct{}
	gone chan struct{} // closed by retire
	done chan struct{} // closed when run has returned
	end  context.CancelFunc
	ctx  context.Context //nolint:containedctx // of all its sessions, from newSender to retire

	// Guarded by Poller.mu:
	a       account.Account
	retired bool
	hand    bool      // the person has asked for all that waits
	asked   bool      // the person has asked for a letter
	until   time.Time // no try before, after trouble
	waiting bool      // no try before there is another password, or the person asks
	why     error     // of until and waiting
	wrong   int       // times that the password was refused in a row
	failed  int       // times in a row
	stop    context.CancelFunc
}

func newSender(ctx context.Context, p *Poller, a account.Account) *sender {
	s := &sender{p: p, a: a, turn: make(chan struct{}, 1), wake: make(chan struct{}, 1), gone: make(chan struct{}), done: make(chan struct{})}
	s.ctx, s.end = context.WithCancel(ctx)
	return s
}

func (s *sender) run() {
	defer close(s.done)
	defer s.end()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		next := s.try(s.ctx)
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(max(time.Until(next), time.Millisecond))
		}
		select {
		case <-s.ctx.Done():
			return
		case <-s.gone:
			return
		case <-s.wake:
		case <-timer.C:
		}
	}
}

// unknownWait is when an outbox that cannot be read is looked at again.
const unknownWait = time.Minute

// try sends what may go now, and says when to look again; zero: when something changes.
func (s *sender) try(ctx context.Context) (next time.Time) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return time.Time{}
	}
	p := s.p
	p.mu.Lock()
	a, hand, until, waiting, why := s.a, s.hand, s.until, s.waiting, s.why
	asked := hand || s.asked
	s.hand, s.asked = false, false
	off := s.retired || p.offline.Load()
	p.mu.Unlock()
	if off || ctx.Err() != nil {
		return time.Time{}
	}
	var n int
	err := guard(func() (err error) {
		n, next, err = p.o.Waiting(ctx, a.ID, hand)
		return err
	})
	switch {
	case err != nil:
		return time.Now().Add(unknownWait)
	case n == 0:
		return next
	case !asked && waiting:
		_ = s.hindered(ctx, a, why) // letters that came since, or are due since, too
		return next
	case !asked && time.Now().Before(until):
		_ = s.hindered(ctx, a, why)
		if !next.IsZero() && next.Before(until) {
			return next
		}
		return until
	}
	return s.session(ctx, a, hand, n)
}

// session is one try. There is something to be sent.
func (s *sender) session(ctx context.Context, a account.Account, hand bool, n int) time.Time {
	p := s.p
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p.mu.Lock()
	off := p.offline.Load() // since try has looked
	if !off {
		s.stop = stop
	}
	p.mu.Unlock()
	if off {
		return time.Time{}
	}
	p.o.Activity.Publish(event.Sending{Account: a.ID, Letters: n})
	opened := p.opened.Load()
	var rep send.Report
	err := guard(func() error {
		var c account.Credential
		if !a.OutgoingOpen {
			var err error
			if c, err = p.forSending(ctx, a); err != nil {
				return s.hindered(ctx, a, err)
			}
		}
		var err error
		rep, err = p.o.Send(ctx, a, c, hand, func(pr event.SendProgress) {
			pr.Account = a.ID
			p.o.Activity.Publish(pr)
		})
		if rep.Accepted && a.Paused && a.OutgoingUser == "" {
			p.accepted(ctx, a, c) // no check for mail will show that it is right
		}
		return err
	})
	p.mu.Lock()
	s.stop = nil
	next := s.settle(rep, err, ctx.Err() != nil)
	if account.TroubleOf(err) == account.TroubleNoKeyring && p.opened.Load() != opened {
		s.poke(true)
	}
	p.mu.Unlock()
	p.o.Activity.Publish(event.SendEnded{Account: a.ID, Sent: rep.Sent, Refused: rep.Refused, Unknown: rep.Unknown, Waiting: rep.Waiting, Err: err, Next: next})
	return next
}

// hindered tells the letters that wait why none is tried, where that is for the person to end. It returns why.
func (s *sender) hindered(ctx context.Context, a account.Account, why error) error {
	switch account.TroubleOf(why) {
	case account.TroubleNoPassword, account.TroubleNoKeyring, account.TroubleSignInAgain:
		if s.p.o.Hindered != nil && ctx.Err() == nil {
			_ = s.p.o.Hindered(ctx, a.ID, why) // they wait all the same
		}
	}
	return why
}

// settle notes how a try has ended, and returns when the next one is. The caller holds
// Poller.mu.
func (s *sender) settle(rep send.Report, err error, ended bool) time.Time {
	if err == nil || rep.Accepted {
		s.wrong, s.waiting = 0, false
	}
	s.why = err
	done := rep.Sent+rep.Refused+rep.Unknown > 0
	switch t := account.TroubleOf(err); {
	case err == nil:
		s.failed, s.until = 0, time.Time{}
		if rep.Waiting > 0 && !done {
			s.until = time.Now().Add(firstPause) // another PopMail is at it
			return s.until
		}
		return rep.Next
	case rep.Accepted && rep.Waiting == 0 && !rep.Next.IsZero() && (t == account.TroubleCut || t == account.TroubleSilent || t == account.TroubleServer):
		// The line was lost at letters that wait now, each by itself: a new one need not.
		s.failed, s.until = 0, time.Time{}
		return rep.Next
	case ended:
		s.until = time.Now().Add(firstPause)
		return s.until
	case t == account.TroubleNoPassword, t == account.TroubleNewServer, t == account.TroubleNoOutgoing, t == account.TroubleWantsLogin, signInEnded(err):
		s.waiting = true
		return time.Time{}
	case t.Typed(), t == account.TroubleSignInAgain:
		if s.wrong++; s.wrong > 1 {
			s.waiting = true // trying the same again could lock the account
			return time.Time{}
		}
		s.until = time.Now().Add(wrongPause)
	case t == account.TroubleOffline:
		s.until = time.Now().Add(offlinePause)
	case t.AboutCertificate():
		s.until = time.Now().Add(longestPause)
	case unanswered(err):
		s.until = time.Now().Add(firstPause)
	default:
		s.failed++
		s.until = time.Now().Add(s.p.o.Jitter(max(backoff(s.failed, 0), account.ProblemOf(err).Wait)))
	}
	return s.until
}

// poke has the sender look again; with fresh, also what has failed is tried at once. The
// caller holds Poller.mu.
func (s *sender) poke(fresh bool) {
	if fresh {
		s.until, s.waiting, s.why, s.wrong = time.Time{}, false, nil, 0
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// retire ends the sender and its session. The caller holds Poller.mu.
func (s *sender) retire() {
	if !s.retired {
		s.retired = true
		close(s.gone)
		s.end()
	}
}

// arrangeSenders sees to it that each account with an outgoing server has a sender, also one
// that is paused: what the person has written is to go. The caller holds Poller.mu.
func (p *Poller) arrangeSenders(ctx context.Context, accounts []account.Account, start func(func())) {
	if p.o.Send == nil {
		return
	}
	there := make(map[account.ID]bool, len(accounts))
	for _, a := range accounts {
		if !a.Sends() {
			continue
		}
		there[a.ID] = true
		s := p.senders[a.ID]
		if s != nil && !s.retired {
			if other := s.a; other.Outgoing != a.Outgoing || other.SendsAs() != a.SendsAs() || other.Auth != a.Auth || other.Authorities != a.Authorities || other.Exceptions.String() != a.Exceptions.String() || other.Keep != a.Keep {
				s.a = a
				s.poke(true)
			}
			s.a = a
			continue
		}
		next := newSender(ctx, p, a)
		p.senders[a.ID] = next
		start(func() {
			if s != nil {
				<-s.done
			}
			next.run()
		})
	}
	for id, s := range p.senders {
		if !there[id] {
			s.retire()
		}
	}
}

// eachSender calls f with every sender, with Poller.mu held.
func (p *Poller) eachSender(f func(*sender)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.senders {
		f(s)
	}
}

// SendingRests reports whether the queued letters of an account stay where they are for longer than within:
// after a failure, or until there is another password.
func (p *Poller) SendingRests(id account.ID, within time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.senders[id]
	return s != nil && !s.hand && s.stop == nil && (s.waiting || time.Until(s.until) > within)
}

// LettersChanged says that the outbox is another: what may go is sent.
func (p *Poller) LettersChanged() { p.eachSender(func(s *sender) { s.poke(false) }) }

// SendNow says that the person has asked for a letter of an account, which waits for nothing any more: what
// may go there is tried at once, once, also after trouble or without a password.
func (p *Poller) SendNow(id account.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.senders[id]; s != nil {
		s.asked = true
		s.poke(false)
	}
}

// WorkOffline keeps everything off the network until it is called with false: letters
// wait, no mail is fetched, sessions under way are ended. What was ended so, and what the person
// has asked for meanwhile, is done then.
func (p *Poller) WorkOffline(on bool) {
	if p.offline.Swap(on) == on {
		return
	}
	if on {
		p.each((*worker).cut)
		p.stopSending()
		return
	}
	p.each((*worker).poke)
	p.eachSender(func(s *sender) { s.poke(true) })
}

// sendFirst sends what waits before mail of an account is fetched.
func (p *Poller) sendFirst(ctx context.Context, id account.ID, byHand bool) {
	p.mu.Lock()
	s := p.senders[id]
	if s != nil && byHand {
		s.hand = true
		s.until, s.waiting = time.Time{}, false
	}
	p.mu.Unlock()
	if s != nil {
		s.try(ctx)
		p.mu.Lock()
		s.poke(false) // which finds out when to look again
		p.mu.Unlock()
	}
}
