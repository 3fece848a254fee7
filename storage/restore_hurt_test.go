package storage_test

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestRestoreHurtRows: whatever is damaged of a message, its octets, the checksum that is kept of them, its rows
// or all of it, and whether a repair came first or not, a backup makes it whole, once, and all
// that is made of it fits afterwards. So it is for mail of a server and for mail that was brought in.
func TestRestoreHurtRows(t *testing.T) {
	for name, damage := range map[string]string{
		"octets":     "UPDATE octets SET data = x'00' WHERE message = 2",
		"checksum":   "UPDATE octets SET sha256 = x'00' || substr(sha256, 2) WHERE message = 2",
		"both":       "UPDATE octets SET data = x'00', sha256 = x'00' || substr(sha256, 2) WHERE message = 2",
		"row":        "UPDATE octets SET sha256 = x'00' || substr(sha256, 2) WHERE message = 2; DELETE FROM headers WHERE message = 2",
		"no octets":  "DELETE FROM octets WHERE message = 2; DELETE FROM pieces WHERE message = 2",
		"large":      "UPDATE octets SET sha256 = x'00' || substr(sha256, 2) WHERE message = 4",
		"words gone": "UPDATE octets SET data = x'00' WHERE message = 2; DELETE FROM parts WHERE message = 2; UPDATE headers SET snippet = '' WHERE message = 2",
	} {
		for _, way := range []string{"restore", "mend", "part"} {
			for _, brought := range []bool{false, true} {
				t.Run(name+" "+way, func(t *testing.T) {
					t.Parallel()
					dir := t.TempDir()
					s := storagetest.OpenIn(t, dir, nil)
					big := mail("big", "a big one")
					big.Raw = append(big.Raw, bytes.Repeat([]byte("0123456789abcdefghijklmnop\r\n"), 200_000)...)
					owner := storagetest.AddAccount(t, s, "me@example.org")
					in := []fetch.Incoming{mail("a", "first"), mail("b", "second"), mail("c", "third"), big}
					if brought {
						inbox, err := s.RoleFolder(ctx, owner, mailbox.Inbox)
						if err != nil {
							t.Fatal(err)
						}
						for _, m := range in {
							if _, err := s.Bring(ctx, []storage.Brought{{Folder: inbox, Raw: m.Raw}}); err != nil {
								t.Fatal(err)
							}
						}
					} else {
						storagetest.Deliver(t, s, owner, in...)
					}
					k := keep(t, s)
					db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
					if err != nil {
						t.Fatal(err)
					}
					_, err = db.Exec("PRAGMA foreign_keys = OFF; " + damage)
					if e := db.Close(); err != nil || e != nil {
						t.Fatal(err, e)
					}
					p := storage.Pick{}
					switch way {
					case "mend":
						if c, err := s.Mend(ctx); err != nil || len(c.Damaged) != 1 {
							t.Fatalf("%+v %v", c, err)
						}
					case "part":
						p.Folder = "Inbox"
					}
					for range 2 {
						k.into(t, s, p)
						if list := rows(t, s, mailbox.View{}); len(list) != 4 {
							t.Errorf("%d messages", len(list))
						}
					}
					if c, err := s.Check(ctx); err != nil || c.Messages != 4 || way != "part" && !c.OK() {
						t.Errorf("%+v %v", c, err)
					}
				})
			}
		}
	}
}
