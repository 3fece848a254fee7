package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"popmail/storage/mailbox"
)

// obey does in t what rules want done to messages, and counts what each has caught. Of several
// folders the first one counts. What the person has moved meanwhile stays as it is. It returns
// the messages that are to be told of.
func (s *Store) obey(t *tx, mine []mailbox.ID, caught map[mailbox.ID][]*readyRule) (notify []mailbox.ID, err error) {
	if len(caught) == 0 {
		return nil, nil
	}
	there, err := column[mailbox.ID](t.query("SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder WHERE m.id IN (SELECT value FROM json_each(?)) AND f.role = 'inbox'", idList(mine)))
	if err != nil {
		return nil, err
	}
	var star, read []mailbox.ID
	counts := map[mailbox.RuleID]int{}
	roles, folders := map[mailbox.Role][]mailbox.ID{}, map[mailbox.FolderID][]mailbox.ID{}
	for _, id := range there {
		var do mailbox.Act
		for _, r := range caught[id] {
			counts[r.ID]++
			if do&mailbox.RuleMoves == 0 {
				switch {
				case r.Do&mailbox.RuleMove != 0:
					folders[r.Folder] = append(folders[r.Folder], id)
				case r.Do&mailbox.RuleDelete != 0:
					roles[mailbox.Trash] = append(roles[mailbox.Trash], id)
				case r.Do&mailbox.RuleJunk != 0:
					roles[mailbox.Junk] = append(roles[mailbox.Junk], id)
				}
			}
			do |= r.Do
		}
		if do&mailbox.RuleStar != 0 {
			star = append(star, id)
		}
		if do&mailbox.RuleRead != 0 {
			read = append(read, id)
		}
		if do&mailbox.RuleNotify != 0 {
			notify = append(notify, id)
		}
	}
	if err := errors.Join(s.flag(t, star, mailbox.Starred, true), s.flag(t, read, mailbox.Read, true)); err != nil {
		return nil, err
	}
	var moved []mailbox.Moved
	for _, to := range slices.Sorted(maps.Keys(folders)) {
		m, err := move(t, folders[to], to)
		if errors.Is(err, mailbox.ErrNotFound) {
			continue // it was deleted just now
		}
		if err != nil {
			return nil, err
		}
		moved = append(moved, m)
	}
	for _, role := range slices.Sorted(maps.Keys(roles)) {
		ms, err := moveToRole(t, roles[role], role)
		if err != nil {
			return nil, err
		}
		moved = append(moved, ms...)
	}
	if moved = slices.DeleteFunc(moved, func(m mailbox.Moved) bool { return len(m.IDs) == 0 }); len(moved) > 0 {
		if err := s.moved(t, moved); err != nil {
			return nil, err
		}
	}
	return notify, count(t, counts, s.now())
}

// count notes how many messages each rule has caught now.
func count(t *tx, counts map[mailbox.RuleID]int, now time.Time) error {
	if len(counts) == 0 {
		return nil
	}
	list, err := json.Marshal(counts)
	if err != nil {
		return err
	}
	_, err = t.exec("UPDATE rules SET caught = caught + j.value, last = ? FROM json_each(?) j WHERE rules.id = CAST(j.key AS INTEGER)", now.UnixMilli(), string(list))
	return err
}

// CountRule notes that a rule has caught n messages now, which were here before it. A rule that is gone
// meanwhile counts nothing.
func (s *Store) CountRule(ctx context.Context, id mailbox.RuleID, n int) (c mailbox.RuleCount, err error) {
	c = mailbox.RuleCount{Rule: id, N: n, Last: s.now()}
	err = s.write(ctx, func(t *tx) error {
		var was int64
		switch err := t.row("SELECT last FROM rules WHERE id = ?", id).Scan(&was); {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return err
		}
		if was > 0 {
			c.Was = time.UnixMilli(was)
		}
		return count(t, map[mailbox.RuleID]int{id: n}, c.Last)
	})
	return c, err
}

// TakeBackCount undoes CountRule. What the rule has caught since stays counted.
func (s *Store) TakeBackCount(ctx context.Context, c mailbox.RuleCount) error {
	was := int64(0)
	if !c.Was.IsZero() {
		was = c.Was.UnixMilli()
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE rules SET caught = max(caught - ?2, 0), last = iif(last = ?3, ?4, last) WHERE id = ?1", c.Rule, c.N, c.Last.UnixMilli(), was)
		return err
	})
}
