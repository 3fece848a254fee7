package htmlview

import (
	"context"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/htmlview/paint"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/selectable"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// View shows documents one below the other. Its height follows from its width; what of it
// is in sight is told by Window. All methods are called on the window's thread.
type View struct {
	widget.BaseWidget
	selectable.Selection
	// OnLink is called when a link is followed, with its target as the page has it, the
	// words that stand for it, and the place on the canvas.
	OnLink func(target, words string, at fyne.Position)
	// OnScroll asks for a scroll by dy.
	OnScroll func(dy float32)
	// OnWheel gets the wheel's movement that the view has no use for.
	OnWheel func(*fyne.ScrollEvent)
	// OnZoom asks for larger (1) or smaller (-1) letters.
	OnZoom func(steps int)
	// OnResized says that the height has changed without a change of the width.
	OnResized func()
	// OnFound is told of other numbers than those that Find returned, after more of the
	// documents was laid out.
	OnFound func(count, at int)
	// OnLaid says that documents have been laid out anew.
	OnLaid func()

	run      loop.Runner
	laying   loop.Latest
	docs     []Document
	pics     []*paint.Pictures
	terms    []string
	zoom     float64
	original bool
	folding  folding

	sheet       *sheet
	asked       spec    // what was laid out last, or is being laid out
	width       float32 // that was asked for
	measuring   bool
	top, bottom float32 // what is in sight, from the top of the view
	tiles       map[tileKey]*tile
	painting    bool
	round       int // of painting: what was begun before is out of date

	grip      grip
	dragAt    fyne.Position
	dragging  bool
	stopDrag  func()
	stopAgain string // the link that the keyboard is to be on once all is laid out anew
	find      finding
	playing   *playing // nil: no picture moves
}

// New returns an empty view.
func New(run loop.Runner) *View {
	v := &View{run: run, zoom: 1, tiles: map[tileKey]*tile{}, bottom: firstSight}
	v.laying.Run = run
	v.Of(v)
	v.ExtendBaseWidget(v)
	return v
}

// firstSight is how much of a view is drawn before anybody has told what is in sight.
const firstSight = 1000

// frame is how long the window waits for a layout, so that most messages are there with
// the frame in which they are chosen.
const frame = 8 * time.Millisecond

// mostTime bounds the layout of a message.
const mostTime = 30 * time.Second

// Set puts documents into the view, from their beginning.
func (v *View) Set(docs ...Document) {
	v.laying.Cancel()
	v.still()
	v.docs = docs
	v.sheet, v.folding, v.find = nil, folding{}, finding{}
	v.Reset()
	v.newPictures()
	v.dropTiles()
	v.asked = spec{}
	v.relay()
	v.Refresh()
}

func (v *View) newPictures() {
	v.still()
	v.pics = newPictures(v.docs)
}

func newPictures(docs []Document) []*paint.Pictures {
	out := make([]*paint.Pictures, len(docs))
	for i := range docs {
		out[i] = &paint.Pictures{Source: docs[i].Picture}
	}
	return out
}

// Append adds more documents of the same message.
func (v *View) Append(docs ...Document) {
	v.docs = append(v.docs[:len(v.docs):len(v.docs)], docs...)
	for range docs {
		v.pics = append(v.pics[:len(v.pics):len(v.pics)], &paint.Pictures{Source: docs[0].Picture})
	}
	v.asked = spec{}
	v.relay()
}

// Reload lays the documents out anew after more of their pictures have come.
func (v *View) Reload() {
	v.newPictures()
	v.asked = spec{}
	v.relay()
}

// Empty reports whether there is nothing to show.
func (v *View) Empty() bool { return len(v.docs) == 0 }

// SetZoom sets how large everything is, 1 for 100 %.
func (v *View) SetZoom(zoom float64) {
	v.zoom = zoom
	v.relay()
}

// Zoom is how large everything is.
func (v *View) Zoom() float64 { return v.zoom }

// SetOriginalColors shows pages in the colours that they have, also in the dark.
func (v *View) SetOriginalColors(on bool) {
	v.original = on
	v.relay()
}

// OriginalColors reports what SetOriginalColors has set.
func (v *View) OriginalColors() bool { return v.original }

// Adapted reports whether a page that is shown has other colours than its sender gave it,
// or would have them.
func (v *View) Adapted() bool {
	if v.sheet == nil {
		return false
	}
	for _, p := range v.sheet.parts {
		if p.adapted || v.original && v.sheet.spec.dark && !p.plain {
			return true
		}
	}
	return false
}

func nrgba(name fyne.ThemeColorName) color.NRGBA {
	c, _ := color.NRGBAModel.Convert(theme.Color(name)).(color.NRGBA)
	return c
}

// device is how many pixels of the screen there are for one unit.
func device() float64 {
	if all := fyne.CurrentApp().Driver().AllWindows(); len(all) > 0 {
		if scale := all[len(all)-1].Canvas().Scale(); scale > 0 {
			return float64(scale)
		}
	}
	return 1
}

// spec is what documents are to be laid out for now.
func (v *View) spec(width float32) spec {
	paper := nrgba(theme.ColorCard)
	return spec{
		width: width, device: device(), zoom: v.zoom * float64(widgets.Unit()),
		dark: int(paper.R)+int(paper.G)+int(paper.B) < 3*0x80, original: v.original, paper: paper,
		text: nrgba(fynetheme.ColorNameForeground), link: nrgba(fynetheme.ColorNameHyperlink), line: nrgba(theme.ColorMuted), edge: nrgba(theme.ColorLine),
		mark: nrgba(theme.ColorMark), markText: nrgba(theme.ColorMarkText),
	}
}

// narrowest is the least width that is laid out for, in Fyne's units: less is met only
// before the window has its size.
const narrowest = 40

// HeightFor implements flow.Sizer. The height is that of what is shown; what is laid out
// for another width takes its place once it is there.
func (v *View) HeightFor(width float32) float32 {
	if width >= narrowest {
		v.width = width
		v.measuring = true
		v.relay()
		v.measuring = false
	}
	if v.sheet == nil {
		return 0
	}
	return v.sheet.height
}

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
		if first := !j.begun; first && bottom >= enough && n > j.at.Part || !first && time.Since(last) > each {
			j.hand()
			last = time.Now()
		}
		return ctx.Err() == nil
	})
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

