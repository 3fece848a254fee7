package layout

import (
	"popmail/gui/htmlview/style"
)

// A line is one line of a block container, in the coordinates of its formatting context.
type line struct {
	y, h   float64
	base   float64
	pieces []piece
	frames []inlineFrame
}

// A piece is a run of text on a line.
type piece struct {
	b    *box
	text string
	x, w float64
	base float64
	seq  int // of the item, for the reading order
	from int // offset of its first octet in the item's text
	rtl  bool
}

// An inlineFrame is the part of an inline box on one line.
type inlineFrame struct {
	b           *box
	rect        Rect
	left, right bool // has that edge
}

// A level is an inline box while its line is put together.
type level struct {
	b     *box
	group int     // the group of boxes that are aligned together
	base  float64 // of the box, below that of its group
	x     float64 // where it begins on the line
	left  bool    // it begins on this line
	inked bool    // its own line height counts already
	has   bool    // something lies in it
	frame int     // its index in frames, -1 for none
}

// A group is what is aligned to the line's baseline, its top or its bottom as one.
type group struct {
	asc, desc float64
	some      bool
	align     style.VAlign // Baseline, VTop or VBottom
	base      float64
}

func (g *group) grow(asc, desc float64) {
	if !g.some {
		g.asc, g.desc, g.some = asc, desc, true
		return
	}
	g.asc, g.desc = max(g.asc, asc), max(g.desc, desc)
}

