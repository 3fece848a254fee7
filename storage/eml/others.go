package eml

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"popmail/assets/plain"
)

// maxOther is how much is shown of a part that is shown for want of a text, in
// octets.
const maxOther = 256 << 10

// maxOtherRead is how much of such a part is looked at, in octets.
const maxOtherRead = 2 << 20

// other is what a part says that is no text of a letter: an invitation, a card, a
// report, a file of text. "" where it holds no words.
func (r *reading) other(i int) string {
	p := &r.t.parts[i]
	if len(p.kids) > 0 || strings.HasPrefix(p.media, "multipart/") || strings.HasPrefix(p.media, "image/") ||
		strings.HasPrefix(p.media, "audio/") || strings.HasPrefix(p.media, "video/") {
		return ""
	}
	switch p.media {
	case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-encrypted",
		"application/pgp-keys", "application/applefile", "application/pkcs7-mime", "application/x-pkcs7-mime":
		return ""
	case "message/partial":
		return r.firstPiece(p)
	}
	if isTNEF(p.media, p.fileName()) || p.isSMIL() {
		return ""
	}
	text := strings.HasPrefix(p.media, "text/") || strings.HasPrefix(p.media, "message/")
	if !text && !r.looksLikeText(p) {
		return ""
	}
	defer func(end int) { p.end = end }(p.end)
	p.end = min(p.end, p.start+maxOtherRead)
	media := p.media
	if !text || media == "text/plain" {
		// QUIRK: a type that says nothing; the name says more.
		switch t := typeOfName(p.fileName()); {
		case t == "text/calendar" || t == "text/vcard" || t == "text/html" || isRTF(t):
			media = t
		}
	}
	switch {
	case isHTML(media) || media == "text/x-amp-html":
		r.told++
		return plain.Cut(htmlText(r.bud, r.t.htmlPart(i, r)), maxOther)
	case isRTF(media):
		buf := scratch.Get().(*[]byte)
		defer putScratch(buf)
		if s := rtfText(r.bud, r.t.octets(p, buf, r)); s != "" {
			r.told++
			return plain.Cut(s, maxOther)
		}
	}
	s, _ := r.t.partText(i, r)
	facts := factsIn(media, s)
	switch {
	case facts != "":
		s = facts
		r.factual++
	case strings.HasSuffix(media, "delivery-status"), strings.HasSuffix(media, "disposition-notification"):
		r.factual++
	case strings.TrimSpace(s) != "":
		r.told++
	}
	return plain.Cut(s, maxOther)
}

// factsIn is what a calendar or a card says; "" for other types.
func factsIn(media, s string) string {
	switch {
	case isCalendar(media):
		return cleanText(calendarText(s)) // what was packed in it may hold control characters
	case isCard(media):
		return cleanText(cardText(s))
	}
	return ""
}

// looksLikeText reports whether a part of another type begins like a text that
// people can read.
func (r *reading) looksLikeText(p *part) bool {
	body := r.t.body(p)
	head := appendDecoded(r.bud, nil, body[:min(len(body), 4096)], p.enc)
	head = bytes.TrimSpace(head)
	for n := 0; n < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); n++ {
		head = head[:len(head)-1] // cut within a character
	}
	if len(head) == 0 || !utf8.Valid(head) {
		return false
	}
	for _, m := range [...]string{"%PDF", "%!", "-----BEGIN PGP MESSAGE", "-----BEGIN PGP SIGNATURE"} {
		if bytes.HasPrefix(head, []byte(m)) {
			return false
		}
	}
	blanks := 0
	for _, c := range head {
		switch {
		case c == ' ' || c == '\n' || c == '\t':
			blanks++
		case c < ' ' && c != '\r' && c != '\f' && c != 0x1B, c == 0x7F:
			return false
		}
	}
	// Words have blanks between them; what is packed another time has not.
	return blanks*100 > len(head) || !ascii(head) || strings.HasSuffix(p.media, "json") || strings.HasSuffix(p.media, "xml")
}

func ascii(b []byte) bool { return firstHigh(b) == len(b) }

// others writes what part i and the parts in it say for want of a text: what
// messages say, or with all also other parts.
func (r *reading) others(b *strings.Builder, i int, all bool) {
	if b.Len() > MaxText {
		return
	}
	p := &r.t.parts[i]
	switch {
	case strings.HasPrefix(p.media, "message/") && len(p.kids) == 1:
		if b.Len() > 0 {
			b.WriteString("\n--------\n\n")
		}
		r.enclosed, r.chosen = true, true
		r.told++
		r.enclosedText(b, p.kids[0], true)
	case len(p.kids) > 0:
		forms := p.media == "multipart/alternative"
		for _, k := range p.kids {
			before := b.Len()
			r.others(b, k, all)
			if forms && b.Len() > before {
				return
			}
		}
	case all:
		if s := strings.TrimRight(r.other(i), " \t\n"); strings.TrimSpace(s) != "" {
			if b.Len() > 0 {
				b.WriteString("\n--------\n\n")
			}
			b.WriteString(s)
			b.WriteByte('\n')
		}
	}
}
