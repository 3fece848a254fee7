package main

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

// database opens the mail file beside PopMail.
func database(t testing.TB, data string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(data, "popmail.db")+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// age makes everything that is stored older by days.
func age(t testing.TB, data string, days int) {
	t.Helper()
	res, err := database(t, data).Exec("UPDATE unique_ids SET stored = stored - ?", int64(days)*24*60*60*1000)
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		t.Fatal("nothing was made older")
	}
}

// checkWhole looks into the mail file with SQLite alone: it is sound, and holds
// exactly want, each once.
func checkWhole(t testing.TB, data string, want int) {
	t.Helper()
	db := database(t, data)
	var text string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&text); err != nil || text != "ok" {
		t.Fatalf("integrity_check: %s, %v", text, err)
	}
	found, err := db.Query("PRAGMA foreign_key_check")
	if err != nil {
		t.Fatal(err)
	}
	if found.Next() {
		t.Fatal("foreign_key_check has found something")
	}
	_ = found.Close()
	var messages, octets, ids, distinct int
	err = db.QueryRow(`SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM octets),
		(SELECT count(*) FROM unique_ids WHERE message IS NOT NULL), (SELECT count(DISTINCT message) FROM unique_ids)`).Scan(&messages, &octets, &ids, &distinct)
	if err != nil {
		t.Fatal(err)
	}
	if messages != want || octets != want || ids != want || distinct != want {
		t.Fatalf("messages %d, octets %d, unique-ids %d, different messages of them %d; want %d", messages, octets, ids, distinct, want)
	}
}
