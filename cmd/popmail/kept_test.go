package main

import (
	"strings"
	"testing"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// TestRemovalRefused: what the server refuses to remove by hand is told with its words, of what is
// here and of what is only there.
func TestRemovalRefused(t *testing.T) {
	data := dataFolder(t)
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	mail := pop3test.Letters(1, 3, 400)
	here := pop3test.Mailbox([]string{"UIDL", "TOP"}, mail[:1]...)
	refusing := pop3test.Mailbox([]string{"UIDL", "TOP"}, mail...).With(pop3test.Say("DELE 1", "-ERR read-only mailbox\r\n"), pop3test.Say("DELE 2", "-ERR read-only mailbox\r\n"))
	lines := [][]pop3test.Step{here.InAnyOrder()}
	for range 8 {
		lines = append(lines, refusing.InAnyOrder())
	}
	s, err := pop3test.NewScript(lines...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a := account.Account{Email: testUser, User: "bob", Keep: account.KeepFile, Incoming: account.Server{Host: "127.0.0.1", Port: s.Port(), Security: account.None}}
	if _, err := app.accounts.Add(t.Context(), a, account.Password("secret")); err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	pop(t, data, "receive").must(t, 0)
	r := pop(t, data, "server", "remove", "--not-here", mail[0].UID, mail[1].UID, mail[2].UID).must(t, 1)
	if strings.Count(r.stderr, "read-only mailbox") != 2 || strings.Contains(r.stderr, errNotDone.Error()) || !strings.Contains(r.stdout, mail[2].UID) {
		t.Errorf("%s\n%s", r.stdout, r.stderr)
	}
}
