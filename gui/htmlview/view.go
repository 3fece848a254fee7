package htmlview

import (
	"image/color"

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
	// words that stand for it, and the place on the canvas. The words have lines of their own for what
	// is left without those that are not seen, or hardly, and for what is seen through the link.
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
	pics     []*paint.Pictures // of docs
	rooms    *rooms            // of pics
	terms    []string
	zoom     float64
	original bool
	folding  folding
	tails    bool // quotations at the end are folded as a whole

	sheet       *sheet
	full        *sheet  // what sheet is an excerpt of, until all is laid out anew; else nil
	asked       spec    // what was laid out last, or is being laid out
	width       float32 // that was asked for
	measuring   bool
	top, bottom float32 // what is in sight, from the top of the view
	wanted      float32 // the top that is scrolled to once there is room; below 0: none
	tiles       map[tileKey]*tile
	painting    bool
	round       int // of painting: what was begun before is out of date

	lost      selected // what was selected, until its text is there again
	grip      grip
	dragAt    fyne.Position
	dragging  bool
	stopDrag  func()
	stopAgain string // the link that the keyboard is to be on once all is laid out anew
	find      finding
	playing   *playing // nil: no picture moves
	pointed   *Pointed // while a context menu is made
}

// New returns an empty view.
func New(run loop.Runner) *View {
	v := &View{run: run, zoom: 1, tiles: map[tileKey]*tile{}, bottom: firstSight, wanted: -1}
	v.laying.Run = run
	v.Of(v)
	v.ExtendBaseWidget(v)
	return v
}

// firstSight is how much of a view is drawn before anybody has told what is in sight.
const firstSight = 1000

// Set puts documents into the view, from their beginning.
func (v *View) Set(docs ...Document) {
	v.laying.Cancel()
	v.still()
	v.docs = docs
	v.sheet, v.full, v.folding, v.find, v.wanted = nil, nil, folding{}, finding{}, -1
	v.Reset()
	v.lost = selected{}
	v.newPictures()
	v.dropTiles()
	v.asked = spec{}
	v.relay()
	v.Refresh()
}

func (v *View) newPictures() {
	v.still()
	v.rooms = &rooms{}
	v.pics = v.rooms.pictures(v.docs)
}

// aloneSide is the longest side that is kept of pictures that are documents, of which a
// message may have many, in pixels.
const aloneSide = 1280

// rooms is where the pictures of all documents of a view have their place: those of pages, and
// those that are documents.
type rooms struct{ pages, alone paint.Room }

// pictures are those of documents, one for each.
func (r *rooms) pictures(docs []Document) []*paint.Pictures {
	out := make([]*paint.Pictures, len(docs))
	for i := range docs {
		out[i] = &paint.Pictures{Source: docs[i].Picture, Room: &r.pages}
		if docs[i].Alone {
			out[i].Side, out[i].Room = aloneSide, &r.alone
		}
	}
	return out
}

// FoldTails says whether the quotation with which a document ends is folded as a whole: where what it
// quotes stands beside it anyway.
func (v *View) FoldTails(on bool) {
	if v.tails == on {
		return
	}
	v.tails = on
	if !v.folding.all {
		v.folding = folding{} // their numbers are others
	}
	v.relay()
}

// Append adds more documents of the same message.
func (v *View) Append(docs ...Document) {
	v.docs = append(v.docs[:len(v.docs):len(v.docs)], docs...)
	if v.rooms == nil {
		v.rooms = &rooms{}
	}
	v.pics = append(v.pics[:len(v.pics):len(v.pics)], v.rooms.pictures(docs)...)
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
		if p.adapted || v.original && (v.sheet.spec.dark || v.sheet.spec.strong) && !p.plain {
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
		dark: int(paper.R)+int(paper.G)+int(paper.B) < 3*0x80, original: v.original, strong: theme.Strong(), tails: v.tails, paper: paper, ground: nrgba(theme.ColorField),
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

// topmost is the first text in sight and how far down the view it stands; false where the
// top of the view is in sight.
func (v *View) topmost() (at position, y float32, ok bool) {
	top := v.goal()
	if v.sheet == nil || top <= 0 {
		return position{}, 0, false
	}
	for i, p := range v.sheet.parts {
		if p.y+p.h <= top {
			continue
		}
		r, down := p.readingAt(top)
		for k := range r.pieces {
			if y := p.y + float32((r.pieces[k].item.Y+down)*p.scale); y >= top-2 {
				return position{Part: i, Offset: r.pieces[k].start}, y, true
			}
		}
	}
	return position{}, 0, false
}

// yOf is how far down the view a place of the text stands.
func (v *View) yOf(at position) (float32, bool) {
	if v.sheet == nil {
		return 0, false
	}
	return v.sheet.yOf(at)
}

func (s *sheet) yOf(at position) (float32, bool) {
	if at.Part >= len(s.parts) {
		return 0, false
	}
	p := s.parts[at.Part]
	_, box, ok := p.reading().caret(at.Offset)
	return p.y + float32(box.Y*p.scale), ok
}

// Window tells what is in sight, from the top of the view.
func (v *View) Window(top, bottom float32) {
	if v.top == top && v.bottom == bottom {
		v.toWanted()
		return
	}
	v.top, v.bottom = top, bottom
	v.toWanted()
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
