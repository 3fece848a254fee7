package eml

import (
	"bytes"
	"iter"
	"strings"
	"unicode/utf8"

	"popmail/assets/plain"
)

// maxCalendar is how many octets of a calendar or of cards are looked at, maxCalendarText how
// many for their text, maxPeople how many are taken in of those a calendar names.
const (
	maxCalendar     = maxText
	maxCalendarText = 256 << 10
	maxPeople       = 100
)

func isCalendar(media string) bool {
	return media == "text/calendar" || media == "text/x-vcalendar" || media == "application/ics" || media == "text/ics"
}

func isCard(media string) bool {
	return media == "text/vcard" || media == "text/x-vcard" || media == "text/directory" || media == "application/vcard"
}

// Unfold puts together the lines of a calendar or of cards that were folded in the middle of a
// character (RFC 5545, section 3.1). What is UTF-8 as it is stays so: it is unfolded as text.
func Unfold(b []byte) []byte {
	if utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 { // with zeros it is UTF-16
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		if i < 0 || i+1 == len(b) {
			break
		}
		line := b[:i+1]
		if b = b[i+1:]; b[0] == ' ' || b[0] == '\t' {
			line, b = bytes.TrimSuffix(line[:i], []byte("\r")), b[1:]
		}
		out = append(out, line...)
	}
	return append(out, b...)
}

// folds reports whether a part is a calendar or cards.
func (p *part) folds() bool {
	named := ""
	if name := p.fileName(); name != "" {
		named = typeOfName(name)
	}
	return isCalendar(p.media) || isCard(p.media) || isCalendar(named) || isCard(named)
}

// withoutFiles is the beginning of a calendar or of cards, of which the lines that hold files
// are left out where it is long.
func withoutFiles(s string) string {
	if len(s) <= maxCalendarText {
		return s
	}
	return plain.Cut(DropFiles(s, maxCalendarText), maxCalendarText)
}

// DropFiles leaves the lines out of a calendar or of cards that hold files, and ends soon behind most octets.
func DropFiles(s string, most int) string {
	var b strings.Builder
	skips := false
	for line := range strings.Lines(s) {
		if !skips || line[0] != ' ' && line[0] != '\t' {
			end := strings.IndexAny(line[:min(len(line), 200)], ":;")
			name := strings.ToUpper(line[:max(end, 0)])
			switch name[strings.LastIndexByte(name, '.')+1:] {
			case "PHOTO", "LOGO", "SOUND", "KEY", "ATTACH":
				skips = true
			default:
				skips = false
			}
		}
		if skips {
			continue
		}
		if b.WriteString(line); b.Len() > most {
			break
		}
	}
	return b.String()
}

// contentLine is a line of a calendar or a card (RFC 5545, section 3.1; RFC 6350,
// section 3.3).
type contentLine struct {
	name, value string
	params      string // KEY=value;KEY=value
}

func (l *contentLine) param(key string) string {
	for rest := l.params; rest != ""; {
		var p string
		p, rest, _ = cutOutside(rest, ';')
		if k, v, ok := strings.Cut(p, "="); ok && strings.EqualFold(strings.TrimSpace(k), key) {
			return careted.Replace(strings.Trim(v, `" `))
		}
	}
	return ""
}

// contentLines unfolds and reads the lines of a calendar or a card, one after the
// other: held together, many short ones would take far more room than their octets.
// QUIRK: folds of vCalendar 1.0 in quoted-printable.
func contentLines(s string) iter.Seq[*contentLine] {
	s = unfolder.Replace(lineEnds.Replace(plain.Cut(s, maxCalendar)))
	return func(yield func(*contentLine) bool) {
		var l contentLine
		for s != "" {
			var line string
			line, s, _ = strings.Cut(s, "\n")
			head, value, ok := cutOutside(line, ':')
			if !ok {
				continue
			}
			name, params, _ := strings.Cut(head, ";")
			l = contentLine{name: strings.ToUpper(strings.TrimSpace(name)), params: params}
			if k := strings.LastIndexByte(l.name, '.'); k >= 0 {
				l.name = l.name[k+1:] // a group
			}
			if strings.Contains(strings.ToUpper(params), "QUOTED-PRINTABLE") {
				lines := []string{value}
				for strings.HasSuffix(line, "=") && s != "" {
					line, s, _ = strings.Cut(s, "\n")
					lines = append(lines, line)
				}
				u, _ := toUTF8(nil, appendDecoded(nil, nil, []byte(strings.Join(lines, "\n")), inQP), l.param("CHARSET"))
				value = strings.ToValidUTF8(string(u), "\uFFFD")
			}
			l.value = value
			if !yield(&l) {
				return
			}
		}
	}
}

// ContentLine is a line of a calendar or of cards, for who reads such a file by itself.
type ContentLine struct {
	Name  string // in capitals, without its group
	CN    string // the common name among its parameters, see RFC 5545, section 3.2.2
	Value string // with its backslashes
}

// ContentLines reads the lines of a calendar or of cards.
func ContentLines(s string) iter.Seq[ContentLine] {
	return func(yield func(ContentLine) bool) {
		for l := range contentLines(s) {
			if !yield(ContentLine{l.name, l.param("CN"), l.value}) {
				return
			}
		}
	}
}

