package htmlview

import (
	"context"
	"time"

	"popmail/gui/htmlview/paint"
)

// frame is how long the window waits for a layout, so that most messages are there with
// the frame in which they are chosen.
const frame = 8 * time.Millisecond

// mostTime bounds the layout of a message.
const mostTime = 30 * time.Second

// relay lays the documents out, unless they are already as they should be.
func (v *View) relay() {
	if v.width < narrowest || len(v.docs) == 0 {
		return
	}
	s := v.spec(v.width)
	if s == v.asked {
		return
	}
	v.asked = s
	j := &job{v: v, docs: v.docs, pics: v.pics, folding: v.folding, spec: s, terms: v.terms, from: v.top, to: v.bottom, fresh: v.sheet == nil}
	j.at, j.y, j.kept = v.topmost()
	if j.fits(v.sheet) {
		j.shown, j.base = v.sheet, v.sheet.frozen()
		if v.full != nil {
			j.base = v.full.frozen()
		}
	}
	v.laying.Start(j.run, func() { j.show(true) })
	v.laying.Settle(frame, func() bool { return !j.begun })
}

// A job lays documents out in the background. What is needed first is shown at once; the
// rest follows as it comes.
type job struct {
	v        *View
	docs     []Document
	pics     []*paint.Pictures
	folding  folding
	spec     spec
	terms    []string
	from, to float32 // what is in sight
	fresh    bool    // nothing is shown yet
	at       position
	y        float32
	kept     bool // at is at y
	// What is shown, and the last that was laid out as a whole, where an excerpt of it is
	// laid out first; else nil.
	shown, base *sheet

	parts []*part // that are not shown yet
	tiles []*tile
	begun bool // something has been shown
}

// each is how long parts are collected before they are shown.
const each = 100 * time.Millisecond

func (j *job) run(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, mostTime)
	defer cancel()
	n, bottom, last := 0, float32(0), time.Now()
	enough := 2*j.to - j.from
	fill := float32(-1)
	if j.fresh {
		fill = enough
	}
	if j.base != nil {
		j.excerpt(ctx)
	}
	lay(ctx, j.docs, j.pics, j.folding, j.spec, fill, func(p *part) bool {
		p.mark(j.terms, &j.spec)
		if p.whole {
			p.reading() // it is long: better here than on the window's thread
			j.swap(ctx, p, n-1)
			bottom, last = p.y+p.h, time.Now()
			return ctx.Err() == nil
		}
		if j.fresh && p.y < j.to { // so that they are there together
			s := &sheet{spec: j.spec, parts: []*part{p}}
			for _, t := range s.tiles(j.from, j.to) {
				t.img = s.draw(t.tileKey)
				t.part = n
				j.tiles = append(j.tiles, t)
			}
		}
		n, bottom = n+1, p.y+p.h
		j.parts = append(j.parts, p)
		if j.base != nil { // what is in sight is there already
			p.reading()
			return ctx.Err() == nil
		}
		if first := !j.begun; first && bottom >= enough && n > j.at.Part || !first && time.Since(last) > each {
			j.hand()
			last = time.Now()
		}
		return ctx.Err() == nil
	})
	if j.base != nil && len(j.parts) > 0 {
		j.tiles = j.sightOf(ctx, j.parts)
	}
}

// sightOf draws what will be in sight once parts are shown, so that they are there together.
func (j *job) sightOf(ctx context.Context, parts []*part) (out []*tile) {
	now := make(chan sight, 1)
	j.v.run.Do(func() { now <- j.v.sight() })
	select {
	case <-ctx.Done():
		return nil
	case at := <-now:
		s := &sheet{spec: j.spec, parts: parts}
		moved := float32(0)
		if y, ok := s.yOf(at.at); at.kept && ok {
			moved = y - at.y
		}
		for _, t := range s.tiles(at.top+moved, at.bottom+moved) {
			t.img = s.draw(t.tileKey)
			out = append(out, t)
		}
	}
	return out
}

// hand shows what there is while the rest is laid out. Only between hands does the
// background write to the job.
func (j *job) hand() {
	c := *j
	j.parts, j.tiles, j.begun = nil, nil, true
	j.v.run.Do(func() { c.show(false) })
}

// show is called on the window's thread.
func (j *job) show(done bool) {
	v := j.v
	if v.asked != j.spec || len(v.pics) != len(j.pics) || len(v.pics) > 0 && v.pics[0] != j.pics[0] {
		return // another one is under way
	}
	if j.begun && len(j.parts) > 0 && j.parts[0].whole {
		v.whole(j)
	} else if j.begun {
		v.grow(j.parts)
	} else if len(j.parts) > 0 {
		v.take(j)
	}
	if done {
		v.reselect(v.selected())
		v.lost = selected{}
		v.unfold()
	}
	if done && v.OnLaid != nil {
		v.OnLaid()
	}
}

// grow adds what was laid out after what is shown.
func (v *View) grow(parts []*part) {
	if v.sheet == nil || len(parts) == 0 {
		return
	}
	v.sheet.add(parts)
	if !v.measuring && v.OnResized != nil {
		v.OnResized()
	}
	v.find.again(v)
	v.tile()
	v.Refresh()
}

func (s *sheet) add(parts []*part) {
	s.parts = append(s.parts, parts...)
	last := s.parts[len(s.parts)-1]
	s.height = s.spec.wholeUp(last.y + last.h)
}

// take shows what was laid out.
func (v *View) take(j *job) {
	s := &sheet{spec: j.spec}
	s.add(j.parts)
	v.full = nil
	v.put(s, j.tiles)
	v.find.again(v)
}

// put puts a sheet in the place of what is shown. What was at the top of what is in sight
// stays there.
func (v *View) put(s *sheet, tiles []*tile) {
	old := float32(0)
	was := v.selected()
	at, y, kept := v.topmost()
	if v.sheet != nil {
		old = v.sheet.height
		for i := range min(len(v.sheet.parts), len(s.parts)) {
			s.parts[i].shiftAs(&s.spec, v.sheet.parts[i])
		}
	}
	v.sheet = s
	v.reselect(was)
	v.GoTo(nil)
	v.onFold()
	v.dropTiles()
	for _, t := range tiles {
		v.tiles[t.tileKey] = v.shown(t)
	}
	if now, ok := v.yOf(at); kept && ok {
		v.wanted = max(v.goal()+now-y, 0)
	}
	if !v.measuring && v.OnResized != nil && s.height != old {
		v.OnResized()
	}
	v.toWanted()
	v.tile()
	v.Refresh()
}

// goal is the top of what is in sight, or is about to be.
func (v *View) goal() float32 {
	if v.wanted >= 0 {
		return v.wanted
	}
	return v.top
}

// toWanted scrolls to where the text in sight stands now, once there is room for that: not
// before what is measured has its height.
func (v *View) toWanted() {
	if to := v.wanted; to >= 0 && !v.measuring {
		if v.wanted = -1; to != v.top && v.OnScroll != nil {
			v.OnScroll(to - v.top)
		}
	}
}

// shiftAs scrolls a part sideways as far as it was in another layout, where that could be scrolled.
func (p *part) shiftAs(s *spec, was *part) {
	if was.wide > was.w {
		p.shift = s.whole(min(was.shift, max(p.wide-p.w, 0)))
	}
}
