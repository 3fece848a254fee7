package words

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"popmail/gui/kit/lang"
)

// DayOf reads a day that a person has typed: "12/24", "24.12.2026", "2026-12-24", "December 24",
// "24 Dec". Without a year it is the next such day. Of two numbers the first is the month
// where that stands first. It returns the midnight with which the day begins, in the zone of now.
func DayOf(text string, now time.Time) (day time.Time, ok bool) {
	var numbers []int
	month := 0
	apart := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == '年' || r == '月' || r == '日'
	}
	yearFirst := false
	for i, word := range strings.FieldsFunc(strings.Map(plainDigit, text), apart) {
		n, err := strconv.Atoi(cardinal(word))
		switch {
		case slices.Contains(ofDay, strings.ToLower(word)):
		case err == nil && n >= 0 && n < 10_000 && len(word) <= 4:
			yearFirst = yearFirst || i == 0 && n > 31
			numbers = append(numbers, n)
		case month == 0:
			if month = monthOf(word); month == 0 {
				return time.Time{}, false
			}
		default:
			return time.Time{}, false
		}
	}
	year := 0
	switch n := len(numbers); {
	case yearFirst && n == 3:
		year, month, n = numbers[0], numbers[1], numbers[2]
		return dayIn(year, month, n, now)
	case month > 0 && yearFirst && n == 2:
		return dayIn(numbers[0], month, numbers[1], now)
	case month > 0 && (n == 1 || n == 2):
		if n == 2 {
			year = numbers[1]
		}
		return dayIn(year, month, numbers[0], now)
	case month == 0 && (n == 2 || n == 3):
		if n == 3 {
			year = numbers[2]
		}
		if strings.Contains(local().typed.order, "md") {
			return dayIn(year, numbers[0], numbers[1], now)
		}
		return dayIn(year, numbers[1], numbers[0], now)
	}
	return time.Time{}, false
}

// ofDay are words that stand between day, month and year: "24 de diciembre de 2026", "the 24th of December".
var ofDay = []string{"de", "do", "del", "di", "du", "dell", "of", "the", "le", "il", "el", "o", "der", "den", "van", "am", "г", "р", "года", "року", "roku", "r"}

// cardinal is what stands before the ending of an ordinal number: of "1st", "1er", "1º".
func cardinal(word string) string {
	digits := strings.TrimLeft(word, "0123456789")
	if slices.Contains([]string{"st", "nd", "rd", "th", "er", "re", "º", "ª", "o", "a", "e", "ro"}, strings.ToLower(digits)) {
		return strings.TrimSuffix(word, digits)
	}
	return word
}

// plainDigit is a digit of Arabic, Persian or Japanese keyboards as one of ours.
func plainDigit(r rune) rune {
	for _, zero := range []rune{'٠', '۰', '０'} {
		if r >= zero && r < zero+10 {
			return r - zero + '0'
		}
	}
	return r
}

// dayIn is a day; year 0: the next one that is not over.
func dayIn(year, month, day int, now time.Time) (time.Time, bool) {
	next := year == 0
	switch {
	case next:
		year = now.Year()
	case year < 100:
		year += 2000
	}
	at := func(year int) (time.Time, bool) {
		t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, now.Location())
		return t, int(t.Month()) == month && t.Day() == day
	}
	t, ok := at(year)
	if next && (!ok || Days(t, now) > 0) {
		for n := 1; n <= 8 && (!ok || Days(t, now) > 0); n++ { // February 29 comes once in eight years at least
			t, ok = at(year + n)
		}
	}
	return t, ok
}

// monthOf is the number of a month of which at least three letters are there; 0: it is none.
func monthOf(word string) int {
	word = strings.ToLower(word)
	if len([]rune(word)) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		for _, name := range []string{longMonth(m), lang.L(m.String()), shortMonth(m), m.String()} {
			if strings.HasPrefix(strings.ToLower(name), word) || word == strings.ToLower(name) {
				return int(m)
			}
		}
	}
	return 0
}

// TypedDay is how a day may be typed, for an example: "12/24/2026".
func TypedDay(t time.Time) string {
	y, m, d := t.Date()
	h := local().typed
	var out []string
	for _, part := range h.order {
		out = append(out, strconv.Itoa(map[rune]int{'y': y, 'm': int(m), 'd': d}[part]))
	}
	return strings.Join(out, h.sep)
}
