package eml

import (
	"bytes"
	"strings"
)

// Messages that are signed with their text inside (RFC 8551, section 3.5.2): the text
// is taken out of the signed data (RFC 5652, section 5), the signature is not looked
// at. Both encodings occur, DER and BER with lengths that are not known beforehand.

// maxBERDepth is how deep what is skipped or put together may be nested.
const maxBERDepth = 12

// oidSigned is id-signedData, oidPKCS7 what it begins with, as they are encoded.
// oidSMIME is what the identifiers of later kinds begin with (RFC 3274, section 1.1; RFC 5083,
// section 2).
const (
	oidPKCS7  = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
	oidSigned = oidPKCS7 + "\x02"
	oidSMIME  = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01"
)

// opaque reads a part that may be signed with its text inside, which becomes a part
// within it.
func (t *tree) opaque(at int) delimiter {
	d := t.skip(at)
	p := &t.parts[at]
	kind := t.cmsType(p)
	named := !isCMS(p.media) // the name alone says so
	if kind != "signed" {
		if named && kind != "" {
			p.media = "application/pkcs7-mime"
		}
		return d
	}
	raw := t.unpack(p)
	if raw == nil || !t.bud.spend(len(raw)) || !t.bud.make(len(raw)) {
		return d
	}
	content := signedContent(raw)
	if named {
		if len(content) > 0 && !bytes.HasPrefix(bytes.ToLower(content[:min(len(content), 8)]), []byte("content-")) && !bytes.HasPrefix(content, []byte("MIME-")) {
			return d // a file that is signed
		}
		p.media = "application/pkcs7-mime"
	}
	if len(bytes.TrimSpace(content)) == 0 || !t.deeper() {
		return d
	}
	t.in(content, func() {
		kid, _ := t.entity(0, "text/plain")
		t.parts[at].kids = []int{kid}
	})
	t.depth--
	return d
}

// cmsType tells by the object identifier that the octets begin with (RFC 5652,
// sections 5.1 and 6.1): "signed", "encrypted", "compressed" or "".
func (t *tree) cmsType(p *part) string {
	body := t.body(p)
	head := string(appendDecoded(t.bud, nil, body[:min(len(body), 200)], p.enc))
	if i := bytes.Index([]byte(head), []byte(oidPKCS7)); i >= 0 && i < 20 && i+len(oidPKCS7) < len(head) {
		switch head[i+len(oidPKCS7)] {
		case 2:
			return "signed"
		case 3, 6:
			return "encrypted"
		}
	}
	if i := strings.Index(head, oidSMIME); i >= 0 && i < 20 && i+len(oidSMIME) < len(head) {
		switch head[i+len(oidSMIME)] {
		case 9:
			return "compressed"
		case 23:
			return "encrypted"
		}
	}
	return ""
}

// signedContent is what the signed data b holds; nil where it holds nothing, as with
// a signature that stands beside its text.
func signedContent(b []byte) []byte {
	r := ber{b: b}
	r.enter(0x30)
	if !bytes.HasPrefix(r.b, []byte(oidSigned)) {
		return nil
	}
	r.skip(0)     // contentType
	r.enter(0xA0) // content
	r.enter(0x30) // SignedData
	r.skip(0)     // version
	r.skip(0)     // digestAlgorithms
	r.enter(0x30) // encapContentInfo
	r.skip(0)     // eContentType
	r.enter(0xA0) // eContent
	if r.bad {
		return nil
	}
	return r.octets(0)
}

// ber reads the elements of BER (X.690, section 8), one after the other.
type ber struct {
	b   []byte
	bad bool
}

// header takes a tag and a length; -1: the end is marked.
func (r *ber) header() (tag byte, size int) {
	if r.bad || len(r.b) < 2 || r.b[0]&0x1F == 0x1F {
		r.bad = true
		return 0, 0
	}
	tag = r.b[0]
	n := int(r.b[1])
	r.b = r.b[2:]
	switch {
	case n < 0x80:
		return tag, n
	case n == 0x80:
		return tag, -1
	case n > 0x84 || len(r.b) < n-0x80:
		r.bad = true
		return 0, 0
	}
	for _, c := range r.b[:n-0x80] {
		size = size<<8 | int(c)
	}
	r.b = r.b[n-0x80:]
	return tag, size
}

// enter goes into an element of a tag.
func (r *ber) enter(tag byte) {
	got, size := r.header()
	if got != tag {
		r.bad = true
	}
	if size >= 0 {
		r.b = r.b[:min(size, len(r.b))] // QUIRK: cut off on its way
	}
}

// ended reports whether the mark of an end comes next, and takes it.
func (r *ber) ended() bool {
	if len(r.b) >= 2 && r.b[0] == 0 && r.b[1] == 0 {
		r.b = r.b[2:]
		return true
	}
	return len(r.b) == 0
}

// skip passes over an element.
func (r *ber) skip(depth int) {
	_, size := r.header()
	if depth > maxBERDepth {
		r.bad = true
	}
	if size >= 0 {
		r.b = r.b[min(size, len(r.b)):]
		return
	}
	for !r.bad && !r.ended() {
		r.skip(depth + 1)
	}
}

// octets takes an octet string, which may come in pieces.
func (r *ber) octets(depth int) []byte {
	tag, size := r.header()
	switch {
	case r.bad || depth > maxBERDepth:
		r.bad = true
		return nil
	case tag == 0x04 && size >= 0:
		v := r.b[:min(size, len(r.b))]
		r.b = r.b[len(v):]
		return v
	case tag != 0x24:
		r.bad = true
		return nil
	}
	var out []byte
	in, after := r, []byte(nil)
	if size >= 0 {
		n := min(size, len(r.b))
		in, after = &ber{b: r.b[:n]}, r.b[n:]
	}
	for !in.bad && !in.ended() {
		out = append(out, in.octets(depth+1)...)
	}
	if size >= 0 {
		r.b = after
	}
	return out
}
