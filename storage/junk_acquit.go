package storage

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// outweighs are the marks by which a person says more of a letter than the junk filter can.
const outweighs = mailbox.Answered | mailbox.Starred | mailbox.Forwarded

// spare takes from bad the messages of which the person has said more while they waited to be judged, and those whose
// senders they have come to know, or to trust, while others were judged.
func (s *Store) spare(ctx context.Context, t *tx, bad map[mailbox.ID]int) error {
	for id := range bad {
		var size int
		n, err := s.newcomer(ctx, id, &size)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return err
		}
		var flags mailbox.Flag
		if err := t.row("SELECT flags FROM messages WHERE id = ?", id).Scan(&flags); err != nil {
			return err
		}
		ex, err := s.exempt(ctx, n)
		if err != nil {
			return err
		}
		if flags&outweighs != 0 || ex != mailbox.NotExempt && ex != mailbox.Blocked {
			delete(bad, id)
		}
	}
	return nil
}

// SuspectsOf are the messages that look like junk of a sender, whom the person may trust.
func (s *Store) SuspectsOf(ctx context.Context, address string) ([]mailbox.ID, error) {
	rows, err := s.r.QueryContext(ctx, suspectSenders, mailbox.Suspect)
	ids, err := suspectsOf(rows, err, map[string]bool{query.AddressKey(address): true})
	return ids, problem(err)
}

const suspectSenders = "SELECT m.id, h.from_email FROM messages m CROSS JOIN headers h ON h.message = m.id WHERE m.flags & ?"

// suspectsOf are the messages of suspectSenders whose sender is among keys, see query.AddressKey.
func suspectsOf(rows *sql.Rows, err error, keys map[string]bool) (ids []mailbox.ID, _ error) {
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var from string
		err := rows.Scan(&id, &from)
		if key := query.AddressKey(from); key != "" && keys[key] {
			ids = append(ids, id)
		}
		return err
	})
	return ids, err
}

// acquit has the mark of the junk filter taken from the letters of senders, of whom the person has decided in t:
// what says why a letter is junk would say that it is none. An address of the person's own is left out
// where own is false: anybody can put it down as the sender, see knows.
//
// It comes behind t, which does not fail with it: for that all letters with the mark are looked through, and
// what is damaged there must not keep a letter from being noted as sent.
func (s *Store) acquit(ctx context.Context, t *tx, senders []string, own bool) {
	keys := make(map[string]bool, len(senders))
	for _, a := range senders {
		if key := query.AddressKey(a); key != "" {
			keys[key] = true
		}
	}
	if len(keys) == 0 {
		return
	}
	t.behind = append(t.behind, func() {
		if err := s.acquitNow(ctx, keys, own); err != nil {
			slog.InfoContext(ctx, "letters of known senders look like junk on", "error", err)
		}
	})
}

func (s *Store) acquitNow(ctx context.Context, keys map[string]bool, own bool) error {
	if !own {
		mine, err := s.ownAddresses(ctx)
		if err != nil {
			return err
		}
		for a := range mine {
			delete(keys, a)
		}
	}
	rows, err := s.r.QueryContext(ctx, suspectSenders, mailbox.Suspect)
	ids, err := suspectsOf(rows, err, keys)
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error { return s.suspect(t, ids, false) })
}
