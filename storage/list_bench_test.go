package storage_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// BenchmarkIndex lists 100,000 messages: those of one Inbox, and as many that lie in the
// Inboxes of two accounts, together.
func BenchmarkIndex(b *testing.B) {
	const all = 100_000
	for _, accounts := range []int{1, 2} {
		dir := b.TempDir()
		s, err := storage.Open(ctx, dir, nil)
		if err != nil {
			b.Fatal(err)
		}
		for i := range accounts {
			storagetest.AddAccount(b, s, fmt.Sprintf("a%d@example.org", i))
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
			INSERT INTO messages (id, account, folder, date, received, size, flags, attachments)
			SELECT i, 1 + i % ?2, (SELECT id FROM folders WHERE account = 1 + i % ?2 AND role = 'inbox'), 1700000000000 + i * 7919 % 100003 * 60000, 0, 100, i % 2, 0 FROM n`, all, accounts); err != nil {
			b.Fatal(err)
		}
		if _, err := db.Exec("UPDATE state SET next_message = ? + 1, edits = edits + 1", all); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		if s, err = storage.Open(ctx, dir, nil); err != nil {
			b.Fatal(err)
		}
		views := map[string]mailbox.View{"role": {Role: mailbox.Inbox}}
		if accounts == 1 {
			views["folder"] = mailbox.View{Folder: folder(b, s, 1, "Inbox").ID}
		}
		for name, v := range views {
			b.Run(fmt.Sprintf("accounts=%d/%s/first", accounts, name), func(b *testing.B) {
				for b.Loop() {
					if list, err := s.Index(ctx, v, 60); err != nil || len(list) != 60 {
						b.Fatal(len(list), err)
					}
				}
			})
		}
		for name, v := range views {
			b.Run(fmt.Sprintf("accounts=%d/%s/all", accounts, name), func(b *testing.B) {
				for b.Loop() {
					if list, err := s.Index(ctx, v, 0); err != nil || len(list) != all {
						b.Fatal(len(list), err)
					}
				}
			})
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
