package backup_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/backup"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// look opens a backup to be read; near is left as it was afterwards.
func look(t *testing.T, path, password, near string) *backup.Looked {
	t.Helper()
	b, err := backup.Open(ctx, path, password)
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.Look(ctx, near)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := filepath.Glob(filepath.Join(near, "backup-*")); len(left) > 0 {
			t.Error("left behind:", left)
		}
	})
	return l
}

func hits(t *testing.T, s *storage.Store, text string) (ids []mailbox.ID) {
	t.Helper()
	r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.Entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// TestLook: what is in a backup of any kind is listed, found by its words and read as it came,
// and the backup is as it was.
func TestLook(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 20) // one of them large
	want := subjects(t, s)
	dir := t.TempDir()
	open, locked, folder := filepath.Join(dir, "open"), filepath.Join(dir, "locked"), filepath.Join(dir, "folder")
	for path, password := range map[string]string{open: "", locked: "sesame"} {
		o := options
		o.Password = password
		if _, err := backup.ToFile(ctx, s, path, o); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := backup.ToFolder(ctx, s, folder, options); err != nil {
		t.Fatal(err)
	}
	add(t, s, 1, 20, 1) // which these do not have
	for path, password := range map[string]string{open: "", locked: "sesame", folder: ""} {
		l := look(t, path, password, t.TempDir())
		if got := subjects(t, l.Store); !slices.Equal(got, want) {
			t.Errorf("%s: %q", path, got)
		}
		if ids := hits(t, l.Store, `"text of 13"`); len(ids) != 1 {
			t.Errorf("%s: %v", path, ids)
		}
		if ids := hits(t, l.Store, `"text of 20"`); len(ids) != 0 {
			t.Errorf("%s has what came later: %v", path, ids)
		}
		for id := mailbox.ID(1); id <= 20; id++ {
			want, err := s.Raw(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			got, err := l.Raw(ctx, id)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: message %d has %d octets of %d, %v", path, id, len(got), len(want), err)
			}
			var streamed bytes.Buffer
			if err := l.Stream(ctx, id, &streamed); err != nil || !bytes.Equal(streamed.Bytes(), want) {
				t.Errorf("%s: message %d: %d octets were written, %v", path, id, streamed.Len(), err)
			}
			if head, err := l.Beginning(ctx, id, 100); err != nil || !bytes.Equal(head, want[:100]) {
				t.Errorf("%s: message %d begins with %q, %v", path, id, head, err)
			}
			if m, row, err := l.Message(ctx, id); err != nil || m.Subject != row.Subject {
				t.Errorf("%s: %v %v", path, row, err)
			}
		}
	}
	if r, err := os.ReadDir(filepath.Join(folder, "packs")); err != nil || len(r) != 1 {
		t.Error(r, err)
	}
}

// TestLookAndBring: messages that are found in a backup come back, as many as are asked for.
func TestLookAndBring(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 8)
	folder := filepath.Join(t.TempDir(), "b")
	if _, err := backup.ToFolder(ctx, s, folder, options); err != nil {
		t.Fatal(err)
	}
	if err := s.Purge(ctx, []mailbox.ID{2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	l := look(t, folder, "", t.TempDir())
	ids := append(hits(t, l.Store, `"text of 1"`), hits(t, l.Store, `"text of 3"`)...)
	b, err := backup.Open(ctx, folder, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []storage.Restored{{Messages: 2}, {Here: 2}} { // again: nothing twice
		if r, err := b.Restore(ctx, s, storage.Pick{Messages: ids}); err != nil || r != want {
			t.Errorf("%+v, not %+v, %v", r, want, err)
		}
	}
	if got := subjects(t, s); len(got) != 7 || slices.Contains(got, "subject 2") {
		t.Error(got)
	}
}

// TestLookAtDamage: of a backup whose packs are damaged or gone, all that is whole is read, and
// what is not is said to be so.
func TestLookAtDamage(t *testing.T) {
	s, _ := filled(t, t.TempDir(), 0, 4)
	folder := filepath.Join(t.TempDir(), "b")
	if _, err := backup.ToFolder(ctx, s, folder, options); err != nil {
		t.Fatal(err)
	}
	first := names(t, filepath.Join(folder, "packs"))[0]
	add(t, s, 1, 4, 4)
	if _, err := backup.ToFolder(ctx, s, folder, options); err != nil {
		t.Fatal(err)
	}
	whole := func(l *backup.Looked) (n int) {
		for id := mailbox.ID(1); id <= 8; id++ {
			if _, err := l.Raw(ctx, id); err == nil {
				n++
			} else if !errors.Is(err, mailbox.ErrDamaged) {
				t.Error(err)
			}
		}
		return n
	}
	path := filepath.Join(folder, "packs", first)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[80]++ // in the first message
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	l := look(t, folder, "", t.TempDir())
	if n := whole(l); n != 7 {
		t.Errorf("%d of 8 can be read", n)
	}
	if len(hits(t, l.Store, `"text of 6"`)) != 1 || len(hits(t, l.Store, `"subject 0"`)) != 0 {
		t.Error("the search finds what cannot be read, or not what can")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if n := whole(look(t, folder, "", t.TempDir())); n != 4 {
		t.Errorf("%d of 8 can be read", n)
	}
	// A disk that is taken away is no damage.
	if _, err := l.Raw(ctx, 3); err == nil || errors.Is(err, mailbox.ErrDamaged) {
		t.Error(err)
	}
}

// TestLookEmpty: a backup without a message is looked into as any other.
func TestLookEmpty(t *testing.T) {
	s := storagetest.Open(t, nil)
	path := filepath.Join(t.TempDir(), "b")
	if _, err := backup.ToFile(ctx, s, path, options); err != nil {
		t.Fatal(err)
	}
	if got := subjects(t, look(t, path, "", t.TempDir()).Store); len(got) != 0 {
		t.Error(got)
	}
}
