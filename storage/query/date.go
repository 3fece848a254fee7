package query

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// span is a stretch of time; end is no part of it.
type span struct{ start, end time.Time }

var (
	reYear  = pattern(`^(\d{4})[-./]?$`)
	reMonth = pattern(`^(\d{4})[-./](\d{1,2})[-./]?$`)
	reDay   = pattern(`^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:T.*)?$`)
	reEight = pattern(`^(\d{4})(\d\d)(\d\d)$`)
	reBack  = pattern(`^(\d{1,2})[-./](\d{1,2})[-./](\d{4})$`)
	reBackM = pattern(`^(\d{1,2})[-./](\d{4})$`)
	reAgo   = pattern(`^(\d{1,4}) ?(d|w|m|y|days?|weeks?|months?|years?)(?: ago)?$`)
	reWords = pattern(`^(?:(\d{1,2})\.? )?([a-z]+)\.?(?: (\d{1,2}))?,?(?: (\d{4}))?$`)
)

// words of a period that is typed; in the order in which they are shown to
// nobody, only looked through.
var periodWords = []string{"today", "yesterday",
	"this week", "this month", "this year", "last week", "last month", "last year"}

var monthNames = []string{"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december"}

var dayNames = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// beginsPeriod reports whether s may become the name of a period when more is
// typed.
func beginsPeriod(s string) bool {
	s = strings.ToLower(s)
	for _, w := range periodWords {
		if strings.HasPrefix(w, s) {
			return true
		}
	}
	return false
}

// period reads a day, a month, a year or a week in the time zone of now. Where
// day and month are both numbers, the day comes first (1.11.2025, 1/11/2025)
// unless only the other order is possible. Weeks begin on Monday (ISO 8601).
func period(s string, now time.Time) (span, bool) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	today := day(now.Year(), int(now.Month()), now.Day(), now)
	week := today.start.AddDate(0, 0, -int(today.start.Weekday()+6)%7)
	switch s {
	case "today":
		return today, true
	case "yesterday":
		return span{today.start.AddDate(0, 0, -1), today.start}, true
	case "this week", "week":
		return span{week, week.AddDate(0, 0, 7)}, true
	case "last week":
		return span{week.AddDate(0, 0, -7), week}, true
	case "this month", "month":
		return month(now.Year(), int(now.Month()), now), true
	case "last month":
		return month(now.Year(), int(now.Month())-1, now), true
	case "this year", "year":
		return year(now.Year(), now), true
	case "last year":
		return year(now.Year()-1, now), true
	}
	if m := reYear().FindStringSubmatch(s); m != nil {
		return year(num(m[1]), now), num(m[1]) > 0
	}
	if m := reMonth().FindStringSubmatch(s); m != nil {
		return checkedMonth(num(m[1]), num(m[2]), now)
	}
	if m := reBackM().FindStringSubmatch(s); m != nil {
		return checkedMonth(num(m[2]), num(m[1]), now)
	}
	if m := reDay().FindStringSubmatch(strings.ToUpper(s)); m != nil {
		return checkedDay(num(m[1]), num(m[2]), num(m[3]), now)
	}
	if m := reEight().FindStringSubmatch(s); m != nil {
		return checkedDay(num(m[1]), num(m[2]), num(m[3]), now)
	}
	if m := reBack().FindStringSubmatch(s); m != nil {
		if sp, ok := checkedDay(num(m[3]), num(m[2]), num(m[1]), now); ok {
			return sp, true
		}
		return checkedDay(num(m[3]), num(m[1]), num(m[2]), now)
	}
	if m := reAgo().FindStringSubmatch(s); m != nil {
		n := num(m[1])
		t := today.start
		switch m[2][0] {
		case 'd':
			t = t.AddDate(0, 0, -n)
		case 'w':
			t = t.AddDate(0, 0, -7*n)
		case 'm':
			t = t.AddDate(0, -n, 0)
		case 'y':
			t = t.AddDate(-n, 0, 0)
		}
		return day(t.Year(), int(t.Month()), t.Day(), now), t.Year() > 0
	}
	return named(s, today, now)
}

// named reads "november", "nov 2025", "1 november 2025", "november 1, 2025" and
// days of the week. Without a year, the last one that has begun is meant.
func named(s string, today span, now time.Time) (span, bool) {
	m := reWords().FindStringSubmatch(s)
	if m == nil {
		return span{}, false
	}
	if n := nameIn(dayNames, m[2]); n > 0 && m[1]+m[3]+m[4] == "" {
		back := (int(today.start.Weekday()) - (n - 1) + 7) % 7
		t := today.start.AddDate(0, 0, -back)
		return span{t, t.AddDate(0, 0, 1)}, true
	}
	mon := nameIn(monthNames, m[2])
	if mon == 0 || m[1] != "" && m[3] != "" {
		return span{}, false
	}
	y := num(m[4])
	at := func(y int) (span, bool) {
		if d := m[1] + m[3]; d != "" {
			return checkedDay(y, mon, num(d), now)
		}
		return month(y, mon, now), true
	}
	if m[4] != "" {
		return at(y)
	}
	sp, ok := at(now.Year())
	if ok && sp.start.After(now) {
		return at(now.Year() - 1)
	}
	return sp, ok
}

// nameIn returns the place of s among names, counted from 1; three letters are
// enough.
func nameIn(names []string, s string) int {
	for i, n := range names {
		if s == n || len(s) >= 3 && strings.HasPrefix(n, s) {
			return i + 1
		}
	}
	return 0
}

func num(s string) int {
	n, _ := strconv.Atoi(s) // the callers' patterns let at most four digits through; "" is 0
	return n
}

func day(y, m, d int, now time.Time) span {
	return span{time.Date(y, time.Month(m), d, 0, 0, 0, 0, now.Location()),
		time.Date(y, time.Month(m), d+1, 0, 0, 0, 0, now.Location())}
}

func month(y, m int, now time.Time) span {
	return span{time.Date(y, time.Month(m), 1, 0, 0, 0, 0, now.Location()),
		time.Date(y, time.Month(m)+1, 1, 0, 0, 0, 0, now.Location())}
}

func year(y int, now time.Time) span {
	return span{time.Date(y, 1, 1, 0, 0, 0, 0, now.Location()),
		time.Date(y+1, 1, 1, 0, 0, 0, 0, now.Location())}
}

func checkedMonth(y, m int, now time.Time) (span, bool) {
	return month(y, m, now), y > 0 && m >= 1 && m <= 12
}

func checkedDay(y, m, d int, now time.Time) (span, bool) {
	s := day(y, m, d, now)
	// A day that the month has not would move into the next.
	return s, y > 0 && m >= 1 && m <= 12 && d >= 1 && time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC).Day() == d
}

// pattern is compiled when it is wanted for the first time: what starts does not wait for it.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
