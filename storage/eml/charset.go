package eml

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// codec turns octets of one charset into UTF-8.
type codec struct {
	name  string
	table *[256]string      // single octet charsets
	enc   encoding.Encoding // others
	kind  codecKind
}

type codecKind uint8

const (
	kindTable codecKind = iota
	kindEncoding
	kindReader // charsets of go-message
	kindUTF8
	kindASCII
	kindUTF7
	kindUTF16
	kind2022KR
)

var codecs sync.Map // lower-case label to *codec; nil *codec for unknown labels

// maxCodecs bounds the labels that are remembered, since they come from strangers.
const maxCodecs = 500

// maxLabel is the length of the longest name of a charset, in octets.
const maxLabel = 64

var (
	codecCount  int
	codecLock   sync.Mutex
	utf8Codec   = &codec{name: "utf-8", kind: kindUTF8}
	asciiCodec  = &codec{name: "us-ascii", kind: kindASCII}
	windows1252 = tableCodec("windows-1252", charmap.Windows1252)
)

// labels that neither the web's nor IANA's list has, or that real mail uses for
// more than they say.
var labels = map[string]encoding.Encoding{
	"gb2312": simplifiedchinese.GB18030, "gbk": simplifiedchinese.GB18030, "gb_2312-80": simplifiedchinese.GB18030,
	"x-gbk": simplifiedchinese.GB18030, "cp936": simplifiedchinese.GB18030, "936": simplifiedchinese.GB18030,
	"hz": simplifiedchinese.HZGB2312, "hz-gb-2312": simplifiedchinese.HZGB2312,
	"big5-hkscs": traditionalchinese.Big5, "cp950": traditionalchinese.Big5,
	"cp932": japanese.ShiftJIS, "ms932": japanese.ShiftJIS, "shift-jis": japanese.ShiftJIS, "sjis": japanese.ShiftJIS,
	"cp50220": japanese.ISO2022JP, "cp50221": japanese.ISO2022JP, "iso-2022-jp-1": japanese.ISO2022JP,
	"iso-2022-jp-2": japanese.ISO2022JP, "iso-2022-jp-3": japanese.ISO2022JP, "iso-2022-jp-ms": japanese.ISO2022JP,
	"_iso-2022-jp": japanese.ISO2022JP, "eucjp-ms": japanese.EUCJP,
	"cp949": korean.EUCKR, "uhc": korean.EUCKR, "ksc5601": korean.EUCKR, "ks_c_5601": korean.EUCKR,
	"cp850": charmap.CodePage850, "cp437": charmap.CodePage437, "cp852": charmap.CodePage852, "cp858": charmap.CodePage858,
	"ibm858": charmap.CodePage858, "cp860": charmap.CodePage860, "cp862": charmap.CodePage862, "cp863": charmap.CodePage863, "cp865": charmap.CodePage865,
	"cp866": charmap.CodePage866, "cp855": charmap.CodePage855, "dos-850": charmap.CodePage850,
	"windows1252": charmap.Windows1252, "ansi": charmap.Windows1252, "iso8859_1": charmap.Windows1252,
	"iso-8859-8-e": charmap.ISO8859_8, "iso-8859-6-i": charmap.ISO8859_6, "iso-8859-6-e": charmap.ISO8859_6,
	"x-mac-roman": charmap.Macintosh, "macroman": charmap.Macintosh, "mac": charmap.Macintosh,
}

func tableCodec(name string, m *charmap.Charmap) *codec {
	t := new([256]string)
	for i := range t {
		t[i] = string(m.DecodeByte(byte(i)))
	}
	return &codec{name: name, table: t}
}

