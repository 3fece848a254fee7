package answer

import (
	"strings"
	"testing"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                              "plain",
		" a\tb\x1b[31mc\u202ed\u2028e\xff\r": "a b[31mcd e",
		strings.Repeat("ä", 200):             strings.Repeat("ä", 150) + "…",
	} {
		if got := Printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
