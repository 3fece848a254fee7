package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// nav is the list of pages at the left. It has the keyboard as a whole: the arrows go
// from page to page.
type nav struct {
	widget.BaseWidget
	items   []*navItem
	at      int
	focused bool
	choose  func(i int)
}

var _ fyne.Focusable = (*nav)(nil)

func newNav(pages []*page, choose func(i int)) *nav {
	n := &nav{choose: choose}
	for i, p := range pages {
		n.items = append(n.items, newNavItem(n, i, p))
	}
	n.ExtendBaseWidget(n)
	n.show(0)
	return n
}

// show marks the present page.
func (n *nav) show(at int) {
	n.at = at
	for i, item := range n.items {
		item.paint(i == at, n.focused)
	}
}

func (n *nav) step(to int) {
	if to >= 0 && to < len(n.items) && to != n.at {
		n.choose(to)
	}
}

// FocusGained implements fyne.Focusable.
func (n *nav) FocusGained() { n.focused = true; n.show(n.at) }

// FocusLost implements fyne.Focusable.
func (n *nav) FocusLost() { n.focused = false; n.show(n.at) }

// TypedRune implements fyne.Focusable.
func (n *nav) TypedRune(r rune) { widgets.RuneToWindow(n, r) }

// TypedKey implements fyne.Focusable.
func (n *nav) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyUp:
		n.step(n.at - 1)
	case fyne.KeyDown:
		n.step(n.at + 1)
	case fyne.KeyHome:
		n.step(0)
	case fyne.KeyEnd:
		n.step(len(n.items) - 1)
	default:
		widgets.KeyToWindow(n, e)
	}
}

// CreateRenderer implements fyne.Widget.
func (n *nav) CreateRenderer() fyne.WidgetRenderer {
	n.ExtendBaseWidget(n)
	column := flow.NewColumn(2)
	column.Inset = flow.Insets{Top: 16, Bottom: 16}
	for _, i := range n.items {
		column.Objects = append(column.Objects, i)
	}
	page := flow.NewPage(column)
	page.Fill = theme.ColorSidebar
	return widget.NewSimpleRenderer(page)
}

// navItem is one line of the list.
type navItem struct {
	widgets.Surface
	nav     *nav
	index   int
	icon    *widgets.Glyph
	text    *widgets.Text
	name    widgets.IconName
	chosen  bool
	hovered bool
}

var (
	_ fyne.Tappable     = (*navItem)(nil)
	_ desktop.Hoverable = (*navItem)(nil)
)

func newNavItem(n *nav, index int, p *page) *navItem {
	i := &navItem{nav: n, index: index, name: p.icon, icon: widgets.NewGlyph(p.icon, fynetheme.ColorNameForeground), text: widgets.NewLine(p.name, false, "", "")}
	i.Radius, i.Inset = 8, 10
	i.Content = []fyne.CanvasObject{i.icon, i.text}
	i.Place = i.place
	i.ExtendBaseWidget(i)
	return i
}

// HeightFor implements flow.Sizer.
func (i *navItem) HeightFor(float32) float32 { return flow.Whole(36 * widgets.Unit()) }

func (i *navItem) place(s fyne.Size) {
	const edge = 20
	u := widgets.Unit()
	side := flow.Whole(15 * u)
	i.icon.Move(fyne.NewPos(edge, flow.Whole((s.Height-side)/2)))
	i.icon.Resize(fyne.NewSquareSize(side))
	x := edge + side + flow.Whole(8*u)
	h := i.text.MinSize().Height
	i.text.Move(fyne.NewPos(x, flow.Whole((s.Height-h)/2)))
	i.text.Resize(fyne.NewSize(max(s.Width-x-edge, 1), h))
}

func (i *navItem) paint(chosen, focused bool) {
	i.chosen = chosen
	i.text.Set(i.text.Text(), chosen, nil)
	i.SetEdge(chosen && focused)
	switch {
	case chosen:
		i.SetFill(theme.ColorSelected)
	case i.hovered:
		i.SetFill(theme.ColorBadge)
	default:
		i.SetFill("")
	}
	canvas.Refresh(i)
}

// Tapped implements fyne.Tappable.
func (i *navItem) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(i.nav); c != nil {
		c.Focus(i.nav)
	}
	i.nav.step(i.index)
}

// MouseIn implements desktop.Hoverable.
func (i *navItem) MouseIn(*desktop.MouseEvent) { i.hovered = true; i.nav.show(i.nav.at) }

// MouseMoved implements desktop.Hoverable.
func (i *navItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (i *navItem) MouseOut() { i.hovered = false; i.nav.show(i.nav.at) }
