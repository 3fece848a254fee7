//go:build !windows && !darwin

package desktop

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// bus is a message bus of its own.
func bus(t *testing.T) (connect func() *dbus.Conn) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	err := os.WriteFile(config, []byte(`<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=`+dir+`</listen><policy context="default"><allow user="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skipf("dbus-daemon does not start here: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return func() *dbus.Conn {
		c, err := dbus.Connect(strings.TrimSpace(address))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
}

// portal is a desktop portal that does as it is told.
type portal struct {
	mu      sync.Mutex // guards what is told and what was asked
	conn    *dbus.Conn
	version uint32
	silent  string // the call that is never answered
	answer  func(path dbus.ObjectPath)
	asked   chan string
	options map[string]dbus.Variant
}

func (p *portal) Get(iface, name string) (dbus.Variant, *dbus.Error) {
	p.mu.Lock()
	silent, version := p.silent, p.version
	p.mu.Unlock()
	if silent == "Get" {
		select {}
	}
	return dbus.MakeVariant(version), nil
}

func (p *portal) SaveFile(sender dbus.Sender, parent, title string, o map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return p.ask("SaveFile", sender, parent, title, o)
}

func (p *portal) OpenFile(sender dbus.Sender, parent, title string, o map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return p.ask("OpenFile", sender, parent, title, o)
}

func (p *portal) ask(call string, sender dbus.Sender, parent, title string, o map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	p.mu.Lock()
	silent, answer := p.silent, p.answer
	p.options = o
	p.mu.Unlock()
	if silent == call {
		select {}
	}
	path := dbus.ObjectPath(portalPath + "/request/" + strings.ReplaceAll(string(sender)[1:], ".", "_") + "/" + o["handle_token"].Value().(string))
	p.asked <- call + " " + parent + " " + title
	if answer != nil {
		answer(path)
	}
	return path, nil
}

func (p *portal) respond(path dbus.ObjectPath, code uint32, uris ...string) {
	_ = p.conn.Emit(path, requestName+".Response", code, map[string]dbus.Variant{"uris": dbus.MakeVariant(uris)})
}

// told sets what the portal does from now on.
func (p *portal) told(version uint32, silent string, answer func(dbus.ObjectPath)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version, p.silent, p.answer = version, silent, answer
}

// option is what was asked for last.
func (p *portal) option(name string) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.options[name].Value()
}

func TestChoose(t *testing.T) {
	connect := bus(t)
	if _, err := choose(context.Background(), connect(), Ask{Name: "a"}, time.Minute); !errors.Is(err, ErrNoDialog) {
		t.Fatalf("without a portal: %v", err)
	}
	p := &portal{conn: connect(), version: 4, asked: make(chan string, 9)}
	for _, iface := range []string{chooserName, "org.freedesktop.DBus.Properties"} {
		if err := p.conn.Export(p, portalPath, iface); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.conn.RequestName(portalName, 0); err != nil {
		t.Fatal(err)
	}
	noise := func(path dbus.ObjectPath) { // what is none of the dialog's business
		_ = p.conn.Emit(portalPath, "org.freedesktop.portal.Settings.SettingChanged", "a", "b", dbus.MakeVariant(1))
		p.respond(portalPath+"/request/1_99/other", 0, "file:///wrong")
	}
	for _, c := range []struct {
		code uint32
		uris []string
		want string
		none bool
	}{
		{0, []string{"file:///home/ann/a+b%20%23%25.pdf"}, "/home/ann/a+b #%.pdf", false},
		{0, []string{"file:///home/%E6%9D%B1"}, "/home/東", false},
		{1, nil, "", false}, {2, nil, "", true}, {0, nil, "", false}, {0, []string{"https://example.org/x"}, "", true},
	} {
		p.told(4, "", func(path dbus.ObjectPath) { noise(path); p.respond(path, c.code, c.uris...) })
		got, err := choose(context.Background(), connect(), Ask{Title: "Save as", Name: "x.pdf", Dir: "/tmp/é", Parent: "x11:1f", Accept: "Save"}, time.Minute)
		if strings.Join(got, "|") != c.want || errors.Is(err, ErrNoDialog) != c.none {
			t.Errorf("%v: %q, %v", c, got, err)
		}
		if asked := <-p.asked; asked != "SaveFile x11:1f Save as" || string(p.option("current_folder").([]byte)) != "/tmp/é\x00" || p.option("current_name") != "x.pdf" {
			t.Errorf("asked %q", asked)
		}
	}
	p.told(4, "", func(path dbus.ObjectPath) { p.respond(path, 0, "file:///home/ann/Downloads") })
	if got, err := choose(context.Background(), connect(), Ask{Title: "Folder"}, time.Minute); strings.Join(got, "|") != "/home/ann/Downloads" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if asked := <-p.asked; asked != "OpenFile  Folder" || p.option("directory") != true {
		t.Errorf("asked %q", asked)
	}
	p.told(2, "", func(path dbus.ObjectPath) { p.respond(path, 0, "file:///home/ann/settings") }) // older ones know files all the same
	if got, err := choose(context.Background(), connect(), Ask{Title: "File", Read: true}, time.Minute); strings.Join(got, "|") != "/home/ann/settings" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if asked := <-p.asked; asked != "OpenFile  File" || p.option("directory") == true {
		t.Errorf("asked %q", asked)
	}
	p.told(4, "", func(path dbus.ObjectPath) { p.respond(path, 0, "file:///home/ann/a%20b.pdf", "file:///home/ann/c.pdf") })
	if got, err := choose(context.Background(), connect(), Ask{Title: "Files", Read: true, Many: true}, time.Minute); !slices.Equal(got, []string{"/home/ann/a b.pdf", "/home/ann/c.pdf"}) || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if asked := <-p.asked; asked != "OpenFile  Files" || p.option("multiple") != true {
		t.Errorf("asked %q", asked)
	}
	p.told(2, "", nil)
	if _, err := choose(context.Background(), connect(), Ask{}, time.Minute); !errors.Is(err, ErrNoDialog) {
		t.Errorf("a portal that knows no folders: %v", err)
	}
	p.told(4, "", nil)

	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-p.asked; cancel() }()
	if _, err := choose(ctx, connect(), Ask{Name: "x"}, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	for _, call := range []string{"SaveFile", "Get"} {
		p.told(4, call, nil)
		if _, err := choose(context.Background(), connect(), Ask{Name: "x"}, 200*time.Millisecond); !errors.Is(err, ErrNoDialog) {
			t.Errorf("a portal silent at %s: %v", call, err)
		}
	}
	p.told(4, "", func(dbus.ObjectPath) { go func() { _, _ = p.conn.ReleaseName(portalName) }() })
	if _, err := choose(context.Background(), connect(), Ask{Name: "x"}, time.Minute); !errors.Is(err, ErrNoDialog) {
		t.Errorf("a portal that goes away: %v", err)
	}
}
