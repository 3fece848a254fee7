package fetch

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account"
	"popmail/pop3"
)

// A server that wants time between two log-ins is asked over another line by the next session alone,
// which does then what another line would have done.
func TestNoSecondLogInTooSoon(t *testing.T) {
	for name, set := range map[string]func(o *office){
		"nonsense for UIDL": func(o *office) {
			o.answer = func(_ int, c string) string {
				if c == "UIDL" {
					return "+OK\r\nnothing of the kind\r\n."
				}
				return ""
			}
		},
		"hangs up at TOP": func(o *office) {
			o.answer = func(_ int, c string) string {
				if strings.HasPrefix(c, "TOP ") {
					return "cut"
				}
				return ""
			}
		},
		"too large": func(o *office) {
			o.most = 8000
			o.size = func(*post) int { return 6000 }
		},
		"loses what is sent ahead": func(o *office) { o.loseAhead = true },
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := officeOf(t)
			o.wait = 300 * time.Millisecond
			o.capa = []string{"PIPELINING", "UIDL", "TOP", "LOGIN-DELAY 900"}
			set(o)
			for range 6 {
				before := o.sessions
				_, _ = o.run(t.Context(), testAccount)
				if n := o.sessions - before; n != 1 {
					t.Errorf("%d log-ins in one session", n)
				}
			}
			if len(o.mails) < 9 {
				t.Errorf("%d messages", len(o.mails))
			}
		})
	}
}

// After a session of a command no other one goes on: it asks over another line itself.
func TestSecondLogInAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, 9, true)
		o.alone = true
		o.capa = []string{"PIPELINING", "UIDL", "TOP", "LOGIN-DELAY 900"}
		o.answer = func(_ int, c string) string {
			if c == "UIDL" {
				return "+OK\r\nnothing of the kind\r\n."
			}
			return ""
		}
		rep, err := o.run(t.Context(), testAccount)
		if rep.Received != 9 || o.sessions < 2 {
			t.Errorf("%d received in %d sessions, %v", rep.Received, o.sessions, err)
		}
	})
}

// A limit whose end the server names is waited for.
func TestQuotaNamesItsTime(t *testing.T) {
	for given, trouble := range map[int]account.Trouble{2: account.TroubleQuota, 0: account.TroubleServer} {
		o := newOffice(t, 12, true)
		n := 0
		o.deny = func(int, *post) string {
			if n++; n > given {
				return "limit reached, try again in 6 hours"
			}
			return ""
		}
		rep, err := o.run(t.Context(), testAccount)
		wantTrouble(t, err, trouble)
		if p := account.ProblemOf(err); p.Wait != 6*time.Hour || rep.Received != given {
			t.Errorf("wait %v, %d received", p.Wait, rep.Received)
		}
		if until := account.PauseAfter(0, err, o.clock).Until; !until.Equal(o.clock.Add(6 * time.Hour)) {
			t.Errorf("until %v", until)
		}
	}
	p := (&connection{a: testAccount, stage: loggedIn}).explain(&pop3.ServerError{Command: "UIDL", Text: "try again in 6 hours"})
	if account.ProblemOf(p).Wait != 0 {
		t.Errorf("what does not pass: %+v", p)
	}
}
