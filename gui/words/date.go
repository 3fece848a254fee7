package words

import (
	"strconv"
	"strings"
	"time"

	"popmail/gui/kit/lang"
)

// Time is the time of day: "14:21" or "2:21 PM".
func Time(t time.Time) string {
	h, m := t.Hour(), t.Minute()
	minute := strconv.Itoa(m)
	if m < 10 {
		minute = "0" + minute
	}
	if !local().twelve {
		hour := strconv.Itoa(h)
		if h < 10 {
			hour = "0" + hour
		}
		return hour + ":" + minute
	}
	data := map[string]any{"Hour": (h+11)%12 + 1, "Minute": minute}
	if h < 12 {
		return lang.L("{{.Hour}}:{{.Minute}} AM", data)
	}
	return lang.L("{{.Hour}}:{{.Minute}} PM", data)
}

// Date is the short form for a list: the time for today and yesterday, which a
// list has as headings, the weekday for the five days before ("Fri"), else the day ("17 Nov"), with the year when it is not
// that of now ("3 Mar 2024"). The zone of now is used. The zero time gives "".
func Date(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	switch days := Days(t, now); {
	case days == 0, days == 1:
		return Time(t)
	case days > 1 && days < 7:
		return Weekday(t)
	}
	return Day(t, now)
}

// Brief is as Date where no heading says the day: of yesterday it is "Yesterday".
func Brief(t, now time.Time) string {
	if !t.IsZero() && Days(t, now) == 1 {
		return lang.L("Yesterday")
	}
	return Date(t, now)
}

// DateTime is the form for a message that is read: "Today 14:21", "Yesterday
// 9:05", "Fri 20 Nov, 18:30" and "3 Mar 2024, 18:30". The zone of now is used.
func DateTime(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(now.Location())
	days := Days(t, now)
	data := map[string]any{"Time": Time(t), "Weekday": Weekday(t), "Date": Day(t, now)}
	switch {
	case days == 0:
		return lang.L("Today {{.Time}}", data)
	case days == 1:
		return lang.L("Yesterday {{.Time}}", data)
	case t.Year() == now.Year():
		return lang.L("{{.Weekday}} {{.Date}}, {{.Time}}", data)
	}
	return lang.L("{{.Date}}, {{.Time}}", data)
}

// Whole is text that no line breaks inside.
func Whole(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// Full is the whole date with the zone that t carries:
// "Friday, 20 November 2026, 14:21:07 (UTC+01:00)".
func Full(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	zone := t.Format("-07:00")
	if zone == "+00:00" {
		zone = ""
	}
	return lang.L("{{.Weekday}}, {{.Date}}, {{.Time}} (UTC{{.Zone}})", map[string]any{
		"Weekday": lang.L(t.Weekday().String()),
		"Date":    dayMonthYear(t.Day(), longMonth(t.Month()), t.Year()),
		"Time":    Time(t),
		"Zone":    zone,
	})
}

// Day is the day without the time: "17 Nov", with the year when it is not that
// of now: "3 Mar 2024".
func Day(t, now time.Time) string {
	t = t.In(now.Location())
	month := shortMonth(t.Month())
	if t.Year() != now.Year() {
		return dayMonthYear(t.Day(), month, t.Year())
	}
	data := map[string]any{"Day": t.Day(), "Month": month}
	if local().monthFirst {
		return lang.L("{{.Month}} {{.Day}}", data)
	}
	return lang.L("{{.Day}} {{.Month}}", data)
}

func dayMonthYear(day int, month string, year int) string {
	data := map[string]any{"Day": day, "Month": month, "Year": year}
	if local().monthFirst {
		return lang.L("{{.Month}} {{.Day}}, {{.Year}}", data)
	}
	return lang.L("{{.Day}} {{.Month}} {{.Year}}", data)
}

// Month is "November", with the year when it is not that of now: "March 2024".
func Month(t, now time.Time) string {
	t = t.In(now.Location())
	name := lang.L(t.Month().String())
	if t.Year() == now.Year() {
		return name
	}
	return lang.L("{{.Month}} {{.Year}}", map[string]any{"Month": name, "Year": t.Year()})
}

// Weekday is the short name of the day: "Fri".
func Weekday(t time.Time) string {
	name := t.Weekday().String()[:3]
	return lang.X("short day "+name, name) // the sun is another word elsewhere
}

// LongWeekday is "Saturday".
func LongWeekday(d time.Weekday) string { return lang.L(d.String()) }

// longMonth is the name of a month behind or before the number of a day, which has another
// form in some languages than where it stands alone ("20 ноября", "ноябрь").
func longMonth(m time.Month) string { return lang.X("day of "+m.String(), m.String()) }

// shortMonth must not be cut from the full name: "May" is both, and a
// translation may tell them apart.
func shortMonth(m time.Month) string { return lang.X("short month "+m.String()[:3], m.String()[:3]) }

// Days is the number of midnights between t and now in the zone of now: 0
// today, 1 yesterday, negative in the future.
func Days(t, now time.Time) int {
	y, m, d := t.In(now.Location()).Date()
	ny, nm, nd := now.Date()
	return int(time.Date(ny, nm, nd, 0, 0, 0, 0, time.UTC).Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
}

// WeekStart is the midnight with which the week of now began, in the zone of now.
func WeekStart(now time.Time) time.Time {
	y, m, d := now.Date()
	return time.Date(y, m, d-int(now.Weekday()-local().week+7)%7, 0, 0, 0, 0, now.Location())
}

// Left is an estimate of the time left, in words: "about 2 min left".
func Left(d time.Duration) string {
	switch {
	case d < 45*time.Second:
		return lang.L("less than a minute left")
	case d < time.Hour:
		return lang.L("about {{.Minutes}} min left", map[string]any{"Minutes": Count(int(d.Round(time.Minute) / time.Minute))})
	}
	return lang.L("about {{.Hours}} h left", map[string]any{"Hours": Count(int(d.Round(time.Hour) / time.Hour))})
}

// Span is a length of time in words, rounded up: "15 minutes".
func Span(d time.Duration) string {
	up := func(unit time.Duration) (int, map[string]any) {
		n := int((d + unit - 1) / unit)
		return n, map[string]any{"Count": Count(n)}
	}
	switch {
	case d <= 90*time.Second:
		n, c := up(time.Second)
		return lang.N("{{.Count}} seconds", n, c)
	case d <= 90*time.Minute:
		n, c := up(time.Minute)
		return lang.N("{{.Count}} minutes", n, c)
	}
	n, c := up(time.Hour)
	return lang.N("{{.Count}} hours", n, c)
}
