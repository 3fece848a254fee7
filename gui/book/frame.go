package book

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// Lengths at 100 % text size.
const (
	listWidth = 340
	pageWidth = 620
	narrow    = 800 // windows below it show the list or the page
)

// frame lays the head over the width, the list at the left and the page beside it; where
// the window is narrow, one of them.
type frame struct{ b *Book }

// MinSize implements fyne.Layout.
func (frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

// Layout implements fyne.Layout.
func (f frame) Layout(all []fyne.CanvasObject, size fyne.Size) {
	defer flow.Mirror(size.Width, all...)
	b := f.b
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	}
	u := widgets.Unit()
	b.narrow = size.Width < narrow*max(u, 0.9)
	list, page := !b.narrow || !b.front, !b.narrow || b.front
	b.back.Hidden = !b.narrow || !b.front
	title := lang.L("Address book")
	if b.back.Visible() {
		title = "" // it keeps its place, so that the buttons stay at the right
	}
	b.title.SetText(title)
	b.heads(size.Width)
	b.ground.Resize(size)
	y := flow.HeightFor(b.head, size.Width)
	place(b.head, 0, 0, size.Width, y)
	place(b.headLine, 0, y, size.Width, 1)
	y++
	b.top.Hidden, b.list.Hidden, b.listGround.Hidden, b.listLine.Hidden, b.page.Hidden = !list, !list, !list, !list || b.narrow, !page
	w := size.Width
	var x float32
	if !b.narrow {
		w = flow.Whole(min(listWidth*u, size.Width*0.45))
		x = w + 1
	}
	if list {
		h := flow.HeightFor(b.top, w)
		place(b.listGround, 0, y, w, size.Height-y)
		place(b.top, 0, y, w, h)
		place(b.list, 0, y+h, w, size.Height-y-h)
		place(b.listLine, w, y, 1, size.Height-y)
	}
	side := float32(20)
	if b.narrow {
		side = 12
	}
	b.column.Inset = flow.Insets{Left: side, Top: side, Right: side, Bottom: 24}
	b.column.MaxWidth = pageWidth*u + 2*side
	place(b.page, x, y, size.Width-x, size.Height-y)
}

// heads shortens the words of the head where there is no room for them.
func (b *Book) heads(width float32) {
	row := b.head.Objects[0].(*flow.Row)
	b.add.SetText(lang.L("New person"))
	need := float32(40)
	for _, o := range row.Objects {
		if o.Visible() {
			need += o.MinSize().Width + row.Gap
		}
	}
	if b.title.Text() != "" {
		need += widgets.TextWidth(b.title.Text(), theme.Size(fynetheme.SizeNameSubHeadingText), true)
	}
	if need > width {
		b.add.SetText("")
	}
}
