package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"popmail/account/thread"
	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// Messages that arrive are read only as far as their rows take (eml.ReadRow). They wait in
// unindexed, with no words, to be read whole: then their words, the places of their
// attachments and, where it was not right, their row are stored.
const (
	readOctets   = 2 << 20 // of messages that are read for one transaction
	searchOctets = 4 << 20 // likewise, while somebody waits for a search
	readCount    = 1000
	keepTime     = time.Second // that a search waits to keep the words, where others write
)

// whole is what the second reading of a message gave.
type whole struct {
	*digest
	octets  int64
	damaged bool // it cannot be read, and has no words
}

// noWords are those of a message that cannot be read.
var noWords = index.Of(&eml.Digested{})

// readTurn waits for the turn to read what waits, so that nothing is read twice.
func (s *Store) readTurn(ctx context.Context) (free func(), err error) {
	select {
	case s.indexing.turn <- struct{}{}:
		return func() { <-s.indexing.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readWaiting reads the first of the messages that wait for it among some of unindexed, in the
// order of their numbers, as many as have most octets.
func (s *Store) readWaiting(ctx context.Context, most int64, atOnce int, some string, args ...any) (map[mailbox.ID]*whole, error) {
	var ids []mailbox.ID
	out := make(map[mailbox.ID]*whole)
	var octets int64
	rows, err := s.r.QueryContext(ctx, `SELECT u.message, m.size, o.sha256 FROM (SELECT message, words FROM unindexed `+some+`) u JOIN messages m ON m.id = u.message
		LEFT JOIN octets o ON o.message = u.message WHERE length(u.words) = 0 ORDER BY u.message LIMIT ?`, append(args, readCount)...)
	err = each(rows, err, func(rows *sql.Rows) error {
		if octets >= most {
			return nil
		}
		var id mailbox.ID
		var sum []byte
		m := &whole{digest: &digest{}}
		err := rows.Scan(&id, &m.octets, &sum)
		copy(m.sum[:], sum)
		ids, octets, out[id] = append(ids, id), octets+m.octets, m
		return err
	})
	if err != nil {
		return nil, err
	}
	var next atomic.Int64
	var all sync.WaitGroup
	var mu sync.Mutex
	for range min(atOnce, len(ids)) {
		all.Go(func() {
			for n := next.Add(1); int(n) <= len(ids) && ctx.Err() == nil; n = next.Add(1) {
				if e := out[ids[n-1]].read(ctx, s, s.r, ids[n-1]); e != nil {
					mu.Lock()
					err = e
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return out, errors.Join(err, ctx.Err())
}

// read reads the message from its octets.
func (w *whole) read(ctx context.Context, s *Store, q querier, id mailbox.ID) error {
	raw, f, err := s.lay(ctx, q, id)
	if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNotFound) {
		w.damaged, w.words = true, noWords
		return nil
	}
	if err != nil {
		return err
	}
	if len(raw) > largeMessage {
		defer frugal()()
	}
	err = f.Look(func() {
		d := readDigest(raw)
		w.Row, w.words, w.parts = d.Row, d.words, d.parts
	})
	return errors.Join(err, f.Close())
}

// of reports whether this is the reading of the octets with a checksum.
func (w *whole) of(sum []byte) bool { return w.damaged || bytes.Equal(w.sum[:], sum) }

// store stores what the reading adds but the words.
func (w *whole) store(s *Store, t *tx, id mailbox.ID) error {
	if w.damaged {
		return nil
	}
	if err := renewParts(t, id, w.parts); err != nil {
		return err
	}
	if err := s.storeFirstWords(t, id, w.Snippet); err != nil {
		return err
	}
	if same, err := sameRow(t.row, id, w.digest); same || err != nil {
		return err
	}
	t.publish(mailbox.Renewed{}, mailbox.FoldersChanged{})
	t.forget = true
	return errors.Join(refreshRow(t, id, w.digest), t.edit())
}

// readForSearch reads what waits for it now, and keeps the words. What it cannot do, the search
// does for itself (seekUnindexed).
func (s *Store) readForSearch(ctx context.Context) {
	var last sql.Null[mailbox.ID]
	if s.unwritable != nil || s.r.QueryRowContext(ctx, "SELECT max(message) FROM unindexed WHERE length(words) = 0").Scan(&last) != nil || !last.Valid {
		return
	}
	free, err := s.readTurn(ctx)
	if err != nil {
		return
	}
	defer free()
	ctx, cancel := context.WithCancel(ctx)
	batches := make(chan map[mailbox.ID]*whole)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(batches)
		for at := mailbox.ID(0); ; {
			read, err := s.readWaiting(ctx, searchOctets, thread.Processors(), "WHERE message > ? AND message <= ?", at, last.V)
			if err != nil || len(read) == 0 {
				return
			}
			at = slices.Max(slices.Collect(maps.Keys(read)))
			select {
			case batches <- read:
			case <-ctx.Done():
				return
			}
		}
	})
	for read := range batches {
		if s.keepRead(ctx, read) != nil {
			break
		}
	}
	cancel()
	reading.Wait()
}

// keepRead stores what the second reading of messages gave, and their words beside the index.
func (s *Store) keepRead(ctx context.Context, read map[mailbox.ID]*whole) error {
	var octets int64
	soon, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	err := s.write(soon, func(t *tx) error {
		for _, id := range slices.Sorted(maps.Keys(read)) {
			w := read[id]
			err := t.changed("UPDATE unindexed SET words = ?1 WHERE message = ?2 AND length(words) = 0 AND (?4 OR ?3 = (SELECT sha256 FROM octets WHERE message = ?2))",
				[]byte(w.words), id, w.sum[:], w.damaged)
			if errors.Is(err, mailbox.ErrNotFound) {
				continue // it was removed or replaced meanwhile
			}
			if err != nil {
				return err
			}
			if err := w.store(s, t, id); err != nil {
				return err
			}
			octets += w.octets
			t.words += int64(len(w.words))
		}
		return nil
	})
	if err == nil {
		s.indexing.unread.Add(-octets)
	}
	return err
}

// waits are messages that are not in the index, in the order of their numbers, with their words.
// Those of one that was read just now are empty, and are in what was read.
type waits struct {
	ids   []mailbox.ID
	words []index.Words
}

// waitingWords returns messages among some of unindexed (u). It leaves out one that was not read,
// or was replaced since; inOrder: it ends there, and where the words are enough for a transaction.
func waitingWords(t *tx, read map[mailbox.ID]*whole, inOrder bool, some string, args ...any) (w waits, err error) {
	octets, end := 0, false
	rows, err := t.query("SELECT u.message, u.words, o.sha256 FROM unindexed u LEFT JOIN octets o ON o.message = u.message "+some+" ORDER BY u.message LIMIT ?", append(args, indexCount)...)
	err = each(rows, err, func(rows *sql.Rows) error {
		if end || inOrder && octets >= indexOctets {
			return nil
		}
		var id mailbox.ID
		var words, sum []byte
		if err := rows.Scan(&id, &words, &sum); err != nil {
			return err
		}
		if r := read[id]; len(words) == 0 && (r == nil || !r.of(sum)) {
			end = inOrder
			return nil
		}
		w.ids, w.words, octets = append(w.ids, id), append(w.words, words), octets+len(words)
		return nil
	})
	return w, err
}

// write writes the words into the index, and what was read besides them; it returns the octets
// of words that waited, and of messages that waited to be read.
func (w *waits) write(s *Store, t *tx, read map[mailbox.ID]*whole) (octets, unread int64, err error) {
	for i, id := range w.ids {
		if len(w.words[i]) > 0 {
			octets += int64(len(w.words[i]))
			continue
		}
		r := read[id]
		w.words[i], unread = r.words, unread+r.octets
		if err := r.store(s, t, id); err != nil {
			return 0, 0, err
		}
	}
	for i, id := range w.ids {
		if err := index.Write(t.exec, id, w.words[i]); err != nil {
			return 0, 0, err
		}
	}
	if len(w.ids) == 0 {
		return 0, 0, nil
	}
	if _, err := t.exec("DELETE FROM unindexed WHERE message IN (SELECT value FROM json_each(?))", idList(w.ids)); err != nil {
		return 0, 0, err
	}
	// Each transaction is a segment of the index, which every search asks.
	_, err = t.exec(mergeSome, mergePages)
	return octets, unread, err
}
