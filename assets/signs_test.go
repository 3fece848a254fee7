package assets

import (
	"encoding/json"
	"regexp"
	"testing"
)

// The signs of a language are the same in all its sentences, and stand where its readers see them at the right word.
func TestSigns(t *testing.T) {
	for _, c := range []struct{ code, wrong, why string }{
		{"pl", `["“«»]`, "quotes are „…”"},
		{"uk", `["“”„]`, "quotes are «…»"},
		{"ru", `["“”„]`, "quotes are «…»"},
		{"ar", `["“”„]|[^\x00-\x7f\s][,;?]`, "quotes are «…», signs are ، ؛ ؟"},
		{"tr", `["„«»]`, "quotes are “…”"},
		{"tr", `(Gelen|Giden|Çöp) Kutusun[aduı]`, "suffixes of a folder’s name follow ’"},
		{"zh-Hans", `\p{Han}[^{}]*["'«»„,;?!()]|["'«»„,;?!()][^{}]*\p{Han}`, "signs are “”，；？！（）"},
		{"zh-Hans", `[“”，。：；？！（）、] | [“，。：；？！（）、]`, "there is no blank at a wide sign"},
		// In a line that runs from right to left, signs between words of both directions go the way of the line: .csv is seen
		// as csv., has: as :has, and 2025-11-01 as 01-11-2025. A mark of direction (U+200E) keeps them at their word.
		{"ar", `\p{Arabic}.*[\s(ـ]\.[a-z]`, "a mark (U+200E) is missing before the dot"},
		{"ar", `[a-z}][.:]»`, "a mark (U+200E) is missing before »"},
		{"ar", `[^\x{200e}0-9-]\d+-\d+`, "a mark (U+200E) is missing before the date"},
	} {
		data, err := Translations.ReadFile(TranslationsDir + "/" + c.code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]any{}
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		wrong := regexp.MustCompile(c.wrong)
		for key, v := range m {
			if key == "mail;email;e-mail;letter;inbox;pop3;offline;" { // for desktops, which cut it at ;
				continue
			}
			for form, text := range forms(v) {
				if found := wrong.FindString(text); found != "" {
					t.Errorf("%s: %q, %s: %q: %s: %q", c.code, key, form, text, c.why, found)
				}
			}
		}
	}
}
