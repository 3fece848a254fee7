package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// Messages that no list has, as their folder is not there, or that belong to an account that is not. The rows themselves
// are asked: the indexes of a damaged file may say something else.
const (
	noFolder  = `SELECT id FROM messages NOT INDEXED WHERE folder NOT IN (SELECT id FROM folders)`
	noAccount = `SELECT id FROM messages NOT INDEXED WHERE account IS NOT NULL AND account NOT IN (SELECT id FROM accounts)` // NULL is not in an empty list either
)

const badRows = `SELECT m.id FROM messages m LEFT JOIN headers h ON h.message = m.id WHERE h.message IS NULL
		OR NOT json_valid(h.recipients) OR NOT json_valid(h.cc)`

// InLists reports by mailbox.ErrDamaged that messages are in no list, as their folder is not there, or belong to an
// account that is not. It is quick: Sound and Check look at more.
func (s *Store) InLists(ctx context.Context) error {
	var n int
	err := s.r.QueryRowContext(ctx, "SELECT EXISTS ("+noFolder+" UNION ALL "+noAccount+")").Scan(&n)
	if err == nil && n > 0 {
		err = damaged(errors.New("a message lies in a folder, or belongs to an account, that is not there"))
	}
	return problem(err)
}

// takeIn puts messages whose folder is not there into the Inbox of their account, or of any, and gives those whose
// account is not there the one whose server had them, or none. It returns how many there were.
func (s *Store) takeIn(ctx context.Context) (n int, err error) {
	err = s.write(ctx, func(t *tx) error {
		ids, err := column[mailbox.ID](t.query(noFolder + " UNION " + noAccount))
		if n = len(ids); err != nil || n == 0 {
			return err
		}
		if _, err := t.exec("UPDATE messages SET account = (SELECT u.account FROM unique_ids u JOIN accounts a ON a.id = u.account WHERE u.message = messages.id LIMIT 1) WHERE id IN (" + noAccount + ")"); err != nil {
			return err
		}
		_, err = t.exec(`UPDATE messages SET folder = (SELECT id FROM folders WHERE role = 'inbox' ORDER BY account IS NOT messages.account, account IS NOT NULL, id LIMIT 1)
			WHERE id IN (` + noFolder + `) AND EXISTS (SELECT 1 FROM folders WHERE role = 'inbox')`)
		return err
	})
	return n, err
}

// Mend makes anew what can be: the indexes of the file, the counts of folders, and all that
// is read out of octets, rows of lists, words and the text of attached files, and which messages belong
// together. Damaged messages
// count as not whole, so that the next session asks their servers for them; damaged pictures
// go, and are fetched again by who wants to see them. It returns what there was;
// mailbox.ErrDamaged says that the file is damaged in a way that only a rescue helps.
func (s *Store) Mend(ctx context.Context) (c Checked, err error) {
	if s.unwritable != nil {
		return c, s.unwritable
	}
	if err := s.snapshot(ctx, func(c *sql.Conn) error { return sameSchema(ctx, c) }); err != nil {
		return c, problem(err)
	}
	again, changed := false, Faults{}
	if is := s.structure(ctx); errors.Is(is, mailbox.ErrDamaged) {
		again, changed = true, s.changedRows(ctx)
		err = s.write(ctx, func(t *tx) error { return errors.Join(emptyIndex(t), emptyFiles(t)) })
		if err == nil {
			err = s.alone(ctx, func(c *sql.Conn) error { _, err := c.ExecContext(ctx, "REINDEX"); return err })
		}
		if err != nil {
			return c, errors.Join(is, err)
		}
	} else if is != nil {
		return c, is
	}
	found, err := s.takeIn(ctx)
	if err != nil {
		return c, err
	}
	changed.Marks += found
	if c, err = s.Check(ctx); err != nil {
		return c, err
	}
	c.Faults.Settings, c.Faults.Learned = changed.Settings, changed.Learned
	c.Faults.Marks += changed.Marks
	c.Faults.Threads += changed.Threads
	err = s.write(ctx, func(t *tx) error {
		if c.Faults.Index && !again {
			if err := emptyIndex(t); err != nil {
				return err
			}
		}
		if c.Faults.Files > 0 && !again {
			if err := emptyFiles(t); err != nil {
				return err
			}
		}
		lost, err := column[mailbox.ID](t.query(ghosts))
		if err != nil {
			return err
		}
		bad, err := badPictures(t.query("SELECT id, sha256, octets FROM pictures"))
		if err != nil {
			return err
		}
		letters, versions, err := badWritings(ctx, t.conn)
		if err != nil {
			return err
		}
		if err := errors.Join(mendWritings(t, letters, versions), sumWritings(t)); err != nil {
			return err
		}
		// What was joined wrongly looks like any other conversation.
		if err := emptyThreads(t); err != nil {
			return err
		}
		for _, q := range []string{
			fmt.Sprintf("UPDATE messages SET flags = flags & %d WHERE id IN (%s)", mailbox.Flags, noMarks), // before they are counted
			"UPDATE state SET next_message = max(next_message, (SELECT coalesce(max(id), 0) + 1 FROM messages))",
			"UPDATE folders SET total = (SELECT count(*) FROM messages WHERE folder = folders.id), unread = (SELECT count(*) FROM messages WHERE folder = folders.id AND flags & 1 = 0) WHERE id IN (" + wrongCounts + ")",
			"DELETE FROM words WHERE rowid IN (SELECT value FROM json_each('" + idList(lost) + "'))",
			"DELETE FROM message_pictures WHERE picture IN (SELECT value FROM json_each('" + idList(bad) + "'))",
			"DELETE FROM pictures WHERE id IN (SELECT value FROM json_each('" + idList(bad) + "'))",
			"INSERT OR IGNORE INTO unindexed (message, words) SELECT id, x'' FROM (" + noIndex + ")",
			"UPDATE state SET digest = 0, reparsed = 0",
		} {
			if _, err := t.exec(q); err != nil {
				return err
			}
		}
		if err := mendLengths(ctx, t); err != nil {
			return err
		}
		t.publish(mailbox.FoldersChanged{}, mailbox.RemovalsChanged{}, mailbox.Renewed{})
		// Of the mark alone an earlier version may have meant that it is perhaps another message.
		right := healed(t, "listed <> ? AND message NOT IN (SELECT value FROM json_each(?))", -fetch.Damaged, idList(c.Damaged))
		return errors.Join(right, askAgain(t, c.Damaged), t.edit())
	})
	if err == nil {
		err = errors.Join(s.reparseIfOld(ctx), s.CatchUpThreads(ctx))
	}
	s.wakeIndex()
	s.wake()
	return c, problem(err)
}

