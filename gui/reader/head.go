package reader

import (
	"fyne.io/fyne/v2"
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
	tap                    func() // a click beside what stands in it
}

var _ fyne.Tappable = (*head)(nil)

// Tapped implements fyne.Tappable.
func (h *head) Tapped(*fyne.PointEvent) { h.tap() }

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
func (h *head) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: h, Walk: h.walk,
		Parts: func() []fyne.CanvasObject { return []fyne.CanvasObject{h.picture, h.people, h.tools} },
		Least: func() float32 { return h.picture.MinSize().Width + headGap + h.tools.MinSize().Width },
	}
}
