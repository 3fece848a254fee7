// Package event carries facts upward, after they are committed: typed topics
// with any number of subscribers, and what happens to an account's sessions.
package event

import "sync"

// Topic hands each published value to every subscriber, in order. A subscriber
// that is slower than its buffer loses values and is told so. The zero Topic is
// ready to use; it must not be copied.
type Topic[T any] struct {
	mu   sync.Mutex
	subs map[*Subscription[T]]struct{}
	hold int // so many values are kept at most; 0: none
	held []T
	lost bool // of those that were to be kept
}

// Subscription is one receiver of a Topic.
type Subscription[T any] struct {
	topic    *Topic[T]
	c        chan T
	overflow chan struct{}
}

// Subscribe registers a receiver with room for buffer values (at least 1), beside those that are
// held. Close ends it.
func (t *Topic[T]) Subscribe(buffer int) *Subscription[T] {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := &Subscription[T]{topic: t, c: make(chan T, max(buffer, 1)+len(t.held)), overflow: make(chan struct{}, 1)}
	if t.subs == nil {
		t.subs = make(map[*Subscription[T]]struct{})
	}
	t.subs[s] = struct{}{}
	for _, v := range t.held {
		s.give(v)
	}
	if t.lost {
		s.overflown()
	}
	return s
}

// Hold keeps up to n values from now on for those who subscribe before Release: each of
// them gets all, as if it had been there. What was lost because there were more, they are told.
func (t *Topic[T]) Hold(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hold = n
}

// Release ends Hold and forgets what was kept.
func (t *Topic[T]) Release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hold, t.held, t.lost = 0, nil, false
}

// Publish hands v to every subscriber and never blocks.
func (t *Topic[T]) Publish(v T) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.subs {
		s.give(v)
	}
	switch {
	case len(t.held) < t.hold:
		t.held = append(t.held, v)
	case t.hold > 0:
		t.lost = true
	}
}

// give is called with the topic's lock.
func (s *Subscription[T]) give(v T) {
	select {
	case s.c <- v:
	default:
		s.overflown()
	}
}

func (s *Subscription[T]) overflown() {
	select {
	case s.overflow <- struct{}{}:
	default:
	}
}

// C delivers the values. It is closed by Close.
func (s *Subscription[T]) C() <-chan T { return s.c }

// Overflow delivers a signal when values were lost: what was built from the
// values must be loaded anew.
func (s *Subscription[T]) Overflow() <-chan struct{} { return s.overflow }

// Close ends the subscription and closes C. It may be called more than once.
func (s *Subscription[T]) Close() {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	if _, ok := s.topic.subs[s]; ok {
		delete(s.topic.subs, s)
		close(s.c)
	}
}
