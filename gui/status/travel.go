package status

import (
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/words"
)

// traveling is the sentence of travel mode where nothing more urgent is to be told.
func (m *Model) traveling(now time.Time) string {
	checked, all := m.checked()
	when := lang.L("Not checked yet")
	if all {
		when = lang.L("checked {{.Time}}", map[string]any{"Time": moment(checked, now)})
	}
	return joined(lang.L("Travel mode"), when, onServer(m.missing()), m.restWaits(), words.Used(m.used, now))
}

// restWaits says that of some messages only the beginning is here; empty: of none.
func (m *Model) restWaits() string {
	if m.rest == 0 {
		return ""
	}
	return lang.N("the rest of {{.Count}} messages is on the server", m.rest, map[string]any{"Count": words.Count(m.rest)})
}

// checked is when the account was checked whose last check is the longest ago; all is false
// where one was not checked yet.
func (m *Model) checked() (t time.Time, all bool) {
	for _, id := range m.order {
		c := m.accounts[id].checked
		if c.IsZero() {
			return c, false
		}
		if t.IsZero() || c.Before(t) {
			t = c
		}
	}
	return t, true
}
