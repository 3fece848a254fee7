package eml_test

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/storage/eml"
)

// withPart is a letter with one more part.
func withPart(media, extra, body string) []byte {
	return []byte("From: Lena <lena@kitchen.example>\r\nTo: ann@example.org\r\nSubject: Dinner\r\nDate: Sat, 28 Nov 2026 10:00:00 +0000\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nYou are all invited.\r\n" +
		"--b\r\nContent-Type: " + media + "\r\n" + extra + "\r\n" + crlf(body) + "\r\n--b--\r\n")
}

func crlf(s string) string { return strings.ReplaceAll(strings.TrimLeft(s, "\n"), "\n", "\r\n") }

func calendar(body string) []byte {
	return withPart("text/calendar; charset=utf-8; method=REQUEST", "", "BEGIN:VCALENDAR\nVERSION:2.0\n"+body+"END:VCALENDAR\n")
}

// instant writes a moment as a test compares it.
func instant(m eml.Moment) string {
	switch {
	case m.Time.IsZero():
		return ""
	case m.Floating:
		return m.Time.Format("2006-01-02 15:04") + " floating " + m.Zone
	}
	return m.Time.Format("2006-01-02 15:04 -0700 ") + m.Zone
}

const exchangeZone = `BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
`

func TestEventTimes(t *testing.T) {
	for _, c := range []struct{ name, lines, start, end string }{
		{"UTC", "DTSTART:20261212T190000Z\nDTEND:20261212T230000Z\n", "2026-12-12 19:00 +0000 ", "2026-12-12 23:00 +0000 "},
		{"a zone by name", "DTSTART;TZID=Europe/Berlin:20261212T190000\nDTEND;TZID=Europe/Berlin:20261212T230000\n", "2026-12-12 19:00 +0100 Europe/Berlin", "2026-12-12 23:00 +0100 Europe/Berlin"},
		{"in summer", "DTSTART;TZID=\"America/New_York\":20260704T190000\n", "2026-07-04 19:00 -0400 America/New_York", ""},
		{"a long name", "DTSTART;TZID=/mozilla.org/20050126_1/America/Argentina/Buenos_Aires:20260704T190000\n", "2026-07-04 19:00 -0300 America/Argentina/Buenos_Aires", ""},
		{"floating", "DTSTART:20261212T190000\nDURATION:PT1H30M\n", "2026-12-12 19:00 floating ", "2026-12-12 20:30 floating "},
		{"an unknown zone", "DTSTART;TZID=Mars:20261212T190000\n", "2026-12-12 19:00 floating Mars", ""},
		{"the machine's zone is not asked for", "DTSTART;TZID=Local:20261212T190000\n", "2026-12-12 19:00 floating Local", ""},
		{"a file is not asked for", "DTSTART;TZID=../../etc/passwd:20261212T190000\n", "2026-12-12 19:00 floating ../../etc/passwd", ""},
		{"described, winter", "DTSTART;TZID=W. Europe Standard Time:20261212T190000\n", "2026-12-12 19:00 +0100 W. Europe Standard Time", ""},
		{"described, summer", "DTSTART;TZID=W. Europe Standard Time:20260712T190000\n", "2026-07-12 19:00 +0200 W. Europe Standard Time", ""},
		{"described, the day of change", "DTSTART;TZID=W. Europe Standard Time:20260329T030000\n", "2026-03-29 03:00 +0200 W. Europe Standard Time", ""},
		{"described, the hour before", "DTSTART;TZID=W. Europe Standard Time:20260329T013000\n", "2026-03-29 01:30 +0100 W. Europe Standard Time", ""},
		{"Windows' name", "DTSTART;TZID=Tokyo Standard Time:20261212T190000\n", "2026-12-12 19:00 +0900 Asia/Tokyo", ""},
		{"in summer", "DTSTART;TZID=\"Pacific Standard Time\":20260712T190000\n", "2026-07-12 19:00 -0700 America/Los_Angeles", ""},
		{"as Windows shows it", "DTSTART;TZID=\"(UTC+09:00) Osaka, Sapporo, Tokyo\":20261212T190000\n", "2026-12-12 19:00 +0900 Asia/Tokyo", ""},
		{"with daylight saving", "DTSTART;TZID=\"(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\":20260712T190000\n", "2026-07-12 19:00 +0200 Europe/Amsterdam", ""},
		{"of the south", "DTSTART;TZID=\"(UTC+10:00) Canberra, Melbourne, Sydney\":20261212T190000\n", "2026-12-12 19:00 +1100 Australia/Canberra", ""},
		{"without an offset", "DTSTART;TZID=\"(UTC) Dublin, Edinburgh, Lisbon, London\":20260712T190000\n", "2026-07-12 19:00 +0100 Europe/Dublin", ""},
		{"of a country", "DTSTART;TZID=\"(UTC-05:00) Eastern Time (US & Canada)\":20260712T190000\n", "2026-07-12 19:00 -0400 America/New_York", ""},
		{"a city that has another time", "DTSTART;TZID=\"(UTC+03:00) Berlin\":20260712T190000\n", "2026-07-12 19:00 floating (UTC+03:00) Berlin", ""},
		{"a city that is a path", "DTSTART;TZID=\"(UTC+01:00) ../Berlin\":20260712T190000\n", "2026-07-12 19:00 floating (UTC+01:00) ../Berlin", ""},
		{"a day", "DTSTART;VALUE=DATE:20261212\nDTEND;VALUE=DATE:20261213\n", "2026-12-12 00:00 floating ", ""},
		{"days", "DTSTART;VALUE=DATE:20261212\nDTEND;VALUE=DATE:20261215\n", "2026-12-12 00:00 floating ", "2026-12-14 00:00 floating "},
		{"days by duration", "DTSTART;VALUE=DATE:20261212\nDURATION:P1W\n", "2026-12-12 00:00 floating ", "2026-12-18 00:00 floating "},
		{"the end is before", "DTSTART:20261212T190000Z\nDTEND:20261212T180000Z\n", "2026-12-12 19:00 +0000 ", ""},
		{"no seconds", "DTSTART:20261212T1900Z\n", "2026-12-12 19:00 +0000 ", ""},
		{"no date", "DTSTART:tomorrow\n", "", ""},
		{"no day of that month", "DTSTART:20260231T190000Z\n", "", ""},
	} {
		// The zone may stand behind the event.
		for _, body := range []string{exchangeZone + "BEGIN:VEVENT\nSUMMARY:Dinner\n" + c.lines + "END:VEVENT\n", "BEGIN:VEVENT\nSUMMARY:Dinner\n" + c.lines + "END:VEVENT\n" + exchangeZone} {
			m := eml.Read(calendar(body))
			if len(m.Events) != 1 {
				t.Fatalf("%s: %d events", c.name, len(m.Events))
			}
			e := m.Events[0]
			if got := instant(e.Start); got != c.start {
				t.Errorf("%s: start %q, want %q", c.name, got, c.start)
			}
			if got := instant(e.End); got != c.end {
				t.Errorf("%s: end %q, want %q", c.name, got, c.end)
			}
			if want := strings.Contains(c.lines, "VALUE=DATE"); e.AllDay != want {
				t.Errorf("%s: all day %v", c.name, e.AllDay)
			}
		}
	}
}

