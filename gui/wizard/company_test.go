package wizard

import (
	"context"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/discover"
)

// at finds a server of a provider for an address of a domain that says nothing.
func at(id, host string) func(context.Context, string, string, func(discover.Event)) (discover.Result, error) {
	return func(_ context.Context, email, _ string, _ func(discover.Event)) (discover.Result, error) {
		a, err := discover.ParseAddress(email)
		var provider *discover.Provider
		for _, mx := range []string{"aspmx.l.google.com", "firm.mail.protection.outlook.com", "firm.olc.protection.outlook.com"} {
			if p := discover.ByMX(mx); p.ID == id {
				provider = p
			}
		}
		c := discover.Candidate{Provider: provider, Incoming: discover.Server{Server: account.Server{Host: host, Port: 995, Security: account.TLS}, User: email, Source: discover.FromExchanger, OAuth: true}}
		if provider != nil {
			c.Incoming.Login = provider.Login
		}
		return discover.Result{Address: a, Candidates: []discover.Candidate{c}, Provider: provider}, err
	}
}

// Whose mail a company's address is shows only the search: no password has to be typed before, none that
// was typed stays, and the provider has the name that was found.
func TestAddressOfACompany(t *testing.T) {
	for name, c := range map[string]struct {
		id, want, not string
	}{
		"of a company":                        {"microsoft365", "For Microsoft 365, you sign in", "Outlook.com"},
		"of a person with a domain of theirs": {"microsoft", "For Outlook.com, you sign in", "Microsoft 365"},
	} {
		for _, typed := range []string{"", "rosebud"} {
			t.Run(name+" "+typed, func(t *testing.T) {
				b := newWeb()
				b.in.Email = "anna@firm.example"
				s, with := signingStage(t, b, func(o *Options) { o.Find = at(c.id, "outlook.office365.com") })
				s.address("anna@firm.example", typed)
				if s.w.at != stepServer {
					t.Fatalf("at step %d: %s", s.w.at, s.text())
				}
				s.w.server.submit()
				if len(b.asks) != 1 || b.asks[0].Provider != c.id {
					t.Fatalf("asks %+v at step %d: %s", b.asks, s.w.at, s.text())
				}
				if got := s.w.person.password.Text; got != "" {
					t.Errorf("the password %q stays", got)
				}
				if len(*with) == 0 || (*with)[0].Password != "" || (*with)[0].Token.Access != "t0ken" {
					t.Errorf("logged in with %+v", *with)
				}
				s.w.signIn.fill(s.w.account())
				s.w.show(stepSignIn)
				if text := s.text(); !strings.Contains(text, c.want) || strings.Contains(text, c.not) {
					t.Error(text)
				}
			})
		}
	}
	// POP3 is turned on where it is for this provider.
	b := newWeb()
	s, _ := signingStage(t, b, func(o *Options) {
		o.Find = at("microsoft365", "outlook.office365.com")
		o.Probe = func(context.Context, account.Account, account.Credential) (Waiting, error) {
			return Waiting{}, &account.Problem{Trouble: account.TroubleSwitchedOff, Server: "outlook.office365.com"}
		}
	})
	s.address("anna@firm.example", "")
	s.w.server.submit()
	if text := s.text(); !strings.Contains(text, "admin center") || strings.Contains(text, "Let devices") {
		t.Error(text)
	}
	// Without a client ID: what is said is about Microsoft 365.
	b = newWeb()
	b.ready = false
	s, _ = signingStage(t, b, func(o *Options) { o.Find = at("microsoft365", "outlook.office365.com") })
	s.address("anna@firm.example", "")
	s.w.server.submit()
	if text := s.text(); s.w.at != stepNoSignIn || !strings.Contains(text, "Microsoft 365 takes no passwords") || strings.Contains(text, "Outlook.com takes") {
		t.Error(s.w.at, text)
	}
	// A provider that takes passwords: it is asked for when that is known.
	s, _ = signingStage(t, newWeb(), func(o *Options) { o.Find = at("", "pop.firm.example") })
	s.address("anna@firm.example", "")
	s.w.server.submit()
	for range 2 { // it is known from then on
		if s.w.at != stepPerson || !strings.Contains(s.text(), "Please type your e-mail password.") {
			t.Error(s.w.at, s.text())
		}
		s.w.person.submit()
	}
	// So it is where a password was chosen, and with another address it is not known again.
	s, with := signingStage(t, newWeb(), func(o *Options) { o.Find = at("google", "pop.gmail.com") })
	s.address("anna@firm.example", "")
	s.w.signing.typed = keyOf(s.w.account())
	if s.w.passwordFault("", "anna@firm.example") == "" || s.w.passwordFault("", "anna@other.example") != "" || len(*with) > 0 {
		t.Errorf("at %d: %s", s.w.at, s.text())
	}
}

// An account that logs in with a certificate is logged in to with that of its settings file.
func TestSettingsFileWithACertificate(t *testing.T) {
	found := profile("ann@example.org", "pop.example.org", LeftNot)
	found.Account.Auth = account.AuthExternal
	found.Certificate = account.ClientCertificate{File: "/settings/ann.pem", Key: "/settings/ann.key"}
	var with []account.Credential
	s := importStage(t, nil, func(o *Options) {
		o.Import.Choose = func(chosen func(string)) { chosen("/settings/ann.conf") }
		o.Import.Read = func(context.Context, string) (Found, error) { return found, nil }
		probe, save := o.Probe, o.Save
		o.Probe = func(ctx context.Context, a account.Account, c account.Credential) (Waiting, error) {
			with = append(with, c)
			return probe(ctx, a, c)
		}
		o.Save = func(ctx context.Context, a account.Account, c account.Credential) (account.ID, error) {
			with = append(with, c)
			return save(ctx, a, c)
		}
	})
	s.tap("Use a settings file…")
	s.sees("Check the settings")
	s.enter()
	want := account.Credential{Certificate: found.Certificate}
	if len(s.saved) != 1 || s.saved[0].Auth != account.AuthExternal || len(with) != 2 || with[0] != want || with[1] != want {
		t.Errorf("saved %+v with %+v:\n%s", s.saved, with, s.text())
	}
}
