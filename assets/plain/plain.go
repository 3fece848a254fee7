// Package plain makes text from strangers fit to be shown. It knows of every
// character that has no ink of its own what it does to the text around it, and is
// the only place that does.
package plain

import (
	"slices"
	"unicode/utf8"
)

// Kind is what a character without ink does; 0 for all that have some. Kinds form
// sets.
type Kind uint16

// What a text is made of beside ink.
const (
	Blank    Kind = 1 << iota // space, tab and no-break space
	Fixed                     // blanks of another width
	Break                     // ends a line
	Control                   // what is left of C0 and C1
	Override                  // turns letters by force: "exe.gpj" reads as "jpg.exe"
	Mark                      // has a direction itself: LRM, RLM and ALM
	Seam                      // the blank of no width, where a line may be broken
	Unseen                    // soft hyphen, word joiner, fillers and the like
	Joiner                    // joins or parts letters and emoji, or arranges signs
	Void                      // byte order marks, tags, what stands for an object, what is no character
	Private                   // means what the sender's font says
	Broken                    // stands for what could not be read
	Embed                     // sets a piece of text apart with a direction of its own, and ends that
)

// What goes, by how near to people a text is.
const (
	Hidden = Control | Override | Void             // out of everything
	Forced = Hidden | Embed                        // out of everything but paragraphs: see Embedded
	Shown  = Forced | Fixed | Mark | Seam | Unseen // out of lines in lists, tables and fields
	Any    = Shown | Joiner | Private | Broken     // out of what must be read in one way only
	Space  = Blank | Fixed | Break                 // parts words
)

// table is in the order of the characters (Unicode 15: categories Cc, Cf, Co, Zl, Zp
// and Zs, and the property Default_Ignorable_Code_Point). Variation selectors belong
// to the character before them and are not in it, nor signs of category Cf with ink.
var table = []struct {
	first, last rune
	kind        Kind
}{
	{0x00, 0x08, Control}, {'\t', '\t', Blank}, {'\n', '\r', Break}, {0x0E, 0x1F, Control}, {' ', ' ', Blank},
	{0x7F, 0x84, Control}, {0x85, 0x85, Break}, {0x86, 0x9F, Control}, {0xA0, 0xA0, Blank}, {0xAD, 0xAD, Unseen},
	{0x34F, 0x34F, Unseen}, {0x61C, 0x61C, Mark}, {0x115F, 0x1160, Unseen}, {0x1680, 0x1680, Fixed},
	{0x17B4, 0x17B5, Unseen}, {0x180E, 0x180E, Unseen}, {0x2000, 0x200A, Fixed}, {0x200B, 0x200B, Seam},
	{0x200C, 0x200D, Joiner}, {0x200E, 0x200F, Mark}, {0x2028, 0x2029, Break}, {0x202A, 0x202C, Embed}, {0x202D, 0x202E, Override},
	{0x202F, 0x202F, Fixed}, {0x205F, 0x205F, Fixed}, {0x2060, 0x2065, Unseen}, {0x2066, 0x2069, Embed},
	{0x206A, 0x206F, Unseen}, {0x2800, 0x2800, Fixed}, {0x3000, 0x3000, Fixed}, {0x3164, 0x3164, Unseen},
	{0xD800, 0xDFFF, Void}, {0xE000, 0xF8FF, Private}, {0xFDD0, 0xFDEF, Void}, {0xFEFF, 0xFEFF, Void},
	{0xFFA0, 0xFFA0, Unseen}, {0xFFF0, 0xFFFC, Void}, {0xFFFD, 0xFFFD, Broken}, {0x13430, 0x1343F, Joiner},
	{0x1BCA0, 0x1BCA3, Unseen}, {0x1D173, 0x1D17A, Unseen}, {0xE0000, 0xE00FF, Void}, {0xE01F0, 0xE0FFF, Void},
	{0xF0000, 0xFFFFD, Private}, {0x100000, 0x10FFFD, Private},
}

// low is the table by character below where CJK letters begin.
var low = func() (t [0x3200]Kind) {
	for _, e := range table {
		for r := e.first; r <= e.last && int(r) < len(t); r++ {
			t[r] = e.kind
		}
	}
	return t
}()

// Of is the kind of a character.
func Of(r rune) Kind {
	switch {
	case uint32(r) < uint32(len(low)):
		return low[r]
	case r < 0xD800:
		return 0
	case r&0xFFFE == 0xFFFE:
		return Void
	}
	for _, e := range slices.Backward(table) {
		if r >= e.first {
			if r <= e.last {
				return e.kind
			}
			break
		}
	}
	return 0
}

// Line makes one line of s: what ends a line is a blank, runs of blanks are one
// space, none is at an end, and the kinds in out are gone; of those, blanks become
// spaces. What is not UTF-8 is U+FFFD. A non-joiner stays only within a word.
func Line(s string, out Kind) string {
	tidy := true
	for i := 0; i < len(s) && tidy; i++ {
		c := s[i]
		tidy = c > ' ' && c < 0x7F || c == ' ' && i > 0 && i < len(s)-1 && s[i-1] != ' '
	}
	if tidy {
		return s
	}
	b := make([]byte, 0, len(s))
	blank := false
	for _, r := range s {
		switch k := Of(r); {
		case k&(Blank|Break|out&Fixed) != 0:
			blank = true
		case k&out != 0, r == '\u200C' && (blank || len(b) == 0):
		default:
			if blank && len(b) > 0 {
				b = append(b, ' ')
			}
			b, blank = utf8.AppendRune(b, r), false
		}
	}
	return string(b)
}

// Text is s with LF at the end of each line, without the kinds in out; blanks stay
// as they are. What is not UTF-8 is U+FFFD.
func Text(s string, out Kind) string {
	for i := range len(s) {
		if look[s[i]] {
			return string(AppendText(make([]byte, 0, len(s)), []byte(s), out))
		}
	}
	return s
}

// look marks the octets that are not to be copied unseen.
var look = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= utf8.RuneSelf || Of(rune(c))&(Control|Break) != 0 && c != '\n'
	}
	return t
}()

// AppendText is Text for octets and appends to dst.
func AppendText(dst, b []byte, out Kind) []byte {
	done := 0 // what is before has been appended
	for i := 0; i < len(b); {
		if !look[b[i]] {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		k := Of(r)
		if k != Break && k&out == 0 && (n > 1 || k != Broken) {
			i += n
			continue
		}
		dst = append(dst, b[done:i]...)
		i += n
		if r == '\r' { // QUIRK: CR CR LF is one end
			for i < len(b) && b[i] == '\r' {
				i++
			}
			if i < len(b) && b[i] == '\n' {
				i++
			}
		}
		switch {
		case k == Break:
			dst = append(dst, '\n')
		case k&out == 0:
			dst = utf8.AppendRune(dst, r)
		}
		done = i
	}
	return append(dst, b[done:]...)
}

// Cut is at most n octets of s, whole characters only.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
