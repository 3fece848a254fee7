package thread

import (
	"runtime"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// nice is how nice the calling thread is.
func nice(t *testing.T) int {
	kernel, err := unix.Getpriority(unix.PRIO_PROCESS, unix.Gettid())
	if err != nil {
		t.Fatal(err)
	}
	return 20 - kernel
}

func TestBehind(t *testing.T) {
	before := nice(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			Behind()
			if got, want := nice(t), min(before+behindNice, 19); got != want {
				t.Errorf("a thread behind is %d nice, want %d", got, want)
			}
			inner := make(chan int)
			go func() { inner <- nice(t) }()
			if got := <-inner; got != before {
				t.Errorf("a goroutine of one behind is %d nice, want %d", got, before)
			}
		})
	}
	all.Wait()
	// No other goroutine gets one of these threads.
	for range 32 {
		all.Go(func() {
			if got := nice(t); got != before {
				t.Errorf("a thread of nobody is %d nice, want %d", got, before)
			}
		})
	}
	all.Wait()
}

func TestProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer func() { runtime.GOMAXPROCS(before); more.Store(0) }()
	if got := Processors(); got != before {
		t.Errorf("%d, want %d", got, before)
	}
	More()
	if got := Processors(); got != before || runtime.GOMAXPROCS(0) != before+moreTurns {
		t.Errorf("with more turns %d, want %d; %d turns", got, before, runtime.GOMAXPROCS(0))
	}
}
