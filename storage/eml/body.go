package eml

import (
	"bytes"
	"slices"
	"strings"

	"popmail/assets/plain"
)

// block is a piece of what is shown: a text, an HTML, or both forms of one thing.
type block struct {
	plain, html []int
	blank       *bool // see blankForms; nil: nobody has asked
}

// item is an attachment and where it is.
type item struct {
	a      Attachment
	part   int
	inText bool // it stood within a text; data holds it
	named  bool // the HTML refers to it
	data   []byte
}

// reading is a message while it is being read.
type reading struct {
	t        *tree
	bud      *budget
	blocks   []block
	minor    map[int]bool // parts that are another form of what is shown
	items    []item
	listed   bool
	rowOnly  bool // sizes of attachments are not wanted, see ReadRow
	files    *files
	texts    map[int]string // of parts of text/plain, decoded
	inTexts  map[int][]item // files that stood in a text, by its part
	lies     bool
	badEnc   bool
	long     bool   // only the beginning of a text is read
	enclosed bool   // the text is that of enclosed messages
	chosen   bool   // what is shown was chosen for each block, see plainText
	more     string // for the index: what only the form says that is not shown
	tnefText string
	tnefHTML string
	// What items in winmail.dat say.
	tnefItems string

	// Parts that the text was made of for want of another: calendars, cards and
	// reports, and what else there is.
	factual, told int

	locals map[int]string // of enclosed messages by their first parts, see localOf

	calendarParts map[bool]int // see calendars; nil: they are not counted yet

	shares map[int]int // octets of each text that are read
	shared int         // sum of them
}

func analyse(bud *budget, raw []byte) *reading {
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') >= 0 {
		// QUIRK: lines that end with CR only, as on old Macintoshes.
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	} else if crHeader(raw) && bud.make(len(raw)) {
		// QUIRK: the last line has another end, as of POP3, or the body has.
		raw = bareCRs(raw)
	}
	at, note := start(raw)
	raw = raw[at:]
	t := parseTree(bud, raw)
	if t.lost && bareCR(raw) {
		// QUIRK: some of the lines end with CR only.
		if again := parseTree(bud, bareCRs(raw)); !again.lost {
			t = again
		}
	}
	t.badHeader = t.badHeader || note
	r := &reading{t: t, bud: bud}
	r.blocks = r.collect(0)
	r.nameAgain()
	return r
}

func bareCR(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '\r')
		if i < 0 || i+1 >= len(b) {
			return i >= 0
		}
		if b[i+1] != '\n' && b[i+1] != '\r' {
			return true
		}
		b = b[i+1:]
	}
}

// bareCRs turns each CR alone into a line end. Those before a line feed belong to it.
func bareCRs(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\r' {
			out = append(out, b[i])
			continue
		}
		n := i
		for n < len(b) && b[n] == '\r' {
			n++
		}
		if n == len(b) || b[n] != '\n' {
			for range n - i {
				out = append(out, '\n')
			}
		}
		i = n - 1
	}
	return out
}

// textual reports media types that are shown as text.
func textual(media string) bool {
	if !strings.HasPrefix(media, "text/") {
		return false
	}
	switch media {
	case "text/css", "text/x-amp-html", "text/rfc822-headers", "text/javascript", "text/csv":
		return false
	}
	return !isCalendar(media) && !isCard(media) && !isRTF(media)
}

func isHTML(media string) bool { return media == "text/html" || media == "application/xhtml+xml" }

// shown reports whether a part that is no multipart is shown, and not listed.
func (r *reading) shown(i int) bool {
	p := &r.t.parts[i]
	if !textual(p.media) && p.media != "application/xhtml+xml" {
		return false
	}
	if p.disp == "attachment" || i > 0 && p.isSMIL() { // whose words are for a program
		return false
	}
	if p.disp == "inline" {
		return true // a file name is only for the case that it is saved (RFC 2183, sections 2.1 and 2.3)
	}
	return i == 0 || p.shownAlways || p.fileName() == ""
}