// TestWindowsZones holds that each name of Windows has a zone.
func TestWindowsZones(t *testing.T) {
	for _, c := range []struct{ id, want string }{
		{"W. Europe Standard Time", "+0200 Europe/Berlin"}, {"GMT Standard Time", "+0100 Europe/London"}, {"romance standard time", "+0200 Europe/Paris"},
		{"India Standard Time", "+0530 Asia/Kolkata"}, {"Nepal Standard Time", "+0545 Asia/Katmandu"}, {"E. South America Standard Time", "-0300 America/Sao_Paulo"},
		{"US Mountain Standard Time", "-0700 America/Phoenix"}, {"UTC-11", "-1100 Etc/GMT+11"}, {"Line Islands Standard Time", "+1400 Pacific/Kiritimati"},
	} {
		m := eml.Read(calendar("BEGIN:VEVENT\nSUMMARY:x\nDTSTART;TZID=" + c.id + ":20260712T190000\nEND:VEVENT\n"))
		if got := instant(m.Events[0].Start); got != "2026-07-12 19:00 "+c.want {
			t.Errorf("%s: %q, want %q", c.id, got, c.want)
		}
	}
}

func TestEventFacts(t *testing.T) {
	m := eml.Read(calendar(`METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Dinner at the lighthouse\, with lamp
LOCATION:Old Lighthouse\; Pier Road 1
DESCRIPTION:Bring a sweater.\nThe stairs are
  steep.
ORGANIZER;CN="Martins; Lena":mailto:lena@kitchen.example
ATTENDEE;CN=Ann;PARTSTAT=NEEDS-ACTION:MAILTO:ann@example.org
ATTENDEE;CN=Jan ^'Jo^' Kowalski;PARTSTAT=ACCEPTED:mailto:jan@example.net
ATTENDEE;CUTYPE=ROOM;CN=Lamp room;PARTSTAT=TENTATIVE:mailto:lamp@kitchen.example
X-GOOGLE-CONFERENCE:https://meet.example/abc
URL:javascript:alert(1)
STATUS:TENTATIVE
BEGIN:VALARM
DESCRIPTION:Not this
END:VALARM
END:VEVENT
`))
	if len(m.Events) != 1 {
		t.Fatal(len(m.Events), "events")
	}
	e := m.Events[0]
	if e.Summary != "Dinner at the lighthouse, with lamp" || e.Location != "Old Lighthouse; Pier Road 1" || e.Description != "Bring a sweater.\nThe stairs are steep." {
		t.Errorf("%q %q %q", e.Summary, e.Location, e.Description)
	}
	if e.Organizer.Name != "Martins; Lena" || e.Organizer.Email != "lena@kitchen.example" {
		t.Errorf("organizer %+v", e.Organizer)
	}
	if len(e.Attendees) != 3 || e.Attendees[0].Email != "ann@example.org" || e.Attendees[0].Answer != "" ||
		e.Attendees[1].Name != `Jan "Jo" Kowalski` || e.Attendees[1].Answer != "ACCEPTED" || !e.Attendees[2].Thing {
		t.Errorf("attendees %+v", e.Attendees)
	}
	if e.URL != "https://meet.example/abc" || !e.Tentative || e.Canceled || e.Method != "REQUEST" {
		t.Errorf("%+v", e)
	}
	if a := m.Attachments[e.Attachment]; a.Type != "text/calendar" {
		t.Errorf("the attachment is %+v", a)
	}
	if m.Carded {
		t.Error("the message has a text of its own")
	}
}

func TestEventsThatAreOff(t *testing.T) {
	for name, body := range map[string]string{
		"by method": "METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Dinner\nEND:VEVENT\n",
		"by state":  "METHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Dinner\nSTATUS:CANCELLED\nEND:VEVENT\n",
		"behind it": "BEGIN:VEVENT\nSUMMARY:Dinner\nEND:VEVENT\nMETHOD:CANCEL\n",
	} {
		if m := eml.Read(calendar(body)); len(m.Events) != 1 || !m.Events[0].Canceled {
			t.Errorf("%s: %+v", name, m.Events)
		}
	}
}

// TestWholeDaysOfOutlook: whole days that are written as midnights of a zone are the days of that
// zone, wherever one is; what is no midnight, or does not say so, has hours.
func TestWholeDaysOfOutlook(t *testing.T) {
	for _, c := range []struct{ lines, start, end string }{
		{"DTSTART;TZID=W. Europe Standard Time:20260601T000000\nDTEND;TZID=W. Europe Standard Time:20260602T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n", "2026-06-01 00:00 floating ", ""},
		{"X-MICROSOFT-CDO-ALLDAYEVENT:true\nDTSTART;TZID=Tokyo Standard Time:20260601T000000\nDTEND;TZID=Tokyo Standard Time:20260604T000000\n", "2026-06-01 00:00 floating ", "2026-06-03 00:00 floating "},
		{"DTSTART:20260601T000000\nX-FUNAMBOL-ALLDAY:1\n", "2026-06-01 00:00 floating ", ""},
		{"DTSTART;TZID=Europe/Berlin:20261025T000000\nDTEND;TZID=Europe/Berlin:20261026T000000\nX-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE\n", "2026-10-25 00:00 floating ", ""},
		{"DTSTART;VALUE=DATE:20260601\nDTEND;VALUE=DATE:20260602\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n", "2026-06-01 00:00 floating ", ""},
		{"DTSTART:20260601T000000Z\nDTEND:20260602T000000Z\nX-MICROSOFT-CDO-ALLDAYEVENT:FALSE\n", "2026-06-01 00:00 +0000 ", "2026-06-02 00:00 +0000 "},
		{"DTSTART:20260531T220000Z\nDTEND:20260601T220000Z\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n", "2026-05-31 22:00 +0000 ", "2026-06-01 22:00 +0000 "},
	} {
		m := eml.Read(calendar("BEGIN:VEVENT\nSUMMARY:x\n" + c.lines + "END:VEVENT\n"))
		e := m.Events[0]
		if got := instant(e.Start); got != c.start {
			t.Errorf("%s: start %q, want %q", c.lines, got, c.start)
		}
		if got := instant(e.End); got != c.end {
			t.Errorf("%s: end %q, want %q", c.lines, got, c.end)
		}
		if e.AllDay != strings.HasSuffix(c.start, "floating ") {
			t.Errorf("%s: all day %v", c.lines, e.AllDay)
		}
	}
}

