// Package nav is the list of pages at the left of what has several.
package nav

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

// Nav is the list. It has the keyboard as a whole: the arrows go from page to page.
type Nav struct {
	widget.BaseWidget
	items   []*navItem
	at      int
	focused bool
	choose  func(i int)
	page    *flow.Page // scrolls the list
}

var _ fyne.Focusable = (*Nav)(nil)

// Item is a page, with its icon, if it has one.
type Item struct {
	Icon widgets.IconName
	Name string
}

// New returns the list of pages, of which the first is the present one. choose is called for one
// that is chosen by key or mouse.
func New(pages []Item, choose func(i int)) *Nav {
	n := &Nav{choose: choose}
	column := flow.NewColumn(2)
	column.Inset = flow.Insets{Top: 16, Bottom: 16}
	for i, p := range pages {
		n.items = append(n.items, newNavItem(n, i, p))
		column.Objects = append(column.Objects, n.items[i])
	}
	n.page = flow.NewPage(column)
	n.page.Fill = theme.ColorSidebar
	n.ExtendBaseWidget(n)
	n.paint()
	return n
}

// Mark marks the present page, and brings its line into sight.
func (n *Nav) Mark(at int) {
	n.at = at
	n.paint()
	if at >= len(n.items) {
		return
	}
	line, seen := n.items[at], n.page.Scroll
	switch top, bottom := line.Position().Y, line.Position().Y+line.Size().Height; {
	case top == bottom: // not laid out yet
	case top < seen.Offset.Y:
		n.page.By(top - seen.Offset.Y)
	case bottom > seen.Offset.Y+seen.Size().Height:
		n.page.By(bottom - seen.Offset.Y - seen.Size().Height)
	}
}

func (n *Nav) paint() {
	for i, item := range n.items {
		item.paint(i == n.at, n.focused)
	}
}

func (n *Nav) step(to int) {
	if to >= 0 && to < len(n.items) && to != n.at {
		n.choose(to)
	}
}

// FocusGained implements fyne.Focusable.
func (n *Nav) FocusGained() { n.focused = true; n.paint() }

// FocusLost implements fyne.Focusable.
func (n *Nav) FocusLost() { n.focused = false; n.paint() }

// TypedRune implements fyne.Focusable.
func (n *Nav) TypedRune(r rune) { widgets.RuneToWindow(n, r) }

// TypedKey implements fyne.Focusable.
func (n *Nav) TypedKey(e *fyne.KeyEvent) {
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
func (n *Nav) CreateRenderer() fyne.WidgetRenderer {
	n.ExtendBaseWidget(n)
	return widget.NewSimpleRenderer(n.page)
}

// navItem is one line of the list.
type navItem struct {
	widgets.Surface
	nav     *Nav
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

func newNavItem(n *Nav, index int, p Item) *navItem {
	i := &navItem{nav: n, index: index, name: p.Icon, icon: widgets.NewGlyph(p.Icon, fynetheme.ColorNameForeground), text: widgets.NewLine(p.Name, false, "", "")}
	i.Radius, i.Inset = 8, 10
	i.Content = []fyne.CanvasObject{i.icon, i.text}
	i.Place = i.place
	i.ExtendBaseWidget(i)
	return i
}

// HeightFor implements flow.Sizer.
func (i *navItem) HeightFor(float32) float32 {
	return flow.WholeUp(max(36*widgets.Unit(), widgets.LeastTarget))
}

func (i *navItem) place(s fyne.Size) {
	const edge = 20
	u := widgets.Unit()
	side := flow.Whole(15 * u)
	i.icon.Move(fyne.NewPos(edge, flow.Whole((s.Height-side)/2)))
	i.icon.Resize(fyne.NewSquareSize(side))
	x := edge + side + flow.Whole(8*u)
	if i.name == "" {
		x = edge
	}
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
	i.nav.choose(i.index)
}

// MouseIn implements desktop.Hoverable.
func (i *navItem) MouseIn(*desktop.MouseEvent) { i.hovered = true; i.nav.paint() }

// MouseMoved implements desktop.Hoverable.
func (i *navItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (i *navItem) MouseOut() { i.hovered = false; i.nav.paint() }
