package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestMend: what does not fit the messages is told and made anew, and damaged messages are
// received again.
func TestMend(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i := range 8 {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint(i), fmt.Sprintf("subject%d", i)))
	}
	if n := len(find(t, s, "subject3")); n != 1 {
		t.Fatal(n)
	}
	if c, err := s.Check(ctx); !c.OK() || c.Messages != 8 || err != nil {
		t.Fatal(c, err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range []string{
		"UPDATE folders SET total = 77 WHERE role = 'inbox'", "UPDATE folders SET unread = 1 WHERE role = 'trash'",
		"UPDATE headers SET recipients = '[[x' WHERE message = 2", "DELETE FROM headers WHERE message = 3",
		"DELETE FROM unindexed WHERE message = 4",
		"UPDATE octets SET data = x'00' WHERE message = 6",
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(q, err)
		}
	}
	c, err := s.Check(ctx)
	if err != nil || c.Faults.Folders != 2 || c.Faults.Rows != 2 || c.Faults.Words > 1 || len(c.Damaged) != 1 {
		t.Errorf("%+v %v", c, err)
	}
	told, err := s.Mend(ctx)
	if err != nil || told.Faults != c.Faults {
		t.Errorf("%+v %v, not %+v", told, err, c)
	}
	if c, err := s.Check(ctx); c.Faults.Any() || err != nil {
		t.Error(c, err)
	}
	for i := range 8 {
		if n := len(find(t, s, fmt.Sprintf("subject%d", i))); n != 1 && i != 5 {
			t.Errorf("subject%d is found %d times", i, n)
		}
	}
	if list := rows(t, s, mailbox.View{}); len(list) != 8 {
		t.Error(len(list))
	}
	folders, err := s.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if want := map[mailbox.Role]int{mailbox.Inbox: 8}[f.Role]; f.Total != want || f.Unread != want {
			t.Errorf("%+v", f)
		}
	}
	// No way of counting sizes makes it a whole one.
	if known, err := s.Known(ctx, owner); err != nil || known["5"].Listed&fetch.Damaged == 0 || !known["5"].Short || known["4"].Short {
		t.Errorf("%+v %v", known, err)
	}
	storagetest.Deliver(t, s, owner, mail("5", "subject5"))
	if _, bad, err := s.Verify(ctx); len(bad) > 0 || err != nil {
		t.Error(bad, err)
	}
}

