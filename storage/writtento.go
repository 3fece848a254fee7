package storage

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// writtenTo is to whom letters were sent and what they are called, in memory: what is asked of it at
// each new letter is one address, and the directory of all who were met in mail would be too much for that.
type writtenTo struct {
	mu    sync.Mutex
	asked asked // the file as it was when the folders of sent mail were last looked at
	looks int   // how often that was
	sent  sentState
	known map[string]bool // by query.AddressKey
	ids   map[string]bool // the message-ids of these letters
}

// asked is a state of the file; the zero one: none.
type asked struct {
	edits int64
	next  mailbox.ID
}

// sentState tells whether the folders of sent mail hold what they held.
type sentState struct {
	letters, sum int64      // how many there are, and their numbers together
	top          mailbox.ID // the last one
}

const sentLetters = "messages WHERE folder IN (SELECT id FROM folders WHERE role = 'sent')"

// has reports whether a letter was sent to an address.
func (w *writtenTo) has(ctx context.Context, r *sql.DB, email string) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.update(ctx, r)
	return w.known[query.AddressKey(email)], err
}

// hasSent reports whether one of the letters that were sent is called so.
func (w *writtenTo) hasSent(ctx context.Context, r *sql.DB, ids []string) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.update(ctx, r)
	return slices.ContainsFunc(ids, func(id string) bool { return w.ids[id] }), err
}

// update reads what is new in the folders of sent mail, or all of it where something has left them.
// Where nothing was committed since the last time they are not counted either.
func (w *writtenTo) update(ctx context.Context, r *sql.DB) error {
	var file asked
	if err := r.QueryRowContext(ctx, "SELECT edits, next_message FROM state").Scan(&file.edits, &file.next); err != nil {
		return err
	}
	if w.known != nil && file == w.asked {
		return nil
	}
	w.looks++
	var now, added sentState
	if err := r.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(id), 0), coalesce(max(id), 0), count(*) FILTER (WHERE id > ?1), coalesce(sum(id) FILTER (WHERE id > ?1), 0) FROM "+sentLetters, w.sent.top).
		Scan(&now.letters, &now.sum, &now.top, &added.letters, &added.sum); err != nil {
		return err
	}
	if now != w.sent || w.known == nil {
		from := w.sent.top
		if w.known == nil || now.letters-added.letters != w.sent.letters || now.sum-added.sum != w.sent.sum {
			w.known, w.ids, from = map[string]bool{}, map[string]bool{}, 0 // something has left them, or came back
		}
		w.sent = sentState{}
		if err := w.read(ctx, r, from, now.top); err != nil {
			w.known = nil
			return err
		}
		w.sent = now
	}
	w.asked = file // or a later one, which is looked at once more
	return nil
}

// read adds to whom the letters after one number went, up to another.
func (w *writtenTo) read(ctx context.Context, r *sql.DB, after, upTo mailbox.ID) error {
	var name string
	var to, cc, bcc sql.RawBytes
	rows, err := r.QueryContext(ctx, "SELECT message_id, recipients, cc, coalesce((SELECT bcc FROM letters WHERE message = headers.message), '') FROM headers WHERE message IN (SELECT id FROM "+sentLetters+" AND id > ? AND id <= ?)", after, upTo)
	return each(rows, err, func(rows *sql.Rows) error {
		if err := rows.Scan(&name, &to, &cc, &bcc); err != nil {
			return err
		}
		if name != "" {
			w.ids[name] = true
		}
		for _, list := range [][]byte{to, cc, bcc} {
			people, err := parsePeople(list)
			if err != nil {
				return err
			}
			for _, a := range people {
				w.known[query.AddressKey(a.Email)] = true
			}
		}
		return nil
	})
}
