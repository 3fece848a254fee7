package storage

import (
	"container/list"
	"context"
	"database/sql"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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
	id    mailbox.ID
	sum   string // of its octets
	read  *eml.Digested
	words index.Words
}

const (
	textsOctets = 8 << 20  // that are kept of all texts and their words
	textOctets  = 64 << 10 // of the longest one that is kept
)

func (t *readText) octets() int { return len(t.words) + len(t.read.Text) }

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

func (k *texts) put(t *readText) {
	if t.octets() > textOctets {
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
	for k.octets += t.octets(); k.octets > textsOctets; {
		k.drop(k.order.Back())
	}
}

func (k *texts) drop(e *list.Element) {
	t := k.order.Remove(e).(*readText)
	delete(k.at, t.id)
	k.octets -= t.octets()
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
	var next atomic.Int64
	var all sync.WaitGroup
	failed := make([]error, len(missing))
	for range min(runtime.GOMAXPROCS(0), len(missing)) {
		all.Go(func() {
			for n := next.Add(1) - 1; int(n) < len(missing) && ctx.Err() == nil; n = next.Add(1) - 1 {
				t := out[missing[n]]
				if failed[n] = s.takeApart(ctx, q, t); failed[n] == nil {
					s.texts.put(t)
				}
			}
		})
	}
	all.Wait()
	for n, i := range missing {
		if errors.Is(failed[n], mailbox.ErrNotFound) {
			out[i], failed[n] = nil, nil
		}
	}
	return out, errors.Join(append(slices.Clip(failed), ctx.Err())...)
}

// takeApart takes a message apart.
func (s *Store) takeApart(ctx context.Context, q querier, t *readText) error {
	raw, f, err := s.lay(ctx, q, t.id)
	if errors.Is(err, mailbox.ErrDamaged) {
		t.read, t.words = &eml.Digested{}, noWords
		return nil
	}
	if err != nil {
		return err
	}
	if len(raw) > largeMessage {
		defer frugal()()
	}
	err = f.Look(func() {
		d, m := readWords(raw)
		t.words, t.read = d.words, m
	})
	return errors.Join(err, f.Close())
}
