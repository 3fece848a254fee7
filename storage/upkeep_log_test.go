package storage

import (
	"context"
	"testing"
)

// TestLogBeginsAnew: the log stays bounded also where somebody writes all the time.
func TestLogBeginsAnew(t *testing.T) {
	if testing.Short() {
		t.Skip("much is written")
	}
	ctx := context.Background()
	s, err := Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.write(ctx, func(tx *tx) error {
		_, err := tx.exec("CREATE TABLE scratch (data)")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	const each, all = 4 << 20, 10 * largeLog / 4
	most := int64(0)
	for range all / each {
		if err := s.write(ctx, func(tx *tx) error {
			_, err := tx.exec("INSERT INTO scratch VALUES (zeroblob(?))", each)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		most = max(most, s.logSize())
	}
	if most > all/10*9 { // a slow disk is behind for a while
		t.Errorf("of %d MB that were written the log held %d", all>>20, most>>20)
	}
}
