package pop3_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// writes are what a client has handed to the network, each write by itself.
type writes struct {
	mu   sync.Mutex
	list []string
}

type written struct {
	net.Conn
	w *writes
}

func (c *written) Write(p []byte) (int, error) {
	c.w.mu.Lock()
	c.w.list = append(c.w.list, string(p))
	c.w.mu.Unlock()
	return c.Conn.Write(p)
}

func (w *writes) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.list
	w.list = nil
	return out
}

func (w *writes) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &written{conn, w}, nil
}

func askAll(t *testing.T, c *pop3.Client) (messages, ids int) {
	t.Helper()
	caps, err := c.Capabilities(t.Context())
	if err != nil || !caps.Has("UIDL") {
		t.Fatalf("%v %v", caps, err)
	}
	messages, _, err = c.Stat(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.UIDL(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return messages, len(list)
}

// What follows the log-in goes out with it, where the server takes it, and the password never
// before an answer that would have kept it back.
func TestFollow(t *testing.T) {
	follow := []string{"CAPA", "STAT", "UIDL"}
	for _, tt := range []struct {
		name       string
		encrypted  bool
		server     pop3test.Options
		client     pop3.Options
		noCAPA     bool
		login, all int // writes
	}{
		{name: "TLS", encrypted: true, login: 1, all: 1},
		{name: "in the clear", login: 2, all: 2},
		{name: "no PIPELINING", server: pop3test.Options{NoPipelining: true}, login: 2, all: 5},
		{name: "one by one", client: pop3.Options{NoPipelining: true}, encrypted: true, login: 2, all: 5},
		{name: "not asked before", noCAPA: true, login: 2, all: 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, tt.server)
			s.AddMessage("bob", mail(1))
			s.AddMessage("bob", mail(2))
			var w writes
			o := tt.client
			o.Dial, o.TLS = w.dial, s.ClientTLS()
			open, addr := pop3.Dial, s.Addr()
			if tt.encrypted {
				open, addr = pop3.DialTLS, s.TLSAddr()
			}
			c, err := open(t.Context(), addr, &o)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			if !tt.noCAPA {
				if _, err := c.Capabilities(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			w.take()
			c.Follow(follow...)
			if err := c.Login(t.Context(), "bob", "secret"); err != nil {
				t.Fatal(err)
			}
			list := w.take()
			if len(list) != tt.login {
				t.Errorf("%d writes to log in: %q", len(list), list)
			}
			if !tt.encrypted && list[0] != "USER bob\r\n" {
				t.Errorf("first %q", list[0])
			}
			if m, ids := askAll(t, c); m != 2 || ids != 2 {
				t.Errorf("%d messages, %d unique-ids", m, ids)
			}
			if n := len(list) + len(w.take()); n != tt.all {
				t.Errorf("%d writes in all", n)
			}
			if raw, err := c.Retr(t.Context(), 2); err != nil || string(raw) != string(mail(2)) {
				t.Errorf("%q %v", raw, err)
			}
			if err := c.Quit(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// After a refusal the answers to what followed are passed over; the refusal is what is told.
func TestFollowRefused(t *testing.T) {
	for _, encrypted := range []bool{false, true} {
		s := serve(t, pop3test.Options{})
		s.AddMessage("bob", mail(1))
		open, addr := pop3.Dial, s.Addr()
		if encrypted {
			open, addr = pop3.DialTLS, s.TLSAddr()
		}
		c, err := open(t.Context(), addr, &pop3.Options{TLS: s.ClientTLS()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		if _, err := c.Capabilities(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.Follow("CAPA", "STAT", "UIDL")
		err = c.Login(t.Context(), "bob", "falsch0")
		if e, ok := errors.AsType[*pop3.ServerError](err); !ok || e.Command != "PASS" || e.Code != pop3.CodeAuth || strings.Contains(err.Error(), "falsch0") {
			t.Fatalf("%v", err)
		}
		if err := c.Login(t.Context(), "bob", "secret"); err != nil {
			t.Fatal(err)
		}
		if m, ids := askAll(t, c); m != 1 || ids != 1 {
			t.Errorf("%d messages, %d unique-ids", m, ids)
		}
	}
	// A user name that is refused, with the password behind it already.
	refusing := serve(t, pop3test.Options{Hook: func(_, line string) string {
		if strings.HasPrefix(line, "USER eve") {
			return "-ERR who is that"
		}
		return ""
	}})
	c, err := pop3.DialTLS(t.Context(), refusing.TLSAddr(), &pop3.Options{TLS: refusing.ClientTLS()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := c.Capabilities(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Follow("CAPA", "STAT", "UIDL")
	if e, ok := errors.AsType[*pop3.ServerError](c.Login(t.Context(), "eve", "secret")); !ok || e.Command != "USER" {
		t.Fatalf("%v", e)
	}
	if err := c.Login(t.Context(), "bob", "secret"); err != nil {
		t.Fatal(err)
	}
	if m, _ := askAll(t, c); m != 0 {
		t.Errorf("%d messages", m)
	}
}

// The answers of which nobody wants anything do not come between.
func TestFollowOther(t *testing.T) {
	s := script(t, pop3test.Send("+OK ready\r\n"), pop3test.CAPA("PIPELINING"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"),
		pop3test.CAPA("PIPELINING", "X"), pop3test.Answer("STAT", "-ERR not now\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
		pop3test.Answer("LIST", "+OK\r\n1 100\r\n.\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
	c := dial(t, s.Addr(), nil)
	if _, err := c.Capabilities(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Follow("CAPA", "STAT", "UIDL")
	if err := c.Login(t.Context(), "bob", "secret"); err != nil {
		t.Fatal(err)
	}
	if caps, err := c.Capabilities(t.Context()); err != nil || !caps.Has("X") {
		t.Errorf("%v %v", caps, err)
	}
	if list, err := c.List(t.Context()); err != nil || !slices.Equal(list, []pop3.Listing{{Number: 1, Size: 100}}) {
		t.Errorf("%v %v", list, err)
	}
	if err := c.Quit(t.Context()); err != nil {
		t.Error(err)
	}
}

// A server that forgets what came with the log-in, or ends over it, is named as one that
// cannot do what it advertises; nothing that was sent before TLS is answered behind it.
func TestFollowLost(t *testing.T) {
	begin := pop3test.Do(pop3test.Send("+OK ready\r\n"), pop3test.CAPA("PIPELINING"), pop3test.Answer("USER", "+OK\r\n"))
	rest := pop3test.Do(pop3test.Expect("PASS"), pop3test.Expect("CAPA"), pop3test.Expect("STAT"), pop3test.Expect("UIDL"))
	for name, step := range map[string]pop3test.Step{
		"silent": pop3test.Do(rest, pop3test.Send("+OK\r\n"), pop3test.Stall()),
		"cut":    pop3test.Do(rest, pop3test.Send("+OK\r\n"), pop3test.Cut()),
		"cut at": pop3test.Do(rest, pop3test.Cut()),
		"amiss":  pop3test.Do(rest, pop3test.Send("+OK\r\nnonsense\r\nmore\r\n.\r\nwhat\r\n"), pop3test.Stall()),
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, begin, step)
			c := dial(t, s.Addr(), short)
			if _, err := c.Capabilities(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.Follow("CAPA", "STAT", "UIDL")
			err := c.Login(t.Context(), "bob", "secret")
			if err == nil {
				_, err = c.Capabilities(t.Context())
			}
			if err == nil {
				_, _, err = c.Stat(t.Context())
			}
			if e, ok := errors.AsType[*pop3.PipelineError](err); !ok || strings.Contains(e.Error(), "secret") {
				t.Errorf("%v", err)
			}
		})
	}
	s := script(t, begin, rest, pop3test.Send("+OK\r\n"), pop3test.Drain())
	c := dial(t, s.Addr(), short)
	if _, err := c.Capabilities(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Follow("CAPA", "STAT", "UIDL")
	if err := c.Login(t.Context(), "bob", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := c.StartTLS(t.Context()); err == nil {
		t.Error("TLS began while answers were due")
	}
	if _, _, err := c.Stat(t.Context()); err == nil {
		t.Error("the line can be used")
	}
}

// AUTH PLAIN holds all that a log-in by it takes: what follows goes out with it, also where
// the log-in is refused. A mechanism of more than one line goes first.
func TestFollowAuth(t *testing.T) {
	plain := func() pop3.Exchange {
		return pop3.Exchange{Mechanism: sasl.NewPlainClient("", "bob", "secret"), User: "bob", Secret: "secret"}
	}
	twoLines := plain()
	twoLines.TwoLines = true
	long := pop3.Exchange{Mechanism: sasl.NewPlainClient("", "bob", strings.Repeat("x", 300)), User: "bob", Secret: strings.Repeat("x", 300)}
	all := pop3test.Do(pop3test.Expect("CAPA"), pop3test.Expect("STAT"), pop3test.Expect("UIDL"))
	answers := pop3test.Send("+OK\r\nPIPELINING\r\nUIDL\r\n.\r\n+OK 1 10\r\n+OK\r\n1 a\r\n.\r\n")
	for _, tt := range []struct {
		name   string
		x      pop3.Exchange
		noCAPA bool
		first  string // write
		steps  []pop3test.Step
		fails  func(error) bool
	}{
		{name: "in one write", x: plain(), first: "AUTH PLAIN AGJvYgBzZWNyZXQ=\r\nCAPA\r\nSTAT\r\nUIDL\r\n",
			steps: []pop3test.Step{pop3test.Expect("AUTH PLAIN "), all, pop3test.Send("+OK\r\n"), answers}},
		{name: "not asked before", x: plain(), noCAPA: true, first: "AUTH PLAIN AGJvYgBzZWNyZXQ=\r\n",
			steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN ", "+OK\r\n"), pop3test.CAPA("UIDL"), pop3test.Answer("STAT", "+OK 1 10\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n.\r\n")}},
		{name: "in two lines", x: twoLines, first: "AUTH PLAIN\r\n",
			steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "+ \r\n"), pop3test.Answer("AGJvYgBzZWNyZXQ=", "+OK\r\n"), all, answers}},
		{name: "too long for one", x: long, first: "AUTH PLAIN\r\n",
			steps: []pop3test.Step{pop3test.Answer("AUTH PLAIN", "+ \r\n"), pop3test.Answer("AGJvYg", "+OK\r\n"), all, answers}},
		{name: "refused", x: plain(), first: "AUTH PLAIN AGJvYgBzZWNyZXQ=\r\nCAPA\r\nSTAT\r\nUIDL\r\n",
			steps: []pop3test.Step{pop3test.Expect("AUTH PLAIN "), all, pop3test.Send("-ERR [AUTH] no\r\n+OK\r\nUIDL\r\n.\r\n-ERR what\r\n-ERR what\r\n"), pop3test.Answer("NOOP", "+OK\r\n")},
			fails: func(err error) bool {
				e, ok := errors.AsType[*pop3.ServerError](err)
				return ok && e.Code == pop3.CodeAuth
			}},
		{name: "asked for it again", x: plain(), first: "AUTH PLAIN AGJvYgBzZWNyZXQ=\r\nCAPA\r\nSTAT\r\nUIDL\r\n",
			steps: []pop3test.Step{pop3test.Expect("AUTH PLAIN "), pop3test.Send("+ \r\n"), pop3test.Drain()},
			fails: func(err error) bool { _, ok := errors.AsType[*pop3.PipelineError](err); return ok }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begin := pop3test.Do(pop3test.Send("+OK ready\r\n"), pop3test.CAPA("PIPELINING", "SASL PLAIN"))
			if tt.noCAPA {
				begin = pop3test.Send("+OK ready\r\n")
			}
			s := script(t, append([]pop3test.Step{begin}, tt.steps...)...)
			var w writes
			c := dial(t, s.Addr(), &pop3.Options{Dial: w.dial, Timeout: short.Timeout})
			if !tt.noCAPA {
				if _, err := c.Capabilities(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			w.take()
			c.Follow("CAPA", "STAT", "UIDL")
			err := c.Auth(t.Context(), tt.x)
			if list := w.take(); len(list) == 0 || list[0] != tt.first {
				t.Errorf("written %q, not %q", list, tt.first)
			}
			if tt.fails != nil {
				if !tt.fails(err) || strings.Contains(err.Error(), "secret") {
					t.Errorf("%v", err)
				}
				if _, refused := errors.AsType[*pop3.ServerError](err); refused {
					if err := c.Noop(t.Context()); err != nil {
						t.Error(err)
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if m, ids := askAll(t, c); m != 1 || ids != 1 {
				t.Errorf("%d messages, %d unique-ids", m, ids)
			}
		})
	}
}
