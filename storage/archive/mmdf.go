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

// scanMMDF calls found for each message between two of the lines, or behind the last. What stands outside of a pair
// of them is a message as well.
//
// QUIRK: where a delivery was broken off, the line that ends a message is missing, also in the middle of a line of text,
// and the next one takes its place; some programs write one between two messages, and others that know
// only mboxes add From_ lines behind the last.
func scanMMDF(f *file, found func(boxed) error) error {
	s := &boxScanner{f: f, b: bufio.NewReaderSize(nil, mboxBuffer)}
	s.seek(0)
	cur, begins := boxed{start: -1}, true
	first := false                    // the next line is the first one of a message
	paired := false                   // it began with the line
	blank, blankAt := true, int64(-1) // as in scanBox
	finish := func(end int64) error {
		if cur.start < 0 || end <= cur.start {
			return nil
		}
		cur.end = end
		return found(cur)
	}
	mail := func(next []byte) bool {
		return bytes.HasPrefix(next, []byte("From ")) || headerLike(firstLine(next)) && knownHeader(next)
	}
	for {
		at := s.at
		line, err := s.line()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			if !paired && blankAt > cur.start {
				at = blankAt
			}
			return errors.Join(finish(at), err)
		}
		whole := begins
		begins = line[len(line)-1] == '\n'
		text := bytes.TrimRight(line, "\r\n")
		lead, ends := bytes.CutSuffix(text, mmdfLine)
		if ends && (len(lead) > 0 || !whole) { // broken off, where another one begins
			next, _ := s.b.Peek(nextSeen)
			ends = len(lead) > 0 && lead[len(lead)-1] != 1 && cur.start >= 0 && mail(next)
		}
		switch {
		case ends && cur.start >= 0 && at+int64(len(lead)) > cur.start:
			if err := finish(at + int64(len(lead))); err != nil {
				return err
			}
			cur, first, paired = boxed{start: -1}, false, false
			blank, blankAt = true, -1
			continue
		case ends:
			cur, first, paired = boxed{start: s.at}, true, true
			continue
		case first && begins && bytes.HasPrefix(line, []byte("From ")):
			cur.date, _, _ = fromLine(text)
			cur.start = s.at
		case !paired && whole && begins && bytes.HasPrefix(line, []byte("From ")) && len(line) <= maxFromLine:
			text := bytes.Clone(text)
			next, _ := s.b.Peek(nextSeen)
			if date, is := parts(text, next, blank, false); is || cur.start < 0 {
				end := at
				if blankAt > cur.start {
					end = blankAt
				}
				if err := finish(end); err != nil {
					return err
				}
				cur, blank, blankAt = boxed{start: s.at, date: date}, false, -1
				continue
			}
		case cur.start < 0 && len(bytes.Trim(text, " \t\x00")) > 0:
			cur.start = at
		}
		first = false
		blank, blankAt = whole && len(text) == 0, -1
		if blank {
			blankAt = at
		}
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
