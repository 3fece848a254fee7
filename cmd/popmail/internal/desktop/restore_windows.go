package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

var (
	user32     = windows.NewLazySystemDLL("user32.dll")
	isIconic   = user32.NewProc("IsIconic")
	showWindow = user32.NewProc("ShowWindow")
)

// Restore opens a minimised window again. It must be called on the window's thread.
func Restore(w fyne.Window) {
	native, ok := w.(driver.NativeWindow)
	if !ok || isIconic.Find() != nil || showWindow.Find() != nil {
		return
	}
	native.RunNative(func(c any) {
		if c, ok := c.(driver.WindowsWindowContext); ok && c.HWND != 0 {
			if iconic, _, _ := isIconic.Call(c.HWND); iconic != 0 {
				_, _, _ = showWindow.Call(c.HWND, windows.SW_RESTORE)
			}
		}
	})
}
