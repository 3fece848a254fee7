package htmlview

import (
	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/style"
	"popmail/storage/query"
)

// mostMarks bounds the words of a document that are marked.
const mostMarks = 5000

// mark notes where found words stand. They are drawn over the page: a ground, and the word
// on it in a colour that is read there.
func (p *part) mark(terms []string, s *spec) {
	p.marks = nil
	if len(terms) == 0 {
		return
	}
	r := p.reading()
	out := &layout.Page{Width: p.laid.Width, Height: p.laid.Height}
	for i, m := range query.Marks(r.text, terms) {
		if i == mostMarks {
			break
		}
		r.each(m.Start, m.End, func(pc *piece, box layout.Rect) {
			t := *pc.item
			clip := box
			if t.Clip != nil {
				clip = common(box, *t.Clip)
			}
			if clip.W <= 0 || clip.H <= 0 {
				return
			}
			t.Clip, t.Color, t.Opacity = &clip, s.markText, 1
			out.Items = append(out.Items, &layout.Box{Rect: box, Opacity: 1, Clip: pc.item.Clip, Background: style.Background{Color: s.mark}}, &t)
		})
	}
	if len(out.Items) > 0 {
		p.marks = out
	}
}

// common is what two rectangles have in common.
func common(a, b layout.Rect) layout.Rect {
	x0, y0 := max(a.X, b.X), max(a.Y, b.Y)
	return layout.Rect{X: x0, Y: y0, W: max(min(a.X+a.W, b.X+b.W)-x0, 0), H: max(min(a.Y+a.H, b.Y+b.H)-y0, 0)}
}
