package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
	"popmail/storage/textin"
)

// reopened is the store in a folder as the window opens it, once ok holds.
func reopened(t *testing.T, s *storage.Store, dir string, reader *inProcess, ok func(s *storage.Store) bool) *storage.Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, &storage.Options{Files: reader, Window: true})
	for end := time.Now().Add(time.Minute); !ok(s); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("read: %q", reader.tried())
		}
	}
	return s
}

func (r *inProcess) tried() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.names)
}

// changed does something with the file of a store that is closed.
func changed(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	if err == nil {
		_, err = db.Exec(statement)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestFilesReadToNoEnd: a file whose reading came to no end is read again at the next start, and is left alone where
// that does not help; meanwhile what was read of it is found.
func TestFilesReadToNoEnd(t *testing.T) {
	busy := true
	reader := &inProcess{}
	reader.PDF = func(data []byte) (string, error) {
		switch {
		case strings.HasPrefix(string(data), "%PDF endless"):
			return "", textin.ErrLost
		case busy:
			return "the harbour, and", textin.ErrLost
		}
		return "the harbour, and a lighthouse", nil
	}
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, withFile("1", "a", "b", "manual.pdf", []byte("%PDF")), withFile("2", "c", "d", "again.pdf", []byte("%PDF")), withFile("3", "e", "f", "endless.pdf", []byte("%PDF endless")))
	readFiles(t, s)
	readFiles(t, s)
	if got := reader.tried(); len(got) != 2 { // not once more for who has the same file
		t.Errorf("read: %q", got)
	}
	if got := hits(t, s, "harbour"); !slices.Equal(got, []mailbox.ID{1, 2}) {
		t.Errorf("what was read is found in %v", got)
	}
	if got, err := s.FilesRead(ctx, 1, []string{"harbour"}); err != nil || len(got) != 1 || !got[0].Cut || len(got[0].Found) != 1 {
		t.Errorf("%+v %v", got, err)
	}
	busy = false
	tries := func(n int) func(*storage.Store) bool {
		return func(*storage.Store) bool { return len(reader.tried()) >= n }
	}
	s = reopened(t, s, dir, reader, func(s *storage.Store) bool { return tries(4)(s) && len(hits(t, s, "lighthouse")) == 2 })
	if got, err := s.FilesRead(ctx, 2, []string{"harbour"}); err != nil || len(got) != 1 || got[0].Cut {
		t.Errorf("%+v %v", got, err)
	}
	s = reopened(t, s, dir, reader, tries(5))
	storagetest.Deliver(t, s, id, withFile("4", "g", "h", "last.docx", docx(t, "seagull")))
	s = reopened(t, s, dir, reader, func(s *storage.Store) bool { return len(hits(t, s, "seagull")) == 1 })
	if got := reader.tried(); !slices.Equal(got, []string{"endless.pdf", "again.pdf", "endless.pdf", "again.pdf", "endless.pdf", "last.docx"}) {
		t.Errorf("read: %q", got)
	}
	if c, err := s.Check(ctx); err != nil || c.Faults.Files != 0 {
		t.Errorf("%+v %v", c.Faults, err)
	}
}

// TestFilesGivenUp: of a file that is given up what was read stays known to be its beginning.
func TestFilesGivenUp(t *testing.T) {
	reader := &inProcess{}
	reader.PDF = func([]byte) (string, error) {
		return "page one" + textin.Page + "the harbour, and" + textin.Page + "page three", textin.ErrLost
	}
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, withFile("1", "a", "b", "manual.pdf", []byte("%PDF")))
	readFiles(t, s)
	for n := range 5 {
		got, err := s.FilesRead(ctx, 1, []string{"harbour"})
		if err != nil || len(got) != 1 || !got[0].Cut || got[0].Pages != 0 || len(got[0].Found) != 1 || got[0].Found[0].Page != 2 {
			t.Errorf("start %d: %+v %v", n, got, err)
		}
		if tried := len(reader.tried()); tried != min(n+1, 3) {
			t.Errorf("start %d: read %d times", n, tried)
		}
		word := fmt.Sprint("seagull", n) // what comes later is read after it
		storagetest.Deliver(t, s, id, withFile(word, word, "b", word+".docx", docx(t, word)))
		s = reopened(t, s, dir, reader, func(s *storage.Store) bool {
			return len(hits(t, s, word)) == 1 && len(ask(t, dir, "SELECT 'waiting', message FROM unread_files")) == 0
		})
		reader.forget(".docx")
	}
	storagetest.Deliver(t, s, id, withFile("2", "c", "d", "again.pdf", []byte("%PDF")))
	readFiles(t, s)
	if got, err := s.FilesRead(ctx, hits(t, s, "filename:again")[0], []string{"harbour"}); err != nil || len(got) != 1 || !got[0].Cut || len(reader.tried()) != 3 {
		t.Errorf("the same file with another letter: %+v %v, read %q", got, err, reader.tried())
	}
	if c, err := s.Check(ctx); err != nil || c.Faults.Files != 0 {
		t.Errorf("%+v %v", c.Faults, err)
	}
}

