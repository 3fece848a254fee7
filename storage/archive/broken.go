package archive

import (
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// manyMessages reports whether files of a kind hold many messages, so that what is here of one counts though the
// rest is missing.
func manyMessages(kind string) bool {
	return kind == tarKind || kind == string(MBox) || kind == string(DBX)
}

// onlyBroken reports whether err says that what was packed is cut or damaged, and nothing else.
func onlyBroken(err error) bool {
	return (errors.Is(err, ErrDamaged) || errors.Is(err, io.ErrUnexpectedEOF)) && !errors.Is(err, ErrBomb)
}

// mayGo reports whether a file that cannot be unpacked further is read all the same. base: its name without that of
// the packing.
func (u *unpacker) mayGo(err error, base string) bool {
	return onlyBroken(err) && u.n > 0 && u.out.file == nil && manyMessages(kindOfOctets(u.out.mem, base, false))
}

// wholeOf is f.whole for a file of a kind. Of one that holds many messages all that came out of its packing before
// that was cut or damaged is the whole; see file.broken.
func (r *reader) wholeOf(f *file, kind string) error {
	err := f.whole()
	if err == nil || r.ctx.Err() != nil || f.size == 0 || !manyMessages(kind) || !onlyBroken(err) {
		return err
	}
	f.ReaderAt, f.rest, f.broken = io.NewSectionReader(f.ReaderAt, 0, f.size), nil, err
	// A sum at the end is wrong where all is there, and what follows it is none of the file's.
	f.cut = true
	for _, e := range []error{gzip.ErrChecksum, gzip.ErrHeader, zip.ErrChecksum, zstd.ErrCRCMismatch} {
		f.cut = f.cut && !errors.Is(err, e)
	}
	return nil
}
