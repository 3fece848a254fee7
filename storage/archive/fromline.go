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
//
// QUIRK: where a program did not know the time, the line says 1 January 1970, or the day before
// where it reckons in a zone of the west. Such a line is sure, but its date is none.
func fromLine(line []byte) (date time.Time, sure, likely bool) {
	rest, ok := bytes.CutPrefix(line, []byte("From "))
	if !ok || len(line) > maxFromLine {
		return date, false, false
	}
	words := strings.Fields(string(rest))
	if date, sure = dateOf(words); sure {
		if date.Before(firstDate) {
			date = time.Time{}
		}
		return date, true, true
	}
	if len(words) == 2 {
		if date, err := time.Parse(time.RFC3339, strings.ToUpper(words[1])); err == nil {
			return date.UTC(), true, true
		}
	}
	if len(words) == 1 {
		return date, false, words[0] == "-" || words[0] == "MAILER-DAEMON" || strings.ContainsRune(words[0], '@')
	}
	return date, false, oddDate(words)
}

// bareLine reports whether a line may be a From_ line of which nothing, or one word of any kind, is left.
//
// QUIRK: Thunderbird's files hold some that are "From " alone.
func bareLine(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("From "))
	return ok && len(line) <= maxFromLine && len(bytes.Fields(rest)) <= 1
}

// nothingLeft reports whether a From_ line has nothing but its "From ".
func nothingLeft(line []byte) bool {
	return len(bytes.TrimSpace(line)) == len("From") && bareLine(line)
}

// firstDate is when dates begin to mean something: a day into the time of Unix, whatever the zone.
var firstDate = time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)

// oddDate reports whether words hold a clock and a year, or a clock or a weekday and a date whose
// year has two digits.
func oddDate(words []string) bool {
	year, clock, day, month := false, false, false, false
	numbers := 0 // of two digits
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, ",()"))
		n, err := strconv.Atoi(w)
		_, isClock := clockOf(w)
		switch {
		case i == 0: // the sender
		case isClock, dotted(w):
			clock = true
		case isYear(w), isoDate(w), numericDate(w):
			year = true
			if isoDate(w) && len(w) > 11 && w[10] == 't' { // 2006-01-02T15:04:05
				_, of := clockOf(strings.TrimRight(w[11:min(len(w), 19)], "z"))
				clock = clock || of
			}
		case isWeekday(w):
			day = true
		case len(w) >= 3 && len(w) <= 9 && slices.Contains(months, w[:3]):
			month = true
		case err == nil && n >= 0 && len(w) <= 2 && w[0] != '+':
			numbers++
		}
	}
	return year && clock || month && numbers == 2 && (day || clock)
}

func isYear(w string) bool {
	n, err := strconv.Atoi(w)
	return err == nil && len(w) == 4 && n >= 1900 && n < 2200
}

func isWeekday(w string) bool {
	return len(w) == 3 && strings.Contains("sun mon tue wed thu fri sat", w)
}

// dotted reports whether w is a clock with dots: 15.04.05, or 15.04.
func dotted(w string) bool {
	parts := strings.Split(w, ".")
	for _, p := range parts {
		if len(p) != 2 {
			return false
		}
	}
	_, ok := clockOf(strings.ReplaceAll(w, ".", ":"))
	return ok
}

// numericDate reports whether w is a date of numbers alone, or with the name of a month: 1/2/99,
// 02.01.2006, 2-Jan-99.
func numericDate(w string) bool {
	for _, sep := range []string{"/", ".", "-"} {
		parts := strings.Split(w, sep)
		if len(parts) != 3 {
			continue
		}
		if n, err := strconv.Atoi(parts[0]); err != nil || n < 1 || n > 31 || len(parts[0]) > 2 {
			continue
		}
		n, err := strconv.Atoi(parts[1])
		named := len(parts[1]) == 3 && slices.Contains(months, parts[1])
		if !named && (err != nil || n < 1 || n > 31 || len(parts[1]) > 2) {
			continue
		}
		if n, err := strconv.Atoi(parts[2]); isYear(parts[2]) || err == nil && len(parts[2]) == 2 && n >= 0 {
			return true
		}
	}
	return false
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
		case isWeekday(w):
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
		case isYear(w) && year == 0:
			year = n
		}
	}
	if !weekday || day == 0 || month == 0 || year == 0 || !timed {
		return t, false
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.FixedZone("", zone)).Add(clock).UTC(), true
}

