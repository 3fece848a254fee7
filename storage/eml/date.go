package eml

import (
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"

	"popmail/assets/plain"
)

// Years in which mail can have been written (RFC 5322, section 3.3 allows any
// from 1900 on); other dates are not believed.
const firstYear, lastYear = 1900, 2100

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

// readDate reads a Date field: by net/mail (RFC 5322, section 3.3), and where it
// sees none or takes a zone's name for UTC, leniently. ok is false where no
// believable date is in it. local is the charset for octets that are not ASCII.
func readDate(v []byte, local string) (t time.Time, ok bool) { return readDateNear(v, local, nil) }

// readDateNear is readDate; of two ways to read a date of numbers it takes the one that is nearer to near, which
// may be nil and may tell no time.
func readDateNear(v []byte, local string, near func() time.Time) (t time.Time, ok bool) {
	v = v[:min(len(v), 400)]
	if t, err := mail.ParseDate(string(v)); err == nil && numericZone(v) && t.Year() >= firstYear && t.Year() <= lastYear {
		if _, offset := t.Zone(); offset == 0 {
			t = t.UTC()
		}
		return t, true
	}
	return lenientDate(fieldString(nil, v, local), near)
}

// numericZone reports whether v has a year of four digits and ends in a zone of
// digits or a comment after it. What net/mail makes of others is not what RFC
// 5322, section 4.3 says: zones by name are UTC to it, and years of two digits
// from 50 to 68 are yet to come.
func numericZone(v []byte) bool {
	s, _, _ := strings.Cut(string(v), "(")
	w := strings.Fields(s)
	if n := len(w); n < 4 || len(w[n-1]) != 5 || w[n-1][0] != '+' && w[n-1][0] != '-' || len(w[n-3]) != 4 {
		return false
	}
	return true
}

// lenientDate reads what is written instead of an RFC 5322 date. QUIRK: two
// digits for the year (RFC 5322, section 4.3), zones by name, RFC 850, asctime,
// ISO 8601, missing parts, other languages, and words that mean nothing.
func lenientDate(s string, near func() time.Time) (t time.Time, ok bool) {
	s = decodeWords(nil, s)
	if strings.IndexByte(s, '(') >= 0 {
		s = withoutComments(s)
	}
	s = aroundColon().ReplaceAllString(strings.Map(asciiDigit, plain.Cut(s, 400)), "$1:")
	d := dateReader{near: near, vietnamese: strings.Contains(s, "thg") || strings.Contains(s, "tháng")}
	for _, tok := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;،、", r) }) {
		d.token(tok)
	}
	return d.result()
}

