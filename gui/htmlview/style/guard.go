package style

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Bounds of what the HTML parser is given. It repeats formatting elements that are left
// open in each paragraph after them, compares their attributes in pairs, and gives up
// where more than 512 elements are open.
const (
	maxOpen       = 480     // elements open at once
	maxFormatting = 40      // formatting elements open at once
	maxRepeated   = 300_000 // elements that open formatting elements may grow to
	maxAttributes = 64      // of an element
	maxAdopted    = 8       // blocks open in a formatting element at its end (HTML, 13.2.6.4.7)
	longTag       = 4096    // octets; longer tags are looked at more closely
)

// formatting are the elements that HTML calls so (13.2.4.3).
var formatting = tags("a b big code em font i nobr s small strike strong tt u")

var void = tags("area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr")

func tags(names string) map[string]bool {
	m := map[string]bool{}
	for n := range strings.FieldsSeq(names) {
		m[n] = true
	}
	return m
}

// suspicious reports whether a page might grow in the parser: no page that grows is missed,
// whatever ends its elements have, and many are suspicious that do not.
func suspicious(page string) bool {
	cost, begun := 0, 0
	for i := 0; ; {
		at := strings.IndexByte(page[i:], '<')
		if at < 0 {
			return false
		}
		i += at + 1
		end := i < len(page) && page[i] == '/'
		if end {
			i++
		}
		j := i
		for j < len(page) && j-i < 8 && (page[j]|0x20 >= 'a' && page[j]|0x20 <= 'z') {
			j++
		}
		cost += 1 + begun
		if !end && begun < maxOpen && (formatting[page[i:j]] || formatting[strings.ToLower(page[i:j])]) {
			begun++
		}
		if j > i && !end {
			if close := strings.IndexByte(page[j:], '>'); close < 0 || close > longTag {
				return true
			}
		}
		if cost > maxRepeated {
			return true
		}
		i = j
	}
}

// tame rewrites a page so that it does not grow in the parser: elements nested deeper than
// deep, formatting elements and attributes beyond the bounds are left out. cut is true
// where something was.
func tame(page string, deep int) (out string, cut bool) {
	t := tamer{z: html.NewTokenizer(strings.NewReader(page)), deep: deep, dropped: map[string]int{}}
	t.b.Grow(len(page) + 1024)
	for t.next() {
	}
	return t.b.String(), t.cut
}

// A tamer knows at most as many elements closed as the parser has closed. What the parser reads
// in another way than a tokenizer alone does (foreign content, noscript) it writes so that both
// read the same.
type tamer struct {
	z       *html.Tokenizer
	b       bytes.Buffer
	deep    int
	cut     bool
	cost    int
	open    []string       // elements that are open
	held    []holding      // formatting elements that may be repeated, and what bounds them
	formats int            // formatting elements in held that are repeated
	dropped map[string]int // start tags that were left out
	foreign bool           // there was an svg or math
	raw     bool           // the text that comes is that of an element which holds nothing else
}

// A holding is a formatting element that the parser may repeat, or a barrier: an element out of
// which the ends of formatting elements do not reach.
type holding struct {
	name   string
	at     int    // where in open what came after it begins at the earliest; of a barrier: where it stands
	tag    string // of a formatting element, as it stands in the page; "" where it might be none, in foreign content
	closed bool   // what the page opened is closed; it may be open as repeated
	once   bool   // it is not repeated any more: the parser keeps three alike (HTML, 13.2.4.3)
}

// barriers bound the scope of end tags (HTML, 13.2.4.2), or lie where others' ends may be ignored.
var barriers = tags("applet caption marquee math object select svg table td template th")

// markers are barriers with which the formatting elements in them end (HTML, 13.2.4.3).
var markers = tags("applet caption marquee object td template th")

// blocks are elements that end a paragraph, and whose ends close all that is open in them
// (HTML, 13.2.6.4.7).
var blocks = tags("address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header " +
	"hgroup listing main menu nav ol pre search section summary ul p li dd dt h1 h2 h3 h4 h5 h6")

// inTable are the elements whose ends reach up to their table.
var inTable = tags("caption td th tr tbody thead tfoot")

// perhaps is put behind the names of a p that is open where a table begins, and of what is open in it:
// the table ends them, but in pages of old (HTML, 13.2.6.4.7). Their ends are not written.
const perhaps = "/" // which no name has

// special are those of HTML's special elements (13.2.4.2) that are in no other list here.
var special = tags("button colgroup form frameset noscript p" + perhaps)

// outermost are elements of which a page has one, whatever tags it has.
var outermost = tags("html head body")

// rawText are elements that hold nothing but text.
var rawText = tags("iframe noembed noframes plaintext script style textarea title xmp")

// shownRaw are those of them whose text is seen.
var shownRaw = tags("plaintext textarea xmp")

// breakouts are HTML's elements that foreign content ends with (HTML, 13.2.6.5).
var breakouts = tags("blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li menu meta ol p pre ruby span strong sub sup table ul var")

