package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// fault receives from a server that does not do its part: exit code 1, a row with
// an error that holds words, the same in account list, and nothing on the line
// that looks like the password.
func fault(t *testing.T, data, words string, args ...string) receiveRow {
	t.Helper()
	r := pop(t, data, append([]string{"receive", "--json"}, args...)...).must(t, 1)
	got := row[receiveRow](t, r)
	if !strings.Contains(got.Error, words) {
		t.Errorf("error %q does not say %q", got.Error, words)
	}
	if got.Account != testUser || got.Received != 0 || got.Failed == nil {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(r.stderr, words) {
		t.Errorf("stderr %q does not say %q", r.stderr, words)
	}
	a := row[accountRow](t, pop(t, data, "account", "list", "--json").must(t, 0))
	if !strings.Contains(a.LastError, words) || a.LastCheck != nil {
		t.Errorf("account: %+v", a)
	}
	if all := r.stdout + r.stderr + a.LastError; strings.Contains(all, testPassword) || strings.Contains(all, "se cret") {
		t.Errorf("the password is in %s", all)
	}
	return got
}

func TestFaults(t *testing.T) {
	t.Run("wrong password", func(t *testing.T) {
		s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
		fill(t, s, letters(1))
		port := fmt.Sprint(s.TLS)
		popIn(t, data, "not it\n", "account", "add", "--email", testUser, "--server", s.Host, "--port", port,
			"--ca-file", s.CAFile, "--keep-password", "file", "--password-stdin").must(t, 0)
		fault(t, data, "the user name or password is wrong")
		// Another password for once.
		r := popIn(t, data, testPassword, "receive", "--json", "--password-stdin").must(t, 0)
		if got := row[receiveRow](t, r); got.Received != 1 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("busy", func(t *testing.T) {
		t.Parallel() // Dovecot waits 10 seconds for the mailbox
		s, data := dovecot.Run(t, dovecot.Options{Lock: true}), dataFolder(t)
		fill(t, s, letters(1))
		addAccount(t, data, s, "none")
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.Plain))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		lines := bufio.NewScanner(c)
		lines.Scan()
		fmt.Fprintf(c, "USER %s\r\nPASS %s\r\n", testUser, testPassword)
		lines.Scan()
		if lines.Scan(); !strings.HasPrefix(lines.Text(), "+OK") {
			t.Fatal(lines.Text())
		}
		fault(t, data, "another program or device has the mailbox open")
		fmt.Fprintf(c, "QUIT\r\n")
		lines.Scan()
		if got := receive(t, data, 0); got.Received != 1 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("unknown authority", func(t *testing.T) {
		s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
		fill(t, s, letters(1))
		for _, security := range []string{"tls", "starttls"} {
			data := filepath.Join(filepath.Dir(data), security)
			other := dovecot.Run(t, dovecot.Options{})
			addAccount(t, data, s, security, "--ca-file", other.CAFile)
			fault(t, data, "nobody this computer trusts")
		}
	})
	t.Run("name", func(t *testing.T) {
		s, data := dovecot.Run(t, dovecot.Options{CertNames: []string{"mail.example.org"}}), dataFolder(t)
		fill(t, s, letters(1))
		addAccount(t, data, s, "tls")
		fault(t, data, "belongs to another name")
	})
	t.Run("expired", func(t *testing.T) {
		s, data := dovecot.Run(t, dovecot.Options{CertUntil: time.Now().Add(-time.Hour)}), dataFolder(t)
		fill(t, s, letters(1))
		addAccount(t, data, s, "starttls")
		fault(t, data, "has expired")
	})
	t.Run("silent", func(t *testing.T) {
		data := dataFolder(t)
		addTo(t, data, listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }), "none")
		began := time.Now()
		fault(t, data, "did not answer in time", "--timeout", "1s")
		if took := time.Since(began); took < time.Second || took > 20*time.Second {
			t.Errorf("gave up after %v", took)
		}
	})
	t.Run("silent in TLS", func(t *testing.T) {
		data := dataFolder(t)
		addTo(t, data, listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }), "tls")
		fault(t, data, "did not answer in time", "--timeout", "1s")
	})
	t.Run("refused", func(t *testing.T) {
		data := dataFolder(t)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
		addTo(t, data, port, "none")
		fault(t, data, "nothing answers on that port")
	})
	t.Run("no POP3", func(t *testing.T) {
		data := dataFolder(t)
		addTo(t, data, listen(t, func(c net.Conn) {
			fmt.Fprint(c, "SSH-2.0-OpenSSH_9.2p1\r\n")
			_, _ = io.Copy(io.Discard, c)
		}), "none")
		fault(t, data, "not a POP3 server", "--timeout", "5s")
	})
	t.Run("no STARTTLS", func(t *testing.T) {
		data := dataFolder(t)
		said := make(chan string, 100)
		addTo(t, data, listen(t, func(c net.Conn) {
			fmt.Fprint(c, "+OK hello\r\n")
			for lines := bufio.NewScanner(c); lines.Scan(); {
				said <- lines.Text()
				if lines.Text() == "QUIT" {
					fmt.Fprint(c, "+OK\r\n")
					return
				}
				fmt.Fprint(c, "-ERR \x1b[31mno\x1b[0m\r\n")
			}
		}), "starttls")
		got := fault(t, data, "can’t turn on encryption", "--timeout", "5s")
		if strings.ContainsRune(got.Error, '\x1b') {
			t.Errorf("error %q", got.Error)
		}
		close(said)
		for s := range said {
			if strings.HasPrefix(s, "USER") || strings.HasPrefix(s, "PASS") || strings.HasPrefix(s, "AUTH") {
				t.Errorf("%q was sent in the clear", s)
			}
		}
	})
	t.Run("cut", func(t *testing.T) {
		data := dataFolder(t)
		addTo(t, data, listen(t, func(c net.Conn) { fmt.Fprint(c, "+OK hel") }), "none")
		fault(t, data, "connection was cut", "--timeout", "5s")
	})
	t.Run("no such account", func(t *testing.T) {
		data := dataFolder(t)
		r := pop(t, data, "receive", "--json", "--account", "eve@example.org").must(t, 1)
		if got := row[receiveRow](t, r); got.Account != "eve@example.org" || !strings.Contains(got.Error, "no account") {
			t.Errorf("%+v", got)
		}
	})
	t.Run("no password", func(t *testing.T) {
		data := dataFolder(t)
		pop(t, data, "account", "add", "--email", testUser, "--server", "127.0.0.1", "--keep-password", "ask").must(t, 0)
		fault(t, data, "no password")
	})
}

