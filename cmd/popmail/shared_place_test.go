package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/cmd/popmail/internal/prefs"
	"popmail/gui/settings"
	"popmail/storage/backup"
)

// backedUp makes a backup of a data folder at a time, as the window does in a place that was chosen.
func backedUp(t *testing.T, data, place string, at time.Time, keep backup.Rule) {
	t.Helper()
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	o := backup.Options{Now: func() time.Time { return at }, Keep: keep}
	o.From(data)
	if _, err := backup.ToFolder(t.Context(), app.store, filepath.Join(place, backup.ChosenFolder), o); err != nil {
		t.Fatal(err)
	}
}

// TestPlaceOfTwoComputers: where two computers share a place, their own backup is offered, checked and brought back, and
// the place that was chosen in the window is the one that commands are given.
func TestPlaceOfTwoComputers(t *testing.T) {
	own, other, place := seed(t, "Subject: own\n\nx\n"), seed(t, "Subject: one\n\nx\n", "Subject: two\n\nx\n"), t.TempDir()
	now := time.Now()
	backedUp(t, own, place, now.Add(-time.Hour), backup.Rule{})
	backedUp(t, other, place, now, backup.Rule{})
	for data, want := range map[string]string{own: `"messages":1,`, other: `"messages":2,`} {
		made, err := restorePort{&session{options: windowOptions{Data: data}}}.Made(t.Context(), place)
		if err != nil || len(made) != 2 || made[0].Elsewhere || !made[1].Elsewhere {
			t.Errorf("%+v %v", made, err)
		}
		for _, dir := range []string{place, filepath.Join(place, backup.ChosenFolder)} {
			got := pop(t, data, "verify", "--json", "--backup", dir).must(t, 0)
			if !strings.Contains(got.stdout, want) {
				t.Errorf("%s: %s, want %s", dir, got.stdout, want)
			}
			if said := pop(t, data, "verify", "--backup", dir).must(t, 0).stderr; strings.Contains(said, "elsewhere") {
				t.Error(said)
			}
			if said := pop(t, data, "restore", dir).must(t, 0); strings.Contains(said.stderr, "elsewhere") || !strings.Contains(said.stdout, "0 messages brought back") {
				t.Error(said.stdout, said.stderr)
			}
		}
	}
	if said := pop(t, filepath.Join(t.TempDir(), "new"), "verify", "--backup", place).must(t, 0).stderr; !strings.Contains(said, "made elsewhere") {
		t.Error(said)
	}
	// What is wrong with one's own is told, whatever the other one is like.
	list, err := filepath.Glob(filepath.Join(place, backup.ChosenFolder, "*.snapshot"))
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	b, err := os.ReadFile(list[0]) // the older one
	if err == nil {
		b[len(b)/3] ^= 1
		err = os.WriteFile(list[0], b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	pop(t, own, "verify", "--backup", place).must(t, 1)
	pop(t, other, "verify", "--backup", place).must(t, 0)
}

// TestFileOfTwoComputers: the mail of another data folder does not take the place of a backup with more.
func TestFileOfTwoComputers(t *testing.T) {
	for _, secret := range []string{"", "hunter"} {
		own, other := seed(t, "Subject: own\n\nx\n"), seed(t, "Subject: one\n\nx\n", "Subject: two\n\nx\n")
		dir := t.TempDir()
		file := filepath.Join(dir, "mail.popmail")
		with := []string{"--to", file}
		if secret != "" {
			name := filepath.Join(dir, "secret")
			if err := os.WriteFile(name, []byte(secret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			with = append(with, "--password-file", name)
		}
		backup := func(data string, code int) string {
			t.Helper()
			return pop(t, data, append([]string{"backup"}, with...)...).must(t, code).stderr
		}
		backup(other, 0)
		if said := backup(own, 1); !strings.Contains(said, "another data folder") {
			t.Error(said)
		}
		got := pop(t, own, append([]string{"verify", "--json", "--backup", file}, with[2:]...)...).must(t, 0)
		if !strings.Contains(got.stdout, `"messages":2,`) {
			t.Error(got.stdout)
		}
		backup(other, 0)
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		backup(own, 0)
		backup(other, 0)                                                   // it holds more
		backup(seed(t, "Subject: one\n\nx\n", "Subject: three\n\nx\n"), 0) // as many; or it is the same folder under another name
	}
}

// TestCommandKeepsWhatTheWindowKeeps: a backup by command thins the older ones by the rule that was chosen in the window.
func TestCommandKeepsWhatTheWindowKeeps(t *testing.T) {
	const days = 20
	for name, c := range map[string]struct {
		prefs string
		want  func(n int) bool
	}{
		"for good":       {fmt.Sprintf(`{%q: %d}`, backupKeepKey, settings.KeepAll), func(n int) bool { return n == days+1 }},
		"a week":         {fmt.Sprintf(`{%q: %d}`, backupKeepKey, settings.KeepWeek), func(n int) bool { return n == 7 }},
		"nothing chosen": {"", func(n int) bool { return n > 7 && n < days }},
		"damaged":        {"{", func(n int) bool { return n == days+1 }},
	} {
		data, place := seed(t, "Subject: one\n\nx\n"), t.TempDir()
		for i := days; i > 0; i-- {
			backedUp(t, data, place, time.Now().AddDate(0, 0, -i), keepRules[settings.KeepAll])
		}
		if c.prefs != "" {
			if err := os.WriteFile(filepath.Join(data, prefs.FileName), []byte(c.prefs), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		dir := filepath.Join(place, backup.ChosenFolder)
		pop(t, data, "backup", "--to", dir).must(t, 0)
		if list, err := filepath.Glob(filepath.Join(dir, "*.snapshot")); err != nil || !c.want(len(list)) {
			t.Errorf("%s: %d left, %v", name, len(list), err)
		}
	}
}
