// Package link takes the links of messages apart: where they lead, in a form that cannot
// deceive, and what about them is doubtful. Names are never looked up.
package link

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"popmail/assets/plain"
)

// A Kind says which program a link is for.
type Kind int

// The kinds of links. None of Other is opened.
const (
	Other Kind = iota
	Web
	Mail
	Phone
)

// A Target is where a link leads.
type Target struct {
	Kind    Kind
	Scheme  string // in lower case; empty: the link has none
	Host    string // of Web, in ASCII: "xn--…" where other letters could be mistaken
	Mail    string // of Mail: the address, or several with commas
	Phone   string
	Address string // whole, as it may be opened; empty for Other
	Posing  string // what stands before an @ of Web, and looks like a host

	odd bool // the host is no name that could be registered
}

// names turns host names into ASCII as browsers do (UTS 46), but lets names pass that are in
// use against the rules.
var names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false))

// To takes a link apart.
func To(href string) Target {
	// QUIRK: browsers read over line ends and tabs in addresses (WHATWG URL, 4.4), and
	// long ones are broken by mail programs.
	href = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimFunc(href, func(r rune) bool { return r <= ' ' || unicode.IsSpace(r) }))
	switch low := strings.ToLower(href); {
	case strings.HasPrefix(href, "//"):
		href = "https:" + href
	case strings.HasPrefix(low, "www."):
		href = "http://" + href // QUIRK: the scheme is forgotten often
	}
	u, err := url.Parse(href)
	if err != nil {
		// QUIRK: a % that begins no escape stands for itself.
		if u, err = url.Parse(percents(href)); err != nil {
			scheme, _, _ := strings.Cut(href, ":")
			if strings.ContainsFunc(scheme, func(r rune) bool {
				return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+-.", r)
			}) || len(scheme) > 40 {
				scheme = ""
			}
			return Target{Scheme: strings.ToLower(scheme)}
		}
	}
	scheme := strings.ToLower(u.Scheme)
	switch scheme {
	case "http", "https":
		return web(u)
	case "mailto":
		return mail(u)
	case "tel":
		return phone(u)
	}
	return Target{Scheme: scheme}
}

// percents escapes each % that begins no escape.
func percents(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i])
		if s[i] != '%' {
			continue
		}
		if i+2 >= len(s) || !hex(s[i+1]) || !hex(s[i+2]) {
			b.WriteString("25")
		}
	}
	return b.String()
}

func hex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

func web(u *url.URL) Target {
	t := Target{Scheme: strings.ToLower(u.Scheme)}
	host := strings.TrimSuffix(u.Hostname(), ".")
	ascii, err := names.ToASCII(host)
	if err != nil {
		t.odd = true
		if ascii, err = idna.Punycode.ToASCII(strings.ToLower(host)); err != nil {
			return t
		}
	}
	if ascii == "" || strings.ContainsFunc(ascii, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`/\?#@%<>"`, r) }) {
		return t
	}
	if n, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || n > 65535) {
		return t
	}
	t.Kind, t.Host = Web, ascii
	if u.User != nil { // a name and a password in a link are only used to deceive
		t.Posing = u.User.Username()
		if t.Posing == "" {
			t.Posing = "@"
		}
	}
	open := *u
	open.User, open.Scheme, open.Host = nil, t.Scheme, ascii
	if strings.Contains(ascii, ":") { // IPv6
		open.Host = "[" + ascii + "]"
	}
	if port := u.Port(); port != "" {
		open.Host += ":" + port
	}
	t.Address = open.String()
	return t
}

// mail takes a mailto: link (RFC 6068). Of its fields those are kept that a person sees in
// the letter; others could attach files of theirs.
func mail(u *url.URL) Target {
	t := Target{Scheme: "mailto"}
	address := u.Opaque
	if address == "" {
		address = strings.TrimPrefix(u.Path, "/") // QUIRK: mailto://ann@example.org
		if u.Host != "" {
			address = u.Host
			if u.User != nil {
				address = u.User.String() + "@" + u.Host
			}
		}
	}
	if a, err := url.PathUnescape(address); err == nil {
		address = a
	}
	fields := url.Values{}
	// Fields are parted by & alone. QUIRK: a % that begins no escape stands for itself.
	all, _ := url.ParseQuery(percents(strings.NewReplacer("+", "%2B", ";", "%3B").Replace(u.RawQuery)))
	for name, values := range all {
		switch name = strings.ToLower(name); name {
		case "to":
			address = strings.Join(append([]string{address}, values...), ",")
		case "cc", "bcc", "subject", "body":
			fields[name] = values[:1]
		}
	}
	address = strings.Trim(clean(strings.ToValidUTF8(address, "")), ", ")
	if address == "" {
		return t
	}
	t.Kind, t.Mail = Mail, address
	t.Address = "mailto:" + strings.NewReplacer("%40", "@", "%2C", ",").Replace(url.PathEscape(address))
	if len(fields) > 0 {
		t.Address += "?" + strings.ReplaceAll(fields.Encode(), "+", "%20")
	}
	return t
}

func phone(u *url.URL) Target {
	t := Target{Scheme: "tel"}
	number := u.Opaque
	if n, err := url.PathUnescape(number); err == nil {
		number = n
	}
	number, _, _ = strings.Cut(number, ";")
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9', strings.ContainsRune("+-. ()", r):
			t.Phone += string(r)
		default:
			return Target{Scheme: "tel"} // such as codes that change a phone's settings
		}
	}
	if t.Phone = strings.TrimSpace(t.Phone); t.Phone == "" {
		return t
	}
	t.Kind, t.Address = Phone, "tel:"+strings.NewReplacer(" ", "", "(", "", ")", "").Replace(t.Phone)
	return t
}

// clean is text without what is not seen or ends a line.
func clean(s string) string {
	const out = plain.Forced | plain.Mark | plain.Seam | plain.Unseen | plain.Joiner | plain.Break
	return strings.Map(func(r rune) rune {
		if r == '\t' || plain.Of(r)&out != 0 {
			return -1
		}
		return r
	}, s)
}

// number reports whether a host is an address in numbers, however it is written (WHATWG URL,
// 3.5: a host whose last label is a number is one).
func number(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return false
	}
	_, err := strconv.ParseUint(last, 0, 64)
	return err == nil || strings.Trim(last, "0123456789") == ""
}
