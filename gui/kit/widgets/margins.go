package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
)

// Margins centres a card that a whole page is for at its top, with less air around it where
// the window is small. It is what a flow.Page scrolls.
type Margins struct {
	widget.BaseWidget
	card *flow.Column
}

const cardWidth = 620

// NewMargins returns the place of a card.
func NewMargins(card *flow.Column) *Margins {
	m := &Margins{card: card}
	m.ExtendBaseWidget(m)
	return m
}

func (m *Margins) inner(width float32) (x, w float32) {
	unit := Unit()
	w = min(width-2*16, cardWidth*unit)
	m.card.Inset = flow.Insets{Left: 41, Top: 35, Right: 41, Bottom: 34}
	if w < 560 {
		m.card.Inset = flow.Insets{Left: 24, Top: 24, Right: 24, Bottom: 24}
	}
	return flow.Whole((width - w) / 2), w
}

// edge is the air above and below the card. It depends on the window alone, so that
// cards of different heights begin at the same place: at 70 where the usual card
// fits with as much below it.
func (m *Margins) edge() float32 {
	const usual, most, least = 660, 70, 16
	page := fyne.CurrentApp().Driver().CanvasForObject(m)
	if page == nil {
		return flow.Whole(most)
	}
	return flow.Whole(min(max((page.Size().Height-usual)/2, least), most))
}

// HeightFor implements flow.Sizer.
func (m *Margins) HeightFor(width float32) float32 {
	_, w := m.inner(width)
	h := m.card.HeightFor(w)
	return h + 2*m.edge()
}

// CreateRenderer implements fyne.Widget.
func (m *Margins) CreateRenderer() fyne.WidgetRenderer {
	return &marginsRenderer{m}
}

type marginsRenderer struct{ m *Margins }

func (r *marginsRenderer) Destroy()                     {}
func (r *marginsRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.m.card} }
func (r *marginsRenderer) Refresh()                     { r.m.card.Refresh(); canvas.Refresh(r.m) }

func (r *marginsRenderer) MinSize() fyne.Size {
	width := r.m.Size().Width
	if width <= 0 {
		width = cardWidth
	}
	return fyne.NewSize(64, r.m.HeightFor(width))
}

func (r *marginsRenderer) Layout(size fyne.Size) {
	x, w := r.m.inner(size.Width)
	h := r.m.card.HeightFor(w)
	r.m.card.Move(fyne.NewPos(x, r.m.edge()))
	r.m.card.Resize(fyne.NewSize(w, h))
}
