// Package setup adds, changes, pauses and removes accounts together with their passwords,
// so that after every call, also a failed one, the two belong together.
package setup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"popmail/account"
	"popmail/account/oauth"
	"popmail/account/secret"
)

// Store holds the accounts.
type Store interface {
	// Accounts returns the accounts that are there, without those that were removed.
	Accounts(ctx context.Context) ([]account.Account, error)
	// AddAccount stores a new account. It calls agree with the ID that the account
	// gets, once, when nothing else stands in the way; agree's error, or an error
	// after it, leaves everything as it was.
	AddAccount(ctx context.Context, a account.Account, agree func(account.ID) error) (account.ID, error)
	// UpdateAccount stores changed settings; agree as for AddAccount.
	UpdateAccount(ctx context.Context, a account.Account, agree func() error) error
	// PauseAccount stores whether an account is paused, and nothing else of it.
	PauseAccount(ctx context.Context, id account.ID, paused bool) error
	// RemoveAccount removes an account, with its mail unless keepMail.
	RemoveAccount(ctx context.Context, id account.ID, keepMail bool) error
}

// Sessions are the sessions with servers, those of this program and of others.
type Sessions interface {
	// Hold ends the session of this program on one account, waits for that of
	// another program, and lets nobody begin one until release is called. Sessions
	// on other accounts go on.
	Hold(ctx context.Context, id account.ID) (release func(), err error)
	// End ends the session of this program on one account, if there is one.
	End(ctx context.Context, id account.ID) error
}

// Service adds, changes, pauses and removes accounts. All its methods may take long; they
// may be called from several goroutines.
type Service struct {
	Store     Store
	Passwords secret.Places
	Sessions  Sessions
	Tokens    *oauth.Keeper // keeps sign-ins with a browser alive; nil: they end with their first token
}

var (
	// ErrNoAccount says that there is no such account (any more).
	ErrNoAccount = errors.New("there is no such account")
	// ErrPasswordStays says that everything was done except for one thing: a
	// password that is of no use any more is still kept where it was.
	ErrPasswordStays = errors.New("its old password could not be removed from where it is kept")
)

// giveBackTime bounds the telling of a provider that a permission is given back.
const giveBackTime = 5 * time.Second

// errOtherServer says that a token is not for a server.
var errOtherServer = errors.New("this sign-in is for other servers")

// undoTime bounds the putting back of a password after ctx has ended.
const undoTime = 10 * time.Second

// Credential returns what is kept to log in to an account with; a token that is about
// to end is got anew before. Where there is none the error has
// account.TroubleNoPassword, and the password of the outgoing server comes with it where
// that one is there; where a sign-in with a browser has ended or was
// withdrawn account.TroubleSignInAgain, and where a names a server that what is kept was
// not given for account.TroubleNewServer.
func (s *Service) Credential(ctx context.Context, a account.Account) (account.Credential, error) {
	c, none := s.kept(ctx, a)
	old, err := s.find(ctx, a.ID)
	if errors.Is(err, ErrNoAccount) {
		old, err = a, nil
	}
	switch {
	case none != nil:
		return alone(old, a, c), none
	case err == nil:
		err = s.mayGo(old, a, c)
	}
	if err != nil {
		return account.Credential{}, err
	}
	return s.Fresh(ctx, a, c)
}

// CredentialFor is Credential for an account whose settings are being changed: what is
// kept of it lies where its stored settings say.
func (s *Service) CredentialFor(ctx context.Context, a account.Account) (account.Credential, error) {
	stored, err := s.find(ctx, a.ID)
	if err != nil {
		return account.Credential{}, err
	}
	c, err := s.kept(ctx, stored)
	if err != nil {
		return alone(stored, a, c), err
	}
	if err := s.mayGo(stored, a, c); err != nil {
		return account.Credential{}, err
	}
	a.Keep, a.Email = stored.Keep, stored.Email
	return s.Fresh(ctx, a, c)
}

// kept is what lies where an account says. Where that is the password of the outgoing server
// alone, it comes with the error of account.TroubleNoPassword.
func (s *Service) kept(ctx context.Context, a account.Account) (account.Credential, error) {
	c, err := s.Passwords.Of(a.Keep).Get(ctx, secret.KeyOf(a))
	if err == nil && !c.Given() {
		err = &account.Problem{Trouble: account.TroubleNoPassword, Err: secret.ErrNone}
	}
	return c, err
}

