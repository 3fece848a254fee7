package archive

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// mboxBuffer is how much of an mbox is looked at a time.
const mboxBuffer = 128 << 10

// mboxLies is how often an announced length may be wrong until none is believed in a file.
const mboxLies = 16

// boxScanner finds the messages of an mbox (RFC 4155) and its kin.
type boxScanner struct {
	f      *file
	b      *bufio.Reader
	at     int64 // of the next octet that b gives
	lies   int   // announced lengths that were wrong
	proven int   // and right
	bare   bool  // bare From_ lines have begun messages, see parts
	own    bool  // PopMail has written it: all that is not a message's own "From " is quoted
}

// look finds out whether PopMail has written an mbox whose first message begins here.
func (s *boxScanner) look() {
	next, _ := s.b.Peek(nextSeen) // what is not there is no note
	_, s.own = topNote(next)
}

// boxed is where a message lies in an mbox.
type boxed struct {
	start, end int64
	date       time.Time
	length     bool // the end was announced by Content-Length
}

func (s *boxScanner) seek(at int64) {
	s.at = at
	s.b.Reset(io.NewSectionReader(s.f, at, max(s.f.size-at, 0)))
}

// line is the next line with its line end, or a piece of a long one; first: it begins one. It
// is valid until the next call. io.EOF: there is none.
func (s *boxScanner) line() (line []byte, err error) {
	line, err = s.b.ReadSlice('\n')
	s.at += int64(len(line))
	if len(line) > 0 && (errors.Is(err, bufio.ErrBufferFull) || errors.Is(err, io.EOF)) {
		err = nil
	}
	return line, err
}

// maxLead is how much that is no mail may stand at the beginning of an mbox.
const maxLead = 1 << 20

// lead is where the mail of a file may begin.
//
// QUIRK: some mboxes begin with empty lines, with the mark of UTF-8 that an editor has put there, or
// with zeros, where a computer was switched off while the file was written.
func lead(f *file) (at int64) {
	b := make([]byte, 4<<10)
	for at < maxLead {
		n, _ := f.ReadAt(b, at) // what cannot be read is told later
		rest := bytes.TrimPrefix(b[:n], []byte("\xEF\xBB\xBF"))
		rest = bytes.TrimLeft(rest, "\x00\r\n")
		at += int64(n - len(rest))
		if len(rest) > 0 || n == 0 {
			return at
		}
	}
	return at
}

// boundary is the word that stands between the parts of a message (RFC 2046, section 5.1.1).
var boundary = pattern(`(?i)[;\s]boundary\s*=\s*"?([^"\s;]{1,70})`)

// boxLater reports whether a file that begins as a message does is an mbox whose first From_ line is
// missing: there is a sure one behind an empty line, before the header of a message. One in a part of
// the message, as where an mbox is attached to it, does not count.
func boxLater(f *file) bool {
	s := &boxScanner{f: f, b: bufio.NewReaderSize(nil, mboxBuffer)}
	s.seek(lead(f))
	blank, begins, head := false, true, true
	var header, last []byte
	for {
		line, err := s.line()
		if err != nil {
			return false
		}
		if rest := behindZeros(line); begins && len(rest) < len(line) {
			line, blank = rest, true
		}
		whole := begins
		begins = line[len(line)-1] == '\n'
		text := bytes.TrimRight(line, "\r\n")
		switch {
		case head && whole && len(text) == 0:
			head = false
			if m := boundary().FindSubmatch(header); m != nil {
				last = []byte("--" + string(m[1]) + "--")
			}
			header = nil
		case head && len(header) < maxHead:
			header = append(header, line...)
		case last != nil:
			if whole && bytes.Equal(bytes.TrimRight(text, " \t"), last) {
				last = nil
			}
		case whole && begins && blank && bytes.HasPrefix(text, []byte("From ")):
			text = bytes.Clone(text)
			next, _ := s.b.Peek(nextSeen)
			if _, sure, _ := fromLine(text); sure && headerLike(firstLine(next)) && knownHeader(next) {
				return true
			}
		}
		blank = whole && len(text) == 0
	}
}

// noMail reports whether a file begins with octets that no message begins with: see lead, but for
// empty lines.
func noMail(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")) || bytes.HasPrefix(b, []byte("\x00"))
}

