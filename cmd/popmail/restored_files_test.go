package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesAfterRestore: what attached files say is found after a restore and after a repair, in a folder that only
// commands use as well.
func TestFilesAfterRestore(t *testing.T) {
	data := seed(t, "From: a@example.org\nSubject: a file\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nseen\n--x\nContent-Type: text/plain; name=\"list.txt\"\nContent-Disposition: attachment; filename=\"list.txt\"\n\nhagebutten\n--x--\n")
	found := func(data, what string) {
		t.Helper()
		if n := strings.TrimSpace(pop(t, data, "search", "hagebutten", "--count").must(t, 0).stdout); n != "1" {
			t.Errorf("%s: %s found", what, n)
		}
	}
	to := filepath.Join(t.TempDir(), "copy.pmb")
	pop(t, data, "backup", "--to", to).must(t, 0)
	again := filepath.Join(t.TempDir(), "data")
	pop(t, again, "restore", to).must(t, 0)
	found(again, "restored")
	if _, err := database(t, data).Exec("DELETE FROM message_files"); err != nil {
		t.Fatal(err)
	}
	pop(t, data, "verify", "--repair").must(t, 0)
	found(data, "repaired")
}
