package flow

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Page scrolls one Sizer up and down. The content is always as wide as the page
// and as high as that width asks for.
type Page struct {
	widget.BaseWidget
	Scroll *container.Scroll
	// Fill is the theme colour behind; empty: nothing.
	Fill fyne.ThemeColorName
	// OnMoved is told of every change of what is in sight.
	OnMoved func()
	// FollowFocus brings what gets the keyboard into sight, see Reveal. It is set before
	// the page is shown.
	FollowFocus bool
	content     fyne.CanvasObject
	sheet       *fyne.Container // holds the content
}

// sheet is as high as its content and asks for no width: Fyne makes what scrolls
// at least as wide as it asks for, and its right edge would be out of sight.
type sheet struct{}

func (sheet) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, o[0].MinSize().Height) }

func (sheet) Layout(o []fyne.CanvasObject, size fyne.Size) { o[0].Resize(size) }

// NewPage returns a page that shows content.
func NewPage(content fyne.CanvasObject) *Page {
	p := &Page{content: content, sheet: container.New(sheet{}, content)}
	p.Scroll = container.NewVScroll(p.sheet)
	p.Scroll.OnScrolled = func(fyne.Position) { p.moved() }
	p.ExtendBaseWidget(p)
	return p
}

func (p *Page) moved() {
	if p.OnMoved != nil {
		p.OnMoved()
	}
}

// Relayout gives the content its height anew, for example after it has changed.
func (p *Page) Relayout() {
	if size := p.Size(); size.Width > 0 {
		h := HeightFor(p.content, size.Width)
		p.sheet.Resize(fyne.NewSize(size.Width, max(h, size.Height)))
	}
	p.Scroll.Refresh()
	p.moved()
}

// ToTop shows the beginning.
func (p *Page) ToTop() { p.Scroll.ScrollToTop(); p.moved() }

// By scrolls down by dy, up if negative, and reports whether anything moved.
func (p *Page) By(dy float32) bool {
	before := p.Scroll.Offset.Y
	most := max(p.content.Size().Height-p.Scroll.Size().Height, 0)
	to := min(max(before+dy, 0), most)
	if to == before {
		return false
	}
	p.Scroll.ScrollToOffset(fyne.NewPos(0, to))
	p.moved()
	return true
}

// CreateRenderer implements fyne.Widget.
func (p *Page) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &pageRenderer{p: p, back: canvas.NewRectangle(color.Transparent)}
	r.color()
	if p.FollowFocus {
		follow(p, true)
	}
	return r
}

type pageRenderer struct {
	p    *Page
	back *canvas.Rectangle
}

func (r *pageRenderer) Destroy()           { follow(r.p, false) }
func (r *pageRenderer) MinSize() fyne.Size { return fyne.NewSize(64, 64) }
func (r *pageRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.p.Scroll}
}

func (r *pageRenderer) Layout(size fyne.Size) {
	place(r.back, 0, 0, size.Width, size.Height)
	h := HeightFor(r.p.content, size.Width)
	r.p.sheet.Resize(fyne.NewSize(size.Width, max(h, size.Height)))
	place(r.p.Scroll, 0, 0, size.Width, size.Height)
	r.p.Scroll.Refresh()
	r.p.moved()
}

func (r *pageRenderer) color() {
	r.back.FillColor = color.Transparent
	if r.p.Fill != "" {
		r.back.FillColor = theme.Color(r.p.Fill)
	}
}

func (r *pageRenderer) Refresh() {
	r.color()
	r.back.Refresh()
	r.p.content.Refresh()
	r.p.Relayout()
	canvas.Refresh(r.p)
}
