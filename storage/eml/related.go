package eml

import (
	"bytes"
	"html"
	"net/url"
	"slices"
	"strings"
)

// How the HTML of a message names the parts that it shows (RFC 2392, RFC 2557).

// nowhere is the base where a message names none.
const nowhere = "thismessage:/"

// files are the parts that pages can show, by what they are called there.
type files struct {
	items  []item
	parent []int            // of each part, by its index
	called map[string][]int // items by "cid:" and Content-ID, and by Content-Location

	located bool // some have a Content-Location
}

// cidName is the name under which a Content-ID is called in a page; "" where ref is
// no URL of that kind.
func cidName(ref string) string {
	if len(ref) < 4 || !strings.EqualFold(ref[:4], "cid:") {
		return ""
	}
	return "cid:" + cleanLine(strings.Trim(string(percent(ref[4:])), "<>"))
}

// absolute is ref as seen from base. What is no URL stays as it is.
func absolute(base, ref string) string {
	u, err := url.Parse(ref)
	if err != nil {
		return ref
	}
	b, err := url.Parse(base)
	if err != nil {
		return ref
	}
	u = b.ResolveReference(u)
	u.OmitHost = false // file:/a and file:///a are the same
	return u.String()
}

// base is what references of part i stand below: its Content-Location, which may
// itself stand below those of the parts around it.
func (r *reading) base(f *files, i int) string {
	var at []string
	for {
		if s := r.location(i); s != "" {
			at = append(at, s)
		}
		if i == 0 {
			break
		}
		i = f.parent[i]
	}
	base := nowhere
	for n := len(at) - 1; n >= 0; n-- {
		base = absolute(base, at[n])
	}
	return base
}

// location is the Content-Location of a part. A long one is folded anywhere (RFC
// 2557, section 4.4.2).
func (r *reading) location(i int) string {
	v := r.t.parts[i].h.get(fContentLocation)
	if len(v) == 0 {
		return ""
	}
	lines := bytes.FieldsFunc(v, func(c rune) bool { return c == '\r' || c == '\n' })
	for n := range lines {
		lines[n] = bytes.Trim(lines[n], " \t")
	}
	return strings.Trim(fieldText(r.bud, bytes.Join(lines, nil), r.t.local), `<>"`)
}

// shownFiles finds what pages can show.
func (r *reading) shownFiles() *files {
	if r.files != nil {
		return r.files
	}
	f := &files{items: r.items, parent: make([]int, len(r.t.parts)), called: map[string][]int{}}
	for i := range r.t.parts {
		for _, k := range r.t.parts[i].kids {
			f.parent[k] = i
		}
	}
	for n := range r.items {
		it := &r.items[n]
		if it.a.CID != "" {
			f.call("cid:"+it.a.CID, n)
		}
		if !it.inText && r.location(it.part) != "" {
			f.call(r.base(f, it.part), n)
			f.located = true
		}
	}
	r.files = f
	return f
}

// maxNamesakes is how many parts of one name are told apart.
const maxNamesakes = 20

func (f *files) call(name string, n int) {
	if len(f.called[name]) < maxNamesakes {
		f.called[name] = append(f.called[name], n)
	}
}

// drawn reports whether an attachment is a picture of a kind that is shown inside of HTML.
// A photo as HEIC or a scan as TIFF is a file beside it, also where the HTML names it.
func drawn(a *Attachment) bool {
	media := a.Type
	if media == "application/octet-stream" || strings.HasPrefix(media, "image/") && !drawnTypes[media] {
		media = typeOfName(a.Name) // QUIRK: "image/*" and no type at all are sent, the ending is right
	}
	return drawnTypes[media]
}

var drawnTypes = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/jpg": true, "image/pjpeg": true, "image/gif": true, "image/webp": true,
	"image/bmp": true, "image/x-ms-bmp": true, "image/svg+xml": true,
}

// markInline finds the pictures among the attachments that the HTML shows.
func (r *reading) markInline() {
	if !slices.ContainsFunc(r.items, func(it item) bool {
		return it.a.CID != "" || !it.inText && len(r.t.parts[it.part].h.get(fContentLocation)) > 0
	}) {
		return
	}
	f := r.shownFiles()
	mark := func(p *Page, b []byte) {
		references(b, f.located, func(ref string) bool {
			for _, i := range p.find(ref) {
				it := &r.items[i]
				it.named = true
				it.a.Inline = drawn(&it.a)
			}
			return r.bud.spend(200 + referenceSteps*len(ref))
		})
	}
	buf := scratch.Get().(*[]byte)
	defer putScratch(buf)
	for _, b := range r.blocks {
		for _, i := range b.html {
			if part := &r.t.parts[i]; isHTML(part.media) {
				p := r.page(i)
				b := r.t.octets(part, buf, r)
				if f.located {
					p.readBase(r.bud, b)
				}
				mark(&p, b)
			}
		}
	}
	if r.tnefHTML != "" && !r.rich() {
		p := r.page(0)
		p.readBase(r.bud, []byte(r.tnefHTML))
		mark(&p, []byte(r.tnefHTML))
	}
}

const (
	maxReference   = 600 // the longest that is looked at, in octets
	referenceSteps = 20  // what looking at an octet of it costs
)

// references calls fn for what an HTML refers to, as long as fn returns true:
// wherever "cid:" stands, and with all also each attribute or url() that may name a
// picture.
func references(b []byte, all bool, fn func(ref string) bool) {
	signs := ":"
	if all {
		signs = "=(:"
	}
	for at := 0; ; {
		i := bytes.IndexAny(b[at:], signs)
		if i < 0 {
			return
		}
		at += i + 1
		ends, from := " >)\r\n\t\"'", at
		switch before := b[max(0, at-11) : at-1]; {
		case b[at-1] == ':':
			if len(before) < 3 || !bytes.EqualFold(before[len(before)-3:], []byte("cid")) {
				continue
			}
			from -= 4
		case namesPicture(before):
			for from < len(b) && (b[from] == ' ' || b[from] == '\n' || b[from] == '\r' || b[from] == '\t') {
				from++
			}
			if from < len(b) && (b[from] == '"' || b[from] == '\'') {
				ends = string(b[from])
				from++
			}
		default:
			continue
		}
		end := bytes.IndexAny(b[from:min(len(b), from+maxReference)], ends)
		if end < 0 {
			end = min(len(b)-from, maxReference)
		}
		if at = from + end; !fn(html.UnescapeString(string(b[from:at]))) {
			return
		}
	}
}

// namesPicture reports whether the value of an attribute, or what stands in brackets,
// behind before names a picture.
func namesPicture(before []byte) bool {
	before = bytes.TrimRight(before, " \t\r\n")
	for _, name := range [...]string{"src", "background", "url"} {
		if len(before) >= len(name) && bytes.EqualFold(before[len(before)-len(name):], []byte(name)) {
			return true
		}
	}
	return false
}