// aroundColon finds blanks in a time; RFC 5322, section 4.3 allows them.
var aroundColon = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([0-9])\s*:\s*`) })

// asciiDigit turns the digits of other scripts into those of ASCII.
func asciiDigit(r rune) rune {
	for _, zero := range [...]rune{0x660, 0x6F0, 0x966, 0xFF10} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}

// receivedDate is the time in a Received field (RFC 5321, section 4.4), which
// stands after the last semicolon. QUIRK: without one, it begins with the day of
// the week.
func receivedDate(v []byte) (t time.Time, ok bool) {
	s := unfold(strings.ToValidUTF8(string(v[:min(len(v), maxField)]), "\uFFFD"))
	if strings.IndexByte(s, '(') >= 0 {
		s = withoutComments(s)
	}
	if i := strings.LastIndexByte(s, ';'); i >= 0 {
		s = s[i+1:]
	} else if i = strings.LastIndexByte(s, ','); i >= 0 {
		s = s[strings.LastIndexByte(s[:i], ' ')+1:]
	} else {
		return t, false
	}
	if t, ok = readDate([]byte(s), ""); ok && !strings.Contains(s, ":") {
		return t, false // a day without a time is none
	}
	return t, ok
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
	day, year        int
	month            time.Month
	hour, min, sec   int
	zone             int // minutes
	hasTime, hasZone bool
	hasYear          bool
	pm, am, bad      bool
	either           bool             // day and month are numbers, in an order that is not sure
	slashes, dots    bool             // stand between them
	english          bool             // the half of the day is "am" or "pm"
	near             func() time.Time // see readDateNear
	vietnamese       bool
	next             nextNumber
	names            []string // folded, as they stand
}

// nextNumber is what the next number is, where a word before it says so.
type nextNumber uint8

const (
	anyNumber nextNumber = iota
	monthNumber
	weekdayNumber
)

func (d *dateReader) token(s string) {
	c := s[0]
	switch {
	case (c == '+' || c == '-') && len(s) > 1 && s[1] >= '0' && s[1] <= '9' && d.hasTime && strings.Contains(s, ":"):
		if !d.hasZone {
			d.offset(s) // "+5:30"
		}
	case strings.Count(s, ":") >= 1 && c >= '0' && c <= '9' && !strings.Contains(s, "-") || strings.Count(s, ":") >= 1 && strings.IndexByte(s, 'T') < 0 && strings.IndexByte(s, ':') < 3:
		d.clock(s)
	case (c == '+' || c == '-') && len(s) > 1 && s[1] >= '0' && s[1] <= '9':
		if d.hasTime && !d.hasZone {
			d.offset(s)
		}
	case c >= '0' && c <= '9':
		d.number(s)
	case strings.ContainsAny(s, "-/."):
		f := foldDate(s)
		if _, known := meanings()[f]; known || f == "am" || f == "pm" {
			d.name(f)
			return
		}
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
	d.setClock(part)
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

func (d *dateReader) setClock(part [3]int) {
	d.hour, d.min, d.sec = part[0], part[1], part[2]
	d.hasTime = true
	if d.hour > 24 || d.min > 59 || d.sec > 61 {
		d.bad = true
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
		d.numbers(s)
		return
	}
	n, k := 0, 0
	for k < len(s) && s[k] >= '0' && s[k] <= '9' && k < 9 {
		n = n*10 + int(s[k]-'0')
		k++
	}
	rest := s[k:]
	if d.sign(n, k, &rest) {
		if rest != "" {
			d.token(rest)
		}
		return
	}
	next := d.next
	d.next = anyNumber
	switch {
	case next == weekdayNumber:
	case next == monthNumber && d.month == 0 && n >= 1 && n <= 12:
		d.month = time.Month(n)
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
	if rest != "" && rest[0] > '9' {
		d.name(rest) // "1st", "12Nov"
	}
}

// sign reads the sign that a number n of k digits has after it in Chinese,
// Japanese and Korean, and takes it off rest.
func (d *dateReader) sign(n, k int, rest *string) bool {
	for _, sign := range [...]struct {
		text string
		what byte
	}{{"年", 'y'}, {"년", 'y'}, {"月", 'm'}, {"월", 'm'}, {"日", 'd'}, {"일", 'd'}} {
		after, ok := strings.CutPrefix(*rest, sign.text)
		if !ok {
			continue
		}
		switch sign.what {
		case 'y':
			d.setYear(n, k)
		case 'm':
			d.month = time.Month(n)
		default:
			d.day = n
		}
		*rest = after
		return true
	}
	return false
}

// numbers reads numbers with signs between them.
func (d *dateReader) numbers(s string) {
	parts := strings.FieldsFunc(s, isDateSign)
	if strings.ContainsFunc(s, func(r rune) bool { return r > '9' }) || len(parts) != 3 {
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
	case d.hasYear && d.day != 0 && !d.hasTime && len(parts[2]) <= 2:
		d.setClock([3]int{a, b, c}) // QUIRK: "10.30.00"
	case b > 12:
		d.setYear(c, len(parts[2]))
		d.month, d.day = time.Month(a), b
	default:
		d.setYear(c, len(parts[2]))
		d.month, d.day = time.Month(b), a
		d.either, d.slashes, d.dots = a <= 12, strings.Contains(s, "/"), strings.Contains(s, ".")
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
	case digits <= 2 && n < 50:
		n += 2000
	case digits <= 3 || n >= 100 && n < 200:
		n += 1900 // QUIRK: 0102 is how some clocks wrote 2002
	case n > 2400 && n < 2700:
		n -= 543 // QUIRK: the years of Thailand
	}
	d.year, d.hasYear = n, true
}

// halves of the day before a time, folded; true for the second.
var halves = map[string]bool{"上午": false, "下午": true, "午前": false, "午後": true, foldDate("오전"): false, foldDate("오후"): true}

// name reads a half of the day or the name of a zone, and keeps others for
// nameDate.
func (d *dateReader) name(s string) {
	name := foldDate(s)
	d.next = anyNumber
	switch {
	case name == "":
		return
	case (name == "am" || name == "pm") && d.hasTime:
		d.am, d.pm, d.english = name == "am", name == "pm", true
		return
	case d.vietnamese && (name == "thg" || name == "thang"):
		d.next = monthNumber // "4 thg 11 2025"
		return
	case d.vietnamese && (name == "th" || name == "thu"):
		d.next = weekdayNumber // "Th 3" is the third day of the week
		return
	}
	for half, pm := range halves {
		if rest, ok := strings.CutPrefix(name, half); ok {
			d.pm, d.am = pm, !pm
			if rest != "" {
				d.token(rest)
			}
			return
		}
	}
	if d.hasTime && !d.hasZone {
		for _, sign := range []string{"+", "-"} {
			if i := strings.Index(s, sign); i > 0 && i+1 < len(s) { // "GMT+0100"
				d.offset(s[i:])
				return
			}
		}
		if m, ok := zones[name]; ok {
			d.zone, d.hasZone = m, true
			return
		}
	}
	if len(d.names) < 8 {
		d.names = append(d.names, name)
	}
}

// date is the time that was read, with a month.
func (d *dateReader) date(m time.Month, day int) (time.Time, bool) {
	if m < time.January || m > time.December || day < 1 || day > 31 || d.year < firstYear || d.year > lastYear {
		return time.Time{}, false
	}
	loc := time.UTC
	if d.zone != 0 {
		loc = time.FixedZone("", d.zone*60)
	}
	if time.Date(d.year, m, day, 0, 0, 0, 0, loc).Month() != m {
		return time.Time{}, false // 30 February
	}
	hour := d.hour
	if d.pm && hour < 12 {
		hour += 12
	} else if d.am && hour == 12 {
		hour = 0
	}
	return time.Date(d.year, m, day, hour, d.min, d.sec, 0, loc), true
}

func (d *dateReader) result() (time.Time, bool) {
	if d.bad || !d.hasYear {
		return time.Time{}, false
	}
	if d.month == 0 {
		d.month = nameDate(d.names, func(m time.Month) (time.Time, bool) { return d.date(m, d.day) })
	}
	t, ok := d.date(d.month, d.day)
	if !d.either {
		return t, ok
	}
	u, other := d.date(time.Month(d.day), int(d.month))
	if !ok || !other {
		return t, ok
	}
	// "Tue, 11/04/2025": the day of the week tells which of them is the month.
	if len(d.names) > 0 {
		if w, known := weekday(d.names[0]); known && (t.Weekday() == w || u.Weekday() == w) {
			if t.Weekday() != w {
				return u, true
			}
			return t, true
		}
	}
	if d.dots {
		return t, true // the day comes first, everywhere
	}
	// Else the time when the message came, where it tells: a message does not come before it was sent, and
	// most come soon after. It may be that of a later sending, too, which says nothing. Else English halves
	// of the day, which go with the month first.
	var came time.Time
	if d.near != nil {
		came = d.near()
	}
	const soon, clocks = 7 * 24 * time.Hour, 24 * time.Hour // clocks differ, zones may be missing
	after := func(at time.Time) bool { return at.Sub(came) > clocks }
	fits := func(at time.Time) bool { return came.Sub(at) < soon && !after(at) }
	switch {
	case came.IsZero():
	case fits(t), after(u) && !after(t):
		return t, true
	case fits(u), after(t) && !after(u):
		return u, true
	}
	if d.english && d.slashes {
		return u, true
	}
	return t, true
}

// epoch reports whether a time is the first day that computers count from, within
// the zones: what programs write that do not know the time.
func epoch(t time.Time) bool {
	d := t.UTC().Sub(time.Unix(0, 0))
	return d >= -14*time.Hour && d < 24*time.Hour
}

// date is the time of the first Date field that tells a believable one. QUIRK: the
// first day of 1970 is none where a server tells when the message came.
func (h *header) date(local string) (t time.Time, ok bool) {
	if t, ok = readDateNear(h.get(fDate), local, h.arrival); ok && !(epoch(t) && h.arrival().Year() > 1980) {
		return t, true
	}
	for _, m := range h.more {
		if m.id == fDate {
			if t, ok = readDateNear(m.value, local, h.arrival); ok {
				return t, true
			}
		}
	}
	return time.Time{}, false
}

// arrival is the time in the topmost Received field that tells one, which is
// when the message came to its last server; zero where none does.
func (h *header) arrival() time.Time {
	if t, ok := receivedDate(h.get(fReceived)); ok {
		return t
	}
	for _, m := range h.more {
		if m.id == fReceived {
			if t, ok := receivedDate(m.value); ok {
				return t
			}
		}
	}
	return time.Time{}
}
