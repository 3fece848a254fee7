package reader

import (
	"context"
	"image"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"popmail/gui/htmlview"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Measures of the page of an attached file, at 100 % text size.
const (
	pageHigh   = 262 // of it that is seen, with the ground
	pageAbove  = 17  // of the ground above it
	pageBeside = 24
	pageWide   = 3000 // pixels, at most
	pageDelay  = 80 * time.Millisecond
	perPoint   = 96.0 / 72 // paper in its own size, as other programs show it
)

// The colors of found words on paper, which is white in the dark too.
var (
	paperMark = color.NRGBA{0xFF, 0xE5, 0x8A, 0xFF}
	paperNow  = color.NRGBA{0xFF, 0xC9, 0x3C, 0xFF}
)

// filePage shows the page of an attached file on which something was found, whole or cut to what is
// around that; before the page is there, and where it cannot be drawn, the words around it.
type filePage struct {
	attached
	card   *card
	file   mailbox.FileRead
	at     int // of file.Found
	words  *htmlview.View
	ground *canvas.Rectangle
	img    *canvas.Image // its Image is nil while there is none

	latest  loop.Latest
	asked   request
	have    request // what picture was asked for by
	picture *mailbox.PagePicture
	cut     cutting
	of      framed  // what cut is of, or will be
	scale   float32 // pixels a unit, of picture
	failed  bool

	whole   bool   // all of the page is shown
	onPaint func() // nil: nobody asks
}

// request is what a picture was asked for by.
type request struct {
	page  int
	width float32
	unit  float32
}

// framed is what a part of a page was cut for.
type framed struct {
	got   *mailbox.PagePicture
	nth   int
	whole bool
}

func newFilePage(c *card, a eml.Attachment, f mailbox.FileRead) *filePage {
	p := &filePage{attached: attached{r: c.r, a: c.r.attachment(a)}, card: c, file: f, words: c.r.newBody(), ground: canvas.NewRectangle(nil), img: canvas.NewImageFromImage(nil)}
	p.latest = loop.Latest{Run: c.r.run, Delay: pageDelay}
	p.words.SetZoom(1)
	p.words.Marks(c.r.content.Terms)
	p.img.FillMode = canvas.ImageFillStretch
	p.ExtendBaseWidget(p)
	p.paint()
	return p
}

// drawn reports whether there is or will be a picture.
func (p *filePage) drawn() bool { return p.r.FilePage != nil && p.file.Paged && !p.failed }

// show shows one of the places that were found.
func (p *filePage) show(at int) {
	p.at = at
	p.words.Set(htmlview.Document{Text: p.file.Found[at].Words})
	if page, _ := p.page(); p.picture != nil && p.have.page != page {
		p.picture, p.img.Image = nil, nil // the words stand there until the page is drawn
	}
	p.ask(p.Size().Width)
	p.Refresh()
}

// page is the page of a place, from 1, and which of the places on that page it is.
func (p *filePage) page() (page, nth int) {
	found := p.file.Found
	for i := range p.at {
		if found[i].Page == found[p.at].Page {
			nth++
		}
	}
	return max(found[p.at].Page, 1), nth
}

// ask has the page drawn for a width, unless that was done.
func (p *filePage) ask(width float32) {
	c := p.r.canvas()
	if !p.drawn() || width <= 2*pageBeside || c == nil {
		return
	}
	u := widgets.Unit()
	page, nth := p.page()
	q := request{page, width, u}
	if p.asked == q {
		if p.picture != nil && p.have == q {
			p.frame(nth)
		}
		return
	}
	p.asked, p.of = q, framed{} // a cut under way is not finished
	scale := c.Scale()
	v := mailbox.PageView{Page: page, Width: min(int((width-2*pageBeside*u)*scale), pageWide), PerPoint: perPoint * float64(u*scale)}
	if v.Width < 1 {
		return
	}
	id, terms, index := p.r.content.Summary.ID, p.r.content.Terms, p.a.Index
	most := int(pageHigh * u * scale)
	above := int(pageAbove * u * scale)
	whole := p.whole
	var got *mailbox.PagePicture
	var cut cutting
	var err error
	p.latest.Start(func(ctx context.Context) {
		if got, err = p.r.FilePage(ctx, id, index, v, terms); err == nil {
			cut = cutOut(got, nth, mostOf(got, whole, most, above), above)
		}
	}, func() {
		if p.r.card != p.card {
			return
		}
		if err != nil {
			p.failed, p.picture, p.img.Image = true, nil, nil
		} else {
			p.picture, p.have, p.scale, p.cut, p.of = got, q, scale, cut, framed{got, nth, whole}
		}
		p.changed()
	})
}

// frame shows another place of the page that is there, unless that was done: it is asked for with
// every layout. Less than a megabyte is copied, unless it is the whole page.
func (p *filePage) frame(nth int) {
	q := framed{p.picture, nth, p.whole}
	if p.of == q {
		return
	}
	p.of = q
	p.latest.Cancel()
	got, whole, most, above := p.picture, p.whole, int(pageHigh*p.asked.unit*p.scale), int(pageAbove*p.asked.unit*p.scale)
	if !whole {
		p.cut = cutOut(got, nth, most, above)
		return
	}
	var cut cutting
	p.latest.Start(func(context.Context) { cut = cutOut(got, nth, mostOf(got, whole, most, above), above) }, func() {
		if p.r.card == p.card && p.picture == got {
			p.cut = cut
			p.changed()
		}
	})
}

// showWhole shows all of the page, or only what is around a place again.
func (p *filePage) showWhole(on bool) {
	p.whole = on
	if _, nth := p.page(); p.picture != nil && p.have == p.asked {
		p.frame(nth)
		if !on {
			p.changed()
		}
	} else { // it is being drawn
		p.asked = request{}
		p.ask(p.Size().Width)
	}
}

// mostOf is how high a page may be that is cut: with the ground above and below it where it is whole.
func mostOf(p *mailbox.PagePicture, whole bool, most, above int) int {
	if whole {
		most = max(most, p.Image.Rect.Dy()+2*above)
	}
	return most
}

// changed shows what has come.
func (p *filePage) changed() {
	p.Refresh()
	p.r.resized()
}

// cutting is a part of a page with what was found.
type cutting struct {
	img   *image.RGBA
	above int // pixels of the ground above it; it begins with the page
}

// cutOut cuts a page to the height of what is seen, so that the place nth is in it, and marks what was
// found: that place more than others. above is how much ground is seen above the top of the page.
func cutOut(p *mailbox.PagePicture, nth, most, above int) cutting {
	size := p.Image.Rect.Size()
	var at image.Rectangle
	if nth < len(p.Found) {
		for _, r := range p.Found[nth] {
			if at.Empty() {
				at = r
			}
		}
	}
	top, high := 0, most-above
	if size.Y > high && at.Max.Y > high*3/4 {
		above, high = 0, most
		top = min(max((at.Min.Y+at.Max.Y)/2-high*2/5, 0), max(size.Y-high, 0))
	}
	high = min(high, size.Y-top)
	out := image.NewRGBA(image.Rect(0, 0, size.X, high))
	for y := range high {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], p.Image.Pix[(top+y)*p.Image.Stride:])
	}
	for i, place := range p.Found {
		c := paperMark
		if i == nth {
			c = paperNow
		}
		for _, r := range place {
			stain(out, r.Inset(-1).Sub(image.Pt(0, top)), c)
		}
	}
	return cutting{out, above}
}

