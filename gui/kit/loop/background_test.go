package loop

import (
	"testing"
	"time"
)

// What a scope follows in the background ends with it, and gives the feed back.
func TestBackgroundScopeEnds(t *testing.T) {
	tasks := make(chan func(), 10)
	b := NewOn(t.Context(), func(f func()) { tasks <- f })
	s := NewScope(b)
	c := make(chan int, 4)
	got := 0
	Follow(s, fed{c}, 0, func(batch []int, _ bool) { got += len(batch) })
	c <- 1
	if (<-tasks)(); got != 1 {
		t.Errorf("%d values were told, want one", got)
	}
	s.End()
	<-c // closed
	if !b.Stop(time.Minute) {
		t.Error("the background goes on")
	}
}
