package wire

import (
	"bytes"
	"errors"
	"io"
	"runtime"
)

// Body says how one message is to be read.
type Body struct {
	Expect int64       // octets the server announced; 0: unknown
	Exact  bool        // the server's announcements were right so far
	Trust  bool        // most of them were right, or none was heard yet
	BareLF bool        // the status line before it ended in LF alone
	More   func() bool // whether further answers are due after this one; nil: none
	Max    int64       // octets to keep; 0: no limit
	GiveUp bool        // beyond Max nothing more is read
	// First is how many octets are returned; 0: all. The rest is read and let go of.
	First int64
	// Spool makes what the octets of a message go to that has more than SpoolFrom; nil: all
	// are kept in memory. See Reader.Spooled.
	Spool     func() (Spool, error)
	SpoolFrom int64
	// Keep writes every message into a Spool, and after an error what has come of it, up to
	// Max. It is closed by who makes it, but for one that another takes the place of.
	Keep bool
}

// TooLong says that a message is larger than Body.Max. It was read to its end.
type TooLong struct{ Size int64 }

// Error says so.
func (e *TooLong) Error() string { return "message too long" }

// ErrEndless says that a message went on far beyond all limits; reading cannot go on.
var ErrEndless = errors.New("message without end")

// ErrAmbiguous says that a message has perhaps not ended at its line of one dot:
// less came than was announced, and what follows may be its rest as well as the
// answer to a command that was sent ahead.
var ErrAmbiguous = errors.New("it is not clear where the message ends")

// presize bounds the memory taken on the server's word alone.
const presize = 4 << 20

