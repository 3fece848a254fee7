package settings

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// row is a line of the form about something that is changed seldom: an icon, what it is,
// how it is set, whether it works, and a button that opens its fields.
type row struct {
	column *flow.Column
	line   *widgets.Text // how it is set
	works  *flow.Row
	change *widgets.Button
	fields *flow.Column
	onOpen func() fyne.Focusable
}

func newRow(f *form, icon widgets.IconName, title string, fields ...fyne.CanvasObject) *row {
	r := &row{line: small("")}
	square := flow.NewColumn(0, widgets.NewGlyph(icon, fynetheme.ColorNameForeground))
	square.Fill, square.Radius, square.Inset = theme.ColorField, fynetheme.SizeNameInputRadius, flow.Same(11)
	text := flow.NewColumn(0, widgets.NewLine(title, true, "", ""), r.line)
	mark := widgets.NewLine(lang.L("Works"), false, theme.SizeSmall, fynetheme.ColorNameForeground)
	r.works = flow.NewRow(7, nil, widgets.NewGlyph(widgets.IconCheck, theme.ColorGood), flow.Wide(mark, func() float32 {
		return flow.WholeUp(widgets.TextWidth(mark.Text(), theme.Size(theme.SizeSmall), false))
	}))
	r.works.Hide()
	r.change = widgets.NewButton(widgets.Quiet, lang.L("Change…"), "", func() {
		r.open()
		f.s.relayout()
		f.s.focus(r.onOpen())
	})
	head := flow.NewBeside(12, func() float32 { return 220 * widgets.Unit() }, flow.NewRow(14, text, square, text), flow.NewTiles(14, r.works, r.change))
	head.Below = 6
	r.fields = flow.NewColumn(14, fields...)
	r.fields.Hide()
	r.column = flow.NewColumn(12, head, r.fields)
	return r
}

// open shows the fields.
func (r *row) open() {
	r.fields.Show()
	r.change.Hide()
}

// foot is the last line of the form: the button that tests, what came of it, and the
// buttons that end the form.
type foot struct {
	widget.BaseWidget
	test  *widgets.Button
	said  *widgets.Text
	right *flow.Tiles
}

func newFoot(test *widgets.Button, said *widgets.Text, right *flow.Tiles) *foot {
	f := &foot{test: test, said: said, right: right}
	f.ExtendBaseWidget(f)
	return f
}

func (f *foot) walk(width float32, place func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	if place == nil {
		place = func(fyne.CanvasObject, float32, float32, float32, float32) {}
	}
	const gap = 10
	t := f.test.MinSize()
	r := f.right.Line()
	rh := f.right.HeightFor(width)
	high := max(t.Height, rh)
	beside := width - t.Width - r - 2*gap
	if lone := f.said.Text() == ""; beside >= 150*widgets.Unit() || lone && beside >= 0 {
		h := max(high, f.said.HeightFor(max(beside, 1)))
		place(f.test, 0, flow.Whole((h-t.Height)/2), t.Width, t.Height)
		sh := f.said.HeightFor(max(beside, 1))
		place(f.said, t.Width+gap, flow.Whole((h-sh)/2), max(beside, 1), sh)
		place(f.right, width-r, flow.Whole((h-rh)/2), r, rh)
		return h
	}
	// What was said goes above.
	var y float32
	if f.said.Text() != "" {
		y = flow.WholeUp(f.said.HeightFor(width))
		place(f.said, 0, 0, width, y)
		y += gap
	} else {
		place(f.said, 0, 0, 1, 1)
	}
	if t.Width+gap+r <= width {
		place(f.test, 0, y+flow.Whole((high-t.Height)/2), t.Width, t.Height)
		place(f.right, width-r, y+flow.Whole((high-rh)/2), r, rh)
		return y + high
	}
	place(f.test, 0, y, min(t.Width, width), t.Height)
	y += t.Height + gap
	place(f.right, 0, y, width, rh)
	return y + rh
}

// HeightFor implements flow.Sizer.
func (f *foot) HeightFor(width float32) float32 { return f.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (f *foot) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	parts := func() []fyne.CanvasObject { return []fyne.CanvasObject{f.test, f.said, f.right} }
	return &flow.Walked{Of: f, Parts: parts, Walk: f.walk, Least: func() float32 { return f.test.MinSize().Width }}
}
