package storage

import (
	"context"
	"database/sql"
	"os"
	"time"

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

// nextRemoval finds out when the next message goes from its server.
func (s *Store) nextRemoval(ctx context.Context, r *mailbox.Readiness) error {
	list, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	for _, a := range list {
		rows, err := s.r.QueryContext(ctx, "SELECT stored, goes, deleted, message IS NULL FROM unique_ids WHERE account = ? AND gone = 0 AND replaced = 0 AND listed >= 0", a.ID)
		err = each(rows, err, func(rows *sql.Rows) error {
			var stored, goes, deleted int64
			var purged bool
			if err := rows.Scan(&stored, &goes, &deleted, &purged); err != nil {
				return err
			}
			g := a.Goes(keptOf(stored, goes, deleted, purged), now)
			switch {
			case g.Never():
			case g.Due(now):
				r.Due++
			case r.Removes.IsZero() || g.At.Before(r.Removes):
				r.Removes = g.At
			}
			return nil
		})
		if err != nil {
			return problem(err)
		}
	}
	return nil
}
