package letter

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	lineWidth  = 76  // of header lines, as far as their words allow (RFC 5322, section 2.1.1)
	wordWidth  = 62  // of an encoded word, so that its line has at most 76 (RFC 2047, section 2)
	longestTok = 900 // octets without a blank that may stand on a line of at most 998
)

// field is one header field, folded. Values come in pieces: a line ends between two of
// them, where a blank is put back.
func field(name string, pieces []string) []byte {
	var b strings.Builder
	b.WriteString(name + ":")
	at := b.Len()
	for i, p := range pieces {
		if i > 0 && at+1+len(p) > lineWidth {
			b.WriteString("\r\n")
			at = 0
		}
		b.WriteString(" " + p)
		at += 1 + len(p)
	}
	b.WriteString("\r\n")
	return []byte(b.String())
}

// text is an unstructured value, such as a subject, in pieces.
func text(s string) []string {
	s = line(s)
	if s == "" {
		return []string{""}
	}
	// A line of a field must not be blank, and a reader sees encoded words in "=?".
	if ascii(s) && !strings.Contains(s, "=?") && longest(s) < longestTok {
		return strings.Split(s, " ")
	}
	return encoded(s)
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

func longest(s string) (n int) {
	for _, w := range strings.Split(s, " ") {
		n = max(n, len(w))
	}
	return n
}

// encoded is a text as encoded words (RFC 2047), in whole characters. Their signs may stand
// in phrases too (section 5, rule 3).
func encoded(s string) []string {
	const head, tail = "=?utf-8?q?", "?="
	q := 0
	for _, c := range []byte(s) {
		q += len(qOctet(c))
	}
	if q > base64.StdEncoding.EncodedLen(len(s)) {
		return encodedB(s)
	}
	var out []string
	var b strings.Builder
	for len(s) > 0 {
		_, n := utf8.DecodeRuneInString(s)
		var c strings.Builder
		for _, o := range []byte(s[:n]) {
			c.WriteString(qOctet(o))
		}
		if b.Len()+c.Len() > wordWidth-len(head)-len(tail) {
			out = append(out, head+b.String()+tail)
			b.Reset()
		}
		b.WriteString(c.String())
		s = s[n:]
	}
	return append(out, head+b.String()+tail)
}

func encodedB(s string) []string {
	const head, tail, most = "=?utf-8?b?", "?=", 36 // octets: 48 signs
	var out []string
	for len(s) > 0 {
		n := 0
		for n < len(s) {
			_, w := utf8.DecodeRuneInString(s[n:])
			if n+w > most {
				break
			}
			n += w
		}
		out = append(out, head+base64.StdEncoding.EncodeToString([]byte(s[:n]))+tail)
		s = s[n:]
	}
	return out
}

func qOctet(c byte) string {
	switch {
	case c == ' ':
		return "_"
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '!', c == '*', c == '+', c == '-', c == '/':
		return string(rune(c))
	}
	return fmt.Sprintf("=%02X", c)
}

// people is a list of addresses (RFC 5322, section 3.4) in pieces.
func people(list []Person) ([]string, error) {
	var out []string
	for i, p := range list {
		email, err := wire(p.Email)
		if err != nil {
			return nil, fmt.Errorf("%w: %q: %w", ErrAddress, p.Email, err)
		}
		comma := ""
		if i < len(list)-1 {
			comma = ","
		}
		name := line(p.Name)
		if name == "" || strings.EqualFold(name, p.Email) {
			out = append(out, email+comma)
			continue
		}
		out = append(append(out, phrase(name)...), "<"+email+">"+comma)
	}
	return out, nil
}

// phrase is a name in pieces.
func phrase(name string) []string {
	if !ascii(name) || strings.Contains(name, "=?") || longest(name) > longestTok/2 {
		return encoded(name)
	}
	if strings.ContainsAny(name, `()<>[]:;@\,."`) {
		s := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)
		return strings.Split(`"`+s+`"`, " ")
	}
	return strings.Split(name, " ")
}

// ids is a list of message-ids in pieces; what is none is left out.
func ids(list ...string) []string {
	var out []string
	for _, id := range list {
		if id = cleanID(id); id != "" {
			out = append(out, "<"+id+">")
		}
	}
	return out
}

// cleanID is a message-id without brackets; empty where it cannot be one.
// QUIRK: an @ need not be in it; whose program made one without knows the message by it.
func cleanID(id string) string {
	id = strings.Trim(strings.TrimSpace(id), "<>")
	if id == "" || len(id) > longestTok || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' || r == ',' }) {
		return ""
	}
	return id
}

// parameter is a parameter of a field in pieces, without the semicolon before it: as it is,
// or with the character set and in parts (RFC 2231).
func parameter(name, value string) []string {
	if ascii(value) && len(value) <= 50 {
		return []string{name + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`}
	}
	var parts []string
	var b strings.Builder
	b.WriteString("utf-8''")
	for len(value) > 0 {
		_, n := utf8.DecodeRuneInString(value)
		var c strings.Builder
		for _, o := range []byte(value[:n]) {
			if o < 0x80 && (o >= '0' && o <= '9' || o >= 'A' && o <= 'Z' || o >= 'a' && o <= 'z' || o == '.' || o == '-' || o == '_') {
				c.WriteByte(o)
			} else {
				fmt.Fprintf(&c, "%%%02X", o)
			}
		}
		if b.Len()+c.Len() > 56 {
			parts = append(parts, b.String())
			b.Reset()
		}
		b.WriteString(c.String())
		value = value[n:]
	}
	parts = append(parts, b.String())
	if len(parts) == 1 {
		return []string{name + "*=" + parts[0]}
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = fmt.Sprintf("%s*%d*=%s", name, i, p)
	}
	return out
}

// fallback is the name of a file for programs that know nothing of RFC 2231: encoded words
// between quotes, as most programs write it.
func fallback(name, value string) []string {
	if ascii(value) && len(value) <= 50 {
		return parameter(name, value)
	}
	words := encoded(value)
	words[0] = name + `="` + words[0]
	words[len(words)-1] += `"`
	return words
}

// separated joins the pieces of values by semicolons.
func separated(values ...[]string) []string {
	var out []string
	for i, v := range values {
		out = append(out, v...)
		if i < len(values)-1 {
			out[len(out)-1] += ";"
		}
	}
	return out
}

// rfc2231 makes each part of a parameter a value of its own.
func rfc2231(parts []string) (out [][]string) {
	for _, p := range parts {
		out = append(out, []string{p})
	}
	return out
}
