package layout

import (
	"math"

	"popmail/gui/htmlview/style"
)

// maxFloats is how many floats of a block formatting context may lie beside what is
// placed; further ones are placed as blocks.
const maxFloats = 500

// A flow is a block formatting context being filled from the top (CSS 2.2, 9.4.1). All
// its positions are from the border box of root.
type flow struct {
	e       *engine
	root    *box
	y       float64 // the bottom of what is placed, without the margin that follows
	pos     float64 // the largest and the smallest of the margins that adjoin here
	neg     float64 // (CSS 2.2, 8.3.1)
	quirky  float64 // the largest of those that the page asked for itself
	pending []*box  // boxes whose top adjoins those margins
	queued  []queuedFloat
	floats  []float
	start   bool    // nothing has been placed yet
	body    bool    // nothing has been placed in the body yet
	low     float64 // no float lies above it (CSS 2.2, 9.5.1, rule 5)
}

type queuedFloat struct {
	b    *box
	x, w float64
	cb   float64 // the height of its containing block
}

// A float is the margin box of one that is placed.
type float struct {
	b              *box
	x0, x1, y0, y1 float64
	left           bool
}

// add lets a margin adjoin those before it. quirky tells one of the browser's own style
// sheet, which vanishes at the edges of cells and of the body (quirks.spec.whatwg.org, 3.5
// and 3.6; HTML, 15.3.10).
func (f *flow) add(m float64, quirky bool) {
	if quirky && (f.start && f.root.kind == kCell || f.body) {
		return
	}
	if m >= 0 {
		f.pos = max(f.pos, m)
		if !quirky {
			f.quirky = max(f.quirky, m)
		}
	} else {
		f.neg = min(f.neg, m)
	}
}

// strut is what the adjoining margins come to.
func (f *flow) strut() float64 { return f.pos + f.neg }

func (f *flow) clearStrut() { f.pos, f.neg, f.quirky = 0, 0, 0 }

// resolve ends the run of adjoining margins: what comes next is placed below them.
func (f *flow) resolve() {
	f.y = sane(f.y + f.strut())
	f.clearStrut()
	f.start, f.body = false, false
	for _, p := range f.pending {
		p.y, p.pending = f.y, false
	}
	f.pending = f.pending[:0]
	queued := f.queued
	f.queued = nil
	for _, q := range queued {
		f.place(q.b, q.x, q.w, f.y, q.cb)
	}
}

// float places a float at what is placed so far, or as soon as that is known.
func (f *flow) float(b *box, x, w, cb float64) {
	if len(f.pending) > 0 {
		f.queued = append(f.queued, queuedFloat{b, x, w, cb})
		return
	}
	f.place(b, x, w, f.y+f.strut(), cb)
}

// place lays a float out and puts it at y or below (CSS 2.2, 9.5.1).
func (f *flow) place(b *box, x, w, y, cb float64) {
	f.root.floats = true
	e := f.e
	width := e.shrink(b, w)
	e.lay(b, width, e.heightOf(b, cb, w), w)
	m := b.margins(w)
	mw, mh := b.w+m[style.Left]+m[style.Right], b.h+m[style.Top]+m[style.Bottom]
	y = max(y, f.low)
	y = max(y, f.clearance(b.st.Clear))
	if len(f.floats) >= maxFloats {
		f.prune(y)
	}
	if len(f.floats) < maxFloats {
		for {
			l, r := f.band(y, y+max(mh, 1), x, x+w)
			if mw <= r-l+slack || l <= x && r >= x+w {
				if b.st.Float == style.FloatLeft {
					b.x = l + m[style.Left]
				} else {
					b.x = r - mw + m[style.Left]
				}
				break
			}
			next := f.below(y)
			if next <= y {
				b.x = l + m[style.Left]
				break
			}
			y = next
		}
	} else {
		b.x = x + m[style.Left]
		y = max(y, f.clearance(style.ClearBoth))
	}
	b.y = y + m[style.Top]
	f.low = y
	left := b.st.Float == style.FloatLeft
	f.floats = append(f.floats, float{b, b.x - m[style.Left], b.x - m[style.Left] + mw, y, y + mh, left})
}

// slack is what widths may differ by and still be the same.
const slack = 0.02

// band is the room between the floats from y0 to y1 in a container from x0 to x1.
func (f *flow) band(y0, y1, x0, x1 float64) (l, r float64) {
	l, r = x0, x1
	for i := range f.floats {
		fl := &f.floats[i]
		if fl.y1 <= y0 || fl.y0 >= y1 || fl.x0 >= fl.x1 {
			continue
		}
		if fl.left {
			l = max(l, fl.x1)
		} else {
			r = min(r, fl.x0)
		}
	}
	return l, r
}

// below is the next place under y where a float ends, y where there is none.
func (f *flow) below(y float64) float64 {
	next := math.Inf(1)
	for i := range f.floats {
		if b := f.floats[i].y1; b > y && b < next {
			next = b
		}
	}
	if math.IsInf(next, 1) {
		return y
	}
	return next
}

// prune forgets the floats that end above y.
func (f *flow) prune(y float64) {
	kept := f.floats[:0]
	for _, fl := range f.floats {
		if fl.y1 > y {
			kept = append(kept, fl)
		}
	}
	f.floats = kept
}

// clearance is the bottom of the floats that c asks to be below of.
func (f *flow) clearance(c style.Clear) float64 {
	bottom := math.Inf(-1)
	if c == style.NoClear {
		return bottom
	}
	for i := range f.floats {
		fl := &f.floats[i]
		if c == style.ClearBoth || fl.left == (c == style.ClearLeft) {
			bottom = max(bottom, fl.y1)
		}
	}
	return bottom
}
