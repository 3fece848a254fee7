// Package dovecot starts a real Dovecot on loopback for tests and measurements:
// own configuration, ports, certificate authority, users and maildirs, all in
// one folder. It needs the Dovecot programs (Debian: dovecot-pop3d), runs as
// root and as an ordinary user, and knows the configuration of Dovecot 2.3 and 2.4.
package dovecot

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Program is where Dovecot is looked for first; after that, the search path is
// tried.
const Program = "/usr/sbin/dovecot"

// ErrNotInstalled says that this computer has no Dovecot with POP3.
var ErrNotInstalled = errors.New("dovecot with POP3 is not installed (Debian: apt-get install dovecot-pop3d)")

// Host is the name that the certificate is for, beside the address 127.0.0.1.
const Host = "localhost"

// Far is a second address where a server listens (on Linux). From 127.0.0.1 to
// 127.0.0.1 Dovecot takes every line for safe; a line to Far comes from another
// address and is held to Options.TLSOnly.
const Far = "127.0.0.2"

// Options are the settings of a server. The zero value is a server that takes
// passwords in the clear, over STARTTLS and over TLS.
type Options struct {
	TLSOnly   bool      // refuse the password on a line in the clear to Far
	Lock      bool      // one session on a mailbox at a time; a second one gets -ERR [IN-USE]
	ReadOnly  bool      // sessions leave the flags and names of the maildir's files alone
	CertNames []string  // names and addresses in the certificate; nil: localhost, 127.0.0.1 and Far
	CertUntil time.Time // when the certificate ends; zero: in ten years
	// Certificate and Key (PEM) are shown in the place of those that are made.
	Certificate, Key []byte
	Wait             time.Duration
	Mechanisms       string // of SASL, such as "scram-sha-256 cram-md5"; "": plain and login
	// Introspection is the address at which an authorization server says what a token of
	// OAuth is worth (RFC 7662); then XOAUTH2 and OAUTHBEARER, where they are among
	// Mechanisms, take its tokens. Empty: none.
	Introspection string
	Additional    string // lines put at the end of the configuration
}

// Server is one Dovecot.
type Server struct {
	Host      string // "localhost"
	Plain     int    // port in the clear and for STARTTLS
	TLS       int    // port for TLS from the first byte
	CAFile    string // PEM file with the authority that signed the server's certificate
	Dir       string
	version   version
	options   Options
	program   string
	run       string // short path for unix sockets
	owner     owner
	mu        sync.Mutex
	process   *process
	delivered int
	greeting  string // tells this server from others
}

// Start prepares dir (made when missing) and starts a server. Stop ends it.
func Start(dir string, o Options) (*Server, error) {
	program, v, err := find()
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	s := &Server{Host: Host, Dir: dir, version: v, options: o, program: program}
	if s.owner, err = mailOwner(); err != nil {
		return nil, err
	}
	if err := s.owner.reach(dir); err != nil {
		return nil, err
	}
	for _, sub := range []string{"mail", "index", "home"} {
		if err := s.owner.mkdir(filepath.Join(dir, sub)); err != nil {
			return nil, err
		}
	}
	if err := WriteCertificates(dir, o.CertNames, o.CertUntil); err != nil {
		return nil, err
	}
	if o.Certificate != nil {
		if err := errors.Join(os.WriteFile(filepath.Join(dir, "server.pem"), o.Certificate, 0o644), os.WriteFile(filepath.Join(dir, "server.key"), o.Key, 0o600)); err != nil {
			return nil, err
		}
	}
	s.CAFile = filepath.Join(dir, "ca.pem")
	if err := os.MkdirAll(filepath.Join(dir, "passwd"), 0o755); err != nil {
		return nil, err
	}
	for attempt := 0; ; attempt++ {
		if s.Plain, s.TLS, err = freePorts(); err != nil {
			return nil, err
		}
		s.greeting = fmt.Sprintf("Dovecot for PopMail %d.%d", os.Getpid(), time.Now().UnixNano())
		if err = s.Start(); err == nil {
			return s, nil
		}
		if attempt == 2 {
			return nil, err
		}
	}
}

// Start starts a stopped server again, on the same ports and with the same mail.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		return errors.New("dovecot: already running")
	}
	run, err := runDir(s.Dir)
	if err != nil {
		return err
	}
	s.run = run
	if s.options.Introspection != "" {
		if err := s.writeTokens(); err != nil {
			return err
		}
	}
	conf := filepath.Join(s.Dir, "dovecot.conf")
	if err := os.WriteFile(conf, []byte(s.configuration()), 0o644); err != nil {
		return err
	}
	p, err := startProcess(s.program, conf, filepath.Join(s.Dir, "out"))
	if err != nil {
		return err
	}
	wait := s.options.Wait
	if wait <= 0 {
		wait = 20 * time.Second
	}
	if err := s.ready(p, wait); err != nil {
		p.kill()
		s.dropRun()
		return err
	}
	s.process = p
	return nil
}

// Stop ends the server in good order, with all its processes. Mail, users and
// ports stay for another Start.
func (s *Server) Stop() error { return s.end((*process).stop) }

