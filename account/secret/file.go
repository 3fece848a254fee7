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
	dir  string
	mu   sync.Mutex
	open func(path string) (*os.File, error)
	// closed reports whether a file cannot be read because it is another person's, or was this person's
	// on another computer.
	closed func(err error) bool
	own    func() string // names this person among all computers; empty: nothing is ever closed
}

// File returns a Store in the file secrets.json in dir, which is made when it is
// missing. The file is readable and writable by its owner only (mode 0600, in a
// folder of mode 0700, or an access list of its own on Windows, but for a folder that travels); permissions that
// were loosened are put right. Where it is another person's and cannot be read, the passwords go into a file beside it. Each change
// replaces the file as a whole and is on disk when it returns; changes by several
// programs at once do not lose each other.
func File(dir string) Store { return &file{dir: dir, open: os.Open, closed: closed, own: ownName} }

func (s *file) Get(_ context.Context, key Key) (account.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, _, err := s.read()
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
	all, path, err := s.read()
	if errors.Is(err, errDamaged) {
		// What cannot be read is set aside, not overwritten.
		if err := os.Rename(path, filepath.Join(s.dir, damagedName)); err != nil {
			return disk.Problem(err)
		}
		all, path, err = s.read()
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
	if err := disk.Replace(path, data); err != nil {
		return disk.Problem(err)
	}
	takeFromOthers(path)
	return nil
}

// find opens the file of the passwords. Where it is another person's, who has used this folder on this
// computer or on another one, that stays as it is, and this person has a file beside it. The path is where
// the file is or would be.
func (s *file) find() (f *os.File, path string, err error) {
	path = filepath.Join(s.dir, fileName)
	f, err = s.open(path)
	for range 10 {
		if !s.closed(err) {
			break
		}
		time.Sleep(50 * time.Millisecond) // perhaps somebody only looks at it just now, such as a virus scanner
		f, err = s.open(path)
	}
	own := s.own()
	if err == nil || own == "" || !s.closed(err) && !errors.Is(err, fs.ErrNotExist) {
		return f, path, err
	}
	mine := filepath.Join(s.dir, strings.TrimSuffix(fileName, ".json")+"."+own+".json")
	g, merr := s.open(mine)
	if errors.Is(merr, fs.ErrNotExist) && !s.closed(err) {
		return f, path, err // there is neither
	}
	return g, mine, merr
}

// travelMark lies beside a data folder that goes from one computer to another with its program.
const travelMark = "portable.txt"

// travels reports whether the data folder dir goes from one computer to another, whose people are not
// known to each other: what only one of them could read would be lost to the others.
func travels(dir string) bool {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	st, err := os.Stat(filepath.Join(filepath.Dir(dir), travelMark))
	return err == nil && st.Mode().IsRegular() || removable(dir)
}

var errDamaged = errors.New(fileName + " is damaged")

// read returns the passwords, and the path at which they are kept; without a file there are none.
func (s *file) read() (*secrets, string, error) {
	all := &secrets{Version: fileVersion, Passwords: make(map[string]entry)}
	f, path, err := s.find()
	if errors.Is(err, fs.ErrNotExist) {
		return all, path, nil
	}
	if err != nil {
		return nil, path, disk.Problem(err)
	}
	defer func() { _ = f.Close() }()
	if err := ownerOnly(f); err != nil {
		return nil, path, disk.Problem(err)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, path, disk.Problem(err)
	}
	// The decoder's own error could quote what stands in the file.
	if len(data) > maxFile || json.Unmarshal(data, all) != nil {
		return nil, path, disk.Problem(errDamaged)
	}
	if all.Version > fileVersion {
		return nil, path, disk.Problem(fmt.Errorf("%s was written by a newer PopMail", fileName))
	}
	if all.Passwords == nil {
		all.Passwords = make(map[string]entry)
	}
	return all, path, nil
}
