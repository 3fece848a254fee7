package discover

import (
	"context"
	"sync"
)

// memo holds what is found out at most once in a search, by whoever asks first.
type memo[T any] struct {
	mu    sync.Mutex
	done  chan struct{}
	value T
}

// get returns what find returns, or nothing when ctx ends before another's find has.
func (m *memo[T]) get(ctx context.Context, find func() T) (value T) {
	m.mu.Lock()
	done, mine := m.done, m.done == nil
	if mine {
		done = make(chan struct{})
		m.done = done
	}
	m.mu.Unlock()
	if mine {
		m.value = find()
		close(done)
		return m.value
	}
	select {
	case <-done:
		return m.value
	case <-ctx.Done():
		return value
	}
}
