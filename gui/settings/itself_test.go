package settings

import (
	"strings"
	"testing"

	"popmail/account"
	"popmail/gui/kit/theme"
)

// TestThePasswordItself can be chosen for a server that only says no to a proof of it.
func TestThePasswordItself(t *testing.T) {
	const send = "Send the password itself"
	st := newStage(t, 1000, 1400, theme.Light, 1)
	s := state()
	a := &s.Accounts[0].Account
	a.Incoming, a.User, a.Auth = account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}, a.Email, account.AuthAuto
	st.s.Set(s)
	st.tap("Edit", 0)
	st.err = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org"}
	st.tap("Test connection", 0)
	if strings.Contains(st.text(), send) {
		t.Error("offered although the password itself was sent")
	}
	st.err = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.org", ProofOnly: true}
	st.tap("Test connection", 0)
	st.sees("has sent pop.example.org only a proof of it", "["+send+"]")
	st.err = nil
	st.tap(send, 0)
	f := st.s.form
	if got := f.now(); got.Auth != account.AuthPlain || !f.changed() {
		t.Fatalf("%q", got.Auth)
	}
	st.tap("Save", 0)
	if len(st.saved) != 1 || st.saved[0].Auth != account.AuthPlain {
		t.Errorf("%+v", st.saved)
	}
	// It is shown, and can be taken back.
	a.Auth = account.AuthPlain
	st.s.Set(s)
	st.tap("Edit", 0)
	if strings.Contains(st.text(), "The password itself is sent") {
		t.Error("seen although the fields are folded")
	}
	st.s.form.login.row.open()
	st.s.relayout()
	st.sees("The password itself is sent")
	st.tap("Send only a proof again", 0)
	if got := st.s.form.now(); got.Auth != account.AuthAuto || strings.Contains(st.text(), "The password itself is sent") {
		t.Errorf("%q", got.Auth)
	}
	tests := len(st.said)
	st.tap("Save", 0)
	if len(st.said) == tests || len(st.saved) != 2 || st.saved[1].Auth != account.AuthAuto {
		t.Errorf("saved without a test: %q", st.said)
	}
	// Another server gets a proof again.
	a.Auth = account.AuthPlain
	st.s.Set(s)
	st.tap("Edit", 0)
	set(st.s.form.incoming.fields.Host, "pop.example.net")
	if got := st.s.form.now(); got.Auth != account.AuthAuto {
		t.Errorf("%q", got.Auth)
	}

	// So does one to which nobody agreed, after that was asked for another.
	for name, c := range map[string]struct {
		auth account.Auth
		to   string
		want account.Auth
	}{
		"a third":          {account.AuthPlain, "pop.example.com", account.AuthAuto},
		"the agreed":       {account.AuthPlain, "POP.example.net", account.AuthPlain},
		"back":             {account.AuthPlain, "pop.example.org", account.AuthPlain},
		"a third, new":     {account.AuthAuto, "pop.example.com", account.AuthAuto},
		"the agreed, new":  {account.AuthAuto, "pop.example.net", account.AuthPlain},
		"back, not agreed": {account.AuthAuto, "pop.example.org", account.AuthAuto},
	} {
		st := newStage(t, 1000, 1400, theme.Light, 1)
		a.Auth = c.auth
		st.s.Set(s)
		st.tap("Edit", 0)
		f := st.s.form
		set(f.incoming.fields.Host, "pop.example.net")
		set(f.login.password, "secret")
		st.err = &account.Problem{Trouble: account.TroublePassword, Server: "pop.example.net", ProofOnly: true}
		st.tap("Test connection", 0)
		st.err = nil
		st.tap(send, 0)
		if got := f.now(); got.Auth != account.AuthPlain {
			t.Errorf("%s: agreed to: %q", name, got.Auth)
		}
		set(f.incoming.fields.Host, c.to)
		if got := f.now(); got.Auth != c.want {
			t.Errorf("%s: %q", name, got.Auth)
		}
	}
}
