package words

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"popmail/account"
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
