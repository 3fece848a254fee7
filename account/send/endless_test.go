package send

import (
	"testing"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// A server that asks without end is given up, and the password does not go out by a weaker
// way because of it.
func TestEndlessChallenges(t *testing.T) {
	for name, c := range map[string]struct{ mechanism, first, again string }{
		"CRAM-MD5":      {"CRAM-MD5", "334 PDFAeD4=\r\n", "334 PDFAeD4=\r\n"},
		"SCRAM refused": {"SCRAM-SHA-256", "334 ZT1vdGhlci1lcnJvcg==\r\n", "334 ZT1vdGhlci1lcnJvcg==\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, a := script(t, account.TLS, pop3test.StartTLS(), greeted("AUTH "+c.mechanism+" PLAIN"), pop3test.Answer("AUTH "+c.mechanism, c.first),
				pop3test.Repeat(maxSteps, pop3test.Answer("", c.again)), pop3test.Answer("*", "501 canceled\r\n"))
			err := prober(s.Port()).Probe(t.Context(), a, account.Password(password))
			if account.TroubleOf(err) != account.TroubleMethod {
				t.Errorf("%v", err)
			}
			if err := s.Err(); err != nil {
				t.Error(err)
			}
		})
	}
}
