package storage

import (
	"bytes"
	"fmt"
	"io"
	"slices"
)

// run is a long body in the octets of a large message.
type run struct {
	at, end int64 // as of body
	line    int
	crlf    bool
	chars   int64
}

// place is where the characters from c on stand, with the end of the line before them.
func (r *run) place(c int64) int64 {
	ends := int64(1)
	if r.crlf {
		ends = 2
	}
	if c == 0 {
		return 0
	}
	return c + (c-1)/int64(r.line)*ends
}

// runs finds long bodies as bodiesOf does, in octets that are not in memory.
type runs struct {
	octets io.ReaderAt
	size   int64
	from   int64 // of buf
	buf    []byte
}

// runsWindow are the octets that runs has in memory.
const runsWindow = 256 << 10

// line returns the line from at on, without its end, and where the next one begins; text is good
// until the next call. What is longer than mostLine comes in parts, all but the last of which are nil.
func (r *runs) line(at int64) (text []byte, next int64, crlf bool, err error) {
	most := min(mostLine+2, r.size-at)
	if at < r.from || at+most > r.from+int64(len(r.buf)) {
		r.from = at
		r.buf = slices.Grow(r.buf[:0], runsWindow)[:min(runsWindow, r.size-at)]
		if n, err := r.octets.ReadAt(r.buf, at); n < len(r.buf) {
			return nil, 0, false, fmt.Errorf("octets of a message: %w", err)
		}
	}
	b := r.buf[at-r.from:][:most]
	switch n := bytes.IndexByte(b, '\n'); {
	case n > 0 && b[n-1] == '\r':
		return b[:n-1], at + int64(n) + 1, true, nil
	case n >= 0:
		return b[:n], at + int64(n) + 1, false, nil
	case len(b) <= mostLine:
		return b, at + int64(len(b)), false, nil // the last one
	}
	return nil, at + int64(len(b)), false, nil
}

// next returns the first long body from at on; where there is none it has no octets, at the end.
func (r *runs) next(at int64) (run, error) {
	within := false // a line that is too long
	for r.size-at >= minShared {
		text, next, crlf, err := r.line(at)
		if err != nil {
			return run{}, err
		}
		is, padded := base64Line(text)
		was := within
		within = text == nil
		if was || len(text) < minBodyLine || len(text) > mostLine || !is {
			at = next
			continue
		}
		b := run{at: at, end: at + int64(len(text)), line: len(text), crlf: crlf, chars: int64(len(text))}
		for !padded && next < r.size {
			text, after, ends, err := r.line(next)
			if err != nil {
				return run{}, err
			}
			if len(text) > b.line {
				break
			}
			if is, padded = base64Line(text); !is {
				break
			}
			b.end = next + int64(len(text))
			b.chars += int64(len(text))
			next = after
			if len(text) < b.line || ends != crlf {
				break
			}
		}
		if at = next; b.end-b.at >= minShared {
			return b, nil
		}
	}
	return run{at: r.size, end: r.size}, nil
}

// textGears are numbers for cutLong that stay as they are: with others equal text of later mail would
// be cut elsewhere.
var textGears = func() (t [256]uint64) {
	for i := range t {
		z := uint64(i+1) * 0x9e3779b97f4a7c15 // SplitMix64
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		t[i] = z ^ z>>31
	}
	return t
}()

// cutLong is how many of the octets, which are pieceOctets or all that are left, are the next piece.
func cutLong(b []byte) int {
	var h uint64 // of the last 64
	for i := minText - 64; i < len(b); i++ {
		if h = h<<1 + textGears[b[i]]; i >= minText && h < 1<<46 { // one in meanText, which is 1<<18
			return i + 1
		}
	}
	return len(b)
}
