package main

import (
	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.3/glfw"
)

// titleBar is the height to leave for the title bar of a window, which a
// program cannot ask for before the window is on the screen.
const titleBar = 40

// fit makes a window's size small enough for the screen. It is called on the
// main thread once Fyne has made a window, which starts GLFW.
func fit(w fyne.Window, size fyne.Size) fyne.Size {
	m := glfw.GetPrimaryMonitor()
	if m == nil {
		return size
	}
	_, _, width, height := m.GetWorkarea()
	scale := w.Canvas().Scale()
	if width <= 0 || height <= titleBar || scale <= 0 {
		return size
	}
	return fyne.NewSize(min(size.Width, float32(width)/scale), min(size.Height, float32(height-titleBar)/scale))
}

// nameWindows says which program windows are of, on X11: their class (ICCCM, section 4.1.2.5) is what
// the entry for desktops names as StartupWMClass, so that each of them, a letter's too, belongs to
// PopMail's icon. It is called as fit is, before the first window is on the screen.
func nameWindows() {
	glfw.WindowHintString(glfw.X11ClassName, appID)
	glfw.WindowHintString(glfw.X11InstanceName, "popmail")
}
