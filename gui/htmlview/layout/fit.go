package layout

import (
	"math"

	"popmail/gui/htmlview/style"
)

// maxSegment is how many items without a place for the end of a line are kept together.
const maxSegment = 2000

// A liner fills the lines of a block container.
type liner struct {
	f     *flow
	e     *engine
	b     *box
	in    *inlines
	x, w  float64 // of the content box
	cb    float64 // its height, where it is known
	open  []*box  // inline boxes open at the start of the line
	rest  item    // what is left of a word that was broken
	from  int     // the item that rest is of, -1 for none
	seen  int     // floats before this item are placed
	cur   []item  // of the line being filled
	width float64 // of cur, without white space that vanishes
	full  float64 // with it
	ink   bool    // cur holds more than white space and edges
	queue []*box  // floats for below the line
	l, r  float64 // of the line
	y     float64
	some  bool   // a line was made
	until int    // the end of the segment that was looked for last
	hard  bool   // it ends in a forced break
	at    int    // the item that the line begins with
	head  string // what of it stands in the line before
	to    int    // the item that the next line begins with
}

// layLines lays out the lines of b between x and x+w.
func (f *flow) layLines(b *box, x, w, cb float64) {
	in := f.e.collect(b)
	in.lines = in.lines[:0]
	if in.empty && !b.hasMarker() {
		for i := range in.items {
			if in.items[i].kind == iFloat {
				f.float(in.items[i].b, x, w, cb)
			}
		}
		return
	}
	f.resolve()
	ln := &liner{f: f, e: f.e, b: b, in: in, x: x, w: w, cb: cb, from: -1}
	for i := 0; i < len(in.items) && !f.e.stop(); {
		if f.y > maxHeight {
			f.e.tell(problemHeight)
			break
		}
		i = ln.line(i)
	}
	if !ln.some && b.hasMarker() {
		ln.start()
		ln.finish(true)
	}
}

// item is the item i, or what is left of it.
func (ln *liner) item(i int) item {
	if i == ln.from {
		return ln.rest
	}
	return ln.in.items[i]
}

// start begins a line where the flow is.
func (ln *liner) start() {
	ln.cur, ln.width, ln.full, ln.ink = ln.cur[:0], 0, 0, false
	ln.y = ln.f.y
	ln.measure()
}

// measure asks for the room between the floats.
func (ln *liner) measure() {
	ln.l, ln.r = ln.x, ln.x+ln.w
	if len(ln.f.floats) == 0 {
		return
	}
	fc := ln.e.face(ln.b.st.Font)
	h := ln.e.lineHeight(ln.b.st, fc)
	ln.l, ln.r = ln.f.band(ln.y, ln.y+max(1, h), ln.x, ln.x+ln.w)
}

// avail is how wide the line may be.
func (ln *liner) avail() float64 {
	return ln.r - ln.l - ln.indent()
}

func (ln *liner) indent() float64 {
	if ln.some {
		return 0
	}
	return orZero(ln.b.st.Indent, ln.w)
}

// line fills one line from item i and returns the item that the next one begins with.
func (ln *liner) line(i int) int {
	ln.start()
	ln.at, ln.head = i, ""
	if i == ln.from {
		whole := ln.in.items[i].text
		ln.head = whole[:max(0, len(whole)-len(ln.rest.text))]
	}
	for ln.r <= ln.l && ln.w > 0 && ln.lower(0) { // no room at all between floats
	}
	items := ln.in.items
	for i < len(items) {
		j, forced := ln.segment(i)
		if j == i { // a float
			i++
			continue
		}
		w, full, ink := ln.span(i, j, ln.avail()-ln.full+slack)
		if ink && ln.full+w > ln.avail()+slack {
			if ln.ink {
				break
			}
			if wrapping(ln.b.st.White) && ln.lower(ln.full+w) { // browsers let text that does not wrap run over floats
				continue
			}
			next, broken := ln.split(i, j)
			i = next
			ln.to = i
			if broken {
				ln.finish(false)
				ln.after()
				return i
			}
			if forced {
				ln.finish(true)
				ln.cleared(i)
				ln.after()
				return i
			}
			continue
		}
		if w > ln.avail()-ln.full+slack {
			w, full, ink = ln.span(i, j, maxLength)
		}
		ln.take(i, j, w, full, ink)
		i = j
		if ln.to = i; forced {
			ln.finish(true)
			ln.cleared(i)
			ln.after()
			return i
		}
	}
	if i < len(items) && ln.ink {
		if next, ok := ln.fill(i); ok {
			i = next
		}
	}
	ln.to = i
	if ln.ink || ln.edged() {
		ln.finish(i >= len(items))
	} else {
		ln.carry()
	}
	ln.after()
	return i
}

// segment is the end of the items from i between which no line ends. A float is none:
// it is placed and j is i.
func (ln *liner) segment(i int) (j int, forced bool) {
	items := ln.in.items
	if i < ln.until && items[i].kind != iFloat {
		return ln.until, ln.hard
	}
	defer func() {
		if j > i {
			ln.until, ln.hard = j, forced
		}
	}()
	for j = i; j < len(items) && j-i < maxSegment; j++ {
		it := &items[j]
		if it.kind == iFloat {
			if j == i {
				ln.float(j)
				return i, false
			}
			// It belongs to what comes before it: the segment goes on around it.
			continue
		}
		if it.kind == iAtomic {
			ln.size(it.b)
		}
		if it.kind == iBreak {
			for j++; j < len(items) && items[j].kind == iClose; j++ { // what ends with the line ends on it
			}
			return j, true
		}
		if it.wraps {
			j++
			for j < len(items) && items[j].kind == iClose {
				j++
			}
			return j, false
		}
	}
	return j, false
}

