package eml

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// utf8Facts is what an octet string tells about being UTF-8.
type utf8Facts struct {
	good, bad int    // characters of two or more octets, and octets that belong to none
	touching  int    // bad octets of which three or more stand together
	sure      int    // good ones that can hardly be there by chance
	short     int    // the octets of a character that is cut off at the end; not counted as bad
	lengths   [5]int // good ones by their number of octets
}

// factsOf looks at b line by line: good characters in a line with nothing bad in
// it are sure, and Latin letters among those of ASCII are.
func factsOf(b []byte) (f utf8Facts) {
	line := utf8Facts{}
	before, run := -2, 0 // the place of the last bad octet, and how many stand together there
	flush := func() {
		if line.bad == 0 {
			line.sure = line.good
		}
		f.good, f.bad, f.touching, f.sure = f.good+line.good, f.bad+line.bad, f.touching+line.touching, f.sure+line.sure
		line = utf8Facts{}
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			if b[i] == '\n' {
				flush()
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError || n > 1 {
			line.good++
			f.lengths[n]++
			if r >= 0xC0 && r < 0x180 && (i > 0 && asciiLetter(b[i-1]) || i+n < len(b) && asciiLetter(b[i+n])) {
				line.sure++
			}
			i += n
			continue
		}
		if k := len(b) - i; k < utf8.UTFMax && !utf8.FullRune(b[i:]) {
			f.short = k
			i = len(b)
			continue
		}
		line.bad++
		if run++; before != i-1 {
			run = 1
		}
		if run == 3 {
			line.touching += 3
		} else if run > 3 {
			line.touching++
		}
		before = i
		i++
	}
	flush()
	if f.short > 0 && f.lengths[sequence(b[len(b)-f.short])]*2 <= f.good {
		// Not the beginning of a character like those before it.
		f.bad += f.short
		f.short = 0
	}
	return f
}

// sequence is the number of octets of a character that begins with c.
func sequence(c byte) int {
	switch {
	case c >= 0xF0:
		return 4
	case c >= 0xE0:
		return 3
	}
	return 2
}

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// mixed reports whether this is UTF-8 with octets in it that are not, and not
// text in another charset in which some octets are UTF-8 by chance.
func (f *utf8Facts) mixed() bool {
	switch {
	case f.good > 2*f.bad:
		return true
	case f.sure >= 3:
		return f.sure*10 >= f.bad
	}
	// Where other scripts are in another charset, their octets stand together.
	return f.sure > 0 && f.touching*8 <= f.bad
}

// appendMixed appends b, which is UTF-8 with other octets in it, to dst. QUIRK:
// what is UTF-8 stays; octets that stand alone become their letters in
// windows-1252, since footers are added that way; lines with nothing in UTF-8
// are in the charset that they are most likely in. What is left of a character
// that was cut becomes U+FFFD.
func appendMixed(bud *budget, dst, b []byte) []byte {
	f := factsOf(b)
	var foreign []byte
	for rest := b; len(rest) > 0; {
		var line []byte
		line, rest = lineOf(rest)
		if good, bad := countUTF8(line); good == 0 && bad > 0 {
			foreign = append(foreign, line...)
		}
	}
	other := windows1252
	if len(foreign) > 0 {
		if other = guess(bud, foreign); other.kind == kindUTF8 {
			other = windows1252
		}
	}
	end := len(b) - f.short
	for rest := b[:end]; len(rest) > 0; {
		var line []byte
		line, rest = lineOf(rest)
		if good, bad := countUTF8(line); good == 0 && bad > 0 {
			dst = other.appendUTF8(dst, line)
			continue
		}
		dst = appendStrays(dst, line)
	}
	if f.short > 0 {
		dst = append(dst, "\uFFFD"...)
	}
	return dst
}

// lineOf cuts the first line off b.
func lineOf(b []byte) (line, rest []byte) {
	for i, c := range b {
		if c == '\n' {
			return b[:i+1], b[i+1:]
		}
	}
	return b, nil
}

// appendStrays appends UTF-8 with single octets in it that are not.
func appendStrays(dst, b []byte) []byte {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r != utf8.RuneError || n > 1:
			dst = append(dst, b[i:i+n]...)
		case b[i] >= 0xE0 && b[i] <= 0xF4 && i+1 < len(b) && b[i+1] >= 0x80 && b[i+1] < 0xC0:
			// The beginning of a character without its end.
			for n = 1; n < sequence(b[i]) && i+n < len(b) && b[i+n] >= 0x80 && b[i+n] < 0xC0; {
				n++
			}
			dst = append(dst, "\uFFFD"...)
		default:
			dst = append(dst, windows1252.table[b[i]]...)
		}
		i += n
	}
	return dst
}

