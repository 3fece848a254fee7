package setup

import (
	"context"
	"errors"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/oauth"
	"popmail/account/oauth/oauthtest"
)

// stored is a world with an account and its password.
func stored(t *testing.T, c account.Credential) (*world, account.Account) {
	t.Helper()
	w := newWorld()
	a := account.Account{Email: "ann@example.org", Keep: account.KeepFile, Incoming: account.Server{Host: "pop.example.org"}, Outgoing: account.Server{Host: "smtp.example.org"}, OutgoingUser: "out"}
	id, err := w.Add(t.Context(), a, c)
	if err != nil {
		t.Fatal(err)
	}
	return w, w.accounts[id]
}

// What is kept for one server is not sent to another because somebody has changed a name.
func TestAKeptPasswordIsForItsServer(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(a *account.Account)
		to     string // the server that it does not go to
	}{
		{"nothing", func(*account.Account) {}, ""},
		{"port and kind", func(a *account.Account) { a.Incoming.Port, a.Incoming.Security = 110, account.STARTTLS }, ""},
		{"case and dot", func(a *account.Account) { a.Incoming.Host = "POP.Example.org." }, ""},
		{"other letters", func(a *account.Account) { a.Incoming.Host = "ｐｏｐ.example。org" }, ""},
		{"A-labels of another", func(a *account.Account) { a.Incoming.Host = "pop.xn--xample-9ua.org" }, "pop.xn--xample-9ua.org"},
		{"another incoming server", func(a *account.Account) { a.Incoming.Host = "pop.example.net" }, "pop.example.net"},
		{"one in the same domain", func(a *account.Account) { a.Incoming.Host = "pop2.example.org" }, "pop2.example.org"},
		{"another outgoing server", func(a *account.Account) { a.Outgoing.Host = "smtp.evil.example" }, "smtp.evil.example"},
		{"one of the same owner", func(a *account.Account) { a.Outgoing.Host = "mail.example.org" }, ""},
		{"none", func(a *account.Account) { a.Outgoing = account.Server{} }, ""},
		{"a neighbor below a public suffix", func(a *account.Account) { a.Outgoing.Host = "example.co.uk" }, "example.co.uk"},
		{"an address", func(a *account.Account) { a.Outgoing.Host = "127.0.0.1" }, "127.0.0.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, a := stored(t, account.Password("secret"))
			c.change(&a)
			got, err := w.Credential(t.Context(), a)
			if (account.TroubleOf(err) == account.TroubleNewServer) != (c.to != "") || got.Given() != (c.to == "") {
				t.Errorf("given out: %t, %v", got.Given(), err)
			}
			if c.to != "" && account.ProblemOf(err).Server != c.to {
				t.Errorf("the error names %q", account.ProblemOf(err).Server)
			}
			if w.Moved(t.Context(), a) != (c.to != "") {
				t.Error("Moved does not know")
			}
			if err := w.Change(t.Context(), a, account.Credential{}); err != nil {
				t.Fatal(err)
			}
			got, err = w.Credential(t.Context(), a)
			if (account.TroubleOf(err) == account.TroubleNoPassword) != (c.to != "") || got.Given() != (c.to == "") {
				t.Errorf("after the change: given out: %t, %v", got.Given(), err)
			}
		})
	}
	// What is typed is for the new name.
	w, a := stored(t, account.Password("secret"))
	a.Incoming.Host = "pop.example.net"
	if err := w.Change(t.Context(), a, account.Password("for it")); err != nil {
		t.Fatal(err)
	}
	if got, err := w.Credential(t.Context(), a); err != nil || got != account.Password("for it") {
		t.Errorf("%v", err)
	}
	// A change of name and place at once does not carry it along.
	w, a = stored(t, account.Password("secret"))
	a.Incoming.Host, a.Keep = "pop.example.net", account.KeepKeyring
	if err := w.Change(t.Context(), a, account.Credential{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Credential(t.Context(), a); account.TroubleOf(err) != account.TroubleNoPassword {
		t.Errorf("%v", err)
	}
	// A password of the outgoing server's own does not go to another one either.
	own := account.Credential{Password: "secret", Outgoing: "own"}
	w, a = stored(t, own)
	a.Outgoing.Host = "mail.example.org"
	if _, err := w.Credential(t.Context(), a); account.TroubleOf(err) != account.TroubleNewServer {
		t.Errorf("%v", err)
	}
	w, a = stored(t, own)
	a.Outgoing.Host = "smtp.example.net"
	if err := w.Change(t.Context(), a, account.Credential{Outgoing: "own"}); err != nil {
		t.Fatal(err)
	}
	if got, err := w.Credential(t.Context(), a); err != nil || got != own {
		t.Errorf("what was typed for it is not there: %v", err)
	}
	// Another password for reading leaves it.
	if err := w.Change(t.Context(), a, account.Password("new")); err != nil {
		t.Fatal(err)
	}
	if got, _ := w.Credential(t.Context(), a); got != (account.Credential{Password: "new", Outgoing: "own"}) {
		t.Error("the password of the outgoing server is gone")
	}
	// A refused change leaves it.
	w, a = stored(t, account.Password("secret"))
	w.refuse = errStore
	old := a
	a.Incoming.Host = "pop.example.net"
	if err := w.Change(t.Context(), a, account.Credential{}); err == nil {
		t.Fatal("not refused")
	}
	if got, err := w.Credential(t.Context(), old); err != nil || !got.Given() {
		t.Errorf("the password is gone: %v", err)
	}
}

// signedIn is a world whose account is signed in to.
func signedIn(t *testing.T) (*world, account.Account, *oauthtest.Server) {
	t.Helper()
	s := oauthtest.New()
	t.Cleanup(s.Close)
	p := oauth.Provider{
		ID: "test", Name: "Test", Client: "test", Auth: s.URL + "/authorize", Token: s.URL + "/token", Revoke: s.URL + "/revoke", Scopes: s.Scopes,
		Hosts: []string{"pop.example.org", ".mail.example.org"},
	}
	client := oauth.Client{ID: s.ClientID, Secret: s.ClientSecret}
	flow := oauth.Flow{Provider: p, Client: client, Open: func(ctx context.Context, address string) error {
		go func() { _, _ = s.Login(ctx, address) }()
		return nil
	}}
	in, err := flow.SignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w, a := stored(t, account.WithToken(in.Token))
	dir := t.TempDir()
	w.Tokens = &oauth.Keeper{Clients: oauth.Clients{Dir: dir}, Dir: dir, Providers: []oauth.Provider{p}}
	if err := w.Tokens.Clients.Set(p, client); err != nil {
		t.Fatal(err)
	}
	return w, a, s
}

func TestATokenIsForTheServersOfItsProvider(t *testing.T) {
	w, a, _ := signedIn(t)
	c, err := w.Credential(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	for host, ok := range map[string]bool{"pop.example.org": true, "in.mail.example.org": true, "pop.example.net": false, "evilpop.example.org": false} {
		a.Incoming.Host = host
		if _, err := w.Fresh(t.Context(), a, c); (err == nil) != ok || !ok && account.TroubleOf(err) != account.TroubleSignInAgain {
			t.Errorf("%s: %v", host, err)
		}
		// The same goes for a token that is kept nowhere yet.
		a.ID = 0
		if err := w.MayRead(a, c); (err == nil) != ok || !ok && account.TroubleOf(err) != account.TroubleSignInAgain {
			t.Errorf("new, %s: %v", host, err)
		}
		if err := w.MayRead(a, account.Password("x")); err != nil {
			t.Errorf("a password for %s: %v", host, err)
		}
	}
}

// TestATokenOfAnUnknownProvider: a provider that was taken out of the file leaves its
// tokens to the servers that they were given for; one of which nobody knows any more what
// it was given for goes nowhere.
func TestATokenOfAnUnknownProvider(t *testing.T) {
	w, a, _ := signedIn(t)
	c, err := w.Credential(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	w.Tokens.Providers = []oauth.Provider{{ID: "other", Hosts: []string{"pop.example.net"}}}
	nameless := c
	nameless.Token.Servers = ""
	for host, ok := range map[string]bool{"POP.example.org.": true, "in.mail.example.org": true, "mail.example.org": true, "pop.example.net": false, "evilmail.example.org": false, "": false} {
		a.Incoming.Host, a.Outgoing.Host = host, host
		_, fresh := w.Fresh(t.Context(), a, c)
		for what, err := range map[string]error{"reading": w.MayRead(a, c), "sending": w.MaySend(a, c), "fresh": fresh} {
			if (err == nil) != ok {
				t.Errorf("%s at %q: %v", what, host, err)
			}
		}
		if w.MayRead(a, nameless) == nil || w.MaySend(a, nameless) == nil {
			t.Errorf("a token for nobody knows what goes to %q", host)
		}
	}
}

func TestATokenGoesToNoOtherOutgoingServer(t *testing.T) {
	w, a, _ := signedIn(t)
	c, _ := w.Credential(t.Context(), a)
	for host, ok := range map[string]bool{"out.mail.example.org": true, "smtp.example.net": false} {
		a.Outgoing.Host = host
		if err := w.MaySend(a, c); (err == nil) != ok || !ok && account.TroubleOf(err) != account.TroubleNewServer {
			t.Errorf("%s: %v", host, err)
		}
	}
	own := c
	own.Outgoing = "its own"
	open := a
	open.OutgoingOpen = true
	a.OutgoingUser = ""
	if err := errors.Join(w.MaySend(a, own), w.MaySend(open, c), w.MaySend(a, account.Password("x"))); err != nil {
		t.Error(err)
	}
}

func TestRemovingAnAccountGivesThePermissionBack(t *testing.T) {
	w, a, s := signedIn(t)
	c, _ := w.Credential(t.Context(), a)
	if err := w.Remove(t.Context(), a.ID, false); err != nil {
		t.Fatal(err)
	}
	if s.Count("revoke") != 1 || s.Valid(c.Token.Access) {
		t.Errorf("revoked %d times", s.Count("revoke"))
	}
	// A provider that cannot be reached is no reason to keep the account.
	w, a, s = signedIn(t)
	s.Close()
	begin := time.Now()
	if err := w.Remove(t.Context(), a.ID, false); err != nil || len(w.accounts) != 0 || time.Since(begin) > 2*giveBackTime {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
	// Where the removal is refused nothing is given back.
	w, a, s = signedIn(t)
	w.refuse = errStore
	if err := w.Remove(t.Context(), a.ID, false); err == nil || s.Count("revoke") != 0 {
		t.Errorf("%v, revoked %d times", err, s.Count("revoke"))
	}
}
