package eml

import (
	"strings"
	"time"
)

// Years in which mail can have been written; other dates are not believed.
const firstYear, lastYear = 1970, 2100

// zones holds the names of zones that mail uses, in minutes east of UTC. RFC
// 5322, section 4.3 has the American ones.
var zones = map[string]int{
	"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
	"akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180, "nst": -210, "ndt": -150, "brt": -180, "brst": -120, "art": -180,
	"bst": 60, "ist": 330, "west": 60, "cet": 60, "met": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120, "mdst": 120, "sast": 120,
	"eet": 120, "eest": 180, "msk": 180, "msd": 240, "hkt": 480, "sgt": 480, "awst": 480, "jst": 540, "kst": 540,
	"acst": 570, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}

// months holds the beginnings of the names of months in languages of which mail
// programs have been seen to write them (QUIRK; RFC 5322 allows English only).
var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
	"mär": 3, "mrz": 3, "mrt": 3, "mai": 5, "mei": 5, "maj": 5, "okt": 10, "dez": 12,
	"fév": 2, "fev": 2, "avr": 4, "juin": 6, "juil": 7, "aoû": 8, "aou": 8, "déc": 12,
	"ene": 1, "abr": 4, "ago": 8, "set": 9, "out": 10, "dic": 12, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "ott": 10,
	"янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
}

// readDate reads a Date field (RFC 5322, sections 3.3 and 4.3). QUIRK: also RFC
// 850, asctime, ISO 8601, missing parts, and words that mean nothing. ok is false
// where no believable date is in it.
func readDate(v []byte) (t time.Time, ok bool) {
	s := unfold(string(v[:min(len(v), 200)]))
	if strings.IndexByte(s, '(') >= 0 {
		s = withoutComments(s)
	}
	d := dateReader{}
	for s != "" {
		i := strings.IndexAny(s, " \t,;")
		tok := s
		if i >= 0 {
			tok, s = s[:i], s[i+1:]
		} else {
			s = ""
		}
		if tok != "" {
			d.token(tok)
		}
	}
	return d.result()
}

func withoutComments(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '(' {
			b.WriteByte(s[i])
			i++
			continue
		}
		_, i = commentText(s, i)
		b.WriteByte(' ')
	}
	return b.String()
}

type dateReader struct {
	day, year            int
	month                time.Month
	hour, min, sec       int
	zone                 int // minutes
	hasTime, hasZone     bool
	hasYear, pm, am, bad bool
}

func (d *dateReader) token(s string) {
	c := s[0]
	switch {
	case strings.Count(s, ":") >= 1 && c >= '0' && c <= '9' && !strings.Contains(s, "-") || strings.Count(s, ":") >= 1 && strings.IndexByte(s, 'T') < 0 && strings.IndexByte(s, ':') < 3:
		d.clock(s)
	case (c == '+' || c == '-') && len(s) > 1 && s[1] >= '0' && s[1] <= '9':
		if d.hasTime && !d.hasZone {
			d.offset(s)
		}
	case c >= '0' && c <= '9':
		d.number(s)
	case strings.ContainsAny(s, "-/."):
		// "Nov-01-2025"
		for _, p := range strings.FieldsFunc(s, isDateSign) {
			d.token(p)
		}
	default:
		d.name(s)
	}
}

func isDateSign(r rune) bool { return r == '-' || r == '/' || r == '.' }

// clock reads hh:mm, hh:mm:ss and what may hang on it.
func (d *dateReader) clock(s string) {
	if d.hasTime {
		return
	}
	part := [3]int{}
	n, digits := 0, 0
	i := 0
	for ; i < len(s); i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9' && digits < 3:
			part[n] = part[n]*10 + int(s[i]-'0')
			digits++
			continue
		case s[i] == ':' && n < 2:
			n++
			digits = 0
			continue
		}
		break
	}
	d.hour, d.min, d.sec = part[0], part[1], part[2]
	d.hasTime = true
	if d.hour > 24 || d.min > 59 || d.sec > 61 {
		d.bad = true
	}
	rest := s[i:]
	if strings.HasPrefix(rest, ".") {
		rest = strings.TrimLeft(rest[1:], "0123456789")
	}
	if rest != "" {
		if rest[0] == '+' || rest[0] == '-' {
			d.offset(rest)
		} else {
			d.name(rest)
		}
	}
}