// Kill ends all processes of the server at once, as a power cut would.
func (s *Server) Kill() error {
	return s.end(func(p *process) error { p.kill(); return nil })
}

func (s *Server) end(how func(*process) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	err := how(s.process)
	s.process = nil
	s.dropRun()
	return errors.Join(err, s.gone())
}

// gone waits until nothing listens on the ports any more, which the system sees
// to once the last process has ended.
func (s *Server) gone() error {
	for range 1000 {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Plain)))
		if err != nil {
			return nil
		}
		_ = c.Close()
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("dovecot: port %d still answers", s.Plain)
}

func (s *Server) dropRun() {
	if s.run != "" {
		_ = os.RemoveAll(s.run)
	}
}

// Log is what Dovecot has written so far, for the message of a failed test.
func (s *Server) Log() string {
	log, _ := os.ReadFile(filepath.Join(s.Dir, "log"))
	out, _ := os.ReadFile(filepath.Join(s.Dir, "out"))
	return string(out) + string(log)
}

// AddUser adds a user or changes the password of one. It works at any time.
func (s *Server) AddUser(name, password string) error {
	if name == "" || strings.ContainsAny(name, "/:\r\n\x00 \t") || strings.HasPrefix(name, ".") {
		return fmt.Errorf("dovecot: %q cannot be a user name", name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range []string{"", "tmp", "new", "cur"} {
		if err := s.owner.mkdir(filepath.Join(s.Maildir(name), sub)); err != nil {
			return err
		}
	}
	file := filepath.Join(s.Dir, "passwd", name)
	_, missing := os.Stat(file)
	if err := s.writePassword(name, password); err != nil {
		return err
	}
	if missing == nil && s.process != nil {
		time.Sleep(1100 * time.Millisecond) // until Dovecot looks again
	}
	return nil
}

// ready waits until both ports greet. Dovecot listens before its helpers run;
// the greeting shows that all of them do.
func (s *Server) ready(p *process, wait time.Duration) error {
	end := time.Now().Add(wait)
	for {
		err := greets(s.Plain, s.greeting)
		if err == nil {
			return nil
		}
		if p.ended() || time.Now().After(end) {
			return fmt.Errorf("dovecot did not start: %w\n%s", err, s.Log())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// greets looks for the greeting of this server: another program may have taken
// the port in between.
func greets(port int, greeting string) error {
	c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(line, "+OK") || !strings.Contains(line, greeting) {
		return fmt.Errorf("greeting %q", line)
	}
	_, err = c.Write([]byte("QUIT\r\n"))
	return err
}

// find returns the program and its version.
func find() (string, version, error) {
	program := Program
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("dovecot"); err != nil {
			return "", version{}, ErrNotInstalled
		}
	}
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return "", version{}, fmt.Errorf("%w: %w", ErrNotInstalled, err)
	}
	v, err := parseVersion(string(out))
	if err != nil {
		return "", version{}, err
	}
	if !hasPOP3(program) {
		return "", version{}, ErrNotInstalled
	}
	return program, v, nil
}

// hasPOP3 reports whether Dovecot's POP3 programs are there, which Debian ships apart.
func hasPOP3(program string) bool {
	prefix := filepath.Dir(filepath.Dir(program))
	for _, lib := range []string{prefix + "/lib/dovecot", prefix + "/libexec/dovecot", prefix + "/lib64/dovecot", "/usr/lib/dovecot", "/usr/libexec/dovecot"} {
		if _, err := os.Stat(filepath.Join(lib, "pop3")); err == nil {
			return true
		}
	}
	return false
}

// freePorts finds two ports below those that the system hands out to outgoing
// connections, so that a stopped server finds them free again.
func freePorts() (plain, tls int, err error) {
	var ports []int
	var open []net.Listener
	defer func() {
		for _, l := range open {
			_ = l.Close()
		}
	}()
	seed := int(time.Now().UnixNano()/1000) + os.Getpid()*7919
	for i := 0; i < 500 && len(ports) < 2; i++ {
		port := 12000 + (seed+i*37)%18000
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		open = append(open, l)
		ports = append(ports, port)
	}
	if len(ports) < 2 {
		return 0, 0, errors.New("dovecot: no free ports on 127.0.0.1")
	}
	return ports[0], ports[1], nil
}

// runDir is the folder for Dovecot's sockets: below dir, or a short one where
// dir is so long that a socket's path would not fit (108 octets on Linux).
func runDir(dir string) (string, error) {
	run := filepath.Join(dir, "run")
	if len(run) > 60 {
		short, err := os.MkdirTemp("", "pmd")
		if err != nil {
			return "", err
		}
		return short, os.Chmod(short, 0o755)
	}
	return run, os.MkdirAll(run, 0o755)
}

// Run starts a Dovecot for a test and ends it with the test, which is skipped where
// Dovecot is not installed.
func Run(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := Start(filepath.Join(t.TempDir(), "dovecot"), o)
	if errors.Is(err, ErrNotInstalled) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Kill(); err != nil { // quicker than Stop
			t.Error(err)
		}
		if t.Failed() {
			t.Log(s.Log())
		}
	})
	return s
}