// implied says which elements end where one begins, and in which ones they are not looked for.
var implied = func() map[string]implying {
	groups := implying{tags("tbody thead tfoot"), tags("table")}
	cells := implying{tags("td th"), tags("table tr")}
	m := map[string]implying{
		"li": {tags("li"), tags("ul ol menu dir")}, "dd": {tags("dd dt"), tags("dl")}, "dt": {tags("dd dt"), tags("dl")},
		"option": {tags("option"), tags("select")}, "td": cells, "th": cells, "tr": {tags("tr"), tags("table")},
		"tbody": groups, "thead": groups, "tfoot": groups,
	}
	paragraph := implying{tags("p p" + perhaps), tags("button")}
	for name := range blocks {
		if _, ok := m[name]; !ok {
			m[name] = paragraph
		}
	}
	for _, name := range []string{"form", "hr", "xmp", "plaintext", "table"} {
		m[name] = m["p"]
	}
	return m
}()

type implying struct{ ends, within map[string]bool }

// reaches reports whether the end of an element is looked for beyond another one that is open.
func reaches(name, open string) bool {
	switch {
	case inTable[name]:
		return open != "table" && open != "template"
	case name == "table":
		return open != "template"
	case barriers[open]:
		return false
	case name == "li" && (open == "ul" || open == "ol"):
		return false
	case blocks[name] || barriers[name] || name == "button" || name == "form":
		return true
	}
	return !blocks[open] && !inTable[open] && !special[open]
}

// next takes a token; false at the end.
func (t *tamer) next() bool {
	kind := t.z.Next()
	raw := t.z.Raw()
	wasRaw := t.raw
	t.raw = false
	switch kind {
	case html.ErrorToken:
		return false
	case html.TextToken:
		t.cost += 1 + t.formats
		if wasRaw && t.inForeign() {
			raw = bytes.ReplaceAll(raw, []byte("<"), []byte("&lt;"))
		}
		t.b.Write(raw)
		return true
	case html.CommentToken:
		if t.foreign && !bytes.HasPrefix(raw, []byte("<!--")) { // CDATA, where the parser reads on
			return true
		}
		t.b.Write(raw)
		return true
	case html.DoctypeToken:
		t.b.Write(raw)
		return true
	}
	raw = bytes.Clone(raw)
	nameBytes, more := t.z.TagName()
	name := string(nameBytes)
	if t.cost += 1 + t.formats; t.cost > 4*maxRepeated {
		t.cut = true
		return false
	}
	if kind == html.EndTagToken {
		if outermost[name] || rawText[name] || t.end(name) {
			t.b.Write(raw)
		}
		return true
	}
	closed := kind == html.SelfClosingTagToken && (name == "svg" || name == "math" || t.inForeign())
	if name == "noscript" || closed && rawText[name] { // the parser reads on
		t.z.NextIsNotRawText()
	}
	if !outermost[name] && !t.start(name, string(raw), closed) {
		t.cut = true
		return true
	}
	t.raw = rawText[name] && !closed
	if more && len(raw) >= longTag {
		var fewer bool
		raw, fewer = fewAttributes(t.z, kind, name)
		t.cut = t.cut || fewer
	}
	if closed && !void[name] && !formatting[name] && !breakouts[name] && !outermost[name] { // in HTML it would stay open
		t.b.Write(bytes.TrimSuffix(raw, []byte(">")))
		t.b.WriteString(" ></" + name + ">")
		return true
	}
	t.b.Write(raw)
	return true
}

// start notes the start of an element; false: it is to be left out.
func (t *tamer) start(name, tag string, closed bool) bool {
	t.imply(name)
	if name == "li" || name == "dd" || name == "dt" {
		t.imply("p")
	}
	switch {
	case formatting[name]:
		if name == "a" || name == "nobr" { // they do not lie in each other
			t.release(name)
		}
		limit := maxFormatting
		if t.cost > 2*maxRepeated {
			limit = 3
		}
		if t.inForeign() {
			tag = ""
		}
		third := t.third(tag)
		if third < 0 && t.formats >= limit || len(t.open) >= t.deep {
			t.dropped[name]++
			return false
		}
		if third >= 0 {
			t.formats--
			h := &t.held[third]
			if h.once = true; h.closed { // what was repeated here before takes an end of its name
				h.at = len(t.open)
			}
		}
		t.open = append(t.open, name)
		t.held = append(t.held, holding{name: name, at: len(t.open), tag: tag})
		t.formats++
		return true
	case void[name], rawText[name], closed && !breakouts[name]:
		return true
	}
	t.foreign = t.foreign || name == "svg" || name == "math"
	if len(t.open) >= t.deep {
		t.dropped[name]++
		return false
	}
	if barriers[name] {
		t.held = append(t.held, holding{name: name, at: len(t.open)})
	}
	t.open = append(t.open, name)
	return true
}

