//go:build unix

package dovecot

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

type line struct {
	t *testing.T
	s *Server
	c net.Conn
	*textproto.Reader
}

func dial(t *testing.T, s *Server, secure bool) *line {
	t.Helper()
	var c net.Conn
	var err error
	if secure {
		c, err = tls.Dial("tcp", fmt.Sprintf("%s:%d", s.Host, s.TLS), &tls.Config{RootCAs: roots(t, s), ServerName: s.Host})
	} else {
		c, err = net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.Plain))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	l := &line{t, s, c, textproto.NewReader(bufio.NewReader(c))}
	l.ok("")
	return l
}

func roots(t *testing.T, s *Server) *x509.CertPool {
	t.Helper()
	pem, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("ca.pem holds no certificate")
	}
	return pool
}

func (l *line) say(command string) string {
	l.t.Helper()
	if command != "" {
		if _, err := io.WriteString(l.c, command+"\r\n"); err != nil {
			l.t.Fatal(err)
		}
	}
	answer, err := l.ReadLine()
	if err != nil {
		l.t.Fatalf("%s: %v", command, err)
	}
	return answer
}

func (l *line) ok(command string) string {
	l.t.Helper()
	answer := l.say(command)
	if !strings.HasPrefix(answer, "+OK") {
		l.t.Fatalf("%s: %s\n%s", command, answer, l.s.Log())
	}
	return answer
}

func TestMail(t *testing.T) {
	s := Run(t, Options{})
	if err := s.AddUser("ann@example.org", "p:ss wörd"); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if _, err := s.Deliver("ann@example.org", fmt.Appendf(nil, "Subject: %d\n\n.dot\nend\n", i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, secure := range []bool{false, true} {
		l := dial(t, s, secure)
		l.ok("USER ann@example.org")
		l.ok("PASS p:ss wörd")
		for i := range 3 {
			l.ok(fmt.Sprintf("RETR %d", i+1))
			raw, err := l.ReadDotBytes()
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("Subject: %d\n\n.dot\nend\n", i); string(raw) != want {
				t.Fatalf("message %d: %q, want %q", i+1, raw, want)
			}
		}
		if secure {
			l.ok("DELE 2")
		}
		l.ok("QUIT")
	}
	files, err := s.Messages("ann@example.org")
	if err != nil || len(files) != 2 {
		t.Fatalf("after DELE 2: %v, %v", files, err)
	}
	for i, n := range []int{0, 2} {
		raw, err := os.ReadFile(files[i])
		if err != nil || !bytes.HasPrefix(raw, fmt.Appendf(nil, "Subject: %d\n", n)) {
			t.Fatalf("%s: %q, %v", files[i], raw, err)
		}
	}
	// A user added while it runs, and a changed password.
	if err := s.AddUser("bob", "one"); err != nil {
		t.Fatal(err)
	}
	if err := s.AddUser("ann@example.org", "other"); err != nil {
		t.Fatal(err)
	}
	l := dial(t, s, false)
	l.ok("USER bob")
	if a := l.say("PASS wrong"); !strings.HasPrefix(a, "-ERR") {
		t.Fatalf("wrong password: %s", a)
	}
	l.ok("USER bob")
	l.ok("PASS one")
	l = dial(t, s, false)
	l.ok("USER ann@example.org")
	l.ok("PASS other")
}

func TestOptions(t *testing.T) {
	s := Run(t, Options{TLSOnly: true, Lock: true, CertNames: []string{"mail.example.org"}})
	if err := s.AddUser("ann", "x"); err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", net.JoinHostPort(Far, fmt.Sprint(s.Plain)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	l := &line{t, s, c, textproto.NewReader(bufio.NewReader(c))}
	l.ok("")
	if a := l.say("USER ann"); !strings.HasPrefix(a, "-ERR") {
		t.Fatalf("USER in the clear: %s", a)
	}
	_, err = tls.Dial("tcp", fmt.Sprintf("localhost:%d", s.TLS), &tls.Config{RootCAs: roots(t, s)})
	if name, ok := errors.AsType[x509.HostnameError](err); !ok || name.Host != "localhost" {
		t.Fatalf("TLS to another name: %v", err)
	}
	login := func() (*line, string) {
		c, err := tls.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.TLS), &tls.Config{RootCAs: roots(t, s), ServerName: "mail.example.org"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		l := &line{t, s, c, textproto.NewReader(bufio.NewReader(c))}
		l.ok("")
		l.ok("USER ann")
		return l, l.say("PASS x")
	}
	first, a := login()
	if !strings.HasPrefix(a, "+OK") {
		t.Fatal(a)
	}
	if _, a := login(); !strings.HasPrefix(a, "-ERR [IN-USE]") {
		t.Fatalf("second session: %s", a)
	}
	first.ok("QUIT")
}

func TestStopStartKill(t *testing.T) {
	s := Run(t, Options{})
	if err := s.AddUser("ann", "x"); err != nil {
		t.Fatal(err)
	}
	l := dial(t, s, false)
	l.ok("USER ann")
	l.ok("PASS x")
	group := s.process.cmd.Process.Pid
	for _, end := range []func() error{s.Stop, s.Kill} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.Plain)); err == nil {
			_ = c.Close()
			t.Fatal("the port answers after the end")
		}
		if out, _ := exec.Command("pgrep", "-r", "R,S,D", "-g", fmt.Sprint(group)).Output(); len(out) != 0 {
			t.Fatalf("processes left: %s", out)
		}
		began := time.Now()
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		t.Logf("started in %v", time.Since(began))
		group = s.process.cmd.Process.Pid
		l := dial(t, s, true)
		l.ok("USER ann")
		l.ok("PASS x")
	}
	if err := s.Start(); err == nil {
		t.Fatal("a second start of a running server went well")
	}
}

func TestVersions(t *testing.T) {
	for text, want := range map[string]bool{"2.3.19.1 (9b53102964)\n": false, "2.4.1-4 (7d8c0e5759)": true, "3.0": true} {
		v, err := parseVersion(text)
		if err != nil || v.new() != want {
			t.Errorf("%q: %v, %v", text, v, err)
		}
	}
	if _, err := parseVersion("not a version"); err == nil {
		t.Error("nonsense was read as a version")
	}
}
