package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerify: damage of every kind is found, named, and keeps nothing else from
// being checked.
func TestVerify(t *testing.T) {
	seeded := func(t *testing.T) string {
		mail := make([]string, 40)
		for i := range mail {
			noise := make([]byte, 6000)
			_, _ = rand.Read(noise)
			mail[i] = fmt.Sprintf("From: a@example.org\nSubject: letter %d\n\n%x\n", i+1, noise)
		}
		return seed(t, mail...)
	}
	verify := func(t *testing.T, data string, code int) (row, said string) {
		t.Helper()
		row = strings.TrimSpace(pop(t, data, "verify", "--json").must(t, code).stdout)
		r := pop(t, data, "verify").must(t, code)
		return row, r.stdout + r.stderr
	}
	t.Run("whole", func(t *testing.T) {
		row, said := verify(t, seeded(t), 0)
		if row != `{"messages":40,"ok":true,"damaged":[]}` || !strings.Contains(said, "40 messages") {
			t.Errorf("%s %s", row, said)
		}
	})
	t.Run("repair", func(t *testing.T) {
		data := seeded(t)
		if _, err := database(t, data).Exec("UPDATE folders SET total = 77 WHERE role = 'inbox'; DELETE FROM headers WHERE message = 3"); err != nil {
			t.Fatal(err)
		}
		row, said := verify(t, data, 1)
		if row != `{"messages":40,"ok":false,"damaged":[]}` || !strings.Contains(said, "Wrong counts: 1 folder.") || !strings.Contains(said, "Not shown in lists as they are: 1 message.") || !strings.Contains(said, "--repair") {
			t.Errorf("%s %s", row, said)
		}
		if r := pop(t, data, "verify", "--repair").must(t, 0); !strings.Contains(r.stderr, "made anew") {
			t.Error(r.stderr)
		}
		if row, said = verify(t, data, 0); strings.Contains(said, "Wrong") {
			t.Errorf("%s %s", row, said)
		}
		if list := pop(t, data, "list").must(t, 0).stdout; strings.Count(list, "letter") != 40 {
			t.Error(list)
		}
	})
	t.Run("lengths", func(t *testing.T) {
		data := seed(t, "From: a@example.org\nSubject: a large one\n\n"+strings.Repeat("All the same.\n", 400_000))
		if _, err := database(t, data).Exec("UPDATE octets SET data = x'010203'"); err != nil {
			t.Fatal(err)
		}
		row, said := verify(t, data, 1)
		if row != `{"messages":1,"ok":false,"damaged":[]}` || !strings.Contains(said, "Slower to read than they should be: 1 large message.") || strings.Contains(said, "lists") {
			t.Errorf("%s %s", row, said)
		}
		pop(t, data, "verify", "--repair").must(t, 0)
		if row, said = verify(t, data, 0); strings.Contains(said, "Slower") {
			t.Errorf("%s %s", row, said)
		}
	})
	t.Run("octets", func(t *testing.T) {
		data := seeded(t)
		db := database(t, data)
		for _, change := range []string{
			"UPDATE octets SET data = substr(data, 1, length(data) - 1) || x'00' WHERE message = 3",
			"DELETE FROM octets WHERE message = 17",
			"UPDATE octets SET sha256 = zeroblob(32) WHERE message = 40",
		} {
			if _, err := db.Exec(change); err != nil {
				t.Fatal(err)
			}
		}
		row, said := verify(t, data, 1)
		if row != `{"messages":40,"ok":false,"damaged":[3,17,40]}` || !strings.Contains(said, "3 damaged (3, 17, 40)") {
			t.Errorf("%s %s", row, said)
		}
	})
	// Pages of the file are overwritten: those of the table octets, and of the
	// table messages with the list of numbers.
	for _, table := range []string{"octets", "messages"} {
		t.Run("pages of "+table, func(t *testing.T) {
			data := seeded(t)
			path := filepath.Join(data, "popmail.db")
			db := database(t, data)
			var size, page int64
			if err := db.QueryRow("PRAGMA page_size").Scan(&size); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
				t.Fatal(err)
			}
			q := "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 1"
			if err := db.QueryRow(q, table).Scan(&page); err != nil {
				if err := db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&page); err != nil {
					t.Fatal(err)
				}
			}
			_ = db.Close()
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteAt(bytes.Repeat([]byte{0xA5}, int(size)), (page-1)*size); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			row, said := verify(t, data, 1)
			if !strings.Contains(row, `"ok":false`) || !strings.Contains(said, "damaged") {
				t.Errorf("%s %s", row, said)
			}
			t.Log(row, said)
		})
	}
}
