package archive

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Mail may lie compressed: servers such as Dovecot keep each message of a Maildir so, under its usual name,
// and people put mboxes away with gzip. What it is compressed with is known by the first octets.

// packing is a way of compressing.
type packing uint8

const (
	plainly packing = iota
	byGzip
	byBzip2
	byZstd
	bySomething // it is known, and cannot be undone here
)

// packingOf knows it by the first octets, of which packingSeen are enough.
func packingOf(b []byte) packing {
	for _, p := range []struct {
		begin string
		as    packing
	}{
		{"\x1F\x8B\x08", byGzip}, {"\x28\xB5\x2F\xFD", byZstd}, // RFC 1952, section 2.3.1; RFC 8878, section 3.1.1
		{"\xFD7zXZ\x00", bySomething}, {"\x04\x22\x4D\x18", bySomething}, {"Dovecot-LZ4\x0D\x2A\x9B\xC5", bySomething},
	} {
		if bytes.HasPrefix(b, []byte(p.begin)) {
			return p.as
		}
	}
	if len(b) >= 10 && string(b[:3]) == "BZh" && string(b[4:10]) == "1AY&SY" {
		return byBzip2
	}
	return plainly
}

const packingSeen = 16

// maxWindow is how far zstd may look back, in octets: so much memory it takes. Its command keeps to less,
// unless it was asked for more.
const maxWindow = 32 << 20

// freePacked are octets that may come out of a file however small it is: a picture of one color takes next
// to nothing.
const freePacked = 64 << 20

// packedNames are the endings that programs add to the names of what they compress.
var packedNames = []string{".gz", ".bz2", ".zst", ".xz", ".lz4"}

// withoutPacking is the name that a file had before it was compressed.
func withoutPacking(name string) string {
	if ext := path.Ext(name); slices.Contains(packedNames, strings.ToLower(ext)) {
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// likeNoMail is why a file cannot be unpacked, where what came out of it is like no mail.
type likeNoMail struct{ error }

func (e likeNoMail) Unwrap() error { return e.error }

// unpack is f, or where that is compressed what comes out, of which the beginning is there: f.whole
// brings the rest. It takes over f, also with an error. How much may come out is bounded as in a zip
// file, and by most. base: its name.
func (r *reader) unpack(f *file, base string, most int64) (_ *file, packed bool, err error) {
	as := packingOf(f.start(packingSeen))
	switch as {
	case plainly:
		return f, false, nil
	case bySomething:
		return nil, true, errors.Join(ErrPacked, f.Close())
	}
	if err := f.whole(); err != nil {
		return nil, true, errors.Join(err, f.Close())
	}
	spent := r.spent
	if spent == nil { // each file on a disk was put there by somebody, and is done with before the next one
		spent = new(int64)
	}
	from, err := undone(as, bufio.NewReader(io.NewSectionReader(f, 0, f.size)))
	if err != nil {
		return nil, true, errors.Join(ofWhat(err, nil, base), f.Close())
	}
	u := &unpacker{ctx: r.ctx, spent: spent, r: from, left: min(min(f.size, 1<<40)*maxRatio+freePacked, maxUnpacked-*spent, most), out: sink{room: r.room}}
	out := &file{ReaderAt: u, Closer: closers{u, f}, date: f.date}
	if err := u.unpack(firstUnpacked); err != nil {
		if !u.mayGo(err, withoutPacking(base)) {
			return nil, true, errors.Join(ofWhat(err, u.out.mem, base), out.Close())
		}
		u.err = err
	}
	out.size = u.n
	out.rest = func() error {
		err := u.all()
		out.size = u.n
		return err
	}
	return out, true, nil
}

// ofWhat is err, as likeNoMail where a file is cut or damaged and that is so.
func ofWhat(err error, out []byte, base string) error {
	for _, e := range []error{ErrDamaged, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, e) && kindOfOctets(out, withoutPacking(base), false) == "" {
			return likeNoMail{err}
		}
	}
	return err
}

// packedKind is kindOf for what unpack has made, by its beginning: most of what is compressed is no mail,
// and may be large.
func packedKind(f *file, base string, asked bool) string {
	return kindOfOctets(f.start(firstUnpacked), base, asked)
}

// kindOfOctets is kindOf for the beginning of what lay compressed. A zip file in there is not read.
func kindOfOctets(b []byte, base string, asked bool) string {
	kind := kindOf(&file{ReaderAt: bytes.NewReader(b), size: int64(len(b))}, base, asked)
	if kind == "zip" {
		kind = ""
	}
	return kind
}

// beginsOtherwise reports whether a file in a zip file is compressed, and its beginning alone shows that
// there is no mail in it: then it need not come out of there. base: its name without that of the packing.
func beginsOtherwise(f *file, base string) bool {
	as := packingOf(f.start(packingSeen))
	if as == plainly || f.rest == nil {
		return false
	}
	from, err := undone(as, bytes.NewReader(f.start(firstUnpacked)))
	if err != nil {
		return false
	}
	defer func() { _ = from.Close() }()                     // it was only read
	b, _ := io.ReadAll(io.LimitReader(from, firstUnpacked)) // it ends anywhere
	return len(b) >= kindSeen && kindOfOctets(b, base, false) == ""
}

// undone reads what was compressed.
func undone(as packing, from io.Reader) (io.ReadCloser, error) {
	switch as {
	case byGzip:
		z, err := gzip.NewReader(from)
		if err != nil {
			return nil, unpackable(err)
		}
		return io.NopCloser(telling{z}), nil
	case byBzip2:
		return io.NopCloser(telling{bzip2.NewReader(from)}), nil
	case byZstd:
		z, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, unpackable(err)
		}
		return reading{telling{z}, z.Close}, nil
	}
	return nil, ErrPacked
}

// telling reads with the errors of unpackable.
type telling struct{ io.Reader }

func (t telling) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	return n, unpackable(err)
}

// unpackable says in words of this package why something cannot be unpacked.
func unpackable(err error) error {
	if _, disk := errors.AsType[*fs.PathError](err); err == nil || disk {
		return err
	}
	for _, e := range []error{io.EOF, io.ErrUnexpectedEOF, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, e) {
			return err
		}
	}
	if errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return fmt.Errorf("%w: %w", ErrPacked, err)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// reading is a reader with what is to be done at its end.
type reading struct {
	io.Reader
	done func()
}

func (r reading) Close() error {
	r.done()
	return nil
}

// closers are closed one after the other.
type closers []io.Closer

func (c closers) Close() (err error) {
	for _, one := range c {
		err = errors.Join(err, one.Close())
	}
	return err
}
