package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"popmail/account"
	"popmail/storage/mailbox"
)

// idList makes ids a parameter for json_each.
func idList[T ~int64](ids []T) string {
	if len(ids) == 0 {
		return "[]"
	}
	b, err := json.Marshal(ids)
	if err != nil { // numbers can be marshalled
		panic(err)
	}
	return string(b)
}

// textList is idList for texts.
func textList(texts []string) string {
	if len(texts) == 0 {
		return "[]"
	}
	b, err := json.Marshal(texts)
	if err != nil { // strings can be marshalled
		panic(err)
	}
	return string(b)
}

// SetFlag sets or clears marks, as the person says. Messages that are no longer there are left out. What is
// answered, starred or forwarded does not look like junk anymore.
func (s *Store) SetFlag(ctx context.Context, ids []mailbox.ID, f mailbox.Flag, on bool) error {
	if len(ids) == 0 || f == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		if err := s.flag(t, ids, f, on); err != nil || !on || f&outweighs == 0 {
			return err
		}
		return s.suspect(t, ids, false)
	})
}

// flag sets or clears marks within a transaction, for whomever.
func (s *Store) flag(t *tx, ids []mailbox.ID, f mailbox.Flag, on bool) error {
	set := mailbox.Flag(0)
	if on {
		set = f
	}
	done, err := column[mailbox.ID](t.query(`UPDATE messages SET flags = (flags & ~?2) | ?3
		WHERE id IN (SELECT value FROM json_each(?1)) AND (flags & ?2) <> ?3 RETURNING id`, idList(ids), f, set))
	if err != nil || len(done) == 0 {
		return err
	}
	if err := t.edit(); err != nil {
		return err
	}
	t.after = append(t.after, func() { s.catalogFlags(t.edits, done, f, on) })
	if on && f&(mailbox.Starred|mailbox.Answered|mailbox.Forwarded) != 0 {
		t.after = append(t.after, func() { s.lessons.told.Store(true) })
	}
	t.publish(mailbox.Marked{IDs: done})
	if f&mailbox.Read != 0 {
		t.publish(mailbox.FoldersChanged{})
	}
	return nil
}

// Move moves messages to a folder. What it returns brings them back, see Undo.
// Messages that are there already, or no longer anywhere, are left out.
func (s *Store) Move(ctx context.Context, ids []mailbox.ID, to mailbox.FolderID) (mailbox.Moved, error) {
	m := mailbox.Moved{To: to}
	if len(ids) == 0 {
		return m, nil
	}
	err := s.write(ctx, func(t *tx) (err error) {
		if m, err = move(t, ids, to); err != nil || len(m.IDs) == 0 {
			return err
		}
		return s.moved(t, []mailbox.Moved{m})
	})
	if err != nil {
		return mailbox.Moved{To: to}, err
	}
	return m, nil
}

// MoveTo moves messages to the folder with a role (not Own) of the account in whose
// folder each lies; what lies in an own folder goes to that of the account which
// received it, see home. There is one Moved for each folder.
func (s *Store) MoveTo(ctx context.Context, ids []mailbox.ID, role mailbox.Role) ([]mailbox.Moved, error) {
	return s.moveTo(ctx, ids, role, false)
}

// MoveByRule is MoveTo for what a rule does to mail that is here already: it teaches the junk
// filter nothing.
func (s *Store) MoveByRule(ctx context.Context, ids []mailbox.ID, role mailbox.Role) ([]mailbox.Moved, error) {
	return s.moveTo(ctx, ids, role, true)
}

func (s *Store) moveTo(ctx context.Context, ids []mailbox.ID, role mailbox.Role, byProgram bool) ([]mailbox.Moved, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var ms []mailbox.Moved
	err := s.write(ctx, func(t *tx) (err error) {
		t.settling = byProgram
		if ms, err = moveToRole(t, ids, role); err != nil || len(ms) == 0 {
			return err
		}
		return s.moved(t, ms)
	})
	if err != nil {
		return nil, err
	}
	return ms, nil
}

