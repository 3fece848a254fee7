package reader

import (
	"strings"
	"testing"

	"popmail/gui/htmlview/browser"
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
		"invitation": {invitation, []string{"You are all invited!", "Dinner at the lighthouse", "Saturday, December 12", "Old Lighthouse, Pier Road 1, Hull", "Lena Martins (host), you, Dad"}, []string{"in 21 days", "in 3 weeks", "your time", "Show everyone"}},
		"report":     {report, []string{"This is the mail system.", "Your message to dad@hom.example could not be delivered.", "There is no such address."}, nil},
		"carded":     {"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Rehearsal\nDTSTART:20261205T180000Z\nEND:VEVENT\nEND:VCALENDAR\n", []string{"Rehearsal"}, nil},
		"files": {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"plan, old.pdf\"\n\nx\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=a.csv\n\nx\n--b--\n",
			[]string{"Hello", "Attachments:", "plan, old.pdf", "a.csv"}, nil},
	} {
		s := at(t, "Europe/Berlin", 672, 720)
		s.r.ShowMessage(received(t, c.raw))
		page := string(browser.Write(s.r.card.outside()))
		_, page, _ = strings.Cut(page, "<body>")
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
		if name == "carded" && strings.Count(page, "Rehearsal") > 1 {
			t.Errorf("%s: twice in\n%s", name, page)
		}
	}
}
