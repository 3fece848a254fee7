package settings

import (
	"strings"
	"testing"

	"popmail/account"
	"popmail/gui/kit/theme"
)

func bad(host string, faults ...account.Fault) *account.Problem {
	c := &account.Certificate{Server: host, Names: []string{"mail.example.net"}, Owner: "Example Works", Issuer: "Example Root",
		From: now.AddDate(-1, 0, 0), To: now.AddDate(1, 0, 0), Sum: [32]byte{0xab, 31: 0xcd}, Faults: faults, Today: now}
	return &account.Problem{Trouble: c.Trouble(), Server: host, Certificate: c}
}

// trusting is Settings whose first account trusts a certificate and two authorities.
func trusting(t *testing.T, w, h float32, scale float32) *stage {
	st := newStage(t, w, h, theme.Light, scale)
	st.s.Authorities = func(text string) (all []account.Certificate) {
		for part := range strings.SplitAfterSeq(text, pemEnd) {
			if name, _, ok := strings.Cut(part, "\n"); ok {
				all = append(all, account.Certificate{Owner: name, From: now.AddDate(-1, 0, 0), To: now.AddDate(9, 0, 0)})
			}
		}
		return all
	}
	s := state()
	a := &s.Accounts[0].Account
	a.Incoming = account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}
	a.User, a.Keep = a.Email, account.KeepKeyring
	a.Trust("pop.example.org", [32]byte{0xab, 31: 0xcd}, now.AddDate(0, 0, -3))
	a.Authorities = "Example Root\n" + pemEnd + "Second Root\n" + pemEnd
	st.s.Set(s)
	return st
}

func TestTrustIsShownAndRevoked(t *testing.T) {
	st := trusting(t, 1000, 1400, 1)
	st.tap("Edit", 0)
	st.sees("Certificates", "pop.example.org, trusted by you · Example Root · Second Root")
	f := st.s.form
	f.trust.row.open()
	st.s.relayout()
	st.sees("pop.example.org may show this certificate", "AB:00:00", "trusted since 18 Nov", "[Stop trusting it]", "Authority: Example Root", "[Remove]")
	st.tap("Remove", 1)
	st.sees("pop.example.org, trusted by you · Example Root\n")
	st.tap("Stop trusting it", 0)
	if st.win.Canvas().Focused() != f.save {
		t.Error("Save has not the keyboard")
	}
	st.tap("Save", 0)
	if len(st.saved) != 1 || len(st.saved[0].Exceptions.All()) != 0 || st.saved[0].Authorities != "Example Root\n"+pemEnd {
		t.Errorf("%+v", st.saved)
	}
}

// TestTrustIsOfferedForAnotherServer: the server of a known account that shows another
// certificate is no reason for an exception, one that the person changes to can be.
func TestTrustIsOfferedForAnotherServer(t *testing.T) {
	st := trusting(t, 1000, 1400, 1)
	st.tap("Edit", 0)
	st.err = bad("pop.example.org", account.FaultChanged, account.FaultSelfSigned)
	st.tap("Test connection", 0)
	st.sees("It isn’t the certificate that you trusted.", "made it itself", "Issued by: ", "Example Root")
	if strings.Contains(st.text(), "[Trust this certificate") {
		t.Error("an exception is offered for a known server")
	}
	st.s.form.incoming.fields.Host.SetText("mail.example.com")
	st.err = bad("mail.example.com", account.FaultSelfSigned)
	st.tap("Save", 0)
	st.sees("First compare the fingerprint", "[Trust this certificate for this account]")
	if len(st.saved) != 0 {
		t.Fatalf("%+v", st.saved)
	}
	st.err = nil
	st.tap("Trust this certificate for this account", 0)
	if len(st.saved) != 1 {
		t.Fatalf("%v", st.said)
	}
	all := st.saved[0].Exceptions.All()
	if len(all) != 1 || all[0].Host != "mail.example.com" || all[0].Since != now.Unix() {
		t.Errorf("%+v", all)
	}
}

// TestNewTrustForOneThatNeverWorked: RFC 8314 speaks of accounts that are set up.
func TestNewTrustForOneThatNeverWorked(t *testing.T) {
	st := trusting(t, 1000, 1400, 1)
	s := state()
	s.Accounts[0].Status = account.Status{}
	s.Accounts[0].Account.Incoming = account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}
	s.Accounts[0].Account.User = "ann"
	var add func(string)
	st.s.OnAddAuthority = func(f func(string)) { add = f }
	st.s.Set(s)
	st.tap("Edit", 0)
	st.err = bad("pop.example.org", account.FaultIssuer)
	st.tap("Test connection", 0)
	st.sees("[Trust this certificate for this account]")
	st.err = nil
	st.tap("Add a certificate authority…", 0)
	add("Third Root\n" + pemEnd)
	st.sees("Third Root", "answered at")
	st.tap("Save", 0)
	if len(st.saved) != 1 || st.saved[0].Authorities != "Third Root\n"+pemEnd {
		t.Errorf("%+v", st.saved)
	}
}

// TestSetUpAgainLeadsOn: the way on for a server with a new certificate begins in the
// form, after what was changed there is saved or given up, and never in what went wrong.
func TestSetUpAgainLeadsOn(t *testing.T) {
	st := trusting(t, 1000, 1400, 1)
	var again []account.ID
	st.s.OnSetUp = func(id account.ID) { again = append(again, id) }
	st.tap("Edit", 0)
	st.err = bad("pop.example.org", account.FaultChanged, account.FaultSelfSigned)
	st.tap("Test connection", 0)
	st.sees("open Settings, choose Edit next to the account, then “Set up again…”", "[Set up again…]")
	if strings.Contains(st.text(), "[Trust this certificate") {
		t.Error("an exception is offered for a known server")
	}
	st.tap("Set up again…", 0)
	if len(again) != 1 || again[0] != st.s.state.Accounts[0].Account.ID || st.s.form != nil {
		t.Errorf("%v", again)
	}
}
