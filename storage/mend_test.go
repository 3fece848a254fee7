package storage_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

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
