package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"popmail/account"
	"popmail/account/journal"
	"popmail/pop3/pop3test"
	"popmail/pop3/pop3test/dovecot"
)

// logged is a command line that logs the dialogue as well, if debug.
func logged(t testing.TB, data string, debug bool, args ...string) *exec.Cmd {
	t.Helper()
	cmd := call(t, data, args...)
	if debug {
		cmd.Env = append(cmd.Env, journal.DebugEnv+"=debug")
	}
	return cmd
}

// private are words that stand in the mail of this test, one of each place.
var private = []string{
	"Kranichzug", "Zwetschgenmus", "Rosenstrauch", "Hagebutten.txt", "Butterblume", "Friedlinde", "schwester", "Sauerampfer",
}

// privateMail is a message with them. tail is put at its end.
func privateMail(n int, tail string) string {
	return fmt.Sprintf("From: Friedlinde <schwester%d@example.net>\r\nTo: <ann@example.org>\r\nSubject: Kranichzug %[1]d\r\nMessage-ID: <priv-%[1]d@example.net>\r\n"+
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nZwetschgenmus und Rosenstrauch\r\n%[2]s"+
		"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=Hagebutten.txt\r\n\r\nButterblume\r\n--b--\r\n", n, tail)
}

// theLog is what stands in all files of the log.
func theLog(t testing.TB, data string) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(data, journal.Folder, "*.log"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no log: %v", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// Neither what logs in nor anything of the mail is in the log, and what logs in is in no
// file but the one for secrets, whatever servers say and whatever is asked for.
func TestLogTellsNothing(t *testing.T) {
	for _, debug := range []bool{false, true} {
		t.Run(fmt.Sprintf("debug=%v", debug), func(t *testing.T) {
			var all strings.Builder
			for _, story := range []struct {
				name string
				play func(t *testing.T, data string, debug bool) []string // returns what is secret
			}{{"mechanisms", mechanismsLogged}, {"token", tokenLogged}, {"servers that repeat", repeatersLogged}, {"sending", sendingLogged}} {
				t.Run(story.name, func(t *testing.T) {
					data := dataFolder(t)
					secrets := story.play(t, data, debug)
					text := theLog(t, data)
					all.WriteString(text)
					for _, word := range private {
						if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
							t.Errorf("the log holds %q:\n%s", word, around(text, word))
						}
					}
					for _, name := range []string{testUser, "bob@example.net"} {
						if strings.Contains(text, name) {
							t.Errorf("the log holds the address %s:\n%s", name, around(text, name))
						}
					}
					for _, s := range secrets {
						hunt(t, testUser, s, folder(t, data))
						hunt(t, "ann", s, map[string][]byte{"the log": []byte(text)})
					}
				})
			}
			if text := all.String(); debug != strings.Contains(text, "msg=pop3 ") || !strings.Contains(text, "session ended") || !strings.Contains(text, "a…@example.org") && debug {
				t.Errorf("the log does not tell what it is to:\n%.4000s", text)
			}
		})
	}
}

func around(text, word string) string {
	for l := range strings.Lines(text) {
		if strings.Contains(strings.ToLower(l), strings.ToLower(word)) {
			return l
		}
	}
	return ""
}

// mechanismsLogged logs in to a real server in every way, rightly and wrongly.
func mechanismsLogged(t *testing.T, data string, debug bool) (secrets []string) {
	const wrong = "ganz/Falsches+Wort"
	s := dovecot.Run(t, dovecot.Options{Mechanisms: "plain login cram-md5 apop scram-sha-1 scram-sha-256"})
	fill(t, s, [][]byte{[]byte(privateMail(1, "")), []byte(privateMail(2, "Sauerampfer\r\n"))})
	for i, auth := range []string{"user", "plain", "login", "cram-md5", "apop", "scram-sha-1", "scram-sha-256"} {
		dir := filepath.Join(data, fmt.Sprint(i))
		addAccount(t, dir, s, "starttls", "--auth", auth)
		if out, err := logged(t, dir, debug, "receive").CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", auth, err, out)
		}
		file := filepath.Join(t.TempDir(), "pw")
		if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := logged(t, dir, debug, "receive", "--password-file", file).CombinedOutput(); err == nil {
			t.Fatalf("%s: the wrong password was taken\n%s", auth, out)
		}
	}
	gatherLogs(t, data)
	return []string{testPassword, wrong}
}

