package archive

import (
	"bufio"
	"errors"
	"io"
)

// Windows packs what is larger than 2 GB into a zip file by Deflate64 (method 9 of PKWARE's APPNOTE.TXT): Deflate
// (RFC 1951) that looks back 64 KB, has two more codes of distances, and gives the last code of lengths 16 bits.

const (
	deflate64   = 9
	window64    = 1 << 16
	fastBits    = 10 // of a code that is found at once
	longestCode = 15
)

var errDeflate64 = errors.New("what is compressed by Deflate64 makes no sense")

// lengths64 and distances64 are the smallest value of each code, and how many bits more tell how much is added.
var (
	lengths64 = [...][2]int{{3, 0}, {4, 0}, {5, 0}, {6, 0}, {7, 0}, {8, 0}, {9, 0}, {10, 0}, {11, 1}, {13, 1}, {15, 1}, {17, 1}, {19, 2}, {23, 2}, {27, 2}, {31, 2},
		{35, 3}, {43, 3}, {51, 3}, {59, 3}, {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {3, 16}}
	distances64 = [...][2]int{{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 1}, {7, 1}, {9, 2}, {13, 2}, {17, 3}, {25, 3}, {33, 4}, {49, 4}, {65, 5}, {97, 5}, {129, 6}, {193, 6},
		{257, 7}, {385, 7}, {513, 8}, {769, 8}, {1025, 9}, {1537, 9}, {2049, 10}, {3073, 10}, {4097, 11}, {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13}, {32769, 14}, {49153, 14}}
	// codeOrder is the order in which the lengths of the codes of lengths stand.
	codeOrder = [...]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// huffman are the codes of an alphabet.
type huffman struct {
	fast    [1 << fastBits]uint16 // symbol << 4 and how many bits it takes; 0: it takes more
	count   [longestCode + 1]int  // codes of each length
	symbols []uint16              // in the order of their codes
}

// make makes the codes out of their lengths. More codes than there can be are an error; there may be fewer.
func (h *huffman) make(lengths []uint8) error {
	*h = huffman{symbols: h.symbols[:0]}
	for _, l := range lengths {
		h.count[l]++
	}
	h.count[0] = 0
	var next, at [longestCode + 2]int
	left := 1
	for l := 1; l <= longestCode; l++ {
		if left = left<<1 - h.count[l]; left < 0 {
			return errDeflate64
		}
		next[l+1] = (next[l] + h.count[l]) << 1
		at[l+1] = at[l] + h.count[l]
	}
	h.symbols = append(h.symbols, make([]uint16, at[longestCode+1])...)
	for sym, l := range lengths {
		if l == 0 {
			continue
		}
		h.symbols[at[l]] = uint16(sym)
		at[l]++
		code := next[l]
		next[l]++
		if l > fastBits {
			continue
		}
		reversed := 0
		for i := range int(l) {
			reversed |= code >> i & 1 << (int(l) - 1 - i)
		}
		for i := reversed; i < 1<<fastBits; i += 1 << l {
			h.fast[i] = uint16(sym)<<4 | uint16(l)
		}
	}
	return nil
}

// inflater64 unpacks Deflate64.
type inflater64 struct {
	from io.ByteReader
	bits uint64
	n    uint // of bits

	window  [window64]byte
	at      int   // where the next octet goes
	total   int64 // octets that came out
	read    int   // where the first octet lies that was not read yet
	pending int   // octets that were not read yet

	lit, dist    huffman
	length, back int // what is still to be copied, and from how far back
	stored       int // octets of a block that is not compressed
	inBlock      bool
	last         bool
	err          error
}

func newInflater64(r io.Reader) io.ReadCloser {
	return io.NopCloser(&inflater64{from: bufio.NewReaderSize(r, 32<<10)})
}

// need has at least so many bits ready, up to 32.
func (f *inflater64) need(n uint) {
	for f.n < n && f.err == nil {
		b, err := f.from.ReadByte()
		if err != nil {
			if f.err = err; errors.Is(err, io.EOF) {
				f.err = io.ErrUnexpectedEOF
			}
			return
		}
		f.bits |= uint64(b) << f.n
		f.n += 8
	}
}

func (f *inflater64) take(n uint) int {
	f.need(n)
	v := int(f.bits & (1<<n - 1))
	f.drop(n)
	return v
}

func (f *inflater64) drop(n uint) {
	if f.err != nil {
		return
	}
	f.bits >>= n
	f.n -= n
}

// symbol reads the next symbol.
func (f *inflater64) symbol(h *huffman) int {
	// Behind the last code there may be fewer bits than the longest has.
	for f.n < longestCode {
		b, err := f.from.ReadByte()
		if err != nil {
			break
		}
		f.bits |= uint64(b) << f.n
		f.n += 8
	}
	if e := h.fast[f.bits&(1<<fastBits-1)]; e != 0 && uint(e&15) <= f.n {
		f.drop(uint(e & 15))
		return int(e >> 4)
	}
	code, first, index := 0, 0, 0
	for l := 1; l <= longestCode; l++ {
		if uint(l) > f.n {
			f.err = io.ErrUnexpectedEOF
			return 0
		}
		code |= int(f.bits >> (l - 1) & 1)
		count := h.count[l]
		if code-count < first {
			f.drop(uint(l))
			return int(h.symbols[index+code-first])
		}
		index, first, code = index+count, (first+count)<<1, code<<1
	}
	f.err = errDeflate64
	return 0
}

// block begins a block.
func (f *inflater64) block() {
	if f.last {
		f.err = io.EOF
		return
	}
	f.last = f.take(1) == 1
	switch kind := f.take(2); {
	case f.err != nil:
	case kind == 0:
		f.drop(f.n % 8)
		n := f.take(16)
		if f.take(16) != n^0xFFFF && f.err == nil {
			f.err = errDeflate64
		}
		f.stored = n
	case kind == 1:
		var l [288]uint8
		for i := range l {
			switch {
			case i < 144, i >= 280:
				l[i] = 8
			case i < 256:
				l[i] = 9
			default:
				l[i] = 7
			}
		}
		var d [32]uint8
		for i := range d {
			d[i] = 5
		}
		f.err = errors.Join(f.lit.make(l[:]), f.dist.make(d[:]))
		f.inBlock = true
	case kind == 2:
		f.dynamic()
		f.inBlock = true
	default:
		f.err = errDeflate64
	}
}

// dynamic reads the codes of a block.
func (f *inflater64) dynamic() {
	lits, dists, codes := f.take(5)+257, f.take(5)+1, f.take(4)+4
	var l [288 + 32]uint8
	for _, at := range codeOrder[:codes] {
		l[at] = uint8(f.take(3))
	}
	var of huffman
	if err := of.make(l[:19]); err != nil || f.err != nil || lits > 286 {
		f.err = errors.Join(f.err, errDeflate64)
		return
	}
	clear(l[:])
	for i := 0; i < lits+dists && f.err == nil; {
		sym, again, value := f.symbol(&of), 1, uint8(0)
		switch {
		case sym < 16:
			value = uint8(sym)
		case sym == 16 && i > 0:
			again, value = 3+f.take(2), l[i-1]
		case sym == 17:
			again = 3 + f.take(3)
		case sym == 18:
			again = 11 + f.take(7)
		default:
			f.err = errDeflate64
		}
		if i+again > lits+dists {
			f.err = errDeflate64
			return
		}
		for range again {
			l[i] = value
			i++
		}
	}
	if f.err == nil {
		f.err = errors.Join(f.lit.make(l[:lits]), f.dist.make(l[lits:lits+dists]))
	}
}

// put is one octet that came out.
func (f *inflater64) put(b byte) {
	f.window[f.at] = b
	f.at = (f.at + 1) % window64
	f.pending++
	f.total++
}

// step brings some octets, or an error.
func (f *inflater64) step() {
	const room = window64 / 2 // what was not read yet stays
	switch {
	case f.length > 0:
		for ; f.length > 0 && f.pending < room; f.length-- {
			f.put(f.window[(f.at-f.back+window64)%window64])
		}
	case f.stored > 0:
		for ; f.stored > 0 && f.pending < room && f.err == nil; f.stored-- {
			if b := f.take(8); f.err == nil {
				f.put(byte(b))
			}
		}
	case !f.inBlock:
		f.block()
	default:
		for f.pending < room && f.err == nil && f.length == 0 && f.inBlock {
			f.next()
		}
	}
}

// next reads an octet, or what is to be copied.
func (f *inflater64) next() {
	sym := f.symbol(&f.lit)
	switch {
	case f.err != nil:
	case sym < 256:
		f.put(byte(sym))
	case sym == 256:
		f.inBlock = false
	case sym-257 < len(lengths64):
		l := lengths64[sym-257]
		length := l[0] + f.take(uint(l[1]))
		d := f.symbol(&f.dist)
		if f.err != nil || d >= len(distances64) {
			f.err = errors.Join(f.err, errDeflate64)
			return
		}
		back := distances64[d][0] + f.take(uint(distances64[d][1]))
		if f.err == nil && int64(back) > f.total {
			f.err = errDeflate64
		}
		if f.err == nil {
			f.length, f.back = length, back
		}
	default:
		f.err = errDeflate64
	}
}

// Read reads as io.Reader says.
func (f *inflater64) Read(p []byte) (int, error) {
	for f.pending == 0 && f.err == nil && len(p) > 0 {
		f.step()
	}
	n := 0
	for n < len(p) && f.pending > 0 {
		m := copy(p[n:], f.window[f.read:min(f.read+f.pending, window64)])
		f.read, f.pending, n = (f.read+m)%window64, f.pending-m, n+m
	}
	if n == 0 && len(p) > 0 {
		return 0, f.err
	}
	return n, nil
}
