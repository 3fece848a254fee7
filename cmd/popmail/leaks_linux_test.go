package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/pop3/pop3test"
)

// forms are those in which a secret could lie about.
func forms(user, secret string) (list []string) {
	raw := base64.RawStdEncoding
	for _, s := range []string{secret, "\x00" + user + "\x00" + secret, "user=" + user + "\x01auth=Bearer " + secret + "\x01"} {
		// Within other text base64 depends on the place: without the ends that do.
		for shift := range 3 {
			coded := raw.EncodeToString([]byte(strings.Repeat("x", shift) + s))
			list = append(list, coded[4:len(coded)-4])
		}
	}
	return append(list, secret, hex.EncodeToString([]byte(secret)), url.QueryEscape(secret))
}

// hunt looks for a secret in texts, by their names.
func hunt(t *testing.T, user, secret string, texts map[string][]byte) {
	t.Helper()
	for where, text := range texts {
		for _, f := range forms(user, secret) {
			if bytes.Contains(text, []byte(f)) {
				t.Errorf("%s holds the secret, as %q", where, f)
			}
		}
	}
}

// watched runs the program and returns what can be seen of it: what it prints and what
// any other program can read of it while it runs.
func watched(t *testing.T, cmd *exec.Cmd) map[string][]byte {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := map[string][]byte{}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	for looked := false; ; looked = true {
		for _, name := range []string{"cmdline", "environ", "comm"} {
			if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", cmd.Process.Pid, name)); err == nil && len(text) > 0 {
				seen[fmt.Sprintf("/proc/%s of %v", name, cmd.Args[1:])] = text
			}
		}
		select {
		case <-ended:
			if !looked {
				t.Log("the program ended before it was looked at twice")
			}
			seen[fmt.Sprintf("output of %v", cmd.Args[1:])] = append(out.Bytes(), errs.Bytes()...)
			return seen
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// folder is everything below dir but the file that secrets are kept in.
func folder(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || e.Name() == "secrets.json" {
			return err
		}
		texts[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) == 0 {
		t.Fatalf("nothing lies in %s", dir)
	}
	return texts
}

// Neither password nor token is in what the program prints, in what other programs see
// of it, or in any file but the one for secrets; whatever the server answers.
func TestNoSecretLiesAbout(t *testing.T) {
	const password, token, refresh = "Geheim#17-und-lang", "ya29.A0-token-of-anna-17", "1//0g-refresh-of-anna-17"
	answers := []string{"+OK in", "-ERR bad password %s", "-ERR [AUTH] no", "-ERR %s", "what is %s", ""}
	for _, by := range []string{"password", "token"} {
		for i, answer := range answers {
			t.Run(fmt.Sprintf("%s %d", by, i), func(t *testing.T) {
				secret, line := password, "AUTH PLAIN "
				if by == "token" {
					secret, line = token, "AUTH XOAUTH2 "
				}
				if strings.Contains(answer, "%s") {
					answer = fmt.Sprintf(answer, secret)
				}
				steps := []pop3test.Step{pop3test.StartTLS(), pop3test.Send("+OK\r\n"), pop3test.CAPA("UIDL", "SASL PLAIN XOAUTH2"), pop3test.Expect(line)}
				if answer != "" {
					steps = append(steps, pop3test.Send(answer+"\r\n"))
				}
				if i == 0 {
					steps = append(steps, pop3test.CAPA("UIDL"), pop3test.Answer("STAT", "+OK 0 0\r\n"), pop3test.Answer("", "+OK\r\n.\r\n"), pop3test.Answer("", "+OK\r\n.\r\n"))
				}
				s, err := pop3test.NewScript(steps)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = s.Close() }()
				data := dataFolder(t)
				ca := filepath.Join(t.TempDir(), "ca.pem")
				if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
					t.Fatal(err)
				}
				app, err := openApp(t.Context(), data)
				if err != nil {
					t.Fatal(err)
				}
				c := account.Password(password)
				if by == "token" {
					c = account.WithToken(account.Token{Issuer: "example", Servers: "127.0.0.1", Access: token, Refresh: refresh, Expires: time.Now().Add(time.Hour).Unix()})
				}
				a := account.Account{Email: "anna@example.org", User: "anna", Keep: account.KeepFile, Incoming: account.Server{Host: "127.0.0.1", Port: s.Port(), Security: account.TLS, CAFile: ca}}
				if _, err := app.accounts.Add(t.Context(), a, c); err != nil {
					t.Fatal(err)
				}
				if err := app.Close(); err != nil {
					t.Fatal(err)
				}
				for _, args := range [][]string{{"receive", "--json"}, {"receive"}, {"account", "list", "--json"}, {"account", "list"}} {
					seen := watched(t, logged(t, data, true, args...))
					hunt(t, "anna", secret, seen)
					hunt(t, "anna", refresh, seen)
				}
				used := false
				for _, l := range s.Got() {
					used = used || strings.HasPrefix(l, line)
				}
				if !used {
					t.Errorf("the server did not get the secret: %q", s.Got())
				}
				hunt(t, "anna", secret, folder(t, filepath.Dir(data)))
				hunt(t, "anna", refresh, folder(t, filepath.Dir(data)))
				if i != 0 {
					return
				}
				// The hunter finds what is there.
				kept, err := os.ReadFile(filepath.Join(data, "secrets.json"))
				found := false
				for _, f := range forms("anna", secret) {
					found = found || bytes.Contains(kept, []byte(f))
				}
				if err != nil || !found {
					t.Errorf("the hunt does not find the secret where it is kept (%v)", err)
				}
			})
		}
	}
	// Given on the way: by standard input and by file.
	data := dataFolder(t)
	file := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	add := call(t, data, "account", "add", "--email", "ben@example.org", "--server", "127.0.0.1", "--port", "1", "--keep-password", "file", "--password-file", file)
	hunt(t, "ben", password, watched(t, add))
	hunt(t, "ben", password, folder(t, data))
}
