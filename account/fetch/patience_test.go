package fetch

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
)

// Servers with a large mailbox may take minutes for PASS, STAT, UIDL and LIST.
func TestSlowAnswers(t *testing.T) {
	for _, slow := range []string{"PASS secret", "STAT", "UIDL", "LIST", "QUIT"} {
		for _, c := range []struct {
			timeout, takes time.Duration
			fails          bool
		}{{0, 170 * time.Second, false}, {0, 190 * time.Second, true}, {30 * time.Second, 35 * time.Second, true}, {5 * time.Minute, 4 * time.Minute, false}} {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t, 2, false)
				o.answer = func(_ int, command string) string {
					if command == slow {
						time.Sleep(c.takes)
					}
					return ""
				}
				a := leaving(deleteAll)
				rep, err := (&Session{Store: o.memStore, Dial: o.dial, Timeout: c.timeout}).Run(t.Context(), a, account.Password("secret"))
				if (err != nil) != c.fails {
					t.Errorf("%s after %v, time-out %v: %+v, %v", slow, c.takes, c.timeout, rep, err)
				}
				if err != nil {
					wantTrouble(t, err, account.TroubleSilent)
				}
				o.running.Wait()
			})
		}
	}
}

// Names in other scripts are looked up as the network knows them.
func TestNamesInOtherScripts(t *testing.T) {
	for host, want := range map[string]string{
		"pop.münchen.example": "pop.xn--mnchen-3ya.example:110", "POP。例え.jp": "pop.xn--r8jz45g.jp:110", "pop_3.example.org": "pop_3.example.org:110",
	} {
		var got string
		a := testAccount
		a.Incoming = account.Server{Host: host, Port: 110, Security: account.None}
		s := &Session{Store: newStore(t), Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
			got = addr
			return nil, net.ErrClosed
		}}
		_, _ = s.Run(t.Context(), a, account.Password("secret"))
		if got != want {
			t.Errorf("%s: dialled %q, want %q", host, got, want)
		}
	}
}

// TestSilentAtCAPA: a server that says nothing to CAPA before the log-in is asked
// again over a new line, without it.
func TestSilentAtCAPA(t *testing.T) {
	o := newOffice(t, 3, true)
	o.wait = 800 * time.Millisecond
	var mu sync.Mutex
	loggedIn := map[int]bool{}
	o.answer = func(session int, command string) string {
		mu.Lock()
		defer mu.Unlock()
		if strings.HasPrefix(command, "PASS") {
			loggedIn[session] = true
		}
		if command == "CAPA" && !loggedIn[session] {
			return "silence"
		}
		return ""
	}
	o.must(t, testAccount, 3, 3, 0, 0)
	o.mustHold(t, o.mail...)
}
