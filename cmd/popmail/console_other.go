//go:build !windows

package main

import "context"

// openConsole has nothing to do: programs with a window have a terminal like others.
func openConsole([]string) {}

// heedConsole has nothing to do: a terminal sends signals.
func heedConsole(ctx context.Context) context.Context { return ctx }

// closeConsole has nothing to do.
func closeConsole() {}

// tellInBox has nothing to do: what went wrong is written first, see tellPerson.
func tellInBox(string) bool { return false }
