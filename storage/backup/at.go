package backup

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"filippo.io/age"
)

// at is a stream that is read from anywhere.
type at struct {
	r      io.ReaderAt
	size   int64
	f      *os.File
	locked bool
}

// openAt opens one; o opens it where it is locked.
func openAt(path string, o opener) (a *at, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	h, err := openHead(f)
	if err != nil {
		return nil, err
	}
	a = &at{r: h, size: h.size, f: f}
	var head [len(ageMagic)]byte
	if n, _ := h.ReadAt(head[:], 0); string(head[:n]) != ageMagic {
		return a, nil // whatever is wrong shows when it is read
	}
	id, err := o.identity()
	if err != nil {
		return nil, err
	}
	a.locked = true
	if a.r, a.size, err = age.DecryptReaderAt(h, h.size, id); err != nil {
		return nil, unlockError(err)
	}
	return a, nil
}

// Close closes the file.
func (a *at) Close() error { return a.f.Close() }

// index calls fn for each message, with where its record begins. It returns the checksum of
// the stream.
func (a *at) index(fn func(key sum, place int64)) (key sum, err error) {
	key, place, end, err := tail(a, a.size)
	if err != nil {
		return key, err
	}
	s := recordReader(bufio.NewReader(io.NewSectionReader(a, place, end-place)))
	if err := s.next(); err != nil {
		return key, err
	}
	if s.kind != kindIndex || s.size%entryOctets != 0 {
		return key, broken("it has no index")
	}
	b, err := io.ReadAll(s)
	if err != nil {
		return key, err
	}
	for ; len(b) >= entryOctets; b = b[entryOctets:] {
		fn(sum(b), int64(binary.BigEndian.Uint64(b[len(sum{}):])))
	}
	return key, nil
}

// octets writes those of a message, whose record begins at a place, and checks them.
func (a *at) octets(ctx context.Context, place int64, key sum, w io.Writer) error {
	s := recordReader(bufio.NewReaderSize(interruptible{ctx, io.NewSectionReader(a, place, a.size-place)}, 64<<10))
	if err := s.next(); err != nil {
		return err
	}
	if s.kind != kindOctets || s.key != key {
		return broken("a message is not where it should be")
	}
	_, err := io.Copy(w, s)
	return err
}