// TestEventIdentity: what tells which event is meant, and which of two letters about it is later.
func TestEventIdentity(t *testing.T) {
	m := eml.Read(calendar("BEGIN:VEVENT\nUID: a@x \nSEQUENCE:3\nDTSTAMP:20260101T120000Z\nSUMMARY:x\nDTSTART:20260601T100000Z\nRECURRENCE-ID;TZID=Europe/Berlin:20260601T090000\nEND:VEVENT\n"))
	e := m.Events[0]
	if e.UID != "a@x" || e.Sequence != 3 || !e.Stamp.Equal(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)) || !e.One || instant(e.Instance) != "2026-06-01 09:00 +0200 Europe/Berlin" {
		t.Errorf("%+v", e)
	}
	m = eml.Read(calendar("BEGIN:VEVENT\nUID:" + strings.Repeat("x", 5000) + "\nSEQUENCE:-4\nDTSTAMP:today\nSUMMARY:x\nEND:VEVENT\n"))
	if e := m.Events[0]; len(e.UID) != 1000 || e.Sequence != 0 || !e.Stamp.IsZero() || e.One {
		t.Errorf("%+v", e)
	}
}

func TestRepeats(t *testing.T) {
	for _, c := range []struct{ rule, want string }{
		{"FREQ=DAILY", "day 1 [] [] 0 "},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU", "week 2 [{Monday 0} {Wednesday 0}] [] 0 "},
		{"FREQ=MONTHLY;BYDAY=2TU;COUNT=10", "month 1 [{Tuesday 2}] [] 10 "},
		{"FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", "month 1 [{Friday -1}] [] 0 "},
		{"FREQ=MONTHLY;BYMONTHDAY=15,-1", "month 1 [] [15 -1] 0 "},
		{"FREQ=YEARLY;BYMONTH=12;UNTIL=20301231", "year 1 [] [] 0 2030-12-31 00:00 floating "},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", " 1 [] [] 0 "},
		{"FREQ=HOURLY", " 1 [] [] 0 "},
		{"FREQ=YEARLY;BYWEEKNO=20", " 1 [] [] 0 "},
		{"FREQ=DAILY;COUNT=-1;INTERVAL=0", "day 1 [] [] 0 "},
		// vCalendar 1.0
		{"W2 MO WE #10", "week 2 [{Monday 0} {Wednesday 0}] [] 10 "},
		{"D1 20261231T000000Z", "day 1 [] [] 0 2026-12-31 00:00 +0000 "},
		{"MP1 1+ FR", "month 1 [{Friday 1}] [] 0 "},
		{"nonsense", " 1 [] [] 0 "},
	} {
		m := eml.Read(calendar("BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20261212T190000Z\nRRULE:" + c.rule + "\nEND:VEVENT\n"))
		if len(m.Events) != 1 || m.Events[0].Repeat == nil {
			t.Errorf("%s: %+v", c.rule, m.Events)
			continue
		}
		r := m.Events[0].Repeat
		if got := fmt.Sprintf("%s %d %v %v %d %s", r.Every, r.Interval, r.Days, r.MonthDays, r.Count, instant(r.Until)); got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
	// RFC 5545 gives lines no order: a rule says more than single dates, wherever it stands.
	for lines, want := range map[string]string{"RDATE:20261220T190000Z\nRRULE:FREQ=WEEKLY": "week", "RRULE:FREQ=WEEKLY\nRDATE:20261220T190000Z": "week", "RDATE:20261220T190000Z": ""} {
		m := eml.Read(calendar("BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20261212T190000Z\n" + lines + "\nEND:VEVENT\n"))
		if r := m.Events[0].Repeat; r == nil || r.Every != want {
			t.Errorf("%s: %+v", lines, r)
		}
	}
	if m := eml.Read(calendar("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n")); m.Events[0].Repeat != nil {
		t.Error("it does not repeat")
	}
}

func TestManyEvents(t *testing.T) {
	m := eml.Read(calendar(strings.Repeat("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n", 50)))
	if len(m.Events) != 20 || m.EventsLeft != 30 {
		t.Errorf("%d events and %d more", len(m.Events), m.EventsLeft)
	}
}

// An invitation is in the message as a form of the text and as a file.
func TestEventTwice(t *testing.T) {
	ics := "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Dinner\r\nDTSTART:20261212T190000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	m := eml.Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n" +
		"--i\r\nContent-Type: text/plain\r\n\r\nCome\r\n--i\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n" + ics +
		"--i--\r\n--o\r\nContent-Type: application/ics; name=invite.ics\r\nContent-Disposition: attachment; filename=invite.ics\r\n\r\n" + ics + "--o--\r\n"))
	if len(m.Events) != 1 || m.Attachments[m.Events[0].Attachment].Name != "invite.ics" {
		t.Errorf("%+v of %+v", m.Events, m.Attachments)
	}
}

func TestCarded(t *testing.T) {
	alone := "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Dinner\r\nDTSTART:20261212T190000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if m := eml.Read([]byte(alone)); !m.Carded || len(m.Events) != 1 || !strings.Contains(m.Text, "Dinner") || len(m.Attachments) != 1 {
		t.Errorf("%+v", m)
	}
	with := "From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Dinner\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" +
		"--b\r\nContent-Type: text/csv\r\n\r\na,b c\r\n--b--\r\n"
	if m := eml.Read([]byte(with)); m.Carded || len(m.Events) != 1 {
		t.Errorf("there is a table beside it: %q", m.Text)
	}
	if m := eml.Read([]byte(strings.ReplaceAll(alone, "VEVENT", "VFREEBUSY"))); m.Carded {
		t.Errorf("no event came of it: %q", m.Text)
	}
}

