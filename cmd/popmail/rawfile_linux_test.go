package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/gui"
	"popmail/pop3/pop3test"
)

// rawServer has one message, "u1", and answers RETR with steps.
func rawServer(t *testing.T, app *app, listed string, steps ...pop3test.Step) account.ID {
	t.Helper()
	s, err := pop3test.NewScript(append([]pop3test.Step{pop3test.Send("+OK ready\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER ", "+OK\r\n"), pop3test.Answer("PASS ", "+OK\r\n"),
		pop3test.Answer("UIDL", "+OK\r\n1 u1\r\n.\r\n"), pop3test.Answer("LIST", "+OK\r\n1 "+listed+"\r\n.\r\n")}, steps...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a := account.Account{Email: filepath.Base(t.Name()) + "@example.org", User: "ann", Keep: account.KeepFile, Incoming: account.Server{Host: "127.0.0.1", Port: s.Port(), Security: account.None}}
	id, err := app.accounts.Add(t.Context(), a, account.Password("secret"))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestRawMessage: what the server sends is in the file, whole or by a name that says it is not.
func TestRawMessage(t *testing.T) {
	app, err := openApp(t.Context(), dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	text := "Subject: raw\r\n\r\n" + strings.Repeat("what the server sends\r\n", 50_000)
	all := []pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\n"+text+".\r\n"), pop3test.Answer("QUIT", "+OK\r\n")}
	cut := []pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\n"+text[:600_000]), pop3test.Cut()}
	for _, c := range []struct {
		name  string
		there string // what is under the name before
		uid   string
		steps []pop3test.Step
		want  gui.RawFile
		files map[string]string
	}{
		{"whole", "", "u1", all, gui.RawFile{Path: "m.eml", Octets: int64(len(text)), Announced: 2_000_000}, map[string]string{"m.eml": text}},
		{"replaced", "old", "u1", all, gui.RawFile{Path: "m.eml", Octets: int64(len(text)), Announced: 2_000_000}, map[string]string{"m.eml": text}},
		{"cut", "", "u1", cut, gui.RawFile{Path: "m (part).eml", Octets: 600_000, Announced: 2_000_000, Part: true}, map[string]string{"m (part).eml": text[:600_000]}},
		{"cut beside", "old", "u1", cut, gui.RawFile{Path: "m (part).eml", Octets: 600_000, Announced: 2_000_000, Part: true}, map[string]string{"m.eml": "old", "m (part).eml": text[:600_000]}},
		{"cut at once", "old", "u1", []pop3test.Step{pop3test.Answer("RETR 1", "+OK\r\n"), pop3test.Cut()}, gui.RawFile{}, map[string]string{"m.eml": "old"}},
		{"refused", "", "u1", []pop3test.Step{pop3test.Answer("RETR 1", "-ERR no\r\n")}, gui.RawFile{}, map[string]string{}},
		{"gone", "", "u9", nil, gui.RawFile{}, map[string]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "m.eml")
			if c.there != "" {
				if err := os.WriteFile(path, []byte(c.there), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := app.rawMessage(t.Context(), rawServer(t, app, "2000000", c.steps...), c.uid, path, app.accounts.Credential)
			if (err == nil) != (c.want.Path != "" && !c.want.Part) || c.uid == "u9" && !errors.Is(err, fetch.ErrGone) || c.want.Part && account.TroubleOf(err) != account.TroubleCut {
				t.Errorf("%v", err)
			}
			if got.Path != "" {
				got.Path = filepath.Base(got.Path)
			}
			if c.want.Path == "" {
				got.Announced = 0
			}
			if got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			mustFiles(t, dir, c.files)
		})
	}
}

// mustFiles wants nothing but these files in a folder.
func mustFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
		if b, err := os.ReadFile(filepath.Join(dir, e.Name())); err != nil || string(b) != want[e.Name()] {
			t.Errorf("%s holds %d octets, %v; want %d", e.Name(), len(b), err, len(want[e.Name()]))
		}
	}
	if len(names) != len(want) {
		t.Errorf("there are %q", names)
	}
}

// TestRawMessageMeanwhile: what came under the name while the message did stays.
func TestRawMessageMeanwhile(t *testing.T) {
	app, err := openApp(t.Context(), dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "m.eml")
	id := rawServer(t, app, "20", pop3test.Expect("RETR 1"), pop3test.Made(func() error { return os.WriteFile(path, []byte("another"), 0o600) }), pop3test.Send("+OK\r\nhi\r\n.\r\n"), pop3test.Answer("QUIT", "+OK\r\n"))
	got, err := app.rawMessage(t.Context(), id, "u1", path, app.accounts.Credential)
	if err != nil || filepath.Base(got.Path) != "m (2).eml" {
		t.Errorf("%+v, %v", got, err)
	}
	mustFiles(t, dir, map[string]string{"m.eml": "another", "m (2).eml": "hi\r\n"})
}

// TestRawMessageLimits: one that has no room is not asked for, one that fills the disk leaves
// nothing there, and both say why.
func TestRawMessageLimits(t *testing.T) {
	app, err := openApp(t.Context(), dataFolder(t))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	dir, _, _ := onSmallDisk(t) // of 6 MB
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "m.eml")
	t.Run("announced", func(t *testing.T) {
		_, err := app.rawMessage(t.Context(), rawServer(t, app, "900000000"), "u1", path, app.accounts.Credential)
		if account.TroubleOf(err) != account.TroubleDiskFull {
			t.Errorf("%v", err)
		}
		mustFiles(t, dir, nil)
	})
	t.Run("fills", func(t *testing.T) {
		t.Setenv("POPMAIL_MAX_MESSAGE", "100")
		id := rawServer(t, app, "1000", pop3test.Answer("RETR 1", "+OK\r\n"), pop3test.Flood(strings.Repeat("more and more\r\n", 1000), 1000))
		_, err := app.rawMessage(t.Context(), id, "u1", path, app.accounts.Credential)
		if account.TroubleOf(err) != account.TroubleDiskFull {
			t.Errorf("%v", err)
		}
		mustFiles(t, dir, nil)
	})
	t.Run("endless", func(t *testing.T) {
		t.Setenv("POPMAIL_MAX_MESSAGE", "3")
		id := rawServer(t, app, "1000", pop3test.Answer("RETR 1", "+OK\r\n"), pop3test.Flood(strings.Repeat("more and more\r\n", 1000), 1000))
		got, err := app.rawMessage(t.Context(), id, "u1", path, app.accounts.Credential)
		if account.TroubleOf(err) != account.TroubleServer || !got.Part || got.Octets < 2<<20 || got.Octets > 3<<20 {
			t.Errorf("%+v, %v", got, err)
		}
	})
	list, err := os.ReadDir(dir)
	if err != nil || !slices.ContainsFunc(list, func(e os.DirEntry) bool { return e.Name() == "m (part).eml" }) || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}
