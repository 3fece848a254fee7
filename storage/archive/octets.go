package archive

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"sync"

	"popmail/account/spool"
)

// content is a message as it is stored.
type content struct {
	raw   []byte
	file  *spool.File // that raw lies in; nil: it is in memory
	alike [][sha256.Size]byte
	// What stands in the file about it.
	head *head
	sum  [sha256.Size]byte // of raw; zero: it was not made
	from *mailboxState     // on whose server it lies as uid; nil: it is not known
	uid  string
}

// smallMessage is the size up to which a message is in memory while it is made ready.
const smallMessage = 1 << 20

// inMemory is the message with its octets in memory: it is of use after the Visit that got it.
func (m *Message) inMemory() (*Message, error) {
	b := make([]byte, m.Size)
	if n, err := m.octets.ReadAt(b, m.start); n < len(b) {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // the file was cut meanwhile
		}
		return nil, err
	}
	own := *m
	own.octets, own.start, own.mem = bytes.NewReader(b), 0, b
	return &own, nil
}

// take makes of a message as it lies in a file what is stored. Several goroutines may call it.
func (r *reader) take(m *Message) (c *content, err error) {
	if m.Size > maxMessage {
		return nil, ErrTooBig
	}
	c = &content{head: &head{}}
	above := m.box
	if !above && !m.own {
		if above, err = m.ofMozilla(); err != nil {
			return nil, err
		}
	}
	if above {
		if c.head, err = readHead(m); err != nil {
			return nil, err
		}
		// A file of its own was meant to be kept, whatever the mbox said that it was taken from.
		c.head.removed = c.head.removed && m.box
	}
	n := c.head.note
	if n != nil && n.open && m.Size > int64(n.length) {
		m.Size-- // the line end that is not the message's
	}
	quoted := m.box
	if m.length && n == nil {
		// Where the end is announced nothing needs to be quoted, but some do it anyway.
		if plain, err := m.anyFrom(c.head); err != nil {
			return nil, err
		} else if plain {
			quoted = false
		}
	}
	if m.Size <= smallMessage {
		return c, c.takeSmall(m, quoted)
	}
	return c, c.takeLarge(m, quoted, r.room)
}

// kindOf says how the line ends of a message are to be changed.
func (c *content) kindOf(m *Message, s *lineStat) int {
	n := c.head.note
	switch {
	case m.asIs:
	case n != nil:
		if n.crlf {
			return toCRLF
		}
	case s.lf > 0 && s.crlf == 0:
		return toCRLF
	}
	return asItIs
}

// takeSmall does the work of take in memory.
func (c *content) takeSmall(m *Message, quoted bool) error {
	b, err := m.poured(c.head, true, quoted)
	if err != nil {
		return err
	}
	var s lineStat
	_, _ = s.Write(b) // never an error
	c.raw = lineEnds(b, c.kindOf(m, &s))
	if c.head.note != nil || m.own {
		return nil
	}
	c.sums(b, m.box, true)
	if c.head.noise == nil {
		return nil
	}
	all, err := m.poured(c.head, false, quoted)
	if err != nil {
		return err
	}
	c.sums(all, m.box, false)
	return nil
}

// poured is what pour writes. Where that is the message as it is, it is not copied.
func (m *Message) poured(h *head, clean, quoted bool) ([]byte, error) {
	if m.mem != nil && !(clean && h.noise != nil) && !(quoted && mayBeQuoted(m.mem)) {
		return m.mem[:m.Size], nil
	}
	var b bytes.Buffer
	b.Grow(int(m.Size))
	err := m.pour(&b, h, clean, quoted)
	return b.Bytes(), err
}

// mayBeQuoted reports whether a line begins with ">".
func mayBeQuoted(b []byte) bool {
	return bytes.HasPrefix(b, []byte(">")) || bytes.Contains(b, []byte("\n>"))
}

// lineEnds changes line ends as an ender does; octets with nothing to change are b itself.
func lineEnds(b []byte, kind int) []byte {
	if kind == toLF && bytes.Contains(b, crLF) {
		return bytes.ReplaceAll(b, crLF, crLF[1:])
	}
	if kind != toCRLF {
		return b
	}
	var s lineStat
	_, _ = s.Write(b) // never an error
	if s.lf == 0 {
		return b
	}
	out := make([]byte, 0, int64(len(b))+s.lf)
	for {
		n := bytes.IndexByte(b, '\n')
		if n < 0 {
			return append(out, b...)
		}
		out = append(out, b[:n]...)
		if n == 0 || b[n-1] != '\r' {
			out = append(out, '\r')
		}
		out, b = append(out, '\n'), b[n+1:]
	}
}

