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
