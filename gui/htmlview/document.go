// Package htmlview shows the documents of a message: pages of HTML and plain text, drawn
// by PopMail itself. What is shown can be read, selected, searched and copied; links are
// told to others. Nothing is ever fetched.
package htmlview

import (
	"context"
	"errors"
	"image/color"
	"iter"
	"math"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview/layout"
	"popmail/gui/htmlview/paint"
	"popmail/gui/htmlview/style"
	"popmail/gui/kit/text"
	"popmail/gui/words"
)

// A Document is one part of a message. Exactly one of HTML and Text is set.
type Document struct {
	HTML string
	Text string
	// Joined says that it goes on with the text of the document before.
	Joined bool
	// Alone says that it is nothing but a picture.
	Alone bool
	Base  string // what relative references in it stand below; may be empty
	// Picture returns the octets of a picture that are here already, by its reference. It
	// is called in the background and may be nil.
	Picture func(ref string) ([]byte, bool)
}

// A spec is what the documents are laid out for.
type spec struct {
	width  float32 // of the view, in Fyne's units
	device float64 // device pixels per unit
	zoom   float64 // units per CSS pixel
	dark   bool
	// original leaves the colours of pages as they are.
	original bool
	strong   bool // for high contrast
	tails    bool // quotations at the end are folded as a whole
	paper    color.NRGBA
	ground   color.NRGBA // below the words in the place of what is folded
	text     color.NRGBA
	link     color.NRGBA
	line     color.NRGBA // of the sign for pictures
	edge     color.NRGBA // of frames
	mark     color.NRGBA
	markText color.NRGBA
}

// leastShrunk is how far a page that is wider than the view is made smaller; what is wider
// still is scrolled sideways.
const leastShrunk = 0.6

// The gap between documents and the radius of their frames, in Fyne's units.
const (
	documentGap = 14
	frameRadius = 6
)

// A part is a document in its place.
type part struct {
	source
	doc     int  // its document
	first   bool // of its document
	laid    *layout.Page
	painter *paint.Painter
	framed  bool // it has a ground of its own and is drawn with an edge
	paper   color.NRGBA
	scale   float64 // units per CSS pixel
	x, y    float32 // of the page in the view, in units; whole device pixels
	w, h    float32 // what of it is seen, in units
	wide    float32 // the whole width
	shift   float32 // how far it is scrolled sideways
	read    *reading
	around  *around      // what is shown above and below an excerpt; nil: laid is all of the page
	areas   []area       // of its pictures
	remote  []string     // pictures of the internet that are not here, see View.Remote
	marks   *layout.Page // found words, drawn over the page; nil: none
	adapted bool         // its colours are not the sender's
	partial bool         // it is the beginning of a page that follows as a whole
	whole   bool         // it takes the place of the partial one before
	steps   int          // of looking for what lies over texts, see View.words
}

// A sheet is all documents in their places.
type sheet struct {
	spec   spec
	parts  []*part
	height float32
}

// lay puts documents into their places, one part after the other, and hands each to yield;
// it ends where ctx is done or yield returns false. Of a long page comes a beginning first
// that reaches down to fill, below 0: none.
func lay(ctx context.Context, docs []Document, pics []*paint.Pictures, f folding, s spec, fill float32, yield func(p *part) bool) {
	bottom := float32(0)
	for i := range docs {
		whole := false
		first := true
		if d := &docs[i]; d.HTML != "" && bottom < fill {
			p := layBeginning(ctx, i, d, pics[i], s, f, fill-bottom)
			if ctx.Err() != nil {
				return
			}
			if p != nil {
				p.doc, p.first, p.y = i, !d.Joined, bottom
				if p.first && i > 0 {
					p.y += documentGap
				}
				p.y = s.whole(p.y)
				if p.partial = true; !yield(p) {
					return
				}
				whole = true
			}
		}
		for src := range sources(ctx, i, &docs[i], f, &s) {
			p := layPart(ctx, &src, pics[i], s)
			if errors.Is(ctx.Err(), context.Canceled) {
				return
			}
			p.doc = i
			if p.first = first && !docs[i].Joined; p.first && i > 0 {
				bottom += documentGap
			}
			first = false
			p.whole = whole
			p.y = s.whole(bottom)
			bottom = s.wholeUp(p.y + p.h)
			if !yield(p) {
				return
			}
		}
	}
}

// A source is a page that is to be laid out.
type source struct {
	page   *style.Page
	base   string
	plain  bool
	joined bool                           // it goes on in the line with which the one before ends
	wide   bool                           // it is not made smaller
	folded bool                           // some of it is folded away
	dark   bool                           // it is made for the dark
	again  func(s *spec) iter.Seq[source] // the same page of a plain text, and those after it, for another width or size
	least  float64                        // how wide the page is known to be at least, in CSS pixels
}

// sources are the pages of a document.
func sources(ctx context.Context, i int, d *Document, f folding, s *spec) iter.Seq[source] {
	if d.HTML == "" {
		return plainSources(i, d.Text, s, f)
	}
	return func(yield func(source) bool) {
		yield(pageSource(ctx, i, d, d.HTML, s, &f))
	}
}

// pageSource is a page of a document, or its beginning.
func pageSource(ctx context.Context, i int, d *Document, html string, s *spec, f *folding) source {
	dark := s.dark && !s.original
	page := style.Parse(ctx, html, style.Media{
		Width: float64(s.width) / s.zoom, Dark: dark,
		Opened: func(number int, open bool) bool { return (f.all || open) != f.except[quotation{i, number}] },
		Quoted: quotedPage(s),
	})
	return source{page: page, base: d.Base, dark: dark, folded: page.Closed != ""}
}

