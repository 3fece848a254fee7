package guitest

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/theme"
)

// App begins a test app with PopMail's theme.
func App(mode theme.Mode, scale float32) {
	test.NewApp().Settings().SetTheme(&theme.Theme{Mode: mode, Scale: scale})
}

// Window shows an object in a window of that size, without a border, until the
// test ends.
func Window(t testing.TB, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewWindow(o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	t.Cleanup(w.Close)
	return w
}

// Over returns the trees of a window: what lies in it, and the topmost overlay
// where there is one.
func Over(w fyne.Window) []fyne.CanvasObject {
	trees := []fyne.CanvasObject{w.Content()}
	if top := w.Canvas().Overlays().Top(); top != nil {
		trees = append(trees, top)
	}
	return trees
}
