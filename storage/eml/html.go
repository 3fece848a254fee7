package eml

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"popmail/assets/plain"
)

// maxHTML is how much HTML is made readable, in octets.
const maxHTML = 8 << 20

// htmlText makes readable text of HTML: paragraphs, headings and lists on lines of
// their own, the cells of a row side by side, links with their address where it
// says more than their text, descriptions of pictures, "> " before quotations.
// What is not to be seen is left out.
func htmlText(bud *budget, s string) string {
	return htmlUntil(bud, s, nil)
}

// htmlUntil is htmlText that ends as soon as enough is true of the lines that there are.
func htmlUntil(bud *budget, s string, enough func(lines []byte) bool) string {
	s = plain.Cut(s, maxHTML)
	w := htmlWriter{bud: bud, hide: true, enough: enough, ask: firstAsk}
	if !w.run(s) {
		// QUIRK: what was hidden does not end. Better too much than nothing.
		w = htmlWriter{bud: bud, enough: enough, ask: firstAsk}
		w.run(s)
	}
	return cleanText(strings.TrimSpace(string(w.out)) + w.tail())
}

// firstAsk is how much text there is when it is asked for the first time whether it is enough.
const firstAsk = 512

// htmlSteps is what reading an octet of HTML costs.
const htmlSteps = 10

type htmlWriter struct {
	bud    *budget
	out    []byte
	hide   bool
	enough func(lines []byte) bool // nil: all is wanted
	ask    int                     // length of out at which it is asked next

	skipN string // name of the element that is being left out
	depth int    // elements of that name that are open

	newlines int  // line ends to come before the next word
	space    bool // a blank to come before the next word
	sep      bool // the next word begins a cell that is not the first of its row
	tight    bool // the next word begins a cell of a row of several
	cells    int  // of the row before
	pre      int
	quote    int // blockquotes that are open
	quoted   int // that were when the last word was written
	lists    []htmlList
	signs    int // octets of signs of quotations, and blanks before items
	most     int // of them
	rows     []htmlRow
	link     string
	linkAt   int // where the text of the link begins in out
	item     string

	apart   bool // the next word stands in a box of its own
	boxes   []box
	classes map[string][2]apart // what styles say of elements themselves, and of their children
	read    int                 // octets of styles
}

type htmlList struct {
	ordered bool
	n       int
}

// htmlRow is a row of a table; start is where its text, or that of its last cell,
// begins in out, or -1.
type htmlRow struct{ start, cells int }

func (w *htmlWriter) tail() string {
	if len(w.out) == 0 {
		return ""
	}
	return "\n"
}

// run writes s; false where something hidden does not end.
func (w *htmlWriter) run(s string) bool {
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(2 * maxHTML)
	w.most = len(s)/2 + 64<<10
	for {
		kind := z.Next()
		if !w.bud.spend(40+htmlSteps*len(z.Raw())) || !w.bud.make(2*len(z.Raw())) {
			if w.bud != nil {
				w.bud.over = true
			}
			w.endLink()
			return true
		}
		switch kind {
		case html.ErrorToken:
			w.endLink()
			return w.depth == 0
		case html.TextToken:
			if w.depth == 0 {
				w.text(z.Text())
				if w.enough != nil && len(w.out) >= w.ask {
					w.ask *= 2
					if w.enough(w.out[:bytes.LastIndexByte(w.out, '\n')+1]) {
						return true
					}
				}
			} else if w.skipN == "style" {
				w.sheet(z.Raw())
			}
		case html.StartTagToken:
			w.start(z, false)
		case html.SelfClosingTagToken:
			w.start(z, true)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(name)
		}
	}
}

// void holds the elements that have no end tag.
var void = map[atom.Atom]bool{atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true,
	atom.Img: true, atom.Input: true, atom.Link: true, atom.Meta: true, atom.Source: true, atom.Track: true, atom.Wbr: true}

