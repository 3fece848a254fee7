package eml

import (
	"bytes"
	"strings"

	"popmail/assets/plain"
)

// part is one entity (RFC 2045, section 2.4) of a message.
type part struct {
	h          header
	media      string // type/subtype, lower case
	params     params
	disp       string // of Content-Disposition, lower case
	dispParams params
	enc        transfer
	encKnown   bool
	src        []byte // what it is read from: the message, or a body that was unpacked
	start, end int    // its body, in src
	kids       []int
	inside     bool // it belongs to an enclosed message

	shownAlways bool // a form of the text, whatever its name

	name  string // see fileName
	named bool   // it is known
}

// tree is a message taken apart; parts[0] is the message itself, and those of
// multiparts and enclosed messages follow. The octets stay where they are, but
// for bodies of such that were packed.
type tree struct {
	bud        *budget
	raw        []byte // what is being read
	parts      []part
	boundaries [][]byte // with their two hyphens, that can end what is being read, outermost first
	local      string   // charset for fields that are not ASCII
	depth      int      // entities around the one that is being read
	messages   int      // those of them that are enclosed messages
	cut        bool     // a multipart does not end
	lost       bool     // a multipart without usable boundaries
	tooDeep    bool
	tooMany    bool
	badHeader  bool
	noHeader   bool
}

// delimiter is a line that separates parts (RFC 2046, section 5.1.1).
type delimiter struct {
	start, next int // of the line, and of what follows it
	boundary    int // in tree.boundaries; -1: there is none, the octets end
	last        bool
}

// parseTree takes a message apart.
func parseTree(bud *budget, raw []byte) *tree {
	t := &tree{bud: bud, raw: raw}
	t.entity(0, "text/plain")
	return t
}

// entity reads a header and a body from pos on, adds the part with all in it, and
// returns its index and the delimiter that ended it.
func (t *tree) entity(pos int, media string) (int, delimiter) {
	h, body := readHeader(t.bud, t.raw[pos:], t.separates)
	body += pos
	at := len(t.parts)
	if at == 0 {
		t.noHeader = h.known == 0
		t.badHeader = h.junk || h.open
	}
	t.parts = append(t.parts, part{h: h, src: t.raw, start: body, end: body, inside: t.messages > 0})
	p := &t.parts[at]
	p.read(t.bud, media, t.local)
	if at == 0 {
		if cs := getParam(p.params, "charset"); cs != "" {
			t.local = cs
		}
	}
	switch {
	case strings.HasPrefix(p.media, "multipart/"):
		return at, t.multipart(at)
	case isMessage(p.media):
		return at, t.enclosed(at)
	case isCMS(p.media), p.media == "application/octet-stream" && namesCMS(p.fileName(), at == 0):
		return at, t.opaque(at)
	}
	return at, t.skip(at)
}

// isMessage reports media types that are whole messages.
func isMessage(media string) bool {
	return media == "message/rfc822" || media == "message/global" || media == "message/news"
}

// skip goes to the end of a part that is not looked into.
func (t *tree) skip(at int) delimiter {
	p := &t.parts[at]
	d := t.next(p.start)
	p.end = t.bodyEnd(p.start, d)
	if p.media == "text/plain" && len(p.h.get(fContentType)) == 0 && (at > 0 || !t.noHeader) && beginsPage(p) {
		p.media = "text/html" // QUIRK: programs that forget to say so
	}
	return d
}

// beginsPage reports whether a part is an HTML document from its beginning on.
func beginsPage(p *part) bool {
	b := p.src[p.start:min(p.end, p.start+400)]
	if p.enc == inBase64 && !notBase64(b) {
		b = appendBase64(nil, b)
	}
	b = bytes.TrimLeft(b, " \t\r\n\ufeff")
	for _, sign := range [...]string{"<!doctype html", "<html>", "<html "} {
		if len(b) >= len(sign) && strings.EqualFold(string(b[:len(sign)]), sign) {
			return true
		}
	}
	return false
}

// read fills in what the fields of the header say.
func (p *part) read(bud *budget, media, local string) {
	v, ps := readParams(bud, p.h.get(fContentType), local)
	p.params = ps
	p.enc, p.encKnown = readTransfer(p.h.get(fContentEncoding))
	p.disp, p.dispParams = readParams(bud, p.h.get(fContentDisposition), local)
	p.media = mediaType(v, media, p)
}

