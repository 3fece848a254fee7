package secret

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"popmail/account"
)

// service is what entries in the operating system's password store belong to.
const service = "PopMail"

// keyringWait bounds each call. The Secret Service of Linux waits without end
// when it wants to ask the person and nobody is there to answer.
const keyringWait = 5 * time.Second

// backend is the operating system's password store.
type backend interface {
	Get(service, user string) (string, error)
	Set(service, user, password string) error
	Delete(service, user string) error
}

type osKeyring struct{}

func (osKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (osKeyring) Set(service, user, pw string) error       { return keyring.Set(service, user, pw) }
func (osKeyring) Delete(service, user string) error        { return keyring.Delete(service, user) }

// keyringStore makes calls of the backend one at a time and waits for each at
// most wait. A call that hangs holds turn until it ends, so that there is never
// more than one.
type keyringStore struct {
	b     backend
	wait  time.Duration
	ready func() error // says why the backend should not even be tried
	turn  chan struct{}
}

var shared = newKeyring(osKeyring{}, keyringWait, keyringReady)

func newKeyring(b backend, wait time.Duration, ready func() error) *keyringStore {
	return &keyringStore{b: b, wait: wait, ready: ready, turn: make(chan struct{}, 1)}
}

// Keyring returns the operating system's password store: Secret Service on
// Linux, Keychain on macOS, Credential Manager on Windows. Each call ends within
// a few seconds.
func Keyring() Store { return shared }

// KeyringWorks reports whether the operating system's password store answers.
// It ends within a few seconds.
func KeyringWorks(ctx context.Context) bool { return shared.works(ctx) }

func (s *keyringStore) works(ctx context.Context) bool {
	_, err := s.Get(ctx, Key{Email: "no-such-account@popmail.invalid"})
	return err == nil || errors.Is(err, ErrNone)
}

func (s *keyringStore) Get(ctx context.Context, key Key) (string, error) {
	var pw string
	err := s.do(ctx, func() (err error) {
		pw, err = s.b.Get(service, keyringName(key))
		return err
	})
	if err != nil {
		return "", err
	}
	return pw, nil
}

// errNotKept is what a read after a write has shown.
var errNotKept = errors.New("it did not keep what was written")

func (s *keyringStore) Set(ctx context.Context, key Key, password string) error {
	if password == "" {
		return ErrEmpty
	}
	return s.do(ctx, func() error {
		if err := s.b.Set(service, keyringName(key), password); err != nil {
			return err
		}
		// QUIRK: a Secret Service whose prompt was dismissed reports success, so
		// only a read shows whether the password is kept.
		if pw, err := s.b.Get(service, keyringName(key)); err != nil || pw != password {
			return errNotKept
		}
		return nil
	})
}

func (s *keyringStore) Delete(ctx context.Context, key Key) error {
	err := s.do(ctx, func() error { return s.b.Delete(service, keyringName(key)) })
	if errors.Is(err, ErrNone) {
		return nil
	}
	return err
}

// do runs f in a goroutine of its own, which ends when f does.
func (s *keyringStore) do(ctx context.Context, f func() error) error {
	if s.ready != nil {
		if err := s.ready(); err != nil {
			return unavailable(err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.wait)
	defer cancel()
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return unavailable(errors.New("it is still busy with an earlier question"))
	}
	done := make(chan error, 1)
	go func() {
		defer func() { <-s.turn }()
		defer func() {
			// A broken answer on the bus must not end the program.
			if v := recover(); v != nil {
				done <- errors.New("it answered in a way that was not understood")
			}
		}()
		done <- f()
	}()
	select {
	case err := <-done:
		switch {
		case err == nil:
			return nil
		case errors.Is(err, keyring.ErrNotFound):
			return none()
		}
		return unavailable(err)
	case <-ctx.Done():
		return unavailable(fmt.Errorf("no answer: %w", ctx.Err()))
	}
}

func unavailable(err error) error {
	return &account.Problem{
		Trouble: account.TroubleNoKeyring,
		Err:     fmt.Errorf("%w: %w", ErrUnavailable, err),
	}
}

// keyringName is the user part of an entry: people see it in their system's
// password manager.
func keyringName(key Key) string { return strings.ToLower(strings.TrimSpace(key.Email)) }
