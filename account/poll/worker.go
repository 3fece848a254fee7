package poll

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/account/fetch"
	"popmail/account/oauth"
	"popmail/account/thread"
)

// worker checks one account. All its sessions run in the goroutine of run, one
// after the other.
type worker struct {
	p     *Poller
	after <-chan struct{} // closed when an earlier worker of the account has ended; nil: there was none
	wake  chan struct{}
	gone  chan struct{} // closed by retire
	done  chan struct{} // closed when run has returned

	mu      sync.Mutex
	a       account.Account
	end     context.CancelFunc // of the session under way; nil: none
	stopped bool               // the person has ended the session under way
	hand    bool               // …is the person's wish
	check   bool               // a check is wanted…
	byHand  bool               // …by the person
	polite  bool               // …as soon as the server wishes one
	replan  bool               // the interval has changed
	works   account.Account    // the settings that the last session works by
	ended   bool               // retire was called
	state   state

	began time.Time // of the session under way; it belongs to run
}

// state is what the sessions so far have shown. It belongs to run, and is read by
// others under worker.mu.
type state struct {
	failures int // in a row
	busy     int // in a row
	failed   bool
	waiting  bool      // no check before there is a password
	refused  bool      // …because the server has refused the last one
	locked   bool      // …because the place where it is kept cannot be read
	halted   bool      // no check by the clock, see account.Trouble.Halts
	wrong    int       // times that the server has called the password wrong since it last took one
	last     time.Time // end of the last session
	next     time.Time // zero: only by hand
	asked    bool      // the server asks not to be asked before next
	wishes
}

// wishes are what the server wants of whoever logs in as this user.
type wishes struct {
	loginDelay time.Duration // between two log-ins
	learned    time.Duration // the part of it that refusals have told, also in earlier runs
	accepted   time.Time     // end of the last session whose log-in was accepted…
	loggedIn   time.Time     // …and its beginning
}

func newWorker(p *Poller, a account.Account) *worker {
	return &worker{
		p: p, a: a, check: a.Interval >= 0,
		wake: make(chan struct{}, 1), gone: make(chan struct{}), done: make(chan struct{}),
	}
}

// run checks until ctx ends or the account is removed, behind the window.
func (w *worker) run(ctx context.Context) {
	defer close(w.done)
	thread.Behind()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if w.after != nil {
		<-w.after
	}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	w.mu.Lock()
	idle := !w.check
	w.mu.Unlock()
	w.recall(ctx)
	if idle {
		w.publish(event.Scheduled{Account: w.a.ID})
	}
	for {
		if sctx, a, byHand, ok := w.begin(ctx); ok {
			w.session(sctx, a, byHand)
			w.over()
			continue
		}
		next := w.plan()
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
		select {
		case <-ctx.Done():
			return
		case <-w.gone:
			return
		case <-w.wake:
		case <-timer.C:
			w.ask(false)
		}
	}
}

// recall puts off the first check where the server has asked for that before the program
// was started. A person who asks is not kept waiting.
func (w *worker) recall(ctx context.Context) {
	if w.p.o.Pause == nil {
		return
	}
	var pause account.Pause
	err := guard(func() (err error) {
		pause, err = w.p.o.Pause(ctx, w.a.ID)
		return err
	})
	until := pause.Ends(time.Now())
	if err != nil {
		return
	}
	w.mu.Lock()
	w.state.learned = min(max(pause.Learned, 0), mostLearned)
	if until.IsZero() {
		w.mu.Unlock()
		return
	}
	if w.state.loginDelay = account.BelievedDelay(pause.Delay); pause.Delay > 0 {
		w.state.accepted = until.Add(-w.state.loginDelay)
	}
	put := w.check && !w.byHand
	if put {
		w.check = false
		w.state.next, w.state.asked = until, true
	}
	w.mu.Unlock()
	if put {
		w.publish(event.Scheduled{Account: w.a.ID, Next: until, Asked: true})
	}
}

