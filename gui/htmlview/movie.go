package htmlview

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/picture"
)

// playing is the picture that moves; one at a time does.
type playing struct {
	ref     string
	pics    *paint.Pictures
	movie   *picture.Movie
	still   image.Image // what is shown while it does not move
	drawing loop.Latest
	tick    func() // cancels the next frame; nil: none waits
}

// Tapped implements fyne.Tappable: a picture that can move begins to, or stops; the rest is
// as with other texts.
func (v *View) Tapped(e *fyne.PointEvent) {
	if v.barAt(e.Position) >= 0 {
		return
	}
	if _, link := v.StopAt(e.Position); !link {
		if p, pics := v.movingAt(e.Position); p != nil {
			v.playOrStop(p.Ref, pics)
			return
		}
	}
	v.Selection.Tapped(e)
}

// movingAt is the picture at a place that can move; nil: none.
func (v *View) movingAt(at fyne.Position) (*layout.Picture, *paint.Pictures) {
	if v.sheet == nil || len(v.sheet.parts) == 0 {
		return nil, nil
	}
	i, x, y := v.on(at)
	part := v.sheet.parts[i]
	for _, item := range part.laid.Items {
		p, ok := item.(*layout.Picture)
		if ok && x >= p.X && y >= p.Y && x < p.X+p.W && y < p.Y+p.H && v.pics[part.doc].Moves(p.Ref) {
			return p, v.pics[part.doc]
		}
	}
	return nil, nil
}

// Movies reports whether a picture in sight can move, and whether one does.
func (v *View) Movies() (can, do bool) {
	v.pictures(func(p *layout.Picture, pics *paint.Pictures, top, bottom float32, _ int) bool {
		can = bottom > v.top && top < v.bottom && pics.Moves(p.Ref)
		return !can
	})
	return can, v.playing != nil
}

// ToggleMovie lets the first picture in sight that can move do so, or stops the one that does.
func (v *View) ToggleMovie() {
	if v.playing != nil {
		v.still()
		return
	}
	v.pictures(func(p *layout.Picture, pics *paint.Pictures, top, bottom float32, _ int) bool {
		if bottom > v.top && top < v.bottom && pics.Moves(p.Ref) {
			v.playOrStop(p.Ref, pics)
			return false
		}
		return true
	})
}

// pictures goes through the pictures and where they stand in the view.
func (v *View) pictures(do func(p *layout.Picture, pics *paint.Pictures, top, bottom float32, part int) bool) {
	if v.sheet == nil {
		return
	}
	for i, part := range v.sheet.parts {
		for _, item := range part.laid.Items {
			p, ok := item.(*layout.Picture)
			if !ok {
				continue
			}
			top := part.y + float32(p.Y*part.scale)
			if !do(p, v.pics[part.doc], top, top+float32(p.H*part.scale), i) {
				return
			}
		}
	}
}

func (v *View) playOrStop(ref string, pics *paint.Pictures) {
	same := v.playing != nil && v.playing.ref == ref && v.playing.pics == pics
	v.still()
	if same {
		return
	}
	m := &playing{ref: ref, pics: pics, drawing: loop.Latest{Run: v.run}}
	v.playing = m
	var movie *picture.Movie
	var still image.Image
	m.drawing.Start(func(context.Context) { movie, still = pics.Movie(ref) }, func() {
		if m.movie, m.still = movie, still; m.movie != nil {
			v.next(m)
		} else {
			v.playing = nil
		}
	})
}

// next shows the next frame of the picture that moves, as long as it is in sight.
func (v *View) next(m *playing) {
	if seen := v.replace(m, nil); !seen {
		v.still()
		return
	}
	var img image.Image
	var d time.Duration
	var last bool
	m.drawing.Start(func(context.Context) { img, d, last = m.movie.Next() }, func() {
		v.replace(m, img)
		if last {
			v.playing = nil
			return
		}
		m.tick = v.run.After(d, func() { v.next(m) })
	})
}

// still stops the picture that moves.
func (v *View) still() {
	m := v.playing
	if m == nil {
		return
	}
	v.playing = nil
	m.drawing.Cancel()
	if m.tick != nil {
		m.tick()
	}
	if m.still != nil {
		v.replace(m, m.still)
	}
}

// replace draws a picture anew with another frame; nil: it stays. It reports whether it is in
// sight.
func (v *View) replace(m *playing, img image.Image) (seen bool) {
	if img != nil {
		m.pics.Put(m.ref, img)
	}
	v.pictures(func(p *layout.Picture, pics *paint.Pictures, top, bottom float32, part int) bool {
		if p.Ref != m.ref || pics != m.pics {
			return true
		}
		seen = seen || bottom > v.top && top < v.bottom
		if img == nil {
			return true
		}
		from := v.sheet.parts[part].y
		for _, t := range v.tiles {
			if a := from + v.sheet.spec.units(t.top); t.part == part && a < bottom && a+v.sheet.spec.units(t.height) > top {
				t.round = -1
			}
		}
		return true
	})
	if img != nil {
		v.paint()
	}
	return seen
}
