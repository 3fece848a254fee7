package layout

import (
	"math"
	"sort"
	"strings"

	"popmail/gui/kit/bidi"
)

// reorder puts what stands in a line in the order in which it is seen (UAX #9).
func (ln *liner) reorder(out *line, boxes []*box) {
	type unit struct {
		x, w float64
		text string
		p    int // index of the piece, -1 for a box or a sign of direction
		k    *box
	}
	var units []unit
	var apart []*box // the inline boxes with a direction of their own that are open
	within := func(k *box) {
		now := ln.directed(k)
		same := 0
		for same < len(now) && same < len(apart) && now[same] == apart[same] {
			same++
		}
		for i := len(apart) - 1; i >= same; i-- {
			units = append(units, unit{text: leaves(apart[i]), p: -1})
		}
		for _, x := range now[same:] {
			units = append(units, unit{text: enters(x), p: -1})
		}
		apart = now
	}
	bi := 0
	box := func() {
		k := boxes[bi]
		bi++
		within(k.parent)
		units = append(units, unit{x: k.x, w: k.w, text: object, p: -1, k: k})
	}
	// What stands in the lines around it has a say (UAX 9, 3.4).
	if text, in := ln.before(); text != "" {
		within(in)
		units = append(units, unit{text: text, p: -1})
	}
	for i := range out.pieces {
		p := &out.pieces[i]
		for bi < len(boxes) && boxes[bi].x < p.x {
			box()
		}
		within(p.b)
		units = append(units, unit{x: p.x, w: p.w, text: p.text, p: i})
	}
	for bi < len(boxes) {
		box()
	}
	if text, in := ln.behind(); text != "" {
		within(in)
		units = append(units, unit{text: text, p: -1})
	}
	if len(units) == 0 {
		return
	}
	var text strings.Builder
	starts := make([]int, len(units)+1)
	for i, u := range units {
		starts[i] = text.Len()
		text.WriteString(u.text)
	}
	starts[len(units)] = text.Len()
	visual := bidi.Visual(text.String(), ln.b.st.RTL)
	x := math.Inf(1)
	for _, u := range units {
		if u.p >= 0 || u.k != nil {
			x = min(x, u.x)
		}
	}
	pieces := make([]piece, 0, len(out.pieces))
	for _, v := range visual {
		first := sort.Search(len(units)-1, func(i int) bool { return starts[i+1] > v.Start })
		last := first
		for last+1 < len(units) && starts[last+1] < v.End {
			last++
		}
		for n := first; n <= last; n++ {
			i := n
			if v.RTL {
				i = last - (n - first)
			}
			u := units[i]
			from, to := max(v.Start, starts[i])-starts[i], min(v.End, starts[i+1])-starts[i]
			if from >= to {
				continue
			}
			if u.k != nil {
				u.k.x = x
				x += u.w
			}
			if u.p < 0 {
				continue
			}
			p := out.pieces[u.p]
			if from > 0 || to < len(p.text) {
				p.text, p.from = p.text[from:to], from
				p.w = ln.e.wordWidth(p.b.st, p.text)
			}
			p.x, p.rtl = x, v.RTL
			x += p.w
			pieces = append(pieces, p)
		}
	}
	out.pieces = pieces
}
