package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"popmail/account"
	"popmail/storage/mailbox"
)

// Whose message is it? Its unique-id belongs to the account that received it, for
// ever. Apart from that a message is where it lies: a list shows what lies in the
// folder; Delete and Junk go to the Trash and Junk of the account in whose folder
// it lies; removing an account removes what it received and what lies in its
// folders. What the person has put into own folders or into another account's
// folders stays, and what others received goes back to a folder of theirs.

// own selects the messages that are removed together with the account ?1.
const own = "SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder WHERE f.account = ?1 AND coalesce(m.account, ?1) = ?1"

// Removal counts what RemoveAccount would do without keeping the mail.
func (s *Store) Removal(ctx context.Context, id account.ID) (mailbox.Removal, error) {
	var r mailbox.Removal
	err := s.snapshot(ctx, func(c *sql.Conn) error {
		return c.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM (`+own+`)),
			(SELECT count(*) FROM messages m JOIN folders f ON f.id = m.folder WHERE m.account = ?1 AND f.account IS NOT ?1),
			(SELECT count(*) FROM messages m JOIN folders f ON f.id = m.folder WHERE f.account = ?1 AND m.account <> ?1),
			(SELECT count(*) FROM letters WHERE account = ?1 AND state IN ('queued', 'refused')),
			(SELECT coalesce(min(id), 0) FROM accounts WHERE removed = 0 AND id <> ?1)`, id).
			Scan(&r.Deleted, &r.Stays, &r.Returned, &r.Unsent, &r.Heir)
	})
	return r, err
}

// RemoveAccount removes an account with its folders. Without keepMail the mail
// that it received and that lies in them goes for ever, see Removal; what is
// remembered of it is forgotten, so that it comes again with the account. With
// keepMail that mail stays readable and searchable: what was in Inbox and Archive
// in the folder of kept mail (see mailbox.Folder.Kept), what was in Junk and Trash
// in those of another account, or of none where there is no other. Letters that were not
// sent are drafts of another account then, where there is one.
func (s *Store) RemoveAccount(ctx context.Context, id account.ID, keepMail bool) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.changed(`UPDATE accounts SET removed = 1, last_check = NULL, last_error = '', stopped = 0, listed = NULL, on_server = 0, missing = 0, expires = NULL,
			authorities = '', exceptions = '' WHERE id = ? AND removed = 0`, id); err != nil {
			return fmt.Errorf("account %d: %w", id, err)
		}
		if err := t.edit(); err != nil {
			return err
		}
		t.publish(mailbox.AccountsChanged{}, mailbox.FoldersChanged{}, mailbox.Renewed{})
		if !keepMail {
			if err := dropMail(t, id); err != nil {
				return err
			}
			if err := dropElsewhere(t, id); err != nil {
				return err
			}
		}
		if keepMail {
			if err := inherit(t, id); err != nil {
				return err
			}
		}
		// Of the rest of what was written here, what is kept is a message. Nobody answers what was not sent.
		if _, err := t.exec("DELETE FROM reminders WHERE message IN (SELECT message FROM letters WHERE account = ? AND state <> 'sent')", id); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM letters WHERE account = ?", id); err != nil {
			return err
		}
		// Nobody asks its server for the rest of a message; its next session, if the account
		// comes back, sees what there is.
		if _, err := t.exec("UPDATE unique_ids SET gone = 2 WHERE account = ? AND begun > 0 AND gone = 0", id); err != nil {
			return err
		}
		if err := rehome(t, id); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM folders WHERE account = ?", id); err != nil || keepMail {
			return err
		}
		return forget(t, id)
	})
}

// inherit makes the letters of an account that was just removed drafts of the first one there is. Those
// that were sent, or perhaps were, stay what they are.
func inherit(t *tx, id account.ID) error {
	var heir account.ID
	if err := t.row("SELECT coalesce(min(id), 0) FROM accounts WHERE removed = 0").Scan(&heir); err != nil || heir == 0 {
		return err
	}
	ids, err := column[mailbox.ID](t.query(`SELECT l.message FROM letters l JOIN messages m ON m.id = l.message JOIN folders f ON f.id = m.folder
		WHERE l.account = ? AND l.state IN ('draft', 'queued', 'refused') AND f.role IN ('drafts', 'outbox')`, id))
	if err != nil || len(ids) == 0 {
		return err
	}
	drafts, err := roleFolder(t, heir, mailbox.Drafts)
	if err != nil {
		return err
	}
	list := idList(ids)
	if _, err := t.exec("UPDATE messages SET folder = ?2, account = ?3 WHERE id IN (SELECT value FROM json_each(?1))", list, drafts, heir); err != nil {
		return err
	}
	t.publish(mailbox.LettersChanged{})
	_, err = t.exec("UPDATE letters SET account = ?2, dotted = 2 * (dotted <> 0), state = 'draft', not_before = NULL, "+forgotten+" WHERE message IN (SELECT value FROM json_each(?1))", list, heir)
	return err
}

// dropMail removes the mail that goes with an account, and what is remembered of
// all its mail but that which stays.
func dropMail(t *tx, id account.ID) error {
	for _, q := range []string{
		"DELETE FROM words WHERE rowid IN (" + own + ")",
		"DELETE FROM unique_ids WHERE account = ?1 AND (message IS NULL OR message IN (" + own + "))",
		"DELETE FROM messages WHERE id IN (" + own + ")",
		"DELETE FROM session_notes WHERE account = ?1",
	} {
		if _, err := t.exec(q, id); err != nil {
			return err
		}
	}
	return nil
}

// forget removes an account of which nothing is left. Otherwise it stays, marked
// as removed: what is here of it does not arrive twice when the account comes back.
func forget(t *tx, id account.ID) error {
	if _, err := t.exec("DELETE FROM folders WHERE kept = ? AND total = 0 AND name = ''", id); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM accounts WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM messages WHERE account = ?1)
		AND NOT EXISTS (SELECT 1 FROM folders WHERE kept = ?1)`, id)
	return err
}

