package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

var (
	user32     = windows.NewLazySystemDLL("user32.dll")
	isIconic   = user32.NewProc("IsIconic")
	isZoomed   = user32.NewProc("IsZoomed")
	showWindow = user32.NewProc("ShowWindow")
)

// Restore opens a minimised or hidden window again. It must be called on the window's thread.
func Restore(w fyne.Window) {
	w.Show()
	if is(w, isIconic) {
		show(w, windows.SW_RESTORE)
	}
}

// Minimize leaves of a window that is shown only its place in the task bar. It must be called
// on the window's thread.
func Minimize(w fyne.Window) { show(w, windows.SW_MINIMIZE) }

// Maximize lets a window fill the screen. It must be called on the window's thread.
func Maximize(w fyne.Window) { show(w, windows.SW_MAXIMIZE) }

// Maximized reports whether a window fills the screen.
func Maximized(w fyne.Window) bool { return is(w, isZoomed) }

func is(w fyne.Window, state *windows.LazyProc) (yes bool) {
	with(w, func(handle uintptr) {
		if state.Find() == nil {
			got, _, _ := state.Call(handle)
			yes = got != 0
		}
	})
	return yes
}

func show(w fyne.Window, how uintptr) {
	with(w, func(handle uintptr) {
		if showWindow.Find() == nil {
			_, _, _ = showWindow.Call(handle, how)
		}
	})
}

func with(w fyne.Window, do func(handle uintptr)) {
	if native, ok := w.(driver.NativeWindow); ok {
		native.RunNative(func(c any) {
			if c, ok := c.(driver.WindowsWindowContext); ok && c.HWND != 0 {
				do(c.HWND)
			}
		})
	}
}
