package backup_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"popmail/storage"
)

// spoil changes the mail file of a data folder behind the store's back.
func spoil(t *testing.T, data, change string) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(data, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(change)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}
