package wizard

import (
	"strconv"
	"strings"

	"popmail/account"
)

// Draft is what was typed of an account that is not saved yet. There is no password in it.
type Draft struct {
	Name     string           `json:"name,omitempty"`
	Email    string           `json:"email,omitempty"`
	Host     string           `json:"host,omitempty"` // this and what follows: only what the person has typed
	Port     int              `json:"port,omitempty"`
	Security account.Security `json:"security,omitempty"`
	User     string           `json:"user,omitempty"`
	// The outgoing server; zero: not typed.
	Outgoing     account.Server `json:"outgoing,omitzero"`
	OutgoingUser string         `json:"outgoing_user,omitempty"`
	NoSending    bool           `json:"no_sending,omitempty"` // it is left for later
}

// Draft is what was typed until now; the zero Draft where an account is changed or saved.
func (w *Wizard) Draft() Draft {
	if w.o.Account != nil || w.at == stepDone {
		return Draft{}
	}
	d := Draft{Name: strings.TrimSpace(w.person.name.Text), Email: strings.TrimSpace(w.person.email.Text)}
	if p := w.server; p.host.Text != "" && p.host.Text != w.guessed.Host {
		d.Host, d.Security = strings.TrimSpace(p.host.Text), p.chosen()
		d.Port, _ = strconv.Atoi(strings.TrimSpace(p.port.Text))
	}
	if out := w.server.out; w.o.ProbeOutgoing != nil {
		if s := out.fields.Server(); !out.later && s.Host != "" && !strings.EqualFold(s.Host, w.sending.guessed.Host) {
			d.Outgoing = s
		}
		if user := w.server.typedOutgoingUser(); user != w.sending.user {
			d.OutgoingUser = user
		}
		d.NoSending = w.sending.declined
	}
	if user := strings.TrimSpace(w.server.user.Text); user != w.guessedUser {
		d.User = user
	}
	return d
}

// Changes reports whether an account is changed that is there already.
func (w *Wizard) Changes() bool { return w.o.Account != nil }

// fillFrom types a draft in again.
func (w *Wizard) fillFrom(d Draft) {
	w.person.name.Text, w.person.email.Text = d.Name, d.Email
	p := w.server
	p.user.Text = d.User
	if d.Host != "" {
		p.in.fields.Fill(account.Server{Host: d.Host, Port: d.Port, Security: d.Security}, false)
	}
	if d.Outgoing.Host != "" {
		p.out.fields.Fill(d.Outgoing, false)
	}
	if d.OutgoingUser != "" {
		p.login.Fill(account.Account{OutgoingUser: d.OutgoingUser})
	}
	if d.NoSending {
		p.out.postpone()
		w.sending.declined = true
	}
}
