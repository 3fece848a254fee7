package pop3_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// Servers as they are met: each script is one session with a server that has
// habits of its own, and session must bring every message across.
func TestServersInTheWild(t *testing.T) {
	const one, two = "Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\n.two\r\n"
	for name, steps := range map[string][]pop3test.Step{
		"textbook": {
			pop3test.Send("+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n"), pop3test.Answer("USER bob", "+OK bob is a real hoopy frood\r\n"),
			pop3test.Answer("PASS secret", "+OK bob's maildrop has 2 messages (39 octets)\r\n"), pop3test.CAPA("TOP", "UIDL"),
			pop3test.Answer("STAT", "+OK 2 39\r\n"), pop3test.Answer("LIST", "+OK 2 messages (39 octets)\r\n1 19\r\n2 20\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK 19 octets\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "+OK 20 octets\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE 1", "+OK message 1 deleted\r\n"), pop3test.Answer("QUIT", "+OK dewey POP3 server signing off\r\n"),
		},
		"LF alone, lower case, no texts": {
			pop3test.Send("+ok\n"), pop3test.Answer("USER", "+ok\n"), pop3test.Answer("PASS", "+ok\n"), pop3test.Answer("CAPA", "-err\n"),
			pop3test.Answer("STAT", "+ok 2 39\n"), pop3test.Answer("LIST", "+ok\n1 19\n2 20\n.\n"), pop3test.Answer("UIDL", "+ok\n1 a\n2 b\n.\n"),
			pop3test.Answer("RETR 1", "+ok\n"+one+".\n"), pop3test.Answer("RETR 2", "+ok\nSubject: 2\r\n\r\n..two\r\n.\n"),
			pop3test.Answer("DELE", "+ok\n"), pop3test.Answer("QUIT", "+ok\n"),
		},
		"words and spaces everywhere": {
			pop3test.Send("+OK\tready\r\n"), pop3test.Answer("USER", "+OK  \r\n"), pop3test.Answer("PASS", "+OKready\r\n"), pop3test.CAPA(" TOP ", "", "UIDL\t", "sasl  LOGIN"),
			pop3test.Answer("STAT", "+OK   2   39 messages and more\r\n"), pop3test.Answer("LIST", "+OK\r\n 1  19 unread\r\n2\t20\r\n. \r\n"), pop3test.Answer("UIDL", "+OK\r\n1   a  \r\n 2\tb\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK\r\n"+one+".\r\n\r\n"), pop3test.Answer("RETR 2", "+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"banner of several lines": {
			pop3test.Send("+OK Welcome\r\nAll access is logged.\r\nGo away.\r\n"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"), pop3test.NoCAPA(),
			pop3test.Answer("STAT", "+OK 2 39\r\n"), pop3test.Answer("LIST", "+OK\r\n1 19\r\n2 20\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"two greetings, and a unique-id without end": {
			pop3test.Send("+OK proxy\r\n+OK Welcome\r\n"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"), pop3test.NoCAPA(),
			pop3test.Answer("STAT", "+OK 2 39\r\n"), pop3test.Answer("LIST", "+OK\r\n1 19 "+strings.Repeat("x", 9000)+"\r\n2 20\r\n.\r\n"),
			pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b"+strings.Repeat(" ", 100_000)+"\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"CAPA answered without a list": {
			pop3test.Send("+OK\r\n"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"), pop3test.Answer("CAPA", "+OK\r\n"),
			pop3test.Answer("STAT", "+OK 2 39\r\n"), pop3test.Answer("LIST", "+OK\r\n1 19\r\n2 20\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"CAPA's list comes late": {
			pop3test.Send("+OK\r\n"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"), pop3test.Answer("CAPA", "+OK\r\n"),
			pop3test.Expect("STAT"), pop3test.Send("TOP\r\nPIPELINING\r\n.\r\n"), pop3test.Delay(10 * time.Millisecond), pop3test.Send("+OK 2 39\r\n"),
			pop3test.Answer("LIST", "+OK\r\n1 19\r\n2 20\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"PIPELINING": {
			pop3test.Login(), pop3test.CAPA("PIPELINING", "UIDL"),
			pop3test.Answer("STAT", "+OK 2 39\r\n"), pop3test.Answer("LIST", "+OK\r\n1 19\r\n2 20\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Expect("RETR 1"), pop3test.Expect("RETR 2"), pop3test.Send("+OK\r\n" + one + ".\r\n+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"octet by octet": {
			pop3test.Login(), pop3test.NoCAPA(),
			pop3test.Answer("STAT", "+OK 2 39\r\n"), pop3test.Answer("LIST", "+OK\r\n1 19\r\n2 20\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Expect("RETR 1"), pop3test.Trickle("+OK\r\n"+one+".\r\n", time.Millisecond), pop3test.Expect("RETR 2"), pop3test.Trickle("+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n", time.Millisecond),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"sizes of another world": {
			pop3test.Login(), pop3test.NoCAPA(),
			pop3test.Answer("STAT", "+OK 2\r\n"), pop3test.Answer("LIST", "+OK\r\n1 4711 octets\r\n2\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK 1 octets\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "+OK\r\nSubject: 2\r\n\r\n..two\r\n.\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
		"does not stuff dots": {
			pop3test.Login(), pop3test.NoCAPA(),
			pop3test.Answer("STAT", "+OK 2 39\r\n"), pop3test.Answer("LIST", "+OK\r\n1 19\r\n2 20\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n2 b\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "+OK\r\n"+two+".\r\n"),
			pop3test.Answer("DELE", "+OK\r\n"), pop3test.Answer("QUIT", "+OK\r\n"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := script(t, steps...)
			c := login(t, s.Addr(), &pop3.Options{Timeout: 2 * time.Second})
			ctx := t.Context()
			if _, err := c.Capabilities(ctx); err != nil {
				t.Fatal(err)
			}
			if n, _, err := c.Stat(ctx); err != nil || n != 2 {
				t.Fatal(n, err)
			}
			items, err := c.List(ctx)
			if err != nil || len(items) != 2 {
				t.Fatal(items, err)
			}
			ids, err := c.UIDL(ctx)
			if err != nil || !reflect.DeepEqual(ids, []pop3.UniqueID{{Number: 1, UID: "a"}, {Number: 2, UID: "b"}}) {
				t.Fatal(ids, err)
			}
			var got []string
			if err := c.RetrEach(ctx, items, func(_ int, raw []byte, err error) error {
				got = append(got, string(raw))
				return err
			}); err != nil || !slices.Equal(got, []string{one, two}) {
				t.Fatalf("%q %v", got, err)
			}
			if err := c.Dele(ctx, 1); err != nil {
				t.Fatal(err)
			}
			if err := c.Quit(ctx); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestOddListings(t *testing.T) {
	long := strings.Repeat("U", 900)
	s := script(t, pop3test.Login(),
		pop3test.Answer("LIST", "+OK\r\n3 30\r\n1 10\r\n\r\nsix 6\r\n2 -7\r\n3 33\r\n0 1\r\n99999999999999999999 1\r\n5\r\n.\r\n"),
		pop3test.Answer("UIDL", "+OK\r\n3 c\r\n1 "+long+"\r\n3 c\r\n2\r\n2 b\xff\x01 x\r\n-\r\n4 d\r\n4 other\r\n7 b\xff\x01 x\r\n4 d\r\n.\r\n"),
		pop3test.Answer("LIST", "+OK\r\n.\r\n"), pop3test.Answer("UIDL", "+OK\r\n.\r\n"))
	c := login(t, s.Addr(), short)
	items, err := c.List(t.Context())
	if err != nil || !slices.Equal(items, []pop3.Listing{{Number: 3, Size: 30}, {Number: 1, Size: 10}, {Number: 2}, {Number: 5}}) {
		t.Error(items, err)
	}
	ids, err := c.UIDL(t.Context())
	if err != nil || !slices.Equal(ids, []pop3.UniqueID{{Number: 3, UID: "c"}, {Number: 1, UID: long}, {Number: 2, UID: "b\xff\x01 x"}, {Number: 7, UID: "b\xff\x01 x"}}) {
		t.Errorf("%v %v", ids, err)
	}
	if items, err := c.List(t.Context()); err != nil || len(items) != 0 {
		t.Error(items, err)
	}
	if ids, err := c.UIDL(t.Context()); err != nil || len(ids) != 0 {
		t.Error(ids, err)
	}
}

// What a refused login looks like, by server.
func TestRefusedLogins(t *testing.T) {
	for name, c := range map[string]struct {
		steps []pop3test.Step
		code  string
		text  string
	}{
		"wrong password, stays":     {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR [AUTH] Authentication failed.\r\n"), pop3test.Drain()}, "AUTH", "Authentication failed."},
		"wrong password, closes":    {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR bad login\r\n"), pop3test.Cut()}, "", "bad login"},
		"unknown user":              {[]pop3test.Step{pop3test.Answer("USER", "-ERR sorry, no mailbox for bob here\r\n"), pop3test.Drain()}, "", "sorry, no mailbox for bob here"},
		"too many logins":           {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR [LOGIN-DELAY] minimum time between mail checks violation\r\n"), pop3test.Cut()}, "LOGIN-DELAY", ""},
		"locked":                    {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR [in-use] Unable to lock maildrop: Mailbox is locked by POP server\r\n"), pop3test.Cut()}, "IN-USE", ""},
		"locked, without code":      {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR Unable to lock maildrop\r\n"), pop3test.Cut()}, "", "Unable to lock maildrop"},
		"fault that passes":         {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR [SYS/TEMP] Temporary system problem. Please try again later.\r\n"), pop3test.Cut()}, "SYS/TEMP", ""},
		"switched off by the owner": {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR [SYS/PERM] Your account is not enabled for POP access.\r\n"), pop3test.Cut()}, "SYS/PERM", ""},
		"no text":                   {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "-ERR\r\n"), pop3test.Cut()}, "", ""},
		"idle, before PASS":         {[]pop3test.Step{pop3test.Answer("USER", "+OK\r\n"), pop3test.Expect("PASS"), pop3test.Send("-ERR [SYS/TEMP] idle too long\r\n"), pop3test.Cut()}, "SYS/TEMP", ""},
	} {
		s := script(t, append([]pop3test.Step{pop3test.Send("+OK\r\n")}, c.steps...)...)
		err := dial(t, s.Addr(), short).Login(t.Context(), "bob", "secret")
		var e *pop3.ServerError
		if !errors.As(err, &e) || e.Code != c.code || (c.text != "" && e.Text != c.text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Before the login the server knows other things than after it.
func TestCapabilitiesChange(t *testing.T) {
	ctx := t.Context()
	for name, c := range map[string]struct {
		before, after pop3test.Step
		want          []string // after the login
	}{
		"grow":         {pop3test.CAPA("USER"), pop3test.CAPA("UIDL", "PIPELINING"), []string{"PIPELINING", "UIDL"}},
		"only after":   {pop3test.NoCAPA(), pop3test.CAPA("UIDL"), []string{"UIDL"}},
		"only before":  {pop3test.CAPA("UIDL", "TOP"), pop3test.NoCAPA(), []string{"TOP", "UIDL"}},
		"never":        {pop3test.NoCAPA(), pop3test.NoCAPA(), nil},
		"empty before": {pop3test.CAPA(), pop3test.CAPA("TOP"), []string{"TOP"}},
	} {
		s := script(t, pop3test.Send("+OK\r\n"), c.before, pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"), c.after)
		client := dial(t, s.Addr(), short)
		if _, err := client.Capabilities(ctx); err != nil {
			t.Fatal(name, err)
		}
		if err := client.Login(ctx, "bob", "secret"); err != nil {
			t.Fatal(name, err)
		}
		caps, err := client.Capabilities(ctx)
		var got []string
		for k := range caps {
			got = append(got, k)
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
}

// Messages of a server that hands out files as they lie on its disk.
func TestFilesAsTheyAre(t *testing.T) {
	const raw = "Subject: x\n\n.dot\n\nbye\n"
	for name, c := range map[string]struct {
		sent string
		size int64
		want string
	}{
		"LF, stuffed":          {"Subject: x\n\n..dot\n\nbye\n.\r\n", int64(len(raw)), raw},
		"LF, stuffed, as CRLF": {"Subject: x\n\n..dot\n\nbye\n.\r\n", int64(len(raw) + 5), raw},
		"LF, stuffed, unsized": {"Subject: x\n\n..dot\n\nbye\n.\r\n", 0, raw},
		"LF, not stuffed":      {raw + ".\r\n", int64(len(raw)), raw},
		"no last line end":     {"Subject: x\r\n\r\nbye.\r\n", 17, "Subject: x\r\n\r\nbye"},
		"NUL and 8 bit":        {"Subject: \x00\xe9\r\n\r\n\r\n.\r\n", 0, "Subject: \x00\xe9\r\n\r\n\r\n"},
		"nothing at all":       {".\r\n", 0, ""},
		"long line":            {strings.Repeat("y", 700_000) + "\r\n.\r\n", 0, strings.Repeat("y", 700_000) + "\r\n"},
	} {
		s := script(t, pop3test.Login(), pop3test.NoCAPA(), pop3test.Answer("RETR 1", "+OK\r\n"+c.sent), pop3test.Answer("RETR 2", "+OK\r\nnext\r\n.\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
		client := login(t, s.Addr(), &pop3.Options{Timeout: time.Second})
		var got []string
		err := client.RetrEach(t.Context(), []pop3.Listing{{Number: 1, Size: c.size}, {Number: 2, Size: 6}}, func(_ int, raw []byte, err error) error {
			got = append(got, string(raw))
			return err
		})
		if err != nil || !slices.Equal(got, []string{c.want, "next\r\n"}) {
			t.Errorf("%s: %.80q %v", name, got, err)
		}
		if err := client.Quit(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
