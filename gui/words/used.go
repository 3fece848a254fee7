package words

import (
	"time"

	"popmail/account"
	"popmail/gui/kit/lang"
)

// Used is how much was moved over the network: "3.1 MB used today, 84 MB this month". Where
// the counting has begun within the month, it says when.
func Used(u account.Used, now time.Time) string {
	data := map[string]any{"Today": Size(u.Today), "Month": Size(u.Month)}
	switch {
	case u.Since.IsZero():
		return lang.L("{{.Today}} used today, {{.Month}} this month", data)
	case Days(u.Since, now) == 0:
		return lang.L("{{.Today}} used today", data)
	}
	data["Day"] = Day(u.Since, now)
	return lang.L("{{.Today}} used today, {{.Month}} since {{.Day}}", data)
}
