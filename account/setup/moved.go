package setup

import (
	"context"

	"golang.org/x/net/publicsuffix"

	"popmail/account"
)

// newServer is the name of a server in the changed settings a that c, which is kept for
// old, was not given for; empty where there is none. Reading mail goes to the very name
// that the person has agreed to. An outgoing server that takes the same password may have
// another name in the domain of the incoming one, whose owner has the password already;
// one with a password of its own may not.
func newServer(old, a account.Account, c account.Credential) string {
	if a.Incoming.Host != "" && !account.SameHost(old.Incoming.Host, a.Incoming.Host) {
		return a.Incoming.Host
	}
	out := a.Outgoing.Host
	switch {
	case out == "", a.OutgoingOpen, account.SameHost(out, old.Outgoing.Host):
		return ""
	case c.Outgoing == "" && (account.SameHost(out, a.Incoming.Host) || sameOwner(out, a.Incoming.Host)):
		return ""
	}
	return out
}

// Moved reports whether the changed settings a name a server that what is kept for the
// account was not given for.
func (s *Service) Moved(ctx context.Context, a account.Account) bool {
	old, err := s.find(ctx, a.ID)
	return err == nil && newServer(old, a, account.Credential{}) != ""
}

// MayRead reports why c must not be shown to the incoming server of a: a token is for the
// servers that it was given for alone. Its error has account.TroubleSignInAgain.
func (s *Service) MayRead(a account.Account, c account.Credential) error {
	if s.Tokens == nil || c.Token == (account.Token{}) {
		return nil
	}
	if !s.Tokens.Serves(c.Token, a.Incoming.Host) {
		return &account.Problem{Trouble: account.TroubleSignInAgain, Server: a.Incoming.Host, Err: errOtherServer}
	}
	return nil
}

// MaySend reports why c must not be shown to the outgoing server of a: a token is for the
// servers that it was given for alone. Its error has account.TroubleNewServer.
func (s *Service) MaySend(a account.Account, c account.Credential) error {
	if s.Tokens == nil || c.Token == (account.Token{}) || c.Outgoing != "" || a.OutgoingOpen {
		return nil
	}
	if !s.Tokens.Serves(c.Token, a.Outgoing.Host) {
		return &account.Problem{Trouble: account.TroubleNewServer, Server: a.Outgoing.Host, Err: errOtherServer}
	}
	return nil
}

// sameOwner reports whether two names lie in one domain that somebody has registered.
func sameOwner(a, b string) bool {
	x, errX := publicsuffix.EffectiveTLDPlusOne(account.HostKey(a))
	y, errY := publicsuffix.EffectiveTLDPlusOne(account.HostKey(b))
	return errX == nil && errY == nil && x == y
}
