package layout

import (
	"strings"

	"popmail/gui/htmlview/style"
)

// raise is how far the baseline of a box lies below that of the box around it (CSS 2.2,
// 10.8.1).
func (e *engine) raise(st, around *style.Computed, asc, desc float64) float64 {
	fc := e.face(around.Font)
	switch st.VAlign {
	case style.Sub:
		return around.Font.Size/5 + 1
	case style.Super:
		return -(around.Font.Size/3 + 1)
	case style.Shifted:
		return -sane(st.Shift)
	case style.TextTop:
		return asc - fc.ascent
	case style.TextBottom:
		return fc.descent - desc
	case style.VMiddle:
		return -fc.x/2 + (asc-desc)/2
	case style.BaselineMiddle:
		return (asc - desc) / 2
	}
	return 0
}

// aroundBaseline is how far a box in a line reaches above and below the baseline that it
// stands on.
func (e *engine) aroundBaseline(b *box, m [4]float64) (asc, desc float64) {
	h := b.h + m[style.Top] + m[style.Bottom]
	control := b.oneLine()
	if len(b.kids) == 1 && b.kids[0].node == b.node && b.node != nil { // what stands for a picture
		if b.kids[0].ratio > 0 { // browsers make it no higher than the sign and its frame
			up := m[style.Top] + b.edges(0)[style.Top] + brokenSize + 4
			return up, h - up
		}
		below := m[style.Bottom] + b.edges(0)[style.Bottom]
		return h - below, below
	}
	if kind, _ := nodeAttr(b, "type"); b.node != nil && b.node.Tag == "input" && (strings.EqualFold(kind, "checkbox") || strings.EqualFold(kind, "radio")) {
		return h - m[style.Bottom], m[style.Bottom]
	}
	if b.kind == kReplaced || b.kind == kBlock && (b.st.Clip || b.st.Unrolled) && !control {
		return h, 0
	}
	base, ok := baselineOf(b, b.kind == kBlock)
	if !ok && control {
		// An empty control stands as if it held a line.
		up, _ := e.leading(b.st)
		base, ok = b.edges(0)[style.Top]+up, true
	}
	if !ok {
		return h, 0
	}
	asc = m[style.Top] + base
	return asc, h - asc
}
