//go:build !darwin

package main

import (
	"errors"
	"fmt"

	"github.com/go-gl/glfw/v3.3/glfw"
)

// The version of OpenGL that Fyne draws with.
const glMajor, glMinor = 2, 1

// tryDrawing makes such a window as Fyne does, which nobody sees.
func tryDrawing() (err error) {
	defer func() {
		if v := recover(); v != nil { // GLFW's Go side panics with errors that it does not expect
			err = fmt.Errorf("%v", v)
		}
	}()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, glMajor)
	glfw.WindowHint(glfw.ContextVersionMinor, glMinor)
	w, err := glfw.CreateWindow(16, 16, programName, nil, nil)
	if err != nil {
		return err
	}
	if w == nil {
		return errors.New("GLFW has made no window")
	}
	w.Destroy()
	return nil
}
