package desktop

import "fyne.io/fyne/v2"

// Maximize does nothing: macOS itself brings a window back as large as it was.
func Maximize(fyne.Window) {}

// Minimize does nothing: the menu bar always shows icons of programs without a window.
func Minimize(fyne.Window) {}

// Maximized is always false, so that the window's size is what is remembered.
func Maximized(fyne.Window) bool { return false }
