package tray

import (
	"context"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestTheBusIsLookedForAgain: a session without a bus that answers is asked again, every half a minute, and not after the
// program has ended.
func TestTheBusIsLookedForAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	var asked atomic.Int32
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			asked.Add(1)
			_ = c.Close()
		}
	}()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		tr := New("org.popmail.PopMail", "PopMail", nil, nil, func(bool) { t.Error("nobody shows it") })
		go func() { defer close(done); tr.Run(ctx) }()
		time.Sleep(2*againAfter + time.Second)
		synctest.Wait()
		if n := asked.Load(); n != 3 {
			t.Errorf("asked %d times in a minute, want 3", n)
		}
		began := time.Now()
		cancel()
		<-done
		if took := time.Since(began); took != 0 {
			t.Errorf("it goes on for %v", took)
		}
	})
	_ = l.Close()
	<-ended
}
