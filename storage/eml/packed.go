package eml

import "bytes"

// Multiparts and messages that are packed as a whole. RFC 2045, section 6.4
// allows that for neither; both are seen, and so are ones that say so and are not.

// maxPacked is the largest body that is unpacked to be looked into, in octets.
const maxPacked = 64 << 20

// in reads entities out of raw, which was unpacked, and then goes back.
func (t *tree) in(raw []byte, read func()) {
	outer, boundaries := t.raw, t.boundaries
	t.raw, t.boundaries = raw, nil
	read()
	t.raw, t.boundaries = outer, boundaries
}

// unpack decodes the body of a part whose end is known; nil where it is too large.
func (t *tree) unpack(p *part) []byte {
	body := t.body(p)
	if len(body) > maxPacked || !t.bud.make(len(body)) {
		return nil
	}
	return appendDecoded(t.bud, nil, body, p.enc)
}

// packedMessage reads an enclosed message in a transfer encoding. QUIRK: RFC 2046,
// section 5.2.1 allows none.
func (t *tree) packedMessage(at int) delimiter {
	p := &t.parts[at]
	start := p.start
	d := t.skip(at)
	body := t.body(p)
	if inClear(body, p.enc) {
		// QUIRK: it says that it is packed and is not.
		p.enc = asIs
		t.parts[at].start = start
		return t.enclosed(at)
	}
	if !t.deeper() {
		return d
	}
	if raw := t.unpack(p); raw != nil {
		t.messages++
		t.in(raw, func() {
			kid, _ := t.entity(startWithin(raw), "text/plain")
			t.parts[at].kids = []int{kid}
		})
		t.messages--
	}
	t.depth--
	return d
}

// packedMultipart reads a multipart that is packed as a whole. ok is false where
// it stands in the clear, whatever its field says: then that is to be ignored.
func (t *tree) packedMultipart(at int, boundary string) (d delimiter, ok bool) {
	p := &t.parts[at]
	if boundary == "" {
		boundary = t.guessBoundary(p.start)
	}
	if boundary != "" && t.hasBoundary(t.raw[p.start:], boundary) && (p.enc != inQP || !t.packedParts(p.start, boundary)) {
		p.enc = asIs
		return delimiter{}, false
	}
	d = t.skip(at)
	if p.enc == inBase64 && notBase64(t.body(p)) {
		p.enc = asIs
		return delimiter{}, false
	}
	raw := t.unpack(p)
	if raw == nil || boundary != "" && !t.hasBoundary(raw, boundary) {
		return delimiter{}, false
	}
	p.enc, p.src, p.start, p.end = asIs, raw, 0, len(raw)
	t.in(raw, func() { t.multipart(at) })
	return d, true
}

// inClear reports whether a body that says it is packed begins with the header of a
// message all the same.
func inClear(body []byte, enc transfer) bool {
	h, n := readHeader(nil, body[:min(len(body), 64<<10)], nil)
	if h.known == 0 {
		return false
	}
	if enc != inQP {
		return true
	}
	// Quoted-printable leaves the names of fields as they are.
	_, known := readTransfer(h.get(fContentEncoding))
	if bytes.Contains(h.get(fContentEncoding), []byte("=")) {
		return false
	}
	return !escaped(body[:n]) && (len(h.get(fContentEncoding)) > 0 && known || !escaped(body[n:min(len(body), n+64<<10)]))
}

// packedParts reports whether the parts of a multipart, whose delimiters stand in
// the clear as quoted-printable leaves them, have been packed with it.
func (t *tree) packedParts(start int, boundary string) bool {
	b := t.raw[start:min(len(t.raw), start+64<<10)]
	t.bud.spend(len(b))
	delim := []byte("--" + boundary)
	encoded := false
	for {
		i := bytes.Index(b, delim)
		if i < 0 {
			return encoded
		}
		_, b = cutLine(b[i:])
		h, n := readHeader(t.bud, b, func(line []byte) bool { return bytes.HasPrefix(line, delim) })
		if escaped(b[:n]) {
			return true
		}
		if bytes.IndexByte(b[:n], '=') >= 0 {
			return false
		}
		end := bytes.Index(b, delim)
		if end < 0 {
			end = len(b)
		}
		if len(h.get(fContentEncoding)) == 0 && end > n && escaped(b[n:end]) {
			encoded = true
		}
	}
}

// escaped reports whether b holds equals signs, and all of them as
// quoted-printable has them.
func escaped(b []byte) bool {
	any := false
	for {
		i := bytes.IndexByte(b, '=')
		if i < 0 || i+3 > len(b) {
			return any
		}
		if e := b[i+1 : i+3]; (hexValue[e[0]] > 15 || hexValue[e[1]] > 15) && e[0] != '\n' && e[0] != '\r' {
			return false
		}
		any = true
		b = b[i+2:]
	}
}