// begin takes up a check that is wanted. The context is that of the session.
func (w *worker) begin(ctx context.Context) (sctx context.Context, a account.Account, byHand, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.check || w.ended || w.p.offline.Load() || ctx.Err() != nil {
		return nil, a, false, false
	}
	if left := w.state.barred(w.p.o.wall()); w.polite && !w.byHand && left > 0 {
		w.check, w.polite = false, false
		w.state.next, w.state.asked = time.Now().Add(left), true
		w.publish(event.Scheduled{Account: w.a.ID, Next: w.state.next, Asked: true})
		return nil, a, false, false
	}
	byHand = w.byHand
	w.hand, w.check, w.byHand, w.polite, w.stopped = byHand, false, false, false, false
	w.began, w.works = time.Now(), w.a
	sctx, w.end = context.WithCancel(ctx)
	return sctx, w.a, byHand, true
}

// over ends what begin began.
func (w *worker) over() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.end()
	w.end = nil
}

// plan returns the time of the next check.
func (w *worker) plan() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.replan {
		w.replan = false
		if w.state.last.IsZero() && w.a.Interval >= 0 && !w.state.halted {
			w.check = true
		}
		if !w.state.waiting && !w.state.failed && !w.state.halted {
			w.state.next = w.state.usual(w.a.Interval, w.p.o.Jitter)
			defer w.publish(event.Scheduled{Account: w.a.ID, Next: w.state.next, Asked: w.state.asked})
		}
	}
	switch {
	case w.p.offline.Load():
		return time.Time{}
	case w.check:
		return time.Now()
	}
	return w.state.next
}

// session looks up the password, fetches, and tells what came of it.
func (w *worker) session(ctx context.Context, a account.Account, byHand bool) {
	opened := w.p.opened.Load()
	w.p.sendFirst(ctx, a.ID, byHand)
	var c account.Credential
	err := guard(func() (err error) {
		c, err = w.p.Credential(ctx, a)
		return err
	})
	if err != nil {
		switch account.TroubleOf(err) {
		case account.TroubleNoPassword, account.TroubleNoKeyring:
			if ctx.Err() != nil { // it was not waited for
				w.failed(ctx, a, fetch.Report{}, &account.Problem{Trouble: account.TroubleStopped, Err: err})
				return
			}
			w.lacksPassword(ctx, a, byHand, opened, err)
			return
		case account.TroubleSignInAgain:
			w.rejected(ctx, a, c, err)
			return
		}
		if ctx.Err() == nil {
			w.publish(event.Started{Account: a.ID})
		}
		w.failed(ctx, a, fetch.Report{}, err)
		return
	}

	w.publish(event.Started{Account: a.ID})
	var rep fetch.Report
	var open sync.Mutex
	over, begun := false, false
	err = guard(func() (err error) {
		rep, err = w.p.o.Fetch(ctx, a, c, func(pr event.Progress) {
			open.Lock()
			defer open.Unlock()
			if over {
				return
			}
			pr.Account = a.ID
			if missing := pr.TotalMessages - pr.Messages; missing > 0 && !begun {
				// Should the program not live to the end of the session, it is
				// still known that there is more.
				begun = true
				w.save(ctx, a.ID, account.Status{Held: account.Held{At: time.Now(), Messages: missing, Missing: missing}})
			}
			w.publish(pr)
		})
		return err
	})
	open.Lock()
	over = true
	open.Unlock()
	rep.LoginDelay = account.BelievedDelay(rep.LoginDelay)

	if err == nil || rep.Accepted {
		w.settle(func(s *state) { s.wrong = 0 })
		w.p.accepted(ctx, a, c)
	}
	switch {
	case err == nil:
		w.finished(ctx, a, rep)
	case account.TroubleOf(err).Typed() && w.wrongAgain(), signInEnded(err), account.TroubleOf(err) == account.TroubleSignInAgain && w.wrongAgain():
		w.rejected(ctx, a, c, err)
	default:
		w.failed(ctx, a, rep, err)
	}
}

