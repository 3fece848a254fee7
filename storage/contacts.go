package storage

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"popmail/storage/mailbox"
)

// Limits of an entry of the address book.
const (
	maxContactName   = 500 // characters
	maxContactEmails = 100
	maxContactText   = 64 << 10 // octets of the note, and of what is not shown
)

// addressKey is the form by which addresses are told apart.
func addressKey(email string) string { return strings.ToLower(email) }

// book changes the address book in a transaction and notes how all that it touches was.
type book struct {
	t   *tx
	was mailbox.ContactEdit
}

// editContacts runs fn in a transaction. What it returns undoes it.
func (s *Store) editContacts(ctx context.Context, fn func(b *book) error) (mailbox.ContactEdit, error) {
	var b *book
	err := s.write(ctx, func(t *tx) error {
		b = &book{t: t, was: mailbox.ContactEdit{Contacts: map[mailbox.ContactID]*mailbox.Card{}, Groups: map[mailbox.GroupID]*mailbox.ContactGroup{}, Forgotten: map[string]bool{}}}
		if err := fn(b); err != nil || b.was.Empty() {
			return err
		}
		if err := t.changed("UPDATE state SET contacts = contacts + 1"); err != nil {
			return err
		}
		var known []string
		for id := range b.was.Contacts {
			emails, err := column[string](t.query("SELECT email FROM contact_addresses WHERE contact = ?", id))
			if err != nil {
				return err
			}
			known = append(known, emails...)
		}
		s.acquit(ctx, t, known, false)
		return nil
	})
	if err != nil {
		return mailbox.ContactEdit{}, err
	}
	return b.was, nil
}

// contact is an entry as it is now; nil: there is none.
func (b *book) contact(id mailbox.ContactID) (*mailbox.Card, error) {
	var c mailbox.Card
	err := b.t.row("SELECT name, note, rest FROM contacts WHERE id = ?", id).Scan(&c.Name, &c.Note, &c.Rest)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.Emails, err = column[string](b.t.query("SELECT email FROM contact_addresses WHERE contact = ? ORDER BY place", id))
	return &c, err
}

// owner is the entry that an address belongs to; 0: none.
func (b *book) owner(email string) (id mailbox.ContactID, err error) {
	err = b.t.row("SELECT contact FROM contact_addresses WHERE address = ?", addressKey(email)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return id, err
}

// note keeps how an entry was.
func (b *book) note(id mailbox.ContactID) error {
	if _, ok := b.was.Contacts[id]; ok {
		return nil
	}
	was, err := b.contact(id)
	b.was.Contacts[id] = was
	return err
}

// put writes an entry; id 0: a new one. An address that another one has stays there.
func (b *book) put(id mailbox.ContactID, c *mailbox.Card) (mailbox.ContactID, error) {
	var err error
	if id == 0 {
		if err = b.t.row("INSERT INTO contacts (name, note, rest) VALUES (?, ?, ?) RETURNING id", c.Name, c.Note, c.Rest).Scan(&id); err != nil {
			return 0, err
		}
		b.was.Contacts[id] = nil
	} else {
		if err = b.note(id); err != nil {
			return 0, err
		}
		_, err = b.t.exec("INSERT INTO contacts (id, name, note, rest) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, note = excluded.note, rest = excluded.rest",
			id, c.Name, c.Note, c.Rest)
		if err == nil {
			_, err = b.t.exec("DELETE FROM contact_addresses WHERE contact = ?", id)
		}
	}
	for i, e := range c.Emails {
		if err == nil {
			_, err = b.t.exec("INSERT INTO contact_addresses (address, contact, place, email) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", addressKey(e), id, i, e)
		}
	}
	return id, err
}

// remove takes an entry away, also out of its groups.
func (b *book) remove(id mailbox.ContactID) error {
	groups, err := column[mailbox.GroupID](b.t.query("SELECT contact_group FROM contact_members WHERE contact = ?", id))
	for _, g := range groups {
		if err == nil {
			err = b.noteGroup(g)
		}
	}
	if err == nil {
		err = b.note(id)
	}
	if err != nil {
		return err
	}
	_, err = b.t.exec("DELETE FROM contacts WHERE id = ?", id)
	return err
}

// forget says whether addresses are offered no more.
func (b *book) forget(on bool, emails ...string) error {
	for _, e := range emails {
		key := addressKey(e)
		change := "DELETE FROM forgotten_addresses WHERE address = ?"
		if on {
			change = "INSERT OR IGNORE INTO forgotten_addresses VALUES (?)"
		}
		r, err := b.t.exec(change, key)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return err
		}
		if _, ok := b.was.Forgotten[key]; n > 0 && !ok {
			b.was.Forgotten[key] = !on
		}
	}
	return nil
}

