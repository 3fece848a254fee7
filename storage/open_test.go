package storage_test

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"popmail/account"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/migrations"
	"popmail/storage/storagetest"
)

// sqlite runs statements on a file behind the store's back.
func sqlite(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenAgain(t *testing.T) {
	// A folder name with what has a meaning in addresses.
	dir := filepath.Join(t.TempDir(), "a b?c#d%41&ü")
	if runtime.GOOS == "windows" {
		dir = filepath.Join(t.TempDir(), "a b#d%41&ü")
	}
	for i := range 3 {
		s, err := storage.Open(ctx, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), mail("1", "one"))
		}
		if got := find(t, s, "one "); len(got) != 1 {
			t.Errorf("found %v", got)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error("closed again:", err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, storage.FileName)); err != nil {
		t.Error(err)
	}
}

// TestRights: nobody else on the computer can read the mail.
func TestRights(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights are inherited from the profile on Windows")
	}
	dir := filepath.Join(t.TempDir(), "new", "data")
	lock, err := storage.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Release() }()
	s := storagetest.OpenIn(t, dir, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), mail("1", "one"))
	seen := 0
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		st, err := e.Info()
		if err != nil {
			return err
		}
		seen++
		want := fs.FileMode(0o600)
		if e.IsDir() {
			want = 0o700
		}
		if st.Mode().Perm() != want {
			t.Errorf("%s: %v", path, st.Mode())
		}
		return nil
	})
	if err != nil || seen < 4 {
		t.Errorf("%d files: %v", seen, err)
	}
}

func TestNewerStore(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	sqlite(t, path, "PRAGMA user_version=1000", "UPDATE state SET schema = 1000", "CREATE TABLE from_the_future (x)")
	if _, err := storage.Open(ctx, dir, nil); !errors.Is(err, mailbox.ErrNewerStore) {
		t.Errorf("opened a newer file: %v", err)
	}
	sqlite(t, path, "INSERT INTO from_the_future VALUES (1)") // it was left alone
}