// finish places the line that cur holds; hard tells that it ends in a forced break or is
// the last of its block.
func (ln *liner) finish(hard bool) {
	e, b := ln.e, ln.b
	ln.trim()
	groups := []group{{}}
	levels := make([]level, 1, 8)
	levels[0] = level{b: b, frame: -1}
	quirks := e.page.Quirks || e.page.LimitedQuirks // quirks.spec.whatwg.org, 3.3
	// QUIRK: in a list item Chromium takes the line-height of inline boxes for its first
	// line only, in these modes.
	plain := quirks && ln.some && b.st.Display == style.ListItem
	leading := func(st *style.Computed) (asc, desc float64) {
		if plain && st != b.st && st.LineHeight != b.st.LineHeight {
			normal := *st
			normal.LineHeight = 0
			st = &normal
		}
		return e.leading(st)
	}
	ink := func(l *level) {
		l.has = true
		if !l.inked {
			l.inked = true
			asc, desc := leading(l.b.st)
			groups[l.group].grow(asc-l.base, desc+l.base)
		}
	}
	if !quirks || b.hasMarker() && !ln.some {
		ink(&levels[0])
	}
	spaces, last := 0, -1
	for i := range ln.cur {
		if ln.cur[i].kind == iWord || ln.cur[i].kind == iAtomic {
			last = i
		}
	}
	for i := 0; i < last; i++ {
		if ln.cur[i].kind == iSpace {
			spaces++
		}
	}
	room := ln.avail() - ln.width
	x := ln.l + ln.indent()
	extra := 0.0
	switch align := ln.align(); align {
	case style.AlignRight:
		x += max(0, room)
		if b.st.RTL {
			x += min(0, room)
		}
	case style.AlignCenter:
		x += max(0, room/2)
	case style.Justify:
		if !hard && spaces > 0 && room > 0 {
			extra = room / float64(spaces)
		} else if ln.b.st.RTL {
			x += room // as it begins
		}
	}
	out := line{y: ln.y}
	enter := func(k *box, left bool) {
		up := &levels[len(levels)-1]
		l := level{b: k, group: up.group, base: up.base, x: x, left: left, frame: -1}
		switch k.st.VAlign {
		case style.VTop, style.VBottom:
			groups = append(groups, group{align: k.st.VAlign})
			l.group, l.base = len(groups)-1, 0
		default:
			asc, desc := e.leading(k.st)
			l.base += e.raise(k.st, up.b.st, asc, desc)
		}
		edges := k.edges(ln.w)
		if e.frames++; e.frames > maxFrames {
			e.tell(problemBoxes)
		} else if k.st.Background.Color.A > 0 || k.st.Background.Image != "" || edges != [4]float64{} {
			l.frame = len(out.frames)
			out.frames = append(out.frames, inlineFrame{b: k, left: left})
		}
		levels = append(levels, l)
		if !quirks || left && edges[style.Left] != 0 {
			ink(&levels[len(levels)-1])
		}
	}
	leave := func(right bool) {
		l := &levels[len(levels)-1]
		if l.frame >= 0 {
			fc, edges := e.face(l.b.st.Font), l.b.edges(ln.w)
			fr := &out.frames[l.frame]
			fr.right = right
			// y is from the group's baseline until the groups have their places.
			fr.rect = Rect{l.x, l.base - fc.ascent - edges[style.Top], x - l.x, fc.ascent + fc.descent + edges[style.Top] + edges[style.Bottom]}
		}
		has := l.has
		levels = levels[:len(levels)-1]
		if up := &levels[len(levels)-1]; has {
			up.has = true
		}
	}
	var frameGroups, pieceGroups, boxGroups []int
	var boxes []*box
	for _, k := range ln.open {
		enter(k, false)
	}
	noteFrames := func() {
		for len(frameGroups) < len(out.frames) {
			frameGroups = append(frameGroups, levels[len(levels)-1].group)
		}
	}
	noteFrames()
	for i := range ln.cur {
		it := &ln.cur[i]
		top := &levels[len(levels)-1]
		switch it.kind {
		case iOpen:
			m := it.b.margins(ln.w)
			x += m[style.Left]
			enter(it.b, true)
			noteFrames()
			x += it.b.edges(ln.w)[style.Left]
			ln.open = append(ln.open, it.b)
		case iClose:
			if len(levels) > 1 {
				x += it.b.edges(ln.w)[style.Right]
				if quirks && it.b.edges(ln.w)[style.Right] != 0 {
					ink(top)
				}
				leave(true)
				x += it.b.margins(ln.w)[style.Right]
			}
			if n := len(ln.open); n > 0 {
				ln.open = ln.open[:n-1]
			}
		case iWord, iSpace:
			if it.w == 0 && it.kind == iSpace {
				continue
			}
			if st, at := it.b.st, top.b.st; st.Font == at.Font && st.LineHeight == at.LineHeight {
				ink(top)
			} else {
				asc, desc := leading(st)
				groups[top.group].grow(asc-top.base, desc+top.base)
				top.has = true
			}
			if it.kind == iWord && it.b.st.LineHeight == 0 {
				if asc, desc, ok := e.extent(it.b.st.Font, it.text); ok {
					groups[top.group].grow(asc-top.base, desc+top.base)
				}
			}
			w := it.w
			if it.kind == iSpace && i < last {
				w += extra
			}
			text := it.text
			if it.soft && i == last && !hard {
				text += "-"
				w += e.wordWidth(it.b.st, "-")
			}
			out.pieces = append(out.pieces, piece{b: it.b, text: text, x: x, w: w, base: top.base, seq: i})
			pieceGroups = append(pieceGroups, top.group)
			x += w
		case iBreak:
			// Quirks: the end of a line is text where its box holds nothing else.
			if !quirks || !top.has {
				ink(top)
			}
		case iAtomic:
			k := it.b
			m := k.margins(ln.w)
			k.x = x + m[style.Left]
			asc, desc := e.aroundBaseline(k, m)
			g, base := top.group, top.base
			switch k.st.VAlign {
			case style.VTop, style.VBottom:
				groups = append(groups, group{align: k.st.VAlign})
				g, base = len(groups)-1, 0
			default:
				base += e.raise(k.st, top.b.st, asc, desc)
			}
			groups[g].grow(asc-base, desc+base)
			top.has = true
			k.y = base - asc + m[style.Top]
			boxes, boxGroups = append(boxes, k), append(boxGroups, g)
			x += k.w + m[style.Left] + m[style.Right]
		}
	}
	for len(levels) > 1 {
		leave(false)
	}
	if b.hasMarker() && !ln.some {
		// The mark of a list item reaches above its first line, not below.
		asc, desc := e.leading(b.st)
		if groups[0].some {
			desc = groups[0].desc
		}
		groups[0].grow(asc, desc)
	}
	// The groups find their places (CSS 2.2, 10.8).
	asc, desc := groups[0].asc, groups[0].desc
	for _, g := range groups[1:] {
		if more := g.asc + g.desc - asc - desc; more > 0 {
			if g.align == style.VTop {
				desc += more
			} else {
				asc += more
			}
		}
	}
	out.h = sane(asc + desc)
	out.base = ln.y + asc
	for i := range groups {
		switch {
		case i == 0:
			groups[i].base = out.base
		case groups[i].align == style.VTop:
			groups[i].base = ln.y + groups[i].asc
		default:
			groups[i].base = ln.y + out.h - groups[i].desc
		}
	}
	for i := range out.pieces {
		out.pieces[i].base += groups[pieceGroups[i]].base
	}
	for i := range out.frames {
		out.frames[i].rect.Y += groups[frameGroups[i]].base
	}
	for i, k := range boxes {
		k.y += groups[boxGroups[i]].base
	}
	if ln.in.bidi {
		ln.reorder(&out, boxes)
	}
	ln.in.lines = append(ln.in.lines, out)
	ln.some = true
	ln.f.y = ln.y + out.h
}

