package archive

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
)

// Compound files ([MS-CFB]) hold streams in storages as a disk holds files in folders. The library
// for them, mscfb, is not used: with storages that lie in one another its memory grows with the
// square of their number, so a small file can take all there is.

// Limits of a compound file.
const (
	maxCompound      = 512 << 20 // octets
	maxCompoundNodes = 50_000    // streams and storages
	maxCompoundDepth = 24        // storages in storages
)

// ErrDamaged says that a file makes no sense.
var ErrDamaged = errors.New("it is damaged")

// What is higher ends a chain of sectors.
const (
	lastSector = 0xFFFFFFFA
)

// compound is an open file.
type compound struct {
	r      io.ReaderAt
	size   int64
	sector int64    // octets
	fat    []uint32 // the sector behind each
	mini   []uint32 // the same of the small ones, of 64 octets
	small  []uint32 // the sectors that these lie in
}

// node is a storage or a stream.
type node struct {
	of    *compound
	start uint32
	size  int64
	in    map[string]*node // what a storage holds, by name in capitals; nil: it is a stream
}

// openCompound reads what a file holds, and returns its root.
func openCompound(r io.ReaderAt, size int64) (*node, error) {
	if size > maxCompound {
		return nil, ErrTooBig
	}
	var h [512]byte
	if _, err := r.ReadAt(h[:], 0); err != nil || string(h[:8]) != "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" {
		return nil, ErrDamaged
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(h[at:]) }
	shift := binary.LittleEndian.Uint16(h[30:])
	if shift != 9 && shift != 12 {
		return nil, ErrDamaged
	}
	c := &compound{r: r, size: size, sector: 1 << shift}
	// The sectors of the table, which tells what is behind each sector.
	var table []uint32
	for at := 76; at < 512; at += 4 {
		table = append(table, u32(at))
	}
	most := int(size/c.sector) + 1
	for next, n := u32(68), 0; next <= lastSector && n < most && len(table) < most+128; n++ {
		words, err := c.words(next)
		if err != nil {
			return nil, err
		}
		last := len(words) - 1
		table, next = append(table, words[:last]...), words[last]
	}
	for _, s := range table {
		if s > lastSector || len(c.fat) >= most {
			continue
		}
		words, err := c.words(s)
		if err != nil {
			return nil, err
		}
		c.fat = append(c.fat, words...)
	}
	for _, s := range c.chain(u32(60), most) {
		if int64(len(c.mini)) > size/64 {
			break
		}
		words, err := c.words(s)
		if err != nil {
			return nil, err
		}
		c.mini = append(c.mini, words...)
	}
	return c.tree(u32(48))
}

// words reads a sector of numbers.
func (c *compound) words(s uint32) ([]uint32, error) {
	b := make([]byte, c.sector)
	if _, err := c.r.ReadAt(b, (int64(s)+1)*c.sector); err != nil {
		return nil, ErrDamaged
	}
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out, nil
}

// chain lists the sectors from one on, at most so many.
func (c *compound) chain(s uint32, most int) (list []uint32) {
	for ; int64(s) < int64(len(c.fat)) && len(list) < most; s = c.fat[s] {
		list = append(list, s)
	}
	return list
}

// tree reads the directory.
func (c *compound) tree(start uint32) (*node, error) {
	type entry struct {
		node              *node
		name              string
		left, right, down uint32
		storage           bool
	}
	var list []entry
	b := make([]byte, c.sector)
	for _, s := range c.chain(start, maxCompoundNodes*128/int(c.sector)) {
		if _, err := c.r.ReadAt(b, (int64(s)+1)*c.sector); err != nil {
			return nil, ErrDamaged
		}
		for e := b; len(e) >= 128; e = e[128:] {
			u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(e[at:]) }
			n := entry{left: u32(68), right: u32(72), down: u32(76), storage: e[66] == 1 || e[66] == 5}
			size := int64(binary.LittleEndian.Uint64(e[120:]))
			if c.sector == 512 {
				size &= 1<<32 - 1
			}
			n.node = &node{of: c, start: u32(116), size: max(0, min(size, c.size))}
			if long := int(binary.LittleEndian.Uint16(e[64:])); long >= 2 && long <= 64 {
				units := make([]uint16, long/2-1)
				for i := range units {
					units[i] = binary.LittleEndian.Uint16(e[2*i:])
				}
				n.name = strings.ToUpper(string(utf16.Decode(units)))
			}
			if n.storage {
				n.node.in = map[string]*node{}
			}
			list = append(list, n)
		}
	}
	if len(list) == 0 || !list[0].storage {
		return nil, ErrDamaged
	}
	root := list[0].node
	c.small = c.chain(root.start, int(c.size/c.sector)+1)
	// Each is visited once, however they lead to one another.
	type visit struct {
		at    uint32
		in    *node
		depth int
	}
	seen := make([]bool, len(list))
	seen[0] = true
	for todo := []visit{{list[0].down, root, 0}}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if int64(v.at) >= int64(len(list)) || seen[v.at] {
			continue
		}
		seen[v.at] = true
		e := list[v.at]
		todo = append(todo, visit{e.left, v.in, v.depth}, visit{e.right, v.in, v.depth})
		if v.in.in[e.name] == nil {
			v.in.in[e.name] = e.node
		}
		if e.storage && v.depth < maxCompoundDepth {
			todo = append(todo, visit{e.down, e.node, v.depth + 1})
		}
	}
	return root, nil
}

// open returns the octets of a stream, one after another.
func (n *node) open() io.Reader { return &streamReader{n: n, at: n.start, left: n.size} }

// cutoff is the size below which streams lie in small sectors.
const cutoff = 4096

type streamReader struct {
	n    *node
	at   uint32 // sector
	off  int64  // in it
	left int64
}

func (s *streamReader) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, io.EOF
	}
	c := s.n.of
	sector, next := c.sector, c.fat
	if s.n.size < cutoff {
		sector, next = 64, c.mini
	}
	if s.off == sector {
		if int64(s.at) >= int64(len(next)) {
			return 0, io.ErrUnexpectedEOF
		}
		s.at, s.off = next[s.at], 0
	}
	if int64(s.at) >= int64(len(next)) {
		return 0, io.ErrUnexpectedEOF
	}
	from := (int64(s.at) + 1) * c.sector
	if s.n.size < cutoff {
		at := int64(s.at) * 64
		if at/c.sector >= int64(len(c.small)) {
			return 0, io.ErrUnexpectedEOF
		}
		from = (int64(c.small[at/c.sector])+1)*c.sector + at%c.sector
	}
	n, err := c.r.ReadAt(p[:min(int64(len(p)), sector-s.off, s.left)], from+s.off)
	s.off += int64(n)
	s.left -= int64(n)
	if n > 0 {
		err = nil
	} else if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
