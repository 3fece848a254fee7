package archive

import (
	"archive/zip"
	"bytes"
	"context"
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
	// begin opens a file of which more than its beginning may be wanted: before that,
	// file.whole is called.
	begin(name string) (*file, error)
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
	rest func() error // see whole; nil: all is there
	cut  bool         // its end is missing from where it lies
	// broken is why something of a file of many messages is missing: told once what is there was read.
	broken error
}

// whole makes sure that all of the file can be read.
func (f *file) whole() error {
	if f.rest == nil {
		return nil
	}
	return f.rest()
}

// heeding reads as long as ctx has not ended.
type heeding struct {
	ctx context.Context
	io.ReaderAt
}

func (h heeding) ReadAt(p []byte, off int64) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.ReaderAt.ReadAt(p, off)
}

// start are the first octets, at most n.
func (f *file) start(n int) []byte {
	b := make([]byte, min(int64(n), f.size))
	n, _ = f.ReadAt(b, 0) // what cannot be read is told later
	return b[:n]
}

// line is the line that begins at an offset, with its line end, or the first octets of a long one.
func (f *file) line(at int64) ([]byte, error) {
	b := make([]byte, maxFromLine+1)
	n, err := f.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	line, _, whole := bytes.Cut(b[:n], []byte("\n"))
	if whole {
		line = b[:len(line)+1]
	}
	return line, nil
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
// what lies elsewhere; a link that is chosen itself is followed, and one to what lies in the folder.
var ErrOutside = errors.New("it is a link that leads out of the folder")

// ErrElsewhere says of a folder that a profile of Thunderbird keeps mail in it, and that it lies outside of what
// was chosen. It is an ErrOutside.
var ErrElsewhere = fmt.Errorf("it is where Thunderbird keeps mail outside of the folder that was chosen: import it, too%w", silently{ErrOutside})

// silently is an error that adds no words.
type silently struct{ error }

func (silently) Error() string   { return "" }
func (s silently) Unwrap() error { return s.error }

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
	if err == nil && link && d != "" && (info.Mode().IsRegular() || info.IsDir()) && !d.inside(name) {
		err = ErrOutside
	}
	if err == nil && !info.Mode().IsRegular() { // a folder that is linked to is read where it lies
		err = errNoFile
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(d.at(name))
	if err != nil {
		return nil, err
	}
	return &file{ReaderAt: f, Closer: f, size: info.Size(), date: info.ModTime()}, nil
}

func (d diskTree) begin(name string) (*file, error) { return d.open(name) }

// Limits of a zip file.
const (
	maxDirectory = 64 << 20 // octets of its list of files
	maxEntries   = 500_000
	maxRatio     = 200 // octets that come out of one
	freeRatio    = 1 << 20
	maxUnpacked  = 64 << 30
)

// listing are the folders of a tree that a file holds.
type listing struct {
	dirs   map[string][]entry
	known  map[string]bool // folders
	copies map[string]int  // of files of one name
}

func newListing() listing {
	return listing{dirs: map[string][]entry{}, known: map[string]bool{"": true}, copies: map[string]int{}}
}

// tidy is a name as names in a tree are. ok: there is something of it. What lies too deep becomes a folder at
// which the walk ends, and is named there.
func (listing) tidy(name string, dir *bool) (_ string, ok bool) {
	name = strings.Trim(path.Clean("/"+name), "/")
	if parts := strings.SplitN(name, "/", maxDepth+2); len(parts) > maxDepth+1 {
		name, *dir = strings.Join(parts[:maxDepth+1], "/"), true
	}
	return name, name != ""
}

// put takes a file, or a folder, and the folders that it lies in.
func (l listing) put(name string, dir bool) {
	if !dir {
		up, last := split(name)
		l.dirs[up] = append(l.dirs[up], entry{last, false})
		name = up
	}
	for !l.known[name] {
		l.known[name] = true
		up, last := split(name)
		l.dirs[up] = append(l.dirs[up], entry{last, true})
		name = up
	}
}

// free is a name that no file has: there may be several of one name.
func (l listing) free(name string, taken func(name string) bool) string {
	for try := name; ; {
		if !taken(try) {
			return try
		}
		l.copies[name]++
		ext := path.Ext(name)
		try = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), l.copies[name]+1, ext)
	}
}

// sort puts all in order.
func (l listing) sort() {
	for _, list := range l.dirs {
		slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	}
}

func (l listing) list(dir string) ([]entry, error) { return l.dirs[dir], nil }

// zipTree is a zip file. What is open of it is unpacked: into memory, or into a file.
type zipTree struct {
	listing
	ctx   context.Context
	files map[string]*zip.File
	room  Spool
	total int64 // octets that were unpacked so far
}

