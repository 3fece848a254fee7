package words

import (
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
)

// LongDate is a day with the whole name of its month: "December 4", with the year when it
// is not that of now.
func LongDate(t, now time.Time) string {
	t = t.In(now.Location())
	month := longMonth(t.Month())
	data := map[string]any{"Day": t.Day(), "Month": month}
	switch {
	case t.Year() != now.Year():
		return dayMonthYear(t.Day(), month, t.Year())
	case local().monthFirst:
		return lang.L("{{.Month}} {{.Day}}", data)
	}
	return lang.L("{{.Day}} {{.Month}}", data)
}

// Goes says when a message is removed from its server; part: it is perhaps not whole here.
func Goes(g account.Goes, part bool, now time.Time) string {
	switch {
	case g.Never() && g.Chosen:
		return lang.L("stays there, as you wished")
	case part:
		return lang.L("stays there: perhaps not all of it is on this computer")
	case g.Never():
		return lang.L("stays there")
	case g.Due(now):
		return lang.L("will be removed from the server at the next check")
	}
	return lang.L("will be removed from the server on {{.Day}}", map[string]any{"Day": LongDate(g.At, now)})
}

// Expires says after which time a server removes mail by itself; empty: it does not say so.
func Expires(e account.Expiry) string {
	switch {
	case !e.Said:
		return ""
	case e.Days == 0:
		return lang.L("The server says that it removes mail by itself once it was received.")
	}
	return lang.N("The server says that it removes mail by itself after {{.Count}} days.", e.Days, map[string]any{"Count": Count(e.Days)})
}
