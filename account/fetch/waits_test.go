package fetch

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/pop3"
)

// stuckStore is a store that does not come to an end, of what is said, before its context does.
type stuckStore struct {
	*memStore
	stop                  func()
	flush, removed, notes bool
}

func until(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func (s *stuckStore) Deliver(ctx context.Context, id account.ID, present []string) (Delivery, error) {
	d, err := s.memStore.Deliver(ctx, id, present)
	if err != nil || !s.flush {
		return d, err
	}
	return stuckDelivery{d}, nil
}

type stuckDelivery struct{ Delivery }

func (stuckDelivery) Flush(ctx context.Context) error { return until(ctx) }

func (s *stuckStore) Removed(ctx context.Context, id account.ID, uids []string) error {
	if s.removed {
		s.stop() // once QUIT was answered
		return until(ctx)
	}
	return s.memStore.Removed(ctx, id, uids)
}

func (s *stuckStore) SetNotes(ctx context.Context, id account.ID, notes []byte) error {
	if s.notes {
		return until(ctx)
	}
	return s.memStore.SetNotes(ctx, id, notes)
}

// A session that was stopped still brings to disk what it has, but does not wait for ever for a
// disk that does nothing.
func TestStoppedSessionWaitsForTheStore(t *testing.T) {
	for name, c := range map[string]struct {
		store stuckStore
		stop  string // at this command; empty: when removals are stored
		want  time.Duration
	}{
		"messages": {stuckStore{flush: true}, "RETR 2", 30 * time.Second},
		"removals": {stuckStore{removed: true}, "", 30 * time.Second},
		"quick":    {stuckStore{}, "RETR 2", 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, 3, false)
				c.store.memStore = o.memStore
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				c.store.stop = stop
				o.answer = func(_ int, command string) string {
					if command == c.stop {
						stop()
					}
					return ""
				}
				begun := time.Now()
				_, err := (&Session{Store: &c.store, Dial: o.dial}).Run(ctx, leaving(deleteAll), account.Password("secret"))
				if took := time.Since(begun); took != c.want {
					t.Errorf("%v after %v, want %v", err, took, c.want)
				}
				o.running.Wait()
			})
		})
	}
}

// Notes for the next session are given up where the store does not take them.
func TestNotesAreGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		stop() // notes are written all the same
		begun := time.Now()
		err := (&notes{Wary: 1}).write(ctx, &stuckStore{memStore: newStore(t), notes: true}, 1)
		if took := time.Since(begun); took != 10*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %v", err, took)
		}
	})
}

// A server that says nothing to CAPA costs a quarter of a minute, not the whole patience.
func TestCAPAIsGivenUp(t *testing.T) {
	for timeout, want := range map[time.Duration]time.Duration{0: 15 * time.Second, 4 * time.Second: 4 * time.Second, time.Hour: 15 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, 2, true)
			var mu sync.Mutex
			var silent time.Time
			var took time.Duration
			o.answer = func(session int, command string) string {
				mu.Lock()
				defer mu.Unlock()
				switch {
				case session == 1 && command == "CAPA":
					silent = time.Now()
					return "silence"
				case session == 2 && strings.HasPrefix(command, "USER"):
					took = time.Since(silent)
				}
				return ""
			}
			rep, err := (&Session{Store: o.memStore, Dial: o.dial, Timeout: timeout}).Run(t.Context(), testAccount, account.Password("secret"))
			o.running.Wait()
			if err != nil || rep.Received != 2 || o.sessions != 2 {
				t.Errorf("%+v, %v, %d sessions", rep, err, o.sessions)
			}
			if took < want || took > want+3*time.Second { // and the pause between two lines
				t.Errorf("time-out %v: waited for %v, want %v", timeout, took, want)
			}
		})
	}
}

// The look for the date of a server is a short one.
func TestDateIsGivenUp(t *testing.T) {
	for _, security := range []account.Security{account.TLS, account.STARTTLS} {
		for name, dial := range map[string]func(context.Context, string, string) (net.Conn, error){
			"no line": func(ctx context.Context, _, _ string) (net.Conn, error) { return nil, until(ctx) },
			"silence": func(context.Context, string, string) (net.Conn, error) {
				client, server := net.Pipe()
				go func() { // reads, and says nothing
					for b := make([]byte, 100); ; {
						if _, err := server.Read(b); err != nil {
							_ = server.Close()
							return
						}
					}
				}()
				return client, nil
			},
		} {
			synctest.Test(t, func(t *testing.T) {
				a := testAccount
				a.Incoming.Security = security
				v := &connection{s: &Session{}, a: a}
				begun := time.Now()
				date := v.serverDate(t.Context(), "pop.example.org:995", &pop3.Options{Timeout: time.Minute, Dial: dial}, begun)
				if took := time.Since(begun); took != 5*time.Second || !date.IsZero() {
					t.Errorf("%s, %s: %v after %v", security, name, date, took)
				}
			})
		}
	}
}

// How far a session is is told four times a second, also while nothing comes.
func TestProgressIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, 2, false)
		var told []time.Time
		o.answer = func(_ int, command string) string {
			if strings.HasPrefix(command, "RETR") {
				time.Sleep(10 * time.Second)
			}
			return ""
		}
		s := &Session{Store: o.memStore, Dial: o.dial, Progress: func(event.Progress) { told = append(told, time.Now()) }}
		if _, err := s.Run(t.Context(), testAccount, account.Password("secret")); err != nil {
			t.Error(err)
		}
		o.running.Wait()
		if len(told) < 80 || len(told) > 100 {
			t.Errorf("told %d times in 20 seconds", len(told))
		}
		for i := 1; i < len(told); i++ {
			if d := told[i].Sub(told[i-1]); d > 250*time.Millisecond {
				t.Errorf("nothing for %v", d)
			}
		}
	})
}
