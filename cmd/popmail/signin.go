package main

import (
	"context"
	"errors"

	"popmail/account"
	"popmail/account/oauth"
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
	return gui.Provider{Name: provider.Name, Page: provider.Page(), Ready: ready}, true
}

func (p signInPort) SignIn(ctx context.Context, a account.Account, ask gui.SignInAsk) (gui.SignedIn, error) {
	in, err := p.app.signIn(ctx, a, oauth.Flow{Open: ask.Open, Other: ask.Other, Done: ask.Done, Failed: ask.Failed})
	if err != nil {
		return gui.SignedIn{}, err
	}
	return gui.SignedIn{Credential: account.WithToken(in.Token), Email: in.Email}, nil
}

// clients are the registrations with those who sign people in.
func (a *app) clients() oauth.Clients { return oauth.Clients{Dir: a.dir} }

// signIn lets a person sign in to an account with the browser. f says how the page is
// opened; the rest of it is filled in here.
func (a *app) signIn(ctx context.Context, acct account.Account, f oauth.Flow) (oauth.SignedIn, error) {
	clients := a.clients()
	var ok bool
	if f.Provider, ok = clients.For(acct.Incoming.Host, acct.Email); !ok {
		return oauth.SignedIn{}, &account.Problem{Trouble: account.TroubleNoClient, Server: acct.Incoming.Host, Err: errNobodySignsIn}
	}
	if f.Client, ok = clients.Of(f.Provider); !ok {
		return oauth.SignedIn{}, &account.Problem{Trouble: account.TroubleNoClient, Server: f.Provider.Page()}
	}
	f.Email = acct.Email
	return f.SignIn(ctx)
}
