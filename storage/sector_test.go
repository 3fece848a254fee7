package storage

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/mattn/go-sqlite3"

	"popmail/storage/mailbox"
)

// TestUnread: what the disk cannot read is damage where it can read the rest of the file.
func TestUnread(t *testing.T) {
	dir := t.TempDir()
	s := &Store{path: filepath.Join(dir, FileName)}
	defer func() { _ = s.probe.close() }() // Windows removes no folder with an open file
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

// TestUnreadKeepsTheLog: whoever looks whether the rest of the file can be read keeps the locks on it. Else
// another process may remove the log, and what this one writes then is in no file. The SQLite in
// PopMail notices that by the index of the log, but that is not required of one, and another program may open the file.
func TestUnreadKeepsTheLog(t *testing.T) {
	another := func(what, dir string) string {
		t.Helper()
		exe, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command(exe, "-test.run=^$")
		c.Env = append(os.Environ(), "POPMAIL_TEST_CHILD="+what+":"+dir)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatal(err, string(out))
		}
		return string(out)
	}
	ctx := context.Background()
	sector := sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrRead}
	for name, look := range map[string]func(s *Store){
		"once":  func(s *Store) { _ = s.unread(sector) },
		"twice": func(s *Store) { _, _ = s.unread(sector), s.unread(problem(sector)) },
		"never": func(*Store) {},
	} {
		dir := t.TempDir()
		s, err := Open(ctx, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		id, err := s.CreateFolder(ctx, "before")
		if err != nil {
			t.Fatal(err)
		}
		look(s)
		if (runtime.GOOS == "linux" || runtime.GOOS == "darwin") && another("locked", dir) != "true" { // on Windows locks are those of a handle
			t.Errorf("%s: the mail file is not locked any more", name)
		}
		another("open", dir)
		if _, err := os.Stat(s.path + "-wal"); err != nil {
			t.Errorf("%s: another process has removed the log: %v", name, err)
		}
		if err := s.RenameFolder(ctx, id, "behind"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if s, err = Open(ctx, dir, nil); err != nil {
			t.Fatal(err)
		}
		folders, err := s.Folders(ctx)
		there := false
		for _, f := range folders {
			there = there || f.Name == "behind"
		}
		if err != nil || !there {
			t.Errorf("%s: what was written behind it is gone: %v, %v", name, folders, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
