package eml

import (
	"bytes"
	"strconv"
	"strings"

	"popmail/assets/plain"
)

// Messages that are no letter as they stand: picture messages of phones, whose texts and pictures a
// presentation puts together, and pieces of one that was cut for the way.

// isSMIL reports whether a part is the presentation of a picture message (MMS), which says in markup when
// and where its texts and pictures are shown. QUIRK: a type that says nothing; the name says more.
func (p *part) isSMIL() bool {
	switch p.media {
	case "application/smil", "application/smil+xml":
		return true
	case "application/octet-stream", "application/xml", "text/xml", "text/plain":
		name := strings.ToLower(p.fileName())
		return strings.HasSuffix(name, ".smil") || strings.HasSuffix(name, ".smi") && bytes.Contains(p.src[p.start:min(p.end, p.start+400)], []byte("<smil"))
	}
	return false
}

// piece reads which piece of a message a part of type message/partial is, and of how many (RFC 2046,
// section 5.2.2); of is 0 where it does not say.
func (p *part) piece() (number, of int) {
	number, _ = strconv.Atoi(getParam(p.params, "number"))
	of, _ = strconv.Atoi(getParam(p.params, "total"))
	return max(number, 0), max(of, 0)
}

// firstPiece is what the first piece of a message says before its first packed part. Later ones begin
// anywhere, in a file most often, so they say nothing.
func (r *reading) firstPiece(p *part) string {
	if number, _ := p.piece(); number != 1 || p.enc != asIs {
		return ""
	}
	body := r.t.body(p)
	in := &reading{t: parseTree(r.bud, body[:min(len(body), maxOtherRead)]), bud: r.bud}
	in.blocks = in.collect(0)
	for _, b := range in.blocks {
		if len(b.plain) > 0 {
			text := in.text(b.plain[0])
			if strings.TrimSpace(text) != "" {
				r.told++
			}
			return plain.Cut(text, maxOther)
		}
		if len(b.html) > 0 {
			r.told++
			return plain.Cut(htmlText(r.bud, in.htmlOf(b.html)), maxOther)
		}
	}
	return ""
}

// Piece says which piece of a message one is that was cut for the way.
type Piece struct {
	Number, Of int    // from 1 on; Of is 0 where that is not known
	Told       string // the sentence of Message.Problems for it
}

// piece is what the message says of itself as a piece of another one; nil: it is whole.
func (r *reading) piece() *Piece {
	p := &r.t.parts[0]
	if p.media != "message/partial" {
		return nil
	}
	out := &Piece{Told: "This is a piece of a message that was sent in several. PopMail can't put them together."}
	if out.Number, out.Of = p.piece(); out.Number > 0 && out.Of > 0 {
		out.Told = "This is piece " + strconv.Itoa(out.Number) + " of " + strconv.Itoa(out.Of) + " of a message that was sent in several. PopMail can't put them together."
	}
	return out
}
