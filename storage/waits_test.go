package storage

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattn/go-sqlite3"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// bubble calls f in a bubble with a store of one account.
func bubble(t *testing.T, o *Options, f func(t *testing.T, s *Store, id account.ID)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), t.TempDir(), o)
		if err != nil {
			t.Fatal(err)
		}
		id, err := s.AddAccount(t.Context(), account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		f(t, s, id)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// arrive brings a message to disk.
func arrive(t *testing.T, d fetch.Delivery, uid string) {
	t.Helper()
	err := d.Add(t.Context(), fetch.Incoming{UID: uid, Raw: fmt.Appendf(nil, "Subject: %s\r\n\r\nbody\r\n", uid)})
	if err := errors.Join(err, d.Flush(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func delivered(t *testing.T, s *Store, id account.ID, uid string) {
	t.Helper()
	d, err := s.Deliver(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	arrive(t, d, uid)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// The message that was opened last stays open until nobody has asked for it for a while.
func TestOpenedIsForgotten(t *testing.T) {
	bubble(t, nil, func(t *testing.T, s *Store, id account.ID) {
		delivered(t, s, id, "one")
		begun := time.Now()
		for _, at := range []time.Duration{0, 15 * time.Second} {
			time.Sleep(time.Until(begun.Add(at)))
			if _, err := s.Handle(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			at   time.Duration
			open bool
		}{{21 * time.Second, true}, {34 * time.Second, true}, {36 * time.Second, false}} {
			time.Sleep(time.Until(begun.Add(c.at)))
			synctest.Wait()
			if got := s.opened.is(1); got != c.open {
				t.Errorf("after %v: open is %v", c.at, got)
			}
		}
	})
}

// The store looks after itself once nothing was committed for three seconds, and while no mail
// arrives.
func TestUpkeepWaitsUntilIdle(t *testing.T) {
	bubble(t, &Options{Window: true}, func(t *testing.T, s *Store, id account.ID) {
		hurried := func() (n int) {
			t.Helper()
			if err := s.r.QueryRowContext(t.Context(), "SELECT count(*) FROM octets WHERE codec = 0").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		d, err := s.Deliver(t.Context(), id, nil)
		if err != nil {
			t.Fatal(err)
		}
		arrive(t, d, "one")
		if err := s.write(t.Context(), func(tx *tx) error { _, err := tx.exec("UPDATE octets SET codec = 0, data = 'x'"); return err }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if hurried() != 1 || s.logSize() == 0 {
			t.Errorf("%d to pack, a log of %d octets: looked after while mail arrives", hurried(), s.logSize())
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		delivered(t, s, id, "two") // the last commit
		time.Sleep(2900 * time.Millisecond)
		synctest.Wait()
		if hurried() != 1 || s.logSize() == 0 {
			t.Errorf("%d to pack, a log of %d octets: looked after too soon", hurried(), s.logSize())
		}
		time.Sleep(time.Second) // and the pauses between its steps
		synctest.Wait()
		if hurried() != 0 || s.logSize() != 0 {
			t.Errorf("%d to pack, a log of %d octets: not looked after", hurried(), s.logSize())
		}
	})
}

// Who writes much makes room for another process that waits to write, and for none else.
func TestRoomForOthers(t *testing.T) {
	bubble(t, nil, func(t *testing.T, s *Store, _ account.ID) {
		stopped, stop := context.WithCancel(t.Context())
		stop()
		takes := func(ctx context.Context, want time.Duration) {
			t.Helper()
			begun := time.Now()
			s.giveWay(ctx)
			if took := time.Since(begun); took != want {
				t.Errorf("%v, want %v", took, want)
			}
		}
		takes(t.Context(), 0)
		other := waitLock(s.dir)
		if ok, err := other.TryRLock(); !ok || err != nil {
			t.Fatal(ok, err)
		}
		takes(t.Context(), 50*time.Millisecond)
		takes(stopped, 0)
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
		takes(t.Context(), 0)
	})
}

// Another process that writes is waited for, with tries in between, as long as was said.
func TestWhileBusy(t *testing.T) {
	other := errors.New("other")
	for _, c := range []struct {
		name  string
		most  time.Duration
		busy  int // times
		then  error
		tries int
		took  time.Duration
	}{
		{"free", time.Second, 0, nil, 1, 0},
		{"soon free", time.Second, 3, nil, 4, 15 * time.Millisecond},
		{"another fault", time.Second, 3, other, 4, 15 * time.Millisecond},
		{"never free", time.Second, 1000, nil, 201, time.Second},
		{"no time", 0, 1000, nil, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun, tries := time.Now(), 0
				err := whileBusy(t.Context(), c.most, func() error {
					if tries++; tries <= c.busy {
						return sqlite3.Error{Code: sqlite3.ErrBusy}
					}
					return c.then
				})
				if took := time.Since(begun); tries != c.tries || took != c.took || busy(err) != (c.busy == 1000) || errors.Is(err, other) != (c.then != nil) {
					t.Errorf("%d tries, %v, %v", tries, took, err)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 22*time.Millisecond)
		defer cancel()
		begun := time.Now()
		err := whileBusy(ctx, time.Hour, func() error { return sqlite3.Error{Code: sqlite3.ErrBusy} })
		if took := time.Since(begun); took != 22*time.Millisecond || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("stopped: %v, %v", took, err)
		}
	})
}

// What the second reading gave is given up where somebody else keeps the writer: it is read
// again later.
func TestKeepReadGivesUp(t *testing.T) {
	bubble(t, nil, func(t *testing.T, s *Store, _ account.ID) {
		s.w.sem <- struct{}{}
		begun := time.Now()
		err := s.keepRead(t.Context(), map[mailbox.ID]*whole{1: {}})
		if took := time.Since(begun); took != time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %v", err, took)
		}
		<-s.w.sem
	})
}

// A message that comes alone is on disk after a quarter of a second, and the next ones after
// twice as long each time: who brings many has them in few transactions.
func TestDeliveryWaitsForMore(t *testing.T) {
	bubble(t, nil, func(t *testing.T, s *Store, id account.ID) {
		d, err := s.Deliver(t.Context(), id, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Duration{250, 500, 1000, 1500, 1500} {
			if err := d.Add(t.Context(), fetch.Incoming{UID: fmt.Sprint(i), Raw: fmt.Appendf(nil, "Subject: %d\r\n\r\nx\r\n", i)}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(want*time.Millisecond - time.Millisecond)
			synctest.Wait()
			if n := len(d.Stored()); n != 0 {
				t.Errorf("message %d: stored before %v ms", i, want)
			}
			time.Sleep(2 * time.Millisecond)
			synctest.Wait()
			if n := len(d.Stored()); n != 1 {
				t.Errorf("message %d: not stored after %v ms", i, want)
			}
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}

// The words of a message wait while somebody wants to write, and no longer.
func TestIndexWaits(t *testing.T) {
	bubble(t, nil, func(t *testing.T, s *Store, id account.ID) {
		s.w.waiting.Add(1)
		delivered(t, s, id, "one")
		left := func() (n int) {
			t.Helper()
			synctest.Wait()
			if err := s.r.QueryRowContext(t.Context(), "SELECT count(*) FROM unindexed").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		time.Sleep(10 * time.Second)
		if left() != 1 {
			t.Error("indexed before others could write")
		}
		s.w.waiting.Add(-1)
		time.Sleep(50 * time.Millisecond)
		if left() != 0 {
			t.Error("not indexed")
		}
	})
}

// What another process has done is seen within a second.
func TestWatchLooksEachSecond(t *testing.T) {
	bubble(t, &Options{Window: true}, func(t *testing.T, s *Store, _ account.ID) {
		other, err := Open(t.Context(), s.dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5*time.Second + time.Millisecond)
		synctest.Wait()
		before := s.watched.foreign.Load()
		if _, err := other.CreateFolder(t.Context(), "Other"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if n := s.watched.foreign.Load(); n == before {
			t.Error("not seen")
		}
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
}
