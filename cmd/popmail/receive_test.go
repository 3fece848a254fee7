package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// receive runs `receive --json` and returns its row.
func receive(t testing.TB, data string, code int, args ...string) receiveRow {
	t.Helper()
	r := pop(t, data, append([]string{"receive", "--json"}, args...)...).must(t, code)
	got := row[receiveRow](t, r)
	if (got.Error == "") != (code == 0) {
		t.Fatalf("exit code %d and error %q", code, got.Error)
	}
	if got.Failed == nil {
		t.Fatal("failed is null")
	}
	return got
}

func TestReceiveSecurity(t *testing.T) {
	s := dovecot.Run(t, dovecot.Options{})
	mail := letters(5)
	fill(t, s, mail)
	for _, security := range []string{"none", "starttls", "tls"} {
		t.Run(security, func(t *testing.T) {
			data := dataFolder(t)
			addAccount(t, data, s, security)
			got := receive(t, data, 0)
			octets := int64(0)
			for _, m := range mail {
				octets += int64(len(crlf(m)))
			}
			if got.Account != testUser || got.OnServer != 5 || got.Received != 5 || got.AlreadyHere != 0 || got.DeletedOnServer != 0 || len(got.Failed) != 0 || got.Bytes != octets {
				t.Fatalf("first: %+v, want 5 messages with %d octets", got, octets)
			}
			if got = receive(t, data, 0); got.OnServer != 5 || got.Received != 0 || got.AlreadyHere != 5 || got.Bytes != 0 {
				t.Fatalf("second: %+v", got)
			}
			a := row[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))
			if a.LastCheck == nil || a.LastError != "" {
				t.Fatalf("account: %+v", a)
			}
			if when, err := time.Parse(time.RFC3339, *a.LastCheck); err != nil || time.Since(when) > time.Minute {
				t.Fatalf("last_check %s: %v", *a.LastCheck, err)
			}
		})
	}
}

// TestTLSOnly has a server that takes no password in the clear.
func TestTLSOnly(t *testing.T) {
	s := dovecot.Run(t, dovecot.Options{TLSOnly: true})
	fill(t, s, letters(1))
	for security, code := range map[string]int{"none": 1, "starttls": 0, "tls": 0} {
		data := dataFolder(t)
		addAccount(t, data, s, security, "--server", dovecot.Far)
		got := receive(t, data, code)
		if code == 1 && !strings.Contains(got.Error, "encrypt") {
			t.Errorf("%s: %s", security, got.Error)
		}
		if code == 0 && got.Received != 1 {
			t.Errorf("%s: %+v", security, got)
		}
	}
}

func onServer(t testing.TB, s *dovecot.Server) int {
	t.Helper()
	files, err := s.Messages(testUser)
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestLeave(t *testing.T) {
	t.Run("forever", func(t *testing.T) {
		s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
		fill(t, s, letters(3))
		addAccount(t, data, s, "tls", "--leave", "forever")
		receive(t, data, 0)
		age(t, data, 4000)
		if got := receive(t, data, 0); got.DeletedOnServer != 0 || onServer(t, s) != 3 {
			t.Fatalf("%+v, on the server %d", got, onServer(t, s))
		}
	})
	t.Run("delete", func(t *testing.T) {
		s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
		fill(t, s, letters(3))
		addAccount(t, data, s, "tls", "--leave", "delete")
		if got := receive(t, data, 0); got.Received != 3 || got.DeletedOnServer != 3 || onServer(t, s) != 0 {
			t.Fatalf("%+v, on the server %d", got, onServer(t, s))
		}
		if n := len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))); n != 3 {
			t.Fatalf("%d messages here", n)
		}
		if got := receive(t, data, 0); got.OnServer != 0 || got.Received != 0 || got.DeletedOnServer != 0 {
			t.Fatalf("second: %+v", got)
		}
	})
	t.Run("14d", func(t *testing.T) {
		s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
		fill(t, s, letters(3))
		addAccount(t, data, s, "starttls", "--leave", "14d")
		if got := receive(t, data, 0); got.Received != 3 || got.DeletedOnServer != 0 {
			t.Fatalf("first: %+v", got)
		}
		age(t, data, 13)
		if got := receive(t, data, 0); got.DeletedOnServer != 0 || onServer(t, s) != 3 {
			t.Fatalf("after 13 days: %+v, on the server %d", got, onServer(t, s))
		}
		if _, err := s.Deliver(testUser, []byte("Subject: new\n\nnew\n")); err != nil {
			t.Fatal(err)
		}
		age(t, data, 1)
		if got := receive(t, data, 0); got.Received != 1 || got.DeletedOnServer != 3 || onServer(t, s) != 1 {
			t.Fatalf("after 14 days: %+v, on the server %d", got, onServer(t, s))
		}
		if n := len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))); n != 4 {
			t.Fatalf("%d messages here", n)
		}
	})
}

