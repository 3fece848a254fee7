package main

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"popmail/account/line/linetest"
	"popmail/pop3/pop3test"
)

// gate hands connections on and counts them.
func gate(t *testing.T, to string) (port int, count *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	count = new(atomic.Int32)
	var all sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); all.Wait() })
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			count.Add(1)
			s, err := net.Dial("tcp", to)
			if err != nil {
				_ = c.Close()
				continue
			}
			for _, pair := range [][2]net.Conn{{c, s}, {s, c}} {
				all.Go(func() {
					_, _ = io.Copy(pair[0], pair[1])
					_ = pair[0].Close()
				})
			}
		}
	})
	return l.Addr().(*net.TCPAddr).Port, count
}

// TestABadCertificateStopsTheWindow: a known server that shows a bad certificate is looked
// at once more after a restart, as it may be another network then, and when the person
// presses Get mail, and is not told a password.
func TestABadCertificateStopsTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	ca := linetest.NewCA(t, "Example Root")
	server := pop3test.New(pop3test.Options{Users: map[string]string{"anna": "secret"}})
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	good, bad := ca.Make(t, linetest.Leaf{}), ca.Make(t, linetest.Leaf{SelfSigned: true})
	server.SetCertificate(good)
	port, connections := gate(t, server.TLSAddr())
	data := dataFolder(t)
	dir := t.TempDir()
	pw, authority := filepath.Join(dir, "pw"), filepath.Join(dir, "ca.pem")
	for file, octets := range map[string][]byte{pw: []byte("secret\n"), authority: ca.PEM()} {
		if err := os.WriteFile(file, octets, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pop(t, data, "account", "add", "--email", "ann@example.org", "--user", "anna", "--server", "localhost", "--port", strconv.Itoa(port),
		"--keep-password", "file", "--password-file", pw, "--ca-file", authority).must(t, 0)
	server.AddMessage("anna", []byte("Subject: first\r\n\r\nx\r\n"))
	pop(t, data, "receive").must(t, 0)
	logins := server.Logins()
	server.SetCertificate(bad)
	server.AddMessage("anna", []byte("Subject: second\r\n\r\nx\r\n"))

	s := newScreen(t, "halted")
	failed := func() bool {
		return strings.Contains(pop(t, data, "account", "list").must(t, 0).stdout, "the password was not sent")
	}
	n := openPopMail(s, data)
	s.wait("the window has seen the certificate", failed)
	s.settled()
	s.shot("stopped")
	n.leave()
	before := connections.Load()

	n = openPopMail(s, data)
	s.wait("it is looked at after the restart", func() bool { return connections.Load() > before })
	s.settled()
	s.shot("after a restart")
	if got := connections.Load(); got != before+1 {
		t.Errorf("%d connections by itself after the restart", got-before)
	}
	before = connections.Load()
	// Nothing else may be under way when the person asks: one look, and no more.
	s.keys("F5")
	s.wait("it is looked at again", func() bool { return connections.Load() > before })
	s.settled()
	once := connections.Load() - before
	if server.Logins() != logins {
		t.Error("a log-in was tried")
	}
	server.SetCertificate(good)
	s.keys("F5")
	s.wait("mail comes again", func() bool {
		return strings.Contains(pop(t, data, "list").must(t, 0).stdout, "second")
	})
	if once != 1 {
		t.Errorf("one press of Get mail makes %d connections", once)
	}
	n.leave()
}
