package archive

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxFromLine is how much is looked at of a line that may part two messages of an mbox.
const maxFromLine = 1 << 10

// fromLine reads a From_ line (RFC 4155, appendix A) without its line end. sure: it holds a
// whole date, as no sentence does. likely: it may well be one, such as "From - " or one with
// an odd date.
func fromLine(line []byte) (date time.Time, sure, likely bool) {
	rest, ok := bytes.CutPrefix(line, []byte("From "))
	if !ok || len(line) > maxFromLine {
		return date, false, false
	}
	words := strings.Fields(string(rest))
	if date, sure = dateOf(words); sure {
		return date, true, true
	}
	if len(words) == 1 {
		return date, false, words[0] == "-" || strings.ContainsRune(words[0], '@') || strings.ToUpper(words[0]) == words[0]
	}
	year, clock := false, false
	for i, w := range words {
		w = strings.Trim(w, ",()")
		n, err := strconv.Atoi(w)
		year = year || err == nil && n >= 1970 && n < 2200 || isoDate(w)
		_, ok := clockOf(w)
		clock = clock || ok && i > 0
	}
	return date, false, year && clock
}

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// dateOf reads a date of any usual order: "Mon Jan  2 15:04:05 2006", with a time zone before
// or behind the year, and "Mon, 2 Jan 2006 15:04:05 +0100". Without a time zone it is UTC.
func dateOf(words []string) (t time.Time, ok bool) {
	day, month, year, zone := 0, 0, 0, 0
	var clock time.Duration
	timed, weekday := false, false
	for _, w := range words {
		w = strings.ToLower(strings.Trim(w, ",()"))
		m := 0
		if len(w) >= 3 {
			m = slices.Index(months, w[:3]) + 1
		}
		n, err := strconv.Atoi(w)
		c, isClock := clockOf(w)
		switch {
		case len(w) == 3 && strings.Contains("sun mon tue wed thu fri sat", w):
			// What stood before it was the sender.
			weekday, day, month, year, timed = true, 0, 0, 0, false
		case m > 0 && len(w) <= 9 && month == 0:
			month = m
		case isClock && !timed:
			clock, timed = c, true
		case len(w) == 5 && (w[0] == '+' || w[0] == '-') && err == nil:
			zone = n/100*3600 + n%100*60
		case err != nil:
		case n >= 1 && n <= 31 && len(w) <= 2 && day == 0:
			day = n
		case len(w) == 4 && n >= 1970 && n < 2200 && year == 0:
			year = n
		}
	}
	if !weekday || day == 0 || month == 0 || year == 0 || !timed {
		return t, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.FixedZone("", zone)).Add(clock).UTC(), true
}

// clockOf reads 15:04 or 15:04:05.
func clockOf(w string) (time.Duration, bool) {
	parts := strings.Split(w, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	var d time.Duration
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second}[:len(parts)] {
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 || n > 60 || len(parts[i]) > 2 {
			return 0, false
		}
		d += time.Duration(n) * unit
	}
	return d, true
}

// isoDate reports whether w begins as 2006-01-02.
func isoDate(w string) bool {
	if len(w) < 10 {
		return false
	}
	_, err := time.Parse(time.DateOnly, w[:10])
	return err == nil
}

// headerLike reports whether a line may begin the header of a message: a field (RFC 5322,
// section 2.2), or a From_ line that was quoted.
func headerLike(line []byte) bool {
	if bytes.HasPrefix(line, []byte(">From ")) {
		return true
	}
	name, _, ok := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	if !ok || len(name) == 0 || len(name) > 76 {
		return false
	}
	for _, c := range name {
		if c <= ' ' || c >= 0x7F {
			return false
		}
	}
	return true
}

// parts reports whether a line begins a new message of an mbox. blank: the line before is
// empty, or there is none; next is what follows.
//
// QUIRK: programs forget the empty line before it, write dates of many kinds or none, and do
// not all quote lines of text that begin with "From ".
func parts(line, next []byte, blank bool) (date time.Time, is bool) {
	date, sure, likely := fromLine(line)
	header := headerLike(next)
	return date, sure && (blank || header) || likely && blank && header
}
