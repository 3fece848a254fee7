package oauth

import (
	"net/http"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/secret"
)

// meanwhile does something while a request is under way.
type meanwhile func()

func (m meanwhile) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	m()
	return answer, err
}

// What a person gives or takes away while a token is being renewed is not undone by it.
func TestChangedWhileRenewing(t *testing.T) {
	sending := func(c account.Credential) account.Credential {
		c.Outgoing = "for sending, typed just now"
		return c
	}
	for name, c := range map[string]struct {
		now func(old account.Credential) account.Credential
		new bool // the new token is kept beside it
	}{
		"a password":         {func(account.Credential) account.Credential { return account.Password("typed just now") }, false},
		"removed":            {func(account.Credential) account.Credential { return account.Credential{} }, false},
		"a password to send": {sending, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := start(t)
			dir := t.TempDir()
			k := keeperIn(t, dir, s, p)
			store := place{secret.File(dir), secret.Key{ID: 7, Email: "anna@example.org"}}
			old := account.WithToken(signIn(t, s, p))
			old.Token.Expires = time.Now().Unix()
			if err := store.Set(t.Context(), old); err != nil {
				t.Fatal(err)
			}
			now := c.now(old)
			k.HTTP = &http.Client{Transport: meanwhile(func() {
				err := store.s.Delete(t.Context(), store.k)
				if now.Given() {
					err = store.Set(t.Context(), now)
				}
				if err != nil {
					t.Error(err)
				}
			})}
			got, err := k.Fresh(t.Context(), 7, store, old)
			if err != nil {
				t.Error(err)
			}
			if c.new {
				now.Token = got.Token
			}
			if kept, _ := store.Get(t.Context()); kept != now || got.Token == old.Token {
				t.Error("what is kept is not what the person has left there")
			}
		})
	}
}
