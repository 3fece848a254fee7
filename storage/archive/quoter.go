package archive

import (
	"bytes"
	"io"
)

// quoter changes lines that begin with "From ", or with that behind one or more ">", on their
// way into w: each gets one ">" more, or loses one.
type quoter struct {
	w    io.Writer
	more int // 1 or -1

	open   bool // a line was begun, and is none of these
	quotes int  // of the line that begins here, and not written yet
	match  int  // likewise, octets of fromWord
}

func newQuoter(w io.Writer, more int) *quoter { return &quoter{w: w, more: more} }

var (
	fromWord = []byte("From ")
	manyMore = bytes.Repeat([]byte(">"), 1024)
)

func (q *quoter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if !q.open {
			switch c := p[0]; {
			case c == '>' && q.match == 0:
				q.quotes++
				p = p[1:]
				continue
			case c == fromWord[q.match]:
				p = p[1:]
				if q.match++; q.match < len(fromWord) {
					continue
				}
				q.quotes = max(q.quotes+q.more, 0)
			}
			if err := q.end(); err != nil {
				return 0, err
			}
			q.open = true
			continue
		}
		end := bytes.IndexByte(p, '\n') + 1
		if q.open = end == 0; q.open {
			end = len(p)
		}
		if _, err := q.w.Write(p[:end]); err != nil {
			return 0, err
		}
		p = p[end:]
	}
	return n, nil
}

// end writes what is held back.
func (q *quoter) end() error {
	for q.quotes > 0 {
		n, err := q.w.Write(manyMore[:min(q.quotes, len(manyMore))])
		if err != nil {
			return err
		}
		q.quotes -= n
	}
	_, err := q.w.Write(fromWord[:q.match])
	q.match = 0
	return err
}