// forget forgets which files of a kind were read.
func (r *inProcess) forget(ext string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = slices.DeleteFunc(r.names, func(name string) bool { return strings.HasSuffix(name, ext) })
}

// TestFilesReadLess: what was read of a file stays found where less of it is read at the next starts.
func TestFilesReadLess(t *testing.T) {
	reads := []string{"the harbour", "the harbour and a lighthouse", "the"}
	reader := &inProcess{}
	reader.PDF = func([]byte) (string, error) {
		text := reads[0]
		reads = reads[1:]
		return text, textin.ErrLost
	}
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, withFile("1", "a", "b", "manual.pdf", []byte("%PDF")))
	readFiles(t, s)
	s = reopened(t, s, dir, reader, func(s *storage.Store) bool { return len(hits(t, s, "lighthouse")) == 1 })
	s = reopened(t, s, dir, reader, func(s *storage.Store) bool {
		got, err := s.FilesRead(ctx, 1, []string{"the"})
		return err == nil && len(got) == 1 && got[0].Cut && len(reader.tried()) == 3 // it is given up
	})
	if got := hits(t, s, "lighthouse"); !slices.Equal(got, []mailbox.ID{1}) {
		t.Errorf("what was read before is found in %v", got)
	}
	if got := reader.tried(); len(got) != 3 {
		t.Errorf("read: %q", got)
	}
	if c, err := s.Check(ctx); err != nil || c.Faults.Files != 0 {
		t.Errorf("%+v %v", c.Faults, err)
	}
}

// TestNewKindsOfFiles: files of a kind that another version did not read are read, and are no fault meanwhile.
func TestNewKindsOfFiles(t *testing.T) {
	for name, others := range map[string]string{
		"with others": "UPDATE file_texts SET reader = 1; DELETE FROM message_files WHERE message = 1",
		"alone":       "DELETE FROM message_files",
	} {
		t.Run(name, func(t *testing.T) {
			reader := &inProcess{}
			dir := t.TempDir()
			s := storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
			id := storagetest.AddAccount(t, s, "me@example.org")
			storagetest.Deliver(t, s, id, withFile("1", "a", "b", "berth.vcs", []byte("SUMMARY:lighthouse")), withFile("2", "c", "d", "other.docx", docx(t, "harbour")))
			readFiles(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			changed(t, dir, others)
			s = storagetest.OpenIn(t, dir, &storage.Options{Files: reader})
			if got := hits(t, s, "lighthouse"); len(got) != 0 {
				t.Fatalf("it is still there: %v", got)
			}
			if c, err := s.Check(ctx); err != nil || c.Faults.Files != 0 {
				t.Errorf("%+v %v", c.Faults, err)
			}
			reopened(t, s, dir, reader, func(s *storage.Store) bool { return slices.Equal(hits(t, s, "lighthouse"), []mailbox.ID{1}) })
		})
	}
}

// TestManyPlaces: where a word stands in more places of a file than are shown, that is told.
func TestManyPlaces(t *testing.T) {
	pages := ""
	reader := &inProcess{}
	reader.PDF = func([]byte) (string, error) { return pages, nil }
	s := storagetest.Open(t, &storage.Options{Files: reader})
	id := storagetest.AddAccount(t, s, "me@example.org")
	text := func(n int) string { return strings.Repeat("cabin "+strings.Repeat("filler ", 43), n) }
	pages = text(101)
	storagetest.Deliver(t, s, id, withFile("1", "a", "b", "many.docx", docx(t, text(150))), withFile("2", "c", "d", "all.docx", docx(t, text(100))), withFile("3", "e", "f", "many.pdf", []byte("%PDF")))
	readFiles(t, s)
	for id, more := range map[mailbox.ID]bool{1: true, 2: false, 3: true} {
		got, err := s.FilesRead(ctx, id, []string{"cabin"})
		if err != nil || len(got) != 1 || len(got[0].Found) != 100 || got[0].More != more {
			t.Errorf("%d: %d files, %v", id, len(got), err)
		}
	}
}

// TestNamesInLockedFiles: the names within an archive with a password are found, and are no fault.
func TestNamesInLockedFiles(t *testing.T) {
	s := storagetest.Open(t, &storage.Options{Files: &inProcess{}})
	id := storagetest.AddAccount(t, s, "me@example.org")
	locked := docx(t, "secret") // a zip file whose entry says that it is encrypted (APPNOTE 4.4.4)
	for i := range locked {
		switch {
		case strings.HasPrefix(string(locked[i:]), "PK\x03\x04"):
			locked[i+6] |= 1
		case strings.HasPrefix(string(locked[i:]), "PK\x01\x02"):
			locked[i+8] |= 1
		}
	}
	locked = []byte(strings.ReplaceAll(string(locked), "document.xml", "contract.txt"))
	storagetest.Deliver(t, s, id, withFile("1", "a", "b", "locked.zip", locked))
	readFiles(t, s)
	if got := hits(t, s, "contract"); !slices.Equal(got, []mailbox.ID{1}) {
		t.Errorf("the name is found in %v", got)
	}
	if c, err := s.Check(ctx); err != nil || c.Faults.Files != 0 {
		t.Errorf("%+v %v", c.Faults, err)
	}
}
