package eml

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"popmail/assets/plain"
)

// Snippet returns the first words of text that tell something, on one line, at
// most max characters. Quotations and who is quoted, addresses of web pages,
// lines of signs, and "view this in your browser" are left out as long as
// anything else is there; what OpenPGP has packed always is.
func Snippet(text string, max int) string {
	if max <= 0 {
		return ""
	}
	text = outsideArmor(WithoutArmor(plain.Cut(text, maxLooked))) // without the dashes that signing adds
	s, _ := snippet(text, max, true)
	if s == "" {
		s, _ = snippet(text, max, false)
	}
	return cleanLine(s)
}

// maxLooked is how much of a text is looked at for a snippet, in octets.
const maxLooked = 64 << 10

// sureSnippet is Snippet of a text of which only the first lines are there; sure is false
// where the others could tell more.
func sureSnippet(lines string, max int) (s string, sure bool) {
	if len(lines) > maxLooked {
		return Snippet(lines, max), true
	}
	if strings.Contains(lines, armorBegin) {
		return "", false
	}
	s, more := snippet(lines, max, true)
	if s = cleanLine(s); s == "" {
		return "", false
	}
	return s, more
}

// snippet returns as well whether there is more text, which it had no need to look at.
func snippet(text string, max int, choosy bool) (s string, more bool) {
	var b strings.Builder
	n := 0
	for text != "" && n < max {
		line, rest, _ := strings.Cut(text, "\n")
		line = plain.Line(line, plain.Shown)
		text = rest
		if choosy {
			if b.Len() > 0 && (line == "--" || quotes(line)) {
				break
			}
			if line == "" || line[0] == '>' || dull(line) || quotes(line) {
				continue
			}
			if strings.HasPrefix(line, "On ") || strings.HasPrefix(line, "Am ") || strings.HasPrefix(line, "Le ") {
				// "On Monday Ann\nwrote:"
				next, after, _ := strings.Cut(rest, "\n")
				if next = strings.TrimSpace(next); len(next) < 80 && quotes(line+" "+next) {
					text = after
					continue
				}
			}
		}
		for _, w := range strings.Fields(line) {
			if choosy && address(w) {
				continue
			}
			if b.Len() > 0 {
				if n+1 >= max {
					return b.String(), text != ""
				}
				b.WriteByte(' ')
				n++
			}
			size := utf8.RuneCountInString(w)
			if n+size > max {
				k := 0
				for _, r := range w {
					if n == max {
						break
					}
					k += utf8.RuneLen(r)
					n++
				}
				b.WriteString(w[:k])
				return strings.TrimSpace(b.String()), text != ""
			}
			b.WriteString(w)
			n += size
		}
	}
	return strings.TrimSpace(b.String()), text != ""
}

// address reports words that are the address of a web page.
func address(w string) bool {
	w = strings.TrimLeft(w, "<([")
	return strings.HasPrefix(w, "http://") || strings.HasPrefix(w, "https://") || strings.HasPrefix(w, "mailto:") || strings.HasPrefix(w, "cid:")
}

// dull reports lines that tell nothing: signs only, or the offer to read the
// message elsewhere.
func dull(line string) bool {
	if !strings.ContainsFunc(line, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || r > 0x2600 }) {
		return true
	}
	if len(line) > 250 || !hasRoot(line) {
		return false
	}
	low := strings.ToLower(line)
	for _, s := range dullLines {
		if strings.Contains(low, s) {
			return true
		}
	}
	return false
}

// hasRoot reports whether a line holds a piece of a word that every one of dullLines
// has. One look at each letter is enough for most lines.
func hasRoot(line string) bool {
	for i := 0; i+4 <= len(line); i++ {
		var root string
		switch line[i] | 0x20 {
		case 'v':
			root = "view"
			if line[i+1]|0x20 == 'e' {
				root = "vers"
			}
		case 'b':
			root = "brow"
		case 'o':
			root = "onli"
		case 'e':
			root = "emai"
		case 'n':
			root = "navi"
			if line[i+2]|0x20 == 'v' && line[i+3]|0x20 == 'e' {
				root = "nave"
			}
		case 'm':
			root = "mime"
		case 'f':
			root = "forw"
		case 'r':
			root = "read"
		default:
			continue
		}
		if line[i+1]|0x20 == root[1] && strings.EqualFold(line[i:i+4], root) {
			return true
		}
	}
	return false
}

var dullLines = []string{"view in browser", "view in your browser", "view it in your browser", "view this email in", "view this message in",
	"view online", "view web version", "read online", "open in browser", "trouble viewing", "having trouble reading", "problems viewing",
	"can't see this email", "cannot see this email", "im browser", "online-version", "webversion", "dans votre navigateur", "version en ligne",
	"en tu navegador", "nel browser", "this is a multi-part message in mime format", "----- forwarded message", "---------- forwarded message"}

// quotes reports lines that say who is quoted below.
func quotes(line string) bool {
	if strings.HasPrefix(line, "-----Original") || strings.HasPrefix(line, "-----Urspr") || strings.HasPrefix(line, "________________") {
		return true
	}
	if len(line) > 250 || len(line) < 8 {
		return false
	}
	last := strings.TrimRight(line, " >")
	if !strings.HasSuffix(last, ":") {
		return false
	}
	low := strings.ToLower(last)
	for _, s := range []string{" wrote:", " writes:", " schrieb:", " a écrit :", " a écrit:", " escribió:", " ha scritto:", " escreveu:", " пишет:", " писал:", " schreef:", " skrev:", " napisał(a):"} {
		if strings.HasSuffix(low, s) {
			return true
		}
	}
	return strings.HasPrefix(low, "am ") && strings.Contains(low, " schrieb ")
}
