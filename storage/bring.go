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
	var all sync.WaitGroup
	next := make(chan int)
	for range max(1, min(4, runtime.GOMAXPROCS(0))) {
		all.Go(func() {
			for i := range next {
				m := &list[i]
				unread[i] = m.File.Look(func() { digests[i] = makeRow(m.Raw, m.File, false) })
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	all.Wait()
	out := make([]Outcome, len(list))
	err := s.bring(ctx, list, digests, unread, out)
	if err != nil && !lasting(err) && !errors.Is(err, context.Canceled) {
		for i := range list {
			one := out[i : i+1]
			err := s.bring(ctx, list[i:i+1], digests[i:i+1], unread[i:i+1], one)
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

func (s *Store) bring(ctx context.Context, list []Brought, digests []*digest, unread []error, out []Outcome) error {
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
		}
		return b.end(t)
	})
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
