package storage

import "context"

// restoreRules brings back the rules, with their numbers and their order. Folders have got new
// numbers.
func (f *finder) restoreRules(ctx context.Context, s *Store) error {
	return s.write(ctx, func(t *tx) error {
		return f.rows(ctx, "rules", func(id int64, row []value) error {
			if id <= 0 || id >= maxRescuedID {
				return nil
			}
			var folder any
			if to := f.to[number(row, 4)]; to != 0 {
				folder = to
			}
			_, err := t.exec("INSERT OR REPLACE INTO rules (id, place, query, acts, folder, is_on, changed, caught, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
				id, number(row, 1), text(row, 2), number(row, 3), folder, number(row, 5), number(row, 6), number(row, 7), number(row, 8))
			return err
		})
	})
}

// restoreJunkFilter leaves the junk filter off where the person has switched it off.
func (f *finder) restoreJunkFilter(ctx context.Context, s *Store) error {
	if !f.junkOff {
		return nil
	}
	return s.SetJunkFilter(ctx, false)
}
