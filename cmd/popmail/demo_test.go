package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/account"
	"popmail/storage/mailbox"
)

// TestDemoState: the demonstration begins as a mailbox looks after some weeks, and
// the mail of today is still to come.
func TestDemoState(t *testing.T) {
	ctx := context.Background()
	app, err := openApp(ctx, dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	home, club := shareDemoMail(time.Date(2026, 11, 27, 15, 0, 0, 0, time.Local))
	if len(club.all) < 3 || home.earlier == len(home.all) {
		t.Fatalf("%d messages for the club, %d of %d were received before", len(club.all), home.earlier, len(home.all))
	}
	subjects := map[string]bool{}
	for _, m := range append(slices.Clone(home.all[:home.earlier]), club.all[:club.earlier]...) {
		subjects[header(m.Raw).Subject] = true
	}
	named := append(slices.Clone(demoUnread), demoStarred...)
	for _, p := range demoPlaces {
		named = append(named, p.subjects...)
	}
	for _, s := range named {
		if !subjects[s] {
			t.Errorf("there is no earlier letter with the subject %q", s)
		}
	}
	for i, m := range []demoMail{home, club} {
		a := account.Account{Email: []string{"ann@example.org", demoClub}[i], Keep: account.KeepAsk, Incoming: account.Server{Host: "localhost"}}
		id, err := app.accounts.Add(ctx, a, account.Password(""))
		if err != nil {
			t.Fatal(err)
		}
		if err := prepareDemo(ctx, app.store, id, m); err != nil {
			t.Fatal(err)
		}
	}
	folders, err := app.store.Folders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range folders {
		total += f.Total
		if f.Role == mailbox.Own && f.Total == 0 || f.Role == mailbox.Inbox && (f.Unread == 0 || f.Unread == f.Total) {
			t.Errorf("%+v", f)
		}
	}
	if total != home.earlier+club.earlier {
		t.Errorf("%d messages of %d", total, home.earlier+club.earlier)
	}
}

// TestDemoLeavesTheFolderAlone: the demonstration has a folder of its own and makes none for the
// person's mail, nor a log there. Without a display it ends as soon as that would be there.
func TestDemoLeavesTheFolderAlone(t *testing.T) {
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	data := filepath.Join(home, "data")
	c := exec.CommandContext(t.Context(), bin, "--demo", "--demo-picture", filepath.Join(home, "picture.png"))
	c.Env = append(os.Environ(), "HOME="+home, "POPMAIL_DATA="+data, "DISPLAY=", "WAYLAND_DISPLAY=", "TMPDIR="+t.TempDir())
	out, _ := c.CombinedOutput()
	if _, err := os.Stat(data); err == nil {
		t.Errorf("the folder for mail was made: %s", out)
	}
}
