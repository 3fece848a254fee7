package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// Addresses are read as the window reads them, and known user names are put in.
func TestAddReadsAddresses(t *testing.T) {
	for typed, want := range map[string]accountRow{
		"Ann Example <ann@Example.org>":   {Email: "ann@example.org", User: "ann@example.org"},
		"  ann@example.org. ":             {Email: "ann@example.org", User: "ann@example.org"},
		"mailto:ann@example.org":          {Email: "ann@example.org", User: "ann@example.org"},
		"ann@xn--bcher-kva.example":       {Email: "ann@bücher.example", User: "ann@xn--bcher-kva.example"},
		"ann@riseup.net|mail.riseup.net":  {Email: "ann@riseup.net", User: "ann"},
		"ann@example.org|mail.riseup.net": {Email: "ann@example.org", User: "ann"},
	} {
		data := filepath.Join(t.TempDir(), "data")
		email, host, _ := strings.Cut(typed, "|")
		if host == "" {
			host = "pop.example.org"
		}
		pop(t, data, "account", "add", "--email", email, "--server", host, "--keep-password", "ask").must(t, 0)
		got := rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))
		if len(got) != 1 || got[0].Email != want.Email || got[0].User != want.User {
			t.Errorf("%q: %+v", typed, got)
		}
	}
	data := filepath.Join(t.TempDir(), "data")
	for _, bad := range []string{"ann", "ann@", "@example.org", "ann smith@example.org"} {
		pop(t, data, "account", "add", "--email", bad, "--server", "pop.example.org", "--keep-password", "ask").must(t, 2)
	}
}

// With --test the user names are tried that the window tries, and a wrong password adds nothing.
func TestAddWithTest(t *testing.T) {
	s := pop3test.New(pop3test.Options{Users: map[string]string{"anna": testPassword}})
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	dir := t.TempDir()
	data, pw := filepath.Join(dir, "data"), filepath.Join(dir, "pw")
	add := func(password string, code int, more ...string) result {
		if err := os.WriteFile(pw, []byte(password), 0o600); err != nil {
			t.Fatal(err)
		}
		return pop(t, data, append([]string{"account", "add", "--test", "--email", "anna@example.org", "--server", "127.0.0.1", "--port", strconv.Itoa(s.Port()), "--security", "none",
			"--keep-password", "file", "--password-file", pw}, more...)...).must(t, code)
	}
	if r := add("not it", 1); strings.Contains(r.stderr, "not it") || !strings.Contains(r.stderr, "password") {
		t.Errorf("%q", r.stderr)
	}
	add(testPassword, 1, "--user", "anna@example.org") // chosen: no other is tried
	if got := rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	add(testPassword, 0)
	if got := rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0)); len(got) != 1 || got[0].User != "anna" {
		t.Errorf("%+v", got)
	}
	pop(t, data, "account", "add", "--test", "--email", "b@example.org", "--server", "127.0.0.1", "--keep-password", "ask").must(t, 2)
}
