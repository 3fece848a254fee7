package folders

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// item draws a Row that can be chosen.
type item struct {
	widgets.Surface
	owner   *Folders
	row     Row
	chosen  bool
	hovered bool
	target  bool // what is dragged would be dropped here

	icon  *widgets.Glyph
	title *widgets.Text
	badge *widgets.Badge
}

var (
	_ fyne.Tappable          = (*item)(nil)
	_ fyne.SecondaryTappable = (*item)(nil)
	_ desktop.Hoverable      = (*item)(nil)
)

func newItem(owner *Folders) *item {
	i := &item{
		owner: owner,
		icon:  widgets.NewGlyph("", fynetheme.ColorNameForeground),
		title: widgets.NewLine("", false, fynetheme.SizeNameText, fynetheme.ColorNameForeground),
		badge: widgets.NewBadge(""),
	}
	i.Radius, i.Inset = 8, 10
	i.Content = []fyne.CanvasObject{i.icon, i.title, i.badge}
	i.Place = i.place
	i.ExtendBaseWidget(i)
	return i
}

// show draws a row; focused: the keyboard is on it.
func (i *item) show(r Row, chosen, focused bool) {
	i.row, i.chosen = r, chosen
	role := fynetheme.ColorNameForeground
	if r.Kind == Create || r.Dim {
		role = theme.ColorMuted
	}
	i.icon.Set(r.Icon, role)
	i.title.SetColor(role)
	i.title.Set(r.Title, chosen, nil)
	n := ""
	if r.Unread > 0 {
		n = words.Count(r.Unread)
	}
	i.badge.SetText(n)
	i.paint()
	i.SetEdge(focused)
	i.place(i.Size())
}

func (i *item) paint() {
	switch {
	case i.target:
		i.SetFill(theme.ColorMark)
	case i.chosen:
		i.SetFill(theme.ColorSelected)
	case i.hovered:
		i.SetFill(theme.ColorBadge)
	default:
		i.SetFill("")
	}
}

func itemHeight() float32 { return flow.Whole(35 * widgets.Unit()) }

func (i *item) place(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	const edge = 20
	side := flow.Whole(16 * widgets.Unit())
	i.icon.Move(fyne.NewPos(edge, flow.Whole((s.Height-side)/2)))
	i.icon.Resize(fyne.NewSquareSize(side))
	x := edge + side + flow.Whole(6*widgets.Unit())
	right := s.Width - edge
	b := i.badge.MinSize()
	// Where there is no room for both, the name is worth more than the count.
	need := min(widgets.TextWidth(i.row.Title, theme.Size(fynetheme.SizeNameText), i.chosen)+1, 5*theme.Size(fynetheme.SizeNameText))
	i.badge.Hidden = right-b.Width-8-x < need
	if b.Width > 0 && !i.badge.Hidden {
		right -= b.Width
		i.badge.Resize(b)
		i.badge.Move(fyne.NewPos(flow.Whole(right), flow.Whole((s.Height-b.Height)/2)))
		right -= 8
	}
	h := i.title.MinSize().Height
	i.title.Move(fyne.NewPos(x, flow.Whole((s.Height-h)/2)))
	i.title.Resize(fyne.NewSize(right-x, h))
}

// Tapped implements fyne.Tappable.
func (i *item) Tapped(*fyne.PointEvent) {
	i.owner.Focus()
	i.owner.tapped(i.row)
}

// TappedSecondary implements fyne.SecondaryTappable.
func (i *item) TappedSecondary(e *fyne.PointEvent) { i.owner.menu(i.row, e.AbsolutePosition) }

// MouseIn implements desktop.Hoverable.
func (i *item) MouseIn(*desktop.MouseEvent) { i.hovered = true; i.paint() }

// MouseMoved implements desktop.Hoverable.
func (i *item) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (i *item) MouseOut() { i.hovered = false; i.paint() }