// scratch holds the octets of a message with other line ends, while they are summed.
var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// sums adds what summers of all kinds say of octets to the likenesses; equal octets are summed
// once. own says that raw was made of them: its checksum is noted where it is among these.
func (c *content) sums(b []byte, open, own bool) {
	out := scratch.Get().(*bytes.Buffer)
	defer scratch.Put(out)
	for _, kind := range []int{asItIs, toCRLF, toLF} {
		x := b
		switch {
		case kind == toCRLF && own && len(c.raw) > len(b):
			x = c.raw // which is that
		case kind == toCRLF:
			x = lineEnds(b, kind)
		case kind == toLF && bytes.Contains(b, crLF):
			out.Reset()
			e := ender{w: out, kind: toLF}
			_, _ = e.Write(b) // into memory
			_ = e.end()
			x = out.Bytes()
		}
		if kind != asItIs && len(x) == len(b) && (!open || len(b) > 0 && b[len(b)-1] == '\n') {
			continue // they are those as they are
		}
		whole := func(sum [sha256.Size]byte) {
			c.alike = append(c.alike, sum)
			if own && len(x) == len(c.raw) && len(x) > 0 && &x[0] == &c.raw[0] {
				c.sum = sum
			}
		}
		if !open {
			whole(sha256.Sum256(x))
			continue
		}
		end := len(x)
		if end > 0 && x[end-1] == '\n' {
			end--
		}
		if end > 0 && x[end-1] == '\r' {
			end--
		}
		h := sha256.New()
		h.Write(x[:end])
		c.alike = append(c.alike, [sha256.Size]byte(h.Sum(nil)))
		h.Write(x[end:])
		if len(x) > 0 && x[len(x)-1] == '\n' {
			whole([sha256.Size]byte(h.Sum(nil)))
			continue
		}
		last := crLF
		if kind == toLF {
			last = crLF[1:]
		}
		h.Write(last)
		c.alike = append(c.alike, [sha256.Size]byte(h.Sum(nil)))
	}
}

// takeLarge does the work of take without having all of the message in memory.
func (c *content) takeLarge(m *Message, quoted bool, room Spool) (err error) {
	var s lineStat
	if err := m.pour(&s, c.head, true, quoted); err != nil {
		return err
	}
	out := &sink{room: room, mem: make([]byte, 0, min(m.Size+s.lf, spoolFrom))}
	if err = m.convert(out, c.kindOf(m, &s), c.head, true, quoted); err == nil && out.file != nil {
		c.file = out.file
		c.raw, err = out.file.Octets()
	} else {
		c.raw = out.mem
	}
	if err != nil {
		return errors.Join(err, out.file.Close())
	}
	if c.head.note == nil && !m.own {
		err = c.likenesses(m, quoted)
	}
	if err != nil {
		_ = c.file.Close() // it is of no use
	}
	return err
}

// likenesses finds the checksums of other forms of the message: with the line ends as they
// are or all of one kind, of an mbox also with what programs have added to the header, and with
// or without a line end at the end.
func (c *content) likenesses(m *Message, quoted bool) error {
	clean := []bool{true}
	if c.head.noise != nil {
		clean = append(clean, false)
	}
	for _, clean := range clean {
		sums := []*summer{newSummer(asItIs), newSummer(toCRLF), newSummer(toLF)}
		err := m.pour(io.MultiWriter(sums[0], sums[1], sums[2]), c.head, clean, quoted)
		if err != nil {
			return err
		}
		for _, s := range sums {
			c.alike = append(c.alike, s.sums(m.box)...)
		}
	}
	return nil
}