// Undo brings moved messages back to where they were. Where that folder is gone,
// they go to an Inbox, or to the folder of kept mail.
func (s *Store) Undo(ctx context.Context, ms []mailbox.Moved) error {
	_, err := s.TakeBack(ctx, ms)
	return err
}

// TakeBack is Undo that tells how many messages it has moved: not those that are gone for ever, nor those that
// are there already.
func (s *Store) TakeBack(ctx context.Context, ms []mailbox.Moved) (n int, err error) {
	err = s.write(ctx, func(t *tx) error {
		n = 0
		t.takeBack(ms)
		back := make(map[mailbox.FolderID][]mailbox.ID)
		for _, m := range ms {
			for i, id := range m.IDs {
				if i < len(m.From) {
					back[m.From[i]] = append(back[m.From[i]], id)
				}
			}
		}
		var done []mailbox.Moved
		for to, ids := range back {
			m, err := move(t, ids, to)
			if errors.Is(err, mailbox.ErrNotFound) {
				var more []mailbox.Moved
				if more, err = moveToRole(t, ids, mailbox.Inbox); err == nil {
					done = append(done, more...)
					continue
				}
			}
			if err != nil {
				return err
			}
			if len(m.IDs) > 0 {
				done = append(done, m)
			}
		}
		if len(done) == 0 {
			return nil
		}
		for _, m := range done {
			n += len(m.IDs)
		}
		if err := s.moved(t, done); err != nil {
			return err
		}
		return s.suspectAgain(t, ms, done)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// suspectAgain has messages look like junk as they did before ms, of which done was taken back, but where the person says
// more of them by now.
func (s *Store) suspectAgain(t *tx, ms, done []mailbox.Moved) error {
	back := map[mailbox.ID]bool{}
	for _, m := range done {
		for _, id := range m.IDs {
			back[id] = true
		}
	}
	var ids []mailbox.ID
	for _, m := range ms {
		for _, id := range m.Suspects {
			if back[id] {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	ids, err := column[mailbox.ID](t.query("SELECT id FROM messages WHERE id IN (SELECT value FROM json_each(?)) AND flags & ? = 0", idList(ids), outweighs))
	if err != nil {
		return err
	}
	return s.suspect(t, ids, true)
}

// takeBack has what follows in t take moves back.
func (t *tx) takeBack(ms []mailbox.Moved) {
	t.undoing, t.taught = true, map[mailbox.ID]int{}
	for _, m := range ms {
		for i, id := range m.IDs {
			if i < len(m.Taught) {
				t.taught[id] = m.Taught[i]
			}
		}
	}
}

// Purge removes messages for ever: row, octets, index. Their unique-ids stay, so
// that they do not come again.
func (s *Store) Purge(ctx context.Context, ids []mailbox.ID) error {
	_, err := s.purge(ctx, ids, "")
	return err
}

// PurgeThrown is Purge for those of the messages that lie in Trash or Junk; it returns how many
// these are.
func (s *Store) PurgeThrown(ctx context.Context, ids []mailbox.ID) (int, error) {
	return s.purge(ctx, ids, " AND folder IN (SELECT id FROM folders WHERE role IN ('trash', 'junk'))")
}

// purge purges those of the messages of which where holds.
func (s *Store) purge(ctx context.Context, ids []mailbox.ID, where string) (n int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	err = s.write(ctx, func(t *tx) error {
		n = 0
		if where != "" {
			var err error
			if ids, err = column[mailbox.ID](t.query("SELECT id FROM messages WHERE id IN (SELECT value FROM json_each(?))"+where, idList(ids))); err != nil {
				return err
			}
		}
		if err := errors.Join(calledBack(t, ids), purged(t, idList(ids))); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM words WHERE rowid IN (SELECT value FROM json_each(?))", idList(ids)); err != nil {
			return err
		}
		done, err := column[mailbox.ID](t.query("DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?)) RETURNING id", idList(ids)))
		if err != nil || len(done) == 0 {
			return err
		}
		if err := t.edit(); err != nil {
			return err
		}
		n = len(done)
		t.after = append(t.after, func() { s.catalogGone(t.edits, done) })
		t.publish(mailbox.Left{IDs: done}, mailbox.FoldersChanged{})
		return nil
	})
	return n, err
}

// moved notes in t that messages were moved.
func (s *Store) moved(t *tx, ms []mailbox.Moved) error {
	if err := t.edit(); err != nil {
		return err
	}
	var ids []mailbox.ID
	for _, m := range ms {
		ids = append(ids, m.IDs...)
	}
	t.after = append(t.after, func() { s.catalogMoved(t.edits, ms) })
	t.publish(mailbox.Left{IDs: ids}, mailbox.FoldersChanged{})
	return nil
}

// move moves those of ids that are not in the folder to. Letters that are taken out of the
// outbox do not wait any more: they are drafts. Nothing comes into the outbox by being
// moved; the folder of drafts takes its place. One that is being sent stays, and so does
// all else: mailbox.ErrSending.
func move(t *tx, ids []mailbox.ID, to mailbox.FolderID) (mailbox.Moved, error) {
	if err := calledBack(t, ids); err != nil {
		return mailbox.Moved{To: to}, err
	}
	var owner sql.NullInt64
	switch err := t.row("SELECT account FROM folders WHERE id = ? AND role = 'outbox'", to).Scan(&owner); {
	case err == nil:
		if to, err = home(t, account.ID(owner.Int64), mailbox.Drafts); err != nil {
			return mailbox.Moved{To: to}, err
		}
	case !errors.Is(err, sql.ErrNoRows):
		return mailbox.Moved{To: to}, err
	}
	return relocate(t, ids, to)
}

// relocate is move for whoever knows in what state letters are.
func relocate(t *tx, ids []mailbox.ID, to mailbox.FolderID) (mailbox.Moved, error) {
	m := mailbox.Moved{To: to}
	var there bool
	if err := t.row("SELECT count(*) FROM folders WHERE id = ?", to).Scan(&there); err != nil {
		return m, err
	}
	if !there {
		return m, fmt.Errorf("folder %d: %w", to, mailbox.ErrNotFound)
	}
	list := idList(ids)
	rows, err := t.query("SELECT id, folder FROM messages WHERE id IN (SELECT value FROM json_each(?)) AND folder <> ? ORDER BY id", list, to)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var from mailbox.FolderID
		err := rows.Scan(&id, &from)
		m.IDs, m.From = append(m.IDs, id), append(m.From, from)
		return err
	})
	if err != nil || len(m.IDs) == 0 {
		return m, err
	}
	if err := errors.Join(keepWhence(t, list, to), binned(t, list, to)); err != nil {
		return m, err
	}
	if m.Taught, err = t.taughtOf(m.IDs); err != nil {
		return m, err
	}
	if !t.settling {
		if m.Suspects, err = t.lesson(m, to); err != nil {
			return m, err
		}
	}
	_, err = t.exec("UPDATE messages SET folder = ?2 WHERE id IN (SELECT value FROM json_each(?1)) AND folder <> ?2", list, to)
	return m, errors.Join(err, snoozeMoved(t, m))
}

// moveToRole moves each message to the folder with a role, see MoveTo.
func moveToRole(t *tx, ids []mailbox.ID, role mailbox.Role) ([]mailbox.Moved, error) {
	owners := make(map[account.ID][]mailbox.ID)
	rows, err := t.query(`SELECT m.id, coalesce(f.account, m.account, 0) FROM messages m JOIN folders f ON f.id = m.folder
		WHERE m.id IN (SELECT value FROM json_each(?))`, idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var owner account.ID
		err := rows.Scan(&id, &owner)
		owners[owner] = append(owners[owner], id)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []mailbox.Moved
	for owner, ids := range owners {
		to, err := home(t, owner, role)
		if err != nil {
			return nil, err
		}
		m, err := move(t, ids, to)
		if err != nil {
			return nil, err
		}
		if len(m.IDs) > 0 {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b mailbox.Moved) int { return cmp.Compare(a.To, b.To) })
	return out, nil
}
