package storage

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/spool"
	"popmail/account/thread"
	"popmail/storage/mailbox"
)

// Brought is a message that comes from a file of another program.
type Brought struct {
	Folder mailbox.FolderID  // that it goes to
	Raw    []byte            // its octets
	Sum    [sha256.Size]byte // of Raw, where who brings it has made it; else zero
	File   *spool.File       // where Raw lies; nil: it is in memory. Who brings it closes it.
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

	ready  *digest
	unread error
}

// Ready does what of Bring is done before the transaction: it may be called before, by any
// goroutine. Raw is wanted later only where there is an Origin, or Fetched is set.
func (m *Brought) Ready() {
	if m.ready == nil && m.unread == nil {
		m.unread = m.File.Look(func() { m.ready = makeRow(m.Raw, m.File, m.Sum, true, false) })
	}
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
	s.indexing.bring.Add(1)
	defer func() {
		s.indexing.last.Store(time.Now().UnixNano())
		s.indexing.bring.Add(-1)
	}()
	heads := make([]string, len(list))    // of those with an origin
	passed := make([][]string, len(list)) // of those that were fetched
	var all sync.WaitGroup
	next := make(chan int)
	for range max(1, min(4, thread.Processors())) {
		all.Go(func() {
			for i := range next {
				m := &list[i]
				if m.Ready(); m.unread != nil || m.Origin == nil && !m.Fetched {
					continue
				}
				m.unread = m.File.Look(func() {
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
	err := s.bring(ctx, list, heads, passed, out)
	if err != nil && !lasting(err) && !errors.Is(err, context.Canceled) {
		for i := range list {
			one := out[i : i+1]
			err := s.bring(ctx, list[i:i+1], heads[i:i+1], passed[i:i+1], one)
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
	for i := range list {
		if out[i].Err == nil && !out[i].Already {
			s.indexing.taken.Add(list[i].ready.size)
		}
	}
	s.giveWay(ctx)
	s.boundWaiting(ctx)
	return out, nil
}

func (s *Store) bring(ctx context.Context, list []Brought, heads []string, passed [][]string, out []Outcome) error {
	return s.write(ctx, func(t *tx) error {
		b := &batch{now: s.now()}
		if err := b.begin(t); err != nil {
			return err
		}
		here, err := hereAlready(t, list)
		if err != nil {
			return err
		}
		parts, err := partsOfBrought(t, list)
		if err != nil {
			return err
		}
		owners := map[mailbox.FolderID]account.ID{}
		owner := func(f mailbox.FolderID) (account.ID, error) {
			id, known := owners[f]
			if known {
				return id, nil
			}
			id, err := ownerOf(t, f)
			if err == nil {
				owners[f] = id
			}
			return id, err
		}
		for i := range list {
			m, d := &list[i], list[i].ready
			out[i] = Outcome{Err: problem(m.unread)}
			if m.unread != nil {
				continue
			}
			id := here.find(m)
			if id == 0 {
				if id, err = parts.complete(t, b, m, owner); err != nil {
					return err
				}
				if id != 0 {
					here[d.sum] = id
				}
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
			if b.account, err = owner(m.Folder); err != nil {
				return err
			}
			out[i].ID = b.next
			here[d.sum] = b.next
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

// ownerOf is the account of a folder; 0: it is an own one.
func ownerOf(t *tx, f mailbox.FolderID) (account.ID, error) {
	var owner sql.NullInt64
	err := t.row("SELECT account FROM folders WHERE id = ?", f).Scan(&owner)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("folder %d: %w", f, mailbox.ErrNotFound)
	}
	return account.ID(owner.Int64), err
}

// here are messages by the SHA-256 of their octets.
type here map[[sha256.Size]byte]mailbox.ID

// find is one of them that a message is, in any of its forms; 0: there is none.
func (h here) find(m *Brought) mailbox.ID {
	for _, sum := range m.Alike {
		if id := h[sum]; id != 0 {
			return id
		}
	}
	return h[m.ready.sum]
}

// hereAlready looks for all forms of some messages. One question for all of them takes a small
// part of what one for each would.
func hereAlready(t *tx, list []Brought) (here, error) {
	var sums []byte // eight octets of each
	for i := range list {
		m := &list[i]
		for k := range m.Alike {
			sums = append(sums, m.Alike[k][:8]...)
		}
		if m.ready != nil {
			sums = append(sums, m.ready.sum[:8]...)
		}
	}
	out := here{}
	var sum sql.RawBytes
	var id mailbox.ID
	rows, err := t.query(`WITH RECURSIVE at (i) AS (SELECT 1 WHERE length(?1) > 0 UNION ALL SELECT i + 8 FROM at WHERE i + 8 <= length(?1))
		SELECT o.message, o.sha256 FROM at CROSS JOIN octets o ON substr(o.sha256, 1, 8) = substr(?1, at.i, 8)`, nonNil(sums))
	return out, each(rows, err, func(rows *sql.Rows) error {
		err := rows.Scan(&id, &sum)
		if len(sum) == sha256.Size {
			key := [sha256.Size]byte(sum)
			if first := out[key]; first == 0 || id < first {
				out[key] = id
			}
		}
		return err
	})
}
