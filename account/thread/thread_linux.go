package thread

import "golang.org/x/sys/unix"

const can = true

// behindNice is added to how nice the program is, setpriority(2): a thread of ten
// more has a tenth of the processor where another one wants all of it.
const behindNice = 10

// lower is for the calling thread alone, which Linux takes for PRIO_PROCESS with its number.
func lower() {
	id := unix.Gettid()
	kernel, err := unix.Getpriority(unix.PRIO_PROCESS, id) // 20 less how nice it is
	if err != nil {
		return
	}
	_ = unix.Setpriority(unix.PRIO_PROCESS, id, min(20-kernel+behindNice, 19)) // as before where the system refuses
}
