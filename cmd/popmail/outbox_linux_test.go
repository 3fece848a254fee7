package main

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOutboxOfAReadOnlyPlace: what waits is listed also where nothing can be written, and a
// sender that has died left a letter to be settled.
func TestOutboxOfAReadOnlyPlace(t *testing.T) {
	s := newStick(t)
	data := filepath.Join(s.dir, "data")
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", "1110", "--security", "none",
		"--smtp-server", "localhost", "--smtp-port", "2525", "--smtp-security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	popIn(t, data, "To: bob@example.net\nSubject: Tickets\n\nHello\n", "send", "--later").must(t, 0)
	db := database(t, data)
	if _, err := db.Exec("UPDATE letters SET state = 'sending'"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if err := syscall.Mount("", s.dir, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if r := row[outboxRow](t, pop(t, data, "outbox", "list", "--json").must(t, 0)); r.Subject != "Tickets" || r.State != "sending" {
		t.Errorf("%+v", r)
	}
	if r := pop(t, data, "outbox", "list").must(t, 0); !strings.Contains(r.stdout, "Tickets") {
		t.Errorf("%q %q", r.stdout, r.stderr)
	}
}
