package field

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// eye shows the letters of a password, or dots again. Unlike Fyne's own it is
// reached by Tab.
type eye struct {
	widget.BaseWidget
	entry   *Entry
	focused bool
}

var (
	_ fyne.Tappable      = (*eye)(nil)
	_ fyne.Focusable     = (*eye)(nil)
	_ desktop.Cursorable = (*eye)(nil)
)

func newEye(e *Entry) *eye {
	y := &eye{entry: e}
	y.ExtendBaseWidget(y)
	return y
}

// Tapped implements fyne.Tappable.
func (y *eye) Tapped(*fyne.PointEvent) {
	y.entry.Password = !y.entry.Password
	y.entry.Refresh()
	y.Refresh()
}

// Cursor implements desktop.Cursorable.
func (y *eye) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// FocusGained implements fyne.Focusable.
func (y *eye) FocusGained() { y.focused = true; y.Refresh() }

// FocusLost implements fyne.Focusable.
func (y *eye) FocusLost() { y.focused = false; y.Refresh() }

// TypedRune implements fyne.Focusable: letters go to the field, blanks to the eye.
func (y *eye) TypedRune(r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(y.entry); c != nil && r != ' ' {
		c.Focus(y.entry)
		y.entry.TypedRune(r)
	}
}

// TypedKey implements fyne.Focusable: Space opens and closes it; Enter and Escape
// mean what they mean in the field.
func (y *eye) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeySpace {
		y.Tapped(nil)
		return
	}
	y.entry.TypedKey(k)
}

// CreateRenderer implements fyne.Widget.
func (y *eye) CreateRenderer() fyne.WidgetRenderer {
	r := &eyeRenderer{y: y, icon: canvas.NewImageFromResource(nil), ring: canvas.NewRectangle(color.Transparent)}
	r.ring.CornerRadius = 4
	r.Refresh()
	return r
}

type eyeRenderer struct {
	y    *eye
	icon *canvas.Image
	ring *canvas.Rectangle
}

func (r *eyeRenderer) Destroy()                     {}
func (r *eyeRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ring, r.icon} }

func (r *eyeRenderer) MinSize() fyne.Size {
	side := fynetheme.IconInlineSize() + 2*fynetheme.InnerPadding()
	return fyne.NewSquareSize(side)
}

func (r *eyeRenderer) Layout(s fyne.Size) {
	side := min(fynetheme.IconInlineSize(), s.Width, s.Height)
	at := fyne.NewPos((s.Width-side)/2, (s.Height-side)/2)
	r.icon.Resize(fyne.NewSquareSize(side))
	r.icon.Move(at)
	r.ring.Resize(fyne.NewSquareSize(side + 6))
	r.ring.Move(at.SubtractXY(3, 3))
}

func (r *eyeRenderer) Refresh() {
	r.icon.Resource = fynetheme.VisibilityIcon()
	if r.y.entry.Password {
		r.icon.Resource = fynetheme.VisibilityOffIcon()
	}
	r.ring.StrokeColor, r.ring.StrokeWidth = color.Transparent, 0
	if r.y.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = fynetheme.Color(fynetheme.ColorNamePrimary), 2
	}
	r.ring.Refresh()
	r.icon.Refresh()
}
