package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Spool takes the octets of a large message in the place of memory.
type Spool interface {
	io.Writer
	io.ReaderAt
	// Octets returns what was written, valid until Close.
	Octets() ([]byte, error)
	Close() error
}

// SpoolError says that a Spool could not take or give back what was read. It is not the
// fault of the other side.
type SpoolError struct{ Err error }

// Error tells the cause.
func (e *SpoolError) Error() string { return fmt.Sprintf("keeping a large message: %v", e.Err) }

// Unwrap returns the cause.
func (e *SpoolError) Unwrap() error { return e.Err }

// spoolStep is the octets that are written into a Spool at once.
const spoolStep = 256 << 10

// Spooled hands over the Spool with the octets of the last Body; nil where they are in
// memory. Who takes it closes it.
func (r *Reader) Spooled() Spool {
	s := r.spooled
	r.spooled = nil
	return s
}

// flush writes out what memory need not hold any more.
func (b *body) flush() error {
	least := b.SpoolFrom
	if b.spool != nil {
		least = min(least, spoolStep)
	}
	if b.Spool == nil || int64(len(b.out)) <= least {
		return nil
	}
	if b.spool == nil {
		s, err := b.Spool()
		if err != nil {
			return &SpoolError{err}
		}
		b.spool = s
	}
	if b.bareFirst == nil && bytes.IndexByte(b.out, '\n') >= 0 {
		bare := b.firstLineBare()
		b.bareFirst = &bare
	}
	b.bareLines()
	if _, err := b.spool.Write(b.out); err != nil {
		return &SpoolError{err}
	}
	b.before, b.counted = b.out[len(b.out)-1], 0
	if cap(b.out) > 2*spoolStep {
		b.out = make([]byte, 0, 2*spoolStep)
	}
	b.out = b.out[:0]
	return nil
}

func (b *body) dropSpool() {
	if b.spool != nil && !b.Keep {
		_ = b.spool.Close() // nothing of it is wanted
	}
	b.spool = nil
}

// keepRest writes what memory holds into the Spool, with Keep; failed is what has ended the
// message before its end, and returned where all went well.
func (b *body) keepRest(failed error) error {
	var full *SpoolError
	if !b.Keep || b.over || errors.As(failed, &full) || failed != nil && len(b.out) == 0 {
		return failed
	}
	if b.spool == nil {
		s, err := b.Spool()
		if err != nil {
			return &SpoolError{err}
		}
		b.spool = s
	}
	if _, err := b.spool.Write(b.out); err != nil {
		return &SpoolError{err}
	}
	b.out = b.out[:0]
	return failed
}

// endSpool ends a message that is in a Spool, which becomes the reader's.
func (b *body) endSpool() (raw []byte, err error) {
	_, err = b.spool.Write(b.out)
	if strip, _, ok := b.reading(); ok && err == nil {
		err = b.respool(strip)
	}
	if err == nil && !b.Keep {
		raw, err = b.spool.Octets()
	}
	if err != nil {
		b.dropSpool()
		return nil, &SpoolError{err}
	}
	if !b.Keep {
		b.spooled = b.spool
	}
	return raw, nil
}

// respool is redo for a message that is in a Spool: another one takes its place.
func (b *body) respool(strip [3]bool) error {
	first := b.spool
	defer func() { _ = first.Close() }()
	s, err := b.Spool()
	if err != nil {
		b.spool = nil
		return err
	}
	b.spool = s
	var from int64
	for _, d := range append(b.dots, dot{at: b.size}) {
		if _, err := io.Copy(s, io.NewSectionReader(first, from, d.at-from)); err != nil {
			return err
		}
		if from = d.at; d.kept {
			from++
		}
		if d.at < b.size && !strip[d.kind] {
			if _, err := s.Write([]byte{'.'}); err != nil {
				return err
			}
		}
	}
	return nil
}