// TestCheckShown: each value of what lists show is compared, and one of another type is not the
// same, both before a message was read whole and after.
func TestCheckShown(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i := range 3 {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint(i), fmt.Sprintf("subject%d", i)))
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, state := range []string{"on arrival", "read"} {
		for _, column := range []string{
			"messages.date", "messages.attachments", "headers.dated", "headers.message_id", "headers.from_name", "headers.from_email",
			"headers.recipients", "headers.cc", "headers.in_reply_to", "headers.refs", "headers.subject", "headers.snippet",
		} {
			table, name, _ := strings.Cut(column, ".")
			id := map[string]string{"messages": "id", "headers": "message"}[table]
			others := []string{"CAST(" + name + " AS BLOB)", name + " || 'x'"}
			if table == "messages" || name == "dated" {
				others = []string{"coalesce(" + name + ", 0) + 1"}
			}
			for _, other := range others {
				var was any
				if err := db.QueryRow("SELECT " + name + " FROM " + table + " WHERE " + id + " = 2").Scan(&was); err != nil {
					t.Fatal(err)
				}
				for _, set := range []struct {
					to   string
					rows int
				}{{other, 1}, {"?", 0}} {
					args := []any{was}[:1-set.rows]
					if _, err := db.Exec("UPDATE "+table+" SET "+name+" = "+set.to+" WHERE "+id+" = 2", args...); err != nil {
						t.Fatal(err)
					}
					if c, err := s.Check(ctx); err != nil || c.Messages != 3 || len(c.Damaged) > 0 || c.Faults != (storage.Faults{Rows: set.rows}) {
						var now any
						if e := db.QueryRow("SELECT " + name + " FROM " + table + " WHERE " + id + " = 2").Scan(&now); e == nil && err == nil && state == "on arrival" && reflect.DeepEqual(now, was) {
							continue // it was read in the background between the two, which makes its row anew
						}
						t.Errorf("%s, %s = %s: %+v, %v", state, name, set.to, c, err)
					}
				}
			}
		}
		if err := s.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMendWriting: what an editor keeps of a letter, and earlier versions of a draft, are told and
// taken away where they are not what was written; the letter itself stays. A migration gives
// those from before the checksums theirs.
func TestMendWriting(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	s := storagetest.OpenIn(t, dir, &storage.Options{Now: func() time.Time { return now }})
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var ids [3]mailbox.ID
	for i := range ids {
		for _, text := range []string{"first", "second", "third"} {
			var err error
			d := mailbox.Draft{ID: ids[i], Account: owner, Raw: []byte("From: me@example.org\r\nSubject: draft\r\n\r\n" + text + "\r\n"), Writing: []byte(`{"Text":"` + text + `"}`)}
			if ids[i], err = s.SaveDraft(ctx, d); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Hour)
		}
	}
	if c, err := s.Check(ctx); !c.OK() || err != nil {
		t.Fatal(c, err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, q := range []string{
		fmt.Sprintf(`CREATE TEMP TABLE was AS SELECT message, writing_sum FROM letters; UPDATE letters SET writing = CAST('{"Text":"thirt"}' AS BLOB) WHERE message = %d;
			UPDATE letters SET writing_sum = (SELECT writing_sum FROM was WHERE was.message = letters.message)`, ids[0]),
		fmt.Sprintf("UPDATE draft_versions SET data = data || x'00' WHERE message = %d AND id = (SELECT min(id) FROM draft_versions WHERE message = %[1]d)", ids[1]),
		fmt.Sprintf("UPDATE draft_versions SET writing = x'7b' WHERE message = %d", ids[2]),
	} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(q, err)
		}
	}
	want := storage.Faults{Letters: 1, Drafts: 3}
	if c, err := s.Check(ctx); c.Faults != want || err != nil {
		t.Errorf("%+v %v", c, err)
	}
	if told, err := s.Mend(ctx); told.Faults != want || err != nil {
		t.Errorf("%+v %v", told, err)
	}
	if c, err := s.Check(ctx); c.Faults.Any() || err != nil {
		t.Error(c, err)
	}
	for i, want := range []struct {
		writing string
		before  int
	}{{"", 2}, {`{"Text":"third"}`, 1}, {`{"Text":"third"}`, 0}} {
		d, err := s.Draft(ctx, ids[i])
		older, e := s.OlderDrafts(ctx, ids[i])
		if !strings.Contains(string(d.Raw), "third") || string(d.Writing) != want.writing || len(older) != want.before || err != nil || e != nil {
			t.Errorf("%d: %q %q, %d before, %v %v", i, d.Raw, d.Writing, len(older), err, e)
		}
	}
}

// TestMendMarks: marks that are others in the table than in the index are told, and so is a
// conversation, which is found out anew.
func TestMendMarks(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	for i := range 8 {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint(i), fmt.Sprintf("subject%d", i)))
	}
	if err := s.CatchUpThreads(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storage.FileName)
	// Without their indexes, which do not follow.
	sqlite(t, path, "PRAGMA writable_schema = ON", "CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name IN ('messages_date', 'threads_thread')",
		"DELETE FROM sqlite_schema WHERE name IN ('messages_date', 'threads_thread')", "PRAGMA writable_schema = RESET",
		"UPDATE messages SET flags = flags | 2 WHERE id IN (3, 4)", "UPDATE threads SET thread = 7 WHERE message = 5",
		"PRAGMA writable_schema = ON", "INSERT INTO sqlite_schema SELECT * FROM kept", "PRAGMA writable_schema = RESET", "PRAGMA wal_checkpoint(TRUNCATE)")
	s = storagetest.OpenIn(t, dir, nil)
	if _, err := s.Check(ctx); !errors.Is(err, mailbox.ErrDamaged) {
		t.Error(err)
	}
	told, err := s.Mend(ctx)
	if told.Faults.Marks != 2 || told.Faults.Threads != 1 || told.Faults.Settings+told.Faults.Learned > 0 || err != nil {
		t.Errorf("%+v %v", told, err)
	}
	if err := s.CatchUpThreads(ctx); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Check(ctx); c.Faults.Any() || err != nil {
		t.Error(c, err)
	}
}