// TestOffline reads and searches with the server gone.
func TestOffline(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, letters(20))
	addAccount(t, data, s, "tls")
	receive(t, data, 0)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	got := receive(t, data, 1)
	if !strings.Contains(got.Error, "nothing answers on that port") {
		t.Errorf("error %q", got.Error)
	}
	a := row[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))
	if a.LastCheck == nil || a.LastError == "" {
		t.Errorf("account after a failed check: %+v", a)
	}
	hit := row[summaryRow](t, pop(t, data, "search", "number7", "--json").must(t, 0))
	if hit.Subject != "Letter number7" {
		t.Fatalf("%+v", hit)
	}
	if r := pop(t, data, "show", fmt.Sprint(hit.ID), "--text").must(t, 0); !strings.Contains(r.stdout, "this is letter 7.") {
		t.Fatalf("%q", r.stdout)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, data, 0); got.AlreadyHere != 20 || got.Received != 0 {
		t.Fatalf("%+v", got)
	}
	if a := row[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0)); a.LastError != "" {
		t.Errorf("account after a check that went well: %+v", a)
	}
	if _, err := os.Stat(filepath.Join(data, "popmail.db")); err != nil {
		t.Fatal(err)
	}
}

// TestMaxMessage: the limit can be set, and of what lies beyond it the beginning comes, without a
// word of failure.
func TestMaxMessage(t *testing.T) {
	s := dovecot.Run(t, dovecot.Options{})
	fill(t, s, append(letters(2), []byte("From: a@example.org\nSubject: big\n\n"+strings.Repeat("a line of a big letter\n", 100_000))))
	data := dataFolder(t)
	addAccount(t, data, s, "none", "--leave", "delete")
	with := func(limit string, code int) receiveRow {
		cmd := call(t, data, "receive", "--json")
		cmd.Env = append(cmd.Env, "POPMAIL_MAX_MESSAGE="+limit)
		return row[receiveRow](t, finish(t, cmd).must(t, code))
	}
	for received := range 2 {
		got := with("1", 0)
		if got.Received != 3-3*received || got.Bytes > 50_000 || onServer(t, s) != 1 {
			t.Fatalf("%+v", got)
		}
	}
	if got := with("3", 0); got.Received != 0 || got.Bytes < 2_000_000 || onServer(t, s) != 0 {
		t.Fatalf("%+v", got)
	}
}

// TestPausedAccount: receive leaves a paused account alone but where it is named.
func TestPausedAccount(t *testing.T) {
	s := dovecot.Run(t, dovecot.Options{})
	fill(t, s, letters(3))
	data := dataFolder(t)
	addAccount(t, data, s, "tls")
	pop(t, data, "account", "pause", testUser).must(t, 0)
	if r := pop(t, data, "account", "list").must(t, 0); !strings.Contains(r.stdout, "paused") {
		t.Errorf("%s", r.stdout)
	}
	// A script that watches is told that nothing was done.
	if r := pop(t, data, "receive", "--json").must(t, 1); row[receiveRow](t, r).Error != "paused" || row[receiveRow](t, r).Account != testUser || !strings.Contains(r.stderr, "is paused") {
		t.Errorf("%q %q", r.stdout, r.stderr)
	}
	if r := pop(t, data, "receive").must(t, 1); r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "is paused") {
		t.Errorf("%q %q", r.stdout, r.stderr)
	}
	if r := pop(t, data, "receive", "--rest", "all", "--json").must(t, 0); row[receiveRow](t, r).Error != "" || row[receiveRow](t, r).Account != testUser {
		t.Errorf("%q %q", r.stdout, r.stderr)
	}
	if got := receive(t, data, 0, "--account", testUser); got.Received != 3 {
		t.Errorf("%+v", got)
	}
	if r := pop(t, data, "receive", "--json").must(t, 1); row[receiveRow](t, r).Error != "paused" {
		t.Errorf("it is not paused any more: %q", r.stdout)
	}
	pop(t, data, "account", "resume", testUser).must(t, 0)
	if got := receive(t, data, 0); got.AlreadyHere != 3 {
		t.Errorf("%+v", got)
	}
	pop(t, data, "account", "pause", "nobody@example.org").must(t, 1)
}

// TestReceiveCatchesUp: where only commands are used, no window writes the index.
func TestReceiveCatchesUp(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, letters(8))
	addAccount(t, data, s, "tls")
	receive(t, data, 0)
	db := database(t, data)
	var waiting int
	if err := db.QueryRow("SELECT count(*) FROM unindexed").Scan(&waiting); err != nil || waiting != 0 {
		t.Errorf("%d of 8 messages wait for the index: %v", waiting, err)
	}
	if _, err := s.Deliver(testUser, letters(9)[8]); err != nil {
		t.Fatal(err)
	}
	list := serverList(t, data)
	pop(t, data, "server", "get", list[len(list)-1].UID).must(t, 0)
	if err := db.QueryRow("SELECT count(*) FROM unindexed").Scan(&waiting); err != nil || waiting != 0 {
		t.Errorf("%d messages that server get has brought wait for the index: %v", waiting, err)
	}
}
