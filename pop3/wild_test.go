package pop3_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

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
	if !c.Zero() {
		t.Error("the row with the number 0 is not told")
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
	for _, r := range pop3test.Refusals() {
		t.Run(r.Name, func(t *testing.T) {
			s := script(t, r.Says(false)...)
			err := dial(t, s.Addr(), short).Login(t.Context(), "bob", "secret")
			var e *pop3.ServerError
			if !errors.As(err, &e) || e.Code != r.Code || e.Text != r.Text {
				t.Errorf("%v %+v", err, e)
			}
		})
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

// TestLateGreetings: what belongs to the greeting and comes in packets of its own is not taken for
// an answer, nor for a row.
func TestLateGreetings(t *testing.T) {
	for name, late := range map[string]string{"another greeting": "+OK Welcome\r\n", "lines": "All access\r\n is logged.\r\n", "an empty line": "\r\n", "nothing": ""} {
		for _, capa := range []string{"+OK\r\nTOP\r\nSASL PLAIN\r\n.\r\n", "-ERR what?\r\n", "+OK\r\n"} {
			for _, before := range []bool{true, false} { // before CAPA is sent
				t.Run(fmt.Sprintf("%s, %.8q, %v", name, capa, before), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						steps := []pop3test.Step{pop3test.Send("+OK ready\r\n"), pop3test.Delay(time.Second), pop3test.Send(late), pop3test.Answer("CAPA", capa)}
						if !before {
							steps = []pop3test.Step{pop3test.Send("+OK ready\r\n"), pop3test.Expect("CAPA"), pop3test.Delay(time.Second), pop3test.Send(late), pop3test.Delay(time.Second), pop3test.Send(capa)}
						}
						steps = append(steps, pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"), pop3test.Answer("STAT", "+OK 3 9\r\n"))
						s := pop3test.Unheard(steps)
						defer func() { _ = s.Close() }()
						c, err := pop3.Dial(t.Context(), "pop.example.org:110", &pop3.Options{Dial: s.Dial})
						if err != nil {
							t.Fatal(err)
						}
						defer func() { _ = c.Close() }()
						if before {
							time.Sleep(2 * time.Second)
						}
						caps, err := c.Capabilities(t.Context())
						if err != nil || caps.Has("TOP") != strings.Contains(capa, "TOP") || len(caps) != strings.Count(capa, "\r\n")/2 {
							t.Fatalf("%v %v", caps, err)
						}
						if err := c.Login(t.Context(), "bob", "secret"); err != nil {
							t.Fatal(err)
						}
						if n, _, err := c.Stat(t.Context()); err != nil || n != 3 {
							t.Fatal(n, err)
						}
					})
				})
			}
		}
	}
}

// TestLateRowsEnd: a listing that was given up stands before the next answer, or nowhere. What
// comes unasked later is no part of it.
func TestLateRowsEnd(t *testing.T) {
	s := script(t, pop3test.Login(), pop3test.Answer("CAPA", "+OK\r\n"), pop3test.Answer("STAT", "+OK 1 30\r\n"), pop3test.Do(pop3test.Expect("RETR 1"),
		pop3test.Send("+OK\r\nSubject: 1\r\n\r\none\r\n.\r\n"), pop3test.Delay(100*time.Millisecond), pop3test.Send("two\r\n.\r\n")),
		pop3test.Answer("STAT", "+OK 1 30\r\n"))
	c := login(t, s.Addr(), &pop3.Options{Timeout: 2 * time.Second})
	if _, err := c.Capabilities(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Stat(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := c.RetrEach(t.Context(), []pop3.Listing{{Number: 1}}, func(_ int, _ []byte, err error) error { return err }); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Stat(t.Context()); !as[*pop3.ProtocolError](err) {
		t.Errorf("the rest of a message was passed over: %v", err)
	}
}