// lookupCodec finds a charset by the label a message gives; nil where there is
// none of that name.
func lookupCodec(bud *budget, label string) *codec {
	label = strings.ToLower(strings.Trim(label, " \t\r\n\"'`;<>"))
	if i := strings.IndexByte(label, '*'); i >= 0 {
		label = label[:i] // a language, RFC 2231, section 5
	}
	switch label {
	case "utf-8", "utf8":
		return utf8Codec
	case "us-ascii", "ascii":
		return asciiCodec
	}
	if c, ok := codecs.Load(label); ok {
		return c.(*codec)
	}
	if len(label) > maxLabel || !bud.spend(20_000) || !bud.make(10_000) {
		return nil
	}
	c := makeCodec(label)
	codecLock.Lock()
	if codecCount < maxCodecs {
		codecCount++
		codecs.Store(label, c)
	}
	codecLock.Unlock()
	return c
}

func makeCodec(label string) *codec {
	switch label {
	case "utf-8mb4", "utf_8", "unicode-1-1-utf-8", "x-utf-8", "utf-8-sig", "cp65001", "x-utf_8j", "utf":
		return utf8Codec
	case "", "us_ascii", "usascii", "ansi_x3.4-1968", "iso646-us", "7bit", "8bit", "none", "default", "unknown",
		"unknown-8bit", "x-unknown", "binary", "x-user-defined", "user-defined", "_autodetect", "_autodetect_all":
		return asciiCodec
	case "utf-7", "unicode-1-1-utf-7", "utf7", "x-unicode-2-0-utf-7", "unicode-2-0-utf-7":
		return &codec{name: label, kind: kindUTF7}
	case "utf-16", "utf16", "csutf16", "unicode", "ucs-2", "iso-10646-ucs-2", "csunicode", "utf-16le", "utf-16be":
		return &codec{name: label, kind: kindUTF16}
	case "iso-2022-kr", "csiso2022kr":
		return &codec{name: label, kind: kind2022KR}
	}
	enc := labels[label]
	if enc == nil {
		// The web's list first: it knows that iso-8859-1 means windows-1252.
		if e, err := htmlindex.Get(label); err == nil && e == encoding.Replacement {
			return nil // nobody here can read it
		} else if err == nil {
			enc = e
		}
	}
	if enc == nil {
		// Then IANA's, with what go-message knows besides.
		if _, err := charset.Reader(label, bytes.NewReader(nil)); err == nil {
			return &codec{name: label, kind: kindReader}
		}
		// QUIRK: "iso8859-1", "iso 8859-1", "x-windows-1251", "windows_1250", "cp-1251".
		l := strings.NewReplacer(" ", "-", "_", "-", "iso8859", "iso-8859", "x-", "", "cp-", "cp", "windows-cp", "cp").Replace(label)
		if l != label {
			return lookupCodec(nil, l)
		}
		return nil
	}
	if m, ok := enc.(*charmap.Charmap); ok {
		return tableCodec(label, m)
	}
	if name, _ := htmlindex.Name(enc); name == "utf-8" {
		return utf8Codec
	}
	return &codec{name: label, enc: enc, kind: kindEncoding}
}

// appendUTF8 appends b, which is in charset c, to dst as UTF-8. What c has no
// meaning for becomes U+FFFD.
func (c *codec) appendUTF8(dst, b []byte) []byte {
	switch c.kind {
	case kindUTF8, kindASCII:
		return append(dst, b...)
	case kindUTF7:
		return appendUTF7(dst, b)
	case kindUTF16:
		out, _ := utf16Order(b, c.name).NewDecoder().Bytes(b)
		return append(dst, out...)
	case kind2022KR:
		b = shiftedKorean(b)
		out, _ := korean.EUCKR.NewDecoder().Bytes(b)
		return append(dst, out...)
	case kindReader:
		r, err := charset.Reader(c.name, bytes.NewReader(b))
		if err != nil {
			return append(dst, b...)
		}
		out, err := io.ReadAll(r)
		if err != nil && len(out) == 0 {
			return append(dst, b...)
		}
		return append(dst, out...)
	case kindEncoding:
		out, err := c.enc.NewDecoder().Bytes(b)
		if err != nil && len(out) == 0 {
			return append(dst, b...)
		}
		return append(dst, out...)
	}
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && b[j] < utf8.RuneSelf {
			j++
		}
		dst = append(dst, b[i:j]...)
		for ; j < len(b) && b[j] >= utf8.RuneSelf; j++ {
			dst = append(dst, c.table[b[j]]...)
		}
		i = j
	}
	return dst
}

