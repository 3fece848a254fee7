package layout

import (
	"popmail/gui/htmlview/style"
)

// A kind is what a box does in layout.
type kind uint8

const (
	kBlock    kind = iota // a block container
	kInline               // an inline box
	kText                 // a run of text
	kBreak                // br
	kReplaced             // a picture or a control: a size and no content
	kTable
	kGroup // a row group
	kRow
	kCell
	kCaption
	kColumn // also a column group
	kFlex
)

// A box is an element, a part of one or an anonymous box (CSS 2.2, 9.2). x and y are
// those of its border box from the border box of the nearest box around it that holds a
// block formatting context.
type box struct {
	kind     kind
	node     *style.Node
	st       *style.Computed
	parent   *box
	kids     []*box
	text     string // of kText
	order    int    // in the document, of kText and kReplaced
	anon     bool
	inline   bool   // stands in a line: inline, inline-block, inline-table, text
	alt      bool   // text that stands for a picture
	first    bool   // the fragment of a split inline box that has its start edge
	last     bool   // the fragment that has its end edge
	marker   string // of a list item: the kind of its mark outside the lines, "" for none
	markText string // the number, where it is one

	covers []*box // what is stretched over it and holds nothing
	placed []*box // what has its place in it and not in the flow

	inl *inlines // of a block container whose children stand in lines
	tab *grid    // of a table

	x, y, w, h float64
	content    float64 // the height that the content asks for, of the border box
	shift      float64 // how far the content of a cell lies below its place
	middle     bool    // its content stands in the middle of its height
	own        bool    // holds a block formatting context of its own
	floats     bool    // of a box with own: it has floats in it
	pending    bool    // its top is not known yet
	span, rows int     // colspan, rowspan of a cell

	sized      bool
	lo, hi     float64 // min-content and max-content widths of the border box
	within     float64 // min-content width of its border box, whatever its own width says
	laid       bool
	laidW      float64
	laidH      float64
	laidCB     float64
	needHeight int8 // whether something in it has a height in percent: 0 unknown, 1 no, 2 yes
	natural    [2]float64
	ratio      float64 // width for height of what stands for a picture, 0 for none
	ref        string
	here       bool
	stands     bool           // it stands for a picture or another thing that is not drawn
	frame      *[4]style.Edge // of a cell with collapsed borders
}

// edges are a box's border and padding, top, right, bottom, left; percentages are of base.
func (b *box) edges(base float64) (out [4]float64) {
	if b.kind == kTable && b.st.Collapse {
		return b.tableFrame()
	}
	for i := range out {
		out[i] = max(0, orZero(b.st.Padding[i], base)) + b.borderWidth(i)
	}
	if b.kind == kInline {
		if !b.first {
			out[style.Left] = 0
		}
		if !b.last {
			out[style.Right] = 0
		}
	}
	return out
}

func (b *box) borderWidth(side int) float64 {
	if b.frame != nil {
		return max(0, sane(b.frame[side].Width)) / 2
	}
	if b.kind == kGroup || b.kind == kRow || b.kind == kColumn {
		return 0
	}
	return max(0, sane(b.st.Border[side].Width))
}

// margins are a box's margins with auto as 0; percentages are of base.
func (b *box) margins(base float64) (out [4]float64) {
	if b.kind == kCell || b.kind == kRow || b.kind == kGroup || b.kind == kColumn {
		return out
	}
	for i := range out {
		out[i] = orZero(b.st.Margin[i], base)
	}
	if b.kind == kInline {
		if !b.first {
			out[style.Left] = 0
		}
		if !b.last {
			out[style.Right] = 0
		}
	}
	return out
}

// floating reports whether a box is a float.
func (b *box) floating() bool { return b.st.Float != style.NoFloat && b.kind != kText && !b.anon }

// separate reports whether a box holds a block formatting context of its own (CSS 2.2,
// 9.4.1).
func (b *box) separate() bool {
	switch b.kind {
	case kTable, kCell, kCaption, kFlex, kReplaced:
		return true
	case kBlock:
		if b.inline || b.floating() || b.parent == nil {
			return true
		}
		return b.st.Clip || b.st.Unrolled || b.st.Display == style.InlineBlock || b.parent.kind == kFlex || b.node != nil && !b.anon && (b.node.Tag == "fieldset" || b.node.Tag == "button" || isPicture(b) || len(b.kids) > 0 && b.kids[0].stands)
	}
	return false
}

// anonymous makes a box that no element stands for. It inherits from st.
func (e *engine) anonymous(k kind, st *style.Computed, parent *box) *box {
	return &box{kind: k, st: e.inherit(st), parent: parent, anon: true, first: true, last: true, span: 1, rows: 1}
}

// inherit is the style of an anonymous box in an element with the style st: what is
// inherited is kept, the rest is as by default (CSS 2.2, 9.2.1.1).
func (e *engine) inherit(st *style.Computed) *style.Computed {
	if out, ok := e.anon[st]; ok {
		return out
	}
	out := &style.Computed{
		Color: st.Color, Font: st.Font, LineHeight: st.LineHeight, Letter: st.Letter, Word: st.Word, SmallCaps: st.SmallCaps, Indent: st.Indent, Align: st.Align, White: st.White,
		BreakWords: st.BreakWords, Anywhere: st.Anywhere, BreakAll: st.BreakAll, Transform: st.Transform, Underline: st.Underline, Strike: st.Strike, Overline: st.Overline,
		RTL: st.RTL, Opacity: 1, Hidden: st.Hidden, ListType: st.ListType, ListInside: st.ListInside, Collapse: st.Collapse, Spacing: st.Spacing, Link: st.Link, Shrink: 1,
	}
	for i := range out.Margin {
		out.Margin[i].Kind = style.Px
	}
	e.anon[st] = out
	return out
}
