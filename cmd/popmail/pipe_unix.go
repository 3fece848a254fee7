//go:build !windows

package main

import (
	"errors"
	"syscall"
)

// isBrokenPipe reports whether the reader of our output has gone, as `head` does.
func isBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
