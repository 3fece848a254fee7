package cards

import (
	"slices"
	"strings"
	"time"

	"popmail/gui/kit/lang"
	"popmail/gui/words"
	"popmail/storage/eml"
)

// here is a moment on the person's clock; one that is in no zone is taken as it stands.
func here(m eml.Moment, now time.Time) time.Time {
	t := m.Time
	if t.IsZero() || !m.Floating {
		return t.In(now.Location())
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
}

// when says when an event is: the time itself, and what is to be said about it.
func when(e *eml.Event, now time.Time) (text string, more []string) {
	from, to := here(e.Start, now), here(e.End, now)
	switch {
	case e.Task && e.End.Time.IsZero():
		text = day(e.AllDay, from, now)
	case e.Task:
		text = lang.L("Due {{.Time}}", map[string]any{"Time": day(e.AllDay, to, now)})
		from = to
	default:
		text = span(e.AllDay, from, to, !e.End.Time.IsZero(), now)
	}
	if e.AllDay && !e.Task {
		more = append(more, lang.L("all day"))
	}
	end := from
	if to.After(end) {
		end = to
	}
	// Of one within a day the hours tell whether it is on.
	running := !e.Task && words.Days(from, now) >= 0 && words.Days(end, now) <= 0 && words.Days(from, now) != words.Days(end, now)
	if !e.AllDay {
		running = running && !now.Before(from) && now.Before(end)
	}
	switch {
	case running:
		more = append(more, lang.L("now"))
	case e.Repeat == nil || words.Days(from, now) < 0:
		more = append(more, words.Ahead(from, now))
	}
	switch {
	case e.AllDay:
	case !e.Start.Floating:
		more = append(more, lang.L("your time"))
	case e.Start.Zone != "":
		more = append(more, lang.L("time zone “{{.Zone}}”", map[string]any{"Zone": e.Start.Zone}))
	}
	return text, more
}

func day(whole bool, t, now time.Time) string {
	if whole {
		return words.LongDay(t, now)
	}
	return lang.L("{{.Day}}, {{.Time}}", map[string]any{"Day": words.LongDay(t, now), "Time": words.Whole(words.Time(t))})
}

// span is from one time to another.
func span(whole bool, from, to time.Time, ends bool, now time.Time) string {
	if !ends {
		return day(whole, from, now)
	}
	fy, fm, fd := from.Date()
	if ty, tm, td := to.Date(); !whole && fy == ty && fm == tm && fd == td {
		return lang.L("{{.Day}}, {{.Time}}", map[string]any{"Day": words.LongDay(from, now), "Time": words.Hours(from, to)})
	}
	return day(whole, from, now) + " – " + day(whole, to, now)
}

// there is the time where the event was made, if the clocks differ; "" where not.
func there(e *eml.Event, now time.Time) string {
	m := e.Start
	if m.Time.IsZero() {
		m = e.End
	}
	if m.Floating || m.Zone == "" || e.AllDay {
		return ""
	}
	_, theirs := m.Time.Zone()
	_, ours := m.Time.In(now.Location()).Zone()
	if theirs == ours {
		return ""
	}
	text := words.Whole(words.Time(m.Time))
	if y, mo, d := m.Time.Date(); !sameDay(here(m, now), y, mo, d) {
		text = lang.L("{{.Day}}, {{.Time}}", map[string]any{"Day": words.LongDay(m.Time, now), "Time": text})
	}
	if place := town(m.Zone); place != "" {
		return lang.L("{{.Time}} in {{.Place}}", map[string]any{"Time": text, "Place": place})
	}
	return text + " (" + m.Zone + ")"
}

// town is the place that a zone is named for; "" where it is named otherwise.
func town(zone string) string {
	if _, err := time.LoadLocation(zone); err != nil || !strings.Contains(zone, "/") {
		return ""
	}
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

// shifted says whose days the days of a rule are, where those of the person are others and the rule is not
// told by the person's.
func shifted(e *eml.Event, now time.Time) string {
	y, m, d := e.Start.Time.Date()
	if e.Start.Time.IsZero() || e.Start.Floating || sameDay(here(e.Start, now), y, m, d) || aside(e, now) != 0 {
		return ""
	}
	if e.Start.Zone == "" {
		if r := e.Repeat; len(r.Days)+len(r.MonthDays) == 0 && r.Every != "week" {
			return "" // it names no days
		}
		return lang.L("days in {{.Place}}", map[string]any{"Place": "UTC"})
	}
	if place := town(e.Start.Zone); place != "" {
		return lang.L("days in {{.Place}}", map[string]any{"Place": place})
	}
	return e.Start.Zone
}

// aside is how many days those of a weekly rule in UTC, which nobody lives by, are moved so that they are the
// person's: 1 or -1; 0 where that is not the same all year, or they are not moved.
func aside(e *eml.Event, now time.Time) int {
	if e.Start.Time.IsZero() || e.Start.Floating || e.Start.Zone != "" || e.Repeat == nil || e.Repeat.Every != "week" {
		return 0
	}
	for _, d := range e.Repeat.Days {
		if d.Week != 0 {
			return 0
		}
	}
	by := func(t time.Time) int {
		a, b := t.UTC(), t.In(now.Location())
		// As days of a calendar without zones.
		return int(time.Date(b.Year(), b.Month(), b.Day(), 0, 0, 0, 0, time.UTC).Sub(time.Date(a.Year(), a.Month(), a.Day(), 0, 0, 0, 0, time.UTC)).Hours()) / 24
	}
	days := by(e.Start.Time)
	for month := 1; month < 12; month++ { // clocks are changed within the year
		if by(e.Start.Time.AddDate(0, 0, 28*month)) != days {
			return 0
		}
	}
	return days
}

func sameDay(t time.Time, y int, m time.Month, d int) bool {
	ty, tm, td := t.Date()
	return ty == y && tm == m && td == d
}

// repeats says how an event repeats.
func repeats(e *eml.Event, now time.Time) string {
	r := e.Repeat
	text := every(e, now)
	switch {
	case r.Count > 0:
		return lang.N("{{.Repeats}}, {{.Count}} times", r.Count, map[string]any{"Repeats": text, "Count": words.Count(r.Count)})
	case !r.Until.Time.IsZero():
		until := r.Until
		if r.UntilDay {
			until.Floating = true
		}
		return lang.L("{{.Repeats}}, until {{.Date}}", map[string]any{"Repeats": text, "Date": words.Day(here(until, now), now)})
	}
	return text
}

func every(e *eml.Event, now time.Time) string {
	r := *e.Repeat
	by := aside(e, now)
	moved := func(d time.Weekday) time.Weekday { return (d + time.Weekday(7+by)) % 7 }
	r.Days = slices.Clone(r.Days)
	for i := range r.Days {
		r.Days[i].Day = moved(r.Days[i].Day)
	}
	count := map[string]any{"Count": words.Count(r.Interval)}
	var text string
	switch {
	case r.Every == "day" && r.Interval == 1:
		text = lang.L("Every day")
	case r.Every == "day":
		text = lang.N("Every {{.Count}} days", r.Interval, count)
	case r.Every == "week" && r.Interval == 1 && workdays(r.Days):
		return lang.L("Every weekday")
	case r.Every == "week" && r.Interval == 1:
		text = lang.L("Every week")
	case r.Every == "week":
		text = lang.N("Every {{.Count}} weeks", r.Interval, count)
	case r.Every == "month" && r.Interval == 1:
		text = lang.L("Every month")
	case r.Every == "month":
		text = lang.N("Every {{.Count}} months", r.Interval, count)
	case r.Every == "year" && r.Interval == 1:
		text = lang.L("Every year")
	case r.Every == "year":
		text = lang.N("Every {{.Count}} years", r.Interval, count)
	default:
		return lang.L("Repeats")
	}
	var days []string
	for _, d := range r.Days {
		days = append(days, dayOf(d))
	}
	for _, n := range r.MonthDays {
		if n == -1 {
			days = append(days, lang.L("the last day"))
			continue
		}
		days = append(days, lang.L("day {{.Number}}", map[string]any{"Number": n}))
	}
	if len(days) == 0 && r.Every == "week" && !e.Start.Time.IsZero() {
		days = []string{words.LongWeekday(moved(e.Start.Time.Weekday()))}
	}
	if len(days) > 0 {
		text = lang.L("{{.Every}} on {{.Days}}", map[string]any{"Every": text, "Days": listed(days)})
	}
	return text
}

// workdays reports whether days are Monday to Friday.
func workdays(days []eml.RepeatDay) bool {
	var set [7]bool
	for _, d := range days {
		if d.Week != 0 {
			return false
		}
		set[d.Day] = true
	}
	return set == [7]bool{false, true, true, true, true, true, false}
}

func dayOf(d eml.RepeatDay) string {
	data := map[string]any{"Weekday": words.LongWeekday(d.Day)}
	switch d.Week {
	case -1:
		return lang.L("the last {{.Weekday}}", data)
	case 1:
		return lang.L("the first {{.Weekday}}", data)
	case 2:
		return lang.L("the second {{.Weekday}}", data)
	case 3:
		return lang.L("the third {{.Weekday}}", data)
	case 4:
		return lang.L("the fourth {{.Weekday}}", data)
	case 5:
		return lang.L("the fifth {{.Weekday}}", data)
	}
	return words.LongWeekday(d.Day)
}
