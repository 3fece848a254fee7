package text

import (
	"testing"

	"github.com/go-text/typesetting/language"
)

// Signs that several scripts share, and that only their fonts have, are there beside letters
// of such a script.
func TestSignsOfAScript(t *testing.T) {
	f := NewFonts()
	for script, letters := range map[language.Script]string{language.Devanagari: "क।॥", language.Bengali: "ক।"} {
		for _, bold := range []bool{false, true} {
			s := f.stackOf(Face{Bold: bold})
			for i, r := range []rune(letters) {
				if l := f.resolve(s, []rune{r}, script); !l.has([]rune{r}) {
					if i == 0 {
						t.Skip("no font of the system has this script")
					}
					t.Errorf("%c is an empty box (bold: %v)", r, bold)
				}
			}
		}
	}
}
