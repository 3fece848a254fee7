package main

import "fyne.io/fyne/v2"

// drawable reports that the window can be drawn: every Mac has OpenGL.
func drawable(bool) (again func() error, ok bool) { return nil, true }

// cameUp reports that the window is there.
func cameUp(fyne.Window) (again func() error, ok bool) { return nil, true }

// onScreen reports that there is a screen: this system has one.
func onScreen() (again func() error, ok bool) { return nil, true }
