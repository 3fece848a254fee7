package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// group is a group as it is now; nil: there is none.
func (b *book) group(id mailbox.GroupID) (*mailbox.ContactGroup, error) {
	g := mailbox.ContactGroup{ID: id}
	err := b.t.row("SELECT name FROM contact_groups WHERE id = ?", id).Scan(&g.Name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	g.Members, err = column[mailbox.ContactID](b.t.query("SELECT contact FROM contact_members WHERE contact_group = ? ORDER BY contact", id))
	return &g, err
}

// noteGroup keeps how a group was.
func (b *book) noteGroup(id mailbox.GroupID) error {
	if _, ok := b.was.Groups[id]; ok {
		return nil
	}
	was, err := b.group(id)
	b.was.Groups[id] = was
	return err
}

// putGroup makes a group what g says; nil takes it away. Members that are gone are left out.
func (b *book) putGroup(id mailbox.GroupID, g *mailbox.ContactGroup) error {
	if err := b.noteGroup(id); err != nil {
		return err
	}
	if g == nil {
		_, err := b.t.exec("DELETE FROM contact_groups WHERE id = ?", id)
		return err
	}
	_, err := b.t.exec("INSERT INTO contact_groups (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name", id, g.Name)
	if err == nil {
		_, err = b.t.exec("DELETE FROM contact_members WHERE contact_group = ?", id)
	}
	for _, m := range g.Members {
		if err == nil {
			err = b.join(id, m)
		}
	}
	return err
}

// newGroup creates an empty group.
func (b *book) newGroup(name string) (id mailbox.GroupID, err error) {
	err = b.t.row("INSERT INTO contact_groups (name) VALUES (?) RETURNING id", name).Scan(&id)
	if err == nil {
		b.was.Groups[id] = nil
	}
	return id, err
}

// join adds an entry to a group.
func (b *book) join(id mailbox.GroupID, member mailbox.ContactID) error {
	if err := b.noteGroup(id); err != nil {
		return err
	}
	_, err := b.t.exec("INSERT OR IGNORE INTO contact_members SELECT ?, id FROM contacts WHERE id = ?", id, member)
	return err
}

// groups are the names of all groups, folded.
func (b *book) groups() (map[string]mailbox.GroupID, error) {
	out := map[string]mailbox.GroupID{}
	rows, err := b.t.query("SELECT id, name FROM contact_groups ORDER BY id DESC")
	return out, each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.GroupID
		var name string
		err := rows.Scan(&id, &name)
		out[groupKey(name)] = id
		return err
	})
}

// groupKey is the form by which names of groups are told apart.
func groupKey(name string) string {
	if f := query.Fold(name); f != "" {
		return f
	}
	return name // signs alone
}

// SaveGroup gives a group a name; ID 0: a new one. A name that another one has, without
// regard to case and accents, is mailbox.ErrExists, one that is empty mailbox.ErrName.
func (s *Store) SaveGroup(ctx context.Context, id mailbox.GroupID, name string) (mailbox.GroupID, mailbox.ContactEdit, error) {
	card, err := cleanCard(mailbox.Card{Name: name})
	if err != nil {
		return 0, mailbox.ContactEdit{}, err
	}
	was, err := s.editContacts(ctx, func(b *book) error {
		known, err := b.groups()
		if err != nil {
			return err
		}
		if other, ok := known[groupKey(card.Name)]; ok && other != id {
			return fmt.Errorf("the group %s: %w", card.Name, mailbox.ErrExists)
		}
		if id == 0 {
			id, err = b.newGroup(card.Name)
			return err
		}
		if err := b.noteGroup(id); err != nil {
			return err
		}
		return b.t.changed("UPDATE contact_groups SET name = ? WHERE id = ?", card.Name, id)
	})
	return id, was, err
}

// RemoveGroup takes a group away; its people stay.
func (s *Store) RemoveGroup(ctx context.Context, id mailbox.GroupID) (mailbox.ContactEdit, error) {
	return s.editContacts(ctx, func(b *book) error { return b.putGroup(id, nil) })
}

// AddToGroup adds people to a group. Who was only met in mail comes into the address book.
func (s *Store) AddToGroup(ctx context.Context, id mailbox.GroupID, list []mailbox.Contact) (mailbox.ContactEdit, error) {
	return s.editContacts(ctx, func(b *book) error {
		if g, err := b.group(id); err != nil || g == nil {
			return errors.Join(err, fmt.Errorf("group %d: %w", id, mailbox.ErrNotFound))
		}
		for _, c := range list {
			member := c.ID
			if member == 0 {
				card, err := cleanCard(mailbox.Card{Name: c.Name, Emails: c.Emails})
				if err != nil {
					return err
				}
				if len(card.Emails) > 0 {
					if member, err = b.owner(card.Emails[0]); err != nil {
						return err
					}
				}
				if member == 0 {
					if member, err = b.put(0, &card); err != nil {
						return err
					}
					if err := b.forget(false, card.Emails...); err != nil {
						return err
					}
				}
			}
			if err := b.join(id, member); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveFromGroup takes people out of a group; they stay in the address book.
func (s *Store) RemoveFromGroup(ctx context.Context, id mailbox.GroupID, members []mailbox.ContactID) (mailbox.ContactEdit, error) {
	return s.editContacts(ctx, func(b *book) error {
		if err := b.noteGroup(id); err != nil {
			return err
		}
		for _, m := range members {
			if _, err := b.t.exec("DELETE FROM contact_members WHERE contact_group = ? AND contact = ?", id, m); err != nil {
				return err
			}
		}
		return nil
	})
}
