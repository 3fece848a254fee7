package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/storage/mailbox"
)

// Brought is a message that comes from a file of another program.
type Brought struct {
	Folder mailbox.FolderID // that it goes to
	Raw    []byte           // its octets
	File   *spool.File      // where Raw lies; nil: it is in memory. Who brings it closes it.
	Flags  mailbox.Flag
	Date   time.Time // where its header holds none; zero: now
	// Alike are checksums (SHA-256) of forms of the same message, such as those with other line
	// ends: where one of them, or of Raw, is here already, the message is not stored.
	Alike [][sha256.Size]byte
	// Origin is where a server still holds it, as the other program says; nil: that is not known.
	Origin *Origin
	// Fetched says that another program may have fetched it from a server, and written fields
	// above its header: a session that finds it there by fetch.Passed does not fetch it again.
	Fetched bool
}

// Origin is the place of a message on the server of an account. It is believed only where the
// server lists the unique-id with just as many octets as the message has here: then it is not
// fetched again.
type Origin struct {
	Account account.ID
	UID     string
}

// Outcome of a message that was brought: its ID, that of the same message which was here
// before, or why it could not be stored.
type Outcome struct {
	ID      mailbox.ID
	Already bool
	Err     error
}

// Bring stores messages of another program in one transaction: all that can be stored are on
// the disk when it returns, or none is and there is an error. One that the file cannot take by
// itself has its error in its outcome. They belong to the accounts of their folders.
func (s *Store) Bring(ctx context.Context, list []Brought) ([]Outcome, error) {
	digests := make([]*digest, len(list))
	unread := make([]error, len(list))
	heads := make([]string, len(list))    // of those with an origin
	passed := make([][]string, len(list)) // of those that were fetched
	var all sync.WaitGroup
	next := make(chan int)
	for range max(1, min(4, runtime.GOMAXPROCS(0))) {
		all.Go(func() {
			for i := range next {
				m := &list[i]
				unread[i] = m.File.Look(func() {
					digests[i] = makeRow(m.Raw, m.File, false)
					if m.Origin != nil {
						heads[i] = fetch.HeadOf(m.Raw)
					}
					if m.Fetched {
						passed[i] = fetch.Passed(m.Raw)
					}
				})
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	all.Wait()
	out := make([]Outcome, len(list))
	err := s.bring(ctx, list, digests, heads, passed, unread, out)
	if err != nil && !lasting(err) && !errors.Is(err, context.Canceled) {
		for i := range list {
			one := out[i : i+1]
			err := s.bring(ctx, list[i:i+1], digests[i:i+1], heads[i:i+1], passed[i:i+1], unread[i:i+1], one)
			if err != nil && (lasting(err) || errors.Is(err, context.Canceled)) {
				return nil, err
			}
			if err != nil {
				one[0] = Outcome{Err: err}
			}
		}
		err = nil
	}
	if err != nil {
		return nil, err
	}
	s.giveWay(ctx)
	s.boundWaiting(ctx)
	return out, nil
}

func (s *Store) bring(ctx context.Context, list []Brought, digests []*digest, heads []string, passed [][]string, unread []error, out []Outcome) error {
	return s.write(ctx, func(t *tx) error {
		b := &batch{now: s.now()}
		if err := b.begin(t); err != nil {
			return err
		}
		for i := range list {
			m, d := &list[i], digests[i]
			out[i] = Outcome{Err: problem(unread[i])}
			if unread[i] != nil {
				continue
			}
			id, err := hereAlready(t, append(m.Alike[:len(m.Alike):len(m.Alike)], d.sum))
			if err != nil {
				return err
			}
			if id != 0 {
				out[i] = Outcome{ID: id, Already: true}
				if err := claim(t, id, m.Origin, heads[i], b.now); err != nil {
					return err
				}
				if err := carry(t, int64(id), passed[i]); err != nil {
					return err
				}
				continue
			}
			var owner sql.NullInt64
			switch err := t.row("SELECT account FROM folders WHERE id = ?", m.Folder).Scan(&owner); {
			case errors.Is(err, sql.ErrNoRows):
				return fmt.Errorf("folder %d: %w", m.Folder, mailbox.ErrNotFound)
			case err != nil:
				return err
			}
			b.account = account.ID(owner.Int64) // 0 in an own folder
			out[i].ID = b.next
			if err := b.add(t, m.Folder, m.Date, m.Flags, []byte{}, d); err != nil {
				return err
			}
			if err := claim(t, out[i].ID, m.Origin, heads[i], b.now); err != nil {
				return err
			}
			if err := carry(t, int64(out[i].ID), passed[i]); err != nil {
				return err
			}
		}
		return b.end(t)
	})
}

// claim notes where a message lies on a server, unless it is known under a unique-id already,
// or the unique-id with another message. Until a session has seen it there, it has a name that
// no server gives.
func claim(t *tx, id mailbox.ID, o *Origin, head string, now time.Time) error {
	if o == nil {
		return nil
	}
	_, err := t.exec(`INSERT OR IGNORE INTO unique_ids (account, uid, stored, size, sha256, message, listed, head)
		SELECT ?1, ?2, ?4, size, sha256, message, size, ?6 FROM octets WHERE message = ?5
		AND NOT EXISTS (SELECT 1 FROM unique_ids WHERE message = ?5) AND NOT EXISTS (SELECT 1 FROM unique_ids WHERE account = ?1 AND uid = ?3)`,
		o.Account, []byte(fetch.ClaimPrefix+o.UID), []byte(o.UID), now.UnixMilli(), id, []byte(head))
	return err
}

// hereAlready is the message with octets of one of some checksums; 0: there is none.
func hereAlready(t *tx, sums [][sha256.Size]byte) (id mailbox.ID, err error) {
	for i := range sums {
		err := t.row("SELECT message FROM octets WHERE substr(sha256, 1, 8) = ?1 AND sha256 = ?2 LIMIT 1", sums[i][:8], sums[i][:]).Scan(&id)
		if !errors.Is(err, sql.ErrNoRows) {
			return id, err
		}
	}
	return 0, nil
}
