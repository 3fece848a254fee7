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
	reShort = pattern(`^(\d{1,2})[-./](\d{1,2})[-./]?$`)
	reTwo   = pattern(`^(\d{1,2})[-./](\d{1,2})[-./](\d\d)$`)
	reSigns = pattern(`^(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?$`)
	reWords = pattern(`^(?:(\d{1,2})(?:\.|er|º)? )?(\pL[\pL\pM’'-]*)\.?(?: (\d{1,2}))?,?(?: (\d{4}|\d\d))?$`)
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
	if s = Fold(s); s == "" {
		return false
	}
	for w := range foreignNames().periods {
		if strings.HasPrefix(w, s) {
			return true
		}
	}
	return false
}

// period reads a day, a month, a year or a week in the time zone of now. Where
// day and month are both numbers, the day comes first (1.11.2025, 1/11/2025)
// unless only the other order is possible. Without a year the last such day that has begun is meant, and
// one of two digits is of the hundred years that end with this one. Names are those of English or of another language
// of the window. Weeks begin on Monday (ISO 8601).
func period(s string, now time.Time) (span, bool) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	today := day(now.Year(), int(now.Month()), now.Day(), now)
	week := today.start.AddDate(0, 0, -int(today.start.Weekday()+6)%7)
	if n := foreignNames().periods[Fold(s)]; n > 0 {
		s = periodWords[n-1]
	}
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
		return either(num(m[1]), num(m[2]), func(d, mon int) (span, bool) { return checkedDay(num(m[3]), mon, d, now) })
	}
	if m := reTwo().FindStringSubmatch(s); m != nil {
		return either(num(m[1]), num(m[2]), func(d, mon int) (span, bool) {
			return checkedDay(hundred(num(m[3]), now), mon, d, now)
		})
	}
	if m := reShort().FindStringSubmatch(s); m != nil {
		return either(num(m[1]), num(m[2]), func(d, mon int) (span, bool) { return lastDay(mon, d, now) })
	}
	if m := reSigns().FindStringSubmatch(s); m != nil {
		switch {
		case m[1] != "" && m[3] != "":
			return checkedDay(num(m[1]), num(m[2]), num(m[3]), now)
		case m[1] != "":
			return checkedMonth(num(m[1]), num(m[2]), now)
		case m[3] != "":
			return lastDay(num(m[2]), num(m[3]), now)
		case num(m[2]) >= 1 && num(m[2]) <= 12:
			return lastMonth(num(m[2]), now), true
		}
		return span{}, false
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
			t = monthsAgo(n, today.start)
		case 'y':
			t = monthsAgo(12*n, today.start)
		}
		return day(t.Year(), int(t.Month()), t.Day(), now), t.Year() > 0
	}
	return named(s, today, now)
}

// monthsAgo is the same day that many months before t, or the last one of a month that is shorter.
func monthsAgo(n int, t time.Time) time.Time {
	first := time.Date(t.Year(), t.Month()-time.Month(n), 1, 0, 0, 0, 0, t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// numeric reports whether a period is an age, or a day in numbers that does not begin with the year.
func numeric(s string) bool {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	return reAgo().MatchString(s) || reBack().MatchString(s) || reTwo().MatchString(s) || reShort().MatchString(s)
}

// either takes two numbers as a day and a month, in this order where that is possible.
func either(a, b int, as func(day, month int) (span, bool)) (span, bool) {
	if sp, ok := as(a, b); ok {
		return sp, true
	}
	return as(b, a)
}

// hundred is the year of two digits in the hundred years that end with this one.
func hundred(y int, now time.Time) int {
	if y += now.Year() / 100 * 100; y > now.Year() {
		y -= 100
	}
	return y
}

// lastDay is the last day of such a date that has begun.
func lastDay(mon, d int, now time.Time) (span, bool) {
	for y := now.Year(); y > now.Year()-9; y-- { // eight years may lie between two 29 Februaries
		if sp, ok := checkedDay(y, mon, d, now); ok && !sp.start.After(now) {
			return sp, true
		}
	}
	return span{}, false
}

// lastMonth is the last month of that number that has begun.
func lastMonth(mon int, now time.Time) span {
	sp := month(now.Year(), mon, now)
	if sp.start.After(now) {
		return month(now.Year()-1, mon, now)
	}
	return sp
}

// named reads "november", "nov 2025", "1 november 2025", "november 1, 2025" and
// days of the week. Without a year, the last one that has begun is meant.
func named(s string, today span, now time.Time) (span, bool) {
	m := reWords().FindStringSubmatch(joined().Replace(strings.ReplaceAll(s, " de ", " "))) // as in “3 de diciembre de 2025”
	if m == nil {
		return span{}, false
	}
	others, word := foreignNames(), Fold(m[2])
	n, mon := nameIn(dayNames, m[2]), nameIn(monthNames, m[2])
	if n == 0 && mon == 0 {
		n, mon = others.days[word], others.months[word]
	}
	if n > 0 && mon == 0 && m[1]+m[3]+m[4] == "" {
		back := (int(today.start.Weekday()) - (n - 1) + 7) % 7
		t := today.start.AddDate(0, 0, -back)
		return span{t, t.AddDate(0, 0, 1)}, true
	}
	if m[1] != "" && len(m[3]) == 2 && m[4] == "" { // “12 dec 24”
		m[3], m[4] = "", m[3]
	}
	if mon == 0 || m[1] != "" && m[3] != "" || len(m[4]) == 2 && m[1]+m[3] == "" {
		return span{}, false
	}
	y, d := num(m[4]), m[1]+m[3]
	if len(m[4]) == 2 {
		y = hundred(y, now)
	}
	switch {
	case m[4] != "" && d != "":
		return checkedDay(y, mon, num(d), now)
	case m[4] != "":
		return month(y, mon, now), true
	case d != "":
		return lastDay(mon, num(d), now)
	}
	return lastMonth(mon, now), true
}

// joined puts a hyphen into names of months that have several words, which Fold takes for a blank.
var joined = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for _, list := range monthNamesOf {
		for _, form := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '|' }) {
			if strings.Contains(form, " ") {
				pairs = append(pairs, form, strings.ReplaceAll(form, " ", "-"))
			}
		}
	}
	return strings.NewReplacer(pairs...)
})

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
