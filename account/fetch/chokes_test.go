package fetch

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// A line that is lost at CAPA before the log-in says nothing of the ways to log in: a token is
// not called of no use because nobody has told them.
func TestLostAtEarlyCAPA(t *testing.T) {
	hello := func(steps ...pop3test.Step) []pop3test.Step {
		return append([]pop3test.Step{pop3test.StartTLS(), pop3test.Send("+OK\r\n")}, steps...)
	}
	works := hello(pop3test.CAPA("SASL XOAUTH2 PLAIN"), pop3test.Answer("AUTH", "+OK\r\n"), pop3test.Answer("STAT", "+OK 2 80\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
	cut, silent := hello(pop3test.Expect("CAPA"), pop3test.Cut()), hello(pop3test.Expect("CAPA"), pop3test.Stall())
	token, password := account.WithToken(account.Token{Access: "EwBwA8l6BAAU-token"}), account.Password(testPassword)
	for _, c := range []struct {
		name  string
		lines [][]pop3test.Step
		cred  account.Credential
		auth  account.Auth
		want  account.Trouble // TroubleOther: it works
	}{
		{"token, cut once", [][]pop3test.Step{cut, works}, token, account.AuthOAuth, account.TroubleOther},
		{"token, silent once", [][]pop3test.Step{silent, works}, token, account.AuthOAuth, account.TroubleOther},
		{"token, cut", [][]pop3test.Step{cut, cut}, token, account.AuthOAuth, account.TroubleCut},
		{"token, silent", [][]pop3test.Step{silent, silent}, token, account.AuthOAuth, account.TroubleSilent},
		{"proof, cut", [][]pop3test.Step{cut, cut}, password, account.AuthCRAM, account.TroubleCut},
		{"password, cut", [][]pop3test.Step{cut, hello(pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"), pop3test.Answer("STAT", "+OK 2 80\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))}, password, account.AuthAuto, account.TroubleOther},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := pop3test.NewScript(c.lines...)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			a := at(account.TLS, s.Port(), scriptCA(t, s))
			a.Auth = c.auth
			const patient = 20 * time.Second // the machine may be busy
			p := &Session{Timeout: patient}
			if strings.Contains(c.name, "silent") {
				p.Timeout = 5 * time.Second // of the lines that are silent
			}
			p.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				if c.want == account.TroubleOther {
					p.Timeout = patient // of the next line
				}
				return new(net.Dialer).DialContext(ctx, network, addr)
			}
			n, _, err := p.probe(t.Context(), a, c.cred)
			if c.want != account.TroubleOther {
				wantTrouble(t, err, c.want)
			} else if err != nil || n != 2 {
				t.Errorf("%d, %v", n, err)
			}
			if n := s.Connections(); n != 2 {
				t.Errorf("%d lines", n)
			}
		})
	}
}

// A server that refuses STAT can be read, and so it can be set up.
func TestProbeWithoutSTAT(t *testing.T) {
	s := script(t, pop3test.StartTLS(), pop3test.Send("+OK\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"),
		pop3test.Answer("STAT", "-ERR no\r\n"), pop3test.Answer("LIST", "+OK\r\n1 10\r\n2 20\r\n.\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
	if n, _, err := Probe(t.Context(), at(account.TLS, s.Port(), scriptCA(t, s)), account.Password(testPassword), 5*time.Second); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	s = script(t, pop3test.StartTLS(), pop3test.Send("+OK\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"),
		pop3test.Answer("STAT", "-ERR POP3 access is not enabled for this user\r\n"), pop3test.Answer("LIST", "-ERR POP3 access is not enabled for this user\r\n"), pop3test.Drain())
	_, _, err := Probe(t.Context(), at(account.TLS, s.Port(), scriptCA(t, s)), account.Password(testPassword), 5*time.Second)
	wantTrouble(t, err, account.TroubleSwitchedOff)
}

// What a server tells after the log-in is the time of this user.
func TestDelayOfTheUser(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          time.Duration
	}{
		{"LOGIN-DELAY 900 USER", "LOGIN-DELAY 0", 0}, {"LOGIN-DELAY 900 USER", "TOP", 0}, {"LOGIN-DELAY 900 USER", "LOGIN-DELAY 60", time.Minute},
		{"LOGIN-DELAY 900", "LOGIN-DELAY 0", 0}, {"LOGIN-DELAY 900", "TOP", 15 * time.Minute}, {"TOP", "LOGIN-DELAY 60", time.Minute}, {"LOGIN-DELAY 900 USER", "", 15 * time.Minute},
	} {
		o := newOffice(t, 1, true)
		in := false
		o.maildrop.answer = func(_ int, command string) string {
			says := c.before
			if in {
				says = c.after
			}
			in = in || strings.HasPrefix(command, "PASS")
			switch {
			case command != "CAPA":
				return ""
			case says == "":
				return "-ERR what?"
			}
			return "+OK\r\nUIDL\r\n" + says + "\r\n."
		}
		if rep, err := o.run(t.Context(), testAccount); err != nil || rep.LoginDelay != c.want {
			t.Errorf("%+v: %v, %v", c, rep.LoginDelay, err)
		}
	}
}
