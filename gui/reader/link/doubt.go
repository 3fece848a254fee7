package link

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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
// person sees of the link, name in the place of t's; it is empty but for OtherName. The lines of
// words are read each by itself.
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
	for _, line := range strings.SplitN(words, "\n", mostLines) {
		if len(hosts) == 0 || named != "" {
			break
		}
		for _, n := range namesOf(line) {
			if !slices.ContainsFunc(hosts, func(h string) bool { return site(h) == site(n.host) || n.written(h) }) {
				list, named = append(list, OtherName), n.host
				break
			}
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

// mostLines is how many lines of what is seen of a link are read by themselves; the last one has the rest.
const mostLines = 16

// name is a host in ASCII, and the word without blanks in which it stands.
type name struct{ host, word string }

// namesOf are the hosts that a text names: those of addresses of the web and of mail,
// and what looks like a host by itself. Of a long text the beginning and the end count.
func namesOf(words string) (list []name) {
	// What is not seen goes first: it does not count towards the length.
	words = ends(clean(strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(words)))
	between := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>()[]{}"|,;`, r) }
	for _, word := range strings.FieldsFunc(words, between) {
		for _, w := range strings.FieldsFunc(otherDots(signs(word)), between) {
			for _, host := range namesIn(w) {
				list = append(list, name{host, word})
			}
		}
	}
	return list
}

// written reports whether the word names host after all, which has a sign in its own name: O'Reilly.com,
// E*TRADE.com, col·legi.cat. What is written so before or after a name that others pose as is none.
func (n name) written(host string) bool {
	if label, _, _ := strings.Cut(site(n.host), "."); known[label] {
		return false
	}
	w := strings.ToLower(n.word)
	if _, rest, ok := strings.Cut(w, "://"); ok {
		w = rest
	}
	if end := strings.IndexAny(w, `/\?#:`); end >= 0 {
		w = w[:end]
	}
	w = strings.TrimPrefix(strings.TrimFunc(w, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }), "www.")
	own := func(r rune) bool {
		return strings.ContainsRune("'*+!", r) || r > unicode.MaxASCII && unicode.In(r, unicode.S, unicode.P)
	}
	dot, sign := strings.IndexByte(w, '.'), strings.LastIndexFunc(w, own)
	if strings.Contains(w, "@") || sign < 0 || dot < sign {
		return false
	}
	host = strings.TrimPrefix(host, "www.")
	without := strings.Map(func(r rune) rune {
		if own(r) {
			return -1
		}
		return r
	}, w)
	bare := strings.Map(func(r rune) rune { // L'Oréal.com
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(without))
	for _, as := range []string{w, without, bare} {
		if ascii, err := names.ToASCII(as); err == nil && ascii == host {
			return true
		}
	}
	return false
}

// ends are the beginning and the end of a text that is longer than that, without the words that are cut.
func ends(s string) string {
	const each = 2000 // octets
	if len(s) <= 2*each {
		return s
	}
	head, tail := strings.ToValidUTF8(s[:each], ""), strings.ToValidUTF8(s[len(s)-each:], "")
	if i := strings.LastIndexByte(head, ' '); i >= 0 {
		head = head[:i]
	}
	if i := strings.IndexByte(tail, ' '); i >= 0 {
		tail = tail[i:]
	}
	return head + " " + tail
}

// signs makes what is written in letters of other widths and forms the usual ones (NFKC), and blanks of
// the signs that are no part of a name, such as ✔ and ®.
func signs(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < unicode.MaxASCII:
			b.WriteRune(r)
			continue
		case r == '⁄' || r == '∕' || r == '⧸': // of fractions and sets, they stand for slashes
			b.WriteByte('/')
			continue
		case r == '‐' || r == '‑':
			b.WriteByte('-')
			continue
		}
		plain := norm.NFKC.String(string(r))
		one, size := utf8.DecodeRuneInString(plain)
		switch {
		case size == len(plain) && (one == '。' || strings.ContainsRune("./:@-_%?#\\", one)):
			b.WriteString(plain)
		case unicode.In(r, unicode.S, unicode.P) && (size < len(plain) || !unicode.IsLetter(one) && !unicode.IsDigit(one)):
			b.WriteByte(' ') // ™ is no TM
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFKC.String(b.String())
}

// otherDots turns full stops of Chinese and Japanese between letters of ASCII into dots, as
// browsers do in host names (UTS 46, 2.3), and others into blanks.
func otherDots(s string) string {
	if !strings.Contains(s, "。") {
		return s
	}
	ascii := func(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	rs := []rune(s)
	for i, r := range rs {
		if r != '。' {
			continue
		}
		if rs[i] = ' '; i > 0 && i+1 < len(rs) && ascii(rs[i-1]) && ascii(rs[i+1]) {
			rs[i] = '.'
		}
	}
	return string(rs)
}

// mostNames is how many names of a word without blanks are looked for.
const mostNames = 20

// namesIn are the hosts that a word without blanks names: "Visit:www.bank.com", "*bank.com*". What
// follows a host behind a slash is its path, and names none.
func namesIn(w string) (list []string) {
	w = strings.ToLower(w)
	sure, before := false, byte(0) // it has a scheme; what stands before
	for n := 0; w != "" && n < mostNames; n++ {
		for _, scheme := range []string{"https://", "http://", "mailto:"} {
			if rest, ok := strings.CutPrefix(w, scheme); ok {
				w, sure, before = rest, scheme != "mailto:", '/'
			}
		}
		end := strings.IndexFunc(w, func(r rune) bool {
			return r < unicode.MaxASCII && r != '.' && r != '-' && r != '_' && r != '@' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
		if end < 0 {
			end = len(w)
		}
		part, rest, sign := w[:end], "", byte(0)
		if end < len(w) {
			sign, rest = w[end], w[end+1:]
		}
		if port := strings.TrimLeft(rest, "0123456789"); sign == ':' && (port == "" || strings.ContainsRune(`/\?#`, rune(port[0]))) {
			if rest = ""; port != "" {
				sign, rest = port[0], port[1:]
			}
		}
		path := sign != 0 && strings.IndexByte(`/\?#`, sign) >= 0
		h := hostOf(part, sure, path, before)
		if w, before = rest, sign; h == "" {
			if path && strings.Contains(strings.Trim(part, "._-"), ".") && !number(part) {
				break // of a network at home: what follows is its path, too
			}
			continue
		}
		if list = append(list, h); path {
			break
		}
		sure = false
	}
	return list
}

// hostOf is the host that a part of a word names; "" for none. sure: a scheme stands before it; path: a
// path follows. sign is what stands before it.
func hostOf(part string, sure, path bool, sign byte) string {
	part = strings.Trim(part, "._-")
	// "https://bank.example@evil.example" names the first, for people.
	if user, host, ok := strings.Cut(part, "@"); ok {
		switch {
		case user == "" || host == "":
			return ""
		case strings.Contains(user, ".") && sure:
			part = user
		default:
			part, sure = host, true
		}
	}
	part = strings.Trim(part, "._-")
	sure = sure || strings.HasPrefix(part, "www.")
	if !strings.Contains(part, ".") || strings.Contains(part, "..") {
		return ""
	}
	ascii, err := names.ToASCII(part)
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
	switch {
	case suffix == ascii || !sure && !listed:
		return ""
	case sure:
		return ascii
	case sign == '&' || sign != 0 && strings.Index(site(ascii), ".") == 1:
		return "" // barnes&noble.com, AT&T.com
	case products[ascii] || !path && files[suffix] && strings.Count(ascii, ".") == 1:
		return ""
	}
	return ascii
}

// products are names of programs that end as hosts do.
var products = map[string]bool{"asp.net": true, "vb.net": true, "ado.net": true, "ml.net": true, "json.net": true, "lucene.net": true, "quartz.net": true, "paint.net": true}

// files are endings of files that are endings of hosts too.
var files = map[string]bool{"md": true, "sh": true, "rs": true, "py": true, "pl": true, "cc": true, "zip": true, "mov": true, "ps": true, "ai": true,
	"so": true, "app": true, "in": true, "am": true, "ml": true, "mk": true, "st": true, "vi": true, "cab": true, "bz": true, "gz": true, "doc": true, "la": true}

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
	if s := site(host); len(s) < len(host) && endsEarly(strings.Split(strings.TrimSuffix(host, "."+s), "."), s) {
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
		if of := skeleton(k); plain == of || len(k) > 3 && tall(plain) == tall(of) {
			return true
		}
	}
	return false
}

// tall makes an i of a skeleton an l: paypaI.com is written with a capital I.
func tall(skeleton string) string {
	return strings.NewReplacer("cl", "d").Replace(strings.ReplaceAll(skeleton, "i", "l"))
}

// endsEarly reports whether a name seems to end among the labels that stand before what
// somebody has registered, site: www.bank.com.evil.example, www.bank.de.login.evil.example; or in it:
// bank.com-login.example.
func endsEarly(labels []string, site string) bool {
	own, _, _ := strings.Cut(site, ".")
	last := labels[len(labels)-1]
	if !usual()[last] {
		if strings.HasPrefix(own, "com-") || known[last] && (strings.HasPrefix(own, "net-") || strings.HasPrefix(own, "org-")) {
			return true
		}
	}
	for i, l := range labels {
		if i == 0 {
			continue
		}
		before := labels[i-1]
		if l == "com" || (l == "net" || l == "org") && known[before] {
			return true
		}
		// A country, or what countries have below theirs; others are words, too.
		named := known[before] && !usual()[before] || i == 2 && labels[0] == "www" && !usual()[before]
		if !named || known[own] {
			continue
		}
		if len(l) == 2 && country(l) || i+1 < len(labels) && country(l+"."+labels[i+1]) {
			return true
		}
	}
	return false
}

// country reports whether names are registered below a name that ends as that of a country does.
func country(name string) bool {
	suffix, listed := publicsuffix.PublicSuffix(name)
	return listed && suffix == name && len(name)-strings.LastIndexByte(name, '.') <= 3
}

// usual are labels that stand before the names of honest hosts, where a country may follow.
var usual = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields("www www2 m mobile app apps api cdn static img image images media assets files download downloads " +
		"mail email e newsletter newsletters news click clicks link links go track tracking t r l s mailing mailer info " +
		"shop store buy order orders pay payment payments checkout my me account accounts login signin secure auth sso id portal customer customers " +
		"help support service services faq docs status blog forum community events event jobs job career careers press about " +
		"business personal corporate investor investors web home beta test dev live office chase wise booking stripe proton visa") {
		m[n] = true
	}
	return m
})

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
