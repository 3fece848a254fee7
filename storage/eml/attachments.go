package eml

import (
	"bytes"
	"net/http"
	"strings"
	"unicode/utf8"

	"popmail/assets/plain"
)

// maxReferences is how many message-ids of a References field are kept.
const maxReferences = 200

// mostReplyTo is how many of an In-Reply-To field are.
const mostReplyTo = 20

// fields reads the header of the message.
func (r *reading) fields() *Header {
	return headerOf(r.bud, &r.t.parts[0].h, r.fieldCharset())
}

// headerOf is what a header says whose fields are in the charset local where they do not
// say it.
func headerOf(bud *budget, h *header, local string) *Header {
	d := &Header{
		From:       addresses(bud, h.get(fFrom), local),
		To:         addresses(bud, h.get(fTo), local),
		Cc:         addresses(bud, h.get(fCc), local),
		Bcc:        addresses(bud, h.get(fBcc), local),
		ReplyTo:    addresses(bud, h.get(fReplyTo), local),
		Subject:    fieldText(bud, h.get(fSubject), local),
		References: messageIDs(h.get(fReferences), maxReferences),
		List:       mailingList(bud, h, local),
	}
	for _, m := range h.more {
		switch m.id {
		case fTo:
			d.To = append(d.To, addresses(bud, m.value, local)...)
		case fCc:
			d.Cc = append(d.Cc, addresses(bud, m.value, local)...)
		case fBcc:
			d.Bcc = append(d.Bcc, addresses(bud, m.value, local)...)
		}
	}
	if len(d.From) == 0 {
		// QUIRK: a message without From; RFC 5322, section 3.6 wants one.
		d.From = addresses(bud, h.get(fSender), local)
	}
	if len(d.From) == 0 {
		d.From = addresses(bud, h.get(fReturnPath), local)
	}
	if ids := messageIDs(h.get(fMessageID), 1); len(ids) > 0 {
		d.MessageID = ids[0]
	}
	if ids := replyIDs(h.get(fInReplyTo)); len(ids) > 0 {
		d.InReplyTo, d.AlsoReplyTo = ids[0], ids[1:]
	}
	d.Date, _ = h.date(local)
	if d.Date.IsZero() {
		d.Date = h.arrival()
	}
	if by := addresses(bud, h.get(fResentFrom), local); len(by) > 0 {
		// Each redirection is written before the earlier ones.
		d.Resent = &Resent{From: by, To: addresses(bud, h.get(fResentTo), local)}
		d.Resent.Date, _ = readDate(h.get(fResentDate), local)
		if ids := messageIDs(h.get(fResentID), 1); len(ids) > 0 {
			d.Resent.MessageID = ids[0]
		}
	}
	return d
}

// fieldCharset is the charset for fields that are not ASCII and do not say theirs:
// that of the text, or one that fits the fields and the text together, since a
// subject alone is too short to tell.
func (r *reading) fieldCharset() string {
	c := lookupCodec(r.bud, r.t.local)
	if c != nil && c.kind != kindASCII {
		return r.t.local
	}
	return r.charsetFor(highOctets(&r.t.parts[0].h))
}

// localOf is the charset for fields of the enclosed message of which root is the first part, where they are not
// ASCII and do not say theirs: its own, that of its text, or one that fits both; else that of the message around it.
func (r *reading) localOf(root int) string {
	h := &r.t.parts[root].h
	sample := highOctets(h)
	if len(sample) == 0 || utf8.Valid(sample) {
		return r.t.local
	}
	if cs, ok := r.locals[root]; ok {
		return cs
	}
	in := r.aside()
	in.blocks = in.collect(root)
	list := []int{root}
	for _, b := range in.blocks {
		list = append(append(list, b.plain...), b.html...)
	}
	local := ""
	for _, i := range list {
		if cs := getParam(r.t.parts[i].params, "charset"); local == "" && r.saysCharset(cs) {
			local = cs
		}
	}
	switch {
	case local != "":
	case r.saysCharset(r.t.local):
		local = r.t.local
	default:
		local = in.charsetFor(sample)
	}
	if r.locals == nil {
		r.locals = map[int]string{}
	}
	r.locals[root] = local
	return local
}

