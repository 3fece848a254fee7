// Package peers starts POP3 servers of other makers for tests: courier, popa3d and the
// one of GNU mailutils. They come out of Debian's packages, which .ci/peers puts into a
// folder, and run without being installed, in a view of the file system of their own.
// That needs Linux and root; elsewhere tests are skipped and say so.
package peers

import (
	_ "embed"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The servers.
const (
	Courier   = "courier"
	Popa3d    = "popa3d"
	Mailutils = "mailutils"
)

//go:embed start.sh
var script string

// Password is that of the only user, anna.
const Password = "Geheim#17"

// Options are the settings of a server.
type Options struct {
	Mechanisms string // of Courier, such as "PLAIN CRAM-MD5"; "": PLAIN, LOGIN and CRAM-MD5
	Mail       []byte // a message in the maildrop, lines ending in LF; nil: none
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

// Run starts a server on a port of 127.0.0.1, in the clear, and ends it with the test.
func Run(t testing.TB, kind string, o Options) (port int) {
	t.Helper()
	dir := Dir()
	switch _, err := os.Stat(filepath.Join(dir, "complete")); {
	case runtime.GOOS != "linux":
		t.Skip("servers of other makers run on Linux only")
	case err != nil:
		t.Skipf("%s is not there (.ci/peers)", dir)
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
	mail := ""
	if o.Mail != nil {
		mail = filepath.Join(work, "mail")
		if err := os.WriteFile(mail, o.Mail, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if o.Mechanisms == "" {
		o.Mechanisms = "PLAIN LOGIN CRAM-MD5"
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port = l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	cmd := exec.CommandContext(t.Context(), "unshare", "-m", "-p", "-f", "--kill-child", "sh", "-c", script)
	cmd.Env = append(os.Environ(), "KIND="+kind, "FILES="+dir, "WORK="+work, "PORT="+strconv.Itoa(port), "PASSWORD="+Password, "MECHANISMS="+o.Mechanisms, "MAIL="+mail)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	if err := greets(port, ended); err != nil {
		_ = cmd.Process.Kill()
		<-ended
		t.Fatalf("%s did not start: %v\n%s", kind, err, out.String())
	}
	return port
}

// greets waits for the first line.
func greets(port int, ended <-chan struct{}) error {
	var last error
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		select {
		case <-ended:
			return errors.New("it ended")
		default:
		}
		c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
		if last = err; err != nil {
			continue
		}
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		b := make([]byte, 3)
		_, err = c.Read(b)
		_ = c.Close()
		if last = err; err == nil && string(b) == "+OK" {
			return nil
		}
	}
	return last
}
