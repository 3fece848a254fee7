package eml

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// What an item of a winmail.dat is besides a text: an appointment ([MS-OXOCAL], section 2.2)
// or a contact ([MS-OXOCNTC], section 2.2.1). It is written as the file that other programs
// send for it, so that it is read, shown and saved like theirs.

// named marks the number of a property that has it within a set of its own ([MS-OXPROPS],
// section 1.3.2, long ids).
const named = 1 << 20

const (
	propClass     = 0x001A
	propStart     = 0x0060
	propEnd       = 0x0061
	propFromMail  = 0x0065
	propSentMail  = 0x0C1F
	propGiven     = 0x3A06
	propWorkPhone = 0x3A08
	propHomePhone = 0x3A09
	propSurname   = 0x3A11
	propCompany   = 0x3A16
	propTitle     = 0x3A17
	propMobile    = 0x3A1C

	lidWhere     = named | 0x0002
	lidMail1     = named | 0x8083
	lidMail2     = named | 0x8093
	lidMail3     = named | 0x80A3
	lidLocation  = named | 0x8208
	lidStart     = named | 0x820D
	lidEnd       = named | 0x820E
	lidAllDay    = named | 0x8215
	lidRecur     = named | 0x8216
	lidRecurring = named | 0x8223
	lidAttendees = named | 0x8238
)

// outlook is what of an item is not its text.
type outlook struct {
	class      string // "ipm.schedule.meeting.request" and the like, lower case
	start, end time.Time
	allDay     bool
	recur      []byte
	says       map[int]string // strings, by their property
}

// facts takes in a property.
func (t *tnef) facts(id, kind int, v []byte) {
	o := &t.outlook
	switch {
	case kind == 0x1E || kind == 0x1F:
		switch id {
		case propClass:
			o.class = strings.ToLower(cleanLine(t.string(kind, v)))
		case propFromMail, propSentMail, propGiven, propSurname, propCompany, propTitle, propWorkPhone, propHomePhone, propMobile, propName,
			lidWhere, lidLocation, lidAttendees, lidMail1, lidMail2, lidMail3:
			if o.says == nil {
				o.says = map[int]string{}
			}
			o.says[id] = cleanLine(t.string(kind, v))
		}
	case kind == 0x40 && len(v) == 8:
		at := fileTime(v)
		switch id {
		case lidStart:
			o.start = at
		case lidEnd:
			o.end = at
		case propStart:
			if o.start.IsZero() {
				o.start = at
			}
		case propEnd:
			if o.end.IsZero() {
				o.end = at
			}
		}
	case kind == 0x0B && len(v) >= 2 && id == lidAllDay:
		o.allDay = v[0] != 0
	case kind == 0x102 && id == lidRecur:
		o.recur = v
	}
}

// fileTime reads a time ([MS-DTYP], section 2.3.3: 100 ns since 1601); zero where it makes
// no sense.
func fileTime(v []byte) time.Time {
	const unix = 116444736000000000
	n := binary.LittleEndian.Uint64(v)
	if n < unix/10 || n > 1<<62 {
		return time.Time{}
	}
	at := time.Unix(int64(n/1e7)-unix/1e7, int64(n%1e7)*100).UTC()
	if y := at.Year(); y < 1900 || y > 9000 {
		return time.Time{}
	}
	return at
}

// file is the calendar or the card that an item is; "" where it is neither.
func (t *tnef) file() (name, media, text string) {
	o := &t.outlook
	switch {
	case strings.HasPrefix(o.class, "ipm.schedule.meeting"), strings.HasPrefix(o.class, "ipm.appointment"), strings.HasPrefix(o.class, "ipm.microsoft schedule.mtg"):
		if !o.start.IsZero() {
			return firstOf(t.subject, "event") + ".ics", "text/calendar", t.calendar()
		}
	case strings.HasPrefix(o.class, "ipm.contact"):
		if name := firstOf(o.says[propName], t.subject); name != "" {
			return name + ".vcf", "text/vcard", t.card(name)
		}
	}
	return "", "", ""
}

// line writes a line of a calendar or a card (RFC 5545, section 3.3.11).
func line(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString(name + ":" + strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(value) + "\r\n")
	}
}

// eastmost is added to a midnight of an unknown zone, in UTC, to have its day: that is right from ten hours behind UTC,
// as in Hawaii, to New Zealand's summer and its Chatham Islands. Beyond, at both ends, are a few islands.
const eastmost = 13*time.Hour + 45*time.Minute