func (w *worker) finished(ctx context.Context, a account.Account, rep fetch.Report) {
	now := time.Now()
	asked := false
	var pause account.Pause
	next := w.settle(func(s *state) {
		// Where it was let in sooner than it has said, that was not its wish.
		if !s.loggedIn.IsZero() && w.began.Sub(s.loggedIn) < s.learned {
			s.learned = 0
		}
		rep.LoginDelay = max(rep.LoginDelay, s.learned)
		*s = state{last: now, wishes: wishes{rep.LoginDelay, s.learned, now, w.began}}
		pause = account.PauseAfter(rep.LoginDelay, nil, now)
		pause.Learned = s.learned
		if s.next = s.usual(a.Interval, w.p.o.Jitter); rep.First && a.Interval > firstPause {
			s.next = s.usual(firstPause, w.p.o.Jitter) // there may be more, see Report.First
		}
		asked = s.asked
	})
	held := rep.Held(now)
	w.save(ctx, a.ID, account.Status{LastCheck: now, Held: held, Pause: pause})
	noRoom := 0
	for _, f := range rep.Failed {
		if _, ok := errors.AsType[*account.NoRoomError](f.Err); ok {
			noRoom++
		}
	}
	w.publish(event.Finished{Account: a.ID, Received: rep.Received, Removed: rep.Removed, Problems: len(rep.Failed) - noRoom, NoRoom: noRoom, Stays: rep.Stays || rep.Back > 0, At: now, Next: next, Held: held})
	w.publish(event.Scheduled{Account: a.ID, Next: next, Asked: asked})
}

// lacksPassword waits for what the account is logged in with; opened is Poller.opened before it was
// looked up.
func (w *worker) lacksPassword(ctx context.Context, a account.Account, byHand bool, opened uint64, err error) {
	locked := account.TroubleOf(err) == account.TroubleNoKeyring
	waited := false
	next := w.settle(func(s *state) {
		waited = s.waiting && s.locked == locked
		s.halted = false
		s.waiting, s.refused, s.locked, s.failed, s.last, s.next = true, false, locked, false, time.Now(), time.Time{}
		if !locked {
			return
		}
		// It may only be locked, or not have started yet.
		if !unanswered(err) {
			s.failures++
		}
		s.next = s.after(w.p.o.Jitter(backoff(s.failures, a.Interval)), a.Interval)
		w.check = w.check || w.p.opened.Load() != opened
	})
	if waited && !byHand {
		return // the person knows; nothing new
	}
	w.save(ctx, a.ID, account.Status{Failure: account.FailureOf(err)})
	w.publish(event.NeedsPassword{Account: a.ID, SignIn: a.Auth.Browser() && !locked, Keyring: locked})
	w.publish(event.Scheduled{Account: a.ID, Next: next})
}

// unanswered reports whether err is that of a password store that waits for somebody, who may be on
// the way: it asks for a password of its own.
func unanswered(err error) bool {
	return account.TroubleOf(err) == account.TroubleNoKeyring && errors.Is(err, context.DeadlineExceeded)
}

// wrongAgain counts a refused password and reports whether that is not the first
// in a row: servers refuse right ones when something behind them fails, and the
// same twice more could lock the account.
func (w *worker) wrongAgain() (again bool) {
	w.settle(func(s *state) {
		s.wrong++
		again = s.wrong > 1
	})
	return again
}

// signInEnded reports whether the provider itself has said that a sign-in is over, which
// no other try will change.
func signInEnded(err error) bool { return errors.Is(err, oauth.ErrEnded) }

