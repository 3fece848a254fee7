package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
	"popmail/storage/mailbox"
)

// hugeLetter is one of those messages that lie in a file while they arrive, each with another
// size; its Subject is the checksum of what follows it.
func hugeLetter(n int) []byte {
	var b bytes.Buffer
	for k := 0; b.Len() < 9<<20+n*10_000; k++ {
		fmt.Fprintf(&b, "line %d of letter %d: %x\n", k, n, k*7919+n)
	}
	return fmt.Appendf(nil, "From: a@example.org\nSubject: %x\n\n%s", sha256.Sum256(b.Bytes()), b.Bytes())
}

// TestKillInLargeMessages ends the program with kill -9 while large messages arrive, are read
// and stored: nothing is lost, doubled or half, and no file is left. It does so 50 times with
// POPMAIL_TEST_WORLD=all.
func TestKillInLargeMessages(t *testing.T) {
	kills := 8
	if os.Getenv(worldVar) == "all" {
		kills = 50
	}
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	sent := 0
	post := func(n int) {
		for range n {
			sent++
			if _, err := s.Deliver(testUser, hugeLetter(sent)); err != nil {
				t.Fatal(err)
			}
		}
	}
	fill(t, s, nil)
	post(2)
	other := dataFolder(t)
	addAccount(t, other, s, "tls")
	began := time.Now()
	pop(t, other, "receive", "--max-size", "1GB").must(t, 0)
	whole := time.Since(began)

	addAccount(t, data, s, "tls", "--leave", "delete")
	killed, here := 0, 0
	for i := range kills {
		if onServer(t, s) < 2 {
			post(2)
		}
		cmd := call(t, data, "receive", "--max-size", "1GB")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(time.Duration(rand.Int64N(int64(whole)*3/2)), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		kill.Stop()
		if !cmd.ProcessState.Exited() {
			killed++
		}
		list := rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))
		if len(list) < here {
			t.Fatalf("kill %d: %d messages, before it %d", i, len(list), here)
		}
		here = len(list)
		checkWhole(t, data, here)
		if left := onServer(t, s); here+left < sent {
			t.Fatalf("kill %d: %d here and %d on the server are fewer than %d", i, here, left, sent)
		}
		if files, _ := os.ReadDir(filepath.Join(data, "spool")); len(files) != 0 {
			t.Fatalf("kill %d: %d files are left", i, len(files))
		}
	}
	t.Logf("undisturbed %v; killed %d of %d times, %d messages stored before the last run", whole, killed, kills, here)
	if killed == 0 {
		t.Error("the program was never killed in the middle")
	}
	pop(t, data, "receive", "--max-size", "1GB").must(t, 0)
	checkWhole(t, data, sent)
	if left := onServer(t, s); left != 0 {
		t.Errorf("%d messages are left on the server", left)
	}
	pop(t, data, "verify").must(t, 0)
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	all, err := app.store.List(t.Context(), mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		raw, err := app.store.Raw(t.Context(), m.ID)
		_, body, _ := bytes.Cut(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n\n"))
		if err != nil || fmt.Sprintf("%x", sha256.Sum256(body)) != m.Subject {
			t.Errorf("message %d of %d octets is not what was sent: %v", m.ID, len(raw), err)
		}
	}
}
