package eml

import (
	"bytes"
	"strings"

	"popmail/assets/plain"
)

// qmailReport is a report of qmail, which comes as a text that programs can read ("The
// qmail-send Bounce Message Format"); nil where the message is none. Its first paragraph
// begins with "Hi. This is the", and here a program has to follow; every other one that begins with an address in angle
// brackets and a colon is about that recipient; one that begins with a dash ends them, and
// a copy of the message follows. The format is for permanent failures alone.
func (r *reading) qmailReport() *Report {
	p := &r.t.parts[0]
	if len(r.t.parts) != 1 || p.media != "text/plain" {
		return nil
	}
	text, _ := r.t.partText(0, r.aside())
	text = strings.TrimLeft(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	opening, text, _ := strings.Cut(text, "\n\n")
	program, server, ok := strings.Cut(opening, " program at ")
	if !ok || !strings.HasPrefix(program, "Hi. This is the ") || strings.Contains(program, "\n") {
		return nil
	}
	server, _, _ = strings.Cut(server, "\n")
	rep := &Report{Server: strings.TrimRight(cleanLine(server), " .,")}
	for text != "" {
		var paragraph string
		paragraph, text, _ = strings.Cut(text, "\n\n")
		text = strings.TrimLeft(text, "\n")
		first, said, _ := strings.Cut(paragraph, "\n")
		switch {
		case strings.HasPrefix(first, "-"):
			h, _ := readHeader(r.bud, bytes.TrimLeft([]byte(text), "\r\n"), nil)
			rep.Subject = fieldText(r.bud, h.get(fSubject), r.t.local)
			text = ""
		case strings.HasPrefix(first, "<"):
			address, ok := strings.CutSuffix(strings.TrimRight(first, " \t"), ">:")
			switch {
			case !ok || !strings.Contains(address, "@"):
			case len(rep.Recipients) == maxRecipients:
				rep.Left++
			default:
				said = cleanLine(strings.Join(strings.Fields(plain.Cut(said, maxLine)), " "))
				rep.Recipients = append(rep.Recipients, Recipient{Address: mailAddress(address), Action: "failed", Said: said, Status: statusIn(said)})
			}
		}
	}
	if len(rep.Recipients) == 0 {
		return nil
	}
	return rep
}
