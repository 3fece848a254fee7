package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"

	"popmail/account/spool"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// openedFor is how long the message that was opened last stays open after its
// last use.
const openedFor = 20 * time.Second

// opened is the one message that stays open, so that its parts, asked for one
// after the other, cost one reading. sem is held by who looks at the rest.
type opened struct {
	sem  chan struct{}
	id   mailbox.ID
	sum  []byte // of its octets
	h    *eml.Handle
	used time.Time
	end  *time.Timer
}

// Handle opens a message: its octets are read, checked and taken apart once for
// whoever asks for it within a short time.
func (s *Store) Handle(ctx context.Context, id mailbox.ID) (*eml.Handle, error) {
	o := &s.opened
	select {
	case o.sem <- struct{}{}:
		defer func() { <-o.sem }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var sum []byte
	err := s.r.QueryRowContext(ctx, "SELECT sha256 FROM octets WHERE message = ?", id).Scan(&sum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("message %d: %w", id, mailbox.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("message %d: %w", id, problem(err))
	}
	if o.h == nil || o.id != id || !bytes.Equal(o.sum, sum) {
		o.h = nil
		raw, f, err := s.lay(ctx, s.r, id)
		if err != nil {
			return nil, err
		}
		h, err := eml.OpenWithin(ctx, raw, f.Look)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		// Whoever has the handle may ask it for as long as he likes.
		runtime.AddCleanup(h, func(f *spool.File) { _ = f.Close() }, f)
		o.id, o.sum, o.h = id, sum, h
	}
	o.used = time.Now()
	if o.end == nil {
		o.end = time.AfterFunc(openedFor, o.forget)
	}
	return o.h, nil
}

// is reports whether a message is the one that is open.
func (o *opened) is(id mailbox.ID) bool {
	select {
	case o.sem <- struct{}{}:
		defer func() { <-o.sem }()
		return o.h != nil && o.id == id
	default:
		return false // another is being opened
	}
}

// forget lets go of the message when nobody has asked for it lately.
func (o *opened) forget() {
	o.sem <- struct{}{}
	defer func() { <-o.sem }()
	if left := openedFor - time.Since(o.used); left > 0 && o.h != nil && o.end != nil {
		o.end.Reset(left)
		return
	}
	o.h, o.end = nil, nil
}

// close lets go of the message at once.
func (o *opened) close() {
	o.sem <- struct{}{}
	defer func() { <-o.sem }()
	if o.end != nil {
		o.end.Stop()
	}
	o.h, o.end = nil, nil
}
