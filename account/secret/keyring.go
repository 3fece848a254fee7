package secret

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"popmail/account"
)

// service is what entries in the operating system's password store belong to.
const service = "PopMail"

// keyringWait bounds each call of a store that has answered before. The Secret Service of Linux waits without end
// when it wants to ask the person and nobody is there to answer.
const keyringWait = 5 * time.Second

// unlockWait is how long it is waited for the first answer of a store that may be locked: the system
// asks the person for its password meanwhile, who has to find the window and to type.
const unlockWait = time.Minute

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
// most wait. A call that hangs holds sem until it ends, so that there is never
// more than one.
type keyringStore struct {
	b      backend
	wait   time.Duration
	unlock time.Duration // before the first answer, and for works
	ready  func() error  // says why the backend should not even be tried
	sem    chan struct{}

	mu       sync.Mutex
	answered bool             // it has been open in this run
	asked    time.Time        // the beginning of the call that holds sem; zero: none does
	late     map[*func()]bool // see WhenKeyringOpens
}

var shared = newKeyring(osKeyring{}, keyringWait, keyringReady)

func newKeyring(b backend, wait time.Duration, ready func() error) *keyringStore {
	return &keyringStore{b: b, wait: wait, unlock: unlockWait, ready: ready, sem: make(chan struct{}, 1)}
}

// Keyring returns the operating system's password store (Secret Service on Linux,
// Keychain on macOS, Credential Manager on Windows) for the accounts of the data
// folder dir. Each call ends within a few seconds, and before the store has answered once within a
// minute: it may be locked, and the system asks the person to unlock it.
//
// The system's store is one for all data folders of a person, so an entry is named by the account's
// address and a name of the folder that lies in it, see folderName: it goes along when the folder is
// moved, or lies on a stick that has another letter the next time. Earlier versions named it by the
// path of the folder; such an entry is taken over when it is read. Those before 0.2 named it by the
// address alone: that is taken over, too, and stays, as another data folder may live on it.
func Keyring(dir string) Store { return shared.in(dir) }

// KeyringWorks reports whether the operating system's password store answers. One that is locked
// has the system ask the person: that is waited for, up to a minute. It is no store that is missing.
func KeyringWorks(ctx context.Context) bool { return shared.works(ctx) }

// WhenKeyringOpens calls f, in a goroutine of its own, whenever the operating system's password store
// has answered after the call had been given up, because the person has unlocked it late; until stop
// is called.
func WhenKeyringOpens(f func()) (stop func()) { return shared.whenOpens(f) }

func (s *keyringStore) whenOpens(f func()) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.late == nil {
		s.late = make(map[*func()]bool)
	}
	s.late[&f] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.late, &f)
	}
}

// opens calls those that wait for the store to be open.
func (s *keyringStore) opens() {
	s.mu.Lock()
	all := make([]func(), 0, len(s.late))
	for f := range s.late {
		all = append(all, *f)
	}
	s.mu.Unlock()
	for _, f := range all {
		f()
	}
}

// patience is how long a call that begins now waits: a store that has not answered yet has the unlock
// time from its first question on, which those that come meanwhile share.
func (s *keyringStore) patience() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answered {
		return s.wait
	}
	unlock := s.unlock
	if !s.asked.IsZero() {
		unlock -= time.Since(s.asked)
	}
	return max(s.wait, unlock)
}

func (s *keyringStore) works(ctx context.Context) bool {
	err := s.within(ctx, s.unlock, func() error {
		_, err := s.b.Get(service, "no-such-account@popmail.invalid")
		return err
	})
	return err == nil || errors.Is(err, ErrNone)
}

// ring is the part of the password store that belongs to one data folder.
type ring struct {
	*keyringStore
	dir string // absolute, without links
}

func (s *keyringStore) in(dir string) *ring {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return &ring{s, dir}
}

func (r *ring) Get(ctx context.Context, key Key) (account.Credential, error) {
	var pw string
	err := r.do(ctx, func() (err error) {
		name := r.name(key, false)
		pw, err = r.b.Get(service, name)
		if !errors.Is(err, keyring.ErrNotFound) {
			if err == nil && name == r.pathName(key) {
				r.takeOver(key, name, pw, true)
			}
			return err
		}
		if path := r.pathName(key); path != name {
			if pw, err = r.b.Get(service, path); !errors.Is(err, keyring.ErrNotFound) {
				if err == nil {
					r.takeOver(key, path, pw, true)
				}
				return err
			}
		}
		if pw, err = r.b.Get(service, formerName(key)); err == nil {
			r.takeOver(key, formerName(key), pw, false)
		}
		return err
	})
	if err != nil {
		return account.Credential{}, err
	}
	return decode(pw), nil
}

