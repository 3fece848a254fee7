package guitest

import (
	"strings"
	"testing"
)

// Sees fails where a text that a person reads lacks one of those wanted.
func Sees(t testing.TB, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not seen in:\n%s", w, text)
		}
	}
}

// Asked fails where a screen asked for anything but what is wanted, in that
// order, and forgets what it asked for.
func Asked(t testing.TB, said *[]string, want ...string) {
	t.Helper()
	if got, all := strings.Join(*said, "; "), strings.Join(want, "; "); got != all {
		t.Errorf("asked for %q, want %q", got, all)
	}
	*said = nil
}
