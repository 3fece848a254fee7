//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"popmail/account/discover"
	"popmail/assets/sample"
	"popmail/pop3/pop3test/dovecot"
)

// newcomer is a running window.
type newcomer struct {
	*screen
	data string
	cmd  *exec.Cmd
	errs bytes.Buffer
}

// openPopMail starts the window as a person does, and waits until it is there.
func openPopMail(s *screen, data string, env ...string) *newcomer {
	s.t.Helper()
	return openBy(s, data, call(s.t, data), env...)
}

// openBy is openPopMail by a command line of its own.
func openBy(s *screen, data string, c *exec.Cmd, env ...string) *newcomer {
	s.t.Helper()
	// A window may be open for longer than a command may take.
	n := &newcomer{screen: s, data: data, cmd: exec.Command(c.Path, c.Args[1:]...)}
	n.cmd.Env = append(c.Env, append(env, "DISPLAY="+s.display, "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")...)
	n.cmd.Stderr = &n.errs
	if err := n.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = n.cmd.Process.Kill()
		_, _ = n.cmd.Process.Wait()
	})
	s.wait("the window opens", func() bool { return strings.Contains(s.title(), "PopMail") })
	return n
}

// leave closes the window with the keyboard, and checks that it ended well and
// that nothing was done on the wrong thread. A key that comes before the mail file
// is open does nothing, so it is pressed again while the window is there.
func (n *newcomer) leave() {
	n.t.Helper()
	done := make(chan error, 1)
	go func() { done <- n.cmd.Wait() }()
	for end, open := time.After(30*time.Second), true; open; {
		if n.title() != "" {
			n.keys("ctrl+q")
		}
		select {
		case err := <-done:
			if open = false; err != nil {
				n.t.Errorf("PopMail ended with %v\n%s", err, n.errs.String())
			}
		case <-time.After(2 * time.Second):
		case <-end:
			n.t.Fatal("PopMail does not end")
		}
	}
	if strings.Contains(n.errs.String(), "fyne.Do") || strings.Contains(n.errs.String(), "panic") {
		n.t.Errorf("%s", n.errs.String())
	}
}

// read returns the subjects of the messages that are read.
func (n *newcomer) read() map[string]bool {
	n.t.Helper()
	out := make(map[string]bool)
	for _, r := range rows[summaryRow](n.t, pop(n.t, n.data, "list", "--json").must(n.t, 0)) {
		if r.Read {
			out[r.Subject] = true
		}
	}
	return out
}

func (n *newcomer) waitRead(subject string) {
	n.t.Helper()
	n.wait("reading "+strconv.Quote(subject), func() bool { return n.read()[subject] })
}

// TestNewcomer is the way of a person who opens PopMail for the first time: the
// account is set up with mouse and keyboard, mail arrives from a real server, is
// read and found, and can still be read and found when the server is gone and
// PopMail was closed in between.
func TestNewcomer(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	comesAnew(t, "newcomer", "")
}

// packedVar names the program of a package, which .ci/installed has taken out of it.
const packedVar = "POPMAIL_TEST_PACKED"

// TestStranger is TestNewcomer with the program as people install it.
func TestStranger(t *testing.T) {
	packed := os.Getenv(packedVar)
	if packed == "" {
		t.Skip(packedVar + " names no program of a package; make dist does")
	}
	comesAnew(t, "stranger", packed)
}

