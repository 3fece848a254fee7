package eml

import (
	"bytes"
	"strings"
)

// The two forms of a text, plain and HTML, ought to say the same (RFC 2046, section
// 5.1.4). QUIRK: often the plain one is a stub: empty, a link, "your program cannot
// show this letter", or the first lines.

// chosen is what is shown of a text with two forms, and what only the other one says.
type chosen struct{ shown, more string }

// choose takes the form that says more. more holds the lines of the other one that
// have words of their own, for the index.
func choose(bud *budget, plain, html string) chosen {
	if html == "" {
		return chosen{shown: plain}
	}
	p := wordsOf(bud, plain)
	if p.n > 0 && p.covers(bud, html) {
		return chosen{shown: plain}
	}
	rich := htmlText(bud, html)
	h := wordsOf(bud, rich)
	onlyPlain, onlyHTML := p.without(h), h.without(p)
	switch {
	case onlyHTML == 0 && (p.n > 0 || strings.TrimSpace(plain) != ""):
		return chosen{shown: plain}
	case p.n == 0 && strings.TrimSpace(rich) != "",
		onlyHTML > onlyPlain && 2*onlyHTML > h.n,
		3*onlyHTML > h.n && stub(plain):
		return chosen{shown: rich, more: h.news(bud, plain)}
	}
	return chosen{shown: plain, more: p.news(bud, rich)}
}

// maxStub is how many characters a text may have that only says that there is
// nothing to read.
const maxStub = 600

// stub reports whether a short text speaks of what mail programs can show.
func stub(s string) bool {
	if meaningful(s, maxStub) >= maxStub {
		return false
	}
	low := bytes.ToLower([]byte(s[:min(len(s), 4000)]))
	for _, w := range stubWords {
		if bytes.Contains(low, w) {
			return true
		}
	}
	return false
}

// stubWords are in texts that send people to the HTML, in several languages.
var stubWords = lowWords("html", "browser", "mime", "navegador", "navigateur", "webversion", "web version", "online version", "online-version",
	"version en ligne", "versión en línea", "versão online", "versione online", "webbläsar", "nettleser", "selain", "przegląda", "prohlížeč", "böngész", "tarayıcı",
	"браузер", "浏览器", "瀏覽器", "ブラウザ", "브라우저", "المتصفح", "your mail program", "your email program", "your e-mail program", "email client", "e-mail client",
	"mail client", "mail reader", "e-mail-programm", "mailprogramm", "logiciel de messagerie", "programa de correo", "programma di posta", "mailprogram")

func lowWords(words ...string) [][]byte {
	out := make([][]byte, len(words))
	for i, w := range words {
		out[i] = []byte(w)
	}
	return out
}

// covers reports whether all words of an HTML are surely in the set, without reading
// it whole: most HTML of letters says what the plain form says. False may be wrong.
func (w *wordSet) covers(bud *budget, html string) bool {
	all := true
	whole := eachSeen(bud, html, false, func(h uint64) bool {
		all = w.has(h)
		return all
	})
	return all && whole
}

// eachSeen is eachWord for the words of an HTML that are seen, without reading it whole.
// It is false where it met something that it does not read rightly; there it ends, unless
// roughly is true: then it goes on, and is false where much is so.
func eachSeen(bud *budget, html string, roughly bool, do func(hash uint64) bool) bool {
	more := true
	odd, chunks := 0, 0
	each := func(h uint64) bool {
		more = do(h)
		return more
	}
	for html != "" {
		i := strings.IndexAny(html, "<&")
		if i < 0 {
			i = len(html)
		}
		chunks++
		if eachWord(bud, html[:i], each); !more || i == len(html) {
			break
		}
		sign := html[i]
		html = html[i+1:]
		if sign == '&' {
			k := strings.IndexByte(html[:min(len(html), 8)], ';')
			switch html[:max(k, 0)] {
			case "nbsp", "amp", "lt", "gt", "quot", "#160", "#39":
				html = html[k+1:]
			default:
				if odd++; !roughly {
					return false
				}
			}
			continue
		}
		if strings.HasPrefix(html, "!--") {
			k := strings.Index(html, "-->")
			if k < 0 {
				return false
			}
			html = html[k+3:]
			continue
		}
		if html == "" || !asciiLetter(html[0]) && html[0] != '/' && html[0] != '!' {
			return false
		}
		k := strings.IndexByte(html, '>')
		if k < 0 || !bud.spend(20+k/4) {
			return false
		}
		tag := html[:k]
		html = html[k+1:]
		if !roughly && strings.IndexByte(tag, '=') >= 0 && (strings.Contains(tag, "alt") || strings.Contains(tag, "ALT") || strings.Contains(tag, "value")) {
			return false
		}
		for _, silent := range [...]string{"style", "script", "title"} {
			if len(tag) >= len(silent) && strings.EqualFold(tag[:len(silent)], silent) {
				k := strings.Index(html, "</")
				if k < 0 {
					return false
				}
				html = html[k:]
			}
		}
	}
	return odd*8 <= chunks
}

// news is what the lines of s say that have words that are not in the set, which
// takes them in. Addresses of links are left out.
func (w *wordSet) news(bud *budget, s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		fresh := false
		eachWord(bud, line, func(h uint64) bool {
			fresh = w.add(h) || fresh
			return true
		})
		if !fresh {
			continue
		}
		for {
			i := strings.Index(line, " <http")
			k := -1
			if i >= 0 {
				k = strings.IndexByte(line[i:], '>')
			}
			if k < 0 {
				break
			}
			b.WriteString(line[:i])
			line = line[i+k+1:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// eachWord hands over the hash of each word of s in lower case (ASCII only), other
// than addresses of web pages, until do returns false. Scripts without blanks between
// words give pairs of neighbours.
func eachWord(bud *budget, s string, do func(hash uint64) bool) {
	if !bud.spend(2 * len(s)) {
		return
	}
	const start, prime = 14695981039346656037, 1099511628211
	hash := uint64(start)
	var last uint64 // the neighbour before
	in := false
	end := func() bool {
		ok := !in || do(hash)
		hash, in = start, false
		return ok
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c |= 0x20
			fallthrough
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= 0xC3 && c < 0xE2, c >= 0xEE:
			// The rest of a character comes with it.
			hash, in, last = (hash^uint64(c))*prime, true, 0
			i++
			for i < len(s) && s[i] >= 0x80 && s[i] < 0xC0 {
				hash = (hash ^ uint64(s[i])) * prime
				i++
			}
			continue
		case c >= 0xE3 && c < 0xEE && i+2 < len(s):
			if !end() {
				return
			}
			r := uint64(c)<<16 | uint64(s[i+1])<<8 | uint64(s[i+2])
			if c == 0xE3 && s[i+1] == 0x80 {
				r = 0 // signs, such as the full stop
			}
			if last != 0 && r != 0 && !do((last<<24|r)*prime) {
				return
			}
			last = r
			i += 3
			continue
		case c == ':' && strings.HasPrefix(s[i:], "://"):
			hash, in = start, false
			for i < len(s) && s[i] > ' ' && s[i] != '>' && s[i] != '"' {
				i++
			}
			continue
		case c == 0xC2 || c == 0xE2:
			if !end() {
				return
			}
			i++
			for i < len(s) && s[i] >= 0x80 && s[i] < 0xC0 {
				i++
			}
			continue
		case c > ' ':
			last = 0
		}
		if !end() {
			return
		}
		i++
	}
	end()
}
