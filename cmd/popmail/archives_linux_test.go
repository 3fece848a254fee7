package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"popmail/cmd/popmail/internal/rival"
	"popmail/pop3/pop3test/dovecot"
)

// installed skips the test where a program is not installed.
func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// begin starts a program of a home folder, which is ended with the test or by end.
func begin(t *testing.T, home string, argv ...string) (end func()) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = home
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(s string) bool {
		return strings.HasPrefix(s, "DBUS") || strings.HasPrefix(s, "XDG") || strings.HasPrefix(s, "WAYLAND")
	}), "HOME="+home, "XDG_RUNTIME_DIR="+home, "LC_ALL=C.UTF-8", "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "MOZ_CRASHREPORTER_DISABLE=1")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	end = func() {
		if !ended {
			ended = true
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
			late := time.AfterFunc(10*time.Second, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
			_ = cmd.Wait() // it was ended
			late.Stop()
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it has started
		}
	}
	t.Cleanup(func() {
		end()
		if t.Failed() {
			t.Log(said.String()[max(0, said.Len()-2000):])
		}
	})
	return end
}

// wait waits until done says so, generously.
func wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); !done(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// putFile writes a file, with its folders.
func putFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rivalAccount is testUser's, for other programs.
func rivalAccount(s *dovecot.Server) rival.Account {
	return rival.Account{Host: s.Host, Port: s.Plain, User: testUser, Password: testPassword}
}

// TestThunderbirdWrites: what Thunderbird itself has fetched is read with the very octets of
// the server, and does not come over the line again.
func TestThunderbirdWrites(t *testing.T) {
	thunderbird := installed(t, "thunderbird")
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	mail := append(letters(30), oddLetters()...)
	fill(t, s, mail)
	home := t.TempDir()
	profile := filepath.Join(home, "tb")
	if err := rival.Thunderbird(profile, rivalAccount(s)); errors.Is(err, rival.ErrNoKeys) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	end := begin(t, home, thunderbird, "--headless", "--profile", profile)
	inbox, state := rival.ThunderbirdInbox(profile, s.Host), filepath.Join(profile, "Mail", s.Host, "popstate.dat")
	// It writes the last line of the list at once or when it ends.
	wait(t, "Thunderbird fetches all mail", func() bool {
		return rival.Begun(inbox, "From - ") == len(mail) && rival.Begun(state, "k ") >= len(mail)-1
	})
	end()
	told := rival.Begun(state, "k ")
	addAccount(t, data, s, "tls", "--leave", "forever")
	if r := pop(t, data, "import", profile, "--json").must(t, 0); r.stdout != fmt.Sprintf(`{"imported":%d,"duplicates":0,"failed":0}`+"\n", len(mail)) {
		t.Error(r.stdout, r.stderr)
	}
	if got := receive(t, data, 0); got.OnServer != len(mail) || got.Received != 0 || told == len(mail) && got.Bytes != 0 {
		t.Errorf("after the import, of which Thunderbird has told %d: %+v", told, got)
	}
	compareRaw(t, data, s, mail, make([]string, len(mail)))
}

// oddLetters are those that programs write into files otherwise than others.
func oddLetters() (mail [][]byte) {
	const head = "From: Bob <bob@example.net>\nTo: ann@example.org\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n"
	for i, text := range []string{
		"\nFrom here on all is quoted\n>From there\n>>From\nFrom \n", "\n\n\n", "\nthe last line has two ends\n\n", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGrüße €\n",
		"Status: RO\nX-Status: F\nX-Mozilla-Status: 0009\n\nmarks of others\n", "Content-Length: 3\n\nno such length\n", "\n" + strings.Repeat("long ", 180) + "\n", "\n" + strings.Repeat("many lines\n", 20_000),
	} {
		mail = append(mail, fmt.Appendf(nil, "Message-ID: <odd%d@example.net>\nSubject: odd %d\n%s%s", i, i, head, text))
	}
	return mail
}

// TestClawsWrites: what Claws Mail and Sylpheed have fetched themselves is read with the very
// octets of the server, unread as it came, and is found where they say that they keep it.
func TestClawsWrites(t *testing.T) {
	for _, name := range []string{"claws-mail", "sylpheed"} {
		t.Run(name, func(t *testing.T) {
			path, xvfb := installed(t, name), installed(t, "xvfb-run")
			bus := installed(t, "dbus-run-session")
			s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
			mail := append(letters(12), oddLetters()...)
			fill(t, s, mail)
			home := t.TempDir()
			if err := rival.Sylpheed(home, rivalAccount(s)); err != nil {
				t.Fatal(err)
			}
			end := begin(t, home, xvfb, "-a", bus, "--", path, "--receive-all")
			wait(t, name+" fetches all mail", func() bool {
				return rival.SylpheedHas(home) == len(mail) && strings.Contains(s.Log(), fmt.Sprintf("retr=%d/", len(mail)))
			})
			end()
			addAccount(t, data, s, "tls", "--leave", "forever")
			if r := pop(t, data, "import", filepath.Join(home, "Mail"), "--json").must(t, 0); r.stdout != fmt.Sprintf(`{"imported":%d,"duplicates":0,"failed":0}`+"\n", len(mail)) {
				t.Error(r.stdout, r.stderr)
			}
			if got := receive(t, data, 0); got.OnServer != len(mail) || got.Received != 0 {
				t.Errorf("after the import: %+v", got)
			}
			compareRaw(t, data, s, mail, make([]string, len(mail)))
		})
	}
}
