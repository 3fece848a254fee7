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
