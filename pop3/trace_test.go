package pop3_test

import (
	"strings"
	"testing"

	"popmail/pop3"
	"popmail/pop3/pop3test"
)

// No traced line holds a password that a server repeats, also not where it looks like a response
// code; a code that is none of it stays.
func TestTraceHidesThePassword(t *testing.T) {
	const password = "Secret77"
	for answer, stays := range map[string]string{
		"-ERR [Secret77] is not your password":          "is not your password",
		"-ERR [secret77] no":                            "-ERR",
		"-ERR [X-Secret77] no":                          "-ERR",
		"-ERR [AUTH] Secret77 is wrong":                 "[AUTH]",
		"-ERR [Secret77] Secret77":                      "-ERR",
		"-ERR [X-LIMIT] not now":                        "[X-LIMIT]",
		"+OK [Secret77] welcome":                        "+OK",
		"something else, Secret77":                      "PASS",
		"-ERR not Secret77":                             "-ERR",
		"-ERR [AUTH] [Secret77] is not a good one":      "[AUTH]",
		"-ERR [U2VjcmV0Nzc=] is the password as BASE64": "-ERR",
	} {
		s := script(t, pop3test.Send("+OK\r\n"), pop3test.Answer("USER bob", "+OK\r\n"), pop3test.Answer("PASS "+password, answer+"\r\n"))
		var lines []string
		o := *short
		o.Trace = func(_ bool, line string) { lines = append(lines, line) }
		c, err := pop3.Dial(t.Context(), s.Addr(), &o)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.Login(t.Context(), "bob", password)
		_ = c.Close()
		text := strings.Join(lines, "\n")
		if low := strings.ToLower(text); strings.Contains(low, "secret77") || strings.Contains(low, "u2vjcmv0nzc") {
			t.Errorf("%q is traced as %q", answer, text)
		}
		if !strings.Contains(text, stays) {
			t.Errorf("of %q %q is not told: %q", answer, stays, text)
		}
	}
}
