package settings

import (
	"strings"
	"testing"

	"popmail/account"
	"popmail/gui/kit/theme"
)

// Gmail is asked for the mail of the last days by a check mark; others are not offered it.
func TestRecent(t *testing.T) {
	const words = "Get mail of the last 30 days even if another device has already got it"
	st := newStage(t, 1000, 1400, theme.Light, 1)
	s := state()
	a := &s.Accounts[0].Account
	a.Incoming, a.User, a.Auth = account.Server{Host: "pop.example.org", Port: 995, Security: account.TLS}, a.Email, account.AuthAuto
	st.s.Set(s)
	st.tap("Edit", 0)
	st.s.form.login.row.open()
	if strings.Contains(st.text(), words) {
		t.Error("it is offered for any server")
	}
	st.tap("Cancel", 0)
	a.Incoming.Host = "pop.gmail.com"
	st.s.Set(s)
	st.tap("Edit", 0)
	st.s.form.login.row.open()
	st.sees(words)
	f := st.s.form
	if f.now().User != a.User {
		t.Errorf("changed before anything was: %q", f.now().User)
	}
	f.login.recent.on.SetChecked(true)
	st.tap("Save", 0)
	if len(st.saved) != 1 || st.saved[0].User != "recent:"+a.Email || st.saved[0].SendsAs() != a.Email && st.saved[0].Sends() {
		t.Fatalf("%+v", st.saved)
	}
	// The user name is shown without it, and it can be taken back.
	a.User = "recent:" + a.Email
	st.s.Set(s)
	st.tap("Edit", 0)
	f = st.s.form
	if f.login.user.Text != a.Email || !f.login.recent.on.Checked || f.now().User != a.User {
		t.Errorf("%q, %v, %q", f.login.user.Text, f.login.recent.on.Checked, f.now().User)
	}
	f.login.recent.on.SetChecked(false)
	if got := f.now(); got.User != a.Email {
		t.Errorf("%q", got.User)
	}
}