// Body reads a message up to the terminating dot and undoes the dot-stuffing (RFC
// 1939, section 3). All other octets, line ends included, are as sent. The
// result is the caller's.
//
// Servers that keep the rules are read by the rules. Where a rule is broken, or
// line ends are mixed, the announced size and what follows decide; see the QUIRK
// comments.
func (r *Reader) Body(o Body) ([]byte, error) {
	o.Expect = min(o.Expect, 1<<40)
	b := body{Reader: r, Body: o}
	r.spooled = nil
	defer func() { r.loneDots, r.size = b.loneDots, b.size }()
	if o.Expect > 0 && (o.Max <= 0 || o.Expect <= o.Max) {
		b.out = make([]byte, 0, min(o.Expect, presize)+2)
	}
	if err := b.read(); err != nil {
		err = b.keepRest(err)
		b.dropSpool()
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	if b.over {
		return nil, &TooLong{b.size}
	}
	if b.spool != nil {
		return b.endSpool()
	}
	if b.out == nil {
		b.out = []byte{}
	}
	b.out = b.settle()
	return b.out, b.keepRest(nil)
}

// Size is the number of octets of the last Body, also of those that were not returned.
func (r *Reader) Size() int64 { return r.size }

// dot is a dot at the beginning of a line whose meaning is open.
type dot struct {
	at   int64 // place in the message as it was first read
	kind dotKind
	kept bool // it is in out; else it was taken away
}

type dotKind uint8

const (
	stuffed dotKind = iota // ".." after CRLF
	bareDot                // ".." after LF alone
	single                 // "." and something else
)

// maxDots bounds the dots remembered for one message.
const maxDots = 4096

type body struct {
	*Reader
	Body
	out  []byte // without what is in spool
	size int64  // octets of the message so far
	over bool   // larger than Max; out is dropped

	spool     Spool // nil: all is in out
	bareFirst *bool // see firstLineBare, once that line is in spool

	last    [2]byte // the two octets before the unread ones
	dots    []dot
	lost    bool // more dots than are remembered
	unclear bool // a dot's meaning is open
	plain   bool // a line after CRLF begins with one dot: the server does not stuff

	loneDots int // lines of one dot that are part of the message

	bare, counted int  // LF without CR so far; in out[:counted] and before
	before        byte // the octet before out
}

func (b *body) read() error {
	// The status line stands before the first line.
	b.last = [2]byte{'\r', '\n'}
	if b.BareLF {
		b.last[0] = 0
	}
	for {
		if b.Buffered() == 0 {
			if err := b.fill(); err != nil {
				return err
			}
		}
		i, found := b.lineDot(b.buf[b.r:b.w])
		if end, err := b.atSize(i); end || err != nil {
			return err
		}
		if i > 0 {
			if err := b.take(i); err != nil {
				return err
			}
		}
		if !found {
			continue
		}
		if end, err := b.dot(); end || err != nil {
			return err
		}
	}
}

// lineDot finds the first dot at the beginning of a line; len(buf) where there is none. It looks
// for dots, of which encoded files have none, until it has seen more of them than lines.
func (b *body) lineDot(buf []byte) (at int, found bool) {
	if buf[0] == '.' && b.last[1] == '\n' {
		return 0, true
	}
	p := 1
	for dots := 0; p < len(buf) && dots <= p/dotEach+8; dots++ {
		i := bytes.IndexByte(buf[p:], '.')
		if i < 0 {
			return len(buf), false
		}
		if p += i; buf[p-1] == '\n' {
			return p, true
		}
		p++
	}
	for ; p < len(buf); p++ {
		i := bytes.IndexByte(buf[p:], '\n')
		if i < 0 || p+i+1 == len(buf) {
			break
		}
		p += i
		if buf[p+1] == '.' {
			return p + 1, true
		}
	}
	return len(buf), false
}

// dotEach is how many octets a line has, about.
const dotEach = 64

// take reads the next n buffered octets, at least 1, as part of the message.
func (b *body) take(n int) error {
	piece := b.buf[b.r : b.r+n]
	if n == 1 {
		b.last[0], b.last[1] = b.last[1], piece[0]
	} else {
		b.last[0], b.last[1] = piece[n-2], piece[n-1]
	}
	b.size += int64(n)
	b.r += n
	if b.Max > 0 && b.size > b.Max {
		err := b.keepRest(nil)
		b.over, b.out, b.dots = true, nil, nil
		b.dropSpool()
		if err != nil {
			return err
		}
		if b.GiveUp || b.size > 8*max(b.Max, min(b.Expect, 8*b.Max)) { // Expect may be any number
			return ErrEndless
		}
	}
	if b.First > 0 && int64(len(b.out)+n) > b.First && !b.over {
		// What the dots of the rest would tell is not worth keeping it.
		piece = piece[:b.First-int64(len(b.out))]
		n, b.lost = len(piece), true
	}
	if !b.over && n > 0 {
		b.grow(n)
		b.out = append(b.out, piece...)
		return b.flush()
	}
	return nil
}

// grow makes room in out for n octets more. A server that has sent as much as was
// taken on its word alone is believed for the rest: memory that is not written to
// costs nothing. What grows beyond that grows by halves, and the garbage of that is
// collected at once: a large message is in memory twice at most.
func (b *body) grow(n int) {
	need := len(b.out) + n
	if need <= cap(b.out) || need <= presize {
		return
	}
	size := int64(need + need/2)
	if announced := b.Expect + int64(n); announced >= int64(need) && (b.Max <= 0 || announced <= b.Max+int64(n)) {
		size = announced
	}
	if b.Max > 0 {
		size = max(int64(need), min(size, b.Max))
	}
	if b.Spool != nil {
		size = max(int64(need), min(size, b.SpoolFrom+int64(n)))
	}
	out := make([]byte, len(b.out), size)
	copy(out, b.out)
	if b.out = out; need > collectFrom {
		runtime.GC()
	}
}

// collectFrom is the size of a growing message from which on its garbage is collected.
const collectFrom = 8 << 20

// need makes n octets available from the beginning of the unread ones.
func (b *body) need(n int) error {
	for b.Buffered() < n {
		if err := b.fill(); err != nil {
			return err
		}
	}
	return nil
}

// dot decides on a dot at the beginning of a line, which is next to be read.
func (b *body) dot() (end bool, err error) {
	if err := b.need(2); err != nil {
		return false, err
	}
	bare := b.last[0] != '\r'
	switch b.buf[b.r+1] {
	case '.':
		kind := stuffed
		if bare && !b.BareLF {
			kind = bareDot
		}
		// QUIRK: ".." after LF alone. By RFC 1939 only CRLF ends a line, so the
		// server stuffed nothing here. But servers that hand out files with LF as
		// they are count such lines; then the first line ends in LF as well.
		return false, b.pass(kind, kind == bareDot && !b.firstLineBare())
	case '\n':
		if end, err = b.terminator(2, bare); !end {
			b.loneDots++
		}
	case '\r':
		if err := b.need(3); err != nil {
			return false, err
		}
		if b.buf[b.r+2] == '\n' {
			if end, err = b.terminator(3, bare); !end {
				b.loneDots++
			}
		}
	}
	if end || err != nil {
		return end, err
	}
	// QUIRK: a dot before anything but a dot or the line end. A server that stuffs
	// never sends it, so this one does not stuff, and the dot is the message's.
	b.plain = b.plain || !bare
	return false, b.pass(single, true)
}

// pass goes on behind a dot that does not end the message.
func (b *body) pass(kind dotKind, keep bool) error {
	if !b.over {
		if len(b.dots) < maxDots {
			b.dots = append(b.dots, dot{b.size, kind, keep})
		} else {
			b.lost = true
		}
		b.unclear = b.unclear || kind != stuffed
	}
	if !keep {
		b.r++ // what follows is another dot, which begins no line any more
	}
	return b.take(1)
}

// firstLineBare reports whether the first line of the message ends in LF alone.
func (b *body) firstLineBare() bool {
	if b.bareFirst != nil {
		return *b.bareFirst
	}
	i := bytes.IndexByte(b.out, '\n')
	return i == 0 && b.before != '\r' || i > 0 && b.out[i-1] != '\r'
}

// terminator decides whether the dot alone in a line, length octets with its
// line end, is the end of the message, and if so consumes it.
func (b *body) terminator(length int, bare bool) (bool, error) {
	if !bare || b.BareLF {
		// QUIRK: a server that does not stuff sends a message's own line of one dot
		// like this. It can be told by the announced size, or where more of the
		// message is here already.
		if b.Trust && b.short(length) {
			return b.endsShort(length)
		}
		after := b.buf[b.r+length : b.w]
		if len(after) > 0 && after[0] != '-' && b.Expect > b.size && !b.answer(after) {
			return false, nil
		}
		b.r += length
		return true, nil
	}
	// QUIRK: a line of one dot after LF alone. It is the end where the server hands
	// out files with LF as they are; it is part of the message where the server
	// goes by CRLF and the message holds a stray LF.
	if b.Expect > 0 && (b.size == b.Expect || b.sizeAsCRLF(length)) {
		b.r += length
		return true, nil
	}
	return b.endsHere(length)
}

// short reports whether the message, if it ended here, were shorter than announced
// by every way of counting: with the dots that the server stuffed, and with the
// terminator.
func (b *body) short(length int) bool {
	if b.Expect <= b.size || b.over || b.lost {
		return false
	}
	var dots int64
	for _, d := range b.dots {
		if !d.kept {
			dots++
		}
	}
	missing := b.Expect - b.size
	return missing != dots && missing != int64(length) && missing != dots+int64(length)
}

// endsShort decides on the end of a message that is short. What the server sends
// although no command waits for an answer is more of the message, whatever it
// begins with.
func (b *body) endsShort(length int) (bool, error) {
	if b.More != nil && b.More() {
		return false, ErrAmbiguous
	}
	if b.Buffered() == length {
		if came, err := b.fillSoon(); err != nil || !came {
			b.r += length
			return err == nil, err
		}
	}
	return false, nil
}

// endsHere decides on an end that only what follows can tell: another answer,
// if one is due, or silence.
func (b *body) endsHere(length int) (bool, error) {
	for {
		after := b.buf[b.r+length : b.w]
		if len(after) > 0 {
			if len(after) < 4 && b.answer(after) && !b.Exact {
				if came, err := b.fillSoon(); err != nil {
					return false, err
				} else if came {
					continue
				}
			}
			if b.Exact || !b.answer(after) {
				return false, nil
			}
			b.r += length
			return true, nil
		}
		came, err := b.fillSoon()
		if err != nil {
			return false, err
		}
		if !came {
			if b.Exact && b.size < b.Expect {
				return false, nil // the rest is late
			}
			b.r += length
			return true, nil
		}
	}
}

// answer reports whether after can be the beginning of the next answer.
func (b *body) answer(after []byte) bool {
	if after[0] == '\r' || after[0] == '\n' {
		return true // an empty line too much
	}
	if b.More == nil || !b.More() {
		return false
	}
	for _, p := range []string{"+OK", "-ERR"} {
		n := min(len(p), len(after))
		if hasFold(string(after[:n]), p[:n]) {
			return true
		}
	}
	return false
}

// sizeAsCRLF reports whether the announced size fits for a server that counts
// each LF as CRLF, and nothing here speaks against this being the end.
func (b *body) sizeAsCRLF(length int) bool {
	after := b.buf[b.r+length : b.w]
	return !b.Exact && (len(after) == 0 || b.answer(after)) && b.size+int64(b.bareLines()) == b.Expect
}

// bareLines counts the lines so far that ended in LF alone.
func (b *body) bareLines() int {
	if b.over {
		return 0
	}
	part := b.out[b.counted:]
	b.bare += bytes.Count(part, lf) - bytes.Count(part, crlf)
	before := b.before
	if b.counted > 0 {
		before = b.out[b.counted-1]
	}
	if len(part) > 0 && part[0] == '\n' && before == '\r' {
		b.bare--
	}
	b.counted = len(b.out)
	return b.bare
}

var lf, crlf = []byte("\n"), []byte("\r\n")

// atSize looks among the next n octets for the end of a message that the server
// sent without a line end before the terminating dot.
//
// QUIRK: "last words.\r\n" could be anything, so it is the end only where the
// announced size is reached to the octet and what follows agrees.
func (b *body) atSize(n int) (end bool, err error) {
	p := b.Expect - b.size
	if b.Expect <= 0 || p < 0 || p >= int64(n) || b.buf[b.r+int(p)] != '.' || b.over {
		return false, nil
	}
	at := int(p)
	if (at > 0 && b.buf[b.r+at-1] == '\n') || (at == 0 && b.last[1] == '\n') {
		return false, nil
	}
	// Whatever this line is, it has an end.
	for b.Buffered() < at+3 && b.Buffered() < len(b.buf) {
		if err := b.fill(); err != nil {
			return false, err
		}
	}
	if !bytes.HasPrefix(b.buf[b.r+at+1:b.w], crlf) {
		return false, nil
	}
	for b.Buffered() == at+3 && b.Buffered() < len(b.buf) {
		came, err := b.fillSoon()
		if err != nil {
			return false, err
		}
		if !came {
			break
		}
	}
	if after := b.buf[b.r+at+3 : b.w]; len(after) > 0 && !b.answer(after) {
		return false, nil
	}
	if at > 0 {
		if err := b.take(at); err != nil {
			return false, err
		}
	}
	b.r += 3
	return true, nil
}