// rehome empties the folders of an account that has just been removed.
func rehome(t *tx, id account.ID) error {
	type place struct {
		folder mailbox.FolderID
		role   mailbox.Role
		owner  account.ID
	}
	var places []place
	rows, err := t.query(`SELECT DISTINCT f.id, f.role, coalesce(m.account, ?1) FROM messages m JOIN folders f ON f.id = m.folder WHERE f.account = ?1`, id)
	err = each(rows, err, func(rows *sql.Rows) error {
		var p place
		err := rows.Scan(&p.folder, &p.role, &p.owner)
		places = append(places, p)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range places {
		to, err := home(t, p.owner, p.role)
		if err != nil {
			return err
		}
		if _, err := t.exec("UPDATE messages SET folder = ?1 WHERE folder = ?2 AND coalesce(account, ?3) = ?4", to, p.folder, id, p.owner); err != nil {
			return err
		}
	}
	return nil
}

// home is the folder with a role for the mail of an account. Where the account was
// removed, its mail has the folder of kept mail, but that of Junk, Trash and Snoozed, which it
// shares with the first account there is; so does mail of no account.
func home(t *tx, owner account.ID, role mailbox.Role) (mailbox.FolderID, error) {
	var removed bool
	err := t.row("SELECT removed FROM accounts WHERE id = ?", owner).Scan(&removed)
	switch {
	case err == nil && !removed:
		return roleFolder(t, owner, role)
	case err == nil && role != mailbox.Junk && role != mailbox.Trash && role != mailbox.Snoozed:
		return keptFolder(t, owner)
	case err != nil && !errors.Is(err, sql.ErrNoRows):
		return 0, err
	}
	var first account.ID
	if err := t.row("SELECT coalesce(min(id), 0) FROM accounts WHERE removed = 0").Scan(&first); err != nil {
		return 0, err
	}
	return roleFolder(t, first, role)
}

// adopt moves the mail of the folders of no account to those of an account, so
// that there is one Trash, and reports whether there was any.
func adopt(t *tx, id account.ID) (bool, error) {
	roles, err := column[mailbox.Role](t.query("SELECT role FROM folders WHERE account IS NULL AND role <> 'own' AND total > 0"))
	if err != nil {
		return false, err
	}
	for _, r := range roles {
		if _, err := roleFolder(t, id, r); err != nil {
			return false, err
		}
	}
	r, err := t.exec(`UPDATE messages SET folder = (SELECT t.id FROM folders o JOIN folders t ON t.role = o.role WHERE o.id = messages.folder AND t.account = ?1)
		WHERE folder IN (SELECT id FROM folders WHERE account IS NULL AND role <> 'own')`, id)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	if err != nil || n == 0 {
		return false, err
	}
	return true, t.edit()
}

// keptFolder returns the folder of the mail that is kept of a removed account and
// creates it where it is missing.
func keptFolder(t *tx, id account.ID) (mailbox.FolderID, error) {
	var f mailbox.FolderID
	err := t.row("SELECT id FROM folders WHERE kept = ?", id).Scan(&f)
	if errors.Is(err, sql.ErrNoRows) {
		// A control character: no name that a person can give.
		err = t.row("INSERT INTO folders (role, name, name_key, kept) VALUES ('own', '', char(1) || 'kept ' || ?1, ?1) RETURNING id", id).Scan(&f)
	}
	return f, err
}