// imply ends what the start of an element ends.
func (t *tamer) imply(name string) {
	by := implied[name]
	for i := len(t.open) - 1; i >= 0; i-- {
		o := t.open[i]
		switch {
		case by.ends[o] && name == "table":
			for j := i; j < len(t.open); j++ {
				if !formatting[t.open[j]] && !strings.HasSuffix(t.open[j], perhaps) {
					t.open[j] += perhaps
				}
			}
			return
		case by.ends[o]:
			t.closeTo(i)
			return
		case by.within[o], !inTable[name] && barriers[o]:
			return
		case (name == "li" || name == "dd" || name == "dt") && o != "address" && o != "div" && o != "p" && o != "p"+perhaps && (blocks[o] || special[o] || inTable[o]):
			return
		}
	}
}

// third is where the third last of the formatting elements with the same tag is held, which the
// parser forgets at the next one; -1: there are fewer.
func (t *tamer) third(tag string) int {
	alike := 0
	for k := len(t.held) - 1; k >= 0 && tag != "" && !markers[t.held[k].name]; k-- {
		if t.held[k].tag == tag && !t.held[k].once {
			if alike++; alike == 3 {
				return k
			}
		}
	}
	return -1
}

// inForeign reports whether the parser may be within an svg or math.
func (t *tamer) inForeign() bool {
	return t.foreign && slices.ContainsFunc(t.held, func(h holding) bool { return h.name == "svg" || h.name == "math" })
}

// end notes the end of an element; false: it is to be left out.
func (t *tamer) end(name string) bool {
	if formatting[name] {
		if t.dropped[name] > 0 {
			t.dropped[name]--
			return false
		}
		return t.release(name)
	}
	for i := len(t.open) - 1; i >= 0; i-- {
		switch o := t.open[i]; {
		case o == name && name == "form": // what is open in it stays open
			t.remove(i)
			return true
		case o == name:
			t.closeTo(i + 1)
			t.forget(i)
			return true
		case !reaches(name, o):
			return t.stray(name)
		}
	}
	return t.stray(name)
}

// stray is the end of an element that is not open; false: it is to be left out.
func (t *tamer) stray(name string) bool {
	if t.dropped[name] > 0 {
		t.dropped[name]--
		return false
	}
	return true // the parser may end another one by it, such as a heading, or a row that it made itself
}

// release notes the end of a formatting element; false: none is open here.
func (t *tamer) release(name string) bool {
	for k := len(t.held) - 1; k >= 0 && !barriers[t.held[k].name]; k-- {
		if t.held[k].name != name {
			continue
		}
		within := 0
		for _, o := range t.open[min(t.held[k].at, len(t.open)):] {
			if !formatting[o] {
				within++
			}
		}
		if within+1 >= maxAdopted {
			return true // some of it stays
		}
		if i := t.held[k].at - 1; !t.held[k].closed && i >= 0 && i < len(t.open) && t.open[i] == name {
			t.remove(i)
		}
		if !t.held[k].once {
			t.formats--
		}
		t.held = slices.Delete(t.held, k, k+1)
		return true
	}
	return false
}

// remove takes an element out of those that are open, not what is open in it.
func (t *tamer) remove(i int) {
	t.open = slices.Delete(t.open, i, i+1)
	for k := range t.held {
		if t.held[k].at > i {
			t.held[k].at--
		}
	}
}

// closeTo writes the ends of what is open from a place on, the innermost first.
func (t *tamer) closeTo(from int) {
	for i := len(t.open) - 1; i >= from; i-- {
		name := t.open[i]
		t.forget(i)
		if !formatting[name] && !strings.HasSuffix(name, perhaps) {
			t.b.WriteString("</" + name + ">")
		}
	}
}

// forget takes the innermost open element away. The formatting elements that end with it are
// ended before it by name, those that go on after it stay held.
func (t *tamer) forget(i int) {
	name := t.open[i]
	t.open = t.open[:i]
	k := len(t.held) - 1
	for k >= 0 && !barriers[t.held[k].name] {
		k--
	}
	if barriers[name] && k >= 0 && t.held[k].name == name && t.held[k].at == i {
		if markers[name] {
			for j := len(t.held) - 1; j > k; j-- {
				t.b.WriteString("</" + t.held[j].name + ">")
				if !t.held[j].once {
					t.formats--
				}
			}
			t.held = t.held[:k]
		} else {
			t.held = slices.Delete(t.held, k, k+1)
		}
	}
	t.held = slices.DeleteFunc(t.held, func(h holding) bool { return h.once && h.at > i })
	for j := range t.held {
		t.held[j].closed = t.held[j].closed || t.held[j].at > i
		t.held[j].at = min(t.held[j].at, i)
	}
}

// fewAttributes writes a start tag with the first of its attributes.
func fewAttributes(z *html.Tokenizer, kind html.TokenType, name string) (tag []byte, cut bool) {
	t := html.Token{Type: kind, Data: name}
	seen := map[string]bool{}
	for {
		k, v, more := z.TagAttr()
		if key := string(k); key != "" && !seen[key] {
			if len(t.Attr) == maxAttributes {
				return []byte(t.String()), true
			}
			seen[key] = true
			t.Attr = append(t.Attr, html.Attribute{Key: key, Val: string(v)})
		}
		if !more {
			return []byte(t.String()), false
		}
	}
}
