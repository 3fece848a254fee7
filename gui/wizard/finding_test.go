package wizard

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/guitest"
)

// offline finds what is known without the network.
func offline(ctx context.Context, email, _ string, tell func(discover.Event)) (discover.Result, error) {
	return new(discover.Finder).Find(ctx, email, tell)
}

// answers is a search that finds a server in one way.
func answers(c discover.Candidate) func(context.Context, string, string, func(discover.Event)) (discover.Result, error) {
	return func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
		a, err := discover.ParseAddress(email)
		return discover.Result{Address: a, Candidates: []discover.Candidate{c}}, err
	}
}

func (s *stage) fillAs(email string) {
	test.Type(s.w.person.name, "Ann Example")
	retype(s.w.person.email, email)
	retype(s.w.person.password, "s3cret word")
}

// What is known of a provider is filled in, and what has to be done there is said before
// anything has failed.
func TestKnownProviders(t *testing.T) {
	for _, tt := range []struct {
		email, host, user string
		says              []string
	}{
		{"ann@gmail.com", "pop.gmail.com", "ann@gmail.com", []string{"PopMail knows", "Gmail needs an “app password” here.", "use its 16 letters as the password"}},
		{"ann@gmx.de", "pop.gmx.net", "ann@gmx.de", []string{"PopMail knows GMX", "Turn on POP3 at GMX"}},
		{"ann@yahoo.com", "pop.mail.yahoo.com", "ann@yahoo.com", []string{"Yahoo", "“app password”"}},
		{"ann@outlook.com", "outlook.office365.com", "ann@outlook.com", []string{"Microsoft no longer takes passwords"}},
	} {
		s := newStage(t, func(o *Options) { o.Find = offline })
		s.fillAs(tt.email)
		s.w.person.submit()
		if s.w.at != stepServer || s.w.server.host.Text != tt.host || s.w.server.user.Text != tt.user {
			t.Errorf("%s: at step %d with %q, %q", tt.email, s.w.at, s.w.server.host.Text, s.w.server.user.Text)
		}
		s.sees(tt.says...)
		if strings.Contains(s.text(), "below") {
			t.Errorf("%s: speaks of a field that is not below:\n%s", tt.email, s.text())
		}
	}
}

// Every provider has something to say that is whole, or nothing.
func TestAdvice(t *testing.T) {
	s := newStage(t, nil)
	_ = s
	for _, d := range []string{"gmail.com", "gmx.de", "web.de", "aol.com", "icloud.com", "proton.me", "tuta.com", "qq.com", "naver.com", "yandex.ru", "mail.ru", "fastmail.com", "libero.it", "orange.fr", "t-online.de", "comcast.net", "zoho.com"} {
		p := discover.ByDomain(d)
		if p == nil {
			t.Errorf("%s is not known", d)
			continue
		}
		h := hintOf(p)
		if (h.lead == "") != (h.text == "") || strings.Contains(h.lead+h.text, "{{") {
			t.Errorf("%s: %+v", d, h)
		}
		if p.Login != discover.Usual && h.text == "" || p.Switch != "" && p.ID != "google" && p.ID != "gmx" && p.ID != "web.de" && !strings.Contains(h.text, p.Switch) && p.Login != discover.Browser && p.POP != "" {
			t.Errorf("%s: says %+v, and has %q, login %d", d, h, p.Switch, p.Login)
		}
	}
}

// Who has no POP3 is told so at once, and what works instead.
func TestNoPOP(t *testing.T) {
	var opened []string
	s := newStage(t, func(o *Options) { o.Find = offline; o.OnOpenLink = func(a string) { opened = append(opened, a) } })
	s.fillAs("ann@icloud.com")
	s.w.person.submit()
	s.sees("PopMail can’t get mail from iCloud", "It isn’t your address or your password", "Forward your mail", "[Show me how]", "[Use another address]")
	s.win.Canvas().Unfocus()
	guitest.Picture(t, s.win, "wizard_nopop")
	s.tap("Show me how")
	if len(opened) != 1 || !strings.HasPrefix(opened[0], "https://") {
		t.Errorf("opened %q", opened)
	}
	s.tap("Use another address")
	if s.w.at != stepPerson || s.win.Canvas().Focused() != fyne.Focusable(s.w.person.email) {
		t.Error("the address has not the keyboard")
	}
	s.fillAs("ann@privaterelay.appleid.com")
	s.w.person.submit()
	s.sees("Hide My Email passes your mail on", "the address that your mail goes to")
	s.w.body().back()
	s.fillAs("ann@proton.me")
	s.w.person.submit()
	s.sees("PopMail can’t get mail from Proton Mail")
	s.tap("Set up by hand…") // such as for a bridge on this computer
	if s.w.at != stepServer {
		t.Errorf("at step %d", s.w.at)
	}
}

