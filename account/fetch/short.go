package fetch

import (
	"bytes"
	"errors"
	"fmt"
)

// maxHeld bounds the messages that wait for a judgment, in octets. What does not
// fit is asked for again by the next session.
const maxHeld = 32 << 20

// errShort is the reason for which a message is set aside: it is neither stored
// nor removed, and the next session asks for it again.
var errShort = errors.New("the server sent less of this message than it announced")

// sizes judges whether messages came whole, by what LIST announced for them
// (RFC 1939, section 5).
//
// QUIRK: the size of a message is defined there as that of its octets, but servers
// count other things: lines that end in LF, dots that are doubled on the way, the
// space on the disk. So a single size says little; that of a server whose sizes
// are right for its other messages says that something is missing.
type sizes struct {
	right, wrong int // messages that came with about the announced size, and with another
	held         []heldMessage
	octets       int
}

// heldMessage came shorter than it was announced.
type heldMessage struct {
	it  *item
	raw []byte
}

// cameShort reports whether less than announced has come, by every way of counting.
func cameShort(announced int64, raw []byte) bool {
	return announced > int64(len(raw)) && !fits(announced, raw)
}

// fits reports whether a server may have announced raw with this size.
func fits(announced int64, raw []byte) bool {
	n, a := len(raw), int(announced)
	crlf, lf := bytes.Count(raw, []byte("\r\n")), bytes.Count(raw, []byte("\n"))
	dots := bytes.Count(raw, []byte("\n."))
	if bytes.HasPrefix(raw, []byte(".")) {
		dots++
	}
	near := func(size int) bool { return a >= size-2 && a <= size+5 } // a line end more or less, the last line's dot
	if near(n) || near(n+dots) || near(n-crlf) || near(n+lf-crlf) {
		return true
	}
	for _, block := range []int{512, 1000, 1024, 4096} {
		if a%block == 0 && a >= n && a-n < block {
			return n > 0
		}
	}
	return false
}

// hold keeps a message that came short until the others have told what the
// server's sizes are worth, and reports whether it does. All others are counted.
func (s *sizes) hold(it *item, raw []byte) bool {
	switch {
	case it.size <= 0:
		return false
	case cameShort(it.size, raw):
		if s.octets += len(raw); s.octets > maxHeld {
			raw = nil // judged as one of which nothing came
		}
		s.held = append(s.held, heldMessage{it, raw})
		return true
	case fits(it.size, raw):
		s.right++
	default:
		s.wrong++
	}
	return false
}

// judge returns the held messages that are taken as they came, and those that are
// set aside.
func (s *sizes) judge() (whole, cut []heldMessage) {
	filled := 0
	for _, h := range s.held {
		if len(h.raw) > 0 {
			filled++
		}
	}
	for _, h := range s.held {
		others := s.wrong + filled
		if len(h.raw) > 0 {
			others--
		}
		switch {
		case len(bytes.TrimSpace(h.raw)) == 0, // there is no message without a header
			s.right > others, // the sizes are worth something
			s.right+others == 0 && (len(h.raw) < int(h.it.size)/2 || headOnly(h.raw)): // there is nothing to tell by
			cut = append(cut, h)
		default:
			whole = append(whole, h)
		}
	}
	s.wrong += len(whole)
	s.held, s.octets = nil, 0
	return whole, cut
}

// headOnly reports whether a message ends with or within its header.
func headOnly(raw []byte) bool {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	_, body, found := bytes.Cut(raw, []byte("\n\n"))
	return !found || len(bytes.TrimSpace(body)) == 0
}

// settleShort takes or sets aside what came shorter than announced.
func (d *delivery) settleShort(add func(it *item, raw []byte)) {
	v := d.v
	whole, cut := v.trip.sizes.judge()
	for _, h := range whole {
		h.it.doubtful = v.trip.sizes.right == 0 && v.trip.sizes.wrong <= 1
		add(h.it, h.raw)
		if d.err != nil {
			return
		}
	}
	for _, h := range cut {
		v.trip.refuse(h.it)
		v.fail(h.it, fmt.Errorf("%w: %d octets instead of %d; it is left on the server and asked for again", errShort, len(h.raw), h.it.size))
	}
}
