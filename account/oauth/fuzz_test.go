package oauth

import (
	"encoding/base64"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// FuzzWho: what an ID token says of the person is shown only where it is for this client, is one address,
// and can be shown.
func FuzzWho(f *testing.F) {
	for _, s := range []string{`{"aud":"me","email":"ann@example.org"}`, `{"aud":["x","me"],"preferred_username":"ann@example.org"}`, `{"aud":"x","email":"ann@example.org"}`, `{"aud":["me"],"email":"a@b@c"}`,
		`{"aud":"me","email":"\u202e@x"}`, `{"aud":{"a":1}}`, `[]`, "", "{", strings.Repeat("[", 10_000)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, claims []byte) {
		for _, token := range []string{"h." + base64.RawURLEncoding.EncodeToString(claims) + ".s", string(claims)} {
			pop3test.Within(t, len(token), func() {
				got := who(token, "me")
				if got != "" && (strings.Count(got, "@") != 1 || !printable(got) || !strings.Contains(string(claims), "me")) {
					t.Errorf("%q of %q", got, claims)
				}
			})
		}
	})
}
