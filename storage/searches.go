package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

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

// searchesFollow has kept searches that name a folder, and no other one, by its name go on naming it by its new one.
func (s *Store) searchesFollow(t *tx, id mailbox.FolderID, from, to string) error {
	value, ok := query.Value(to)
	_, was := titles()[titleKey(from)]
	_, is := titles()[titleKey(to)]
	if !ok || was || is {
		return nil // what follows in: would be something else, or means the folder of that title as well
	}
	var others int
	if err := t.row("SELECT count(*) FROM folders WHERE role = 'own' AND id <> ? AND name_key IN (?, ?)", id, nameKey(from), nameKey(to)).Scan(&others); err != nil || others > 0 {
		return err
	}
	return s.searchesSay(t, from, value)
}

// searchesSay puts another value into kept searches in the place of a folder's name or path.
func (s *Store) searchesSay(t *tx, from, value string) error {
	type changed struct {
		id         mailbox.SearchID
		name, text string
	}
	var all []changed
	rows, err := t.query("SELECT id, name, query FROM searches WHERE query LIKE '%in%' OR query LIKE '%folder%'")
	err = each(rows, err, func(rows *sql.Rows) error {
		var c changed
		var was string
		err := rows.Scan(&c.id, &c.name, &was)
		if c.text = renamedIn(query.ParseWhole(was, s.now()), was, from, value); c.text != was {
			if c.name == was {
				c.name = c.text // it was called by what it asks for
			}
			all = append(all, c)
		}
		return err
	})
	for _, c := range all {
		if err == nil {
			err = t.changed("UPDATE searches SET query = ?, name = ? WHERE id = ?", c.text, widestName(c.name), c.id)
		}
	}
	return err
}

// pathsFollow does what changes the names of folders, or where they lie. Kept searches that call one by its path, which
// no other one has, go on doing so.
func (s *Store) pathsFollow(t *tx, change func() error) error {
	before, keys, err := ownPaths(t)
	if err == nil {
		err = change()
	}
	if err != nil {
		return err
	}
	after, then, err := ownPaths(t)
	for id, from := range before {
		to := after[id]
		value, ok := query.Value(to)
		_, is := titles()[titleKey(to)]
		if err != nil || !ok || is || to == "" || to == from || !strings.Contains(from, "/") || keys[pathKey(from)] > 1 || then[pathKey(to)] > 1 {
			continue
		}
		err = s.searchesSay(t, from, value)
	}
	return err
}

// ownPaths are the paths of own folders, see search.folders, and how many of them are the same to a search, or the name of
// a folder that lies in another one.
func ownPaths(t *tx) (paths map[mailbox.FolderID]string, keys map[string]int, err error) {
	own := map[mailbox.FolderID]lying{}
	rows, err := t.query("SELECT f.id, f.name, coalesce(a.email, ''), f.parent FROM folders f LEFT JOIN accounts a ON a.id = f.kept WHERE f.role = 'own'")
	err = each(rows, err, func(rows *sql.Rows) error {
		var id mailbox.FolderID
		var f lying
		var kept string
		err := rows.Scan(&id, &f.title, &kept, &f.in)
		f.title, _ = folderTitle(mailbox.Own, f.title, kept)
		own[id] = f
		return err
	})
	paths, keys = map[mailbox.FolderID]string{}, map[string]int{}
	for id, f := range own {
		paths[id] = f.path(own)
		keys[pathKey(paths[id])]++
		if paths[id] != f.title {
			keys[pathKey(f.title)]++
		}
	}
	return paths, keys, err
}

// lying is an own folder and the one in which it lies; 0: in none.
type lying struct {
	in    mailbox.FolderID
	title string
}

// path is what it is called with the folders that it lies in.
func (f lying) path(own map[mailbox.FolderID]lying) string {
	path := f.title
	at, there := own[f.in]
	for n := 0; there && n < mailbox.MaxFolderDepth; n++ {
		path = at.title + "/" + path
		at, there = own[at.in]
	}
	return path
}

// pathKey is the name or the path of a folder as searches compare it: the window shows paths with blanks.
func pathKey(name string) string {
	parts := strings.Split(strings.Join(strings.Fields(name), " "), "/")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return nameKey(strings.Join(parts, "/"))
}

// renamedIn is the text of a search in which another value stands in the place of a folder's name.
func renamedIn(q *query.Query, text, name, value string) string {
	for _, f := range slices.Backward(q.Filters) {
		at := strings.IndexAny(text[f.Span.Start:f.Span.End], ":：")
		if f.Key != "in" || at < 0 || pathKey(f.Value) != pathKey(name) {
			continue
		}
		at += f.Span.Start
		_, n := utf8.DecodeRuneInString(text[at:])
		if said := strings.TrimSpace(text[at+n : f.Span.End]); strings.Trim(said, query.Quotes) == f.Value { // else there is more
			text = text[:at+n] + value + text[f.Span.End:]
		}
	}
	return text
}

// widestName is as much of a text as the name of a search can be.
func widestName(text string) string {
	if r := []rune(text); len(r) > MaxFolderName {
		return strings.TrimSpace(string(r[:MaxFolderName-1])) + "…"
	}
	return text
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
