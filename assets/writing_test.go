package assets

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestOneWayOfWriting: what docs/glossary says of blanks, signs and words holds in all sentences of a language, also in
// those of the installer.
func TestOneWayOfWriting(t *testing.T) {
	const japanese = `[\p{Han}\p{Hiragana}\p{Katakana}、。「」（）]`
	rules := map[string][]*regexp.Regexp{
		"en": {regexp.MustCompile(`\b[Tt]ap (a|an|the|on|here|it)\b`)},
		"ja": {
			regexp.MustCompile(japanese + ` [A-Za-z]|[A-Za-z] ` + japanese), regexp.MustCompile(`？|！`), regexp.MustCompile(`メールプログラム`),
		},
		"fr": {regexp.MustCompile(`depuis \{\{\.(Day|Date)\}\}`)},
		"de": {regexp.MustCompile(`seit \{\{\.(Day|Date)\}\}`)},
	}
	line := regexp.MustCompile(`(?m)^\s*"(?:[^"\\]|\\.)*": "((?:[^"\\]|\\.)*)"`)
	for code, list := range rules {
		data, err := os.ReadFile("translations/" + code + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, m := range line.FindAllSubmatch(data, -1) {
			texts = append(texts, string(m[1]))
		}
		if code == "ja" {
			installer, err := os.ReadFile("dist/windows/words.nsh")
			if err != nil {
				t.Fatal(err)
			}
			for l := range strings.Lines(string(installer)) {
				if _, text, is := strings.Cut(l, `${LANG_JAPANESE} "`); is {
					texts = append(texts, text)
				}
			}
		}
		if len(texts) < 1000 {
			t.Fatalf("%s: %d sentences", code, len(texts))
		}
		for _, text := range texts {
			for _, r := range list {
				if found := r.FindString(text); found != "" {
					t.Errorf("%s: %q in %q", code, found, text)
				}
			}
		}
	}
}