func TestContacts(t *testing.T) {
	facts := func(list []eml.Fact) string { return strings.ReplaceAll(fmt.Sprint(list), "\n", "|") }
	for _, c := range []struct {
		name, card string
		want       string
	}{
		{"4.0", "VERSION:4.0\nFN:Lena Martins\nORG:Kitchen\\, Ltd;Cooks\nTITLE:Cook\nTEL;TYPE=\"voice,cell\";VALUE=uri:tel:+44-1482-1\nEMAIL;TYPE=work:lena@kitchen.example\n" +
			"ADR;TYPE=home:;;Pier Road 1;Hull;;HU1;UK\nBDAY:19901224\nNOTE:Likes\\nfish\nURL:https://kitchen.example\n",
			"Lena Martins/Cook/Kitchen, Ltd, Cooks/[{mobile +44-1482-1}]/[{work lena@kitchen.example}]/[{home Pier Road 1|Hull HU1|UK}]/[{ https://kitchen.example}]/1990-12-24/Likes|fish"},
		{"3.0", "VERSION:3.0\nN:Martins;Lena;;Dr.;\nitem1.TEL;type=HOME;type=FAX:123\nEMAIL:a@example.org\nEMAIL:a@example.org\n",
			"Dr. Lena Martins///[{fax 123}]/[{ a@example.org}]/[]/[]//"},
		{"2.1", "VERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\nTEL;WORK;VOICE:456\nADR;WORK;ENCODING=QUOTED-PRINTABLE:;;Weg =\n1;Ulm;;89073;DE\n",
			"Jörg Müller///[{work 456}]/[]/[{work Weg 1|Ulm 89073|DE}]/[]//"},
		{"lines in an address, an extension", "VERSION:2.1\nFN:A\nTEL:tel:+1-555;ext=55;phone-context=x\nADR;ENCODING=QUOTED-PRINTABLE:;;Weg 1=0D=0A=\nHof 2;Ulm;;;\n", "A///[{ +1-555 ext. 55}]/[]/[{ Weg 1, Hof 2|Ulm}]/[]//"},
		{"of Apple", "VERSION:3.0\nFN:A\nitem1.URL;type=pref:http\\://www.example.com/a\nBDAY;value=date;X-APPLE-OMIT-YEAR=1604:1604-12-24\n", "A///[]/[]/[]/[{ http://www.example.com/a}]/--12-24/"},
		{"day and month", "VERSION:4.0\nFN:A\nURL:www.example.com\nBDAY:--1224\n", "A///[]/[]/[]/[{ http://www.example.com}]/--12-24/"},
		{"day and month, hyphens", "FN:A\nURL:example\nBDAY:--02-29\n", "A///[]/[]/[]/[]/--02-29/"},
		{"a time of birth", "FN:A\nBDAY:1990-12-24T00:00:00Z\n", "A///[]/[]/[]/[]/1990-12-24/"},
		{"a time of birth, packed", "FN:A\nBDAY:19901224T101500\n", "A///[]/[]/[]/[]/1990-12-24/"},
		{"a birthday in words", "FN:A\nBDAY;VALUE=text:circa 1800\n", "A///[]/[]/[]/[]/circa 1800/"},
		{"no such day", "FN:A\nBDAY:--1340\n", "A///[]/[]/[]/[]/--1340/"},
		{"a company", "ORG:Ferry\nTEL:1\n", "Ferry//Ferry/[{ 1}]/[]/[]/[]//"},
	} {
		for _, media := range []string{"text/vcard", "text/x-vcard; charset=utf-8", "application/octet-stream; name=card.vcf"} {
			m := eml.Read(withPart(media, "Content-Disposition: attachment\r\n", "BEGIN:VCARD\n"+c.card+"END:VCARD\n"))
			if len(m.Contacts) != 1 {
				t.Errorf("%s, %s: %+v", c.name, media, m.Contacts)
				continue
			}
			k := m.Contacts[0]
			got := strings.Join([]string{k.Name, k.Title, k.Org, facts(k.Phones), facts(k.Emails), facts(k.Addresses), facts(k.Links), k.Birthday, strings.ReplaceAll(k.Note, "\n", "|")}, "/")
			if got != c.want {
				t.Errorf("%s, %s:\n%s, want\n%s", c.name, media, got, c.want)
			}
		}
	}
	m := eml.Read(withPart("text/vcard", "", "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nTEL:1"))
	if len(m.Contacts) != 2 || m.Contacts[1].Name != "B" {
		t.Errorf("two, the second cut off: %+v", m.Contacts)
	}
}

func report(kind, body string) []byte {
	return []byte("From: Mail Delivery System <mailer-daemon@mx.example>\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/" + kind + "\r\n\r\n" +
		crlf(body) + "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nFrom: ann@example.org\r\n\r\n--b--\r\n")
}

