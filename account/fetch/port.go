// Package fetch runs one session with a POP3 server: log in, see what is new,
// bring it into the store, remove from the server what the person chose to have
// removed and what is durably stored, and quit.
package fetch

import (
	"context"
	"time"

	"popmail/account"
	"popmail/account/spool"
)

// Store is where a session delivers.
type Store interface {
	// Known returns every unique-id that was ever stored for the account.
	Known(ctx context.Context, id account.ID) (map[string]Known, error)
	// AnyKnown reports whether Known or Elsewhere would return one of uids.
	AnyKnown(ctx context.Context, id account.ID, uids []string) (bool, error)
	// Deliver opens a delivery. present holds the unique-ids that the server
	// lists in this session, so that mail whose unique-id changed is recognised
	// by its octets and not stored twice.
	Deliver(ctx context.Context, id account.ID, present []string) (Delivery, error)
	// Chosen returns, by unique-id, what is known of those messages of which not only
	// Known.Stored decides when they go from the server.
	Chosen(ctx context.Context, id account.ID) (map[string]account.Kept, error)
	// Listed notes which unique-ids the server, which has told all it holds, no longer
	// lists, and which it lists again.
	Listed(ctx context.Context, id account.ID, away, back []string) error
	// Removed notes that the server has confirmed the removal of uids.
	Removed(ctx context.Context, id account.ID, uids []string) error
	// Heads returns Incoming.Head of what was stored, by unique-id, where it is
	// known. It is asked only when unique-ids do not tell messages apart.
	Heads(ctx context.Context, id account.ID) (map[string]string, error)
	// Rename gives unique-ids other names, in this order and all at once. One that
	// is not known, and a name that is taken, are passed over.
	Rename(ctx context.Context, id account.ID, names []Renaming) error
	// Header returns the octets of a message that is here under a unique-id, at least those of its
	// header; nil: there is none.
	Header(ctx context.Context, id account.ID, uid string) ([]byte, error)
	// Holds reports whether the message that is here under a unique-id, or was, came with just these octets; not
	// where only the beginning did.
	Holds(ctx context.Context, id account.ID, uid string, raw []byte) (bool, error)
	// Elsewhere returns those of uids of which another program says that it has fetched them, and
	// that were not given to Adopt yet.
	Elsewhere(ctx context.Context, id account.ID, uids []string) ([]string, error)
	// Adopt enters the unique-ids of those messages that are here under their names without a
	// unique-id, and returns when each of these counts as stored. The others are asked about
	// once and not again.
	Adopt(ctx context.Context, id account.ID, messages []Carried) (map[string]time.Time, error)
	// Notes returns what the last session has noted for the next, see notes; nil: nothing.
	Notes(ctx context.Context, id account.ID) ([]byte, error)
	// SetNotes replaces what was noted.
	SetNotes(ctx context.Context, id account.ID, notes []byte) error
	// Seen returns what SetSeen was given last, nil where anything that Known and Chosen
	// tell may have changed since, and the number of such changes so far.
	Seen(ctx context.Context, id account.ID) (seen []byte, changes int64, err error)
	// SetSeen keeps seen, which rests on what Known and Chosen told after as many changes. If
	// there were others since, it does nothing. A message that is stored as a new one is one
	// change, so that a session can count its own.
	SetSeen(ctx context.Context, id account.ID, seen []byte, changes int64) error
}

// Renaming says that what was stored under the unique-id From is listed under To.
type Renaming struct {
	From, To string
	Listed   int64 // octets as listed now; 0: not known
	Short    bool  // it is perhaps not whole, as has shown since it was stored
	Whole    bool  // it is whole, as has shown since it was stored; Listed is 0
}

// Known is what the store remembers of a unique-id.
type Known struct {
	Stored time.Time // when the message was committed here
	Gone   bool      // the server has confirmed its removal
	Away   bool      // the server did not list it when it last told all it holds
	Size   int64     // octets of the message; 0: not known
	Listed int64     // octets that the server announced for it; 0: not known
	Short  bool      // fewer than announced have come: it is perhaps not whole
	Rest   Rest      // where it is not Whole, it is Short as well

	asked bool // the server was asked to remove it, and has not answered
}

// Rest says what is known of the rest of a message.
type Rest uint8

// What there is to say of it.
const (
	Whole    Rest = iota // all that is to come is here
	Waits                // only the beginning is here
	Wanted               // the same, and the person wants the rest
	Unwanted             // the person has removed the beginning
)

// Delivery takes messages during one session. Its methods are called from one
// goroutine. Add may hand the work to others; what it took is durable only when
// Flush has returned without error or the message was reported as stored.
type Delivery interface {
	// Add takes one message. It may wait for room. m.Raw and m.File belong to the
	// delivery from then on, also after an error.
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
	UID    string
	Raw    []byte      // octets as sent, dot-stuffing undone, line ends as sent
	File   *spool.File // where Raw lies, which is read within File.Look; nil: in memory
	At     time.Time   // when it came to the server, at the latest
	Place  int         // its message-number in this session: what came to the server later has a higher one
	Listed int64       // octets that the server announced; 0: not known
	Short  bool        // fewer have come: it is perhaps not whole
	Head   string      // what Store.Heads gives back
	// Beginning: only the beginning was asked for; it is Short as well.
	Beginning bool
	// Replace puts the octets in the place of those that were stored under the
	// unique-id, if any: they were not whole.
	Replace bool
}

// Outcome tells what became of one message.
type Outcome struct {
	UID     string
	Already bool // the same octets were here under a unique-id that the server no longer lists
	Err     error
	Size    int64
}
