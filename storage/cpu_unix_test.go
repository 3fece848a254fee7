//go:build unix

package storage_test

import (
	"syscall"

	"popmail/storage"
)

func init() { storage.CPUSeconds = cpuSeconds }

// cpuSeconds is the time that this process has used so far.
func cpuSeconds() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
}
