package traffic

import (
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
