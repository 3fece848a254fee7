// Package servers has the fields in which a server and the log-in to it are typed and
// chosen, for every screen that changes them. How they are laid out is the screens' own.
package servers

import (
	"net"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/account"
	"popmail/gui/kit/field"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// Kind says what a server is for.
type Kind uint8

// The kinds.
const (
	Incoming Kind = iota // POP3
	Outgoing             // SMTP; an account may have none
)

// Port is the usual port of a server of the kind.
func (k Kind) Port(s account.Security) int {
	if k == Outgoing {
		return s.SubmissionPort()
	}
	return s.DefaultPort()
}

func (k Kind) example() string {
	if k == Outgoing {
		return "smtp.example.org"
	}
	return "pop.example.org"
}

// Securities are the choices, in this order.
var Securities = []account.Security{account.TLS, account.STARTTLS, account.None}

// Line tells a server in one line.
func Line(s account.Server) string {
	protected := words.SecurityName(s.Security)
	if s.Security == account.None {
		protected = lang.L("not encrypted")
	}
	return widgets.OneLine(s.Host) + " · " + lang.L("port {{.Port}}", map[string]any{"Port": s.Port}) + " · " + protected
}

// Fields are those of one server.
type Fields struct {
	Host, Port            *field.Entry
	Security              *field.Select
	Unsafe                *field.Check // the person knows what no encryption means
	HostField, PortField  *field.Labelled
	SecurityField, Agreed *field.Labelled

	kind    Kind
	changed func() // something was typed or chosen, or the height is another
	before  account.Security
}

// Labels are the names above the fields.
type Labels struct {
	Host, Port, Security string
	Label                func(name string, input fyne.CanvasObject) *field.Labelled // nil: field.Label
}

// NewFields makes empty fields. entry makes an entry of the screen; changed is called
// after each change.
func NewFields(kind Kind, labels Labels, entry func() *field.Entry, changed func()) *Fields {
	f := &Fields{kind: kind, changed: changed, before: account.TLS, Host: entry(), Port: entry()}
	label := labels.Label
	if label == nil {
		label = field.Label
	}
	f.HostField, f.PortField = label(labels.Host, f.Host), label(labels.Port, f.Port)
	names := make([]string, len(Securities))
	for i, s := range Securities {
		names[i] = words.SecurityName(s)
	}
	f.Security = field.NewSelect(names, nil)
	f.SecurityField = label(labels.Security, field.Framed(f.Security))
	f.Unsafe = field.NewCheck(lang.L("I understand that others may read my password and mail."), nil)
	f.Agreed = field.Label("", f.Unsafe)
	f.Agreed.Hide()
	f.choose(account.TLS)
	f.Port.Text = strconv.Itoa(kind.Port(account.TLS))
	f.Security.OnChanged = func(string) { f.securityChanged() }
	f.Unsafe.OnChanged = func(bool) { f.unsay(f.Agreed) }
	f.Host.OnChanged = func(string) { f.unsay(f.HostField) }
	f.Port.OnChanged = func(string) { f.unsay(f.PortField) }
	return f
}

// All are the fields that can say what is wrong with them.
func (f *Fields) All() []*field.Labelled {
	return []*field.Labelled{f.HostField, f.PortField, f.SecurityField, f.Agreed}
}

func (f *Fields) unsay(l *field.Labelled) {
	l.Say("")
	f.changed()
}

// Fill shows a server; what stands in a field already is not written anew. agreed says
// that the person has agreed to no encryption for this server before.
func (f *Fields) Fill(s account.Server, agreed bool) {
	if s == (account.Server{}) {
		s.Security = account.TLS
	}
	if s.Security == "" {
		s.Security = account.TLS
	}
	if s.Port == 0 {
		s.Port = f.kind.Port(s.Security)
	}
	set(f.Host, s.Host)
	f.before = s.Security
	f.choose(s.Security)
	set(f.Port, strconv.Itoa(s.Port))
	if f.Unsafe.Checked != (agreed && s.Security == account.None) {
		f.Unsafe.Checked = !f.Unsafe.Checked
		f.Unsafe.Refresh()
	}
	f.Agreed.Hidden = s.Security != account.None
	f.changed()
}

func (f *Fields) choose(s account.Security) {
	for i, known := range Securities {
		if known == s && f.Security.SelectedIndex() != i {
			f.Security.SetSelectedIndex(i)
		}
	}
}

// Choose is the person's choice of a security.
func (f *Fields) Choose(s account.Security) { f.choose(s) }

// Chosen is the chosen security.
func (f *Fields) Chosen() account.Security {
	if i := f.Security.SelectedIndex(); i >= 0 {
		return Securities[i]
	}
	return account.TLS
}

// securityChanged changes the port along, if it is still the usual one.
func (f *Fields) securityChanged() {
	now := f.Chosen()
	if now == f.before {
		return
	}
	if text := strings.TrimSpace(f.Port.Text); text == "" || text == strconv.Itoa(f.kind.Port(f.before)) {
		set(f.Port, strconv.Itoa(f.kind.Port(now)))
	}
	f.before = now
	f.SecurityField.Say("")
	f.Agreed.Hidden = now != account.None
	if now != account.None {
		f.Unsafe.SetChecked(false)
		f.Agreed.Say("")
	}
	f.changed()
}

// Into changes what can be typed of a server; what else belongs to it stays.
func (f *Fields) Into(s *account.Server) {
	host := strings.TrimSpace(f.Host.Text)
	if host == "" && f.kind == Outgoing {
		*s = account.Server{}
		return
	}
	s.Host, s.Security = host, f.Chosen()
	s.Port, _ = strconv.Atoi(strings.TrimSpace(f.Port.Text))
}

// Server is what is typed.
func (f *Fields) Server() (s account.Server) {
	f.Into(&s)
	return s
}

// Tidy takes a scheme and a port out of the server's name, as people paste them.
func (f *Fields) Tidy() {
	h := strings.TrimSpace(f.Host.Text)
	if _, rest, ok := strings.Cut(h, "://"); ok {
		h = rest
	}
	h = strings.TrimRight(h, "/.")
	if host, port, err := net.SplitHostPort(h); err == nil && host != "" {
		if n, err := strconv.Atoi(port); err == nil && n > 0 && n < 65536 {
			h = host
			set(f.Port, port)
		}
	}
	set(f.Host, h)
}

// Check tidies, says below the fields what is wrong with them and returns the first of
// these; nil: all is usable, or there is no server and there may be none.
func (f *Fields) Check() (first fyne.Focusable) {
	f.Tidy()
	for _, l := range f.All() {
		l.Say("")
	}
	host := strings.TrimSpace(f.Host.Text)
	if host == "" && f.kind == Outgoing {
		return nil
	}
	wrong := func(below *field.Labelled, at fyne.Focusable, text string) {
		below.Say(text)
		if first == nil {
			first = at
		}
	}
	example := map[string]any{"Example": f.kind.example()}
	v := account.Server{Host: host, Port: 1, Security: f.Chosen()}
	if host == "" {
		wrong(f.HostField, f.Host, lang.L("Please type the name of the server, such as {{.Example}}.", example))
	} else if v.Validate() != nil {
		wrong(f.HostField, f.Host, lang.L("That isn’t a server name. Server names look like {{.Example}}.", example))
	}
	if n, err := strconv.Atoi(strings.TrimSpace(f.Port.Text)); err != nil || n < 1 || n > 65535 {
		wrong(f.PortField, f.Port, lang.L("Type a number from 1 to 65535, usually {{.TLS}} or {{.Other}}.", map[string]any{"TLS": f.kind.Port(account.TLS), "Other": f.kind.Port(account.STARTTLS)}))
	}
	if f.Chosen() == account.None && !f.Unsafe.Checked {
		wrong(f.Agreed, f.Unsafe, lang.L("Check this box to continue without encryption."))
	}
	return first
}

// Lock keeps the fields from being changed, or lets them be changed again.
func (f *Fields) Lock(on bool) {
	for _, o := range []fyne.Disableable{f.Host, f.Port, f.Security, f.Unsafe} {
		lock(o, on)
	}
}

func lock(o fyne.Disableable, on bool) {
	if on {
		o.Disable()
	} else {
		o.Enable()
	}
}

// set writes a field anew if something else stands there.
func set(e *field.Entry, text string) {
	if e.Text != text {
		e.SetText(text)
	}
}

// Kind is what the server is for.
func (f *Fields) Kind() Kind { return f.kind }