// take shows what was laid out. What was at the top of what is in sight stays there.
func (v *View) take(j *job) {
	s := &sheet{spec: j.spec}
	s.add(j.parts)
	old := float32(0)
	if v.sheet != nil {
		old = v.sheet.height
		for i := range min(len(v.sheet.parts), len(s.parts)) {
			p := s.parts[i]
			p.shift = s.spec.whole(min(v.sheet.parts[i].shift, max(p.wide-p.w, 0)))
		}
	}
	v.sheet = s
	v.GoTo(nil)
	v.onFold()
	v.dropTiles()
	for _, t := range j.tiles {
		v.tiles[t.tileKey] = v.shown(t)
	}
	if !v.measuring && v.OnResized != nil && s.height != old {
		v.OnResized()
	}
	if now, ok := v.yOf(j.at); j.kept && ok && v.OnScroll != nil && now != j.y {
		v.OnScroll(now - j.y)
	}
	v.find.again(v)
	v.tile()
	v.Refresh()
}

// topmost is the first text in sight and how far down the view it stands; false where the
// top of the view is in sight.
func (v *View) topmost() (at position, y float32, ok bool) {
	if v.sheet == nil || v.top <= 0 {
		return position{}, 0, false
	}
	for i, p := range v.sheet.parts {
		if p.y+p.h <= v.top {
			continue
		}
		r := p.reading()
		for k := range r.pieces {
			t := r.pieces[k].item
			if y := p.y + float32(t.Y*p.scale); y >= v.top-2 {
				return position{Part: i, Offset: r.pieces[k].start}, y, true
			}
		}
	}
	return position{}, 0, false
}

// yOf is how far down the view a place of the text stands.
func (v *View) yOf(at position) (float32, bool) {
	if v.sheet == nil || at.Part >= len(v.sheet.parts) {
		return 0, false
	}
	p := v.sheet.parts[at.Part]
	_, box, ok := p.reading().caret(at.Offset)
	return p.y + float32(box.Y*p.scale), ok
}

// Window tells what is in sight, from the top of the view.
func (v *View) Window(top, bottom float32) {
	if v.top == top && v.bottom == bottom {
		return
	}
	v.top, v.bottom = top, bottom
	v.tile()
	v.Refresh()
}

// Marks marks found words; terms are as in mailbox.Result.
func (v *View) Marks(terms []string) {
	v.terms = terms
	if v.sheet != nil {
		for _, p := range v.sheet.parts {
			p.mark(terms, &v.sheet.spec)
		}
		v.repaint()
		v.unfold()
	}
}

func (v *View) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(v) }
