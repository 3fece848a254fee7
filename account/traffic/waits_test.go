package traffic

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
)

// What goes over the network is written down later where another PopMail keeps the file.
func TestBusyLedgerIsGivenUp(t *testing.T) {
	dir := t.TempDir()
	l := Open(dir, nil)
	l.done.In-- // something has come since
	other := flock.New(l.path + ".lock")
	if ok, err := other.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		err := l.Settle(t.Context())
		if took := time.Since(begun); err == nil || took != 2*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Settle(t.Context()); err != nil {
		t.Error(err)
	}
}

// What was used is told also while the file is waited for.
func TestUsedDoesNotWait(t *testing.T) {
	l := Open(t.TempDir(), nil)
	l.done.In -= 5
	other := flock.New(l.path + ".lock")
	if ok, err := other.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	settled := make(chan error, 1)
	ctx, giveUp := context.WithCancel(t.Context())
	go func() { settled <- l.Settle(ctx) }()
	for l.settling.TryLock() { // it has not begun yet
		l.settling.Unlock()
		runtime.Gosched()
	}
	if used := l.Used(); used.Today < 5 {
		t.Errorf("used today: %d", used.Today)
	}
	select {
	case err := <-settled:
		t.Errorf("the question waited for the file, which could not be written: %v", err)
	default:
	}
	giveUp()
	if err := <-settled; err == nil {
		t.Error("it was written beside the other one")
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	before := l.Used()
	if err := l.Settle(t.Context()); err != nil || l.Used().Today < before.Today {
		t.Errorf("%v, and %+v became %+v", err, before, l.Used())
	}
}
