package pop3_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

func serve(t *testing.T, o pop3test.Options) *pop3test.Server {
	t.Helper()
	if o.Users == nil {
		o.Users = map[string]string{"bob": "secret"}
	}
	s := pop3test.New(o)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// script starts a scripted server and, at the end, asks whether the client did
// what the script expects.
func script(t *testing.T, steps ...pop3test.Step) *pop3test.Script {
	t.Helper()
	s, err := pop3test.NewScript(steps)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func dial(t *testing.T, addr string, o *pop3.Options) *pop3.Client {
	t.Helper()
	c, err := pop3.Dial(t.Context(), addr, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func login(t *testing.T, addr string, o *pop3.Options) *pop3.Client {
	t.Helper()
	c := dial(t, addr, o)
	if err := c.Login(t.Context(), "bob", "secret"); err != nil {
		t.Fatal(err)
	}
	return c
}

// short is a time-out for servers that never answer.
var short = &pop3.Options{Timeout: 300 * time.Millisecond}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func mail(n int) []byte {
	return fmt.Appendf(nil, "Subject: %d\r\n\r\n.\r\n..\r\nbody %d %s\r\n", n, n, strings.Repeat("x.\r\n.", n%50))
}

// noLeaks fails the test when goroutines of this package outlive it.
func noLeaks(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		buf := make([]byte, 1<<20)
		for range 100 {
			n := runtime.Stack(buf, true)
			if !strings.Contains(string(buf[:n]), "popmail/pop3.(*") {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Errorf("goroutines are left:\n%s", buf[:runtime.Stack(buf, true)])
	})
}

func deadline(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

var bg = context.Background()
