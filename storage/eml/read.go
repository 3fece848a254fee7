package eml

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"popmail/storage/mailbox"
)

// Digested is what the store needs of a message for its row and its index.
type Digested struct {
	From, To, Cc, ReplyTo []mailbox.Address
	Subject               string
	Date                  time.Time
	MessageID             string
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
	h, body, _ := strings.Cut(string(raw), "\r\n\r\n")
	m := &Message{Text: strings.ToValidUTF8(body, "\uFFFD")}
	for _, l := range strings.Split(h, "\r\n") {
		if v, ok := strings.CutPrefix(l, "Subject: "); ok {
			m.Subject = v
		}
	}
	return m
}

// Digest reads what the store needs.
func Digest(raw []byte) *Digested {
	m := Read(raw)
	return &Digested{Subject: m.Subject, Text: m.Text, Snippet: Snippet(m.Text, 200)}
}

// Readable is the text, or the HTML as readable text.
func (m *Message) Readable() string {
	if m.Text != "" {
		return m.Text
	}
	return HTMLText(m.HTML)
}

// HTMLText makes readable text of HTML.
func HTMLText(html string) string { return html }

// PartData returns the decoded octets of Message.Attachments[index].
func PartData(raw []byte, index int) (data []byte, a Attachment, err error) {
	return nil, a, ErrNoPart
}

// HeaderBlock returns the header octets.
func HeaderBlock(raw []byte) []byte {
	h, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	return []byte(h)
}

// SafeName makes name safe as a file name.
func SafeName(name string, index int) string { return fmt.Sprintf("attachment-%d", index+1) }

// Snippet is the first words of text, at most max characters, on one line.
func Snippet(text string, max int) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	return string(r[:min(max, len(r))])
}
