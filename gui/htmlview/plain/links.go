package plain

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/assets/plain"
)

// A link is an address written in a text, in octets of it.
type link struct {
	start, end int
	target     string // http, https, mailto or tel
}

// linkMost is how long an address can be, in octets; longer ones are words like others.
const linkMost = 8 << 10

// links finds the web and mail addresses and telephone numbers written in a line.
func links(s string) []link {
	var out []link
	done := 0 // addresses do not reach back behind it
	for i := 0; i < len(s); {
		j := strings.IndexAny(s[i:], ":@.")
		if j < 0 {
			break
		}
		at := i + j
		var l link
		switch s[at] {
		case ':':
			l = schemeLink(s, at)
		case '.':
			l = wwwLink(s, at)
		case '@':
			l = mailLink(s, at, done)
		}
		if l.target == "" || l.start < done {
			i = at + 1
			continue
		}
		out = append(out, l)
		done = l.end
		i = max(l.end, at+1)
	}
	return out
}

// restMost is over how many lines an address in angle brackets may go on.
const restMost = 4

// allLinks are the links of each of a paragraph's lines. A web address in angle brackets
// may take several (RFC 3986, appendix C); each of its lines then leads to all of it.
func allLinks(lines []string) [][]link {
	out := make([][]link, len(lines))
	for i, s := range lines {
		for _, l := range links(s) {
			if n := len(out[i]); n == 0 || l.start >= out[i][n-1].end {
				out[i] = append(out[i], l)
			}
		}
		n := len(out[i])
		if n == 0 {
			continue
		}
		first := &out[i][n-1]
		if first.end != len(s) || first.start == 0 || s[first.start-1] != '<' || !strings.HasPrefix(first.target, "http") {
			continue
		}
		target := first.target
		for k := i + 1; k < len(lines) && k < i+restMost; k++ {
			end := strings.IndexAny(lines[k], "> <\"")
			if end < 0 {
				end = len(lines[k])
			}
			last := end < len(lines[k]) && lines[k][end] == '>'
			if end == 0 || end < len(lines[k]) && !last || len(target)+end > linkMost {
				break
			}
			target += lines[k][:end]
			if last {
				first.target = target
				for m := i + 1; m <= k; m++ {
					to := len(lines[m])
					if m == k {
						to = end
					}
					out[m] = []link{{0, to, target}}
				}
				break
			}
		}
	}
	return out
}

// schemeLink is the link whose scheme ends at colon.
func schemeLink(s string, colon int) link {
	start := colon
	for start > 0 && colon-start < 8 && s[start-1]|0x20 >= 'a' && s[start-1]|0x20 <= 'z' {
		start--
	}
	scheme := strings.ToLower(s[start:colon])
	for _, known := range []string{"https", "http", "mailto", "tel"} {
		if !strings.HasSuffix(scheme, known) {
			continue
		}
		// QUIRK: "URL:http://…" and "http://x?u=http://y" are cut at the second scheme only
		// where the first is none of ours.
		start = colon - len(known)
		if wordBefore(s, start) {
			return link{}
		}
		switch known {
		case "mailto":
			if at := strings.IndexAny(s[colon+1:min(len(s), colon+1+4*localMost)], "@: "); at < 0 || s[colon+1+at] != '@' {
				return link{}
			}
			end := addressEnd(s, start, colon+1)
			address, _, _ := strings.Cut(s[colon+1:end], "?")
			if !strings.Contains(address, "@") || strings.HasPrefix(address, "@") || strings.HasSuffix(address, "@") {
				return link{}
			}
			return link{start, end, "mailto:" + s[colon+1:end]}
		case "tel":
			return telLink(s, start, colon)
		}
		if !strings.HasPrefix(s[colon:], "://") {
			return link{}
		}
		return webLink(s, start, colon+3, "")
	}
	return link{}
}

// webLink is the address that begins at start and whose host begins at host.
func webLink(s string, start, host int, prefix string) link {
	end := addressEnd(s, start, host)
	if end-start > linkMost {
		return link{}
	}
	u, err := url.Parse(prefix + s[start:end])
	if err != nil || u.Hostname() == "" || !hostLike(u.Hostname()) {
		return link{}
	}
	return link{start, end, prefix + s[start:end]}
}

// hostLike reports whether a host has a letter or digit at all and no empty part.
func hostLike(host string) bool {
	return strings.ContainsFunc(host, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) && !strings.HasPrefix(host, ".") && !strings.Contains(host, "..")
}

func wwwLink(s string, dot int) link {
	start := dot - len("www")
	if start < 0 || !strings.EqualFold(s[start:dot], "www") || wordBefore(s, start) || start > 0 && strings.IndexByte("@.-_/", s[start-1]) >= 0 {
		return link{}
	}
	host := s[dot+1:]
	if i := strings.IndexFunc(host, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '.'
	}); i >= 0 {
		host = host[:i]
	}
	if !strings.Contains(strings.Trim(host, "."), ".") {
		return link{}
	}
	return webLink(s, start, dot+1, "https://")
}

