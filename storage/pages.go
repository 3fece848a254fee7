package storage

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// pages reads the pages of a mail file without trusting its structure: what a tree
// of pages should lead to is found by looking at every page
// (https://www.sqlite.org/fileformat2.html). Pages in the write-ahead log are newer
// than those in the file.
type pages struct {
	file, log *os.File
	count     uint32
	inLog     map[uint32]int64
	followed  []uint8 // how often each page was read as the rest of a row
}

// maxFollowed is how often a page is read as the rest of a row. In a sound file it belongs
// to one row, which is read a few times; in a damaged one rows may lead to each other in
// circles, and that must not take for ever.
const maxFollowed = 16

// Kinds of pages (section 1.6 of the file format); those but tableInner have rows.
const (
	indexInner = 0x02
	tableInner = 0x05
	indexLeaf  = 0x0A
	tableLeaf  = 0x0D
)

// cell is the place of a row.
type cell struct {
	page uint32
	at   int
	kind byte
}

// value is a field of a row: nil, int64, string or []byte.
type value any

// errNoRow says that there is no row, or none any more.
var errNoRow = errors.New("not a row")

// maxRow is the size of the largest row that is read, in octets.
const maxRow = 256 << 20

func openPages(path string) (p *pages, err error) {
	p = &pages{inLog: map[uint32]int64{}}
	if p.file, err = os.Open(path); err != nil {
		return nil, err
	}
	st, err := p.file.Stat()
	if err != nil {
		return nil, errors.Join(err, p.file.Close())
	}
	p.count = uint32(min(st.Size()/pageSize, 1<<32-2))
	if p.log, err = os.Open(path + "-wal"); err == nil {
		p.readLog()
	}
	p.followed = make([]uint8, p.count+1)
	return p, nil
}

func (p *pages) Close() error {
	if p.log != nil {
		_ = p.log.Close()
	}
	return p.file.Close()
}

// readLog finds the pages in the log (section 4.1): those that belong to its
// present round bear the salt of its header.
func (p *pages) readLog() {
	var head [32]byte
	if _, err := p.log.ReadAt(head[:], 0); err != nil || binary.BigEndian.Uint32(head[8:]) != pageSize {
		return
	}
	st, err := p.log.Stat()
	if err != nil {
		return
	}
	var frame [24]byte
	most := uint32(min(int64(p.count)+st.Size()/(int64(len(frame))+pageSize), 1<<32-2)) // each of its pages makes the file longer by one
	for at := int64(len(head)); ; at += int64(len(frame)) + pageSize {
		if _, err := p.log.ReadAt(frame[:], at); err != nil || [8]byte(frame[8:16]) != [8]byte(head[16:24]) {
			return
		}
		n := binary.BigEndian.Uint32(frame[:])
		if n <= most {
			p.inLog[n] = at + int64(len(frame))
			p.count = max(p.count, n)
		}
	}
}

// page reads a page; the first has the number 1.
func (p *pages) page(n uint32, b []byte) error {
	b = b[:pageSize]
	if at, ok := p.inLog[n]; ok {
		if _, err := p.log.ReadAt(b, at); err == nil {
			return nil
		}
	}
	if n == 0 || n > p.count {
		return io.ErrUnexpectedEOF
	}
	_, err := p.file.ReadAt(b, int64(n-1)*pageSize)
	return err
}

// cells lists the rows that a page claims to have; none where it is not a page with rows.
func cells(n uint32, b []byte) []cell {
	head, count := heading(n, b)
	kind := b[start(n)]
	if kind != indexInner && kind != indexLeaf && kind != tableLeaf {
		return nil
	}
	out := make([]cell, 0, count)
	for i := range count {
		at := int(binary.BigEndian.Uint16(b[head+2*i:]))
		if kind == indexInner {
			at += 4 // the number of a page
		}
		if at >= head+2*count && at <= pageSize-4 {
			out = append(out, cell{n, at, kind})
		}
	}
	return out
}

