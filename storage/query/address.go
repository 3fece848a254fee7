package query

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Address holds for messages that are from (Field From) or to (To) an address, see Is. It looks at
// addresses alone: anybody can put the address of somebody else into a name. Text is the address as
// typed: of one person ("ann@bank.example"), of all of a host ("@bank.example"), or what stands before
// the @ at any host ("ann@"). With Prefix the host may be the beginning of a longer one.
//
// Parse puts the words of the address beside it, so that an index of words bounds it.
type Address struct {
	Field  Field
	Text   string
	Prefix bool

	local, host string // as they are compared; "": any
	shown       string // the host as it was typed, in small letters
}

func (*Address) node() {}

// addressOf is the address that the value of an operator asks for: one without blanks, or in angle
// brackets at its end; nil where there is none.
func addressOf(f Field, text string, prefix bool) *Address {
	if f != From && f != To {
		return nil
	}
	text = strings.ReplaceAll(text, "＠", "@") // as input methods of East Asia write it
	if inner, ok := strings.CutSuffix(text, ">"); ok {
		text, prefix = inner[strings.LastIndexByte(inner, '<')+1:], false
	}
	text = strings.Trim(text, "<,;")
	at := strings.LastIndexByte(text, '@')
	if at < 0 || text == "@" || strings.ContainsAny(text, " \t") {
		return nil
	}
	shown := strings.Trim(norm.NFC.String(strings.ToLower(text[at+1:])), ".")
	return &Address{Field: f, Text: text, Prefix: prefix, local: localKey(text[:at]), host: hostKey(shown), shown: shown}
}

// alone reports whether all addresses of a host are meant whose name has one part, and which nobody goes on typing.
func (a *Address) alone() bool {
	return !a.Prefix && a.local == "" && a.host != "" && !strings.ContainsAny(a.host, ".[")
}

// words is the term beside the address in what Parse makes: the address as it may stand in an index
// of words, with foreign letters in its host or with their A-labels (RFC 5890, section 2.3.2.1).
func (a *Address) words(t *Term) Node {
	other := a.host
	if other == a.shown {
		other = hostShown(a.host)
	}
	if other == a.shown || Fold(other) == "" {
		return t
	}
	return &Or{[]Node{t, &Term{Field: t.Field, Text: a.Text[:strings.LastIndexByte(a.Text, '@')+1] + other, Prefix: t.Prefix}}}
}

// Is reports whether an address of a message is meant: the address itself, whatever the case and
// however foreign letters of its host are written; one that begins with @ means the addresses of that
// host and of those below it. Anybody can have a host in whose name that one stands further ahead.
func (a *Address) Is(email string) bool {
	at := strings.LastIndexByte(email, '@')
	if at < 0 || a.local != "" && localKey(email[:at]) != a.local {
		return false
	}
	host := hostKey(email[at+1:])
	switch {
	case a.host == "", host == a.host, a.local == "" && strings.HasSuffix(host, "."+a.host):
		return true
	case !a.Prefix:
		return false
	}
	return a.begins(host, a.host) || a.begins(hostShown(host), a.shown)
}

// begins reports whether a host begins so, or, where those below it are meant as well, a host above it.
func (a *Address) begins(host, with string) bool {
	return strings.HasPrefix(host, with) || a.local == "" && strings.Contains(host, "."+with)
}

// AddressKey is an address as it is compared: in small letters, its host with A-labels.
func AddressKey(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return localKey(email)
	}
	return localKey(email[:at]) + "@" + hostKey(email[at+1:])
}

// AddressForms are the ways in which an address may be kept where it is kept in small letters: as it
// stands, as AddressKey, and with the foreign letters of its host; each once.
func AddressForms(email string) []string {
	forms := []string{strings.ToLower(strings.TrimSpace(email))}
	key := AddressKey(email)
	shown := key
	if at := strings.LastIndexByte(key, '@'); at >= 0 {
		shown = key[:at+1] + hostShown(key[at+1:])
	}
	for _, f := range []string{key, shown} {
		if !slices.Contains(forms, f) {
			forms = append(forms, f)
		}
	}
	return forms
}

// SameHost reports whether two names are of one host, whatever the case and however foreign letters are
// written.
func SameHost(a, b string) bool { return hostKey(a) == hostKey(b) }

// localKey is what stands before the @, as it is compared: without case, as every known server does.
func localKey(local string) string {
	return strings.TrimSpace(norm.NFC.String(strings.ToLower(strings.ReplaceAll(local, `"`, ""))))
}

// hostNames maps the names of hosts as for looking them up (UTS 46), and is lenient: mail holds names that
// no registry hands out.
var hostNames = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// hostKey is a host as it is compared: in small letters, with A-labels.
func hostKey(host string) string {
	host = trimHost(strings.ToLower(host))
	for i := range len(host) {
		if host[i] >= 0x80 {
			if ascii, err := hostNames.ToASCII(host); err == nil {
				return trimHost(ascii)
			}
			return trimHost(norm.NFC.String(host))
		}
	}
	return host
}

// trimHost takes blanks and dots off the ends of a host.
func trimHost(host string) string {
	return strings.TrimFunc(host, func(r rune) bool { return r == '.' || unicode.IsSpace(r) })
}

// hostShown is a host with its foreign letters.
func hostShown(host string) string {
	if !strings.Contains(host, "xn--") {
		return host
	}
	if shown, err := idna.Punycode.ToUnicode(host); err == nil && hostKey(shown) == host {
		return shown
	}
	return host // it only looks like one
}