// What was found is told with where it comes from; what was guessed is to be checked.
func TestOrigins(t *testing.T) {
	server := func(host string, from discover.Source, ask bool) discover.Candidate {
		return discover.Candidate{Incoming: discover.Server{Server: account.Server{Host: host, Port: 110, Security: account.STARTTLS}, User: "ann", Source: from, Ask: ask}}
	}
	for _, tt := range []struct {
		c    discover.Candidate
		says string
	}{
		{server("in.example.org", discover.FromDomain, false), "From the settings that example.org publishes. Change"},
		{server("in.example.org", discover.FromSRV, false), "From the settings that example.org publishes. Change"},
		{server("pop.other.example", discover.FromSRV, true), "Before you continue, check that pop.other.example belongs to your provider."},
		{server("pop.example.org", discover.FromGuess, true), "tried usual names, and this server answered. Before you continue"},
		{server("pop.isp.example", discover.FromPublic, false), "public list"},
		{server("pop.isp.example", discover.FromExchanger, false), "the provider that handles mail for example.org"},
		{server("pop.isp.example", discover.FromFolder, false), "a settings file on this computer"},
	} {
		s := newStage(t, func(o *Options) { o.Find = answers(tt.c) })
		s.fillPerson()
		s.w.person.submit()
		s.sees("PopMail found your mail server", tt.says)
		p := s.w.server
		if p.host.Text != tt.c.Incoming.Host || p.port.Text != "110" || p.chosen() != account.STARTTLS || p.user.Text != "ann" {
			t.Errorf("filled in %q %q %q %q", p.host.Text, p.port.Text, p.chosen(), p.user.Text)
		}
		if tt.c.Incoming.Source == discover.FromDomain {
			s.win.Canvas().Unfocus()
			guitest.Picture(t, s.win, "wizard_found")
		}
	}
}

// Nothing found is told as it is, and what is usual is filled in.
func TestNothingFound(t *testing.T) {
	for says, found := range map[string]discover.Result{
		"PopMail found no settings for example.org": {},
		"nothing on the internet answered":          {Silent: true},
		"in place of your provider’s servers":       {Portal: true},
		"publishes settings, but none for POP3":     {OtherOnly: true},
		"PopMail can’t get mail from example.org":   {NoPOP: true},
	} {
		asked := 0
		s := newStage(t, func(o *Options) {
			o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
				asked++
				r := found
				r.Address, _ = discover.ParseAddress(email)
				return r, nil
			}
		})
		s.fillPerson()
		s.w.person.submit()
		s.sees(says)
		if !found.NoPOP && s.w.server.host.Text != "pop.example.org" {
			t.Errorf("%s: filled in %q", says, s.w.server.host.Text)
		}
		s.w.body().back()
		s.w.person.submit()
		if want := map[bool]int{false: 1, true: 2}[found.Silent || found.Portal]; asked != want {
			t.Errorf("%s: asked %d times for one address, want %d", says, asked, want)
		}
	}
}

// What the person has typed stays; what was filled in for one address gives way to what is
// found for another.
func TestFoundBesideTyped(t *testing.T) {
	s := newStage(t, func(o *Options) { o.Find = offline })
	s.fillAs("ann@gmail.com")
	s.w.person.submit()
	s.w.body().back()
	s.fillAs("ann@gmx.de")
	s.w.person.submit()
	if got := s.w.server.host.Text; got != "pop.gmx.net" {
		t.Errorf("the server of the first address stays: %q", got)
	}
	retype(s.w.server.host, "mail.own.example")
	retype(s.w.server.port, "9955")
	s.w.body().back()
	s.fillAs("ann@web.de")
	s.w.person.submit()
	if p := s.w.server; p.host.Text != "mail.own.example" || p.port.Text != "9955" || p.user.Text != "ann" {
		t.Errorf("what was typed is gone: %q %q %q", p.host.Text, p.port.Text, p.user.Text)
	}
	// Nobody but the person has named it.
	s.sees("Your mail server", "This is the server that you typed. For web.de, PopMail found pop3.web.de.")
	if strings.Contains(s.text(), "PopMail found your mail server") || strings.Contains(s.text(), "PopMail knows") {
		t.Errorf("a typed server is passed off as found:\n%s", s.text())
	}
	s.w.body().back()
	s.fillAs("ann@nowhere.example")
	s.w.person.submit()
	s.sees("This is the server that you typed. Your provider’s help page")
}

