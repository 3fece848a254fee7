package loop

import (
	"context"
	"time"
)

// Latest runs one kind of work of which only the newest request matters, such as
// a search as you type. A newer request cancels the older one's context and
// drops its result. All methods are called on the window's thread.
type Latest struct {
	Run    Runner
	Delay  time.Duration // waits this long for a newer request before it starts
	seq    int
	cancel context.CancelFunc
	timer  func()
	ended  chan struct{} // closed at the end of the work under way; nil: there is none
	done   func()
}

// Start puts work in the place of what is under way. done runs on the window's
// thread, only if no newer request has come.
func (l *Latest) Start(work func(ctx context.Context), done func()) {
	l.Cancel()
	seq := l.seq
	begin := func() {
		if l.seq != seq {
			return // cancelled while it waited for its turn
		}
		l.timer = nil
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		l.cancel, l.ended = cancel, ended
		l.done = func() {
			cancel()
			if l.seq == seq && l.ended == ended {
				l.ended, l.done = nil, nil
				done()
			}
		}
		l.Run.Go(func(window context.Context) {
			stop := context.AfterFunc(window, cancel)
			defer stop()
			defer close(ended)
			if ctx.Err() == nil {
				work(ctx)
			}
		}, l.done)
	}
	if l.Delay <= 0 {
		begin()
		return
	}
	l.timer = l.Run.After(l.Delay, begin)
}

// Settle waits for at most d until the work under way has ended, and calls done at once
// if it has and ok, which may be nil, holds. It is for work of the processor alone that
// takes less than a frame as a rule: what it brings is on the screen one frame earlier.
func (l *Latest) Settle(d time.Duration, ok func() bool) {
	if l.ended == nil || l.timer != nil {
		return
	}
	late := time.NewTimer(d)
	defer late.Stop()
	select {
	case <-l.ended:
		if ok == nil || ok() {
			l.done()
		}
	case <-late.C:
	}
}

// Cancel drops what is under way.
func (l *Latest) Cancel() {
	l.seq++
	l.ended, l.done = nil, nil
	if l.timer != nil {
		l.timer()
		l.timer = nil
	}
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}
