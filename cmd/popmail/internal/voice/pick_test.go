package voice

import (
	"slices"
	"strings"
	"testing"
)

func TestFits(t *testing.T) {
	for tag, want := range map[string]string{
		"de-AT": "de-AT de de-*", "de": "de de-DE de-*", "zh": "zh zh-CN zh-*", "zh-Hant": "zh-Hant zh-TW zh zh-*", "ja": "ja ja-JP ja-*", "": "", "x'y": "",
		"no language": "",
	} {
		if got := strings.Join(fits(tag), " "); got != want {
			t.Errorf("%q: %s, want %s", tag, got, want)
		}
	}
}

// TestSayFrom: the voice that the person has chosen reads its own language, and of the others a
// serious one of the right country.
func TestSayFrom(t *testing.T) {
	const list = `Albert              en_US    # Hello! My name is Albert.
Amélie              fr_CA    # Bonjour! Je m’appelle Amélie.
Anna                de_DE    # Hallo! Ich heiße Anna.
Bad News            en_US    # Hello! My name is Bad News.
Daniel              en_GB    # Hello! My name is Daniel.
Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.
Eddy (Finnish (Finland)) fi_FI    # Hei! Nimeni on Eddy.
Eddy (French (France)) fr_FR    # Bonjour, je m’appelle Eddy.
Fred                en_US    # Hello! My name is Fred.
Majed               ar_001   # مرحبًا! اسمي ماجد.
Samantha            en_US    # Hello! My name is Samantha.
Sinji               zh_HK    # 你好！我叫善怡。
Thomas              fr_FR    # Bonjour, je m’appelle Thomas.
Tingting            zh_CN    # 你好！我叫婷婷。
Whisper             xx_YY    # Hello! My name is Whisper.
`
	for _, c := range []struct{ language, system, want string }{
		{"", "en-US", ""}, {"de", "en-US", "Anna"}, {"de-AT", "en", "Anna"}, {"en", "de-DE", "Samantha"}, {"en-GB", "de-DE", "Daniel"},
		{"en", "en-US", ""}, {"en-GB", "en-US", ""}, {"de", "de-AT", ""}, {"de", "de_AT", ""}, {"fr", "en", "Thomas"}, {"fr-CA", "en", "Amélie"}, {"fi", "en", "Eddy (Finnish (Finland))"},
		{"ar", "en", "Majed"}, {"zh", "en", "Tingting"}, {"xx", "en", ""}, {"it", "en", ""}, {"de", "", ""}, {"-v x", "en", ""},
	} {
		if got := sayFrom(list, c.language, c.system); got != c.want {
			t.Errorf("%q where the system speaks %q: %q, want %q", c.language, c.system, got, c.want)
		}
	}
	for _, list := range []string{"", "no list", strings.Repeat("\n", 9)} {
		if got := sayFrom(list, "de", "en"); got != "" {
			t.Errorf("%q: %q", list, got)
		}
	}
}

func TestSayText(t *testing.T) {
	if got, want := sayText("Be quiet [[slnc 90000]] now, [ok]"), "Be quiet slnc 90000 now, [ok]"; !slices.Equal(strings.Fields(got), strings.Fields(want)) {
		t.Errorf("%q", got)
	}
	if got := sayText("[[[[x]]]"); strings.Contains(got, "[[") || strings.Contains(got, "]]") {
		t.Errorf("%q", got)
	}
}
