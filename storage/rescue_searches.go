package storage

import "context"

// restoreSearches brings back the searches that are kept, with their numbers.
func (f *finder) restoreSearches(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		return f.rows(ctx, "searches", func(id int64, row []value) error {
			name, err := folderName(text(row, 1))
			if id <= 0 || id >= maxRescuedID || err != nil {
				return nil
			}
			_, err = t.exec("INSERT INTO searches (id, name, query) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query", id, name, text(row, 2))
			return err
		})
	})
}
