package storage

import (
	"runtime/debug"
	"sync"
)

// frugality counts the large messages that are being read. While there are any,
// garbage is collected earlier: it would else take as much memory as they do.
var frugality struct {
	mu     sync.Mutex
	users  int
	before int // GC percentage
}

// frugalPercent is the garbage, in percent of what is in use, that is let lie meanwhile.
const frugalPercent = 20

// frugal begins the reading of a large message; done ends it.
func frugal() (done func()) {
	f := &frugality
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.users == 0 {
		f.before = debug.SetGCPercent(frugalPercent)
	}
	f.users++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.users--; f.users == 0 {
			debug.SetGCPercent(f.before)
		}
	}
}
