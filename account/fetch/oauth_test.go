package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/oauth"
	"popmail/account/oauth/oauthtest"
	"popmail/account/secret"
	"popmail/pop3/pop3test"
	"popmail/pop3/pop3test/dovecot"
)

// tokens is a place for one credential.
type tokens struct{ s secret.Store }

func (p tokens) Get(ctx context.Context) (account.Credential, error) {
	return p.s.Get(ctx, secret.Key{ID: 1})
}

func (p tokens) Set(ctx context.Context, c account.Credential) error {
	return p.s.Set(ctx, secret.Key{ID: 1}, c)
}

// From the sign-in in the browser to mail, and what happens when the permission ends.
func TestSignInAndReceive(t *testing.T) {
	for _, mechanism := range []string{"xoauth2", "oauthbearer"} {
		t.Run(mechanism, func(t *testing.T) {
			auth := oauthtest.New()
			defer auth.Close()
			p := oauth.Provider{ID: "test", Client: "test", Auth: auth.URL + "/authorize", Token: auth.URL + "/token", Scopes: auth.Scopes}
			client := oauth.Client{ID: auth.ClientID, Secret: auth.ClientSecret}
			flow := &oauth.Flow{Provider: p, Client: client, Open: func(ctx context.Context, address string) error {
				go func() { _, _ = auth.Login(ctx, address) }()
				return nil
			}}
			in, err := flow.SignIn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			token := in.Token
			dir := t.TempDir()
			keeper := &oauth.Keeper{Clients: oauth.Clients{Dir: dir}, Dir: dir, Providers: []oauth.Provider{p}}
			if err := keeper.Clients.Set(p, client); err != nil {
				t.Fatal(err)
			}
			place := tokens{secret.File(dir)}
			c := account.WithToken(token)
			if err := place.Set(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			s := startDovecot(t, dovecot.Options{Mechanisms: mechanism, TLSOnly: true, Introspection: auth.URL + "/introspect"})
			if _, err := s.Deliver("anna", []byte("Subject: x\r\n\r\nx\r\n")); err != nil {
				t.Fatal(err)
			}
			a := dovecotAccount(s, account.TLS)
			run := func(c account.Credential) (Report, error) {
				return (&Session{Store: newStore(t)}).Run(t.Context(), a, c)
			}
			if rep, err := run(c); err != nil || rep.Received != 1 {
				t.Fatalf("%+v, %v", rep, err)
			}
			auth.EndAccess()
			_, err = run(c)
			wantTrouble(t, err, account.TroubleSignInAgain)
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), token.Access) {
				t.Error("the error holds the token")
			}
			if c, err = keeper.Renew(t.Context(), 1, place, c); err != nil {
				t.Fatal(err)
			}
			if rep, err := run(c); err != nil || rep.Received != 1 {
				t.Errorf("with the new token: %+v, %v", rep, err)
			}
			auth.RevokeAll()
			_, err = run(c)
			wantTrouble(t, err, account.TroubleSignInAgain)
			_, err = keeper.Renew(t.Context(), 1, place, c)
			wantTrouble(t, err, account.TroubleSignInAgain)
			// A password where only tokens are taken.
			_, err = run(account.Password(testPassword))
			wantTrouble(t, err, account.TroubleBrowser)
			if auth.Count("introspect") == 0 || strings.Contains(s.Log(), token.Access) {
				t.Error("Dovecot did not ask what the token is worth, or the log holds it")
			}
			if said := auth.Complaints(); len(said) > 0 {
				t.Errorf("the authorization server complains: %q", said)
			}
		})
	}
}

// What servers say to tokens, in the forms of Google and of Microsoft.
func TestTokensRefused(t *testing.T) {
	const token = "EwBwA8l6BAAU-token"
	form := b64("user=anna\x01auth=Bearer " + token + "\x01\x01")
	for _, c := range []struct {
		name string
		host string
		talk []string
		want account.Trouble
	}{
		{"Google, expired", "", []string{"AUTH XOAUTH2 " + form, "+ " + b64(`{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}`), "", "-ERR [AUTH] Username and password not accepted."}, account.TroubleSignInAgain},
		{"Microsoft", "", []string{"AUTH XOAUTH2", "-ERR Authentication failure: unknown user name or bad password."}, account.TroubleSignInAgain},
		{"Microsoft closes", "", []string{"AUTH XOAUTH2", "-ERR Protocol error. Connection is closed. 10"}, account.TroubleLogin},
		{"POP3 off", "", []string{"AUTH XOAUTH2", "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your settings page"}, account.TroubleSwitchedOff},
		{"busy", "", []string{"AUTH XOAUTH2", "-ERR [SYS/TEMP] Temporary problem"}, account.TroublePassing},
	} {
		t.Run(c.name, func(t *testing.T) {
			steps := []pop3test.Step{pop3test.StartTLS(), pop3test.Send("+OK\r\n"), pop3test.CAPA("USER", "SASL XOAUTH2")}
			for i := 0; i < len(c.talk); i += 2 {
				steps = append(steps, pop3test.Answer(c.talk[i], c.talk[i+1]+"\r\n"))
			}
			s := script(t, append(steps, pop3test.Drain())...)
			_, _, err := Probe(t.Context(), at(account.TLS, s.Port(), scriptCA(t, s)), account.WithToken(account.Token{Access: token}), 5*time.Second)
			wantTrouble(t, err, c.want)
			if strings.Contains(err.Error(), token) {
				t.Error("the error holds the token")
			}
			for _, line := range s.Got() {
				if strings.HasPrefix(line, "USER") || strings.HasPrefix(line, "PASS") {
					t.Errorf("a token is given as a password: %q", line)
				}
			}
		})
	}
}