// telLink is a tel: address (RFC 3966) with a number of three digits at least.
func telLink(s string, start, colon int) link {
	end, digits, round := colon+1, 0, 0
	for end < len(s) && end-colon < 40 {
		switch c := s[end]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '(':
			round++
		case c == ')':
			round--
		case strings.IndexByte("+-.*#", c) < 0:
			round = -1
		}
		if round < 0 {
			break
		}
		end++
	}
	for end > colon+1 && strings.IndexByte(".-(", s[end-1]) >= 0 {
		end--
	}
	if digits < 3 {
		return link{}
	}
	return link{start, end, "tel:" + s[colon+1:end]}
}

// wordBefore reports whether the sign before at belongs to a word of the same letters, so
// that no address can begin there. Scripts without blanks between words may go before it.
func wordBefore(s string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return at > 0 && r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

const (
	localSigns = "!#$%&'*+-/=?^_`{|}~." // RFC 5322, section 3.2.3, and the dot
	localMost  = 64                     // letters before "@" (RFC 5321, section 4.5.3.1.1); more for other scripts
)

// mailLink is the mail address around the "@"; it does not reach back behind least.
func mailLink(s string, at, least int) link {
	start := at
	for start > least && at-start < 4*localMost {
		r, w := utf8.DecodeLastRuneInString(s[:start])
		if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(localSigns, r) {
			break
		}
		start -= w
	}
	for start < at && strings.IndexByte("./='`{|}~*?!&#", s[start]) >= 0 {
		start++
	}
	end := at + 1
	for end < len(s) && end-at < 512 {
		r, w := utf8.DecodeRuneInString(s[end:])
		if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '-' && r != '.' {
			break
		}
		end += w
	}
	for end > at+1 && (s[end-1] == '.' || s[end-1] == '-') {
		end--
	}
	domain := s[at+1 : end]
	if start == at || !strings.Contains(domain, ".") || strings.Contains(domain, "..") || domain[0] == '.' || domain[0] == '-' || s[at-1] == '.' {
		return link{}
	}
	// A domain ends in letters: "2@3.5" is none.
	if last := domain[strings.LastIndexByte(domain, '.')+1:]; strings.IndexFunc(last, unicode.IsLetter) != 0 {
		return link{}
	}
	return link{start, end, "mailto:" + s[start:end]}
}

// notIn are signs that no address holds though no blank stands before them.
const notIn = "<>\"`{}|\\^“”„«»‹›「」『』、。，；：！？（）【】《》〈〉…"

// particle reports whether r, after c, belongs to the sentence around an address: Japanese
// and Korean set no blank before the particle behind a word.
func particle(c byte, r rune) bool {
	if c == '/' {
		return r == 'を'
	}
	word := c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
	return word && (unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Hangul, r))
}

// inside marks the letters of ASCII that are in addresses and need no second look.
var inside = func() (t [256]bool) {
	for c := '!'; c < 0x7F; c++ {
		t[c] = !strings.ContainsRune(notIn+"()[]", c)
	}
	return t
}()

// addressEnd finds where an address that begins at start ends. Punctuation at the end
// belongs to the sentence, signs for emphasis do where the emphasis has begun before the address
// or a host would end in them, and a closing bracket only to the address if that holds the opening one.
func addressEnd(s string, start, from int) int {
	end := from
	round, square := 0, 0 // brackets open
	for end < len(s) && end-start <= linkMost {
		if inside[s[end]] {
			end++
			continue
		}
		r, w := utf8.DecodeRuneInString(s[end:])
		if r == utf8.RuneError || unicode.IsSpace(r) || strings.ContainsRune(notIn, r) || plain.Of(r) == plain.Embed {
			break
		}
		if end > from && r >= 0x1100 && particle(s[end-1], r) {
			break
		}
		switch r {
		case '(':
			round++
		case ')':
			round--
		case '[':
			square++
		case ']':
			square--
		}
		if round < 0 || square < 0 {
			break
		}
		end += w
	}
	for end > from {
		r, w := utf8.DecodeLastRuneInString(s[start:end])
		if !strings.ContainsRune(".,;:!?'*_~’‘([", r) {
			break
		}
		if (r == '_' || r == '~') && strings.Contains(s[from:end], "/") && !emphasized(s[max(0, start-emphasisMost):start], byte(r)) {
			break // such as that of a token
		}
		end -= w
	}
	return end
}

// emphasisMost is how far before an address emphasis is looked for, in octets.
const emphasisMost = 200

// emphasized reports whether what stands before an address, on its line, has begun emphasis by a sign.
func emphasized(before string, sign byte) bool {
	before = before[strings.LastIndexByte(before, '\n')+1:]
	for i := len(before) - 1; i >= 0; i-- {
		if before[i] != sign || i+1 < len(before) && before[i+1] == ' ' {
			continue
		}
		if r, _ := utf8.DecodeLastRuneInString(before[:i]); i == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return true
		}
	}
	return false
}
