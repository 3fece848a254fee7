package eml

import (
	"bytes"
	"io"
)

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

// streamStep is about how many octets are decoded and written at once.
const streamStep = 64 << 10

// Stream writes what Decode returns, without holding it.
func (p Place) Stream(w io.Writer, body []byte) error {
	switch p.Encoding {
	case inBase64:
		return streamBase64(w, base64Text(body))
	case inQP:
		var out []byte
		for len(body) > 0 {
			// A line is decoded at once: what is at its end says what becomes of it.
			n := min(len(body), streamStep)
			if i := bytes.IndexByte(body[n-1:], '\n'); i >= 0 {
				n += i
			} else {
				n = len(body)
			}
			out = appendQP(out[:0], body[:n])
			if _, err := w.Write(out); err != nil {
				return err
			}
			body = body[n:]
		}
		return nil
	case inUU:
		// Its end is looked for in all of it. Hardly any message of today is packed so.
		_, err := w.Write(p.Decode(body, 0))
		return err
	}
	for len(body) > 0 {
		n := min(len(body), streamStep)
		if _, err := w.Write(body[:n]); err != nil {
			return err
		}
		body = body[n:]
	}
	return nil
}

// streamBase64 writes what appendBase64 makes of b, which base64Text has returned.
func streamBase64(w io.Writer, b []byte) error {
	out := make([]byte, 0, streamStep)
	acc, bits := uint32(0), 0
	for _, c := range b {
		v := base64Value[c]
		switch {
		case v < 64:
			acc = acc<<6 | uint32(v)
			if bits += 6; bits < 8 {
				continue
			}
			bits -= 8
			if out = append(out, byte(acc>>bits)); len(out) == cap(out) {
				if _, err := w.Write(out); err != nil {
					return err
				}
				out = out[:0]
			}
		case v == 64:
			bits = 0
		}
	}
	_, err := w.Write(out)
	return err
}
