package letter

import (
	"errors"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"popmail/assets/plain"
)

// Errors of Check: what is wrong with an address.
var (
	ErrNoAt  = errors.New("there is no @ in it")
	ErrHalf  = errors.New("something is missing before or after the @")
	ErrSigns = errors.New("there are signs in it that no address has")
)

// The longest address that a line of SMTP has room for (RFC 5321, section 4.5.3.1.4). The shorter ones
// of sections 4.5.3.1.1 and 4.5.3.1.3 are the server's matter: such addresses are in use.
const longestAddress = 320

// Check says what is wrong with an address as a person types it; nil: it can be written to.
// International domains are fine, and so are other letters than those of ASCII before the @;
// see Foreign.
func Check(email string) error {
	_, err := wire(email)
	return err
}

// Foreign reports whether an address has other letters than those of ASCII before the @.
// Only servers with SMTPUTF8 (RFC 6531) take it, and all of the way have to have that.
func Foreign(email string) bool {
	at := strings.LastIndexByte(email, '@')
	return at >= 0 && !ascii(strings.TrimSpace(email[:at]))
}

// wire is an address as it stands in a header: its domain as A-labels (RFC 5891), what is
// before the @ composed (RFC 6532, section 3.1), and in quotes where it has to be.
func wire(email string) (string, error) {
	email = strings.TrimSpace(email)
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return "", ErrNoAt
	}
	local, domain := email[:at], strings.TrimSuffix(email[at+1:], ".")
	if local == "" || domain == "" {
		return "", ErrHalf
	}
	local, ok := unquoted(norm.NFC.String(local))
	if !ok {
		return "", ErrSigns
	}
	if !strings.HasPrefix(domain, "[") {
		ascii, err := toASCII.ToASCII(domain)
		if low := strings.ToLower(domain); err != nil && strings.Contains(low, "_") && !strings.ContainsFunc(low, noHost) {
			ascii, err = toASCII.ToASCII(strings.ReplaceAll(low, "_", "x")) // QUIRK: names with an underscore; the rest is looked at
			if err == nil {
				ascii = low
			}
		}
		if err != nil || strings.Contains(ascii, " ") || strings.HasPrefix(ascii, "-") || strings.Contains(ascii, "..") {
			return "", ErrSigns
		}
		domain = ascii
	}
	out := quoted(local) + "@" + domain
	a, err := mail.ParseAddress("<" + out + ">")
	if err != nil || len(out) > longestAddress || a.Address != local+"@"+domain {
		return "", ErrSigns
	}
	return out, nil
}

// unquoted is what stands before the @, without quotes; ok: it can.
func unquoted(local string) (s string, ok bool) {
	const special = "\"(),:;<>@[\\]"
	if strings.HasPrefix(local, `"`) {
		for local = local[1:]; ; local = local[1:] {
			switch {
			case local == "": // no end
				return "", false
			case local[0] == '"':
				return s, local == `"` && s != "" && !strings.ContainsAny(s, "<>") && !strings.ContainsFunc(s, noLetter) && !strings.ContainsFunc(s, unicode.IsControl)
			case local[0] == '\\' && len(local) > 1:
				local = local[1:]
			}
			s += local[:1]
		}
	}
	return local, !strings.ContainsAny(local, special) && !strings.ContainsFunc(local, func(r rune) bool { return r <= ' ' || r == 0x7f || noLetter(r) })
}

// quoted is a local part as the wire has it (RFC 5321, section 4.1.2). QUIRK: dots at the end and in
// pairs are no dot-atom, but Japanese carriers gave out such addresses.
func quoted(local string) string {
	if !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") && !strings.Contains(local, "..") && !strings.ContainsAny(local, " \"(),:;@[\\]") {
		return local
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(local) + `"`
}

// noHost reports whether a sign has no place in the name of a host, where an underscore has one.
func noHost(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}

// noLetter reports whether a sign outside of ASCII is none of those that names are written
// with: what has no ink could make two addresses look like one.
func noLetter(r rune) bool {
	return r >= 0x80 && (!unicode.In(r, unicode.L, unicode.M, unicode.N) || plain.Of(r) != 0)
}

// toASCII is what browsers do to names (UTS 46, as for look-ups): foreign capital letters
// and wide signs are folded, names that no registry could hand out are refused.
var toASCII = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.BidiRule())

// NoDot reports whether the domain of an address has no dot, as only those within a network
// of one's own have.
func NoDot(email string) bool {
	at := strings.LastIndexByte(email, '@')
	domain := email[at+1:]
	return at >= 0 && !strings.Contains(strings.TrimSuffix(domain, "."), ".") && !strings.HasPrefix(domain, "[")
}

// key is an address for comparison. What stands before the @ is compared without case, as
// every known server does.
func key(email string) string {
	if w, err := wire(email); err == nil {
		return strings.ToLower(w)
	}
	return strings.ToLower(strings.TrimSpace(email))
}

// Same reports whether two addresses are one.
func Same(a, b string) bool { return key(a) == key(b) }

// Domain is the domain of an address as A-labels; "localhost" where there is none.
func Domain(email string) string {
	if w, err := wire(email); err == nil {
		if d := w[strings.LastIndexByte(w, '@')+1:]; !strings.HasPrefix(d, "[") {
			return d
		}
	}
	return "localhost"
}

// Wire is an address as a server is told of it, with its domain as A-labels. Errors are
// those of Check.
func Wire(email string) (string, error) { return wire(email) }
