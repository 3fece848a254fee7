package storage

import (
	"context"

	"popmail/storage/mailbox"
)

// restoreContacts brings back the address book. Its entries and groups keep their numbers.
// An address whose entry could not be read is an entry without a name; a name of which no
// address could be read stays, too.
func (f *finder) restoreContacts(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		for _, step := range []func(context.Context, *tx) error{f.restoreEntries, f.restoreAddresses, f.restoreGroups, f.restoreMembers} {
			if err := step(ctx, t); err != nil {
				return err
			}
		}
		err := f.rows(ctx, "forgotten_addresses", func(_ int64, row []value) error {
			_, err := t.exec("INSERT OR IGNORE INTO forgotten_addresses VALUES (?)", text(row, 0))
			return err
		})
		if err != nil {
			return err
		}
		return t.changed("UPDATE state SET contacts = contacts + 1")
	})
}

// bookID reports whether a number can be one of the address book.
func bookID(id int64) bool { return id > 0 && id < maxRescuedID }

func (f *finder) restoreEntries(ctx context.Context, t *tx) error {
	return f.rows(ctx, "contacts", func(id int64, row []value) error {
		c, err := cleanCard(mailbox.Card{Name: text(row, 1), Note: text(row, 2), Rest: text(row, 3)})
		if !bookID(id) || err != nil && c.Note == "" && c.Rest == "" { // without a name its addresses make it
			return nil
		}
		_, err = t.exec("INSERT INTO contacts (id, name, note, rest) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, note = excluded.note, rest = excluded.rest",
			id, c.Name, c.Note, c.Rest)
		return err
	})
}

func (f *finder) restoreAddresses(ctx context.Context, t *tx) error {
	return f.rows(ctx, "contact_addresses", func(_ int64, row []value) error {
		id, email := number(row, 1), text(row, 3)
		if !bookID(id) || !isAddress(email) {
			return nil
		}
		if _, err := t.exec("INSERT INTO contacts (id, name, note, rest) VALUES (?, '', '', '') ON CONFLICT DO NOTHING", id); err != nil {
			return err
		}
		_, err := t.exec("INSERT INTO contact_addresses (address, contact, place, email) VALUES (?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET contact = excluded.contact, place = excluded.place, email = excluded.email",
			addressKey(email), id, number(row, 2), email)
		return err
	})
}

func (f *finder) restoreGroups(ctx context.Context, t *tx) error {
	return f.rows(ctx, "contact_groups", func(id int64, row []value) error {
		c, err := cleanCard(mailbox.Card{Name: text(row, 1)})
		if !bookID(id) || err != nil {
			return nil
		}
		_, err = t.exec("INSERT INTO contact_groups (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name", id, c.Name)
		return err
	})
}

func (f *finder) restoreMembers(ctx context.Context, t *tx) error {
	return f.rows(ctx, "contact_members", func(_ int64, row []value) error {
		_, err := t.exec("INSERT OR IGNORE INTO contact_members SELECT g.id, c.id FROM contact_groups g, contacts c WHERE g.id = ? AND c.id = ?", number(row, 0), number(row, 1))
		return err
	})
}
