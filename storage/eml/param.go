package eml

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
)

// param is one parameter of a field such as Content-Type, as it stands.
type param struct{ key, value string }

// params are the parameters of one field; bud pays for decoding them.
type params struct {
	list []param
	bud  *budget
}

const maxParams = 100

// readParams reads a field of a value and parameters (RFC 2045, section 5.1).
// QUIRK: missing semicolons, blanks in values, unfinished quotation marks.
// The value is in lower case.
func readParams(bud *budget, v []byte, local string) (value string, ps params) {
	ps.bud = bud
	v = bytes.TrimSpace(v[:min(len(v), 64<<10)])
	if len(v) == 0 {
		return "", ps
	}
	bud.spend(4 * len(v))
	s := fieldString(bud, v, local)
	if k := strings.IndexByte(s, ':'); k > 0 && strings.EqualFold(s[:k], "content-type") {
		s = strings.TrimLeft(s[k+1:], " \t") // QUIRK: the name of the field twice
	}
	i := strings.IndexAny(s, "; \t(")
	if k := strings.IndexByte(s, '='); k > 0 && (i < 0 || k < i) && lettersOnly(s[:k]) {
		i = 0 // QUIRK: parameters alone
	}
	if i < 0 {
		return strings.ToLower(s), ps
	}
	value = strings.ToLower(s[:i])
	rest := strings.TrimLeft(s[i:], " \t")
	// "text / plain"
	if strings.HasPrefix(rest, "/") || strings.HasSuffix(value, "/") {
		rest = strings.TrimLeft(rest, "/ \t")
		k := strings.IndexAny(rest, "; \t(")
		if k < 0 {
			k = len(rest)
		}
		value = strings.TrimSuffix(value, "/") + "/" + strings.ToLower(rest[:k])
		rest = rest[k:]
	}
	for rest != "" && len(ps.list) < maxParams {
		rest = strings.TrimLeft(rest, "; \t")
		if strings.HasPrefix(rest, "(") {
			_, k := commentText(rest, 0)
			rest = rest[k:]
			continue
		}
		k := strings.IndexAny(rest, "=;")
		if k < 0 {
			break
		}
		if rest[k] == ';' {
			rest = rest[k:]
			continue
		}
		key := strings.ToLower(strings.TrimSpace(rest[:k]))
		if j := strings.LastIndexAny(key, " \t"); j >= 0 {
			key = key[j+1:] // QUIRK: "text/plain format flowed charset=utf-8"
		}
		rest = strings.TrimLeft(rest[k+1:], " \t")
		var val string
		val, rest = paramValue(rest, strings.HasPrefix(key, "name") || strings.HasPrefix(key, "filename"))
		ps.list = append(ps.list, param{key, val})
	}
	return value, ps
}

func lettersOnly(s string) bool {
	for i := range len(s) {
		if !asciiLetter(s[i]) {
			return false
		}
	}
	return true
}

// paramValue reads a value and returns what follows it; name tells that it is that of a file.
func paramValue(s string, name bool) (val, rest string) {
	if strings.HasPrefix(s, `"`) {
		last := 0
		if name {
			last = lastQuote(s)
		}
		var b strings.Builder
		for i := 1; i < len(s); i++ {
			switch {
			case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
				// QUIRK: other backslashes stay; names of files on Windows have them.
				i++
				b.WriteByte(s[i])
			case s[i] == '"' && i >= last:
				return b.String(), s[i+1:]
			default:
				b.WriteByte(s[i])
			}
		}
		return b.String(), ""
	}
	end := strings.IndexByte(s, ';')
	if end < 0 {
		end = len(s)
	}
	val, rest = s[:end], s[end:]
	// Without a semicolon, the next parameter ends a value: "a=b c=d".
	if i := strings.IndexByte(val, '='); i > 0 && !strings.HasPrefix(val, "=?") {
		if j := strings.LastIndexAny(val[:i], " \t"); j > 0 {
			val, rest = val[:j], s[j:]
		}
	}
	if i := strings.Index(val, " ("); i > 0 && strings.HasSuffix(strings.TrimSpace(val), ")") {
		val = val[:i]
	}
	return strings.Trim(val, " \t"), rest
}

// lastQuote is the place of the quotation mark that ends the value at the beginning of s. QUIRK: marks in the name of a
// file stand there as they are, so one ends it that something follows which may follow a value; 0: the next one does.
func lastQuote(s string) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] == ';':
			return 0
		case s[i] == '"' && endsValue(s[i+1:]):
			return i
		}
	}
	return 0
}

// endsValue reports whether s may follow a value: it is the end, a semicolon, a comment, or another parameter.
func endsValue(s string) bool {
	s = strings.TrimLeft(s, " \t,")
	if s == "" || s[0] == ';' || s[0] == '(' {
		return true
	}
	k := strings.IndexAny(s[:min(len(s), 40)], "= \t\";")
	return k > 0 && s[k] == '='
}

// getParam finds a parameter, put together and decoded as RFC 2231 says. QUIRK:
// encoded words (RFC 2047) are decoded too, although they may not stand there.
func getParam(ps params, key string) string {
	s, _ := getParamOf(ps, key)
	return s
}

// getParamOf is getParam; lie is true where the value does not name its charset
// rightly.
func getParamOf(ps params, key string) (value string, lie bool) {
	plain, ext := "", ""
	type piece struct {
		n    int
		text string
		enc  bool
	}
	var pieces []piece
	for _, p := range ps.list {
		switch {
		case p.key == key:
			if plain == "" {
				plain = p.value
			}
		case p.key == key+"*":
			ext = p.value
		case len(p.key) > len(key)+1 && p.key[len(key)] == '*' && p.key[:len(key)] == key:
			num, enc := strings.CutSuffix(p.key[len(key)+1:], "*")
			if n, err := strconv.Atoi(num); err == nil && n >= 0 && n < 1000 {
				pieces = append(pieces, piece{n, p.value, enc})
			}
		}
	}
	switch {
	case ext != "":
		s, lie := extended(ps.bud, ext)
		return cleanLine(s), lie
	case len(pieces) > 0:
		sort.SliceStable(pieces, func(i, j int) bool { return pieces[i].n < pieces[j].n })
		charset, octets := "", []byte(nil)
		for i, p := range pieces {
			text := p.text
			if p.enc {
				if i == 0 {
					charset, text = charsetOf(text)
				}
				octets = append(octets, percent(text)...)
			} else {
				octets = append(octets, text...)
			}
		}
		u, lie := toUTF8(ps.bud, octets, charset)
		s, wrong := decodeWordsOf(ps.bud, strings.ToValidUTF8(string(u), "\uFFFD"))
		return cleanLine(s), lie || wrong
	}
	s, lie := decodeWordsOf(ps.bud, plain)
	return cleanLine(s), lie
}

// extended decodes charset'language'text (RFC 2231, section 4).
func extended(bud *budget, s string) (text string, lie bool) {
	charset, text := charsetOf(s)
	u, lie := toUTF8(bud, percent(text), charset)
	return strings.ToValidUTF8(string(u), "\uFFFD"), lie
}

func charsetOf(s string) (charset, text string) {
	if p := strings.SplitN(s, "'", 3); len(p) == 3 {
		return p[0], p[2]
	}
	return "", s
}

// percent decodes %XX; others stay.
func percent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hexValue[s[i+1]] < 16 && hexValue[s[i+2]] < 16 {
			out = append(out, hexValue[s[i+1]]<<4|hexValue[s[i+2]])
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return out
}