// comesAnew is the way of a newcomer with a program; empty: that of the tests. Pictures lie in
// build/e2e/name.
func comesAnew(t *testing.T, name, program string) {
	server := dovecot.Run(t, dovecot.Options{})
	const user, password = "ann@example.org", "rosebud 7"
	if err := server.AddUser(user, password); err != nil {
		t.Fatal(err)
	}
	mail := sample.Messages(time.Now())
	for _, m := range mail {
		if _, err := server.Deliver(user, bytes.ReplaceAll(m.Raw, []byte("\r\n"), []byte("\n"))); err != nil {
			t.Fatal(err)
		}
	}
	s := newScreen(t, name)
	data := dataFolder(t)
	publish(t, data, "example.org", "localhost", server.TLS)
	open := func() *newcomer {
		c := call(t, data)
		if program != "" {
			c.Path = program
		}
		return openBy(s, data, c, "SSL_CERT_FILE="+server.CAFile)
	}
	n := open()
	time.Sleep(time.Second)
	s.shot("welcome")

	// Who: the first field has the keyboard.
	s.typ("Ann Example")
	s.keys("Tab")
	s.typ(user)
	s.keys("Tab")
	s.typ(password)
	s.shot("person")
	s.press()
	time.Sleep(500 * time.Millisecond)

	// Where: PopMail has found it.
	s.shot("server")
	s.press()
	s.wait("the test of the connection", func() bool { return server.Log() != "" && strings.Contains(server.Log(), "Login: user=<"+user) })
	time.Sleep(time.Second)
	s.shot("keep")
	s.press()
	time.Sleep(time.Second)
	s.shot("done")
	if len(rows[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))) != 1 {
		t.Fatal("the account is not saved")
	}
	s.press()
	s.wait("the mail arrives", func() bool {
		return len(rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0))) == len(mail)
	})
	s.wait("the title counts unread mail", func() bool { return strings.Contains(s.title(), fmt.Sprintf("Inbox · %d unread", len(mail))) })
	s.shot("arrived")

	// The first row of the list is read with the mouse.
	newest := rows[summaryRow](t, pop(t, data, "list", "--json", "--limit", "1").must(t, 0))[0]
	s.click(440, 205)
	n.waitRead(newest.Subject)
	s.shot("read")

	// A message is found as one types.
	hit := onlyHit(t, data)
	s.keys("ctrl+f")
	s.typ(hit.word)
	time.Sleep(700 * time.Millisecond)
	s.shot("found")
	s.keys("Down")
	n.waitRead(hit.subject)
	s.keys("Escape")

	// The server goes away.
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	s.keys("ctrl+r")
	s.wait("offline is told", func() bool { return strings.Contains(s.title(), "Offline") })
	s.shot("offline")
	n.leave()

	n = open()
	s.wait("offline is told again", func() bool { return strings.Contains(s.title(), "Offline") })
	before := len(n.read())
	s.click(440, 300)
	s.wait("another message is read offline", func() bool { return len(n.read()) > before })
	s.shot("read-offline")
	hit = onlyHit(t, data)
	s.keys("ctrl+f")
	s.typ(hit.word)
	time.Sleep(700 * time.Millisecond)
	s.keys("Down")
	n.waitRead(hit.subject)
	s.shot("found-offline")
	n.leave()

	// What is chosen unless the person says otherwise leaves all mail on the server.
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if files, err := server.Messages(user); err != nil || len(files) != len(mail) {
		t.Errorf("%d messages are on the server, want %d (%v)", len(files), len(mail), err)
	}
}

// wordHit is a word that finds one message alone.
type wordHit struct{ word, subject string }

// onlyHit chooses an unread message and a word of its subject that no other
// message holds.
func onlyHit(t *testing.T, data string) wordHit {
	t.Helper()
	for _, r := range rows[summaryRow](t, pop(t, data, "list", "--json").must(t, 0)) {
		if r.Read {
			continue
		}
		for _, w := range strings.Fields(r.Subject) {
			plain := len(w) >= 5 && strings.Trim(strings.ToLower(w), "abcdefghijklmnopqrstuvwxyz") == ""
			if !plain {
				continue
			}
			if found := rows[summaryRow](t, pop(t, data, "search", w, "--json").must(t, 0)); len(found) == 1 && found[0].ID == r.ID {
				return wordHit{w, r.Subject}
			}
		}
	}
	t.Fatal("no unread message has a word of its own")
	return wordHit{}
}

// publish puts settings into the data folder as somebody may who helps: an account of the
// domain is found there, and nobody else is asked.
func publish(t *testing.T, data, domain, host string, port int) {
	t.Helper()
	dir := filepath.Join(data, discover.FolderName)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(`<clientConfig version="1.1"><emailProvider id="%[1]s"><domain>%[1]s</domain><incomingServer type="pop3"><hostname>%[2]s</hostname><port>%[3]d</port><socketType>SSL</socketType><username>%%EMAILADDRESS%%</username><authentication>password-cleartext</authentication></incomingServer></emailProvider></clientConfig>`, domain, host, port)
	if err := os.WriteFile(filepath.Join(dir, domain+".xml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}
