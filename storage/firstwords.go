package storage

import (
	"context"
	"database/sql"
	"hash/maphash"
	"sync"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// Where mail arrives faster than it can be stored, its rows are stored without the first words of
// its texts: nobody sees most of them before each message is read whole (waiting.go), which
// stores them. Until then Summaries reads them of the messages whose rows are asked for, so no
// row is ever without them.
const (
	mostWordless = 256 << 10 // octets of a message whose first words may be read when its row is asked for
	manyWordless = 500       // rows of one question; from here on their messages are read whole, once
	glimpsesKept = 4096
)

// glimpses are first words that were shown of messages before these were read whole, by their hash.
type glimpses struct {
	mu    sync.Mutex
	seed  maphash.Seed
	words map[mailbox.ID]uint64
}

// saw notes what is shown of a message.
func (g *glimpses) saw(id mailbox.ID, words string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.words == nil || len(g.words) >= glimpsesKept {
		g.seed, g.words = maphash.MakeSeed(), make(map[mailbox.ID]uint64)
	}
	g.words[id] = maphash.String(g.seed, words)
}

// other reports whether something else was shown of a message than these words, and forgets it.
func (g *glimpses) other(id mailbox.ID, words string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	was, shown := g.words[id]
	delete(g.words, id)
	return shown && was != maphash.String(g.seed, words)
}

// lacking are those of some messages whose first words are to be read.
func lacking(ctx context.Context, q querier, found map[mailbox.ID]mailbox.Summary) ([]mailbox.ID, error) {
	var ids []mailbox.ID
	for id := range found {
		if m := found[id]; m.Snippet == "" && m.Size > 0 && m.Size <= mostWordless {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return column[mailbox.ID](q.QueryContext(ctx, "SELECT message FROM unindexed WHERE message IN (SELECT value FROM json_each(?)) AND length(words) = 0", idList(ids)))
}

// sayFirstWords gives rows the first words that are not stored yet.
func (s *Store) sayFirstWords(ctx context.Context, found map[mailbox.ID]mailbox.Summary) error {
	ids, err := lacking(ctx, s.r, found)
	if err != nil || len(ids) == 0 {
		return err
	}
	if len(ids) >= manyWordless {
		s.readForSearch(ctx)
		rows, err := s.r.QueryContext(ctx, "SELECT message, snippet FROM headers WHERE message IN (SELECT value FROM json_each(?))", idList(ids))
		if err = each(rows, err, func(rows *sql.Rows) error {
			var id mailbox.ID
			var words string
			err := rows.Scan(&id, &words)
			say(found, id, words)
			return err
		}); err != nil {
			return err
		}
		if ids, err = lacking(ctx, s.r, found); err != nil {
			return err
		}
	}
	for _, id := range ids {
		raw, err := s.octetsOf(ctx, s.r, id)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			continue // it is damaged, which is told where it is opened, or was removed
		}
		if row, err := eml.ReadRow(ctx, raw); err == nil {
			say(found, id, row.Snippet)
			s.glimpses.saw(id, row.Snippet)
		}
	}
	return ctx.Err()
}

// say sets the first words of a row.
func say(found map[mailbox.ID]mailbox.Summary, id mailbox.ID, words string) {
	m := found[id]
	m.Snippet = words
	found[id] = m
}

// storeFirstWords stores those of a message whose row was stored without them. Whoever shows
// other ones is told.
func (s *Store) storeFirstWords(t *tx, id mailbox.ID, words string) error {
	if words == "" {
		return nil
	}
	if _, err := t.exec("UPDATE headers SET snippet = ?2 WHERE message = ?1 AND snippet = ''", id, words); err != nil {
		return err
	}
	if s.glimpses.other(id, words) {
		t.publish(mailbox.Renewed{})
	}
	return nil
}