// trim takes white space off the end of the line.
func (ln *liner) trim() {
	for i := len(ln.cur) - 1; i >= 0; i-- {
		it := &ln.cur[i]
		switch it.kind {
		case iOpen, iClose, iBreak, iFloat:
			continue
		case iSpace:
			if it.hangs {
				it.w = 0
				continue
			}
		}
		return
	}
}

// align is how the line's text is aligned, as left, center, right or justify.
func (ln *liner) align() style.Align {
	rtl := ln.b.st.RTL
	switch a := ln.b.st.Align; a {
	case style.HTMLCenter, style.AlignCenter:
		return style.AlignCenter
	case style.HTMLRight, style.AlignRight:
		return style.AlignRight
	case style.HTMLLeft, style.AlignLeft:
		return style.AlignLeft
	case style.End:
		if !rtl {
			return style.AlignRight
		}
		return style.AlignLeft
	case style.Justify:
		return style.Justify
	default:
		if rtl {
			return style.AlignRight
		}
		return style.AlignLeft
	}
}

// maxDirected bounds how deep inline boxes with a direction of their own nest in a line: the
// algorithm knows no more (UAX 9, BD2).
const maxDirected = 125

// directed are the inline boxes around k that have a direction of their own, the outermost
// first. Of too many the innermost are left out: neighbours then have the same around them.
func (ln *liner) directed(k *box) []*box {
	around := func(yield func(*box) bool) {
		for p := k; p != nil && p != ln.b && p.st.Display == style.Inline; p = p.parent {
			if p.st.Isolate && p.node != nil && !yield(p) {
				return
			}
		}
	}
	at := 0
	for range around {
		at++
	}
	out := make([]*box, min(at, maxDirected))
	for p := range around {
		if at--; at < len(out) {
			out[at] = p
		}
	}
	return out
}

// enters and leaves are the signs for an inline box with a direction of its own: an isolate,
// with an override in bdo (CSS Writing Modes 3, 2.4.2; HTML, 15.3.5).
func enters(k *box) string {
	sign := map[bool]string{false: "\u2066", true: "\u2067"}[k.st.RTL]
	if k.node.Tag == "bdo" {
		sign += map[bool]string{false: "\u202d", true: "\u202e"}[k.st.RTL]
	}
	return sign
}

func leaves(k *box) string {
	if k.node.Tag == "bdo" {
		return "\u202c\u2069"
	}
	return "\u2069"
}