// TestWritingWithoutSums: what a PopMail has kept of a draft that knows no checksums, as one that was
// started before the file was brought up to date, is no damage, not even after it was edited again,
// and a repair adds the sums.
func TestWritingWithoutSums(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	s := storagetest.OpenIn(t, dir, &storage.Options{Now: func() time.Time { return now }})
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var id mailbox.ID
	save := func(text string) {
		t.Helper()
		var err error
		d := mailbox.Draft{ID: id, Account: owner, Raw: []byte("From: me@example.org\r\nSubject: draft\r\n\r\n" + text + "\r\n"), Writing: []byte(`{"Text":"` + text + `"}`)}
		if id, err = s.SaveDraft(ctx, d); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	sums := func() (letters, versions int) {
		t.Helper()
		db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=5000")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		if err := db.QueryRow("SELECT (SELECT count(*) FROM letters WHERE writing_sum <> x''), (SELECT count(*) FROM draft_versions WHERE sha256 <> x'' AND writing_sum <> x'')").Scan(&letters, &versions); err != nil {
			t.Fatal(err)
		}
		return letters, versions
	}
	save("first")
	sqlite(t, filepath.Join(dir, storage.FileName), `UPDATE letters SET writing = CAST('{"Text":"other"}' AS BLOB)`)
	if letters, _ := sums(); letters != 0 {
		t.Error("the sum is that of something else")
	}
	save("second")
	if _, versions := sums(); versions != 0 {
		t.Error("a version has half of its sums")
	}
	if c, err := s.Check(ctx); c.Faults.Any() || err != nil {
		t.Error(c, err)
	}
	if c, err := s.Mend(ctx); c.Faults.Any() || err != nil {
		t.Error(c, err)
	}
	if letters, versions := sums(); letters != 1 || versions != 1 {
		t.Errorf("%d letters and %d versions have sums", letters, versions)
	}
	if older, err := s.OlderDrafts(ctx, id); len(older) != 1 || err != nil {
		t.Errorf("%d before, %v", len(older), err)
	}
}

