//go:build windows || darwin

package desktop

import "context"

// Choose has no dialog to offer; the window has one of its own.
func Choose(context.Context, Ask) ([]string, error) { return nil, ErrNoDialog }
