package plain_test

import (
	"strings"
	"testing"

	"popmail/assets/plain"
)

// TestEmbedded takes texts apart whose signs nest, are left open, or end what never began.
func TestEmbedded(t *testing.T) {
	for in, want := range map[string]string{
		"a\u202a+1 2\u202c b": "a(ltr:+1 2) b", "\u2067x\u2068y\u2069\u2069z": "(rtl:x(auto:y))z", "a\u2066b": "a(ltr:b)", "a\u2066b\nc\u2069d": "a(ltr:b)\ncd",
		"\u202c\u2069a": "a", "\u2066\u202ba\u2069b\u202c": "(ltr:(rtl:a))b", "\u202a\u2069a\u202cb": "(ltr:a)b", "\u2066a\u202cb\u2069": "(ltr:ab)", "plain": "plain", "": "",
	} {
		var b strings.Builder
		plain.Embedded(in, true, func(s string) { b.WriteString(s) }, func(dir string) { b.WriteString("(" + dir + ":") }, func() { b.WriteByte(')') })
		if b.String() != want {
			t.Errorf("%q: %q, want %q", in, b.String(), want)
		}
	}
	open, most := 0, 0
	plain.Embedded(strings.Repeat("\u2066a", 1000)+strings.Repeat("\u2069", 2000), true, func(string) {}, func(string) { open++; most = max(most, open) }, func() { open-- })
	if open != 0 || most == 0 || most > 20 {
		t.Errorf("%d are open, %d were", open, most)
	}
}
