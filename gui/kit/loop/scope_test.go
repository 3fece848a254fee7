package loop

import (
	"context"
	"testing"
	"time"
)

// fed is a Feed of a channel.
type fed struct{ c chan int }

func (f fed) C() <-chan int             { return f.c }
func (f fed) Overflow() <-chan struct{} { return nil }
func (f fed) Close()                    { close(f.c) }

func TestScope(t *testing.T) {
	r := &slow{}
	s := NewScope(r)
	worked, told := 0, 0
	s.Go(func(context.Context) { worked++ }, func() { told++ })
	s.Go(func(context.Context) { worked++ }, nil)
	s.After(time.Second, func() { told++ })
	s.Do(func() { told++ })
	r.works[0]()
	s.End()
	s.End() // as often as one likes
	for _, f := range append(r.works, r.timers...) {
		f()
	}
	s.Do(func() { told++ })
	if worked != 3 || told != 2 {
		t.Errorf("%d works ended and %d were told, want 3 and 2", worked, told)
	}
}

// What a scope follows is told until it ends, without a background.
func TestScopeSteps(t *testing.T) {
	r := &Inline{}
	s := NewScope(r)
	c := make(chan int, 4)
	got := 0
	Follow(s, fed{c}, 0, func(batch []int, _ bool) { got += len(batch) })
	c <- 1
	r.Step()
	s.End()
	c <- 2
	if r.Step(); got != 1 {
		t.Errorf("%d values were told, want the one before the end", got)
	}
}
