// Package oauthtest is an authorization server for tests: it holds clients of OAuth 2 to
// PKCE with S256, to a loopback address to come back to, to a state, and to refresh
// tokens that are good for one use; and it tells mail servers what a token is worth
// (RFC 7662). Login is the person in front of the browser.
package oauthtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Server is an authorization server on 127.0.0.1. Change its fields before its first
// use; its methods may be called from several goroutines.
type Server struct {
	*httptest.Server
	ClientID, ClientSecret string
	Scopes                 []string // that have to be asked for
	User                   string   // whom tokens stand for
	Email                  string   // of that person, told in an ID token; empty: it is not told
	Life                   time.Duration
	NoRotation             bool // refresh tokens stay good

	mu      sync.Mutex
	codes   map[string]grant  // by code
	access  map[string]*grant // by token
	refresh map[string]*grant
	used    map[string]*grant // refresh tokens that were used up
	said    []string
	counts  map[string]int
	fail    string // the error that the token endpoint gives
	secrets []string
}

// grant is a permission that a person has given.
type grant struct {
	challenge, redirect string
	ends                time.Time // of an access token
	revoked             *bool
}

// New starts a server, without TLS.
func New() *Server {
	s := &Server{
		ClientID: "popmail-test", ClientSecret: "not-a-secret", Scopes: []string{"mail"}, User: "anna", Life: time.Hour,
		codes: map[string]grant{}, access: map[string]*grant{}, refresh: map[string]*grant{}, used: map[string]*grant{}, counts: map[string]int{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", s.authorize)
	mux.HandleFunc("POST /token", s.token)
	mux.HandleFunc("POST /revoke", s.revoke)
	mux.HandleFunc("/introspect", s.introspect)
	s.Server = httptest.NewServer(mux)
	return s
}

// Fail makes the token endpoint refuse with an error code; "": no more.
func (s *Server) Fail(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = code
}

// Count is how often something was done: "authorize", "code", "refresh", "revoke",
// "introspect", "reuse" (a refresh token that had been used).
func (s *Server) Count(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[what]
}

// Secrets is all that nobody but the client may come to know: tokens, codes, the
// verifiers that it has shown, and its own secret.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append(slices.Clone(s.secrets), s.ClientSecret)
}

// Complaints are what clients did wrong.
func (s *Server) Complaints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.said)
}

// RevokeAll takes all permissions back, as a person does on the provider's page.
func (s *Server) RevokeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.refresh {
		*g.revoked = true
	}
	for _, g := range s.access {
		*g.revoked = true
	}
}

// EndAccess makes all access tokens worthless; refresh tokens stay.
func (s *Server) EndAccess() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.access)
}

// Valid reports whether a mail server takes the token.
func (s *Server) Valid(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.access[token]
	return g != nil && !*g.revoked && time.Now().Before(g.ends)
}

// Login is a person who signs in at once: it loads address as a browser does, follows
// the way back, and returns the page that is shown at the end.
func (s *Server) Login(ctx context.Context, address string) (page string, err error) {
	return load(ctx, address)
}

// Deny is a person who says no on the page.
func (s *Server) Deny(ctx context.Context, address string) (page string, err error) {
	return s.Answer(ctx, address, url.Values{"error": {"access_denied"}})
}

// Answer brings the browser back with an answer of the test's own and the right state.
func (s *Server) Answer(ctx context.Context, address string, answer url.Values) (page string, err error) {
	to, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	if !answer.Has("state") {
		answer.Set("state", to.Query().Get("state"))
	}
	return load(ctx, to.Query().Get("redirect_uri")+"?"+answer.Encode())
}

func load(ctx context.Context, address string) (page string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = a.Body.Close() }()
	b := make([]byte, 4096)
	n, _ := a.Body.Read(b)
	if a.StatusCode != http.StatusOK {
		return "", fmt.Errorf("oauthtest: %s: %s", a.Status, b[:n])
	}
	return string(b[:n]), nil
}

func (s *Server) complain(format string, a ...any) string {
	text := fmt.Sprintf(format, a...)
	s.said = append(s.said, text)
	return text
}

// loopback reports whether an address to come back to is one of RFC 8252, section 7.3.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback() && u.Port() != ""
}

