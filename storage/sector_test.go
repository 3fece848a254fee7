package storage

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/mattn/go-sqlite3"

	"popmail/storage/mailbox"
)

// TestUnread: what the disk cannot read is damage where it can read the rest of the file.
func TestUnread(t *testing.T) {
	dir := t.TempDir()
	s := &Store{path: filepath.Join(dir, FileName)}
	sector := sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrRead}
	if err := s.unread(problem(sector)); errors.Is(err, mailbox.ErrDamaged) {
		t.Error("a file that is gone counts as damaged")
	}
	if err := os.WriteFile(s.path, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		err  error
		want bool
	}{
		{sector, true}, {problem(sector), true},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrShortRead}, true},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrWrite}, false},
		{sqlite3.Error{Code: sqlite3.ErrFull}, false}, {nil, false}, {errors.New("another"), false},
	} {
		err := s.unread(c.err)
		file, _ := errors.AsType[*mailbox.FileError](err)
		if errors.Is(err, mailbox.ErrDamaged) != c.want || c.want && (file == nil || file.Full) || c.err == nil && err != nil {
			t.Errorf("%v: %v", c.err, err)
		}
	}
}