// reallyUTF8 reports whether b, said to be in the charset c, is UTF-8 (QUIRK). Text
// in another charset is hardly ever UTF-8 by chance; where it is short, it has
// to look wrong in c as well.
func (c *codec) reallyUTF8(b []byte) bool {
	f := factsOf(b)
	switch {
	case f.good == 0:
		return false
	case f.bad > 0:
		switch {
		case f.good >= 20*f.bad: // only a few octets that are not
			return c.kind == kindTable && c.table['A'] == "A" || c.kind == kindEncoding
		case c.kind == kindTable && c.latin():
			// "Ã¼" and the like: in no language that is written so.
			return f.sure >= 2 && f.sure >= f.bad && f.touching == 0
		}
		return false
	case f.short > 0 && f.good < 4:
		return false
	}
	switch c.kind {
	case kindUTF7, kindUTF16, kind2022KR, kindReader:
		return true
	case kindTable:
		if c.table['A'] != "A" {
			return !ebcdic(b) // in which any octets may stand together
		}
		return f.good > 8 || !c.reads(b, f)
	case kindEncoding:
		if sevenBit(c) || f.good > 8 {
			return true
		}
		// Here the second octet is from 0xA1 on, in the charsets' first parts.
		for _, x := range b {
			if x >= 0x80 && x <= 0xA0 {
				return true
			}
		}
		return f.good > 4 || f.sure == f.good && latinOnly(b) && f.lengths[2] == f.good && besideLetters(b)
	}
	return false
}

// latin reports whether a charset of single octets is for Latin script.
func (c *codec) latin() bool {
	return c.table['A'] == "A" && unicode.Is(unicode.Latin, first(c.table[0xC3]))
}

// ebcdic reports whether b, said to be in EBCDIC, is: spaces are 0x40 there, which
// elsewhere is @.
func ebcdic(b []byte) bool { return bytes.Count(b, []byte(" ")) <= bytes.Count(b, []byte("@")) }

// reads reports whether b reads as natural text in a charset of single octets.
func (c *codec) reads(b []byte, f utf8Facts) bool {
	latin := false
	if f.lengths[2] == f.good && latinOnly(b) || f.lengths[2] < f.good {
		// "Ã¼", "â€™": Latin letters in UTF-8. Charsets for Latin script have such
		// pairs in no language.
		latin = c.latin()
	}
	if latin {
		return false
	}
	var before, second rune // the letters before, 0 where there are none
	for _, x := range b {
		r := rune(x)
		if x >= utf8.RuneSelf {
			if r = first(c.table[x]); !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
				return false
			}
		}
		if !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) {
			before, second = 0, 0
			continue
		}
		if before != 0 {
			switch {
			case unicode.IsUpper(r) && unicode.IsLower(before):
				return false // "пУ"
			case unicode.IsLower(r) && unicode.IsUpper(before) && second != 0 && unicode.IsUpper(second):
				return false // "ПУт"
			case (r < utf8.RuneSelf) != (before < utf8.RuneSelf) && !unicode.Is(unicode.Latin, max(r, before)):
				return false // a word of two scripts
			}
		}
		second, before = before, r
	}
	return true
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// latinOnly reports whether b, which is UTF-8, has Latin letters up to U+017F and
// the signs of Latin-1 only.
func latinOnly(b []byte) bool {
	for _, r := range string(b) {
		if r >= 0x180 && r != utf8.RuneError {
			return false
		}
	}
	return true
}

// besideLetters reports whether every letter of UTF-8 in b, which are all of two
// octets, has a letter of ASCII at its side.
func besideLetters(b []byte) bool {
	for i := 0; i+1 < len(b); i++ {
		if b[i] >= 0xC0 && !(i > 0 && asciiLetter(b[i-1]) || i+2 < len(b) && asciiLetter(b[i+2])) {
			return false
		}
	}
	return true
}
