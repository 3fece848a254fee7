//go:build !windows

package desktop

import "fyne.io/fyne/v2"

// Restore opens a minimised or hidden window again. It must be called on the window's thread.
// To map a window opens it (ICCCM, section 4.1.4), whatever a window manager makes
// of a wish for the keyboard.
func Restore(w fyne.Window) { w.Show() }
