package wizard

import (
	"encoding/json"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/account"
)

// What was typed comes back the next time, what PopMail filled in and the password do not.
func TestDraft(t *testing.T) {
	s := newStage(t, func(o *Options) { o.Find = offline })
	s.fillAs("ann@gmail.com")
	s.w.person.submit()
	d := s.w.Draft()
	if d != (Draft{Name: "Ann Example", Email: "ann@gmail.com"}) {
		t.Errorf("%+v", d)
	}
	retype(s.w.server.host, "pop.own.example")
	retype(s.w.server.user, "ann7")
	s.secure(account.STARTTLS)
	retype(s.w.server.port, "1110")
	d = s.w.Draft()
	if d != (Draft{Name: "Ann Example", Email: "ann@gmail.com", Host: "pop.own.example", Port: 1110, Security: account.STARTTLS, User: "ann7"}) {
		t.Errorf("%+v", d)
	}
	text, err := json.Marshal(d)
	if err != nil || strings.Contains(string(text), "s3cret") {
		t.Errorf("%s %v", text, err)
	}

	again := newStage(t, func(o *Options) { o.Find = offline; o.Draft = d })
	if again.win.Canvas().Focused() != fyne.Focusable(again.w.person.password) || again.w.person.password.Text != "" {
		t.Error("the password, which alone is missing, has not the keyboard")
	}
	retype(again.w.person.password, "x")
	again.w.person.submit()
	if p := again.w.server; p.host.Text != "pop.own.example" || p.port.Text != "1110" || p.chosen() != account.STARTTLS || p.user.Text != "ann7" {
		t.Errorf("%q %q %q %q", p.host.Text, p.port.Text, p.chosen(), p.user.Text)
	}
	if got := again.w.Draft(); got != d {
		t.Errorf("%+v, want %+v", got, d)
	}
	again.w.show(stepDone)
	if got := again.w.Draft(); got != (Draft{}) {
		t.Errorf("after the account is saved %+v is kept", got)
	}
}

// How a server that was found is reached, the log-in for sending and what stands on the later
// pages come back, too; with another address the server that was found goes.
func TestDraftOfAll(t *testing.T) {
	s := newSender(t, nil)
	p := s.at("ann@gmx.de")
	p.in.expand()
	retype(p.port, "1995")
	p.out.expand()
	retype(p.out.fields.Port, "1465")
	p.login.Same.SetChecked(false)
	s.w.person.setKeep(account.KeepAsk)
	s.w.leave.leave.Choose(1)
	retype(s.w.leave.days, "9")
	s.w.leave.every.SetSelectedIndex(len(s.w.leave.intervals) - 1)
	want := s.w.account()
	text, err := json.Marshal(s.w.Draft())
	var d Draft
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err != nil {
		t.Fatal(err)
	}
	again := newSender(t, func(o *Options) { o.Draft = d })
	again.at("ann@gmx.de")
	if got := again.w.account(); got != want || got.Incoming.Port != 1995 || got.Outgoing.Port != 1465 || !got.OutgoingOpen || got.Leave.Days != 9 {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := again.w.Draft(); got != d {
		t.Errorf("%+v, want %+v", got, d)
	}
	if again.w.leave.daysRow.Hidden {
		t.Error("the days are not seen")
	}
	other := newSender(t, func(o *Options) { o.Draft = d })
	other.at("ann@web.de")
	if got := other.w.account(); got.Incoming.Host != "pop3.web.de" || got.Incoming.Port != 995 || got.Outgoing.Host != "smtp.web.de" || got.Outgoing.Port == 1465 {
		t.Errorf("%+v", got)
	}
}
