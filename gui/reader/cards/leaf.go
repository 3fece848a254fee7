package cards

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// leaf is a leaf of a calendar: month, day and day of the week.
type leaf struct {
	widget.BaseWidget
	month, day, weekday *widgets.Text
	off                 bool
}

// The measures of a leaf at 100 % text size.
const (
	leafWide  = 62
	leafBand  = 21
	leafRound = 7
)

func newLeaf(t time.Time, off bool) *leaf {
	text := leafText(t)
	l := &leaf{off: off, month: widgets.NewSpans(widgets.Span{Text: text[0], Bold: true}),
		day: widgets.NewSpans(widgets.Span{Text: text[1], Bold: true}), weekday: widgets.NewText(text[2], theme.SizeSmall, theme.ColorMuted)}
	l.month.SizeName, l.month.Color = theme.SizeSmall, fynetheme.ColorNameForegroundOnPrimary
	if off {
		l.month.Color = theme.ColorCard
	}
	l.day.SizeName = fynetheme.SizeNameHeadingText
	for _, p := range []*widgets.Text{l.month, l.day, l.weekday} {
		p.Align = fyne.TextAlignCenter
	}
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *leaf) CreateRenderer() fyne.WidgetRenderer {
	r := &leafRenderer{l: l, back: canvas.NewRectangle(nil), band: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type leafRenderer struct {
	l          *leaf
	back, band *canvas.Rectangle
}

func (r *leafRenderer) Destroy() {}

func (r *leafRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.band, r.l.month, r.l.day, r.l.weekday}
}

// rows are the heights of band, day and weekday.
func (r *leafRenderer) rows(width float32) (band, day, weekday float32) {
	return flow.Whole(leafBand * widgets.Unit()), r.l.day.HeightFor(width), r.l.weekday.HeightFor(width)
}

func (r *leafRenderer) width() float32 {
	w := leafWide * widgets.Unit()
	if t := widgets.TextWidth(r.l.weekday.Text(), theme.Size(theme.SizeSmall), false) + 10; t > w {
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