// TestMarksThatAreNone: a bit that is another one in the marks of a message keeps no list from being read; a check tells
// of it, and it is mended.
func TestMarksThatAreNone(t *testing.T) {
	for _, flags := range []int{-125, 4096 + 3, 128 + 3, -1<<40 + 3, 1<<62 + 3} {
		dir := t.TempDir()
		s := storagetest.OpenIn(t, dir, nil)
		owner := storagetest.AddAccount(t, s, "me@example.org")
		for i := range 4 {
			storagetest.Deliver(t, s, owner, mail(fmt.Sprint(i), fmt.Sprintf("subject%d", i)))
		}
		if err := s.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if err := s.SetFlag(ctx, []mailbox.ID{2}, mailbox.Read|mailbox.Starred, true); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=5000")
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec("UPDATE messages SET flags = ? WHERE id = 2", flags)
		if err := errors.Join(err, db.Close(), s.Close()); err != nil {
			t.Fatal(err)
		}
		s = storagetest.OpenIn(t, dir, nil)
		inbox := rows(t, s, mailbox.View{})[0].Folder
		for _, v := range []mailbox.View{{}, {Folder: inbox}, {Role: mailbox.Inbox}, {Account: owner}, {Account: owner, Folder: inbox}} {
			list := rows(t, s, v)
			if len(list) != 4 {
				t.Errorf("%d: %d in the list %+v", flags, len(list), v)
			}
			for _, m := range list {
				if marked := m.Is(mailbox.Read) && m.Is(mailbox.Starred); marked != (m.ID == 2) || m.Folder != inbox || m.Account != owner {
					t.Errorf("%d: %+v in %+v", flags, m, v)
				}
			}
		}
		if starred := rows(t, s, mailbox.View{Starred: true}); len(starred) != 1 {
			t.Errorf("%d: %d are starred", flags, len(starred))
		}
		if c, err := s.Check(ctx); err != nil || c.Faults.Marks != 1 {
			t.Errorf("%d: %+v %v", flags, c, err)
		}
		if c, err := s.Mend(ctx); err != nil || c.Faults.Marks != 1 {
			t.Errorf("%d: mended %+v %v", flags, c, err)
		}
		if c, err := s.Check(ctx); err != nil || !c.OK() {
			t.Errorf("%d: then %+v %v", flags, c, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMessagesInNoFolder: messages whose folder or account is another number, which no list has, are told by InLists, and
// come to the Inbox of their account; the other messages stay where they are.
func TestMessagesInNoFolder(t *testing.T) {
	for _, spoil := range []string{
		"UPDATE messages SET folder = -125 WHERE id = 2",
		"UPDATE messages SET folder = folder + 64 WHERE id IN (2, 3)",
		"UPDATE messages SET account = 65 WHERE id = 2",
		"UPDATE messages SET account = -1, folder = 1 << 40 WHERE id IN (1, 4)",
		"DROP INDEX messages_folder; UPDATE messages SET folder = 99; CREATE INDEX messages_folder ON messages (folder, date DESC, id DESC)",
	} {
		dir := t.TempDir()
		s := storagetest.OpenIn(t, dir, nil)
		owner := storagetest.AddAccount(t, s, "me@example.org")
		for i := range 4 {
			storagetest.Deliver(t, s, owner, mail(fmt.Sprint(i), fmt.Sprintf("subject%d", i)))
		}
		if err := errors.Join(s.Settle(ctx), s.InLists(ctx)); err != nil {
			t.Fatal(err)
		}
		before := rows(t, s, mailbox.View{})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName)+"?_busy_timeout=5000")
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec(spoil)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(spoil, err)
		}
		s = storagetest.OpenIn(t, dir, nil)
		if err := s.InLists(ctx); !errors.Is(err, mailbox.ErrDamaged) {
			t.Errorf("%s: %v", spoil, err)
		}
		if c, err := s.Mend(ctx); err != nil || c.Faults.Marks == 0 {
			t.Errorf("%s: mended %+v %v", spoil, c, err)
		}
		if c, err := s.Check(ctx); err != nil || !c.OK() {
			t.Errorf("%s: then %+v %v", spoil, c, err)
		}
		after := rows(t, s, mailbox.View{})
		if len(after) != len(before) {
			t.Fatalf("%s: %d of %d in the list", spoil, len(after), len(before))
		}
		for i, m := range after {
			if b := before[i]; m.ID != b.ID || m.Account != b.Account || m.Folder != b.Folder {
				t.Errorf("%s: %+v, was %+v", spoil, m, b)
			}
		}
		if err := errors.Join(s.InLists(ctx), s.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMailOfNoAccount: mail that is kept without an account, the last one as well, is nothing that is damaged.
func TestMailOfNoAccount(t *testing.T) {
	s := storagetest.Open(t, nil)
	first, last := storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "you@example.org")
	for _, owner := range []account.ID{first, last} {
		storagetest.Deliver(t, s, owner, mail(fmt.Sprint(owner), fmt.Sprintf("subject%d", owner)))
	}
	for _, gone := range []account.ID{first, last} {
		if err := errors.Join(s.RemoveAccount(ctx, gone, true), s.InLists(ctx), s.Sound(ctx)); err != nil {
			t.Errorf("without %d: %v", gone, err)
		}
		before := rows(t, s, mailbox.View{})
		if c, err := s.Mend(ctx); err != nil || c.Faults.Marks > 0 {
			t.Errorf("without %d: %+v %v", gone, c, err)
		}
		if after := rows(t, s, mailbox.View{}); !reflect.DeepEqual(before, after) || len(after) != 2 {
			t.Errorf("without %d: %+v, was %+v", gone, after, before)
		}
	}
}