// localOfHeader is localOf for a header that came without its message.
func (r *reading) localOfHeader(h *header) string {
	if _, ps := readParams(r.bud, h.get(fContentType), r.t.local); r.saysCharset(getParam(ps, "charset")) {
		return getParam(ps, "charset")
	}
	return r.t.local
}

// saysCharset reports whether a charset is one that octets above those of ASCII have a meaning in.
func (r *reading) saysCharset(label string) bool {
	c := lookupCodec(r.bud, label)
	return label != "" && c != nil && c.kind != kindASCII
}

// highOctets are the people and the subject of a header, as far as they are not ASCII.
func highOctets(h *header) (sample []byte) {
	for _, id := range [...]fieldID{fFrom, fTo, fSubject} {
		if v := h.get(id); firstHigh(v) < len(v) {
			sample = append(append(sample, v[:min(len(v), 1000)]...), '\n')
		}
	}
	return sample
}

// nameAgain reads the parameters anew that are not ASCII and do not say their charset,
// now that the texts are known. QUIRK: names of files as they are.
func (r *reading) nameAgain() {
	c := lookupCodec(r.bud, r.t.local)
	if c != nil && c.kind != kindASCII {
		return
	}
	var parts []int
	var sample []byte
	for i := range r.t.parts {
		p := &r.t.parts[i]
		for _, id := range [...]fieldID{fContentType, fContentDisposition} {
			v := p.h.get(id)
			if v = v[:min(len(v), 1000)]; !p.inside && firstHigh(v) < len(v) && len(sample) < 16<<10 {
				sample = append(append(sample, v[firstHigh(v):]...), '\n')
				parts = append(parts, i)
			}
		}
	}
	if cs := r.charsetFor(sample); cs != r.t.local {
		for _, i := range parts {
			p := &r.t.parts[i]
			_, p.params = readParams(r.bud, p.h.get(fContentType), cs)
			_, p.dispParams = readParams(r.bud, p.h.get(fContentDisposition), cs)
			p.named = false
		}
	}
}

// charsetFor is the charset of octets from fields that do not say theirs.
func (r *reading) charsetFor(sample []byte) string {
	if len(sample) == 0 || utf8.Valid(sample) {
		return r.t.local
	}
	var buf []byte
	for _, b := range r.blocks {
		for _, i := range append(b.plain[:len(b.plain):len(b.plain)], b.html...) {
			p := &r.t.parts[i]
			if cs := getParam(p.params, "charset"); cs != "" {
				if c := lookupCodec(r.bud, cs); c != nil && c.kind != kindASCII && c.kind != kindUTF8 {
					return cs
				}
			}
			body := r.t.body(p)
			text := body[:min(len(body), 32<<10)]
			if p.enc != inBase64 || !notBase64(body) {
				buf = appendDecoded(r.bud, buf[:0], text, p.enc)
				text = buf
			}
			if cs := metaCharset(text); cs != "" && isHTML(p.media) {
				return cs
			}
			text = text[firstHigh(text):]
			sample = append(sample, text[:min(len(text), 4000)]...)
		}
	}
	return guess(r.bud, sample).name
}

// attachments lists what is not shown. Texts must have been decoded before, see
// plainText, so that files in them are known.
func (r *reading) attachments() []Attachment {
	if !r.listed {
		r.listed = true
		r.list()
	}
	if len(r.items) == 0 {
		return nil
	}
	out := make([]Attachment, len(r.items))
	for i := range r.items {
		r.items[i].a.Index = i
		out[i] = r.items[i].a
	}
	return out
}

func (r *reading) list() {
	if len(r.t.parts) == 1 && len(r.blocks) == 1 && len(r.inTexts) == 0 {
		return
	}
	shown := map[int]bool{}
	for _, b := range r.blocks {
		for _, i := range b.plain {
			shown[i] = true
		}
		for _, i := range b.html {
			shown[i] = true
			if !isHTML(r.t.parts[i].media) {
				r.text(i)
			}
		}
	}
	r.listPart(0, shown, false)
	r.markInline()
	for i := range r.items {
		a := &r.items[i].a
		if a.Name == "" {
			a.Name = madeName(r.itemType(&r.items[i]), i)
		}
	}
}

// beginningForType is how many octets of a file tell its type, at most.
const beginningForType = 512

