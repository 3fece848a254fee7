package letter

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"mime"
	"path"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// NewMessageID is a message-id of the domain of an address, without angle brackets; it says
// nothing of the computer and nothing of the time.
func NewMessageID(email string) string { return random() + "@" + Domain(email) }

// random is 128 random bits.
func random() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it cannot fail
	return hex.EncodeToString(b[:])
}

// Compose makes the octets of a letter, with CRLF line ends, in 7 bits and in lines of at
// most 998 octets but for those of attached messages that have longer ones. A Bcc field is
// written: it is for the person's own copy, and whoever sends the letter takes it out. What
// is redirected stays as it came, below further fields. The errors are ErrSender and
// ErrAddress, and ErrHeader for what cannot be redirected.
func Compose(l *Letter) ([]byte, error) {
	if strings.TrimSpace(l.From.Email) == "" {
		return nil, ErrSender
	}
	if l.Resent != nil {
		return resend(l)
	}
	var fields [][]byte
	add := func(name string, pieces []string) {
		if len(pieces) > 0 {
			fields = append(fields, field(name, pieces))
		}
	}
	if !l.Date.IsZero() {
		add("Date", []string{date(l.Date)})
	}
	for _, f := range []struct {
		name string
		list []Person
	}{{"From", []Person{l.From}}, {"To", l.To}, {"Cc", l.Cc}, {"Bcc", l.Bcc}} {
		pieces, err := people(f.list)
		if err != nil {
			return nil, err
		}
		add(f.name, pieces)
	}
	add("Subject", text(l.Subject))
	add("Message-ID", ids(l.MessageID))
	add("In-Reply-To", ids(l.InReplyTo))
	add("References", ids(l.References...))
	add("MIME-Version", []string{"1.0"})
	var b bytes.Buffer
	err := l.entity().write(&b, fields)
	return b.Bytes(), err
}

// date is a point in time as a header has it (RFC 5322, section 3.3).
func date(t time.Time) string { return t.Format("Mon, 2 Jan 2006 15:04:05 -0700") }

// entity is a part of a message: octets, or parts.
type entity struct {
	fields [][]byte // of what it holds, but for the encoding
	enc    string
	data   []byte
	bound  string
	parts  []*entity
}

func leaf(enc string, data []byte, fields ...[]byte) *entity {
	return &entity{fields: fields, enc: enc, data: data}
}

// multi is a multipart; one part stands alone.
func multi(kind string, params []string, parts ...*entity) *entity {
	if len(parts) == 1 {
		return parts[0]
	}
	bound := "_" + random()
	values := [][]string{{"multipart/" + kind}}
	for _, p := range params {
		values = append(values, []string{p})
	}
	values = append(values, []string{`boundary="` + bound + `"`})
	return &entity{fields: [][]byte{field("Content-Type", separated(values...))}, bound: bound, parts: parts}
}

// write writes the entity below further fields before its own.
func (e *entity) write(b *bytes.Buffer, before [][]byte) error {
	var h message.Header
	all := append(before[:len(before):len(before)], e.fields...)
	if e.enc != "" {
		all = append(all, field("Content-Transfer-Encoding", []string{e.enc}))
	}
	for i := len(all) - 1; i >= 0; i-- { // the library writes what was added last first
		h.AddRaw(all[i])
	}
	if err := textproto.WriteHeader(b, h.Header); err != nil {
		return err
	}
	if e.parts == nil {
		return encode(b, e.enc, e.data)
	}
	for _, p := range e.parts {
		b.WriteString("--" + e.bound + "\r\n")
		if err := p.write(b, nil); err != nil {
			return err
		}
		b.WriteString("\r\n")
	}
	b.WriteString("--" + e.bound + "--\r\n")
	return nil
}

// encode writes octets as a transfer encoding has them.
func encode(b *bytes.Buffer, enc string, data []byte) error {
	if enc == "7bit" {
		b.Write(data)
		return nil
	}
	var h message.Header
	h.Set("Content-Transfer-Encoding", enc)
	var one bytes.Buffer
	w, err := message.CreateWriter(&one, h)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_, body, _ := bytes.Cut(one.Bytes(), []byte("\r\n\r\n"))
	b.Write(body)
	return nil
}