// TestOneOfTwo has two accounts, of which one fails: the other gets its mail.
func TestOneOfTwo(t *testing.T) {
	s, data := dovecot.Run(t, dovecot.Options{}), dataFolder(t)
	fill(t, s, letters(4))
	popIn(t, data, "x", "account", "add", "--email", "bob@example.org", "--server", "127.0.0.1", "--port", "1", "--security", "none",
		"--keep-password", "file", "--password-stdin").must(t, 0)
	addAccount(t, data, s, "tls")
	got := rows[receiveRow](t, pop(t, data, "receive", "--json").must(t, 1))
	if len(got) != 2 || got[0].Account != "bob@example.org" || got[0].Error == "" || got[1].Account != testUser || got[1].Error != "" || got[1].Received != 4 {
		t.Fatalf("%+v", got)
	}
	pop(t, data, "receive", "--account", "ANN@example.org").must(t, 0)
	// Both have an Inbox; the name means both.
	list := rows[summaryRow](t, pop(t, data, "list", "--folder", "INBOX", "--json").must(t, 0))
	if len(list) != 4 || list[0].Account != testUser || list[0].Folder != "Inbox" {
		t.Fatalf("%+v", list)
	}
}

// listen serves each line with serve, until the test ends.
func listen(t *testing.T, serve func(net.Conn)) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c)
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func addTo(t *testing.T, data string, port int, security string, more ...string) {
	t.Helper()
	popIn(t, data, testPassword, append([]string{"account", "add", "--email", testUser, "--server", "127.0.0.1", "--port", fmt.Sprint(port),
		"--security", security, "--keep-password", "file", "--password-stdin"}, more...)...).must(t, 0)
}
