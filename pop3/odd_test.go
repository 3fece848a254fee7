package pop3_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// Servers as they are met: the first session with each is one with a client that asks for
// everything in this order, over a real line, and every message must come across.
func TestServersInTheWild(t *testing.T) { receiveInOrder(t, pop3test.InTheWild()) }

// Messages of a server that hands out files as they lie on its disk.
func TestFilesAsTheyAre(t *testing.T) { receiveInOrder(t, pop3test.AsFiles()) }

func receiveInOrder(t *testing.T, servers []pop3test.Odd) {
	for _, odd := range servers {
		t.Run(odd.Name, func(t *testing.T) {
			s := script(t, odd.Sessions[0].Says.InOrder()...)
			c := login(t, s.Addr(), &pop3.Options{Timeout: 20 * time.Second}) // the machine may be busy
			ctx, mail := t.Context(), odd.Sessions[0].Mail
			if _, err := c.Capabilities(ctx); err != nil {
				t.Fatal(err)
			}
			if n, _, err := c.Stat(ctx); err != nil || n != len(mail) {
				t.Fatal(n, err)
			}
			items, err := c.List(ctx)
			if err != nil || len(items) != len(mail) {
				t.Fatal(items, err)
			}
			var want []pop3.UniqueID
			for i, m := range mail {
				want = append(want, pop3.UniqueID{Number: i + 1, UID: m.UID})
			}
			if ids, err := c.UIDL(ctx); err != nil || !reflect.DeepEqual(ids, want) {
				t.Fatal(ids, err)
			}
			var got []pop3test.Letter
			if err := c.RetrEach(ctx, items, func(n int, raw []byte, err error) error {
				got = append(got, pop3test.Letter{UID: mail[n-1].UID, Raw: string(raw)})
				return err
			}); err != nil || !slices.Equal(got, mail) {
				t.Fatalf("%.200q %v", got, err)
			}
			for n := range mail {
				if err := c.Dele(ctx, n+1); err != nil {
					t.Fatal(err)
				}
			}
			if err := c.Quit(ctx); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestOddServers: the protocol goes on through all that odd servers do. What comes is a
// message as it is, or the beginning of one; what is refused is told as that.
func TestOddServers(t *testing.T) {
	for _, odd := range pop3test.OddServers() {
		t.Run(odd.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for i, sitting := range odd.Sessions {
					if len(sitting.Says) == 1 {
						continue // it is for clients that send ahead of an answer
					}
					whole := receiveAll(t, sitting)
					if i > 0 || odd.Right == nil || max(odd.Right[0].Sessions, 1) > 1 {
						continue
					}
					if r := odd.Right[0]; whole >= 0 && whole < r.Received || whole > r.Received+r.Failed {
						t.Errorf("%d messages are whole, want %d", whole, r.Received)
					}
				}
			})
		})
	}
}

// receiveAll asks for everything and removes what is whole. It returns how much that was; -1:
// the server cannot be followed.
func receiveAll(t *testing.T, sitting pop3test.Sitting) (whole int) {
	s := pop3test.Unheard(sitting.Says.InAnyOrder())
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx := t.Context()
	c := login(t, "pop.example.org:110", &pop3.Options{Dial: s.Dial, Patience: 3 * time.Minute})
	refusedOr := func(err error) {
		if err != nil && !as[*pop3.ServerError](err) && !as[*pop3.ProtocolError](err) {
			t.Fatal(err)
		}
	}
	_, err := c.Capabilities(ctx)
	refusedOr(err)
	_, _, err = c.Stat(ctx)
	refusedOr(err)
	if len(sitting.Mail) == 0 { // what is said then is no listing everywhere
		if err := c.Quit(ctx); err != nil {
			t.Fatal(err)
		}
		return 0
	}
	ids, err := c.UIDL(ctx)
	refusedOr(err)
	if as[*pop3.ProtocolError](err) {
		return -1 // what is said next cannot be told apart
	}
	for _, id := range ids {
		if id.Number < 1 || id.Number > len(sitting.Mail) {
			t.Errorf("unique-id %+v of %d messages", id, len(sitting.Mail))
		}
	}
	items, err := c.List(ctx)
	refusedOr(err)
	if err != nil { // the numbers are known all the same
		for n := range sitting.Mail {
			items = append(items, pop3.Listing{Number: n + 1})
		}
	}
	if len(items) != len(sitting.Mail) {
		t.Fatal(items)
	}
	var here []int
	if err := c.RetrEach(ctx, items, func(n int, raw []byte, err error) error {
		truth := sitting.Mail[n-1].Raw
		switch {
		case err != nil && !as[*pop3.ServerError](err):
			return err
		case err == nil && string(raw) == truth:
			here = append(here, n)
		case err == nil && !strings.HasPrefix(truth, string(raw)):
			t.Errorf("message %d came as %.200q", n, raw)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, n := range here {
		if err := c.Dele(ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Quit(ctx); err != nil {
		t.Fatal(err)
	}
	return len(here)
}
