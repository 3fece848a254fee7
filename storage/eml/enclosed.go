package eml

import (
	"strings"
)

// maxInner is the largest encoded message that is decoded to be looked into, in
// octets.
const maxInner = 8 << 20

// innerTree takes an encoded enclosed message apart; nil where there is none.
func (t *tree) innerTree(p *part) *tree {
	if p.inner == nil && p.enc != asIs && strings.HasPrefix(p.media, "message/") && t.depth < 3 &&
		p.media != "message/partial" && p.media != "message/external-body" && p.end-p.start < maxInner {
		p.inner = plant(appendDecoded(nil, t.body(p), p.enc), t.depth+1)
	}
	return p.inner
}

// withEnclosed adds what enclosed messages say to the text for the index.
func (r *reading) withEnclosed(text string) string {
	if len(r.t.parts) == 1 && r.t.parts[0].media != "message/rfc822" || r.enclosed {
		return cutString(text, MaxText)
	}
	var b strings.Builder
	for i := range r.t.parts {
		p := &r.t.parts[i]
		switch {
		case !strings.HasPrefix(p.media, "message/") && p.media != "text/rfc822-headers":
			continue
		case len(p.kids) == 1:
			b.WriteByte('\n')
			r.enclosedText(&b, r.t, p.kids[0], false)
		case p.media == "text/rfc822-headers" || p.media == "message/delivery-status" || p.media == "message/disposition-notification":
			s, _ := r.t.partText(i, &reading{t: r.t})
			b.WriteByte('\n')
			b.WriteString(cutString(s, 64<<10))
		default:
			if in := r.t.innerTree(p); in != nil {
				b.WriteByte('\n')
				r.enclosedText(&b, in, 0, true)
			}
		}
		if b.Len() > MaxText {
			break
		}
	}
	if b.Len() == 0 {
		return cutString(text, MaxText)
	}
	return cutString(text+b.String(), MaxText)
}

// enclosedText writes what an enclosed message says: subject, people and text.
// With deep, also what is enclosed in it.
func (r *reading) enclosedText(b *strings.Builder, t *tree, root int, deep bool) {
	in := &reading{t: t}
	h := &t.parts[root].h
	for _, f := range [...]struct {
		id   fieldID
		name string
	}{{fFrom, "From"}, {fTo, "To"}, {fDate, "Date"}, {fSubject, "Subject"}} {
		if s := fieldText(h.get(f.id), t.local); s != "" {
			b.WriteString(f.name + ": " + s + "\n")
		}
	}
	b.WriteByte('\n')
	in.blocks = in.collect(root)
	var texts, htmls []string
	for _, bl := range in.blocks {
		for _, i := range bl.plain {
			texts = append(texts, in.text(i))
		}
		if len(bl.plain) == 0 {
			htmls = append(htmls, in.htmlOf(bl.html))
		}
	}
	for _, s := range texts {
		b.WriteString(s)
		b.WriteByte('\n')
	}
	for _, s := range htmls {
		b.WriteString(HTMLText(s))
		b.WriteByte('\n')
	}
	if !deep || b.Len() > MaxText {
		return
	}
	in.enclosedIn(b, root)
}

// enclosedIn writes what the messages enclosed in part i say.
func (r *reading) enclosedIn(b *strings.Builder, i int) {
	p := &r.t.parts[i]
	for _, k := range p.kids {
		if b.Len() > MaxText {
			return
		}
		if q := &r.t.parts[k]; len(q.kids) == 1 && strings.HasPrefix(q.media, "message/") {
			b.WriteByte('\n')
			r.enclosedText(b, r.t, q.kids[0], true)
			continue
		}
		r.enclosedIn(b, k)
	}
}
