package storage

import (
	"context"
	"database/sql"
	"sync/atomic"
	"time"

	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// Writing the index is more work than all the rest of storing a message. So words are stored
// beside their message as they are, which a search looks through, and come into the index
// later, many in a transaction: while the network is waited for, and after a session. How
// much may wait is bounded by what a search can look through while somebody types.
const (
	mostUnindexed  = 64 << 20  // octets of words; from here on deliveries wait for the index
	indexOctets    = 512 << 10 // of words in one transaction
	indexCount     = 500
	indexWorth     = 256 << 10 // of words that make a transaction worth while as mail goes on arriving
	arrivingOctets = 1 << 20   // of messages: more means that the network is not waited for
	fastOctets     = 2 << 20   // of messages in a second: as much again
	indexPause     = 50 * time.Millisecond
)

// indexing is what the goroutine that writes the index shares with the others.
type indexing struct {
	kick   chan struct{}
	octets atomic.Int64 // of words that wait, as far as this process knows
	taken  atomic.Int64 // octets of messages that deliveries have taken

	// How fast mail arrives; of the goroutine that writes the index.
	since  time.Time
	before int64 // taken then
	fast   bool  // in the time before
}

// hurries reports whether mail arrives faster than a line brings it that is waited for.
func (x *indexing) hurries() bool {
	now := time.Now()
	if passed := now.Sub(x.since); passed >= indexPause {
		taken := x.taken.Load()
		x.fast = float64(taken-x.before) > fastOctets*passed.Seconds()
		x.since, x.before = now, taken
	}
	return x.fast
}

// wakeIndex tells the goroutine that writes the index that there may be something to do.
func (s *Store) wakeIndex() {
	select {
	case s.indexing.kick <- struct{}{}:
	default:
	}
}

// keepIndex writes the index until ctx ends. Its errors are not reported: the words wait, and
// are found where they are.
func (s *Store) keepIndex(ctx context.Context) {
	first := true
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.indexing.kick:
		}
		if first {
			first = false
			var n int64
			if s.r.QueryRowContext(ctx, "SELECT coalesce(sum(length(words)), 0) FROM unindexed").Scan(&n) == nil {
				s.indexing.octets.Store(n)
			}
		}
		for more := true; more && ctx.Err() == nil; {
			if s.indexLater() {
				pause.Reset(indexPause)
				select {
				case <-ctx.Done():
				case <-pause.C:
				}
				continue
			}
			more, _ = s.indexStep(ctx)
			s.giveWay(ctx)
		}
	}
}

// indexLater reports whether there is something better to do than to write the index.
func (s *Store) indexLater() bool {
	switch {
	case s.w.waiting.Load() > 0 || s.arriving.Load() > arrivingOctets:
		return true
	case s.deliveries.Load() > 0:
		if s.indexing.hurries() {
			return true
		}
		n := s.indexing.octets.Load()
		return n > 0 && n < indexWorth
	}
	return false
}

// boundUnindexed writes the index until no more waits for it than may.
func (s *Store) boundUnindexed(ctx context.Context) {
	for more := true; more && s.indexing.octets.Load() > mostUnindexed; {
		more, _ = s.indexStep(ctx)
		s.giveWay(ctx)
	}
}

// CatchUp writes into the index all that waits for it.
func (s *Store) CatchUp(ctx context.Context) error {
	for {
		if more, err := s.indexStep(ctx); !more || err != nil {
			return problem(err)
		}
	}
}

// indexStep brings some words into the index and reports whether there were any. It ends
// early when somebody else wants to write.
func (s *Store) indexStep(ctx context.Context) (more bool, err error) {
	select {
	case s.w.sem <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-s.w.sem }()
	var octets int64
	t := &tx{conn: s.w.conn}
	err = s.w.run(ctx, t, func(t *tx) error {
		var ids []mailbox.ID
		var words []index.Words
		var read int
		rows, err := t.query("SELECT message, words FROM unindexed ORDER BY message LIMIT ?", indexCount)
		err = each(rows, err, func(rows *sql.Rows) error {
			if read >= indexOctets {
				return nil
			}
			var id mailbox.ID
			var w []byte
			err := rows.Scan(&id, &w)
			ids, words, read = append(ids, id), append(words, w), read+len(w)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		more = true
		for i, id := range ids {
			if i > 0 && (s.w.waiting.Load() > 0 || ctx.Err() != nil) {
				ids = ids[:i]
				break
			}
			if err := index.Write(t.exec, id, words[i]); err != nil {
				return err
			}
			octets += int64(len(words[i]))
		}
		_, err = t.exec("DELETE FROM unindexed WHERE message <= ?", ids[len(ids)-1])
		return err
	})
	if err != nil || !more {
		s.indexing.octets.Store(0) // or what is left is not known
		return false, err
	}
	s.indexing.octets.Add(-octets)
	s.wake()
	return true, nil
}
