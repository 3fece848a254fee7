package oauth

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"popmail/account/oauth/oauthtest"
)

// The page in the browser says how the sign-in has ended, as the program does: also where it fails after
// the browser has come back.
func TestThePageAndTheProgramSayTheSame(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, s *oauthtest.Server, f *Flow)
		works bool
	}{
		"it works":       {func(*testing.T, *oauthtest.Server, *Flow) {}, true},
		"a wrong secret": {func(_ *testing.T, _ *oauthtest.Server, f *Flow) { f.Client.Secret = "another" }, false},
		"the server fails": {func(t *testing.T, _ *oauthtest.Server, f *Flow) {
			f.Provider = atToken(t, f.Provider, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
		}, false},
		"no token": {func(t *testing.T, _ *oauthtest.Server, f *Flow) {
			f.Provider = atToken(t, f.Provider, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "{}") })
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := start(t)
			f := flowOf(s, p)
			f.Done, f.Failed = "It is done.", "It went wrong."
			c.spoil(t, s, f)
			var page string
			f.Open = func(ctx context.Context, address string) (err error) { // as one that waits for the browser
				page, err = s.Login(ctx, address)
				return err
			}
			in, err := f.SignIn(t.Context())
			if (err == nil) != c.works || (in.Token.Access != "") != c.works || strings.Contains(page, f.Done) != c.works || strings.Contains(page, f.Failed) == c.works {
				t.Errorf("%v, and the page says %q", err, page)
			}
		})
	}
}
