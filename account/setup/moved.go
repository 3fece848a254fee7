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

// mayGo is why c, which is kept for old, must not go to the servers of the changed settings
// a; nil: it may. A password is for the names that the person has agreed to, a token for the
// servers that its provider gave it for: the incoming one here, MaySend asks for the other.
func (s *Service) mayGo(old, a account.Account, c account.Credential) error {
	if s.Tokens != nil && c.Token != (account.Token{}) {
		if err := s.MayRead(a, c); err != nil && !account.SameHost(old.Incoming.Host, a.Incoming.Host) {
			return err
		}
		if c.Outgoing == "" {
			return nil
		}
		a.Incoming = old.Incoming
	}
	if a.OutgoingUser == "" {
		c.Outgoing = "" // nobody is shown it
	}
	if host := newServer(old, a, c); host != "" {
		return &account.Problem{Trouble: account.TroubleNewServer, Server: host}
	}
	return nil
}

// Moved reports whether the changed settings a name a server that what is kept for the
// account was not given for.
func (s *Service) Moved(ctx context.Context, a account.Account) bool {
	old, err := s.find(ctx, a.ID)
	return err == nil && newServer(old, a, account.Credential{}) != ""
}

// keepsApart reports whether the outgoing server of a takes the password of its own that old
// has for it, where it has one.
func keepsApart(old, a account.Account) bool {
	return a.Sends() && a.OutgoingUser != "" && !a.OutgoingOpen && account.SameHost(old.Outgoing.Host, a.Outgoing.Host)
}

// LeavesApart reports whether the outgoing server of the changed settings a takes no password of
// its own any more that is there for the account.
func (s *Service) LeavesApart(ctx context.Context, a account.Account) bool {
	old, err := s.find(ctx, a.ID)
	return err == nil && old.OutgoingUser != "" && !keepsApart(old, a)
}

// alone is c, which holds no more than the password of an outgoing server's own, where that may
// go to the outgoing server of a.
func alone(old, a account.Account, c account.Credential) account.Credential {
	if !keepsApart(old, a) {
		return account.Credential{}
	}
	return c
}

// apart reports whether the outgoing server of a has a log-in of its own, and belongs to
// somebody else than the incoming one. It is never shown the password for reading mail
// because that is all there is.
func apart(a account.Account) bool {
	return a.Sends() && !a.OutgoingOpen && a.OutgoingUser != "" &&
		!account.SameHost(a.Incoming.Host, a.Outgoing.Host) && !sameOwner(a.Incoming.Host, a.Outgoing.Host)
}

// forBoth is c for a new account, whose person has agreed to its servers: without a password
// of the outgoing server's own the one that was typed is for both.
func (s *Service) forBoth(a account.Account, c account.Credential) account.Credential {
	if c.Outgoing == "" && apart(a) {
		c.Outgoing = c.Password
	}
	if !a.Sends() || a.OutgoingUser == "" {
		c.Outgoing = ""
	}
	return c
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
// servers that it was given for alone, which is an error of account.TroubleNewServer; and the
// password for reading mail is not for another owner's server that has a log-in of its own,
// which is one of account.TroubleNoPassword. In an account that is not stored yet the person
// has just typed the one for both.
func (s *Service) MaySend(a account.Account, c account.Credential) error {
	if a.ID != 0 && c.Outgoing == "" && c.Password != "" && apart(a) {
		return &account.Problem{Trouble: account.TroubleNoPassword, Server: a.Outgoing.Host, Sending: true}
	}
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
