package eml

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// Page is one piece of a message that is shown: an HTML part, a text beside such parts,
// or a picture between texts. Exactly one of HTML and Text is set.
type Page struct {
	HTML string // valid UTF-8 without control characters other than line feed and tab
	Text string // likewise
	// Base is what relative references in it stand below, as it says itself or as its
	// part says (RFC 2557, section 5): an absolute URL, thismessage:/ where there is none.
	Base string

	lies    string // Base as the part says
	picture int    // its place in Message.Attachments, from 1, where it is one; else 0
	related []int  // the parts of type multipart/related around it, innermost first
	files   *files
}

// Part finds the attachment that a reference in the page stands for, by its place in
// Message.Attachments: "cid:" and a Content-ID (RFC 2392), or the Content-Location of
// a part (RFC 2557, section 8). Of several it is the one that belongs most closely to
// the page (RFC 2387). It is false where the message holds none.
func (p *Page) Part(ref string) (index int, ok bool) {
	if found := p.find(ref); len(found) > 0 {
		return found[0], true
	}
	return 0, false
}

// Picture is the attachment that the page is, by its place in Message.Attachments, where
// it is a picture that stands between texts.
func (p *Page) Picture() (index int, ok bool) { return p.picture - 1, p.picture > 0 }

// find returns all attachments that ref can stand for and that belong equally
// closely to the page.
func (p *Page) find(ref string) []int {
	if p.files == nil {
		return nil
	}
	if index, ok := p.Picture(); ok {
		return []int{index}
	}
	ref = strings.TrimSpace(ref)
	all := p.files.called[cidName(ref)]
	if len(all) == 0 && p.files.located {
		all = p.files.called[absolute(p.Base, ref)]
		if len(all) == 0 && p.lies != p.Base {
			all = p.files.called[absolute(p.lies, ref)] // QUIRK: files are named as if the page did not say where it is from
		}
	}
	if len(all) < 2 {
		return all
	}
	// QUIRK: where none lies in a multipart/related with the page, any will do.
	var nearest []int
	best := len(p.related)
	for _, i := range all {
		n := p.near(&p.files.items[i])
		if n < best {
			best, nearest = n, nil
		}
		if n == best {
			nearest = append(nearest, i)
		}
	}
	return nearest
}

// near is the place in p.around of the innermost part that is around it as well;
// len(p.around) where there is none.
func (p *Page) near(it *item) int {
	n, i := 0, it.part
	if it.inText {
		return len(p.related)
	}
	for n < len(p.related) {
		switch outer := p.related[n]; {
		case i == outer:
			return n
		case i < outer: // what is around a part comes before it
			n++
		default:
			i = p.files.parent[i]
		}
	}
	return n
}

// pages is what is shown in order, where it is not one plain text. Attachments must have
// been listed.
func (r *reading) pages() (out []Page) {
	if r.tnefHTML != "" && !r.rich() {
		p := r.page(0)
		p.HTML = r.tnefHTML
		p.readBase(r.bud, []byte(p.HTML))
		return []Page{p}
	}
	parts := r.pageParts()
	order := r.placed(parts)
	if order == nil && r.rich() {
		for _, i := range parts {
			order = append(order, inOrder{part: i})
		}
	}
	for _, o := range order {
		if o.picture {
			out = append(out, r.picturePage(o.item))
			continue
		}
		p := r.page(o.part)
		if isHTML(r.t.parts[o.part].media) {
			p.HTML = r.t.htmlPart(o.part, r)
			p.readBase(r.bud, []byte(p.HTML))
		} else if s := r.text(o.part); strings.TrimSpace(s) != "" {
			p.Text = strings.Trim(s, "\n")
		}
		if p.HTML+p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

// readBase takes the base that a page says itself: the first one counts (HTML, 4.2.3), where it
// is an address of the web.
func (p *Page) readBase(bud *budget, b []byte) {
	if !namesBase(b) {
		return
	}
	z := html.NewTokenizer(bytes.NewReader(b))
	z.SetMaxBuf(maxHTML)
	for {
		kind := z.Next()
		if kind == html.ErrorToken || !bud.spend(htmlSteps*len(z.Raw())) {
			return
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		name, more := z.TagName()
		if string(name) != "base" {
			continue
		}
		for more {
			var key, value []byte
			if key, value, more = z.TagAttr(); string(key) != "href" {
				continue
			}
			if to := absolute(p.lies, strings.TrimSpace(string(value))); strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "https://") {
				p.Base = to
			}
			return
		}
	}
}

// namesBase reports whether a page may have the element base.
func namesBase(b []byte) bool {
	const tag = "<base"
	for {
		_, after, found := bytes.Cut(b, []byte("<"))
		if !found || len(after) < len(tag) {
			return false
		}
		if b = after; strings.EqualFold(string(after[:len(tag)-1]), tag[1:]) && strings.IndexByte(" \t\n\f\r/>", after[len(tag)-1]) >= 0 {
			return true
		}
	}
}

// html is the HTML of all pages.
func (r *reading) html() string {
	if !r.rich() {
		return r.tnefHTML
	}
	return r.htmlOf(r.pageParts())
}

// pageParts are the parts that are shown: HTML, and texts that have no such form.
func (r *reading) pageParts() (out []int) {
	for n := range r.blocks {
		if b := &r.blocks[n]; len(b.html) > 0 && !r.blankForms(b) {
			out = append(out, b.html...)
		} else {
			out = append(out, b.plain...)
		}
	}
	return out
}

// rich reports whether there is HTML other than that of a winmail.dat.
func (r *reading) rich() bool {
	for n := range r.blocks {
		if b := &r.blocks[n]; len(b.html) > 0 && !r.blankForms(b) {
			return true
		}
	}
	return false
}

// asHTML is a part that is shown, as HTML.
func (r *reading) asHTML(i int) string {
	if isHTML(r.t.parts[i].media) {
		return r.t.htmlPart(i, r)
	}
	return textAsHTML(r.text(i))
}

func textAsHTML(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	return `<div style="white-space: pre-wrap">` + html.EscapeString(s) + "</div>"
}

// page is the page that part i makes, without its HTML.
func (r *reading) page(i int) Page {
	f := r.shownFiles()
	p := Page{Base: r.base(f, i), files: f}
	p.lies = p.Base
	for i > 0 {
		if i = f.parent[i]; r.t.parts[i].media == "multipart/related" {
			p.related = append(p.related, i)
		}
	}
	return p
}
