package reader

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/widgets"
)

// The gap between picture, sender and buttons, and how narrow the sender may get
// between them at 100 % text size.
const (
	headGap     = 12
	peopleLeast = 210
)

// head is the line of the sender: picture, name and address, buttons. In a narrow
// card with large letters name and address stand below the others, in the whole
// width.
type head struct {
	widget.BaseWidget
	picture, people, tools fyne.CanvasObject
}

func newHead(picture, people, tools fyne.CanvasObject) *head {
	h := &head{picture: picture, people: people, tools: tools}
	h.ExtendBaseWidget(h)
	return h
}

// walk calls f with the place of each object and returns the height.
func (h *head) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	picture, tools := h.picture.MinSize(), h.tools.MinSize()
	line := max(picture.Height, tools.Height)
	x, y := picture.Width+headGap, float32(0)
	w := width - x - headGap - tools.Width
	below := w < peopleLeast*widgets.Unit()
	if below {
		x, y, w = 0, line+headGap/2, width
	}
	people := flow.HeightFor(h.people, max(w, 1))
	if !below {
		line = max(line, people)
	}
	if f != nil {
		f(h.picture, 0, flow.Whole((line-picture.Height)/2), picture.Width, picture.Height)
		f(h.tools, width-tools.Width, flow.Whole((line-tools.Height)/2), tools.Width, tools.Height)
		if !below {
			y = flow.Whole((line - people) / 2)
		}
		f(h.people, x, y, max(w, 1), people)
	}
	if below {
		return y + people
	}
	return line
}

// HeightFor implements flow.Sizer.
func (h *head) HeightFor(width float32) float32 { return h.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (h *head) CreateRenderer() fyne.WidgetRenderer { return headRenderer{h} }

type headRenderer struct{ h *head }

func (r headRenderer) Destroy() {}

func (r headRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.h.picture, r.h.people, r.h.tools}
}

func (r headRenderer) MinSize() fyne.Size {
	w := r.h.picture.MinSize().Width + headGap + r.h.tools.MinSize().Width
	return fyne.NewSize(w, r.h.HeightFor(max(w, r.h.Size().Width)))
}

func (r headRenderer) Layout(s fyne.Size) {
	r.h.walk(s.Width, func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	})
}

func (r headRenderer) Refresh() {
	for _, o := range r.Objects() {
		o.Refresh()
	}
	r.Layout(r.h.Size())
	canvas.Refresh(r.h)
}
