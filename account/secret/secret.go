// Package secret keeps the passwords of accounts: in the operating system's
// password store, in a file that only its owner can read, or in memory.
//
// No error of this package holds a password, and nothing is logged.
package secret

import (
	"context"
	"errors"

	"popmail/account"
)

// Store keeps passwords. Its methods may be called from several goroutines.
// Their errors are *account.Problem: TroubleNoPassword wrapping ErrNone,
// TroubleNoKeyring wrapping ErrUnavailable, or TroubleStore and TroubleDiskFull
// from File.
type Store interface {
	// Get returns what is kept under key, or ErrNone.
	Get(ctx context.Context, key Key) (account.Credential, error)
	// Set keeps a credential under key in place of what was there. It has been
	// written when Set returns nil.
	Set(ctx context.Context, key Key, c account.Credential) error
	// Delete forgets the password. It is no error when there is none.
	Delete(ctx context.Context, key Key) error
}

// ErrNone says that no password is kept under a key.
var ErrNone = errors.New("no password is kept")

// ErrUnavailable says that the place where passwords are kept cannot be used now.
var ErrUnavailable = errors.New("the password store cannot be used")

// ErrEmpty refuses to keep an empty password.
var ErrEmpty = errors.New("an empty password is not kept")

// Key names the password of an account within one data folder.
//
// The operating system's store is shared by all data folders, so an entry there is
// named by the e-mail address and the folder; a file belongs to one data folder, so
// an entry there is named by the ID. Neither changes when the server, the user name
// or the person's name are changed.
type Key struct {
	ID    account.ID
	Email string
	Host  string
	User  string
}

// KeyOf returns the key of a's password.
func KeyOf(a account.Account) Key {
	return Key{ID: a.ID, Email: a.Email, Host: a.Incoming.Host, User: a.User}
}

// Places holds one Store for each account.Keep.
type Places struct {
	Keyring Store // account.KeepKeyring
	File    Store // account.KeepFile
	Memory  Store // account.KeepAsk: until the program ends
}

// Of returns the place for k; an unknown k asks at each start.
func (p Places) Of(k account.Keep) Store {
	switch k {
	case account.KeepKeyring:
		return p.Keyring
	case account.KeepFile:
		return p.File
	}
	return p.Memory
}

// SameEntry reports whether the passwords of a and b are kept in one and the same
// entry, so that what is written for one is what the other has.
func SameEntry(a, b account.Account) bool {
	if a.Keep != b.Keep {
		return false
	}
	if a.Keep == account.KeepKeyring {
		return formerName(KeyOf(a)) == formerName(KeyOf(b))
	}
	return localName(KeyOf(a)) == localName(KeyOf(b))
}

func none() error {
	return &account.Problem{Trouble: account.TroubleNoPassword, Err: ErrNone}
}
