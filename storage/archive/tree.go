package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"popmail/account/spool"
)

// tree is a folder, on the disk or in a zip file. Names in it have "/" between their parts;
// "" is the folder itself.
type tree interface {
	list(dir string) ([]entry, error)
	open(name string) (*file, error)
}

type entry struct {
	name string
	dir  bool
}

// file is what is open to be read.
type file struct {
	io.ReaderAt
	io.Closer
	size int64
	date time.Time
}

// start are the first octets, at most n.
func (f *file) start(n int) []byte {
	b := make([]byte, min(int64(n), f.size))
	n, _ = f.ReadAt(b, 0) // what cannot be read is told later
	return b[:n]
}

// diskTree is a folder on the disk.
type diskTree string

func (d diskTree) at(name string) string { return filepath.Join(string(d), filepath.FromSlash(name)) }

func (d diskTree) list(dir string) ([]entry, error) {
	list, err := os.ReadDir(d.at(dir))
	out := make([]entry, 0, len(list))
	for _, e := range list {
		if e.IsDir() || e.Type().IsRegular() || e.Type()&fs.ModeSymlink != 0 {
			out = append(out, entry{e.Name(), e.IsDir()})
		}
	}
	return out, err
}

var errNoFile = errors.New("it is no file")

// ErrOutside says that a link in a folder leads out of it. Who chooses a folder has not chosen
// what lies elsewhere; a link that is chosen itself is followed.
var ErrOutside = errors.New("it is a link that leads out of the folder")

// inside reports whether a link leads to what lies in the folder.
func (d diskTree) inside(name string) bool {
	root, err := filepath.EvalSymlinks(string(d))
	if err != nil {
		return false
	}
	to, err := filepath.EvalSymlinks(d.at(name))
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(root, to)
	return err == nil && filepath.IsLocal(rel)
}

func (d diskTree) open(name string) (*file, error) {
	// A pipe would be waited for.
	info, err := os.Stat(d.at(name))
	l, e := os.Lstat(d.at(name))
	link := e == nil && l.Mode()&fs.ModeSymlink != 0
	if link && errors.Is(err, fs.ErrNotExist) {
		err = errNoFile // it leads nowhere, as the lock of Thunderbird does
	}
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if err == nil && link && d != "" && !d.inside(name) {
		err = ErrOutside
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(d.at(name))
	if err != nil {
		return nil, err
	}
	return &file{f, f, info.Size(), info.ModTime()}, nil
}

// Limits of a zip file.
const (
	maxDirectory = 64 << 20 // octets of its list of files
	maxEntries   = 500_000
	maxRatio     = 200 // octets that come out of one
	freeRatio    = 1 << 20
	maxUnpacked  = 64 << 30
)

// zipTree is a zip file. What is open of it is unpacked: into memory, or into a file.
type zipTree struct {
	dirs  map[string][]entry
	files map[string]*zip.File
	room  Spool
	total int64 // octets that were unpacked so far
}

func openZip(f *file, room Spool) (*zipTree, error) {
	if size := directorySize(f); size > maxDirectory {
		return nil, ErrTooMany
	}
	z, err := zip.NewReader(f, f.size)
	if err != nil {
		return nil, err
	}
	if len(z.File) > maxEntries {
		return nil, ErrTooMany
	}
	t := &zipTree{dirs: map[string][]entry{}, files: map[string]*zip.File{}, room: room}
	known := map[string]bool{"": true} // folders
	copies := map[string]int{}         // of files of one name
	for _, e := range z.File {
		// QUIRK: some programs write Windows' separators.
		name := strings.ReplaceAll(e.Name, `\`, "/")
		dir := strings.HasSuffix(name, "/")
		name = strings.Trim(path.Clean("/"+name), "/")
		if name == "" || !dir && !e.Mode().IsRegular() {
			continue
		}
		if parts := strings.SplitN(name, "/", maxDepth+2); len(parts) > maxDepth+1 {
			// It is named where the walk ends.
			name, dir = strings.Join(parts[:maxDepth+1], "/"), true
		}
		if !dir {
			name = t.free(name, copies)
			t.files[name] = e
			up, last := split(name)
			t.dirs[up] = append(t.dirs[up], entry{last, false})
			name = up
		}
		for !known[name] {
			known[name] = true
			up, last := split(name)
			t.dirs[up] = append(t.dirs[up], entry{last, true})
			name = up
		}
	}
	for _, list := range t.dirs {
		slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	}
	return t, nil
}

// free is a name that no file has: a zip file may hold several of one name.
func (t *zipTree) free(name string, copies map[string]int) string {
	for try := name; ; {
		if t.files[try] == nil {
			return try
		}
		copies[name]++
		ext := path.Ext(name)
		try = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), copies[name]+1, ext)
	}
}

// split parts a name into the folder and the name in it.
func split(name string) (up, last string) {
	up, last = path.Split(name)
	return strings.TrimSuffix(up, "/"), last
}

// directorySize is how long the list of files in a zip file says that it is; 0: it does not.
func directorySize(f *file) uint64 {
	end := make([]byte, min(f.size, 66<<10))
	if _, err := f.ReadAt(end, f.size-int64(len(end))); err != nil && !errors.Is(err, io.EOF) {
		return 0
	}
	at := bytes.LastIndex(end, []byte("PK\x05\x06"))
	if at < 0 || at+22 > len(end) {
		return 0
	}
	size := uint64(binary.LittleEndian.Uint32(end[at+12:]))
	if i := bytes.LastIndex(end[:at], []byte("PK\x06\x06")); size == 1<<32-1 && i >= 0 && i+56 <= len(end) {
		size = binary.LittleEndian.Uint64(end[i+40:])
	}
	return size
}

func (t *zipTree) list(dir string) ([]entry, error) { return t.dirs[dir], nil }

func (t *zipTree) open(name string) (*file, error) {
	e := t.files[name]
	if e == nil {
		return nil, fs.ErrNotExist
	}
	most := min(int64(min(e.CompressedSize64, 1<<40))*maxRatio+freeRatio, maxUnpacked-t.total)
	if e.UncompressedSize64 > uint64(max(most, 0)) {
		return nil, ErrBomb
	}
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // it was only read
	s := &sink{room: t.room}
	n, err := io.Copy(s, io.LimitReader(r, most+1))
	t.total += n
	if err == nil && n > most {
		err = ErrBomb
	}
	if err != nil {
		return nil, errors.Join(err, s.file.Close())
	}
	out := &file{s, s.file, n, e.Modified}
	return out, nil
}

// sink takes octets into memory, or from spoolFrom of them on into a file.
type sink struct {
	room Spool
	mem  []byte
	file *spool.File
}

func (s *sink) Write(p []byte) (int, error) {
	if s.file == nil && len(s.mem)+len(p) > spoolFrom {
		if s.room == nil {
			return 0, ErrTooBig
		}
		f, err := s.room()
		if err != nil {
			return 0, fmt.Errorf("no room for a large message: %w", err)
		}
		s.file = f
		if _, err := f.Write(s.mem); err != nil {
			return 0, err
		}
		s.mem = nil
	}
	if s.file != nil {
		return s.file.Write(p)
	}
	s.mem = append(s.mem, p...)
	return len(p), nil
}

// ReadAt reads as io.ReaderAt says.
func (s *sink) ReadAt(p []byte, off int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(p, off)
	}
	if off < 0 || off >= int64(len(s.mem)) {
		return 0, io.EOF
	}
	n := copy(p, s.mem[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