// behindZeros is a line without the zeros before its "From ", which stand in the middle of a file for
// the reason that lead tells.
func behindZeros(line []byte) []byte {
	if rest := bytes.TrimLeft(line, "\x00"); bytes.HasPrefix(rest, []byte("From ")) {
		return rest
	}
	return line
}

// scanBox calls found for each message. Where a file begins with the header of a message instead of
// a From_ line, that message is the first one; anything else before the first From_ line is left out.
func scanBox(f *file, found func(boxed) error) error {
	s := &boxScanner{f: f, b: bufio.NewReaderSize(nil, mboxBuffer)}
	first := lead(f)
	s.seek(first)
	cur := boxed{start: -1}
	if next, _ := s.b.Peek(nextSeen); !bytes.HasPrefix(next, []byte("From ")) && headerLike(firstLine(next)) && knownHeader(next) {
		cur.start = s.at
	}
	blank, begins := true, true // the line before is empty; a line begins here
	blankAt := int64(-1)        // where that line begins
	header, length := cur.start >= 0, int64(-1)
	finish := func(end int64) error {
		if cur.start < 0 {
			return nil
		}
		// One empty line belongs to the mbox.
		if blankAt >= cur.start && !cur.length {
			end = blankAt
		}
		cur.end = end
		return found(cur)
	}
	for {
		at := s.at
		line, err := s.line()
		if errors.Is(err, io.EOF) {
			end := s.at
			if !s.own && cur.start >= 0 && !cur.length {
				if n := s.beforeZeros(cur.start, end); n < end {
					end, blankAt = n, -1
				}
			}
			return finish(end)
		}
		if err != nil {
			return errors.Join(finish(at), err)
		}
		if rest := behindZeros(line); !s.own && begins && len(rest) < len(line) {
			line, blank = rest, true
		}
		whole := begins
		begins = line[len(line)-1] == '\n'
		if whole && begins && bytes.HasPrefix(line, []byte("From ")) && len(line) <= maxFromLine {
			text := bytes.Clone(bytes.TrimRight(line, "\r\n"))
			next, _ := s.b.Peek(nextSeen)
			if date, ok := parts(text, next, blank || cur.start < 0, s.bare || at == first); ok {
				s.bare = s.bare || nothingLeft(text)
				if err := finish(at); err != nil {
					return err
				}
				if cur = (boxed{start: s.at, date: date}); at == first {
					s.look()
				}
				header, length, blank, blankAt = true, -1, false, -1
				continue
			}
		}
		if !whole {
			blank, blankAt = false, -1
			continue
		}
		blank = len(line) == 1 || len(line) == 2 && line[0] == '\r'
		if blankAt = -1; blank {
			blankAt = at
		}
		if !header || cur.start < 0 {
			continue
		}
		if !blank {
			_, noted := field(line, "x-popmail")
			v, ok := field(line, "content-length")
			switch {
			case noted: // what is written here is quoted, and announces nothing
				header = false
			case ok:
				if n, err := strconv.ParseInt(string(v), 10, 48); err == nil && n > 0 {
					length = n
				}
			}
			continue
		}
		header = false
		if length <= 0 || s.lies >= mboxLies {
			continue
		}
		end := s.at + length
		next, ok := s.ends(end)
		if !ok {
			s.lies++
			continue
		}
		s.proven++
		cur.length = true
		if err := finish(end); err != nil {
			return err
		}
		cur = boxed{start: -1}
		s.seek(next)
		blank, begins, blankAt = true, true, -1
	}
}

// beforeZeros is where a message that ends at the end of the file ends without the zeros there, and the empty line
// before them, which belongs to the mbox.
//
// QUIRK: see lead. Of a message of which nothing but zeros is there these stay.
func (s *boxScanner) beforeZeros(start, end int64) int64 {
	b := make([]byte, 4<<10)
	for at := end; at > start; {
		n := min(at-start, int64(len(b)))
		if got, _ := s.f.ReadAt(b[:n], at-n); int64(got) < n { // what cannot be read is told later
			return end
		}
		rest := bytes.TrimRight(b[:n], "\x00")
		if at -= n - int64(len(rest)); len(rest) == 0 {
			continue
		}
		if at == end {
			return end
		}
		last := make([]byte, min(at-start, 3))
		if got, _ := s.f.ReadAt(last, at-int64(len(last))); got == len(last) {
			for _, empty := range []string{"\n\r\n", "\n\n"} {
				if bytes.HasSuffix(last, []byte(empty)) {
					return at - int64(len(empty)-1)
				}
			}
		}
		return at
	}
	return end
}

