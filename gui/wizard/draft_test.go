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
