package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/discover"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

func TestUsage(t *testing.T) {
	data := dataFolder(t)
	add := []string{"account", "add", "--email", testUser, "--server", "localhost", "--keep-password", "ask"}
	with := func(more ...string) []string { return append(append([]string{}, add...), more...) }
	for _, args := range [][]string{
		{"frob"}, {"--frob"}, {"list", "--frob"}, {"list", "extra"}, {"list", "--limit"}, {"list", "--limit", "x"}, {"list", "--limit", "-1"},
		{"account"}, {"account", "frob"}, {"account", "add"}, {"account", "add", "--email", testUser}, {"account", "add", "--server", "localhost"},
		with("--email", "nobody"), with("--port", "70000"), with("--port", "-1"), with("--port", "x"), with("--security", "ssl3"), with("--server", "a b"),
		with("--leave", "sometimes"), with("--leave", "0d"), with("--leave", "-3d"), with("--keep-password", "here"), with("--auth", "magic"),
		with("--password-stdin", "--password-file", "x"), with("--keep-password", "file"), with("--user", "a\nb"),
		{"account", "remove"}, {"account", "remove", "a", "b"}, {"account", "list", "x"},
		{"receive", "x"}, {"receive", "--timeout", "0s"}, {"receive", "--timeout", "soon"}, {"receive", "--password-stdin", "--password-file", "x"},
		{"show"}, {"show", "abc"}, {"show", "0"}, {"show", "-5"}, {"show", "1", "2"}, {"show", "1", "--json", "--raw"}, {"show", "1.5"},
		{"save", "1"}, {"save", "--to", "x"}, {"save", "x", "--to", "x"}, {"save", "1", "--to", "x", "--attachment", "-1"},
		{"search"}, {"search", " "}, {"search", "x", "--limit", "-1"}, {"search", "x", "--frob"}, {"version", "x"},
		{"server"}, {"outbox"}, {"help", "frob"}, {"help", "account", "frob"}, {"completion"}, {"completion", "frob"}, {"completion", "bash", "x"},
		{"account", "test", testUser, "--timeout", "-1s"}, {"account", "test", testUser, "--timeout", "0s"},
		{"search", "???"}, {"search", "--count", `""`}, {"search", "from:!!!"}, {"search", "--", "-"}, {"search", "from:"},
		{"export", "--format", "mbox", "--to", "out", "--query", "from:"}, {"export", "--format", "mbox", "--to", "out", "--query", "???"}, {"export", "--format", "mbox", "--to", "out", "--query", ""},
		{"export", "--format", "mbox", "--to", "out", "--query", "from:!!! ferry"}, {"export", "--format", "eml", "--to", "out", "--query", "ferry OR subject:!!!"},
		{"export", "--format", "eml", "--to", "out", "--query", strings.Repeat("word ", 300)},
		{"search", "x", "--data"}, {"search", "-x", "--limit"}, {"search", "x", "--limit", "5", "--data"},
		// What is given without anything in it, as by a script of which a variable is not set, is not left out.
		{"backup", "--to", "x", "--password-file", ""}, {"backup", "--to", ""}, {"server", "remove", "--on", "", "1"}, {"server", "remove", "--on", " ", "1"}, {"server", "remove", "--account", "", "1"},
		{"server", "remove", "--from", "ann", "--older-than", ""}, {"server", "remove", "--from", " ", "--older-than", "30d"}, {"server", "get", "--larger=", "--first", "1"}, {"verify", "--backup", ""},
		{"restore", "x", "--folder", ""}, {"restore", "x", "--message", "0"}, {"restore", "x", "--message", "-1"}, {"restore", "x", "--message", ""}, {"restore", "x", "--password-file="},
		{"list", "--data", ""}, {"list", "--folder="}, {"search", "x", "--data="}, {"--data", ""}, {"receive", "--account", ""}, {"receive", "--rest", ""}, {"receive", "--max-size", ""}, {"import", "x", "--folder", ""},
		{"account", "trust", testUser, "--remove", ""}, {"account", "trust", testUser, "--ca-file", ""}, {"send", "--account", "", "x"}, {"save", "1", "--to", "x", "--attachment", ""},
		with("--ca-file", ""), with("--user", ""), with("--trust-certificate", ""), with("--leave", ""), with("--from", ""), with("--smtp-server", ""),
	} {
		r := pop(t, data, args...)
		if r.code != 2 || r.stdout != "" || r.stderr == "" {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", args, r.code, r.stdout, r.stderr)
		}
	}
	for _, path := range []string{data, "--"} {
		if _, err := os.Stat(path); err == nil {
			t.Error("a wrong command line has made the data folder", path)
		}
	}
}