// errNotKept is what a read after a write has shown.
var errNotKept = errors.New("it did not keep what was written")

func (r *ring) Set(ctx context.Context, key Key, c account.Credential) error {
	if c == (account.Credential{}) {
		return ErrEmpty
	}
	return r.do(ctx, func() error {
		name := r.name(key, true)
		err := r.set(name, encode(c))
		if path := r.pathName(key); err == nil && path != name {
			_ = r.b.Delete(service, path) // it is out of date now
		}
		return err
	})
}

// takeOver keeps under the present name what stands under another one; else it is done the next time.
// Where the other name is the folder's alone, nothing stays under it.
func (r *ring) takeOver(key Key, from, pw string, own bool) {
	name := r.name(key, true)
	if name == from || r.set(name, pw) != nil || !own {
		return
	}
	_ = r.b.Delete(service, from)
}

func (r *ring) set(name, password string) error {
	if err := r.b.Set(service, name, password); err != nil {
		return err
	}
	// QUIRK: a Secret Service whose prompt was dismissed reports success, so only a
	// read shows whether the password is kept.
	if pw, err := r.b.Get(service, name); err != nil || pw != password {
		return errNotKept
	}
	return nil
}

func (r *ring) Delete(ctx context.Context, key Key) error {
	err := r.do(ctx, func() error {
		name := r.name(key, false)
		err := r.b.Delete(service, name)
		if path := r.pathName(key); path != name && (err == nil || errors.Is(err, keyring.ErrNotFound)) {
			if e := r.b.Delete(service, path); err != nil || !errors.Is(e, keyring.ErrNotFound) {
				err = e
			}
		}
		return err
	})
	if errors.Is(err, ErrNone) {
		return nil
	}
	return err
}

func (s *keyringStore) do(ctx context.Context, f func() error) error {
	return s.within(ctx, s.patience(), f)
}

// within runs f in a goroutine of its own, which ends when f does, and waits for it at most so long.
func (s *keyringStore) within(ctx context.Context, wait time.Duration, f func() error) error {
	if s.ready != nil {
		if err := s.ready(); err != nil {
			return unavailable(err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	select {
	case s.sem <- struct{}{}:
	case <-ctx.Done():
		return unavailable(fmt.Errorf("it is still busy with an earlier question: %w", ctx.Err()))
	}
	s.mu.Lock()
	s.asked = time.Now()
	s.mu.Unlock()
	done := make(chan error)
	go func() {
		err := understood(f)
		s.mu.Lock()
		open := err == nil || errors.Is(err, keyring.ErrNotFound)
		s.answered, s.asked = s.answered || open, time.Time{}
		s.mu.Unlock()
		<-s.sem
		select {
		case done <- err:
		case <-ctx.Done():
			if open {
				s.opens()
			}
		}
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

// understood runs f. A broken answer on the bus must not end the program.
func understood(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("it answered in a way that was not understood")
		}
	}()
	return f()
}

func unavailable(err error) error {
	return &account.Problem{
		Trouble: account.TroubleNoKeyring,
		Err:     unavailableError{err},
	}
}

// unavailableError is ErrUnavailable where a Problem says that already: its text is the cause.
type unavailableError struct{ error }

func (e unavailableError) Unwrap() []error { return []error{ErrUnavailable, e.error} }

// maxName bounds the name of an entry, in octets: Windows takes 512 characters.
const maxName = 400

// name is the user part of an entry, which people see in their system's password manager:
// "anna@example.org in folder k3vq…". A folder that has no name gets one with create; where it has none, or
// can be given none, it is pathName.
func (r *ring) name(key Key, create bool) string {
	if id := folderName(r.dir, create); id != "" {
		return formerName(key) + " in folder " + id
	}
	return r.pathName(key)
}

// pathName is the name by the path of the folder: "anna@example.org in
// /home/anna/.local/share/popmail". A folder with a very long path is named by a checksum of it.
func (r *ring) pathName(key Key) string {
	name := formerName(key) + " in "
	if len(name)+len(r.dir) > maxName {
		return name + fmt.Sprintf("%x", sha256.Sum256([]byte(r.dir)))
	}
	return name + r.dir
}

// formerName is the name that versions before 0.2 gave to an entry.
func formerName(key Key) string { return strings.ToLower(strings.TrimSpace(key.Email)) }
