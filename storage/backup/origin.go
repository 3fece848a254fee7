package backup

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"popmail/account/disk"
)

// idFile holds the random id of a data folder, in hexadecimal. It lies beside the mail file and
// not in it, so that no backup carries it: two computers that were restored from one backup have
// an id each, and a mail file that takes the place of a damaged one keeps that of its folder.
const (
	idFile   = "backup.id"
	idOctets = 16
)

// From says whose backups those of a data folder are, for Options.
func (o *Options) From(dir string) {
	host, _ := os.Hostname() // "": the id tells
	o.Origin, o.former = origin(host, dir)
	if o.Origin == "" { // another computer may have the same name for its own
		o.Origin, o.unsure = o.former, true
	}
}

// Mine reports whether a backup was made of a data folder.
func Mine(dir string) func(m Manifest) bool {
	var o Options
	o.From(dir)
	return func(m Manifest) bool { return o.isOf(m.Origin) }
}

func (o *Options) isOf(origin string) bool {
	return origin == o.Origin || o.former != "" && origin == o.former
}

// origin names a data folder of a computer: by its id, its path and the name of the computer, so
// that a copy of the folder which is used elsewhere is another. former is what it was called in
// older backups, which lacked the id. Where the folder has none and takes none it is empty.
func origin(host, dir string) (is, former string) {
	place := host + "\x00" + filepath.Clean(dir)
	sum := sha256.Sum256([]byte(place))
	former = hex.EncodeToString(sum[:4])
	id, err := idOf(dir)
	if err != nil {
		return "", former
	}
	sum = sha256.Sum256([]byte(id + "\x00" + place))
	return hex.EncodeToString(sum[:8]), former
}

// idOf is the id of a data folder, which gets one where it has none. What can be read of a
// damaged one is none.
func idOf(dir string) (string, error) {
	path := filepath.Join(dir, idFile)
	read := func() (string, error) {
		b, err := os.ReadFile(path)
		if id, e := hex.DecodeString(string(b)); err == nil && (e != nil || len(id) != idOctets) {
			err = fs.ErrNotExist
		}
		return string(b), err
	}
	id, err := read()
	if !errors.Is(err, fs.ErrNotExist) {
		return id, err
	}
	fresh := make([]byte, idOctets)
	_, _ = rand.Read(fresh) // it never fails
	if err := disk.Replace(path, []byte(hex.EncodeToString(fresh))); err != nil {
		return "", err
	}
	return read() // of two processes that do this at once the last has it
}

// sameFolder reports whether two paths lead to one folder.
func sameFolder(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
