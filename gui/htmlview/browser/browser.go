// Package browser makes a file of a message for the web browser and the printer. What it
// writes is built anew from what is known to be harmless: no scripts, forms, frames or
// styles that refer to anything, no address but those of links, pictures only with their
// octets. A Content-Security-Policy in it is a second wall.
package browser

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"popmail/gui/htmlview/style"
)

// A Part is one part of a message. Exactly one of HTML and Text is set.
type Part struct {
	HTML string
	Text string
	// Picture returns the octets of a picture that are here, by its reference; may be nil.
	Picture func(ref string) ([]byte, bool)
	// Link turns the target of a link into an address that may be opened; "" for none, nil
	// for no links at all.
	Link func(href string) string
	// Tell has the words that stand for a video, audio, iframe, embed or object, by the name of
	// its element; nil: nothing stands for them.
	Tell func(tag string) string
}

// A Field is a line of the message's header.
type Field struct{ Name, Value string }

// A Message is what is written.
type Message struct {
	Title  string
	Fields []Field
	Note   string // shown above all, but not on paper; may be empty
	Parts  []Part
	Lang   string
}

// Bounds of what is written.
const (
	mostPage     = 16 << 20 // octets of a part
	mostDeep     = 600      // elements in each other; style.Tree gives fewer
	mostNodes    = 200_000
	mostPictures = 64 << 20 // octets of all pictures, before they are encoded
	mostDrawing  = 4 << 20  // octets of an svg
	mostDrawn    = 4.0      // what drawings may take, in that of one which takes all that it may
)

const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

const look = `html{background:#fff;color:#000}body{margin:0;font:16px/1.4 sans-serif}
.popmail-head{padding:16px 20px;border-bottom:1px solid #ccc;font:14px/1.5 sans-serif}
.popmail-head h1{font:bold 22px/1.3 sans-serif;margin:0 0 8px}.popmail-head p{margin:0;overflow-wrap:anywhere}.popmail-head b{font-weight:bold}
.popmail-note{padding:10px 20px;background:#fff5dc;color:#6b4a00;font:14px/1.5 sans-serif;margin:0}
.popmail-part{display:flow-root;position:relative;overflow:auto;contain:layout paint;padding:8px;margin:0 0 8px}
.popmail-text{white-space:pre-wrap;overflow-wrap:anywhere;padding:12px 20px}
.popmail-alt{display:inline-block;box-sizing:border-box;border:1px solid #ccc;color:#555;font-size:13px;padding:2px 4px;overflow:hidden;vertical-align:middle}
@media print{.popmail-note{display:none}.popmail-part{contain:none;overflow:visible clip}}
`

// Write makes the file.
func Write(m Message) []byte {
	w := &writer{class: "popmail-"}
	standards := false
	for i := range m.Parts {
		w.part(i, &m.Parts[i])
		standards = standards || i == 0 && (m.Parts[i].HTML == "" || w.doctype)
	}
	var b bytes.Buffer
	if standards || len(m.Parts) == 0 {
		b.WriteString("<!DOCTYPE html>\n")
	}
	b.WriteString(`<html`)
	if lang := m.Lang; lang != "" {
		b.WriteString(` lang="` + html.EscapeString(lang) + `"`)
	}
	b.WriteString(`><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="` + policy + `">` +
		`<meta name="referrer" content="no-referrer"><meta http-equiv="x-dns-prefetch-control" content="off">` +
		`<meta name="viewport" content="width=device-width"><title>` + html.EscapeString(m.Title) + "</title><style>" + look + w.css.String() + "</style></head><body>\n")
	if m.Note != "" {
		b.WriteString(`<p class="popmail-note">` + html.EscapeString(m.Note) + "</p>\n")
	}
	b.WriteString(`<div class="popmail-head"><h1 dir="auto">` + html.EscapeString(m.Title) + "</h1>\n")
	for _, f := range m.Fields {
		if f.Value != "" {
			b.WriteString(`<p dir="auto"><b>` + html.EscapeString(f.Name) + "</b> " + html.EscapeString(f.Value) + "</p>\n")
		}
	}
	b.WriteString("</div>\n")
	b.Write(w.out.Bytes())
	b.WriteString("</body></html>\n")
	return b.Bytes()
}

