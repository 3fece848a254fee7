package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"popmail/pop3/pop3test"
)

// TestAccountTest tests an account with an outgoing server that has a user name and a
// password of its own.
func TestAccountTest(t *testing.T) {
	in := pop3test.New(pop3test.Options{})
	in.AddUser(testUser, testPassword)
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	good := base64.StdEncoding.EncodeToString([]byte("\x00out\x00another"))
	greet := []pop3test.Step{pop3test.Send("220 mx\r\n"), pop3test.Answer("EHLO", "250-mx\r\n250 AUTH PLAIN\r\n")}
	out, err := pop3test.NewScript(
		append(greet, pop3test.Answer("AUTH PLAIN "+good, "235 ok\r\n"), pop3test.Answer("QUIT", "221 bye\r\n")),
		append(greet, pop3test.Answer("AUTH PLAIN", "535 5.7.8 bad credentials\r\n"), pop3test.Drain()),
	)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	data := dataFolder(t)
	pw := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(pw, []byte("another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", strconv.Itoa(in.Port()), "--security", "none",
		"--smtp-server", "localhost", "--smtp-port", strconv.Itoa(out.Port()), "--smtp-security", "none", "--smtp-user", "out", "--smtp-password-file", pw,
		"--keep-password", "file", "--password-stdin").must(t, 0)
	got := rows[probeRow](t, pop(t, data, "account", "test", testUser, "--json").must(t, 0))
	if len(got) != 2 || got[0].Direction != "incoming" || got[1].Direction != "outgoing" || got[0].Error+got[1].Error != "" || got[1].Port != out.Port() || got[1].Server != "localhost" {
		t.Errorf("%+v", got)
	}
	if err := out.Err(); err != nil {
		t.Error(err)
	}
	r := pop(t, data, "account", "test", testUser).must(t, 1)
	if !strings.Contains(r.stdout, "works\n") || !strings.Contains(r.stdout, "localhost: the server says that the user name or password is wrong (the server said: bad credentials)") || strings.Contains(r.stdout, "another") {
		t.Errorf("%q", r.stdout)
	}
	pop(t, data, "account", "test", "nobody@example.org").must(t, 1)
}
