// Package thread lets the work of the background run behind the window.
//
// Go gives its threads to whatever can run, and the system shares the processors
// among the threads of a program equally: while mail arrives, a picture of the
// window waits its turn behind messages that are taken apart and written. A thread
// with a lower priority runs as fast as ever where a processor is free, and lets
// the window go first where none is.
package thread

import (
	"runtime"
	"sync/atomic"
)

// Behind gives the calling goroutine a thread of its own, which the system runs
// after the other threads of this program, until the goroutine ends; the thread
// ends with it. Goroutines that it starts are not behind. Where the system has no
// such priority of a thread, nothing is changed.
func Behind() {
	if !can {
		return
	}
	runtime.LockOSThread()
	lower()
}

// More lets more goroutines run at once than there are processors, as many as are
// wanted for those that are not behind to find one of Go's turns free. It is for a
// program with a window, at its start.
func More() {
	if can {
		more.Store(moreTurns)
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + moreTurns)
	}
}

// Processors is how many goroutines are worth having for work that wants a processor each: runtime.GOMAXPROCS
// without what More has added.
func Processors() int { return max(runtime.GOMAXPROCS(0)-int(more.Load()), 1) }

// more is what More has added.
var more atomic.Int64

// moreTurns are for the thread of the window and for what it waits for.
const moreTurns = 2
