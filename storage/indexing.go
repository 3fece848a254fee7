package storage

import (
	"context"
	"popmail/account/thread"
	"sync/atomic"
	"time"
)

// Reading all of a message and writing its words into the index are more work than all the
// rest of storing it. So both are done later, many messages in a transaction: while the
// network is waited for, and after a session. Words that were read and are not in the index
// are stored beside their message, where a search looks through them; messages that were not
// read are read by a search (waiting.go). How much of both may wait is bounded by what a search
// can do while somebody waits for it.
const (
	mostUnindexed  = 64 << 20  // octets of words; from here on deliveries wait for the index
	mostUnread     = 320 << 20 // octets of messages that are to be read; likewise
	indexOctets    = 512 << 10 // of words in one transaction
	indexCount     = 500
	indexWorth     = 256 << 10 // of words that make a transaction worth while as mail goes on arriving
	readWorth      = 1 << 20   // of messages, likewise
	arrivingOctets = 1 << 20   // of messages: more means that the network is not waited for
	fastOctets     = 2 << 20   // of messages in a second: as much again
	indexPause     = 50 * time.Millisecond
	broughtPause   = 2 * time.Second // since the last messages of another program came: more may follow
	someSteps      = 2               // of CatchUpSome
)

// indexing is what the goroutine that writes the index shares with the others.
type indexing struct {
	kick   chan struct{}
	turn   chan struct{} // held by who reads messages that wait
	octets atomic.Int64  // of words that wait, as far as this process knows
	unread atomic.Int64  // octets of messages that are to be read, likewise
	taken  atomic.Int64  // octets of messages that deliveries have taken, or that were brought
	bring  atomic.Int32  // calls of Bring under way
	last   atomic.Int64  // when the last one ended, in nanoseconds of Unix time; 0: there was none

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
			var words, unread int64
			if s.r.QueryRowContext(ctx, "SELECT coalesce(sum(length(u.words)), 0), coalesce(sum(iif(length(u.words) = 0, m.size, 0)), 0) FROM unindexed u JOIN messages m ON m.id = u.message").
				Scan(&words, &unread) == nil {
				s.indexing.octets.Store(words)
				s.indexing.unread.Store(unread)
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
			more, _ = s.indexStep(ctx, 1)
			s.giveWay(ctx)
		}
	}
}

// indexLater reports whether there is something better to do than to write the index.
func (s *Store) indexLater() bool {
	switch {
	case s.w.waiting.Load() > 0 || s.arriving.Load() > arrivingOctets:
		return true
	case s.indexing.bring.Load() > 0 || time.Since(time.Unix(0, s.indexing.last.Load())) < broughtPause:
		return true // an import wants the processors; boundWaiting writes what is too much
	case s.deliveries.Load() > 0:
		if s.indexing.hurries() {
			return true
		}
		words, unread := s.indexing.octets.Load(), s.indexing.unread.Load()
		return words+unread > 0 && words < indexWorth && unread < readWorth
	}
	return false
}

// boundWaiting writes the index until no more waits for it than may.
func (s *Store) boundWaiting(ctx context.Context) {
	for more := true; more && (s.indexing.octets.Load() > mostUnindexed || s.indexing.unread.Load() > mostUnread); {
		more, _ = s.indexStep(ctx, thread.Processors())
		s.giveWay(ctx)
	}
}

// CatchUp writes into the index all that waits for it.
func (s *Store) CatchUp(ctx context.Context) error {
	for {
		if more, err := s.indexStep(ctx, thread.Processors()); !more || err != nil {
			return problem(err)
		}
	}
}

// CatchUpSome writes into the index some of what waits for it: all of a few letters, and of many
// as much as takes a moment. Where that fails it waits on, and is found all the same. Who has
// just received a mailbox is not kept waiting for a small part of it.
//
// It reports whether it was that little.
func (s *Store) CatchUpSome(ctx context.Context) (little bool) {
	if s.indexing.taken.Load() > someSteps*readOctets {
		return false
	}
	for range someSteps {
		if more, err := s.indexStep(ctx, thread.Processors()); !more || err != nil {
			return true
		}
	}
	return true
}

// indexStep brings some words into the index and reports whether there were any. Messages that
// are to be read for them are read before, several at once. It ends early when somebody else
// wants to write.
func (s *Store) indexStep(ctx context.Context, atOnce int) (more bool, err error) {
	// What rules look into is put in order with it.
	if more, err := s.settleRead(ctx, atOnce); more && err == nil {
		return true, nil
	}
	free, err := s.readTurn(ctx)
	if err != nil {
		return false, err
	}
	defer free()
	read, err := s.readWaiting(ctx, readOctets, atOnce, "ORDER BY message LIMIT ?", indexCount)
	if err != nil {
		return false, err
	}
	select {
	case s.w.sem <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-s.w.sem }()
	var octets, unread int64
	t := &tx{conn: s.w.conn}
	err = s.w.run(ctx, t, func(t *tx) error {
		w, err := waitingWords(t, read, true, "")
		if err != nil {
			return err
		}
		if len(w.ids) == 0 {
			return t.row("SELECT EXISTS (SELECT 1 FROM unindexed)").Scan(&more)
		}
		more = true
		octets, unread, err = w.write(s, t, read)
		return err
	})
	if err != nil || !more {
		s.indexing.octets.Store(0) // or what is left is not known
		s.indexing.unread.Store(0)
		return false, err
	}
	s.indexing.octets.Add(-octets)
	s.indexing.unread.Add(-unread)
	for _, c := range t.changes {
		s.changes.Publish(c)
	}
	s.wake()
	return true, nil
}
