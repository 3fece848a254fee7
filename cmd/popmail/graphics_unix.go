//go:build unix && !darwin

package main

import (
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/go-gl/glfw/v3.3/glfw"

	"popmail/gui/kit/lang"
)

// undrawnError is that the window cannot be drawn; says is what the person is told.
type undrawnError struct {
	error
	says func() string
}

func (u *undrawnError) Unwrap() error { return u.error }

// onScreen reports whether there is a screen to show a window on. again returns what is wrong. It is called
// on the main thread before Fyne makes a window, which would end the program.
func onScreen() (again func() error, ok bool) {
	if err := beginGLFW(); err != nil {
		return undrawn(fmt.Errorf("the window cannot be shown: %w", err), func() string {
			return lang.L("PopMail’s window needs an X server, and this desktop has none. On Wayland, install Xwayland.")
		}), false
	}
	return nil, true
}

// beginGLFW starts what Fyne draws with; once it is started that does nothing.
func beginGLFW() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.New("there is no X server")
		}
	}()
	if err := glfw.Init(); err != nil {
		return err
	}
	glfw.GetTime() // QUIRK: Init tells of some failures in the log alone; this panics then
	return nil
}

// drawable reports whether a window that is shown later could be drawn; for others cameUp tells, as a
// window only for trying takes time.
func drawable(later bool) (again func() error, ok bool) {
	if !later {
		return nil, true
	}
	if err := tryDrawing(); err != nil {
		return withoutGraphics(err), false
	}
	return nil, true
}

// cameUp reports whether the window is on the screen after Show. Fyne writes why not to standard
// error, and would go on without one.
func cameUp(w fyne.Window) (again func() error, ok bool) {
	native, is := w.(driver.NativeWindow)
	if !is {
		return nil, true
	}
	there := true
	native.RunNative(func(c any) {
		switch c := c.(type) {
		case driver.X11WindowContext:
			there = c.WindowHandle != 0
		case driver.WaylandWindowContext:
			there = c.WaylandSurface != 0
		}
	})
	if there {
		return nil, true
	}
	return withoutGraphics(errors.New("OpenGL 2.1 is missing")), false
}

func withoutGraphics(err error) func() error {
	return undrawn(fmt.Errorf("the window cannot be drawn: %w", err), func() string {
		return lang.L("The graphics driver of this computer is missing or too old. It may help to restart the computer, or to install the updates of the system.")
	})
}

func undrawn(err error, says func() string) func() error {
	return func() error { return &undrawnError{err, says} }
}
