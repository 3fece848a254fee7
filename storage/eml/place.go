package eml

// Place says where an attachment lies in the octets of its message, so that it can be
// read without them.
type Place struct {
	Start, Length int64    // octets; Start is -1 where it does not lie there by itself, but in a packed part
	Encoding      transfer // of the body (RFC 2045, section 6)
}

// nowhereAlone is the place of what can only be read by taking the message apart.
var nowhereAlone = Place{Start: -1}

// place finds an attachment.
func (r *reading) place(it *item) Place {
	if it.inText {
		return nowhereAlone
	}
	p := &r.t.parts[it.part]
	if len(p.src) == 0 || len(p.src) != len(r.t.raw) || &p.src[0] != &r.t.raw[0] {
		return nowhereAlone
	}
	return Place{int64(p.start), int64(p.end - p.start), r.packedAs(p)}
}

// packedAs is the encoding that the body of a part really is in.
func (r *reading) packedAs(p *part) transfer {
	if p.enc == inBase64 && textual(p.media) && notBase64(r.t.body(p)) {
		return asIs // QUIRK: it says that it is packed and is not
	}
	return p.enc
}

// Decode returns the octets that body, which lies at the place, stands for; size is how
// many there are.
func (p Place) Decode(body []byte, size int64) []byte {
	if p.Encoding == asIs {
		return append(make([]byte, 0, len(body)), body...)
	}
	return appendDecoded(nil, make([]byte, 0, size+8), body, p.Encoding)
}
