package pop3

import (
	"encoding/base64"
	"strings"
	"testing"
)

// FuzzTimestamp: what is taken for the timestamp of a greeting stands in it as it is, and is visible
// ASCII in angle brackets.
func FuzzTimestamp(f *testing.F) {
	for _, s := range []string{"POP3 ready <1896.697170952@dbc.mtview.ca.us>", "<", ">", "><", "<@>", "<a@b", "a@b>", "<<a@b>>", "<a@b> <c@d> x", "<a b@c>", "<a@b@c>", "<\xff@x>", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, banner string) {
		got := timestamp(banner)
		if got == "" {
			return
		}
		if !strings.Contains(banner, got) || !strings.HasPrefix(got, "<") || !strings.HasSuffix(got, ">") || strings.Count(got, "@") != 1 || strings.ContainsFunc(got, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("%q in %q", got, banner)
		}
	})
}

// FuzzChallenge: a challenge is never longer than what came, and one that is coded as it should be is
// what was coded.
func FuzzChallenge(f *testing.F) {
	for _, s := range []string{"", "=", "VXNlcm5hbWU6", "VXNl cm5h bWU6", "Username:", "dGVzdA", "dGVzdA==", "====", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := decodeChallenge(text); len(got) > len(text) {
			t.Errorf("%q of %q", got, text)
		}
		if got := decodeChallenge(base64.StdEncoding.EncodeToString([]byte(text))); string(got) != text {
			t.Errorf("%q came back as %q", text, got)
		}
	})
}
