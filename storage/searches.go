package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// Searches returns the searches that are kept, in the order of their names.
func (s *Store) Searches(ctx context.Context) (out []mailbox.Search, err error) {
	rows, err := s.r.QueryContext(ctx, "SELECT id, name, query FROM searches ORDER BY name COLLATE NOCASE, id")
	err = each(rows, err, func(rows *sql.Rows) error {
		var f mailbox.Search
		err := rows.Scan(&f.ID, &f.Name, &f.Query)
		out = append(out, f)
		return err
	})
	return out, problem(err)
}

// KeepSearch keeps a search under a name, see CreateFolder; names may be the same. Where it is
// kept already its number is returned. Beyond
// mailbox.MaxSearches it is mailbox.ErrTooMany.
func (s *Store) KeepSearch(ctx context.Context, name, text string) (id mailbox.SearchID, err error) {
	if name, err = folderName(name); err != nil {
		return 0, err
	}
	text = strings.TrimSpace(text)
	err = s.write(ctx, func(t *tx) error {
		err := t.row("SELECT id FROM searches WHERE query = ?", text).Scan(&id)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		t.publish(mailbox.FoldersChanged{})
		err = t.row("INSERT INTO searches (name, query) SELECT ?, ? WHERE (SELECT count(*) FROM searches) < ? RETURNING id", name, text, mailbox.MaxSearches).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return mailbox.ErrTooMany
		}
		return err
	})
	return id, err
}

// RenameSearch gives a search another name, see KeepSearch.
func (s *Store) RenameSearch(ctx context.Context, id mailbox.SearchID, name string) error {
	name, err := folderName(name)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.FoldersChanged{})
		return t.changed("UPDATE searches SET name = ? WHERE id = ?", name, id)
	})
}

// ForgetSearch keeps a search no longer. The mail that it finds stays.
func (s *Store) ForgetSearch(ctx context.Context, id mailbox.SearchID) error {
	return s.write(ctx, func(t *tx) error {
		t.publish(mailbox.FoldersChanged{})
		return t.changed("DELETE FROM searches WHERE id = ?", id)
	})
}

// kept is a search that is kept, as it is meant now: its dates may be of today.
func (s *Store) kept(ctx context.Context, id mailbox.SearchID) (*query.Query, error) {
	var text string
	err := s.r.QueryRowContext(ctx, "SELECT query FROM searches WHERE id = ?", id).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("search %d: %w", id, mailbox.ErrNotFound)
	}
	return query.ParseWhole(text, s.now()), problem(err)
}

// UnreadFound counts the unread messages that a kept search finds.
func (s *Store) UnreadFound(ctx context.Context, id mailbox.SearchID) (int, error) {
	q, err := s.kept(ctx, id)
	if err != nil {
		return 0, err
	}
	q.Root = &query.And{Nodes: []query.Node{&query.Is{State: query.Unread}, q.Root}}
	r, err := s.Search(ctx, q, 1)
	return r.Total, err
}

// indexFound is Index for what a kept search finds.
func (s *Store) indexFound(ctx context.Context, id mailbox.SearchID, limit int) ([]mailbox.Entry, error) {
	q, err := s.kept(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := s.SearchFirst(ctx, q, limit)
	return r.Entries, err
}
