package settings

import (
	"context"
	"testing"

	"fyne.io/fyne/v2/test"

	"popmail/account"
	"popmail/gui/kit/theme"
)

// sending is a stage with the account of ann open; fail is what its outgoing
// server answers.
func sending(t *testing.T, fail *error) *stage {
	st := newStage(t, 1280, 900, theme.Light, 1)
	st.s.ProbeOutgoing = func(_ context.Context, a account.Account, c account.Credential) (string, error) {
		st.said = append(st.said, "outgoing "+a.Outgoing.Addr()+" "+a.SendsAs()+" "+c.Outgoing)
		return a.OutgoingUser, *fail
	}
	st.s.Set(ann())
	st.tap("Edit", 0)
	return st
}

// Both servers are tested, and each is told of by itself.
func TestOutgoing(t *testing.T) {
	var fail error
	st := sending(t, &fail)
	st.tap("Test connection", 0)
	st.wants(`probe pop.example.org:995 ann@example.org ""`, "outgoing smtp.example.org:465 ann@example.org ")
	st.sees("Both servers answered at 14:32.")
	f := st.s.form
	if !f.outgoing.row.works.Visible() || !f.incoming.row.works.Visible() {
		t.Error("not both work")
	}
	fail = &account.Problem{Trouble: account.TroubleRefused, Server: "smtp.example.org", Sending: true, Answers: account.Server{Host: "smtp.example.org", Port: 587, Security: account.STARTTLS}}
	st.tap("Test connection", 0)
	st.said = nil
	st.sees("The outgoing server does not answer on this port", "nothing answers on port 465", "The server does answer on port 587, with STARTTLS.")
	if f.outgoing.row.works.Visible() || !f.incoming.row.works.Visible() || st.win.Canvas().Focused() != f.outgoing.fields.Port {
		t.Errorf("the keyboard is at %v", st.win.Canvas().Focused())
	}

	// A user name and a password of its own.
	fail = nil
	test.Tap(f.outgoing.login.Same)
	f.outgoing.login.User.SetText("out")
	f.outgoing.login.Password.SetText("other\n")
	if f.outgoing.row.works.Visible() {
		t.Error("another user name has not been tested")
	}
	st.tap("Save", 0)
	st.wants(`probe pop.example.org:995 ann@example.org ""`, "outgoing smtp.example.org:465 out other")
	if got := st.saved[0]; got.OutgoingUser != "out" || got.OutgoingOpen {
		t.Errorf("%+v", got)
	}

	// What cannot be tested now can be saved.
	st = sending(t, &fail)
	fail = &account.Problem{Trouble: account.TroublePassword, Server: "smtp.example.net", Sending: true}
	f = st.s.form
	f.outgoing.row.open()
	f.outgoing.fields.Host.SetText("smtp.example.net")
	f.outgoing.fields.Choose(account.STARTTLS)
	st.tap("Save", 0)
	st.sees("The outgoing server did not accept the password", "under “SMTP” or “outgoing mail”")
	st.tap("Save anyway", 0)
	if got := st.saved[0].Outgoing; got.Host != "smtp.example.net" || got.Port != 587 {
		t.Errorf("%+v", got)
	}

	// None at all, and one that asks for nothing.
	st = sending(t, &fail)
	f = st.s.form
	f.outgoing.row.open()
	f.outgoing.fields.Host.SetText("")
	st.sees("Not set up yet")
	st.tap("Save", 0)
	if st.saved[0].Sends() {
		t.Errorf("%+v", st.saved[0].Outgoing)
	}
	fail = nil
	st = sending(t, &fail)
	f = st.s.form
	test.Tap(f.outgoing.login.Same)
	st.tap("Save", 0)
	if got := st.saved[0]; !got.OutgoingOpen || got.SendsAs() != "" {
		t.Errorf("%+v", got)
	}
}
