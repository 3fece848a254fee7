package helper

import (
	"os/exec"
	"runtime/debug"
	"syscall"
)

const (
	softMemory = 768 << 20

	createNoWindow      = 0x08000000
	belowNormalPriority = 0x00004000
)

// Bound limits what this process may use.
func Bound() { debug.SetMemoryLimit(softMemory) }

// hide keeps a console from being shown, and lets others go first.
func hide(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: createNoWindow | belowNormalPriority}
}
