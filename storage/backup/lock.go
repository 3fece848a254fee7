package backup

import (
	"bufio"
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
)

// workFactor makes a guess at a password take a quarter of a second and 64 MiB
// (https://age-encryption.org/v1, scrypt); maxWorkFactor bounds what a file may ask for.
const (
	workFactor    = 16
	maxWorkFactor = 20
)

const ageMagic = "age-encryption.org/v1\n"

// opener opens what is locked, by a password or by the key of a folder; the zero value opens
// only what is not.
type opener struct {
	password string
	key      *age.X25519Identity
}

func (o opener) identity() (age.Identity, error) {
	switch {
	case o.key != nil:
		return o.key, nil
	case o.password != "":
		return identity(o.password)
	}
	return nil, ErrPassword
}

// packName names a pack whose stream has a checksum. Where it is locked the name tells nothing
// of what it holds to somebody who does not have the key: he could else find out whether a
// message that he knows is in it.
func (o opener) packName(key sum) string {
	if o.key == nil {
		return hex.EncodeToString(key[:])
	}
	secret, err := hkdf.Key(sha256.New, []byte(o.key.String()), nil, "names of PopMail's packs", sha256.Size)
	if err != nil { // it is not too long
		panic(err)
	}
	h := hmac.New(sha256.New, secret)
	h.Write(key[:])
	return hex.EncodeToString(h.Sum(nil))
}

// isPack reports whether a pack has its right name. Older ones that are locked are named by
// their checksum.
func (o opener) isPack(name string, key sum) bool {
	return name == o.packName(key) || name == hex.EncodeToString(key[:])
}

// unlockBlock is read at once of a file that is locked.
const unlockBlock = 64 << 10

// unlock is what is behind the lock, if there is one.
func unlock(r *bufio.Reader, o opener) (io.Reader, error) {
	head, err := r.Peek(len(ageMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(head, []byte(ageMagic)) {
		return r, nil
	}
	id, err := o.identity()
	if err != nil {
		return nil, err
	}
	out, err := age.Decrypt(r, id)
	if err != nil {
		return nil, unlockError(err)
	}
	return locked{out}, nil
}

// identity is what a password unlocks with.
func identity(password string) (*age.ScryptIdentity, error) {
	id, err := age.NewScryptIdentity(password)
	if err == nil {
		id.SetMaxWorkFactor(maxWorkFactor)
	}
	return id, err
}

func unlockError(err error) error {
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return ErrWrong
	}
	return fmt.Errorf("%w: %w", errBroken, err)
}

// locked says what is wrong with octets that are not those that were locked.
type locked struct{ r io.Reader }

func (l locked) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		if _, ok := errors.AsType[*os.PathError](err); !ok {
			err = fmt.Errorf("%w: %w", errBroken, err)
		}
	}
	return n, err
}

// look reports by nil that path is a backup in one file, which may have a password.
func look(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h, err := openHead(f)
	if err != nil {
		return err
	}
	b := make([]byte, max(len(magic), len(ageMagic)))
	n, err := h.ReadAt(b, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if b = b[:n]; !bytes.HasPrefix(b, []byte(magic)) && !bytes.HasPrefix(b, []byte(ageMagic)) {
		return ErrNotBackup
	}
	return nil
}
