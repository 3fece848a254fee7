package fetch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

func init() { pauses = []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond} }

// world is a server, a store and a person's other mail program, with faults
// chosen by chance.
type world struct {
	*maildrop
	store    *memStore
	rnd      *rand.Rand
	clock    time.Time
	expected map[string]int // by octets: copies that were on the server
	copies   bool           // identical messages happen
	reuse    bool           // the server gives unique-ids of removed messages to new ones
	// sole: nobody and nothing but a confirmed QUIT frees unique-ids that the
	// server uses again. Else a new message cannot be told from a known one.
	sole    bool
	servers Servers
	next    int
	cut     bool // messages came short: what takes their place counts as received before
}

func newWorld(t *testing.T, seed uint64) *world {
	r := rand.New(rand.NewPCG(seed, 17))
	w := &world{maildrop: &maildrop{t: t}, store: newStore(t), rnd: r, clock: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), expected: map[string]int{}}
	w.store.batch = 1 + r.IntN(5)
	w.store.now = func() time.Time { return w.clock }
	if r.IntN(2) == 0 {
		w.capa = []string{"USER", "PIPELINING"}
	}
	w.noTOP = r.IntN(2) == 0
	w.noLIST = r.IntN(6) == 0
	w.noSTAT = !w.noLIST && r.IntN(6) == 0
	w.ignoreDele = r.IntN(6) == 0
	switch r.IntN(6) {
	case 0:
		w.noUIDL = true
		w.noLIST, w.noSTAT = false, w.noSTAT && !w.noLIST
	case 1: // some messages share a unique-id
		w.uid = func(_ int, p *post) (string, bool) { return fmt.Sprintf("shared%d", p.serial%4), true }
		w.sole = true
	case 2: // some have none, or are left out
		w.uid = func(_ int, p *post) (string, bool) {
			switch p.serial % 5 {
			case 0:
				return "", true
			case 1:
				return "", w.noLIST // only LIST tells of what is left out
			}
			return p.uid, true
		}
	case 3:
		w.reuse, w.sole = true, true
	}
	if r.IntN(4) == 0 {
		w.size = func(p *post) int { return max(0, len(p.raw)-p.serial%3*7) }
	}
	w.copies = r.IntN(3) == 0
	return w
}

func (w *world) arrive(n int) {
	for range n {
		w.next++
		body := fmt.Sprintf("message %d\r\n.dot\r\n%*d", w.next, 1+w.rnd.IntN(400), w.next)
		raw := letter(w.next, w.rnd.IntN(2) == 0, body)
		if w.copies && w.rnd.IntN(3) == 0 && len(w.mail) > 0 {
			raw = w.mail[w.rnd.IntN(len(w.mail))].raw // an identical copy
		}
		uid := fmt.Sprintf("uid-%d", w.next)
		if w.reuse {
			uid = fmt.Sprintf("slot-%d", w.freeSlot())
		}
		w.add(uid, raw)
		w.expected[raw]++
	}
}

// freeSlot is the lowest number that no message on the server has now.
func (w *world) freeSlot() int {
	used := map[string]bool{}
	for _, p := range w.mail {
		used[p.uid] = true
	}
	n := 1
	for used[fmt.Sprintf("slot-%d", n)] {
		n++
	}
	return n
}

// othersDelete lets another program remove messages that are stored here.
func (w *world) othersDelete() {
	have := w.store.copies()
	dead := map[*post]bool{}
	for _, p := range w.mail {
		if have[p.raw] >= w.expected[p.raw] && w.rnd.IntN(5) == 0 {
			dead[p] = true
		}
	}
	w.remove(dead)
}

