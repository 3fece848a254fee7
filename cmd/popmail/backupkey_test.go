package main

import (
	"context"
	"errors"
	"testing"

	"popmail/account"
	"popmail/account/secret"
	"popmail/storage/backup"
)

// lateKeyring has nothing until its service is there.
type lateKeyring struct {
	there bool
	asked int
	has   account.Credential
}

func (l *lateKeyring) Get(context.Context, secret.Key) (account.Credential, error) {
	if l.asked++; !l.there {
		return account.Credential{}, errors.New("the service is not there yet")
	}
	return l.has, nil
}

func (l *lateKeyring) Set(_ context.Context, _ secret.Key, c account.Credential) error {
	l.has = c
	return nil
}

func (l *lateKeyring) Delete(context.Context, secret.Key) error { return nil }

// TestLateKeyring: the key of locked backups is looked for again before the first backup, not at each
// one, and before a password is changed; one of another lock is none.
func TestLateKeyring(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	l, err := backup.NewLock("secret")
	if err == nil {
		err = l.Save(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	other, err := backup.NewLock("secret")
	if err != nil {
		t.Fatal(err)
	}
	wrong := &lateKeyring{there: true, has: account.Password(other.Key)}
	ring := &lateKeyring{has: account.Password(l.Key)}
	s := &session{options: windowOptions{Data: dir}, keyPlaces: []secret.Store{wrong, ring}}
	s.loadLock(ctx)
	if is := s.lock.Load(); is == nil || is.Key != "" {
		t.Fatal(is)
	}
	ring.there = true
	s.findKey(ctx, keyPause)
	if is := s.lock.Load(); is.Key != l.Key || is.Folder != l.Folder {
		t.Error("the key is not found once the service is there")
	}
	asked := ring.asked
	s.findKey(ctx, keyPause)
	if ring.asked != asked {
		t.Error("a key that is known is asked for")
	}

	ring.there = false
	s.loadLock(ctx)
	s.findKey(ctx, keyPause)
	asked = ring.asked
	s.findKey(ctx, keyPause)
	if ring.asked != asked {
		t.Error("the keyring is asked again and again")
	}
	ring.there = true
	s.keyPlaces = []secret.Store{ring}
	if err := (&backupPort{s: s}).SetPassword(ctx, "another"); err != nil {
		t.Fatal(err)
	}
	if is := s.lock.Load(); is.Key != l.Key || is.Folder != l.Folder {
		t.Error("a new password begins a new folder, though the key is there")
	}
}
