package cards

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// beside stands a small thing at the left of a larger one, or above it where that
// would get too narrow.
type beside struct {
	widget.BaseWidget
	small, large fyne.CanvasObject
}

// The gap between the two, and how narrow the larger may get at 100 % text size.
const (
	besideGap   = 16
	besideLeast = 220
)

func newBeside(small, large fyne.CanvasObject) *beside {
	b := &beside{small: small, large: large}
	b.ExtendBaseWidget(b)
	return b
}

// walk calls f with the place of each object and returns the height.
func (b *beside) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	s := b.small.MinSize()
	x, y := s.Width+besideGap, float32(0)
	if width-x < besideLeast*widgets.Unit() {
		x, y = 0, s.Height+10
	}
	h := flow.HeightFor(b.large, max(width-x, 1))
	if f != nil {
		f(b.small, 0, 0, s.Width, s.Height)
		f(b.large, x, y, max(width-x, 1), h)
	}
	return max(s.Height, y+h)
}

// HeightFor implements flow.Sizer.
func (b *beside) HeightFor(width float32) float32 { return b.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (b *beside) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: b, Walk: b.walk,
		Parts: func() []fyne.CanvasObject { return []fyne.CanvasObject{b.small, b.large} },
		Least: func() float32 { return b.small.MinSize().Width },
	}
}

// marked is something with an icon in front of its first line, or with the room for
// one where the icon is hidden.
type marked struct {
	widget.BaseWidget
	icon, o fyne.CanvasObject
	size    fyne.ThemeSizeName // of the text in the first line
}

const markedGap = 8

func newMarked(icon, o fyne.CanvasObject, size fyne.ThemeSizeName) *marked {
	m := &marked{icon: icon, o: o, size: size}
	m.ExtendBaseWidget(m)
	return m
}

// walk calls f with the place of each object and returns the height.
func (m *marked) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	i := m.icon.MinSize()
	x := flow.Whole(i.Width + markedGap)
	w := max(width-x, 1)
	h := flow.HeightFor(m.o, w)
	y := max(flow.Whole((widgets.LineHeight(theme.Size(m.size))-i.Height)/2), 0)
	if f != nil {
		f(m.icon, 0, y, i.Width, i.Height)
		f(m.o, x, 0, w, h)
	}
	if !m.icon.Visible() {
		return h
	}
	return max(h, y+i.Height)
}

// HeightFor implements flow.Sizer.
func (m *marked) HeightFor(width float32) float32 { return m.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (m *marked) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: m, Walk: m.walk,
		Parts: func() []fyne.CanvasObject { return []fyne.CanvasObject{m.icon, m.o} },
		Least: func() float32 { return m.icon.MinSize().Width + markedGap + m.o.MinSize().Width },
	}
}
