package discover

import (
	"context"
	"sync"
)

// memo holds what is found out once in a search, whoever asks. A find that its asker has
// given up has found nothing out: the next one who waits asks again.
type memo[T any] struct {
	mu      sync.Mutex
	finding chan struct{} // closed when the find under way has ended; nil: there is none
	known   bool
	value   T
}

// get returns what find returns, or nothing when ctx ends before that.
func (m *memo[T]) get(ctx context.Context, find func() T) (value T) {
	for ctx.Err() == nil {
		m.mu.Lock()
		finding, known := m.finding, m.known
		if !known && finding == nil {
			m.finding = make(chan struct{})
		}
		m.mu.Unlock()
		switch {
		case known:
			return m.value
		case finding == nil:
			found := find()
			m.mu.Lock()
			if m.known = ctx.Err() == nil; m.known {
				m.value, value = found, found
			}
			close(m.finding)
			m.finding = nil
			m.mu.Unlock()
			return value
		}
		select {
		case <-finding:
		case <-ctx.Done():
		}
	}
	return value
}
