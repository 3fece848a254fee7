//go:build !windows

package storage

import "syscall"

// sectorErrors are those of a disk that cannot read a place.
var sectorErrors = []syscall.Errno{syscall.EIO}
