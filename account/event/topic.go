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
}

// Subscription is one receiver of a Topic.
type Subscription[T any] struct {
	topic    *Topic[T]
	c        chan T
	overflow chan struct{}
}

// Subscribe registers a receiver with room for buffer values (at least 1).
// Close ends it.
func (t *Topic[T]) Subscribe(buffer int) *Subscription[T] {
	s := &Subscription[T]{topic: t, c: make(chan T, max(buffer, 1)), overflow: make(chan struct{}, 1)}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.subs == nil {
		t.subs = make(map[*Subscription[T]]struct{})
	}
	t.subs[s] = struct{}{}
	return s
}

// Publish hands v to every subscriber and never blocks.
func (t *Topic[T]) Publish(v T) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.subs {
		select {
		case s.c <- v:
		default:
			select {
			case s.overflow <- struct{}{}:
			default:
			}
		}
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
