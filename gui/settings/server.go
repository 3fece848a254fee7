package settings

import (
	"net"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// server is one of an account's servers, in one line until it is changed.
type server struct {
	f                    *form
	row                  *row
	of                   func(a *account.Account) *account.Server
	usual                func(account.Security) int // port
	optional             bool                       // the account may have none
	example              string
	host, port           *field.Entry
	hostField, portField *field.Labelled
	security             *field.Select
	securityField        *field.Labelled
	unsafe               *field.Check // the person knows what no encryption means
	unsafeField          *field.Labelled
	before               account.Security // the choice that port was filled in for
	tested               account.Server   // the last one that was tested
	works                bool             // tested has answered
}

// securities are the choices, in this order.
var securities = []account.Security{account.TLS, account.STARTTLS, account.None}

func securityName(s account.Security) string {
	switch s {
	case account.STARTTLS:
		return lang.L("STARTTLS")
	case account.None:
		return lang.X("no encryption", "None")
	}
	return lang.L("SSL/TLS")
}

func newIncoming(f *form) *server {
	s := newServer(f, widgets.IconInbox, lang.L("Incoming mail"))
	s.of = func(a *account.Account) *account.Server { return &a.Incoming }
	s.usual = account.Security.DefaultPort
	s.example = "pop.example.org"
	return s
}

func newOutgoing(f *form) *server {
	s := newServer(f, widgets.IconOutbox, lang.L("Outgoing mail"))
	s.of = func(a *account.Account) *account.Server { return &a.Outgoing }
	s.usual = account.Security.SubmissionPort
	s.example, s.optional = "smtp.example.org", true
	return s
}

func newServer(f *form, icon widgets.IconName, title string) *server {
	s := &server{f: f, host: f.entry(), port: f.entry(), before: account.TLS}
	s.hostField, s.portField = field.Label(lang.L("Server"), s.host), field.Label(lang.L("Port"), s.port)
	names := make([]string, len(securities))
	for i, v := range securities {
		names[i] = securityName(v)
	}
	s.security = field.NewSelect(names, func(string) { s.securityChanged() })
	s.unsafe = field.NewCheck(lang.L("I understand that others may read my password and mail."), func(bool) { s.unsafeField.Say("") })
	s.unsafeField = field.Label("", s.unsafe)
	s.unsafeField.Hide()
	s.host.OnChanged = func(string) { s.hostField.Say(""); s.mark() }
	s.port.OnChanged = func(string) { s.portField.Say(""); s.mark() }
	s.securityField = field.Label(lang.L("Connection security"), field.Framed(s.security))
	small := flow.NewRow(14, nil, s.portField, s.securityField)
	small.Parts, small.Top = []float32{1, 2}, true
	fields := flow.NewHalves(18, fieldsLeast, s.hostField, small)
	fields.Below = 14
	s.row = newRow(f, icon, title, fields, s.unsafeField)
	s.row.onOpen = func() fyne.Focusable { return s.host }
	return s
}

func (s *server) objects() []fyne.CanvasObject { return []fyne.CanvasObject{s.row.column} }

func (s *server) fill(a account.Account) {
	v := *s.of(&a)
	set(s.host, v.Host)
	if v == (account.Server{}) {
		v.Security = account.TLS
	}
	if v.Port == 0 {
		v.Port = s.usual(v.Security)
	}
	s.before = v.Security
	s.choose(v.Security)
	set(s.port, strconv.Itoa(v.Port))
	stored := s.of(&s.f.was)
	if v.Security == account.None && stored.Security == account.None && strings.EqualFold(stored.Host, v.Host) {
		s.unsafe.Checked = true // agreed to when it was set up
		s.unsafe.Refresh()
	}
	s.unsafeField.Hidden = v.Security != account.None
	s.mark()
}

func (s *server) choose(v account.Security) {
	for i, known := range securities {
		if known == v {
			s.security.SetSelectedIndex(i)
		}
	}
}

func (s *server) chosen() account.Security {
	if i := s.security.SelectedIndex(); i >= 0 {
		return securities[i]
	}
	return account.TLS
}

// securityChanged changes the port along, if it is still the usual one.
func (s *server) securityChanged() {
	now := s.chosen()
	if text := strings.TrimSpace(s.port.Text); text == "" || text == strconv.Itoa(s.usual(s.before)) {
		set(s.port, strconv.Itoa(s.usual(now)))
	}
	s.before = now
	s.securityField.Say("")
	s.unsafeField.Hidden = now != account.None
	if now != account.None {
		s.unsafe.SetChecked(false)
		s.unsafeField.Say("")
	}
	s.mark()
	s.f.s.relayout()
}

// into changes what can be typed; what else belongs to the server stays.
func (s *server) into(a *account.Account) {
	to := s.of(a)
	host := strings.TrimSpace(s.host.Text)
	if host == "" && s.optional {
		*to = account.Server{}
		return
	}
	to.Host, to.Security = host, s.chosen()
	to.Port, _ = strconv.Atoi(strings.TrimSpace(s.port.Text))
}

// tidy takes a scheme and a port out of the server's name, as people paste them.
func (s *server) tidy() {
	h := strings.TrimSpace(s.host.Text)
	if _, rest, ok := strings.Cut(h, "://"); ok {
		h = rest
	}
	h = strings.TrimRight(h, "/.")
	if host, port, err := net.SplitHostPort(h); err == nil && host != "" {
		if n, err := strconv.Atoi(port); err == nil && n > 0 && n < 65536 {
			h = host
			set(s.port, port)
		}
	}
	set(s.host, h)
}

func (s *server) check() fyne.Focusable {
	s.tidy()
	for _, f := range []*field.Labelled{s.hostField, s.portField, s.securityField, s.unsafeField} {
		f.Say("")
	}
	host := strings.TrimSpace(s.host.Text)
	if host == "" && s.optional {
		return nil
	}
	var first fyne.Focusable
	wrong := func(below *field.Labelled, at fyne.Focusable, text string) {
		below.Say(text)
		if first == nil {
			first = at
		}
	}
	v := account.Server{Host: host, Port: 1, Security: s.chosen()}
	if host == "" {
		wrong(s.hostField, s.host, lang.L("Please type the name of the server, such as {{.Example}}.", map[string]any{"Example": s.example}))
	} else if v.Validate() != nil {
		wrong(s.hostField, s.host, lang.L("That isn’t a server name. Server names look like {{.Example}}.", map[string]any{"Example": s.example}))
	}
	if n, err := strconv.Atoi(strings.TrimSpace(s.port.Text)); err != nil || n < 1 || n > 65535 {
		wrong(s.portField, s.port, lang.L("Type a number from 1 to 65535."))
	}
	if s.chosen() == account.None && !s.unsafe.Checked {
		wrong(s.unsafeField, s.unsafe, lang.L("Check this box to continue without encryption."))
	}
	if first != nil {
		s.row.open()
	}
	return first
}

func (s *server) lock(on bool) {
	for _, o := range []lockable{s.host, s.port, s.security, s.unsafe, s.row.change} {
		lock(o, on)
	}
}

// mark says how the server is set, and whether it works like that.
func (s *server) mark() {
	if s.of == nil {
		return
	}
	now := s.f.was
	s.into(&now)
	v := *s.of(&now)
	if v.Host == "" {
		s.row.line.SetText(lang.L("Not set up yet"))
		s.row.works.Hide()
		return
	}
	protected := securityName(v.Security)
	if v.Security == account.None {
		protected = lang.L("not encrypted")
	}
	s.row.line.SetText(widgets.OneLine(v.Host) + " · " + lang.L("port {{.Port}}", map[string]any{"Port": v.Port}) + " · " + protected)
	works := s.checkedWell(v)
	if v == s.tested {
		works = s.works
	}
	s.row.works.Hidden = !works
}

// answered notes how a test of a server has ended.
func (s *server) answered(a account.Account, works bool) {
	s.tested, s.works = *s.of(&a), works
	s.mark()
}

// checkedWell reports whether the last check went well with the server as it stands
// there.
func (s *server) checkedWell(v account.Server) bool {
	a := &s.f.card.account
	return !s.optional && v == s.f.was.Incoming && v == a.Account.Incoming && a.Trouble == "" && !a.Status.LastCheck.IsZero() && !a.Status.Failure.Happened() && !a.Status.Stopped
}
