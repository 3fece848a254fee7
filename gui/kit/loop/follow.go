package loop

import (
	"context"
	"time"
)

// Feed is where values come from, such as an event.Subscription. Overflow says that
// some were lost.
type Feed[T any] interface {
	C() <-chan T
	Overflow() <-chan struct{}
	Close()
}

// Follow hands what a feed delivers to f on the window's thread, in
// batches: the first at once, further ones not before f has returned and every
// has passed, or longer where the window's thread is slow to answer afterwards: what
// arrives takes but a small share of it, so that the person has the rest. lost says that values were
// lost and everything must be loaded anew. It ends with the window, and closes the subscription then.
func Follow[T any](r Runner, s Feed[T], every time.Duration, f func(batch []T, lost bool)) {
	r.Keep(&follower[T]{r, s, every, f})
}

// How much longer it takes to the next batch where a window is slow: without a graphics card the
// processors draw its frames, which then take longer than what f does.
const (
	askAfter  = 20 * time.Millisecond // f has returned: the frame that it has changed is being drawn
	share     = 20                    // of the thread's time is for others, and one for this
	mostPause = 1200 * time.Millisecond
)

type follower[T any] struct {
	run   Runner
	feed  Feed[T]
	every time.Duration
	f     func(batch []T, lost bool)
}

// Run implements Lasting.
func (l *follower[T]) Run(ctx context.Context) {
	defer l.feed.Close()
	var batch []T
	lost := false
	ready := true
	streak := 0 // batches that came one right after the other, but the first
	again := make(chan struct{}, 1)
	var pause, ask <-chan time.Time
	var over, asked time.Time // f has returned; the thread was asked
	answered := make(chan struct{}, 1)
	for {
		if ready && (len(batch) > 0 || lost) {
			b, gone := batch, lost
			batch, lost, ready = nil, false, false
			l.run.Do(func() {
				l.f(b, gone)
				again <- struct{}{}
			})
		}
		select {
		case <-ctx.Done():
			return
		case v, ok := <-l.feed.C():
			if !ok {
				return
			}
			batch = append(batch, v)
		case <-l.feed.Overflow():
			lost = true
		case <-again:
			over = time.Now()
			if l.every <= askAfter {
				pause = time.After(l.every)
			} else {
				ask = time.After(askAfter)
			}
		case <-ask:
			ask, asked = nil, time.Now()
			l.run.Do(func() { answered <- struct{}{} })
		case <-answered:
			slow := time.Duration(0)
			if streak > 0 { // a change alone may be what the person has done, and the next one, too
				slow = min(share*time.Since(asked), mostPause)
			}
			pause = time.After(max(l.every, slow) - time.Since(over))
		case <-pause:
			pause, ready = nil, true
			if len(batch) > 0 || lost {
				streak++
			} else {
				streak = 0
			}
		}
	}
}

// Step implements Lasting.
func (l *follower[T]) Step() {
	var batch []T
	lost := false
	for {
		select {
		case v, ok := <-l.feed.C():
			if ok {
				batch = append(batch, v)
				continue
			}
		case <-l.feed.Overflow():
			lost = true
			continue
		default:
		}
		break
	}
	if len(batch) > 0 || lost {
		l.f(batch, lost)
	}
}
