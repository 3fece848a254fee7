package disk

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Part is a file that comes bit by bit. It lies in its folder under a name that says so
// ("PopMail-….part"), and gets its own by Keep or Replace once it is whole. One of these or
// Drop ends it.
type Part struct {
	dir  string
	root *os.Root
	f    *os.File
	tmp  string
	size int64
}

// Begin makes a Part in the folder dir, for its owner only (mode 0600).
func Begin(dir string) (*Part, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	tmp := "PopMail-" + rand.Text()[:12] + ".part"
	f, err := root.OpenFile(tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return &Part{dir: dir, root: root, f: f, tmp: tmp}, nil
}

// Write appends octets.
func (p *Part) Write(b []byte) (int, error) {
	n, err := p.f.Write(b)
	p.size += int64(n)
	return n, err
}

// ReadAt reads as io.ReaderAt says.
func (p *Part) ReadAt(b []byte, off int64) (int, error) { return p.f.ReadAt(b, off) }

// Size is the number of octets so far.
func (p *Part) Size() int64 { return p.size }

// Drop removes it.
func (p *Part) Drop() error {
	return errors.Join(p.f.Close(), p.root.Remove(p.tmp), p.root.Close())
}

// Keep calls it name, or "name (2).ext" and so on where that is taken, and returns its path.
// The octets are on the disk when it returns. The file is marked as one from the internet
// where the system knows that (Windows). After an error there is no file.
func (p *Part) Keep(name string) (path string, err error) {
	free := ""
	return p.end(func() (string, error) {
		free, err = p.reserve(name)
		return free, err
	}, func() error { return p.root.Remove(free) })
}

// Replace puts it in the place of the file name of its folder, as Keep does in a free one.
func (p *Part) Replace(name string) error {
	_, err := p.end(func() (string, error) { return name, nil }, func() error { return nil })
	return err
}

// end gives the file the name that place returns; undo takes back what place did.
func (p *Part) end(place func() (string, error), undo func() error) (path string, err error) {
	if err := p.f.Sync(); err != nil {
		return "", errors.Join(err, p.Drop())
	}
	name, err := place()
	if err != nil {
		return "", errors.Join(err, p.Drop())
	}
	// Windows renames nothing that is open.
	err = p.f.Close()
	if err == nil {
		err = p.root.Rename(p.tmp, name)
	}
	if err != nil {
		return "", errors.Join(err, undo(), p.root.Remove(p.tmp), p.root.Close())
	}
	path = filepath.Join(p.dir, name)
	return path, errors.Join(p.root.Close(), markForeign(path), SyncDir(p.dir))
}

// maxSameName bounds the search for a free name.
const maxSameName = 10000

// reserve makes an empty file under name or another one that is free. It is there for the
// moment until the octets take its place: not every disk can give a name to a file only where
// it is free.
func (p *Part) reserve(name string) (free string, err error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if stem == "" {
		stem, ext = name, ""
	}
	for n := 1; n < maxSameName; n++ {
		free = name
		if n > 1 {
			free = fmt.Sprintf("%s (%d)%s", stem, n, ext)
		}
		// O_EXCL: neither a file nor a link of that name is there.
		f, err := p.root.OpenFile(free, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		return free, f.Close()
	}
	return "", fmt.Errorf("%s: there are too many files of that name", filepath.Join(p.dir, name))
}

// fillBuffer is how much is written at once, in octets.
const fillBuffer = 256 << 10

// fillPart makes a Part of what fill writes.
func fillPart(dir string, fill func(w io.Writer) error) (*Part, error) {
	p, err := Begin(dir)
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriterSize(p, fillBuffer)
	if err = fill(w); err == nil {
		err = w.Flush()
	}
	if err != nil {
		return nil, errors.Join(err, p.Drop())
	}
	return p, nil
}
