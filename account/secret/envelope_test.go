package secret

import (
	"strings"
	"testing"

	"popmail/account"
)

// Tokens come back as they went in, from every place, and so do passwords that look
// like the mark of one.
func TestTokensAreKept(t *testing.T) {
	token := account.Token{Issuer: "google", Access: "ya29." + strings.Repeat("a", 200), Refresh: "1//r", Expires: 1795000000, Servers: "pop.gmail.com .example.org"}
	for name, s := range map[string]Store{"memory": Memory(), "file": File(t.TempDir()), "keyring": newKeyring(newFakeRing(), keyringWait, nil).in(t.TempDir())} {
		for _, c := range []account.Credential{account.WithToken(token), account.Password(envelope + `{"access":"x"}`), account.Password("popmail"), account.Password(envelope)} {
			if err := s.Set(t.Context(), anna, c); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Get(t.Context(), anna); err != nil || got != c {
				t.Errorf("%s: another credential comes back (%v)", name, err)
			}
		}
	}
	// What does not fit into an entry: the token that can be fetched again goes.
	long := token
	long.Access = strings.Repeat("a", 4000)
	if got := decode(encode(account.WithToken(long))); got.Token != (account.Token{Issuer: "google", Refresh: "1//r", Expires: token.Expires, Servers: token.Servers}) {
		t.Error("a long token is kept otherwise")
	}
	long.Refresh = ""
	if got := decode(encode(account.WithToken(long))); got.Token != long {
		t.Error("the only token is not kept")
	}
}
