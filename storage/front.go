package storage

import (
	"context"
	"sync"
	"time"
)

// How long the taking and reading of what arrives rests for somebody who opens a message.
const (
	restAfter = 200 * time.Millisecond // from when the message was read: its page and two frames are drawn then
	restMost  = 400 * time.Millisecond // at once; it then goes on for as long as it has rested
	restLook  = 2 * time.Millisecond
)

// front is where somebody waits who opens a message. The processors are his for a moment:
// what arrives meanwhile is read a little later, and nobody notices that.
type front struct {
	mu    sync.Mutex
	open  int       // messages that are being read for somebody
	drawn time.Time // when the last one is taken to have been drawn
	began time.Time // of a rest; zero: there is none
	next  time.Time // none before
}

// enter begins the reading of a message for somebody who waits for it; leave ends it.
func (f *front) enter() (leave func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.open--
		f.drawn = time.Now().Add(restAfter)
	}
}

// rests reports whether what arrives is to rest, and not for too long.
func (f *front) rests() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	wanted := (f.open > 0 || now.Before(f.drawn)) && !now.Before(f.next)
	switch {
	case wanted && f.began.IsZero():
		f.began = now
		return true
	case wanted && now.Sub(f.began) < restMost:
		return true
	case !f.began.IsZero():
		f.next = now.Add(now.Sub(f.began))
		f.began = time.Time{}
	}
	return false
}

// giveWay returns when nobody is in front any more.
func (f *front) giveWay(ctx context.Context) {
	for f.rests() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(restLook):
		}
	}
}
