package wire

// settle decides the open dots by the announced size, where one reading of them
// fits it to the octet and the first choice does not. No reading takes a dot away that
// stands before something else than a dot: who stuffs sends none of these, and a size
// that happens to fit is no reason to lose what came.
func (b *body) settle() []byte {
	if strip, size, ok := b.reading(); ok {
		return b.redo(strip, int(size))
	}
	return b.out
}

// reading is the reading of the open dots that is to take the place of the first choice,
// and how many octets the message has by it; ok is false where the first choice stands.
// strip says of each kind whether its dots are taken away.
func (b *body) reading() (strip [3]bool, size int64, ok bool) {
	if !b.unclear || b.lost || b.size == b.Expect {
		return strip, 0, false
	}
	kept := b.size // octets with all dots
	var n [3]int64
	for _, d := range b.dots {
		if !d.kept {
			kept++
		}
		n[d.kind]++
	}
	for _, strip := range [][3]bool{
		{stuffed: true},                // by CRLF, and not all lines stuffed
		{stuffed: true, bareDot: true}, // by LF
		{},                             // no stuffing at all
	} {
		size := kept
		for k, s := range strip {
			if s {
				size -= n[k]
			}
		}
		if size == b.Expect && (b.Max <= 0 || size <= b.Max) && (strip != [3]bool{} || n[single] > 0) {
			return strip, size, true
		}
	}
	// No size tells. A server that has not stuffed one line stuffs none.
	return [3]bool{}, kept, b.plain && (b.Max <= 0 || kept <= b.Max)
}

// redo writes the message anew with the dots of some kinds taken away.
func (b *body) redo(strip [3]bool, size int) []byte {
	out := make([]byte, 0, size)
	from := int64(0)
	for _, d := range b.dots {
		out = append(out, b.out[from:d.at]...)
		from = d.at
		if d.kept {
			from++
		}
		if !strip[d.kind] {
			out = append(out, '.')
		}
	}
	return append(out, b.out[from:]...)
}
