package viewer

import (
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
)

// The sizes in which a picture can be shown, in units for a pixel, and one step between them.
const (
	smallest = 0.02
	largest  = 16
	stepBy   = 1.25
)

// stage is the room that a picture is shown in: whole at first, and where it is larger than
// the room, moved by dragging it.
type stage struct {
	widget.BaseWidget
	img    *canvas.Image
	pixels fyne.Size     // of the picture; zero: there is none
	zoom   float32       // units for a pixel; 0: so that the whole picture is seen
	middle fyne.Position // the place in the picture that stands in the middle of the room, in pixels
}

var (
	_ fyne.Draggable      = (*stage)(nil)
	_ fyne.Scrollable     = (*stage)(nil)
	_ fyne.DoubleTappable = (*stage)(nil)
	_ desktop.Cursorable  = (*stage)(nil)
	_ fyne.WidgetRenderer = (*stageRenderer)(nil)
)

func newStage() *stage {
	s := &stage{img: canvas.NewImageFromImage(nil)}
	s.img.FillMode, s.img.ScaleMode = canvas.ImageFillStretch, canvas.ImageScaleSmooth
	s.img.Hide()
	s.ExtendBaseWidget(s)
	return s
}

// set shows another picture, whole; nil: none.
func (s *stage) set(img image.Image) {
	s.zoom, s.pixels = 0, fyne.Size{}
	s.img.Image = img
	if img != nil {
		s.pixels = fyne.NewSize(float32(img.Bounds().Dx()), float32(img.Bounds().Dy()))
	}
	s.middle = fyne.NewPos(s.pixels.Width/2, s.pixels.Height/2)
	s.img.Hidden = img == nil
	s.place()
}

// frame shows another frame of the same picture.
func (s *stage) frame(img image.Image) {
	s.img.Image = img
	s.img.Refresh()
}

// whole is the size in which all of the picture is seen; small ones are not made larger.
func (s *stage) whole() float32 {
	room := s.Size()
	if s.pixels.Width <= 0 || s.pixels.Height <= 0 || room.Width <= 0 || room.Height <= 0 {
		return 1
	}
	return min(room.Width/s.pixels.Width, room.Height/s.pixels.Height, 1)
}

func (s *stage) scale() float32 {
	if s.zoom > 0 {
		return s.zoom
	}
	return s.whole()
}

func (s *stage) zoomBy(steps int) { s.zoomTo(s.scale() * float32(math.Pow(stepBy, float64(steps)))) }

func (s *stage) zoomTo(z float32) {
	s.zoom = min(max(z, min(smallest, s.whole())), largest)
	s.place()
}

func (s *stage) fit() {
	s.zoom = 0
	s.middle = fyne.NewPos(s.pixels.Width/2, s.pixels.Height/2)
	s.place()
}

// by moves the picture, and reports whether there was anything more to see.
func (s *stage) by(dx, dy float32) bool {
	before := s.middle
	z := s.scale()
	s.middle = s.middle.SubtractXY(dx/z, dy/z)
	s.place()
	return s.middle != before
}

// place puts the picture where it is to be seen. It does not leave the room empty beside it.
func (s *stage) place() {
	room, z := s.Size(), s.scale()
	axis := func(middle *float32, pixels, room float32) (at, size float32) {
		size = pixels * z
		if size <= room {
			*middle = pixels / 2
			return flow.Whole((room - size) / 2), size
		}
		*middle = min(max(*middle, room/2/z), pixels-room/2/z)
		return flow.Whole(room/2 - *middle*z), size
	}
	x, w := axis(&s.middle.X, s.pixels.Width, room.Width)
	y, h := axis(&s.middle.Y, s.pixels.Height, room.Height)
	s.img.Move(fyne.NewPos(x, y))
	s.img.Resize(fyne.NewSize(w, h))
	s.img.Refresh()
}

// Dragged implements fyne.Draggable.
func (s *stage) Dragged(e *fyne.DragEvent) { s.by(e.Dragged.DX, e.Dragged.DY) }

// DragEnd implements fyne.Draggable.
func (s *stage) DragEnd() {}

// Scrolled implements fyne.Scrollable: with Ctrl the picture becomes larger or smaller.
func (s *stage) Scrolled(e *fyne.ScrollEvent) {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && d.CurrentKeyModifiers()&fyne.KeyModifierShortcutDefault != 0 {
		if e.Scrolled.DY > 0 {
			s.zoomBy(1)
		} else if e.Scrolled.DY < 0 {
			s.zoomBy(-1)
		}
		return
	}
	s.by(e.Scrolled.DX, e.Scrolled.DY)
}

// DoubleTapped implements fyne.DoubleTappable: the picture is shown in its own size, or whole.
func (s *stage) DoubleTapped(*fyne.PointEvent) {
	if s.zoom > 0 {
		s.fit()
	} else {
		s.zoomTo(1)
	}
}

// Cursor implements desktop.Cursorable.
func (s *stage) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// CreateRenderer implements fyne.Widget.
func (s *stage) CreateRenderer() fyne.WidgetRenderer { return &stageRenderer{s} }

type stageRenderer struct{ s *stage }

func (r *stageRenderer) Destroy()                     {}
func (r *stageRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.s.img} }
func (r *stageRenderer) MinSize() fyne.Size           { return fyne.NewSize(1, 1) }
func (r *stageRenderer) Layout(fyne.Size)             { r.s.place() }
func (r *stageRenderer) Refresh()                     { r.s.place() }
