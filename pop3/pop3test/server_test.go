package pop3test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/textproto"
	"os"
	"strings"
	"testing"
	"time"
)

// talk plays a dialogue given as lines "C: …" and "S: …". A server's line must
// begin as given, "S= …" must be exactly as given.
func talk(t *testing.T, conn net.Conn, dialogue string) {
	t.Helper()
	r := textproto.NewReader(bufio.NewReader(conn))
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	for line := range strings.Lines(dialogue) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		text := strings.TrimPrefix(line[2:], " ")
		if line[0] == 'C' {
			if _, err := conn.Write([]byte(text + "\r\n")); err != nil {
				t.Fatal(line, err)
			}
			continue
		}
		got, err := r.ReadLine()
		if err != nil || !strings.HasPrefix(got, text) || (line[1] == '=' && got != text) {
			t.Fatalf("%s: got %q %v", line, got, err)
		}
	}
}

func started(t *testing.T, o Options) *Server {
	t.Helper()
	s := New(o)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func connect(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestServer(t *testing.T) {
	s := started(t, Options{Users: map[string]string{"bob": "sec ret"}, UID: func(_ string, n int) string { return "u" + string(rune('0'+n)) }})
	s.AddMessage("bob", []byte("Subject: 1\r\n\r\n.\r\n..x\r\nlast"))
	s.AddMessage("bob", []byte("Subject: 2\r\n\r\n\r\n"))
	talk(t, connect(t, s.Addr()), `
		S: +OK
		C: STAT
		S: -ERR
		C: PASS sec ret
		S: -ERR
		C: user bob
		S: +OK
		C: PASS wrong
		S: -ERR [AUTH]
		C: PASS sec ret
		S: -ERR
		C: USER bob
		S: +OK
		C: PASS sec ret
		S: +OK
		C: USER bob
		S: -ERR
		C: STAT
		S= +OK 2 44
		C: LIST
		S: +OK
		S= 1 28
		S= 2 16
		S= .
		C: LIST 2
		S= +OK 2 16
		C: LIST 3
		S: -ERR
		C: UIDL
		S: +OK
		S= 1 u1
		S= 2 u2
		S= .
		C: UIDL 1
		S= +OK 1 u1
		C: RETR 1
		S= +OK 28 octets
		S= Subject: 1
		S= 
		S= ..
		S= ...x
		S= last
		S= .
		C: TOP 1 1
		S: +OK
		S= Subject: 1
		S= 
		S= ..
		S= .
		C: TOP 1
		S: -ERR
		C: DELE 1
		S: +OK
		C: DELE 1
		S: -ERR
		C: RETR 1
		S: -ERR
		C: STAT
		S= +OK 1 16
		C: LIST
		S: +OK
		S= 2 16
		S= .
		C: RSET
		S: +OK
		C: DELE 2
		S: +OK
		C: RETR 0
		S: -ERR
		C: RETR x
		S: -ERR
		C: XYZZY
		S: -ERR
		C: NOOP
		S: +OK
		C: QUIT
		S: +OK
	`)
	if left := s.Messages("bob"); len(left) != 1 || left[0].UID != "u1" {
		t.Error(left)
	}
	if s.Logins() != 1 || s.Commands("pass") != 4 || s.Commands("RETR") != 4 || s.Commands("?") != 1 {
		t.Error(s.Logins(), s.Commands("pass"), s.Commands("RETR"), s.Commands("?"))
	}
}

const enter = "S: +OK\nC: USER bob\nS: +OK\nC: PASS x\nS: +OK\n"

// What arrives during a session is seen by the next one, and is not removed by this one.
func TestMailDuringSession(t *testing.T) {
	s := started(t, Options{Users: map[string]string{"bob": "x"}})
	s.AddMessage("bob", []byte("1\r\n"))
	c := connect(t, s.Addr())
	talk(t, c, enter)
	s.AddMessage("bob", []byte("2\r\n"))
	talk(t, c, "C: STAT\nS= +OK 1 3\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n")
	talk(t, connect(t, s.Addr()), enter+"C: RETR 1\nS: +OK\nS= 2\nS= .\nC: DELE 1\nS: +OK\n") // no QUIT
	for s.Open() > 0 {
		s.CutAll()
		time.Sleep(time.Millisecond)
	}
	if left := s.Messages("bob"); len(left) != 1 {
		t.Error(left)
	}
	talk(t, connect(t, s.Addr()), enter) // the maildrop is free again
}

func TestAbilitiesCanBeTakenAway(t *testing.T) {
	s := started(t, Options{Users: map[string]string{"bob": "x"}, NoCAPA: true, NoTOP: true, NoUIDL: true, NoSTLS: true, NoCodes: true})
	talk(t, connect(t, s.Addr()), "S: +OK\nC: CAPA\nS: -ERR\nC: STLS\nS: -ERR\nC: USER bob\nS: +OK\nC: PASS y\nS= -ERR user name or password are wrong\nC: USER bob\nS: +OK\nC: PASS x\nS: +OK\nC: UIDL\nS: -ERR\nC: TOP 1 1\nS: -ERR\n")
	s.Refuse(true)
	if n, err := connect(t, s.Addr()).Read(make([]byte, 9)); err == nil {
		t.Error(n)
	}
	s.Refuse(false)
	talk(t, connect(t, s.Addr()), "S: +OK\n")
}

func TestHookAndDelay(t *testing.T) {
	lines := make(chan string, 9)
	s := started(t, Options{Users: map[string]string{"bob": "x"}, Delay: 30 * time.Millisecond, Hook: func(user, line string) string {
		lines <- user + ":" + line
		if line == "NOOP" {
			return "-ERR not today"
		}
		return ""
	}})
	s.AddMessage("bob", []byte("1\r\n"))
	start := time.Now()
	talk(t, connect(t, s.Addr()), enter+"C: NOOP\nS= -ERR not today\nC: RETR 1\nS: +OK\nS= 1\nS= .\n")
	if time.Since(start) < 30*time.Millisecond {
		t.Error("no delay")
	}
	for _, want := range []string{":USER bob", "bob:PASS", "bob:NOOP", "bob:RETR 1"} {
		if got := <-lines; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEncryption(t *testing.T) {
	s := started(t, Options{Users: map[string]string{"bob": "x"}, PlainRefused: true})
	pem, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) || string(pem) != string(s.CAPEM()) {
		t.Fatal("no CA")
	}
	for _, name := range []string{"localhost", "127.0.0.1"} {
		c, err := tls.Dial("tcp", s.TLSAddr(), &tls.Config{RootCAs: pool, ServerName: name})
		if err != nil {
			t.Fatal(err)
		}
		talk(t, c, enter+"C: QUIT\nS: +OK\n")
		_ = c.Close()
	}
	c := connect(t, s.Addr())
	talk(t, c, "S: +OK\nC: USER bob\nS: -ERR\nC: STLS\nS: +OK\n")
	cfg := s.ClientTLS()
	cfg.ServerName = "localhost"
	secure := tls.Client(c, cfg)
	talk(t, secure, "C: STLS\nS: -ERR\nC: USER bob\nS: +OK\nC: PASS x\nS: +OK\nC: QUIT\nS: +OK\n")
	file := s.CAFile()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("the CA file is left")
	}
}

func TestScriptReportsWhatIsWrong(t *testing.T) {
	s, err := NewScript([]Step{Send("+OK\r\n"), Answer("USER", "+OK\r\n")}, []Step{Send("-ERR second\r\n")})
	if err != nil {
		t.Fatal(err)
	}
	talk(t, connect(t, s.Addr()), "S: +OK\nC: NOOP\n")
	talk(t, connect(t, s.Addr()), "S: -ERR second\n")
	talk(t, connect(t, s.Addr()), "S: -ERR second\n")
	for s.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "NOOP") || s.Connections() != 3 || len(s.Got()) != 1 {
		t.Error(err, s.Got())
	}
	if err := s.Close(); err == nil {
		t.Error("the error is forgotten")
	}
}
