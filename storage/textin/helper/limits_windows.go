package helper

import (
	"os/exec"
	"runtime/debug"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	softMemory = 768 << 20
	hardMemory = 2 << 30 // octets; past it no memory is given, and Go ends the process

	createNoWindow      = 0x08000000
	belowNormalPriority = 0x00004000
)

// Bound limits what this process may use: it becomes the only one of a job object that has a
// limit of memory, starts no other, and shows no window when it fails. It was started so that
// others go first, see hide; where somebody waits for it they do not.
func Bound(awaited bool) {
	debug.SetMemoryLimit(softMemory)
	if awaited {
		_ = windows.SetPriorityClass(windows.CurrentProcess(), windows.NORMAL_PRIORITY_CLASS) // else it takes longer
	}
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return // where the system does not let it, the soft limit is left
	}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{
			LimitFlags:         windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY | windows.JOB_OBJECT_LIMIT_ACTIVE_PROCESS | windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION,
			ActiveProcessLimit: 1,
		},
		ProcessMemoryLimit: hardMemory,
	}
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		return
	}
	// The handle stays open: the limits last as long as the process.
	_ = windows.AssignProcessToJobObject(job, windows.CurrentProcess())
}

// hide keeps a console from being shown, and lets others go first.
func hide(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: createNoWindow | belowNormalPriority}
}
