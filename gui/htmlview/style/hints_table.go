package style

import "strings"

// table reads the attributes of table (HTML, 15.3.9).
func (h *hinter) table() {
	n := h.n
	h.background()
	h.width(true)
	h.height(false)
	switch h.attr("align") {
	case "left":
		h.float(FloatLeft)
	case "right":
		h.float(FloatRight)
	case "center":
		h.margins(true, true)
	}
	if a, ok := valigns[h.attr("valign")]; ok {
		h.valign(a)
	}
	if m, ok := dimension(n.Attrs["cellspacing"]); ok && !m.percent {
		h.set(pBorderSpacing, func(c *computing) { c.Spacing = [2]float64{m.px, m.px} })
	}
	border := tableBorder(n)
	if h.has("border") {
		style := "outset"
		switch {
		case border == 0:
			style = "none"
		case h.has("bordercolor"):
			style = "solid"
		}
		h.edges(float64(border), style)
	}
	if k, ok := legacyColor(n.Attrs["bordercolor"]); ok {
		h.edgeColor(k)
	}
	if frame := h.attr("frame"); frame != "" {
		shown := map[string]string{"void": "", "above": "t", "below": "b", "hsides": "tb", "vsides": "lr", "lhs": "l", "rhs": "r", "box": "tblr", "border": "tblr"}
		if sides, ok := shown[frame]; ok {
			for i, letter := range "trbl" {
				style := "hidden"
				if strings.ContainsRune(sides, letter) {
					style = "solid"
				}
				h.set(pBorderTopStyle+prop(i), func(c *computing) { c.Border[i].Style = borderStyles[style] })
				h.set(pBorderTopWidth+prop(i), func(c *computing) { c.Border[i].Width = 1 })
			}
		}
	}
	switch h.attr("rules") {
	case "none", "groups", "rows", "cols", "all":
		h.set(pBorderCollapse, func(c *computing) { c.Collapse = true })
	}
}

// cell reads the attributes of td and th, and those of their table.
func (h *hinter) cell(table tableHints) {
	if strings.Trim(table.padding, spaces) != "" {
		padding, _ := integer(table.padding)
		for i := range 4 {
			h.set(pPaddingTop+prop(i), func(c *computing) { c.Padding[i] = Length{Kind: Px, V: float64(max(0, padding))} })
		}
	}
	switch {
	case table.border:
		style := "inset"
		if table.color != "" {
			style = "solid"
		}
		h.edges(1, style)
		h.inheritEdges()
	case table.rules == "all":
		h.edges(1, "solid")
		h.inheritEdges()
	case table.rules == "cols":
		h.edge(Left, 1, "solid")
		h.edge(Right, 1, "solid")
		h.inheritEdges()
	case table.rules == "rows":
		h.edge(Top, 1, "solid")
		h.edge(Bottom, 1, "solid")
		h.inheritEdges()
	}
	h.background()
	h.width(true)
	h.height(true)
	if h.has("nowrap") {
		h.set(pWhiteSpace, func(c *computing) { c.White = NoWrap })
	}
	h.cellAlign()
}

func (h *hinter) inheritEdges() {
	for i := range 4 {
		h.b.normal = append(h.b.normal, decl{prop: pBorderTopColor + prop(i), wide: inherit, serial: h.newSerial()})
	}
}

// cellAlign reads align and valign of cells, rows and groups.
func (h *hinter) cellAlign() {
	if a, ok := textAligns[h.attr("align")]; ok {
		h.align(a)
	}
	if a, ok := valigns[h.attr("valign")]; ok {
		h.valign(a)
	}
}
