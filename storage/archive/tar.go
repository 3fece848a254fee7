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
}

// tarred is where a file lies in a tar file.
type tarred struct {
	start, size int64
	date        time.Time
	is, holes   bool // it is a file; it is stored without its holes
}

// maxLinked is how many times the octets of a tar file all links in it may stand for.
const maxLinked = 8

// openTar goes through a tar file. Where it is damaged, or cut, t has what could be read.
func openTar(ctx context.Context, f *file) (t *tarTree, err error) {
	defer func() { t.sort() }()
	t = &tarTree{listing: newListing(), f: f, files: map[string]tarred{}}
	at := io.NewSectionReader(f, 0, f.size)
	r := tar.NewReader(at)
	names, linked := 0, int64(0)
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return t, err
		}
		h, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return t, nil
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
			if linked += in.size; linked > maxLinked*f.size {
				return t, ErrBomb
			}
		default:
			continue
		}
		name = t.free(name, func(name string) bool { return t.files[name].is })
		t.files[name] = in
		t.put(name, false)
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
	return &file{ReaderAt: io.NewSectionReader(t.f, in.start, size), Closer: unclosed{}, size: size, date: in.date, cut: size < in.size}, nil
}

// tarred reads a tar file. name is its own, for people.
func (r *reader) tarred(f *file, name string) error {
	t, cut := openTar(r.ctx, f)
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

// mailInTar reports whether names at the beginning of a tar file are those of mail.
func mailInTar(b []byte) bool {
	r := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := r.Next()
		if err != nil {
			return false
		}
		name := strings.ToLower(h.Name)
		switch ext := path.Ext(strings.TrimSuffix(name, "/")); {
		case ext == ".mbox", ext == ".eml", ext == ".emlx", ext == ".msg", ext == ".sbd", ext == ".msf", ext == ".dbx":
			return true
		}
		for p := range strings.SplitSeq(name, "/") {
			switch p {
			case "cur", "maildir", "mail", "inbox", "prefs.js", "imapmail", "local folders":
				return true
			}
		}
	}
}
