package disk

import (
	"io"
	"path/filepath"
)

// New writes a file into the folder dir that was not there before, for its owner
// only (mode 0600), and returns its path: name, or "name (2).ext" and so on where
// that is taken. It follows no link out of the folder. The octets are those that fill
// writes, and are on the disk when it returns; what could not be written whole is removed.
// The file is marked as one from the internet where the system knows that (Windows).
func New(dir, name string, fill func(w io.Writer) error) (path string, err error) {
	return NewNamed(dir, func(w io.Writer) (string, error) { return name, fill(w) })
}

// NewNamed is New for a file whose name is known once it is written.
func NewNamed(dir string, fill func(w io.Writer) (name string, err error)) (path string, err error) {
	name := ""
	p, err := fillPart(dir, func(w io.Writer) (err error) {
		name, err = fill(w)
		return err
	})
	if err != nil {
		return "", err
	}
	return p.Keep(name)
}

// ReplaceForeign is Replace for a file that comes from the internet, which fill writes. It
// is marked so where the system knows that (Windows).
func ReplaceForeign(path string, fill func(w io.Writer) error) error {
	p, err := fillPart(filepath.Dir(path), fill)
	if err != nil {
		return err
	}
	return p.Replace(filepath.Base(path))
}

// Octets fills a file with what is in memory.
func Octets(data []byte) func(w io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}