type writer struct {
	out, css bytes.Buffer
	p        *Part
	scope    string
	class    string // what the names of own classes begin with
	refer    func(octets []byte, kind string) string
	nodes    int
	mapped   int // areas
	pictures int // octets
	drawn    float64
	doctype  bool
}

// Fragment is parts of a message as a piece of another one that quotes them, made as Write
// makes a file. scope is a word that no other piece on the page has. refer keeps the octets
// of a picture, of a type such as "image/png", and returns the address that stands for it.
func Fragment(parts []Part, scope string, refer func(octets []byte, kind string) string) string {
	w := &writer{class: "quoted-", refer: refer}
	for i := range parts {
		w.scoped(scope+strconv.Itoa(i), i, &parts[i])
	}
	css := w.css.String() + ".quoted-text{white-space:pre-wrap;overflow-wrap:anywhere}.quoted-alt{color:#555}"
	return "<style>" + css + "</style>\n" + w.out.String()
}

func (w *writer) part(i int, p *Part) { w.scoped("m"+strconv.Itoa(i+1), i, p) }

// scoped writes a part whose styles reach only what is inside of a class.
func (w *writer) scoped(scope string, i int, p *Part) {
	w.p, w.scope = p, scope
	if p.HTML == "" {
		w.out.WriteString(`<div class="` + w.class + `part ` + w.class + `text ` + w.scope + `" dir="auto">` + html.EscapeString(p.Text) + "</div>\n")
		return
	}
	page := p.HTML
	if len(page) > mostPage {
		page = page[:mostPage]
	}
	root, _ := style.Tree(page)
	var body *html.Node
	var look func(n *html.Node, deep int)
	look = func(n *html.Node, deep int) {
		switch {
		case n.Type == html.DoctypeNode && i == 0:
			w.doctype = true
		case n.Type == html.ElementNode && n.Data == "body" && body == nil:
			body = n
		case n.Type == html.ElementNode && n.Data == "style" && n.Namespace == "":
			w.sheet(n)
		}
		for c := n.FirstChild; c != nil && deep < mostDeep; c = c.NextSibling {
			look(c, deep+1)
		}
	}
	look(root, 0)
	w.out.WriteString(`<div class="` + w.class + `part ` + w.scope + " ")
	if body == nil {
		w.out.WriteString(`"></div>` + "\n")
		return
	}
	if class := attr(body, "class"); harmless(class) {
		w.out.WriteString(html.EscapeString(class))
	}
	w.out.WriteString(`"`)
	w.style(body)
	w.out.WriteString(">")
	w.children(body, 0)
	w.out.WriteString("</div>\n")
}

func (w *writer) sheet(n *html.Node) {
	if media := attr(n, "media"); media != "" {
		if m := mediaOf(tokens(media)); m == "" {
			return
		} else if inner := sheet(text(n), w.scope); inner != "" {
			w.css.WriteString("@media " + m + "{" + inner + "}\n")
		}
		return
	}
	w.css.WriteString(sheet(text(n), w.scope))
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	v, _ := said(n, name)
	return v
}

// said is the value of an attribute, and whether there is one.
func said(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

var elements = set("a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 " +
	"header hr i ins kbd li main mark menu nav nobr ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr")

// dropped are elements of which nothing is kept, not even the text.
var dropped = set("head title style script template frame frameset applet canvas portal param source track link meta base noembed noframes datalist")

// verbatim are elements whose text stands there with its blanks and line ends.
var verbatim = set("listing plaintext xmp")

var void = set("br col hr wbr")

// attributes are kept as they are where they have a harmless value.
var attributes = set("align valign width height cellpadding cellspacing border bgcolor color face size colspan rowspan nowrap dir lang type start value open noshade clear class")

func set(names string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(names) {
		m[n] = true
	}
	return m
}

func (w *writer) children(n *html.Node, deep int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if w.nodes++; w.nodes > mostNodes {
			return
		}
		switch c.Type {
		case html.TextNode:
			w.out.WriteString(html.EscapeString(c.Data))
		case html.ElementNode:
			w.element(c, deep)
		}
	}
}

