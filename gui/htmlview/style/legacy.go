package style

import (
	"image/color"
	"strings"
	"unicode/utf8"
)

const spaces = " \t\n\r\f"

// legacyColor reads a color attribute by the rules for parsing a legacy color value
// (HTML, 2.3.6): nearly everything is some color.
func legacyColor(s string) (color.NRGBA, bool) {
	s = strings.Trim(s, spaces)
	low := strings.ToLower(s)
	if s == "" || low == "transparent" {
		return color.NRGBA{}, false
	}
	if c, ok := namedColor(low); ok {
		return c, true
	}
	if len(s) == 4 && s[0] == '#' {
		if c, ok := hexColor(s[1:]); ok {
			return c, true
		}
	}
	digits := make([]byte, 0, 132)
	for i, r := range s {
		if len(digits) >= 128 {
			break
		}
		switch {
		case i == 0 && r == '#':
		case r > 0xFFFF:
			digits = append(digits, '0', '0')
		case r < utf8.RuneSelf && isHex(byte(r)):
			digits = append(digits, byte(r))
		default:
			digits = append(digits, '0')
		}
	}
	for len(digits) == 0 || len(digits)%3 != 0 {
		digits = append(digits, '0')
	}
	n := len(digits) / 3
	parts := [3][]byte{digits[:n], digits[n : 2*n], digits[2*n:]}
	cut := max(0, n-8)
	for n-cut > 2 && parts[0][cut] == '0' && parts[1][cut] == '0' && parts[2][cut] == '0' {
		cut++
	}
	var rgb [3]uint8
	for i, part := range parts {
		for _, d := range part[cut:min(n, cut+2)] {
			rgb[i] = rgb[i]<<4 | hexDigit(d)
		}
	}
	return color.NRGBA{rgb[0], rgb[1], rgb[2], 255}, true
}

func hexDigit(c byte) uint8 {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

// dimension reads a width or height attribute by the rules for parsing dimension values
// (HTML, 2.3.4.4).
func dimension(s string) (measure, bool) {
	s = strings.TrimLeft(s, spaces)
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 0 {
		return measure{}, false
	}
	if n+1 < len(s) && s[n] == '.' && s[n+1] >= '0' && s[n+1] <= '9' {
		for n++; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ {
		}
	}
	v := number(s[:n])
	if n < len(s) && s[n] == '%' {
		return measure{pct: v, percent: true}, true
	}
	if n < len(s) && s[n] == '*' { // a share of what is left, as HTML 4 had it, is none
		return measure{}, false
	}
	return measure{px: v}, true
}

// integer reads an attribute by the rules for parsing integers (HTML, 2.3.4.1).
func integer(s string) (int, bool) {
	s = strings.TrimLeft(s, spaces)
	sign := 1
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	n, v := 0, 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		v = min(v*10+int(s[n]-'0'), largest)
		n++
	}
	return sign * v, n > 0
}

// legacySize is the size of letters that font's size attribute means: 1 to 7
// (HTML, 15.3.1, rules for parsing a legacy font size).
func legacySize(s string) (int, bool) {
	s = strings.TrimLeft(s, spaces)
	if s == "" {
		return 0, false
	}
	v, ok := integer(s)
	if !ok {
		return 0, false
	}
	if s[0] == '+' || s[0] == '-' {
		v += 3
	}
	return max(1, min(7, v)), true
}