// interrupted is a store at which something happens with the second message.
type interrupted struct {
	*memStore
	then func()
}

func (s *interrupted) Deliver(ctx context.Context, id account.ID, present []string) (Delivery, error) {
	d, err := s.memStore.Deliver(ctx, id, present)
	return &interruptedDelivery{Delivery: d, s: s}, err
}

type interruptedDelivery struct {
	Delivery
	s *interrupted
	n int
}

func (d *interruptedDelivery) Add(ctx context.Context, m Incoming) error {
	if d.n++; d.n == 2 && d.s.then != nil {
		then := d.s.then
		d.s.then = nil
		then()
	}
	return d.Delivery.Add(ctx, m)
}

// A token ends while mail comes, and the line is cut: the session goes on over another
// line with a new token, and every message comes once.
func TestATokenEndsInTheMiddle(t *testing.T) {
	auth := oauthtest.New()
	defer auth.Close()
	p := oauth.Provider{ID: "test", Client: "test", Auth: auth.URL + "/authorize", Token: auth.URL + "/token", Scopes: auth.Scopes}
	client := oauth.Client{ID: auth.ClientID, Secret: auth.ClientSecret}
	flow := &oauth.Flow{Provider: p, Client: client, Open: func(ctx context.Context, address string) error {
		go func() { _, _ = auth.Login(ctx, address) }()
		return nil
	}}
	in, err := flow.SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	keeper := &oauth.Keeper{Clients: oauth.Clients{Dir: dir}, Dir: dir, Providers: []oauth.Provider{p}}
	if err := keeper.Clients.Set(p, client); err != nil {
		t.Fatal(err)
	}
	place := tokens{secret.File(dir)}
	c := account.WithToken(in.Token)
	if err := place.Set(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s := startDovecot(t, dovecot.Options{Mechanisms: "xoauth2", TLSOnly: true, Introspection: auth.URL + "/introspect"})
	const messages = 12
	for i := range messages {
		if _, err := s.Deliver("anna", fmt.Appendf(nil, "Subject: %d\r\n\r\nx\r\n", i)); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	var line net.Conn
	lines := 0
	store := &interrupted{memStore: newStore(t), then: func() {
		auth.EndAccess()
		mu.Lock()
		defer mu.Unlock()
		_ = line.Close()
	}}
	session := &Session{
		Store: store,
		Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			mu.Lock()
			defer mu.Unlock()
			line, lines = conn, lines+1
			return conn, err
		},
		Renew: func(ctx context.Context, c account.Credential) (account.Credential, error) {
			return keeper.Renew(ctx, 1, place, c)
		},
	}
	rep, err := session.Run(t.Context(), dovecotAccount(s, account.TLS), c)
	if err != nil || rep.Received != messages || auth.Count("refresh") != 1 || lines < 3 {
		t.Errorf("%+v, %v, %d new tokens, %d lines", rep, err, auth.Count("refresh"), lines)
	}
	for uid, n := range store.copies() {
		if n != 1 {
			t.Errorf("%s is there %d times", uid, n)
		}
	}
	// Withdrawn, it ends with the provider's word, and is asked for once.
	auth.RevokeAll()
	session.Store = newStore(t)
	kept, _ := place.Get(t.Context())
	_, err = session.Run(t.Context(), dovecotAccount(s, account.TLS), kept)
	wantTrouble(t, err, account.TroubleSignInAgain)
	if !errors.Is(err, oauth.ErrEnded) || auth.Count("refresh") != 2 || auth.Count("reuse") != 0 {
		t.Errorf("%v, %d new tokens asked for, %d again", err, auth.Count("refresh"), auth.Count("reuse"))
	}
}

// A server that repeats a secret where it refuses a message: it is neither told nor noted.
func TestSecretInARefusedMessage(t *testing.T) {
	for name, c := range map[string]account.Credential{
		"token":    account.WithToken(account.Token{Access: "EwBwA8l6BAAU-token"}),
		"password": account.Password("EwBwA8l6BAAU-password"),
	} {
		t.Run(name, func(t *testing.T) {
			steps := []pop3test.Step{pop3test.StartTLS(), pop3test.Send("+OK\r\n")}
			if name == "token" {
				steps = append(steps, pop3test.CAPA("SASL XOAUTH2"), pop3test.Answer("AUTH XOAUTH2", "+OK\r\n"))
			} else {
				steps = append(steps, pop3test.CAPA("USER"), pop3test.Answer("USER", "+OK\r\n"), pop3test.Answer("PASS", "+OK\r\n"))
			}
			steps = append(steps, pop3test.CAPA("UIDL"), pop3test.Answer("STAT", "+OK 1 100\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 a\r\n.\r\n"), pop3test.Answer("LIST", "+OK\r\n1 100\r\n.\r\n"),
				pop3test.Answer("RETR 1", "-ERR not for who says "+c.Secret()+"\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
			s := script(t, append(steps, pop3test.Drain())...)
			store := newStore(t)
			rep, err := (&Session{Store: store, Timeout: 5 * time.Second}).Run(t.Context(), at(account.TLS, s.Port(), scriptCA(t, s)), c)
			if err != nil || len(rep.Failed) != 1 || rep.Failed[0].UID != "a" {
				t.Fatalf("%+v %v", rep, err)
			}
			if said := fmt.Sprintf("%v %s", rep.Failed[0].Err, store.notes); strings.Contains(said, c.Secret()) || !strings.Contains(said, "Failed") {
				t.Errorf("%s", said)
			}
		})
	}
}
