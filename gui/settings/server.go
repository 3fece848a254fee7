package settings

import (
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
)

// server is one of an account's servers, in one line until it is changed.
type server struct {
	f      *form
	row    *row
	of     func(a *account.Account) *account.Server
	fields *servers.Fields
	login  *servers.Login // of its own; nil: that of the account
	tested settled        // what was tested last
	works  bool           // tested has answered
}

// settled is what a test is about.
type settled struct {
	server account.Server
	user   string
	open   bool
}

func (s *server) settled(a account.Account) settled {
	if s.login == nil {
		return settled{a.Incoming, a.User, false}
	}
	return settled{a.Outgoing, a.SendsAs(), a.OutgoingOpen}
}

func newIncoming(f *form) *server {
	s := newServer(f, servers.Incoming)
	s.of = func(a *account.Account) *account.Server { return &a.Incoming }
	s.row = newRow(f, widgets.IconInbox, lang.L("Incoming mail"), s.laidOut()...)
	s.row.onOpen = func() fyne.Focusable { return s.fields.Host }
	return s
}

func newOutgoing(f *form) *server {
	s := newServer(f, servers.Outgoing)
	s.of = func(a *account.Account) *account.Server { return &a.Outgoing }
	password := func() *field.Entry { return field.NewPassword(f.submit, f.s.escape) }
	s.login = servers.NewLogin(f.was, f.entry, password, f.s.relayout, func(user, password *field.Labelled) fyne.CanvasObject {
		both := flow.NewHalves(18, fieldsLeast, user, password)
		both.Below = 14
		return both
	})
	s.row = newRow(f, widgets.IconOutbox, lang.L("Outgoing mail"), append(s.laidOut(), s.login.Same, s.login.Own)...)
	s.row.onOpen = func() fyne.Focusable { return s.fields.Host }
	return s
}

func newServer(f *form, kind servers.Kind) *server {
	s := &server{f: f}
	labels := servers.Labels{Host: lang.L("Server"), Port: lang.L("Port"), Security: lang.L("Connection security")}
	s.fields = servers.NewFields(kind, labels, f.entry, func() {
		if s.row != nil {
			s.mark()
			f.s.relayout()
		}
	})
	return s
}

func (s *server) laidOut() []fyne.CanvasObject {
	small := flow.NewRow(14, nil, s.fields.PortField, s.fields.SecurityField)
	small.Parts, small.Top = []float32{1, 2}, true
	fields := flow.NewHalves(18, fieldsLeast, s.fields.HostField, small)
	fields.Below = 14
	return []fyne.CanvasObject{fields, s.fields.PortField.Apart(), s.fields.Agreed}
}

func (s *server) objects() []fyne.CanvasObject { return []fyne.CanvasObject{s.row.column} }

func (s *server) fill(a account.Account) {
	v, stored := *s.of(&a), s.of(&s.f.was)
	// Agreed to when it was set up.
	s.fields.Fill(v, stored.Security == account.None && account.SameHost(stored.Host, v.Host))
	if s.login != nil {
		s.login.Fill(a)
	}
	s.mark()
}

func (s *server) into(a *account.Account) {
	s.fields.Into(s.of(a))
	if s.login != nil {
		s.login.Into(a)
	}
}

func (s *server) check() fyne.Focusable {
	first := s.fields.Check()
	if s.login != nil && strings.TrimSpace(s.fields.Host.Text) != "" {
		if wrong := s.login.Check(); wrong != nil && first == nil {
			first = wrong
		}
	}
	if first != nil {
		s.row.open()
	}
	return first
}

func (s *server) lock(on bool) {
	s.fields.Lock(on)
	if s.login != nil {
		s.login.Lock(on)
	}
	lock(s.row.change, on)
}

// mark says how the server is set, and whether it works like that.
func (s *server) mark() {
	if s.f.login == nil {
		return // the form is not complete yet
	}
	now := s.f.was
	s.into(&now)
	if s.f.login.user != nil {
		now.User = strings.TrimSpace(s.f.login.user.Text)
	}
	v := *s.of(&now)
	if s.login != nil {
		s.login.Same.Hidden = v.Host == ""
		s.login.Own.Hidden = v.Host == "" || s.login.Same.Checked
	}
	if v.Host == "" {
		s.row.line.SetText(lang.L("Not set up yet"))
		s.row.works.Hide()
		return
	}
	s.row.line.SetText(servers.Line(v))
	works := s.checkedWell(now)
	if s.settled(now) == s.tested {
		works = s.works
	}
	s.row.works.Hidden = !works
}

// answered notes how a test of a server has ended.
func (s *server) answered(a account.Account, works bool) {
	s.tested, s.works = s.settled(a), works
	s.mark()
}

// checkedWell reports whether the last check went well with the server and the log-in as they
// stand there.
func (s *server) checkedWell(now account.Account) bool {
	a, v := &s.f.card.account, now.Incoming
	return s.login == nil && now.User == s.f.was.PersonsUser() && !s.f.login.credential().Given() && v == s.f.was.Incoming && v == a.Account.Incoming && a.Trouble == "" && !a.Status.LastCheck.IsZero() && !a.Status.Failure.Happened() && !a.Status.Stopped
}
