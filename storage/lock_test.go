package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/storage/mailbox"
)

// TestRescueAlone has a rescue, a fresh start and a restored file wait for who has the mail file open,
// and whoever opens it wait for these: what is written meanwhile would be in no file that is seen again.
func TestRescueAlone(t *testing.T) {
	ctx := t.Context()
	defer func(was time.Duration) { rescuePatience = was }(rescuePatience)
	rescuePatience = 20 * time.Millisecond
	dir := t.TempDir()
	s, err := Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, rescue := range map[string]func(context.Context, string, time.Time) (Rescued, error){"Rescue": Rescue, "Afresh": Afresh} {
		if _, err := rescue(ctx, dir, time.Now()); !errors.Is(err, mailbox.ErrBusy) {
			t.Errorf("%s beside a store that is open: %v", name, err)
		}
	}
	if aside, _ := filepath.Glob(filepath.Join(dir, "popmail damaged*")); len(aside) > 0 {
		t.Error("the file of a store that is open was put aside")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// Who opens it while a new one is made waits, and finds the new one.
	alone, err := use(ctx, dir, true, 0)
	if err != nil || alone == nil {
		t.Fatal(alone, err)
	}
	if s, err := Open(ctx, dir, &Options{Busy: 20 * time.Millisecond, ReadAnyway: true}); !errors.Is(err, mailbox.ErrBusy) {
		t.Errorf("opened while another one puts a file in its place: %v, %v", s, err)
	}
	opened := make(chan error)
	go func() {
		s, err := Open(ctx, dir, nil)
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	if err := unuse(alone); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
	if _, err := Rescue(ctx, dir, time.Now()); err != nil {
		t.Errorf("with nobody there: %v", err)
	}

	// A store that could not be opened leaves no lock.
	bad := t.TempDir()
	if err := os.WriteFile(filepath.Join(bad, FileName), []byte("this is no mail file, and never was one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(ctx, bad, nil); err == nil {
		t.Fatal(s.Close())
	}
	if l, err := use(ctx, bad, true, 0); err != nil || unuse(l) != nil {
		t.Error(err)
	}
}
