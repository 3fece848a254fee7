// Package status is the line at the bottom of the window: what happens to each
// account's mail, in one plain sentence.
package status

import (
	"errors"
	"time"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/words"
)

// Kind says how a line is drawn.
type Kind uint8

// The kinds, the more urgent the higher.
const (
	Quiet    Kind = iota // nothing to tell
	Good                 // up to date
	Offline              // the servers cannot be reached
	Problem              // the last check failed, see Details
	Busy                 // a session is under way
	Password             // a password is needed
)

// Line is what the status line shows.
type Line struct {
	Kind     Kind
	Text     string
	Progress float64 // 0 to 1; below 0: no bar
	Account  account.ID
	Err      error // with Problem and Password
}

type state struct {
	label    string
	running  bool
	progress *event.Progress
	err      error
	offline  bool
	password *event.NeedsPassword
	later    bool // the person does not want to be asked for it now
	checked  time.Time
	next     time.Time
	byHand   bool
}

// Model gathers what happens to the accounts. It is used on the window's thread.
type Model struct {
	order    []account.ID
	accounts map[account.ID]*state
	messages int

	// Explain is a short sentence for an error.
	Explain func(error) string
}

// SetAccounts tells which accounts there are; what is known of others is dropped.
func (m *Model) SetAccounts(list []account.Account) {
	old := m.accounts
	m.accounts = make(map[account.ID]*state, len(list))
	m.order = m.order[:0]
	for _, a := range list {
		s := old[a.ID]
		if s == nil {
			s = &state{}
		}
		s.label = a.Email
		s.byHand = a.Interval < 0
		m.accounts[a.ID] = s
		m.order = append(m.order, a.ID)
	}
}

// SetStatus fills in the last check from the store, for accounts that have not
// been checked since PopMail was started.
func (m *Model) SetStatus(id account.ID, last time.Time) {
	if s := m.accounts[id]; s != nil && s.checked.IsZero() {
		s.checked = last
	}
}

// SetMessages tells how many messages are on this computer.
func (m *Model) SetMessages(n int) { m.messages = n }

// Apply notes what has happened.
func (m *Model) Apply(a event.Activity) {
	get := func(id account.ID) *state {
		if s := m.accounts[id]; s != nil {
			return s
		}
		return &state{}
	}
	switch a := a.(type) {
	case event.Started:
		s := get(a.Account)
		s.running, s.progress, s.password, s.later = true, nil, nil, false
	case event.Progress:
		s := get(a.Account)
		s.running, s.progress = true, &a
	case event.NeedsPassword:
		s := get(a.Account)
		s.running, s.progress, s.password = false, nil, &a
	case event.Failed:
		s := get(a.Account)
		s.running, s.progress, s.next = false, nil, a.Retry
		if account.TroubleOf(a.Err) != account.TroubleStopped {
			s.err, s.offline = a.Err, a.Offline || unreachable(a.Err)
		}
	case event.Finished:
		s := get(a.Account)
		s.running, s.progress, s.err, s.offline, s.password = false, nil, nil, false, nil
		s.checked, s.next = a.At, a.Next
	case event.Scheduled:
		get(a.Account).next = a.Next
	}
}

// unreachable reports whether err means that the server could not be reached,
// which for someone who has set up the account already is being offline.
func unreachable(err error) bool {
	switch account.TroubleOf(err) {
	case account.TroubleOffline, account.TroubleNoHost, account.TroubleRefused, account.TroubleSilent:
		return true
	}
	return false
}

// Running reports whether a session is under way.
func (m *Model) Running() bool {
	for _, s := range m.accounts {
		if s.running {
			return true
		}
	}
	return false
}

// Trouble is why the last session of an account failed; nil: it did not, as far
// as is known.
func (m *Model) Trouble(id account.ID) error {
	if s := m.accounts[id]; s != nil {
		return s.err
	}
	return nil
}

// Rejected reports whether the server refused the password of an account.
func (m *Model) Rejected(id account.ID) bool {
	s := m.accounts[id]
	return s != nil && s.password != nil && s.password.Rejected
}

// WaitsForPassword reports whether an account cannot be checked before its
// password is given.
func (m *Model) WaitsForPassword(id account.ID) bool {
	s := m.accounts[id]
	return s != nil && s.password != nil
}

// PasswordLater notes that the person does not want to be asked now.
func (m *Model) PasswordLater(id account.ID) {
	if s := m.accounts[id]; s != nil {
		s.later = true
	}
}

// NeedsPassword returns an account that waits for its password and for which the
// person has not been asked yet.
func (m *Model) NeedsPassword() (id account.ID, e event.NeedsPassword, ok bool) {
	for _, id := range m.order {
		if p := m.accounts[id].password; p != nil && !m.accounts[id].later {
			return id, *p, true
		}
	}
	return 0, event.NeedsPassword{}, false
}

