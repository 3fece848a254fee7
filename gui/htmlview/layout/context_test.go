package layout

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestContextIsBounded: what stands around a line is looked at only as far as it can have a say.
func TestContextIsBounded(t *testing.T) {
	for _, s := range []string{lastOf(strings.Repeat("א", 1000)), firstOf(strings.Repeat("א", 1000)), lastOf(strings.Repeat("א", 300) + "a"), firstOf("a" + strings.Repeat("א", 300))} {
		if len(s) > farContext || len(s) < farContext-4 || !utf8.ValidString(s) {
			t.Errorf("%d octets: %q", len(s), s)
		}
	}
	if firstOf("ab") != "ab" || lastOf("ab") != "ab" {
		t.Error("what is short is cut")
	}
}
