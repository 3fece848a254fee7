// Package disk puts files on the disk whole or not at all: in the place of an
// older one (Replace), or beside what is there without ever overwriting it (New).
// What could not be written leaves nothing behind.
//
// It lies on the floor of accounts because passwords are kept by it and because
// all floors above may use it.
package disk

import (
	"errors"
	"os"
	"path/filepath"
)

// Replace puts data in the place of the file path, for its owner only (mode
// 0600). At any moment, also after a crash, either the old or the new content is
// there, and the new one is on the disk when it returns. The folder must exist.
func Replace(path string, data []byte) error {
	dir := filepath.Dir(path)
	tmp, err := write(dir, "."+filepath.Base(path)+".*", data)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	return SyncDir(dir)
}

// write puts data in a new file of the folder dir and returns its path; pattern as
// for os.CreateTemp. The octets are on the disk when it returns. After an error
// there is no file.
func write(dir, pattern string, data []byte) (path string, err error) {
	f, err := os.CreateTemp(dir, pattern) // mode 0600
	if err != nil {
		return "", err
	}
	if err := fill(f, data); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// fill writes data, with the octets on the disk, and closes the file.
func fill(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