// secondLooks are the indexes that keep rows of a table a second time.
const secondLooks = `SELECT tbl_name, name, iif((SELECT wr FROM pragma_table_list(tbl_name) WHERE schema = 'main'), '', 'rowid, ') || (SELECT group_concat(name) FROM pragma_index_info(s.name)), iif(instr(sql, 'WHERE'), substr(sql, instr(sql, 'WHERE')), '') FROM sqlite_schema s
	WHERE type = 'index' AND (name LIKE '%\_again' ESCAPE '\' OR name IN ('contact_addresses_contact', 'messages_date', 'threads_thread', 'thread_names_thread'))`

// changedRows counts rows that are another thing in their table than in the index that keeps
// them a second time, as far as both can be read.
func (s *Store) changedRows(ctx context.Context) (f Faults) {
	type look struct{ table, query string }
	var looks []look
	rows, err := s.r.QueryContext(ctx, secondLooks)
	err = each(rows, err, func(rows *sql.Rows) error {
		var table, index, columns, where string
		err := rows.Scan(&table, &index, &columns, &where)
		from := fmt.Sprintf("SELECT %s FROM %s ", columns, table)
		looks = append(looks, look{table, "SELECT count(*) FROM (" + from + "NOT INDEXED " + where + " EXCEPT " + from + "INDEXED BY " + index + " " + where + ")"})
		return err
	})
	if err != nil {
		return f
	}
	for _, l := range looks {
		var of int
		if s.r.QueryRowContext(ctx, l.query).Scan(&of) != nil {
			continue
		}
		switch l.table {
		case "messages":
			f.Marks += of
		case "threads", "thread_names":
			f.Threads += of
		case "junk_words", "junk_letters", "junk_lessons":
			f.Learned += of
		case "file_texts", "session_seen", "words_idx", "words_files_idx": // they are made anew
		default:
			f.Settings += of
		}
	}
	return f
}

// emptyThreads has it found out anew which messages belong together.
func emptyThreads(t *tx) error {
	_, err := t.exec(`DELETE FROM threads; DELETE FROM thread_names; DELETE FROM thread_mutes;
		INSERT OR IGNORE INTO unthreaded SELECT id FROM messages; UPDATE state SET threadings = threadings + 1`)
	return err
}

// emptyFiles has all attached files read anew.
func emptyFiles(t *tx) error {
	_, err := t.exec(`INSERT INTO words_files (words_files) VALUES ('delete-all'); DELETE FROM message_files; DELETE FROM file_texts;
		INSERT OR IGNORE INTO unread_files SELECT DISTINCT message FROM parts WHERE flags & 2 = 0`)
	return errors.Join(err, t.edit())
}

// emptyIndex has all words read anew.
func emptyIndex(t *tx) error {
	_, err := t.exec("INSERT INTO words (words) VALUES ('delete-all'); INSERT OR IGNORE INTO unindexed (message, words) SELECT id, x'' FROM messages")
	return errors.Join(err, t.edit())
}

// mendRows makes rows anew that cannot be read: with one of them no list can be shown.
func (s *Store) mendRows(ctx context.Context) error {
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, badRows))
	if err != nil {
		return err
	}
	for _, id := range ids {
		raw, f, err := s.lay(ctx, s.r, id)
		if errors.Is(err, mailbox.ErrDamaged) || errors.Is(err, mailbox.ErrNotFound) {
			raw, err = nil, nil
		}
		if err != nil {
			return err
		}
		var d *digest
		if f == nil {
			d = readDigest(raw)
		} else if err := errors.Join(f.Look(func() { d = readDigest(raw) }), f.Close()); err != nil {
			return err
		}
		err = s.write(ctx, func(t *tx) error { return errors.Join(refreshRow(t, id, d), t.edit()) })
		if err != nil && !errors.Is(err, mailbox.ErrNotFound) { // removed meanwhile
			return fmt.Errorf("message %d: %w", id, err)
		}
	}
	return nil
}
