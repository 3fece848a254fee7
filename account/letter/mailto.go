package letter

import (
	"net/url"
	"strings"
)

// Mailto reads a mailto: address (RFC 6068): people, subject and text. Other fields are left
// out, so that a link cannot attach files or hide anything. It is false for other addresses.
func Mailto(address string) (*Letter, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || !strings.EqualFold(u.Scheme, "mailto") {
		return nil, false
	}
	l := &Letter{}
	add := func(list *[]Person, s string) {
		for _, t := range Read(s) {
			*list = append(*list, t.Person)
		}
	}
	to, err := url.PathUnescape(u.Opaque)
	if err != nil {
		to = u.Opaque
	}
	add(&l.To, to)
	for _, pair := range strings.Split(u.RawQuery, "&") {
		k, v, _ := strings.Cut(pair, "=")
		if v, err = url.PathUnescape(v); err != nil { // "+" stands for itself there
			continue
		}
		switch strings.ToLower(k) {
		case "to":
			add(&l.To, v)
		case "cc":
			add(&l.Cc, v)
		case "bcc":
			add(&l.Bcc, v)
		case "subject":
			l.Subject = line(v)
		case "body":
			l.Text = clean(v)
		case "in-reply-to":
			l.InReplyTo = cleanID(v)
		}
	}
	return l, true
}