// collect finds what is shown of a part and of all in it. Enclosed messages are
// attachments.
func (r *reading) collect(i int) []block {
	p := &r.t.parts[i]
	if isCMS(p.media) && len(p.kids) == 1 {
		return r.collect(p.kids[0])
	}
	if !strings.HasPrefix(p.media, "multipart/") || len(p.kids) == 0 {
		switch {
		case strings.HasPrefix(p.media, "multipart/"):
			// Without boundaries: it is shown as it stands.
			return []block{{plain: []int{i}}}
		case !r.shown(i):
			return nil
		case isHTML(p.media):
			return []block{{html: []int{i}}}
		}
		return []block{{plain: []int{i}}}
	}
	var out []block
	if first := &r.t.parts[p.kids[0]]; first.disp == "" || p.media == "multipart/related" {
		// QUIRK: the text itself carries a file name, as bounces do.
		first.shownAlways = true
	}
	if slices.ContainsFunc(p.kids, func(k int) bool { return r.t.parts[k].isSMIL() }) {
		// QUIRK: each text of a picture message carries the file name by which its presentation calls it.
		for _, k := range p.kids {
			if kid := &r.t.parts[k]; kid.media == "text/plain" {
				kid.shownAlways = true
			}
		}
	}
	if p.media != "multipart/alternative" {
		for _, k := range p.kids {
			out = append(out, r.collect(k)...)
		}
		return out
	}
	// RFC 2046, section 5.1.4: forms of one thing. Those with HTML are one form,
	// those without another.
	var b block
	for _, k := range p.kids {
		// QUIRK: forms of the text that carry a file name.
		r.t.parts[k].shownAlways = true
		bs := r.collect(k)
		rich := false
		for _, x := range bs {
			rich = rich || len(x.html) > 0
		}
		for _, x := range bs {
			switch {
			case len(x.html) > 0:
				b.html = append(b.html, x.html...)
				if len(x.plain) > 0 && len(b.plain) == 0 {
					b.plain = append(b.plain, x.plain...)
				}
			case rich:
				b.html = append(b.html, x.plain...)
			default:
				b.plain = append(b.plain, x.plain...)
			}
		}
	}
	b.plain = r.onlyPlain(b.plain)
	if len(b.plain)+len(b.html) == 0 {
		return nil
	}
	r.otherForms(p.kids)
	return []block{b}
}

// onlyPlain leaves out forms such as text/enriched where there is text/plain.
func (r *reading) onlyPlain(parts []int) []int {
	plain := 0
	for _, i := range parts {
		if r.t.parts[i].media == "text/plain" {
			plain++
		}
	}
	if plain == 0 || plain == len(parts) {
		return parts
	}
	var out []int
	for _, i := range parts {
		if r.t.parts[i].media == "text/plain" {
			out = append(out, i)
			continue
		}
		r.setMinor(i)
	}
	return out
}

// otherForms marks those forms of a text, of which another is shown, that are of no
// use to people as files: AMP, rich text, a calendar that is attached as well.
func (r *reading) otherForms(kids []int) {
	attached, looked := false, false
	for _, k := range kids {
		switch p := &r.t.parts[k]; {
		case isCalendar(p.media):
			if !looked {
				attached, looked = r.attachedCalendar(kids), true
			}
			if attached {
				r.setMinor(k)
			}
		case isCard(p.media), p.media == "text/csv":
		case strings.HasPrefix(p.media, "text/") && !textual(p.media), isRTF(p.media):
			r.setMinor(k)
		}
	}
}

// attachedCalendar reports whether a calendar is in the message as a file, other than
// as one of the forms, which are in the order of the message.
func (r *reading) attachedCalendar(forms []int) bool {
	inside := r.t.parts[forms[0]].inside
	others := r.calendars()[inside]
	for _, k := range forms {
		if p := &r.t.parts[k]; p.inside == inside && p.isCalendarFile() {
			others--
		}
	}
	return others > 0
}

// calendars counts the parts that are calendars by their type or their name: in the message
// itself and in those that are enclosed. They are looked for once, however often that is asked.
func (r *reading) calendars() map[bool]int {
	if r.calendarParts == nil {
		r.calendarParts = map[bool]int{}
		for k := range r.t.parts {
			if p := &r.t.parts[k]; p.isCalendarFile() {
				r.calendarParts[p.inside]++
			}
		}
	}
	return r.calendarParts
}

func (p *part) isCalendarFile() bool {
	return isCalendar(p.media) || typeOfName(p.fileName()) == "text/calendar"
}

func (r *reading) setMinor(i int) {
	if r.minor == nil {
		r.minor = map[int]bool{}
	}
	r.minor[i] = true
}

// plainText is the text of the message: that of its text/plain parts, and where
// there are some, also that of HTML that has no plain form.
func (r *reading) plainText() string {
	r.chosen, r.more = false, ""
	r.factual, r.told = 0, 0
	plain := false
	for _, b := range r.blocks {
		plain = plain || len(b.plain) > 0
	}
	if !plain {
		return r.instead()
	}
	var out, more []string
	for _, b := range r.blocks {
		var texts []string
		for _, i := range b.plain {
			if s := r.text(i); strings.TrimSpace(s) != "" {
				texts = append(texts, s)
			}
		}
		s := strings.Join(texts, "\n")
		if len(r.blocks) > 1 && len(b.html) > 0 {
			c := choose(r.bud, s, r.htmlOf(b.html))
			s = c.shown
			if c.more != "" {
				more = append(more, c.more)
			}
		}
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return r.instead()
	}
	if len(r.blocks) > 1 {
		r.chosen, r.more = true, strings.Join(more, "\n")
	}
	return strings.Join(out, "\n")
}

// joined is a text and, if there is any, more of it.
func joined(text, more string) string {
	if more == "" {
		return text
	}
	return text + "\n" + more
}