// float places a float that comes up in the line, beside what is in it or below.
func (ln *liner) float(i int) {
	if i < ln.seen {
		return
	}
	ln.seen = i + 1
	b := ln.in.items[i].b
	if ln.ink {
		width := ln.e.shrink(b, ln.w)
		m := b.margins(ln.w)
		before := ln.width // white space at the end makes way, but not where no line may end
		if ln.b.st.White == style.NoWrap {
			before = ln.full
		}
		if len(ln.queue) > 0 || b.st.Clear != style.NoClear && ln.f.clearance(b.st.Clear) > ln.y || before+width+m[style.Left]+m[style.Right] > ln.avail()+slack {
			ln.queue = append(ln.queue, b)
			return
		}
	}
	ln.f.place(b, ln.x, ln.w, ln.y, ln.cb)
	ln.measure()
}

// after places the floats that did not fit beside the line.
func (ln *liner) after() {
	for _, b := range ln.queue {
		ln.f.place(b, ln.x, ln.w, ln.f.y, ln.cb)
	}
	ln.queue = ln.queue[:0]
}

// lower moves a line that is still empty below a float that leaves it too little room.
func (ln *liner) lower(need float64) bool {
	if ln.l <= ln.x && ln.r >= ln.x+ln.w {
		return false
	}
	next := ln.f.below(ln.y)
	if next <= ln.y {
		return false
	}
	ln.y, ln.f.y = next, next
	ln.measure()
	return true
}

// cleared moves below floats after a br that asks for it.
func (ln *liner) cleared(i int) {
	for i > 1 && ln.in.items[i-1].kind == iClose {
		i--
	}
	b := ln.in.items[i-1].b
	if b.kind == kBreak && b.st.Clear != style.NoClear {
		ln.f.y = max(ln.f.y, ln.f.clearance(b.st.Clear))
	}
}

// span measures the items from i to j: their width without and with the white space that
// vanishes at the end of a line. It ends early where they are wider than limit.
func (ln *liner) span(i, j int, limit float64) (w, full float64, ink bool) {
	started := ln.ink
	for k := i; k < j && (w <= limit || !ink); k++ {
		it := ln.item(k)
		switch it.kind {
		case iWord, iAtomic:
			full += ln.itemWidth(&it)
			w, ink, started = full, true, true
		case iSpace:
			if !it.hangs {
				full += it.w
				ink, started = true, true
				// What ends a line with white-space: pre-wrap hangs out of it (CSS Text 3, 4.1.3).
				if it.b.st.White != style.PreWrap || k+1 < j {
					w = full
				}
			} else if started {
				full += it.w
			}
		case iOpen, iClose:
			full += ln.edge(&it)
			if it.kind == iClose && w > 0 {
				w += ln.edge(&it)
			}
		}
	}
	return w, full, ink
}

func (ln *liner) itemWidth(it *item) float64 {
	if it.kind == iAtomic {
		m := it.b.margins(ln.w)
		return it.b.w + m[style.Left] + m[style.Right]
	}
	return it.w
}

// edge is the width of the edge of an inline box.
func (ln *liner) edge(it *item) float64 {
	side := style.Left
	if it.kind == iClose {
		side = style.Right
	}
	edges, margins := it.b.edges(ln.w), it.b.margins(ln.w)
	return edges[side] + margins[side]
}

// take appends items to the line; w and full are their widths.
func (ln *liner) take(i, j int, w, full float64, ink bool) {
	before := ln.full
	for k := i; k < j; k++ {
		it := ln.item(k)
		switch it.kind {
		case iFloat:
			ln.float(k)
			continue
		case iSpace:
			if it.hangs && !ln.ink {
				continue
			}
			ln.ink = true
			ln.full += it.w
		case iWord, iAtomic:
			ln.ink = true
			ln.full += ln.itemWidth(&it)
			ln.width = ln.full
		case iOpen, iClose:
			ln.full += ln.edge(&it)
		}
		ln.cur = append(ln.cur, it)
		if k == ln.from {
			ln.from = -1
		}
	}
	if ink {
		ln.width = before + w
	}
	ln.full = before + full
}

// size lays out an atomic box.
func (ln *liner) size(b *box) {
	e := ln.e
	width := e.shrink(b, ln.w)
	e.lay(b, width, e.heightOf(b, ln.cb, ln.w), ln.w)
}

// edged reports whether the line holds edges of inline boxes that are to be seen.
func (ln *liner) edged() bool {
	for i := range ln.cur {
		if k := ln.cur[i].kind; (k == iOpen || k == iClose) && ln.edge(&ln.cur[i]) != 0 {
			return true
		}
	}
	return false
}

// carry keeps track of the inline boxes in a line that is not made.
func (ln *liner) carry() {
	for i := range ln.cur {
		switch ln.cur[i].kind {
		case iOpen:
			ln.open = append(ln.open, ln.cur[i].b)
		case iClose:
			if n := len(ln.open); n > 0 {
				ln.open = ln.open[:n-1]
			}
		}
	}
}

// lineHeight is the used line height of a style.
func (e *engine) lineHeight(st *style.Computed, fc face) float64 {
	if st.LineHeight > 0 {
		return sane(st.LineHeight)
	}
	return fc.ascent + fc.descent + fc.gap
}

// leading gives the ascent and descent of an inline box with half the leading above and
// below (CSS 2.2, 10.8.1). Browsers round the upper half down.
func (e *engine) leading(st *style.Computed) (asc, desc float64) {
	fc := e.face(st.Font)
	h := e.lineHeight(st, fc)
	asc = fc.ascent + math.Floor((h-fc.ascent-fc.descent)/2)
	return asc, h - asc
}
