package wizard

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/account"
)

func badCert(faults ...account.Fault) *account.Certificate {
	return &account.Certificate{
		Server: "pop.example.org", Names: []string{"mail.example.net", "www.example.net"}, Owner: "Example Works", Issuer: "Example Root",
		From: time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC), To: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Sum: [32]byte{0xab, 31: 0xcd}, Faults: faults,
		Today: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC),
	}
}

// badly is a wizard whose test has met a certificate.
func badly(t *testing.T, c *account.Certificate, change func(o *Options)) *stage {
	t.Helper()
	s := newStage(t, change)
	s.fillPerson()
	s.tap("Continue")
	s.fail = &account.Problem{Trouble: c.Trouble(), Server: c.Server, Certificate: c}
	s.tap("Test and continue")
	if s.w.at != stepProblem {
		t.Fatalf("at %d", s.w.at)
	}
	return s
}

// TestCertificatePage names each fault and what the certificate says, and lets who knows
// better trust it: never by Enter, for this account and this certificate alone.
func TestCertificatePage(t *testing.T) {
	const trust = "[Trust this certificate for this account]"
	for name, c := range map[string]struct {
		faults []account.Fault
		want   []string
	}{
		"self-signed": {[]account.Fault{account.FaultSelfSigned}, []string{"PopMail can’t be sure", "the server made it itself"}},
		"unknown":     {[]account.Fault{account.FaultIssuer}, []string{"It comes from “Example Root”"}},
		"incomplete":  {[]account.Fault{account.FaultIncomplete}, []string{"leaves out a part"}},
		"weak":        {[]account.Fault{account.FaultWeak}, []string{"can be forged"}},
		"name":        {[]account.Fault{account.FaultName}, []string{"doesn’t match", "It’s for mail.example.net, www.example.net, not for pop.example.org.", "[Change the server name]"}},
		"expired":     {[]account.Fault{account.FaultExpired}, []string{"has expired", "It expired on 1 March 2026."}},
		"not yet":     {[]account.Fault{account.FaultNotYet}, []string{"isn’t valid yet", "only valid from 1 March 2025 on"}},
		"three": {[]account.Fault{account.FaultSelfSigned, account.FaultName, account.FaultExpired},
			[]string{"made it itself", "not for pop.example.org", "expired on"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := badly(t, badCert(c.faults...), nil)
			s.sees(append(c.want, "Issued by: ", "Example Root", "from 1 March 2025 to 1 March 2026", "AB:00:00", "Your password was not sent.", "First compare the fingerprint", trust)...)
			s.enter()
			if s.w.at != stepProblem && s.w.at != stepServer || len(s.w.trusting.exceptions) > 0 {
				t.Error("Enter trusts it")
			}
			if s.w.at == stepServer {
				s.tap("Test and continue")
			}
			s.fail = nil
			s.tap("Trust this certificate for this account")
			last := s.probed[len(s.probed)-1]
			if e, ok := last.Exceptions.For("pop.example.org"); !ok || e.Sum != [32]byte{0xab, 31: 0xcd} || e.Since == 0 || s.w.at != stepLeave {
				t.Fatalf("%+v at %d", last, s.w.at)
			}
			s.tap("Start receiving")
			if len(s.saved) != 1 || s.saved[0].Exceptions != last.Exceptions {
				t.Errorf("%+v", s.saved)
			}
		})
	}
}

// TestNoTrustByMistake: another server is not trusted, a wrong clock is no reason for an
// exception, and neither is a known account's certificate.
func TestNoTrustByMistake(t *testing.T) {
	s := badly(t, badCert(account.FaultSelfSigned), nil)
	s.tap("Trust this certificate for this account")
	if s.tap("Back"); s.w.at != stepServer {
		t.Fatalf("at %d", s.w.at)
	}
	retype(s.w.server.host, "mail.example.com")
	s.fail = nil
	s.tap("Test and continue")
	if last := s.probed[len(s.probed)-1]; len(last.Exceptions.All()) != 0 {
		t.Errorf("%+v", last)
	}

	clock := badCert(account.FaultExpired, account.FaultClock)
	clock.Shown = time.Date(2025, 11, 28, 12, 0, 0, 0, time.UTC)
	s = badly(t, clock, nil)
	s.sees("This computer’s date is wrong", "This computer’s date is 28 November 2026. The server says it’s 28 November 2025.", "Set the date and time")
	if strings.Contains(s.text(), "Trust this") {
		t.Error("an exception is offered for a wrong clock")
	}
	if n := strings.Count(s.text(), "28 November 2025"); n != 1 {
		t.Errorf("the date is told %d times", n)
	}
	clock.Elsewhere = true
	s = badly(t, clock, nil)
	s.sees("A website says it’s 28 November 2025.")

	old := account.Account{ID: 3, Email: "ann@example.org", Incoming: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}}
	s = newStage(t, func(o *Options) { o.First = false; o.Account = &old; o.OnCancel = func() {} })
	s.tap("Continue")
	retype(s.w.server.user, "other")
	c := badCert(account.FaultSelfSigned)
	s.fail = &account.Problem{Trouble: c.Trouble(), Server: c.Server, Certificate: c}
	s.tap("Test and continue")
	s.sees("made it itself")
	if strings.Contains(s.text(), "Trust this") {
		t.Error("an exception is offered for a known account")
	}
}

// TestOwnAuthority adds the authority of a company and goes on.
func TestOwnAuthority(t *testing.T) {
	var add func(string)
	s := badly(t, badCert(account.FaultIssuer), func(o *Options) { o.AddAuthority = func(f func(string)) { add = f } })
	s.tap("Add a certificate authority…")
	s.fail = nil
	add("PEM")
	if last := s.probed[len(s.probed)-1]; last.Authorities != "PEM" || s.w.at != stepLeave {
		t.Errorf("%+v", last)
	}
	s.tap("Start receiving")
	if len(s.saved) != 1 || s.saved[0].Authorities != "PEM" {
		t.Errorf("%+v", s.saved)
	}
	// It does not help with another fault.
	s = badly(t, badCert(account.FaultExpired), func(o *Options) { o.AddAuthority = func(func(string)) {} })
	if strings.Contains(s.text(), "certificate authority") {
		t.Error(s.text())
	}
}

// TestCertificateByKeyboard reaches everything by Tab, what trusts last.
func TestCertificateByKeyboard(t *testing.T) {
	s := badly(t, badCert(account.FaultIssuer), func(o *Options) { o.AddAuthority = func(func(string)) {} })
	if s.win.Canvas().Focused() != s.w.problem.main {
		t.Error("the main button has not the keyboard")
	}
	s.win.Canvas().Unfocus()
	var names []string
	for _, stop := range s.round() {
		if o, ok := stop.(fyne.CanvasObject); ok {
			if text, _ := reading(o); strings.HasPrefix(text, "[") {
				names = append(names, text)
			}
		}
	}
	if i := slices.Index(names, "[Trust this certificate for this account]"); i != len(names)-1 {
		t.Errorf("%q", names)
	}
}
