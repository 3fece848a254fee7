package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
)

// Surface is the ground of a row on which other objects are placed by hand. It
// is made to be embedded: set Content and Place, then call ExtendBaseWidget.
type Surface struct {
	widget.BaseWidget
	Content []fyne.CanvasObject
	Place   func(size fyne.Size) // places Content from left to right
	Radius  float32
	Inset   float32 // of the ground, at the left and right

	role fyne.ThemeColorName
	edge bool
	draw func()
}

// SetFill colours the ground; an empty role leaves it clear.
func (s *Surface) SetFill(role fyne.ThemeColorName) {
	if s.role != role {
		s.role = role
		s.redraw()
	}
}

// Arrange places the content anew, mirrored where the window is.
func (s *Surface) Arrange() {
	s.Place(s.Size())
	flow.Mirror(s.Size().Width, s.Content...)
}

// SetEdge shows or hides the line at the left that says where the keyboard is.
func (s *Surface) SetEdge(on bool) {
	if s.edge != on {
		s.edge = on
		s.redraw()
	}
}

// Fill is the colour role of the ground.
func (s *Surface) Fill() fyne.ThemeColorName { return s.role }

func (s *Surface) redraw() {
	if s.draw != nil {
		s.draw()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	back, edge := canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	r := &parts{objects: append([]fyne.CanvasObject{back, edge}, s.Content...)}
	r.min = func() fyne.Size { return fyne.NewSize(60, 16) }
	r.place = func(size fyne.Size) {
		back.CornerRadius = s.Radius
		back.Move(fyne.NewPos(s.Inset, 0))
		back.Resize(fyne.NewSize(size.Width-2*s.Inset, size.Height))
		edge.Move(fyne.NewPos(s.Inset, round(s.Radius/2)))
		wide := float32(3)
		if theme.Strong() { // it stands on an outline
			wide = 7
		}
		edge.Resize(fyne.NewSize(wide, size.Height-2*round(s.Radius/2)))
		if s.Place != nil {
			s.Place(size)
		}
	}
	s.draw = func() {
		c := color.Color(color.Transparent)
		if s.role != "" {
			c = theme.Color(s.role)
		}
		fill(back, c)
		width := float32(0)
		if s.role == theme.ColorSelected || s.role == theme.ColorMark {
			width = 2
		}
		outline(back, width)
		edge.Hidden = !s.edge
		fill(edge, theme.Color(fynetheme.ColorNamePrimary))
		edge.CornerRadius = 1.5
		canvas.Refresh(edge)
	}
	r.refresh = func() {
		s.draw()
		r.layout(s.Size())
		for _, o := range s.Content {
			o.Refresh()
		}
	}
	s.draw()
	return r
}

// Glyph is an icon in the colour of a role.
type Glyph struct {
	widget.BaseWidget
	name IconName
	role fyne.ThemeColorName
	tint color.Color // in the place of role; nil: none
}

// NewGlyph returns an icon.
func NewGlyph(name IconName, role fyne.ThemeColorName) *Glyph {
	g := &Glyph{name: name, role: role}
	g.ExtendBaseWidget(g)
	return g
}

// OnSquare is a sign on a small ground of its own.
func OnSquare(sign fyne.CanvasObject, inset float32) *flow.Column {
	c := flow.NewColumn(0, sign)
	c.Fill, c.Radius, c.Inset = theme.ColorField, fynetheme.SizeNameInputRadius, flow.Same(inset)
	return c
}

// Set changes icon and colour.
func (g *Glyph) Set(name IconName, role fyne.ThemeColorName) {
	if g.name != name || g.role != role || g.tint != nil {
		g.name, g.role, g.tint = name, role, nil
		g.Refresh()
	}
}

// Tint changes icon and color, for a color that has no role.
func (g *Glyph) Tint(name IconName, c color.Color) {
	if g.name != name || g.tint != c {
		g.name, g.tint = name, c
		g.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (g *Glyph) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	icon := newIcon()
	r := &parts{objects: []fyne.CanvasObject{icon}}
	r.min = func() fyne.Size { return fyne.NewSquareSize(round(16 * Unit())) }
	r.place = func(s fyne.Size) { icon.Resize(s) }
	r.refresh = func() {
		if g.name == "" {
			icon.Hidden = true
			return
		}
		icon.Hidden = false
		if g.tint != nil {
			drawIcon(icon, g.name, g.tint)
			return
		}
		setIcon(icon, g.name, g.role)
	}
	r.refresh()
	return r
}
