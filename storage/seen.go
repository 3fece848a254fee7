package storage

import (
	"context"
	"database/sql"
	"errors"

	"popmail/account"
)

// Seen returns what SetSeen was given last, nil where the unique-ids of the account have
// changed since, and the number of their changes so far; see fetch.Store. Triggers count
// them, so that no way to change them is forgotten, in another process either.
func (s *Store) Seen(ctx context.Context, id account.ID) (seen []byte, changes int64, err error) {
	s.wakeIndex() // a session has begun, and may end soon
	var at int64
	err = s.r.QueryRowContext(ctx, "SELECT seen, changes, seen_at FROM session_seen WHERE account = ?", id).Scan(&seen, &changes, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, -1, nil
	}
	if at != changes {
		seen = nil
	}
	return seen, changes, problem(err)
}

// AnyKnown reports whether one of uids was ever stored for the account, or fetched by another
// program. What it costs depends
// on how many they are, not on what is known.
func (s *Store) AnyKnown(ctx context.Context, id account.ID, uids []string) (known bool, err error) {
	list, err := hexList(uids)
	if err != nil {
		return false, err
	}
	box, err := s.mailboxOf(ctx, id)
	if err != nil {
		return false, err
	}
	err = s.r.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM json_each(?2) j CROSS JOIN unique_ids u ON u.account = ?1 AND u.uid = unhex(j.value))
		OR EXISTS (SELECT 1 FROM json_each(?2) j CROSS JOIN elsewhere e ON e.mailbox = ?3 AND e.uid = unhex(j.value))`, id, list, box).Scan(&known)
	return known, problem(err)
}

// SetSeen keeps seen for the next session, unless there were other changes than those that
// are counted in changes.
func (s *Store) SetSeen(ctx context.Context, id account.ID, seen []byte, changes int64) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE session_seen SET seen = ?1, seen_at = ?2 WHERE account = ?3 AND changes = ?2", seen, changes, id)
		return err
	})
}
