package secret

import (
	"errors"
	"os"
)

// ownerOnlyDir makes dir. A folder in a person's profile inherits an access list
// that admits that person, the system and administrators.
func ownerOnlyDir(dir string) error { return os.MkdirAll(dir, 0o700) }

func ownerOnly(f *os.File) error {
	fi, err := f.Stat()
	if err == nil && !fi.Mode().IsRegular() {
		return errors.New(fileName + " is not a regular file")
	}
	return err
}