// mediaType makes sense of a Content-Type; media is what holds without one (RFC
// 2045, section 5.2).
func mediaType(v, media string, p *part) string {
	v = strings.Trim(v, "\"' \t,:")
	switch v {
	case "":
		if p.disp == "attachment" || p.fileName() != "" && media == "text/plain" {
			return typeOfName(p.fileName())
		}
		return media
	case "text", "plain", "text/", "text/ascii", "text/text":
		return "text/plain"
	case "html", "text/htm":
		return "text/html"
	case "multipart", "multipart/":
		return "multipart/mixed"
	}
	main, sub, ok := strings.Cut(v, "/")
	if !ok || main == "" || sub == "" || strings.Trim(main, "abcdefghijklmnopqrstuvwxyz0123456789-+._") != "" {
		// Invalid ones count as text, RFC 2045, section 5.2.
		if name := p.fileName(); name != "" || p.disp == "attachment" || p.enc == inBase64 {
			return typeOfName(name)
		}
		return "text/plain"
	}
	return plain.Cut(cleanLine(v), 100)
}

// separates reports whether line is a delimiter.
func (t *tree) separates(line []byte) bool {
	m, _ := t.match(line)
	return m >= 0
}

// match finds the boundary that line, without its end, consists of; innermost
// first.
func (t *tree) match(line []byte) (boundary int, last bool) {
	for n := len(line); n > 0 && (line[n-1] == ' ' || line[n-1] == '\t' || line[n-1] == '\r'); n-- {
		line = line[:n-1]
	}
	if !t.bud.spend(20 + 4*len(t.boundaries)) {
		return -1, false
	}
	for i := len(t.boundaries) - 1; i >= 0; i-- {
		m := t.boundaries[i]
		switch len(line) - len(m) {
		case 0:
			if bytes.Equal(line, m) {
				return i, false
			}
		case 2:
			if line[len(line)-1] == '-' && line[len(line)-2] == '-' && bytes.HasPrefix(line, m) {
				return i, true
			}
		}
	}
	return -1, false
}

var hyphens = []byte("--")

// lineOfHyphens finds the next line from pos on, where none begins, that begins with two hyphens;
// -1: there is none. It looks for hyphens, of which encoded files have none, rather than for lines.
func lineOfHyphens(raw []byte, pos int) int {
	for {
		i := bytes.Index(raw[pos:], hyphens)
		if i < 0 {
			return -1
		}
		if at := pos + i; at > 0 && raw[at-1] == '\n' {
			return at
		}
		pos += i + 1
	}
}

// next finds the next delimiter from pos on, pos being the beginning of a line.
func (t *tree) next(pos int) delimiter {
	none := delimiter{start: len(t.raw), next: len(t.raw), boundary: -1}
	if len(t.boundaries) == 0 {
		return none
	}
	at := pos
	if !bytes.HasPrefix(t.raw[pos:], hyphens) {
		if at = lineOfHyphens(t.raw, pos); at < 0 {
			return none
		}
	}
	for {
		end, next := len(t.raw), len(t.raw)
		if i := bytes.IndexByte(t.raw[at:], '\n'); i >= 0 {
			end, next = at+i, at+i+1
		}
		if m, last := t.match(t.raw[at:end]); m >= 0 {
			return delimiter{at, next, m, last}
		}
		if at = lineOfHyphens(t.raw, end); at < 0 {
			return none
		}
	}
}

// bodyEnd is where a body ends that is ended by d: the line end before a
// delimiter belongs to the delimiter.
func (t *tree) bodyEnd(start int, d delimiter) int {
	end := d.start
	if d.boundary >= 0 && end > start && t.raw[end-1] == '\n' {
		end--
		if end > start && t.raw[end-1] == '\r' {
			end--
		}
	}
	return max(start, end)
}

// enclosed reads a message within a message.
func (t *tree) enclosed(at int) delimiter {
	p := &t.parts[at]
	if p.enc != asIs {
		return t.packedMessage(at)
	}
	if !t.deeper() {
		return t.skip(at)
	}
	t.messages++
	kid, d := t.entity(p.start+startWithin(t.raw[p.start:]), "text/plain")
	t.messages--
	t.depth--
	p = &t.parts[at]
	p.kids = []int{kid}
	p.end = t.bodyEnd(p.start, d)
	return d
}

// deeper goes one entity deeper; false where there are too many.
func (t *tree) deeper() bool {
	switch {
	case t.depth >= maxDepth:
		t.tooDeep = true
		return false
	case !t.bud.part():
		t.tooMany = true
		return false
	}
	t.depth++
	return true
}

