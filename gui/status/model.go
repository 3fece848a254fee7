// Package status is the line at the bottom of the window: what happens to each
// account's mail, in one plain sentence.
package status

import (
	"slices"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/lang"
)

type state struct {
	label    string
	running  bool
	since    time.Time // from when the server has been asked without an answer, as far as seen by Line
	progress *event.Progress
	err      error
	offline  bool
	network  network
	password *event.NeedsPassword
	checked  time.Time
	held     account.Held // what the server held when it last said so
	aside    int          // messages that could not be received
	stays    bool         // the server removes nothing of what is to be removed
	noRoom   int          // messages that the disk had no room for at the last check
	stopped  bool         // the person ended the last session before it was done
	seen     bool         // a session was seen to begin or to end: the store's status is older
	next     time.Time
	asked    bool // the server asks not to be asked before next
	byHand   bool
	paused   bool
}

// network is what an account has shown last of this computer's way to the network.
type network uint8

const (
	networkUnknown network = iota
	networkThere
	networkGone
	networkPerhaps // a server could not be reached, for whatever reason
)

// Model gathers what happens to the accounts. It is used on the window's thread.
type Model struct {
	order    []account.ID // those that are checked
	accounts map[account.ID]*state
	messages int
	waiting  int  // letters that go by themselves
	doubtful int  // letters that a person has to decide about
	chosen   bool // the person works offline
	travel   bool // this is travel mode
	rest     int  // messages of which only the beginning is here
	used     account.Used

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
		if s.paused = a.Paused; s.paused {
			// What went wrong before is of no interest until it is tried again.
			s.running, s.progress, s.err, s.offline, s.password, s.stopped, s.next = false, nil, nil, false, nil, false, time.Time{}
			continue
		}
		m.order = append(m.order, a.ID)
	}
}

// SetStatus fills in what the store knows of an account, as far as this model has
// not heard anything newer.
func (m *Model) SetStatus(id account.ID, st account.Status) {
	s := m.accounts[id]
	if s == nil {
		return
	}
	if s.checked.IsZero() {
		s.checked = st.LastCheck
	}
	if !s.running {
		s.aside, s.stays = st.Aside, st.Stays.Messages > 0
	}
	if st.Held.At.After(s.held.At) && !s.running {
		s.held = st.Held
	}
	if !s.seen && !st.Held.At.Before(s.held.At) {
		s.stopped = st.Stopped
	}
	if f := st.Failure; !s.seen {
		s.err = nil
		// Nobody will ask again by himself, or not before a while.
		if (f.Trouble.Halts() || f.Trouble.Imposed() && !st.Pause.Ends(time.Now()).IsZero()) && !s.paused {
			s.err = &account.Problem{Trouble: f.Trouble, Answer: f.Answer, Hidden: f.Hidden}
		}
	}
}

// SetAside tells how many messages of an account could not be received; -1: one less.
func (m *Model) SetAside(id account.ID, n int) {
	if s := m.accounts[id]; s != nil {
		if n < 0 {
			n = max(s.aside-1, 0)
		}
		s.aside = n
	}
}

// Aside is how many messages of an account could not be received.
func (m *Model) Aside(id account.ID) int {
	if s := m.accounts[id]; s != nil {
		return s.aside
	}
	return 0
}

// NoRoom is for how many messages of an account the disk had no room at the last check.
func (m *Model) NoRoom(id account.ID) int {
	if s := m.accounts[id]; s != nil {
		return s.noRoom
	}
	return 0
}

// SetMessages tells how many messages are on this computer.
func (m *Model) SetMessages(n int) { m.messages = n }

// SetLetters tells how many letters wait for nothing but a connection, and how
// many do not go before the person has decided what to do.
func (m *Model) SetLetters(waiting, doubtful int) { m.waiting, m.doubtful = waiting, doubtful }

// WorkOffline tells whether the person has chosen to work offline.
func (m *Model) WorkOffline(on bool) { m.chosen = on }

// SetTravel tells whether this is travel mode, of how many messages the rest waits on the
// server, and how much was moved over the network.
func (m *Model) SetTravel(on bool, rest int, used account.Used) {
	m.travel, m.rest, m.used = on, rest, used
}

