package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"popmail/storage/eml"
	"popmail/storage/junk"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// What the junk filter learns. The person teaches it by moving letters into Junk and out of it;
// what is good it finds by itself: letters that were read and kept, answered, starred, sent, or
// come from people of the address book.
const (
	lessonJunk   = 1
	lessonGood   = 0
	lessonForget = -1
	lessonFound  = 2 // good as the filter itself has found; junk_letters tells it so from what was taught

	keptFor    = 7 * 24 * time.Hour // that a letter was read and not thrown away: it is good
	mostGood   = 3000               // letters that are learned as good by themselves
	lookAgain  = time.Hour          // for good letters, after all were looked at
	lookSoon   = time.Minute        // likewise, where the person has starred or answered some
	learnCount = 20                 // letters of one step
	lookCount  = 2000               // letters that are looked at in one step
	mostLesson = 8 << 20            // octets of a letter that is learned
)

// lessons is how far the search for good letters has come; of the goroutine that learns.
type lessons struct {
	below mailbox.ID  // those from here on were looked at; 0: none
	after time.Time   // not before
	began time.Time   // when the last look has begun
	told  atomic.Bool // letters were starred or answered since; of every goroutine
}

// taughtOf is what was taught of messages up to now, in their order; nil: nothing.
func (t *tx) taughtOf(ids []mailbox.ID) ([]int, error) {
	known := map[mailbox.ID]int{}
	rows, err := t.query(`SELECT message, lesson FROM junk_lessons WHERE message IN (SELECT value FROM json_each(?1)) UNION ALL
		SELECT message, junk FROM junk_letters WHERE message IN (SELECT value FROM json_each(?1))`, idList(ids))
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var what int
		err := rows.Scan(&id, &what)
		if _, later := known[id]; !later { // what waits to be learned comes first
			known[id] = what
		}
		return err
	})
	if err != nil || len(known) == 0 {
		return nil, err
	}
	out := make([]int, len(ids))
	for i, id := range ids {
		what, ok := known[id]
		if out[i] = what; !ok {
			out[i] = lessonForget
		}
	}
	return out, nil
}

// lesson notes in t what the person teaches by moving messages to a folder: into Junk, or out of it
// but not into Trash. What the filter has found good by itself is forgotten where it goes to Trash.
// Who takes a move back has of it what was taught before. What is taught of no longer looks like junk: suspects are those
// of the messages that did.
func (t *tx) lesson(m mailbox.Moved, to mailbox.FolderID) (suspects []mailbox.ID, err error) {
	var role mailbox.Role
	if err := t.row("SELECT role FROM folders WHERE id = ?", to).Scan(&role); err != nil {
		return nil, err
	}
	what, list := lessonGood, idList(m.IDs)
	if role == mailbox.Junk {
		what = lessonJunk
	}
	_, err = t.exec(`INSERT OR REPLACE INTO junk_lessons (message, lesson) SELECT m.id, ?2 FROM messages m JOIN folders f ON f.id = m.folder
		WHERE m.id IN (SELECT value FROM json_each(?1)) AND f.role NOT IN ('drafts', 'outbox', 'sent') AND (?3 = 'junk') <> (f.role = 'junk') AND ?3 <> 'trash'
		AND (?3 = 'junk' OR f.role = 'junk')`, list, what, role)
	if err != nil {
		return nil, err
	}
	if role == mailbox.Trash {
		if _, err := t.exec(`INSERT OR IGNORE INTO junk_lessons (message, lesson) SELECT message, ?2 FROM junk_letters
			WHERE message IN (SELECT value FROM json_each(?1)) AND junk = ?3`, list, lessonForget, lessonFound); err != nil {
			return nil, err
		}
	}
	for i := 0; t.undoing && i < len(m.IDs); i++ {
		before, ok := t.taught[m.IDs[i]]
		if !ok {
			before = lessonForget
		}
		if _, err := t.exec(`INSERT OR REPLACE INTO junk_lessons (message, lesson) SELECT m.id, ?2 FROM messages m JOIN folders f ON f.id = m.folder
			WHERE m.id = ?1 AND (f.role IN ('junk', 'trash') OR ?3 IN ('junk', 'trash'))
			AND ?2 IS NOT coalesce((SELECT lesson FROM junk_lessons WHERE message = ?1), (SELECT junk FROM junk_letters WHERE message = ?1), ?4)`, m.IDs[i], before, role, lessonForget); err != nil {
			return nil, err
		}
	}
	return column[mailbox.ID](t.query("UPDATE messages SET flags = flags & ~?2 WHERE id IN (SELECT message FROM junk_lessons WHERE message IN (SELECT value FROM json_each(?1))) AND flags & ?2 RETURNING id", list, mailbox.Suspect))
}

// NotJunk says that messages are no junk, and teaches the filter so; they stay where they are.
func (s *Store) NotJunk(ctx context.Context, ids []mailbox.ID) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("INSERT OR REPLACE INTO junk_lessons (message, lesson) SELECT id, ? FROM messages WHERE id IN (SELECT value FROM json_each(?))", lessonGood, idList(ids)); err != nil {
			return err
		}
		return s.suspect(t, ids, false)
	})
}

