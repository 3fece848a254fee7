package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/storage"
)

// hasMessages holds that a backup is whole, and how many messages it has.
func hasMessages(t *testing.T, path string, n int) {
	t.Helper()
	row := pop(t, filepath.Join(t.TempDir(), "none"), "verify", "--json", "--backup", path).must(t, 0).stdout
	if !strings.Contains(row, fmt.Sprintf(`"messages":%d,"ok":true`, n)) {
		t.Errorf("%s: %s", path, row)
	}
}

// mboxOf makes an mbox of letters.
func mboxOf(t *testing.T, mail []string) string {
	t.Helper()
	var b strings.Builder
	for _, m := range mail {
		b.WriteString("From a@example.org Fri Nov 20 10:00:00 2026\n" + m + "\n")
	}
	path := filepath.Join(t.TempDir(), "box")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBackupAndRestore: what backup writes, restore brings back: into nothing, beside what is
// here, and over a mail file that is damaged.
func TestBackupAndRestore(t *testing.T) {
	mail := make([]string, 30)
	for i := range mail {
		mail[i] = fmt.Sprintf("From: a@example.org\nSubject: letter %d\n\n%s\n", i+1, strings.Repeat(fmt.Sprint("line ", i, "\n"), 600))
	}
	data := seed(t, mail...)
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "mail.popmail"), filepath.Join(dir, "folder")
	for _, dir := range []string{folder, folder + " 2"} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	list := func(data string) string {
		t.Helper()
		return pop(t, data, "list").must(t, 0).stdout
	}
	want := list(data)
	for _, c := range []struct{ make, read []string }{
		{[]string{"--to", file}, []string{file}},
		{[]string{"--to", folder}, []string{folder}},
		{[]string{"--to", file + " 2", "--password-file", password}, []string{file + " 2", "--password-file", password}},
		{[]string{"--to", folder + " 2", "--password-file", password}, []string{folder + " 2", "--password-file", password}},
	} {
		row := pop(t, data, append([]string{"backup", "--json"}, c.make...)...).must(t, 0).stdout
		if !strings.Contains(row, `"messages":30,`) || !strings.Contains(row, `"damaged":[]`) {
			t.Error(row)
		}
		if row := pop(t, data, append([]string{"verify", "--json", "--backup"}, c.read...)...).must(t, 0).stdout; strings.TrimSpace(row) != `{"messages":30,"ok":true,"damaged":[]}` {
			t.Error(row)
		}
		to := filepath.Join(t.TempDir(), "new")
		row = strings.TrimSpace(pop(t, to, append([]string{"restore", "--json"}, c.read...)...).must(t, 0).stdout)
		if row != `{"restored":30,"already_here":0,"repaired":0,"missing":0,"accounts":1,"rescued":0,"damaged_file":""}` {
			t.Error(row)
		}
		if got := list(to); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
		if said := pop(t, to, append([]string{"restore"}, c.read...)...).must(t, 0).stdout; said != "0 messages brought back, 30 here already.\n" {
			t.Error(said)
		}
		pop(t, to, "verify").must(t, 0)
	}
	if r := pop(t, data, "restore", file+" 2").must(t, 1); !strings.Contains(r.stderr, "--password-file") {
		t.Error(r.stderr)
	}
	if r := pop(t, data, "backup", "--to", folder, "--password-file", password).must(t, 1); !strings.Contains(r.stderr, "have no password") {
		t.Error(r.stderr)
	}
	if page, err := os.ReadFile(filepath.Join(repoRoot(t), "docs", "commands.md")); err != nil || strings.Contains(string(page), "no password of its own") {
		t.Errorf("the page about commands says that a folder has no password: %v", err)
	}
	for _, args := range [][]string{{"backup", "--to"}, {"restore"}} {
		if r := pop(t, data, append(args, folder+" 2")...).must(t, 1); !strings.Contains(r.stderr, "--password-file") {
			t.Error(r.stderr)
		}
	}
	if err := os.WriteFile(password, []byte("open barley\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := pop(t, data, "backup", "--to", folder+" 2", "--password-file", password).must(t, 1); !strings.Contains(r.stderr, "not the password") {
		t.Error(r.stderr)
	}
	if r := pop(t, data, "restore", file+" 2", "--password-file", password).must(t, 1); !strings.Contains(r.stderr, "not the password") {
		t.Error(r.stderr)
	}

	// A part of it; nothing, where it is not in there.
	for _, c := range [][]string{{"--message", "700"}, {"--folder", "nowhere"}} {
		none := filepath.Join(t.TempDir(), "none")
		pop(t, none, append([]string{"restore", file}, c...)...).must(t, 1)
		if _, err := os.Stat(filepath.Join(none, storage.FileName)); err == nil {
			t.Errorf("%q makes a mail file", c)
		}
	}
	to := filepath.Join(t.TempDir(), "part")
	pop(t, to, "restore", file, "--message", "7").must(t, 0)
	if got := list(to); strings.Count(got, "letter") != 1 || !strings.Contains(got, "letter 7") {
		t.Error(got)
	}
	pop(t, to, "restore", file, "--folder", "inbox").must(t, 0)
	if got := list(to); strings.Count(got, "letter") != 30 {
		t.Error(got)
	}
	for _, c := range [][]string{{"--message", "700"}, {"--folder", "nowhere"}} {
		pop(t, to, append([]string{"restore", file}, c...)...).must(t, 1)
	}

	// A damaged mail file.
	path := filepath.Join(data, storage.FileName)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(raw, bytes.Repeat([]byte{0xA5}, 4096)) // where it says what it is
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(path + "-wal")
	pop(t, data, "verify").must(t, 1)
	lock, err := storage.Lock(data)
	if err != nil {
		t.Fatal(err)
	}
	if r := pop(t, data, "restore", folder).must(t, 1); !strings.Contains(r.stderr, "window") {
		t.Error(r.stderr)
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	r := pop(t, data, "restore", folder).must(t, 0)
	if !strings.Contains(r.stderr, "popmail damaged") || !strings.HasPrefix(r.stdout, "0 messages brought back") {
		t.Error(r.stdout, r.stderr)
	}
	var unindexed int // of those that were rescued
	if err := database(t, data).QueryRow("SELECT count(*) FROM unindexed").Scan(&unindexed); err != nil || unindexed > 0 {
		t.Errorf("%d messages are not indexed, %v", unindexed, err)
	}
	if got := list(data); strings.Count(got, "letter") != 30 {
		t.Error(got)
	}
	pop(t, data, "verify").must(t, 0)

	// Wrong usage, and what is no backup.
	for _, args := range [][]string{{"backup"}, {"restore"}, {"restore", file, "--folder", "a", "--message", "1"}, {"verify", "--password-stdin"}} {
		pop(t, data, args...).must(t, 2)
	}
	for _, args := range [][]string{{"restore", password}, {"backup", "--to", password}, {"verify", "--backup", password}, {"restore", filepath.Join(dir, "nothing")}, {"backup", "--to", filepath.Join(dir, "no", "folder")}} {
		pop(t, data, args...).must(t, 1)
	}
	if got, err := os.ReadFile(password); err != nil || string(got) != "open barley\n" {
		t.Error(got, err)
	}
}
