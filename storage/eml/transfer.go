package eml

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// transfer is a content transfer encoding (RFC 2045, section 6).
type transfer uint8

const (
	asIs transfer = iota
	inBase64
	inQP
	inUU
)

// readTransfer reads the field; known is false for a name that means nothing, in
// which case the octets are taken as they are.
func readTransfer(v []byte) (t transfer, known bool) {
	s := strings.ToLower(string(bytes.Trim(v[:min(len(v), 200)], " \t\r\n\"';")))
	if strings.HasPrefix(s, "(") {
		_, i := commentText(s, 0)
		s = strings.TrimLeft(s[i:], " \t\r\n")
	}
	if i := strings.IndexAny(s, "; \t\r\n(,"); i >= 0 {
		s = s[:i]
	}
	switch s {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none", "utf-8", "us-ascii", "plain", "iso-8859-1", "8", "7":
		return asIs, true
	case "base64", "base-64", "b", "base64_mime", "x-base64":
		return inBase64, true
	case "quoted-printable", "quoted_printable", "quotedprintable", "quoted printable", "quoted-printeable", "q", "qp", "printable":
		return inQP, true
	case "x-uuencode", "uuencode", "x-uue", "uue", "x-uu", "uu":
		return inUU, true
	}
	return asIs, false
}

// base64Value holds the value of the letters of base64; 64 for the padding and
// 255 for others.
var base64Value = func() (t [256]uint8) {
	for i := range t {
		t[i] = 255
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = uint8(i)
	}
	t['='] = 64
	return t
}()

var base64Letter = func() (t [256]uint8) {
	for i, v := range base64Value {
		if v < 64 {
			t[i] = 1
		}
	}
	return t
}()

// base64Text cuts off what follows the padding and is plainly no base64, such as
// the footer of a mailing list (QUIRK).
func base64Text(b []byte) []byte {
	if n := unpadded(b); n < len(b) {
		return b[:n]
	}
	from := 0
	for range 50 {
		i := bytes.IndexByte(b[from:], '=')
		if i < 0 {
			return b
		}
		i += from
		for i < len(b) && (b[i] == '=' || b[i] == '\r' || b[i] == '\n' || b[i] == ' ') {
			i++
		}
		line := b[i:]
		if k := bytes.IndexByte(line, '\n'); k >= 0 {
			line = line[:k]
		}
		for _, c := range bytes.TrimRight(line[:min(len(line), 1000)], " \t\r") {
			if base64Value[c] == 255 {
				return b[:i]
			}
		}
		from = i
	}
	return b
}

// How far from the end a footer is looked for below base64 that ends without padding, and how long a line is that is
// surely base64, in octets.
const (
	maxFooter  = 8 << 10
	fullBase64 = 60
)

// unpadded is where base64 ends that has no padding and plainly no base64 below it; len(b): there is none of it. One in
// three ends so: its letters are a multiple of four.
func unpadded(b []byte) int {
	// The last full line of base64, from the end on.
	end, full := len(b), 0
	for end > 0 {
		at := bytes.LastIndexByte(b[:end], '\n') + 1
		if pure, n := base64Line(b[max(at, end-maxFooter):end]); pure && n >= fullBase64 {
			full = end
			break
		}
		if end = max(at-1, 0); len(b)-end > maxFooter && end > 0 {
			return len(b)
		}
	}
	// Below it at most one more line of it, then the footer.
	lines := 0
	for at := full; at < len(b); {
		end := len(b)
		if i := bytes.IndexByte(b[at:], '\n'); i >= 0 {
			end = at + i
		}
		line := b[at:end]
		pure, n := base64Line(line)
		switch {
		case pure && n == 0: // blank
		case bytes.HasSuffix(bytes.TrimRight(line, " \t\r"), []byte("=")): // padding, perhaps
			return len(b)
		case pure:
			lines++
		default:
			signs := 0
			for _, c := range b[at:] {
				if base64Value[c] == 255 && c != '\r' && c != '\n' {
					signs++
				}
			}
			if full == 0 && (lines != 1 || at < 16) || signs < 3 || signs*20 < len(b)-at || bytes.IndexByte(b[:at], '=') >= 0 || lettersOf(b[:at])%4 != 0 {
				return len(b)
			}
			return at
		}
		at = end + 1
	}
	return len(b)
}

// base64Line reports whether a line has nothing but letters of base64, and how many.
func base64Line(line []byte) (pure bool, n int) {
	line = bytes.TrimRight(line, " \t\r")
	return lettersOf(line) == len(line), len(line)
}

// lettersOf counts the letters of base64 in b.
func lettersOf(b []byte) (n int) {
	for _, c := range b {
		n += int(base64Letter[c])
	}
	return n
}

