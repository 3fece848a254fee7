package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"popmail/account"
	"popmail/account/oauth"
	"popmail/account/secret"
	"popmail/gui"
)

// errNobodySignsIn says that a server has no sign-in with the browser that is known.
var errNobodySignsIn = errors.New("nothing is known of signing in to this server with the browser")

// signInPort fills gui.SignIns.
type signInPort struct{ app *app }

func (p signInPort) SignInAt(_ context.Context, host, email string) (gui.Provider, bool) {
	clients := p.app.clients()
	provider, ok := clients.For(host, email)
	if !ok {
		return gui.Provider{}, false
	}
	_, ready := clients.Of(provider)
	return gui.Provider{Key: provider.Client, Name: provider.Name, Page: provider.Page(), Ready: ready}, true
}

func (p signInPort) SignIn(ctx context.Context, a account.Account, ask gui.SignInAsk) (gui.SignedIn, error) {
	in, err := p.app.signIn(ctx, a, ask.Provider, oauth.Flow{Open: ask.Open, Other: ask.Other, Done: ask.Done, Failed: ask.Failed})
	if err != nil {
		return gui.SignedIn{}, err
	}
	return gui.SignedIn{Credential: account.WithToken(in.Token), Email: in.Email}, nil
}

func (p signInPort) Clients(context.Context) ([]gui.SignInClient, error) {
	clients := p.app.clients()
	var out []gui.SignInClient
	for _, provider := range clients.Providers() {
		at := slices.IndexFunc(out, func(c gui.SignInClient) bool { return c.Key == provider.Client })
		switch {
		case at < 0:
			row := gui.SignInClient{Key: provider.Client, Name: provider.Name, Shipped: clients.Shipped(provider)}
			if c, own, ok := clients.Where(provider); ok && own {
				row.ID = c.ID
			}
			out = append(out, row)
		case out[at].Name != provider.Name:
			out[at].Name += ", " + provider.Name
		}
	}
	return out, nil
}

func (p signInPort) SetClient(_ context.Context, key, id, secret string) (ok bool, err error) {
	clients := p.app.clients()
	providers := clients.Providers()
	at := slices.IndexFunc(providers, func(p oauth.Provider) bool { return p.Client == key })
	if at < 0 {
		return false, nil
	}
	client := oauth.Client{ID: id, Secret: secret}
	if was, own, ok := clients.Where(providers[at]); ok && own && secret == "" && was.ID == strings.TrimSpace(id) {
		client = was // its secret is not shown, so nobody has taken it out
	}
	err = clients.Set(providers[at], client)
	if errors.Is(err, oauth.ErrClient) {
		return false, nil
	}
	return err == nil, err
}

// clients are the registrations with those who sign people in.
func (a *app) clients() oauth.Clients { return oauth.Clients{Dir: a.dir} }

// signIn lets a person sign in to an account with the browser. f says how the page is
// opened; the rest of it is filled in here. provider is the ID of whose address it is; empty: who it
// was the last time.
func (a *app) signIn(ctx context.Context, acct account.Account, provider string, f oauth.Flow) (oauth.SignedIn, error) {
	clients := a.clients()
	if provider == "" && acct.ID != 0 {
		if kept, err := a.accounts.Passwords.Of(acct.Keep).Get(ctx, secret.KeyOf(acct)); err == nil {
			provider = kept.Token.Issuer
		}
	}
	var ok bool
	if f.Provider, ok = clients.ForOne(provider, acct.Incoming.Host, acct.Email); !ok {
		return oauth.SignedIn{}, &account.Problem{Trouble: account.TroubleNoClient, Server: acct.Incoming.Host, Err: errNobodySignsIn}
	}
	if f.Client, ok = clients.Of(f.Provider); !ok {
		return oauth.SignedIn{}, &account.Problem{Trouble: account.TroubleNoClient, Server: f.Provider.Page()}
	}
	f.Email = acct.Email
	return f.SignIn(ctx)
}
