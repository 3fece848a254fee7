package jump

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
)

// row is one item.
type row struct {
	widgets.Surface
	j      *Jump
	group  int
	item   Item
	icon   *widgets.Glyph
	face   *widgets.Avatar
	text   *widgets.Text
	right  *widgets.Text
	enter  *keycap
	chosen bool
}

var (
	_ fyne.Tappable     = (*row)(nil)
	_ desktop.Hoverable = (*row)(nil)
)

func newRow(j *Jump, group int, it Item, at []widgets.Range) *row {
	if it.Count != nil {
		it.At = it.Count()
	}
	r := &row{j: j, group: group, item: it, icon: widgets.NewGlyph(it.Icon, theme.ColorMuted), enter: newKeycap(lang.L("Enter"))}
	parts := spans(widgets.OneLine(it.Text), at)
	if it.Beside != "" {
		parts = append(parts, widgets.Span{Text: " · " + widgets.OneLine(it.Beside), Color: theme.ColorMuted})
	}
	r.text = widgets.NewSpans(parts...)
	r.right = widgets.NewLine(it.At, false, theme.SizeSmall, theme.ColorMuted)
	r.Content = []fyne.CanvasObject{r.text, r.right, r.enter}
	if it.Who != nil {
		r.face = widgets.NewAvatar(it.Who.Name, it.Who.Email)
		r.Content = append(r.Content, r.face)
	} else {
		r.Content = append(r.Content, r.icon)
	}
	r.Radius = 8
	r.Place = r.place
	r.ExtendBaseWidget(r)
	return r
}

// HeightFor implements flow.Sizer: a text that is too long for one line has more.
func (r *row) HeightFor(width float32) float32 {
	u := widgets.Unit()
	return flow.Whole(max(40*u, r.text.HeightFor(r.room(width))+flow.Whole(20*u)))
}

func (r *row) left() float32 { return flow.Whole(48 * widgets.Unit()) }

// end is what stands at the right.
func (r *row) end() float32 {
	if r.chosen {
		return r.enter.MinSize().Width
	}
	if r.item.At == "" {
		return 0
	}
	return widgets.TextWidth(r.item.At, theme.Size(theme.SizeSmall), false) + 2
}

// room is the width of the text. It is the same whether the row is chosen or not.
func (r *row) room(width float32) float32 {
	w := r.enter.MinSize().Width
	if r.item.At != "" {
		w = max(w, widgets.TextWidth(r.item.At, theme.Size(theme.SizeSmall), false)+2)
	}
	return max(width-r.left()-w-24, 40)
}

func (r *row) place(s fyne.Size) {
	u := widgets.Unit()
	side := flow.Whole(16 * u)
	if r.face != nil {
		side = flow.Whole(24 * u)
		r.face.Resize(fyne.NewSquareSize(side))
		r.face.Move(fyne.NewPos(12, flow.Whole((s.Height-side)/2)))
	} else {
		r.icon.Resize(fyne.NewSquareSize(side))
		r.icon.Move(fyne.NewPos(flow.Whole(12+4*u), flow.Whole((s.Height-side)/2)))
	}
	w := r.room(s.Width)
	h := r.text.HeightFor(w)
	r.text.Move(fyne.NewPos(r.left(), flow.Whole((s.Height-h)/2)))
	r.text.Resize(fyne.NewSize(w, h))
	r.enter.Hidden, r.right.Hidden = !r.chosen, r.chosen || r.item.At == ""
	m := r.enter.MinSize()
	r.enter.Resize(m)
	r.enter.Move(fyne.NewPos(s.Width-12-m.Width, flow.Whole((s.Height-m.Height)/2)))
	e, rh := r.end(), r.right.MinSize().Height
	r.right.Move(fyne.NewPos(s.Width-12-e, flow.Whole((s.Height-rh)/2)))
	r.right.Resize(fyne.NewSize(e, rh))
}

func (r *row) paint(chosen bool) {
	r.chosen = chosen
	if chosen {
		r.SetFill(theme.ColorSelected)
	} else {
		r.SetFill("")
	}
	r.SetEdge(false)
	if r.Size().Width > 0 {
		r.Arrange()
		canvas.Refresh(r)
	}
}

// Tapped goes there.
func (r *row) Tapped(*fyne.PointEvent) { r.j.do(r.item) }

// MouseIn implements desktop.Hoverable.
func (r *row) MouseIn(*desktop.MouseEvent) {}

// MouseMoved chooses the row under the pointer: one that has come to rest chooses nothing when
// rows come to lie under it.
func (r *row) MouseMoved(*desktop.MouseEvent) {
	for i, other := range r.j.rows {
		if other == r && r.j.at != i {
			r.j.at = i
			r.j.paint()
		}
	}
}

// MouseOut implements desktop.Hoverable.
func (r *row) MouseOut() {}

// keycap is the name of a key in a frame.
type keycap struct {
	widget.BaseWidget
	text string
}

func newKeycap(text string) *keycap {
	k := &keycap{text: text}
	k.ExtendBaseWidget(k)
	return k
}

// CreateRenderer implements fyne.Widget.
func (k *keycap) CreateRenderer() fyne.WidgetRenderer {
	k.ExtendBaseWidget(k)
	r := &keycapRenderer{k: k, ground: canvas.NewRectangle(nil), text: widgets.NewLabel()}
	r.Refresh()
	return r
}

type keycapRenderer struct {
	k      *keycap
	ground *canvas.Rectangle
	text   *widgets.Label
}

func (r *keycapRenderer) size() float32 { return theme.Size(fynetheme.SizeNameCaptionText) }
func (r *keycapRenderer) Destroy()      {}
func (r *keycapRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.text}
}

func (r *keycapRenderer) MinSize() fyne.Size {
	u := widgets.Unit()
	return fyne.NewSize(flow.WholeUp(max(widgets.TextWidth(r.k.text, r.size(), false)+16*u, 28*u)), flow.Whole(22*u))
}

func (r *keycapRenderer) Layout(s fyne.Size) {
	defer flow.Mirror(s.Width, r.text)
	r.ground.Resize(s)
	r.text.Place(flow.Whole((s.Width-widgets.TextWidth(r.k.text, r.size(), false))/2), 0, s.Height)
}

func (r *keycapRenderer) Refresh() {
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.ColorField), theme.Color(theme.ColorLine), 1
	r.ground.CornerRadius = 5
	r.text.Set(r.k.text, theme.Color(fynetheme.ColorNameForeground), r.size(), false)
	r.Layout(r.k.Size())
	canvas.Refresh(r.k)
}

// fieldTheme is the app's theme with larger letters and without the ground of fields.
type fieldTheme struct{}

func (fieldTheme) app() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Color implements fyne.Theme.
func (f fieldTheme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch name {
	case fynetheme.ColorNameInputBackground, fynetheme.ColorNameInputBorder:
		return color.Transparent
	}
	return f.app().Color(name, v)
}

// Font implements fyne.Theme.
func (f fieldTheme) Font(s fyne.TextStyle) fyne.Resource { return f.app().Font(s) }

// Icon implements fyne.Theme.
func (f fieldTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return f.app().Icon(n) }

// Size implements fyne.Theme.
func (f fieldTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case fynetheme.SizeNameInputBorder:
		return 0
	case fynetheme.SizeNameText:
		return f.app().Size(n) * 17 / 14
	}
	return f.app().Size(n)
}