// Fresh returns c with a token that is good for a while, where c has one. A token is for
// the servers that it was given for alone.
func (s *Service) Fresh(ctx context.Context, a account.Account, c account.Credential) (account.Credential, error) {
	if s.Tokens == nil {
		return c, nil
	}
	if err := s.MayRead(a, c); err != nil {
		return c, err
	}
	return s.Tokens.Fresh(ctx, a.ID, s.entry(a), c)
}

// Renew returns another token in the place of one that the server has refused.
func (s *Service) Renew(ctx context.Context, a account.Account, c account.Credential) (account.Credential, error) {
	if s.Tokens == nil || c.Token.Refresh == "" {
		return c, &account.Problem{Trouble: account.TroubleSignInAgain, Server: a.Incoming.Host}
	}
	return s.Tokens.Renew(ctx, a.ID, s.entry(a), c)
}

// entry is where the credential of one account is kept.
type entry struct {
	place secret.Store
	key   secret.Key
}

func (s *Service) entry(a account.Account) entry {
	return entry{s.Passwords.Of(a.Keep), secret.KeyOf(a)}
}

// Get fulfils oauth.Store.
func (e entry) Get(ctx context.Context) (account.Credential, error) { return e.place.Get(ctx, e.key) }

// Set fulfils oauth.Store.
func (e entry) Set(ctx context.Context, c account.Credential) error {
	return e.place.Set(ctx, e.key, c)
}

// Add stores a new account and its password: both or neither. Only an account
// with account.KeepAsk may come without one. A place for passwords that cannot be
// used is an error; no other place is taken instead.
func (s *Service) Add(ctx context.Context, a account.Account, c account.Credential) (account.ID, error) {
	if err := a.Validate(); err != nil {
		return 0, err
	}
	if !c.Given() && a.Keep != account.KeepAsk {
		return 0, secret.ErrEmpty
	}
	c = s.forBoth(a, c)
	undo := nothing
	id, err := s.Store.AddAccount(ctx, a, func(id account.ID) (err error) {
		if c == (account.Credential{}) {
			return nil
		}
		a.ID = id
		undo, err = s.put(ctx, a, c)
		return err
	})
	if err != nil {
		return 0, errors.Join(err, undo())
	}
	return id, nil
}

// Expect stores a new account whose password nobody has typed yet: it is asked for at its
// first check, and kept where the account says.
func (s *Service) Expect(ctx context.Context, a account.Account) (account.ID, error) {
	if err := a.Validate(); err != nil {
		return 0, err
	}
	return s.Store.AddAccount(ctx, a, func(account.ID) error { return nil })
}

// Change stores changed settings. An empty password stands for the one that is
// kept, which goes along when it is to be kept in another place, but not to another
// server: then it is forgotten, and asked for anew. The password of an outgoing server's
// own goes with the log-in that it belongs to. Where the change
// is refused, the passwords of this and of every other account are what they were.
// Whether the account is paused stays as it is, see Pause.
// ErrPasswordStays comes after everything else was done.
func (s *Service) Change(ctx context.Context, a account.Account, c account.Credential) error {
	if err := a.Validate(); err != nil {
		return err
	}
	old, err := s.find(ctx, a.ID)
	if err != nil {
		return err
	}
	a.Paused = old.Paused
	same := secret.SameEntry(old, a)
	apart := old.OutgoingUser != "" && !keepsApart(old, a) // a password of the outgoing server's own ends here
	moved, changed := newServer(old, a, account.Credential{}) != "", c != (account.Credential{})
	if !same || moved || apart || changed {
		kept, err := s.kept(ctx, old)
		if err != nil && account.TroubleOf(err) != account.TroubleNoPassword && !c.Given() {
			return err
		}
		given, to := c.Given(), a
		if c.Outgoing != "" {
			to.Outgoing = account.Server{} // it was typed for this one
		}
		if !keepsApart(old, a) {
			changed = changed || kept.Outgoing != ""
			kept.Outgoing = ""
		}
		c = c.Over(kept)
		if !a.Sends() || a.OutgoingUser == "" {
			c.Outgoing = "" // of no use any more
		}
		if moved = !given && s.mayGo(old, to, c) != nil; moved {
			c.Password, c.Token, c.Certificate = "", account.Token{}, account.ClientCertificate{}
		}
	}
	put := c != (account.Credential{}) && (!same || moved || changed)
	gone := !same || c == (account.Credential{}) && (moved || changed)
	undo := nothing
	err = s.Store.UpdateAccount(ctx, a, func() (err error) {
		if !put {
			return nil
		}
		undo, err = s.put(ctx, a, c)
		return err
	})
	if err != nil {
		return errors.Join(err, undo())
	}
	if !gone {
		return nil
	}
	return s.forget(ctx, old)
}

