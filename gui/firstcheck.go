package gui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/event"
	"popmail/storage/mailbox"
)

// firstCheck is how the first check of an account stands.
type firstCheck struct {
	end  time.Time // zero: it has not ended
	left bool      // something stayed on the server then, as what the disk had no room for; it may come at any time later
}

// firstChecks are the accounts whose first check was seen before it had ended. What came until then lay on the server
// before, however long that took.
type firstChecks map[account.ID]firstCheck

// before reports whether a letter came before the first check of its account had ended, or may have been left by it.
func (f firstChecks) before(s *mailbox.Summary) bool {
	c, seen := f[s.Account]
	return seen && (c.end.IsZero() || !s.Received.After(c.end) || c.left && !s.SortKey.After(c.end))
}

// by is how it stands once an account does as s says.
func (c firstCheck) by(s account.Status) firstCheck {
	switch {
	case s.LastCheck.IsZero(): // it has become another mailbox
		return firstCheck{}
	case c.end.IsZero():
		return firstCheck{s.LastCheck, s.Held.Missing > 0}
	}
	return c
}

// end notes the ends of those that have ended.
func (f firstChecks) end(all map[account.ID]account.Status) {
	for id, c := range f {
		f[id] = c.by(all[id])
	}
}

// firstLeft follows the time in the preferences where something was left.
const firstLeft = " left"

// firstChecks reads them from the preferences: "12" has not ended, and "12 1700000000000" has then, in milliseconds since 1970;
// "12 1700000000000 left" has left something.
func (t *telling) firstChecks() firstChecks {
	out := firstChecks{}
	for _, l := range t.app.Preferences().StringList(prefFirst) {
		number, when, ended := strings.Cut(l, " ")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			continue
		}
		var c firstCheck
		when, c.left = strings.CutSuffix(when, firstLeft)
		if ms, err := strconv.ParseInt(when, 10, 64); ended && err == nil {
			c.end = time.UnixMilli(ms)
		}
		out[account.ID(id)] = c
	}
	return out
}

// checked notes how the checks of all accounts stand.
func (t *telling) checked(all map[account.ID]account.Status) {
	known, now := t.firstChecks(), firstChecks{}
	for id, s := range all {
		c, seen := known[id]
		if !seen && !s.LastCheck.IsZero() { // it ended with an older version, or before the window was there
			continue
		}
		now[id] = c.by(s)
	}
	t.keepChecks(now)
}

// checkEnded notes that a check has ended, before another one can: what it has left tells.
func (t *telling) checkEnded(e event.Finished) {
	known := t.firstChecks()
	if c, seen := known[e.Account]; seen && !e.At.IsZero() {
		known[e.Account] = c.by(account.Status{LastCheck: e.At, Held: e.Held})
		t.keepChecks(known)
	}
}

// keepChecks writes them to the preferences.
func (t *telling) keepChecks(now firstChecks) {
	var list []string
	for id, c := range now {
		l := strconv.FormatInt(int64(id), 10)
		if !c.end.IsZero() {
			l += " " + strconv.FormatInt(c.end.UnixMilli(), 10)
			if c.left {
				l += firstLeft
			}
		}
		list = append(list, l)
	}
	slices.Sort(list)
	if p := t.app.Preferences(); !slices.Equal(p.StringList(prefFirst), list) {
		p.SetStringList(prefFirst, list)
	}
}