func openZip(ctx context.Context, f *file, room Spool) (*zipTree, error) {
	if size := directorySize(f); size > maxDirectory {
		return nil, ErrTooMany
	}
	z, err := zip.NewReader(f, f.size)
	if err != nil {
		return nil, ofZip(err)
	}
	z.RegisterDecompressor(deflate64, newInflater64)
	if len(z.File) > maxEntries {
		return nil, ErrTooMany
	}
	t := &zipTree{ctx: ctx, listing: newListing(), files: map[string]*zip.File{}, room: room}
	locked := false
	for i, name := range zipNames(ctx, z.File) {
		e := z.File[i]
		dir := strings.HasSuffix(name, "/")
		name, ok := t.tidy(name, &dir)
		if !ok || !dir && !e.Mode().IsRegular() {
			continue
		}
		if !dir {
			name = t.free(name, func(name string) bool { return t.files[name] != nil })
			t.files[name] = e
			locked = locked || hasPassword(e)
		}
		t.put(name, dir)
	}
	if locked && !slices.ContainsFunc(z.File, func(e *zip.File) bool { return e.Mode().IsRegular() && !hasPassword(e) }) {
		return nil, ErrPassword // said once, and not of each file
	}
	t.sort()
	return t, nil
}

// byAES is the method of files that are encrypted with AES, which says how they are compressed elsewhere.
const byAES = 99

// hasPassword reports whether a file in a zip file is encrypted (APPNOTE.TXT of PKWARE, section 4.4.4).
func hasPassword(e *zip.File) bool { return e.Flags&1 != 0 || e.Method == byAES }

// ofZip says in words of this package why a zip file cannot be read.
func ofZip(err error) error {
	switch {
	case errors.Is(err, zip.ErrAlgorithm):
		return fmt.Errorf("%w: %w", ErrPacked, err)
	case errors.Is(err, zip.ErrFormat):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
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

func (t *zipTree) open(name string) (*file, error) {
	f, err := t.begin(name)
	if err != nil {
		return nil, err
	}
	if err := f.whole(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// firstUnpacked is how many octets of a file tell what it holds as a rule, see kindOf.
const firstUnpacked = 64 << 10

// begin unpacks the beginning of a file.
func (t *zipTree) begin(name string) (*file, error) {
	e := t.files[name]
	if e == nil {
		return nil, fs.ErrNotExist
	}
	most := min(int64(min(e.CompressedSize64, 1<<40))*maxRatio+freeRatio, maxUnpacked-t.total)
	if e.UncompressedSize64 > uint64(max(most, 0)) {
		return nil, ErrBomb
	}
	if hasPassword(e) {
		return nil, ErrPassword
	}
	r, err := e.Open()
	if err != nil {
		return nil, ofZip(err)
	}
	u := &unpacker{ctx: t.ctx, spent: &t.total, r: closing{telling{r}, r}, left: most, out: sink{room: t.room}}
	f := &file{ReaderAt: u, Closer: u, size: int64(e.UncompressedSize64), date: e.Modified}
	if err := u.unpack(firstUnpacked); err != nil {
		if !u.mayGo(err, path.Base(name)) {
			return nil, errors.Join(err, u.Close())
		}
		u.err, f.size = err, u.n
	}
	f.rest = func() error {
		err := u.all()
		f.size = u.n
		return err
	}
	return f, nil
}

// An unpacker is a file that is packed. What is behind its beginning is unpacked once it is read.
type unpacker struct {
	ctx   context.Context
	r     io.ReadCloser
	spent *int64 // octets that were unpacked so far, of all files
	left  int64  // octets that may still come out
	n     int64  // that are out
	out   sink
	done  bool
	err   error
}

// all unpacks what is left.
func (u *unpacker) all() error {
	if !u.done && u.err == nil {
		u.err = u.unpack(u.left + 1)
	}
	return u.err
}

// unpack unpacks at most so many octets more.
func (u *unpacker) unpack(most int64) error {
	n, err := io.Copy(&u.out, io.LimitReader(heedingReader{u.ctx, u.r}, most))
	*u.spent += n
	u.n += n
	u.done = err == nil && n < most
	if u.left -= n; err == nil && u.left < 0 {
		err = ErrBomb
	}
	return err
}

// ReadAt reads as io.ReaderAt says.
func (u *unpacker) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > u.n {
		if err := u.all(); err != nil {
			return 0, err
		}
	}
	return u.out.ReadAt(p, off)
}

func (u *unpacker) Close() error {
	_ = u.r.Close() // it was only read
	return u.out.file.Close()
}

// closing reads from one and closes another.
type closing struct {
	io.Reader
	io.Closer
}

// heedingReader reads as long as ctx has not ended.
type heedingReader struct {
	ctx context.Context
	io.Reader
}

func (h heedingReader) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.Reader.Read(p)
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
