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

// enclosedText writes what an enclosed message says, of which root is the first
// part: subject, people and text. With deep, it is shown: also what is enclosed in
// it, and of a text with two forms one.
func (r *reading) enclosedText(b *strings.Builder, root int, deep bool) {
	in := r.aside()
	h := &r.t.parts[root].h
	for _, f := range [...]struct {
		id   fieldID
		name string
	}{{fFrom, "From"}, {fTo, "To"}, {fDate, "Date"}, {fSubject, "Subject"}} {
		if s := fieldText(r.bud, h.get(f.id), r.t.local); s != "" {
			b.WriteString(f.name + ": " + s + "\n")
		}
	}
	b.WriteByte('\n')
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
