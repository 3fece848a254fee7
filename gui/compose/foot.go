package compose

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// foot is the line at the bottom: whether the letter can go now, and when it does. Where it
// would take several lines it says less.
type foot struct {
	widget.BaseWidget
	dot         *widgets.Dot
	plane       *widgets.Glyph
	text, brief *widgets.Text
	ground      *widgets.Ground
	edge        *widgets.Ground
}

func newFoot() *foot {
	f := &foot{dot: widgets.NewDot(theme.ColorGood), plane: widgets.NewGlyph(widgets.IconPlane, theme.ColorMuted),
		text: widgets.NewText("", theme.SizeSmall, theme.ColorMuted), brief: widgets.NewText("", theme.SizeSmall, theme.ColorMuted),
		ground: widgets.NewGround(theme.ColorCard), edge: widgets.NewHairline()}
	f.ExtendBaseWidget(f)
	return f
}

// set reports whether that says something else than before.
func (f *foot) set(online bool, text, brief string) bool {
	if f.text.Text() == text && f.dot.Hidden != online {
		return false
	}
	f.dot.Hidden, f.plane.Hidden = !online, online
	f.text.SetText(text)
	f.brief.SetText(brief)
	f.Refresh()
	return true
}

func (f *foot) walk(width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	const left = 14
	side := flow.Whole(14 * widgets.Unit())
	room := max(width-2*left-side-10, 1)
	said, other := f.text, f.brief
	if widgets.TextWidth(f.text.Text(), theme.Size(theme.SizeSmall), false) > room {
		said, other = other, said
	}
	th := flow.WholeUp(said.HeightFor(room))
	h := th + 9
	if place == nil {
		return h
	}
	said.Hidden, other.Hidden = false, true
	place(f.ground, 0, 0, width, h)
	place(f.edge, 0, 0, width, 1)
	place(f.dot, left, flow.Whole((h-side)/2), side, side)
	place(f.plane, left, flow.Whole((h-side)/2), side, side)
	place(said, left+side+10, 5, room, th)
	return h
}

// HeightFor implements flow.Sizer.
func (f *foot) HeightFor(width float32) float32 { return f.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (f *foot) CreateRenderer() fyne.WidgetRenderer {
	return &flow.Walked{Of: f, Walk: f.walk, Least: func() float32 { return 200 }, Parts: func() []fyne.CanvasObject {
		return []fyne.CanvasObject{f.ground, f.edge, f.dot, f.plane, f.text, f.brief}
	}}
}