// itemType is the type of a file without a name: where it is given one that says nothing,
// by how its octets begin.
func (r *reading) itemType(it *item) string {
	if extensions[it.a.Type] != "" || !strings.HasPrefix(it.a.Type, "application/") {
		return it.a.Type
	}
	data := it.data
	if !it.inText {
		// Packed, a beginning is at most three times as long, and there may be line ends.
		p := &r.t.parts[it.part]
		body := r.t.body(p)
		data = appendDecoded(r.bud, nil, body[:min(len(body), 4*beginningForType)], r.packedAs(p))
	}
	if len(data) == 0 {
		return it.a.Type
	}
	kind, _, _ := strings.Cut(http.DetectContentType(data[:min(len(data), beginningForType)]), ";")
	if kind == "application/octet-stream" {
		return it.a.Type
	}
	return kind
}

// listPart lists what part i is or holds; secured tells that something around it is signed or encrypted.
func (r *reading) listPart(i int, shown map[int]bool, secured bool) {
	p := &r.t.parts[i]
	if strings.HasPrefix(p.media, "multipart/") && len(p.kids) > 0 {
		for n, k := range p.kids {
			before := len(r.items)
			r.listPart(k, shown, secured || p.media == "multipart/signed" || p.media == "multipart/encrypted")
			if n > 0 && p.media == "multipart/signed" || n == 0 && p.media == "multipart/appledouble" ||
				n == 0 && p.media == "multipart/encrypted" {
				for j := before; j < len(r.items); j++ {
					r.items[j].a.Minor = true
				}
			}
		}
		return
	}
	if isCMS(p.media) && len(p.kids) == 1 {
		r.listPart(p.kids[0], shown, true)
		r.setMinor(i)
	}
	if shown[i] {
		r.items = append(r.items, r.inTexts[i]...)
		if p.disp != "inline" || p.fileName() == "" || i == 0 || p.shownAlways {
			return
		}
		// A text with a name of its own can be saved as well.
	}
	if r.minor[i] && p.fileName() == "" && len(p.kids) == 0 {
		return // another form of what is shown
	}
	a := Attachment{Name: p.fileName(), Type: p.media, CID: p.cid(), Minor: r.minor[i] || r.minorPart(p, secured)}
	if a.Name == "" {
		a.Name = r.nameOf(p)
	}
	if isTNEF(p.media, a.Name) && r.listTNEF(p) {
		return
	}
	if !r.rowOnly {
		a.Size = decodedSize(r.bud, r.t.body(p), r.packedAs(p))
	}
	r.add(item{a: a, part: i})
}

// add lists one more attachment.
func (r *reading) add(it item) {
	if !r.bud.file() {
		r.t.tooMany = true
		return
	}
	r.items = append(r.items, it)
}

// minorType reports types that people would not call an attachment.
func minorType(media string) bool {
	switch media {
	case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-encrypted",
		"application/applefile", "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
		"message/feedback-report", "text/rfc822-headers", "message/external-body", "text/x-amp-html", "application/pgp-keys":
		return true
	}
	return false
}

// minorPart reports whether a part is of a type that people would not call an attachment. A key, or a
// signature of a file, that somebody has attached is a file to them; what is signed or encrypted as a whole has
// its own beside it. QUIRK: gateways make a mixed message of a signed one; its signature is known by its name.
func (r *reading) minorPart(p *part, secured bool) bool {
	if p.isSMIL() {
		return true
	}
	switch p.media {
	case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-keys":
		if secured || p.disp != "attachment" {
			return true
		}
		switch strings.ToLower(p.fileName()) {
		case "", "smime.p7s", "signature.asc", "signature.pgp", "openpgp_signature", "openpgp_signature.asc", "openpgp_signature.pgp", "pgp.sig":
			return true
		}
		return false
	}
	return minorType(p.media)
}