func (w *htmlWriter) start(z *html.Tokenizer, closed bool) {
	name, more := z.TagName()
	a := atom.Lookup(name)
	if a == atom.Noscript || a == atom.Noframes { // nothing runs here: it is a part of the page
		z.NextIsNotRawText()
	}
	if w.depth > 0 {
		if !void[a] && !closed && string(name) == w.skipN {
			w.depth++
		}
		return
	}
	var href, alt, style, class, first string
	hidden := false
	for n := 0; more && n < 200; n++ {
		var k, v []byte
		k, v, more = z.TagAttr()
		switch string(k) {
		case "href":
			href = string(v)
		case "alt":
			alt = string(v)
		case "style":
			style = string(v)
		case "class":
			class = string(v)
		case "hidden":
			hidden = true
		case "start":
			first = string(v)
		}
	}
	switch a {
	case atom.Style, atom.Script, atom.Title, atom.Template, atom.Svg, atom.Math, atom.Object, atom.Iframe, atom.Noembed, atom.Select, atom.Datalist, atom.Audio, atom.Video:
		if (w.hide && !closed) || a == atom.Style || a == atom.Script {
			w.skipN, w.depth = string(name), 1
			w.apart = w.apart || a == atom.Select
		}
		return
	}
	if w.hide && !void[a] && !closed && a != atom.Body && a != atom.Html && (hidden || hiddenStyle(style)) {
		w.skipN, w.depth = string(name), 1
		return
	}
	if w.hide && a == atom.Img && hiddenStyle(style) {
		return
	}
	if a == atom.A {
		w.endLink() // before the box of the next one: it is a part of the one before
	}
	w.begin(a, style, class)
	w.open(a, href, alt, first)
	if closed && !void[a] && a == 0 {
		w.finish(a)
	}
}

// hiddenStyle reports styles that keep an element from being seen. Of declarations of one name
// the last one counts, but for those that are important. What hides from Outlook alone
// (mso-hide) is seen: it is how buttons are sent to all others.
func hiddenStyle(style string) bool {
	low := strings.ToLower(style)
	if !strings.Contains(low, "none") && !strings.Contains(low, "hidden") {
		return false
	}
	var display, visibility struct{ hides, important bool }
	for declaration := range strings.SplitSeq(low, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		value, important := strings.CutSuffix(strings.Join(strings.Fields(value), ""), "!important")
		at, hides := &display, value == "none"
		switch strings.TrimSpace(name) {
		case "display":
		case "visibility":
			at, hides = &visibility, value == "hidden"
		default:
			continue
		}
		if value != "" && (important || !at.important) {
			at.hides, at.important = hides, important
		}
	}
	return display.hides || visibility.hides
}

func (w *htmlWriter) open(a atom.Atom, href, alt, first string) {
	switch a {
	case atom.Br:
		w.newlines++
		w.space, w.apart = false, false
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dl:
		w.lines(2)
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Aside, atom.Address, atom.Center,
		atom.Form, atom.Fieldset, atom.Figure, atom.Figcaption, atom.Dt, atom.Dd, atom.Tbody, atom.Thead, atom.Tfoot, atom.Caption, atom.Body,
		atom.Legend, atom.Option, atom.Details, atom.Summary:
		w.lines(1)
	case atom.Table:
		w.sep, w.tight = false, false
		w.lines(1)
		w.cells = 0
	case atom.Tr:
		w.lines(1)
		if len(w.rows) < 100 {
			w.rows = append(w.rows, htmlRow{start: -1})
		}
	case atom.Td, atom.Th:
		w.cell()
	case atom.Ul, atom.Menu, atom.Ol:
		if len(w.lists) == 0 {
			w.lines(2)
		} else {
			w.lines(1)
		}
		n, err := strconv.Atoi(first)
		if err != nil || n < 0 || n > 99999 {
			n = 1
		}
		if len(w.lists) < 50 {
			w.lists = append(w.lists, htmlList{a == atom.Ol, n})
		}
	case atom.Li:
		w.lines(1)
		w.item = "• "
		if k := len(w.lists); k > 0 {
			l := &w.lists[k-1]
			if l.ordered {
				w.item = strconv.Itoa(l.n) + ". "
				l.n++
			}
			if w.signs += 2 * min(k-1, 10); w.signs <= w.most {
				w.item = strings.Repeat("  ", min(k-1, 10)) + w.item
			}
		}
	case atom.Blockquote:
		w.lines(2)
		w.quote = min(w.quote+1, 50)
	case atom.Pre, atom.Listing, atom.Xmp, atom.Textarea:
		w.lines(2)
		w.pre++
	case atom.Hr:
		w.lines(1)
		w.word("――――――――")
		w.lines(1)
	case atom.A:
		w.link = href
		w.linkAt = -1
	case atom.Img:
		if alt = strings.TrimSpace(alt); alt != "" {
			w.text([]byte(" " + alt + " "))
		}
	}
}

