package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Card is a rounded ground with a hairline edge around its content.
type Card struct {
	widget.BaseWidget
	Content fyne.CanvasObject
	Pad     float32             // between edge and content
	Fill    fyne.ThemeColorName // empty: that of cards
	Edge    fyne.ThemeColorName // empty: that of hairlines
	Radius  float32             // of the corners; 0: the theme's for cards
}

// NewCard returns a card.
func NewCard(content fyne.CanvasObject, pad float32) *Card {
	c := &Card{Content: content, Pad: pad}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	back := canvas.NewRectangle(nil)
	r := &parts{objects: []fyne.CanvasObject{back, c.Content}}
	r.min = func() fyne.Size { return c.Content.MinSize().AddWidthHeight(2*c.Pad, 2*c.Pad) }
	r.layout = func(s fyne.Size) {
		back.Resize(s)
		c.Content.Move(fyne.NewSquareOffsetPos(c.Pad))
		c.Content.Resize(s.SubtractWidthHeight(2*c.Pad, 2*c.Pad))
	}
	r.refresh = func() {
		role := func(name, other fyne.ThemeColorName) fyne.ThemeColorName {
			if name == "" {
				return other
			}
			return name
		}
		back.FillColor = theme.Color(role(c.Fill, theme.ColorCard))
		back.StrokeColor, back.StrokeWidth = theme.Color(role(c.Edge, theme.ColorLine)), 1
		back.CornerRadius = c.Radius
		if c.Radius == 0 {
			back.CornerRadius = theme.Size(theme.SizeCardEdge)
		}
		back.Refresh()
		r.objects[1] = c.Content
		r.layout(c.Size())
		c.Content.Refresh()
	}
	r.refresh()
	return r
}

// Hairline is a line of one pixel that parts two areas: horizontal where it is
// wider than high.
type Hairline struct{ widget.BaseWidget }

// NewHairline returns a line.
func NewHairline() *Hairline {
	h := &Hairline{}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer implements fyne.Widget.
func (h *Hairline) CreateRenderer() fyne.WidgetRenderer {
	h.ExtendBaseWidget(h)
	back := canvas.NewRectangle(theme.Color(theme.ColorLine))
	r := &parts{objects: []fyne.CanvasObject{back}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(1) }
	r.layout = back.Resize
	r.refresh = func() { fill(back, theme.Color(theme.ColorLine)) }
	return r
}

// Ground is a plain area in the colour of a role, to lay things on.
type Ground struct {
	widget.BaseWidget
	role fyne.ThemeColorName
}

// NewGround returns an area.
func NewGround(role fyne.ThemeColorName) *Ground {
	g := &Ground{role: role}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	back := canvas.NewRectangle(theme.Color(g.role))
	r := &parts{objects: []fyne.CanvasObject{back}}
	r.min = func() fyne.Size { return fyne.Size{} }
	r.layout = back.Resize
	r.refresh = func() { fill(back, theme.Color(g.role)) }
	return r
}
