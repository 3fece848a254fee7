package reader

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/htmlview"
	"popmail/gui/kit/guitest"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// received is a message of octets as the pane shows it.
func received(t *testing.T, raw string) Content {
	t.Helper()
	raw = "From: Lena Martins <lena@kitchen.example>\nTo: ann@example.org\nSubject: A letter\nDate: Sat, 21 Nov 2026 12:00:00 +0000\nMIME-Version: 1.0\n" + strings.TrimLeft(raw, "\n")
	h, err := eml.Open(context.Background(), []byte(strings.ReplaceAll(raw, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Message(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return Content{Message: m, Own: []string{"ann@example.org"}, Summary: mailbox.Summary{ID: 7, Subject: m.Subject, Date: m.Date, From: m.From[0]}}
}

// at is a stage whose clock shows the time of now in a zone, with American words.
func at(t *testing.T, zone string, w, h float32) *stage {
	t.Helper()
	s := newStage(t, w, h)
	words.Use("en-US")
	l, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	s.r.Now = func() time.Time { return now.In(l) }
	return s
}

const invitation = `
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

You are all invited!
--b
Content-Type: text/calendar; method=REQUEST; charset=utf-8; name=dinner.ics

BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Dinner at the lighthouse
DTSTART;TZID=Europe/Berlin:20261212T190000
DTEND;TZID=Europe/Berlin:20261212T230000
LOCATION:Old Lighthouse\, Pier Road 1\, Hull
DESCRIPTION:You are all   invited!
ORGANIZER;CN=Lena Martins:mailto:lena@kitchen.example
ATTENDEE;CN=Ann:mailto:ann@example.org
ATTENDEE;CN=Dad;PARTSTAT=ACCEPTED:mailto:dad@example.org
ATTENDEE;CN=Jan Kowalski;PARTSTAT=DECLINED:mailto:jan@example.net
ATTENDEE:mailto:a@example.net
ATTENDEE:mailto:b@example.net
ATTENDEE;CN=Camille:mailto:c@example.net
END:VEVENT
END:VCALENDAR
--b
Content-Type: application/pdf; name=menu.pdf
Content-Disposition: attachment; filename=menu.pdf

%PDF
--b--
`

func TestEventCard(t *testing.T) {
	s := at(t, "Europe/Berlin", 672, 720)
	s.r.ShowMessage(received(t, invitation))
	s.sees("Dinner at the lighthouse", "Dec", "12", "Saturday", "Saturday, December 12, 7:00 – 11:00 PM", "in 21 days", "your time",
		"Old Lighthouse, Pier Road 1, Hull", "Lena Martins (host), you, Dad, Jan Kowalski and 3 others", "You are all invited!", "menu.pdf")
	guitest.Picture(t, s.win, "reader_event")
	text := s.text()
	for _, not := range []string{"in Berlin", "dinner.ics", "SUMMARY", "Part of this message is damaged", "jan@example.net", "Canceled"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is seen", not)
		}
	}
	if strings.Count(text, "invited!") != 1 {
		t.Error("the description stands there twice")
	}
	s.tap("Open in calendar")
	saves := guitest.All(guitest.Reading(reading), func(b *widgets.Button) bool { return b.Text == "Save…" }, s.r)
	test.Tap(saves[0])
	s.wants("open 7 0", "save 7 0")
	s.tap("Show everyone")
	s.sees("Dad · dad@example.org · accepted", "Jan Kowalski · jan@example.net · declined", "a@example.net")

	s = at(t, "America/New_York", 672, 720)
	s.r.ShowMessage(received(t, invitation))
	s.sees("Saturday, December 12, 1:00 – 5:00 PM", "7:00 PM in Berlin")
	s = at(t, "Asia/Tokyo", 672, 720)
	s.r.ShowMessage(received(t, invitation))
	s.sees("Sunday, December 13, 3:00 – 7:00 AM", "Saturday, December 12, 7:00 PM in Berlin", "13")
}

// A calendar that is a file beside a text, as with a booking, stands below the text and
// among the attachments.
func TestEventThatCameAlong(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	s.r.ShowMessage(received(t, strings.NewReplacer("METHOD:REQUEST", "METHOD:PUBLISH", "; method=REQUEST", "").Replace(invitation)))
	text := s.text()
	if text, card := strings.Index(text, "You are all invited!"), strings.Index(text, "Old Lighthouse"); text < 0 || card < text {
		t.Error("the card stands above the text")
	}
	s.sees("dinner.ics", "[Save all…]", "[Open in calendar]")
}

func event(lines string) string {
	return "Content-Type: text/calendar; charset=utf-8\n\nBEGIN:VCALENDAR\n" + strings.TrimSpace(strings.ReplaceAll(lines, "|", "\n")) + "\nEND:VCALENDAR\n"
}

func TestEventKinds(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		want        []string
		not         string
	}{
		{"all day", "BEGIN:VEVENT|SUMMARY:Party|DTSTART;VALUE=DATE:20261121|END:VEVENT", []string{"Party", "Saturday, November 21 · all day · today"}, "your time"},
		{"days", "BEGIN:VEVENT|SUMMARY:Party|DTSTART;VALUE=DATE:20261120|DTEND;VALUE=DATE:20261123|END:VEVENT", []string{"Friday, November 20 – Sunday, November 22 · all day · now"}, ""},
		{"over since this morning", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261120T173000|DTEND:20261121T000100|END:VEVENT", []string{"12:01 AM · yesterday"}, "now"},
		{"over a night, not yet over", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261120T173000|DTEND:20261121T235900|END:VEVENT", []string{"11:59 PM · now"}, "yesterday"},
		{"tonight, over midnight", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261121T235800|DTEND:20261122T020000|END:VEVENT", []string{"2:00 AM · today"}, "now"},
		{"on a page", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|LOCATION:https://meet.example.com/room/12|END:VEVENT", []string{"meet.example.com/room/12"}, "https"},
		{"on a page and in a room", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|LOCATION:Room 4\\; https://meet.example.com/12|END:VEVENT", []string{"Room 4; https://meet.example.com/12", "[meet.example.com/12]"}, ""},
		{"next year", "BEGIN:VEVENT|SUMMARY:Party|DTSTART;VALUE=DATE:20270704|END:VEVENT", []string{"Sunday, July 4, 2027 · all day"}, ""},
		{"over midnight", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000|DTEND:20261123T020000|END:VEVENT",
			[]string{"Sunday, November 22, 10:00 PM – Monday, November 23, 2:00 AM · tomorrow"}, "your time"},
		{"from morning to noon", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261120T110000|DTEND:20261120T130000|END:VEVENT", []string{"11:00 AM – 1:00 PM · yesterday"}, ""},
		{"an unknown zone", "BEGIN:VEVENT|SUMMARY:Party|DTSTART;TZID=Mars:20261122T220000|END:VEVENT", []string{"10:00 PM · tomorrow · time zone “Mars”"}, "your time"},
		{"canceled", "METHOD:CANCEL|BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|END:VEVENT", []string{"Canceled", "Party"}, ""},
		{"an answer", "METHOD:REPLY|BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|ATTENDEE;CN=Jan;PARTSTAT=TENTATIVE:mailto:j@example.net|END:VEVENT", []string{"Jan may come"}, "Show everyone"},
		{"a task", "BEGIN:VTODO|SUMMARY:Pay|DUE;VALUE=DATE:20261123|END:VTODO", []string{"To do", "Due Monday, November 23 · in 2 days"}, "all day"},
		{"no time", "BEGIN:VEVENT|SUMMARY:Party|LOCATION:Garden|END:VEVENT", []string{"Party", "Garden"}, "ago"},
		{"what it says", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|DESCRIPTION:Bring a sweater.|END:VEVENT", []string{"Bring a sweater."}, "UTC"},
		{"repeats", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20251122T220000Z|RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;COUNT=10|END:VEVENT",
			[]string{"Every 2 weeks on Monday, Wednesday and Friday, 10 times"}, "ago"},
		{"on weekdays", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261231|END:VEVENT", []string{"Every weekday, until Dec 31"}, ""},
		{"on a day of the week", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261124T230000Z|RRULE:FREQ=WEEKLY|END:VEVENT", []string{"Every week on Tuesday"}, "days in"},
		{"in the month", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|RRULE:FREQ=MONTHLY;BYDAY=-1FR|END:VEVENT", []string{"Every month on the last Friday"}, ""},
		{"every year", "BEGIN:VEVENT|SUMMARY:Party|DTSTART;VALUE=DATE:20261122|RRULE:FREQ=YEARLY|END:VEVENT", []string{"Every year"}, "on day"},
		{"in a way that is not told", "BEGIN:VEVENT|SUMMARY:Party|DTSTART:20261122T220000Z|RRULE:FREQ=YEARLY;BYWEEKNO=20|END:VEVENT", []string{"Repeats"}, "Every"},
		{"many", strings.Repeat("BEGIN:VEVENT|SUMMARY:Party|END:VEVENT|", 30), []string{"26 more events are in the attached calendar."}, ""},
	} {
		s := at(t, "UTC", 672, 720)
		s.r.ShowMessage(received(t, event(c.lines)))
		s.sees(c.want...)
		if c.not != "" && strings.Contains(s.text(), c.not) {
			t.Errorf("%s: %q is seen in %s", c.name, c.not, s.text())
		}
		if s.r.card.body.Visible() {
			t.Errorf("%s: the raw text is shown below the card", c.name)
		}
	}
}

// The days of a rule are the person's, or it says whose they are.
func TestDaysOfARule(t *testing.T) {
	for _, c := range []struct{ zone, start, rule, want, not string }{
		{"Europe/Berlin", "20261208T230000Z", "FREQ=WEEKLY", "Every week on Wednesday", "days in"},
		{"Europe/Berlin", "20261208T230000Z", "FREQ=WEEKLY;BYDAY=TU", "Every week on Wednesday", "days in"},
		{"Europe/Berlin", "20261206T233000Z", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,SA;COUNT=4", "Every 2 weeks on Monday and Sunday, 4 times", "days in"},
		{"Asia/Tokyo", "20261206T200000Z", "FREQ=WEEKLY;BYDAY=SU,MO,TU,WE,TH", "Every weekday", "days in"},
		{"Asia/Tokyo", "20261207T200000Z", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every week on Tuesday, Wednesday, Thursday, Friday and Saturday", "Every weekday"},
		{"America/New_York", "20261209T030000Z", "FREQ=WEEKLY;BYDAY=WE", "Every week on Tuesday", "days in"},
		{"America/New_York", "20261209T043000Z", "FREQ=WEEKLY;BYDAY=WE", "Every week on Wednesday · days in UTC", "Tuesday · days"}, // in summer it is another day
		{"Asia/Tokyo", "20261208T230000Z", "FREQ=MONTHLY;BYDAY=2TU", "Every month on the second Tuesday · days in UTC", ""},
		{"Asia/Tokyo", "20261208T230000Z", "FREQ=DAILY", "Every day", "days in"},
		{"Europe/Berlin", "20261208T120000Z", "FREQ=WEEKLY;BYDAY=TU", "Every week on Tuesday", "days in"},
	} {
		s := at(t, c.zone, 672, 720)
		s.r.ShowMessage(received(t, event("BEGIN:VEVENT|SUMMARY:Party|DTSTART:"+c.start+"|RRULE:"+c.rule+"|END:VEVENT")))
		s.sees(c.want)
		if c.not != "" && strings.Contains(s.text(), c.not) {
			t.Errorf("%s %s: %q is seen in %s", c.zone, c.rule, c.not, s.text())
		}
	}
}

const contact = `
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

This is where I live now.
--b
Content-Type: text/vcard; charset=utf-8; name=lena.vcf
Content-Disposition: attachment; filename=lena.vcf

BEGIN:VCARD
VERSION:3.0
FN:Lena Martins
ORG:Lighthouse Kitchen
TITLE:Cook
TEL;TYPE=CELL:+44 1482 123456
EMAIL;TYPE=HOME:lena@kitchen.example
ADR;TYPE=HOME:;;Pier Road 1;Hull;;HU1 1AA;United Kingdom
BDAY:1990-12-24
END:VCARD
--b--
`

func TestContactCard(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	s.r.ShowMessage(received(t, contact))
	s.sees("Lena Martins", "Cook · Lighthouse Kitchen", "lena@kitchen.example · home", "+44 1482 123456 · mobile", "Pier Road 1", "Dec 24, 1990 · birthday")
	guitest.Picture(t, s.win, "reader_contact")
	s.tap("Copy") // the last of them
	if got := fyne.CurrentApp().Clipboard().Content(); got != "Pier Road 1\nHull HU1 1AA\nUnited Kingdom" {
		t.Errorf("copied %q", got)
	}
	s.sees("[Copied]")
	s.tap("Open")
	s.tap("Save…")
	s.wants("open 7 0", "save 7 0")
	if text := s.text(); strings.Index(text, "This is where I live now.") > strings.Index(text, "Cook ·") || !strings.Contains(text, "lena.vcf") {
		t.Errorf("a file that came with a text stands below it: %s", text)
	}
}

// TestBirthdays: a birthday without a year is said without one.
func TestBirthdays(t *testing.T) {
	for line, want := range map[string]string{
		"BDAY;value=date;X-APPLE-OMIT-YEAR=1604:1604-12-24": "Dec 24 · birthday",
		"BDAY:--0229":               "Feb 29 · birthday",
		"BDAY:1990-12-24T00:00:00Z": "Dec 24, 1990 · birthday",
		"BDAY;VALUE=text:long ago":  "long ago · birthday",
	} {
		s := at(t, "UTC", 672, 720)
		s.r.ShowMessage(received(t, "Content-Type: text/vcard\n\nBEGIN:VCARD\nFN:Lena\n"+line+"\nEND:VCARD\n"))
		s.sees(want)
	}
}

func bounce(fields string) string {
	return "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nThis is the mail system.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" +
		fields + "\n--b\nContent-Type: text/rfc822-headers\n\nSubject: Photos from the garden\n--b--\n"
}

func TestReportCard(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	s.r.ShowMessage(received(t, bounce("Final-Recipient: rfc822; jan@example.net\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown in table\n")))
	s.sees("Your message to jan@example.net could not be delivered.", "Photos from the garden", "There is no such address. Check the spelling.", "This is the mail system.")
	guitest.Picture(t, s.win, "reader_report")
	if strings.Contains(s.text(), "User unknown in table") {
		t.Error("the details are open")
	}
	s.tap("Details")
	s.sees("550 5.1.1 User unknown in table", "mx.example")
	for _, c := range []struct {
		fields string
		want   []string
	}{
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.2.2\n\nFinal-Recipient: rfc822; b@example.net\nAction: failed\nStatus: 5.2.2\n\nFinal-Recipient: rfc822; c@example.net\nAction: delivered\nStatus: 2.0.0\n",
			[]string{"Your message to a@example.net and b@example.net could not be delivered.", "The mailbox is full.", "Your message to c@example.net was delivered."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: Tue, 24 Nov 2026 10:00:00 +0000\n",
			[]string{"Your message to a@example.net has not been delivered yet.", "The server keeps trying until Tuesday, November 24, 10:00 AM. You don’t have to send it again."}},
		{"Final-Recipient: rfc822; a@no.example\nAction: failed\nStatus: 5.1.2\n", []string{"No mail server was found for “no.example”. Check the spelling."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.4.1\nDiagnostic-Code: smtp; 550 5.4.1 Recipient address rejected: Access denied. [x.prod.protection.outlook.com]\n", []string{"There is no such address. Check the spelling."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nDiagnostic-Code: smtp; host mx.example said: 550 5.4.1 <a@example.net>: Recipient address rejected: Access denied\n", []string{"There is no such address. Check the spelling."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.4.5\nDiagnostic-Code: smtp; 550-5.4.5 Daily sending quota exceeded\n", []string{"The other server does not accept this message from you."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.4.1\nDiagnostic-Code: smtp; 554 5.4.1 Sender address rejected: blocked\n", []string{"The other server does not accept this message from you."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.0\nDiagnostic-Code: smtp; 550 5.1.0 Sender rejected\n", []string{"The other server does not accept this message from you."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.8\nDiagnostic-Code: smtp; 553 5.1.8 Domain of sender address does not exist\n", []string{"The other server does not accept this message from you."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.0\nDiagnostic-Code: smtp; 550 5.1.0 Address rejected\n", []string{"The address is not right. Check the spelling."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.4.1\nDiagnostic-Code: x; connect to mx.example[192.0.2.1]:25: Connection timed out\n", []string{"The other server could not be reached, or was too busy."}},
		{"Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 4.4.1\nDiagnostic-Code: x; connect to mx.example[192.0.2.1]:25: Connection timed out\n", []string{"The other server could not be reached, or was too busy."}},
		{"Final-Recipient: rfc822; a@no.example\nAction: failed\nStatus: 5.7.26\n", []string{"The other server refused the message, to protect its users or by its rules."}},
	} {
		s.r.ShowMessage(received(t, bounce(c.fields)))
		s.sees(c.want...)
	}
	s.r.ShowMessage(received(t, strings.Replace(bounce("Final-Recipient: rfc822; a@example.net\nDisposition: manual-action/MDN-sent-manually; displayed\n"), "delivery-status", "disposition-notification", 1)))
	s.sees("Your message to a@example.net was opened.", "That is what the recipient’s mail program says.")
}

func TestSecurityLine(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	s.r.ShowMessage(received(t, "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello.\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n"))
	s.sees("This message is signed with OpenPGP. PopMail can’t check signatures, so it may be false.", "Hello.")
	s.r.ShowMessage(received(t, "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n"))
	s.sees("This message is encrypted with OpenPGP. PopMail can’t open it.")
	if strings.Contains(s.text(), "damaged") {
		t.Error("what is encrypted is not damaged")
	}
	s.r.ShowMessage(received(t, "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nDear Ann\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"))
	s.sees("This message is signed with OpenPGP.", "Dear Ann")
	if strings.Contains(s.text(), "-----") {
		t.Error("the signature stands in the text")
	}
	s.r.ShowMessage(ferry())
	if strings.Contains(s.text(), "signed") {
		t.Error("it is not signed")
	}
}

// Cards stand within the pane in every size and look.
func TestCardsInSizes(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  float32
		mode  theme.Mode
		scale float32
	}{
		{"dark", 672, 720, theme.Dark, 1}, {"large", 672, 900, theme.Light, 2}, {"narrow", 320, 720, theme.Light, 1}, {"narrow_large", 360, 900, theme.Dark, 2}, {"small", 672, 720, theme.Light, 0.8},
	} {
		for name, raw := range map[string]string{"event": invitation, "contact": contact,
			"report": bounce("Final-Recipient: rfc822; jan.with.a.long.name@an.even.longer.host.example.net\nAction: failed\nStatus: 5.1.1\n")} {
			s := at(t, "Asia/Tokyo", c.w, c.h)
			fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Mode: c.mode, Scale: c.scale})
			s.r.ShowMessage(received(t, raw))
			guitest.Picture(t, s.win, "reader_"+name+"_"+c.name)
			for _, o := range s.r.card.column.Objects {
				if o.Visible() && (o.Size().Height+0.5 < o.MinSize().Height || o.Size().Width > c.w) {
					t.Errorf("%s, %s: %T is %v, needs %v", name, c.name, o, o.Size(), o.MinSize())
				}
			}
		}
	}
}

// Cards stay as they are when the message is zoomed, also what people wrote in them.
func TestCardsAreNotZoomed(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	note := func() float32 {
		return guitest.Last(t, reading, "the note", func(v *htmlview.View) bool { return v != s.r.body }, s.r).Size().Height
	}
	invited := func() {
		s.r.ShowMessage(received(t, event("BEGIN:VEVENT|DTSTART:20261130T090000Z|SUMMARY:x|DESCRIPTION:Bring a coat.\\n\\nAnd boots.|END:VEVENT")))
	}
	invited()
	normal := note()
	s.r.SetZoom(300)
	if h := note(); h != normal {
		t.Errorf("%v high at 300 %%, %v before", h, normal)
	}
	invited()
	if h := note(); h != normal {
		t.Errorf("%v high in a message that is opened at 300 %%, %v before", h, normal)
	}
}

// A name with a comma does not read as two people, wherever people are listed.
func TestNamesWithCommas(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	c := received(t, event("METHOD:REQUEST|BEGIN:VEVENT|DTSTART:20261130T090000Z|SUMMARY:x|ORGANIZER;CN=\"Novak, Eva\":mailto:eva@example.net|ATTENDEE;CN=\"Kowalski, Jan\":mailto:jan@example.net|END:VEVENT"))
	people := []mailbox.Address{{Name: "Kowalski, Jan", Email: "jan@example.net"}, {Name: "Dad", Email: "dad@example.net"}}
	c.Message.To = people
	s.r.ShowMessage(c)
	s.sees("to “Kowalski, Jan”, Dad", "“Novak, Eva” (host) and “Kowalski, Jan”")
	if got := addresses(people); got != "“Kowalski, Jan” <jan@example.net>, Dad <dad@example.net>" {
		t.Error(got)
	}
}
