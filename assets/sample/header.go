package sample

import (
	"encoding/base64"
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// words writes the text of a header field: ASCII as it is, folded at spaces, and
// anything else as encoded-words of at most 75 characters (RFC 2047, section 2).
func words(text, charset string) (string, error) {
	if isASCII(text) {
		return foldWords(text), nil
	}
	runes := []rune(text)
	encoded, err := inCharset(charset, text)
	if err != nil {
		return "", err
	}
	base := base64.StdEncoding.EncodeToString
	kind := "B"
	if oneByte := len(encoded) == len(runes); oneByte && mostlyASCII(runes) {
		kind, base = "Q", quoted
	}
	room := 75 - len("=?"+charset+"?Q??=")
	var out []string
	for len(runes) > 0 {
		n, word := 0, ""
		for n < len(runes) {
			octets, err := inCharset(charset, string(runes[:n+1]))
			if err != nil {
				return "", err
			}
			longer := base(octets)
			if len(longer) > room {
				break
			}
			n, word = n+1, longer
		}
		if n == 0 {
			return "", fmt.Errorf("no room for %q in an encoded-word", runes[0])
		}
		out = append(out, "=?"+charset+"?"+kind+"?"+word+"?=")
		runes = runes[n:]
	}
	return strings.Join(out, "\r\n "), nil
}

// addresses writes a list of mailboxes (RFC 5322, section 3.4).
func addresses(list []*mail.Address, charset string) (string, error) {
	out := make([]string, len(list))
	for i, a := range list {
		switch {
		case a.Name == "":
			out[i] = a.Address
		case isASCII(a.Name):
			out[i] = a.String()
		default:
			name, err := words(a.Name, charset)
			if err != nil {
				return "", err
			}
			out[i] = name + " <" + a.Address + ">"
		}
	}
	return strings.Join(out, ",\r\n "), nil
}

// quoted is the Q encoding, safe in every kind of field (RFC 2047, section 4.2).
func quoted(octets []byte) string {
	var b strings.Builder
	for _, c := range octets {
		switch {
		case c == ' ':
			b.WriteByte('_')
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

// foldWords folds at spaces so that lines stay below 78 characters.
func foldWords(text string) string {
	var b strings.Builder
	column := len("Subject: ")
	for i, w := range strings.Split(text, " ") {
		if i > 0 {
			if column+1+len(w) > 76 {
				b.WriteString("\r\n")
				column = 0
			}
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += len(w)
	}
	return b.String()
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func mostlyASCII(runes []rune) bool {
	n := 0
	for _, r := range runes {
		if r < utf8.RuneSelf {
			n++
		}
	}
	return n*3 > len(runes)*2
}
