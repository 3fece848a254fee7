package picture

import (
	"encoding/base64"
	"strings"
)

// InPage are the octets of a "data:" address (RFC 2397).
func InPage(ref string) (octets []byte, ok bool) {
	ref = strings.TrimSpace(ref)
	if len(ref) < 5 || !strings.EqualFold(ref[:5], "data:") || len(ref) > MostOctets*3/2 {
		return nil, false
	}
	head, body, ok := strings.Cut(ref[5:], ",")
	if !ok {
		return nil, false
	}
	octets = unescaped(body)
	if !strings.HasSuffix(strings.ToLower(strings.TrimSpace(head)), ";base64") {
		return octets, true
	}
	body = strings.TrimRight(strings.Join(strings.Fields(string(octets)), ""), "=")
	octets, err := base64.RawStdEncoding.DecodeString(body)
	return octets, err == nil
}

// unescaped is text with its escapes made octets; a % that begins none stands for itself (WHATWG
// URL, 1.3).
func unescaped(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := digit(s[i+1]), digit(s[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

// digit is the value of a hexadecimal digit; -1: it is none.
func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
