package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoMail: where the mail file is missing, as with a disk that is not there, nothing but what begins with one makes one, and no
// backup is lost to it.
func TestNoMail(t *testing.T) {
	data := seed(t, withAttachments, onlyHTML)
	dir := t.TempDir()
	file := filepath.Join(dir, "mail.popmail")
	pop(t, data, "backup", "--to", file).must(t, 0)
	left, err := filepath.Glob(filepath.Join(data, "popmail.db*"))
	if err != nil || len(left) == 0 {
		t.Fatal(left, err)
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	letter := filepath.Join(dir, "letter")
	if err := os.WriteFile(letter, []byte("From: "+testUser+"\nTo: bob@example.org\n\nhello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "not", "there")
	for _, args := range [][]string{
		{"backup", "--to", file}, {"verify"}, {"verify", "--json"}, {"verify", "--repair"}, {"show", "1"}, {"show", "1", "--raw"}, {"save", "1", "--to", dir},
		{"render", "1", "--output", filepath.Join(dir, "x.png")}, {"export", "--format", "mbox", "--to", filepath.Join(dir, "out")}, {"list", "--folder", "Inbox"}, {"receive"},
		{"server", "list"}, {"server", "list", "--known"}, {"server", "size"}, {"server", "get", "1"}, {"server", "remove", "1"}, {"outbox", "send"}, {"outbox", "cancel", "1"}, {"send", letter},
		{"account", "remove", testUser}, {"account", "pause", testUser}, {"account", "resume", testUser}, {"account", "test", testUser}, {"account", "trust", testUser}, {"account", "signin", testUser},
	} {
		for _, at := range []string{data, missing} {
			r := pop(t, at, args...).must(t, 1)
			if r.stdout != "" || !strings.Contains(r.stderr, "no account and no mail in "+at) || !strings.Contains(r.stderr, "popmail account add, or say with --data") {
				t.Errorf("%q: %q, %q", args, r.stdout, r.stderr)
			}
		}
	}
	// Lists of nothing are empty.
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"search", "plans"}, {"search", "plans", "--json"}, {"outbox", "list"}, {"account", "list"}, {"account", "list", "--json"}} {
		for _, at := range []string{data, missing} {
			if r := pop(t, at, args...).must(t, 0); r.stdout != "" || !strings.Contains(r.stderr, "no account") && args[0] != "account" {
				t.Errorf("%q: %q, %q", args, r.stdout, r.stderr)
			}
		}
	}
	if r := pop(t, missing, "search", "--count", "plans").must(t, 0); r.stdout != "0\n" {
		t.Errorf("%q", r.stdout)
	}
	for _, path := range []string{filepath.Join(data, "popmail.db"), filepath.Dir(missing)} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s was made", path)
		}
	}
	hasMessages(t, file, 2)
	pop(t, data, "restore", file).must(t, 0)
	checkWhole(t, data, 2)
	// An account alone is no mail either.
	pop(t, missing, "account", "add", "--email", testUser, "--server", "localhost", "--keep-password", "ask").must(t, 0)
	if r := pop(t, missing, "backup", "--to", file).must(t, 1); !strings.Contains(r.stderr, "the older backup may have some") {
		t.Errorf("%q", r.stderr)
	}
	hasMessages(t, file, 2)
}
