//go:build !unix || darwin

package notices

import (
	"context"
	"sync"
)

// Board is where notices stand: what the person does about one is not heard, and there is no
// number. Its methods return at once.
type Board struct {
	id   string // of the program
	icon []byte // a PNG
	dir  string // the folder that keeps it as a file, where the system wants one

	mu     sync.Mutex
	notice *Notice
	kick   chan struct{} // room for one: something is to be shown
}

// New returns an empty board; icon is a PNG, for which dir is a folder of the program's own.
func New(id, _ string, icon []byte, dir string, _ func(Choice)) *Board {
	return &Board{id: id, icon: icon, dir: dir, kick: make(chan struct{}, 1)}
}

// Offered reports whether this system may be told.
func (*Board) Offered() bool { return true }

// Tell puts a notice on the board.
func (b *Board) Tell(n Notice) {
	b.mu.Lock()
	b.notice = &n
	b.mu.Unlock()
	select {
	case b.kick <- struct{}{}:
	default:
	}
}

// Withdraw takes away what is not shown yet.
func (b *Board) Withdraw() {
	b.mu.Lock()
	b.notice = nil
	b.mu.Unlock()
}

// SetUnread does nothing: there is no place for it.
func (*Board) SetUnread(int) {}

// Run shows what is put on the board until ctx ends.
func (b *Board) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.kick:
		}
		b.mu.Lock()
		n := b.notice
		b.notice = nil
		b.mu.Unlock()
		if n != nil {
			b.show(ctx, clean(n.Title), body(n.Lines, false))
		}
	}
}