func TestFailures(t *testing.T) {
	data := emptyMail(t)
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words string
		args  []string
	}{
		{"no message 99", []string{"show", "99"}},
		{"no message 99", []string{"show", "99", "--raw"}},
		{"no message 99", []string{"save", "99", "--to", t.TempDir()}},
		{"no folder \"nowhere\"", []string{"list", "--folder", "nowhere"}},
		{"no account", []string{"receive"}},
		{"no account", []string{"account", "remove", testUser}},
		{"password-file", []string{"account", "add", "--email", testUser, "--server", "localhost", "--keep-password", "file", "--password-file", text + ".missing"}},
		{"ca-file", []string{"account", "add", "--email", testUser, "--server", "localhost", "--keep-password", "ask", "--ca-file", text}},
		{"ca-file", []string{"account", "add", "--email", testUser, "--server", "localhost", "--keep-password", "ask", "--ca-file", text + ".missing"}},
		{"--keep-password file", []string{"account", "add", "--email", testUser, "--server", "localhost", "--password-file", text}},
	} {
		if runtime.GOOS != "linux" && strings.HasPrefix(c.words, "--keep") {
			continue // other systems always have a keyring
		}
		r := pop(t, data, c.args...)
		if r.code != 1 || r.stdout != "" || !strings.Contains(r.stderr, c.words) {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", c.args, r.code, r.stdout, r.stderr)
		}
	}
	// Nothing of this has left an account or a password.
	if r := pop(t, data, "account", "list", "--json").must(t, 0); r.stdout != "" {
		t.Errorf("accounts: %s", r.stdout)
	}
	if files, _ := filepath.Glob(filepath.Join(data, "secret*.json")); len(files) != 0 {
		t.Errorf("%v", files)
	}
	// A data folder that cannot be one.
	r := pop(t, filepath.Join(text, "data"), "list").must(t, 1)
	if r.stderr == "" {
		t.Error("nothing is said of a data folder that cannot be used")
	}
	got := row[receiveRow](t, pop(t, filepath.Join(text, "data"), "receive", "--json").must(t, 1))
	if got.Error == "" || got.Failed == nil {
		t.Errorf("%+v", got)
	}
}

func TestAccounts(t *testing.T) {
	data := dataFolder(t)
	if r := pop(t, data, "account", "list").must(t, 0); r.stdout != "" || r.stderr == "" {
		t.Errorf("without accounts: %+v", r)
	}
	pw := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(pw, []byte("first line\r\nsecond\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// Flags may stand anywhere after the command.
	pop(t, data, "account", "add", "--server", "POP.example.org", "--keep-password", "file", "--email", testUser, "--name", "Ann",
		"--password-file", pw, "--leave", "14d", "--data", data).must(t, 0)
	pop(t, data, "account", "add", "--server", "127.0.0.1", "--port", "1110", "--security", "none", "--email", "bob@example.org",
		"--user", "bob", "--keep-password", "ask", "--leave", "delete").must(t, 0)
	r := pop(t, data, "account", "add", "--server", "other.example.org", "--email", "ANN@example.org", "--keep-password", "ask").must(t, 1)
	if !strings.Contains(r.stderr, "already") {
		t.Errorf("twice: %q", r.stderr)
	}
	got := rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))
	want := []accountRow{
		{Email: testUser, Server: got[0].Server, Port: 995, Security: "tls", User: testUser, Leave: "14d"},
		{Email: "bob@example.org", Server: "127.0.0.1", Port: 1110, Security: "none", User: "bob", Leave: "delete"},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] || !strings.EqualFold(got[0].Server, "pop.example.org") {
		t.Errorf("%+v", got)
	}
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	acct, err := app.find(t.Context(), testUser)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := app.accounts.Credential(t.Context(), acct); err != nil || got.Password != "first line" {
		t.Errorf("password %q, %v", got, err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	onlyOwner(t, data)
	if r := pop(t, data, "account", "list").must(t, 0); !strings.Contains(r.stdout, testUser) || !strings.Contains(r.stdout, "never") {
		t.Errorf("table: %s", r.stdout)
	}
	pop(t, data, "account", "remove", "ann@EXAMPLE.org").must(t, 0)
	pop(t, data, "account", "remove", testUser).must(t, 1)
	if got := rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0)); len(got) != 1 || got[0].Email != "bob@example.org" {
		t.Errorf("%+v", got)
	}
	found := false
	_ = filepath.WalkDir(data, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, _ := os.ReadFile(path)
			found = found || bytes.Contains(text, []byte("first line")) || bytes.Contains(text, []byte("Zmlyc3QgbGluZQ"))
		}
		return nil
	})
	if found {
		t.Error("the password of a removed account is still in the data folder")
	}
}