// multipart reads the parts of a multipart (RFC 2046, section 5.1).
func (t *tree) multipart(at int) delimiter {
	p := &t.parts[at]
	start := p.start
	boundary := boundaryOf(p.params)
	if p.enc != asIs && t.depth < maxDepth {
		if d, ok := t.packedMultipart(at, boundary); ok {
			return d
		}
	}
	p = &t.parts[at]
	if t.depth >= maxDepth {
		t.tooDeep = true
		boundary = ""
	} else if boundary == "" || !t.hasBoundary(t.raw[start:], boundary) {
		// QUIRK: no boundary, or one that is not there: the one that is there.
		if g := t.guessBoundary(start); g != "" {
			boundary = g
		}
	}
	if boundary == "" {
		t.lost = t.lost || t.depth < maxDepth
		return t.skip(at)
	}
	media := "text/plain"
	if p.media == "multipart/digest" {
		media = "message/rfc822" // RFC 2046, section 5.1.5
	}
	mine := len(t.boundaries)
	t.boundaries = append(t.boundaries, []byte("--"+boundary))
	t.depth++
	var kids []int
	d := t.next(start)
	closed := false
	for d.boundary == mine {
		if d.last {
			closed = true
			d = t.next(d.next)
			continue
		}
		if !t.bud.part() {
			t.tooMany = true
			for d.boundary == mine {
				d = t.next(d.next)
			}
			closed = true
			break
		}
		if len(bytes.TrimSpace(t.raw[d.next:min(len(t.raw), d.next+8)])) == 0 && d.next+8 > len(t.raw) {
			d = t.next(d.next) // a delimiter at the very end begins nothing
			continue
		}
		// QUIRK: parts after the closing delimiter are parts all the same.
		closed = false
		var kid int
		kid, d = t.entity(d.next, media)
		kids = append(kids, kid)
	}
	t.depth--
	t.boundaries = t.boundaries[:mine]
	t.parts[at].kids = kids
	t.parts[at].end = t.bodyEnd(start, d)
	if len(kids) == 0 {
		t.lost = true
	} else if !closed {
		t.cut = true
	}
	return d
}

// boundaryOf is the boundary as it stands: blanks and signs in it matter.
func boundaryOf(ps params) string {
	for _, p := range ps.list {
		if p.key == "boundary" {
			return strings.TrimRight(p.value, " \t")
		}
	}
	return getParam(ps, "boundary")
}

// hasBoundary reports whether a line of b begins with the boundary. To stay
// linear over nested parts, only the beginning is looked at; what comes later
// is rare enough to be guessed.
func (t *tree) hasBoundary(b []byte, boundary string) bool {
	delim := []byte("--" + boundary)
	b = b[:min(len(b), 64<<10)]
	t.bud.spend(len(b) / 8)
	for {
		i := bytes.Index(b, delim)
		if i < 0 {
			return false
		}
		if i == 0 || b[i-1] == '\n' {
			return true
		}
		b = b[i+len(delim):]
	}
}

// guessBoundary finds a line at the beginning of a multipart that is fit to be
// its first delimiter: two hyphens, no blanks, and a field of a part after it.
func (t *tree) guessBoundary(pos int) string {
	b := t.raw[pos:min(len(t.raw), pos+64<<10)]
	for len(b) > 0 {
		line, rest := cutLine(b)
		if !t.bud.spend(20 + len(line)/4) {
			return ""
		}
		line = bytes.TrimRight(line, " \t")
		if len(line) > 3 && len(line) < 200 && line[0] == '-' && line[1] == '-' && !bytes.ContainsAny(line, "\x00\t") {
			if t.separates(line) {
				return ""
			}
			if name, _ := fieldName(rest[:min(len(rest), 100)]); name != nil && strings.HasPrefix(strings.ToLower(string(name)), "content-") {
				return string(line[2:])
			}
		}
		b = rest
	}
	return ""
}

// body returns the octets of a part as they stand.
func (t *tree) body(p *part) []byte { return p.src[p.start:p.end] }

// fileName is the name that the fields of a part give it, or "". It is decoded once.
func (p *part) fileName() string {
	if !p.named {
		p.name, p.named = p.readName(), true
	}
	return p.name
}

func (p *part) readName() string {
	if s := getParam(p.dispParams, "filename"); s != "" {
		return s
	}
	if s := getParam(p.params, "name"); s != "" {
		return s
	}
	// QUIRK: the other's parameter.
	if s := getParam(p.params, "filename"); s != "" {
		return s
	}
	return getParam(p.dispParams, "name")
}

// cid is the Content-ID without its brackets.
func (p *part) cid() string {
	v := p.h.get(fContentID)
	if len(v) == 0 {
		return ""
	}
	return plain.Cut(cleanLine(strings.Trim(unfold(string(v[:min(len(v), 2000)])), " \t<>\r\n")), 500)
}