// JunkAfterAll takes NotJunk back: messages look like junk again, and the filter forgets what it has learned
// of them.
func (s *Store) JunkAfterAll(ctx context.Context, ids []mailbox.ID) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec("INSERT OR REPLACE INTO junk_lessons (message, lesson) SELECT id, ? FROM messages WHERE id IN (SELECT value FROM json_each(?))", lessonForget, idList(ids)); err != nil {
			return err
		}
		return s.suspect(t, ids, true)
	})
}

// Learn learns all that waits for it.
func (s *Store) Learn(ctx context.Context) error {
	for {
		if more, err := s.learnStep(ctx); !more || err != nil {
			return problem(err)
		}
	}
}

// learnStep learns a few letters and reports whether there may be more.
func (s *Store) learnStep(ctx context.Context) (more bool, err error) {
	type task struct {
		id   mailbox.ID
		what int
		own  bool // nobody has taught it
	}
	var tasks []task
	rows, err := s.r.QueryContext(ctx, "SELECT message, lesson FROM junk_lessons ORDER BY message LIMIT ?", learnCount)
	err = each(rows, err, func(rows *sql.Rows) error {
		var l task
		err := rows.Scan(&l.id, &l.what)
		tasks = append(tasks, l)
		return err
	})
	if err != nil {
		return false, err
	}
	if len(tasks) == 0 {
		found, looking, err := s.findGood(ctx)
		if err != nil || len(found) == 0 {
			return looking && err == nil, err
		}
		for _, id := range found {
			tasks = append(tasks, task{id, lessonFound, true})
		}
	}
	words := make(map[mailbox.ID][]string, len(tasks))
	for _, l := range tasks {
		if l.what == lessonForget {
			continue
		}
		if words[l.id], err = s.junkWords(ctx, l.id); err != nil {
			return false, err
		}
	}
	err = s.write(ctx, func(t *tx) error {
		var own []mailbox.ID
		for _, l := range tasks {
			if !l.own {
				// A later lesson waits for the next step.
				r, err := t.exec("DELETE FROM junk_lessons WHERE message = ? AND lesson = ?", l.id, l.what)
				if err != nil {
					return err
				}
				if n, err := r.RowsAffected(); err != nil || n == 0 {
					if err != nil {
						return err
					}
					continue
				}
			}
			if err := learn(t, l.id, l.what, words[l.id], l.own); err != nil {
				return err
			}
			if l.own {
				own = append(own, l.id)
			}
		}
		if len(own) == 0 {
			return nil
		}
		return s.suspect(t, own, false)
	})
	return err == nil, err
}

// learn counts the words of a message, and takes back what was counted of it before.
func learn(t *tx, id mailbox.ID, what int, words []string, own bool) error {
	var there bool
	if err := t.row("SELECT count(*) FROM messages WHERE id = ?", id).Scan(&there); err != nil || !there {
		return err
	}
	var was int
	var packed []byte
	switch err := t.row("SELECT junk, words FROM junk_letters WHERE message = ?", id).Scan(&was, &packed); {
	case err == nil:
		if was == what || own {
			return nil
		}
		if good(was) && good(what) {
			_, err := t.exec("UPDATE junk_letters SET junk = ? WHERE message = ?", what, id)
			return err
		}
		old, err := unpackWords(packed)
		if err != nil {
			return err
		}
		if err := countWords(t, old, was, -1); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM junk_letters WHERE message = ?", id); err != nil {
			return err
		}
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if what == lessonForget || len(words) == 0 {
		return nil
	}
	if err := countWords(t, words, what, 1); err != nil {
		return err
	}
	_, err := t.exec("INSERT INTO junk_letters (message, junk, words) VALUES (?, ?, ?)", id, what, packWords(words))
	return err
}

func good(lesson int) bool { return lesson == lessonGood || lesson == lessonFound }

// countWords adds n to the counts of a letter's words, which was learned as junk or as good.
func countWords(t *tx, words []string, what, n int) error {
	bad, good := 0, n
	if what == lessonJunk {
		bad, good = n, 0
	}
	for _, w := range words {
		if _, err := t.exec("INSERT INTO junk_words (word, junk, good) VALUES (?1, max(?2, 0), max(?3, 0)) ON CONFLICT DO UPDATE SET junk = max(junk + ?2, 0), good = max(good + ?3, 0)", w, bad, good); err != nil {
			return err
		}
		if n < 0 {
			if _, err := t.exec("DELETE FROM junk_words WHERE word = ? AND junk = 0 AND good = 0", w); err != nil {
				return err
			}
		}
	}
	_, err := t.exec("UPDATE state SET junk_learned = max(junk_learned + ?, 0), good_learned = max(good_learned + ?, 0)", bad, good)
	return err
}

func packWords(words []string) []byte {
	return appendPiece(nil, []byte(strings.Join(words, "\n")))
}

