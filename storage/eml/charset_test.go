package eml

import (
	"testing"

	"golang.org/x/text/encoding/ianaindex"
)

// TestCharsetsOfTheLibraries holds that every charset that IANA names for mail
// and the libraries can read is read, under any case of its name.
func TestCharsetsOfTheLibraries(t *testing.T) {
	known := 0
	for _, label := range []string{
		"IBM037", "ibm850", "IBM855", "IBM858", "IBM860", "IBM00858", "csIBM863", "IBM865", "IBM01140", "IBM1047",
		"ISO-8859-1", "ISO_8859-1:1987", "csISOLatin1", "l1", "ISO-8859-6-E", "ISO-8859-8-I", "ISO-8859-16", "ISOLatin2", "csISOLatinArabic",
		"KOI8-R", "KOI8-U", "macintosh", "x-mac-cyrillic", "windows-874", "TIS-620", "windows-1250", "windows-1258",
		"GBK", "GB18030", "HZ-GB-2312", "Big5", "EUC-JP", "csEUCPkdFmtJapanese", "ISO-2022-JP", "csISO2022JP", "Shift_JIS", "csShiftJIS", "EUC-KR", "csEUCKR", "KS_C_5601-1987",
		"UTF-16", "UTF-16BE", "UTF-16LE", "ANSI_X3.110-1983", "x-utf_8j",
	} {
		c := lookupCodec(nil, label)
		if c == nil {
			t.Errorf("%s is not known", label)
			continue
		}
		e, err := ianaindex.MIME.Encoding(label)
		if err != nil || e == nil || c.kind == kindUTF8 || c.kind == kindASCII {
			continue
		}
		known++
		text := "Az 09"
		b, err := e.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", label, err)
			continue
		}
		if got, _ := toUTF8(nil, b, label); string(got) != text {
			t.Errorf("%s: % x is read as %q", label, b, got)
		}
	}
	if known < 20 {
		t.Errorf("only %d charsets were compared", known)
	}
	for label, c := range map[string]struct{ octets, want string }{
		"IBM037":             {"\xC8\x85\x93\x93\x96\x5A", "Hello!"}, // no ASCII in it
		"IBM01140":           {"\x9F", "€"},
		"IBM1047":            {"\xAD\xBD", "[]"},
		"ISO_8859-1:1987":    {"caf\xe9", "café"},
		"csISOLatinCyrillic": {"\xbf\xe0\xd8", "При"},
		"no such charset":    {"caf\xe9", "café"},
		"UTF-16":             {"\xfe\xff\x00H\x00i\x4e\x2d", "Hi中"},
		"utf-16":             {"\xff\xfeH\x00i\x00\x2d\x4e", "Hi中"},
		"utf16":              {"H\x00i\x00\x2d\x4e", "Hi中"},
		"unicode":            {"\x00H\x00i\x4e\x2d", "Hi中"},
		"UTF-16LE":           {"\xfe\xff\x00H\x00i", "Hi"},
		"UTF-16BE":           {"\x00H\x00i", "Hi"},
		"csUnicode":          {"plain, caf\xc3\xa9", "plain, café"},
	} {
		if got, _ := toUTF8(nil, []byte(c.octets), label); string(got) != c.want {
			t.Errorf("%s: %q, want %q", label, got, c.want)
		}
	}
}

// TestMarked16: text that begins with a byte order mark of UTF-16 is that, whatever it is said to be.
func TestMarked16(t *testing.T) {
	for _, c := range []struct{ in, label, want string }{
		{"\xff\xfeH\x00i\x00", "", "Hi"}, {"\xff\xfeH\x00i\x00", "utf-8", "Hi"}, {"\xfe\xff\x00H\x00i", "iso-8859-1", "Hi"}, {"\xff\xfeH\x00i\x00", "utf-16", "Hi"},
		{"\xff\xfe\x1f\x04\x40\x04", "us-ascii", "Пр"}, {"\xff\xfe\x1f\x04 \x00", "gb2312", "П "}, {"\xff\xfeH\x00i\x00\n", "", "Hi\ufffd"},
		{"\xff\xe0\xef", "windows-1251", "яап"}, {"\xff\xfe\xe0\xe1", "windows-1251", "яюаб"},
	} {
		if got := Decoded(t.Context(), []byte(c.in), c.label); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.in, c.label, got, c.want)
		}
	}
}
