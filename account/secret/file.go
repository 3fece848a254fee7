package secret

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"popmail/account"
	"popmail/account/disk"
)

const (
	fileName     = "secrets.json"
	lockName     = "secrets.lock"
	damagedName  = "secrets.damaged.json"
	fileVersion  = 1
	maxFile      = 16 << 20 // octets
	fileLockWait = 5 * time.Second
)

// secrets is the content of the file. Passwords are octets, which JSON writes
// in base64: they need not be UTF-8, and cannot be read over a shoulder.
type secrets struct {
	Version   int              `json:"version"`
	Passwords map[string]entry `json:"passwords"` // by localName
}

type entry struct {
	Email    string `json:"email"`
	Host     string `json:"host"`
	Password []byte `json:"password"`
}

type file struct {
	dir string
	mu  sync.Mutex
}

// File returns a Store in the file secrets.json in dir, which is made when it is
// missing. The file is readable and writable by its owner only (mode 0600, in a
// folder of mode 0700, or an access list of its own on Windows); permissions that were loosened are put right. Each change
// replaces the file as a whole and is on disk when it returns; changes by several
// programs at once do not lose each other.
func File(dir string) Store { return &file{dir: dir} }

func (s *file) Get(_ context.Context, key Key) (account.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.read()
	if errors.Is(err, errDamaged) {
		return account.Credential{}, none() // it is asked for, and kept in a new file
	}
	if err != nil {
		return account.Credential{}, err
	}
	e, ok := all.Passwords[localName(key)]
	if !ok || !e.belongs(key) {
		return account.Credential{}, none()
	}
	return decode(string(e.Password)), nil
}

func (s *file) Set(ctx context.Context, key Key, c account.Credential) error {
	if c == (account.Credential{}) {
		return ErrEmpty
	}
	return s.change(ctx, func(all *secrets) bool {
		all.Passwords[localName(key)] = entry{Email: key.Email, Host: key.Host, Password: []byte(encode(c))}
		return true
	})
}

func (s *file) Delete(ctx context.Context, key Key) error {
	return s.change(ctx, func(all *secrets) bool {
		_, ok := all.Passwords[localName(key)]
		delete(all.Passwords, localName(key))
		return ok
	})
}

// belongs guards against an ID that a data folder has given to a second account:
// a password goes to an account that still has the address or the server for
// which it was given.
func (e entry) belongs(key Key) bool {
	return strings.EqualFold(e.Email, key.Email) || account.SameHost(e.Host, key.Host)
}

// change reads, edits and writes under a lock that other programs see. edit
// reports whether there is something to write.
func (s *file) change(ctx context.Context, edit func(*secrets) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ownerOnlyDir(s.dir); err != nil {
		return disk.Problem(err)
	}
	lock := flock.New(filepath.Join(s.dir, lockName), flock.SetPermissions(0o600))
	lctx, cancel := context.WithTimeout(ctx, fileLockWait)
	defer cancel()
	if _, err := lock.TryLockContext(lctx, 20*time.Millisecond); err != nil {
		return disk.Problem(fmt.Errorf("another program is changing %s: %w", fileName, err))
	}
	defer func() { _ = lock.Close() }()
	all, err := s.read()
	if errors.Is(err, errDamaged) {
		// What cannot be read is set aside, not overwritten.
		if err := os.Rename(s.path(), filepath.Join(s.dir, damagedName)); err != nil {
			return disk.Problem(err)
		}
		all, err = s.read()
	}
	if err != nil {
		return err
	}
	if !edit(all) {
		return nil
	}
	data, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		return disk.Problem(errors.New("the passwords could not be put into words"))
	}
	if err := disk.Replace(s.path(), data); err != nil {
		return disk.Problem(err)
	}
	takeFromOthers(s.path())
	return nil
}

func (s *file) path() string { return filepath.Join(s.dir, fileName) }

var errDamaged = errors.New(fileName + " is damaged")

// read returns the passwords; without a file there are none.
func (s *file) read() (*secrets, error) {
	all := &secrets{Version: fileVersion, Passwords: make(map[string]entry)}
	f, err := os.Open(s.path())
	for range 10 {
		if !closed(err) {
			break
		}
		time.Sleep(50 * time.Millisecond) // perhaps somebody only looks at it just now, such as a virus scanner
		f, err = os.Open(s.path())
	}
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if closed(err) {
		return nil, disk.Problem(fmt.Errorf("%w: %w", errDamaged, err)) // set aside, as what is damaged
	}
	if err != nil {
		return nil, disk.Problem(err)
	}
	defer func() { _ = f.Close() }()
	if err := ownerOnly(f); err != nil {
		return nil, disk.Problem(err)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, disk.Problem(err)
	}
	// The decoder's own error could quote what stands in the file.
	if len(data) > maxFile || json.Unmarshal(data, all) != nil {
		return nil, disk.Problem(errDamaged)
	}
	if all.Version > fileVersion {
		return nil, disk.Problem(fmt.Errorf("%s was written by a newer PopMail", fileName))
	}
	if all.Passwords == nil {
		all.Passwords = make(map[string]entry)
	}
	return all, nil
}
