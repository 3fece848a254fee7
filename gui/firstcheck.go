package gui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/account"
)

// firstChecks are the accounts whose first check was seen before it had ended, with when it has; zero: it has not. What
// came until then lay on the server before, however long that took.
type firstChecks map[account.ID]time.Time

// until reports whether a letter that came at a time came before the first check of its account had ended.
func (f firstChecks) until(id account.ID, came time.Time) bool {
	end, seen := f[id]
	return seen && (end.IsZero() || !came.After(end))
}

// end notes the ends of those that have ended.
func (f firstChecks) end(all map[account.ID]account.Status) {
	for id, end := range f {
		if last := all[id].LastCheck; end.IsZero() || last.IsZero() { // zero: it has become another mailbox
			f[id] = last
		}
	}
}

// firstChecks reads them from the preferences: "12" has not ended, and "12 1700000000000" has then, in milliseconds since 1970.
func (t *telling) firstChecks() firstChecks {
	out := firstChecks{}
	for _, l := range t.app.Preferences().StringList(prefFirst) {
		number, when, ended := strings.Cut(l, " ")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			continue
		}
		var end time.Time
		if ms, err := strconv.ParseInt(when, 10, 64); ended && err == nil {
			end = time.UnixMilli(ms)
		}
		out[account.ID(id)] = end
	}
	return out
}

// checked notes how the checks of all accounts stand.
func (t *telling) checked(all map[account.ID]account.Status) {
	known := t.firstChecks()
	var list []string
	for id, s := range all {
		end, seen := known[id]
		if !seen && !s.LastCheck.IsZero() { // it ended with an older version, or before the window was there
			continue
		}
		if end.IsZero() || s.LastCheck.IsZero() {
			end = s.LastCheck
		}
		l := strconv.FormatInt(int64(id), 10)
		if !end.IsZero() {
			l += " " + strconv.FormatInt(end.UnixMilli(), 10)
		}
		list = append(list, l)
	}
	slices.Sort(list)
	if p := t.app.Preferences(); !slices.Equal(p.StringList(prefFirst), list) {
		p.SetStringList(prefFirst, list)
	}
}
