package loop

import (
	"context"
	"time"
)

// Scope is a Runner for a part of the window that goes before the window does, such as all of
// it when it is drawn anew. What is under way when it ends goes on to its own end, such as the
// writing to a file, and is told to nobody; what lasts ends.
type Scope struct {
	of   Runner
	last context.Context // ends with the scope
	end  context.CancelFunc
}

var _ Runner = (*Scope)(nil)

// NewScope returns a part of a Runner.
func NewScope(of Runner) *Scope {
	s := &Scope{of: of}
	s.last, s.end = context.WithCancel(context.Background())
	return s
}

// End ends it. It is called on the window's thread.
func (s *Scope) End() { s.end() }

// over reports whether it has ended.
func (s *Scope) over() bool { return s.last.Err() != nil }

// unless returns f as long as the scope has not ended; of nil nil.
func (s *Scope) unless(f func()) func() {
	if f == nil {
		return nil
	}
	return func() {
		if !s.over() {
			f()
		}
	}
}

// Go implements Runner.
func (s *Scope) Go(work func(ctx context.Context), done func()) { s.of.Go(work, s.unless(done)) }

// Do implements Runner.
func (s *Scope) Do(f func()) { s.of.Do(s.unless(f)) }

// After implements Runner.
func (s *Scope) After(d time.Duration, f func()) (cancel func()) { return s.of.After(d, s.unless(f)) }

// Keep implements Runner.
func (s *Scope) Keep(work Lasting) { s.of.Keep(&scoped{s, work}) }

// scoped is lasting work of a scope.
type scoped struct {
	scope *Scope
	work  Lasting
}

// Run implements Lasting.
func (l *scoped) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.scope.last, cancel)()
	l.work.Run(ctx)
}

// Step implements Lasting.
func (l *scoped) Step() {
	if !l.scope.over() {
		l.work.Step()
	}
}
