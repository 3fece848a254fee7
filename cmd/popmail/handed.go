package main

import (
	"context"
	"sync"
	"time"
)

// handedTime is how long the window may take to open one thing: a page of the system's that lies
// over it keeps its thread.
const handedTime = time.Minute

// handed is what the system hands to the program while it runs: all of it is opened, one after the
// other, by one goroutine at most.
type handed struct {
	mu      sync.Mutex
	waiting []string
	opening bool
}

// add takes what is to be opened; beyond mostAsked it is left out. come opens one; failed is told
// why one was not opened. Both are called by another goroutine, which ends when all are opened.
func (h *handed) add(address string, come func(ctx context.Context, address string) error, failed func(error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.waiting) >= mostAsked {
		return
	}
	h.waiting = append(h.waiting, address)
	if h.opening {
		return
	}
	h.opening = true
	go func() {
		for address, more := h.next(); more; address, more = h.next() {
			ctx, cancel := context.WithTimeout(context.Background(), handedTime)
			if err := come(ctx, address); err != nil {
				failed(err)
			}
			cancel()
		}
	}()
}

// next takes the next one out.
func (h *handed) next() (address string, more bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.waiting) == 0 {
		h.opening = false
		return "", false
	}
	address, h.waiting = h.waiting[0], h.waiting[1:]
	return address, true
}
