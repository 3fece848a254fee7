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
// has passed. lost says that values were lost and everything must be loaded
// anew. It ends with the window, and closes the subscription then.
func Follow[T any](r Runner, s Feed[T], every time.Duration, f func(batch []T, lost bool)) {
	r.Keep(&follower[T]{r, s, every, f})
}

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
	again := make(chan struct{}, 1)
	var pause <-chan time.Time
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
			pause = time.After(l.every)
		case <-pause:
			pause, ready = nil, true
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
