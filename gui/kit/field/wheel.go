package field

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"popmail/gui/kit/flow"
)

// wheel lies over a field and takes nothing but the turns of the mouse wheel, which scroll
// the page that the field lies on. QUIRK: Fyne's field takes them all for a text that is
// longer than the field, also where it is not, and the page stands still.
type wheel struct {
	widget.BaseWidget
	of fyne.CanvasObject
}

var _ fyne.Scrollable = (*wheel)(nil)

func newWheel(of fyne.CanvasObject) *wheel {
	w := &wheel{of: of}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) { flow.Wheel(w.of, e) }

// CreateRenderer implements fyne.Widget.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
}
