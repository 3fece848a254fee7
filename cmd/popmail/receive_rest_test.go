package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/pop3/pop3test/dovecot"
)

// filmLetter is a message of about 1.4 MB with an attachment.
func filmLetter(n int) []byte {
	head := fmt.Sprintf("From: Dad <dad@example.net>\nTo: Ann <ann@example.org>\nSubject: Film %d\nDate: Fri, 20 Nov 2026 11:00:%02d +0000\nMessage-ID: <film%d@example.net>\n"+
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nI found the film of the garden.\n\n--b\nContent-Type: video/mp4; name=film.mp4\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n", n, n, n)
	return append([]byte(head), append(bytes.Repeat([]byte(strings.Repeat("QUJD", 19)+"\n"), 18_000), "--b--\n"...)...)
}

// Of large messages the beginning comes, is told as what it is everywhere, and stays on the
// server; the rest comes for one, for all, and by itself.
func TestReceiveRest(t *testing.T) {
	s := dovecot.Run(t, dovecot.Options{})
	fill(t, s, append(letters(2), filmLetter(1), filmLetter(2), filmLetter(3)))
	data := dataFolder(t)
	addAccount(t, data, s, "tls", "--leave", "delete")
	got := receive(t, data, 0, "--max-size", "200KB")
	if got.Received != 5 || got.DeletedOnServer != 2 || got.Bytes > 50_000 || onServer(t, s) != 3 {
		t.Fatalf("%+v, %d on the server", got, onServer(t, s))
	}
	films := map[string]summaryRow{}
	load := func() {
		t.Helper()
		for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
			films[m.Subject] = m
		}
	}
	load()
	id := fmt.Sprint(films["Film 2"].ID)
	show := func(id string) showRow { return row[showRow](t, pop(t, data, "show", id, "--json").must(t, 0)) }
	m := show(id)
	if len(m.Attachments) != 0 || len(m.Problems) != 1 || !strings.Contains(m.Problems[0], "Only the beginning") || !strings.Contains(m.Problems[0], "1.4 MB") || !strings.Contains(m.Text, "garden") {
		t.Errorf("%+v", m)
	}
	to := filepath.Join(t.TempDir(), "out")
	if r := pop(t, data, "save", id, "--to", to).must(t, 1); !strings.Contains(r.stderr, "only the beginning") {
		t.Errorf("%q", r.stderr)
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("something was saved")
	}
	pop(t, data, "render", id, "--words", filepath.Join(t.TempDir(), "words.json")).must(t, 0)
	if r := pop(t, data, "search", "garden", "--count").must(t, 0); strings.TrimSpace(r.stdout) != "3" {
		t.Errorf("found %q", r.stdout)
	}
	if got := receive(t, data, 0, "--max-size", "200KB"); got.Received != 0 || got.Bytes != 0 || onServer(t, s) != 3 {
		t.Errorf("again: %+v", got)
	}
	if got := receive(t, data, 0, "--max-size", "200KB", "--rest", id); got.Received != 0 || got.Bytes < 1_300_000 || got.Bytes > 1_600_000 || got.DeletedOnServer != 1 || onServer(t, s) != 2 {
		t.Errorf("the rest of one: %+v", got)
	}
	if m := show(id); len(m.Attachments) != 1 || m.Attachments[0].Size != 18_000*57 || len(m.Problems) != 0 {
		t.Errorf("%+v", m)
	}
	if r := pop(t, data, "receive", "--rest", id).must(t, 1); !strings.Contains(r.stderr, "is here") {
		t.Errorf("%q", r.stderr)
	}
	if r := pop(t, data, "receive", "--rest", "9999").must(t, 1); !strings.Contains(r.stderr, "no message") {
		t.Errorf("%q", r.stderr)
	}
	for _, bad := range []string{"0", "-1", "x", "10 XB", "0.2", "5%"} {
		pop(t, data, "receive", "--max-size", bad).must(t, 2)
	}
	if got := receive(t, data, 0, "--max-size", "200KB", "--rest", "all"); got.DeletedOnServer != 2 || onServer(t, s) != 0 {
		t.Errorf("the rest of all: %+v", got)
	}
	if r := pop(t, data, "receive", "--rest", "all").must(t, 0); r.stdout != "" || !strings.Contains(r.stderr, "whole") {
		t.Errorf("%q %q", r.stdout, r.stderr)
	}
	before := films
	load()
	for subject, m := range films {
		if before[subject].ID != m.ID || len(show(fmt.Sprint(m.ID)).Problems) > 0 {
			t.Errorf("%+v", m)
		}
	}
	pop(t, data, "verify").must(t, 0)
	// By itself, once the size is not that small any more.
	if _, err := s.Deliver(testUser, filmLetter(4)); err != nil {
		t.Fatal(err)
	}
	receive(t, data, 0, "--max-size", "1MB")
	if got := receive(t, data, 0); got.Bytes < 1_300_000 || got.DeletedOnServer != 1 || onServer(t, s) != 0 {
		t.Errorf("%+v", got)
	}
}

