package archive

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"path"
	"slices"
	"strings"
	"time"

	"popmail/storage/eml"
)

// msgWriter writes what a file of Outlook says as a mail message (RFC 5322, RFC 2045).
type msgWriter struct {
	ctx  context.Context
	w    io.Writer
	left int64 // octets that may still be written
	err  error
	n    int // boundaries so far
}

func (w *msgWriter) Write(p []byte) (int, error) {
	if w.left -= int64(len(p)); w.left < 0 && w.err == nil {
		w.err = ErrTooBig
	}
	if w.err == nil {
		w.err = w.ctx.Err()
	}
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.w.Write(p)
	w.err = err
	return n, err
}

func (w *msgWriter) line(format string, a ...any) { _, _ = fmt.Fprintf(w, format+"\r\n", a...) }

// message writes a message that lies in depth others.
func (w *msgWriter) message(p *props, depth int) error {
	w.header(p)
	w.line("MIME-Version: 1.0")
	if !w.signed(p) {
		w.body(p, depth)
	}
	return w.err
}

// signed writes the body of a signed message as it was signed: such a message has one attached
// file, which is that body with fields about it ([MS-OXOSMIME], section 2.1.3.1.1). false: it is
// another message, and nothing is written.
func (w *msgWriter) signed(p *props) bool {
	if !strings.HasPrefix(strings.ToUpper(p.line(propClass)), "IPM.NOTE.SMIME.MULTIPARTSIGNED") {
		return false
	}
	var data *node
	for name, n := range p.in.in {
		if n.in == nil || !strings.HasPrefix(name, "__ATTACH_VERSION1.0_#") {
			continue
		}
		if data != nil {
			return false
		}
		data = p.r.readProps(n, 8, p.page).stream(propData, kindBinary)
	}
	if data == nil || data.in != nil {
		return false
	}
	b := bufio.NewReaderSize(io.LimitReader(data.open(), max(0, p.r.left)), maxMsgLine)
	p.r.left -= data.size
	var fields []string
	is, last := false, ""
	for size := 0; size < maxMsgLine; {
		line, err := b.ReadString('\n')
		if err != nil {
			return false
		}
		size += len(line)
		text := strings.TrimRight(line, "\r\n")
		if text == "" {
			break
		}
		name, value, _ := strings.Cut(text, ":")
		if text[0] != ' ' && text[0] != '\t' {
			last = strings.ToLower(name)
			is = is || last == "content-type" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(value)), "multipart/signed")
		}
		if strings.HasPrefix(last, "content-") {
			fields = append(fields, text)
		}
	}
	if !is {
		return false
	}
	for _, f := range fields {
		w.line("%s", f)
	}
	w.line("")
	if _, err := io.Copy(w, b); err != nil && w.err == nil {
		w.err = err
	}
	return true
}

// header writes the fields of the message.
func (w *msgWriter) header(p *props) {
	kept := keptHeader(p.text(propHeader, maxMsgHead))
	for _, f := range kept {
		w.line("%s", strings.Join(f.lines, "\r\n"))
	}
	add := func(name, value string) {
		if value != "" && !slices.ContainsFunc(kept, func(f msgField) bool { return strings.EqualFold(f.name, name) }) {
			w.line("%s: %s", name, value)
		}
	}
	date := p.time(propSent)
	if date.IsZero() {
		date = p.time(propDelivered)
	}
	if !date.IsZero() {
		add("Date", date.Format(time.RFC1123Z))
	}
	from := person(p.line(propFromName), p.smtp(propFromSMTP, propFromType, propFromAddress))
	sender := person(p.line(propSenderName), p.smtp(propSenderSMTP, propSenderType, propSenderEmail))
	if from == "" {
		from = sender
	}
	add("From", from)
	if sender != from {
		add("Sender", sender)
	}
	var to [4][]string
	for _, in := range p.storages("__RECIP_VERSION1.0_#") {
		q := p.r.readProps(in, 8, p.page)
		if kind := q.number(propRecipient) & 0xF; kind >= 1 && kind <= 3 {
			if who := person(q.line(propName), q.smtp(propSMTP, propAddressType, propAddress)); who != "" {
				to[kind] = append(to[kind], who)
			}
		}
	}
	add("To", strings.Join(to[1], ",\r\n "))
	add("Cc", strings.Join(to[2], ",\r\n "))
	add("Bcc", strings.Join(to[3], ",\r\n "))
	add("Subject", words(p.line(propSubject)))
	add("Message-ID", ascii(p.line(propMessageID)))
	add("In-Reply-To", ascii(p.line(propInReplyTo)))
	add("References", strings.Join(strings.Fields(ascii(p.line(propReferences))), "\r\n "))
}

