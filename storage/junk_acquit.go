package storage

import (
	"database/sql"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// outweighs are the marks by which a person says more of a letter than the junk filter can.
const outweighs = mailbox.Answered | mailbox.Starred | mailbox.Forwarded

// acquit takes the mark of the junk filter from the letters of senders, of whom the person has decided:
// what says why a letter is junk would say that it is none. An address of the person's own is left out
// where own is false: anybody can put it down as the sender, see knows.
func (s *Store) acquit(t *tx, senders []string, own bool) error {
	keys := make(map[string]bool, len(senders))
	for _, a := range senders {
		if key := query.AddressKey(a); key != "" {
			keys[key] = true
		}
	}
	if len(keys) == 0 {
		return nil
	}
	if !own {
		mine, err := column[string](t.query("SELECT email FROM accounts"))
		if err != nil {
			return err
		}
		for _, a := range mine {
			delete(keys, query.AddressKey(a))
		}
	}
	var ids []mailbox.ID
	rows, err := t.query("SELECT m.id, h.from_email FROM messages m CROSS JOIN headers h ON h.message = m.id WHERE m.flags & ?", mailbox.Suspect)
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.ID
		var from string
		err := rows.Scan(&id, &from)
		if keys[query.AddressKey(from)] {
			ids = append(ids, id)
		}
		return err
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.suspect(t, ids, false)
}