func (w *writer) element(n *html.Node, deep int) {
	switch {
	case n.Data == "svg" && n.Namespace == "svg":
		w.drawing(n)
		return
	case n.Namespace == "math": // its words, in their order
		w.children(n, min(deep+1, mostDeep))
		return
	case n.Namespace != "" || dropped[n.Data]:
		return
	case verbatim[n.Data]:
		w.out.WriteString("<pre>" + html.EscapeString(text(n)) + "</pre>")
		return
	case n.Data == "img" || n.Data == "image":
		w.picture(n)
		return
	case n.Data == "area":
		w.area(n)
		return
	case n.Data == "map":
		w.areas(n, deep)
		return
	case n.Data == "input" || n.Data == "button" || n.Data == "textarea" || n.Data == "select":
		w.control(n)
		return
	case embedded[n.Data]:
		w.embedded(n, deep)
		return
	case deep >= mostDeep || !elements[n.Data]:
		w.children(n, min(deep+1, mostDeep))
		return
	}
	w.out.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		if a.Namespace == "" && attributes[a.Key] && harmless(a.Val) {
			w.out.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
		}
	}
	if id := attr(n, "id"); name.MatchString(id) {
		w.out.WriteString(` id="` + w.scope + "-" + id + `"`)
	} else if id := attr(n, "name"); n.Data == "a" && name.MatchString(id) {
		w.out.WriteString(` id="` + w.scope + "-" + id + `"`)
	}
	if n.Data == "a" {
		w.link(n)
	}
	w.style(n)
	w.out.WriteString(">")
	if void[n.Data] {
		return
	}
	w.children(n, deep+1)
	w.out.WriteString("</" + n.Data + ">")
}

var name = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,80}$`)

// harmless reports whether the value of an attribute is a word, a number or a color.
func harmless(v string) bool {
	return len(v) < 400 && !strings.ContainsAny(v, ":/\\<>()&\x00") && !strings.Contains(strings.ToLower(v), "popmail")
}

func (w *writer) link(n *html.Node) {
	href := strings.TrimSpace(attr(n, "href"))
	if frag, ok := strings.CutPrefix(href, "#"); ok && name.MatchString(frag) {
		w.out.WriteString(` href="#` + w.scope + "-" + frag + `"`)
		return
	}
	if href == "" || w.p.Link == nil {
		return
	}
	if to := w.p.Link(href); to != "" {
		w.out.WriteString(` href="` + html.EscapeString(to) + `" title="` + html.EscapeString(to) + `" rel="noopener noreferrer nofollow" referrerpolicy="no-referrer"`)
	}
}

// style writes what an element says of its look: its style attribute, and the background
// picture and colors that have no other place here.
func (w *writer) style(n *html.Node) {
	own := ""
	if n.Data == "body" {
		for _, a := range []struct{ attr, property string }{{"bgcolor", "background-color"}, {"text", "color"}} {
			if v := strings.TrimSpace(attr(n, a.attr)); v != "" {
				own += declarations(tokens(a.property + ":" + v))
			}
		}
	}
	if ref := attr(n, "background"); ref != "" {
		if data := w.data(ref); data != "" {
			own += "background-image:url(" + data + ");"
		}
	}
	own += declarations(tokens(attr(n, "style")))
	if own != "" {
		w.out.WriteString(` style="` + html.EscapeString(own) + `"`)
	}
}

// pictures are the kinds that a browser is given.
var pictures = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/bmp": true}

// control writes what stands in a field of a form; forms are not sent from here.
func (w *writer) control(n *html.Node) {
	var shown string
	switch n.Data {
	case "input":
		switch strings.ToLower(attr(n, "type")) {
		case "hidden", "image", "password", "file", "checkbox", "radio":
			return
		}
		if shown = attr(n, "value"); shown == "" {
			shown = attr(n, "placeholder")
		}
	case "textarea":
		shown = text(n)
	default:
		w.children(n, mostDeep)
		return
	}
	if shown != "" {
		w.out.WriteString(`<span class="` + w.class + `alt">` + html.EscapeString(shown) + "</span>")
	}
}
