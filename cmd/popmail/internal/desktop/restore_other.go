//go:build !windows

package desktop

import "fyne.io/fyne/v2"

// Restore opens a minimised window again. Here a window is opened by asking for
// the keyboard.
func Restore(fyne.Window) {}
