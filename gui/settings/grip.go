package settings

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// grip is by what an account is moved up and down the list: dragged by the mouse, by the
// arrows of the keyboard, or by the menu that a tap opens.
type grip struct {
	widget.BaseWidget
	move    func(by int)           // one place up or down
	can     func(by int) bool      // whether there is a place
	drag    func(at fyne.Position) // to a place of the canvas
	drop    func()                 // it stays where it is now
	focused bool
	hovered bool
}

var (
	_ fyne.Tappable      = (*grip)(nil)
	_ fyne.Draggable     = (*grip)(nil)
	_ fyne.Focusable     = (*grip)(nil)
	_ desktop.Hoverable  = (*grip)(nil)
	_ desktop.Cursorable = (*grip)(nil)
)

func newGrip() *grip {
	g := &grip{}
	g.ExtendBaseWidget(g)
	return g
}

// Tapped opens the menu.
func (g *grip) Tapped(*fyne.PointEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(g)
	if c == nil {
		return
	}
	c.Focus(g)
	up := widgets.MenuItem(widgets.IconUp, lang.L("Move up"), "", func() { g.move(-1) })
	down := widgets.MenuItem(widgets.IconDown, lang.L("Move down"), "", func() { g.move(1) })
	up.Disabled, down.Disabled = !g.can(-1), !g.can(1)
	widgets.ShowMenuBelow(fyne.NewMenu("", up, down), c, g, false)
}

// Dragged implements fyne.Draggable.
func (g *grip) Dragged(e *fyne.DragEvent) { g.drag(e.AbsolutePosition) }

// DragEnd implements fyne.Draggable.
func (g *grip) DragEnd() { g.drop() }

// FocusGained implements fyne.Focusable.
func (g *grip) FocusGained() { g.focused = true; flow.Reveal(g); g.Refresh() }

// FocusLost implements fyne.Focusable.
func (g *grip) FocusLost() { g.focused = false; g.Refresh() }

// TypedRune implements fyne.Focusable.
func (g *grip) TypedRune(r rune) { widgets.RuneToWindow(g, r) }

// TypedKey implements fyne.Focusable.
func (g *grip) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		g.move(-1)
	case fyne.KeyDown:
		g.move(1)
	case fyne.KeySpace:
		loop.Later(func() { g.Tapped(nil) }) // after its blank
	case fyne.KeyReturn, fyne.KeyEnter:
		g.Tapped(nil)
	default:
		widgets.KeyToWindow(g, e)
	}
}

// MouseIn implements desktop.Hoverable.
func (g *grip) MouseIn(*desktop.MouseEvent) { g.hovered = true; g.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (g *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (g *grip) MouseOut() { g.hovered = false; g.Refresh() }

// Cursor implements desktop.Cursorable.
func (g *grip) Cursor() desktop.Cursor { return desktop.VResizeCursor }

// CreateRenderer implements fyne.Widget.
func (g *grip) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	r := &gripRenderer{g: g, back: canvas.NewRectangle(color.Transparent), icon: widgets.NewGlyph(widgets.IconGrip, theme.ColorMuted)}
	r.Refresh()
	return r
}

type gripRenderer struct {
	g    *grip
	back *canvas.Rectangle
	icon *widgets.Glyph
}

func (r *gripRenderer) Destroy() {}

func (r *gripRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.icon} }

func (r *gripRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	return fyne.NewSize(flow.WholeUp(max(20*u, widgets.LeastTarget)), flow.WholeUp(max(30*u, widgets.LeastTarget)))
}

func (r *gripRenderer) Layout(s fyne.Size) {
	r.back.Resize(s)
	side := flow.Whole(16 * widgets.Unit())
	r.icon.Resize(fyne.NewSquareSize(side))
	r.icon.Move(fyne.NewPos(flow.Whole((s.Width-side)/2), flow.Whole((s.Height-side)/2)))
}

func (r *gripRenderer) Refresh() {
	r.back.CornerRadius, r.back.StrokeWidth = 6, 0
	r.back.FillColor, r.back.StrokeColor = color.Transparent, color.Transparent
	if r.g.hovered {
		r.back.FillColor = theme.Color(theme.ColorHover)
	}
	if r.g.focused {
		r.back.StrokeColor, r.back.StrokeWidth = theme.Color(fynetheme.ColorNamePrimary), 2
	}
	r.back.Refresh()
	r.icon.Refresh()
}
