package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tarKind is the kind of tar files, which Google Takeout and the copies of servers are: .tar, or .tgz where
// they lie compressed.
const tarKind = "tar"

// isTar knows such a file by its beginning (POSIX.1-1988, ustar).
func isTar(b []byte) bool {
	const magic = 257
	return len(b) >= 512 && b[0] != 0 && (bytes.HasPrefix(b[magic:], []byte("ustar\x00")) || bytes.HasPrefix(b[magic:], []byte("ustar  \x00")))
}

// tarTree is a tar file. Its files lie in it as they are.
type tarTree struct {
	listing
	f     *file
	files map[string]tarred
	older map[string]string // files whose name a later one has, and that name
}

// tarred is where a file lies in a tar file.
type tarred struct {
	start, size int64
	date        time.Time
	is, holes   bool // it is a file; it is stored without its holes
}

// maxLinked is how many times the octets of a tar file all links in it may stand for. More of them are left out:
// what they stand for comes without them.
const maxLinked = 8

// openTar goes through a tar file. Where it is damaged, or cut, t has what could be read.
func openTar(ctx context.Context, f *file) (t *tarTree, err error) {
	defer func() { t.sort() }()
	t = &tarTree{listing: newListing(), f: f, files: map[string]tarred{}, older: map[string]string{}}
	at := io.NewSectionReader(f, 0, f.size)
	r := tar.NewReader(at)
	names, linked, over := 0, int64(0), error(nil)
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return t, err
		}
		h, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return t, over
		case errors.Is(err, tar.ErrHeader):
			return t, fmt.Errorf("%w: %w", ErrDamaged, err)
		case err != nil:
			return t, err
		}
		names += len(h.Name) + len(h.Linkname)
		if n >= maxEntries || names > maxDirectory {
			return t, ErrTooMany
		}
		dir := h.Typeflag == tar.TypeDir
		name, ok := t.tidy(h.Name, &dir)
		if !ok {
			continue
		}
		if dir {
			t.put(name, true)
			continue
		}
		in := tarred{is: true, size: h.Size, date: h.ModTime, holes: h.Typeflag == tar.TypeGNUSparse || h.PAXRecords["GNU.sparse.major"] != "" || h.PAXRecords["GNU.sparse.map"] != ""}
		switch h.Typeflag {
		case tar.TypeReg, tar.TypeGNUSparse:
			if in.start, err = at.Seek(0, io.SeekCurrent); err != nil {
				return t, err
			}
		case tar.TypeLink: // as servers keep a message that lies in two folders
			isDir := false
			to, ok := t.tidy(h.Linkname, &isDir)
			if ok {
				in, ok = t.files[to]
			}
			if !ok {
				continue
			}
			if linked+in.size > maxLinked*f.size {
				over = ErrBomb
				continue
			}
			linked += in.size
		default:
			continue
		}
		// QUIRK: tar -r and tar -u write a file that has changed once more, behind the others.
		was, again := t.files[name]
		t.files[name] = in
		if again {
			free := t.free(name, func(name string) bool { return t.files[name].is })
			of := name
			if earlier := t.older[name]; earlier != "" { // the name was given to an older file, and another one has it
				of = earlier
				delete(t.older, name)
			}
			t.files[free], t.older[free] = was, of
			name = free
		}
		t.put(name, false)
	}
}

// sort puts all in order, older files behind the others of their folder.
func (t *tarTree) sort() {
	t.listing.sort()
	if len(t.older) == 0 {
		return
	}
	for dir, list := range t.dirs {
		older := func(e entry) int {
			if t.older[path.Join(dir, e.name)] != "" {
				return 1
			}
			return 0
		}
		slices.SortStableFunc(list, func(a, b entry) int { return older(a) - older(b) })
	}
}

// unclosed is what has nothing to be closed.
type unclosed struct{}

func (unclosed) Close() error { return nil }

func (t *tarTree) open(name string) (*file, error) { return t.begin(name) }

func (t *tarTree) begin(name string) (*file, error) {
	in := t.files[name]
	switch {
	case !in.is:
		return nil, fs.ErrNotExist
	case in.holes:
		return nil, ErrPacked
	}
	size := max(min(in.size, t.f.size-in.start), 0)
	of := &file{ReaderAt: io.NewSectionReader(t.f, in.start, size), Closer: unclosed{}, size: size, date: in.date, cut: size < in.size}
	if of.cut {
		of.broken = io.ErrUnexpectedEOF
	}
	return of, nil
}

// tarred reads a tar file. name is its own, for people.
func (r *reader) tarred(f *file, name string) error {
	t, cut := openTar(r.ctx, f)
	if f.broken != nil {
		cut = f.broken
	}
	if cut != nil && (len(t.files) == 0 || r.ctx.Err() != nil) {
		return fmt.Errorf("%s: %w", name, cut)
	}
	base := withoutPacking(filepath.Base(name))
	in := &reader{ctx: r.ctx, room: r.room, visit: r.visit, tree: t, name: name, zip: true, spent: new(int64), base: strings.TrimSuffix(base, filepath.Ext(base))}
	if r.spent != nil {
		in.spent = r.spent
	}
	err := in.top(name)
	r.found += in.found
	if err == nil {
		err = r.failed(name, cut)
	}
	return err
}

// How much of a compressed tar file is looked at for names of mail, and in what steps.
const (
	mostTarSeen = 32 << 20
	tarStep     = 4 << 20
)

// mailInTar reports whether names at the beginning of a tar file that lies somewhere are those of mail: where the first
// files in it are large, that is far behind. One in a zip file is not read further for that.
func (r *reader) mailInTar(f *file) bool {
	for {
		known, ended := tarNames(f)
		u, packed := f.ReaderAt.(*unpacker)
		if known || ended || r.zip || !packed || u.done || u.err != nil || u.n >= mostTarSeen {
			return known
		}
		u.err = u.unpack(tarStep)
		f.size = u.n
	}
}

// tarNames reports whether names in what is here of a tar file are those of mail; ended: there are no more in it.
func tarNames(f *file) (known, ended bool) {
	at := io.NewSectionReader(f, 0, f.size)
	r := tar.NewReader(at)
	for range maxEntries {
		h, err := r.Next()
		if err != nil {
			seen, _ := at.Seek(0, io.SeekCurrent) // within a reader of memory
			return false, errors.Is(err, tar.ErrHeader) || errors.Is(err, io.EOF) && seen < f.size
		}
		name := strings.ToLower(h.Name)
		switch ext := path.Ext(strings.TrimSuffix(name, "/")); {
		case ext == ".mbox", ext == ".eml", ext == ".emlx", ext == ".msg", ext == ".sbd", ext == ".msf", ext == ".dbx":
			return true, true
		}
		for p := range strings.SplitSeq(name, "/") {
			switch p {
			case "cur", "maildir", "mail", "inbox", "prefs.js", "imapmail", "local folders":
				return true, true
			}
		}
	}
	return false, true
}
