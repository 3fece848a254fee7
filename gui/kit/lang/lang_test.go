package lang

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// use makes a language that of the window until the test ends; which is there or not.
func use(t *testing.T, code string) {
	t.Helper()
	was := current.Load()
	current.Store(open(code))
	t.Cleanup(func() { current.Store(was) })
}

func TestEnglish(t *testing.T) {
	for want, got := range map[string]string{
		"Undo":                         L("Undo"),
		"no file has this":             L("no file has this"),
		"3 things that no file has":    N("{{.Count}} things that no file has", 3, map[string]any{"Count": "3"}),
		"1 unread":                     L("{{.Count}} unread", map[string]any{"Count": 1}),
		"1 byte":                       N("{{.Count}} bytes", 1, map[string]any{"Count": 1}),
		"2 bytes":                      N("{{.Count}} bytes", 2, map[string]any{"Count": 2}),
		"May":                          X("short month May", "May"),
		"two":                          XN("no key like this", "two", 2),
		"{{ this is no template":       L("{{ this is no template"),
		"{{ nor is this, twice":        N("{{ nor is this, twice", 2),
		"a struct says what stands in": L("a {{.Kind}} says what stands in", struct{ Kind string }{"struct"}),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Each language answers in itself, and in English with English plural forms where it lacks a
// sentence.
func TestLanguages(t *testing.T) {
	for _, l := range Languages() {
		use(t, l.Code)
		if Code() != l.Code {
			t.Errorf("%s is %s", l.Code, Code())
		}
		if l.Code != English && l.Code != "en-GB" && L("Settings") == "Settings" {
			t.Errorf("%s has no word for Settings", l.Code)
		}
		if got := L("a sentence of {{.Name}}", map[string]any{"Name": "nobody"}); got != "a sentence of nobody" {
			t.Errorf("%s: %q", l.Code, got)
		}
		if right := RightToLeft(); right != (l.Code == "ar") {
			t.Errorf("%s from right to left: %v", l.Code, right)
		}
		for n := range 130 {
			if got := N("{{.Count}} bytes", n, map[string]any{"Count": n}); got == "" || strings.Contains(got, "{{") || strings.Contains(got, "<no value>") {
				t.Errorf("%s, %d: %q", l.Code, n, got)
			}
		}
	}
	use(t, "eo") // has no file
	if one, two := N("{{.Count}} bytes", 1, map[string]any{"Count": 1}), N("{{.Count}} bytes", 2, map[string]any{"Count": 2}); one != "1 byte" || two != "2 bytes" {
		t.Errorf("%q, %q", one, two)
	}
}

func tags(names string) (out []language.Tag) {
	for n := range strings.FieldsSeq(names) {
		out = append(out, language.MustParse(n))
	}
	return out
}

func TestMatch(t *testing.T) {
	var codes []string
	for _, l := range known {
		codes = append(codes, l.Code)
	}
	for wants, want := range map[string]string{
		"": "en", "de-AT": "de", "gsw-CH": "de", "fr-CA": "fr", "pt-PT": "pt-BR", "pt": "pt-BR", "es-MX": "es", "en-AU": "en-GB", "en-US": "en", "en-CA": "en-GB", "en": "en",
		"zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "ar-MA": "ar", "nl-BE": "nl", "uk-UA": "uk", "fi-FI": "en", "fi-FI de-DE": "de", "he-IL": "en", "ja-JP": "ja",
	} {
		if got := match(codes, tags(wants)); got != want {
			t.Errorf("%q is read best in %s, not in %s", wants, want, got)
		}
	}
}

func TestLocale(t *testing.T) {
	for _, c := range []struct{ code, wants, home, want string }{
		{"en", "en-US", "US", "en-US"},
		{"en", "de-DE", "DE", "en-US"},    // chosen
		{"en", "en-US", "DE", "en-DE"},    // LC_TIME is German
		{"en-GB", "en-AU", "AU", "en-AU"}, // the system's
		{"en", "en-AU", "AU", "en-US"},    // chosen
		{"en-GB", "en-US", "US", "en-GB"}, // chosen
		{"de", "de-AT", "AT", "de-AT"},
		{"de", "de", "", "de"},
		{"de", "en-US", "US", "de-US"},
		{"de", "", "", "de"},
		{"fr", "de-CH", "", "fr-CH"},
		{"pt-BR", "pt-PT", "PT", "pt-PT"},
		{"pt-BR", "en-US", "US", "pt-BR"},
		{"zh-Hans", "zh-CN", "CN", "zh-Hans-CN"},
		{"zh-Hans", "en-US", "US", "zh-Hans-US"},
	} {
		if got := localeOf(c.code, tags(c.wants), c.home); got != c.want {
			t.Errorf("%s on a system of %q in %q: %s, want %s", c.code, c.wants, c.home, got, c.want)
		}
	}
}

// Names are each once, and a language that no file is of is not offered.
func TestOffered(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Languages() {
		if seen[l.Code] || seen[l.Name] || l.Name == "" {
			t.Errorf("%v is there twice", l)
		}
		seen[l.Code], seen[l.Name] = true, true
	}
	if !seen[English] || seen["fi"] {
		t.Errorf("offered: %v", seen)
	}
}

func BenchmarkL(b *testing.B) {
	for b.Loop() {
		L("{{.Count}} unread", map[string]any{"Count": 3})
	}
}

func ExampleN() {
	fmt.Println(N("{{.Count}} messages", 1, map[string]any{"Count": 1}))
	// Output: 1 message
}
