package send

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"popmail/account"
	"popmail/account/journal"
)

// ErrNone says that nothing of an outbox may go now.
var ErrNone = errors.New("no letter is waiting")

// Which letters of an outbox are meant: those that may go at a time.
type Which struct {
	Now    time.Time
	Anyway bool    // also those that wait for another try
	IDs    []int64 // only these, whatever they wait for; nil: all
	Done   []int64 // not these
}

// Store is what the outbox needs of the place where letters are kept. Each method that
// changes something returns when that is on the disk.
type Store interface {
	// UnfinishedLetters settles what an earlier sender did not live to settle: a letter
	// waits again, or its fate is unknown where its last dot may have been sent.
	UnfinishedLetters(ctx context.Context, id account.ID) error
	// LettersWaiting counts what may go; next is when the first of the rest may.
	LettersWaiting(ctx context.Context, id account.ID, w Which) (n int, next time.Time, err error)
	// TakeLetter claims the one that had the fewest tries, of several of these the first; ErrNone
	// where there is none: a letter at which the line is lost each time never keeps the others back.
	// Nobody else takes or changes it before it is settled.
	TakeLetter(ctx context.Context, id account.ID, w Which) (Letter, error)
	// LastDot notes that the last dot of a claimed letter is about to be sent.
	LastDot(ctx context.Context, id int64) error
	// SettleLetter notes what became of a claimed letter.
	SettleLetter(ctx context.Context, id int64, o Outcome) error
	// LettersHindered notes why nothing could go.
	LettersHindered(ctx context.Context, id account.ID, why error) error
}

// Outbox sends what waits.
type Outbox struct {
	Store   Store
	Prober                                                                              // how servers are reached; with its zero Timeout each command has the time of RFC 5321
	Final   time.Duration                                                               // for the answer to the last dot of a letter; 0: 10 minutes
	Renew   func(ctx context.Context, c account.Credential) (account.Credential, error) // a new token in the place of a refused one; nil: there is none
	Letter  func(id int64)                                                              // called when a letter is about to be sent; nil: nobody listens
	Written func(id, sent, total int64)                                                 // called while it is; nil: nobody listens
}

// Report is what one run has done.
type Report struct {
	Sent, Refused, Unknown int
	Waiting                int       // letters that were to go and did not
	Next                   time.Time // when the first of those that wait may go; zero: none does
	Accepted               bool      // the server has taken the log-in
}

// settleTime bounds how long the result of a letter is tried to be noted.
const settleTime = 30 * time.Second

// Run sends the letters of an account that may go, one after the other in one session. The
// caller sees to it that it runs only once at a time for an account, over all processes.
// Its error is about the account's server or about this computer, not about a letter.
func (o *Outbox) Run(ctx context.Context, a account.Account, c account.Credential, w Which) (rep Report, err error) {
	if err := o.Store.UnfinishedLetters(ctx, a.ID); err != nil {
		return rep, err
	}
	n, next, err := o.Store.LettersWaiting(ctx, a.ID, w)
	if err != nil || n == 0 {
		rep.Next = next
		return rep, err
	}
	err = o.run(ctx, a, c, w, &rep)
	var left error
	rep.Waiting, rep.Next, left = o.Store.LettersWaiting(context.WithoutCancel(ctx), a.ID, Which{Now: time.Now()})
	return rep, errors.Join(err, left)
}

// mostSessions is in how many sessions letters go whose sending a person has asked for.
const mostSessions = 4

// run sends the letters in one session. By hand, letters go before their time as well, and such a try does
// not count: the same one would be the first each time. Where the line is lost at it, the others go in
// another session.
func (o *Outbox) run(ctx context.Context, a account.Account, c account.Credential, w Which, rep *Report) (err error) {
	for n := 1; ; n++ {
		lost, failed := o.inSession(ctx, a, c, &w, rep)
		err = errors.Join(err, failed)
		if !lost || !w.Anyway || n == mostSessions || ctx.Err() != nil {
			return err
		}
		if left, _, failed := o.Store.LettersWaiting(ctx, a.ID, w); failed != nil || left == 0 {
			return errors.Join(err, failed)
		}
	}
}

// inSession sends letters in a session, and notes in w which had their try. lost: it has ended at a letter that
// was not taken.
func (o *Outbox) inSession(ctx context.Context, a account.Account, c account.Credential, w *Which, rep *Report) (lost bool, err error) {
	s, err := o.session(ctx, a, c)
	if err != nil {
		slog.InfoContext(ctx, "nothing sent", "account", a.ID, "server", a.Outgoing.Addr(), "error", journal.Chain(err, a.SendsAs(), a.Email))
		return false, errors.Join(err, o.Store.LettersHindered(context.WithoutCancel(ctx), a.ID, err))
	}
	rep.Accepted = true
	s.logOpen(ctx)
	defer s.close()
	for ctx.Err() == nil {
		l, err := o.Store.TakeLetter(ctx, a.ID, *w)
		if errors.Is(err, ErrNone) {
			s.quit()
			return false, nil
		}
		if err != nil {
			s.quit()
			return false, err
		}
		w.Done = append(w.Done, l.ID) // each has one try
		if lost, err := o.one(ctx, s, l, rep); err != nil {
			return lost, err
		}
	}
	return false, &account.Problem{Trouble: account.TroubleStopped, Sending: true, Err: ctx.Err()}
}

// session connects and logs in, with a new token where the server refuses the one it was
// shown.
func (o *Outbox) session(ctx context.Context, a account.Account, c account.Credential) (*session, error) {
	if !a.Sends() {
		return nil, &account.Problem{Trouble: account.TroubleNoOutgoing, Sending: true}
	}
	s, err := o.open(ctx, a, c.ForSending(a))
	if err == nil {
		s.time, s.final = commandTime, finalTime
		if o.Timeout > 0 {
			s.time = o.Timeout
		}
		if o.Final > 0 {
			s.final = o.Final
		}
		return s, nil
	}
	p := s.explain(err)
	if p.Trouble != account.TroubleSignInAgain || o.Renew == nil || c.Token.Refresh == "" {
		return nil, p
	}
	if c, err = o.Renew(ctx, c); err != nil {
		return nil, err
	}
	again := *o
	again.Renew = nil
	return again.session(ctx, a, c)
}

// one sends one letter and notes what became of it. lost: the line has ended with no answer about it, and it waits.
func (o *Outbox) one(ctx context.Context, s *session, l Letter, rep *Report) (lost bool, _ error) {
	if o.Letter != nil {
		o.Letter(l.ID)
	}
	out, err := s.handOver(ctx, l, func() error { return o.Store.LastDot(ctx, l.ID) }, func(sent, total int64) {
		if o.Written != nil {
			o.Written(l.ID, sent, total)
		}
	})
	s.logLetter(ctx, l, out)
	switch out.State {
	case Sent:
		rep.Sent++
	case Refused:
		rep.Refused++
	case Unknown:
		rep.Unknown++
	}
	switch account.TroubleOf(err) {
	case account.TroubleDiskFull, account.TroubleStore: // of this computer, not of the server
	default:
		if err != nil {
			err = s.explain(err)
		}
	}
	if ctx.Err() != nil && out.State == Waits {
		out.Problem, out.NextTry = nil, time.Time{} // the person has ended it
	}
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	failed := o.Store.SettleLetter(settling, l.ID, out)
	if err == nil {
		return false, failed
	}
	t := account.TroubleOf(err)
	return failed == nil && out.State == Waits && (t == account.TroubleCut || t == account.TroubleSilent), err
}
