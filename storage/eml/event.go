package eml

import (
	"strconv"
	"strings"
	"time"

	"popmail/assets/plain"
	"popmail/storage/mailbox"
)

// maxEvents is how many events of a message are taken in.
const maxEvents = 20

// maxNotes is how much is kept of what an event or a contact says at length, in octets.
const maxNotes = 32 << 10

// maxUID is how much is kept of what tells an event from others, in octets.
const maxUID = 1000

// Event is an event or a task of a calendar that came with the message (RFC 5545,
// sections 3.6.1 and 3.6.2). What the calendar does not say is zero.
type Event struct {
	Attachment int    // index in Message.Attachments of the calendar
	Task       bool   // something to do, of which End is when it is due
	Method     string // of the calendar, upper case: REQUEST, CANCEL, REPLY, PUBLISH… (RFC 5546, section 1.4)
	Canceled   bool
	Tentative  bool // it is not sure yet
	One        bool // one time of an event that repeats (RECURRENCE-ID)

	UID      string    // the same in all that is sent of the event; "" where it has none
	Instance Moment    // of One: which time, as it was before
	Sequence int       // counts how often the event was changed
	Stamp    time.Time // when this was written, or zero

	Summary, Location, Description string
	URL                            string // of the event or its conference; http or https

	AllDay     bool   // Start and End are the first and the last day, at midnight UTC
	Start, End Moment // End: zero where it is not said or where it is Start
	Repeat     *Repeat

	Organizer mailbox.Address
	Attendees []Attendee // the first ones
	More      int        // how many attendees are left out
}

// Moment is a point in time as a calendar gives it.
type Moment struct {
	Time time.Time // in the zone of the calendar
	// Zone is the name of that zone, such as "Europe/Berlin"; "" where the calendar
	// names none, as with times in UTC.
	Zone string
	// Floating: the hour counts wherever one is, or its zone is not known; Time has
	// it in UTC.
	Floating bool
}

// Attendee is somebody who is asked to an event.
type Attendee struct {
	mailbox.Address
	Answer string // ACCEPTED, DECLINED, TENTATIVE or "" (RFC 5545, section 3.2.12)
	Thing  bool   // a room or a resource (section 3.2.3)
}

// rawEvent is an event while its calendar is read: zones may come after it.
type rawEvent struct {
	Event
	start, end, duration, rule string
	startZone, endZone         string
	extra                      string // a conference, where there is no URL
	one, oneZone               string // RECURRENCE-ID
	dates                      bool   // it has RDATE, which counts where there is no rule
	wholeDays                  bool   // Outlook says that the event takes whole days
}

// readEvents reads the events of a calendar, most of them at most, and returns how
// many there are beyond.
func readEvents(s string, most int) (events []Event, left int) {
	var list []rawEvent
	var e *rawEvent
	var names []string // of the components around
	method, zones := "", zoneReader{}
	for l := range contentLines(s) {
		kind := strings.ToUpper(strings.TrimSpace(l.value))
		switch l.name {
		case "BEGIN":
			if len(names) > 20 {
				continue
			}
			names = append(names, kind)
			if kind == "VEVENT" || kind == "VTODO" {
				e = nil
				if len(list) >= most {
					left++
				} else {
					list = append(list, rawEvent{Event: Event{Task: kind == "VTODO"}})
					e = &list[len(list)-1]
				}
			}
			zones.begin(kind)
			continue
		case "END":
			for n := len(names) - 1; n >= 0; n-- {
				// QUIRK: an END that was left out.
				if names[n] == kind {
					names = names[:n]
					break
				}
			}
			zones.end(kind)
			if kind == "VEVENT" || kind == "VTODO" {
				e = nil
			}
			continue
		case "METHOD":
			if method == "" {
				method = cleanLine(kind)
			}
			continue
		}
		switch {
		case len(names) > 0 && (names[len(names)-1] == "VEVENT" || names[len(names)-1] == "VTODO"):
			if e != nil {
				e.take(l)
			}
		default:
			zones.take(l)
		}
	}
	for i := range list {
		e := &list[i]
		e.finish(method, &zones)
		if e.Summary != "" || !e.Start.Time.IsZero() || !e.End.Time.IsZero() || e.Description != "" || e.Location != "" {
			events = append(events, e.Event)
		}
	}
	return events, left
}

