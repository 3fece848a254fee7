package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/storage"
)

// TestKillInBackups ends the program with kill -9 while it makes a backup, and while it
// restores one into nothing, beside mail that is here, and over a damaged mail file: there is
// always a whole backup, and never less mail than before. It does so 50 times each with
// POPMAIL_TEST_WORLD=all.
func TestKillInBackups(t *testing.T) {
	kills := 4
	if os.Getenv(worldVar) == "all" {
		kills = 50
	}
	mail := make([]string, 60)
	for i := range mail {
		mail[i] = fmt.Sprintf("From: a@example.org\nSubject: letter %d\n\n%s\n", i+1, strings.Repeat(fmt.Sprintf("line %x\n", rand.Uint64()), 4000))
	}
	data := seed(t, mail...)
	file, folder := filepath.Join(t.TempDir(), "mail"), t.TempDir()
	began := time.Now()
	pop(t, data, "backup", "--to", file).must(t, 0)
	took := time.Since(began)
	pop(t, data, "backup", "--to", folder).must(t, 0)
	hit, done := 0, 0 // killed before its end
	// killed ends a command at a moment within most, which becomes what it takes where it was done before.
	killed := func(data string, most *time.Duration, args ...string) {
		t.Helper()
		began := time.Now()
		cmd := call(t, data, args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(time.Duration(rand.Int64N(int64(*most))), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		kill.Stop()
		if done++; !cmd.ProcessState.Exited() {
			hit++
		} else {
			*most = time.Since(began)
		}
	}
	messages := func(data string) int {
		t.Helper()
		return len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)))
	}
	intoFile, intoFolder := took, took
	for range kills {
		killed(data, &intoFile, "backup", "--to", file)
		killed(data, &intoFolder, "backup", "--to", folder)
		for _, b := range []string{file, folder} {
			if row := pop(t, data, "verify", "--json", "--backup", b).must(t, 0).stdout; !strings.Contains(row, `"messages":60,"ok":true`) {
				t.Fatal(row)
			}
		}
	}
	pop(t, data, "backup", "--to", file).must(t, 0)
	pop(t, data, "backup", "--to", folder).must(t, 0)
	if left, _ := filepath.Glob(file + "?*"); len(left) > 0 {
		t.Error(left)
	}
	if left, _ := filepath.Glob(filepath.Join(data, "backup-*")); len(left) > 0 {
		t.Error(left)
	}

	began = time.Now()
	pop(t, dataFolder(t), "restore", file).must(t, 0)
	took = time.Since(began)
	sound, err := os.ReadFile(filepath.Join(data, storage.FileName))
	if err != nil {
		t.Fatal(err)
	}
	// Mail that came after the backup.
	newer := make([]string, 5)
	for i := range newer {
		newer[i] = fmt.Sprintf("From: b@example.org\nSubject: newer %d\n\ntext\n", i)
	}
	box := mboxOf(t, newer)
	restores := [3]time.Duration{took, took, took}
	for i := range kills {
		into, least, most := dataFolder(t), 0, 60
		args := []string{"restore", file}
		switch i % 3 {
		case 1: // beside a part of it, and mail that is newer
			pop(t, into, "restore", file, "--message", "3").must(t, 0)
			pop(t, into, "import", box, "--folder", "Later").must(t, 0)
			least, most = 6, 65
		case 2: // over a damaged mail file
			spoiled := bytes.Clone(sound)
			copy(spoiled[len(spoiled)/2:], bytes.Repeat([]byte{0xA5}, 40_000))
			if err := os.MkdirAll(into, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(into, storage.FileName), spoiled, 0o600); err != nil {
				t.Fatal(err)
			}
			args[1] = folder
		}
		killed(into, &restores[i%3], args...)
		if i%3 != 2 { // of a damaged file the list may not be readable, before and after
			n := messages(into)
			if n < least || n > most || i%3 == 0 && n != 0 && n != 60 {
				t.Errorf("round %d: %d messages", i, n)
			}
			want := 0
			if !storage.Present(t.Context(), into) { // it was stopped before there was one
				want = 1
			}
			pop(t, into, "verify").must(t, want)
		}
		killed(into, &restores[i%3], args...) // once more, where the first one was
		pop(t, into, args...).must(t, 0)
		if n := messages(into); n != most {
			t.Errorf("round %d: %d messages in the end, not %d", i, n, most)
		}
		pop(t, into, "verify").must(t, 0)
		if i%10 == 9 {
			hasMessages(t, file, 60)
			hasMessages(t, folder, 60)
		}
	}
	hasMessages(t, file, 60)
	hasMessages(t, folder, 60)
	if t.Logf("%d of %d ended before they were done", hit, done); hit < done/8 {
		t.Errorf("only %d of %d kills hit a backup or a restore under way", hit, done)
	}
}