func TestReports(t *testing.T) {
	for _, c := range []struct{ name, kind, body, want string }{
		{"failed", "delivery-status", "Reporting-MTA: dns; mx.example\nArrival-Date: Sat, 28 Nov 2026 10:00:00 +0000\n\nFinal-Recipient: rfc822; jan@example.net\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; in.example.net\nDiagnostic-Code: smtp; 550 5.1.1 <jan@example.net>:\n    no such user\n",
			"mx.example [jan@example.net failed 5.1.1 in.example.net 550 5.1.1 <jan@example.net>: no such user]"},
		{"two", "delivery-status", "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.2.2\n\nFinal-Recipient: rfc822; b@example.net\nAction: delayed\nStatus: 4.4.1\n",
			"mx.example [a@example.net failed 5.2.2  ] [b@example.net delayed 4.4.1  ]"},
		{"forwarded", "delivery-status", "Reporting-MTA: dns; mx.example\n\nOriginal-Recipient: rfc822;known@example.net\nFinal-Recipient: rfc822; inner@host\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552-5.2.2 The mailbox is full\n",
			"mx.example [known@example.net failed 5.2.2  552-5.2.2 The mailbox is full]"},
		{"Postfix", "delivery-status", "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; inner@host\nOriginal-Recipient: rfc822;known@example.net\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; b@example.net\nOriginal-Recipient: rfc822;b@example.net\nAction: failed\nStatus: 5.2.2\n",
			"mx.example [known@example.net failed 5.1.1  ] [b@example.net failed 5.2.2  ]"},
		{"X.400", "delivery-status", "Reporting-MTA: x400; mta in /C=US/\n\nFinal-Recipient: X400; /G=Jane/S=Doe/C=US/\nOriginal-Recipient: rfc822; jane@example.net\nAction: delayed\nStatus: 4.4.7\n",
			"mta in /C=US/ [jane@example.net delayed 4.4.7  ]"},
		{"the original at the end", "delivery-status", "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\nOriginal-Recipient: rfc822; a@example.net\n",
			"mx.example [a@example.net failed 5.1.1  ]"},
		{"originals without empty lines", "delivery-status", "Reporting-MTA: dns; mx.example\nFinal-Recipient: rfc822; a@host\nOriginal-Recipient: rfc822;a@example.net\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; b@host\nOriginal-Recipient: rfc822;b@example.net\nAction: failed\nStatus: 5.2.2\n" +
			"Original-Recipient: rfc822;c@example.net\nFinal-Recipient: rfc822; c@host\nAction: failed\nStatus: 5.2.1\n",
			"mx.example [a@example.net failed 5.1.1  ] [b@example.net failed 5.2.2  ] [c@example.net failed 5.2.1  ]"},
		{"no empty line", "delivery-status", "Reporting-MTA: dns; mx.example\nFinal-Recipient: rfc822; a@example.net\nAction: failed (no such user)\nStatus: 5.1.1 (unknown)\nFinal-Recipient: rfc822; b@example.net\nStatus: 4.2.2\n",
			"mx.example [a@example.net failed 5.1.1  ] [b@example.net delayed 4.2.2  ]"},
		{"no type", "delivery-status", "Reporting-MTA: mx.example\n\nFinal-Recipient: <a@example.net>\nAction: Delivered\nStatus: 2.0.0\n", "mx.example [a@example.net delivered 2.0.0  ]"},
		{"receipt", "disposition-notification", "Reporting-UA: mail.example; Mailer 1\nFinal-Recipient: rfc822; jan@example.net\nOriginal-Message-ID: <1@x>\nDisposition: manual-action/MDN-sent-manually; displayed\n",
			"mail.example [jan@example.net displayed   ]"},
		{"deleted unread", "disposition-notification", "Final-Recipient: rfc822; jan@example.net\n\nDisposition: automatic-action/MDN-sent-automatically; deleted/error\n", ""},
		{"utf-8", "global-delivery-status", "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: utf-8; jörg@example.net\nAction: failed\nStatus: 5.6.7\n", "mx.example [jörg@example.net failed 5.6.7  ]"},
	} {
		m := eml.Read(report(c.kind, c.body))
		r := m.Report
		if r == nil {
			t.Errorf("%s: no report", c.name)
			continue
		}
		got := r.Server
		for _, p := range r.Recipients {
			got += fmt.Sprintf(" [%s %s %s %s %s]", p.Address, p.Action, p.Status, p.Server, p.Said)
		}
		if c.want != "" && got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if r.Subject != "Grüße" || r.Receipt != strings.Contains(c.kind, "disposition") {
			t.Errorf("%s: %+v", c.name, r)
		}
		if m.Carded || !strings.Contains(m.Text, "I'm sorry.") {
			t.Errorf("%s: the text is %q", c.name, m.Text)
		}
	}
	m := eml.Read(report("delivery-status", "Reporting-MTA: dns; mx\n"+strings.Repeat("\nFinal-Recipient: rfc822; a@example.net\nAction: failed\n", 80)))
	if len(m.Report.Recipients) != 50 || m.Report.Left != 30 {
		t.Errorf("%d and %d", len(m.Report.Recipients), m.Report.Left)
	}
	m = eml.Read(report("delivery-status", "Will-Retry-Until: x\n\nFinal-Recipient: rfc822; a@example.net\nAction: delayed\nStatus: 4.4.7\nWill-Retry-Until: Mon, 30 Nov 2026 10:00:00 +0000\n"))
	if got := m.Report.Recipients[0].Until; !got.Equal(time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
	m = eml.Read([]byte("From: mailer-daemon@mx.example\nX-Failed-Recipients: a@example.net,\n  <b@example.net>\nSubject: x\n\nA message that you sent could not be delivered.\n"))
	if r := m.Report; r == nil || len(r.Recipients) != 2 || r.Recipients[1].Address != "b@example.net" || r.Recipients[0].Action != "failed" {
		t.Errorf("Exim's field: %+v", r)
	}
	qmail := "From: MAILER-DAEMON@old.example\nSubject: failure notice\n\nHi. This is the qmail-send program at old.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n" +
		"<a@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n<b@example.net>:\n192.0.2.1 does not like recipient.\nRemote host said: 452 4.2.2 Mailbox full\n\n" +
		"--- Below this line is a copy of the message.\n\nReturn-Path: <ann@example.org>\nFrom: ann@example.org\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\n<c@example.net>:\nno recipient\n"
	for name, raw := range map[string]string{"plain": qmail, "CRLF": crlf(qmail), "other words": strings.Replace(qmail, "program at old.example.", "program at old.example,\nand it is sorry.", 1)} {
		r := eml.Read([]byte(raw)).Report
		if r == nil || len(r.Recipients) != 2 || r.Subject != "Grüße" || r.Server != "old.example" {
			t.Errorf("qmail, %s: %+v", name, r)
			continue
		}
		if a, b := r.Recipients[0], r.Recipients[1]; a.Address != "a@example.net" || a.Action != "failed" || a.Status != "5.1.1" || a.Said != "Sorry, no mailbox here by that name. (#5.1.1)" ||
			b.Address != "b@example.net" || b.Action != "failed" || b.Status != "4.2.2" || !strings.HasSuffix(b.Said, "452 4.2.2 Mailbox full") {
			t.Errorf("qmail, %s: %+v", name, r.Recipients)
		}
	}
	m = eml.Read([]byte(strings.Replace(qmail, "\n--- Below this line is a copy of the message.\n", "", 1)))
	if r := m.Report; r == nil || len(r.Recipients) != 3 || r.Subject != "" {
		t.Errorf("qmail without a copy: %+v", r)
	}
	for name, raw := range map[string]string{
		"a letter":           "From: a@example.net\n\nHi. This is the plan:\n\n<b@example.net>:\nasks\n",
		"a quoted one":       strings.Replace(qmail, "\n\nHi. ", "\n\nLook:\n\nHi. ", 1),
		"nobody is in it":    "From: mailer-daemon@old.example\n\nHi. This is the qmail-send program at old.example.\n\nNothing.\n",
		"it is a list of it": "From: mailer-daemon@old.example\n\nHi. This is the qmail-send program at old.example.\n\n--- Below\n\n<b@example.net>:\nasks\n",
	} {
		if r := eml.Read([]byte(raw)).Report; r != nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if m := eml.Read(calendar("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n")); m.Report != nil {
		t.Error("it is no report")
	}
}

func TestSecurity(t *testing.T) {
	multi := func(media, first, second string) string {
		return "Content-Type: " + media + "; boundary=b\r\n\r\n--b\r\nContent-Type: " + first + "\r\n\r\nHello\r\n--b\r\nContent-Type: " + second + "\r\n\r\nxxxx\r\n--b--\r\n"
	}
	enveloped := "Content-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQA=\r\n"
	armored := "\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\nHello\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----\r\n"
	for _, c := range []struct{ name, mail, want string }{
		{"S/MIME signed", multi("multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256", "text/plain", "application/pkcs7-signature"), "S/MIME signed"},
		{"OpenPGP signed", multi("multipart/signed; protocol=\"application/pgp-signature\"", "text/plain", "application/pgp-signature"), "OpenPGP signed"},
		{"no protocol", multi("multipart/signed", "text/plain", "application/x-pkcs7-signature"), "S/MIME signed"},
		{"signed by other means", multi("multipart/signed; protocol=\"application/x-other\"", "text/plain", "application/x-other"), ""},
		{"OpenPGP encrypted", multi("multipart/encrypted; protocol=\"application/pgp-encrypted\"", "application/pgp-encrypted", "application/octet-stream"), "OpenPGP encrypted told"},
		{"S/MIME encrypted", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n" + enveloped, "S/MIME encrypted told"},
		{"by its octets", "Content-Type: application/x-pkcs7-mime; name=smime.p7m\r\n" + enveloped, "S/MIME encrypted told"},
		{"by its name", "Content-Type: application/octet-stream; name=smime.p7m\r\n" + enveloped, "S/MIME encrypted told"},
		{"by the name of its file", "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"A.P7M\"\r\n" + enveloped, "S/MIME encrypted told"},
		{"another file of that name", "Content-Type: application/octet-stream; name=smime.p7m\r\n\r\nHello\r\n", ""},
		{"as files", "Content-Type: application/octet-stream; name=a.dat\r\n" + enveloped, ""},
		{"newer encryption", "Content-Type: application/octet-stream; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte("\x30\x80\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17\xa0\x80")) + "\r\n", "S/MIME encrypted told"},
		{"OpenPGP by way of Exchange", multi("multipart/mixed", "application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: text/plain", "application/octet-stream; name=encrypted.asc"), "OpenPGP encrypted part told"},
		{"the same without words", strings.Replace(multi("multipart/mixed", "text/plain", "application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; name=encrypted.asc"), "Hello", "", 1), "OpenPGP encrypted told"},
		{"an encrypted file", multi("multipart/mixed", "text/plain", "application/pgp-encrypted; name=plan.pdf.gpg"), ""},
		{"certificates", "Content-Type: application/pkcs7-mime; smime-type=certs-only; name=smime.p7c\r\n" + enveloped, ""},
		{"armor, signed", armored, "OpenPGP signed"},
		{"armor, a part", "\r\nThis is not signed at all, it stands above." + armored, "OpenPGP signed part"},
		{"armor, encrypted", "\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----\r\n", "OpenPGP encrypted"},
		{"quoted armor", strings.ReplaceAll(armored, "\r\n", "\r\n> "), ""},
		{"a part signed", "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n" + multi("multipart/signed; protocol=\"application/pgp-signature\"", "text/plain", "application/pgp-signature") + "--o\r\n\r\nThe list\r\n--o--\r\n", "OpenPGP signed part"},
		{"neither", "\r\nHello\r\n", ""},
	} {
		m := eml.Read([]byte("From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n" + c.mail))
		got := ""
		if s := m.Security; s != nil {
			got = s.By
			for _, f := range []struct {
				on   bool
				name string
			}{{s.Signed, "signed"}, {s.Encrypted, "encrypted"}, {s.Part, "part"}, {s.Told != "", "told"}} {
				if f.on {
					got += " " + f.name
				}
			}
			if s.Told != "" && !slices.Contains(m.Problems, s.Told) {
				t.Errorf("%s: %q is not in %q", c.name, s.Told, m.Problems)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Real mail: what is read of it is clean, and it holds reports and signed messages.
func TestFactsOfCorpora(t *testing.T) {
	reports, signed := 0, 0
	for _, sub := range []string{"torture", "list"} {
		eachFile(t, corpora(t, sub), func(path string, raw []byte) {
			m := eml.Read(raw)
			checkFacts(t, path, m)
			if m.Report != nil {
				reports++
			}
			if m.Security != nil && m.Security.Signed {
				signed++
			}
		})
	}
	if reports < 12 || signed < 100 {
		t.Errorf("%d reports and %d signed messages", reports, signed)
	}
}

// der is an element of a tag with a length that is known.
func der(tag byte, content ...string) string {
	s := strings.Join(content, "")
	if len(s) < 128 {
		return string([]byte{tag, byte(len(s))}) + s
	}
	return string([]byte{tag, 0x82, byte(len(s) >> 8), byte(len(s))}) + s
}

// open is one whose end is marked.
func open(tag byte, content ...string) string {
	return string([]byte{tag, 0x80}) + strings.Join(content, "") + "\x00\x00"
}

// A signed message whose text is inside the signed data.
func TestOpaque(t *testing.T) {
	const signed, data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
	version, algorithms := der(0x02, "\x01"), der(0x31, der(0x30, der(0x06, "\x60\x86\x48\x01\x65\x03\x04\x02\x01")))
	inner := "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe lamp room is ours.\r\n" +
		"--i\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Dinner\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--i--\r\n"
	var pieces string
	for rest := inner; rest != ""; {
		n := min(60, len(rest))
		pieces += der(0x04, rest[:n])
		rest = rest[n:]
	}
	known := der(0x30, signed, der(0xA0, der(0x30, version, algorithms, der(0x30, data, der(0xA0, der(0x04, inner))), der(0x31))))
	// A file that is signed is a file, whatever it is called.
	file := der(0x30, signed, der(0xA0, der(0x30, version, algorithms, der(0x30, data, der(0xA0, der(0x04, "<?xml version=\"1.0\"?><invoice>12</invoice>"))), der(0x31))))
	for _, c := range []struct{ name, head, tail string }{
		{"IT01.xml.p7m", "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nThe invoice is attached.\r\n--o\r\n", "\r\n--o--\r\n"},
		{"smime.p7m", "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nThe invoice is attached.\r\n--o\r\n", "\r\n--o--\r\n"},
		{"IT01.xml.p7m", "", "\r\n"},
	} {
		m := eml.Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\n" + c.head + "Content-Type: application/octet-stream; name=" + c.name + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(file)) + c.tail))
		if strings.Contains(m.Readable(), "xml") || m.Security != nil || len(m.Attachments) != 1 || m.Attachments[0].Minor || m.Attachments[0].Type != "application/octet-stream" {
			t.Errorf("%s: %q, %+v, %+v", c.name, m.Readable(), m.Security, m.Attachments)
		}
	}
	for _, c := range []struct{ name, cms, params, want string }{
		{"DER", known, "; smime-type=signed-data", "The lamp room is ours."},
		{"no smime-type", known, "", "The lamp room is ours."},
		{"BER in pieces", open(0x30, signed, open(0xA0, open(0x30, version, algorithms, open(0x30, data, open(0xA0, open(0x24, pieces))), open(0x31)))), "", "The lamp room is ours."},
		{"pieces of a known length", der(0x30, signed, der(0xA0, der(0x30, version, open(0x31, der(0x30)), der(0x30, data, der(0xA0, der(0x24, pieces))), der(0x31)))), "", "The lamp room is ours."},
		{"cut off", known[:len(known)-100], "; smime-type=signed-data", "The lamp room is ours."},
		{"no text", der(0x30, signed, der(0xA0, der(0x30, version, algorithms, der(0x30, data), der(0x31)))), "; smime-type=signed-data", ""},
		{"deep", der(0x30, signed, open(0xA0, strings.Repeat("\x30\x80", 5000))), "; smime-type=signed-data", ""},
	} {
		raw := "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; name=smime.p7m" + c.params +
			"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7m\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(c.cms)) + "\r\n"
		checkMessage(t, c.name, []byte(raw))
		m := eml.Read([]byte(raw))
		if got := strings.TrimSpace(m.Text); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
		asFile := strings.Replace(raw, "application/pkcs7-mime", "application/octet-stream", 1)
		if named := eml.Read([]byte(asFile)); named.Text != m.Text || !reflect.DeepEqual(named.Security, m.Security) || !reflect.DeepEqual(named.Problems, m.Problems) || len(named.Events) != len(m.Events) {
			t.Errorf("%s, by its name: %q, %+v, %q", c.name, named.Text, named.Security, named.Problems)
		}
		if d := eml.Digest([]byte(raw)); strings.TrimSpace(d.Snippet) != c.want {
			t.Errorf("%s: the snippet is %q", c.name, d.Snippet)
		}
		if s := m.Security; s == nil || !s.Signed || s.Encrypted || s.By != "S/MIME" || s.Part || s.Sealed != (c.want == "") || (s.Told != "") != s.Sealed {
			t.Errorf("%s: %+v, problems %q", c.name, s, m.Problems)
		}
		if c.want != "" && c.name != "cut off" && (len(m.Events) != 1 || len(m.Problems) > 0) {
			t.Errorf("%s: %d events, problems %q", c.name, len(m.Events), m.Problems)
		}
		if n := len(m.Attachments); n == 0 || m.Attachments[n-1].Name != "smime.p7m" || m.Attachments[n-1].Minor != (c.want != "") {
			t.Errorf("%s: attachments %+v", c.name, m.Attachments)
		}
	}
}

// A message that is compressed says why nothing is seen of it.
func TestCompressed(t *testing.T) {
	const body = "\x30\x80\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09\xa0\x80\x30\x80"
	for _, media := range []string{"application/pkcs7-mime; smime-type=compressed-data; name=smime.p7m", "application/octet-stream; name=smime.p7z", "application/pkcs7-mime; name=smime.p7m"} {
		m := eml.Read([]byte("From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: " + media + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(body)) + "\r\n"))
		if len(m.Problems) != 1 || !strings.Contains(m.Problems[0], "sealed inside") || m.Security != nil {
			t.Errorf("%s: %q, %+v", media, m.Problems, m.Security)
		}
	}
}

// The first words of a list are those that can be read.
func TestSnippetOfArmor(t *testing.T) {
	const message = "-----BEGIN PGP MESSAGE-----\nVersion: 2\n\nwcBMA0rKgYrJQ\n=abcd\n-----END PGP MESSAGE-----\n"
	const sig = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAd\n=d\n-----END PGP SIGNATURE-----\n"
	for in, want := range map[string]string{
		message:                             "",
		"Dear Ann,\n\n" + message + "Bob\n": "Dear Ann, Bob",
		message[:40] + "\nwcBMA0rKgYrJQ\n":  "",
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nDear Ann\n" + sig + "the list":              "Dear Ann the list",
		"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\nHash: MD5\r\n\r\nDear Ann\r\n":            "Dear Ann",
		"My key:\n-----BEGIN PGP PUBLIC KEY BLOCK-----\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----\nBye": "My key: Bye",
		"What -----BEGIN PGP MESSAGE----- means":                                                         "What -----BEGIN PGP MESSAGE----- means",
		"Text\n" + sig:                                                                                   "Text",
	} {
		if got := eml.Snippet(in, 200); got != want {
			t.Errorf("%.60q: %q, want %q", in, got, want)
		}
	}
}

func TestWithoutArmor(t *testing.T) {
	const begin, sig = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n", "-----BEGIN PGP SIGNATURE-----\n\nabc\n=d\n-----END PGP SIGNATURE-----\n"
	for in, want := range map[string]string{
		begin + "Dear Ann,\n\n- -- hyphens\n- From here\n" + sig: "Dear Ann,\n\n-- hyphens\nFrom here\n",
		begin + "a\n" + sig + begin + "b\n" + sig:                "a\nb\n",
		begin + "a\n":   begin + "a\n",
		"- a\nb\n":      "- a\nb\n",
		"> " + begin:    "> " + begin,
		"":              "",
		"a\n" + sig[:5]: "a\n" + sig[:5],
	} {
		if got := eml.WithoutArmor(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// checkFacts holds what is true of the facts of every message.
func checkFacts(t testing.TB, name string, m *eml.Message) {
	line := func(what string, list ...string) {
		for _, s := range list {
			checkText(t, name, what, s)
			if strings.ContainsAny(s, "\n\t\u202E\u202D\u2066") || len(s) > 4000 {
				t.Errorf("%s: %s: %q is not a clean line", name, what, s)
			}
		}
	}
	index := func(what string, i int) {
		if i < 0 || i >= len(m.Attachments) {
			t.Errorf("%s: %s: there is no attachment %d", name, what, i)
		}
	}
	if len(m.Events) > 20 || len(m.Contacts) > 20 || m.EventsLeft < 0 || m.ContactsLeft < 0 {
		t.Errorf("%s: %d events and %d contacts", name, len(m.Events), len(m.Contacts))
	}
	for _, e := range m.Events {
		index("event", e.Attachment)
		line("event", e.Summary, e.Location, e.URL, e.Method, e.Start.Zone, e.End.Zone, e.Organizer.Name, e.Organizer.Email)
		checkText(t, name, "description", e.Description)
		for _, a := range e.Attendees {
			line("attendee", a.Name, a.Email, a.Answer)
		}
		if len(e.Attendees) > 100 || !e.End.Time.IsZero() && !e.End.Time.After(e.Start.Time) {
			t.Errorf("%s: %+v", name, e)
		}
	}
	for _, c := range m.Contacts {
		index("contact", c.Attachment)
		line("contact", c.Name, c.Title, c.Org, c.Birthday)
		checkText(t, name, "note", c.Note)
		for _, list := range [][]eml.Fact{c.Phones, c.Emails, c.Links, c.Addresses} {
			for _, f := range list {
				checkText(t, name, "fact", f.Value)
			}
		}
	}
	if r := m.Report; r != nil {
		line("report", r.Subject, r.Server)
		for _, p := range r.Recipients {
			line("recipient", p.Address, p.Action, p.Status, p.Said, p.Server)
		}
		if len(r.Recipients) == 0 || len(r.Recipients) > 50 {
			t.Errorf("%s: %d recipients", name, len(r.Recipients))
		}
	}
	if s := m.Security; s != nil && (!s.Signed && !s.Encrypted || s.By == "") {
		t.Errorf("%s: %+v", name, s)
	}
	if m.Carded && strings.TrimSpace(m.HTML()) != "" {
		t.Errorf("%s: there is HTML", name)
	}
}

// FuzzFacts reads calendars, cards and reports: no panic, bounded in time and size.
func FuzzFacts(f *testing.F) {
	f.Add(uint8(0), "BEGIN:VCALENDAR\nMETHOD:REQUEST\n"+exchangeZone+"BEGIN:VEVENT\nSUMMARY:x\nDTSTART;TZID=W. Europe Standard Time:20261212T190000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=10\nATTENDEE;CN=\"a;b\":mailto:a@b.example\nEND:VEVENT\nEND:VCALENDAR\n")
	f.Add(uint8(0), "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261212\nRRULE:MP1 1+ FR #5\nEND:VEVENT\n")
	f.Add(uint8(1), "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FC=\nller;J\nTEL;WORK:1\nADR:;;a;b;c;d;e\nEND:VCARD\n")
	f.Add(uint8(2), "Reporting-MTA: dns; a\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 no\n")
	f.Add(uint8(3), "Final-Recipient: rfc822; a@b.example\nDisposition: manual-action/MDN-sent-manually; displayed/error\n")
	f.Add(uint8(4), "-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----\n")
	media := [...]string{"text/calendar", "text/vcard", "message/delivery-status", "message/disposition-notification", "text/plain"}
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		raw := []byte("From: a@example.org\nMIME-Version: 1.0\nContent-Type: " + media[int(kind)%len(media)] + "; charset=utf-8\n\n" + text)
		if kind >= 128 {
			bounded(t, "1 MB of them", swollen(raw, len(raw)-len(text)))
			return
		}
		within(t, "facts", len(raw), func() { eml.Read(raw) })
		checkMessage(t, "facts", raw)
	})
}

// folded folds lines as simple programs do, by octets.
func folded(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		for n := 75; len(l) > n; n = 74 {
			b.WriteString(l[:n] + "\r\n ")
			l = l[n:]
		}
		b.WriteString(l + "\r\n")
	}
	return b.String()
}

// TestFoldedInCharacters: a fold in the middle of a character does no harm to it (RFC 5545,
// section 3.1).
func TestFoldedInCharacters(t *testing.T) {
	for _, words := range []string{strings.Repeat("Prüfung über Öfen ", 20), strings.Repeat("東京でのレーザー試験", 20), strings.Repeat("x", 70) + strings.Repeat("🎂", 40), "plain"} {
		words = strings.TrimSpace(words)
		calendar := folded("BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:"+words, "DTSTART:20261205T180000Z", "END:VEVENT", "END:VCALENDAR")
		card := folded("BEGIN:VCARD", "VERSION:3.0", "FN:"+words, "TEL:+1 2", "END:VCARD")
		for _, head := range []string{"text/calendar; charset=utf-8", "text/calendar", "application/octet-stream; name=a.ics", "text/plain; name=a.ics\r\nContent-Disposition: attachment"} {
			m := eml.Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: " + head + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + calendar))
			if len(m.Events) != 1 || m.Events[0].Summary != words {
				t.Errorf("%s: %+v", head, m.Events)
			}
		}
		for _, head := range []string{"text/vcard", "text/x-vcard; charset=utf-8", "application/octet-stream; name=a.vcf"} {
			m := eml.Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: " + head + "\r\n\r\n" + card))
			if len(m.Contacts) != 1 || m.Contacts[0].Name != words {
				t.Errorf("%s: %+v", head, m.Contacts)
			}
		}
	}
	m := eml.Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; charset=iso-8859-1\r\n\r\nBEGIN:VEVENT\r\nSUMMARY:Pr\r\n \xFCfung\r\nEND:VEVENT\r\n"))
	if len(m.Events) != 1 || m.Events[0].Summary != "Prüfung" {
		t.Errorf("%+v", m.Events)
	}
}

// TestLargeCalendars: what there is beside what is shown is counted as a whole, and a photo is
// none of what is read.
func TestLargeCalendars(t *testing.T) {
	photo := folded("PHOTO;ENCODING=b;TYPE=JPEG:" + strings.Repeat("QUJD", 100<<10))
	var cards, events strings.Builder
	for n := range 26 {
		small := folded("PHOTO;ENCODING=b:" + strings.Repeat("QUJD", 15<<10))
		fmt.Fprintf(&cards, "BEGIN:VCARD\r\nVERSION:3.0\r\n%sFN:Person %d\r\nTEL:+1 %d\r\nEND:VCARD\r\n", small, n, n)
	}
	for n := range 3000 {
		fmt.Fprintf(&events, "BEGIN:VEVENT\r\nSUMMARY:Event %d\r\nDTSTART:20261205T180000Z\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\n", n, strings.Repeat("words ", 40))
	}
	read := func(media, body string) *eml.Message {
		return eml.Read([]byte("From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: " + media + "\r\n\r\n" + body))
	}
	one := "BEGIN:VCARD\r\nVERSION:3.0\r\nitem1." + photo + photo + "FN:Ann Other\r\nTEL:+1 2\r\nEND:VCARD\r\n"
	if m := read("text/vcard", one); len(m.Contacts) != 1 || m.Contacts[0].Name != "Ann Other" || len(m.Contacts[0].Phones) != 1 || m.ContactsLeft != 0 || !strings.Contains(m.Readable(), "Ann Other") {
		t.Errorf("%+v, %d, %.100q", m.Contacts, m.ContactsLeft, m.Readable())
	}
	if m := read("text/vcard", cards.String()); len(m.Contacts) != 20 || m.ContactsLeft != 6 {
		t.Errorf("%d cards and %d more", len(m.Contacts), m.ContactsLeft)
	}
	if m := read("text/calendar", "BEGIN:VCALENDAR\r\n"+events.String()+"END:VCALENDAR\r\n"); len(m.Events) != 20 || m.EventsLeft != 2980 {
		t.Errorf("%d events and %d more", len(m.Events), m.EventsLeft)
	}
}
