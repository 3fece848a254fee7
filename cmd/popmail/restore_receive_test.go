package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"popmail/pop3/pop3test/dovecot"
	"popmail/storage/mailbox"
)

// A backup is brought back, and then mail is received from a real server: nothing that the
// person or the server had removed comes twice, and nothing that is newer is thrown away.
func TestReceiveAfterRestore(t *testing.T) {
	mail := letters(12)
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, mail[:8])
	addAccount(t, data, s, "tls", "--leave", "forever")
	receive(t, data, 0)
	uids := map[string]string{} // by subject
	for _, m := range serverList(t, data) {
		uids[m.Subject] = m.UID
	}
	name := func(i int) string { return fmt.Sprintf("Letter number%d", i) }
	purge := func(data string, names ...string) {
		t.Helper()
		app, err := openApp(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		defer app.Close()
		list, err := app.store.List(t.Context(), mailbox.View{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if slices.Contains(names, m.Subject) {
				if err := app.store.Purge(t.Context(), []mailbox.ID{m.ID}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	holds := func(data string, want ...int) {
		t.Helper()
		var got, names []string
		for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
			got = append(got, m.Subject)
		}
		for _, i := range want {
			names = append(names, name(i))
		}
		slices.Sort(got)
		slices.Sort(names)
		if !slices.Equal(got, names) {
			t.Errorf("%q, not %q", got, names)
		}
	}
	// Before the backup: 0 is removed for ever here and stays on the server; 1 is removed there.
	purge(data, name(0))
	pop(t, data, "server", "remove", uids[name(1)]).must(t, 0)
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "file"), t.TempDir()
	pop(t, data, "backup", "--to", file).must(t, 0)
	pop(t, data, "backup", "--to", folder).must(t, 0)
	// After it: 2 is removed on the server, 3 for ever here, 8 and 9 are new.
	pop(t, data, "server", "remove", uids[name(2)]).must(t, 0)
	purge(data, name(3))
	fill(t, s, mail[8:10])
	if r := receive(t, data, 0); r.Received != 2 {
		t.Fatalf("%+v", r)
	}
	holds(data, 1, 2, 4, 5, 6, 7, 8, 9)

	for _, from := range []string{file, folder} {
		// Over mail that is newer. What was removed since comes back, for that is what was asked for.
		pop(t, data, "restore", from).must(t, 0)
		holds(data, 1, 2, 3, 4, 5, 6, 7, 8, 9)
		for range 2 {
			if r := receive(t, data, 0); r.Received != 0 {
				t.Errorf("%+v", r)
			}
		}
		holds(data, 1, 2, 3, 4, 5, 6, 7, 8, 9)
		pop(t, data, "verify").must(t, 0)

		// Into nothing: what came since the backup is received, and nothing else.
		into := dataFolder(t)
		pop(t, into, "restore", from).must(t, 0)
		holds(into, 1, 2, 3, 4, 5, 6, 7)
		for n := 2; n >= 0; n -= 2 {
			r := row[receiveRow](t, popIn(t, into, testPassword+"\n", "receive", "--json", "--password-stdin").must(t, 0))
			if r.Received != n {
				t.Errorf("%+v, want %d", r, n)
			}
		}
		holds(into, 1, 2, 3, 4, 5, 6, 7, 8, 9)
		pop(t, into, "verify").must(t, 0)
	}
	// And then goes on as ever.
	fill(t, s, mail[10:])
	if r := receive(t, data, 0); r.Received != 2 {
		t.Errorf("%+v", r)
	}
	holds(data, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	if left, err := s.Messages(testUser); err != nil || len(left) != 10 {
		t.Errorf("%d on the server, %v", len(left), err)
	}
}
