package words

import (
	"strings"
	"time"
	"unicode"

	"popmail/gui/kit/lang"
)

// LongDay is a day by its whole name: "Saturday, December 12", with the year when it
// is not that of now. t is not moved into another zone.
func LongDay(t, now time.Time) string {
	month := longMonth(t.Month())
	data := map[string]any{"Weekday": LongWeekday(t.Weekday()), "Day": t.Day(), "Month": month}
	switch {
	case t.Year() != now.Year():
		data["Date"] = dayMonthYear(t.Day(), month, t.Year())
		return lang.L("{{.Weekday}}, {{.Date}}", data)
	case local().monthFirst:
		return lang.L("{{.Weekday}}, {{.Month}} {{.Day}}", data)
	}
	return lang.L("{{.Weekday}}, {{.Day}} {{.Month}}", data)
}

// ShortMonth is a month as it stands on a leaf of a calendar: "Dec".
func ShortMonth(t time.Time) string { return strings.TrimSuffix(shortMonth(t.Month()), ".") }

// Hours is a span of hours within a day: "19:00 – 23:00", "7:00 – 11:00 PM",
// "11:00 AM – 1:00 PM".
func Hours(from, to time.Time) string {
	first := Time(from)
	// Half of the day is said once where it stands behind the hour.
	if local().twelve && unicode.IsDigit([]rune(first)[0]) && (from.Hour() < 12) == (to.Hour() < 12) {
		first = lang.L("{{.Hour}}:{{.Minute}}", map[string]any{"Hour": (from.Hour()+11)%12 + 1, "Minute": from.Format("04")})
	}
	return Whole(first) + "\u00a0– " + Whole(Time(to))
}

// Ahead is how far off a day is: "today", "tomorrow", "in 16 days", "yesterday",
// "16 days ago". The zone of now is used.
func Ahead(t, now time.Time) string {
	switch days := -Days(t, now); {
	case days == 0:
		return lang.L("today")
	case days == 1:
		return lang.L("tomorrow")
	case days == -1:
		return lang.L("yesterday")
	case days > 0:
		return lang.N("in {{.Count}} days", days, map[string]any{"Count": Count(days)})
	default:
		return lang.N("{{.Count}} days ago", -days, map[string]any{"Count": Count(-days)})
	}
}