// onlyOwner checks that nobody else can read the data folder's files.
func onlyOwner(t *testing.T, data string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return
	}
	err := filepath.WalkDir(data, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// emptyMail is a data folder with a mail file that has nothing in it yet.
func emptyMail(t testing.TB) string {
	t.Helper()
	data := dataFolder(t)
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	return data
}

// seed makes a data folder with one account and mail, without a server.
func seed(t testing.TB, mail ...string) string {
	t.Helper()
	data := dataFolder(t)
	ctx := context.Background()
	app, err := openApp(ctx, data)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	a := account.Account{Email: testUser, Keep: account.KeepAsk, Incoming: account.Server{Host: "localhost"}}
	id, err := app.accounts.Add(ctx, a, account.Password(""))
	if err != nil {
		t.Fatal(err)
	}
	d, err := app.store.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range mail {
		raw := crlf([]byte(m))
		if err := d.Add(ctx, fetch.Incoming{UID: fmt.Sprintf("uid%d", i+1), Raw: raw, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return data
}

const withAttachments = `From: =?utf-8?q?Bj=C3=B6rk?= <bjork@example.net>
To: Ann <ann@example.org>, "Bob, Jr." <bob@example.org>
Cc: carl@example.org
Reply-To: list@example.net
Subject: =?utf-8?b?UGxhbnMg4oCTIGbDvHIgTWFp?=
Date: Thu, 19 Nov 2026 09:30:00 +0100
Message-ID: <plans@example.net>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Here are the plans.
--b
Content-Type: application/pdf; name="plan.pdf"
Content-Disposition: attachment; filename="../../plan.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--b
Content-Type: text/csv; name="plan.pdf"
Content-Disposition: attachment; filename="plan.pdf"

a,b
--b--
`

const nasty = "From: \"\x1b]0;owned\x07Eve\" <eve@example.net>\nSubject: =?utf-8?q?a=1B[2Jb=07=C2=9Bc=E2=80=AEgpj.exe?=\nDate: Wed, 18 Nov 2026 09:30:00 +0100\nX-Odd: \x1b[31mred\n\nline one\x1b[2J\nline\ttwo\x07\n"

const onlyHTML = "From: news@example.net\nTo: ann@example.org\nSubject: <News> & \"more\"\nDate: Tue, 17 Nov 2026 09:30:00 +0000\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>Hello <b>Ann</b></p></body></html>\n"

func TestListAndShow(t *testing.T) {
	data := seed(t, withAttachments, nasty, onlyHTML)
	list := rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))
	if len(list) != 3 || list[0].ID != 1 || list[1].ID != 2 || list[2].ID != 3 {
		t.Fatalf("%+v", list)
	}
	m := list[0]
	if m.Account != testUser || m.Folder != "Inbox" || m.UID != "uid1" || m.MessageID != "plans@example.net" || m.From != "Björk <bjork@example.net>" ||
		len(m.To) != 2 || m.To[1] != "Bob, Jr. <bob@example.org>" || m.Subject != "Plans – für Mai" || m.Date != "2026-11-19T08:30:00Z" ||
		m.Read || m.Starred || m.Attachments != 2 || m.Size != int64(len(crlf([]byte(withAttachments)))) || !strings.Contains(m.Snippet, "Here are the plans") {
		t.Errorf("%+v", m)
	}
	for _, m := range list {
		checkClean(t, m.ID, m)
	}
	if strings.Contains(pop(t, data, "list", "--json").stdout, `\u003c`) {
		t.Error("< is escaped in JSON")
	}
	one := rows[summaryRow](t, pop(t, data, "list", "--limit", "1", "--folder", "inbox", "--json").must(t, 0))
	if len(one) != 1 || one[0].ID != 1 {
		t.Errorf("%+v", one)
	}
	if r := pop(t, data, "list", "--folder", "Archive", "--json").must(t, 0); r.stdout != "" {
		t.Errorf("Archive: %s", r.stdout)
	}

	s := row[showRow](t, pop(t, data, "show", "1", "--json").must(t, 0))
	if s.ID != 1 || s.From != m.From || len(s.To) != 2 || len(s.Cc) != 1 || s.Cc[0] != "carl@example.org" || !slices.Equal(s.ReplyTo, []string{"list@example.net"}) ||
		s.Subject != m.Subject || s.Date != m.Date || s.UID != "uid1" || s.Folder != "Inbox" || s.Account != testUser || s.HTML != "" ||
		strings.TrimSpace(s.Text) != "Here are the plans." || len(s.Attachments) != 2 || s.Problems == nil {
		t.Errorf("%+v", s)
	}
	if a := s.Attachments[0]; a.Index != 0 || a.Type != "application/pdf" || a.Size != 9 || a.Inline || a.CID != "" || !strings.HasSuffix(a.Name, "plan.pdf") {
		t.Errorf("%+v", a)
	}
	h := row[showRow](t, pop(t, data, "--data", data, "show", "--json", "3").must(t, 0))
	if strings.TrimSpace(h.Text) != "Hello Ann" || !strings.Contains(h.HTML, "<b>Ann</b>") || h.Subject != `<News> & "more"` || h.Cc == nil {
		t.Errorf("%+v", h)
	}
	if r := pop(t, data, "show", "3", "--html").must(t, 0); !strings.Contains(r.stdout, "<b>Ann</b>") {
		t.Errorf("--html: %q", r.stdout)
	}
	if r := pop(t, data, "show", "3", "--text").must(t, 0); strings.TrimSpace(r.stdout) != "Hello Ann" {
		t.Errorf("--text: %q", r.stdout)
	}
	if r := pop(t, data, "show", "1", "--html").must(t, 1); !strings.Contains(r.stderr, "no HTML") {
		t.Errorf("--html: %q", r.stderr)
	}
	if r := pop(t, data, "show", "2", "--raw").must(t, 0); r.stdout != string(crlf([]byte(nasty))) {
		t.Errorf("--raw: %q", r.stdout)
	}
	if r := pop(t, data, "show", "1", "--headers").must(t, 0); !strings.Contains(r.stdout, "Message-ID: <plans@example.net>\n") || strings.Contains(r.stdout, "Here are") {
		t.Errorf("--headers: %q", r.stdout)
	}
	if r := pop(t, data, "show", "1").must(t, 0); !strings.Contains(r.stdout, "Björk <bjork@example.net>") || !strings.Contains(r.stdout, "Here are the plans.") ||
		!strings.Contains(r.stdout, "[0] ") {
		t.Errorf("show: %q", r.stdout)
	}
}

// TestTerminal prints a message that is full of control characters in every way.
func TestTerminal(t *testing.T) {
	data := seed(t, nasty, withAttachments)
	for _, args := range [][]string{
		{"list"}, {"list", "--json"}, {"search", "line"}, {"search", "from:eve", "--json"}, {"search", "\x1b[2Jnothing"}, {"list", "--folder", "\x1b[2J"},
		{"show", "1"}, {"show", "1", "--json"}, {"show", "1", "--text"}, {"show", "1", "--headers"}, {"account", "remove", "\x1b[2J"}, {"\x1b[2J"}, {"show", "\x1b[2J"},
		{"save", "1", "--to", filepath.Join(t.TempDir(), "to")},
	} {
		r := pop(t, data, args...)
		for _, c := range r.stdout + r.stderr {
			if c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c == 0x202e && args[len(args)-1] != "--json" {
				t.Errorf("%q prints %U: %q %q", args, c, r.stdout, r.stderr)
				break
			}
		}
	}
	if r := pop(t, data, "show", "1").must(t, 0); !strings.Contains(r.stdout, "line one") || !strings.Contains(r.stdout, "line\ttwo") {
		t.Errorf("%q", r.stdout)
	}
}

func TestSearch(t *testing.T) {
	data := seed(t, withAttachments, nasty, onlyHTML)
	for _, c := range []struct {
		want int
		args []string
	}{
		{1, []string{"plans"}}, {1, []string{"from:björk"}}, {1, []string{"from:bjork", "plans"}}, {1, []string{"has:attachment"}}, {3, []string{"is:unread"}},
		{2, []string{"-plans"}}, {1, []string{"is:unread", "-plans", "-line"}}, {0, []string{"nothinglikeit"}}, {2, []string{"-has:attachment"}},
		{1, []string{"--", "plans"}}, {1, []string{`"Here are"`}}, {0, []string{`"are Here"`}}, {1, []string{"before:2026-11-18"}},
	} {
		args := append([]string{"search", "--json"}, c.args...)
		if got := rows[summaryRow](t, pop(t, data, args...).must(t, 0)); len(got) != c.want {
			t.Errorf("%q: %d found, want %d", c.args, len(got), c.want)
		}
		if r := pop(t, data, append([]string{"search", "--count"}, c.args...)...).must(t, 0); r.stdout != fmt.Sprintln(c.want) {
			t.Errorf("%q: --count prints %q, want %d", c.args, r.stdout, c.want)
		}
	}
	got := rows[summaryRow](t, pop(t, data, "search", "is:unread", "--limit", "2", "--json").must(t, 0))
	if len(got) != 2 || got[0].ID != 1 || got[1].ID != 2 {
		t.Errorf("%+v", got)
	}
	if r := pop(t, data, "search", "is:unread", "--limit=1", "--count").must(t, 0); r.stdout != "3\n" {
		t.Errorf("--count --limit 1: %q", r.stdout)
	}
	if r := pop(t, data, "search", "nothinglikeit").must(t, 0); r.stdout != "" || r.stderr == "" {
		t.Errorf("%+v", r)
	}
}

func TestSave(t *testing.T) {
	data := seed(t, withAttachments, nasty)
	dir := filepath.Join(t.TempDir(), "new", "folder")
	save := func(args ...string) []string {
		t.Helper()
		r := pop(t, data, append([]string{"save", "--to", dir}, args...)...).must(t, 0)
		paths := strings.Split(strings.TrimSuffix(r.stdout, "\n"), "\n")
		for _, path := range paths {
			if filepath.Dir(path) != dir {
				t.Errorf("%s lies outside %s", path, dir)
			}
		}
		return paths
	}
	read := func(path string) string {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := save("1")
	if len(first) != 2 || first[0] == first[1] || read(first[0]) != "%PDF-1.4\n" || strings.TrimSpace(read(first[1])) != "a,b" || filepath.Ext(first[0]) != ".pdf" {
		t.Fatalf("%q", first)
	}
	again := save("1", "--attachment", "1")
	if len(again) != 1 || again[0] == first[0] || again[0] == first[1] || strings.TrimSpace(read(again[0])) != "a,b" {
		t.Fatalf("%q after %q", again, first)
	}
	if whole := save("2"); len(whole) != 1 || filepath.Ext(whole[0]) != ".eml" || read(whole[0]) != string(crlf([]byte(nasty))) {
		t.Fatalf("%q", whole)
	}
	r := pop(t, data, "save", "1", "--to", dir, "--attachment", "2").must(t, 1)
	if !strings.Contains(r.stderr, "no attachment 2") {
		t.Errorf("%q", r.stderr)
	}
	if runtime.GOOS == "windows" {
		return
	}
	// A link in the folder that leads elsewhere is not written through.
	outside := filepath.Join(t.TempDir(), "outside")
	dir = t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, filepath.Base(first[0]))); err != nil {
		t.Fatal(err)
	}
	save("1", "--attachment", "0")
	if _, err := os.Lstat(outside); err == nil {
		t.Error("save has written through a link")
	}
}

func TestVersion(t *testing.T) {
	if r := pop(t, dataFolder(t), "version", "--licenses").must(t, 0); !strings.Contains(r.stdout, "github.com/mattn/go-sqlite3 v") || !strings.Contains(r.stdout, "blessing") {
		t.Errorf("%.300q", r.stdout)
	}
	if r := pop(t, dataFolder(t), "version").must(t, 0); !strings.HasPrefix(r.stdout, "popmail "+version) {
		t.Errorf("%q", r.stdout)
	}
	toml, err := os.ReadFile(filepath.Join(repoRoot(t), "FyneApp.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(toml, []byte(`"`+version+`"`)) {
		t.Errorf("FyneApp.toml has another version than %s", version)
	}
}

// TestQuiet starts the program where the system names no language: Fyne, which
// the program holds for its window, must not complain in every command.
func TestQuiet(t *testing.T) {
	for _, env := range [][]string{{"LANG=C.UTF-8"}, {"LC_ALL=C"}, {"LANG="}, {"LANG=POSIX"}, {"LC_ALL=C.utf8", "LANG=de_DE.UTF-8"}, {"LANG=de_DE.UTF-8"}, {"LANG=en_US", "LANGUAGE=C"}} {
		cmd := call(t, dataFolder(t), "version")
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"} {
			cmd.Env = append(cmd.Env, name+"=")
		}
		cmd.Env = append(cmd.Env, env...)
		if r := finish(t, cmd); r.stderr != "" {
			t.Errorf("%q: %s", env, r.stderr)
		}
	}
}

func TestStamp(t *testing.T) {
	for _, c := range []struct {
		t    time.Time
		want string
	}{
		{time.Date(2026, 11, 21, 23, 30, 0, 999, time.FixedZone("", 3600)), "2026-11-21T22:30:00Z"},
		{time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC), "9999-12-31T23:59:59Z"},
		{time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), "0000-01-01T00:00:00Z"},
	} {
		got := stamp(c.t)
		if _, err := time.Parse(time.RFC3339, got); got != c.want || err != nil {
			t.Errorf("%v: %s, %v; want %s", c.t, got, err, c.want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1 KB", 212_300: "212 KB", 999_999: "1 MB", 1_440_000: "1.4 MB",
		12_340_000: "12 MB", 999_960_000: "1 GB", 5e15: "5000 TB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	tb := &table{columns: []column{{head: "N", right: true}, {head: "WHO", max: 4}, {head: "WHAT", rest: true}}}
	tb.add("1", "日本語", "a\x1b[2Jb\nc")
	tb.add("22", "Anna Maria", "a long subject that does not fit")
	var b bytes.Buffer
	if err := tb.print(&b, 24); err != nil {
		t.Fatal(err)
	}
	want := " N  WHO   WHAT\n 1  日…   a[2Jb c\n22  Ann…  a long subjec…\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	b.Reset()
	if err := tb.print(&b, 0); err != nil {
		t.Fatal(err)
	}
	if want = " N  WHO         WHAT\n 1  日本語      a[2Jb c\n22  Anna Maria  a long subject that does not fit\n"; b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// TestHelp: the help of a command that is there comes by help as by --help, and completions of
// shells are printed.
func TestHelp(t *testing.T) {
	data := dataFolder(t)
	for _, name := range []string{"", "account", "server list", "help"} {
		args := strings.Fields(name)
		if by, with := pop(t, data, append([]string{"help"}, args...)...).must(t, 0), pop(t, data, append(args, "--help")...).must(t, 0); by.stdout != with.stdout || by.stdout == "" {
			t.Errorf("%q:\n%s\n%s", name, by.stdout, with.stdout)
		}
	}
	if r := pop(t, data, "completion", "bash").must(t, 0); !strings.Contains(r.stdout, "popmail") {
		t.Error(r.stdout)
	}
}

// TestCommandsAreDescribed: each command stands in the page about the command line.
func TestCommandsAreDescribed(t *testing.T) {
	page, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range newRoot(testEnv(&bytes.Buffer{}, &bytes.Buffer{})).Commands() {
		if !c.Hidden && c.Name() != "help" && c.Name() != "completion" && !strings.Contains(string(page), "`popmail "+c.Name()) {
			t.Errorf("popmail %s is not in docs/commands.md", c.Name())
		}
	}
}

// TestAdviceIsClean: what a domain publishes does not speak to the terminal.
func TestAdviceIsClean(t *testing.T) {
	var out, errs bytes.Buffer
	e := testEnv(&out, &errs)
	e.advise(discover.Candidate{Page: "https://x/?\u009b2J\u202e", Incoming: discover.Server{Login: discover.Own, Server: account.Server{Host: "a\x1b[2J\u202e"}}})
	if s := errs.String(); strings.ContainsAny(s, "\u009b\x1b\u202e") || strings.Count(s, "\n") != 2 {
		t.Errorf("%q", s)
	}
}

// TestUnknownAccountOfExport: what a query names and is not there is told, as by search.
func TestUnknownAccountOfExport(t *testing.T) {
	data := seed(t, "From: Ann <ann@example.net>\nSubject: x\n\nferry\n")
	for _, args := range [][]string{{"search", "account:typo OR from:ann OR in:nowhere"}, {"export", "--format", "eml", "--to", filepath.Join(t.TempDir(), "out"), "--query", "account:typo OR from:ann OR in:nowhere"}} {
		if r := pop(t, data, args...).must(t, 0); !strings.Contains(r.stderr, "There is no account “typo”") || !strings.Contains(r.stderr, "There is no folder “nowhere”") {
			t.Errorf("%s: %q", args[0], r.stderr)
		}
	}
}

// TestExportedPage: a page says what is known of a letter that says little, and what its cards
// say; links of junk lead nowhere.
func TestExportedPage(t *testing.T) {
	data := seed(t, "Subject: nothing\n\nferry\n", "Subject: page\nFrom: d@example.net\nDate: Fri, 20 Nov 2026 12:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/html\n\n<a href=\"https://bank.example/\">Sign in</a>\n",
		"Subject: signed\nFrom: b@example.net\nDate: Fri, 20 Nov 2026 12:00:00 +0100\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nharbor\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n",
		"Subject: dinner\nFrom: c@example.net\nDate: Fri, 20 Nov 2026 12:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nYou are invited\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lamp supper\nDTSTART:20261205T180000Z\nEND:VEVENT\nEND:VCALENDAR\n--b--\n")
	out := filepath.Join(t.TempDir(), "out")
	pop(t, data, "export", "--format", "html", "--to", out).must(t, 0)
	var all strings.Builder
	if err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".html" {
			return err
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if s := all.String(); strings.Contains(s, "Jan 0001") || strings.Contains(s, "BEGIN PGP") || !strings.Contains(s, "harbor") || !strings.Contains(s, "Lamp supper") || !strings.Contains(s, "12:00:00 +0100") {
		t.Errorf("%s", s)
	}
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
		if m.Subject != "page" {
			continue
		}
		for _, role := range []mailbox.Role{mailbox.Inbox, mailbox.Junk} {
			if _, err := app.store.MoveTo(t.Context(), []mailbox.ID{m.ID}, role); err != nil {
				t.Fatal(err)
			}
			p, err := app.page(t.Context(), m.ID)
			if err != nil || strings.Contains(string(p.HTML), "href=") != (role != mailbox.Junk) || !strings.Contains(string(p.HTML), "Sign in") {
				t.Errorf("%s: %v\n%s", role, err, p.HTML)
			}
		}
	}
}

// TestExportedBeginning: where only the beginning of a letter is here the command and the page say so.
func TestExportedBeginning(t *testing.T) {
	data := seed(t, "Subject: whole\n\nx\n")
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	id, err := app.store.AddAccount(t.Context(), account.Account{Email: "me@example.org", Incoming: account.Server{Host: "pop.example.org", Port: 995}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := storagetest.Mail{Subject: "film"}.Incoming("film")
	in.Listed, in.Short, in.Beginning = 24_000_000, true, true
	storagetest.Deliver(t, app.store, id, in)
	app.Close()
	out := filepath.Join(t.TempDir(), "out")
	if r := pop(t, data, "export", "--format", "html", "--to", out).must(t, 0); !strings.Contains(r.stderr, "only its beginning is here and was exported: film") || !strings.Contains(r.stderr, "popmail receive --rest all") {
		t.Errorf("%s", r.stderr)
	}
	pages, err := filepath.Glob(filepath.Join(out, "messages", "*.html"))
	if err != nil || len(pages) != 2 {
		t.Fatal(pages, err)
	}
	for _, path := range pages {
		b, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(b), "Only the beginning of this message") != strings.Contains(string(b), "film") {
			t.Errorf("%v\n%s", err, b)
		}
	}
}

// TestListNestedFolders: a folder in a folder is called by its path, and by its name where that
// is clear; rows say which it is.
func TestListNestedFolders(t *testing.T) {
	data := seed(t, "Subject: one\n\nx\n", "Subject: two\n\nx\n", "Subject: three\n\nx\n", "Subject: four\n\nx\n")
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	list, err := app.store.List(t.Context(), mailbox.View{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	in := func(names ...string) (id mailbox.FolderID) {
		for _, name := range names {
			folders, err := app.store.Folders(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(folders, func(f mailbox.Folder) bool { return f.Role == mailbox.Own && f.Parent == id && f.Name == name })
			if i >= 0 {
				id = folders[i].ID
			} else if id, err = app.store.CreateFolderIn(t.Context(), id, name); err != nil {
				t.Fatal(err)
			}
		}
		return id
	}
	for _, m := range list {
		to := map[string]mailbox.FolderID{"one": in("Work", "Plans"), "two": in("Home", "Plans"), "three": in("Home", "Archive"), "four": in("Home", "Überblick")}[m.Subject]
		if _, err := app.store.Move(t.Context(), []mailbox.ID{m.ID}, to); err != nil {
			t.Fatal(err)
		}
	}
	app.Close()
	for folder, want := range map[string]string{"Work/Plans": "one Work/Plans", " home/PLANS": "two Home/Plans", "archive": "", "Home/Archive": "three Home/Archive", "u\u0308berblick": "four Home/Überblick"} {
		r := pop(t, data, "list", "--json", "--folder", folder).must(t, 0)
		got := ""
		for _, m := range rows[summaryRow](t, r) {
			got += m.Subject + " " + m.Folder
		}
		if got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
	for _, m := range list {
		all := rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))
		i := slices.IndexFunc(all, func(r summaryRow) bool { return r.ID == int64(m.ID) })
		if is := row[showRow](t, pop(t, data, "show", "--json", itoa(int64(m.ID))).must(t, 0)); i < 0 || is.Folder != all[i].Folder || !strings.Contains(is.Folder, "/") {
			t.Errorf("show says %q of %q, list %+v", is.Folder, m.Subject, all)
		}
	}
	if r := pop(t, data, "list", "--folder", "Plans").must(t, 1); !strings.Contains(r.stderr, "name one of") || !strings.Contains(r.stderr, "Work/Plans") || !strings.Contains(r.stderr, "Home/Plans") {
		t.Error(r.stderr)
	}
	if r := pop(t, data, "list", "--folder", "nowhere").must(t, 1); !strings.Contains(r.stderr, "Home/Archive") {
		t.Error(r.stderr)
	}
	if r := pop(t, data, "list", "--folder", "Inbox").must(t, 0); !strings.Contains(r.stderr, "no messages") {
		t.Error(r.stderr)
	}
}

func TestSplitQuery(t *testing.T) {
	root := newRoot(testEnv(&bytes.Buffer{}, &bytes.Buffer{}))
	for _, c := range []struct{ in, want string }{
		{"search a b", "search -- a b"},
		{"search -spam --limit 5 a", "search --limit 5 -- -spam a"},
		{"--data D search --json a --count", "search --data D --json --count -- a"},
		{"search --limit=5 -- --count", "search --limit=5 -- --count"},
		{"search -spam --limit 5 a --data", "search --limit 5 --data"},
		{"search a --limit", "search --limit"},
		{"search -h", "search -h --"},
		{"list --limit 5", "list --limit 5"},
		{"account list search", "account list search"},
		{"show search", "show search"},
	} {
		if got := strings.Join(splitQuery(root, strings.Fields(c.in)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("plain")
	f.Add("\x1b[2J\u009b\u202e\u2028\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range oneLine(s) + field(s) {
			if r < ' ' || r >= 0x7f && r < 0xa0 {
				t.Fatalf("%q: %U is left", s, r)
			}
		}
		for _, r := range paragraphs(s) {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
				t.Fatalf("%q: %U is left", s, r)
			}
		}
	})
}

// What is not there is said once, and nothing is said of what the store calls it.
func TestSaidOnce(t *testing.T) {
	data := emptyMail(t)
	for _, c := range []struct {
		want string
		args []string
	}{
		{"there is no account " + testUser, []string{"account", "remove", testUser}},
		{"there is no account " + testUser, []string{"account", "test", testUser}},
		{"there is no account " + testUser, []string{"account", "pause", testUser}},
		{"there is no account " + testUser, []string{"account", "resume", testUser}},
		{"there is no account " + testUser, []string{"account", "trust", testUser}},
		{"there is no account " + testUser, []string{"account", "signin", testUser}},
		{"there is no account " + testUser, []string{"receive", "--account", testUser}},
		{"there is no account " + testUser, []string{"server", "list", "--account", testUser}},
		{"there is no message 99", []string{"show", "99"}},
		{"there is no message 99", []string{"save", "99", "--to", t.TempDir()}},
		{"there is no message 99", []string{"render", "99", "--output", filepath.Join(t.TempDir(), "x.png")}},
		{"there is no letter 99", []string{"outbox", "cancel", "99"}},
		{"letter 99 does not wait to be sent", []string{"outbox", "send", "99"}},
	} {
		if r := pop(t, data, c.args...); r.code != 1 || r.stderr != "popmail: "+c.want+"\n" {
			t.Errorf("%q: exit code %d, %q, want %q", c.args, r.code, r.stderr, c.want)
		}
	}
	pop(t, data, "account", "add", "--email", testUser, "--server", "localhost", "--keep-password", "ask").must(t, 0)
	if r := pop(t, data, "account", "test", testUser); r.stderr != "popmail: no password is saved for this account\n" {
		t.Errorf("without a password: %q", r.stderr)
	}
	if r := pop(t, data, "receive", "--rest", "99"); r.stderr != "popmail: there is no message 99\n" {
		t.Errorf("the rest of a message that is not there: %q", r.stderr)
	}
}
