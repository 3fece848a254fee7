package pop3_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

func TestSession(t *testing.T) {
	noLeaks(t)
	for _, pipelining := range []bool{true, false} {
		s := serve(t, pop3test.Options{NoPipelining: !pipelining})
		var uids []string
		for n := range 700 {
			uids = append(uids, s.AddMessage("bob", mail(n+1)))
		}
		ctx := t.Context()
		c := login(t, s.Addr(), nil)
		n, octets, err := c.Stat(ctx)
		if err != nil || n != 700 {
			t.Fatal(n, err)
		}
		list, err := c.List(ctx)
		if err != nil || len(list) != 700 {
			t.Fatal(len(list), err)
		}
		var sum int64
		for i, l := range list {
			if l.Number != i+1 || l.Size != int64(len(mail(i+1))) {
				t.Fatal(i, l)
			}
			sum += l.Size
		}
		if sum != octets {
			t.Fatal(sum, octets)
		}
		ids, err := c.UIDL(ctx)
		if err != nil || len(ids) != 700 {
			t.Fatal(len(ids), err)
		}
		for i, id := range ids {
			if id.Number != i+1 || id.UID != uids[i] {
				t.Fatal(i, id)
			}
		}
		if raw, err := c.Retr(ctx, 7); err != nil || !bytes.Equal(raw, mail(7)) {
			t.Fatalf("%q %v", raw, err)
		}
		next := 1
		err = c.RetrEach(ctx, list, func(n int, raw []byte, err error) error {
			if err != nil || n != next || !bytes.Equal(raw, mail(n)) {
				t.Fatalf("%d: %q %v", n, raw, err)
			}
			next++
			return nil
		})
		if err != nil || next != 701 {
			t.Fatal(next, err)
		}
		if raw, err := c.Top(ctx, 3, 1); err != nil || string(raw) != "Subject: 3\r\n\r\n.\r\n" {
			t.Fatalf("%q %v", raw, err)
		}
		if err := c.Noop(ctx); err != nil {
			t.Fatal(err)
		}
		if err := c.Dele(ctx, 1); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Retr(ctx, 1); !refused(err, "") {
			t.Fatal(err)
		}
		if err := c.Rset(ctx); err != nil {
			t.Fatal(err)
		}
		var gone []int
		err = c.DeleEach(ctx, []int{2, 4, 4, 700, 701}, func(n int, err error) error {
			if err == nil {
				gone = append(gone, n)
			} else if !refused(err, "") {
				t.Fatal(err)
			}
			return nil
		})
		if err != nil || !slices.Equal(gone, []int{2, 4, 700}) {
			t.Fatal(gone, err)
		}
		if err := c.Quit(ctx); err != nil {
			t.Fatal(err)
		}
		if left := s.Messages("bob"); len(left) != 697 || left[1].UID != uids[2] {
			t.Fatal(len(left))
		}
		if err := c.Noop(ctx); !errors.Is(err, pop3.ErrClosed) {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func refused(err error, code string) bool {
	var e *pop3.ServerError
	return errors.As(err, &e) && e.Code == code
}

func TestWithoutQuitNothingIsRemoved(t *testing.T) {
	s := serve(t, pop3test.Options{})
	s.AddMessage("bob", mail(1))
	c := login(t, s.Addr(), nil)
	if err := c.Dele(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	for s.Open() > 0 {
		time.Sleep(time.Millisecond)
	}
	if len(s.Messages("bob")) != 1 {
		t.Fatal("removed without QUIT")
	}
}

func TestLogin(t *testing.T) {
	s := serve(t, pop3test.Options{Users: map[string]string{"bob": " pa ss: wörd ", "päula@example.org": "x"}, LoginDelay: time.Hour})
	ctx := t.Context()
	for _, c := range []struct {
		user, password, code string
		ok                   bool
	}{
		{"bob", "wrong", "AUTH", false},
		{"nobody", "x", "AUTH", false},
		{"bob", "", "AUTH", false},
		{"bob", " pa ss: wörd ", "", true},
		{"päula@example.org", "x", "", true},
		{"bob", " pa ss: wörd ", "LOGIN-DELAY", false},
	} {
		p := dial(t, s.Addr(), nil)
		err := p.Login(ctx, c.user, c.password)
		if (err == nil) != c.ok || (err != nil && !refused(err, c.code)) {
			t.Errorf("%s %s: %v", c.user, c.password, err)
		}
		if err == nil {
			if err := p.Quit(ctx); err != nil {
				t.Error(err)
			}
		}
		_ = p.Close()
	}
	s.Lock("bob")
	if err := dial(t, s.Addr(), nil).Login(ctx, "bob", " pa ss: wörd "); !refused(err, pop3.CodeInUse) {
		t.Error(err)
	}
	s.Unlock("bob")
}

func TestLoginTwice(t *testing.T) {
	s := serve(t, pop3test.Options{})
	first := login(t, s.Addr(), nil)
	if err := dial(t, s.Addr(), nil).Login(t.Context(), "bob", "secret"); !refused(err, pop3.CodeInUse) {
		t.Fatal(err)
	}
	if err := first.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	login(t, s.Addr(), nil)
	if s.Logins() != 2 || s.Sessions() != 3 {
		t.Fatal(s.Logins(), s.Sessions())
	}
}

// Nothing that could end a command early is sent, and no error repeats it.
func TestArguments(t *testing.T) {
	s := serve(t, pop3test.Options{})
	c := dial(t, s.Addr(), nil)
	ctx := t.Context()
	for _, bad := range []string{"a\r\nDELE 1", "a\nb", "a\rb", "a\x00b", strings.Repeat("a", 9000)} {
		for _, err := range []error{c.Login(ctx, bad, "x"), c.Login(ctx, "bob", bad)} {
			var e *pop3.ArgumentError
			if !errors.As(err, &e) || strings.Contains(err.Error(), bad) {
				t.Errorf("%.20q: %v", bad, err)
			}
		}
	}
	var e *pop3.ArgumentError
	for _, err := range []error{
		c.Login(ctx, "", "x"), c.Dele(ctx, 0), c.RetrEach(ctx, []pop3.Listing{{Number: -1}}, nil), errOf(c.Top(ctx, 1, -1)), errOf(c.Top(ctx, 0, 1)), errOf(c.Retr(ctx, 0)),
	} {
		if !errors.As(err, &e) {
			t.Error(err)
		}
	}
	if s.Commands("USER")+s.Commands("PASS")+s.Commands("DELE")+s.Commands("RETR")+s.Commands("TOP")+s.Commands("?") != 0 {
		t.Error("something was sent")
	}
	if err := c.Login(ctx, "bob", "secret"); err != nil {
		t.Error("the session is spoilt:", err)
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestCapabilities(t *testing.T) {
	s := serve(t, pop3test.Options{LoginDelay: 900 * time.Second})
	ctx := t.Context()
	c := dial(t, s.Addr(), nil)
	for range 3 {
		caps, err := c.Capabilities(ctx)
		if err != nil || !caps.Has("STLS") || !caps.Has("uidl") || !caps.Has("PIPELINING") || caps.Has("SASL") {
			t.Fatal(caps, err)
		}
		if d, _, ok := caps.LoginDelay(); !ok || d != 15*time.Minute {
			t.Fatal(d)
		}
	}
	if s.Commands("CAPA") != 1 {
		t.Fatal("asked again", s.Commands("CAPA"))
	}
	if err := c.Login(ctx, "bob", "secret"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Capabilities(ctx); err != nil || s.Commands("CAPA") != 2 {
		t.Fatal("not asked after login", err)
	}

	old := serve(t, pop3test.Options{NoCAPA: true})
	caps, err := dial(t, old.Addr(), nil).Capabilities(ctx)
	if err != nil || len(caps) != 0 || caps.Has("UIDL") {
		t.Fatal(caps, err)
	}
}

func TestCapabilityParameters(t *testing.T) {
	s := script(t, pop3test.Send("+OK\r\n"),
		pop3test.CAPA("sasl plain XOAUTH2", "SASL CRAM-MD5", "LOGIN-DELAY 60 USER", "", "X-ODD", "IMPLEMENTATION Some Server 1.0"),
		pop3test.Answer("QUIT", "+OK\r\n"))
	c := dial(t, s.Addr(), nil)
	caps, err := c.Capabilities(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := caps.SASL(); !slices.Equal(got, []string{"PLAIN", "XOAUTH2", "CRAM-MD5"}) {
		t.Error(got)
	}
	if d, user, ok := caps.LoginDelay(); !ok || !user || d != time.Minute {
		t.Error(d, user, ok)
	}
	if err := c.Quit(t.Context()); err != nil {
		t.Error(err)
	}
	for _, bad := range []pop3.Capabilities{nil, {"LOGIN-DELAY": nil}, {"LOGIN-DELAY": {"soon"}}, {"LOGIN-DELAY": {"-1"}}, {"LOGIN-DELAY": {"99999999999999"}}} {
		if _, _, ok := bad.LoginDelay(); ok {
			t.Error(bad)
		}
	}
}

// An error of each ends the batch, and the session goes on.
func TestEachStops(t *testing.T) {
	noLeaks(t)
	for _, pipelining := range []bool{true, false} {
		s := serve(t, pop3test.Options{NoPipelining: !pipelining})
		for n := range 2000 {
			s.AddMessage("bob", mail(n+1))
		}
		ctx := t.Context()
		c := login(t, s.Addr(), nil)
		list, err := c.List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		enough := errors.New("enough")
		calls := 0
		if err := c.RetrEach(ctx, list, func(n int, _ []byte, err error) error {
			calls++
			if n == 10 {
				return enough
			}
			return err
		}); !errors.Is(err, enough) || calls != 10 {
			t.Fatal(calls, err)
		}
		if got := s.Commands("RETR"); got > 10+512 || (!pipelining && got != 10) {
			t.Fatal("too many were asked for:", got)
		}
		if raw, err := c.Retr(ctx, 1500); err != nil || !bytes.Equal(raw, mail(1500)) {
			t.Fatal("the session is spoilt:", err)
		}
		numbers := make([]int, 2000)
		for i := range numbers {
			numbers[i] = i + 1
		}
		if err := c.DeleEach(ctx, numbers, func(n int, _ error) error {
			if n == 3 {
				return enough
			}
			return nil
		}); !errors.Is(err, enough) {
			t.Fatal(err)
		}
		if err := c.Rset(ctx); err != nil {
			t.Fatal(err)
		}
		if err := c.Quit(ctx); err != nil {
			t.Fatal(err)
		}
		if len(s.Messages("bob")) != 2000 {
			t.Fatal("removed")
		}
	}
}

func TestRefusedMessage(t *testing.T) {
	hook := func(_, line string) string {
		if line == "RETR 2" || line == "RETR 5" {
			return "-ERR [SYS/PERM] damaged \x1b[2Jmessage"
		}
		return ""
	}
	s := serve(t, pop3test.Options{Hook: hook})
	for n := range 5 {
		s.AddMessage("bob", mail(n+1))
	}
	c := login(t, s.Addr(), nil)
	list, _ := c.List(t.Context())
	var good, bad []int
	err := c.RetrEach(t.Context(), list, func(n int, raw []byte, err error) error {
		if err == nil && bytes.Equal(raw, mail(n)) {
			good = append(good, n)
		} else if refused(err, pop3.CodeSysPerm) && !strings.Contains(err.Error(), "\x1b") {
			bad = append(bad, n)
		}
		return nil
	})
	if err != nil || !slices.Equal(good, []int{1, 3, 4}) || !slices.Equal(bad, []int{2, 5}) {
		t.Fatal(good, bad, err)
	}
}

func TestMaxMessage(t *testing.T) {
	for _, announced := range []bool{true, false} {
		o := pop3test.Options{}
		if !announced {
			o.Size = func([]byte) int64 { return 10 }
		}
		s := serve(t, o)
		s.AddMessage("bob", mail(1))
		s.AddMessage("bob", bytes.Repeat([]byte(".0123456789\r\n"), 10_000))
		s.AddMessage("bob", mail(3))
		s.AddMessage("bob", bytes.Repeat([]byte(".0123456789\r\n"), 10_000))
		c := login(t, s.Addr(), &pop3.Options{MaxMessage: 50_000})
		list, _ := c.List(t.Context())
		var got []string
		err := c.RetrEach(t.Context(), list, func(n int, raw []byte, err error) error {
			var limit *pop3.LimitError
			switch {
			case err == nil && bytes.Equal(raw, mail(n)):
				got = append(got, "whole")
			case errors.As(err, &limit) && limit.Size > 50_000 && raw == nil:
				got = append(got, "limit")
			default:
				t.Error(n, err)
			}
			return nil
		})
		if err != nil || !slices.Equal(got, []string{"whole", "limit", "whole", "limit"}) {
			t.Fatal(got, err)
		}
		if err := c.Quit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// The server stops reading while it cannot write, and the reader is slow: over
// a pipe without any buffer this would hang if writing waited for reading.
func TestPipeliningWithoutBuffers(t *testing.T) {
	noLeaks(t)
	s := pop3test.New(pop3test.Options{Users: map[string]string{"bob": "secret"}})
	for n := range 1500 {
		s.AddMessage("bob", mail(n+1))
	}
	here, there := net.Pipe()
	done := make(chan struct{})
	go func() { defer close(done); s.ServeConn(there) }()
	c := pop3.NewClient(here, &pop3.Options{Timeout: 10 * time.Second})
	ctx := deadline(t, time.Minute)
	if err := errors.Join(c.Greeting(ctx), c.Login(ctx, "bob", "secret")); err != nil {
		t.Fatal(err)
	}
	list, err := c.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := c.RetrEach(ctx, list, func(i int, raw []byte, err error) error {
		n++
		if i%500 == 0 {
			time.Sleep(20 * time.Millisecond)
		}
		if err == nil && !bytes.Equal(raw, mail(i)) {
			err = errors.New("another message")
		}
		return err
	}); err != nil || n != 1500 {
		t.Fatal(n, err)
	}
	if err := c.Quit(ctx); err != nil {
		t.Fatal(err)
	}
	<-done
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestContext(t *testing.T) {
	noLeaks(t)
	s := serve(t, pop3test.Options{})
	for n := range 3000 {
		s.AddMessage("bob", mail(n+1))
	}
	c := login(t, s.Addr(), nil)
	list, _ := c.List(t.Context())
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := c.RetrEach(ctx, list, func(int, []byte, error) error {
		if n++; n == 5 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n == 3000 {
		t.Fatal(n, err)
	}
	if err := c.Noop(t.Context()); err == nil {
		t.Fatal("the connection is out of step and must not be used")
	}

	// A context that has ended before anything was sent spoils nothing.
	c2 := dial(t, s.Addr(), nil)
	if err := c2.Noop(ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, err := c2.Capabilities(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := pop3.Dial(ctx, s.Addr(), nil); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestContextInterruptsAtOnce(t *testing.T) {
	noLeaks(t)
	s := script(t, pop3test.Send("+OK\r\n"), pop3test.Expect("NOOP"), pop3test.Stall())
	c := dial(t, s.Addr(), nil) // a minute's time-out
	start := time.Now()
	if err := c.Noop(deadline(t, 50*time.Millisecond)); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	if time.Since(start) > 20*time.Second {
		t.Fatal("waited")
	}
}

func TestCloseInterrupts(t *testing.T) {
	noLeaks(t)
	s := script(t, pop3test.Send("+OK\r\n"), pop3test.Expect("NOOP"), pop3test.Stall())
	c := dial(t, s.Addr(), nil)
	go func() {
		time.Sleep(30 * time.Millisecond)
		_ = c.Close()
	}()
	if err := c.Noop(t.Context()); !errors.Is(err, pop3.ErrClosed) {
		t.Fatal(err)
	}
}

func TestDialErrors(t *testing.T) {
	ctx := t.Context()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	var op *net.OpError
	if _, err := pop3.Dial(ctx, addr, nil); !errors.As(err, &op) {
		t.Error(err)
	}
	if _, err := pop3.Dial(ctx, "no port", nil); err == nil {
		t.Error("no error")
	}
	silent := &pop3.Options{Timeout: 50 * time.Millisecond, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	if _, err := pop3.Dial(ctx, "h:1", silent); !isTimeout(err) {
		t.Error(err)
	}
	broken := &pop3.Options{Dial: func(context.Context, string, string) (net.Conn, error) { return nil, io.ErrClosedPipe }}
	if _, err := pop3.DialTLS(ctx, "h:1", broken); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

// TestDeleQuit: marks and QUIT in one session, with a server that takes commands ahead and
// with one that does not.
func TestDeleQuit(t *testing.T) {
	for _, one := range []bool{false, true} {
		s := serve(t, pop3test.Options{NoPipelining: one})
		for i := range 6 {
			s.AddMessage("bob", mail(i))
		}
		c := login(t, s.Addr(), nil)
		told := map[int]bool{}
		err := c.DeleQuit(t.Context(), []int{5, 7, 2}, func(n int, err error) { told[n] = err == nil })
		if err != nil || !maps.Equal(told, map[int]bool{5: true, 7: false, 2: true}) || len(s.Messages("bob")) != 4 {
			t.Errorf("%v %v, %d left", told, err, len(s.Messages("bob")))
		}
		if err := c.Noop(t.Context()); !errors.Is(err, pop3.ErrClosed) {
			t.Error(err)
		}
		var a *pop3.ArgumentError
		c = login(t, s.Addr(), nil)
		for _, numbers := range [][]int{{0}, slices.Repeat([]int{1}, pop3.MaxDeleQuit+1)} {
			if err := c.DeleQuit(t.Context(), numbers, nil); !errors.As(err, &a) {
				t.Error(err)
			}
		}
	}
}