func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, storage.FileName)
	sqlite(t, path, "CREATE TABLE recipes (x)")
	if _, err := storage.Open(ctx, dir, nil); err == nil || !strings.Contains(err.Error(), "not one of PopMail's") {
		t.Errorf("opened another program's file: %v", err)
	}
	if err := os.WriteFile(path, []byte(strings.Repeat("this is no database", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := storage.Open(ctx, dir, nil)
	if !errors.Is(err, mailbox.ErrDamaged) || account.TroubleOf(err) != account.TroubleStore {
		t.Errorf("opened rubbish: %v", err)
	}
	if _, ok := errors.AsType[*account.Problem](err); ok {
		t.Errorf("the store makes a problem of accounts: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Open(ctx, dir, nil); account.TroubleOf(err) != account.TroubleStore {
		t.Errorf("opened a folder: %v", err)
	}
}

// TestOpenTogether opens new folders many times at the same moment.
func TestOpenTogether(t *testing.T) {
	for range 50 {
		dir := t.TempDir()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				s, err := storage.Open(ctx, dir, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := s.Accounts(ctx); err != nil {
					t.Error(err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

func TestLock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := storage.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Lock(dir); !errors.Is(err, mailbox.ErrInUse) {
		t.Errorf("locked twice: %v", err)
	}
	storagetest.OpenIn(t, dir, nil) // commands take no lock
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := storage.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(again.Release(), again.Release()); err != nil {
		t.Error(err)
	}
}

// oldFile is the file of a version, packed, as it was when the next one came.
func oldFile(version int) string {
	return filepath.Join("testdata", "old", fmt.Sprintf("%04d.db.gz", version))
}

// TestOldFiles opens a file of each earlier version, brings it up to date and reads
// everything in it.
//
// With POPMAIL_WRITE_OLD=1 it first writes the file of the version that is the
// newest now; to be run before a step is added to the schema.
func TestOldFiles(t *testing.T) {
	steps, err := migrations.All()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("POPMAIL_WRITE_OLD") != "" {
		writeOld(t, oldFile(len(steps)))
	}
	for version := 1; version < len(steps); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			dir := t.TempDir()
			unpackFile(t, oldFile(version), filepath.Join(dir, storage.FileName))
			if version >= 13 { // with a letter, which gets a checksum
				sqlite(t, filepath.Join(dir, storage.FileName), `INSERT INTO letters (message, account, state, message_id, sender, recipients, bcc, writing)
					SELECT m.id, a.id, 'draft', 'kept@example.org', a.email, '[]', '[]', x'7b7d' FROM messages m, accounts a ORDER BY m.id, a.id LIMIT 1`,
					"INSERT INTO draft_versions (message, saved, size, codec, data, writing) SELECT message, 1790000000000, 5, 2, 'octet', x'7b227d' FROM letters")
			}
			s := storagetest.OpenIn(t, dir, nil)
			accounts, err := s.Accounts(ctx)
			if err != nil || len(accounts) == 0 {
				t.Fatalf("%v %v", accounts, err)
			}
			list := rows(t, s, mailbox.View{})
			if len(list) == 0 {
				t.Fatal("no messages")
			}
			for _, m := range list {
				if _, _, err := s.Message(ctx, m.ID); err != nil {
					t.Error(err)
				}
			}
			known, err := s.Known(ctx, accounts[0].ID)
			if err != nil || len(known) < len(rows(t, s, mailbox.View{Account: accounts[0].ID})) {
				t.Errorf("%v %v", known, err)
			}
			if got := find(t, s, "lighthouse "); len(got) != 1 {
				t.Errorf("found %v", got)
			}
			if _, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
				t.Errorf("%v %v", bad, err)
			}
			if version >= 2 {
				checkKept(t, s)
			}
			if c, err := s.Check(ctx); len(c.Damaged) > 0 || c.Faults.Letters+c.Faults.Drafts > 0 || err != nil {
				t.Errorf("%+v %v", c, err)
			}
			storagetest.Deliver(t, s, accounts[0].ID, mail("a new one", "brandnew"))
			if got := find(t, s, "brandnew "); len(got) != 1 {
				t.Errorf("found %v", got)
			}
		})
	}
}

// TestLargeOldFile brings a file with very much mail up to date: nothing in it is lost,
// and nothing of it changes place.
func TestLargeOldFile(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	const many = 100_000
	dir := t.TempDir()
	path := filepath.Join(dir, storage.FileName)
	unpackFile(t, oldFile(6), path)
	// The messages of the file again and again, in all folders, with all marks.
	sqlite(t, path, fmt.Sprintf(`
		CREATE TEMP TABLE olds AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM messages;
		CREATE TEMP TABLE more AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT i + 1000 AS id, olds.id AS old FROM n JOIN olds ON k = i %% (SELECT count(*) FROM olds);
		INSERT INTO messages (id, account, folder, date, received, size, flags, attachments)
			SELECT more.id, account, folder, date + more.id, received, size, more.id %% 4, attachments FROM more JOIN messages m ON m.id = more.old;
		INSERT INTO octets SELECT more.id, codec, size, sha256, data FROM more JOIN octets o ON o.message = more.old;
		INSERT INTO headers (message, uid, message_id, from_name, from_email, recipients, subject, snippet)
			SELECT more.id, uid, message_id, from_name, from_email, recipients, subject || ' ' || more.id, snippet FROM more JOIN headers h ON h.message = more.old;
		INSERT INTO unique_ids (account, uid, stored, size, sha256, message)
			SELECT account, CAST('u' || more.id AS BLOB), received, size, x'00', more.id FROM more JOIN messages m ON m.id = more.old WHERE account IS NOT NULL;
		INSERT INTO words (rowid, subject) SELECT id, 'w' || id FROM more;
		INSERT INTO whence SELECT id, (SELECT min(id) FROM folders) FROM more WHERE id %% 10 = 0;
		UPDATE state SET next_message = %d, edits = edits + 1;
		DELETE FROM folders WHERE id = (SELECT max(id) FROM folders) AND total = 0;
		UPDATE sqlite_sequence SET seq = 500 WHERE name = 'folders'`, many, many+2000))
	before := snapshotOf(t, path)
	s := storagetest.OpenIn(t, dir, nil)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	after := snapshotOf(t, path)
	if len(before) < 12 || !cmp.Equal(before, after) {
		t.Errorf("%s", cmp.Diff(before, after))
	}
	s = storagetest.OpenIn(t, dir, nil)
	if list := rows(t, s, mailbox.View{}); len(list) < many {
		t.Errorf("%d messages", len(list))
	}
	if got := find(t, s, "w51000 "); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	// Numbers of folders are not given again, and the counts still follow.
	f, err := s.CreateFolder(ctx, "New")
	if err != nil || f <= 500 {
		t.Errorf("folder %d: %v", f, err)
	}
	if _, err := s.Move(ctx, []mailbox.ID{1001, 1002, 1003}, f); err != nil {
		t.Fatal(err)
	}
	folders, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range folders {
		if x.ID == f && x.Total != 3 {
			t.Errorf("%+v", x)
		}
	}
}

// snapshotOf is what a file holds, read past the store: counts and sums by table.
func snapshotOf(t *testing.T, path string) (out []string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range []string{
		"SELECT count(*), sum(id * (folder + 1)), sum(date / 1000), sum(flags), total(size) FROM messages",
		"SELECT count(*), sum(message), total(size) FROM octets",
		"SELECT count(*), sum(length(subject)), sum(length(uid)) FROM headers",
		"SELECT count(*), sum(message), sum(length(uid)) FROM unique_ids",
		"SELECT count(*), sum(message * folder) FROM whence",
		"SELECT count(*), sum(id), group_concat(email) FROM accounts",
		"SELECT seq FROM sqlite_sequence WHERE name = 'folders'",
	} {
		out = append(out, oneRow(t, db, q)...)
	}
	list, err := db.Query("SELECT id, coalesce(account, 0), role, name, name_key, total, unread, coalesce(kept, 0) FROM folders ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = list.Close() }()
	for list.Next() {
		var v [8]any
		if err := list.Scan(&v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(v[:]...))
	}
	return out
}

func oneRow(t *testing.T, db *sql.DB, q string) (out []string) {
	t.Helper()
	r, err := db.Query(q)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	names, err := r.Columns()
	if err != nil || !r.Next() {
		t.Fatal(q, err)
	}
	v := make([]any, len(names))
	for i := range v {
		v[i] = new(sql.NullString)
	}
	if err := r.Scan(v...); err != nil {
		t.Fatal(err)
	}
	for i := range v {
		out = append(out, names[i]+" "+v[i].(*sql.NullString).String)
	}
	return out
}

// checkKept: the mail of a removed account that files hold from version 2 on.
func checkKept(t *testing.T, s *storage.Store) {
	t.Helper()
	list, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range list {
		if f.Kept != "" || f.Role == mailbox.Trash || f.Role == mailbox.Own {
			got = append(got, fmt.Sprintf("%s|%s|%s", f.Name, f.Kept, strings.Join(subjects(t, s, mailbox.View{Folder: f.ID}), ",")))
		}
	}
	want := []string{"Trash||Thrown away", "Mail of gone@example.org|gone@example.org|From the future,Kept", "Family||Packed"}
	if !cmp.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := find(t, s, `in:"mail of gone@example.org" wrong clock`); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		if future := m.Subject == "From the future"; future != (m.Date.Year() == 2099) || m.SortKey.After(m.Received) {
			t.Errorf("%+v", m)
		}
	}
	if first := rows(t, s, mailbox.View{})[0]; first.Subject != "From the future" || time.Since(first.SortKey) < 0 {
		t.Errorf("%+v", first)
	}
}

func unpackFile(t testing.TB, from, to string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// writeOld writes a file with a little of everything.
func writeOld(t testing.TB, path string) {
	t.Helper()
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id,
		storagetest.Mail{Subject: "The lighthouse", Text: "stands on a rock", Attachment: "picture.pdf"}.Incoming("1"),
		storagetest.Mail{Subject: "Packed", Text: strings.Repeat("the same again ", 100)}.Incoming("2"),
		storagetest.Mail{Subject: "会議", Text: "東京"}.Incoming("3"),
		storagetest.Mail{Subject: "Gone", Text: "for ever"}.Incoming("4"))
	own, err := s.CreateFolder(ctx, "Family")
	if err != nil {
		t.Fatal(err)
	}
	gone := storagetest.AddAccount(t, s, "gone@example.org")
	storagetest.Deliver(t, s, gone,
		storagetest.Mail{Subject: "Kept", Text: "of an account that was removed"}.Incoming("1"),
		storagetest.Mail{Subject: "Thrown away", Text: "before that"}.Incoming("2"),
		storagetest.Mail{Subject: "From the future", Text: "by a wrong clock", Date: time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC)}.Incoming("3"))
	_, err = s.MoveTo(ctx, []mailbox.ID{6}, mailbox.Trash)
	err = errors.Join(err, s.RemoveAccount(ctx, gone, true))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Move(ctx, []mailbox.ID{2}, own)
	err = errors.Join(err, s.SetFlag(ctx, []mailbox.ID{3}, mailbox.Read|mailbox.Starred, true), s.Purge(ctx, []mailbox.ID{4}),
		s.Removed(ctx, id, []string{"3"}), s.SetStatus(ctx, id, account.Status{Failure: account.FailureOf(&account.Problem{Trouble: account.TroubleOffline})}), s.Close())
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(z.Close(), os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, b.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}
