package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

const (
	// searchBlock is how much is looked through at once for where a record begins. It is what
	// age locks together, so that a part of a locked file that is damaged is passed over.
	searchBlock = 64 << 10
	// searchWork bounds what is read to find out whether something is a record, as often as the
	// file is long; it is for files that are made to look as if records began everywhere.
	searchWork = 4
)

var emptySum = sha256.Sum256(nil)

// eachRecord calls fn for each record of a stream that can be found, but the last one; fn may
// read its octets, and errBroken from it ends nothing. What is damaged is passed over: where a
// record does not lead to the next, that is looked for, and it is one when all its octets fit
// its checksum. whole is whether nothing was passed over and all is as it was written, as far as
// fn has read it.
func eachRecord(ctx context.Context, path string, o opener, fn func(s *streamReader) error) (whole bool, err error) {
	a, err := openAt(path, o)
	if errors.Is(err, errBroken) { // the end of what is locked is damaged: as far as it goes
		err = streamOf(ctx, path, o, func(s *streamReader) error { _, _, err := s.each(fn); return err })
		if errors.Is(err, errBroken) {
			err = nil
		}
		return false, err
	}
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	begin, whole := int64(len(magic)), true
	head := make([]byte, len(magic))
	switch n, err := a.ReadAt(head, 0); {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errBroken):
		return false, err
	case string(head[:n]) != magic:
		whole = false
	}
	left := searchWork*a.size + 64<<20
	for begin < a.size {
		s := recordReader(bufio.NewReaderSize(interruptible{ctx, io.NewSectionReader(a, begin, a.size-begin)}, 1<<20))
		s.hash.Write(head)
		s.at, s.begin, s.part = begin, begin, !whole
		bad, ended, err := s.each(fn)
		whole = whole && !bad
		if err != nil && !errors.Is(err, errBroken) {
			return false, err
		}
		if ended && s.begin == a.size-headOctets {
			return whole, nil
		}
		whole = false
		from := s.begin
		if s.kind != 0 { // there was one, which does not lead to the next
			from++
		}
		if begin, err = a.find(ctx, from, &left); err != nil {
			return false, err
		}
	}
	return false, nil
}

// each calls fn for the records of a stream until one cannot be read, or the end; begin is then
// that of the last one. bad is whether fn has found one damaged.
func (s *streamReader) each(fn func(s *streamReader) error) (bad, ended bool, err error) {
	for {
		if err := s.next(); err != nil {
			return bad, false, err
		}
		if s.kind == kindEnd {
			return bad, true, nil
		}
		switch err := fn(s); {
		case errors.Is(err, errBroken):
			bad = true
		case err != nil:
			return bad, false, err
		}
	}
}

// find looks for the next record from a place on, and returns where it begins; size: there is
// none. left is what may still be read for it.
func (a *at) find(ctx context.Context, from int64, left *int64) (int64, error) {
	const ahead = headOctets + 4
	b := make([]byte, searchBlock+ahead)
	for from < a.size {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		block := from - from%searchBlock
		n, err := a.ReadAt(b[:min(int64(len(b)), a.size-block)], block)
		if errors.Is(err, errBroken) { // perhaps only what stands behind it
			n, err = a.ReadAt(b[:min(searchBlock, a.size-block)], block)
		}
		if errors.Is(err, errBroken) {
			n, err = 0, nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		for i := int(from - block); i < min(n, searchBlock); i++ {
			if begin := block + int64(i); *left > 0 && plausible(b[i:n], begin+headOctets == a.size) && a.isRecord(ctx, begin, left) {
				return begin, nil
			}
		}
		from = block + searchBlock
	}
	return a.size, nil
}

// plausible reports whether a record can begin with some octets.
func plausible(b []byte, last bool) bool {
	if len(b) < headOctets {
		return false
	}
	size := binary.BigEndian.Uint64(b[1+sha256.Size:])
	switch k := kind(b[0]); {
	case k == kindEnd:
		return last
	case mostOctets[k] == 0 || size > mostOctets[k]:
		return false
	case size == 0:
		return sum(b[1:]) == emptySum
	case len(b) < headOctets+4:
		return false
	}
	length := binary.BigEndian.Uint32(b[headOctets:])
	is := min(size, chunkOctets)
	return chunkFits(length, int64(is))
}

// isRecord reports whether all of a record is there as it was written.
func (a *at) isRecord(ctx context.Context, begin int64, left *int64) bool {
	r := &io.LimitedReader{R: io.NewSectionReader(a, begin, a.size-begin), N: *left}
	s := recordReader(bufio.NewReaderSize(interruptible{ctx, r}, 64<<10))
	s.part = true
	err := s.next()
	n := int64(0)
	if err == nil {
		n, err = io.Copy(io.Discard, s)
	}
	*left = min(r.N, *left-headOctets)
	return err == nil && n == s.size
}

// ReadAt reads octets. Those of a locked file that are not what was locked are errBroken.
func (a *at) ReadAt(b []byte, off int64) (int, error) {
	n, err := a.r.ReadAt(b, off)
	if err != nil && a.locked && !errors.Is(err, io.EOF) {
		if _, ok := errors.AsType[*os.PathError](err); !ok {
			err = fmt.Errorf("%w: %w", errBroken, err)
		}
	}
	return n, err
}
