package reader

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/guitest"
	"popmail/storage/mailbox"
)

const passedOn = `
Content-Type: message/rfc822

From: Jan Kowalski <jan@example.net>
To: lena@kitchen.example
Subject: Keys of the boat
Date: Fri, 20 Nov 2026 09:30:00 +0000
Content-Type: text/html

<p>They hang <b>behind the door</b>.</p>
`

// A message that is nothing but another one says what that is, shows its text, and opens it.
func TestEnclosedAlone(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	s.r.ShowMessage(received(t, passedOn))
	s.sees("Keys of the boat", "Jan Kowalski · Yesterday 9:30 AM", "to lena@kitchen.example", "They hang behind the door.", "[Open]", "[Save…]")
	guitest.Picture(t, s.win, "reader_enclosed")
	text := s.text()
	if strings.Contains(text, "Subject:") || strings.Count(text, "behind the door") != 1 || strings.Contains(text, ".eml") {
		t.Errorf("it stands there twice: %s", text)
	}
	if n, _ := s.r.body.Find("behind the"); n != 1 {
		t.Errorf("found %d times", n)
	}
	s.tap("Open")
	s.tap("Save…")
	s.wants("open 7 0", "save 7 0")
}

const digest = `
Content-Type: multipart/digest; boundary=d

--d

From: x@example.org
Subject: Apples

Red ones
--d

From: Ines <y@example.org>
Subject: Pears
To: all@example.org

Green ones, of which there are many
--d--
`

// Each message of a digest has a card, whether the digest is all there is or part of it.
func TestDigest(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	s.r.ShowMessage(received(t, digest))
	s.sees("Apples", "x@example.org", "Red ones", "Pears", "Ines", "to all@example.org", "Green ones, of which there are many")
	if strings.Contains(s.text(), "--------") || len(guitest.All(guitest.Reading(reading), func(*tile) bool { return true }, s.r)) > 0 {
		t.Errorf("it stands there as text or as files, too: %s", s.text())
	}
	s.r.copyText()
	if got := fyne.CurrentApp().Clipboard().Content(); !strings.Contains(got, "Red ones") || !strings.Contains(got, "Green ones") {
		t.Errorf("copied %q", got)
	}
	s.tap("Open")
	s.wants("open 7 1")
	s.r.ShowMessage(received(t, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nToday's topics\n--b\n"+strings.TrimSpace(digest)+"\n--b--\n"))
	s.sees("Today's topics", "Apples", "Green ones, of which there are many")
	if text := s.text(); strings.Index(text, "Today's topics") > strings.Index(text, "Apples") {
		t.Error("the cards stand above the text")
	}
}

const walk = `
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

We left in the fog.
--b
Content-Type: image/png; name=fog.png
Content-Disposition: inline; filename=fog.png
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
--b
Content-Type: text/plain

At noon it was gone.
--b--
`

// Pictures between texts are documents of their own in the view and in the browser's file;
// they stand among the files to save as well, but not once more below the text.
func TestPicturesBetweenTexts(t *testing.T) {
	s := at(t, "UTC", 672, 720)
	s.r.LoadAttachment = func(context.Context, mailbox.ID, int) ([]byte, error) { return guitest.Photo(t, 100, 100), nil }
	s.r.ShowMessage(received(t, walk))
	s.sees("We left in the fog.", "At noon it was gone.")
	if n := s.r.body.Parts(); n != 3 {
		t.Fatalf("%d parts", n)
	}
	s.r.body.SelectAll()
	if got := s.r.body.SelectedText(); got != "We left in the fog.\n\n\n\nAt noon it was gone." {
		t.Errorf("copied %q", got)
	}
	var kinds []string
	for _, p := range s.r.card.outside().Parts {
		switch {
		case strings.Contains(p.HTML, "<img"):
			kinds = append(kinds, "picture")
		default:
			kinds = append(kinds, p.Text)
		}
	}
	if got := strings.Join(kinds, "|"); got != "We left in the fog.|picture|At noon it was gone." {
		t.Errorf("the browser's file has %s", got)
	}
	if len(s.r.card.shots.Objects) > 0 {
		t.Error("the picture stands below the text, too")
	}
}

// What a file that holds several is opened and saved by stands once: it does more than one
// card says.
func TestSeveralInOneFile(t *testing.T) {
	event := func(name string) string {
		return "BEGIN:VEVENT\nSUMMARY:" + name + "\nDTSTART:20261205T180000Z\nEND:VEVENT\n"
	}
	contact := func(name string) string { return "BEGIN:VCARD\nVERSION:3.0\nFN:" + name + "\nEND:VCARD\n" }
	calendar := func(events ...string) string {
		return "--b\nContent-Type: text/calendar; name=a.ics\nContent-Disposition: attachment\n\nBEGIN:VCALENDAR\n" + strings.Join(events, "") + "END:VCALENDAR\n"
	}
	vcards := func(contacts ...string) string {
		return "--b\nContent-Type: text/vcard; name=a.vcf\nContent-Disposition: attachment\n\n" + strings.Join(contacts, "")
	}
	for _, c := range []struct {
		name, parts     string
		one, all, cards []string // buttons for one, for all; names on cards
	}{
		{"two events", calendar(event("Rehearsal"), event("Concert")), nil, []string{"Open all in calendar", "Save all…"}, []string{"Rehearsal", "Concert"}},
		{"two files", calendar(event("Rehearsal")) + calendar(event("Concert")), []string{"Open in calendar", "Open in calendar"}, nil, []string{"Rehearsal", "Concert"}},
		{"more than are shown", calendar(event("A1"), event("A2"), event("A3"), event("A4"), event("A5")), nil, []string{"Open all in calendar", "Save all…"}, []string{"A4"}},
		{"two contacts", vcards(contact("Jan"), contact("Maria")), nil, []string{"Open all", "Save all…"}, []string{"Jan", "Maria"}},
		{"one of each", calendar(event("Rehearsal")) + vcards(contact("Jan")), []string{"Open in calendar", "Open"}, nil, []string{"Rehearsal", "Jan"}},
		{"two and one", vcards(contact("Jan"), contact("Maria")) + vcards(contact("Eve")), []string{"Open"}, []string{"Open all", "Save all…"}, []string{"Eve"}},
	} {
		s := at(t, "UTC", 672, 1600)
		s.r.ShowMessage(received(t, "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n"+c.parts+"--b--\n"))
		s.sees(c.cards...)
		var one, all []string
		for line := range strings.Lines(s.text()) {
			switch button := strings.Trim(strings.TrimSpace(line), "[]"); button {
			case "Open", "Open in calendar":
				one = append(one, button)
			case "Open all", "Open all in calendar":
				all = append(all, button, "Save all…")
			}
		}
		if !slices.Equal(one, c.one) || !slices.Equal(all, c.all) {
			t.Errorf("%s: %v and %v, want %v and %v in\n%s", c.name, one, all, c.one, c.all, s.text())
		}
	}
}