// SaveContact writes an entry of the address book down; ID 0: a new one. Its addresses are
// offered again where they were forgotten; those that a changed entry has no more are
// forgotten. One that belongs to another entry is *mailbox.AddressTakenError. An entry
// without name and addresses is mailbox.ErrName.
func (s *Store) SaveContact(ctx context.Context, c mailbox.Contact) (id mailbox.ContactID, was mailbox.ContactEdit, err error) {
	card, err := cleanCard(mailbox.Card{Name: c.Name, Emails: c.Emails, Note: c.Note})
	if err != nil {
		return 0, was, err
	}
	was, err = s.editContacts(ctx, func(b *book) error {
		if c.ID != 0 {
			old, err := b.contact(c.ID)
			if err != nil {
				return err
			}
			if old == nil {
				return fmt.Errorf("contact %d: %w", c.ID, mailbox.ErrNotFound)
			}
			card.Rest = old.Rest
			if err := b.forget(true, old.Emails...); err != nil { // until those that are left are added
				return err
			}
		}
		for _, e := range card.Emails {
			by, err := b.owner(e)
			if err != nil {
				return err
			}
			if by != 0 && by != c.ID {
				other, err := b.contact(by)
				if err != nil {
					return err
				}
				return &mailbox.AddressTakenError{Email: e, By: mailbox.Contact{ID: by, Name: other.Name, Emails: other.Emails}}
			}
		}
		id, err = b.put(c.ID, &card)
		return errors.Join(err, b.forget(false, card.Emails...))
	})
	return id, was, err
}

// cleanCard is a card as it can be kept.
func cleanCard(c mailbox.Card) (mailbox.Card, error) {
	c.Name = strings.Join(strings.FieldsFunc(c.Name, func(r rune) bool { return r <= ' ' || r == 0x7F }), " ")
	if r := []rune(c.Name); len(r) > maxContactName {
		c.Name = string(r[:maxContactName])
	}
	c.Note = cutText(strings.TrimSpace(c.Note))
	if len(c.Rest) > maxContactText {
		c.Rest = "" // half of it would be another thing
	}
	var emails []string
	seen := map[string]bool{}
	for _, e := range c.Emails {
		e = strings.TrimSpace(e)
		if key := addressKey(e); isAddress(e) && !seen[key] && len(emails) < maxContactEmails {
			seen[key] = true
			emails = append(emails, e)
		}
	}
	c.Emails = emails
	if c.Name == "" && len(c.Emails) == 0 {
		return c, mailbox.ErrName
	}
	return c, nil
}

// cutText is a text of at most maxContactText octets.
func cutText(s string) string {
	if len(s) > maxContactText {
		s = s[:maxContactText]
	}
	return strings.ToValidUTF8(s, "")
}

// isAddress reports whether mail can perhaps be sent to a text.
func isAddress(email string) bool {
	at := strings.LastIndexByte(email, '@')
	return at > 0 && at < len(email)-1 && len(email) <= 254 && !strings.ContainsFunc(email, func(r rune) bool { return r <= ' ' || r == 0x7F })
}

// ForgetContacts removes people from the address book, and their addresses are offered no
// more until they are added anew. Mail stays as it is.
func (s *Store) ForgetContacts(ctx context.Context, list []mailbox.Contact) (mailbox.ContactEdit, error) {
	return s.editContacts(ctx, func(b *book) error {
		for _, c := range list {
			emails := c.Emails
			if c.ID != 0 {
				card, err := b.contact(c.ID)
				if err != nil {
					return err
				}
				if card == nil {
					continue // gone already
				}
				emails = card.Emails
				if err := b.remove(c.ID); err != nil {
					return err
				}
			}
			if err := b.forget(true, emails...); err != nil {
				return err
			}
		}
		return nil
	})
}

// UndoContacts makes those parts of the address book as they were that a change has changed.
func (s *Store) UndoContacts(ctx context.Context, was mailbox.ContactEdit) error {
	_, err := s.editContacts(ctx, func(b *book) error {
		// First what goes away, which may have addresses of what comes back.
		ids := slices.SortedFunc(maps.Keys(was.Contacts), func(x, y mailbox.ContactID) int {
			return cmp.Or(cmp.Compare(back(was.Contacts[x]), back(was.Contacts[y])), cmp.Compare(x, y))
		})
		for _, id := range ids {
			if err := b.note(id); err != nil {
				return err
			}
			if _, err := b.t.exec("DELETE FROM contact_addresses WHERE contact = ?", id); err != nil {
				return err
			}
		}
		for _, id := range ids {
			var err error
			if card := was.Contacts[id]; card == nil {
				err = b.remove(id)
			} else {
				_, err = b.put(id, card)
			}
			if err != nil {
				return err
			}
		}
		for _, id := range slices.Sorted(maps.Keys(was.Groups)) {
			if err := b.putGroup(id, was.Groups[id]); err != nil {
				return err
			}
		}
		for key, on := range was.Forgotten {
			if err := b.forget(on, key); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// back is 1 for what comes back and 0 for what goes away.
func back(c *mailbox.Card) int {
	if c == nil {
		return 0
	}
	return 1
}