// entity is all of the letter but its header.
func (l *Letter) entity() *entity {
	body := textPart("plain", l.plainText())
	if q := l.Quote; q != nil && q.HTML != "" && !l.Plain {
		page := []*entity{textPart("html", l.page())}
		for _, p := range q.Pictures {
			page = append(page, p.entity())
		}
		body = multi("alternative", nil, body, multi("related", []string{`type="text/html"`}, page...))
	}
	all := []*entity{body}
	for i := range l.Attachments {
		all = append(all, l.Attachments[i].entity())
	}
	if q := l.Quote; q != nil && q.Forward && l.Plain {
		for i := range q.Pictures {
			all = append(all, q.Pictures[i].file(i+1))
		}
	}
	return multi("mixed", nil, all...)
}

func textPart(kind, text string) *entity {
	return leaf("quoted-printable", []byte(strings.ReplaceAll(text, "\n", "\r\n")), field("Content-Type", []string{"text/" + kind + ";", "charset=utf-8"}))
}

func (p *Picture) entity() *entity {
	disposition := [][]string{{"inline"}}
	if p.Name != "" {
		disposition = append(disposition, rfc2231(parameter("filename", FileName(p.Name)))...)
	}
	return leaf("base64", p.Data,
		field("Content-Type", []string{mediaType(p.Type)}),
		field("Content-ID", ids(p.CID)),
		field("Content-Disposition", separated(disposition...)))
}

// file is the n-th picture of a message that is passed on as text alone: it goes as a file. By its Content-ID it is
// known again as a picture.
func (p *Picture) file(n int) *entity {
	a := p.Attachment(n)
	e := a.entity()
	e.fields = append(e.fields, field("Content-ID", ids(p.CID)))
	return e
}

// Attachment is the n-th picture of a quote as a file.
func (p *Picture) Attachment(n int) Attachment {
	name := p.Name
	if name == "" {
		_, ext, _ := strings.Cut(mediaType(p.Type), "/")
		ext, _, _ = strings.Cut(ext, "+")
		name = fmt.Sprintf("picture-%d.%s", n, ext)
	}
	return Attachment{Name: name, Type: p.Type, Data: p.Data}
}

func (a *Attachment) entity() *entity {
	name, kind, data := FileName(a.Name), mediaType(a.Type), a.Data
	enc := "base64"
	if strings.HasPrefix(kind, "message/") {
		data = withoutBcc(data)
		// RFC 2046, section 5.2.1: a message is not encoded. One that needs it goes as a file.
		if kind == "message/rfc822" && sevenBit(data) {
			enc = "7bit"
		} else {
			kind = "application/octet-stream"
			if path.Ext(name) == "" {
				name += ".eml"
			}
		}
	}
	disposition := append([][]string{{"attachment"}}, rfc2231(parameter("filename", name))...)
	return leaf(enc, data,
		field("Content-Type", separated([]string{kind}, fallback("name", name))),
		field("Content-Disposition", separated(disposition...)))
}

// mediaType is a media type without parameters, or that of octets. Parts in parts are no
// files.
func mediaType(s string) string {
	kind, _, err := mime.ParseMediaType(s)
	if err != nil || !strings.Contains(kind, "/") || !ascii(kind) || len(kind) > 100 || strings.HasPrefix(kind, "multipart/") {
		return "application/octet-stream"
	}
	return kind
}

// sevenBit reports whether octets can stand in a message as they are (RFC 2045, section 2.7).
func sevenBit(b []byte) bool {
	for len(b) > 0 {
		l, rest, found := bytes.Cut(b, []byte("\r\n"))
		if len(l) > 998 || bytes.ContainsFunc(l, func(r rune) bool { return r == 0 || r == '\r' || r == '\n' || r >= 0x80 }) {
			return false
		}
		if b = rest; !found {
			break
		}
	}
	return true
}

// FileName is the name of a file without folders and signs that no name has; "attachment"
// where nothing is left.
func FileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSpace(line(name))
	if len(name) > 255 {
		ext := path.Ext(name)
		if len(ext) > 20 {
			ext = ""
		}
		name = strings.ToValidUTF8(name[:255-len(ext)], "") + ext
	}
	if name == "" || name == "." || name == ".." {
		return "attachment"
	}
	return name
}
