package secret

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
	"github.com/zalando/go-keyring"

	"popmail/account"
)

// Another program that never stops changing the passwords is not waited for without end.
func TestLockOfTheFileIsBounded(t *testing.T) {
	dir := t.TempDir()
	s := File(dir)
	if err := s.Set(t.Context(), Key{Email: "a@example.org", Host: "pop.example.org"}, account.Password("x")); err != nil {
		t.Fatal(err)
	}
	other := flock.New(filepath.Join(dir, lockName))
	if ok, err := other.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer func() { _ = other.Close() }()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		err := s.Delete(t.Context(), Key{Email: "a@example.org", Host: "pop.example.org"})
		if took := time.Since(begun); err == nil || took != 5*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
}

// A keyring that never answers fails the first call after the time that unlocking it may take, and those
// that find it busy with that after a few seconds.
func TestSilentKeyringIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan struct{})
		s := newKeyring(newFakeRing(), keyringWait, nil)
		for _, want := range []time.Duration{time.Minute, 5 * time.Second, 5 * time.Second} {
			begun := time.Now()
			err := s.do(t.Context(), func() error { <-answer; return nil })
			if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took != want {
				t.Errorf("%v after %v", err, took)
			}
		}
		close(answer)
		synctest.Wait()
		if err := s.do(t.Context(), func() error { return nil }); err != nil {
			t.Error(err)
		}
	})
}

// A keyring that is locked is no missing one: the person is asked to unlock it, which takes a while.
func TestLockedKeyringIsWaitedFor(t *testing.T) {
	for answers, want := range map[time.Duration]bool{0: true, 7 * time.Second: true, 40 * time.Second: true, time.Hour: false} {
		synctest.Test(t, func(t *testing.T) {
			s := newKeyring(lateRing{newFakeRing(), answers}, keyringWait, nil)
			begun := time.Now()
			if got := s.works(t.Context()); got != want || time.Since(begun) > unlockWait {
				t.Errorf("it answers after %v: works %v, after %v", answers, got, time.Since(begun))
			}
			time.Sleep(2 * time.Hour)
		})
	}
}

// The first calls of a run share the time that unlocking may take, and each gets its answer then. One
// that comes later still is told to those who wait for it, where the store is open: not where the
// person has sent the question away.
func TestFirstAnswerOfALockedKeyring(t *testing.T) {
	dismissed := errors.New("the prompt was dismissed")
	for name, c := range map[string]struct {
		after time.Duration
		err   error
		got   int // calls that were answered in time
		told  int
	}{
		"open":            {0, nil, 3, 0},
		"unlocked":        {40 * time.Second, nil, 3, 0},
		"unlocked late":   {3 * time.Minute, nil, 0, 1},
		"late, not there": {3 * time.Minute, keyring.ErrNotFound, 0, 1},
		"dismissed late":  {3 * time.Minute, dismissed, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newKeyring(newFakeRing(), keyringWait, nil)
				told := 0
				var mu sync.Mutex
				stop := s.whenOpens(func() {
					mu.Lock()
					defer mu.Unlock()
					told++
				})
				opened := time.Now().Add(c.after)
				got := 0
				var all sync.WaitGroup
				for range 3 {
					all.Go(func() {
						err := s.do(t.Context(), func() error {
							time.Sleep(time.Until(opened))
							return c.err
						})
						mu.Lock()
						defer mu.Unlock()
						if err == nil {
							got++
						}
					})
				}
				all.Wait()
				time.Sleep(5 * time.Minute)
				synctest.Wait()
				if got != c.got || told != c.told {
					t.Errorf("%d answers, told %d times", got, told)
				}
				stop()
				if c.told > 0 { // it was locked again
					_ = s.do(t.Context(), func() error { time.Sleep(time.Minute); return nil })
					time.Sleep(2 * time.Minute)
					if told != c.told {
						t.Error("it is told to who has stopped")
					}
				}
			})
		})
	}
}

// lateRing is a store whose answers come after a while.
type lateRing struct {
	backend
	after time.Duration
}

func (r lateRing) Get(service, user string) (string, error) {
	time.Sleep(r.after)
	return r.backend.Get(service, user)
}
