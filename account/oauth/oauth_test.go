package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/oauth/oauthtest"
	"popmail/account/secret"
)

func start(t *testing.T) (*oauthtest.Server, Provider) {
	t.Helper()
	s := oauthtest.New()
	t.Cleanup(s.Close)
	return s, Provider{
		ID: "test", Name: "Test", Client: "test", Auth: s.URL + "/authorize", Token: s.URL + "/token", Revoke: s.URL + "/revoke", Issuer: s.URL, Scopes: s.Scopes,
		Extra: map[string]string{"access_type": "offline"},
	}
}

func flowOf(s *oauthtest.Server, p Provider) *Flow {
	return &Flow{
		Provider: p, Client: Client{s.ClientID, s.ClientSecret}, Email: "anna@example.org",
		Open: func(ctx context.Context, address string) error {
			go func() { _, _ = s.Login(ctx, address) }()
			return nil
		},
	}
}

func signIn(t *testing.T, s *oauthtest.Server, p Provider) account.Token {
	t.Helper()
	in, err := flowOf(s, p).SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return in.Token
}

func trouble(t *testing.T, err error, want account.Trouble) {
	t.Helper()
	if got := account.TroubleOf(err); err == nil || got != want {
		t.Errorf("%v (trouble %d), want %d", err, got, want)
	}
}

func TestSignIn(t *testing.T) {
	s, p := start(t)
	page := make(chan string, 1)
	f := flowOf(s, p)
	f.Done = "Fertig & <gut>"
	f.Open = func(_ context.Context, address string) error {
		q, _ := url.Parse(address)
		if q.Query().Get("login_hint") != "anna@example.org" || q.Query().Get("access_type") != "offline" {
			t.Errorf("the address is %s", address)
		}
		go func() {
			text, err := s.Login(t.Context(), address) // which ends when the page is there, not with the sign-in
			page <- fmt.Sprint(text, err)
		}()
		return nil
	}
	in, err := f.SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token := in.Token
	if !s.Valid(token.Access) || token.Refresh == "" || token.Issuer != "test" || !token.Fresh(time.Now()) || token.Fresh(time.Now().Add(time.Hour)) {
		t.Error("the token is not what the server gave")
	}
	if text := <-page; !strings.Contains(text, "<p>Fertig &amp; &lt;gut&gt;</p>") || strings.Contains(text, token.Access) {
		t.Errorf("the browser shows %q", text)
	}
	if c := s.Complaints(); len(c) > 0 {
		t.Errorf("the server complains: %q", c)
	}
}

