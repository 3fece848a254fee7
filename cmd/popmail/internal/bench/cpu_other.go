//go:build !unix

package main

import "time"

var began = time.Now()

// worked is the time since the start where that of the processor is not known.
func worked() time.Duration { return time.Since(began) }