// Connected reports whether letters of an account can go, for all that is known: what it did last did not end
// because there is no network, nor because a server could not be reached while no account shows that there is one.
// Else the account is as offline as the line at the bottom says.
func (m *Model) Connected(id account.ID) bool {
	if m.Gone(id) {
		return false
	}
	s := m.accounts[id]
	return s == nil || s.network != networkPerhaps || slices.ContainsFunc(m.order, func(o account.ID) bool {
		return m.accounts[o].network == networkThere && !m.accounts[o].byHand // the others keep what they showed long ago
	})
}

// Gone reports whether letters of an account cannot go: the person works offline, or what the account did last
// ended because there is no network. Where it has done nothing yet, the others tell.
func (m *Model) Gone(id account.ID) bool {
	if m.chosen {
		return true
	}
	if s := m.accounts[id]; s != nil && s.network != networkUnknown {
		return s.network == networkGone
	}
	return m.shows(networkGone) && !m.shows(networkThere)
}

// shows reports whether an account has shown that of the network last.
func (m *Model) shows(n network) bool {
	for _, s := range m.accounts {
		if s.network == n {
			return true
		}
	}
	return false
}

// reached notes what an account, paused or not, shows of the way to the network.
func (m *Model) reached(a event.Activity) {
	set := func(id account.ID, n network) {
		s := m.accounts[id]
		if s == nil {
			return
		}
		s.network = n
		if n != networkThere {
			return // a letter of another account finds that out when it is sent
		}
		// It is this computer's way: that the others did not find it before is out of date, and they may do nothing more by
		// themselves, as those that are checked by hand or paused.
		for _, o := range m.accounts {
			if o.network == networkGone {
				o.network = networkUnknown
			}
		}
	}
	ended := func(id account.ID, err error) {
		t := account.TroubleOf(err)
		if Unreachable(t) && t != account.TroubleOffline {
			set(id, networkPerhaps)
			return
		}
		switch t {
		case account.TroubleOffline:
			set(id, networkGone)
		case account.TroubleStopped, account.TroubleNoPassword, account.TroubleNoKeyring, account.TroubleSignInAgain: // nothing was tried, perhaps
		default:
			set(id, networkThere)
		}
	}
	switch a := a.(type) {
	case event.Progress:
		if a.Bytes > 0 {
			set(a.Account, networkThere)
		}
	case event.NeedsPassword:
		if a.Rejected && !a.SignIn {
			set(a.Account, networkThere)
		}
	case event.Failed:
		ended(a.Account, a.Err)
	case event.Finished:
		set(a.Account, networkThere)
	case event.SendProgress:
		set(a.Account, networkThere)
	case event.SendEnded:
		if t := account.TroubleOf(a.Err); Unreachable(t) && t != account.TroubleOffline { // the outgoing server alone: its letters say so
			if s := m.accounts[a.Account]; s != nil && s.network == networkGone {
				s.network = networkPerhaps // what waits may be tried by hand
			}
			return
		}
		if a.Err != nil || a.Sent+a.Refused+a.Unknown > 0 {
			ended(a.Account, a.Err)
		}
	}
}

// Apply notes what has happened.
func (m *Model) Apply(a event.Activity) {
	m.reached(a)
	get := func(id account.ID) *state {
		if s := m.accounts[id]; s != nil && !s.paused {
			return s
		}
		return &state{}
	}
	switch a := a.(type) {
	case event.Started:
		s := get(a.Account)
		s.running, s.progress, s.password, s.seen, s.since = true, nil, nil, true, time.Time{}
	case event.Progress:
		s := get(a.Account)
		s.running, s.progress = true, &a
	case event.NeedsPassword:
		s := get(a.Account)
		s.running, s.progress, s.password = false, nil, &a
	case event.Failed:
		s := get(a.Account)
		s.hold(a.Held)
		s.running, s.progress, s.next, s.asked, s.seen = false, nil, a.Retry, false, true
		if s.stopped = account.TroubleOf(a.Err) == account.TroubleStopped; !s.stopped {
			s.err, s.offline = a.Err, a.Offline || unreachable(a.Err)
		}
	case event.Finished:
		s := get(a.Account)
		s.hold(a.Held)
		s.running, s.progress, s.err, s.offline, s.password, s.stopped, s.seen = false, nil, nil, false, nil, false, true
		s.checked, s.next, s.asked, s.aside, s.noRoom, s.stays = a.At, a.Next, false, a.Problems, a.NoRoom, a.Stays
	case event.SendEnded:
		// What is found out about the connection while sending is true of receiving, too.
		switch s := get(a.Account); {
		case account.TroubleOf(a.Err) == account.TroubleOffline:
			if !s.running && !s.offline {
				s.err, s.offline, s.seen = a.Err, true, true
			}
		case a.Err == nil && a.Sent > 0 && account.TroubleOf(s.err) == account.TroubleOffline:
			s.err, s.offline = nil, false
		}
	case event.Scheduled:
		s := get(a.Account)
		s.next, s.asked = a.Next, a.Asked
	}
}