// nameOf makes a name from what a part says about itself, other than a file name;
// "" where it says nothing.
func (r *reading) nameOf(p *part) string {
	if strings.HasPrefix(p.media, "message/") && !minorType(p.media) {
		if len(p.kids) == 1 {
			if s := fieldText(r.bud, r.t.parts[p.kids[0]].h.get(fSubject), r.localOf(p.kids[0])); s != "" {
				return strings.NewReplacer("/", "_", `\`, "_").Replace(plain.Cut(s, 150)) + ".eml"
			}
		}
		return ""
	}
	// QUIRK: some programs put the name of the file here.
	for _, id := range [...]fieldID{fContentDescription, fContentLocation} {
		s := fieldText(r.bud, p.h.get(id), r.t.local)
		if id == fContentLocation {
			s = s[strings.LastIndexByte(s, '/')+1:]
			if i := strings.IndexAny(s, "?#"); i >= 0 {
				s = s[:i]
			}
		}
		if i := strings.LastIndexByte(s, '.'); i > 0 && len(s) < 100 && len(s)-i >= 3 && len(s)-i <= 6 && !strings.Contains(s[i:], " ") {
			return s
		}
	}
	return ""
}

// wordsLie reports whether a field that people see, or the name of a file, does not
// say rightly which charset it is in (RFC 2047, RFC 2231).
func (r *reading) wordsLie() bool {
	h := &r.t.parts[0].h
	for _, id := range [...]fieldID{fSubject, fFrom, fTo, fCc, fReplyTo} {
		if v := h.get(id); bytes.Contains(v, []byte("=?")) {
			if _, lie := decodeWordsOf(r.bud, fieldString(r.bud, v, r.t.local)); lie {
				return true
			}
		}
	}
	for i := range r.items {
		if it := &r.items[i]; !it.inText {
			p := &r.t.parts[it.part]
			for _, ps := range [...]params{p.dispParams, p.params} {
				for _, key := range [...]string{"filename", "name"} {
					if _, lie := getParamOf(ps, key); lie {
						return true
					}
				}
			}
		}
	}
	return false
}

// leftOut reports whether there is more in the message than was read.
func (r *reading) leftOut() bool { return r.long || r.bud.over || r.t.tooDeep || r.t.tooMany }

// problems says in plain words what was wrong with the message.
func (r *reading) problems() []string {
	t := r.t
	var out []string
	say := func(wrong bool, s string) {
		if wrong {
			out = append(out, s)
		}
	}
	h := &t.parts[0].h
	if len(bytes.TrimSpace(t.raw)) == 0 {
		return []string{"This message is empty."}
	}
	if t.noHeader {
		say(true, "This message came without sender, subject and date. Everything in it is shown as text.")
	} else {
		say(t.badHeader, "Some lines at the top of this message are damaged. The rest is shown as well as possible.")
		say(len(bytes.TrimSpace(h.get(fFrom))) == 0, "This message does not say whom it is from.")
		if v := bytes.TrimSpace(h.get(fDate)); len(v) > 0 {
			_, ok := h.date(t.local)
			say(!ok, "The date of this message cannot be right, so the time of its arrival is shown.")
		}
	}
	say(t.lost, "This message has several parts, but they cannot be told apart. Everything is shown as text.")
	say(t.cut && !t.lost, "The end of this message is missing. It may have been cut off on its way.")
	say(t.tooDeep, "Some parts of this message lie so deep within others that they are not shown.")
	say(t.tooMany, "This message has so many parts that only the first ones are shown.")
	if piece := r.piece(); piece != nil {
		say(true, piece.Told)
	}
	say(r.long, "This message is so long that only its beginning is shown.")
	say(r.bud.over && !t.tooDeep && !t.tooMany, "This message is made in a way that would keep PopMail busy for long, so some of it is left out.")
	say(r.lies || r.wordsLie(), "This message does not say correctly which letters it uses, so some may look wrong.")
	unknown, secret, sealed := false, false, false
	for i := range t.parts {
		p := &t.parts[i]
		unknown = unknown || !p.encKnown
		if isCMS(p.media) {
			kind := r.cmsKind(p)
			sealed, secret = sealed || (kind == "signed" || kind == "compressed") && len(p.kids) == 0 && len(r.blocks) == 0, secret || kind == "encrypted"
		}
		secret = secret || p.media == "multipart/encrypted" || r.startsPGP(p)
	}
	say(r.badEnc || unknown, "A part of this message is packed in a way that cannot be unpacked. It is shown as it came.")
	say(sealed, toldSealed)
	say(secret, toldEncrypted)
	return out
}
