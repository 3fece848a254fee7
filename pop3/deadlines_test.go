package pop3_test

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// bubble calls f in a bubble with a client that has greeted a server which then plays steps.
func bubble(t *testing.T, o pop3.Options, steps []pop3test.Step, f func(t *testing.T, c *pop3.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := pop3test.Unheard(append([]pop3test.Step{pop3test.Send("+OK\r\n")}, steps...))
		o.Dial = s.Dial
		c, err := pop3.Dial(t.Context(), "pop.example.org:110", &o)
		if err != nil {
			t.Fatal(err)
		}
		f(t, c)
		_ = c.Close()
		_ = s.Close()
	})
}

// takes fails unless f times out after just so long.
func takes(t *testing.T, want time.Duration, f func() error) {
	t.Helper()
	begun := time.Now()
	err := f()
	if took := time.Since(begun); !isTimeout(err) || took != want {
		t.Errorf("%v after %v, want a time-out after %v", err, took, want)
	}
}

// Each wait for a server ends, and when: whatever else it does.
func TestWaits(t *testing.T) {
	const timeout = time.Minute
	slowly := func(text string, pause time.Duration) pop3test.Step { return pop3test.Trickle(text, pause) }
	for _, c := range []struct {
		name  string
		o     pop3.Options
		steps []pop3test.Step
		do    func(*pop3.Client) error
		want  time.Duration
	}{
		{"silence", pop3.Options{}, []pop3test.Step{pop3test.Expect("STAT"), pop3test.Stall()}, stat, timeout},
		{"silence, a time of one's own", pop3.Options{Timeout: 7 * time.Second}, []pop3test.Step{pop3test.Expect("STAT"), pop3test.Stall()}, stat, 7 * time.Second},
		{"a line that has no end", pop3.Options{}, []pop3test.Step{pop3test.Expect("STAT"), slowly(strings.Repeat("+", 200), timeout/2), pop3test.Stall()}, stat, timeout},
		{"a listing that has no end", pop3.Options{}, []pop3test.Step{
			pop3test.Answer("LIST", "+OK\r\n"), pop3test.Repeat(300, pop3test.Send("1 1\r\n"), pop3test.Delay(timeout-time.Second)), pop3test.Stall(),
		}, list, 20 * timeout},
		{"a listing that has no end, a short time of one's own", pop3.Options{Timeout: 2 * time.Second}, []pop3test.Step{
			pop3test.Answer("UIDL", "+OK\r\n"), pop3test.Repeat(3000, pop3test.Send("1 a\r\n"), pop3test.Delay(time.Second)), pop3test.Stall(),
		}, uidl, 10 * time.Minute},
		{"a message that drips", pop3.Options{}, []pop3test.Step{pop3test.Answer("RETR", "+OK\r\n"), slowly(strings.Repeat("x", 10_000), time.Second), pop3test.Stall()}, retr1, timeout},
		{"a message that stops", pop3.Options{}, []pop3test.Step{pop3test.Answer("RETR", "+OK\r\nSubject: x\r\n"), pop3test.Stall()}, retr1, timeout},
		{"a large mailbox", pop3.Options{Patience: 3 * time.Minute}, []pop3test.Step{pop3test.Expect("STAT"), pop3test.Stall()}, stat, 3 * time.Minute},
		{"the password", pop3.Options{Patience: 3 * time.Minute}, []pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Expect("PASS"), pop3test.Stall()}, func(c *pop3.Client) error {
			return c.Login(bg, "bob", "secret")
		}, 3 * time.Minute},
		{"no patience for NOOP", pop3.Options{Patience: 3 * time.Minute}, []pop3test.Step{pop3test.Expect("NOOP"), pop3test.Stall()}, func(c *pop3.Client) error { return c.Noop(bg) }, timeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, c.o, c.steps, func(t *testing.T, client *pop3.Client) {
				takes(t, c.want, func() error { return c.do(client) })
			})
		})
	}
}

// A listing that does not come is waited for but shortly: the server may have none.
func TestWaitsForALateList(t *testing.T) {
	for timeout, want := range map[time.Duration]time.Duration{time.Minute: 3 * time.Second, 8 * time.Second: 2 * time.Second} {
		bubble(t, pop3.Options{Timeout: timeout}, []pop3test.Step{pop3test.Answer("CAPA", "+OK\r\n"), pop3test.Stall()}, func(t *testing.T, c *pop3.Client) {
			begun := time.Now()
			if _, err := c.Capabilities(t.Context()); err != nil {
				t.Error(err)
			}
			if took := time.Since(begun); took != want {
				t.Errorf("time-out %v: waited for %v, want %v", timeout, took, want)
			}
		})
	}
}

// A server that reads nothing any more keeps nobody.
func TestWaitsToWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		defer func() { _ = server.Close() }()
		go func() { _, _ = server.Write([]byte("+OK\r\n")) }()
		c := pop3.NewClient(client, &pop3.Options{Timeout: 9 * time.Second})
		if err := c.Greeting(t.Context()); err != nil {
			t.Fatal(err)
		}
		takes(t, 9*time.Second, func() error { return c.Noop(t.Context()) })
	})
}

// The way to a server has its bounds, too: connecting, the handshake and the last word of TLS.
func TestWaitsAtBothEnds(t *testing.T) {
	own := serve(t, pop3test.Options{})
	serverTLS, clientTLS := own.ServerTLS(), own.ClientTLS()
	now := time.Now()
	clientTLS.ServerName, clientTLS.Time = "127.0.0.1", func() time.Time { return now } // the clock of a bubble is another
	const addr, timeout = "pop.example.org:995", 20 * time.Second
	t.Run("connecting", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			takes(t, timeout, func() error {
				_, err := pop3.Dial(t.Context(), addr, &pop3.Options{Timeout: timeout, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
					<-ctx.Done()
					return nil, ctx.Err()
				}})
				return err
			})
		})
	})
	dialled := func(conn net.Conn) pop3.Options {
		return pop3.Options{Timeout: timeout, TLS: clientTLS, Dial: func(context.Context, string, string) (net.Conn, error) { return conn, nil }}
	}
	t.Run("handshake", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			client, server := net.Pipe()
			defer func() { _ = server.Close() }()
			o := dialled(client)
			takes(t, timeout, func() error {
				_, err := pop3.DialTLS(t.Context(), addr, &o)
				return err
			})
		})
	})
	t.Run("last word", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			client, server := net.Pipe()
			defer func() { _ = server.Close() }()
			go func() { // reads nothing after QUIT
				line := tls.Server(server, serverTLS)
				_, _ = line.Write([]byte("+OK\r\n"))
				_, _ = line.Read(make([]byte, 100))
				_, _ = line.Write([]byte("+OK\r\n"))
			}()
			o := dialled(client)
			c, err := pop3.DialTLS(t.Context(), addr, &o)
			if err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			if err := c.Quit(t.Context()); err != nil {
				t.Error(err)
			}
			if took := time.Since(begun); took > 5*time.Second { // the bound of crypto/tls
				t.Errorf("QUIT lasted %v", took)
			}
		})
	})
}
