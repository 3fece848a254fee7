package discover

import (
	"errors"
	"net/mail"
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/width"
)

// ErrAddress says that something is not an e-mail address.
var ErrAddress = errors.New("this is not an e-mail address")

// Address is an e-mail address, ready to be asked about.
type Address struct {
	Email  string // local part and domain, the domain in lower case and, where it is one, in the letters of its language
	Local  string // what stands before the @, without quotes
	Domain string // in ASCII (RFC 5890, A-labels), lower case
	Name   string // of the person, where it was typed along
}

// limits of RFC 5321, section 4.5.3.1, with some air for local parts in UTF-8.
const (
	maxLocal  = 256
	maxDomain = 253
	maxTyped  = 1024
)

// ParseAddress reads what a person has typed or pasted: with blanks around, with a
// name and angle brackets, as a mailto: link, in capitals, with an at sign of East
// Asian width. What is wrong is always ErrAddress.
func ParseAddress(s string) (Address, error) {
	if len(s) > maxTyped {
		return Address{}, ErrAddress
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '＠' || r == '﹫':
			return '@'
		case r == '\u00a0' || r == '\u3000' || r == '\t' || r == '\r' || r == '\n':
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Cc) || r == unicode.ReplacementChar:
			return -1 // marks of direction, of width zero, of byte order
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	var a Address
	if open := strings.LastIndexByte(s, '<'); open >= 0 {
		a.Name = strings.Trim(s[:open], ` "“”`)
		s, _, _ = strings.Cut(s[open+1:], ">")
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s, _, _ = strings.Cut(s[7:], "?")
	}
	s = strings.Trim(s, " ;,>")
	at := strings.LastIndexByte(s, '@')
	if at <= 0 {
		return Address{}, ErrAddress
	}
	local := strings.TrimSpace(s[:at])
	shown, ascii, ok := cleanDomain(strings.TrimSpace(s[at+1:]))
	if !ok {
		return Address{}, ErrAddress
	}
	if local, a.Local, ok = cleanLocal(local); !ok {
		return Address{}, ErrAddress
	}
	a.Email, a.Domain = local+"@"+shown, ascii
	return a, nil
}

// cleanDomain makes a domain as it is shown and in ASCII of what was typed.
func cleanDomain(s string) (shown, ascii string, ok bool) {
	s = strings.TrimSuffix(width.Fold.String(s), ".")
	ascii, err := idna.Lookup.ToASCII(s)
	if low := strings.ToLower(s); err != nil && isHost(low) {
		ascii, err = low, nil // QUIRK: an underscore, or two hyphens where IDNA has its own
	}
	if err != nil || len(ascii) > maxDomain || !isHost(ascii) {
		return "", "", false
	}
	if !strings.Contains(ascii, ".") && ascii != "localhost" {
		return "", "", false
	}
	if _, err := netip.ParseAddr(ascii); err == nil {
		return "", "", false
	}
	if shown, err = idna.Display.ToUnicode(ascii); err != nil {
		shown = ascii
	}
	return shown, ascii, true
}

// cleanLocal checks a local part (RFC 5321, section 4.1.2, and RFC 6531) and takes the
// quotes away.
func cleanLocal(s string) (typed, bare string, ok bool) {
	if s == "" || len(s) > maxLocal {
		return "", "", false
	}
	if s[0] == '"' {
		addr, err := mail.ParseAddress(s + "@example.org")
		if err != nil {
			return "", "", false
		}
		bare, _ = strings.CutSuffix(addr.Address, "@example.org")
		if u, cut := strings.CutPrefix(bare, `"`); cut { // written anew in quotes
			bare = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(strings.TrimSuffix(u, `"`))
		}
		return s, bare, bare != ""
	}
	// QUIRK: dots at the end and in pairs are no dot-atom (RFC 5322, section 3.2.3), but
	// Japanese carriers gave out such addresses.
	if strings.ContainsAny(s, " \"(),:;<>@[\\]") {
		return "", "", false
	}
	return s, s, true
}

// UserName is the whole address as servers know it as a user name: the domain in ASCII.
func (a Address) UserName() string { return a.expand(FullAddress, "") }

// UserAt is the user name for the server called host: in the form that is known of it,
// or else the whole address.
func (a Address) UserAt(host string) string {
	if p := ByHost(host); p != nil {
		return a.expand(p.User, "")
	}
	return a.UserName()
}

// IsUserName reports whether user is the whole address, in whatever letters its domain is
// written.
func (a Address) IsUserName(user string) bool {
	b, err := ParseAddress(user)
	return err == nil && b.Domain == a.Domain && strings.EqualFold(b.Local, a.Local)
}

// isHost reports whether s can be the name of a host: labels of letters, digits, hyphens
// (and underscores, which exist in the wild), RFC 1123, section 2.1.
func isHost(s string) bool {
	if s == "" || len(s) > maxDomain {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}

// cleanHost makes the name of a server, or an IP address, of what others have written.
func cleanHost(s string) (string, bool) {
	s = strings.TrimSuffix(strings.TrimSpace(s), ".")
	if ip, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil && ip.Zone() == "" {
		return ip.String(), true
	}
	ascii, err := idna.Lookup.ToASCII(s)
	if err != nil {
		ascii = strings.ToLower(s)
	}
	// A name of digits alone would be taken for an address by some resolvers.
	if !isHost(ascii) || !strings.ContainsAny(ascii, "abcdefghijklmnopqrstuvwxyz") || !strings.Contains(ascii, ".") && ascii != "localhost" {
		return "", false
	}
	return ascii, true
}

// expand replaces the placeholders of autoconfig files; an empty form is the whole
// address.
func (a Address) expand(f Form, realName string) string {
	if f == "" {
		f = "%EMAILADDRESS%"
	}
	whole, _, _ := strings.Cut(a.Email, "@")
	if at := strings.LastIndexByte(a.Email, '@'); at >= 0 {
		whole = a.Email[:at]
	}
	return strings.NewReplacer("%EMAILADDRESS%", whole+"@"+a.Domain, "%EMAILLOCALPART%", a.Local, "%EMAILDOMAIN%", a.Domain, "%REALNAME%", realName).Replace(string(f))
}
