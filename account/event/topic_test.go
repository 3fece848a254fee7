package event

import (
	"slices"
	"sync"
	"testing"
)

func drain(s *Subscription[int]) []int {
	var out []int
	for {
		select {
		case v := <-s.C():
			out = append(out, v)
		default:
			return out
		}
	}
}

func overflown(s *Subscription[int]) bool {
	select {
	case <-s.Overflow():
		return true
	default:
		return false
	}
}

func TestEverySubscriberGetsEverythingInOrder(t *testing.T) {
	var topic Topic[int]
	topic.Publish(0) // nobody listens
	a, b := topic.Subscribe(10), topic.Subscribe(10)
	for i := 1; i <= 5; i++ {
		topic.Publish(i)
	}
	for _, s := range []*Subscription[int]{a, b} {
		got := drain(s)
		if len(got) != 5 || got[0] != 1 || got[4] != 5 {
			t.Errorf("got %v", got)
		}
		if overflown(s) {
			t.Error("nothing was lost")
		}
	}
}

func TestSlowSubscriberIsTold(t *testing.T) {
	var topic Topic[int]
	slow, quick := topic.Subscribe(0), topic.Subscribe(10)
	for i := range 5 {
		topic.Publish(i) // never waits
	}
	if got := drain(slow); len(got) != 1 || got[0] != 0 {
		t.Errorf("got %v, want what fits", got)
	}
	if !overflown(slow) || overflown(slow) {
		t.Error("one signal tells that values were lost")
	}
	if got := drain(quick); len(got) != 5 || overflown(quick) {
		t.Errorf("the quick one got %v", got)
	}
	topic.Publish(7)
	if got := drain(slow); len(got) != 1 || got[0] != 7 || overflown(slow) {
		t.Errorf("afterwards: %v", got)
	}
}

func TestClose(t *testing.T) {
	var topic Topic[int]
	s := topic.Subscribe(3)
	topic.Publish(1)
	s.Close()
	s.Close()
	topic.Publish(2)
	var got []int
	for v := range s.C() {
		got = append(got, v)
	}
	if len(got) != 1 || got[0] != 1 {
		t.Errorf("got %v, want what was published before Close", got)
	}
}

func TestManyAtOnce(t *testing.T) {
	var topic Topic[int]
	var writers, readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			s := topic.Subscribe(1000)
			defer s.Close()
			for n := 0; n < 100; n++ {
				<-s.C()
			}
		})
	}
	stop := make(chan struct{})
	for range 4 {
		writers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
					topic.Publish(i)
				}
			}
		})
	}
	readers.Wait()
	close(stop)
	writers.Wait()
}

// Each kind of activity is one.
var _ = []Activity{Started{}, Progress{}, NeedsPassword{}, Failed{}, Finished{}, Scheduled{}}

func TestHold(t *testing.T) {
	var topic Topic[int]
	topic.Publish(0)
	topic.Hold(3)
	for i := 1; i <= 2; i++ {
		topic.Publish(i)
	}
	a, small := topic.Subscribe(10), topic.Subscribe(1)
	topic.Publish(3)
	b := topic.Subscribe(10)
	topic.Publish(4) // more than is kept
	late := topic.Subscribe(10)
	topic.Release()
	after := topic.Subscribe(10)
	topic.Publish(5)
	for name, c := range map[string]struct {
		s    *Subscription[int]
		want []int
		lost bool
	}{
		"early":                {a, []int{1, 2, 3, 4, 5}, false},
		"later":                {b, []int{1, 2, 3, 4, 5}, false},
		"with too little room": {small, []int{1, 2, 3}, true},
		"after some were lost": {late, []int{1, 2, 3, 5}, true},
		"after Release":        {after, []int{5}, false},
	} {
		if got := drain(c.s); !slices.Equal(got, c.want) || overflown(c.s) != c.lost {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
