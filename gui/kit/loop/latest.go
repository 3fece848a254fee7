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
		l.cancel = cancel
		l.Run.Go(func(window context.Context) {
			stop := context.AfterFunc(window, cancel)
			defer stop()
			if ctx.Err() == nil {
				work(ctx)
			}
		}, func() {
			cancel()
			if l.seq == seq {
				done()
			}
		})
	}
	if l.Delay <= 0 {
		begin()
		return
	}
	l.timer = l.Run.After(l.Delay, begin)
}

// Cancel drops what is under way.
func (l *Latest) Cancel() {
	l.seq++
	if l.timer != nil {
		l.timer()
		l.timer = nil
	}
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}
