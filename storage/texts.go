package storage

import (
	"container/list"
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"popmail/account/thread"
	"popmail/storage/eml"
	"popmail/storage/index"
	"popmail/storage/mailbox"
)

// texts is what is searched of the messages that searches have looked at last, in memory:
// whoever types a word letter by letter is shown much the same ones again and again.
type texts struct {
	mu     sync.Mutex
	at     map[mailbox.ID]*list.Element // of *readText
	order  list.List                    // those used last come first
	octets int
}

// readText is what is searched of one message.
type readText struct {
	id  mailbox.ID
	sum string // of its octets
	index.Searched
}

const (
	textsOctets = 8 << 20  // that are kept of all texts and their words
	textOctets  = 64 << 10 // of the longest one that is kept
)

// get returns the text of a message whose octets have the checksum sum; nil: it is not kept.
func (k *texts) get(id mailbox.ID, sum string) *readText {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.at[id]
	if e == nil || e.Value.(*readText).sum != sum {
		return nil
	}
	k.order.MoveToFront(e)
	return e.Value.(*readText)
}

// has reports whether a text of the message is kept, which may be an older one.
func (k *texts) has(id mailbox.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.at[id] != nil
}

func (k *texts) put(t *readText) {
	if t.Octets() > textOctets {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at == nil {
		k.at = make(map[mailbox.ID]*list.Element)
	}
	if e := k.at[t.id]; e != nil {
		k.drop(e)
	}
	k.at[t.id] = k.order.PushFront(t)
	for k.octets += t.Octets(); k.octets > textsOctets; {
		k.drop(k.order.Back())
	}
}

func (k *texts) drop(e *list.Element) {
	t := k.order.Remove(e).(*readText)
	delete(k.at, t.id)
	k.octets -= t.Octets()
}

// readTexts returns what is searched of messages, in their order; those that are gone are
// nil, and what is damaged holds nothing. Who holds a connection hands it over: waiting for
// others while others wait for it would have no end.
func (s *Store) readTexts(ctx context.Context, q querier, ids []mailbox.ID) ([]*readText, error) {
	sums := make(map[mailbox.ID]string, len(ids))
	rows, err := q.QueryContext(ctx, "SELECT message, sha256 FROM octets WHERE message IN (SELECT value FROM json_each(?))", idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var sum string
		err := rows.Scan(&id, &sum)
		sums[id] = sum
		return err
	})
	if err != nil {
		return nil, problem(err)
	}
	out := make([]*readText, len(ids))
	var missing []int
	for i, id := range ids {
		sum, there := sums[id]
		if !there {
			continue
		}
		if out[i] = s.texts.get(id, sum); out[i] == nil {
			out[i] = &readText{id: id, sum: sum}
			missing = append(missing, i)
		}
	}
	err = onAll(ctx, len(missing), func(n int) error {
		t := out[missing[n]]
		err := s.takeApart(ctx, q, t)
		if err == nil {
			s.texts.put(t)
		}
		if errors.Is(err, mailbox.ErrNotFound) {
			out[missing[n]], err = nil, nil
		}
		return err
	})
	return out, err
}

// onAll calls fn with the numbers below n, on all processors, and returns their errors once all
// have ended.
func onAll(ctx context.Context, n int, fn func(i int) error) error {
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make([]error, n)
	for range min(thread.Processors(), n) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				failed[i] = fn(i)
			}
		})
	}
	all.Wait()
	return errors.Join(append(failed, ctx.Err())...)
}

// takeApart takes a message apart.
func (s *Store) takeApart(ctx context.Context, q querier, t *readText) error {
	raw, f, err := s.lay(ctx, q, t.id)
	if errors.Is(err, mailbox.ErrDamaged) {
		t.Searched = index.SearchedOf(&eml.Digested{})
		return nil
	}
	if err != nil {
		return err
	}
	if len(raw) > largeMessage {
		defer frugal()()
	}
	err = f.Look(func() { _, t.Searched = readSearched(raw) })
	return errors.Join(err, f.Close())
}
