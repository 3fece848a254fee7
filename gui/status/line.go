package status

import (
	"errors"
	"slices"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/gui/kit/lang"
	"popmail/gui/words"
)

// Kind says how a line is drawn.
type Kind uint8

// The kinds, the more urgent the higher.
const (
	Quiet    Kind = iota // nothing to tell
	Good                 // up to date
	Waits                // the server has asked for a pause, see Err for its words
	Rest                 // the person ended the last session before it was done
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
	Err      error // with Problem, Waits and Password
	Chosen   bool  // with Offline: by the person
	Travel   bool  // with Good and Quiet: this is travel mode
	Aside    bool  // with Good: messages of Account could not be received
	SignIn   bool  // with Password: signing in with the browser is what is needed
	Keyring  bool  // with Password: it lies in a password manager that cannot be read now
}

// decide says that there are letters that need a decision; empty: there are none.
func (m *Model) decide() string {
	if m.doubtful == 0 {
		return ""
	}
	return lang.N("{{.Count}} letters need a decision", m.doubtful, map[string]any{"Count": words.Count(m.doubtful)})
}

// Here is a sentence about how much of the mail is on this computer; empty where
// there is nothing to tell.
func (m *Model) Here() string {
	missing, complete := 0, len(m.accounts) > 0
	for _, s := range m.accounts {
		missing += s.missing()
		complete = complete && s.complete()
	}
	count := map[string]any{"Count": words.Count(m.messages), "Total": words.Count(m.messages + missing)}
	switch {
	case missing > 0:
		return lang.N("{{.Count}} of {{.Total}} messages are on this computer so far.", m.messages+missing, count)
	case m.messages == 0:
		return ""
	case m.rest > 0:
		return lang.N("{{.Whole}} of {{.Count}} messages are complete here.", m.messages, map[string]any{"Count": words.Count(m.messages), "Whole": words.Count(max(m.messages-m.rest, 0))})
	case complete:
		return lang.N("All {{.Count}} messages are on this computer.", m.messages, count)
	}
	return lang.N("{{.Count}} messages are on this computer.", m.messages, count)
}

// onServer says that there is more on the server; empty where nothing is known to be.
func onServer(missing int) string {
	if missing == 0 {
		return ""
	}
	return lang.N("{{.Count}} messages are still on the server", missing, map[string]any{"Count": words.Count(missing)})
}

// joined is parts with dots between them; empty ones are left out.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

// next says when the next try is; empty: none is.
func next(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return lang.L("next try {{.Time}}", map[string]any{"Time": in(t.Sub(now))})
}

// pause says for how long a server has asked not to be asked.
func pause(until, now time.Time) string {
	return lang.L("The server asks for a pause until {{.Time}}", map[string]any{"Time": minute(until, now)})
}

// minute is the moment of the next whole minute.
func minute(t, now time.Time) string { return moment(t.Add(time.Minute-1).Truncate(time.Minute), now) }

// pauses reports whether the server of an account has asked for a pause that is more than
// the time until the next check that the person has chosen.
func (s *state) pauses(now time.Time) bool { return s.asked && s.next.After(now) }

// errKeyring is what an account has that waits for the password manager.
var errKeyring error = &account.Problem{Trouble: account.TroubleNoKeyring}

// passes reports whether err needs nobody to do anything.
func passes(err error) bool {
	t := account.TroubleOf(err)
	return t.Busy() || t == account.TroubleQuota
}

// aside says that messages could not be received; empty: all could.
func aside(n int) string {
	if n == 0 {
		return ""
	}
	return lang.N("{{.Count}} messages could not be received", n, map[string]any{"Count": words.Count(n)})
}

// stays says that a server removes nothing of what is to be removed from it; empty: it does.
func stays(is bool) string {
	if !is {
		return ""
	}
	return lang.L("The server doesn’t remove mail")
}

// separator stands between the parts of a line.
const separator = " · "

