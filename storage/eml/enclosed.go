package eml

import (
	"strings"

	"popmail/assets/plain"
)

// withEnclosed adds what enclosed messages say to the text for the index.
func (r *reading) withEnclosed(text string) string {
	if len(r.t.parts) == 1 || r.enclosed {
		return plain.Cut(text, MaxText)
	}
	var b strings.Builder
	for i := range r.t.parts {
		p := &r.t.parts[i]
		switch {
		case isMessage(p.media) && len(p.kids) == 1:
			b.WriteByte('\n')
			r.enclosedText(&b, p.kids[0], false)
		case p.media == "text/rfc822-headers" || p.media == "message/delivery-status" || p.media == "message/disposition-notification":
			s, _ := r.t.partText(i, r.aside())
			b.WriteByte('\n')
			b.WriteString(plain.Cut(s, 64<<10))
		case isCalendar(p.media) || isCard(p.media):
			s, _ := r.t.partText(i, r.aside())
			b.WriteByte('\n')
			b.WriteString(plain.Cut(factsIn(p.media, s), 64<<10))
		}
		if b.Len() > MaxText {
			break
		}
	}
	if b.Len() == 0 {
		return plain.Cut(text, MaxText)
	}
	return plain.Cut(text+b.String(), MaxText)
}

// aside is a reading of the same message for something beside its text.
func (r *reading) aside() *reading { return &reading{t: r.t, bud: r.bud} }

// Enclosed is a message within another one.
type Enclosed struct {
	Header
	Text       string // what it says, as readable text
	Attachment int    // its place in Message.Attachments
}

// maxEnclosed is how many enclosed messages are told of.
const maxEnclosed = 50

// enclosedMessages are the messages that this one is made of, where it has no text of its
// own, and those of a digest in it (RFC 2046, section 5.1.5); left is how many more there
// are.
func (r *reading) enclosedMessages() (out []Enclosed, left int) {
	parent := r.shownFiles().parent
	size := 0
	for n := range r.items {
		it := &r.items[n]
		p := &r.t.parts[it.part]
		if it.inText || !isMessage(p.media) || len(p.kids) != 1 || !r.enclosed && r.t.parts[parent[it.part]].media != "multipart/digest" {
			continue
		}
		if len(out) == maxEnclosed {
			left++
			continue
		}
		e := Enclosed{Header: *headerOf(r.bud, &r.t.parts[p.kids[0]].h, r.localOf(p.kids[0])), Attachment: n}
		if size < MaxText {
			var b strings.Builder
			r.aside().enclosedBody(&b, p.kids[0], true)
			e.Text = plain.Cut(strings.TrimSpace(b.String()), MaxText-size)
			size += len(e.Text)
		}
		if e.Text == "" && e.Subject == "" && len(e.From) == 0 {
			continue
		}
		out = append(out, e)
	}
	return out, left
}

// enclosedText writes what an enclosed message says, of which root is the first
// part: subject, people and text. With deep, it is shown: also what is enclosed in
// it, and of a text with two forms one.
func (r *reading) enclosedText(b *strings.Builder, root int, deep bool) {
	h := &r.t.parts[root].h
	for _, f := range [...]struct {
		id   fieldID
		name string
	}{{fFrom, "From"}, {fTo, "To"}, {fDate, "Date"}, {fSubject, "Subject"}} {
		if s := fieldText(r.bud, h.get(f.id), r.localOf(root)); s != "" {
			b.WriteString(f.name + ": " + s + "\n")
		}
	}
	b.WriteByte('\n')
	r.enclosedBody(b, root, deep)
}

// enclosedBody writes what an enclosed message says below its header.
func (r *reading) enclosedBody(b *strings.Builder, root int, deep bool) {
	in := r.aside()
	in.blocks = in.collect(root)
	blank := true
	for _, bl := range in.blocks {
		var texts []string
		for _, i := range bl.plain {
			texts = append(texts, in.text(i))
		}
		c := choose(r.bud, strings.Join(texts, "\n"), in.htmlOf(bl.html))
		blank = blank && strings.TrimSpace(c.shown) == ""
		b.WriteString(c.shown)
		switch {
		case c.more == "":
		case deep:
			r.more = joined(r.more, c.more)
		default:
			b.WriteString("\n" + c.more)
		}
		b.WriteByte('\n')
	}
	if deep {
		r.enclosedIn(b, root, blank)
	}
}

// enclosedIn writes what the messages say that part i is or holds; with all, also
// what other parts say.
func (r *reading) enclosedIn(b *strings.Builder, i int, all bool) {
	if b.Len() > MaxText {
		return
	}
	p := &r.t.parts[i]
	if isMessage(p.media) && len(p.kids) == 1 {
		b.WriteByte('\n')
		r.enclosedText(b, p.kids[0], true)
		return
	}
	if len(p.kids) == 0 && all {
		b.WriteString(r.other(i))
	}
	for _, k := range p.kids {
		r.enclosedIn(b, k, all)
	}
}
