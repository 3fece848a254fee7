package link

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"
)

// A Doubt is a reason to ask before a link is opened.
type Doubt int

// The doubts, the heaviest first.
const (
	OtherName Doubt = iota + 1 // its words name another host
	Poses                      // another name stands before its host
	LookAlike                  // its host can be taken for another one
	Bare                       // its host is a number
)

// Doubts are the reasons to ask before t is opened. named is the host that words, what a
// person sees of the link, name in the place of t's; it is empty but for OtherName.
func (t Target) Doubts(words string) (list []Doubt, named string) {
	if t.Kind != Web && t.Kind != Mail {
		return nil, ""
	}
	hosts := []string{t.Host}
	if t.Kind == Mail {
		hosts = nil
		for a := range strings.SplitSeq(t.Mail, ",") {
			if _, host, ok := strings.Cut(strings.TrimSpace(a), "@"); ok {
				if ascii, err := names.ToASCII(host); err == nil {
					hosts = append(hosts, ascii)
				}
			}
		}
	}
	for _, n := range Names(words) {
		same := false
		for _, h := range hosts {
			same = same || site(h) == site(n)
		}
		if !same && len(hosts) > 0 {
			list, named = append(list, OtherName), n
			break
		}
	}
	if t.Kind == Mail {
		return list, named
	}
	if t.Posing != "" {
		list = append(list, Poses)
	}
	if number(t.Host) {
		return append(list, Bare), named
	}
	if t.odd || lookAlike(t.Host) {
		list = append(list, LookAlike)
	}
	return list, named
}

// site is the part of a host that somebody has registered.
func site(host string) string {
	if number(host) {
		return host
	}
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return s
	}
	return host
}

// Names are the hosts in ASCII that a text names: those of addresses of the web and of mail,
// and what looks like a host by itself.
func Names(words string) (list []string) {
	if len(words) > 2000 {
		words = words[:2000]
	}
	words = clean(norm.NFKC.String(strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(words)))
	words = otherDots(words)
	for _, w := range strings.FieldsFunc(words, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`<>()[]{}"“”„«»‘’|,;→`, r)
	}) {
		if h := hostOf(w); h != "" {
			list = append(list, h)
		}
	}
	return list
}

