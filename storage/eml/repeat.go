package eml

import (
	"strconv"
	"strings"
	"time"
)

// Repeat is how an event repeats (RFC 5545, section 3.3.10).
type Repeat struct {
	// Every is day, week, month or year; "" where it repeats in a way that is told
	// here only in part.
	Every string
	// Interval is how many of them lie between, 1 for every one.
	Interval  int
	Days      []RepeatDay // on which days of the week; at most 7
	MonthDays []int       // on which days of the month, -1 is the last; at most 31
	Count     int         // how many times in all; 0: it is not said
	Until     Moment      // the last; zero: it is not said
	UntilDay  bool        // Until is a day
}

// RepeatDay is a day of the week: each, or which one of the month.
type RepeatDay struct {
	Day  time.Weekday
	Week int // 1 is the first of the month, -1 the last; 0: each
}

// readRepeat reads a rule; nil where there is none.
func readRepeat(s string, zones *zoneReader) *Repeat {
	s = strings.ToUpper(s)
	if s == "" {
		return nil
	}
	r := &Repeat{Interval: 1}
	if len(s) > 2000 {
		return r
	}
	if !strings.Contains(s, "FREQ=") {
		r.old(s, zones)
		return r
	}
	odd := false
	for p := range strings.SplitSeq(s, ";") {
		key, v, _ := strings.Cut(p, "=")
		switch strings.TrimSpace(key) {
		case "FREQ":
			r.Every = map[string]string{"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[v]
			odd = odd || r.Every == ""
		case "INTERVAL":
			if n, err := strconv.Atoi(v); err == nil && n > 0 && n < 10000 {
				r.Interval = n
			}
		case "COUNT":
			r.Count = count(v)
		case "UNTIL":
			r.Until, r.UntilDay = zones.moment(v, "")
		case "BYDAY":
			for d := range strings.SplitSeq(v, ",") {
				week, day, ok := weekDay(d)
				if !ok || len(r.Days) == 7 || week < -1 || week > 5 {
					odd = true
					break
				}
				r.Days = append(r.Days, RepeatDay{Day: day, Week: week})
			}
		case "BYMONTHDAY":
			for d := range strings.SplitSeq(v, ",") {
				n, err := strconv.Atoi(strings.TrimSpace(d))
				if err != nil || n < -1 || n > 31 || n == 0 || len(r.MonthDays) == 31 {
					odd = true
					break
				}
				r.MonthDays = append(r.MonthDays, n)
			}
		case "BYSETPOS":
			// The first or last of some days: "1SU" by other means, if it is one day.
			n, err := strconv.Atoi(v)
			if err != nil || n < -1 || n > 5 || n == 0 {
				odd = true
				break
			}
			if len(r.Days) != 1 || r.Days[0].Week != 0 {
				odd = true
				break
			}
			r.Days[0].Week = n
		case "BYMONTH":
			// In the month of the event, as programs write it; other lists are not told.
			odd = odd || strings.Contains(v, ",") || r.Every != "year"
		case "WKST", "":
		default:
			odd = true
		}
	}
	if odd || len(r.MonthDays) > 0 && len(r.Days) > 0 {
		r.Every, r.Days, r.MonthDays = "", nil, nil
	}
	return r
}

func count(v string) int {
	if n, err := strconv.Atoi(v); err == nil && n > 0 && n < 100000 {
		return n
	}
	return 0
}

// old reads a rule of vCalendar 1.0, such as "W2 MO WE #10", "D1 20261231T000000".
func (r *Repeat) old(s string, zones *zoneReader) {
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return
	}
	head := fields[0]
	every := ""
	for _, k := range [...][2]string{{"MP", "month"}, {"MD", "month"}, {"YM", "year"}, {"YD", "year"}, {"D", "day"}, {"W", "week"}} {
		if n, ok := strings.CutPrefix(head, k[0]); ok {
			if v, err := strconv.Atoi(n); err == nil && v > 0 && v < 10000 {
				every, r.Interval = k[1], v
			}
			break
		}
	}
	if every == "" {
		return
	}
	week, odd := 0, false
	for _, f := range fields[1:] {
		if n, ok := strings.CutPrefix(f, "#"); ok {
			r.Count = count(n)
			continue
		}
		if m, day := zones.moment(f, ""); !m.Time.IsZero() {
			r.Until, r.UntilDay = m, day
			continue
		}
		if _, day, ok := weekDay(f); ok && len(f) == 2 && len(r.Days) < 7 {
			r.Days = append(r.Days, RepeatDay{Day: day, Week: week})
			continue
		}
		n, err := strconv.Atoi(strings.TrimRight(f, "+-"))
		switch {
		case err != nil || n < 1 || n > 31:
			odd = true
		case strings.HasSuffix(f, "+") && n <= 5:
			week = n
		case strings.HasSuffix(f, "-") && n == 1:
			week = -1
		case strings.HasPrefix(head, "MD") && len(r.MonthDays) < 31:
			r.MonthDays = append(r.MonthDays, n)
		case strings.HasPrefix(head, "YM"): // in the month of the event
			odd = odd || len(fields) > 3
		default:
			odd = true
		}
	}
	if odd {
		r.Days, r.MonthDays = nil, nil
		return
	}
	r.Every = every
}
