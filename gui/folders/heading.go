package folders

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// heading is the name of a group of folders, after the color of its account and before a
// mark where something has to be done by the person. What can be folded has an arrow, and a
// tap anywhere on it folds it.
type heading struct {
	tap   *headingTap
	text  *widgets.Text
	bar   *canvas.Rectangle
	badge *widgets.Badge
	arrow *widgets.Glyph
	mark  *widgets.Button
	more  *widgets.Button // the menu of the account
	row   Row
	color int // see theme.AccountBar; 0: no bar
	owner account.ID
}

// headingTap is what takes taps on a heading.
type headingTap struct {
	widgets.Surface
	tapped, menu func(at fyne.Position)
}

// Tapped implements fyne.Tappable.
func (t *headingTap) Tapped(e *fyne.PointEvent) { t.tapped(e.AbsolutePosition) }

// TappedSecondary implements fyne.SecondaryTappable.
func (t *headingTap) TappedSecondary(e *fyne.PointEvent) { t.menu(e.AbsolutePosition) }

func newHeading(f *Folders) *heading {
	h := &heading{
		text: widgets.NewText("", fynetheme.SizeNameCaptionText, theme.ColorMuted), bar: canvas.NewRectangle(color.Transparent),
		badge: widgets.NewBadge(""), arrow: widgets.NewGlyph(widgets.IconDown, theme.ColorMuted),
	}
	h.tap = &headingTap{
		tapped: func(fyne.Position) {
			if h.row.Fold != "" {
				f.Fold(h.row.Fold, !h.row.Folded)
			}
		},
		menu: func(at fyne.Position) { f.menu(h.row, at) },
	}
	h.tap.Radius, h.tap.Inset = 8, 10
	h.tap.ExtendBaseWidget(h.tap)
	h.text.Spans[0].Bold = true
	h.mark = widgets.NewButton(widgets.Flat, "", widgets.IconWarning, func() {
		if f.OnMark != nil {
			f.OnMark(h.owner)
		}
	})
	h.mark.Small, h.mark.Color = true, theme.ColorNoticeText
	h.mark.Hide()
	h.more = widgets.NewButton(widgets.Flat, "", widgets.IconMore, func() {
		m := f.Menu(h.row)
		if c := fyne.CurrentApp().Driver().CanvasForObject(h.more); m != nil && c != nil {
			widgets.ShowMenuBelow(m, c, h.more, true)
		}
	})
	h.more.Small, h.more.Tip = true, lang.L("More")
	h.more.Hide()
	return h
}

// objects are what it is drawn with, from the lowest to the highest.
func (h *heading) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{h.tap, h.text, h.bar, h.badge, h.arrow, h.mark, h.more}
}

// set shows a row; focused: the keyboard is on it.
func (h *heading) set(r Row, focused bool) {
	h.row = r
	title := r.Title
	if r.Folded && r.Short != "" {
		title = r.Short
	}
	h.text.SetText(title)
	h.color, h.owner, h.mark.Tip, h.mark.Hidden = r.Color, r.Owner, r.Mark, r.Mark == ""
	n := ""
	if r.Folded && r.Unread > 0 {
		n = words.Count(r.Unread)
	}
	h.badge.SetText(n)
	h.badge.Hidden = n == ""
	h.arrow.Hidden = r.Fold == ""
	h.arrow.Set(foldIcon(r.Folded), theme.ColorMuted)
	h.tap.SetEdge(focused)
}

// foldIcon is the arrow of what is folded, or is not.
func foldIcon(folded bool) widgets.IconName {
	if folded {
		return widgets.IconNext
	}
	return widgets.IconDown
}

func arrowSide() float32 { return flow.Whole(14 * widgets.Unit()) }

// ends is what stands at the right, from there to the left.
func (h *heading) ends() (out []fyne.CanvasObject) {
	for _, o := range []fyne.CanvasObject{h.arrow, h.more, h.badge, h.mark} {
		if o.Visible() {
			out = append(out, o)
		}
	}
	return out
}

// width of what stands at the right.
func (h *heading) width(o fyne.CanvasObject) float32 {
	if o == fyne.CanvasObject(h.arrow) {
		return arrowSide()
	}
	return o.MinSize().Width
}

// out is how far the ground of a button at the right reaches beyond the edge, so that its
// icon ends where the badges below do.
func (h *heading) out() float32 {
	if e := h.ends(); len(e) > 0 {
		if _, button := e[0].(*widgets.Button); button {
			return flow.Whole(9 * widgets.Unit())
		}
	}
	return 0
}

// marked is the room that what stands at the right takes from the text.
func (h *heading) marked() (w float32) {
	for _, o := range h.ends() {
		w += h.width(o) + flow.Whole(3*widgets.Unit())
	}
	return max(w-h.out(), 0)
}

// indent is how far the bar moves the text to the right.
func (h *heading) indent() float32 {
	if h.color == 0 {
		return 0
	}
	return flow.Whole(11 * widgets.Unit())
}

// place puts all but the text, which is high, to its places; right is the edge.
func (h *heading) place(left, right, y, high float32) {
	line := widgets.LineHeight(theme.Size(fynetheme.SizeNameCaptionText))
	wide := flow.Whole(3 * widgets.Unit())
	h.bar.CornerRadius = wide / 2
	h.bar.Resize(fyne.NewSize(wide, high-2))
	h.bar.Move(fyne.NewPos(left, flow.Whole(y+1)))
	right += h.out()
	for _, o := range h.ends() {
		m := o.MinSize()
		if o == fyne.CanvasObject(h.arrow) {
			m = fyne.NewSquareSize(arrowSide())
		}
		o.Resize(m)
		o.Move(fyne.NewPos(flow.Whole(right-m.Width), flow.Whole(y+(line-m.Height)/2)))
		right -= m.Width + flow.Whole(3*widgets.Unit())
	}
}

// takeTaps says where a tap is one on the heading, and where its ground is drawn.
func (h *heading) takeTaps(width, y, high float32) {
	h.tap.Move(fyne.NewPos(0, y))
	h.tap.Resize(fyne.NewSize(width, high))
}

func (h *heading) refresh() {
	h.bar.Hidden = h.color == 0
	if h.color != 0 {
		h.bar.FillColor = theme.AccountBar(h.color, "")
	}
	for _, o := range h.objects() {
		o.Refresh()
	}
}
