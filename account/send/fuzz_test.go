package send

import (
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// FuzzExtensions: whatever a server lists after EHLO, each keyword is one word in upper case, and the
// parameters are words.
func FuzzExtensions(f *testing.F) {
	for _, s := range []string{"mx\nPIPELINING\nSIZE 1000\nAUTH PLAIN LOGIN\n8BITMIME", "mx\nAUTH=LOGIN PLAIN\nAUTH LOGIN", "", "\n\n", "mx\n=\n = \nSIZE=\n", "mx\nsize\u2028x ß\xff\r\n"} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, at int) {
		for _, text := range []string{text, string(pop3test.Swollen([]byte(text), at, 1<<20))} {
			pop3test.Within(t, len(text), func() {
				for name, words := range parseExtensions(text) {
					for _, w := range append(words, name) {
						if len(strings.Fields(w)) != 1 || strings.ToUpper(w) != w {
							t.Fatalf("%q of %.200q", w, text)
						}
					}
				}
			})
		}
	})
}
