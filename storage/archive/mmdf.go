package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// mmdfLine stands before and behind each message of a file of MMDF (mmdf(5) of mutt), which is an mbox
// otherwise.
var mmdfLine = []byte("\x01\x01\x01\x01")

// isMMDF reports whether a file begins as one of MMDF does.
func isMMDF(b []byte) bool {
	line, rest, ok := bytes.Cut(b, []byte("\n"))
	if !ok || !bytes.Equal(bytes.TrimRight(line, "\r"), mmdfLine) {
		return false
	}
	first := firstLine(rest)
	return bytes.HasPrefix(first, []byte("From ")) || headerLike(first)
}

// scanMMDF calls found for each message between two of the lines, or behind the last.
func scanMMDF(f *file, found func(boxed) error) error {
	s := &boxScanner{f: f, b: bufio.NewReaderSize(nil, mboxBuffer)}
	s.seek(0)
	cur, begins := boxed{start: -1}, true
	first := false // the next line is the first one of a message
	for {
		at := s.at
		line, err := s.line()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			if cur.start >= 0 && at > cur.start {
				cur.end = at
				err = errors.Join(found(cur), err)
			}
			return err
		}
		whole := begins
		begins = line[len(line)-1] == '\n'
		switch {
		case whole && bytes.Equal(bytes.TrimRight(line, "\r\n"), mmdfLine):
			if cur.start >= 0 && at > cur.start {
				cur.end = at
				if err := found(cur); err != nil {
					return err
				}
				cur, first = boxed{start: -1}, false
			} else {
				cur, first = boxed{start: s.at}, true
			}
			continue
		case first && begins && bytes.HasPrefix(line, []byte("From ")):
			cur.date, _, _ = fromLine(bytes.TrimRight(line, "\r\n"))
			cur.start = s.at
		}
		first = false
	}
}

// otherMail are the ends of files in which programs keep mail that cannot be read here: Outlook for Mac, The
// Bat!, Pegasus Mail, Opera.
var otherMail = []string{".olm", ".tbb", ".pmm", ".mbs"}

// keepsOther reports whether a file holds mail in a way that is not known here: it is named, so that nobody
// takes its mail for brought in.
func keepsOther(b []byte, ext string) bool {
	if bytes.HasPrefix(b, []byte("BABYL OPTIONS:")) {
		return true
	}
	for _, e := range otherMail {
		if strings.EqualFold(ext, e) {
			return len(b) > 0
		}
	}
	return false
}
