package account

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func valid() Account {
	return Account{Email: "anna@example.org", Incoming: Server{Host: "pop.example.org", Port: 995, Security: TLS}}
}

func TestValidateFillsIn(t *testing.T) {
	a := Account{Email: " anna@example.org ", Name: " Anna ", Incoming: Server{Host: " pop.example.org "}}
	if err := a.Validate(); err != nil {
		t.Fatal(err)
	}
	want := Account{
		Email: "anna@example.org", Name: "Anna", User: "anna@example.org", Auth: AuthAuto, Keep: KeepKeyring, Interval: DefaultInterval,
		Incoming: Server{Host: "pop.example.org", Port: 995, Security: TLS},
	}
	if a != want {
		t.Errorf("%+v, want %+v", a, want)
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Account)
		want   string // part of the error; "": none
	}{
		{"good", func(*Account) {}, ""},
		{"own user name", func(a *Account) { a.User = "anna" }, ""},
		{"by hand", func(a *Account) { a.Interval = -1 }, ""},
		{"address in another script", func(a *Account) { a.Email = "анна@пример.рф" }, ""},
		{"dots that the rules forbid", func(a *Account) { a.Email = "anna..b.@docomo.ne.jp" }, ""},
		{"in quotes", func(a *Account) { a.Email = `"anna b"@example.org` }, ""},
		{"in quotes with an at sign", func(a *Account) { a.Email = `"anna@home"@example.org` }, ""},
		{"quotes that are no part of it", func(a *Account) { a.Email = `"Anna" <anna@example.org>` }, "not an e-mail address"},
		{"dots alone", func(a *Account) { a.Email = "..@example.org" }, "not an e-mail address"},
		{"dots in the domain", func(a *Account) { a.Email = "anna@example..org" }, "not an e-mail address"},
		{"a comment", func(a *Account) { a.Email = "anna(x)@example.org" }, "not an e-mail address"},
		{"no address", func(a *Account) { a.Email = "" }, "not an e-mail address"},
		{"no domain", func(a *Account) { a.Email = "anna" }, "not an e-mail address"},
		{"with a name", func(a *Account) { a.Email = "Anna <anna@example.org>" }, "not an e-mail address"},
		{"two", func(a *Account) { a.Email = "anna@example.org, ben@example.org" }, "not an e-mail address"},
		{"line break in the address", func(a *Account) { a.Email = "anna@example.org\r\nDELE 1" }, "not an e-mail address"},
		{"line break in the user name", func(a *Account) { a.User = "anna\r\nDELE 1" }, "user name"},
		{"NUL in the name", func(a *Account) { a.Name = "An\x00na" }, "name"},
		{"days", func(a *Account) { a.Leave = Retention{LeaveDays, 14} }, ""},
		{"no days", func(a *Account) { a.Leave = Retention{LeaveDays, 0} }, "days"},
		{"too many days", func(a *Account) { a.Leave = Retention{LeaveDays, MaxDays + 1} }, "days"},
		{"unknown retention", func(a *Account) { a.Leave = Retention{9, 0} }, "unknown"},
		{"no host", func(a *Account) { a.Incoming.Host = " " }, "name is missing"},
		{"address for a host", func(a *Account) { a.Incoming.Host = "anna@pop.example.org" }, "not the name"},
		{"host with a port", func(a *Account) { a.Incoming.Host = "pop.example.org:110" }, "not the name"},
		{"URL", func(a *Account) { a.Incoming.Host = "pop3://pop.example.org" }, "not the name"},
		{"IPv4", func(a *Account) { a.Incoming.Host = "192.0.2.1" }, ""},
		{"IPv6", func(a *Account) { a.Incoming.Host = "[2001:db8::1]" }, ""},
		{"port too large", func(a *Account) { a.Incoming.Port = 65536 }, "port"},
		{"negative port", func(a *Account) { a.Incoming.Port = -1 }, "port"},
		{"unknown security", func(a *Account) { a.Incoming.Security = "ssl" }, "security"},
	} {
		a := valid()
		c.change(&a)
		err := a.Validate()
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want an error with %q", c.name, err, c.want)
		}
	}
}

func TestIntervalHasALowerBound(t *testing.T) {
	for in, want := range map[time.Duration]time.Duration{0: DefaultInterval, time.Second: MinInterval, time.Hour: time.Hour, -1: ByHand, -time.Hour: ByHand} {
		a := valid()
		a.Interval = in
		if err := a.Validate(); err != nil || a.Interval != want {
			t.Errorf("%v becomes %v (%v), want %v", in, a.Interval, err, want)
		}
	}
}

func TestServer(t *testing.T) {
	for _, c := range []struct {
		s    Server
		addr string
	}{
		{Server{Host: "pop.example.org"}, "pop.example.org:995"},
		{Server{Host: "pop.example.org", Security: STARTTLS}, "pop.example.org:110"},
		{Server{Host: "pop.example.org", Security: None, Port: 1110}, "pop.example.org:1110"},
		{Server{Host: "[2001:db8::1]"}, "[2001:db8::1]:995"},
	} {
		if err := c.s.Validate(); err != nil || c.s.Addr() != c.addr {
			t.Errorf("%+v: %s, %v, want %s", c.s, c.s.Addr(), err, c.addr)
		}
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]Security{"tls": TLS, "STARTTLS": STARTTLS, "None": None, "ssl": "", "": ""} {
		if got, err := ParseSecurity(in); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseSecurity(%q) = %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]Keep{"keyring": KeepKeyring, "File": KeepFile, "ask": KeepAsk, "here": ""} {
		if got, err := ParseKeep(in); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseKeep(%q) = %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]Auth{"auto": AuthAuto, "PLAIN": AuthPlain, "APOP": AuthAPOP, "scram-sha-256": AuthSCRAM256, "ntlm": "", "": ""} {
		if got, err := ParseAuth(in); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseAuth(%q) = %q, %v", in, got, err)
		}
	}
}

