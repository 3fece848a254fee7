package loop

import (
	"context"
	"testing"
	"time"
)

// slow is a Runner whose timers cannot be cancelled any more and whose work waits.
type slow struct {
	timers []func()
	works  []func()
}

func (s *slow) Go(work func(ctx context.Context), done func()) {
	s.works = append(s.works, func() {
		work(context.Background())
		if done != nil {
			done()
		}
	})
}
func (s *slow) Keep(Lasting) {}
func (s *slow) Do(f func())  { f() }
func (s *slow) After(_ time.Duration, f func()) func() {
	s.timers = append(s.timers, f)
	return func() {}
}

func TestLatestStartsNothingThatIsCancelled(t *testing.T) {
	r := &slow{}
	l := &Latest{Run: r, Delay: time.Second}
	var ran []string
	start := func(name string) {
		l.Start(func(context.Context) { ran = append(ran, name) }, func() { ran = append(ran, name+" done") })
	}
	start("first")
	start("second")
	for _, f := range r.timers {
		f() // the timer of the first had ended already
	}
	if len(r.works) != 1 {
		t.Errorf("%d works begin, want that of the second", len(r.works))
	}
	l.Cancel()
	for _, f := range r.works {
		f() // was on its way
	}
	if len(ran) != 0 {
		t.Errorf("%q ran after they were cancelled", ran)
	}
	l.Delay = 0
	start("third")
	r.works[len(r.works)-1]()
	if len(ran) != 2 || ran[0] != "third" || ran[1] != "third done" {
		t.Errorf("%q", ran)
	}
}

func TestStopTellsWhetherAllHasEnded(t *testing.T) {
	b := New(t.Context())
	hold := make(chan struct{})
	begun := make(chan struct{})
	b.Go(func(context.Context) { close(begun); <-hold }, nil)
	<-begun
	if b.Stop(time.Millisecond) {
		t.Error("the work has not ended")
	}
	close(hold)
	if !b.Stop(time.Minute) {
		t.Error("the work has ended")
	}
	b.Go(func(context.Context) { t.Error("work begins after the end") }, nil)
	b.Stop(time.Minute)
}

// What ends in time is shown at once, and once only; what does not comes later; and what
// was not to be shown in between waits for its turn.
func TestLatestSettles(t *testing.T) {
	tasks := make(chan func(), 10)
	run := NewOn(t.Context(), func(f func()) { tasks <- f })
	l := &Latest{Run: run}
	shown := 0
	l.Settle(time.Hour, nil) // nothing is under way
	l.Start(func(context.Context) {}, func() { shown++ })
	if l.Settle(time.Hour, nil); shown != 1 {
		t.Errorf("shown %d times, want once", shown)
	}
	if (<-tasks)(); shown != 1 {
		t.Errorf("shown %d times after its turn", shown)
	}
	hold := make(chan struct{})
	l.Start(func(context.Context) { <-hold }, func() { shown++ })
	if l.Settle(time.Millisecond, nil); shown != 1 {
		t.Error("what has not ended is shown")
	}
	close(hold)
	if (<-tasks)(); shown != 2 {
		t.Errorf("shown %d times, want twice", shown)
	}
	l.Start(func(context.Context) {}, func() { shown++ })
	if l.Settle(time.Hour, func() bool { return false }); shown != 2 {
		t.Error("shown though it was not to be")
	}
	if (<-tasks)(); shown != 3 {
		t.Errorf("shown %d times, want three times", shown)
	}
	if !run.Stop(time.Minute) {
		t.Error("the background goes on")
	}
}