// base64Size is the length of what appendBase64 makes of b.
func base64Size(b []byte) int64 {
	b = base64Text(b)
	var size int64
	for len(b) > 0 {
		seg := b
		if i := bytes.IndexByte(b, '='); i >= 0 {
			seg, b = b[:i], b[i+1:]
		} else {
			b = nil
		}
		n := 0
		for len(seg) >= 8 {
			s := seg[:8]
			n += int(base64Letter[s[0]]) + int(base64Letter[s[1]]) + int(base64Letter[s[2]]) + int(base64Letter[s[3]]) +
				int(base64Letter[s[4]]) + int(base64Letter[s[5]]) + int(base64Letter[s[6]]) + int(base64Letter[s[7]])
			seg = seg[8:]
		}
		for _, c := range seg {
			n += int(base64Letter[c])
		}
		size += int64(n) * 3 / 4
	}
	return size
}

// appendBase64 appends the octets that b stands for. QUIRK: other characters are
// skipped, as RFC 2045, section 6.8 says; missing padding is no matter; what
// follows padding is decoded anew, since some programs join encoded pieces.
func appendBase64(dst, b []byte) []byte {
	b = base64Text(b)
	n := len(dst)
	dst = append(dst, make([]byte, base64.StdEncoding.DecodedLen(len(b)))...)
	if k, err := base64.StdEncoding.Decode(dst[n:], b); err == nil {
		return dst[:n+k]
	}
	dst = dst[:n]
	acc, bits := uint32(0), 0
	for _, c := range b {
		v := base64Value[c]
		switch {
		case v < 64:
			acc = acc<<6 | uint32(v)
			if bits += 6; bits >= 8 {
				bits -= 8
				dst = append(dst, byte(acc>>bits))
			}
		case v == 64:
			bits = 0
		}
	}
	return dst
}

// notBase64 reports whether b, said to be base64, is ordinary text.
func notBase64(b []byte) bool {
	letters, others := 0, 0
	b = base64Text(b)
	begins := true // nothing but blanks stands before in the line
	for _, c := range b[:min(len(b), 4000)] {
		switch {
		case base64Value[c] < 65:
			letters++
			begins = false
		case c == '\r' || c == '\n':
			begins = true
		case !begins || c != ' ' && c != '\t':
			others++
			begins = false
		}
	}
	return others*20 > letters
}

// appendQP appends the octets that b stands for in quoted-printable (RFC 2045,
// section 6.7). QUIRK: an equals sign that means nothing stays.
func appendQP(dst, b []byte) []byte {
	for len(b) > 0 {
		line, rest := b, []byte(nil)
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			line, rest = b[:i+1], b[i+1:]
		}
		b = rest
		text := line
		k := len(text)
		for k > 0 && (text[k-1] == '\n' || text[k-1] == '\r' || text[k-1] == ' ' || text[k-1] == '\t') {
			k--
		}
		text = text[:k]
		tail := line[k:] // blanks and the line end; the blanks are padding
		for {
			i := bytes.IndexByte(text, '=')
			if i < 0 {
				dst = append(dst, text...)
				break
			}
			dst = append(dst, text[:i]...)
			text = text[i+1:]
			if len(text) >= 2 {
				h, l := hexValue[text[0]], hexValue[text[1]]
				if h < 16 && l < 16 {
					dst = append(dst, h<<4|l)
					text = text[2:]
					continue
				}
			}
			if len(text) == 0 {
				tail = nil // a soft line break
				break
			}
			dst = append(dst, '=')
		}
		for len(tail) > 0 && (tail[0] == ' ' || tail[0] == '\t') {
			tail = tail[1:]
		}
		dst = append(dst, tail...)
	}
	return dst
}

var hexValue = func() (t [256]uint8) {
	for i := range t {
		switch {
		case i >= '0' && i <= '9':
			t[i] = uint8(i - '0')
		case i >= 'A' && i <= 'F':
			t[i] = uint8(i-'A') + 10
		case i >= 'a' && i <= 'f':
			t[i] = uint8(i-'a') + 10
		default:
			t[i] = 255
		}
	}
	return t
}()

// appendDecoded appends the octets of a body.
func appendDecoded(bud *budget, dst, body []byte, t transfer) []byte {
	switch t {
	case inBase64:
		return appendBase64(dst, bud.afford(body, 1, 0))
	case inQP:
		return appendQP(dst, bud.afford(body, 2, 0))
	case inUU:
		if files, _ := uuFiles(bud, body); len(files) > 0 {
			return append(dst, files[0].data...)
		}
	}
	return append(dst, body...)
}

// decodedSize is the length of what appendDecoded makes, without making it where
// that can be counted.
func decodedSize(bud *budget, body []byte, t transfer) int64 {
	// Sizes are exact, whatever is left of the budget: they are counted once.
	bud.spend(len(body))
	switch t {
	case inBase64:
		return base64Size(body)
	case inQP:
		var n int64
		var line []byte
		for b := body; len(b) > 0; {
			k := bytes.IndexByte(b, '\n') + 1
			if k == 0 {
				k = len(b)
			}
			line = appendQP(line[:0], b[:k])
			n += int64(len(line))
			b = b[k:]
		}
		return n
	case inUU:
		return int64(len(appendDecoded(nil, nil, body, t)))
	}
	return int64(len(body))
}