// pour writes a message without its quoting, and where clean is set without what was added to
// its header.
func (m *Message) pour(w io.Writer, h *head, clean, quoted bool) error {
	header := h.raw
	if clean && h.noise != nil {
		header = h.noise
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	skip := int64(len(h.raw))
	body := io.NewSectionReader(m.octets, m.start+skip, m.Size-skip)
	if !quoted {
		n, err := io.Copy(w, body)
		return wholly(n, body.Size(), err)
	}
	q := newQuoter(w, -1)
	n, err := io.Copy(q, body)
	if err == nil {
		err = q.end()
	}
	return wholly(n, body.Size(), err)
}

// wholly is err, or that less was read than there was: the file was cut meanwhile.
func wholly(n, want int64, err error) error {
	if err == nil && n < want {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// anyFrom reports whether a line of the body begins with "From ".
func (m *Message) anyFrom(h *head) (bool, error) {
	skip := int64(len(h.raw))
	b := bufio.NewReaderSize(io.NewSectionReader(m.octets, m.start+skip, m.Size-skip), 32<<10)
	for begins := true; ; {
		line, err := b.ReadSlice('\n')
		if begins && bytes.HasPrefix(line, []byte("From ")) {
			return true, nil
		}
		begins = err == nil
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return false, err
		}
	}
}

// The kinds of line ends that octets are written with.
const (
	asItIs = iota
	toCRLF // each LF without a CR gets one
	toLF   // each CR before a LF is left out
)

func (m *Message) convert(w io.Writer, kind int, h *head, clean, quoted bool) error {
	e := &ender{w: w, kind: kind}
	if err := m.pour(e, h, clean, quoted); err != nil {
		return err
	}
	return e.end()
}

// ender changes line ends on their way into w.
type ender struct {
	w    io.Writer
	kind int
	cr   bool // the last octet was CR; with toLF it is not written yet
}

var crLF = []byte("\r\n")

func (e *ender) Write(p []byte) (int, error) {
	if e.kind == asItIs {
		return e.w.Write(p)
	}
	n := len(p)
	for len(p) > 0 {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			return n, e.text(p)
		}
		text := p[:i]
		p = p[i+1:]
		if err := e.text(text); err != nil {
			return 0, err
		}
		end := crLF
		if e.kind == toLF || e.cr {
			end = crLF[1:]
		}
		e.cr = false
		if _, err := e.w.Write(end); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// text writes octets without LF.
func (e *ender) text(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if e.kind == toLF && e.cr {
		if _, err := e.w.Write(crLF[:1]); err != nil {
			return err
		}
	}
	if e.cr = p[len(p)-1] == '\r'; e.cr && e.kind == toLF {
		p = p[:len(p)-1]
	}
	_, err := e.w.Write(p)
	return err
}

// end writes what is held back.
func (e *ender) end() error {
	if e.kind != toLF || !e.cr {
		return nil
	}
	e.cr = false
	_, err := e.w.Write(crLF[:1])
	return err
}

// lineStat counts line ends.
type lineStat struct {
	lf, crlf int64 // LF without CR, and CR LF
	dd       int64 // CR CR LF
	cr, crs  bool  // the last octet was CR, the one before as well
	last     byte
	size     int64
}

func (s *lineStat) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	s.size += int64(len(p))
	at := func(i int) bool { // CR at i of p, which may lie before it
		switch i {
		case -1:
			return s.cr
		case -2:
			return s.crs
		}
		return p[i] == '\r'
	}
	for from := 0; ; {
		i := bytes.IndexByte(p[from:], '\n')
		if i < 0 {
			break
		}
		i += from
		switch {
		case !at(i - 1):
			s.lf++
		case at(i - 2):
			s.crlf++
			s.dd++
		default:
			s.crlf++
		}
		from = i + 1
	}
	s.cr, s.crs, s.last = at(len(p)-1), at(len(p)-2), p[len(p)-1]
	return len(p), nil
}

// summer makes checksums of octets with one kind of line ends.
type summer struct {
	ender
	h    hash.Hash
	held []byte // a line end that may be the last one
}

func newSummer(kind int) *summer {
	s := &summer{h: sha256.New()}
	s.ender = ender{w: writerFunc(s.add), kind: kind}
	return s
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func (s *summer) add(p []byte) (int, error) {
	n := len(p)
	if n == 0 {
		return 0, nil
	}
	if len(s.held) > 0 && s.held[len(s.held)-1] == '\r' && p[0] == '\n' {
		s.held = append(s.held, '\n')
		p = p[1:]
	}
	if len(p) == 0 {
		return n, nil
	}
	s.h.Write(s.held)
	s.held = s.held[:0]
	end := len(p)
	if p[end-1] == '\n' {
		end--
	}
	if end > 0 && p[end-1] == '\r' {
		end--
	}
	s.h.Write(p[:end])
	s.held = append(s.held, p[end:]...)
	return n, nil
}

// sums are the checksum and, where open is set, the one without the last line end or with one
// more.
func (s *summer) sums(open bool) (all [][sha256.Size]byte) {
	_ = s.end() // into memory
	sum := func() { all = append(all, [sha256.Size]byte(s.h.Sum(nil))) }
	if !open {
		s.h.Write(s.held)
		sum()
		return all
	}
	sum()
	if len(s.held) == 0 || s.held[len(s.held)-1] != '\n' {
		end := crLF
		if s.kind == toLF {
			end = crLF[1:]
		}
		s.held = append(s.held, end...)
	}
	s.h.Write(s.held)
	sum()
	return all
}