// take takes in a line of the event.
func (e *rawEvent) take(l *contentLine) {
	set := func(to *string, v string) {
		if *to == "" {
			*to = v
		}
	}
	switch l.name {
	case "SUMMARY":
		set(&e.Summary, cleanLine(unescaped(l.value)))
	case "LOCATION":
		set(&e.Location, cleanLine(unescaped(l.value)))
	case "DESCRIPTION":
		set(&e.Description, strings.TrimSpace(plain.Cut(cleanText(unescaped(l.value)), maxNotes)))
	case "DTSTART":
		if e.start == "" {
			e.start, e.startZone = strings.TrimSpace(l.value), l.param("TZID")
		}
	case "DTEND", "DUE":
		if e.end == "" {
			e.end, e.endZone = strings.TrimSpace(l.value), l.param("TZID")
		}
	case "DURATION":
		set(&e.duration, strings.TrimSpace(l.value))
	case "RRULE":
		set(&e.rule, strings.TrimSpace(l.value))
	case "RDATE":
		e.dates = true
	case "RECURRENCE-ID":
		e.One, e.one, e.oneZone = true, strings.TrimSpace(l.value), l.param("TZID")
	case "UID":
		set(&e.UID, plain.Cut(strings.TrimSpace(l.value), maxUID))
	case "SEQUENCE":
		if n, err := strconv.Atoi(strings.TrimSpace(l.value)); err == nil {
			e.Sequence = max(n, e.Sequence)
		}
	case "DTSTAMP":
		if t, _, ok := clock(l.value); ok && e.Stamp.IsZero() {
			e.Stamp = t
		}
	case "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY":
		// QUIRK: whole days as hours of a zone ([MS-OXCICAL], section 2.1.3.1.1.20.28).
		v := strings.TrimSpace(l.value)
		e.wholeDays = strings.EqualFold(v, "TRUE") || v == "1"
	case "STATUS":
		v := strings.ToUpper(strings.TrimSpace(l.value))
		e.Canceled, e.Tentative = v == "CANCELLED" || v == "CANCELED", v == "TENTATIVE"
	case "URL":
		set(&e.URL, webAddress(l.value))
	case "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL":
		// RFC 7986, section 5.11, and what stood in its place before.
		set(&e.extra, webAddress(l.value))
	case "ORGANIZER":
		if e.Organizer.Email == "" {
			e.Organizer = personOf(l)
		}
	case "ATTENDEE":
		if len(e.Attendees) >= maxPeople {
			e.More++
			return
		}
		a := Attendee{Address: personOf(l)}
		switch s := strings.ToUpper(l.param("PARTSTAT")); s {
		case "ACCEPTED", "DECLINED", "TENTATIVE":
			a.Answer = s
		}
		switch strings.ToUpper(l.param("CUTYPE")) {
		case "ROOM", "RESOURCE":
			a.Thing = true
		}
		if a.Email != "" || a.Name != "" {
			e.Attendees = append(e.Attendees, a)
		}
	}
}