// offset reads +hhmm, +hh:mm and +hh.
func (d *dateReader) offset(s string) {
	n, digits := 0, 0
	for _, c := range s[1:] {
		if c >= '0' && c <= '9' && digits < 4 {
			n = n*10 + int(c-'0')
			digits++
		} else if c != ':' {
			break
		}
	}
	if digits <= 2 {
		n *= 100
	}
	m := n/100*60 + n%100
	if n%100 > 59 || m >= 24*60 {
		m = 0 // no offset at all
	}
	if s[0] == '-' {
		m = -m
	}
	d.zone, d.hasZone = m, true
}

// number reads a day, a year, or a date of numbers.
func (d *dateReader) number(s string) {
	if i := strings.IndexByte(s, 'T'); i > 0 && i+1 < len(s) && strings.Contains(s[i:], ":") {
		d.number(s[:i])
		d.clock(s[i+1:])
		return
	}
	if strings.ContainsFunc(s, isDateSign) {
		parts := strings.FieldsFunc(s, isDateSign)
		letters := strings.ContainsFunc(s, func(r rune) bool { return r > '9' })
		if letters || len(parts) != 3 {
			for _, p := range parts {
				d.token(p)
			}
			return
		}
		a, b, c := atoi(parts[0]), atoi(parts[1]), atoi(parts[2])
		switch {
		case len(parts[0]) == 4:
			d.setYear(a, 4)
			d.month, d.day = time.Month(b), c
		case b > 12:
			d.setYear(c, len(parts[2]))
			d.month, d.day = time.Month(a), b
		default:
			d.setYear(c, len(parts[2]))
			d.month, d.day = time.Month(b), a
		}
		return
	}
	n, k := 0, 0
	for k < len(s) && s[k] >= '0' && s[k] <= '9' && k < 9 {
		n = n*10 + int(s[k]-'0')
		k++
	}
	switch {
	case k <= 2 && d.day == 0:
		d.day = n
	case k == 4 && d.hasYear && d.hasTime && !d.hasZone:
		d.offset("+" + s) // QUIRK: a zone without its sign
	case !d.hasYear && (k == 2 || k == 3 || k == 4):
		d.setYear(n, k)
	case k == 8 && !d.hasYear && d.day == 0:
		d.setYear(n/10000, 4)
		d.month, d.day = time.Month(n/100%100), n%100
	}
	if rest := s[k:]; rest != "" && rest[0] > '9' {
		d.name(rest) // "1st", "12Nov"
	}
}

func atoi(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > 99999 {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// setYear takes a year with its number of digits (RFC 5322, section 4.3).
func (d *dateReader) setYear(n, digits int) {
	switch {
	case digits == 2 && n < 50:
		n += 2000
	case digits == 2 || digits == 3 || n >= 100 && n < 200:
		n += 1900 // QUIRK: 0102 is how some clocks wrote 2002
	}
	d.year, d.hasYear = n, true
}

// name reads the name of a month or of a zone; others are left out, such as
// those of the days of the week.
func (d *dateReader) name(s string) {
	s = strings.ToLower(strings.Trim(s, ".\"'"))
	switch s {
	case "am":
		d.am = true
		return
	case "pm":
		d.pm = true
		return
	}
	if d.month == 0 {
		for _, n := range [...]int{3, 4, 5, 6} { // octets: beginnings of three or four letters
			if len(s) >= n {
				if m, ok := months[s[:n]]; ok {
					d.month = m
					return
				}
			}
		}
	}
	if !d.hasTime || d.hasZone {
		return
	}
	for _, sign := range []string{"+", "-"} {
		if i := strings.Index(s, sign); i > 0 && i+1 < len(s) { // "GMT+0100"
			d.offset(s[i:])
			return
		}
	}
	if m, ok := zones[s]; ok {
		d.zone, d.hasZone = m, true
	}
}

func (d *dateReader) result() (time.Time, bool) {
	if d.bad || !d.hasYear || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 ||
		d.year < firstYear || d.year > lastYear {
		return time.Time{}, false
	}
	if d.pm && d.hour < 12 {
		d.hour += 12
	} else if d.am && d.hour == 12 {
		d.hour = 0
	}
	loc := time.UTC
	if d.zone != 0 {
		loc = time.FixedZone("", d.zone*60)
	}
	t := time.Date(d.year, d.month, d.day, d.hour, d.min, d.sec, 0, loc)
	return t, t.Unix() >= 0
}
