// Package bustest runs a session bus for tests.
package bustest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Run starts a session bus of the test's own, which DBUS_SESSION_BUS_ADDRESS names until the
// test ends. The test is skipped where dbus-daemon is not installed.
func Run(t *testing.T) (addr string) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	addr = "unix:path=" + filepath.Join(t.TempDir(), "bus")
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address", "--address="+addr)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", addr)
	return addr
}