// cutOutside is strings.Cut at a sign that stands outside quotation marks.
func cutOutside(s string, sign byte) (before, after string, found bool) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sign && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// unescaped is a text value without its backslashes (RFC 5545, section 3.3.11).
func unescaped(s string) string { return strings.TrimSpace(unescaper.Replace(s)) }

var (
	unescaper = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`, `\:`, ":")
	careted   = strings.NewReplacer("^n", " ", "^^", "^", "^'", `"`) // RFC 6868
	lineEnds  = strings.NewReplacer("\r\n", "\n", "\r", "\n")
	unfolder  = strings.NewReplacer("\n ", "", "\n\t", "")
)

// calendarText is what a calendar says for people, without labels: what, when,
// where, who and the description of each event, task or entry. "" where there is
// none.
func calendarText(s string) string {
	s = withoutFiles(s)
	var out []string
	var what, when, end, where, state, text string
	var who, more []string
	cancelled, depth := false, 0
	for l := range contentLines(s) {
		v := unescaped(l.value)
		kind := strings.ToUpper(strings.TrimSpace(l.value))
		switch l.name {
		case "METHOD":
			cancelled = kind == "CANCEL"
		case "BEGIN":
			switch {
			case depth > 0:
				depth++ // an alarm
			case kind == "VEVENT" || kind == "VTODO" || kind == "VJOURNAL":
				depth, what, when, end, where, state, text, who, more = 1, "", "", "", "", "", "", nil, nil
			}
			continue
		case "END":
			if depth--; depth == 0 {
				if cancelled && state == "" {
					state = "CANCELLED"
				}
				var b []string
				for _, p := range append([]string{what, span(when, end), where, state}, who...) {
					if p != "" {
						b = append(b, p)
					}
				}
				for _, p := range append([]string{text}, more...) {
					if p != "" {
						b = append(b, "", p)
					}
				}
				out = append(out, strings.Join(b, "\n"))
			}
			depth = max(depth, 0)
			continue
		}
		if depth != 1 || v == "" {
			continue
		}
		switch l.name {
		case "SUMMARY":
			what = v
		case "DTSTART":
			when = moment(l)
		case "DTEND", "DUE":
			end = moment(l)
		case "LOCATION":
			where = v
		case "STATUS":
			if kind == "CANCELLED" || kind == "TENTATIVE" {
				state = kind
			}
		case "DESCRIPTION":
			text = v
		case "COMMENT", "CONTACT", "URL":
			more = append(more, v)
		case "ORGANIZER", "ATTENDEE":
			if len(who) < maxPeople {
				who = append(who, attendee(l))
			}
		}
	}
	return strings.Join(out, "\n\n")
}

// moment is a date or a time as people read it.
func moment(l *contentLine) string {
	v := strings.TrimSpace(l.value)
	digits := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	if len(v) < 8 || !digits(v[:8]) {
		return v
	}
	day := v[:4] + "-" + v[4:6] + "-" + v[6:8]
	if len(v) < 13 || v[8] != 'T' || !digits(v[9:13]) {
		return day
	}
	day += " " + v[9:11] + ":" + v[11:13]
	if strings.HasSuffix(v, "Z") {
		return day + " UTC"
	}
	if zone := l.param("TZID"); zone != "" {
		return day + " (" + zone + ")"
	}
	return day
}

// span joins two moments; the day and the zone are said once.
func span(from, to string) string {
	switch {
	case to == "" || to == from:
		return from
	case from == "":
		return to
	case len(from) > 16 && len(to) > 16 && from[:11] == to[:11] && from[16:] == to[16:]:
		return from[:16] + "–" + to[11:]
	}
	return from + " – " + to
}

// attendee is a person with name, address and answer.
func attendee(l *contentLine) string {
	addr := strings.TrimSpace(l.value)
	if len(addr) > 7 && strings.EqualFold(addr[:7], "mailto:") {
		addr = addr[7:]
	}
	if name := l.param("CN"); name != "" && name != addr {
		addr = name + " <" + addr + ">"
	}
	if s := strings.ToUpper(l.param("PARTSTAT")); s == "ACCEPTED" || s == "DECLINED" || s == "TENTATIVE" {
		addr += " (" + s + ")"
	}
	return addr
}

// cardText is what a card says for people, one fact a line. "" where it is none.
func cardText(s string) string {
	s = withoutFiles(s)
	var out []string
	for l := range contentLines(s) {
		v := l.value
		switch l.name {
		case "BEGIN", "END":
			if len(out) > 0 && out[len(out)-1] != "" {
				out = append(out, "")
			}
			continue
		case "FN", "NICKNAME", "TITLE", "ROLE", "TEL", "EMAIL", "URL", "NOTE", "BDAY", "IMPP":
		case "N", "ADR", "ORG":
			v = strings.Join(strings.FieldsFunc(v, func(r rune) bool { return r == ';' }), ", ")
		default:
			continue
		}
		if v = unescaped(v); v != "" && (len(out) == 0 || out[len(out)-1] != v) {
			out = append(out, v)
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
