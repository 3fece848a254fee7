package letter

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxMailto is the longest mailto: address that is read, in octets.
const maxMailto = 64 << 10

// IsMailto reports whether an address has that scheme.
func IsMailto(address string) bool {
	scheme, _, ok := strings.Cut(strings.TrimSpace(address), ":")
	return ok && strings.EqualFold(scheme, "mailto")
}

// Mailto reads a mailto: address (RFC 6068): To, Cc, subject, text, and the message that is
// answered. Other fields are left out (section 4), so that a link attaches no file and
// sends nothing to people behind the back of the others. It is false for what is no such
// address and for one of more than 64 KB.
func Mailto(address string) (*Letter, bool) {
	if len(address) > maxMailto || !IsMailto(address) {
		return nil, false
	}
	_, rest, _ := strings.Cut(strings.TrimSpace(address), ":")
	rest, _, _ = strings.Cut(rest, "#") // a fragment says nothing there
	to, query, _ := strings.Cut(rest, "?")
	l := &Letter{}
	add := func(list *[]Person, s string) {
		for _, t := range Read(s) {
			*list = append(*list, t.Person)
		}
	}
	add(&l.To, unescape(to))
	for pair := range strings.SplitSeq(query, "&") {
		k, v, _ := strings.Cut(pair, "=")
		v = unescape(v)
		// QUIRK: pages and texts have "&amp;" where "&" is meant.
		switch strings.ToLower(unescape(strings.TrimPrefix(k, "amp;"))) {
		case "to":
			add(&l.To, v)
		case "cc":
			add(&l.Cc, v)
		case "subject":
			l.Subject = line(v)
		case "body":
			l.Text = clean(v)
		case "in-reply-to":
			l.InReplyTo = cleanID(v)
		}
	}
	if l.InReplyTo != "" {
		l.References = []string{l.InReplyTo}
	}
	return l, true
}

// unescape undoes the escapes of a part of an address. "+" stands for itself there.
func unescape(s string) string {
	out, err := url.PathUnescape(s)
	if err != nil {
		// QUIRK: "100% sure" is not escaped. What is no escape stays.
		var b strings.Builder
		for len(s) > 0 {
			n := 1
			if s[0] == '%' && len(s) > 2 {
				n = 3
			}
			if part, err := url.PathUnescape(s[:n]); err == nil {
				b.WriteString(part)
			} else {
				n = 1
				b.WriteByte(s[0])
			}
			s = s[n:]
		}
		out = b.String()
	}
	if utf8.ValidString(out) {
		return out
	}
	// QUIRK: older pages write Latin-1; RFC 6068, section 2, has UTF-8.
	latin := make([]rune, 0, len(out))
	for _, c := range []byte(out) {
		latin = append(latin, rune(c))
	}
	return string(latin)
}
