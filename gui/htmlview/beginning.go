package htmlview

import (
	"context"
	"slices"
	"strings"
)

// A long page is laid out twice: first its beginning alone, which is on the screen at once,
// then all of it, which takes the place of the beginning. The text of a beginning is the
// start of the text of the whole page, so that places in it stay what they are.

// Octets of a page that is long, and of its first beginning; where that fills no screen,
// the next is four times as long.
const (
	longPage  = 192 << 10
	beginning = 48 << 10
	farthest  = 4
)

// beginningOf is the start of a long page up to a place between elements, with size octets
// after its head; false where that is most of the page.
func beginningOf(page string, size int) (string, bool) {
	if len(page) < longPage {
		return "", false
	}
	from := 0
	for half := page[:len(page)/2]; ; {
		at := strings.IndexByte(half[from:], '<')
		if at < 0 {
			break
		}
		tag := half[from+at+1:]
		if !slices.ContainsFunc(headTags, func(name string) bool { return hasTag(tag, name) }) {
			break
		}
		from += at + 1
	}
	end := from + size
	if end > len(page)/2 {
		return "", false
	}
	if at := strings.LastIndexByte(page[from:end], '<'); at > 0 {
		end = from + at
	} else if at := strings.LastIndexByte(page[from:end], ' '); at > 0 {
		end = from + at
	}
	return page[:end], true
}

// headTags are what stands before the content of a page, or how that begins.
var headTags = []string{"!", "?", "html", "head", "meta", "title", "base", "link", "style", "script", "/title", "/style", "/script", "/head", "body", "o:", "/o:", "xml", "/xml"}

// hasTag reports whether what follows "<" has a name.
func hasTag(s, name string) bool {
	return len(s) >= len(name) && strings.EqualFold(s[:len(name)], name)
}

// A sight is what is in sight, and the text at its top.
type sight struct {
	top, bottom float32
	at          position
	y           float32
	kept        bool // at is at y; else the top of the view is in sight
}

func (v *View) sight() (s sight) {
	s.top, s.bottom = v.goal(), v.goal()+v.bottom-v.top
	s.at, s.y, s.kept = v.topmost()
	return s
}

// swap draws what will be in sight of a page that is there now as a whole, and has it
// shown. It is called in the background.
func (j *job) swap(ctx context.Context, p *part, i int) {
	now := make(chan sight, 1)
	j.v.run.Do(func() { now <- j.v.sight() })
	select {
	case <-ctx.Done():
		return
	case s := <-now:
		moved := float32(0)
		if s.kept && s.at.Part == i {
			_, box, ok := p.reading().caret(s.at.Offset)
			if ok {
				moved = p.y + float32(box.Y*p.scale) - s.y
			}
		}
		one := &sheet{spec: j.spec, parts: []*part{p}}
		for _, t := range one.tiles(s.top+moved, s.bottom+moved) {
			t.img = one.draw(t.tileKey)
			t.part = i
			j.tiles = append(j.tiles, t)
		}
	}
	j.parts = []*part{p}
	j.hand()
}

// whole puts a page in the place of its beginning. The text at the top of what is in sight
// stays where it is, and what is selected stays selected.
func (v *View) whole(j *job) {
	p := j.parts[0]
	last := len(v.sheet.parts) - 1
	if last < 0 || v.sheet.parts[last].doc != p.doc || !v.sheet.parts[last].partial {
		return
	}
	before, was := v.sight(), v.selected()
	p.shiftAs(&v.sheet.spec, v.sheet.parts[last])
	s := &sheet{spec: v.sheet.spec}
	s.add(append(v.sheet.parts[:last:last], p))
	again := ""
	if _, on := v.Focus(); on != nil {
		if l, _ := v.linkOfStop(on); l != nil && l.part == last {
			again = l.target
			v.GoTo(nil)
		}
	}
	v.sheet = s
	v.reselect(was)
	v.stopAgain = again
	v.onFold()
	for k := range v.tiles {
		if k.part == last {
			v.drop(k)
		}
	}
	for _, t := range j.tiles {
		if t.left == s.spec.pixels(p.shift-p.x) {
			v.tiles[t.tileKey] = v.shown(t)
		}
	}
	if now, ok := v.yOf(before.at); before.kept && ok {
		v.wanted = max(before.top+now-before.y, 0)
	}
	if !v.measuring && v.OnResized != nil {
		v.OnResized()
	}
	v.toWanted()
	v.find.again(v)
	v.tile()
	v.Refresh()
}
