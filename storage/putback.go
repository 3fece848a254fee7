package storage

import (
	"context"
	"database/sql"

	"popmail/storage/mailbox"
)

// keepWhence writes down where the messages of a list lie that are about to be moved
// into Trash or Junk, and forgets it of those that leave for another folder. What goes
// from one of the two to the other keeps what is known.
func keepWhence(t *tx, list string, to mailbox.FolderID) error {
	var role mailbox.Role
	if err := t.row("SELECT role FROM folders WHERE id = ?", to).Scan(&role); err != nil {
		return err
	}
	if role != mailbox.Trash && role != mailbox.Junk {
		_, err := t.exec("DELETE FROM whence WHERE message IN (SELECT value FROM json_each(?))", list)
		return err
	}
	_, err := t.exec(`INSERT OR REPLACE INTO whence (message, folder) SELECT m.id, m.folder FROM messages m JOIN folders f ON f.id = m.folder
		WHERE m.id IN (SELECT value FROM json_each(?)) AND f.role NOT IN ('trash', 'junk')`, list)
	return err
}

// PutBack returns messages from Trash and Junk to the folders that they lay in before;
// where that is not known or gone, to the Inbox as MoveTo does. What lies elsewhere
// stays. There is one Moved for each folder.
func (s *Store) PutBack(ctx context.Context, ids []mailbox.ID) ([]mailbox.Moved, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var ms []mailbox.Moved
	err := s.write(ctx, func(t *tx) error {
		ms = nil
		back := make(map[mailbox.FolderID][]mailbox.ID)
		var rest []mailbox.ID
		rows, err := t.query(`SELECT m.id, coalesce(w.folder, 0) FROM messages m JOIN folders f ON f.id = m.folder LEFT JOIN whence w ON w.message = m.id
			WHERE m.id IN (SELECT value FROM json_each(?)) AND f.role IN ('trash', 'junk') ORDER BY m.id`, idList(ids))
		err = each(rows, err, func(rows *sql.Rows) error {
			var id mailbox.ID
			var folder mailbox.FolderID
			err := rows.Scan(&id, &folder)
			if folder == 0 {
				rest = append(rest, id)
			} else {
				back[folder] = append(back[folder], id)
			}
			return err
		})
		if err != nil {
			return err
		}
		for to, ids := range back {
			m, err := move(t, ids, to)
			if err != nil {
				return err
			}
			if len(m.IDs) > 0 {
				ms = append(ms, m)
			}
		}
		if len(rest) > 0 {
			more, err := moveToRole(t, rest, mailbox.Inbox)
			if err != nil {
				return err
			}
			ms = append(ms, more...)
		}
		if len(ms) == 0 {
			return nil
		}
		return s.moved(t, ms)
	})
	if err != nil {
		return nil, err
	}
	return ms, nil
}
