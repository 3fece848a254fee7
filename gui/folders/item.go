package folders

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
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
	arrow *foldArrow
	line  *canvas.Rectangle // where a folder that is dragged would come to lie
	title *widgets.Text
	badge *widgets.Badge
}

var (
	_ fyne.Tappable          = (*item)(nil)
	_ fyne.SecondaryTappable = (*item)(nil)
	_ desktop.Hoverable      = (*item)(nil)
	_ fyne.Draggable         = (*item)(nil)
)

func newItem(owner *Folders) *item {
	i := &item{
		owner: owner,
		icon:  widgets.NewGlyph("", fynetheme.ColorNameForeground),
		title: widgets.NewLine("", false, fynetheme.SizeNameText, fynetheme.ColorNameForeground),
		badge: widgets.NewBadge(""),
	}
	i.Radius, i.Inset = 8, 10
	i.arrow = newFoldArrow(i)
	i.line = canvas.NewRectangle(color.Transparent)
	i.line.Hide()
	i.Content = []fyne.CanvasObject{i.icon, i.title, i.badge, i.arrow, i.line}
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
	if i.icon.Set(r.Icon, role); r.Color != 0 && r.Kind == Place {
		i.icon.Tint(r.Icon, theme.AccountBar(r.Color, ""))
	}
	i.arrow.Hidden = r.Fold == ""
	i.arrow.sign.Set(foldIcon(r.Folded), theme.ColorMuted)
	i.title.SetColor(role)
	i.title.Set(r.Title, chosen, nil)
	n := ""
	if r.Unread > 0 {
		n = words.Count(r.Unread)
	}
	i.badge.SetText(n)
	i.paint()
	i.SetEdge(focused)
	i.Arrange()
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

func itemHeight() float32 { return flow.WholeUp(max(35*widgets.Unit(), widgets.LeastTarget)) }

// Room is how wide the sidebar is with the whole names of the places that PopMail itself has named and always lists, each beside
// a count of five digits, in pixels at 100 % text size.
func (f *Folders) Room() (width float32) {
	const edge = 20
	size := theme.Size(fynetheme.SizeNameText)
	for _, r := range f.all {
		if r.Kind == Place && r.Role != mailbox.Own && r.View.Search == 0 && !r.View.Remind {
			width = max(width, widgets.TextWidth(r.Title, size, true))
		}
	}
	return flow.WholeUp((width+widgets.NewBadge(words.Count(12345)).MinSize().Width+flow.Whole(22*widgets.Unit()))/max(widgets.Unit(), 1)) + 2*edge + 9
}

// mostIndent is how many steps further right a folder in others stands at most: the names of
// those that lie deeper still have room.
const mostIndent = 4

// indent is how far a folder that lies in so many others stands to the right.
func indent(depth int) float32 {
	return flow.Whole(23*widgets.Unit()) * float32(min(depth, mostIndent))
}

func (i *item) place(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	const edge = 20
	side := flow.Whole(16 * widgets.Unit())
	in := edge + min(indent(i.row.Depth), flow.Whole(s.Width/3))
	i.icon.Move(fyne.NewPos(in, flow.Whole((s.Height-side)/2)))
	i.icon.Resize(fyne.NewSquareSize(side))
	x := in + side + flow.Whole(6*widgets.Unit())
	right := s.Width - edge
	if !i.arrow.Hidden {
		right -= arrowSide()
		out := flow.WholeUp(max(6*widgets.Unit(), (widgets.LeastTarget-arrowSide())/2)) // it takes taps around its sign
		i.arrow.Move(fyne.NewPos(flow.Whole(right)-out, 0))
		i.arrow.Resize(fyne.NewSize(arrowSide()+2*out, s.Height))
		right -= flow.Whole(6 * widgets.Unit())
	}
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
	i.line.Move(fyne.NewPos(edge+indent(i.row.Depth), i.line.Position().Y))
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

// foldArrow folds and unfolds what lies in a folder.
type foldArrow struct {
	widgets.Surface
	of   *item
	sign *widgets.Glyph
}

func newFoldArrow(of *item) *foldArrow {
	a := &foldArrow{of: of, sign: widgets.NewGlyph(widgets.IconDown, theme.ColorMuted)}
	a.Content = []fyne.CanvasObject{a.sign}
	a.Place = func(s fyne.Size) {
		side := arrowSide()
		a.sign.Resize(fyne.NewSquareSize(side))
		a.sign.Move(fyne.NewPos(flow.Whole((s.Width-side)/2), flow.Whole((s.Height-side)/2)))
	}
	a.ExtendBaseWidget(a)
	return a
}

// Tapped implements fyne.Tappable.
func (a *foldArrow) Tapped(*fyne.PointEvent) { a.of.owner.Fold(a.of.row.Fold, !a.of.row.Folded) }
