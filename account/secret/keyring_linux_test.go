package secret

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"popmail/account"
)

// childVar tells a test process which part it plays on a session bus of its own.
const childVar = "POPMAIL_KEYRING_TEST"

// TestRealKeyring uses the Secret Service of GNOME on a session bus that it
// starts, in folders that it throws away. The part that talks to the bus runs in
// a process of its own, as the D-Bus library keeps its connection for good.
func TestRealKeyring(t *testing.T) {
	for _, p := range []string{"dbus-daemon", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	t.Run("unlocked", func(t *testing.T) { onOwnBus(t, "unlocked", true) })
	t.Run("nobody can unlock it", func(t *testing.T) { onOwnBus(t, "locked", false) })
}

// busConfig is a session bus that starts no services by itself: the first question
// must not bring up a second, locked password store.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
<type>session</type>
<listen>unix:path=%s</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
`

// start runs a program until the test ends.
func start(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
}

func onOwnBus(t *testing.T, part string, unlock bool) {
	// The path of a socket is short.
	dir, err := os.MkdirTemp("", "pmkr")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LANG=C.UTF-8"}
	for _, v := range []string{"XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
		sub := filepath.Join(dir, strings.ToLower(v))
		if err := os.Mkdir(sub, 0o700); err != nil {
			t.Fatal(err)
		}
		env = append(env, v+"="+sub)
	}
	config := filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, []byte(fmt.Sprintf(busConfig, filepath.Join(dir, "bus"))), 0o600); err != nil {
		t.Fatal(err)
	}
	bus := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	bus.Env = env
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, bus)
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Skipf("dbus-daemon does not start here: %v", err)
	}
	env = append(env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))

	args := []string{"--foreground", "--components=secrets", "--control-directory=" + filepath.Join(dir, "control")}
	if unlock {
		args = append(args, "--unlock")
	}
	daemon := exec.Command("gnome-keyring-daemon", args...)
	daemon.Env = env
	if unlock {
		daemon.Stdin = strings.NewReader("\n")
	}
	start(t, daemon)

	child := exec.Command(os.Args[0], "-test.run=^TestRealKeyringChild$", "-test.v", "-test.timeout=90s")
	child.Env = append(env, childVar+"="+part)
	var text bytes.Buffer
	child.Stdout, child.Stderr = &text, &text
	begin := time.Now()
	if err := child.Run(); err != nil {
		t.Errorf("%v\n%s", err, text.String())
	}
	if !strings.Contains(text.String(), "--- PASS: TestRealKeyringChild") {
		t.Errorf("the child did not run:\n%s", text.String())
	}
	t.Logf("%s: %v", part, time.Since(begin).Round(time.Millisecond))
}

// TestRealKeyringChild is the part of TestRealKeyring that talks to the bus.
func TestRealKeyringChild(t *testing.T) {
	switch os.Getenv(childVar) {
	case "unlocked":
		deadline := time.Now().Add(20 * time.Second)
		for !KeyringWorks(t.Context()) && time.Now().Before(deadline) {
			time.Sleep(200 * time.Millisecond) // the daemon is still starting
		}
		if !KeyringWorks(t.Context()) {
			t.Fatal("the password store does not answer")
		}
		contract(t, Keyring(t.TempDir()))
		twoFolders(t, Keyring(t.TempDir()), Keyring(t.TempDir()))
		former := func(pw string) {
			if err := keyring.Set(service, "anna@example.org", pw); err != nil {
				t.Error(err)
			}
		}
		stays := func() bool {
			_, err := keyring.Get(service, "anna@example.org")
			return err == nil
		}
		takesOver(t, former, stays, Keyring(t.TempDir()), Keyring(t.TempDir()))
	case "locked":
		_, err := Keyring(t.TempDir()).Get(t.Context(), anna)
		if err == nil {
			t.Error("a password comes out of a locked store")
		}
		wantUnavailable(t, "Set", Keyring(t.TempDir()).Set(t.Context(), anna, account.Password("Geheim!")))
		short, cancel := context.WithTimeout(t.Context(), keyringWait) // nobody comes to unlock it
		defer cancel()
		if KeyringWorks(short) {
			t.Error("it is said to work")
		}
	default:
		t.Skip("runs within TestRealKeyring only")
	}
}

func TestNoSessionBus(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
	if err := keyringReady(); err == nil {
		t.Skip("this computer has a session bus at its usual place")
	}
	if KeyringWorks(t.Context()) {
		t.Error("it is said to work without a bus")
	}
}