// instead is a text for messages that have none of their own: what winmail.dat,
// enclosed messages or other parts say.
func (r *reading) instead() string {
	for _, b := range r.blocks {
		for _, i := range b.html {
			if len(bytes.TrimSpace(r.t.body(&r.t.parts[i]))) > 0 {
				return ""
			}
		}
	}
	r.attachments()
	switch {
	case strings.TrimSpace(r.tnefText) != "":
		return r.tnefText
	case strings.TrimSpace(r.tnefItems) != "" && strings.TrimSpace(r.tnefHTML) == "":
		return r.tnefItems
	}
	var b strings.Builder
	if r.others(&b, 0, false); b.Len() == 0 {
		r.others(&b, 0, true)
	}
	return plain.Cut(b.String(), MaxText)
}

// text is the decoded text of a part that is no HTML. Files that stand in it are
// taken out.
func (r *reading) text(i int) string {
	if s, ok := r.texts[i]; ok {
		return s
	}
	s, files := r.t.partText(i, r)
	for n := range files {
		if !r.bud.file() {
			r.t.tooMany = true
			break
		}
		if r.inTexts == nil {
			r.inTexts = map[int][]item{}
		}
		r.inTexts[i] = append(r.inTexts[i], item{inText: true, data: files[n].data, part: i,
			a: Attachment{Name: files[n].name, Size: int64(len(files[n].data)), Type: typeOfName(files[n].name)}})
	}
	if r.texts == nil {
		r.texts = make(map[int]string, 1)
	}
	r.texts[i] = s
	return s
}

// octets decodes the transfer encoding of a text. The result may be part of
// t.raw; buf is for what is not.
func (t *tree) octets(p *part, buf *[]byte, r *reading) []byte {
	body := t.body(p)
	switch {
	case p.enc == asIs:
		return body
	case p.enc == inBase64 && notBase64(body):
		// QUIRK: it says base64 and is not.
		r.badEnc = true
		return body
	}
	*buf = appendDecoded(r.bud, (*buf)[:0], body, p.enc)
	return *buf
}

// maxText bounds the text of one message, in octets before they are turned into
// UTF-8: nobody reads more, and each copy of it is held in memory.
const maxText = 6 << 20

// readable returns the beginning of the text b of part i that is read, whole lines.
func (r *reading) readable(i int, b []byte) []byte {
	n, ok := r.shares[i]
	if !ok {
		n = min(len(b), maxText-r.shared)
		if r.shares == nil {
			r.shares = make(map[int]int, 1)
		}
		r.shares[i] = n
		r.shared += n
	}
	if n >= len(b) {
		return b
	}
	r.long = true
	if at := bytes.LastIndexByte(b[max(0, n-1000):n], '\n'); at >= 0 {
		n = max(0, n-1000) + at + 1
	}
	return b[:n]
}

// partText decodes a text, and takes out files that stand in it.
func (t *tree) partText(i int, r *reading) (string, []file) {
	p := &t.parts[i]
	buf := scratch.Get().(*[]byte)
	defer putScratch(buf)
	b := t.octets(p, buf, r)
	files, b := textFiles(r.bud, b)
	b = r.readable(i, b)
	if p.folds() {
		b = Unfold(b)
	}
	u, lie := toUTF8(r.bud, b, getParam(p.params, "charset"))
	r.lies = r.lies || lie
	out := scratch.Get().(*[]byte)
	defer putScratch(out)
	*out = appendClean((*out)[:0], r.bud.afford(u, 2, 2))
	s := *out
	switch {
	case p.media == "text/plain" && strings.EqualFold(getParam(p.params, "format"), "flowed"):
		return unflow(s, strings.EqualFold(getParam(p.params, "delsp"), "yes")), files
	case p.media == "text/enriched":
		return enrichedText(string(s)), files
	case p.media == "text/richtext":
		return richText(string(s)), files
	}
	return string(s), files
}

// htmlOf is the HTML of some parts.
func (r *reading) htmlOf(parts []int) string {
	var out []string
	for _, i := range parts {
		if s := r.asHTML(i); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

// htmlPart decodes an HTML part.
func (t *tree) htmlPart(i int, r *reading) string {
	p := &t.parts[i]
	buf := scratch.Get().(*[]byte)
	defer putScratch(buf)
	b := r.readable(i, t.octets(p, buf, r))
	cs := getParam(p.params, "charset")
	if c := lookupCodec(r.bud, cs); c == nil || c.kind == kindASCII {
		if m := metaCharset(b); m != "" {
			cs = m
		}
	}
	u, lie := toUTF8(r.bud, b, cs)
	r.lies = r.lies || lie
	out := scratch.Get().(*[]byte)
	defer putScratch(out)
	*out = appendClean((*out)[:0], r.bud.afford(u, 2, 2))
	return string(*out)
}

// metaCharset finds the charset that an HTML names in its head.
func metaCharset(b []byte) string {
	b = bytes.ToLower(b[:min(len(b), 4096)])
	i := bytes.Index(b, []byte("charset="))
	if i < 0 {
		return ""
	}
	v := bytes.TrimLeft(b[i+8:], `"' `)
	if k := bytes.IndexAny(v, "\"' ;/>\r\n"); k >= 0 {
		v = v[:k]
	}
	if len(v) > 40 || bytes.HasPrefix(v, []byte("utf-16")) {
		return ""
	}
	return string(v)
}
