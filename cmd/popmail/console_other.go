//go:build !windows

package main

// openConsole has nothing to do: programs with a window have a terminal like others.
func openConsole([]string) {}

// closeConsole has nothing to do.
func closeConsole() {}

// tellInBox has nothing to do: programs are told where they write to.
func tellInBox(string) bool { return false }