func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts["authorize"]++
	q := r.URL.Query()
	bad := ""
	switch {
	case q.Get("response_type") != "code":
		bad = s.complain("response_type %q", q.Get("response_type"))
	case q.Get("client_id") != s.ClientID:
		bad = s.complain("client_id %q", q.Get("client_id"))
	case q.Get("client_secret") != "":
		bad = s.complain("the secret goes through the browser")
	case !loopback(q.Get("redirect_uri")):
		bad = s.complain("redirect_uri %q", q.Get("redirect_uri"))
	case q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
		bad = s.complain("code_challenge_method %q", q.Get("code_challenge_method"))
	case len(q.Get("state")) < 20:
		bad = s.complain("state %q", q.Get("state"))
	case !slices.Equal(strings.Fields(q.Get("scope")), s.Scopes):
		bad = s.complain("scope %q", q.Get("scope"))
	}
	if bad != "" {
		http.Error(w, bad, http.StatusBadRequest)
		return
	}
	code := rand.Text()
	s.secrets = append(s.secrets, code)
	s.codes[code] = grant{challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri"), revoked: new(bool)}
	back := q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {s.URL}}.Encode()
	http.Redirect(w, r, back, http.StatusFound)
}

func refuse(w http.ResponseWriter, code, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": text})
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = r.ParseForm()
	f := r.PostForm
	if v := f.Get("code_verifier"); v != "" {
		s.secrets = append(s.secrets, v)
	}
	if s.fail != "" {
		refuse(w, s.fail, "as the test wishes: "+f.Get("refresh_token")+f.Get("code"))
		return
	}
	if f.Get("client_id") != s.ClientID || f.Get("client_secret") != s.ClientSecret {
		refuse(w, "invalid_client", s.complain("client %q", f.Get("client_id")))
		return
	}
	switch f.Get("grant_type") {
	case "authorization_code":
		s.counts["code"]++
		g, ok := s.codes[f.Get("code")]
		delete(s.codes, f.Get("code")) // good for one use
		sum := sha256.Sum256([]byte(f.Get("code_verifier")))
		switch {
		case !ok:
			refuse(w, "invalid_grant", s.complain("an unknown code"))
		case g.redirect != f.Get("redirect_uri"):
			refuse(w, "invalid_grant", s.complain("another redirect_uri"))
		case g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]):
			refuse(w, "invalid_grant", s.complain("a verifier that does not fit"))
		default:
			s.issue(w, &g, "")
		}
	case "refresh_token":
		s.counts["refresh"]++
		old := f.Get("refresh_token")
		if g := s.used[old]; g != nil {
			// Whoever has a token that was used may have stolen it.
			*g.revoked = true
			s.counts["reuse"]++
			refuse(w, "invalid_grant", s.complain("a refresh token comes again"))
			return
		}
		g := s.refresh[old]
		if g == nil || *g.revoked {
			refuse(w, "invalid_grant", "the permission has ended")
			return
		}
		s.issue(w, g, old)
	default:
		refuse(w, "unsupported_grant_type", s.complain("grant_type %q", f.Get("grant_type")))
	}
}

func (s *Server) issue(w http.ResponseWriter, g *grant, old string) {
	access := "acc-" + rand.Text()
	s.secrets = append(s.secrets, access)
	s.access[access] = &grant{ends: time.Now().Add(s.Life), revoked: g.revoked}
	answer := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": int(s.Life / time.Second), "scope": strings.Join(s.Scopes, " ")}
	if old == "" || !s.NoRotation {
		refresh := "ref-" + rand.Text()
		s.secrets = append(s.secrets, refresh)
		s.refresh[refresh] = g
		answer["refresh_token"] = refresh
		if old != "" {
			delete(s.refresh, old)
			s.used[old] = g
		}
	}
	if s.Email != "" && old == "" {
		claims, _ := json.Marshal(map[string]string{"iss": s.URL, "aud": s.ClientID, "email": s.Email})
		answer["id_token"] = "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".c2ln"
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func (s *Server) revoke(_ http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = r.ParseForm()
	s.counts["revoke"]++
	if g := s.refresh[r.PostForm.Get("token")]; g != nil {
		*g.revoked = true
	}
}

// introspect answers mail servers (RFC 7662, section 2).
func (s *Server) introspect(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	token := r.Form.Get("token")
	if token == "" {
		token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	valid := s.Valid(token)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts["introspect"]++
	answer := map[string]any{"active": valid}
	if valid {
		answer["username"], answer["scope"] = s.User, strings.Join(s.Scopes, " ")
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}
