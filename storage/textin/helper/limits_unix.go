//go:build unix

package helper

import (
	"os/exec"
	"runtime/debug"
	"syscall"
)

const (
	softMemory  = 768 << 20
	addressRoom = 3 << 30 // octets; Go and what runs WebAssembly reserve more than they use
)

// Bound limits what this process may use, and lets others go first unless somebody waits for it.
func Bound(awaited bool) {
	debug.SetMemoryLimit(softMemory)
	if !awaited {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 15)
	}
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: addressRoom, Max: addressRoom})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}

func hide(*exec.Cmd) {}