// Line is the sentence for now.
func (m *Model) Line(now time.Time) Line {
	if m.chosen && len(m.accounts) > 0 {
		return Line{Kind: Offline, Progress: -1, Chosen: true, Text: joined(lang.L("You are working offline"), m.goes(), m.decide())}
	}
	best := Line{Kind: Quiet, Progress: -1}
	if m.Paused() {
		best.Text = lang.L("Checking for new mail is paused")
	}
	for _, id := range m.order {
		if l := m.line(id, m.accounts[id], now); l.Kind > best.Kind || (l.Kind == best.Kind && l.Kind == Quiet) {
			best = l
		}
	}
	if best.Kind == Good && len(m.order) > 1 {
		best.Text = m.allGood(best, now)
		best.Account, best.Aside = 0, false
		for _, id := range m.order {
			if s := m.accounts[id]; s.aside > 0 {
				best.Account, best.Aside = id, true
				best.Text = joined(s.label+": "+joined(aside(s.aside), stays(s.stays)), best.Text)
				break
			}
		}
		for _, id := range m.order {
			if s := m.accounts[id]; s.stays && !best.Aside {
				best.Account = id
				best.Text = joined(s.label+": "+stays(true), best.Text)
				break
			}
		}
	}
	if m.travel && len(m.order) > 0 && (best.Kind == Good || best.Kind == Quiet) {
		best.Travel, best.Aside, best.Text = true, false, m.traveling(now)
	}
	switch best.Kind {
	case Quiet, Good, Waits, Rest, Problem:
		best.Text = joined(best.Text, m.decide())
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
		l.Kind, l.SignIn, l.Keyring = Password, s.password.SignIn, s.password.Keyring
		if l.Keyring {
			l.Text = named(m.Explain(errKeyring))
		} else if l.SignIn && s.password.Rejected {
			l.Text = lang.L("{{.Account}}: sign in again to check for new mail.", map[string]any{"Account": s.label})
		} else if l.SignIn {
			l.Text = lang.L("{{.Account}}: sign in to check for new mail.", map[string]any{"Account": s.label})
		} else if s.password.Rejected {
			l.Text = lang.L("{{.Account}}: the server did not accept the password.", map[string]any{"Account": s.label})
		} else {
			l.Text = lang.L("{{.Account}}: PopMail needs your password to check for new mail.", map[string]any{"Account": s.label})
		}
		if s.err != nil {
			l.Err = s.err
		} else {
			l.Err = &account.Problem{Trouble: account.TroublePassword, Answer: s.password.Answer}
			if l.Keyring {
				l.Err = errKeyring
			} else if l.SignIn {
				l.Err = &account.Problem{Trouble: account.TroubleSignInAgain, Answer: s.password.Answer}
			}
		}
	case s.running:
		l.Kind = Busy
		if s.since.IsZero() {
			s.since = now
		}
		l.Text, l.Progress = busy(s.label, s.progress, now.Sub(s.since) >= LongWait)
	case s.offline:
		l.Kind, l.Err = Offline, s.err
		l.Text = m.offline(s)
	case s.pauses(now) && (passes(s.err) || s.err == nil && s.checked.IsZero()):
		l.Kind, l.Err = Waits, s.err
		l.Text = joined(named(pause(s.next, now)), onServer(s.missing()))
		if account.TroubleOf(s.err) == account.TroubleQuota {
			l.Text = joined(named(lang.L("The server gives only so many messages at a time")), next(s.next, now), onServer(s.missing()))
		}
	case s.err != nil:
		l.Kind, l.Err = Problem, s.err
		next := next(s.next, now)
		if account.TroubleOf(s.err).Halts() {
			next = lang.L("PopMail has stopped getting mail")
		}
		l.Text = joined(named(m.Explain(s.err)), onServer(s.missing()), next)
	case s.stopped && (s.missing() > 0 || s.checked.IsZero()):
		l.Kind = Rest
		l.Text = named(lang.L("Stopped"))
		if rest := onServer(s.missing()); rest != "" {
			l.Text = named(lang.N("Stopped. {{.Count}} messages are still on the server.", s.missing(), map[string]any{"Count": words.Count(s.missing())}))
		}
	case !s.checked.IsZero():
		l.Kind = Good
		l.Text, l.Aside = joined(aside(s.aside), stays(s.stays), upToDate(s.checked, s.next, now, s.missing(), s.aside, s.asked)), s.aside > 0
	default:
		l.Kind = Quiet
		l.Text = lang.L("Not checked yet")
	}
	return l
}

