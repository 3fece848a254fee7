package eml

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/japanese"
)

// maxField is how many octets of one field are looked at.
const maxField = 256 << 10

// fieldText reads an unstructured field (RFC 5322, section 2.2.1; RFC 2047) into one
// clean line. local is the charset of the message's text, tried for octets that
// are not ASCII.
func fieldText(bud *budget, v []byte, local string) string {
	return cleanLine(decodeWords(bud, fieldString(bud, v, local)))
}

// fieldString unfolds a field and turns octets that are not ASCII into UTF-8.
// QUIRK: RFC 5322 allows ASCII only and RFC 6532 adds UTF-8; real mail has
// anything.
func fieldString(bud *budget, v []byte, local string) string {
	v = bytes.TrimSpace(bud.afford(v[:min(len(v), maxField)], 4, 2))
	if firstHigh(v) == len(v) {
		if bytes.Contains(v, escDollar) {
			v = must2022(v)
		}
	} else if f := factsOf(v); f.good > 0 && (f.bad == 0 || f.mixed()) {
		if f.bad+f.short > 0 {
			v = appendMixed(bud, nil, v)
		}
	} else if f.bad+f.short > 0 {
		c := lookupCodec(bud, local)
		if c != nil && c.enc == japanese.ISO2022JP {
			c = lookupCodec(bud, japaneseOf(v))
		}
		if c == nil || c.kind == kindASCII || c.kind == kindUTF8 || c.kind == kindUTF7 || c.kind == kindUTF16 || c.kind == kind2022KR {
			c = guess(bud, v)
		} else if out := c.appendUTF8(nil, v); bytes.Contains(out, []byte("\uFFFD")) {
			c = guess(bud, v)
		}
		v = c.appendUTF8(nil, v)
	}
	s := strings.ToValidUTF8(string(v), "\uFFFD")
	if strings.ContainsAny(s, "\r\n") {
		s = unfold(s)
	}
	return s
}

// japaneseOf tells the charsets apart that have octets above those of ASCII: in EUC-JP
// they are in pairs, the kanji of Shift_JIS begin with ones that it has not.
func japaneseOf(v []byte) string {
	if out, err := japanese.EUCJP.NewDecoder().Bytes(v); err == nil && !bytes.Contains(out, []byte("\uFFFD")) {
		return "euc-jp"
	}
	return "shift_jis"
}

// unfold joins the lines of a field (RFC 5322, section 2.2.3). The blank that a
// line begins with stays.
func unfold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\r', '\n':
			if i+1 < len(s) && s[i+1] != ' ' && s[i+1] != '\t' && s[i+1] != '\n' && s[i+1] != '\r' {
				b.WriteByte(' ') // QUIRK: a bare CR within a field
			}
		case '\t':
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// decodeWords decodes the encoded words of s (RFC 2047). QUIRK: they are found
// anywhere, also inside quotation marks and next to other letters; blanks inside
// them are allowed; neighbours of one charset are joined before decoding, since
// many programs cut characters apart.
func decodeWords(bud *budget, s string) string {
	s, _ = decodeWordsOf(bud, s)
	return s
}

// decodeWordsOf is decodeWords; lie is true where a word did not name its charset
// rightly.
func decodeWordsOf(bud *budget, s string) (text string, lie bool) {
	if !strings.Contains(s, "=?") {
		return s, false
	}
	var out []byte
	var octets []byte // decoded and not yet turned into UTF-8
	var charset string
	flush := func() {
		if len(octets) > 0 {
			u, wrong := toUTF8(bud, octets, charset)
			lie = lie || wrong
			out = append(out, strings.ToValidUTF8(string(u), "\uFFFD")...)
			octets = octets[:0]
		}
	}
	words := false // the last thing was an encoded word
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		cs, data, size, ok := encodedWord(bud, s[i:])
		if !ok {
			flush()
			out = append(out, s[:i+2]...)
			s = s[i+2:]
			words = false
			continue
		}
		if between := s[:i]; !words || strings.TrimSpace(between) != "" {
			flush()
			out = append(out, between...)
		}
		if !strings.EqualFold(cs, charset) {
			flush()
			charset = cs
		}
		octets = append(octets, data...)
		s = s[i+size:]
		words = true
	}
	flush()
	return string(append(out, s...)), lie
}

// maxWord is the length of the longest encoded word in octets. QUIRK: RFC 2047
// allows 75.
const maxWord = 16 << 10

// encodedWord reads the encoded word that s begins with. It finds none where the budget is
// used up.
func encodedWord(bud *budget, s string) (charset string, data []byte, size int, ok bool) {
	if !bud.spend(10) {
		return "", nil, 0, false
	}
	rest := s[2:]
	i := strings.IndexByte(rest[:min(len(rest), 80)], '?')
	if i < 0 || i+2 >= len(rest) || rest[i+2] != '?' || strings.ContainsAny(rest[:i], " \t=") {
		return "", nil, 0, false
	}
	charset = rest[:i]
	how := rest[i+1] | 0x20
	text := rest[i+3:]
	text = text[:min(len(text), maxWord)]
	end, after := strings.Index(text, "?="), 2
	if end < 0 || strings.Contains(text[:end], "=?") {
		if !bud.spend(len(text) / 2) {
			return "", nil, 0, false
		}
		if end, after = unclosedWord(text, how), 0; end < 0 || charset == "" || lookupCodec(bud, charset) == nil {
			return "", nil, 0, false
		}
	}
	if !bud.spend(100 + 4*end) {
		return "", nil, 0, false
	}
	size = 2 + i + 3 + end + after
	text = text[:end]
	switch how {
	case 'b':
		return charset, appendBase64(nil, []byte(text)), size, true
	case 'q':
		data = make([]byte, 0, len(text))
		for k := 0; k < len(text); k++ {
			switch c := text[k]; {
			case c == '_':
				data = append(data, ' ')
			case c == '=' && k+2 < len(text) && hexValue[text[k+1]] < 16 && hexValue[text[k+2]] < 16:
				data = append(data, hexValue[text[k+1]]<<4|hexValue[text[k+2]])
				k += 2
			default:
				data = append(data, c)
			}
		}
		return charset, data, size, true
	}
	return "", nil, 0, false
}

// unclosedWord is the length of the text of an encoded word that does not end, and
// that plainly is one; negative for others. QUIRK: fields that were cut off.
func unclosedWord(text string, how byte) int {
	end, packed := 0, false
	for ; end < len(text); end++ {
		c := text[end]
		if strings.IndexByte(" \t\"<>,;()", c) >= 0 {
			break
		}
		if c == '?' || how == 'b' && base64Value[c] > 64 {
			return -1
		}
		packed = packed || c == '=' && end+2 < len(text) && hexValue[text[end+1]] < 16 && hexValue[text[end+2]] < 16
	}
	if how == 'b' && end >= 4 || how == 'q' && packed {
		return end
	}
	return -1
}