// layBeginning lays out as much of a long page as is at least fill high; nil where it is
// laid out at once.
func layBeginning(ctx context.Context, i int, d *Document, pics *paint.Pictures, s spec, f folding, fill float32) *part {
	for size := beginning; ; size *= farthest {
		html, ok := beginningOf(d.HTML, size)
		if !ok || ctx.Err() != nil {
			return nil
		}
		src := pageSource(ctx, i, d, html, &s, &f)
		if p := layPart(ctx, &src, pics, s); p.h >= fill {
			return p
		}
	}
}

// whole is the nearest whole number of device pixels.
func (s *spec) whole(v float32) float32 {
	return float32(math.Round(float64(v)*s.device) / s.device)
}

func (s *spec) wholeUp(v float32) float32 {
	return float32(math.Ceil(float64(v)*s.device-1e-3) / s.device)
}

func (s *spec) measurer() paint.Measurer {
	return paint.Measurer{Fonts: text.Shared(), Fine: math.Abs(s.zoom*s.device-1) > 0.01}
}

// layPart lays a page out at the top of the view.
func layPart(ctx context.Context, src *source, pics *paint.Pictures, s spec) *part {
	width := float64(s.width) / s.zoom
	m := s.measurer()
	p := &part{source: *src, scale: s.zoom, paper: s.paper}
	p.painter = &paint.Painter{Fonts: m.Fonts, Pictures: pics, Frame: s.line, Fine: m.Fine}
	bleed := 0.0
	if body := src.page.Body; !src.plain && body != nil {
		if left := body.Style.Margin[style.Left]; left.Kind == style.Px && left.V == bodyMargin && body.Style.Background.Color.A == 0 {
			bleed = bodyMargin
		}
	}
	p.laid = layout.Lay(ctx, src.page, width+2*bleed, m, waiting{pics})
	p.framed = !src.plain && (grounded(p.laid) || s.dark && s.original)
	if p.framed || p.laid.FromRight { // else what did not fit would begin in the margin
		if bleed > 0 {
			bleed = 0
			p.laid = layout.Lay(ctx, src.page, width, m, waiting{pics})
		}
	}
	if over := max(p.laid.Width, src.least) - 2*bleed; !src.wide && over > width+0.5 {
		p.laid = layout.Lay(ctx, src.page, min(max(p.laid.Width, src.least), width/leastShrunk+2*bleed), m, waiting{pics})
		p.scale = max(float64(s.width)/(p.laid.Width-2*bleed), s.zoom*leastShrunk)
	}
	switch {
	case src.plain:
	case s.dark && s.original:
		p.paper = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	case s.dark:
		p.adapted = darken(p.laid, s.paper, pics)
	}
	if !src.plain {
		paint.ShowAlt(p.laid, p.paper)
		if s.strong && !s.original && paint.Strengthen(p.laid, p.paper, pics) {
			p.adapted = true
		}
		p.areas = areasOf(src.page.Root, p.laid.Items)
	}
	p.remote = remoteOf(p.laid, src.base, pics)
	p.w, p.wide = s.width, s.width
	if (p.laid.Width-2*bleed)*p.scale > float64(s.width)+1 {
		p.wide = float32((p.laid.Width - bleed) * p.scale) // the margin at its right counts only where it is more than the view's
	}
	p.h = s.wholeUp(float32(p.laid.Height * p.scale))
	if p.wide > p.w {
		p.h += s.whole(barRoom)
	}
	p.x = s.whole(float32(-bleed * p.scale))
	if p.laid.FromRight {
		p.shift = s.whole(p.wide - p.w)
	}
	return p
}

// waiting are pictures of which those of the internet may come later.
type waiting struct{ *paint.Pictures }

// Waits implements layout.Waiting.
func (w waiting) Waits(ref string) bool {
	ref = strings.ToLower(strings.TrimSpace(ref))
	return strings.HasPrefix(ref, "http:") || strings.HasPrefix(ref, "https:")
}

// Tell implements layout.Telling.
func (waiting) Tell(tag string) string { return words.Embedded(tag) }

// darken makes a page fit for dark paper; what was white has the colour of the paper. It
// reports whether the page was not already dark by itself.
func darken(page *layout.Page, paper color.NRGBA, pics layout.Pictures) bool {
	white := color.NRGBA{0xff, 0xff, 0xff, 0xff}
	var sheets []*layout.Box
	for _, item := range page.Items {
		if b, ok := item.(*layout.Box); ok && b.Background.Color == white {
			sheets = append(sheets, b)
		}
	}
	ground := page.Background == white
	if !paint.Darken(page, paper, pics) {
		return false
	}
	for _, b := range sheets {
		if b.Background.Color != white { // it stays where a picture lies on it
			b.Background.Color = paper
		}
	}
	if ground {
		page.Background = paper
	}
	return true
}

// bodyMargin is the margin of a page that does not say any, in CSS pixels.
const bodyMargin = 8

// grounded reports whether a page has a ground of its own that is seen: a background or a
// box with one at its sides.
func grounded(p *layout.Page) bool {
	if p.Background.A > 0 && p.Background != (color.NRGBA{0xff, 0xff, 0xff, 0xff}) {
		return true
	}
	for _, item := range p.Items {
		if b, ok := item.(*layout.Box); ok && (b.Background.Color.A > 0 || b.Background.Image != "") && b.Rect.W > p.Width*0.6 {
			return true
		}
	}
	return false
}

// place is where a rectangle of a page lies in the view.
func (p *part) place(r layout.Rect) (fyne.Position, fyne.Size) {
	return fyne.NewPos(p.x-p.shift+float32(r.X*p.scale), p.y+float32(r.Y*p.scale)), fyne.NewSize(float32(r.W*p.scale), float32(r.H*p.scale))
}
