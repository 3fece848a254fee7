package secret

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"

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

// A keyring that never answers fails each call after a few seconds, also those that find it
// busy with an earlier one.
func TestSilentKeyringIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan struct{})
		s := newKeyring(newFakeRing(), keyringWait, nil)
		for range 2 {
			begun := time.Now()
			err := s.do(t.Context(), func() error { <-answer; return nil })
			if took := time.Since(begun); err == nil || took != 5*time.Second {
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

// lateRing is a store whose answers come after a while.
type lateRing struct {
	backend
	after time.Duration
}

func (r lateRing) Get(service, user string) (string, error) {
	time.Sleep(r.after)
	return r.backend.Get(service, user)
}
