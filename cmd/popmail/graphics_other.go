//go:build !windows

package main

// drawable reports that the window can be drawn; where it cannot, Fyne says so.
func drawable() (again func() error, ok bool) { return nil, true }