// children lists the pages that an inner page leads to; none where it is no such page.
func children(n uint32, b []byte) []uint32 {
	head, count := heading(n, b)
	if kind := b[start(n)]; kind != indexInner && kind != tableInner {
		return nil
	}
	out := make([]uint32, 0, count+1)
	for i := range count {
		if at := int(binary.BigEndian.Uint16(b[head+2*i:])); at >= head+2*count && at <= pageSize-4 {
			out = append(out, binary.BigEndian.Uint32(b[at:]))
		}
	}
	return append(out, binary.BigEndian.Uint32(b[head-4:]))
}

// start is where a page begins: the first has the header of the file before.
func start(n uint32) int {
	if n == 1 {
		return 100
	}
	return 0
}

// heading is where the places of the cells of a page of a tree begin, and how many there
// are; none where they do not fit.
func heading(n uint32, b []byte) (head, count int) {
	at := start(n)
	head, count = at+8, int(binary.BigEndian.Uint16(b[at+3:]))
	if b[at] == indexInner || b[at] == tableInner {
		head += 4
	}
	if head+2*count > pageSize {
		count = 0
	}
	return head, count
}

// varint reads a number of up to nine octets (section 1.6); n is 0 at the end of b.
func varint(b []byte) (v int64, n int) {
	for i := 0; i < 9 && i < len(b); i++ {
		if i == 8 {
			return v<<8 | int64(b[i]), 9
		}
		v = v<<7 | int64(b[i]&0x7F)
		if b[i] < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}

// row reads the row at c; b is its page. id is 0 for rows of an index. Fields beyond
// the first most are left out, and their octets not read unless whole.
func (p *pages) row(c cell, b []byte) (id int64, fields []value, err error) {
	at := c.at
	size, n := varint(b[at:])
	at += n
	if n == 0 || size < 2 || size > maxRow {
		return 0, nil, errNoRow
	}
	local := pageSize - 35
	if c.kind == tableLeaf {
		if id, n = varint(b[at:]); n == 0 {
			return 0, nil, errNoRow
		}
		at += n
	} else {
		local = (pageSize-12)*64/255 - 23
	}
	if int(size) > local {
		least := (pageSize-12)*32/255 - 23
		k := least + (int(size)-least)%(pageSize-4)
		if local < k {
			k = least
		}
		local = k
	} else {
		local = int(size)
	}
	if at+local > pageSize {
		return 0, nil, errNoRow
	}
	payload := append(make([]byte, 0, min(int(size), 1<<20)), b[at:at+local]...)
	if len(payload) < int(size) {
		if at+local+4 > pageSize {
			return 0, nil, errNoRow
		}
		next := binary.BigEndian.Uint32(b[at+local:])
		more := make([]byte, pageSize)
		for len(payload) < int(size) {
			if next == 0 || next > p.count || p.followed[next] >= maxFollowed || p.page(next, more) != nil {
				return 0, nil, errNoRow
			}
			p.followed[next]++
			next = binary.BigEndian.Uint32(more)
			payload = append(payload, more[4:4+min(pageSize-4, int(size)-len(payload))]...)
		}
	}
	fields, err = record(payload)
	return id, fields, err
}

// record takes the fields of a row apart (section 2.1).
func record(b []byte) ([]value, error) {
	head, n := varint(b)
	if n == 0 || head < int64(n) || head > int64(len(b)) || head > pageSize {
		return nil, errNoRow
	}
	var out []value
	kinds, body := b[n:head], b[head:]
	for len(kinds) > 0 {
		kind, n := varint(kinds)
		if n == 0 || kind < 0 {
			return nil, errNoRow
		}
		kinds = kinds[n:]
		size := [...]int64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, -1, -1}
		length := (kind - 12) / 2
		if kind < 12 {
			length = size[kind]
		}
		if length < 0 || length > int64(len(body)) {
			return nil, errNoRow
		}
		part := body[:length]
		body = body[length:]
		switch {
		case kind == 0:
			out = append(out, nil)
		case kind == 8 || kind == 9:
			out = append(out, kind-8)
		case kind == 7:
			return nil, errNoRow // no table has such numbers
		case kind < 7:
			v := int64(int8(part[0]))
			for _, x := range part[1:] {
				v = v<<8 | int64(x)
			}
			out = append(out, v)
		case kind%2 == 0:
			out = append(out, append([]byte{}, part...))
		default:
			out = append(out, string(part))
		}
	}
	return out, nil
}
