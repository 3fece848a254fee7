package words

import (
	"time"

	"popmail/gui/kit/lang"
)

// Last is a time that is over, within a sentence: "today 2:21 PM", "yesterday 9:05 AM", the day
// of the week for the five days before, else the day: "on Monday", "on November 17". The zone of
// now is used.
func Last(t, now time.Time) string {
	t = t.In(now.Location())
	data := map[string]any{"Time": Time(t), "Weekday": LongWeekday(t.Weekday()), "Date": LongDate(t, now)}
	switch days := Days(t, now); {
	case days == 0:
		return lang.L("today {{.Time}}", data)
	case days == 1:
		return lang.L("yesterday {{.Time}}", data)
	case days > 1 && days < 7:
		return lang.L("on {{.Weekday}}", data)
	}
	return lang.L("on {{.Date}}", data)
}

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