// Line is the sentence for now.
func (m *Model) Line(now time.Time) Line {
	best := Line{Kind: Quiet, Progress: -1}
	for _, id := range m.order {
		if l := m.line(id, m.accounts[id], now); l.Kind > best.Kind || (l.Kind == best.Kind && l.Kind == Quiet) {
			best = l
		}
	}
	if best.Kind == Good && len(m.order) > 1 {
		best.Text = m.allGood(now)
	}
	return best
}

func (m *Model) line(id account.ID, s *state, now time.Time) Line {
	l := Line{Progress: -1, Account: id}
	named := func(text string) string {
		if len(m.order) > 1 {
			return s.label + ": " + text
		}
		return text
	}
	switch {
	case s.password != nil:
		l.Kind = Password
		if s.password.Rejected {
			l.Text = lang.L("{{.Account}}: the server did not accept the password.", map[string]any{"Account": s.label})
		} else {
			l.Text = lang.L("{{.Account}}: PopMail needs your password to look for new mail.", map[string]any{"Account": s.label})
		}
		if s.err != nil {
			l.Err = s.err
		} else {
			l.Err = &account.Problem{Trouble: account.TroublePassword, Answer: s.password.Answer}
		}
	case s.running:
		l.Kind = Busy
		l.Text, l.Progress = busy(s.label, s.progress)
	case s.offline:
		l.Kind, l.Err = Offline, s.err
		l.Text = m.offline(s)
	case s.err != nil:
		l.Kind, l.Err = Problem, s.err
		l.Text = named(m.Explain(s.err))
		if !s.next.IsZero() {
			l.Text += " · " + lang.L("next try {{.Time}}", map[string]any{"Time": in(s.next.Sub(now))})
		}
	case !s.checked.IsZero():
		l.Kind = Good
		l.Text = upToDate(s.checked, s.next, now)
	default:
		l.Kind = Quiet
		l.Text = lang.L("Not checked yet")
	}
	return l
}

func (m *Model) allGood(now time.Time) string {
	var checked, next time.Time
	for _, s := range m.accounts {
		if checked.IsZero() || (!s.checked.IsZero() && s.checked.Before(checked)) {
			checked = s.checked
		}
		if !s.next.IsZero() && (next.IsZero() || s.next.Before(next)) {
			next = s.next
		}
	}
	return upToDate(checked, next, now)
}

func upToDate(checked, next, now time.Time) string {
	text := lang.L("Up to date · checked {{.Time}}", map[string]any{"Time": moment(checked, now)})
	if next.After(now) {
		text += " · " + lang.L("next check {{.Time}}", map[string]any{"Time": in(next.Sub(now))})
	}
	return text
}

func (m *Model) offline(s *state) string {
	text := lang.L("Offline")
	if p := serverOf(s.err); p != "" {
		text += " · " + lang.L("{{.Server}} cannot be reached", map[string]any{"Server": p})
	}
	text += " · " + lang.N("all {{.Count}} messages can be read and searched", m.messages, map[string]any{"Count": words.Count(m.messages)})
	if s.byHand {
		return text
	}
	return text + " · " + lang.L("mail will be checked when you are back online")
}

func serverOf(err error) string {
	if account.TroubleOf(err) == account.TroubleOffline {
		return ""
	}
	if p, ok := errors.AsType[*account.Problem](err); ok {
		return p.Server
	}
	return ""
}

// moment is the time of day, with the day where it is not today.
func moment(t, now time.Time) string {
	if words.Days(t, now) == 0 {
		return words.Time(t.In(now.Location()))
	}
	return words.DateTime(t, now)
}

// in is a time to wait: "in 9 min".
func in(d time.Duration) string {
	switch {
	case d < time.Minute:
		return lang.L("in less than a minute")
	case d < 90*time.Minute:
		return lang.L("in {{.Minutes}} min", map[string]any{"Minutes": words.Count(int(d.Round(time.Minute) / time.Minute))})
	}
	return lang.L("in {{.Hours}} h", map[string]any{"Hours": words.Count(int(d.Round(time.Hour) / time.Hour))})
}

func busy(label string, p *event.Progress) (text string, progress float64) {
	if p == nil || p.TotalMessages == 0 {
		return lang.L("{{.Account}}: looking for new mail…", map[string]any{"Account": label}), -1
	}
	text = lang.L("{{.Account}}: receiving {{.Done}} of {{.Total}}", map[string]any{
		"Account": label, "Done": words.Count(p.Messages), "Total": words.Count(p.TotalMessages)})
	progress = float64(p.Messages) / float64(p.TotalMessages)
	if p.TotalBytes > 0 {
		text += " · " + words.Part(p.Bytes, p.TotalBytes)
		progress = min(float64(p.Bytes)/float64(p.TotalBytes), 1)
	}
	if p.Left >= 5*time.Second {
		text += " · " + words.Left(p.Left)
	}
	return text, progress
}