// TestNothingIsLostOrDoubled plays mailboxes with all kinds of servers, in which
// sessions are cut, killed, stopped or fail at chosen steps, and checks after each
// that nothing was removed that is not stored, and at the end that everything is
// stored exactly once.
func TestNothingIsLostOrDoubled(t *testing.T) {
	worlds := 300
	if testing.Short() {
		worlds = 60
	}
	for seed := range worlds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			w := newWorld(t, uint64(seed))
			a := account.Account{ID: 1, Email: "a@example.org", User: "a", Incoming: account.Server{Host: "pop.example.org", Port: 110, Security: account.None}}
			for range 8 {
				w.arrive(w.rnd.IntN(8))
				w.mu.Lock()
				if !w.sole {
					w.othersDelete()
				}
				w.mu.Unlock()
				w.clock = w.clock.Add(time.Duration(w.rnd.IntN(48)) * time.Hour)
				a.Leave = []account.Retention{{}, {Mode: account.LeaveNone}, {Mode: account.LeaveDays, Days: 1}}[w.rnd.IntN(3)]
				_ = w.session(t, a, true) // it may fail, but must not harm
			}
			w.heal()
			w.arrive(3)
			a.Leave = account.Retention{Mode: account.LeaveNone}
			for range 3 {
				if err := w.session(t, a, false); err != nil {
					t.Fatalf("a session without fault: %v", err)
				}
			}
			for raw, n := range w.expected {
				got := w.store.copies()[raw]
				if got < 1 || got > n || (got != n && !w.copies) {
					t.Errorf("%d copies of %s are stored, want %d", got, short(raw), n)
				}
			}
			if n := w.count(); n > 0 && !w.ignoreDele {
				t.Errorf("%d messages are left on the server", n)
			}
			if t.Failed() {
				t.Logf("noUIDL=%v noTOP=%v noLIST=%v noSTAT=%v copies=%v reuse=%v uid=%v ignoreDele=%v known=%q", w.noUIDL, w.noTOP, w.noLIST, w.noSTAT, w.copies, w.reuse, w.uid != nil, w.ignoreDele, w.store.uids())
			}
		})
	}
}

// heal ends the faults.
func (w *world) heal() {
	w.cutAfter, w.deny, w.onQuit, w.short = nil, nil, nil, nil
	w.store.budget, w.store.fault, w.store.refuse, w.store.marking = -1, nil, nil, nil
}

// session runs one session with at most one fault and checks what it did.
func (w *world) session(t *testing.T, a account.Account, faulty bool) error {
	t.Helper()
	w.heal()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	fault := 0
	if faulty {
		fault = w.rnd.IntN(9)
	}
	stopAfter, timeout := -1, 5*time.Second
	if w.sole && (fault == 4 || fault == 7) {
		fault = 0
	}
	switch fault {
	case 1:
		n := w.rnd.IntN(4000)
		w.cutAfter = func(int) int { return n }
	case 2:
		w.store.budget, w.store.fault = w.rnd.IntN(3), errKilled
	case 3:
		k := w.rnd.IntN(3)
		w.deny = func(_ int, p *post) string {
			if p.serial%3 == k {
				return "cannot read the file"
			}
			return ""
		}
	case 4:
		how := quitting(1 + w.rnd.IntN(3))
		w.onQuit = func(int) quitting { return how }
	case 5:
		k := w.rnd.IntN(3)
		w.store.refuse = func(m Incoming) error {
			if len(m.Raw)%3 == k {
				return errors.New("too odd")
			}
			return nil
		}
	case 6:
		stopAfter = w.rnd.IntN(6)
		w.deny = func(int, *post) string {
			if stopAfter--; stopAfter < 0 {
				cancel()
			}
			return ""
		}
	case 7:
		w.store.marking = errKilled
	case 8:
		if w.size != nil || w.noLIST {
			break // no size tells
		}
		k, all, part := w.rnd.IntN(3), w.rnd.IntN(4) == 0, w.rnd.IntN(10)
		timeout = 400 * time.Millisecond
		w.cut = true
		w.short = func(_ int, p *post) int {
			if all || p.serial%3 == k {
				return strings.LastIndex(p.raw[:len(p.raw)*part/10], "\n") + 1
			}
			return -1
		}
	}
	before := len(w.store.copies())
	s := w.store.into(&Session{Store: w.store, Dial: w.dial, Timeout: timeout, Now: func() time.Time { return w.clock }, Servers: &w.servers})
	rep, err := s.Run(ctx, a, account.Password("secret"))
	w.running.Wait()
	if err != nil && !as[*account.Problem](err) {
		t.Errorf("the error is a %T: %v", err, err)
	}
	if faulty && fault == 0 && err != nil {
		t.Errorf("no fault, and yet: %v", err)
	}
	stored := w.store.copies()
	if n := len(stored) - before; rep.Received < n && !w.cut {
		t.Errorf("%d messages received, %d new in the store", rep.Received, n)
	}
	if len(w.store.mails) > 0 && w.store.open != 0 {
		t.Error("a delivery is left open")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.gone {
		if stored[p.raw] == 0 {
			t.Errorf("fault %d: removed from the server and not stored: %s", fault, short(p.raw))
		}
		if a.Leave.Mode == account.LeaveForever && rep.Removed > 0 {
			t.Error("removed though everything is to be left")
		}
	}
	return err
}
