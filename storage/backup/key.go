package backup

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"popmail/account/disk"
)

// The files of a lock: in the folder of backups, and in the data folder.
const (
	keyName  = "popmail.key"
	lockFile = "backup.lock"

	maxKeyFile = 64 << 10
)

// Lock is what the backups in a folder are locked with: a key of age's, and that key locked by
// a password. The password may change, and the key stays. Each lock has a folder of its own, so
// that what is locked and what is not never lie together.
type Lock struct {
	Key    string `json:"-"`      // the key itself, which is kept as passwords are; "": not known here
	Locked []byte `json:"locked"` // the key, locked by the password: a file of age's
	Folder string `json:"folder"` // the name of the folder
}

// NewLock makes a lock with a password.
func NewLock(password string) (*Lock, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	l := &Lock{Key: id.String(), Folder: lockedFolder(id)}
	return l.With(password)
}

// lockedFolder is the name of the folder of what is locked with a key.
func lockedFolder(id *age.X25519Identity) string {
	mark := sha256.Sum256([]byte(id.Recipient().String()))
	return ChosenFolder + " (locked " + hex.EncodeToString(mark[:3]) + ")"
}

// Is reports whether a key is that of the lock, as its folder names it.
func (l *Lock) Is(key string) bool {
	id, err := age.ParseX25519Identity(key)
	return err == nil && lockedFolder(id) == l.Folder
}

// With is the lock with another password.
func (l *Lock) With(password string) (*Lock, error) {
	to, err := age.NewScryptRecipient(password)
	if err != nil {
		return nil, err
	}
	to.SetWorkFactor(workFactor)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err == nil {
		_, err = io.WriteString(w, l.Key)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil, err
	}
	return &Lock{Key: l.Key, Locked: b.Bytes(), Folder: l.Folder}, nil
}

// LockOf is the lock of a folder of backups, which its password opens; a folder without backups
// gets one. One whose backups are not locked is ErrUnlocked.
func LockOf(dir, password string) (*Lock, error) {
	o, locked, err := unlockKey(dir, password)
	switch {
	case err != nil:
		return nil, err
	case o.key != nil:
		return &Lock{Key: o.key.String(), Locked: locked}, nil
	case len(snapshots(dir)) > 0:
		return nil, ErrUnlocked
	}
	return NewLock(password)
}

// Save keeps the lock in a data folder, without the key.
func (l *Lock) Save(dir string) error {
	b, err := json.Marshal(l)
	if err == nil {
		err = disk.Replace(filepath.Join(dir, lockFile), b)
	}
	return err
}

// SavedLock is the lock of a data folder, without the key; nil: it has none. One that cannot be
// read is an error, so that nothing is written without it.
func SavedLock(dir string) (*Lock, error) {
	b, err := os.ReadFile(filepath.Join(dir, lockFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	l := &Lock{}
	if err == nil {
		err = json.Unmarshal(b, l)
	}
	if err == nil && (l.Folder == "" || filepath.Base(l.Folder) != l.Folder) {
		err = broken("the lock names no folder")
	}
	return l, err
}

// ForgetLock takes the lock of a data folder away. What was locked stays so.
func ForgetLock(dir string) error {
	if err := os.Remove(filepath.Join(dir, lockFile)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// keyPlaces are where the locked key lies in a folder of backups: without it all of them are lost,
// so it lies there twice.
func keyPlaces(dir string) []string {
	return []string{filepath.Join(dir, keyName), filepath.Join(dir, packsFolder, keyName)}
}

// keysIn are the places of the locked key where it is, or is and cannot be read.
func keysIn(dir string) (paths []string) {
	for _, path := range keyPlaces(dir) {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			paths = append(paths, path)
		}
	}
	return paths
}

// put puts the locked key into the folder of backups where it is not there as it is.
func (l *Lock) put(dir string) error {
	for _, path := range keyPlaces(dir) {
		if b, err := os.ReadFile(path); err == nil && bytes.Equal(b, l.Locked) {
			continue
		}
		if err := disk.Replace(path, l.Locked); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lock) opener() (opener, error) {
	if l == nil {
		return opener{}, nil
	}
	if l.Key == "" {
		return opener{}, ErrPassword
	}
	id, err := age.ParseX25519Identity(l.Key)
	return opener{key: id}, err
}

// openerOf is what opens the backups in a folder.
func openerOf(dir, password string) (opener, error) {
	o, _, err := unlockKey(dir, password)
	return o, err
}

// unlockKey is openerOf with the locked key that the password opens, which is nil where the backups
// are not locked.
func unlockKey(dir, password string) (o opener, locked []byte, err error) {
	var first error
	var tried []byte
	for _, path := range keysIn(dir) {
		if password == "" {
			return o, nil, ErrPassword
		}
		b, err := readKey(path)
		if err == nil && tried != nil && bytes.Equal(b, tried) {
			continue // it takes a while
		}
		if tried = b; err == nil {
			o, err = openKey(b, password)
		}
		if err == nil {
			return o, b, nil
		}
		first = cmp.Or(first, err)
	}
	return opener{}, nil, first
}

func readKey(path string) (b []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, maxKeyFile))
}

// openKey opens a locked key.
func openKey(locked []byte, password string) (opener, error) {
	id, err := identity(password)
	if err != nil {
		return opener{}, err
	}
	r, err := age.Decrypt(bytes.NewReader(locked), id)
	if err != nil {
		return opener{}, unlockError(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return opener{}, unlockError(err)
	}
	key, err := age.ParseX25519Identity(string(text))
	if err != nil {
		return opener{}, broken("its key cannot be read")
	}
	return opener{key: key}, nil
}
