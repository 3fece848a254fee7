package poll

import (
	"context"
	"log/slog"
	"time"

	"popmail/account"
	"popmail/account/event"
)

// given is what was handed over by Give.
type given struct {
	account.Credential
	host string // of the incoming server that it is for; empty: not known yet
}

// Give hands over what an account is logged in with at its incoming server host, and checks
// with it; an empty host is the one that the account has now. It is used for as long as the
// program runs, the account has that server, and the server does not refuse it.
func (p *Poller) Give(id account.ID, host string, c account.Credential) {
	if !c.Given() {
		return
	}
	p.mu.Lock()
	w := p.workers[id]
	if w != nil && w.retired() {
		w = nil // it was paused meanwhile
	}
	now := ""
	if w != nil {
		now = w.host()
	}
	if host == "" {
		host = now
	}
	p.given[id] = given{c, host}
	if s := p.senders[id]; s != nil && w == nil { // a paused account: no check for mail brings its letters on their way
		s.poke(true)
	}
	p.mu.Unlock()
	// Where its settings are about to change to another server, that is a reason to check.
	if w != nil && account.SameHost(host, now) {
		w.passwordGiven()
	}
}

// KeyringOpened says that the place where passwords are kept has given an answer that nobody
// waited for any more: the person has unlocked it. What waits for that is tried at once.
func (p *Poller) KeyringOpened() {
	p.opened.Add(1)
	p.each((*worker).keyringOpened)
	p.eachSender(func(s *sender) {
		if account.TroubleOf(s.why) == account.TroubleNoKeyring {
			s.poke(true)
		}
	})
}

// Remember is Give for one that is to be kept. It is handed to Options.Keep
// only after the server has taken it, so that a mistyped one never takes the place
// of the one that is kept.
func (p *Poller) Remember(id account.ID, host string, c account.Credential) {
	if !c.Given() {
		return
	}
	p.mu.Lock()
	p.keep[id] = c
	p.mu.Unlock()
	p.Give(id, host, c)
}

// GiveOutgoing hands over the password of an outgoing server's own; empty: there is none any
// more. That for reading mail stays as it is.
func (p *Poller) GiveOutgoing(id account.ID, password string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g, ok := p.given[id]; ok {
		g.Outgoing = password
		p.given[id] = g
	}
	if c, ok := p.keep[id]; ok {
		c.Outgoing = password
		p.keep[id] = c
	}
	if s := p.senders[id]; s != nil {
		s.poke(true)
	}
}

// accepted keeps a password that the server has taken, if it is to be kept.
func (p *Poller) accepted(ctx context.Context, a account.Account, c account.Credential) {
	p.mu.Lock()
	want, ok := p.keep[a.ID]
	if ok = ok && want == c; ok {
		delete(p.keep, a.ID)
	}
	p.mu.Unlock()
	if !ok || p.o.Keep == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	if err := guard(func() error { return p.o.Keep(ctx, a, c) }); err != nil {
		slog.Warn("the password could not be kept", "account", a.ID, "error", err)
		p.o.Activity.Publish(event.NotKept{Account: a.ID})
	}
}

// keepTime bounds how long a password may take to be kept: a keyring may ask.
const keepTime = time.Minute

// Credential is what an account is logged in with: what was given, else what is kept.
func (p *Poller) Credential(ctx context.Context, a account.Account) (account.Credential, error) {
	c, ok := p.givenFor(a)
	if ok && c.Token != (account.Token{}) && p.o.Fresh != nil {
		return p.fresh(ctx, a, c)
	}
	if ok {
		return c, nil
	}
	c, err := p.o.Credential(ctx, a)
	if err == nil && !c.Given() {
		err = &account.Problem{Trouble: account.TroubleNoPassword}
	}
	return c, err
}

// forSending is what the outgoing server of an account is to be shown: what was given, with
// what is kept for an outgoing server's own. Whether it may be is for Options.Send.
func (p *Poller) forSending(ctx context.Context, a account.Account) (account.Credential, error) {
	c, err := p.Credential(ctx, a)
	switch {
	case a.OutgoingUser == "" || c.Outgoing != "":
		if account.TroubleOf(err) == account.TroubleNoPassword && c.Outgoing != "" {
			err = nil // which is all that is needed here
		}
		return c, err
	case err != nil:
		return c, err
	}
	if _, ok := p.givenFor(a); !ok {
		return c, nil
	}
	kept, err := p.o.Credential(ctx, a)
	if err != nil && account.TroubleOf(err) != account.TroubleNoPassword {
		kept = account.Credential{} // what lies there cannot be read now
	}
	return c.Over(kept), ctx.Err()
}

// Given is what was given for an account whose settings may be about to change: none where
// its incoming server is another one then.
func (p *Poller) Given(a account.Account) (account.Credential, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.given[a.ID]
	host := g.host
	if w := p.workers[a.ID]; ok && host == "" && w != nil {
		host = w.host()
	}
	if !ok || !g.fits(a) || !account.SameHost(host, a.Incoming.Host) {
		return account.Credential{}, false
	}
	return g.Credential, true
}

// fits reports whether the way that was chosen for an account knows what was given: who signs in
// with the browser has no password there, and one that was typed all the same must not stand in
// front of the sign-in that is kept.
func (g given) fits(a account.Account) bool {
	return !a.Auth.Browser() || g.Token != (account.Token{})
}

// givenFor is what was given for an account, unless it was for another server than the
// account has.
func (p *Poller) givenFor(a account.Account) (c account.Credential, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.given[a.ID]
	switch {
	case !ok, !g.fits(a):
		return c, false
	case g.host == "":
		g.host = a.Incoming.Host
		p.given[a.ID] = g
	case !account.SameHost(g.host, a.Incoming.Host):
		return c, false
	}
	return g.Credential, true
}

// fresh is a given token that is good for a while, in the place of c.
func (p *Poller) fresh(ctx context.Context, a account.Account, c account.Credential) (account.Credential, error) {
	next, err := p.o.Fresh(ctx, a, c)
	if err != nil || next == c {
		return next, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if g := p.given[a.ID]; g.Credential == c {
		p.given[a.ID] = given{next, g.host}
	}
	if p.keep[a.ID] == c {
		p.keep[a.ID] = next
	}
	return next, nil
}

// refused forgets a given password, unless another was given meanwhile.
func (p *Poller) refused(id account.ID, c account.Credential) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.given[id].Credential == c {
		delete(p.given, id)
	}
	if p.keep[id] == c {
		delete(p.keep, id)
	}
}
