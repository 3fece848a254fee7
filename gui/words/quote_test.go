package words

import (
	"testing"

	"popmail/gui/kit/lang"
)

// TestQuotesOfTheLanguage: a text stands in the marks of the person's language, and a name is known again without them.
func TestQuotesOfTheLanguage(t *testing.T) {
	t.Cleanup(func() { lang.Use(lang.English) })
	for code, want := range map[string]string{"en": "“no”", "de": "„no“", "fr": "«\u00a0no\u00a0»", "ru": "«no»", "ja": "「no」"} {
		lang.Use(code)
		if got := Quote("no"); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
		if got := Unquoted(InList("Kowalski, Jan")); got != "Kowalski, Jan" {
			t.Errorf("%s: %q", code, got)
		}
	}
}