// stain lays a color over a part of an opaque picture as a marker pen does: white takes it, black stays.
func stain(img *image.RGBA, r image.Rectangle, c color.NRGBA) {
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[img.PixOffset(r.Min.X, y):]
		for x := 0; x < 4*r.Dx(); x += 4 {
			row[x], row[x+1], row[x+2] = mul(row[x], c.R), mul(row[x+1], c.G), mul(row[x+2], c.B)
		}
	}
}

func mul(a, b uint8) uint8 { return uint8(uint16(a) * uint16(b) / 255) }

func (p *filePage) paint() {
	p.ground.FillColor = theme.Color(theme.ColorField)
	p.ground.Hidden, p.img.Hidden = p.picture == nil, p.picture == nil
	p.words.Hidden = p.picture != nil
	if p.picture != nil && p.img.Image != image.Image(p.cut.img) {
		p.img.Image = p.cut.img
	}
	if p.onPaint != nil {
		p.onPaint()
	}
}

// partly reports whether more of the page is there than is seen.
func (p *filePage) partly() bool {
	return p.picture != nil && p.cut.img.Rect.Dy() < p.picture.Image.Rect.Dy()
}

// The free room around the words.
const (
	pageInset  = 14
	wordsInset = 10
)

// walk calls f with the place of what is seen and returns the height.
func (p *filePage) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	u := widgets.Unit()
	high := flow.Whole(pageHigh * u)
	if p.picture != nil {
		s := p.cut.img.Rect.Size()
		w, h, above := float32(s.X)/p.scale, float32(s.Y)/p.scale, float32(p.cut.above)/p.scale
		if room := width - 2*pageBeside*u; w > room && room > 0 { // until it is drawn anew
			w, h = room, h*room/w
		}
		if p.cut.above > 0 && (p.whole || above+h < high) {
			high = flow.WholeUp(h + 2*above)
		}
		if f != nil {
			f(p.ground, 0, 0, width, high)
			f(p.img, flow.Whole((width-w)/2), flow.Whole(above), w, h)
		}
		return high
	}
	inner := max(width-2*pageInset, 1)
	words := p.words.HeightFor(inner)
	if !p.drawn() {
		high = words + 2*wordsInset
	}
	if f != nil {
		f(p.ground, 0, 0, width, high)
		f(p.words, pageInset, wordsInset, inner, words)
	}
	return high
}

// HeightFor implements flow.Sizer.
func (p *filePage) HeightFor(width float32) float32 { return p.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (p *filePage) CreateRenderer() fyne.WidgetRenderer {
	return &filePageRenderer{p: p, Walked: flow.Walked{Of: p, Parts: func() []fyne.CanvasObject { return []fyne.CanvasObject{p.ground, p.words, p.img} },
		Walk: p.walk, Least: func() float32 { return 2 * pageInset }}}
}

type filePageRenderer struct {
	flow.Walked
	p *filePage
}

// Layout implements fyne.WidgetRenderer.
func (r *filePageRenderer) Layout(size fyne.Size) {
	r.Walked.Layout(size)
	r.p.ask(size.Width)
}

// Refresh implements fyne.WidgetRenderer.
func (r *filePageRenderer) Refresh() {
	r.p.paint()
	r.Layout(r.p.Size())
	r.p.words.Refresh()
	canvas.Refresh(r.p)
}
