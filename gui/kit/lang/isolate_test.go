package lang

import "testing"

// TestFilledInStandsApart: what is written from left to right keeps the signs at its ends in Arabic, and nowhere else has any.
func TestFilledInStandsApart(t *testing.T) {
	defer Use(English)
	for in, want := range map[string]string{
		"/home/ann/Mail": "\u2068/home/ann/Mail\u2069",
		`C:\Mail\`:       "\u2068C:\\Mail\\\u2069",
		"+1 555 0100":    "\u2068+1 555 0100\u2069",
		"Ann (work)":     "\u2068Ann (work)\u2069",
		"Ann":            "Ann",
		"12:30":          "12:30",
		"50%":            "50%",
		"+":              "+",
		"":               "",
		"(مريم)":         "(مريم)",
		"«Ann» و«مريم»":  "«Ann» و«مريم»",
	} {
		Use("ar")
		if got, plain := L("Saved as {{.Place}}", map[string]any{"Place": in}), L("Saved as {{.Place}}", map[string]any{"Place": "X"}); got != replace(plain, want) {
			t.Errorf("%q: %q", in, got)
		}
		Use("de")
		if got, plain := L("Saved as {{.Place}}", map[string]any{"Place": in}), L("Saved as {{.Place}}", map[string]any{"Place": "X"}); got != replace(plain, in) {
			t.Errorf("%q in German: %q", in, got)
		}
	}
}

func replace(sentence, with string) string {
	for i := range sentence {
		if sentence[i] == 'X' {
			return sentence[:i] + with + sentence[i+1:]
		}
	}
	return sentence
}