func unpackWords(packed []byte) ([]string, error) {
	text, err := unpackPiece(nil, packed, pieceOctets)
	if err != nil || len(text) == 0 {
		return nil, err
	}
	return strings.Split(string(text), "\n"), nil
}

// junkWords are the words of a message as the filter counts them; none where it cannot be read.
func (s *Store) junkWords(ctx context.Context, id mailbox.ID) (words []string, err error) {
	var size int64
	switch err := s.r.QueryRowContext(ctx, "SELECT size FROM messages WHERE id = ?", id).Scan(&size); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	}
	var raw []byte
	if size > mostLesson {
		raw, err = s.Beginning(ctx, id, mostLesson)
	} else {
		raw, err = s.Raw(ctx, id)
	}
	if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h, err := eml.Open(ctx, raw)
	if err != nil {
		return nil, err
	}
	m, err := h.Message(ctx)
	if err != nil {
		return nil, err
	}
	return junk.Words(raw, m), nil
}

// findGood finds letters that nobody has to call good. That one was read and kept, or has a star, which
// a rule may have given it, says so only where it does not look like junk; that it was answered or forwarded, and who
// has sent it, outweighs that mark. looking: there may be more.
func (s *Store) findGood(ctx context.Context) (ids []mailbox.ID, looking bool, err error) {
	l := &s.lessons
	now := s.now()
	if (now.Before(l.began) || now.Sub(l.began) >= lookSoon) && l.told.Swap(false) {
		l.below, l.after = 0, time.Time{}
	}
	if now.Before(l.after) {
		return nil, false, nil
	}
	if l.below == 0 {
		l.began = now
	}
	var learned int
	if err := s.r.QueryRowContext(ctx, "SELECT good_learned FROM state").Scan(&learned); err != nil {
		return nil, false, err
	}
	if learned >= mostGood {
		l.after = s.now().Add(lookAgain)
		return nil, false, nil
	}
	if l.below == 0 {
		if err := s.r.QueryRowContext(ctx, "SELECT next_message FROM state").Scan(&l.below); err != nil {
			return nil, false, err
		}
	}
	var lowest sql.NullInt64
	if err := s.r.QueryRowContext(ctx, "SELECT min(id) FROM (SELECT id FROM messages WHERE id < ? ORDER BY id DESC LIMIT ?)", l.below, lookCount).Scan(&lowest); err != nil {
		return nil, false, err
	}
	if !lowest.Valid {
		l.below, l.after = 0, s.now().Add(lookAgain)
		return nil, false, nil
	}
	known, err := s.sendersAmong(ctx, "SELECT DISTINCT h.from_email FROM headers h WHERE h.message >= ? AND h.message < ?", "SELECT address FROM contact_addresses WHERE address", lowest.Int64, l.below)
	if err != nil {
		return nil, false, err
	}
	mine, err := s.ownAddresses(ctx)
	if err != nil {
		return nil, false, err
	}
	known = slices.DeleteFunc(known, func(email string) bool { return mine[query.AddressKey(email)] }) // see knows
	ids, err = column[mailbox.ID](s.r.QueryContext(ctx, `SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder JOIN headers h ON h.message = m.id
		WHERE m.id >= ?1 AND m.id < ?2 AND f.role NOT IN ('junk', 'trash', 'drafts', 'outbox')
		AND (m.flags & ?4 OR f.role = 'sent' OR m.flags & ?3 = 0 AND (m.flags & ?9 OR m.flags & ?5 AND m.received < ?6) OR h.from_email IN (SELECT value FROM json_each(?8)))
		AND NOT EXISTS (SELECT 1 FROM junk_letters j WHERE j.message = m.id) AND NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.message = m.id)
		ORDER BY m.id DESC LIMIT ?7`, lowest.Int64, l.below, mailbox.Suspect, mailbox.Answered|mailbox.Forwarded, mailbox.Read, s.now().Add(-keptFor).UnixMilli(), learnCount, textList(known), mailbox.Starred))
	if err != nil {
		return nil, false, err
	}
	if len(ids) < learnCount {
		l.below = mailbox.ID(lowest.Int64)
	} else {
		l.below = ids[len(ids)-1]
	}
	return ids, true, nil
}

// ForgetJunk takes back all that the filter has learned. Letters stay where they are.
func (s *Store) ForgetJunk(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		for _, table := range []string{"junk_words", "junk_letters", "junk_lessons"} {
			if _, err := t.exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		_, err := t.exec("UPDATE state SET junk_learned = 0, good_learned = 0")
		return err
	})
}

// JunkFilter is the state of the junk filter.
func (s *Store) JunkFilter(ctx context.Context) (f mailbox.JunkFilter, err error) {
	err = s.r.QueryRowContext(ctx, "SELECT junk_off, junk_learned, good_learned FROM state").Scan(&f.Off, &f.Junk, &f.Good)
	return f, problem(err)
}

// SetJunkFilter says whether new mail is judged. What is taught is learned all the same.
func (s *Store) SetJunkFilter(ctx context.Context, on bool) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE state SET junk_off = ?", !on)
		return err
	})
}
