package wizard

import (
	"strconv"
	"strings"
	"time"

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
	Found    bool             `json:"found,omitempty"` // Host was found; how it is reached was changed
	// The outgoing server; zero: not typed.
	Outgoing      account.Server `json:"outgoing,omitzero"`
	OutgoingUser  string         `json:"outgoing_user,omitempty"`
	OutgoingOpen  bool           `json:"outgoing_open,omitempty"`  // nobody signs in there
	OutgoingFound bool           `json:"outgoing_found,omitempty"` // as Found
	NoSending     bool           `json:"no_sending,omitempty"`     // it is left for later
	// What happens to mail on the server, how often it is checked and where the password is
	// kept; zero: as usual.
	Leave    account.Retention `json:"leave,omitzero"`
	Interval time.Duration     `json:"interval,omitempty"`
	Keep     account.Keep      `json:"keep,omitempty"`
	Recent   bool              `json:"recent,omitempty"` // Gmail is asked for the mail of the last days
}

// Draft is what was typed until now; the zero Draft where an account is changed or saved.
func (w *Wizard) Draft() Draft {
	if w.o.Account != nil || w.at == stepDone {
		return Draft{}
	}
	defer func(now *state) { w.state = now }(w.state)
	w.state = w.imports.own()
	d := Draft{Name: strings.TrimSpace(w.person.name.Text), Email: strings.TrimSpace(w.person.email.Text)}
	if p := w.server; p.host.Text != "" && differs(p.in.fields.Server(), w.guessed) {
		d.Found = p.host.Text == w.guessed.Host
		d.Host, d.Security = strings.TrimSpace(p.host.Text), p.chosen()
		d.Port, _ = strconv.Atoi(strings.TrimSpace(p.port.Text))
	}
	if out := w.server.out; w.o.ProbeOutgoing != nil {
		if s := out.fields.Server(); !out.later && s.Host != "" && differs(s, w.sending.guessed) {
			d.Outgoing, d.OutgoingFound = s, account.SameHost(s.Host, w.sending.guessed.Host)
		}
		if user := w.server.typedOutgoingUser(); user != w.sending.user {
			d.OutgoingUser = user
		}
		d.OutgoingOpen = w.server.outgoingIsOpen() && !w.sending.open
		d.NoSending = w.sending.declined
	}
	if user := strings.TrimSpace(w.server.user.Text); user != w.guessedUser {
		d.User = user
	}
	var a account.Account
	if w.leave.into(&a); a.Interval != account.DefaultInterval {
		d.Interval = a.Interval
	}
	d.Leave, d.Recent = a.Leave, w.leave.recent.Checked
	if w.person.keepChosen {
		d.Keep = w.person.keep
	}
	return d
}

// differs reports whether a server is another than was filled in, or reached in another way.
func differs(s, filledIn account.Server) bool {
	return !account.SameHost(s.Host, filledIn.Host) || filledIn.Security != "" && s.Security != filledIn.Security || filledIn.Port != 0 && s.Port != filledIn.Port
}

// untouched reports whether a server still is what was filled in whole.
func untouched(s, filledIn account.Server) bool {
	return filledIn.Security != "" && !differs(s, filledIn)
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
		if d.Found {
			w.guessed.Host = d.Host
		}
	}
	if d.Outgoing.Host != "" {
		p.out.fields.Fill(d.Outgoing, false)
		if d.OutgoingFound {
			w.sending.guessed.Host = d.Outgoing.Host
		}
	}
	if d.OutgoingUser != "" || d.OutgoingOpen {
		p.login.Fill(account.Account{OutgoingUser: d.OutgoingUser, OutgoingOpen: d.OutgoingOpen})
	}
	w.leave.fill(d.Leave, d.Interval)
	w.leave.recent.Checked = d.Recent
	if _, err := account.ParseKeep(string(d.Keep)); err == nil && d.Keep != "" {
		w.person.keep, w.person.keepChosen = d.Keep, true
		w.person.sayKeep()
	}
	if d.NoSending {
		p.out.postpone()
		w.sending.declined = true
	}
}
