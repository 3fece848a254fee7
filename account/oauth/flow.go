package oauth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"popmail/account"
)

const (
	signInTime  = 10 * time.Minute // for the person, who may have to look for a second factor
	requestTime = 30 * time.Second // for one request to the provider
)

// ErrDenied says that the person, or the provider, did not give the permission.
var ErrDenied = errors.New("the sign-in was not allowed")

// errNobody says that the time for the person is over.
var errNobody = errors.New("nobody has signed in")

// Flow is one sign-in with the browser.
type Flow struct {
	Provider Provider
	Client   Client
	Email    string // offered as the name to sign in with; may be empty
	// Open shows a page in the system's browser.
	Open func(ctx context.Context, address string) error
	// Other lets the person choose who signs in, where the browser knows somebody.
	Other bool
	HTTP  *http.Client  // to the provider; nil: a usual one
	Time  time.Duration // for the person; 0: 10 minutes
	// Done and Failed are what the browser shows at the end, in the person's language;
	// empty: English.
	Done, Failed string

	listen func(ctx context.Context) (net.Listener, error) // in tests; nil: a free port of 127.0.0.1
}

// SignedIn is what a person has allowed, and who that person is.
type SignedIn struct {
	Token account.Token
	Email string // as the provider says it; empty: it does not say
}

// SignIn opens the browser at the provider's page and waits until the person has
// answered there. The provider sends the browser back to a port of 127.0.0.1 that is
// open for this one sign-in (RFC 8252, section 7.3). Errors are *account.Problem: with
// account.TroubleDenied and ErrDenied the person has said no, with account.TroubleNobody
// the time has run out.
func (f *Flow) SignIn(ctx context.Context) (SignedIn, error) {
	limit := f.Time
	if limit <= 0 {
		limit = signInTime
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errNobody)
	defer cancel()
	listen := f.listen
	if listen == nil {
		listen = freePort
	}
	l, err := listen(ctx)
	if err != nil {
		return SignedIn{}, &account.Problem{Err: fmt.Errorf("this computer has no port for the browser to come back to: %w", err)}
	}
	host := l.Addr().String()
	config := f.Provider.config(f.Client, "http://"+host+"/")
	verifier := oauth2.GenerateVerifier()
	back := &comeback{flow: f, host: host, state: rand.Text(), result: make(chan result, 1)}
	back.exchange = func(code string) (SignedIn, error) { return f.exchange(ctx, config, code, verifier) }
	// What is answered to the browser hangs on what the provider answers.
	server := &http.Server{Handler: back, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: requestTime + 10*time.Second, MaxHeaderBytes: 32 << 10}
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(l) }()
	defer func() { <-served }()
	defer func() {
		// The last page is still on its way to the browser.
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(end) != nil {
			_ = server.Close()
		}
	}()
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)}
	if f.Email != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", f.Email))
	}
	for k, v := range f.Provider.Extra {
		options = append(options, oauth2.SetAuthURLParam(k, v))
	}
	if f.Other { // OpenID Connect Core 1.0, section 3.1.2.1
		options = append(options, oauth2.SetAuthURLParam("prompt", strings.TrimSpace("select_account "+f.Provider.Extra["prompt"])))
	}
	// Other people on this computer can see the address among the arguments of the browser.
	// Nothing in it opens a mailbox: besides the name of PopMail, the port and the person's
	// address there is the hash of the verifier (RFC 7636, section 4.2), without which the
	// code is of no use, and the state, with which they could at most sign in here as
	// themselves, to a mailbox that is not the account's. The code does not come this way.
	if err := f.Open(ctx, config.AuthCodeURL(back.state, options...)); err != nil {
		return SignedIn{}, f.problem(fmt.Errorf("the browser could not be opened: %w", err))
	}
	select {
	case <-ctx.Done():
		return SignedIn{}, f.problem(context.Cause(ctx))
	case r := <-back.result:
		return r.in, r.err
	}
}

// freePort listens at a port that nobody else has; whichever it is, providers take it
// (RFC 8252, section 7.3).
func freePort(ctx context.Context) (net.Listener, error) {
	return new(net.ListenConfig).Listen(ctx, "tcp4", "127.0.0.1:0")
}

// exchange makes a token of the code (RFC 6749, section 4.1.3).
func (f *Flow) exchange(ctx context.Context, config *oauth2.Config, code, verifier string) (SignedIn, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	t, err := config.Exchange(withHTTP(ctx, f.HTTP), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return SignedIn{}, f.problem(plainError(err))
	}
	id, _ := t.Extra("id_token").(string)
	return SignedIn{tokenOf(f.Provider, t, ""), who(id, f.Client.ID)}, nil
}

func (f *Flow) problem(err error) error { return problem(f.Provider, err) }

// tokenOf is t as it is kept. Where the provider sends no new refresh token the old one
// goes on being good (RFC 6749, section 6).
func tokenOf(p Provider, t *oauth2.Token, refresh string) account.Token {
	out := account.Token{Issuer: p.ID, Access: t.AccessToken, Refresh: t.RefreshToken, Servers: strings.Join(p.Hosts, " ")}
	if out.Refresh == "" {
		out.Refresh = refresh
	}
	if !t.Expiry.IsZero() {
		out.Expires = t.Expiry.Unix()
	}
	return out
}

type result struct {
	in  SignedIn
	err error
}

// comeback takes the browser when the provider sends it back.
type comeback struct {
	flow   *Flow
	host   string
	state  string
	result chan result
	// exchange makes a token of the code. Its errors are *account.Problem.
	exchange func(code string) (SignedIn, error)

	mu    sync.Mutex
	first *result // of the first request that knows the state; nil: none has come
}

// ServeHTTP takes the first request that knows the state, and says how the sign-in has ended. Others,
// which any page in any browser could make, change nothing.
func (b *comeback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Connection", "close")
	q := r.URL.Query()
	// A name that leads to 127.0.0.1 is not this address: pages could read answers.
	if r.Host != b.host || r.Method != http.MethodGet || r.URL.Path != "/" || len(q["state"]) != 1 ||
		subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(b.state)) != 1 {
		http.Error(w, "This page is only for signing in.", http.StatusBadRequest)
		return
	}
	res := b.take(q)
	text := or(b.flow.Done, "You are signed in. You can close this page and go back to PopMail.")
	if res.err != nil {
		text = or(b.flow.Failed, "The sign-in did not work. You can close this page and go back to PopMail.")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, "<!doctype html><meta charset=utf-8><title>PopMail</title><p>%s</p>\n", html.EscapeString(text))
}

// take ends the sign-in with the first answer; where the page is loaded once more, with the same words.
func (b *comeback) take(q map[string][]string) result {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.first == nil {
		var res result
		code, err := b.read(q)
		if err != nil {
			res.err = b.flow.problem(err)
		} else {
			res.in, res.err = b.exchange(code)
		}
		b.first = &res
		b.result <- res
	}
	return *b.first
}

// read finds the code in the provider's answer.
func (b *comeback) read(q map[string][]string) (code string, err error) {
	one := func(name string) string {
		if v := q[name]; len(v) == 1 {
			return v[0]
		}
		return ""
	}
	// RFC 9207, section 2.4: an answer of another provider is not for this one.
	if iss := one("iss"); iss != "" && b.flow.Provider.Issuer != "" && iss != b.flow.Provider.Issuer {
		return "", errors.New("the answer comes from another provider")
	}
	if e := one("error"); e != "" {
		return "", fmt.Errorf("%w (%s)", ErrDenied, word(e))
	}
	if code := one("code"); code != "" {
		return code, nil
	}
	return "", errors.New("the provider's answer holds no code")
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