// lineEnd is how many octets the line end at the beginning of b has.
func lineEnd(b []byte) int64 {
	return int64(len(b) - len(bytes.TrimPrefix(bytes.TrimPrefix(b, []byte("\r")), []byte("\n"))))
}

// ends reports whether a message whose length was announced may end at an offset: a From_ line
// follows, at next, of a message that announces its length as well, or the file ends, there or
// a line end later; where lengths were right before also after more empty lines.
func (s *boxScanner) ends(end int64) (next int64, ok bool) {
	if end > s.f.size {
		return 0, false
	}
	b := make([]byte, 16<<10)
	n, err := s.f.ReadAt(b, end)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, false
	}
	b = b[:n]
	rest := b
	for range 2 {
		rest = bytes.TrimPrefix(bytes.TrimPrefix(rest, []byte("\r")), []byte("\n"))
	}
	next = end + int64(n-len(rest))
	if len(rest) == 0 {
		return next, s.proven > 0 || next-end <= lineEnd(b)
	}
	line, follows, cut := bytes.Cut(rest, []byte("\n"))
	if _, is := parts(bytes.TrimRight(line, "\r"), follows, true, s.bare); !cut || !is {
		return 0, false
	}
	for l := range bytes.Lines(follows) {
		if _, ok := field(l, "content-length"); ok {
			return next, true
		}
		if len(bytes.TrimRight(l, "\r\n")) == 0 {
			break
		}
	}
	return 0, false
}

// field is the value of a line of a header where it has a name (in small letters).
func field(line []byte, name string) (value []byte, ok bool) {
	if len(line) <= len(name) || line[len(name)] != ':' || !bytes.EqualFold(line[:len(name)], []byte(name)) {
		return nil, false
	}
	return bytes.TrimSpace(line[len(name)+1:]), true
}

// ofServer reports whether the first message of an mbox is none.
//
// QUIRK: Pine, Alpine and the servers of the University of Washington keep their own numbers in one, called
// “DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA”.
func ofServer(b []byte) bool {
	imap, title := false, false
	for line := range bytes.Lines(b) {
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		_, is := field(line, "x-imap")
		imap = imap || is
		if v, ok := field(line, "subject"); ok {
			title = bytes.HasPrefix(v, []byte("DON'T DELETE THIS MESSAGE"))
		}
	}
	return imap && title
}

// readBox reads an mbox.
func (r *reader) readBox(f *file, where string, folder []string) error {
	n, noted, scan := 0, false, scanBox
	mmdf := isMMDF(f.start(nextSeen))
	if mmdf {
		scan = scanMMDF
	}
	var last *Message // of a file whose end is missing: whether it is whole shows when another one follows
	lastWhole := false
	err := scan(f, func(b boxed) error {
		if n++; n == 1 {
			top := make([]byte, min(b.end-b.start, 8<<10))
			at, _ := f.ReadAt(top, b.start) // what cannot be read is told when it is taken
			if _, noted = topNote(top[:at]); ofServer(top[:at]) {
				n, r.found = 0, r.found+1 // an mbox, though it may hold no mail
				return nil
			}
		}
		m := &Message{
			Where: fmt.Sprintf("%s, message %d", where, n), Format: MBox, Folder: folder, Date: b.date, Size: b.end - b.start,
			octets: f, start: b.start, box: true, noted: noted, length: b.length,
		}
		if f.cut {
			m, last = last, m
			lastWhole = b.length || mmdf && b.end < f.size
		}
		if m == nil {
			return nil
		}
		return r.give(m)
	})
	if err == nil && last != nil && lastWhole {
		err = r.give(last)
	}
	return r.failed(where, cmp.Or(err, f.broken))
}