// rejected waits for another password, or for another sign-in.
func (w *worker) rejected(ctx context.Context, a account.Account, c account.Credential, err error) {
	w.p.refused(a.ID, c)
	w.settle(func(s *state) {
		*s = state{last: time.Now(), wishes: s.wishes, waiting: true, refused: true, wrong: s.wrong}
	})
	answer := ""
	if p, ok := errors.AsType[*account.Problem](err); ok {
		answer = p.Answer
	}
	w.save(ctx, a.ID, account.Status{Failure: account.FailureOf(err)})
	w.publish(event.NeedsPassword{Account: a.ID, Rejected: true, SignIn: a.Auth.Browser() || account.TroubleOf(err) == account.TroubleSignInAgain, Answer: answer})
	w.publish(event.Scheduled{Account: a.ID})
}

func (w *worker) failed(ctx context.Context, a account.Account, rep fetch.Report, err error) {
	trouble := account.TroubleOf(err)
	w.mu.Lock()
	ended := ctx.Err() != nil
	quiet := ended && !w.stopped && !w.check // the program ends, or the account is removed
	w.mu.Unlock()
	if ended && trouble == account.TroubleOther {
		err = &account.Problem{Trouble: account.TroubleStopped, Err: err}
		trouble = account.TroubleStopped
	}
	var pause account.Pause
	asked := func() (asked bool) {
		w.settle(func(s *state) { asked = s.asked })
		return asked
	}
	next := w.settle(func(s *state) {
		s.last = time.Now()
		if rep.LoginDelay > 0 {
			s.loginDelay = rep.LoginDelay
		}
		if rep.Accepted {
			s.accepted, s.loggedIn = s.last, w.began
		}
		s.learn(account.ProblemOf(err))
		if ended {
			pause = s.pauseAfter(rep.Accepted, nil)
			if s.next = s.usual(a.Interval, w.p.o.Jitter); s.halted {
				s.next = time.Time{}
			}
			return
		}
		s.waiting, s.failed, s.halted, s.asked = false, true, trouble.Halts(), false
		if s.halted {
			s.next = time.Time{}
			return
		}
		wait := account.ProblemOf(err).Wait
		s.next = s.after(w.p.o.Jitter(max(s.pause(trouble, rep.Received, a.Interval), wait)), a.Interval)
		s.asked = trouble.Imposed() || wait > 0
		s.keepDelay(a.Interval)
		if pause = s.pauseAfter(rep.Accepted || trouble.Busy() || trouble.Imposed() || trouble.Typed(), err); s.asked && s.next.After(pause.Until) {
			pause.Until = s.next
		}
	})
	if quiet {
		if held := rep.Held(time.Now()); held.Known() {
			w.save(ctx, a.ID, account.Status{Held: held})
		}
		return
	}
	held := rep.Held(time.Now())
	st := account.Status{Failure: account.FailureOf(err), Held: held, Pause: pause}
	if ended {
		st.Failure, st.Stopped = account.Failure{}, true
	}
	w.save(ctx, a.ID, st)
	w.publish(event.Failed{Account: a.ID, Err: err, Offline: trouble == account.TroubleOffline, Retry: next, Held: held})
	w.publish(event.Scheduled{Account: a.ID, Next: next, Asked: asked()})
}

// settle changes the state and returns the time of the next check.
func (w *worker) settle(f func(*state)) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	f(&w.state)
	return w.state.next
}

// save notes the status. That it cannot be noted does not stop the mail.
func (w *worker) save(ctx context.Context, id account.ID, s account.Status) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := guard(func() error { return w.p.o.SaveStatus(ctx, id, s) }); err != nil {
		slog.Warn("the result of a check could not be noted", "account", id, "error", err)
	}
}

func (w *worker) publish(a event.Activity) { w.p.o.Activity.Publish(a) }

// guard turns a panic into a Problem: one account's misfortune is not the others'.
func guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			slog.Error("panic in a check for mail", "value", v, "stack", string(debug.Stack()))
			err = &account.Problem{Trouble: account.TroubleInternal, Err: fmt.Errorf("panic: %v", v)}
		}
	}()
	return f()
}
