package reader

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/browser"
	"popmail/gui/reader/cards"
	"popmail/storage/mailbox"
)

// On paper stands what the cards say, and what is attached.
func TestPrintedWithCards(t *testing.T) {
	report := `
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

This is the mail system.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; dad@hom.example
Action: failed
Status: 5.1.1

--b--
`
	for name, c := range map[string]struct {
		raw        string
		want, none []string
	}{
		"invitation":   {invitation, []string{"You are all invited!", "Dinner at the lighthouse", "Saturday, December 12", "Old Lighthouse, Pier Road 1, Hull", "Lena Martins (host), you, Dad"}, []string{"in 21 days", "in 3 weeks", "your time", "Show everyone"}},
		"report":       {report, []string{"This is the mail system.", "Your message to dad@hom.example could not be delivered.", "There is no such address."}, nil},
		"carded":       {"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Rehearsal\nDTSTART:20261205T180000Z\nDESCRIPTION:Bring the score.\nEND:VEVENT\nEND:VCALENDAR\n", []string{"Rehearsal", "Saturday, December 5", "7:00 PM", "Bring the score."}, []string{"UTC", "18:00"}},
		"cancellation": {"Content-Type: text/calendar; method=CANCEL\n\nBEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Rehearsal\nSTATUS:CANCELLED\nDTSTART;TZID=W. Europe Standard Time:20261205T190000\nORGANIZER;CN=Ann:mailto:ann@a.example\nATTENDEE;CN=Bo;PARTSTAT=ACCEPTED:mailto:bo@a.example\nEND:VEVENT\nEND:VCALENDAR\n", []string{"Canceled", "Rehearsal", "7:00 PM", "Ann (host)"}, []string{"W. Europe", "CANCELLED", "ACCEPTED"}},
		"card":         {"Content-Type: text/vcard\n\nBEGIN:VCARD\nFN:Lena Martins\nTITLE:Cook\nTEL;TYPE=CELL:+1 555 0100\nEMAIL:lena@kitchen.example\nEND:VCARD\n", []string{"Lena Martins", "Cook", "+1 555 0100 · mobile", "lena@kitchen.example"}, nil},
		"enclosed":     {"Content-Type: message/rfc822\n\nFrom: Jan <jan@example.net>\nTo: ann@example.org\nSubject: Fish\nDate: Fri, 20 Nov 2026 23:30:00 +0000\n\nA red herring.\n", []string{"Fish\nJan · ", "November 21, 2026, 12:30 AM", "A red herring."}, []string{"From: Jan", "Date: ", "+0000"}},
		"status alone": {"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; dad@hom.example\nAction: failed\nStatus: 5.1.1\n", []string{"Your message to dad@hom.example could not be delivered."}, []string{"Final-Recipient"}},
		"files": {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"plan, old.pdf\"\n\nx\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=a.csv\n\nx\n--b--\n",
			[]string{"Hello", "Attachments:", "plan, old.pdf", "a.csv"}, nil},
	} {
		s := at(t, "Europe/Berlin", 672, 720)
		s.r.ShowMessage(received(t, c.raw))
		page := string(browser.Write(s.r.card.outside()))
		_, page, _ = strings.Cut(page, "<body>")
		page = strings.NewReplacer("\u202f", " ", "\u00a0", " ", "(UTC)", "").Replace(page)
		for _, w := range c.want {
			if !strings.Contains(page, w) {
				t.Errorf("%s: no %q in\n%s", name, w, page)
			}
		}
		for _, w := range c.none {
			if strings.Contains(page, w) {
				t.Errorf("%s: %q in\n%s", name, w, page)
			}
		}
		if name == "carded" || name == "card" || name == "cancellation" {
			s.choose("Copy the text")
			if got, want := fyne.CurrentApp().Clipboard().Content(), cards.Text(s.r.content.Message, s.r.cardsPlace()); got != want || strings.Contains(got, "UTC") {
				t.Errorf("%s: copied %q, want %q", name, got, want)
			}
		}
		if name == "carded" && strings.Count(page, "Rehearsal") > 1 {
			t.Errorf("%s: twice in\n%s", name, page)
		}
	}
}

// TestOutsideAsRead: in the browser and on paper stands what is read in the window: a signed
// text without its signature, and links of junk lead nowhere.
func TestOutsideAsRead(t *testing.T) {
	s := at(t, "Europe/Berlin", 672, 720)
	page := func(raw string, role mailbox.Role) string {
		m := received(t, raw)
		m.Summary.FolderRole = role
		s.r.ShowMessage(m)
		_, page, _ := strings.Cut(string(browser.Write(s.r.card.outside())), "<body>")
		return page
	}
	signed := page("\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nDear Ann\n- - one\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n", mailbox.Inbox)
	if strings.Contains(signed, "PGP") || !strings.Contains(signed, "Dear Ann\n- one") {
		t.Error(signed)
	}
	links := "Content-Type: text/html\n\n<p><a href=\"https://bank.example/\">Sign in</a> <map name=m><area href=\"https://bank.example/2\"></map>"
	if got := page(links, mailbox.Inbox); strings.Count(got, "href=") != 2 {
		t.Error(got)
	}
	if got := page(links, mailbox.Junk); strings.Contains(got, "href=") || !strings.Contains(got, "Sign in") {
		t.Error(got)
	}
}

// TestWhatIsAFile: the parts that are taken for pictures of a page are those that can be
// shown there; all other ones are files beside it.
func TestWhatIsAFile(t *testing.T) {
	for _, media := range []string{"image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/bmp", "image/x-ms-bmp", "image/svg+xml", "image/heic", "image/heif",
		"image/avif", "image/tiff", "image/x-icon", "image/*", "image/x-png", "image/jp2", "application/octet-stream", "application/pdf", "text/plain"} {
		for _, name := range []string{"a.png", "a.JPG", "a.jpeg", "a.gif", "a.webp", "a.bmp", "a.svg", "a.heic", "a.tif", "a", "a.pdf", "a.jfif"} {
			m := received(t, "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x<img src=\"cid:a\">\n--b\nContent-Type: "+media+"; name=\""+name+"\"\nContent-ID: <a>\n\nx\n--b--\n").Message
			for _, a := range m.Attachments {
				if a.Inline != isPicture(a) {
					t.Errorf("%s %s: in the page %v, a picture %v", a.Type, a.Name, a.Inline, isPicture(a))
				}
			}
		}
	}
}

// What is printed has its pictures also where another message is shown before they were read.
func TestOutsideStaysWhole(t *testing.T) {
	s := at(t, "Europe/Berlin", 672, 720)
	photo := pixels(t)
	s.r.LoadAttachment = func(ctx context.Context, _ mailbox.ID, _ int) ([]byte, error) { return photo, ctx.Err() }
	var page func() []byte
	s.r.OnBrowser = func(_ mailbox.ID, _ string, make func() []byte) { page = make }
	m := received(t, "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x<img src=\"cid:a\"><img src=\"https://shop.example/a.png\">\n--b\nContent-Type: image/png; name=a.png\nContent-ID: <a>\n\nx\n--b--\n")
	m.Pictures = map[string][]byte{"https://shop.example/a.png": photo}
	for _, next := range []func(){func() {}, s.r.ShowNothing, func() { s.r.ShowMessage(received(t, "\nAnother one\n")) }} {
		s.r.ShowMessage(m)
		s.r.openOutside(true)
		next()
		if got := string(page()); strings.Count(got, "data:image/png") != 2 {
			t.Error(got)
		}
	}
}
