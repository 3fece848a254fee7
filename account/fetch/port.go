// Package fetch runs one session with a POP3 server: log in, see what is new,
// bring it into the store, remove from the server what the person chose to have
// removed and what is durably stored, and quit.
package fetch

import (
	"context"
	"time"

	"popmail/account"
)

// Store is where a session delivers.
type Store interface {
	// Known returns every unique-id that was ever stored for the account.
	Known(ctx context.Context, id account.ID) (map[string]Known, error)
	// Deliver opens a delivery. present holds the unique-ids that the server
	// lists in this session, so that mail whose unique-id changed is recognised
	// by its octets and not stored twice.
	Deliver(ctx context.Context, id account.ID, present []string) (Delivery, error)
	// Removed notes that the server has confirmed the removal of uids.
	Removed(ctx context.Context, id account.ID, uids []string) error
	// Stumbles returns the names of the messages at which earlier sessions lost
	// the line, as SetStumbles has noted them. A name is a unique-id or made up by
	// the session, and only compared.
	Stumbles(ctx context.Context, id account.ID) ([]string, error)
	// SetStumbles notes the names of all such messages in place of the earlier ones.
	SetStumbles(ctx context.Context, id account.ID, names []string) error
}

// Known is what the store remembers of a unique-id.
type Known struct {
	Stored time.Time // when the message was committed here
	Gone   bool      // the server has confirmed its removal
	Size   int64     // octets of the message; 0: not known
}

// Delivery takes messages during one session. Its methods are called from one
// goroutine. Add may hand the work to others; what it took is durable only when
// Flush has returned without error or the message was reported as stored.
type Delivery interface {
	// Add takes one message. It may wait for room. m.Raw belongs to the delivery
	// from then on.
	Add(ctx context.Context, m Incoming) error
	// Stored returns the messages committed since it was last called. It never waits.
	Stored() []Outcome
	// Flush returns once everything taken so far is on disk, or has failed.
	Flush(ctx context.Context) error
	// Close ends the delivery. What was taken and not committed is dropped.
	Close() error
}

// Incoming is one message from the server.
type Incoming struct {
	UID string
	Raw []byte // octets as sent, dot-stuffing undone, line ends as sent
	At  time.Time
}

// Outcome tells what became of one message.
type Outcome struct {
	UID     string
	Already bool // the same octets were here under a unique-id that the server no longer lists
	Err     error
	Size    int64
}
