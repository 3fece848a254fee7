package style

import (
	"image/color"
	"strings"
)

// tableHints is what a table's attributes say of its cells.
type tableHints struct {
	padding string // cellpadding
	border  bool   // cells have borders
	rules   string
	color   string // bordercolor
}

// key tells them apart.
func (t tableHints) key() string {
	if t == (tableHints{}) {
		return ""
	}
	return t.padding + "\x01" + map[bool]string{true: "b"}[t.border] + "\x01" + t.rules + "\x01" + t.color
}

// tableOf is what a table says of its cells.
func (s *styler) tableOf(n *Node) tableHints {
	t := tableHints{padding: n.Attrs["cellpadding"], rules: strings.ToLower(n.Attrs["rules"]), color: n.Attrs["bordercolor"]}
	t.border = tableBorder(n) > 0 && t.rules == ""
	return t
}

// tableBorder is the width of a table's border attribute; without a right number it is 1.
func tableBorder(n *Node) int {
	text, has := n.Attrs["border"]
	if !has {
		return 0
	}
	v, ok := integer(text)
	if !ok || v < 0 {
		return 1
	}
	return min(v, 1000)
}

// lookAttrs are the attributes that say how an element looks (HTML, 15.3 to 15.5).
var lookAttrs = setOf("align", "alink", "background", "bgcolor", "border", "bordercolor", "cellpadding", "cellspacing", "clear", "color", "cols", "compact", "dir", "face",
	"frame", "frameborder", "height", "hspace", "leftmargin", "link", "marginheight", "marginwidth", "noshade", "nowrap", "rows", "rules", "size", "text", "topmargin",
	"type", "valign", "vspace", "width", "wrap")

func setOf(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// hints are the declarations that an element's attributes stand for; they come after the
// browser's sheet and before the page's (HTML, 15.2).
func (s *styler) hints(n *Node, table tableHints) *block {
	cell := n.Tag == "td" || n.Tag == "th"
	buf := append(s.keyBuf[:0], n.Tag...)
	buf = append(buf, n.look...)
	has := n.look != ""
	if cell || rowGroups[n.Tag] || n.Tag == "colgroup" {
		if key := table.key(); key != "" {
			has = true
			buf = append(append(buf, 2), key...)
		}
	}
	linked := s.link != nil && n.Tag == "a"
	if linked {
		_, linked = n.Attrs["href"]
		if linked {
			buf = append(buf, 3)
		}
	}
	auto := has && strings.EqualFold(strings.Trim(n.Attrs["dir"], spaces), "auto") && s.steps > 0 && s.firstIsRTL(n)
	if auto {
		buf = append(buf, 4)
	}
	has = has || n.Tag == "input" || n.Tag == "textarea"
	s.keyBuf = buf
	if !has && !linked {
		return &none
	}
	if b, ok := s.hinted[string(buf)]; ok {
		return b
	}
	h := hinter{styler: s, n: n, b: &block{}, autoRTL: auto}
	if linked {
		h.set(pColor, setColor(*s.link))
	}
	if has {
		h.all(table)
	}
	s.hinted[string(buf)] = h.b
	return h.b
}

var none block

// A hinter collects what the attributes of one element stand for.
type hinter struct {
	*styler
	n *Node
	b *block

	autoRTL bool // what dir=auto comes to
}

func (h *hinter) set(p prop, set setter) {
	h.b.normal = append(h.b.normal, decl{prop: p, set: set, serial: h.newSerial()})
}

func setColor(k color.NRGBA) setter { return func(c *computing) { c.Color = k } }

// attr is an attribute in lower case without white space around.
func (h *hinter) attr(name string) string {
	return strings.ToLower(strings.Trim(h.n.Attrs[name], spaces))
}

func (h *hinter) has(name string) bool { _, ok := h.n.Attrs[name]; return ok }

// size sets a length to a dimension attribute. positive: 0 is none.
func (h *hinter) size(attr string, positive bool, field func(*Computed) *Length, props ...prop) {
	m, ok := dimension(h.n.Attrs[attr])
	if !ok || positive && m.px == 0 && m.pct == 0 {
		return
	}
	for _, p := range props {
		h.set(p, setLength(m, percents, field))
	}
}

func (h *hinter) width(positive bool) {
	h.size("width", positive, func(c *Computed) *Length { return &c.Width }, pWidth)
}

func (h *hinter) height(positive bool) {
	h.size("height", positive, func(c *Computed) *Length { return &c.Height }, pHeight)
}

// length sets margins or paddings of these sides to a dimension attribute.
func (h *hinter) length(attr string, first prop, which ...int) {
	m, ok := dimension(h.n.Attrs[attr])
	if !ok {
		return
	}
	for _, i := range which {
		field := func(c *Computed) *Length { return &c.Margin[i] }
		if first == pPaddingTop {
			field = func(c *Computed) *Length { return &c.Padding[i] }
		}
		set := setLength(m, percents, field)
		if first == pMarginTop && (i == Top || i == Bottom) {
			plain := set
			set = func(c *computing) { plain(c); c.MarginQuirk[i/2] = false }
		}
		h.set(first+prop(i), set)
	}
}

func (h *hinter) align(a Align) { h.set(pTextAlign, func(c *computing) { c.Align = a }) }

func (h *hinter) margins(left, right bool) {
	for side, auto := range map[int]bool{Left: left, Right: right} {
		h.set(pMarginTop+prop(side), func(c *computing) {
			c.Margin[side] = Length{Kind: Px}
			if auto {
				c.Margin[side] = Length{}
			}
		})
	}
}

func (h *hinter) float(f Float) { h.set(pFloat, func(c *computing) { c.Float = f }) }

func (h *hinter) valign(a VAlign) {
	h.set(pVerticalAlign, func(c *computing) { c.VAlign, c.Shift = a, 0 })
}

func (h *hinter) edge(i int, width float64, style string) {
	h.set(pBorderTopWidth+prop(i), func(c *computing) { c.Border[i].Width = width })
	h.set(pBorderTopStyle+prop(i), func(c *computing) { c.Border[i].Style = style })
}

func (h *hinter) edges(width float64, style string) {
	for i := range 4 {
		h.edge(i, width, style)
	}
}

func (h *hinter) edgeColor(k color.NRGBA) {
	for i := range 4 {
		h.set(pBorderTopColor+prop(i), func(c *computing) { c.edgeInk[i] = ink{color: k} })
	}
}

// background sets the color and the picture behind the element.
func (h *hinter) background() {
	if k, ok := legacyColor(h.n.Attrs["bgcolor"]); ok {
		h.set(pBackgroundColor, func(c *computing) { c.backInk = ink{color: k} })
	}
	if ref := strings.Trim(h.n.Attrs["background"], spaces); ref != "" {
		h.set(pBackgroundImage, func(c *computing) { c.Background.Image = ref })
	}
}

// bodyColors reads what body says of the color of links.
func (d *document) bodyColors(body *Node) {
	if k, ok := legacyColor(body.Attrs["link"]); ok {
		d.link = &k
	}
}