// smtp is an address as it is used in mail; "": there is none, as of people whom only an Exchange
// server knows.
func (p *props) smtp(smtp, kind, address int) string {
	a := p.line(smtp)
	if k := p.line(kind); a == "" && (k == "" || strings.EqualFold(k, "SMTP")) {
		a = p.line(address)
	}
	if strings.ContainsAny(a, " <>\",;") || !strings.Contains(a, "@") {
		return ""
	}
	return a
}

// person is a name and an address for a header. Of one without an address the name stands as that
// of a group without members (RFC 5322, section 3.4; RFC 6854).
func person(name, address string) string {
	name = strings.Trim(name, "'\"")
	switch {
	case address == "" && name == "":
		return ""
	case address == "":
		if !isASCII(name) {
			return mime.QEncoding.Encode("utf-8", name) + ":;"
		}
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `":;`
	case name == address:
		name = ""
	}
	return (&mail.Address{Name: name, Address: address}).String()
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > 0x7E }) < 0 }

// ascii is s where it is ASCII; else "".
func ascii(s string) string {
	if !isASCII(s) {
		return ""
	}
	return s
}

// words is a text for a header (RFC 2047), folded.
func words(s string) string {
	return strings.ReplaceAll(mime.QEncoding.Encode("utf-8", s), "?= =?", "?=\r\n =?")
}

// msgField is a field of a header that was kept.
type msgField struct {
	name  string
	lines []string
}

// keptHeader are the fields of the header that a message came with, but for those that say how
// its body was written: that is made anew.
func keptHeader(text string) (fields []msgField) {
	skip := true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			if len(fields) > 0 {
				break
			}
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			if !skip && strings.TrimSpace(line) != "" {
				f := &fields[len(fields)-1]
				f.lines = append(f.lines, line)
			}
			continue
		}
		name, _, ok := strings.Cut(line, ":")
		low := strings.ToLower(name)
		if skip = !ok || name == "" || strings.ContainsAny(name, " \t") || !isASCII(name) || low == "mime-version" || strings.HasPrefix(low, "content-"); skip {
			continue
		}
		fields = append(fields, msgField{name, []string{line}})
	}
	return fields
}

// entity is a part of the body.
type entity struct {
	media string // its type with parameters
	disp  string // Content-Disposition; "": none
	cid   string
	raw   []byte // its octets…
	from  *node  // …or the stream that has them, of what r reads
	r     *msgReader
	in    *props // …or the message
	of    []entity
}

// body writes texts and attached files.
func (w *msgWriter) body(p *props, depth int) {
	var texts []entity
	text := strings.TrimRight(p.text(propBody, maxMsgText), "\x00")
	html := p.r.octets(p.stream(propHTML, kindBinary), maxMsgText)
	media := "text/html"
	if n := p.number(propInternetPage); len(html) > 0 && n > 0 {
		if name := pageName(n); name != "" {
			media += "; charset=" + name
		}
	}
	if len(html) == 0 {
		if s := p.text(propHTML, maxMsgText); s != "" {
			html, media = []byte(s), "text/html; charset=utf-8"
		}
	}
	var attached []entity
	if packed := p.r.octets(p.stream(propRTF, kindBinary), maxMsgText); len(packed) > 0 && len(html) == 0 {
		// What only rich text says stands beside its words.
		rtf, says, page := eml.Unpacked(w.ctx, packed)
		if strings.TrimSpace(text) == "" && len(page) == 0 {
			text = says
		}
		// Outlook keeps the page of a message in rich text, where a server has taken it in so.
		if len(page) > 0 {
			html, media, rtf = page, "text/html; charset=utf-8", nil
		}
		// What was made of the text says nothing more ([MS-OXRTFEX], section 2.1.3.1.1).
		if rtf != nil && !bytes.Contains(rtf[:min(len(rtf), 256)], []byte(`\fromtext`)) {
			attached = append(attached, entity{media: "application/rtf", disp: disposition("attachment", "message.rtf"), raw: rtf})
		}
	}
	if strings.TrimSpace(text) != "" || len(html) == 0 {
		texts = append(texts, entity{media: "text/plain; charset=utf-8", raw: []byte(text)})
	}
	var shown []entity // pictures in the page
	for _, in := range p.storages("__ATTACH_VERSION1.0_#") {
		e, ok := w.attachment(p.r.readProps(in, 8, p.page), depth)
		switch {
		case !ok:
		case e.cid != "" && bytes.Contains(html, []byte("cid:"+e.cid)):
			shown = append(shown, e)
		default:
			attached = append(attached, e)
		}
	}
	if len(html) > 0 {
		page := entity{media: media, raw: html}
		if len(shown) > 0 {
			page = entity{media: "multipart/related", of: append([]entity{page}, shown...)}
		}
		texts = append(texts, page)
	}
	all := texts[0]
	if len(texts) > 1 {
		all = entity{media: "multipart/alternative", of: texts}
	}
	if len(attached) > 0 {
		all = entity{media: "multipart/mixed", of: append([]entity{all}, attached...)}
	}
	w.entity(all, depth)
}

