package backup

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"sync"

	"popmail/storage/inorder"
)

// read is a record that was read.
type read struct {
	kind kind
	key  sum
	size int64
	raw  []byte // of kindManifest
	err  error  // nil, or errBroken: its octets are not those that were written
}

// buffers are for chunks and what they hold.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// through reads a stream to its end and checks all of it, the octets of several messages at once.
// each is told of each record, in their order; its errors, and those that keep the stream from
// being read on, end the reading.
func through(s *streamReader, each func(r *read) error) error {
	var q inorder.Queue
	defer q.Stop()
	for {
		err := s.next()
		if err == nil && s.kind == kindEnd {
			continue
		}
		r := &read{kind: s.kind, key: s.key, size: s.size}
		if err == nil && s.kind == kindOctets && 0 < s.size && s.size <= chunkOctets {
			if err = s.lone(&q, r, each); err == nil {
				continue
			}
		}
		if e := q.Flush(); e != nil {
			return e
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.whole(r); err != nil {
			return err
		}
		if err := each(r); err != nil {
			return err
		}
	}
}

// lone reads a record of one chunk, which is unpacked and checked by another goroutine.
func (s *streamReader) lone(q *inorder.Queue, r *read, each func(*read) error) error {
	in := buffers.Get().(*[]byte)
	p, err := s.nextPiece(*in)
	if err != nil {
		return err
	}
	*in = p.data
	return q.Put(int64(cap(*in))+p.is, func() {
		out := buffers.Get().(*[]byte)
		raw, err := p.unpack(*out)
		if err == nil && sha256.Sum256(raw) != r.key {
			err = errUnlike
		}
		if r.err = err; err == nil && p.packed {
			*out = raw
		}
		buffers.Put(in)
		buffers.Put(out)
	}, func() error { return each(r) })
}

// errUnlike says that octets do not have their checksum.
var errUnlike = broken("a checksum does not fit")

// whole reads a record chunk by chunk.
func (s *streamReader) whole(r *read) error {
	to := io.Discard
	var b bytes.Buffer
	if r.kind == kindManifest {
		to = &b
	}
	n, err := io.Copy(to, s)
	if err == nil && n != r.size {
		err = broken("%d octets of %d", n, r.size)
	}
	if s.bad != nil { // what follows can be read
		r.err, err = err, nil
	}
	r.raw = b.Bytes()
	return err
}

// reread reads a stream back that s has written, and is errBroken where it is another one. What its
// chunks hold was looked at when they were packed, and is not unpacked again.
func (s *streamWriter) reread(r io.Reader) error {
	back, err := newStreamReader(r)
	for err == nil {
		err = back.next()
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	if back.at != s.at || !bytes.Equal(back.hash.Sum(nil), s.hash.Sum(nil)) {
		return broken("what is on the disk is not what was written")
	}
	return nil
}

// prove reads a stream to its end and checks all of it.
func prove(r io.Reader) error {
	s, err := newStreamReader(r)
	if err != nil {
		return err
	}
	return through(s, func(r *read) error { return r.err })
}