// hold notes what the server held at the end of a session. One that did not come
// as far as to know it leaves what its progress told.
func (s *state) hold(h account.Held) {
	switch {
	case h.Known():
		s.held = h
	case s.progress != nil:
		s.held.Missing = s.missing()
	}
}

// missing is the number of messages that are on the server and not on this computer,
// as far as is known.
func (s *state) missing() int {
	if s.running && s.progress != nil && s.progress.TotalMessages > 0 {
		return max(s.progress.TotalMessages-s.progress.Messages, 0)
	}
	return s.held.Missing
}

// complete reports whether all that the server holds is known to be here.
func (s *state) complete() bool {
	return s.err == nil && !s.stopped && s.held.Known() && s.missing() == 0
}

// missing is the sum of all accounts.
func (m *Model) missing() int {
	n := 0
	for _, s := range m.accounts {
		n += s.missing()
	}
	return n
}

// unreachable reports whether err means that the server could not be reached,
// which for someone who has set up the account already is being offline.
func unreachable(err error) bool { return Unreachable(account.TroubleOf(err)) }

// Unreachable reports whether a server could not be reached.
func Unreachable(t account.Trouble) bool {
	switch t {
	case account.TroubleOffline, account.TroubleNoHost, account.TroubleRefused, account.TroubleSilent:
		return true
	}
	return false
}

// Paused reports whether there are accounts, and all of them are paused.
func (m *Model) Paused() bool { return len(m.accounts) > 0 && len(m.order) == 0 }

// Running reports whether a session is under way.
func (m *Model) Running() bool {
	for _, s := range m.accounts {
		if s.running {
			return true
		}
	}
	return false
}

// Checks reports whether a session of an account is under way.
func (m *Model) Checks(id account.ID) bool {
	s := m.accounts[id]
	return s != nil && s.running
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

// NeedsSignIn reports whether an account cannot be checked before the person has signed in
// with the browser.
func (m *Model) NeedsSignIn(id account.ID) bool {
	s := m.accounts[id]
	return s != nil && s.password != nil && s.password.SignIn
}

// WaitsForPassword reports whether an account cannot be checked before its
// password is given.
func (m *Model) WaitsForPassword(id account.ID) bool {
	s := m.accounts[id]
	return s != nil && s.password != nil
}

// GoesOn reports whether an account will be checked again by itself.
func (m *Model) GoesOn(id account.ID) bool {
	s := m.accounts[id]
	return s != nil && !s.next.IsZero()
}

// Wants is what a person has to do before an account is checked again, in a few words;
// empty: nothing.
func (m *Model) Wants(id account.ID) string {
	s := m.accounts[id]
	switch {
	case s == nil || s.paused:
		return ""
	case s.password == nil && account.TroubleOf(s.err).Halts():
		return m.Explain(s.err)
	case s.password == nil:
		return ""
	case s.password.Keyring:
		return m.Explain(errKeyring)
	case s.password.SignIn:
		return lang.L("Sign in again to check for new mail.")
	case s.password.Rejected:
		return lang.L("The server did not accept the password.")
	}
	return lang.L("PopMail needs your password to check for new mail.")
}

// Asked is why an account waits for its password; the zero event where it does not.
func (m *Model) Asked(id account.ID) event.NeedsPassword {
	if s := m.accounts[id]; s != nil && s.password != nil {
		return *s.password
	}
	return event.NeedsPassword{Account: id}
}

// NeedsPassword returns an account that waits for its password, and not only for the password manager.
func (m *Model) NeedsPassword() (id account.ID, e event.NeedsPassword, ok bool) {
	for _, id := range m.order {
		if p := m.accounts[id].password; p != nil && !p.Keyring {
			return id, *p, true
		}
	}
	return 0, event.NeedsPassword{}, false
}
