package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
)

// Leaf is a leaf of a calendar: month, day and day of the week.
type Leaf struct {
	widget.BaseWidget
	month, day, weekday *Text
	off                 bool
}

// The measures of a leaf at 100 % text size.
const (
	leafWide  = 62
	leafBand  = 21
	leafRound = 7
)

// NewLeaf returns a leaf with these words. One that is off has no color.
func NewLeaf(month, day, weekday string, off bool) *Leaf {
	l := &Leaf{off: off, month: NewSpans(Span{Text: month, Bold: true}),
		day: NewSpans(Span{Text: day, Bold: true}), weekday: NewText(weekday, theme.SizeSmall, theme.ColorMuted)}
	l.month.SizeName, l.month.Color = theme.SizeSmall, fynetheme.ColorNameForegroundOnPrimary
	if off {
		l.month.Color = theme.ColorCard
	}
	l.day.SizeName = fynetheme.SizeNameHeadingText
	for _, p := range []*Text{l.month, l.day, l.weekday} {
		p.Align = fyne.TextAlignCenter
	}
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *Leaf) CreateRenderer() fyne.WidgetRenderer {
	r := &leafRenderer{l: l, back: canvas.NewRectangle(nil), band: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type leafRenderer struct {
	l          *Leaf
	back, band *canvas.Rectangle
}

func (r *leafRenderer) Destroy() {}

func (r *leafRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.band, r.l.month, r.l.day, r.l.weekday}
}

// rows are the heights of band, day and weekday.
func (r *leafRenderer) rows(width float32) (band, day, weekday float32) {
	return flow.Whole(leafBand * Unit()), r.l.day.HeightFor(width), r.l.weekday.HeightFor(width)
}

func (r *leafRenderer) width() float32 {
	w := leafWide * Unit()
	if t := TextWidth(r.l.weekday.Text(), theme.Size(theme.SizeSmall), false) + 10; t > w {
		w = t
	}
	return flow.WholeUp(w)
}

func (r *leafRenderer) MinSize() fyne.Size {
	w := r.width()
	band, day, weekday := r.rows(w)
	return fyne.NewSize(w, band+day+weekday+6)
}

func (r *leafRenderer) Layout(s fyne.Size) {
	band, day, weekday := r.rows(s.Width)
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	put(r.back, 0, 0, s.Width, s.Height)
	put(r.band, 0, 0, s.Width, band)
	month := r.l.month.HeightFor(s.Width)
	put(r.l.month, 0, flow.Whole((band-month)/2), s.Width, month)
	put(r.l.day, 0, band+1, s.Width, day)
	put(r.l.weekday, 0, band+1+day, s.Width, weekday)
}

func (r *leafRenderer) Refresh() {
	r.back.FillColor, r.back.CornerRadius = theme.Color(theme.ColorCard), leafRound
	r.back.StrokeColor, r.back.StrokeWidth = theme.Color(theme.ColorLine), 1
	r.band.FillColor = theme.Color(fynetheme.ColorNamePrimary)
	if r.l.off {
		r.band.FillColor = theme.Color(theme.ColorMuted)
	}
	r.band.TopLeftCornerRadius, r.band.TopRightCornerRadius = leafRound, leafRound
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(r.l.Size())
}