// Pause says that an account is not to be checked until it is resumed, or resumes it.
// The account, its password and its mail stay as they are, here and on the server. When
// it returns, no session of this program is under way on a paused account, and nobody
// begins one but who asks for this very account.
func (s *Service) Pause(ctx context.Context, id account.ID, paused bool) error {
	if _, err := s.find(ctx, id); err != nil {
		return err
	}
	if err := s.Store.PauseAccount(ctx, id, paused); err != nil || !paused {
		return err
	}
	return s.Sessions.End(ctx, id)
}

// Remember keeps the password of an account where the account says, for account.KeepAsk
// until the program ends. The password of an outgoing server's own stays.
func (s *Service) Remember(ctx context.Context, id account.ID, c account.Credential) error {
	a, err := s.find(ctx, id)
	if err != nil {
		return err
	}
	kept, err := s.kept(ctx, a)
	if err != nil && account.TroubleOf(err) != account.TroubleNoPassword {
		return err
	}
	if c = c.Over(kept); !a.Sends() || a.OutgoingUser == "" {
		c.Outgoing = ""
	}
	undo, err := s.put(ctx, a, c)
	if err != nil {
		return errors.Join(err, undo())
	}
	// Who removed the account meanwhile has not seen this password.
	if _, err := s.find(ctx, id); errors.Is(err, ErrNoAccount) {
		return errors.Join(err, undo())
	}
	return nil
}

// Remove removes an account, its password and, unless keepMail, its mail. It waits
// for the end of the session on this account. A permission that the person has given by
// signing in goes back to the provider, if that can be reached. ErrPasswordStays comes
// after everything else was done.
func (s *Service) Remove(ctx context.Context, id account.ID, keepMail bool) error {
	a, err := s.find(ctx, id)
	if err != nil {
		return err
	}
	release, err := s.Sessions.Hold(ctx, id)
	if err != nil {
		return err
	}
	defer release()
	kept, _ := s.kept(ctx, a)
	if err := s.Store.RemoveAccount(ctx, id, keepMail); err != nil {
		return err
	}
	err = s.forget(ctx, a)
	s.giveBack(ctx, id, kept)
	return err
}

// giveBack tells the provider that a permission is not needed any more. Without the
// provider it ends by itself some day.
func (s *Service) giveBack(ctx context.Context, id account.ID, c account.Credential) {
	if s.Tokens == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveBackTime)
	defer cancel()
	if c.Token.Refresh != "" {
		_ = s.Tokens.Revoke(ctx, c)
	}
	s.Tokens.Forget(id)
}

func (s *Service) find(ctx context.Context, id account.ID) (account.Account, error) {
	all, err := s.Store.Accounts(ctx)
	if err != nil {
		return account.Account{}, err
	}
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	return account.Account{}, fmt.Errorf("account %d: %w", id, ErrNoAccount)
}

// put keeps a password. undo, never nil, brings back what was kept before; it is
// called when what put was a part of has failed, or put itself.
func (s *Service) put(ctx context.Context, a account.Account, c account.Credential) (undo func() error, err error) {
	place, key := s.Passwords.Of(a.Keep), secret.KeyOf(a)
	before, err := place.Get(ctx, key)
	if err != nil && account.TroubleOf(err) != account.TroubleNoPassword {
		return nothing, err // and nothing was written
	}
	undo = func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
		defer cancel()
		if before == (account.Credential{}) {
			return place.Delete(ctx, key)
		}
		return place.Set(ctx, key, before)
	}
	return undo, place.Set(ctx, key, c)
}

// forget removes a password that is of no use any more. That ctx has ended
// meanwhile is no reason to leave it there.
func (s *Service) forget(ctx context.Context, a account.Account) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	if err := s.Passwords.Of(a.Keep).Delete(ctx, secret.KeyOf(a)); err != nil {
		return fmt.Errorf("%w: %w", ErrPasswordStays, err)
	}
	return nil
}

func nothing() error { return nil }
