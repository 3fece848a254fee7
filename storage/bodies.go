package storage

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// minBody is the size in octets from which a body is taken out of a message.
const minBody = 1 << 10

// minBodyLine is the least length of the first line of a body: words of a text seldom stand so.
const minBodyLine = 32

// body is base64 within octets (RFC 2045, section 6.8) of which nothing is lost where it is
// stored decoded: lines of one length, the last of which may be shorter, and nothing else.
type body struct {
	at, end int // where it stands; the end of its last line is not of it
	line    int // characters of a line
	crlf    bool
	data    []byte // decoded
	id      int64  // in the table bodies; 0: it lies beside the rest
}

var base64Letters = func() (t [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		t[c] = true
	}
	return t
}()

// base64Line reports whether a line is whole groups of base64, and whether it is padded, which
// only the last of a body is.
func base64Line(line []byte) (is, padded bool) {
	n := len(line)
	if n == 0 || n%4 != 0 {
		return false, false
	}
	for n > len(line)-2 && line[n-1] == '=' {
		n--
	}
	for _, c := range line[:n] {
		if !base64Letters[c] {
			return false, false
		}
	}
	return true, n < len(line)
}

// bodiesOf finds the bodies in raw, in their order.
func bodiesOf(raw []byte) (out []body) {
	// cut returns the line from at on, where the next one begins, and whether it ends in CRLF.
	cut := func(at int) (line []byte, next int, crlf bool) {
		n := bytes.IndexByte(raw[at:], '\n')
		if n < 0 {
			return raw[at:], len(raw), false
		}
		line = raw[at : at+n]
		if n > 0 && line[n-1] == '\r' {
			return line[:n-1], at + n + 1, true
		}
		return line, at + n + 1, false
	}
	for at := 0; len(raw)-at >= minBody; {
		line, next, crlf := cut(at)
		is, padded := base64Line(line)
		if len(line) < minBodyLine || !is {
			at = next
			continue
		}
		b := body{at: at, end: at + len(line), line: len(line), crlf: crlf}
		for !padded && next < len(raw) {
			more, after, ends := cut(next)
			if len(more) > b.line {
				break
			}
			if is, padded = base64Line(more); !is {
				break
			}
			b.end = next + len(more)
			next = after
			if len(more) < b.line || ends != crlf {
				break
			}
		}
		if at = next; b.end-b.at >= minBody && b.decode(raw) {
			out = append(out, b)
		}
	}
	return out
}

// decode reports whether what it decodes to gives the same octets again.
func (b *body) decode(raw []byte) bool {
	data, err := base64.StdEncoding.Strict().AppendDecode(make([]byte, 0, (b.end-b.at)/4*3), raw[b.at:b.end])
	b.data = data
	return err == nil && bytes.Equal(b.appendTo(make([]byte, 0, b.end-b.at), data), raw[b.at:b.end])
}

// appendTo appends what data is in base64.
func (b *body) appendTo(dst, data []byte) []byte {
	at, pairs := len(dst), base64Pairs()
	dst = slices.Grow(dst, int(b.length(int64(len(data)))))
	dst = dst[:cap(dst)]
	for step := b.line / 4 * 3; len(data) > step; data = data[step:] {
		encodeGroups(dst[at:at+b.line], data, pairs)
		if at += b.line; b.crlf {
			dst[at] = '\r'
			at++
		}
		dst[at] = '\n'
		at++
	}
	whole := len(data) / 3 * 4
	encodeGroups(dst[at:at+whole], data, pairs)
	return base64.StdEncoding.AppendEncode(dst[:at+whole], data[whole/4*3:])
}

// base64Pairs are the letters of every 12 bits, the first in the lower octet: with them a message
// is put together in half the time that encoding/base64 takes for it.
var base64Pairs = sync.OnceValue(func() *[1 << 12]uint16 {
	var t [1 << 12]uint16
	for i := range t {
		var pair [4]byte
		base64.StdEncoding.Encode(pair[:], []byte{byte(i >> 4), byte(i << 4), 0})
		t[i] = binary.LittleEndian.Uint16(pair[:2])
	}
	return &t
})

// encodeGroups fills dst, whose length is a multiple of 4, with the base64 of data, which has 3
// octets for each 4 of them and may have more.
func encodeGroups(dst, data []byte, pairs *[1 << 12]uint16) {
	for len(dst) >= 8 && len(data) >= 8 {
		v := binary.BigEndian.Uint64(data)
		binary.LittleEndian.PutUint64(dst, uint64(pairs[v>>52])|uint64(pairs[v>>40&0xfff])<<16|uint64(pairs[v>>28&0xfff])<<32|uint64(pairs[v>>16&0xfff])<<48)
		dst, data = dst[8:], data[6:]
	}
	for len(dst) >= 4 && len(data) >= 3 {
		v := uint32(data[0])<<16 | uint32(data[1])<<8 | uint32(data[2])
		binary.LittleEndian.PutUint32(dst, uint32(pairs[v>>12])|uint32(pairs[v&0xfff])<<16)
		dst, data = dst[4:], data[3:]
	}
}

// length is how many octets appendTo appends for n octets.
func (b *body) length(n int64) int64 {
	all := (n + 2) / 3 * 4
	ends := int64(1)
	if b.crlf {
		ends = 2
	}
	return all + (all-1)/int64(b.line)*ends
}

