package eml

import (
	"context"
	"errors"
	"strings"
	"sync"
)

// MaxText is the most that Digested.Text holds, in octets.
const MaxText = 1 << 20

// Digested is what the store needs of a message for its row and its index.
type Digested struct {
	Header
	Attachments []Attachment
	Places      []Place // of the attachments, in their order
	Text        string  // readable text for the index, that of enclosed messages included; at most MaxText octets
	Own         int     // octets at the beginning of Text that are not of enclosed messages
	Snippet     string  // first words, one line, at most 200 characters
	Problems    []string
}

// ErrNoPart is returned by Handle.Data for an index that the message has not.
var ErrNoPart = errors.New("the message has no such attachment")

// File reports whether people call it an attachment: it is neither a picture that the HTML
// shows nor a technical part.
func (a *Attachment) File() bool { return !a.Inline && !a.Minor }

// CountAttachments counts the parts that a person would call attachments.
func CountAttachments(as []Attachment) int {
	n := 0
	for i := range as {
		if as[i].File() {
			n++
		}
	}
	return n
}

func (r *reading) message() *Message {
	m := &Message{}
	m.Text = r.plainText()
	m.Pages = r.pages()
	m.Header = *r.fields()
	m.Attachments = r.attachments()
	m.readable = m.Text
	if !r.chosen {
		m.readable = choose(r.bud, m.Text, m.HTML()).shown
	}
	m.read = true
	m.Problems, m.LeftOut = r.problems(), r.leftOut()
	r.facts(m)
	return m
}

func (r *reading) digest() *Digested {
	text := r.plainText()
	if !r.chosen {
		c := choose(r.bud, text, r.html())
		text, r.more = c.shown, c.more
	}
	d := &Digested{Header: *r.fields(), Text: text}
	d.Snippet = Snippet(text, snippetLength)
	d.Attachments = r.attachments()
	d.Places = make([]Place, len(d.Attachments))
	for i := range d.Places {
		d.Places[i] = r.place(&r.items[i])
	}
	more := r.more
	if packed := r.tnefText + "\n" + r.tnefItems; len(packed) > 1 {
		more = joined(more, wordsOf(r.bud, text).news(r.bud, packed))
	}
	own := joined(d.Text, more)
	d.Text = r.withEnclosed(own)
	d.Own = min(len(own), len(d.Text))
	d.Problems = r.problems()
	return d
}

// snippetLength is the length of Digested.Snippet in characters.
const snippetLength = 200

// Readable is the text, or the HTML as readable text where that says more, as Shown has it.
func (m *Message) Readable() string {
	if m.read {
		return m.unsigned(m.readable)
	}
	html := m.HTML()
	return choose(newBudget(context.Background(), len(html)), m.Text, html).shown
}

// HTML is all pages, one below the other; "" where none of them is HTML that was sent.
func (m *Message) HTML() string {
	var out []string
	sent := false
	for i := range m.Pages {
		switch p := &m.Pages[i]; {
		case p.picture > 0:
		case p.HTML != "":
			sent = true
			out = append(out, p.HTML)
		default:
			out = append(out, textAsHTML(p.Text))
		}
	}
	if !sent {
		return ""
	}
	return strings.Join(out, "\n")
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