// What is typed over what was found is the person's own when the page is seen again.
func TestTypedOverFound(t *testing.T) {
	s := newStage(t, func(o *Options) { o.Find = offline })
	s.fillAs("ann@gmx.de")
	s.w.person.submit()
	s.sees("PopMail found your mail server")
	retype(s.w.server.host, "mail.own.example")
	s.w.body().back()
	s.w.person.submit()
	s.sees("This is the server that you typed. For gmx.de, PopMail found pop.gmx.net.")
	retype(s.w.server.host, "Pop.GMX.net") // typed, and the same
	s.w.body().back()
	s.w.person.submit()
	s.sees("PopMail found your mail server", "PopMail knows GMX")
}

// The agreement to a line without encryption is for one server.
func TestAgreementIsForOneServer(t *testing.T) {
	s := newStage(t, func(o *Options) {
		o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
			a, err := discover.ParseAddress(email)
			open := account.Server{Host: "pop." + a.Domain, Port: 110, Security: account.None}
			return discover.Result{Address: a, Candidates: []discover.Candidate{{Incoming: discover.Server{Server: open, User: email, Ask: true}}}}, err
		}
	})
	s.fillAs("ann@one.example")
	s.w.person.submit()
	s.w.server.in.fields.Unsafe.SetChecked(true)
	s.w.body().back()
	s.fillAs("ann@two.example")
	s.w.person.submit()
	s.w.server.submit()
	if s.w.at != stepServer || len(s.probed) > 0 {
		t.Fatalf("step %d: the password went unprotected to %+v", s.w.at, s.probed)
	}
	s.sees("Check this box to continue without encryption.")
}

// A name that a domain publishes was not guessed.
func TestFoundIsNoGuess(t *testing.T) {
	for from, guess := range map[discover.Source]bool{discover.FromDomain: false, discover.FromPublic: false, discover.FromGuess: true} {
		c := discover.Candidate{Incoming: discover.Server{Server: account.Server{Host: "in.example.org", Port: 995, Security: account.TLS}, User: "ann", Source: from}}
		s := newStage(t, func(o *Options) { o.Find = answers(c) })
		s.fillPerson()
		s.w.person.submit()
		s.fail = &account.Problem{Trouble: account.TroubleSilent}
		s.w.server.submit()
		if got := strings.Contains(s.text(), "PopMail guessed this name"); got != guess {
			t.Errorf("%s: guessed %t:\n%s", from, got, s.text())
		}
	}
}

// Where something else answers under the name of a server, PopMail does not say that it has
// found the server.
func TestAnotherAnswers(t *testing.T) {
	bad := &tls.CertificateVerificationError{Err: errors.New("x509: certificate is valid for login.hotel.example")}
	c := discover.Candidate{Incoming: discover.Server{Server: account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}, Source: discover.FromGuess, Ask: true, Err: bad}}
	s := newStage(t, func(o *Options) { o.Find = answers(c) })
	s.fillPerson()
	s.w.person.submit()
	s.sees("Your mail server", "Something answered as pop.example.org, but it could not prove that it is that server.")
	for _, not := range []string{"PopMail found", "this server answered"} {
		if strings.Contains(s.text(), not) {
			t.Errorf("%q:\n%s", not, s.text())
		}
	}
	// Behind a portal one looks again from the page itself, and no password goes by that.
	asked := 0
	s = newStage(t, func(o *Options) {
		o.Find = func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
			a, err := discover.ParseAddress(email)
			asked++
			return discover.Result{Address: a, Portal: asked < 3}, err
		}
	})
	s.fillPerson()
	s.w.person.submit()
	s.sees("Open any page in your web browser and sign in to the network there.")
	s.tap("Look again")
	s.sees("in place of your provider’s servers")
	s.tap("Look again")
	s.sees("PopMail found no settings for example.org")
	if strings.Contains(s.text(), "Look again") || asked != 3 || len(s.probed) > 0 {
		t.Errorf("asked %d times, tested %d times:\n%s", asked, len(s.probed), s.text())
	}
}
