package eml

import (
	"bytes"
	"errors"
	"sync"
	"time"

	"popmail/storage/mailbox"
)

// MaxText is the most that Digested.Text holds, in octets.
const MaxText = 1 << 20

// Digested is what the store needs of a message for its row and its index.
type Digested struct {
	From, To, Cc, ReplyTo []mailbox.Address
	Subject               string
	Date                  time.Time // zero when missing or unusable
	MessageID             string    // without angle brackets
	InReplyTo             string
	References            []string
	Attachments           []Attachment
	Text                  string // readable text for the index, that of enclosed messages included; at most MaxText octets
	Snippet               string // first words, one line, at most 200 characters
	Problems              []string
}

// ErrNoPart is returned by PartData for an index that the message has not.
var ErrNoPart = errors.New("the message has no such attachment")

// AttachmentCount is the number of parts that a person would call attachments.
func (d *Digested) AttachmentCount() int { return CountAttachments(d.Attachments) }

// AttachmentCount is the number of parts that a person would call attachments.
func (m *Message) AttachmentCount() int { return CountAttachments(m.Attachments) }

// CountAttachments counts the parts that a person would call attachments.
func CountAttachments(as []Attachment) int {
	n := 0
	for i := range as {
		if !as[i].Inline && !as[i].Minor {
			n++
		}
	}
	return n
}

// Read reads a message whole.
func Read(raw []byte) *Message {
	r := analyse(raw)
	m := &Message{}
	m.Text = r.plainText()
	m.HTML = r.html()
	f := r.fields()
	m.From, m.To, m.Cc, m.ReplyTo = f.From, f.To, f.Cc, f.ReplyTo
	m.Subject, m.Date, m.MessageID, m.InReplyTo, m.References = f.Subject, f.Date, f.MessageID, f.InReplyTo, f.References
	m.Attachments = r.attachments()
	m.Problems = r.problems()
	return m
}

// Digest reads what the store needs, without decoding attachments, nor HTML that
// a plain text says as well.
func Digest(raw []byte) *Digested {
	r := analyse(raw)
	text := r.plainText()
	estimate := func() int { return r.htmlSize() }
	text = readable(text, estimate, r.html)
	d := r.fields()
	d.Text = text
	d.Snippet = Snippet(text, snippetLength)
	d.Attachments = r.attachments()
	d.Text = r.withEnclosed(d.Text)
	d.Problems = r.problems()
	return d
}

// snippetLength is the length of Digested.Snippet in characters.
const snippetLength = 200

// Readable is the text, or the HTML as readable text where there is no text or
// it says hardly anything of what the HTML says.
func (m *Message) Readable() string {
	return readable(m.Text, func() int { return len(m.HTML) }, func() string { return m.HTML })
}

// readable chooses between text and HTML. size is the length of the HTML in
// octets, or a little more where that is not known yet.
func readable(text string, size func() int, html func() string) string {
	n := meaningful(text, 600)
	if n >= 200 && (n >= 600 || !mentionsHTML(text)) {
		return text
	}
	s := size()
	if s == 0 || n > 0 && n >= s/10 {
		return text
	}
	// Only now is the HTML needed.
	h := html()
	if n > 0 && n >= len(h)/10 {
		return text
	}
	t := HTMLText(h)
	if meaningful(t, 3*n+1) > 2*n {
		return t
	}
	return text
}

// meaningful counts the characters of s that are no blanks, up to most.
func meaningful(s string, most int) int {
	n := 0
	for _, r := range s {
		if r > ' ' && r != 0xA0 && r != '-' && r != '_' && r != '=' && r != '*' {
			if n++; n >= most {
				break
			}
		}
	}
	return n
}

// mentionsHTML reports whether a short text speaks of HTML, as those do that only
// say that there is nothing to read.
func mentionsHTML(s string) bool {
	b := bytes.ToLower([]byte(s[:min(len(s), 2000)]))
	return bytes.Contains(b, []byte("html")) || bytes.Contains(b, []byte("browser"))
}

// PartData returns the decoded octets of Message.Attachments[index]. The error is
// ErrNoPart where there is none.
func PartData(raw []byte, index int) (data []byte, a Attachment, err error) {
	r := analyse(raw)
	r.plainText()
	as := r.attachments()
	if index < 0 || index >= len(as) {
		return nil, Attachment{}, ErrNoPart
	}
	it := &r.items[index]
	if it.inText {
		return it.data, as[index], nil
	}
	p := &it.tree.parts[it.part]
	body := it.tree.body(p)
	if p.enc == inBase64 && textual(p.media) && notBase64(body) {
		return append([]byte(nil), body...), as[index], nil
	}
	return appendDecoded(make([]byte, 0, as[index].Size+8), body, p.enc), as[index], nil
}

// scratch holds buffers for decoding, so that a row of messages does not make
// garbage of each body.
var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 64<<10); return &b }}

// maxScratch is the largest buffer that is kept, in octets.
const maxScratch = 4 << 20

func putScratch(b *[]byte) {
	if cap(*b) <= maxScratch {
		*b = (*b)[:0]
		scratch.Put(b)
	}
}
