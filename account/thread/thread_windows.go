package thread

import "golang.org/x/sys/windows"

const can = true

// belowNormal is THREAD_PRIORITY_BELOW_NORMAL.
const belowNormal = -1

var setThreadPriority = windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadPriority")

// lower is for the calling thread alone.
func lower() {
	if setThreadPriority.Find() != nil {
		return
	}
	priority := int32(belowNormal)
	_, _, _ = setThreadPriority.Call(uintptr(windows.CurrentThread()), uintptr(priority)) // as before where the system refuses
}
