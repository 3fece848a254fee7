package flow

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/theme"
)

// Insets are the free margins inside a Column.
type Insets struct{ Left, Top, Right, Bottom float32 }

// Same is an inset that is the same on all sides.
func Same(v float32) Insets { return Insets{v, v, v, v} }

// Column stands its objects one below the other, all as wide as the column.
// Hidden ones take no room.
type Column struct {
	widget.BaseWidget
	Objects  []fyne.CanvasObject
	Gap      float32
	Inset    Insets
	MaxWidth float32 // of the column; 0: any. A wider place centres it
	// Fill and Edge are theme colours of what is drawn behind; empty: nothing.
	Fill, Edge fyne.ThemeColorName
	Radius     fyne.ThemeSizeName
	gaps       map[fyne.CanvasObject]float32
	renderer   *columnRenderer
	top        float32 // what is in sight, if bottom is not 0
	bottom     float32
}

// NewColumn returns a column with a gap between its objects.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *Column {
	c := &Column{Objects: objects, Gap: gap}
	c.ExtendBaseWidget(c)
	return c
}

// Before sets the gap above one object in place of Gap.
func (c *Column) Before(o fyne.CanvasObject, gap float32) *Column {
	if c.gaps == nil {
		c.gaps = make(map[fyne.CanvasObject]float32)
	}
	c.gaps[o] = gap
	return c
}

// Card gives the column the look of a card, with free margins inside.
func (c *Column) Card(inset Insets) *Column {
	c.Fill, c.Edge, c.Radius, c.Inset = theme.ColorCard, theme.ColorLine, theme.SizeCardEdge, inset
	return c
}

// Set replaces the objects.
func (c *Column) Set(objects ...fyne.CanvasObject) {
	c.Objects = objects
	c.Refresh()
}

// Window tells what is in sight, from the top of the column. The ground of a very
// high column is then drawn only there.
func (c *Column) Window(top, bottom float32) {
	c.top, c.bottom = top, bottom
	if c.renderer != nil && c.Fill != "" {
		c.renderer.ground(c.Size())
	}
}

func (c *Column) inner(width float32) (x, w float32) {
	if c.MaxWidth > 0 && width > c.MaxWidth {
		x = Whole((width - c.MaxWidth) / 2)
		width = c.MaxWidth
	}
	return x, width
}

// walk calls f with the place of each visible object and returns the height.
func (c *Column) walk(width float32, f func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	x, w := c.inner(width)
	x += c.Inset.Left
	w = max(w-c.Inset.Left-c.Inset.Right, 1)
	y := Whole(c.Inset.Top)
	first := true
	for _, o := range c.Objects {
		if !o.Visible() {
			continue
		}
		if !first {
			gap, own := c.gaps[o]
			if !own {
				gap = c.Gap
			}
			y += Whole(gap)
		}
		first = false
		h := WholeUp(HeightFor(o, w))
		if f != nil {
			f(o, x, y, w, h)
		}
		y += h
	}
	return y + Whole(c.Inset.Bottom)
}

// HeightFor implements Sizer.
func (c *Column) HeightFor(width float32) float32 { return c.walk(width, nil) }

// CreateRenderer implements fyne.Widget.
func (c *Column) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.renderer = &columnRenderer{c: c, back: canvas.NewRectangle(color.Transparent)}
	c.renderer.paint()
	return c.renderer
}

type columnRenderer struct {
	c      *Column
	back   *canvas.Rectangle
	height float32
}

func (r *columnRenderer) Destroy() {}

func (r *columnRenderer) Layout(size fyne.Size) {
	r.height = r.c.walk(size.Width, place)
	Mirror(size.Width, r.c.Objects...)
	r.ground(size)
}

// ground places what is drawn behind. Beyond what is in sight it ends where its
// edge cannot be seen.
func (r *columnRenderer) ground(size fyne.Size) {
	const beyond = 100
	x, w := r.c.inner(size.Width)
	top, bottom := float32(0), r.height
	if r.c.bottom > 0 {
		top = max(top, r.c.top-beyond)
		bottom = max(min(bottom, r.c.bottom+beyond), top)
	}
	place(r.back, x, top, w, bottom-top)
	Mirror(size.Width, r.back)
}

// MinSize is as high as the present width asks for.
func (r *columnRenderer) MinSize() fyne.Size {
	w := widest(r.c.Objects) + r.c.Inset.Left + r.c.Inset.Right
	at := r.c.Size().Width
	if at == 0 {
		at = w
	}
	return fyne.NewSize(w, r.c.HeightFor(at))
}

func (r *columnRenderer) Objects() []fyne.CanvasObject {
	if r.c.Fill == "" && r.c.Edge == "" {
		return r.c.Objects
	}
	return append([]fyne.CanvasObject{r.back}, r.c.Objects...)
}

func (r *columnRenderer) paint() {
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = color.Transparent, color.Transparent, 0
	if r.c.Fill != "" {
		r.back.FillColor = theme.Color(r.c.Fill)
	}
	if r.c.Edge != "" {
		r.back.StrokeColor, r.back.StrokeWidth = theme.Color(r.c.Edge), 1
	}
	if r.c.Radius != "" {
		r.back.CornerRadius = theme.Size(r.c.Radius)
	}
}

func (r *columnRenderer) Refresh() {
	r.paint()
	for _, o := range r.c.Objects {
		o.Refresh()
	}
	r.Layout(r.c.Size())
	r.back.Refresh()
	canvas.Refresh(r.c)
}
