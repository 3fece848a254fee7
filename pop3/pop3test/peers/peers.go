// Package peers starts POP3 servers of other makers for tests: courier, cyrus, popa3d,
// solid-pop3d and the one of GNU mailutils. They come out of Debian's packages, which .ci/peers puts into a
// folder, and run without being installed, in a view of the file system of their own.
// That needs Linux and root; elsewhere tests are skipped and say so.
package peers

import (
	"cmp"
	"crypto/tls"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// The servers.
const (
	Courier   = "courier"
	Cyrus     = "cyrus"
	Mailutils = "mailutils"
	Popa3d    = "popa3d" // no TLS of its own, as its manual says
	Solid     = "solid"  // solid-pop3d; no TLS of its own, and no CAPA
)

// programs tells where in Dir a server is: a release of Debian may not have it.
var programs = map[string]string{
	Courier: "usr/lib/courier/courier/courierpop3d", Cyrus: "usr/lib/cyrus/bin/pop3d", Mailutils: "usr/sbin/pop3d",
	Popa3d: "usr/sbin/popa3d", Solid: "usr/sbin/solid-pop3d",
}

//go:embed start.sh
var script string

// Password is that of the only user, anna.
const Password = "Geheim#17"

// Options are the settings of a server.
type Options struct {
	Mechanisms string   // of Courier, such as "PLAIN CRAM-MD5"; "": PLAIN, LOGIN and CRAM-MD5
	Mail       [][]byte // the messages in the maildrop, lines ending in LF
}

// Server is one that runs.
type Server struct {
	Port   int    // in the clear; with STLS if TLS is not 0
	TLS    int    // the port for TLS from the beginning; 0: this server has no TLS
	CAFile string // whose certificate is that of TLS
}

// Dir is the folder that .ci/peers fills.
func Dir() string {
	if d := os.Getenv("POPMAIL_PEERS"); d != "" {
		return d
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "popmail-peers")
}

// Run starts a server on ports of 127.0.0.1, and ends it with the test. It knows anna only.
func Run(t testing.TB, kind string, o Options) Server {
	t.Helper()
	dir := Dir()
	switch _, err := os.Stat(filepath.Join(dir, programs[kind])); {
	case runtime.GOOS != "linux":
		t.Skip("servers of other makers run on Linux only")
	case err != nil:
		t.Skipf("%s is not in %s (.ci/peers)", kind, dir)
	case os.Getuid() != 0:
		t.Skip("servers of other makers need root")
	}
	if err := exec.CommandContext(t.Context(), "unshare", "-m", "-p", "-f", "mount", "-t", "tmpfs", "tmpfs", "/mnt").Run(); err != nil {
		t.Skipf("no view of the file system of its own here: %v", err)
	}
	// A name that is short enough for couriertcpd and reachable for every user.
	work, err := os.MkdirTemp("", "pmpeer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(work) })
	if err := os.Mkdir(filepath.Join(work, "mail"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, m := range o.Mail {
		if err := os.WriteFile(filepath.Join(work, "mail", fmt.Sprintf("%04d", i)), m, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := dovecot.WriteCertificates(work, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	s := Server{Port: freePort(t), CAFile: filepath.Join(work, "ca.pem")}
	if kind == Courier || kind == Cyrus || kind == Mailutils {
		s.TLS = freePort(t)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "-m", "-p", "-f", "--kill-child", "sh", "-c", script)
	cmd.Env = append(os.Environ(), "KIND="+kind, "FILES="+dir, "WORK="+work, "PORT="+strconv.Itoa(s.Port), "TLSPORT="+strconv.Itoa(s.TLS),
		"PASSWORD="+Password, "MECHANISMS="+cmp.Or(o.Mechanisms, "PLAIN LOGIN CRAM-MD5"))
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	stop := sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	t.Cleanup(stop)
	if err := ready(s, filepath.Join(work, "filled"), ended); err != nil {
		stop()
		t.Fatalf("%s did not start: %v\n%s", kind, err, out.String())
	}
	return s
}

// freePort is a port of 127.0.0.1 that nobody has just now.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// ready waits until the maildrop is filled, which a file tells, and each port is answered.
func ready(s Server, filled string, ended <-chan struct{}) (err error) {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		select {
		case <-ended:
			return errors.New("it ended")
		default:
		}
		if _, err = os.Stat(filled); err != nil {
			continue
		}
		if err = greets(s.Port, nil); err == nil && s.TLS != 0 {
			err = greets(s.TLS, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // the test's own server; whether it is trusted is tested with it
		}
		if err == nil {
			return nil
		}
	}
	return err
}

// greets reads the first octets, below TLS unless secure is nil.
func greets(port int, secure *tls.Config) error {
	c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	if secure != nil {
		c = tls.Client(c, secure)
	}
	b := make([]byte, 3)
	if _, err := io.ReadFull(c, b); err != nil {
		return err
	}
	if string(b) != "+OK" {
		return fmt.Errorf("the greeting begins with %q", b)
	}
	return nil
}