// attachment is an attached file; false: there is nothing of it.
func (w *msgWriter) attachment(p *props, depth int) (entity, bool) {
	name := path.Base(strings.ReplaceAll(firstLineOf(p.line(propLongName), p.line(propFileName), p.line(propName)), `\`, "/"))
	if name == "." || name == "/" {
		name = ""
	}
	if in := p.stream(propData, kindObject); in != nil && in.in != nil && in.in["__PROPERTIES_VERSION1.0"] != nil {
		if depth >= maxMsgDepth {
			p.r.failed(ErrTooBig)
			return entity{}, false
		}
		q := p.r.readProps(in, 24, p.page)
		q.page = q.codepage()
		if name == "" {
			name = q.line(propSubject)
		}
		return entity{media: "message/rfc822", disp: disposition("attachment", name), in: q}, true
	}
	from := p.stream(propData, kindBinary)
	if from == nil {
		return entity{}, false // a link to a file, or an object that only Office knows
	}
	e := entity{media: "application/octet-stream", from: from, r: p.r, cid: strings.Trim(ascii(p.line(propContentID)), "<>")}
	if media, _, err := mime.ParseMediaType(p.line(propMime)); err == nil && strings.Contains(media, "/") && !strings.HasPrefix(media, "multipart/") && !strings.HasPrefix(media, "message/") {
		e.media = media
	} else if media, _, err := mime.ParseMediaType(mime.TypeByExtension(path.Ext(name))); err == nil {
		e.media = media
	}
	if strings.ContainsAny(e.cid, " \t<>") {
		e.cid = ""
	}
	e.disp = disposition("attachment", name)
	return e, true
}

func firstLineOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// disposition is the value of Content-Disposition (RFC 2183, RFC 2231).
func disposition(kind, name string) string {
	if name == "" {
		return kind
	}
	if d := mime.FormatMediaType(kind, map[string]string{"filename": name}); d != "" {
		return strings.Replace(d, "; ", ";\r\n ", 1)
	}
	return kind
}

// entity writes the fields of a part and what it holds.
func (w *msgWriter) entity(e entity, depth int) {
	if e.disp != "" {
		w.line("Content-Disposition: %s", e.disp)
	}
	if e.cid != "" {
		w.line("Content-ID: <%s>", e.cid)
	}
	switch {
	case e.of != nil:
		// A boundary that no line of a part is: base64 has no "=_" at the beginning of a line.
		w.n++
		sum := sha256.Sum256(fmt.Appendf(nil, "%d %d", depth, w.n))
		boundary := fmt.Sprintf("=_outlook_%x", sum[:12])
		w.line("Content-Type: %s;\r\n boundary=%q\r\n", e.media, boundary)
		for _, in := range e.of {
			w.line("--%s", boundary)
			w.entity(in, depth)
			w.line("")
		}
		w.line("--%s--", boundary)
	case e.in != nil:
		w.line("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n")
		_ = w.message(e.in, depth+1) // it is kept
	default:
		w.line("Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n", e.media)
		var from io.Reader = bytes.NewReader(e.raw)
		if e.from != nil {
			from = io.LimitReader(e.from.open(), max(0, e.r.left))
			e.r.left -= e.from.size
		}
		lines := &base64Lines{w: w}
		b := base64.NewEncoder(base64.StdEncoding, lines)
		_, err := io.Copy(b, from)
		if err != nil && w.err == nil {
			w.err = err
		}
		_ = b.Close() // what is wrong is kept
		lines.end()
	}
}

// base64Lines breaks what is written into lines of 76 (RFC 2045, section 6.8).
type base64Lines struct {
	w  *msgWriter
	at int
}

func (l *base64Lines) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		part := p[:min(len(p), 76-l.at)]
		if _, err := l.w.Write(part); err != nil {
			return 0, err
		}
		p = p[len(part):]
		if l.at += len(part); l.at == 76 {
			l.end()
		}
	}
	return n, nil
}

func (l *base64Lines) end() {
	if l.at > 0 {
		l.w.line("")
		l.at = 0
	}
}

// pageName is the name in mail of a code page ([MS-UCODEREF], IANA's charsets); "": it has none.
func pageName(n int) string {
	switch {
	case n >= 1250 && n <= 1258:
		return fmt.Sprintf("windows-%d", n)
	case n >= 28591 && n <= 28606:
		return fmt.Sprintf("iso-8859-%d", n-28590)
	}
	return map[int]string{874: "windows-874", 932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u", 50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp", 51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030", 65001: "utf-8"}[n]
}