func (t *tnef) calendar() string {
	o := &t.outlook
	method, status := "REQUEST", ""
	switch c := o.class; {
	case strings.Contains(c, "cancel"), strings.Contains(c, "mtgcncl"):
		method, status = "CANCEL", "CANCELLED"
	case strings.Contains(c, ".resp."), strings.Contains(c, "mtgresp"):
		method = "REPLY"
	case strings.HasPrefix(c, "ipm.appointment"):
		method = "PUBLISH"
	}
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:" + method + "\r\nBEGIN:VEVENT\r\n")
	line(&b, "SUMMARY", t.subject)
	line(&b, "LOCATION", firstOf(o.says[lidLocation], o.says[lidWhere]))
	line(&b, "STATUS", status)
	start, end := "DTSTART", "DTEND"
	form := "20060102T150405Z"
	if o.allDay {
		// Midnight where the sender is, whose zone is not known.
		form, start, end = "20060102", start+";VALUE=DATE", end+";VALUE=DATE"
		o.start = o.start.Add(eastmost)
		if !o.end.IsZero() {
			o.end = o.end.Add(eastmost)
		}
	}
	b.WriteString(start + ":" + o.start.Format(form) + "\r\n")
	if o.end.After(o.start) {
		b.WriteString(end + ":" + o.end.Format(form) + "\r\n")
	}
	if rule := recurrence(o.recur); rule != "" {
		b.WriteString("RRULE:" + rule + "\r\n")
	}
	if mail := firstOf(o.says[propFromMail], o.says[propSentMail]); strings.Contains(mail, "@") && method != "REPLY" {
		b.WriteString("ORGANIZER;CN=\"" + strings.ReplaceAll(t.from, `"`, "'") + "\":mailto:" + strings.Join(strings.Fields(mail), "") + "\r\n")
	}
	line(&b, "DESCRIPTION", strings.TrimSpace(cleanText(t.body)))
	b.WriteString("END:VEVENT\r\nEND:VCALENDAR\r\n")
	return b.String()
}

// recurrence is how an appointment repeats, as a rule (RFC 5545, section 3.3.10), of its
// pattern ([MS-OXOCAL], section 2.2.1.44.1); "" where that is of another kind.
func recurrence(b []byte) string {
	if len(b) < 22 {
		return ""
	}
	frequency, pattern := binary.LittleEndian.Uint16(b[4:]), binary.LittleEndian.Uint16(b[6:])
	period := binary.LittleEndian.Uint32(b[14:])
	rest := b[22:]
	word := func() uint32 {
		if len(rest) < 4 {
			rest = nil
			return 0
		}
		v := binary.LittleEndian.Uint32(rest)
		rest = rest[4:]
		return v
	}
	days := func(mask uint32) string {
		var list []string
		for i, d := range []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"} {
			if mask>>i&1 != 0 {
				list = append(list, d)
			}
		}
		return strings.Join(list, ",")
	}
	var rule string
	switch frequency {
	case 0x200A:
		rule, period = "FREQ=DAILY", period/(24*60)
	case 0x200B:
		rule = "FREQ=WEEKLY"
	case 0x200C:
		rule = "FREQ=MONTHLY"
	case 0x200D:
		rule, period = "FREQ=YEARLY", period/12
	default:
		return ""
	}
	switch pattern {
	case 0:
	case 1:
		if frequency == 0x200A { // each weekday
			rule, period = "FREQ=WEEKLY", 1
		}
		rule += ";BYDAY=" + days(word())
	case 2:
		if day := word(); frequency == 0x200C && day >= 1 && day <= 31 {
			rule += fmt.Sprintf(";BYMONTHDAY=%d", day)
		}
	case 3:
		mask, nth := days(word()), word()
		if nth < 1 || nth > 5 || mask == "" || frequency == 0x200D {
			return ""
		}
		if nth == 5 {
			rule += ";BYDAY=" + mask + ";BYSETPOS=-1"
		} else {
			rule += fmt.Sprintf(";BYDAY=%s;BYSETPOS=%d", mask, nth)
		}
	default:
		return ""
	}
	if period < 1 || period > 1000 {
		return ""
	}
	if period > 1 {
		rule += fmt.Sprintf(";INTERVAL=%d", period)
	}
	if ends, count := word(), word(); (ends == 0x2021 || ends == 0x2022) && count > 0 && count < 10_000 {
		rule += fmt.Sprintf(";COUNT=%d", count)
	}
	return rule
}

func (t *tnef) card(name string) string {
	o := &t.outlook
	var b strings.Builder
	b.WriteString("BEGIN:VCARD\r\nVERSION:3.0\r\n")
	line(&b, "FN", name)
	b.WriteString("N:" + strings.NewReplacer(";", `\;`, ",", `\,`).Replace(o.says[propSurname]) + ";" + strings.NewReplacer(";", `\;`, ",", `\,`).Replace(o.says[propGiven]) + ";;;\r\n")
	line(&b, "ORG", o.says[propCompany])
	line(&b, "TITLE", o.says[propTitle])
	for _, id := range []int{lidMail1, lidMail2, lidMail3} {
		if strings.Contains(o.says[id], "@") {
			line(&b, "EMAIL", o.says[id])
		}
	}
	line(&b, "TEL;TYPE=WORK", o.says[propWorkPhone])
	line(&b, "TEL;TYPE=HOME", o.says[propHomePhone])
	line(&b, "TEL;TYPE=CELL", o.says[propMobile])
	b.WriteString("END:VCARD\r\n")
	return b.String()
}
