package fetch

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"popmail/account"
)

// endlessLine goes on with the octets of a message for ever once it is sent.
type endlessLine struct {
	net.Conn
	sent *int64
}

func (e *endlessLine) Write(p []byte) (int, error) {
	if !strings.Contains(string(p), "this never ends") {
		return e.Conn.Write(p)
	}
	if _, err := e.Conn.Write(p[:len(p)-5]); err != nil {
		return 0, err
	}
	block := []byte(strings.Repeat("0123456789 and so on\r\n", 1000))
	for {
		n, err := e.Conn.Write(block)
		*e.sent += int64(n)
		if err != nil {
			return 0, err
		}
	}
}

// TestTooLarge: a message that goes on beyond the limit is given up there, does
// not keep the others back, and is not asked for at each check.
func TestTooLarge(t *testing.T) {
	for _, capa := range [][]string{nil, {"TOP", "PIPELINING"}} {
		for _, endless := range []bool{true, false} {
			for _, noUIDL := range []bool{false, true} {
				t.Run(fmt.Sprint(capa, endless, noUIDL), func(t *testing.T) {
					o := newOffice(t, 4, true)
					o.capa, o.noUIDL, o.noTOP = capa, noUIDL, true // else the beginning comes
					body := "this never ends"
					if !endless {
						body = strings.Repeat("a line of a long message\r\n", 100_000)
					}
					o.add("big", letter(100, true, body))
					o.post("after", letter(101, true, "after"))
					var sent int64
					if endless {
						o.wrap = func(c net.Conn) net.Conn { return &endlessLine{c, &sent} }
					}
					const limit = 1 << 20
					s := o.memStore.into(&Session{Store: o.memStore, Dial: o.dial, Timeout: 5 * time.Second, MaxMessage: limit, Now: func() time.Time { return o.clock }})
					run := func(received int) {
						t.Helper()
						rep, err := s.Run(t.Context(), leaving(deleteAll), account.Password("secret"))
						o.running.Wait()
						if err != nil || rep.Received != received || len(rep.Failed) != 1 || !errors.Is(rep.Failed[0].Err, errTooLarge) {
							t.Fatalf("%+v, %v", rep, err)
						}
					}
					run(5)
					if o.count() != 1 || sent > 2*limit {
						t.Errorf("%d messages are left, %d octets were sent", o.count(), sent)
					}
					o.mustHold(t, o.mail...)
					o.commands()
					o.clock = o.clock.Add(24 * time.Hour)
					run(0)
					if n := o.commands()["RETR"]; n != 0 && !(endless && noUIDL) { // then nothing tells the messages apart
						t.Errorf("it is asked for again at the next check: %d RETR", n)
					}
					if endless {
						return
					}
					s.MaxMessage = 10 << 20
					rep, err := s.Run(t.Context(), leaving(deleteAll), account.Password("secret"))
					o.running.Wait()
					if err != nil || rep.Received != 1 || o.count() != 0 {
						t.Errorf("with a higher limit: %+v, %v", rep, err)
					}
				})
			}
		}
	}
}

// TestAnnouncedTooLarge: what is only announced as too large is fetched.
func TestAnnouncedTooLarge(t *testing.T) {
	o := newOffice(t, 6, true)
	o.size = func(p *post) int {
		if p.serial == 2 {
			return 1 << 40
		}
		return len(p.raw) - 50 // never right: the one is not set aside
	}
	if _, err := o.run(t.Context(), testAccount); err != nil {
		t.Fatal(err)
	}
	o.mustHold(t, o.mail...)
}
