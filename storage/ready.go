package storage

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"os"
	"time"

	"popmail/account"
	"popmail/account/spool"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

const waitingNamed = 3 // messages that Readiness names

// Readiness tells what is here of the mail.
func (s *Store) Readiness(ctx context.Context) (r mailbox.Readiness, err error) {
	if err := s.r.QueryRowContext(ctx, "SELECT coalesce(sum(total), 0) FROM folders").Scan(&r.Messages); err != nil {
		return r, problem(err)
	}
	if st, err := os.Stat(s.path); err == nil {
		r.Room = st.Size()
	}
	if r.Free, err = spool.Room(s.dir); err != nil {
		r.Free = -1
	}
	rows, err := s.r.QueryContext(ctx, `SELECT m.id, h.from_name, h.from_email, h.subject, max(-u.listed - u.size, 0) AS more FROM unique_ids u JOIN messages m ON m.id = u.message JOIN headers h ON h.message = m.id
		WHERE u.begun > 0 AND u.gone = 0 ORDER BY more DESC LIMIT ?`, waitingNamed)
	err = each(rows, err, func(rows *sql.Rows) error {
		var w mailbox.Waiting
		err := rows.Scan(&w.ID, &w.From.Name, &w.From.Email, &w.Subject, &w.Octets)
		r.Waiting = append(r.Waiting, w)
		return err
	})
	if err != nil {
		return r, problem(err)
	}
	if err := s.r.QueryRowContext(ctx, "SELECT count(*) FROM picture_senders").Scan(&r.Senders); err != nil {
		return r, problem(err)
	}
	trusted, err := s.sendersAmong(ctx, "SELECT DISTINCT h.from_email FROM message_pictures p JOIN headers h ON h.message = p.message", "SELECT address FROM picture_senders WHERE address")
	if err != nil {
		return r, problem(err)
	}
	if err := s.r.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(length(octets)), 0) FROM pictures WHERE id IN (SELECT p.picture FROM message_pictures p JOIN headers h ON h.message = p.message
		WHERE h.from_email IN (SELECT value FROM json_each(?)))`, textList(trusted)).Scan(&r.Pictures, &r.PictureOctets); err != nil {
		return r, problem(err)
	}
	err = s.nextRemoval(ctx, &r)
	return r, err
}

// pictureAge is for how long letters count as such whose pictures are wanted, from their arrival, where they are read.
const pictureAge = 30 * 24 * time.Hour

// pictureReach is how many messages are looked at for that, the newest.
const pictureReach = 20_000

// WithoutPictures are messages of the senders whose pictures are always shown, the newest first, for which no
// picture was ever asked: unread ones and those of the last weeks. Whether they have any is not known here.
func (s *Store) WithoutPictures(ctx context.Context, limit int) ([]mailbox.ID, error) {
	const lately = `FROM messages m JOIN headers h ON h.message = m.id JOIN folders f ON f.id = m.folder
		WHERE m.id > (SELECT coalesce(max(id), 0) FROM messages) - ?4 AND (m.flags & ?1 = 0 OR m.received > ?2) AND m.flags & ?3 = 0 AND f.role NOT IN ('trash', 'junk', 'sent', 'drafts', 'outbox')
		AND NOT EXISTS (SELECT 1 FROM message_pictures p WHERE p.message = m.id)`
	args := []any{mailbox.Read, s.now().Add(-pictureAge).UnixMilli(), mailbox.Suspect, pictureReach}
	trusted, err := s.sendersAmong(ctx, "SELECT DISTINCT h.from_email "+lately, "SELECT address FROM picture_senders WHERE address", args...)
	if err != nil || len(trusted) == 0 {
		return nil, problem(err)
	}
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, "SELECT m.id "+lately+" AND h.from_email IN (SELECT value FROM json_each(?5)) ORDER BY m.id DESC LIMIT ?6", append(args, textList(trusted), limit)...))
	return ids, problem(err)
}

// sendersAmong are those addresses of senders, as their letters write them, that a table knows: senders
// lists them, and known, which ends where an address is asked for, has the small letters of one (see
// query.AddressForms). SQLite's lower knows ASCII alone.
func (s *Store) sendersAmong(ctx context.Context, senders, known string, args ...any) ([]string, error) {
	all, err := column[string](s.r.QueryContext(ctx, senders, args...))
	if err != nil {
		return nil, err
	}
	forms := map[string][]string{}
	var asked []string
	for _, email := range all {
		for _, f := range query.AddressForms(email) {
			if forms[f] == nil {
				asked = append(asked, f)
			}
			forms[f] = append(forms[f], email)
		}
	}
	found, err := column[string](s.r.QueryContext(ctx, known+" IN (SELECT value FROM json_each(?))", textList(asked)))
	var out []string
	for _, f := range found {
		out = append(out, forms[f]...)
	}
	return out, err
}

// removals is what nextRemoval has found of an account. It counts as long as nothing it was made of has changed.
type removals struct {
	changes             int64 // see session_seen
	leave, leaveDeleted account.Retention
	at                  time.Time // when it was found
	due                 int       // that the next check removes
	next                time.Time // when another one is due; zero: never
}

// holds reports whether it is so still: no other one is due, and the clock was not set back.
func (r *removals) holds(a *account.Account, changes int64, now time.Time) bool {
	return r != nil && r.changes == changes && r.leave == a.Leave && r.leaveDeleted == a.LeaveDeleted && !now.Before(r.at) && (r.next.IsZero() || now.Before(r.next))
}

// add counts n messages that go at a time.
func (r *removals) add(g account.Goes, n int) {
	switch {
	case n == 0 || g.Never():
	case g.Due(r.at):
		r.due += n
	case r.next.IsZero() || g.At.Before(r.next):
		r.next = g.At
	}
}

// nextRemoval finds out when the next message goes from its server. The page that asks for it does so every few
// seconds: what was found stays until unique-ids or settings change, or the next one is due.
func (s *Store) nextRemoval(ctx context.Context, r *mailbox.Readiness) error {
	list, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	s.removing.Lock()
	defer s.removing.Unlock()
	known := map[account.ID]*removals{} // without accounts that are gone
	now := s.now()
	for i := range list {
		a := &list[i]
		found, changes := s.removals[a.ID], int64(0)
		switch err := s.r.QueryRowContext(ctx, "SELECT changes FROM session_seen WHERE account = ?", a.ID).Scan(&changes); {
		case errors.Is(err, sql.ErrNoRows):
			found = nil
		case err != nil:
			return problem(err)
		}
		if !found.holds(a, changes, now) {
			if found, err = s.removalsOf(ctx, a, changes, now); err != nil {
				return problem(err)
			}
		}
		known[a.ID] = found
		if r.Due += found.due; !found.next.IsZero() && (r.Removes.IsZero() || found.next.Before(r.Removes)) {
			r.Removes = found.next
		}
	}
	s.removals = known
	return nil
}

// removalsOf reads it: one by one those of which the person has chosen something or which they have deleted. Of all
// others the age alone decides, so that the database counts them.
func (s *Store) removalsOf(ctx context.Context, a *account.Account, changes int64, now time.Time) (*removals, error) {
	out := &removals{changes: changes, leave: a.Leave, leaveDeleted: a.LeaveDeleted, at: now}
	rows, err := s.r.QueryContext(ctx, `SELECT stored, goes, deleted, message IS NULL FROM unique_ids INDEXED BY unique_ids_goes
		WHERE account = ? AND (goes <> 0 OR deleted <> 0) AND gone = 0 AND replaced = 0 AND listed >= 0`, a.ID)
	err = each(rows, err, func(rows *sql.Rows) error {
		var stored, goes, deleted int64
		var purged bool
		err := rows.Scan(&stored, &goes, &deleted, &purged)
		out.add(a.Goes(keptOf(stored, goes, deleted, purged), now), 1)
		return err
	})
	if err != nil {
		return nil, err
	}
	plain := a.Goes(account.Kept{Stored: now}, now)
	if plain.Never() {
		return out, nil
	}
	limit := int64(math.MaxInt64) // all of them go at the next check
	if wait := plain.At.Sub(now); wait > 0 {
		limit = now.Add(-wait).UnixMilli()
	}
	var next sql.NullInt64
	var due int
	if err := s.r.QueryRowContext(ctx, plainRemovals, a.ID, limit).Scan(&due, &next); err != nil {
		return nil, err
	}
	if out.due += due; next.Valid {
		out.add(a.Goes(account.Kept{Stored: time.UnixMilli(next.Int64)}, now), 1)
	}
	return out, nil
}

// plainRemovals counts the messages on a server of which the age alone decides, up to one that was stored at a time, and
// when the next one was stored. All that it asks for is in the index.
const plainRemovals = `SELECT count(*) FILTER (WHERE stored <= ?2), min(stored) FILTER (WHERE stored > ?2) FROM unique_ids INDEXED BY unique_ids_sum
	WHERE account = ?1 AND replaced = 0 AND gone = 0 AND listed >= 0 AND goes = 0 AND deleted = 0`
