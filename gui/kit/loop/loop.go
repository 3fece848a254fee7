// Package loop is the only place of the window that starts goroutines and the
// only one that calls fyne.Do. Screens get a Runner and stay free of both.
package loop

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// Runner takes work off the window's thread and brings results back to it.
type Runner interface {
	// Go runs work in the background, then done on the window's thread. work must
	// respect its context, which ends with the window. done may be nil; it is not
	// called once the window is gone.
	Go(work func(ctx context.Context), done func())
	// Keep runs work in the background as long as the window is there.
	Keep(work Lasting)
	// Do runs f on the window's thread, soon. It may be called from anywhere.
	Do(f func())
	// After runs f on the window's thread after d. The returned function cancels it:
	// called on the window's thread, f does not run after it.
	After(d time.Duration, f func()) (cancel func())
}

// Lasting is work that goes on as long as the window is there.
type Lasting interface {
	Run(ctx context.Context)
	// Step does what is there to be done and does not wait, for Runners without a
	// background. It is called on the window's thread.
	Step()
}

// Background is the Runner of a real window.
type Background struct {
	ctx    context.Context
	cancel context.CancelFunc
	do     func(func()) // runs a function on the window's thread, soon

	mu sync.Mutex // over the end of ctx by Stop and wg.Add
	wg sync.WaitGroup
}

// New returns a Runner of Fyne's thread, whose work ends when ctx does or when Stop is
// called.
func New(ctx context.Context) *Background { return NewOn(ctx, fyne.Do) }

// NewOn returns a Runner of another thread, which do hands functions to.
func NewOn(ctx context.Context, do func(func())) *Background {
	ctx, cancel := context.WithCancel(ctx)
	return &Background{ctx: ctx, cancel: cancel, do: do}
}

// Go implements Runner.
func (b *Background) Go(work func(ctx context.Context), done func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx.Err() != nil {
		return
	}
	b.wg.Add(1)
	go func() {
		defer b.wg.Done()
		if b.ctx.Err() != nil {
			return
		}
		work(b.ctx)
		if done != nil {
			b.Do(done)
		}
	}()
}

// Keep implements Runner.
func (b *Background) Keep(work Lasting) { b.Go(work.Run, nil) }

// Do implements Runner.
func (b *Background) Do(f func()) {
	if b.ctx.Err() != nil {
		return
	}
	b.do(func() {
		if b.ctx.Err() == nil {
			f()
		}
	})
}

// After implements Runner.
func (b *Background) After(d time.Duration, f func()) (cancel func()) {
	// The timer may have ended already and f wait for its turn on the window's
	// thread.
	var dropped atomic.Bool
	t := time.AfterFunc(d, func() {
		b.Do(func() {
			if !dropped.Load() {
				f()
			}
		})
	})
	return func() {
		dropped.Store(true)
		t.Stop()
	}
}

// Stop ends all work and waits for it, for at most d. It reports whether all of it
// has ended.
func (b *Background) Stop(d time.Duration) bool {
	b.mu.Lock()
	b.cancel()
	b.mu.Unlock()
	gone := make(chan struct{})
	go func() { b.wg.Wait(); close(gone) }()
	select {
	case <-gone:
		return true
	case <-time.After(d):
		return false
	}
}

// Inline runs everything at once on the caller's goroutine, for tests. Work put
// off with After waits until Fire, and work that lasts until Step.
type Inline struct {
	later []*later
	kept  []Lasting
}

type later struct {
	d time.Duration
	f func()
}

// Go implements Runner.
func (i *Inline) Go(work func(ctx context.Context), done func()) {
	work(context.Background())
	if done != nil {
		done()
	}
}

// Keep implements Runner.
func (i *Inline) Keep(work Lasting) { i.kept = append(i.kept, work) }

// Step does what the lasting work has to do.
func (i *Inline) Step() {
	for _, l := range i.kept {
		l.Step()
	}
}

// Do implements Runner.
func (i *Inline) Do(f func()) { f() }

// After implements Runner.
func (i *Inline) After(d time.Duration, f func()) (cancel func()) {
	l := &later{d, f}
	i.later = append(i.later, l)
	return func() { l.f = nil }
}

// Fire runs what was put off by at most d.
func (i *Inline) Fire(d time.Duration) {
	waiting := i.later
	i.later = nil
	for _, l := range waiting {
		switch {
		case l.f == nil:
		case l.d <= d:
			l.f()
		default:
			i.later = append(i.later, l)
		}
	}
}

// Later runs f on the window's thread, after the event that is being handled. The
// key of a character comes as two events: what moves the keyboard at the first
// would get the character typed into the field that it moves to.
func Later(f func()) { fyne.Do(f) }
