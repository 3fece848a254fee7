package style

import (
	"strings"
	"unicode"
)

// textAligns are the align attributes of blocks: they move blocks within, too
// (HTML, 15.3.3).
var textAligns = map[string]Align{"left": HTMLLeft, "right": HTMLRight, "center": HTMLCenter, "middle": HTMLCenter, "absmiddle": AlignCenter, "justify": Justify,
	"start": Start, "end": End}

// plainAligns are those of all other elements, as browsers have them.
var plainAligns = map[string]Align{"left": AlignLeft, "right": AlignRight, "center": AlignCenter, "middle": AlignCenter, "justify": Justify, "start": Start, "end": End}

// ownAlign are the elements whose align attribute has a meaning of its own.
var ownAlign = map[string]bool{"div": true, "p": true, "hr": true, "img": true, "iframe": true, "embed": true, "object": true, "video": true,
	"input": true, "table": true, "td": true, "th": true, "tr": true, "tbody": true, "thead": true, "tfoot": true, "col": true, "colgroup": true,
	"caption": true}

var rowGroups = setOf("tbody", "thead", "tfoot")

var valigns = map[string]VAlign{"top": VTop, "middle": VMiddle, "bottom": VBottom, "baseline": Baseline}

// all collects what the element's attributes stand for.
func (h *hinter) all(table tableHints) {
	n := h.n
	if h.has("dir") {
		h.direction()
	}
	if h.has("align") && !ownAlign[n.Tag] {
		if a, ok := plainAligns[h.attr("align")]; ok {
			h.align(a)
		}
	}
	switch n.Tag {
	case "body":
		h.background()
		if k, ok := legacyColor(n.Attrs["text"]); ok {
			h.set(pColor, setColor(k))
		}
		for _, name := range []string{"topmargin", "marginheight"} { // for the bottom too, as in browsers
			h.length(name, pMarginTop, Top, Bottom)
		}
		for _, name := range []string{"leftmargin", "marginwidth"} {
			h.length(name, pMarginTop, Left, Right)
		}
	case "font":
		if k, ok := legacyColor(n.Attrs["color"]); ok {
			h.set(pColor, setColor(k))
		}
		if i, ok := legacySize(n.Attrs["size"]); ok {
			h.set(pFontSize, sizeKeyword(i))
		}
		h.face()
	case "div", "p":
		if a, ok := textAligns[h.attr("align")]; ok && a != AlignCenter {
			h.align(a)
		}
	case "br":
		if v, ok := map[string]Clear{"left": ClearLeft, "right": ClearRight, "all": ClearBoth, "both": ClearBoth}[h.attr("clear")]; ok {
			h.set(pClear, func(c *computing) { c.Clear = v })
		}
	case "hr":
		h.rule()
	case "img", "iframe", "embed", "object", "video", "canvas", "svg", "input", "marquee":
		h.replaced()
	case "table":
		h.table()
	case "td", "th":
		h.cell(table)
	case "tr", "tbody", "thead", "tfoot":
		if rowGroups[n.Tag] && table.rules == "groups" {
			h.edge(Top, 1, "solid")
			h.edge(Bottom, 1, "solid")
		}
		h.background()
		h.height(false)
		h.cellAlign()
	case "col", "colgroup":
		if n.Tag == "colgroup" && table.rules == "groups" {
			h.edge(Left, 1, "solid")
			h.edge(Right, 1, "solid")
		}
		h.background()
		h.width(false)
		h.height(false)
		h.cellAlign()
	case "caption":
		if h.attr("align") == "bottom" {
			h.set(pCaptionSide, func(c *computing) { c.CaptionBottom = true })
		}
	case "ul", "ol", "li", "dir", "menu":
		h.list()
	case "pre", "listing", "xmp":
		if h.has("wrap") {
			h.set(pWhiteSpace, func(c *computing) { c.White = PreWrap })
		}
	}
	if n.Tag == "input" || n.Tag == "textarea" {
		h.boxes()
	}
}

// direction reads dir (HTML, 3.2.6.4).
func (h *hinter) direction() {
	rtl := false
	switch h.attr("dir") {
	case "rtl":
		rtl = true
	case "ltr":
	case "auto":
		rtl = h.autoRTL
	default:
		return
	}
	h.set(pDirection, func(c *computing) { c.RTL = rtl })
	h.set(pUnicodeBidi, func(c *computing) { c.Isolate = true })
}

