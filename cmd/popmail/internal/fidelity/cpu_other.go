//go:build !unix

package main

import "time"

var started = time.Now()

// cpuTime is the time since the program began, in milliseconds.
func cpuTime() float64 { return float64(time.Since(started).Microseconds()) / 1000 }