// otherDots turns full stops of Chinese and Japanese between letters of ASCII into dots, as
// browsers do in host names (UTS 46, 2.3).
func otherDots(s string) string {
	if !strings.Contains(s, "。") {
		return s
	}
	ascii := func(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	rs := []rune(s)
	for i, r := range rs {
		if r == '。' && i > 0 && i+1 < len(rs) && ascii(rs[i-1]) && ascii(rs[i+1]) {
			rs[i] = '.'
		}
	}
	return string(rs)
}

// hostOf is the host that a word names; "" for none.
func hostOf(w string) string {
	w = strings.Trim(w, ".:!?'…")
	rest := strings.ToLower(w)
	sure := false
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if r, ok := strings.CutPrefix(rest, scheme); ok {
			rest, sure = r, true
		}
	}
	// "https://bank.example@evil.example" names the first, for people.
	end := strings.IndexAny(rest, `/\?#`)
	path := end >= 0
	if path {
		rest = rest[:end]
	}
	if user, host, ok := strings.Cut(rest, "@"); ok {
		switch {
		case user == "" || host == "":
			return ""
		case strings.Contains(user, ".") && sure && !strings.HasPrefix(strings.ToLower(w), "mailto:"):
			rest = user
		default:
			rest, sure = host, true
		}
	}
	if i := strings.IndexByte(rest, ':'); i >= 0 {
		rest = rest[:i]
	}
	rest = strings.Trim(rest, ".")
	sure = sure || strings.HasPrefix(rest, "www.")
	if !strings.Contains(rest, ".") || strings.Contains(rest, "..") {
		return ""
	}
	ascii, err := names.ToASCII(rest)
	if err != nil || strings.ContainsFunc(ascii, func(r rune) bool {
		return r >= 0x7f || r != '.' && r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		return ""
	}
	if number(ascii) {
		if sure {
			return ascii
		}
		return "" // a version, a price
	}
	suffix, listed := publicsuffix.PublicSuffix(ascii)
	listed = listed || strings.Contains(suffix, ".") // of those who give names below theirs away
	if suffix == ascii || !sure && !listed || !sure && !path && files[suffix] && strings.Count(ascii, ".") == 1 {
		return ""
	}
	return ascii
}

// files are endings of files that are endings of hosts too.
var files = map[string]bool{"md": true, "sh": true, "rs": true, "py": true, "pl": true, "cc": true, "zip": true, "mov": true, "ps": true, "ai": true,
	"so": true, "app": true, "in": true, "am": true, "ml": true, "mk": true, "st": true, "vi": true, "cab": true, "bz": true, "gz": true, "doc": true, "la": true, "net": true}

// lookAlike reports whether a host in ASCII can be taken for another one: its labels mix
// scripts (UTS 39, 5.2, highly restrictive), are of letters alone that look like Latin ones,
// or are a well-known name but for letters that look alike.
func lookAlike(host string) bool {
	shown, err := idna.Punycode.ToUnicode(host)
	if err != nil {
		return true
	}
	for label := range strings.SplitSeq(shown, ".") {
		if strings.HasPrefix(label, "xn--") || mixed(label) || posing(label) {
			return true
		}
	}
	if s := site(host); len(s) < len(host) && endsEarly(strings.Split(strings.TrimSuffix(host, "."+s), ".")) {
		return true
	}
	label, _, _ := strings.Cut(site(host), ".")
	if l, err := idna.Punycode.ToUnicode(label); err == nil {
		label = l
	}
	label = strings.ToLower(label)
	if known[label] {
		return false
	}
	plain := skeleton(label)
	for k := range known {
		if plain == skeleton(k) {
			return true
		}
	}
	return false
}

// endsEarly reports whether a name seems to end among the labels that stand before what
// somebody has registered: www.bank.com.evil.example.
func endsEarly(labels []string) bool {
	for i, l := range labels {
		if i > 0 && (l == "com" || (l == "net" || l == "org") && known[labels[i-1]]) {
			return true
		}
	}
	return false
}

// together are the sets of scripts that names of one language are written in.
var together = [][]*unicode.RangeTable{
	{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
	{unicode.Latin, unicode.Han, unicode.Bopomofo},
	{unicode.Latin, unicode.Han, unicode.Hangul},
}

// mixed reports whether a label is of scripts that no language writes together.
func mixed(label string) bool {
	var letters []rune
	for _, r := range label {
		if r > unicode.MaxASCII && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) {
			return true // signs that pose as dots, slashes or hyphens
		}
		if unicode.IsLetter(r) && r != 'ー' {
			letters = append(letters, r)
		}
	}
	if len(letters) == 0 {
		return false
	}
	all := func(tables ...*unicode.RangeTable) bool {
		for _, r := range letters {
			if !unicode.In(r, tables...) {
				return false
			}
		}
		return true
	}
	for _, set := range together {
		if all(set...) {
			return false
		}
	}
	for _, script := range unicode.Scripts {
		if unicode.Is(script, letters[0]) {
			return !all(script)
		}
	}
	return true
}

// alike are letters of other scripts, and Latin ones that are no ASCII, with the letters of
// ASCII that they look like.
var alike = func() map[rune]rune {
	m := map[rune]rune{}
	for _, pair := range strings.Fields("аa сc еe оo рp хx уy ѕs іi јj һh ԁd ԛq ԝw ӏl ьb кk нh мm тt вb гr пn шw зe ѵv ґr ӓa ёe ӧo ӱy ҫc " +
		"αa οo ρp νv υu ιi κk γy τt χx ηn ωw ϲc ϳj ένε εe σo " +
		"ոn սu օo հh գq յj ցg ԁd ѕs ɑa ɡg ıi ɩi ʟl ʀr ᴀa ᴄc ᴏo ᴜu ᴠv ᴡw ᴢz ƅb ɾr øo đd łl ŀl ħh") {
		r := []rune(pair)
		if len(r) == 2 {
			m[r[0]] = r[1]
		}
	}
	return m
}()

// posing reports whether a label is of letters alone that look like those of ASCII.
func posing(label string) bool {
	foreign := false
	for _, r := range label {
		switch {
		case r <= unicode.MaxASCII:
		case unicode.Is(unicode.Latin, r):
			switch r {
			case 'ɑ', 'ɡ', 'ı', 'ɩ', 'ʟ', 'ʀ', 'ƅ', 'ɾ':
				foreign = true
			}
		default:
			if _, ok := alike[r]; !ok {
				return false
			}
			foreign = true
		}
	}
	return foreign
}

// skeleton is a label with letters that look alike made one (as in UTS 39, 4).
func skeleton(label string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(label) {
		if unicode.Is(unicode.M, r) {
			continue
		}
		if a, ok := alike[r]; ok {
			r = a
		}
		switch r {
		case '1', '|':
			r = 'l'
		case '0':
			r = 'o'
		case '5':
			r = 's'
		}
		b.WriteRune(r)
	}
	return strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "-", "").Replace(b.String())
}

// known are names that others like to be taken for.
var known = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields("adobe airbnb aliexpress allegro amazon americanexpress apple bankofamerica barclays binance booking capitalone chase citibank coinbase dhl docusign dropbox ebay facebook " +
		"fedex github gmail google hotmail hsbc icloud instagram linkedin live lloyds mastercard microsoft microsoftonline netflix office office365 outlook paypal postbank proton revolut " +
		"santander sparkasse spotify steamcommunity steampowered stripe telegram tiktok twitter usps visa volksbank wellsfargo whatsapp wise yahoo youtube") {
		m[n] = true
	}
	return m
}()