// finish works out the times, now that the zones are known.
func (e *rawEvent) finish(method string, zones *zoneReader) {
	e.Method = method
	e.Canceled = e.Canceled || method == "CANCEL"
	if e.URL == "" {
		e.URL = e.extra
	}
	var day, endDay bool
	e.Start, day = zones.moment(e.start, e.startZone)
	e.End, endDay = zones.moment(e.end, e.endZone)
	e.Instance, _ = zones.moment(e.one, e.oneZone)
	e.AllDay = day || e.start == "" && endDay
	if e.end == "" && e.duration != "" && !e.Start.Time.IsZero() {
		if d, ok := duration(e.duration); ok {
			e.End = e.Start
			e.End.Time = e.Start.Time.Add(d)
			endDay = day
		}
	}
	if e.wholeDays && !day && isMidnight(e.Start) && (e.End.Time.IsZero() || isMidnight(e.End)) {
		e.Start, day, e.AllDay = dayOf(e.Start), true, true
		if !e.End.Time.IsZero() {
			e.End, endDay = dayOf(e.End), true
		}
	}
	if day && endDay && !e.Task {
		// RFC 5545, section 3.6.1: the end is the day after the last.
		e.End.Time = e.End.Time.AddDate(0, 0, -1)
	}
	if day != endDay && !e.Start.Time.IsZero() && !e.End.Time.IsZero() {
		e.End = Moment{} // QUIRK: a day and an hour
	}
	if !e.End.Time.After(e.Start.Time) {
		e.End = Moment{}
	}
	if e.rule == "" && e.dates {
		e.rule = "RDATE"
	}
	e.Repeat = readRepeat(e.rule, zones)
}

// isMidnight reports whether a day begins at m in its own zone.
func isMidnight(m Moment) bool {
	return !m.Time.IsZero() && m.Time.Hour() == 0 && m.Time.Minute() == 0 && m.Time.Second() == 0
}

// dayOf is the day of m in its own zone, which counts wherever one is.
func dayOf(m Moment) Moment {
	y, month, d := m.Time.Date()
	return Moment{Time: time.Date(y, month, d, 0, 0, 0, 0, time.UTC), Floating: true}
}

// personOf is the person of an ORGANIZER or an ATTENDEE.
func personOf(l *contentLine) mailbox.Address {
	addr := cleanLine(strings.TrimSpace(l.value))
	if len(addr) >= 7 && strings.EqualFold(addr[:7], "mailto:") {
		addr = addr[7:]
	} else if e := l.param("EMAIL"); e != "" {
		addr = cleanLine(e) // RFC 7986, section 6.2
	}
	a := mailbox.Address{Name: plain.Cut(cleanLine(l.param("CN")), 200)}
	if strings.Contains(addr, "@") && !strings.ContainsAny(addr, " <>/") {
		a.Email = plain.Cut(addr, 320)
	}
	if a.Name == "" && a.Email == "" {
		a.Name = plain.Cut(addr, 200)
	}
	return a
}

// webAddress is a http or https address, or "".
func webAddress(s string) string {
	s = cleanLine(strings.TrimSpace(s))
	if strings.Contains(s, `\`) {
		s = cleanLine(unescaped(s)) // QUIRK: cards of Apple have "http\://"
	}
	if len(s) > 4 && strings.EqualFold(s[:4], "www.") {
		s = "http://" + s // QUIRK
	}
	head := strings.ToLower(s[:min(len(s), 8)])
	if len(s) > 2000 || strings.ContainsAny(s, " \"<>") || !strings.HasPrefix(head, "https://") && !strings.HasPrefix(head, "http://") {
		return ""
	}
	return s
}

// duration reads a span of time (RFC 5545, section 3.3.6).
func duration(s string) (time.Duration, bool) {
	s, ok := strings.CutPrefix(strings.ToUpper(strings.TrimPrefix(s, "+")), "P")
	if !ok || len(s) > 40 {
		return 0, false
	}
	var sum time.Duration
	for s != "" {
		if s[0] == 'T' {
			s = s[1:]
			continue
		}
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		v, err := strconv.Atoi(s[:n])
		if err != nil || n == len(s) || v > 100000 {
			return 0, false
		}
		switch s[n] {
		case 'W':
			sum += time.Duration(v) * 7 * 24 * time.Hour
		case 'D':
			sum += time.Duration(v) * 24 * time.Hour
		case 'H':
			sum += time.Duration(v) * time.Hour
		case 'M':
			sum += time.Duration(v) * time.Minute
		case 'S':
			sum += time.Duration(v) * time.Second
		default:
			return 0, false
		}
		s = s[n+1:]
	}
	return sum, sum > 0
}
