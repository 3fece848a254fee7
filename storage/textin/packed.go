package textin

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readZip reads the names of the files of an archive, and the text of those that are of a kind
// which has some, archives within it excepted. Of more than maxEntries the others have only names.
func (r *Reader) readZip(w *writer, data []byte) error {
	b, err := openBox(data)
	if err != nil {
		return err
	}
	var failed failures
	for n, f := range b.files {
		if w.full() {
			break
		}
		if f.FileInfo().IsDir() {
			continue
		}
		name := nameOf(f)
		w.line()
		w.add(path.Base(name))
		if kind := formatOf("", name); kind.holdsText() && n < maxEntries && b.left >= 0 {
			var all []byte
			in, err := b.open(f)
			if err == nil {
				all, err = io.ReadAll(in)
				_ = in.Close()
			}
			failed.add(r.entry(w, all, name, kind, err))
		}
	}
	return failed.of()
}

// holdsText reports whether a file within an archive is read.
func (f format) holdsText() bool {
	return f != unknown && f != zipped && f != tarred && f != gzipped
}

// entry reads a file of an archive, unless it could not be unpacked.
func (r *Reader) entry(w *writer, data []byte, name string, kind format, unpacked error) error {
	if unpacked != nil {
		if errors.Is(unpacked, ErrEncrypted) {
			return unpacked
		}
		return ErrUnreadable
	}
	w.line()
	return r.into(w, data, name, kind, false)
}

// failures is what became of the files in an archive.
type failures struct {
	read  bool
	first error
	lost  bool // one was not read to its end
}

func (f *failures) add(err error) {
	f.read = f.read || err == nil
	f.lost = f.lost || errors.Is(err, ErrLost)
	if f.first == nil {
		f.first = err
	}
}

// of is the error of the archive: none where one of its files could be read, unless more can be
// had of another one.
func (f *failures) of() error {
	switch {
	case f.lost:
		return ErrLost
	case f.read:
		return nil
	}
	return f.first
}

// nameOf is the name of an entry with slashes. What is not marked as UTF-8 is of code page
// 437 (APPNOTE D.1), but many write UTF-8 all the same.
func nameOf(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if s, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return strings.ReplaceAll(name, `\`, "/")
}

// readTar reads a tar file like readZip. It may be packed by gzip (RFC 1952), and so may be one file
// alone, whose name is that of the whole without its end.
func (r *Reader) readTar(w *writer, data []byte, name string, f format) error {
	b := &box{left: maxUnpack}
	var in io.Reader = bytes.NewReader(data)
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return ErrUnreadable
		}
		in = &limited{Reader: z, box: b, large: max(ratioFrom, int64(len(data))*maxRatio)}
	} else if f == gzipped {
		return ErrUnreadable
	}
	if f == gzipped {
		buf := bufio.NewReaderSize(in, 1024)
		if head, _ := buf.Peek(262); len(head) < 262 || string(head[257:262]) != "ustar" { // POSIX.1-1988, 10.1.1
			return r.readGzip(w, buf, name)
		}
		in = buf
	}
	var failed failures
	t := tar.NewReader(in)
	for n := 0; !w.full(); n++ {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			failed.add(ErrUnreadable)
			break
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		w.line()
		w.add(path.Base(h.Name))
		if kind := formatOf("", h.Name); kind.holdsText() && n < maxEntries && h.Size <= MaxFile {
			all, err := io.ReadAll(t)
			failed.add(r.entry(w, all, h.Name, kind, err))
		}
	}
	return failed.of()
}

// readGzip reads one file that is packed by gzip.
func (r *Reader) readGzip(w *writer, in io.Reader, name string) error {
	name = strings.TrimRight(name, " .")
	kind := formatOf("", strings.TrimSuffix(name, path.Ext(name)))
	if !kind.holdsText() {
		return ErrUnreadable
	}
	all, err := io.ReadAll(in)
	return r.entry(w, all, name, kind, err)
}