// allGood is the sentence for several accounts of which nothing more urgent is to be
// told than best, the line of one of them.
func (m *Model) allGood(best Line, now time.Time) string {
	var checked, next time.Time
	for _, id := range m.order {
		s := m.accounts[id]
		if s.checked.IsZero() {
			return m.accounts[best.Account].label + ": " + best.Text
		}
		if checked.IsZero() || s.checked.Before(checked) {
			checked = s.checked
		}
		if !s.next.IsZero() && (next.IsZero() || s.next.Before(next)) {
			next = s.next
		}
	}
	set := 0
	for _, id := range m.order {
		set += m.accounts[id].aside
	}
	return upToDate(checked, next, now, m.missing(), set, false)
}

func upToDate(checked, next, now time.Time, missing, set int, asked bool) string {
	text := lang.L("Up to date · checked {{.Time}}", map[string]any{"Time": moment(checked, now)})
	if missing > 0 || set > 0 {
		text = joined(lang.L("Last checked: {{.When}}", map[string]any{"When": moment(checked, now)}), onServer(max(missing-set, 0)))
	}
	switch {
	case asked && next.After(now):
		text = joined(text, lang.L("the server asks for a pause until {{.Time}}", map[string]any{"Time": minute(next, now)}))
	case next.After(now):
		text = joined(text, lang.L("next check {{.Time}}", map[string]any{"Time": in(next.Sub(now))}))
	}
	return text
}

// goes says that letters wait for a connection; empty: none does.
func (m *Model) goes() string {
	if m.waiting == 0 {
		return ""
	}
	return lang.N("{{.Count}} letters will be sent when you’re online", m.waiting, map[string]any{"Count": words.Count(m.waiting)})
}

func (m *Model) offline(s *state) string {
	var where, here, later string
	if p := serverOf(s.err); p != "" {
		where = lang.L("{{.Server}} can’t be reached", map[string]any{"Server": p})
	}
	if m.waiting > 0 || m.doubtful > 0 { // what the person has written matters more
		return joined(lang.L("Offline"), m.goes(), m.decide(), where)
	}
	count := map[string]any{"Count": words.Count(m.messages)}
	missing := m.missing()
	switch {
	case m.messages <= m.rest:
	case m.rest > 0:
		here = lang.N("{{.Count}} messages can be read and searched", m.messages-m.rest, map[string]any{"Count": words.Count(m.messages - m.rest)})
	case missing == 0:
		here = lang.N("all {{.Count}} messages can be read and searched", m.messages, count)
	default:
		here = lang.N("{{.Count}} messages can be read and searched", m.messages, count)
	}
	if !s.byHand {
		later = lang.L("mail will be checked when you are back online")
	}
	return joined(lang.L("Offline"), where, here, onServer(missing), m.restWaits(), later)
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
	return words.Near(t, now)
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

// LongWait is the time after which a server that has said nothing is called slow.
const LongWait = 10 * time.Second

func busy(label string, p *event.Progress, slow bool) (text string, progress float64) {
	if p == nil || p.TotalMessages+p.Rests == 0 {
		if slow {
			return lang.L("{{.Account}}: the server is slow to answer. Still waiting…", map[string]any{"Account": label}), -1
		}
		return lang.L("{{.Account}}: checking for new mail…", map[string]any{"Account": label}), -1
	}
	text = lang.L("{{.Account}}: receiving {{.Done}} of {{.Total}}", map[string]any{
		"Account": label, "Done": words.Count(p.Messages), "Total": words.Count(p.TotalMessages)})
	progress = float64(p.Messages) / float64(max(p.TotalMessages, 1))
	if p.Messages >= p.TotalMessages && p.Rests > 0 {
		text = lang.N("{{.Account}}: receiving the rest of {{.Count}} messages", p.Rests, map[string]any{"Account": label, "Count": words.Count(p.Rests)})
	}
	if p.TotalBytes > 0 {
		text += " · " + words.Part(p.Bytes, p.TotalBytes)
		progress = min(float64(p.Bytes)/float64(p.TotalBytes), 1)
	}
	if p.Left >= 5*time.Second {
		text += " · " + words.Left(p.Left)
	}
	return text, progress
}
