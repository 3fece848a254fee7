package layout

import (
	"strconv"
	"strings"
	"unicode"

	"popmail/gui/htmlview/style"
)

// build makes the boxes of a page, normalised: every block container holds either blocks
// or what stands in lines, every table rows of cells.
func (e *engine) build(root *style.Node) *box {
	if root.Style == nil || root.Style.Display == style.None {
		return nil
	}
	b := &box{kind: kBlock, node: root, st: root.Style, first: true, last: true, span: 1, rows: 1}
	e.children(b, root, 0)
	e.normalise(b)
	return b
}

// children makes the boxes of what lies in a node.
func (e *engine) children(b *box, n *style.Node, depth int) {
	if depth > maxDepth {
		e.tell(problemDepth)
		return
	}
	if b.st.Display == style.ListItem && b.kind == kBlock {
		e.addMarker(b)
	}
	for _, c := range n.Children {
		if e.boxes >= maxBoxes {
			e.tell(problemBoxes)
			return
		}
		if e.stop() {
			return
		}
		k := e.boxOf(c, b, depth+1)
		if k == nil {
			continue
		}
		if k.kind != kText && k.st.Absolute {
			if p := b.positioned(); p != nil {
				p.placed = append(p.placed, k)
				continue
			}
		}
		b.kids = append(b.kids, k)
	}
}

// boxOf makes the box of a node in the box parent, nil where it makes none.
func (e *engine) boxOf(n *style.Node, parent *box, depth int) *box {
	st := n.Style
	if n.Tag == "" {
		if n.Text == "" {
			return nil
		}
		if st == nil {
			st = e.inherit(parent.st)
		}
		if st.SmallCaps && strings.ContainsFunc(n.Text, unicode.IsLower) {
			return e.smallCaps(n, st, parent)
		}
		e.boxes++
		e.order++
		return &box{kind: kText, node: n, st: st, parent: parent, text: n.Text, order: e.order, inline: true}
	}
	if st == nil || st.Display == style.None {
		return nil
	}
	e.boxes++
	b := &box{node: n, st: st, parent: parent, first: true, last: true, span: 1, rows: 1}
	b.setKind()
	switch n.Tag {
	case "br":
		b.kind, b.inline = kBreak, true
		e.order++
		b.order = e.order
		return b
	case "img", "image":
		return e.picture(b)
	case "svg":
		return e.drawing(b)
	case "video", "audio", "iframe", "embed", "object":
		if len(n.Children) == 0 {
			return e.media(b)
		}
	}
	if e.embedded(b) {
		return b
	}
	if b.kind == kCell {
		b.span, b.rows = span(n.Attr("colspan"), 1), span(n.Attr("rowspan"), 0)
	}
	if b.kind == kColumn {
		b.span = span(n.Attr("span"), 1)
	}
	e.children(b, n, depth)
	if st.Covers && len(b.kids) == 0 {
		for p := parent; p != nil; p = p.parent {
			if p.st.Relative && !p.anon {
				p.covers = append(p.covers, b)
				break
			}
		}
		return nil
	}
	e.normalise(b)
	return b
}

// positioned is the nearest box around what lies in b by which that can be placed (CSS 2.2,
// 10.1); nil where there is none: it stays in the flow, as nothing is placed by the pane.
func (b *box) positioned() *box {
	for p := b; p != nil; p = p.parent {
		if (p.st.Relative || p.st.Absolute) && !p.anon {
			switch p.kind {
			case kBlock, kCell, kTable, kFlex:
				return p
			}
			return nil
		}
	}
	return nil
}

// setKind sets what a box does by its display. Floats and children of a flex box are
// blocks (CSS 2.2, 9.7; CSS Flexbox, 4).
func (b *box) setKind() {
	d := b.st.Display
	if b.floating() || b.parent != nil && b.parent.kind == kFlex {
		switch d {
		case style.InlineTable:
			d = style.Table
		case style.InlineFlex:
			d = style.Flex
		case style.Table, style.Flex, style.ListItem:
		default:
			d = style.Block
		}
	}
	switch d {
	case style.Inline:
		b.kind, b.inline = kInline, true
	case style.InlineBlock:
		b.kind, b.inline = kBlock, true
	case style.Table:
		b.kind = kTable
	case style.InlineTable:
		b.kind, b.inline = kTable, true
	case style.TableRowGroup, style.TableHeaderGroup, style.TableFooterGroup:
		b.kind = kGroup
	case style.TableRow:
		b.kind = kRow
	case style.TableCell:
		b.kind = kCell
	case style.TableCaption:
		b.kind = kCaption
	case style.TableColumn, style.TableColumnGroup:
		b.kind = kColumn
	case style.Flex:
		b.kind = kFlex
	case style.InlineFlex:
		b.kind, b.inline = kFlex, true
	default:
		b.kind = kBlock
	}
}

// span reads colspan, rowspan or span (HTML, 4.9.11); least 0 lets a rowspan of 0 mean
// the rest of the group.
func span(s string, least int) int {
	s = strings.TrimSpace(s)
	if s == "" {
		return 1
	}
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	v, err := strconv.Atoi(s[:min(end, 6)])
	if err != nil || v < least {
		return 1
	}
	if v == 0 {
		return maxSpan
	}
	return min(v, maxSpan)
}

// internal reports whether a box is a part of a table.
func (b *box) internal() bool {
	switch b.kind {
	case kGroup, kRow, kCell, kCaption, kColumn:
		return true
	}
	return false
}

// blank reports whether a box is white space that makes no box beside blocks.
func (b *box) blank() bool {
	if b.kind != kText {
		return false
	}
	for i := 0; i < len(b.text); i++ {
		switch b.text[i] {
		case ' ', '\t', '\r', '\f':
		case '\n':
			if b.st.White == style.PreLine {
				return false
			}
		default:
			return false
		}
	}
	return b.st.White != style.Pre && b.st.White != style.PreWrap
}
