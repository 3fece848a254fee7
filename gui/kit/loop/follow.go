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
	r.Go(func(ctx context.Context) {
		defer s.Close()
		var batch []T
		lost := false
		ready := true
		again := make(chan struct{}, 1)
		var pause <-chan time.Time
		for {
			if ready && (len(batch) > 0 || lost) {
				b, l := batch, lost
				batch, lost, ready = nil, false, false
				r.Do(func() {
					f(b, l)
					again <- struct{}{}
				})
			}
			select {
			case <-ctx.Done():
				return
			case v, ok := <-s.C():
				if !ok {
					return
				}
				batch = append(batch, v)
			case <-s.Overflow():
				lost = true
			case <-again:
				pause = time.After(every)
			case <-pause:
				pause, ready = nil, true
			}
		}
	}, nil)
}