func (w *htmlWriter) end(name []byte) {
	if w.depth > 0 {
		if string(name) == w.skipN {
			w.depth--
		}
		return
	}
	a := atom.Lookup(name)
	defer w.finish(a)
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dl:
		w.lines(2)
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Aside, atom.Address, atom.Center,
		atom.Form, atom.Fieldset, atom.Figure, atom.Figcaption, atom.Dt, atom.Dd, atom.Li, atom.Caption:
		w.lines(1)
	case atom.Td, atom.Th:
		w.space = true
	case atom.Tr:
		w.sep, w.tight = false, false
		w.lines(1)
		if k := len(w.rows); k > 0 {
			if w.cells = w.rows[k-1].cells; w.cells > 1 {
				w.newlines = 1
			}
			w.rows = w.rows[:k-1]
		}
	case atom.Table:
		w.sep, w.tight = false, false
		w.lines(1)
		w.cells = 0
	case atom.Ul, atom.Ol, atom.Menu:
		if k := len(w.lists); k > 0 {
			w.lists = w.lists[:k-1]
		}
		w.item = ""
		if len(w.lists) == 0 {
			w.lines(2)
		} else {
			w.lines(1)
		}
	case atom.Blockquote:
		w.lines(2)
		w.quote = max(w.quote-1, 0)
	case atom.Pre, atom.Listing, atom.Xmp, atom.Textarea:
		if w.pre > 0 {
			w.pre--
		}
		w.lines(2)
	case atom.A:
		w.endLink()
	}
}

// lines asks for at least n line ends before the next word.
func (w *htmlWriter) lines(n int) {
	if w.tight {
		// A paragraph that a cell begins with.
		if w.sep {
			return
		}
		n = 1
	}
	w.newlines = max(w.newlines, n)
	w.space, w.apart = false, false
}

// cell begins a cell. It stays on the line of the cell before, where that was one
// line, whatever paragraphs are in it.
func (w *htmlWriter) cell() {
	k := len(w.rows)
	if k == 0 {
		w.space = true
		return
	}
	r := &w.rows[k-1]
	r.cells++
	w.tight = r.cells > 1 || w.cells > 1
	if r.start < 0 {
		return
	}
	oneLine := bytes.IndexByte(w.out[r.start:], '\n') < 0
	r.start = len(w.out)
	if !oneLine {
		w.lines(1)
		return
	}
	w.newlines = 0
	w.sep = true
}

