package words

import (
	"time"

	"popmail/gui/kit/lang"
)

// Near is a time within a sentence, before or after now: "6:00 PM today", "tomorrow, 8:00 AM",
// "yesterday, 8:00 AM", the day of the week for the six days to come, else the day:
// "Monday, 8:00 AM", "12 Dec, 8:00 AM". The zone of now is used.
func Near(t, now time.Time) string {
	t = t.In(now.Location())
	data := map[string]any{"Time": Time(t), "Weekday": LongWeekday(t.Weekday()), "Date": Day(t, now)}
	switch days := Days(t, now); {
	case days == 0:
		return lang.L("{{.Time}} today", data)
	case days == 1:
		return lang.L("yesterday, {{.Time}}", data)
	case days == -1:
		return lang.L("tomorrow, {{.Time}}", data)
	case days < 0 && days > -7:
		return lang.L("{{.Weekday}}, {{.Time}}", data)
	}
	return lang.L("{{.Date}}, {{.Time}}", data)
}