func TestRetention(t *testing.T) {
	for in, want := range map[string]Retention{
		"forever": {}, "Delete": {Mode: LeaveNone}, "14d": {LeaveDays, 14}, " 1D ": {LeaveDays, 1}, "3650d": {LeaveDays, 3650},
	} {
		got, err := ParseRetention(in)
		if err != nil || got != want {
			t.Errorf("ParseRetention(%q) = %+v, %v", in, got, err)
		}
		if again, err := ParseRetention(got.String()); err != nil || again != got {
			t.Errorf("%+v does not come back from %q", got, got.String())
		}
	}
	for _, in := range []string{"", "14", "d", "0d", "-1d", "3651d", "1.5d", "14 days", "99999999999999999999d"} {
		if got, err := ParseRetention(in); err == nil {
			t.Errorf("ParseRetention(%q) = %+v, want an error", in, got)
		}
	}
}

func TestDue(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, c := range []struct {
		r    Retention
		age  time.Duration
		want bool
	}{
		{Retention{}, 100 * 365 * day, false},
		{Retention{Mode: LeaveNone}, 0, true},
		{Retention{LeaveDays, 14}, 14*day - 1, false},
		{Retention{LeaveDays, 14}, 14 * day, true},
		{Retention{LeaveDays, 14}, -day, false},
		{Retention{LeaveDays, MaxDays}, MaxDays * day, true},
		{Retention{LeaveDays, 0}, 10 * day, false}, // never made by Validate; keeps rather than removes
		{Retention{Mode: 9}, 10 * day, false},
	} {
		if got := (&Account{Leave: c.r}).Goes(Kept{Stored: at}, at.Add(c.age)).Due(at.Add(c.age)); got != c.want {
			t.Errorf("%+v after %v: %v", c.r, c.age, got)
		}
	}
}

// fileFailed is an error of files, as the store has.
type fileFailed struct {
	full bool
	error
}

func (e *fileFailed) DiskFull() bool { return e.full }
func (e *fileFailed) Unwrap() error  { return e.error }

func TestProblem(t *testing.T) {
	cause := errors.New("dial tcp: refused")
	p := &Problem{Trouble: TroubleRefused, Server: "pop.example.org", Err: cause}
	err := fmt.Errorf("checking: %w", p)
	if TroubleOf(err) != TroubleRefused || !errors.Is(err, cause) {
		t.Errorf("%v is not recognised", err)
	}
	if want := "pop.example.org: nothing answers on that port (dial tcp: refused)"; p.Error() != want {
		t.Errorf("%q, want %q", p, want)
	}
	p = &Problem{Trouble: TroublePassword, Answer: "no", Err: cause}
	if s := p.Error(); !strings.HasSuffix(s, "(the server said: no)") {
		t.Errorf("%q", s)
	}
	if TroubleOf(cause) != TroubleOther || TroubleOf(nil) != TroubleOther {
		t.Error("what is no Problem has a trouble")
	}
	for full, want := range map[bool]Trouble{true: TroubleDiskFull, false: TroubleStore} {
		err := fmt.Errorf("message 7: %w", &fileFailed{full, cause})
		if p := ProblemOf(err); p.Trouble != want || TroubleOf(err) != want || FailureOf(err).Trouble != want || !errors.Is(p, cause) {
			t.Errorf("full %v: %v (trouble %d), want %d", full, p, p.Trouble, want)
		}
	}
	for trouble := TroubleOther; trouble <= TroubleStopped; trouble++ {
		s := (&Problem{Trouble: trouble}).Error()
		if other := (&Problem{}).Error(); s == "" || (trouble != TroubleOther && s == other) {
			t.Errorf("trouble %d has no words", trouble)
		}
	}
}

// A server to hand mail in is checked where there is one, and gets the port for that.
func TestOutgoing(t *testing.T) {
	for _, c := range []struct {
		in   Server
		port int
		ok   bool
	}{
		{Server{}, 0, true},
		{Server{Host: " smtp.example.org ", Security: TLS}, 465, true},
		{Server{Host: "smtp.example.org", Security: STARTTLS}, 587, true},
		{Server{Host: "smtp.example.org"}, 465, true},
		{Server{Port: 25}, 25, false},
		{Server{Host: "a b"}, 465, false},
	} {
		a := Account{Email: "a@example.org", Incoming: Server{Host: "pop.example.org"}, Outgoing: c.in}
		err := a.Validate()
		if (err == nil) != c.ok || c.ok && a.Outgoing.Port != c.port || a.Incoming.Port != 995 {
			t.Errorf("%+v: %v, %+v", c.in, err, a.Outgoing)
		}
	}
}

func TestFull(t *testing.T) {
	for _, c := range []struct {
		octets, quota int64
		percent       int
		ok            bool
	}{{0, 0, 0, false}, {5e9, 0, 0, false}, {-1, 2e9, 0, false}, {0, 2e9, 0, true}, {1.36e9, 2e9, 68, true}, {1.999e9, 2e9, 99, true}, {2e9, 2e9, 100, true}, {3e9, 2e9, 100, true}, {1, 12, 0, false}, {1, 1e17, 0, false}} {
		if percent, ok := Full(c.octets, c.quota); percent != c.percent || ok != c.ok {
			t.Errorf("%d of %d: %d %v", c.octets, c.quota, percent, ok)
		}
	}
}
