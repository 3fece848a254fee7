package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxSameName bounds the search for a free name.
const maxSameName = 10000

// New writes a file into the folder dir that was not there before, for its owner
// only (mode 0600), and returns its path: name, or "name (2).ext" and so on where
// that is taken. It follows no link out of the folder. The octets are on the disk
// when it returns; what could not be written whole is removed. The file is marked
// as one from the internet where the system knows that (Windows).
func New(dir, name string, data []byte) (path string, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return "", err
	}
	defer func() { _ = root.Close() }()
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if stem == "" {
		stem, ext = name, ""
	}
	for n := 1; n < maxSameName; n++ {
		if n > 1 {
			name = fmt.Sprintf("%s (%d)%s", stem, n, ext)
		}
		// O_EXCL: neither a file nor a link of that name is there.
		f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		if err := fill(f, data); err != nil {
			return "", errors.Join(err, root.Remove(name))
		}
		path := filepath.Join(dir, name)
		return path, errors.Join(markForeign(path), syncDir(dir))
	}
	return "", fmt.Errorf("%s: there are too many files of that name", filepath.Join(dir, stem+ext))
}

// ReplaceForeign is Replace for a file that comes from the internet, which is
// marked so where the system knows that (Windows).
func ReplaceForeign(path string, data []byte) error {
	if err := Replace(path, data); err != nil {
		return err
	}
	return markForeign(path)
}
