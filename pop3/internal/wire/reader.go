package wire

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// Reader splits what comes from the other side into lines, listings and
// messages. It is not safe for use from several goroutines.
type Reader struct {
	src  io.Reader
	buf  []byte
	r, w int // unread octets are buf[r:w]

	loneDots int   // see LoneDots
	size     int64 // see Size
	loneEnds int   // see LoneEnds
	spooled  Spool

	// OnWait, if set, is called when a line is not wholly buffered, before the
	// first read for it.
	OnWait func()
	// Soon, if set, reads like the source but gives up after a short while
	// with an error that is os.ErrDeadlineExceeded. It tells an end that only
	// looks like one from the real one where a server breaks the rules.
	Soon func([]byte) (int, error)
}

// NewReader reads from src through a buffer of size octets (at least 2*MaxStatus).
func NewReader(src io.Reader, size int) *Reader {
	return &Reader{src: src, buf: make([]byte, max(size, 2*MaxStatus))}
}

// Reset drops what is buffered and reads from src from now on.
func (r *Reader) Reset(src io.Reader) { r.src, r.r, r.w = src, 0, 0 }

// LoneDots is the number of lines of one dot that the last Body has taken for a part
// of the message.
func (r *Reader) LoneDots() int { return r.loneDots }

// LoneEnds is the number of lines of one dot that Status has passed over so far.
func (r *Reader) LoneEnds() int { return r.loneEnds }

// Buffered is the number of octets that were received and not yet read.
func (r *Reader) Buffered() int { return r.w - r.r }

// Peek returns up to n of the buffered octets without reading from the source.
// They are valid until the next call.
func (r *Reader) Peek(n int) []byte { return r.buf[r.r:min(r.r+n, r.w)] }

// room makes place behind the buffered octets.
func (r *Reader) room() {
	if r.r == r.w {
		r.r, r.w = 0, 0
	} else if r.w == len(r.buf) {
		r.w = copy(r.buf, r.buf[r.r:r.w])
		r.r = 0
	}
}

// fill reads at least one octet more.
func (r *Reader) fill() error {
	r.room()
	for range 64 {
		n, err := r.src.Read(r.buf[r.w:])
		r.w += n
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// fillSoon reads at least one octet more, if it comes soon. It reports false
// when nothing came.
func (r *Reader) fillSoon() (bool, error) {
	if r.Soon == nil {
		return false, nil
	}
	r.room()
	n, err := r.Soon(r.buf[r.w:])
	r.w += n
	switch {
	case n > 0:
		return true, nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return false, nil
	}
	return false, err
}

// Arrives reports whether there is at least one octet to read, waiting a short
// while for it.
func (r *Reader) Arrives() (bool, error) {
	if r.Buffered() > 0 {
		return true, nil
	}
	return r.fillSoon()
}

// Line returns the next line without its line end; bare says that the line ended
// in LF alone. The line is valid until the next call. A line of more than limit
// octets gives ErrLong, and nothing of it is read.
//
// QUIRK: LF without CR ends a line too. Servers on Unix exist that send it.
func (r *Reader) Line(limit int) (line []byte, bare bool, err error) {
	limit = min(limit, len(r.buf)-2)
	seen := 0
	for {
		b := r.buf[r.r:r.w]
		if i := bytes.IndexByte(b[seen:], '\n'); i >= 0 {
			end := seen + i
			if end > 0 && b[end-1] == '\r' {
				line = b[:end-1]
			} else {
				line, bare = b[:end], true
			}
			if len(line) > limit {
				return nil, bare, ErrLong
			}
			r.r += end + 1
			return line, bare, nil
		}
		if len(b) > limit+1 {
			return nil, false, ErrLong
		}
		if seen == 0 && r.OnWait != nil {
			r.OnWait()
		}
		seen = len(b)
		if err := r.fill(); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, false, err
		}
	}
}

// row is Line for the rows of a listing. Of one that is longer than MaxRow it returns
// the beginning. octets is the length of what was passed over.
//
// QUIRK: unique-ids of thousands of octets. They are only compared.
func (r *Reader) row() (line []byte, octets int, err error) {
	if line, _, err = r.Line(MaxRow); !errors.Is(err, ErrLong) {
		return line, 0, err
	}
	line = bytes.Clone(r.Peek(MaxRow))
	for octets < MaxListing {
		if i := bytes.IndexByte(r.buf[r.r:r.w], '\n'); i >= 0 {
			r.r += i + 1
			return line, octets + i, nil
		}
		octets += r.Buffered()
		r.r = r.w
		if err := r.fill(); errors.Is(err, io.EOF) {
			return nil, octets, io.ErrUnexpectedEOF
		} else if err != nil {
			return nil, octets, err
		}
	}
	return nil, octets, ErrListing
}

// Rows hands the rows of a listing to row, up to and without the terminating
// dot (RFC 1939, section 3). A row is valid during the call. An error of row
// ends the listing at once. Of a row of more than MaxRow octets the beginning is
// handed over.
func (r *Reader) Rows(row func(line []byte) error) error {
	octets := 0
	for n := 0; ; n++ {
		line, passed, err := r.row()
		if err != nil {
			return err
		}
		octets += passed
		if len(line) > 0 && line[0] == '.' {
			line = line[1:]
			// QUIRK: spaces after the dot are forgiven; no row is empty.
			if len(bytes.TrimRight(line, " \t\r")) == 0 {
				return nil
			}
		}
		octets += len(line)
		if n >= MaxRows || octets > MaxListing {
			return ErrListing
		}
		if err := row(line); err != nil {
			return err
		}
	}
}