// toUTF8 turns b, said to be in the charset of label, into UTF-8. The result may
// be b itself. lie is true when the label was unknown or plainly wrong and
// another charset was taken.
func toUTF8(bud *budget, b []byte, label string) (out []byte, lie bool) {
	b = bud.afford(b, 2, 3)
	c := lookupCodec(bud, label)
	if order := marked16(b, c); order != nil {
		return order.appendUTF8(make([]byte, 0, len(b)+len(b)/2), b), c != nil && c.kind != kindASCII
	}
	eight := firstHigh(b) < len(b)
	if !eight && (c == nil || c.kind == kindASCII || c.kind == kindUTF8 || c.kind == kindTable) {
		if bytes.Contains(b, escDollar) {
			// QUIRK: Japanese that does not say so (RFC 1468).
			return must2022(b), c != nil && c.kind != kindASCII
		}
		if c == nil || c.kind != kindTable || c.table['A'] == "A" {
			return b, false
		}
		if !ebcdic(b) {
			return b, true // QUIRK
		}
	}
	switch {
	case c == nil || c.kind == kindASCII || c.kind == kindUTF8:
		if utf8.Valid(b) {
			return b, c == nil && eight
		}
		if c == utf8Codec {
			if b = withoutPairs(b); utf8.Valid(b) {
				return b, true
			}
		}
		// Most wrong octets say what they are to be: the good stays good.
		f := factsOf(b)
		if f.bad == 0 && f.good > 0 {
			return appendMixed(bud, make([]byte, 0, len(b)+4), b), c == nil
		}
		if f.mixed() {
			return appendMixed(bud, make([]byte, 0, len(b)+len(b)/2), b), true
		}
		return guess(bud, b).appendUTF8(make([]byte, 0, len(b)+len(b)/2), b), true
	case !eight && c.kind == kindReader && !bytes.Contains(b, []byte{0x1b}) && !ebcdic(b):
		return b, true // QUIRK: said to be in EBCDIC or the like
	case c.kind == kindUTF16 && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0:
		// QUIRK: not UTF-16 at all, in which spaces and line ends have a zero.
		return b, true
	case eight && sevenBit(c) && !bytes.Contains(b, []byte{0x1b}) && !bytes.Contains(b, []byte("~{")) && !c.reallyUTF8(b):
		return guess(bud, b).appendUTF8(make([]byte, 0, len(b)+len(b)/2), b), true
	case eight && c.reallyUTF8(b):
		if utf8.Valid(b) {
			return b, true
		}
		return appendMixed(bud, make([]byte, 0, len(b)+len(b)/2), b), true
	}
	return c.appendUTF8(make([]byte, 0, len(b)+len(b)/2), b), false
}

// marked16 is UTF-16 where b begins with its byte order mark, and c does not say so; else nil. QUIRK: files of Windows
// that are called "Unicode" there come without a charset, or with that of the letter. In charsets of single octets the
// mark is two letters, so zeros have to show that it is none of them.
func marked16(b []byte, c *codec) *codec {
	if len(b) < 4 || (b[0] != 0xFF || b[1] != 0xFE || b[2] == 0 && b[3] == 0) && (b[0] != 0xFE || b[1] != 0xFF) || c != nil && c.kind == kindUTF16 {
		return nil
	}
	if even, odd := zeros(b); even+odd == 0 && (len(b)%2 != 0 || c != nil && c.kind != kindASCII && c.kind != kindUTF8) {
		return nil
	}
	return &codec{name: "utf-16", kind: kindUTF16}
}

