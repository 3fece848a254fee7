package account

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// ASCIIHost is the name of a server as the network knows it: names in other scripts are
// looked up, and stand in certificates, in their A-label form (RFC 5891, section 4.4).
// Names in ASCII that only DNS servers would mind are left as they are.
func ASCIIHost(host string) (string, error) {
	if strings.IndexFunc(host, func(r rune) bool { return r >= 0x80 }) < 0 {
		return host, nil
	}
	return idna.Lookup.ToASCII(host)
}

// HostKey is one and the same for all ways to write the name of a server or its IP
// address: in capitals, with a dot at the end, in the letters of a language or as A-labels.
// It is for comparing.
func HostKey(host string) string {
	host = strings.TrimSpace(host)
	if ascii, err := ASCIIHost(host); err == nil {
		host = ascii
	}
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return ip.String()
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// EmailKey is one and the same for all ways to write an e-mail address: with blanks around,
// in capitals, the domain in the letters of a language or as A-labels. It is for comparing.
func EmailKey(email string) string {
	email = strings.TrimSpace(email)
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return strings.ToLower(email)
	}
	return strings.ToLower(norm.NFC.String(email[:at])) + "@" + HostKey(email[at+1:])
}

// SameEmail reports whether two addresses are one and the same, see EmailKey.
func SameEmail(a, b string) bool { return strings.EqualFold(a, b) || EmailKey(a) == EmailKey(b) }

// SameHost reports whether two names are of one and the same server, see HostKey.
func SameHost(a, b string) bool { return HostKey(a) == HostKey(b) }
