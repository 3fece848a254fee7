package oauth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/secret"
)

// atToken puts a server of its own in the place of the token endpoint.
func atToken(t *testing.T, p Provider, answer http.HandlerFunc) Provider {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	p.Token = s.URL
	return p
}

// What a provider's token endpoint does wrong, at a sign-in and at a renewal.
func TestProvidersGoWrong(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   account.Trouble
	}{
		"an error of its own": {func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			http.Error(w, "oops: "+r.Form.Encode(), http.StatusInternalServerError)
		}, account.TroubleServer},
		"busy": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, account.TroubleServer},
		"a page of a hotel": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprint(w, "<html>Welcome to our hotel</html>")
		}, account.TroubleOther},
		"no token": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprint(w, "{}")
		}, account.TroubleOther},
		"a refusal that repeats what was sent": {func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"error":"invalid_request","error_description":%q}`, r.Form.Encode())
		}, account.TroubleServer},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/steal", http.StatusTemporaryRedirect)
		}, account.TroubleServer},
		"silent": {func(_ http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm() // the end of the line is seen behind the body
			<-r.Context().Done()
		}, account.TroubleSilent},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			_ = c.Close()
		}, account.TroubleOther},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := start(t)
			broken := atToken(t, p, c.answer)
			quick := &http.Client{Timeout: 300 * time.Millisecond}
			f := flowOf(s, broken)
			f.HTTP = quick
			_, err := f.SignIn(t.Context())
			if got := account.TroubleOf(err); err == nil || got != c.want && (name != "cut" || got != account.TroubleOffline) {
				t.Errorf("at the sign-in: %v (trouble %d)", err, got)
			}
			dir := t.TempDir()
			store := place{secret.File(dir), secret.Key{ID: 7, Email: "anna@example.org"}}
			k := keeperIn(t, dir, s, broken)
			k.HTTP = quick
			had := account.WithToken(account.Token{Issuer: "test", Access: "acc-old", Refresh: "ref-old", Expires: 1})
			if err := store.Set(t.Context(), had); err != nil {
				t.Fatal(err)
			}
			_, again := k.Fresh(t.Context(), 7, store, had)
			if account.TroubleOf(again) == account.TroubleSignInAgain || again == nil {
				t.Errorf("at a renewal: %v", again)
			}
			if kept, err := store.Get(t.Context()); err != nil || kept != had {
				t.Errorf("the permission is gone: %v", err)
			}
			for _, secret := range append(s.Secrets(), "acc-old", "ref-old", url.QueryEscape(s.ClientSecret)) {
				if strings.Contains(fmt.Sprintf("%v %+v %v", err, err, again), secret) {
					t.Errorf("an error holds a secret")
				}
			}
		})
	}
}

// A clock that is wrong costs a renewal too many or one too late, and never the
// permission.
func TestWrongClocks(t *testing.T) {
	s, p := start(t)
	dir := t.TempDir()
	store := place{secret.File(dir), secret.Key{ID: 7, Email: "anna@example.org"}}
	k := keeperIn(t, dir, s, p)
	c := account.WithToken(signIn(t, s, p))
	if err := store.Set(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for _, skew := range []time.Duration{-30 * 24 * time.Hour, -time.Hour, time.Hour, 30 * 24 * time.Hour} {
		k.Now = func() time.Time { return time.Now().Add(skew) }
		next, err := k.Fresh(t.Context(), 7, store, c)
		if err != nil || !s.Valid(next.Token.Access) {
			t.Fatalf("%v: %v", skew, err)
		}
		// The server takes the one before no more, and the clock says that it is good.
		s.EndAccess()
		if c, err = k.Renew(t.Context(), 7, store, next); err != nil || !s.Valid(c.Token.Access) {
			t.Fatalf("%v: %v", skew, err)
		}
	}
	if s.Count("reuse") != 0 {
		t.Errorf("%d tokens came again", s.Count("reuse"))
	}
}

func TestNoPortToComeBackTo(t *testing.T) {
	s, p := start(t)
	f := flowOf(s, p)
	f.listen = func(context.Context) (net.Listener, error) {
		return nil, &net.OpError{Op: "listen", Net: "tcp4", Err: syscall.EADDRINUSE}
	}
	f.Open = func(context.Context, string) error { t.Error("the browser is opened for nothing"); return nil }
	_, err := f.SignIn(t.Context())
	trouble(t, err, account.TroubleOther)
	if !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("%v", err)
	}
}

// Two sign-ins at once, in one program or in two, have each its own port and state.
func TestSignInsBesideEachOther(t *testing.T) {
	s, p := start(t)
	var wg sync.WaitGroup
	pages := make(chan string, 4)
	var mu sync.Mutex
	ports := map[string]bool{}
	for range 4 {
		f := flowOf(s, p)
		f.Open = func(_ context.Context, address string) error {
			u, _ := url.Parse(address)
			mu.Lock()
			ports[u.Query().Get("redirect_uri")+u.Query().Get("state")] = true
			mu.Unlock()
			pages <- address
			return nil
		}
		wg.Go(func() {
			if in, err := f.SignIn(t.Context()); err != nil || !s.Valid(in.Token.Access) {
				t.Errorf("%v", err)
			}
		})
	}
	var all []string
	for range 4 {
		all = append(all, <-pages)
	}
	for i := range all {
		if _, err := s.Login(t.Context(), all[len(all)-1-i]); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if len(ports) != 4 {
		t.Errorf("%d ports and states", len(ports))
	}
}