// What comes back to the port is believed only from the sign-in that was begun.
func TestStrangersAtThePort(t *testing.T) {
	s, p := start(t)
	for name, strange := range map[string]func(back *url.URL, r *http.Request){
		"no state":       func(u *url.URL, _ *http.Request) { set(u, "state", "") },
		"another state":  func(u *url.URL, _ *http.Request) { set(u, "state", "AAAAAAAAAAAAAAAAAAAAAAAAAA") },
		"two states":     func(u *url.URL, _ *http.Request) { u.RawQuery += "&state=x" },
		"another path":   func(u *url.URL, _ *http.Request) { u.Path = "/favicon.ico" },
		"another method": func(_ *url.URL, r *http.Request) { r.Method = http.MethodPost },
		"another name":   func(_ *url.URL, r *http.Request) { r.Host = "evil.example" },
	} {
		f := flowOf(s, p)
		f.Open = func(ctx context.Context, address string) error {
			to, err := url.Parse(address)
			if err != nil {
				return err
			}
			back, _ := url.Parse(to.Query().Get("redirect_uri"))
			if back.Hostname() != "127.0.0.1" {
				t.Errorf("%s: comes back to %s", name, back)
			}
			back.RawQuery = url.Values{"code": {"stolen"}, "state": {to.Query().Get("state")}}.Encode()
			r, _ := http.NewRequestWithContext(ctx, http.MethodGet, "", nil)
			r.Host = back.Host
			strange(back, r)
			r.URL = back
			go func() {
				answer, err := http.DefaultClient.Do(r)
				if err != nil || answer.StatusCode != http.StatusBadRequest {
					t.Errorf("%s: %v, %v", name, answer, err)
				} else {
					_ = answer.Body.Close()
				}
				_, _ = s.Login(ctx, address) // and then the person comes
			}()
			return nil
		}
		in, err := f.SignIn(t.Context())
		if err != nil || !s.Valid(in.Token.Access) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := s.Count("code"); n != 6 {
		t.Errorf("%d codes were shown to the server, want those of the person alone", n)
	}
}

func set(u *url.URL, name, value string) {
	q := u.Query()
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
}

func TestSignInFails(t *testing.T) {
	s, p := start(t)
	answer := func(q url.Values) func(ctx context.Context, address string) error {
		return func(ctx context.Context, address string) error {
			go func() { _, _ = s.Answer(ctx, address, q) }()
			return nil
		}
	}
	for name, c := range map[string]struct {
		change func(f *Flow)
		want   account.Trouble
		text   string
	}{
		"denied":           {func(f *Flow) { f.Open = answer(url.Values{"error": {"access_denied"}}) }, account.TroubleDenied, "access_denied"},
		"a wild error":     {func(f *Flow) { f.Open = answer(url.Values{"error": {"<b>\n"}}) }, account.TroubleDenied, "something else"},
		"no code":          {func(f *Flow) { f.Open = answer(url.Values{}) }, account.TroubleOther, "no code"},
		"two codes":        {func(f *Flow) { f.Open = answer(url.Values{"code": {"a", "b"}}) }, account.TroubleOther, "no code"},
		"another provider": {func(f *Flow) { f.Open = answer(url.Values{"code": {"a"}, "iss": {"https://evil.example"}}) }, account.TroubleOther, "another provider"},
		"a code of nobody": {func(f *Flow) { f.Open = answer(url.Values{"code": {"a"}}) }, account.TroubleSignInAgain, "invalid_grant"},
		"no browser":       {func(f *Flow) { f.Open = func(context.Context, string) error { return errors.New("none") } }, account.TroubleOther, "browser"},
		"nobody comes": {func(f *Flow) {
			f.Time = 50 * time.Millisecond
			f.Open = func(context.Context, string) error { return nil }
		}, account.TroubleNobody, ""},
		"unknown client": {func(f *Flow) { f.Client.Secret = "other" }, account.TroubleNoClient, "invalid_client"},
		"server is away": {func(f *Flow) { f.Provider.Token = "http://127.0.0.1:1/token" }, account.TroubleOffline, ""},
		"sent elsewhere": {func(f *Flow) { f.Provider.Token = s.URL + "/authorize" }, account.TroubleServer, ""},
	} {
		f := flowOf(s, p)
		c.change(f)
		_, err := f.SignIn(t.Context())
		trouble(t, err, c.want)
		if err != nil && !strings.Contains(err.Error(), c.text) || strings.Contains(fmt.Sprint(err), "not-a-secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	f := flowOf(s, p)
	f.Open = func(context.Context, string) error { cancel(); return nil }
	_, err := f.SignIn(ctx)
	trouble(t, err, account.TroubleStopped)
}

// place is a Store in a folder, as two programs share it.
type place struct {
	s secret.Store
	k secret.Key
}

func (p place) Get(ctx context.Context) (account.Credential, error) { return p.s.Get(ctx, p.k) }
func (p place) Set(ctx context.Context, c account.Credential) error { return p.s.Set(ctx, p.k, c) }

func keeperIn(t *testing.T, dir string, s *oauthtest.Server, p Provider) *Keeper {
	t.Helper()
	k := &Keeper{Clients: Clients{Dir: dir}, Dir: dir, Providers: []Provider{p}}
	if err := k.Clients.Set(p, Client{s.ClientID, s.ClientSecret}); err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRefresh(t *testing.T) {
	s, p := start(t)
	dir := t.TempDir()
	k := keeperIn(t, dir, s, p)
	store := place{secret.File(dir), secret.Key{ID: 7, Email: "anna@example.org"}}
	c := account.WithToken(signIn(t, s, p))
	if err := store.Set(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	same, err := k.Fresh(t.Context(), 7, store, c)
	if err != nil || same != c || s.Count("refresh") != 0 {
		t.Errorf("a good token is asked for anew: %v", err)
	}
	if pw, err := k.Fresh(t.Context(), 7, store, account.Password("x")); err != nil || pw != account.Password("x") {
		t.Errorf("a password becomes something else: %v", err)
	}
	// Before it ends.
	k.Now = func() time.Time { return time.Now().Add(56 * time.Minute) }
	next, err := k.Fresh(t.Context(), 7, store, c)
	if err != nil || next.Token.Access == c.Token.Access || next.Token.Refresh == c.Token.Refresh || !s.Valid(next.Token.Access) {
		t.Fatalf("no new token: %v", err)
	}
	if kept, err := store.Get(t.Context()); err != nil || kept != next {
		t.Errorf("the new token is not kept: %v", err)
	}
	// The server did not take it.
	k.Now = nil
	third, err := k.Renew(t.Context(), 7, store, next)
	if err != nil || third.Token.Access == next.Token.Access {
		t.Errorf("no other token: %v", err)
	}
	// Who still has the one before gets what is kept, and does not show the old one again.
	if got, err := k.Renew(t.Context(), 7, store, next); err != nil || got != third || s.Count("reuse") != 0 {
		t.Errorf("%v, %d tokens came again", err, s.Count("reuse"))
	}
	// A provider whose refresh tokens stay.
	s.NoRotation = true
	fourth, err := k.Renew(t.Context(), 7, store, third)
	if err != nil || fourth.Token.Refresh != third.Token.Refresh {
		t.Errorf("the refresh token is lost: %v", err)
	}
	// Faults that pass change nothing that is kept.
	for code, want := range map[string]account.Trouble{"temporarily_unavailable": account.TroubleServer, "invalid_client": account.TroubleNoClient, "invalid_grant": account.TroubleSignInAgain,
		"interaction_required": account.TroubleSignInAgain, "consent_required": account.TroubleSignInAgain, "login_required": account.TroubleSignInAgain, "access_denied": account.TroubleServer} {
		s.Fail(code)
		_, err = k.Renew(t.Context(), 7, store, fourth)
		trouble(t, err, want)
		if strings.Contains(err.Error(), fourth.Token.Refresh) {
			t.Error("the error holds the token")
		}
	}
	s.Fail("")
	if kept, _ := store.Get(t.Context()); kept != fourth {
		t.Error("what is kept was changed by a fault")
	}
	// Given back.
	if err := k.Revoke(t.Context(), fourth); err != nil || s.Count("revoke") != 1 {
		t.Error(err)
	}
	_, err = k.Renew(t.Context(), 7, store, fourth)
	trouble(t, err, account.TroubleSignInAgain)
	// No client any more, no provider.
	if err := k.Clients.Set(p, Client{}); err != nil {
		t.Fatal(err)
	}
	_, err = k.Renew(t.Context(), 7, store, fourth)
	trouble(t, err, account.TroubleNoClient)
	_, err = k.Renew(t.Context(), 7, store, account.WithToken(account.Token{Issuer: "nobody", Refresh: "x"}))
	trouble(t, err, account.TroubleNoClient)
}

const childVar = "POPMAIL_OAUTH_TEST"

// Many sessions, in two programs, need a new token at the same moment: one asks, and no
// refresh token is shown twice.
func TestOneRefreshAtATime(t *testing.T) {
	s, p := start(t)
	dir := t.TempDir()
	store := place{secret.File(dir), secret.Key{ID: 7, Email: "anna@example.org"}}
	k := keeperIn(t, dir, s, p)
	c := account.WithToken(signIn(t, s, p))
	c.Token.Expires = time.Now().Unix() - 10
	if err := store.Set(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 2 {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOneRefreshChild$", "-test.v")
		child.Env = append(os.Environ(), childVar+"="+dir+"|"+s.URL)
		wg.Go(func() {
			out, err := child.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "--- PASS: TestOneRefreshChild") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	for range 8 {
		wg.Go(func() {
			if got, err := k.Fresh(t.Context(), 7, store, c); err != nil || !s.Valid(got.Token.Access) {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if n := s.Count("refresh"); n != 1 || s.Count("reuse") != 0 {
		t.Errorf("asked %d times, want once for ten sessions in three programs", n)
	}
}

func TestOneRefreshChild(t *testing.T) {
	dir, address, ok := strings.Cut(os.Getenv(childVar), "|")
	if !ok {
		t.Skip("runs within TestOneRefreshAtATime only")
	}
	p := Provider{ID: "test", Client: "test", Token: address + "/token"}
	k := &Keeper{Clients: Clients{Dir: dir}, Dir: dir, Providers: []Provider{p}}
	store := place{secret.File(dir), secret.Key{ID: 7, Email: "anna@example.org"}}
	c, err := store.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Fresh(t.Context(), 7, store, c); err != nil {
		t.Error(err)
	}
}

func TestProviders(t *testing.T) {
	for at, want := range map[string]string{
		"pop.gmail.com anna@gmail.com": "google", "pop.gmail.com anna@company.example": "google", "smtp.gmail.com a@gmail.com": "google",
		"outlook.office365.com a@outlook.com": "microsoft", "outlook.office365.com a@hotmail.co.uk": "microsoft", "pop-mail.outlook.com a@live.de": "microsoft",
		"outlook.office365.com a@company.example": "microsoft365", "Outlook.Office365.com. a@outlook.company.example": "microsoft365", "smtp.office365.com a@company.example": "microsoft365",
		"pop.mail.yahoo.com a@yahoo.de": "yahoo", "pop.aol.com a@aol.com": "aol", "pop.example.org a@gmail.com": "", "evilpop.gmail.com a@gmail.com": "", "": "",
	} {
		host, email, _ := strings.Cut(at, " ")
		if p, ok := For(host, email); p.ID != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", at, p.ID, want)
		}
	}
	seen := map[string]bool{}
	for _, p := range Providers {
		if seen[p.ID] || len(p.Scopes) == 0 || len(p.Hosts) == 0 {
			t.Errorf("%+v", p)
		}
		seen[p.ID] = true
		for _, a := range []string{p.Auth, p.Token, p.Revoke} {
			if u, err := url.Parse(a); err != nil || a != "" && u.Scheme != "https" {
				t.Errorf("%s: %q is not fit for secrets", p.ID, a)
			}
		}
		if got, ok := ByID(p.ID); !ok || got.Name != p.Name {
			t.Errorf("%s is not found", p.ID)
		}
		if _, ok := (Clients{}).Of(p); ok {
			t.Errorf("%s: the sources hold a client ID", p.ID)
		}
	}
}
