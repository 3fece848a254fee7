package htmlview

import (
	"slices"
	"strings"
	"unicode"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
)

// Bounds of what is read for a link.
const (
	mostCovers  = 60  // of its boxes and pictures that lie over other words
	mostBelow   = 200 // texts that lie below them
	mostCovered = 200 // of its texts, for which is looked whether something lies over them
	mostClipped = 600 // texts at the places of its boxes and pictures, for which is looked how much of them is seen
	mostSteps   = 2e6 // of what is laid, until texts below them are taken for seen without looking whether they are covered
)

// words are the words that stand for a link, as they are read: all of them, and in lines of their own
// without what is not seen, without what is hardly seen beside the rest, and what is seen through its boxes
// and pictures.
func (v *View) words(l *link) string {
	p := v.sheet.parts[l.part]
	texts, alt := textsOf(p, l)
	lines := []string{strings.Join(strings.Fields(alt+" "+join(texts)), " ")}
	add := func(s string) {
		if s != "" && !slices.Contains(lines, s) {
			lines = append(lines, s)
		}
	}
	contrast := map[*layout.Text]float64{}
	paint.Contrasts(p.laid, p.paper, v.pics[p.doc], func(t *layout.Text, c float64) { contrast[t] = c })
	p.steps = 0
	seen, clear := v.seen(p, texts, contrast)
	add(join(seen))
	add(join(clear))
	p.steps = 0
	add(join(v.below(p, l, contrast)))
	return strings.Join(lines, "\n")
}

// textsOf are the texts within a link in the order in which they are read, and what its pictures before
// them say.
func textsOf(p *part, l *link) (texts []*layout.Text, alt string) {
	for _, item := range p.laid.Items {
		switch it := item.(type) {
		case *layout.Text:
			if within(it.Node, l.node) {
				texts = append(texts, it)
			}
		case *layout.Picture:
			if within(it.Node, l.node) && it.Here && len(texts) == 0 {
				alt += it.Alt
			}
		}
	}
	inSight(texts)
	return texts, alt
}