// gatherLogs copies the logs of folders below data into its own.
func gatherLogs(t *testing.T, data string) {
	t.Helper()
	to := filepath.Join(data, journal.Folder)
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(data, "*", journal.Folder, "*.log"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no logs: %v", err)
	}
	for i, f := range files {
		text, err := os.ReadFile(f)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, fmt.Sprintf("gathered.%d.log", i)), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// tokenLogged shows a token to a server that refuses it with words of its own, and to one
// that takes it.
func tokenLogged(t *testing.T, data string, debug bool) (secrets []string) {
	const token, refresh = "ya29.A0-token-of-ann-23", "1//0g-refresh-of-ann-23"
	why := base64.StdEncoding.EncodeToString([]byte(`{"status":"401","token":"` + token + `"}`))
	s, err := pop3test.NewScript(
		[]pop3test.Step{pop3test.StartTLS(), pop3test.Send("+OK hello\r\n"), pop3test.CAPA("SASL XOAUTH2", "UIDL"), pop3test.Answer("AUTH XOAUTH2", "+ "+why+"\r\n"), pop3test.Answer("", "-ERR bad "+token+"\r\n")},
		[]pop3test.Step{pop3test.StartTLS(), pop3test.Send("+OK hello\r\n"), pop3test.CAPA("SASL XOAUTH2", "UIDL"), pop3test.Answer("AUTH XOAUTH2", "+OK "+token+"\r\n"), pop3test.CAPA("UIDL"),
			pop3test.Answer("STAT", "+OK 1 600\r\n"), pop3test.Answer("UIDL", "+OK\r\n1 u1\r\n.\r\n"), pop3test.Answer("LIST", "+OK\r\n1 "+fmt.Sprint(len(privateMail(1, "")))+"\r\n.\r\n"),
			pop3test.Answer("RETR 1", "+OK Kranichzug\r\n"+privateMail(1, "")+".\r\n"), pop3test.Answer("QUIT", "+OK\r\n")},
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	app, err := openApp(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	c := account.WithToken(account.Token{Issuer: "example", Servers: "127.0.0.1", Access: token, Refresh: refresh, Expires: time.Now().Add(time.Hour).Unix()})
	a := account.Account{Email: testUser, User: "ann", Keep: account.KeepFile, Auth: account.AuthXOAuth2, Incoming: account.Server{Host: "127.0.0.1", Port: s.Port(), Security: account.TLS, CAFile: ca}}
	if _, err := app.accounts.Add(t.Context(), a, c); err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, _ = logged(t, data, debug, "receive").CombinedOutput()
	}
	if s.Connections() < 2 {
		t.Errorf("%d connections: %v", s.Connections(), s.Got())
	}
	return []string{token, refresh}
}

// repeatersLogged meets servers that repeat the password, or something of the mail, where
// nobody asked for it.
func repeatersLogged(t *testing.T, data string, debug bool) (secrets []string) {
	one := privateMail(1, "")
	begin := func() pop3test.Step {
		return pop3test.Do(pop3test.Send("+OK\r\n"), pop3test.NoCAPA(), pop3test.Answer("USER", "+OK ann@example.org is welcome\r\n"))
	}
	open := func() pop3test.Step {
		return pop3test.Do(pop3test.Answer("PASS", "+OK your password is "+testPassword+"\r\n"), pop3test.NoCAPA(), pop3test.Answer("STAT", "+OK 3 1500\r\n"),
			pop3test.Answer("UIDL", "+OK\r\n1 u1\r\n2 u2\r\n3 u3\r\n.\r\n"), pop3test.Answer("LIST", fmt.Sprintf("+OK\r\n1 %d\r\n2 500\r\n3 500\r\n.\r\n", len(one))))
	}
	for i, steps := range [][]pop3test.Step{
		{begin(), pop3test.Answer("PASS", "-ERR wrong password "+testPassword+" of ann@example.org\r\n")},
		{begin(), open(), pop3test.Answer("RETR 1", "+OK Kranichzug\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "-ERR [SYS/PERM] virus in Kranichzug\r\n"), pop3test.Answer("RETR 3", "-ERR Zwetschgenmus\r\n"), pop3test.Answer("QUIT", "+OK Kranichzug\r\n")},
		{begin(), open(), pop3test.Answer("RETR 1", "+OK\r\n"+one+".\r\n"), pop3test.Answer("RETR 2", "Sauerampfer\r\nZwetschgenmus\r\n.\r\n")},
		{begin(), open(), pop3test.Answer("RETR 1", "+OK\r\n"+one[:200]), pop3test.Cut()},
	} {
		s, err := pop3test.NewScript(steps, steps)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(data, fmt.Sprint(i))
		popIn(t, dir, testPassword+"\n", "account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(s.Port()), "--security", "none", "--auth", "user", "--keep-password", "file", "--password-stdin").must(t, 0)
		_, _ = logged(t, dir, debug, "receive").CombinedOutput()
		if s.Connections() == 0 {
			t.Errorf("%d: nobody came", i)
		}
		if err := s.Close(); err != nil && i != 3 {
			t.Logf("%d: %v, got %q", i, err, s.Got())
		}
	}
	gatherLogs(t, data)
	return []string{testPassword}
}

// sendingLogged sends letters to a server that takes them, and to one that repeats them.
func sendingLogged(t *testing.T, data string, debug bool) (secrets []string) {
	s := newSubmitted(t, nil)
	s.denying(func(_, to string) error {
		if strings.HasPrefix(to, "schwester") {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no schwester here"}
		}
		return nil
	})
	s.saying(func(raw string) error {
		if strings.Contains(raw, "Sauerampfer") {
			return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "Kranichzug looks like spam: Zwetschgenmus"}
		}
		return nil
	})
	addSender(t, data, s)
	write := func(text, to string) {
		t.Helper()
		cmd := logged(t, data, debug, "send", to)
		cmd.Stdin = strings.NewReader("From: <" + testUser + ">\nTo: Friedlinde <" + to + ">\nSubject: Kranichzug\n\n" + text + "\n")
		_, _ = cmd.CombinedOutput()
	}
	write("Zwetschgenmus", "bob@example.net")
	write("Sauerampfer", "bob@example.net")
	write("Rosenstrauch", "schwester@example.net")
	if n := len(s.all()); n == 0 {
		t.Error("nothing was sent")
	}
	if text := theLog(t, data); !strings.Contains(text, "state=sent") || !strings.Contains(text, "code=554") || debug && !strings.Contains(text, "554 5.7.1 (") {
		t.Errorf("%s", text)
	}
	return []string{testPassword}
}

// Many programs write into one log at once: every line is whole, and none is missing.
func TestLogOfMany(t *testing.T) {
	data := emptyMail(t)
	pop(t, data, "list").must(t, 0)
	var open sync.WaitGroup
	for range 4 {
		open.Go(func() {
			for range 6 {
				if out, err := logged(t, data, true, "list").CombinedOutput(); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			}
		})
	}
	open.Wait()
	starts, ends := 0, 0
	for l := range strings.Lines(theLog(t, data)) {
		if !strings.HasPrefix(l, "time=") || !strings.HasSuffix(l, "\n") || strings.Count(l, "time=") != 1 {
			t.Errorf("torn: %q", l)
		}
		starts += strings.Count(l, "msg=start ")
		ends += strings.Count(l, "msg=end ")
	}
	if starts != 25 || ends != 25 {
		t.Errorf("%d starts and %d ends, want 25", starts, ends)
	}
}

// Where the log cannot be written everything else goes on.
func TestLogThatCannotBe(t *testing.T) {
	data := emptyMail(t)
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, journal.Folder), []byte("in the way"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := pop(t, data, "account", "list").must(t, 0); strings.Contains(r.stderr, "log") {
		t.Errorf("%q", r.stderr)
	}
	// Every write to it says that the disk is full.
	data = dataFolder(t)
	if err := os.MkdirAll(filepath.Join(data, journal.Folder), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/full", journal.Path(data)); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	s := dovecot.Run(t, dovecot.Options{})
	fill(t, s, letters(3))
	addAccount(t, data, s, "tls")
	out, err := logged(t, data, true, "receive").CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("3 new messages")) {
		t.Errorf("%v\n%s", err, out)
	}
}
