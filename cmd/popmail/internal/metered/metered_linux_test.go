package metered

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// bus is a real system bus of the test's own.
type bus struct {
	t    *testing.T
	dir  string
	cmd  *exec.Cmd
	addr string
}

func newBus(t *testing.T) *bus {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	b := &bus{t: t, dir: t.TempDir()}
	b.addr = "unix:path=" + filepath.Join(b.dir, "bus")
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", b.addr)
	t.Cleanup(b.stop)
	return b
}

func (b *bus) start() {
	b.t.Helper()
	conf := filepath.Join(b.dir, "bus.conf")
	text := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>` + b.addr + `</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow send_type="method_call"/><allow send_type="method_return"/><allow send_type="error"/><allow send_type="signal"/><allow receive_type="signal"/><allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/></policy></busconfig>`
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	_ = os.Remove(filepath.Join(b.dir, "bus"))
	b.cmd = exec.Command("dbus-daemon", "--config-file="+conf, "--nofork", "--print-address")
	b.cmd.Stderr = os.Stderr
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bus) stop() {
	if b.cmd != nil {
		_ = b.cmd.Process.Kill()
		_ = b.cmd.Wait()
		b.cmd = nil
	}
}

// manager is a NetworkManager.
type manager struct {
	conn *dbus.Conn
	p    *prop.Properties
}

func (b *bus) manager(metered uint32) *manager {
	b.t.Helper()
	conn, err := dbus.Connect(b.addr)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = conn.Close() })
	p, err := prop.Export(conn, path, prop.Map{service: {
		property:       {Value: metered, Emit: prop.EmitTrue},
		"Connectivity": {Value: uint32(4), Emit: prop.EmitTrue},
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	if r, err := conn.RequestName(service, dbus.NameFlagDoNotQueue); err != nil || r != dbus.RequestNameReplyPrimaryOwner {
		b.t.Fatal(r, err)
	}
	return &manager{conn, p}
}

func (m *manager) set(name string, v uint32) { m.p.SetMust(service, name, v) }

// watch follows what Watch tells.
func watch(t *testing.T) (next func(want bool), end func()) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	told := make(chan bool, 16)
	var runs sync.WaitGroup
	runs.Go(func() { Watch(ctx, func(on bool) { told <- on }) })
	t.Cleanup(func() { stop(); runs.Wait() })
	next = func(want bool) {
		t.Helper()
		select {
		case got := <-told:
			if got != want {
				t.Fatalf("told %v, want %v", got, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("nothing was told, want %v", want)
		}
	}
	end = func() {
		t.Helper()
		stop()
		runs.Wait()
		if len(told) > 0 {
			t.Errorf("told %d times more", len(told))
		}
	}
	return next, end
}

// TestWatch: NetworkManager's words on a real bus are told as they change, and only then,
// also when it comes later, and ends.
func TestWatch(t *testing.T) {
	b := newBus(t)
	b.start()
	m := b.manager(1)
	next, end := watch(t)
	next(true)
	// What comes after another thing has been heard shows that nothing was told of that.
	m.set("Connectivity", 3)
	m.set(property, 3) // still metered, in all likelihood
	m.set(property, 2)
	next(false)
	m.set(property, 4)
	m.set(property, 0)
	m.set(property, 99)
	m.set(property, 3)
	next(true)
	// A stranger on the bus says the same.
	stranger, err := dbus.Connect(b.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	if err := stranger.Emit(path, changed, service, map[string]dbus.Variant{property: dbus.MakeVariant(uint32(2))}, []string{}); err != nil {
		t.Fatal(err)
	}
	m.set(property, 1)
	if err := m.conn.Close(); err != nil { // as when it is started again
		t.Fatal(err)
	}
	next(false)
	b.manager(1)
	next(true)
	b.stop()
	next(false) // and the bus is gone
	end()
}

// TestNow: one answer, and none where nobody knows.
func TestNow(t *testing.T) {
	b := newBus(t)
	if Now(t.Context()) {
		t.Error("without a bus")
	}
	b.start()
	if Now(t.Context()) {
		t.Error("without NetworkManager")
	}
	m := b.manager(3)
	if !Now(t.Context()) {
		t.Error("metered")
	}
	m.set(property, 4)
	if Now(t.Context()) {
		t.Error("not metered")
	}
}

// TestLater: without a bus nothing is told, and it is looked for again.
func TestLater(t *testing.T) {
	newBus(t) // which is not started
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		var runs sync.WaitGroup
		runs.Go(func() { Watch(ctx, func(bool) { t.Error("something was told") }) })
		time.Sleep(10 * again)
		stop()
		runs.Wait()
	})
}

func TestChangedTo(t *testing.T) {
	v := func(x any) map[string]dbus.Variant { return map[string]dbus.Variant{property: dbus.MakeVariant(x)} }
	for name, body := range map[string][]any{
		"empty": {}, "one": {service}, "another interface": {"x", v(uint32(1))}, "no map": {service, "x"},
		"other types": {service, v("1")}, "another number": {service, v(int32(1))}, "without it": {service, map[string]dbus.Variant{}}, "no name": {1, v(uint32(1))},
	} {
		if on, ok := changedTo(&dbus.Signal{Name: changed, Path: path, Body: body}); on || ok {
			t.Errorf("%s: %v, %v", name, on, ok)
		}
	}
}