// join is what texts say one after the other.
func join(texts []*layout.Text) string {
	var b strings.Builder
	var last *layout.Text
	for _, it := range texts {
		if last != nil && !oneWord(last, it) {
			b.WriteByte(' ')
		}
		b.WriteString(asSeen(it))
		last = it
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// What a text has at least that can be seen at all, and of what stands in one word with others that stand out more.
const (
	leastOpacity  = 0.1
	leastSize     = 4    // CSS pixels
	leastContrast = 1.15 // see paint.Contrasts
	clearSize     = 0.6  // of the largest
	clearContrast = 2.2
)

// seen are those of texts, or of them as much, that can be seen, and of these those that do not hide beside
// others of the same word.
func (v *View) seen(p *part, texts []*layout.Text, contrast map[*layout.Text]float64) (seen, clear []*layout.Text) {
	of := map[*layout.Text]float64{}
	for i, t := range texts {
		c, known := contrast[t]
		if !known {
			c = 21 // on a picture nobody knows
		}
		if t.Opacity < leastOpacity || t.Font.Size < leastSize || c < leastContrast || crowded(t) || p.outside(t) || i < mostCovered && p.covered(t) {
			continue
		}
		if t = v.clipped(t); t != nil {
			seen = append(seen, t)
			of[t] = c
		}
	}
	for from := 0; from < len(seen); {
		to, size, most := from+1, seen[from].Font.Size, of[seen[from]]
		for to < len(seen) && oneWord(seen[to-1], seen[to]) {
			size, most = max(size, seen[to].Font.Size), max(most, of[seen[to]])
			to++
		}
		for _, t := range seen[from:to] {
			if faint := of[t] < clearContrast && of[t]-1 < (most-1)/2; !faint && t.Font.Size >= clearSize*size {
				clear = append(clear, t)
			}
		}
		from = to
	}
	return seen, clear
}

// crowded reports whether the letters of a text lie upon each other.
func crowded(t *layout.Text) bool {
	n := 0
	for _, r := range t.Text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsPunct(r) {
			n++
		}
	}
	return n > 0 && t.W < 0.1*t.Font.Size*float64(n)
}

// outside reports whether a text lies above or at the left of the page, where nobody scrolls to.
func (p *part) outside(t *layout.Text) bool {
	return t.Y+t.H <= 0 || t.X+t.W <= 0 && !p.laid.FromRight
}

// covered reports whether something opaque lies over a text.
func (p *part) covered(t *layout.Text) bool {
	for i := len(p.laid.Items) - 1; i >= 0; i-- {
		p.steps++
		switch it := p.laid.Items[i].(type) {
		case *layout.Text:
			if it == t {
				return false
			}
		case *layout.Box:
			if paint.Opaque(it) && it.Clip == nil && holds(it.Rect, t.Rect) {
				return true
			}
		}
	}
	return false
}

// meet reports whether two rectangles have a place in common, if only an edge.
func meet(a, b layout.Rect) bool {
	return a.X <= b.X+b.W && b.X <= a.X+a.W && a.Y <= b.Y+b.H && b.Y <= a.Y+a.H
}

func holds(r, in layout.Rect) bool {
	return in.X >= r.X && in.Y >= r.Y && in.X+in.W <= r.X+r.W && in.Y+in.H <= r.Y+r.H
}

// clipped is what is seen of a text that may be cut at the edge of a box; nil: nothing.
func (v *View) clipped(t *layout.Text) *layout.Text {
	c := t.Clip
	if c == nil || holds(*c, t.Rect) {
		return t
	}
	if min(t.Y+t.H, c.Y+c.H)-max(t.Y, c.Y) < 0.3*t.H || t.X >= c.X+c.W || t.X+t.W <= c.X {
		return nil
	}
	letters := []rune(t.Text)
	const most = 400 // letters of a line
	if t.RTL || len(letters) > most || t.W <= 0 {
		return t
	}
	m := v.sheet.spec.measurer()
	natural := m.Width(t.Font, t.Text)
	if natural <= 0 {
		return t
	}
	// Where a letter ends. What lies between letters is shared out evenly.
	end := func(n int) float64 {
		return t.X + m.Width(t.Font, string(letters[:n])) + (t.W-natural)*float64(n)/float64(len(letters))
	}
	from, to, left := -1, 0, t.X
	out := *t
	for n := range letters {
		right := end(n + 1)
		if middle := (left + right) / 2; middle > c.X && middle < c.X+c.W {
			if from < 0 {
				from, out.X = n, left
			}
			to, out.W = n+1, right-out.X
		}
		left = right
	}
	if from < 0 {
		return nil
	}
	out.Text = string(letters[from:to])
	return &out
}

// below are the texts of others that are seen through what a link lays over them: pictures, boxes that are
// not opaque, and words that are not seen. A tap on them follows the link.
func (v *View) below(p *part, l *link, contrast map[*layout.Text]float64) (texts []*layout.Text) {
	type cover struct {
		at     int // in the order in which is painted
		places layout.Rect
	}
	var covers []cover
	for i, item := range p.laid.Items {
		if len(covers) == mostCovers {
			break
		}
		switch it := item.(type) {
		case *layout.Picture:
			if it.Node == nil {
				continue
			}
			if within(it.Node, l.node) {
				covers = append(covers, cover{i, it.Rect})
			}
			for k := range p.areas {
				if a := &p.areas[k]; a.node == l.node && a.on == it.Rect {
					covers = append(covers, cover{i, a.box})
				}
			}
		case *layout.Box:
			if within(it.Node, l.node) && !paint.Opaque(it) {
				covers = append(covers, cover{i, it.Rect})
			}
		case *layout.Text:
			if c, known := contrast[it]; within(it.Node, l.node) && (it.Opacity < leastOpacity || known && c < leastContrast) {
				covers = append(covers, cover{i, it.Rect})
			}
		}
	}
	if len(covers) == 0 {
		return nil
	}
	looked := 0
	for i, item := range p.laid.Items {
		whole, ok := item.(*layout.Text)
		if !ok || i >= covers[len(covers)-1].at {
			continue
		}
		if c, known := contrast[whole]; whole.Opacity < leastOpacity || known && c < leastContrast {
			continue
		}
		near := func(c cover) bool { return i < c.at && meet(c.places, whole.Rect) }
		if !slices.ContainsFunc(covers, near) || within(whole.Node, l.node) {
			continue
		}
		t := whole
		if looked++; looked <= mostClipped { // it takes long; of others all is taken for seen
			if t = v.clipped(whole); t == nil {
				continue
			}
		}
		x, y := t.X+t.W/2, t.Y+t.H/2
		if !slices.ContainsFunc(covers, func(c cover) bool {
			return i < c.at && x >= c.places.X && x < c.places.X+c.places.W && y >= c.places.Y && y < c.places.Y+c.places.H
		}) || p.steps < mostSteps && p.covered(whole) {
			continue
		}
		if texts = append(texts, t); len(texts) == mostBelow {
			break
		}
	}
	return texts
}
