package poll

import (
	"context"
	"time"

	"popmail/account"
)

// What the Poller asks of the worker of an account.

// checkNow is CheckNow for one account.
func (w *worker) checkNow() {
	w.mu.Lock()
	busy := w.end != nil
	w.mu.Unlock()
	if !busy {
		w.ask(true)
	}
}

// again is Poller.Again for one account.
func (w *worker) again(anew bool) {
	w.mu.Lock()
	busy := w.end != nil
	switch {
	case busy && anew:
		w.goOn()
		w.end()
	case !anew && (busy || !w.state.waiting && !w.state.halted && w.a.Interval >= 0):
		w.check = true
	}
	w.mu.Unlock()
	w.poke()
}

// endSession ends the session under way and lets no other begin, and waits for
// its end.
func (w *worker) endSession(ctx context.Context) error {
	w.retire()
	select {
	case <-w.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// host is the name of the account's incoming server.
func (w *worker) host() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.a.Incoming.Host
}

func (w *worker) passwordGiven() { w.ask(true) }

func (w *worker) ask(byHand bool) {
	w.mu.Lock()
	w.check, w.polite = true, false
	w.byHand = w.byHand || byHand
	w.mu.Unlock()
	w.poke()
}

func (w *worker) poke() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *worker) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.end != nil {
		w.stopped = true
		w.check, w.byHand = false, false
		w.end()
	}
}

// goOn wants a check in the place of a session that was ended, or is about to be. The caller
// holds mu.
func (w *worker) goOn() {
	w.polite = w.polite || !w.check
	w.check = true
}

// cut is stop for a while: what was under way goes on when the person is online again.
func (w *worker) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.end == nil || w.stopped {
		return
	}
	w.stopped = true
	w.goOn()
	w.byHand = w.byHand || w.hand
	w.end()
}

// keyringOpened checks an account that waits for nothing else.
func (w *worker) keyringOpened() {
	w.mu.Lock()
	w.check = w.check || w.state.waiting && w.state.locked
	w.mu.Unlock()
	w.poke()
}

// networkChanged tries again what has failed, a bad certificate as well: it may be that of
// the network before. After a sleep everything is due but what the server wants to be left alone
// for, by the clock on the wall: that of timers stands still in a sleep.
func (w *worker) networkChanged(slept bool) {
	w.mu.Lock()
	want := w.end == nil && !w.state.waiting && w.a.Interval >= 0 && (slept || w.state.failed)
	left := w.state.wished(w.p.o.wall())
	if want && slept && left > 0 {
		w.state.next = time.Now().Add(left)
	}
	w.mu.Unlock()
	switch {
	case want && left <= 0:
		w.ask(false)
	case want && slept:
		w.poke()
	}
}

// update takes over changed settings.
func (w *worker) update(a account.Account) {
	w.mu.Lock()
	old := w.a
	w.a = a
	s := w.state
	switch {
	case sameSession(old, a) && sameRemovals(old, a) && s.waiting && !s.refused, sameSession(old, a) && s.waiting && old.Keep != a.Keep:
		w.check = true // perhaps there is a password now
	case sameSession(old, a):
		w.replan = w.replan || old.Interval != a.Interval
		w.changeRemovals(a)
	default:
		// What the server wants of the same user it still wants.
		next := state{last: s.last}
		if account.SameHost(old.Incoming.Host, a.Incoming.Host) && old.User == a.User {
			next.wishes = s.wishes
			if s.failed && s.asked && old.Incoming == a.Incoming && old.Auth == a.Auth {
				next.failed, next.asked, next.next = true, true, s.next
			}
			w.goOn()
		} else {
			w.check, w.polite = true, false
		}
		w.state = next
		if w.end != nil {
			w.end() // it works by the old settings
		}
	}
	w.mu.Unlock()
	w.poke()
}

// changeRemovals takes over what is to be removed from the server. The next usual check does that: until then the
// person can take it back. A session under way that would remove what is to stay now is ended, and gone on with only
// where that removes nothing more than it would have. The caller holds mu.
func (w *worker) changeRemovals(a account.Account) {
	if w.end == nil {
		return
	}
	more := a.Leave.Sooner(w.works.Leave) || a.LeaveDeleted.Sooner(w.works.LeaveDeleted)
	if more && w.check && w.polite && !w.byHand { // another choice had it go on
		w.check = false
	}
	if keeps := w.works.Leave.Sooner(a.Leave) || w.works.LeaveDeleted.Sooner(a.LeaveDeleted); !keeps || w.stopped {
		return
	}
	if more {
		w.stopped = true // which is told
	} else {
		w.goOn()
	}
	w.end()
}

// sameRemovals reports whether a and b let the same mail stay on the server.
func sameRemovals(a, b account.Account) bool {
	return a.Leave == b.Leave && a.LeaveDeleted == b.LeaveDeleted
}

// sameSession reports whether a session with a does the same as one with b, but for what is removed from the server.
func sameSession(a, b account.Account) bool {
	return a.User == b.User && a.Incoming == b.Incoming && a.Auth == b.Auth && a.Email == b.Email &&
		a.Authorities == b.Authorities && a.Exceptions == b.Exceptions
}

// retire ends the worker and its session.
func (w *worker) retire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.ended = true
	w.check = false
	close(w.gone)
	if w.end != nil {
		w.end()
	}
}

func (w *worker) retired() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended
}