// receive knows what the window has chosen about large messages, and says so where that is
// travel mode; the flag goes before it.
func TestReceiveTravels(t *testing.T) {
	s := dovecot.Run(t, dovecot.Options{})
	fill(t, s, letters(1))
	data := dataFolder(t)
	addAccount(t, data, s, "tls")
	for i, c := range []struct {
		prefs  string
		args   []string
		whole  bool
		travel string // size that is told
	}{
		{"", nil, true, ""},
		{`{"net.travel": true}`, nil, false, "200 KB"},
		{`{"net.travel": true}`, []string{"--max-size", "10MB"}, true, ""},
		{`{"net.travel": true, "net.whole.travel": 50000}`, nil, false, "50 KB"},
		{`{"net.travel": true, "net.whole.travel": 5000000}`, nil, true, "5 MB"},
		{`{"net.travel": true, "net.whole": 1000000, "net.whole.travel": 5000000}`, nil, false, "1 MB"},
		{`{"net.whole": 1000000}`, nil, false, ""},
		{`{"net.whole": 0, "net.whole.travel": -7, "net.travel": "yes"}`, nil, true, ""},
		{`{"net.travel`, nil, true, ""},
	} {
		if err := os.WriteFile(filepath.Join(data, "window.json"), []byte(c.prefs), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Deliver(testUser, filmLetter(i+1)); err != nil {
			t.Fatal(err)
		}
		r := pop(t, data, append([]string{"receive", "--json"}, c.args...)...).must(t, 0)
		got := row[receiveRow](t, r)
		m := rows[summaryRow](t, pop(t, data, "search", "--json", fmt.Sprintf(`subject:"Film %d"`, i+1)).must(t, 0))
		if len(m) != 1 || (m[0].Size > 1_000_000) != c.whole {
			t.Errorf("%s %v: %+v, %+v", c.prefs, c.args, m, got)
		}
		if told := strings.Contains(r.stderr, "Travel mode"); told != (c.travel != "") || !strings.Contains(r.stderr, c.travel) {
			t.Errorf("%s %v: said %q", c.prefs, c.args, r.stderr)
		}
		if r := pop(t, data, "server", "list").must(t, 0); strings.Contains(r.stderr, "Travel mode") {
			t.Errorf("%s: server list says %q", c.prefs, r.stderr)
		}
		pop(t, data, "receive", "--rest", "all").must(t, 0)
	}
}

func TestSizeFlag(t *testing.T) {
	for text, want := range map[string]int64{
		"": 0, "200KB": 200e3, "10 mb": 10e6, "1 000 KB": 1e6, "1.5MB": 1.5e6, "7": 7, "7B": 7, "3000000000": 3e9, "3000000KB": 3e9, "5000 GB": 5e12, "2147483648": 1 << 31,
	} {
		if got, err := sizeFlag("x", text); err != nil || got != want {
			t.Errorf("%q: %d %v", text, got, err)
		}
	}
	for _, text := range []string{"0", "0KB", "-5", "MB", "5 apples", "99999999999999999999"} {
		if got, err := sizeFlag("x", text); err == nil {
			t.Errorf("%q: %d", text, got)
		}
	}
}