// firstIsRTL reports whether the first letter of a text is of a script that runs from
// right to left.
func (d *document) firstIsRTL(n *Node) bool {
	looked := 0
	found, rtl := firstStrong(n, &looked)
	d.steps -= looked
	return found && rtl
}

// mostLooked is how many letters and elements dir=auto looks through for a letter.
const mostLooked = 4096

func firstStrong(n *Node, looked *int) (found, rtl bool) {
	if *looked++; *looked > mostLooked {
		return true, false
	}
	for _, r := range n.Text {
		if *looked++; *looked > mostLooked {
			return true, false
		}
		if unicode.IsLetter(r) {
			return true, unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam)
		}
	}
	for _, c := range n.Children {
		if found, rtl = firstStrong(c, looked); found {
			return found, rtl
		}
	}
	return false, false
}

// face reads font's face.
func (h *hinter) face() {
	text := strings.Trim(h.n.Attrs["face"], spaces)
	if text == "" {
		return
	}
	toks, _ := tokenize(text, 256)
	h.read(&h.b.normal, "font-family", toks)
}

// rule reads the attributes of hr (HTML, 15.3.7).
func (h *hinter) rule() {
	switch h.attr("align") {
	case "left":
		h.margins(false, true)
	case "right":
		h.margins(true, false)
	case "center":
		h.margins(true, true)
	}
	k, colored := legacyColor(h.n.Attrs["color"])
	if colored || h.has("noshade") {
		for i := range 4 {
			h.set(pBorderTopStyle+prop(i), func(c *computing) { c.Border[i].Style = "solid" })
		}
		if !colored {
			k, _ = namedColor("gray")
		}
		h.edgeColor(k)
		h.set(pBackgroundColor, func(c *computing) { c.backInk = ink{color: k} })
	}
	if h.has("size") {
		size, _ := integer(h.n.Attrs["size"])
		if size <= 1 {
			h.set(pBorderBottomWidth, func(c *computing) { c.Border[Bottom].Width = 0 })
		} else {
			size = min(size, 10000)
			h.set(pHeight, func(c *computing) { c.Height = Length{Kind: Px, V: float64(size - 2)} })
		}
	}
	h.width(false)
}

// replaced reads the attributes of pictures and their kind (HTML, 15.4.3).
func (h *hinter) replaced() {
	if h.n.Tag == "input" && h.attr("type") != "image" {
		return
	}
	h.width(false)
	h.height(false)
	if a, ok := valigns[h.attr("valign")]; ok && h.n.Tag == "img" {
		h.valign(a)
	}
	if h.n.Tag == "canvas" || h.n.Tag == "svg" || h.n.Tag == "video" {
		return
	}
	if h.n.Tag != "iframe" {
		h.length("hspace", pMarginTop, Left, Right)
		h.length("vspace", pMarginTop, Top, Bottom)
	}
	if h.n.Tag == "marquee" {
		if k, ok := legacyColor(h.n.Attrs["bgcolor"]); ok {
			h.set(pBackgroundColor, func(c *computing) { c.backInk = ink{color: k} })
		}
		return
	}
	switch h.attr("align") {
	case "left":
		h.float(FloatLeft)
		h.valign(VTop)
	case "right":
		h.float(FloatRight)
		h.valign(VTop)
	case "middle", "center":
		h.valign(BaselineMiddle)
	case "absmiddle", "abscenter":
		h.valign(VMiddle)
	case "top":
		h.valign(VTop)
	case "texttop":
		h.valign(TextTop)
	case "bottom", "baseline":
		h.valign(Baseline)
	case "absbottom":
		h.valign(VBottom)
	}
	if h.n.Tag == "iframe" {
		if v := h.attr("frameborder"); v == "0" {
			h.edges(0, "none")
		}
		return
	}
	if text, has := h.n.Attrs["border"]; has && h.n.Tag != "embed" {
		m, ok := dimension(text)
		if !ok {
			m.px = 0
		}
		h.edges(min(m.px, 1000), "solid")
	}
}

// list reads type (HTML, 15.3.8).
func (h *hinter) list() {
	kind := strings.Trim(h.n.Attrs["type"], spaces)
	name, ok := map[string]string{"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}[kind]
	if !ok {
		name, ok = map[string]string{"disc": "disc", "circle": "circle", "square": "square", "none": "none"}[strings.ToLower(kind)]
	}
	if ok {
		h.set(pListStyleType, func(c *computing) { c.ListType = name })
	}
}