func trimLine(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// text writes text between tags.
func (w *htmlWriter) text(b []byte) {
	if w.pre > 0 {
		for len(b) > 0 {
			line := b
			end := false
			for i, c := range b {
				if c == '\n' {
					line, end = b[:i], true
					break
				}
			}
			b = b[len(line):]
			if t := strings.TrimRight(string(line), "\r"); t != "" {
				w.word(t)
			}
			if end {
				w.newlines++
				b = b[1:]
			}
		}
		return
	}
	for i := 0; i < len(b); {
		c := b[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == 0 {
			w.space = true
			i++
			continue
		}
		j := i
		for j < len(b) && b[j] > ' ' && b[j] < utf8.RuneSelf {
			j++
		}
		if j == i && b[i] >= utf8.RuneSelf {
			r, n := utf8.DecodeRune(b[i:])
			k := plain.Of(r)
			if k&(plain.Space|plain.Shown)&^(plain.Mark|plain.Control) != 0 || r == 0x200C && (w.space || w.newlines > 0 || len(w.out) == 0) {
				// No-break spaces and what takes no ink: fillers mostly.
				if k&plain.Space != 0 {
					w.space = true
				}
				i += n
				continue
			}
			j = i + n
		} else if j == i {
			i++ // a control character
			continue
		}
		w.piece(b[i:j])
		i = j
	}
}

// word writes s as it is.
func (w *htmlWriter) word(s string) { w.piece([]byte(s)) }

// piece writes a piece of a word, with what has to come before it.
func (w *htmlWriter) piece(b []byte) {
	switch {
	case len(w.out) == 0:
		w.newlines, w.space, w.sep, w.apart = 0, false, false, false
		w.quoteLine(w.quote)
	case w.newlines > 0:
		w.out = trimLine(w.out)
		for n := min(w.newlines, 3); n > 1; n-- {
			// Empty lines between belong to what is quoted on both sides.
			w.out = append(w.out, '\n')
			w.quoteLine(min(w.quote, w.quoted))
			w.out = trimLine(w.out)
		}
		w.out = append(w.out, '\n')
		w.quoteLine(w.quote)
		w.newlines, w.space, w.sep, w.apart = 0, false, false, false
	}
	w.quoted = w.quote
	w.tight = false
	if w.item != "" {
		w.out = append(w.out, w.item...)
		w.item, w.space, w.apart = "", false, false
	}
	for i := len(w.rows) - 1; i >= 0 && w.rows[i].start < 0; i-- {
		w.rows[i].start = len(w.out)
	}
	switch {
	case w.sep:
		w.out = append(trimLine(w.out), "  "...)
	case (w.space || w.apart && !clings(w.out, b)) && len(w.out) > 0 && w.out[len(w.out)-1] != ' ':
		w.out = append(w.out, ' ')
	}
	w.space, w.sep, w.apart = false, false, false
	if w.link != "" && w.linkAt < 0 {
		w.linkAt = len(w.out)
	}
	w.out = append(w.out, b...)
}

// quoteLine writes the signs of quotation at the beginning of a line.
func (w *htmlWriter) quoteLine(depth int) {
	if w.signs += 2 * depth; w.signs > w.most {
		return // so deep and so often that the signs would be most of the text
	}
	for range depth {
		w.out = append(w.out, "> "...)
	}
}

// endLink writes where a link goes, if its text does not say so.
func (w *htmlWriter) endLink() {
	href, at := strings.TrimSpace(w.link), w.linkAt
	w.link = ""
	if href == "" || at < 0 || at > len(w.out) || len(href) > 2000 {
		return
	}
	low := strings.ToLower(href[:min(len(href), 10)])
	switch {
	case strings.HasPrefix(low, "http://"), strings.HasPrefix(low, "https://"), strings.HasPrefix(low, "ftp://"):
	case strings.HasPrefix(low, "mailto:"):
		href = href[7:]
		if i := strings.IndexByte(href, '?'); i >= 0 {
			href = href[:i]
		}
	case strings.HasPrefix(low, "tel:"):
		href = href[4:]
	default:
		return
	}
	if bare(string(w.out[at:])) == bare(href) || strings.ContainsAny(href, "\n\r") {
		return
	}
	w.out = append(w.out, " <"...)
	w.out = append(w.out, href...)
	w.out = append(w.out, '>')
}

// bare is an address without what people leave out when they write it.
func bare(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "http://"), "https://")
	return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
}
