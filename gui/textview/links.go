package textview

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findLinks finds web and mail addresses written in a line of text.
func findLinks(s string) []span {
	var out []span
	for i := 0; i < len(s); {
		j := strings.IndexAny(s[i:], ":@.")
		if j < 0 {
			break
		}
		at := i + j
		var sp span
		switch s[at] {
		case ':':
			sp = webLink(s, at)
			if sp.link == "" {
				sp = mailtoLink(s, at)
			}
		case '.':
			sp = wwwLink(s, at)
		case '@':
			sp = mailLink(s, at)
		}
		if sp.link == "" || len(out) > 0 && sp.start < out[len(out)-1].end {
			i = at + 1
			continue
		}
		out = append(out, sp)
		i = max(sp.end, at+1)
	}
	return out
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// wordBefore reports whether the sign before at belongs to a word, so that no
// address can begin there.
func wordBefore(s string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:at])
	return at > 0 && r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func webLink(s string, colon int) span {
	if !strings.HasPrefix(s[colon:], "://") {
		return span{}
	}
	for _, scheme := range []string{"https", "http"} {
		if !hasSuffixFold(s[:colon], scheme) {
			continue
		}
		start := colon - len(scheme)
		if wordBefore(s, start) {
			return span{}
		}
		end := addressEnd(s, start, colon+3)
		if u, err := url.Parse(s[start:end]); err != nil || u.Hostname() == "" {
			return span{}
		}
		return span{start: start, end: end, link: s[start:end]}
	}
	return span{}
}

func mailtoLink(s string, colon int) span {
	if !hasSuffixFold(s[:colon], "mailto") {
		return span{}
	}
	start := colon - len("mailto")
	end := addressEnd(s, start, colon+1)
	if wordBefore(s, start) || !strings.Contains(s[colon:end], "@") {
		return span{}
	}
	return span{start: start, end: end, link: s[start:end]}
}

func wwwLink(s string, dot int) span {
	if !hasSuffixFold(s[:dot], "www") {
		return span{}
	}
	start := dot - len("www")
	end := addressEnd(s, start, dot+1)
	if wordBefore(s, start) || !strings.Contains(strings.Trim(s[dot+1:end], "."), ".") {
		return span{}
	}
	u, err := url.Parse("https://" + s[start:end])
	if err != nil || u.Hostname() == "" {
		return span{}
	}
	return span{start: start, end: end, link: "https://" + s[start:end]}
}

const localSigns = "!#$%&'*+-/=?^_`{|}~." // RFC 5322, section 3.2.3, and the dot

func mailLink(s string, at int) span {
	start := at
	for start > 0 {
		r, w := utf8.DecodeLastRuneInString(s[:start])
		if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(localSigns, r) {
			break
		}
		start -= w
	}
	for start < at && strings.IndexByte("./='`{|}~", s[start]) >= 0 {
		start++
	}
	end := at + 1
	for end < len(s) {
		r, w := utf8.DecodeRuneInString(s[end:])
		if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '.' {
			break
		}
		end += w
	}
	for end > at+1 && (s[end-1] == '.' || s[end-1] == '-') {
		end--
	}
	domain := s[at+1 : end]
	if start == at || !strings.Contains(domain, ".") || strings.Contains(domain, "..") || domain[0] == '.' {
		return span{}
	}
	return span{start: start, end: end, link: "mailto:" + s[start:end]}
}

// addressEnd finds where an address that begins at start ends. Punctuation at the
// end belongs to the sentence, and a closing bracket only to the address if the
// address holds the opening one.
func addressEnd(s string, start, from int) int {
	end := from
	for end < len(s) {
		r, w := utf8.DecodeRuneInString(s[end:])
		if r == utf8.RuneError || unicode.IsSpace(r) || strings.ContainsRune("<>\"`{}|\\^“”„«»‹›「」『』、。，；：！？（）【】", r) {
			break
		}
		end += w
	}
	for end > from {
		r, w := utf8.DecodeLastRuneInString(s[start:end])
		switch {
		case strings.ContainsRune(".,;:!?'*_~’‘…", r):
		case r == ')' && strings.Count(s[start:end], ")") > strings.Count(s[start:end], "("):
		case r == ']' && strings.Count(s[start:end], "]") > strings.Count(s[start:end], "["):
		default:
			return end
		}
		end -= w
	}
	return end
}
