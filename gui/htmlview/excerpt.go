package htmlview

import (
	"context"
	"image"
	"math"
	"strings"
	"time"

	"popmail/gui/htmlview/layout"
)

// Where a long message gets another width or size, laying it out again takes its time.
// What is in sight is laid out first, by itself, and stands in its place on the pages as
// they were, which are shown larger or smaller until all is there.

const (
	longMessage   = 64 << 10        // octets of documents
	longPart      = 24 << 10        // octets of a page's text; what is shorter is laid out as a whole
	excerptBefore = 1 << 10         // octets of text above what is in sight
	excerptText   = 8 << 10         // octets from there on; where that fills no screen, the next is four times as much
	mostExcerpt   = 2 * time.Second // how long it may take
)

// fits reports whether an excerpt of what is shown tells how it will look: the message is
// long, and nothing but its width or size is to be another.
func (j *job) fits(shown *sheet) bool {
	if shown == nil || shown.spec == j.spec {
		return false
	}
	was := shown.spec
	was.width, was.zoom, was.device = j.spec.width, j.spec.zoom, j.spec.device
	if was != j.spec {
		return false
	}
	size := 0
	for i := range j.docs {
		size += len(j.docs[i].HTML) + len(j.docs[i].Text)
	}
	return size >= longMessage
}

// excerpt lays out what is in sight and has it shown. It is called in the background.
func (j *job) excerpt(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, mostExcerpt)
	defer cancel()
	s := &sheet{spec: j.spec}
	left := 1.5 * (j.to - j.from) // that is to be laid out
	for i, o := range j.base.parts {
		var p *part
		if i >= j.at.Part && left > 0 {
			offset := 0
			if i == j.at.Part {
				offset = j.at.Offset
			}
			var below float32
			if p, below = j.excerptOf(ctx, o, offset, left); p != nil {
				left -= below
			}
		}
		if ctx.Err() != nil {
			return
		}
		if p == nil {
			p = o.sized(&j.base.spec, &j.spec)
		}
		p.doc, p.first, p.y = o.doc, o.first, s.height
		if p.first && i > 0 {
			p.y += documentGap
		}
		p.y = j.spec.whole(p.y)
		p.shiftAs(&j.spec, o)
		p.mark(j.terms, &j.spec)
		s.add([]*part{p})
	}
	if len(s.parts) == 0 {
		return
	}
	c := *j
	c.tiles = j.sightOf(ctx, s.parts)
	j.v.run.Do(func() {
		if v := c.v; v.asked == c.spec && v.sheet == c.shown {
			if v.full == nil {
				v.full = v.sheet
			}
			v.put(s, c.tiles)
		}
	})
}

// sized is a part as it was, in another size.
func (p *part) sized(was, s *spec) *part {
	out := *p
	k := float32(s.zoom / was.zoom)
	out.scale *= float64(k)
	out.h = s.wholeUp(p.h * k)
	out.x = s.whole(p.x * k)
	out.w, out.wide = s.width, max(p.wide*k, s.width)
	return &out
}

// around is what is shown of a page around an excerpt of it: the page as it was, in CSS
// pixels of it.
type around struct {
	page        *layout.Page
	read        *reading
	top, bottom float64 // where the excerpt stands
	moved       float64 // how much further down what follows stands
}

// excerptOf lays out what of a part stands below an offset of its text, at least need
// high, and tells how high it is; nil where that cannot be done.
func (j *job) excerptOf(ctx context.Context, o *part, offset int, need float32) (*part, float32) {
	src := o.source
	if o.scale < j.base.spec.zoom { // it was wider than the view
		src.least = o.laid.Width
	}
	r := o.reading()
	if o.plain || len(r.text) < longPart {
		if o.plain {
			for src = range o.again(&j.spec) {
				break
			}
		}
		p := layPart(ctx, &src, j.pics[o.doc], j.spec)
		_, box, _ := p.reading().caret(offset)
		return p, p.h - float32(box.Y*p.scale)
	}
	for size := excerptText; ctx.Err() == nil; size *= farthest {
		cut := cutPage(o.page, r, offset-excerptBefore, offset+size)
		if cut == nil {
			return nil, 0
		}
		src.page = cut.page
		p := layPart(ctx, &src, j.pics[o.doc], j.spec)
		if !p.stand(o, cut) {
			return nil, 0
		}
		_, box, _ := p.reading().caret(offset)
		if below := float32((p.around.bottom - box.Y) * p.scale); below >= need || cut.last == len(r.pieces)-1 {
			p.h = j.spec.wholeUp(float32(p.laid.Height * p.scale))
			return p, below
		}
	}
	return nil, 0
}

// stand puts an excerpt in its place on the part that it is of. It is false where its text
// is another, as may be where what stands before it says how it is read.
func (p *part) stand(o *part, cut *cut) bool {
	whole, mine := o.reading(), readPage(p.laid, cut.page.Root)
	if len(mine.pieces) == 0 || o.laid.FromRight || p.laid.FromRight { // its left edge may be elsewhere
		return false
	}
	from, to := &whole.pieces[cut.first], &whole.pieces[cut.last]
	base := from.start - mine.pieces[0].start
	if base < 0 || base > len(whole.text) || !strings.HasPrefix(whole.text[base:], mine.text) {
		return false
	}
	for i := range mine.pieces {
		mine.pieces[i].start += base
		mine.pieces[i].end += base
	}
	end := mine.pieces[len(mine.pieces)-1].item
	top, down := 0.0, 0.0
	if cut.first > 0 {
		top = from.item.Y
		down = top - mine.pieces[0].item.Y
	}
	bottom := max(end.Y+end.H+down, top)
	p.laid.Move(0, down)
	p.around = &around{page: o.laid, read: whole, top: top, bottom: bottom, moved: bottom - max(to.item.Y+to.item.H, top)}
	p.laid.Height = o.laid.Height + p.around.moved
	p.laid.Width = max(p.laid.Width, o.laid.Width)
	p.source = o.source
	p.areas = areasOf(cut.page.Root, p.laid.Items)
	p.read = &reading{text: whole.text, pieces: mine.pieces, quoted: whole.quoted, fine: p.painter.Fine, around: p.around}
	return true
}

// readingAt is what of a part's text stands at a height of the view, and how much further
// down its pieces are than they say, in CSS pixels.
func (p *part) readingAt(y float32) (r *reading, down float64) {
	if a := p.around; a != nil {
		switch at := float64(y-p.y) / p.scale; {
		case at < a.top-2:
			return a.read, 0
		case at > a.bottom:
			return a.read, a.moved
		}
	}
	return p.reading(), 0
}

// drawAround draws an excerpt and what is above and below it.
func (p *part) drawAround(img *image.RGBA, scale float64) {
	a := p.around
	top, bottom := int(math.Round(a.top*scale)), int(math.Round(a.bottom*scale))
	rows := func(from, to int, page *layout.Page, down int) {
		r := img.Rect
		r.Min.Y, r.Max.Y = max(r.Min.Y, from), min(r.Max.Y, to)
		if r.Empty() {
			return
		}
		piece := img.SubImage(r).(*image.RGBA)
		piece.Rect = piece.Rect.Sub(image.Pt(0, down))
		p.painter.Draw(piece, page, scale)
	}
	rows(math.MinInt, top, a.page, 0)
	rows(top, bottom, p.laid, 0)
	rows(bottom, math.MaxInt, a.page, int(math.Round(a.moved*scale)))
}
