package main

import (
	"math"
	"os"
	"runtime"
	"strconv"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.3/glfw"
)

// titleBar is the height to leave for the title bar of a window, which a
// program cannot ask for before the window is on the screen.
const titleBar = 40

// fit makes a window's size small enough for the screen, where scale pixels are one of its units. It is called on the
// main thread once Fyne has made a window, which starts GLFW.
func fit(size fyne.Size, scale float32) fyne.Size {
	m := glfw.GetPrimaryMonitor()
	if m == nil {
		return size
	}
	_, _, width, height := m.GetWorkarea()
	return fitTo(size, width, height, scale)
}

// oneScreen reports whether there is no doubt which screen a window is on. It is called as fit is.
func oneScreen() bool { return len(glfw.GetMonitors()) == 1 }

// fitTo is fit for a screen with so many pixels for windows.
func fitTo(size fyne.Size, width, height int, scale float32) fyne.Size {
	if width <= 0 || height <= titleBar || scale <= 0 {
		return size
	}
	whole := func(pixels int) float32 { return float32(math.Floor(float64(pixels) / float64(scale))) } // Fyne rounds pixels up
	return fyne.NewSize(min(size.Width, whole(width)), min(size.Height, whole(height-titleBar)))
}

// scaleAhead is the scale that a window will have on the first screen. Its canvas says 1 until the window is
// shown, and then what Fyne has found out, which is what is found out here.
func scaleAhead() float32 {
	m := glfw.GetPrimaryMonitor()
	if m == nil {
		return 1
	}
	system := float32(1)
	switch runtime.GOOS {
	case "darwin": // its units are its own
	case "windows":
		system, _ = m.GetContentScale()
	default:
		if off, _ := strconv.ParseBool(os.Getenv("FYNE_DISABLE_DPI_DETECTION")); !off {
			wide, high := m.GetPhysicalSize()
			system = density(wide, high, m.GetVideoMode().Width)
		}
	}
	user := float32(1)
	if env := os.Getenv("FYNE_SCALE"); env != "auto" {
		if f, err := strconv.ParseFloat(env, 32); err == nil && f != 0 {
			user = float32(f)
		} else if set := fyne.CurrentApp().Settings().Scale(); set > 0 {
			user = set
		}
	}
	return float32(math.Round(float64(max(user, 0)*system)*10) / 10)
}

// density is the scale of a screen with so many pixels to so many millimeters.
func density(wide, high, pixels int) float32 {
	const usual = 120 // dots per inch
	dpi := float32(pixels) / (float32(wide) / 25.4)
	// QUIRK: the Steam Deck says that it has 6 by 6 cm. Others say nothing, or the size of another screen.
	if wide == 60 && high == 60 || dpi > 1000 || dpi < 10 || dpi != dpi {
		return 1
	}
	return max(dpi/usual, 1)
}

// nameWindows says which program windows are of, on X11: their class (ICCCM, section 4.1.2.5) is what
// the entry for desktops names as StartupWMClass, so that each of them, a letter's too, belongs to
// PopMail's icon. It is called as fit is, before the first window is on the screen.
func nameWindows() {
	glfw.WindowHintString(glfw.X11ClassName, appID)
	glfw.WindowHintString(glfw.X11InstanceName, "popmail")
}