// withoutPairs turns the pairs of surrogates of UTF-16 in b, each of them as UTF-8 has
// it, into the characters they stand for. QUIRK: CESU-8 (Unicode Technical Report 26)
// that is said to be UTF-8.
func withoutPairs(b []byte) []byte {
	var out []byte
	from := 0
	for i := 0; ; {
		k := bytes.IndexByte(b[i:], 0xED)
		if k < 0 {
			break
		}
		i += k
		if i+6 > len(b) {
			break
		}
		p := b[i : i+6]
		if p[1]&0xF0 != 0xA0 || p[2]&0xC0 != 0x80 || p[3] != 0xED || p[4]&0xF0 != 0xB0 || p[5]&0xC0 != 0x80 {
			i++
			continue
		}
		hi := rune(0xD000) | rune(p[1]&0x3F)<<6 | rune(p[2]&0x3F)
		lo := rune(0xD000) | rune(p[4]&0x3F)<<6 | rune(p[5]&0x3F)
		out = utf8.AppendRune(append(out, b[from:i]...), utf16.DecodeRune(hi, lo))
		i += 6
		from = i
	}
	if out == nil {
		return b
	}
	return append(out, b[from:]...)
}

// sevenBit reports charsets in which all octets are ASCII.
func sevenBit(c *codec) bool {
	return c.kind == kindUTF7 || c.kind == kind2022KR || c.kind == kindEncoding && (c.enc == japanese.ISO2022JP || c.enc == simplifiedchinese.HZGB2312)
}

var escDollar = []byte("\x1b$")

func must2022(b []byte) []byte {
	out, err := japanese.ISO2022JP.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
}

// firstHigh returns the place of the first octet that is not ASCII, or len(b).
func firstHigh(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if (b[i]|b[i+1]|b[i+2]|b[i+3]|b[i+4]|b[i+5]|b[i+6]|b[i+7])&0x80 != 0 {
			break
		}
	}
	for i < len(b) && b[i] < 0x80 {
		i++
	}
	return i
}

// countUTF8 counts the characters of two or more octets and the octets that are
// no UTF-8.
func countUTF8(b []byte) (good, bad int) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good, bad
}

// utf16Order chooses the order of octets (RFC 2781, section 4): that of the byte
// order mark. QUIRK: without one the label decides, and without that the place of
// the zeros; the RFC has big-endian then, many programs write little-endian.
func utf16Order(b []byte, label string) encoding.Encoding {
	order := unicode.LittleEndian
	switch even, odd := zeros(b); {
	case strings.HasSuffix(label, "be"):
		order = unicode.BigEndian
	case strings.HasSuffix(label, "le"):
	case even >= odd:
		order = unicode.BigEndian
	}
	return unicode.UTF16(order, unicode.UseBOM)
}

// zeros counts the zeros at even and odd places.
func zeros(b []byte) (even, odd int) {
	for i, c := range b[:min(len(b), 4<<10)] {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// appendUTF7 decodes UTF-7 (RFC 2152).
func appendUTF7(dst, b []byte) []byte {
	for i := 0; i < len(b); {
		if b[i] != '+' {
			dst = append(dst, b[i])
			i++
			continue
		}
		i++
		if i < len(b) && b[i] == '-' {
			dst = append(dst, '+')
			i++
			continue
		}
		var units []uint16
		acc, bits := uint32(0), 0
		for i < len(b) && base64Value[b[i]] < 64 {
			acc = acc<<6 | uint32(base64Value[b[i]])
			if bits += 6; bits >= 16 {
				bits -= 16
				units = append(units, uint16(acc>>bits))
			}
			i++
		}
		if i < len(b) && b[i] == '-' {
			i++
		}
		dst = append(dst, string(utf16.Decode(units))...)
	}
	return dst
}