// without is raw without its bodies, packed; with theirs behind it where they lie beside it.
func without(raw []byte, bodies []body, beside bool) (codec int, rest []byte) {
	at := 0
	for i := range bodies {
		rest = append(rest, raw[at:bodies[i].at]...)
		at = bodies[i].end
	}
	rest = append(rest, raw[at:]...)
	for i := range bodies {
		if beside {
			rest = append(rest, bodies[i].data...)
		}
	}
	return squeeze(rest)
}

// appendRecipe appends how octets are put together: how many bodies there are; of each how many
// octets stand before it, how many it has decoded, its lines and where it lies; then the size of
// the rest, and the rest. All numbers are uvarints.
func appendRecipe(dst []byte, bodies []body, size int64, codec int, rest []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(bodies)))
	at := 0
	for i := range bodies {
		b := &bodies[i]
		ends := 0
		if b.crlf {
			ends = 1
		}
		for _, n := range []int{b.at - at, len(b.data), b.line<<1 | ends} {
			dst = binary.AppendUvarint(dst, uint64(n))
		}
		dst = binary.AppendUvarint(dst, uint64(b.id))
		size -= int64(b.end - b.at)
		at = b.end
	}
	dst = binary.AppendUvarint(dst, uint64(size))
	return append(append(dst, byte(codec)), rest...)
}

// noBody is for octets whose bodies all lie beside the rest.
func noBody(id int64) ([]byte, error) {
	return nil, damaged(fmt.Errorf("there is no attached file %d", id))
}

// assemble is unpack for a message that is not in pieces; fetch is as for cook.
func assemble(codec int, size int64, data []byte, fetch func(id int64) ([]byte, error)) ([]byte, error) {
	if codec != codecApart {
		return unpack(codec, size, data)
	}
	if size < 0 || size > largeMessage {
		return nil, damaged(fmt.Errorf("a size of %d octets", size))
	}
	raw, err := cook(nil, data, size, fetch)
	if err == nil && int64(len(raw)) != size {
		err = damaged(fmt.Errorf("%d octets instead of %d", len(raw), size))
	}
	return raw, err
}

// cook appends to dst what appendRecipe was given, of most octets at most. fetch reads a body
// of the table.
func cook(dst, written []byte, most int64, fetch func(id int64) ([]byte, error)) ([]byte, error) {
	r, err := readRecipe(written, most)
	if err != nil {
		return nil, err
	}
	return r.cook(dst, fetch)
}

// recipe tells how octets are put together.
type recipe struct {
	bodies []placed
	total  int64  // octets that it gives
	size   int64  // of them, those that are of no body
	inside int64  // octets of bodies that lie beside these
	codec  int    // of rest
	rest   []byte // both
}

// placed is a body of a recipe: before are the octets between the one before it and this one,
// size those that it has decoded.
type placed struct {
	body
	before, size int64
}

var errRecipe = errors.New("how the message is put together cannot be read")

// readRecipe reads what appendRecipe has written of at most most octets.
func readRecipe(numbers []byte, most int64) (*recipe, error) {
	var fault bool
	number := func() int64 {
		n, used := binary.Uvarint(numbers)
		if used <= 0 || n > 1<<40 {
			fault = true
			return 0
		}
		numbers = numbers[used:]
		return int64(n)
	}
	length := int64(len(numbers))
	count := number()
	if count > length {
		return nil, damaged(errRecipe)
	}
	r := &recipe{bodies: make([]placed, 0, count)}
	for range count {
		p := placed{before: number(), size: number()}
		lines := number()
		p.line, p.crlf, p.id = int(lines>>1), lines&1 == 1, number()
		if fault || p.line < minBodyLine || p.line%4 != 0 || p.size == 0 || p.size > most || p.before > most {
			return nil, damaged(errRecipe)
		}
		if r.total += p.length(p.size); r.total > most {
			return nil, damaged(errRecipe)
		}
		if p.id == 0 {
			r.inside += p.size
		}
		r.bodies = append(r.bodies, p)
	}
	r.size = number()
	if r.total += r.size; fault || r.total > most || len(numbers) == 0 {
		return nil, damaged(errRecipe)
	}
	r.codec, r.rest = int(numbers[0]), numbers[1:]
	return r, nil
}

// cook appends the octets to dst; fetch is as for the function cook.
func (r *recipe) cook(dst []byte, fetch func(id int64) ([]byte, error)) ([]byte, error) {
	rest, err := unpack(r.codec, r.size+r.inside, r.rest)
	if err != nil {
		return nil, err
	}
	own := rest[r.size:]
	rest = rest[:r.size]
	dst = slices.Grow(dst, int(r.total))
	for i := range r.bodies {
		p := &r.bodies[i]
		if p.before > int64(len(rest)) {
			return nil, damaged(errRecipe)
		}
		dst, rest = append(dst, rest[:p.before]...), rest[p.before:]
		var data []byte
		if p.id == 0 {
			data, own = own[:p.size], own[p.size:]
		} else if data, err = fetch(p.id); err != nil {
			return nil, err
		}
		if int64(len(data)) != p.size {
			return nil, damaged(fmt.Errorf("an attached file of %d octets instead of %d", len(data), p.size))
		}
		dst = p.appendTo(dst, data)
	}
	return append(dst, rest...), nil
}
