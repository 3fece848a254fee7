package worldtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inside names the folder of a test that runs in its namespace.
const inside = "POPMAIL_TEST_INSIDE"

// Namespace runs a test again in a network namespace of its own, in which the loopback
// device is the whole internet and its name server is 127.0.0.1, and returns "" when it
// has ended there. Inside it returns a folder of the test's; its file ca.pem is what
// programs take for the system's authorities. more are variables for the test inside.
func Namespace(t *testing.T, more ...string) (dir string) {
	t.Helper()
	if dir := os.Getenv(inside); dir != "" {
		return dir
	}
	dir = t.TempDir()
	resolv := filepath.Join(dir, "resolv.conf")
	if err := os.WriteFile(resolv, []byte("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	prepare := `mount --bind "$1" /etc/resolv.conf && ip link set lo up && ip addr add 203.0.113.254/24 dev lo && ip route add ` + lostNet + `.0/24 dev lo`
	if out, err := exec.Command("unshare", "-rnm", "sh", "-c", prepare, "sh", resolv).CombinedOutput(); err != nil {
		t.Skipf("this system gives no network of its own: %v %s", err, out)
	}
	args := []string{"-rnm", "sh", "-c", prepare + ` && shift && exec "$@"`, "sh", resolv, os.Args[0], fmt.Sprintf("-test.run=^%s$", strings.ReplaceAll(t.Name(), "/", "$/^")), "-test.v"}
	if testing.Short() {
		args = append(args, "-test.short")
	}
	cmd := exec.Command("unshare", args...)
	cmd.Env = append(append(os.Environ(), more...), inside+"="+dir, "SSL_CERT_FILE="+filepath.Join(dir, "ca.pem"), "SSL_CERT_DIR="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
	return ""
}

// Trust makes the world's authority one of the system's, in the folder of Namespace.
func (w *World) Trust(dir string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), w.CAPEM(), 0o600); err != nil {
		w.t.Fatal(err)
	}
}
