package plain

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestTable holds the table against the categories of Unicode.
func TestTable(t *testing.T) {
	last := rune(-1)
	for _, e := range table {
		if e.first <= last || e.last < e.first {
			t.Errorf("%U stands in the wrong place", e.first)
		}
		last = e.last
	}
	of := map[Kind]*unicode.RangeTable{Control: unicode.Cc, Override: unicode.Cf, Embed: unicode.Cf, Mark: unicode.Cf, Seam: unicode.Cf, Private: unicode.Co}
	for r := range rune(unicode.MaxRune + 1) {
		k := Of(r)
		if unicode.In(r, unicode.Cc, unicode.Z, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point) != (k&^(Override|Embed|Mark|Seam|Unseen|Joiner|Void|Broken) != 0) &&
			k != Void && r != 0x2800 {
			t.Errorf("%U is of kind %b", r, k)
		}
		if unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) && k == 0 && !unicode.In(r, unicode.Prepended_Concatenation_Mark) {
			t.Errorf("%U has no ink and no kind", r)
		}
		if (k&Space != 0) != (unicode.IsSpace(r) || r == 0x2800) {
			t.Errorf("%U is a blank: %v", r, k&Space != 0)
		}
		if cat := of[k]; cat != nil && !unicode.Is(cat, r) {
			t.Errorf("%U is not of the category of kind %b", r, k)
		}
	}
	for _, r := range "aé€東👩\u0301\uFE0F\U000E0101\u0600" {
		if Of(r) != 0 {
			t.Errorf("%U is of kind %b", r, Of(r))
		}
	}
}

func TestLine(t *testing.T) {
	for _, c := range []struct {
		in   string
		out  Kind
		want string
	}{
		{"", Shown, ""}, {"plain words", Shown, "plain words"}, {" \t", Forced, ""},
		{"  two\r\n lines\tand  blanks\v ", Forced, "two lines and blanks"},
		{"a\x00b\x1b[31mc\u009bd\u0085e\u2028f", Forced, "ab[31mcd e f"},
		{"spoof\u202egpj\u202c.\u2066exe\u2069", Forced, "spoofgpj.exe"},
		{"no\u00a0break", Forced, "no break"}, {"田中\u3000太郎", Forced, "田中\u3000太郎"}, {"田中\u3000\u2800 太郎", Shown, "田中 太郎"},
		{"\u200fאב\u200b\u00ad", Forced, "\u200fאב\u200b\u00ad"}, {"\u200fאב\u200b\u00adג\u061c\u3164", Shown, "אבג"},
		{"\ufeffa\ufffcb\ufff9c\ufffe\U0001ffffd\U000e0041", Forced, "abcd"},
		{"👩\u200d👧 می\u200cخواهم", Shown, "👩\u200d👧 می\u200cخواهم"}, {"👩\u200d👧", Any, "👩👧"}, {"\u200c \u200c\u00ad\u200cStart", Shown, "Start"},
		{"bad \xff utf8", Shown, "bad \ufffd utf8"}, {"bad \xff utf8\uf8ff", Any, "bad utf8"}, {"a\uf8ffb", Shown, "a\uf8ffb"},
	} {
		if got := Line(c.in, c.out); got != c.want || Line(got, c.out) != got {
			t.Errorf("Line(%q, %b) = %q, want %q", c.in, c.out, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		in   string
		out  Kind
		want string
	}{
		{"", Forced, ""}, {"as it\n\n is\t.", Forced, "as it\n\n is\t."},
		{"a\r\nb\rc\r\r\nd\r", Forced, "a\nb\nc\nd\n"}, {"a\fb\vc\u0085d\u2029e", Forced, "a\nb\nc\nd\ne"},
		{"\x1b[31mred\x00\x7f\u009b", Forced, "[31mred"}, {"exe\u202egpj\u2067", Forced, "exegpj"}, {"\ufeffbad\xff\xe2\x80", Forced, "bad\ufffd\ufffd\ufffd"},
		{"\u200fא\u200bב\u00ad\u3000", Forced, "\u200fא\u200bב\u00ad\u3000"}, {"\u200fא\u200bב\u00ad\u3000", Forced | Unseen, "\u200fא\u200bב\u3000"},
	} {
		if got := Text(c.in, c.out); got != c.want || Text(got, c.out) != got {
			t.Errorf("Text(%q, %b) = %q, want %q", c.in, c.out, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for n, want := range []string{"", "a", "a", "aä", "aä", "aä", "aä東", "aä東"} {
		if got := Cut("aä東", n); got != want {
			t.Errorf("%d octets: %q, want %q", n, got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("\x1b[2J\u009b\u202e\u2028\xff\r\r\n \u200c\u3000\ufeff", uint16(Shown))
	f.Fuzz(func(t *testing.T, s string, set uint16) {
		out := Kind(set) | Forced
		line, text := Line(s, out), Text(s, out)
		for name, got := range map[string]string{line: Line(line, out), text: Text(text, out)} {
			if got != name || !utf8.ValidString(got) {
				t.Fatalf("%q became %q, then %q", s, name, got)
			}
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r != ' ' && Of(r)&(out|Blank|Break) != 0 }) ||
			strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != ' ' && Of(r)&(out&^Space|Break) != 0 }) {
			t.Fatalf("%q: left are %q and %q", s, line, text)
		}
	})
}