// clockOf reads 15:04, 15:04:05 or 15:04:05.123.
func clockOf(w string) (time.Duration, bool) {
	parts := strings.Split(w, ":")
	if second, fraction, ok := strings.Cut(parts[len(parts)-1], "."); ok && len(parts) == 3 {
		if fraction == "" || len(fraction) > 9 || strings.Trim(fraction, "0123456789") != "" {
			return 0, false
		}
		parts[2] = second
	}
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

// knownHeader reports whether what follows a line is the header of a message: before the empty
// line a field stands that messages have, not just any word with a colon.
func knownHeader(next []byte) bool {
	for line := range bytes.Lines(next) {
		line = bytes.TrimRight(line, "\r\n")
		name, _, ok := bytes.Cut(line, []byte(":"))
		switch {
		case len(line) == 0:
			return false
		case line[0] == ' ', line[0] == '\t':
			continue
		case !headerLike(line):
			return false
		case !ok:
			continue
		}
		low := strings.ToLower(string(bytes.TrimRight(name, " \t")))
		if ofMessages(low) {
			return true
		}
	}
	return false
}

// ofMessages reports whether messages have a field of a name (in small letters).
func ofMessages(name string) bool {
	return slices.Contains(knownFields, name) || slices.Contains(otherFields, name) ||
		strings.HasPrefix(name, "x-") || strings.HasPrefix(name, "resent-") || strings.HasPrefix(name, "arc-")
}

// moreOfMessages is ofMessages for fields whose names alone say less.
func moreOfMessages(name string) bool {
	for _, begin := range []string{"list-", "content-", "auto", "thread-", "disposition-", "mail-", "delivery-", "original-"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return slices.Contains([]string{"user-agent", "fcc", "comments", "keywords", "importance", "priority", "precedence", "organization", "feedback-id", "accept-language", "sensitivity", "openpgp", "face", "encoding"}, name)
}

// otherFields are fields that messages have beside knownFields, and that stand before these.
var otherFields = []string{"dkim-signature", "domainkey-signature", "authentication-results", "received-spf", "status", "content-length", "content-transfer-encoding", "lines", "in-reply-to", "references", "envelope-to", "errors-to", "apparently-to", "newsgroups", "path", "return-receipt-to", "bcc"}

// beginningFields are those that stand first in the messages of files.
var beginningFields = []string{"x-mozilla-status", "x-mozilla-keys", "x-account-key", "x-uidl", "received", "return-path", "delivered-to", "dkim-signature", "from", "date", "message-id", "x-apparently-to", "x-original-to", "envelope-to"}

// certainHeader reports whether what follows a line can be nothing but the header of a message: it begins
// with a field that stands first in one and has two or more of those that no message goes without, or with
// another field that messages have, and three or more, up to its empty line.
func certainHeader(next []byte) bool {
	seen := map[string]bool{}
	begins, ends := false, len(next) >= nextSeen // of a long one the end is not seen
	for all := range bytes.Lines(next) {
		line := bytes.TrimRight(all, "\r\n")
		if len(line) == 0 {
			ends = true
			break
		}
		if ends && len(line) == len(all) { // the beginning of one
			break
		}
		if len(seen) > 0 && (line[0] == ' ' || line[0] == '\t') {
			continue
		}
		if !headerLike(line) {
			ends = false
			break
		}
		name, _, _ := bytes.Cut(line, []byte(":"))
		low := strings.ToLower(string(bytes.TrimRight(name, " \t")))
		if len(seen) == 0 {
			if begins = slices.Contains(beginningFields, low); !begins && !ofMessages(low) && !moreOfMessages(low) {
				return false
			}
		}
		seen[low] = true
	}
	n := 0
	for _, f := range []string{"from", "date", "message-id", "subject", "to"} {
		if seen[f] {
			n++
		}
	}
	return begins && n >= 2 || ends && n >= 3
}

// nextSeen is how much is looked at of what follows a From_ line.
const nextSeen = 8 << 10

// parts reports whether a line begins a new message of an mbox. blank: the line before is
// empty, or there is none; next is what follows. bare: the file begins here, or bare From_ lines
// have begun messages of it, so one of which nothing is left is as good as another that may be one.
//
// QUIRK: programs forget the empty line before it, write dates of many kinds or none, and do
// not all quote lines of text that begin with "From ".
func parts(line, next []byte, blank, bare bool) (date time.Time, is bool) {
	date, sure, likely := fromLine(line)
	if sure {
		return date, blank || headerLike(next)
	}
	likely = likely || bare && nothingLeft(line)
	if blank && !likely && bareLine(line) {
		return date, certainHeader(next)
	}
	return date, likely && blank && headerLike(next) && knownHeader(next)
}
