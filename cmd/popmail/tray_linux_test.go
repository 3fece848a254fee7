package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"popmail/pop3/pop3test"
)

const (
	trayWatcher = "org.kde.StatusNotifierWatcher"
	trayMenu    = "com.canonical.dbusmenu"
)

// desktopBus is a session bus of the test's own with a host that shows icons, and a real
// notification daemon whose notifications are clicked on.
type desktopBus struct {
	t    *testing.T
	addr string
	conn *dbus.Conn
	came chan string // who has an icon
	item string
}

func newDesktopBus(s *screen) *desktopBus {
	s.t.Helper()
	for _, p := range []string{"dbus-daemon", "dunst", "dunstctl"} {
		if _, err := exec.LookPath(p); err != nil {
			s.t.Skipf("%s is not installed", p)
		}
	}
	dir := s.t.TempDir()
	b := &desktopBus{t: s.t, addr: "unix:path=" + filepath.Join(dir, "bus"), came: make(chan string, 8)}
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address", "--address="+b.addr)
	out, err := daemon.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	b.start(daemon)
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		s.t.Fatal(err)
	}
	if b.conn, err = dbus.Connect(b.addr); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = b.conn.Close() })
	if err := b.conn.Export(b, "/StatusNotifierWatcher", trayWatcher); err != nil {
		s.t.Fatal(err)
	}
	if _, err := prop.Export(b.conn, "/StatusNotifierWatcher", prop.Map{trayWatcher: {"IsStatusNotifierHostRegistered": {Value: true, Emit: prop.EmitFalse}}}); err != nil {
		s.t.Fatal(err)
	}
	b.hosts(true)
	conf := filepath.Join(dir, "dunstrc")
	if err := os.WriteFile(conf, []byte("[global]\norigin = top-right\noffset = 20x60\nmouse_left_click = do_action\n[urgency_normal]\ntimeout = 0\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	dunst := exec.Command("dunst", "-config", conf)
	dunst.Env = append(os.Environ(), b.env(s)...)
	b.start(dunst)
	s.wait("the notification daemon", func() bool {
		var owned bool
		return b.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.freedesktop.Notifications").Store(&owned) == nil && owned
	})
	return b
}

// hosts says whether anybody shows icons.
func (b *desktopBus) hosts(on bool) {
	b.t.Helper()
	var err error
	if on {
		_, err = b.conn.RequestName(trayWatcher, dbus.NameFlagDoNotQueue)
	} else {
		_, err = b.conn.ReleaseName(trayWatcher)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// icon waits for PopMail's, with its menu.
func (b *desktopBus) icon(n *newcomer) {
	b.t.Helper()
	select {
	case b.item = <-b.came:
	case <-time.After(2 * time.Minute):
		b.t.Fatal("there is no icon\n", n.errs.String())
	}
	n.wait("the menu", func() bool { return b.lines()["Check now"] != 0 })
}

func (b *desktopBus) start(c *exec.Cmd) {
	b.t.Helper()
	if err := c.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
}

func (b *desktopBus) env(s *screen) []string {
	return []string{"DBUS_SESSION_BUS_ADDRESS=" + b.addr, "DISPLAY=" + s.display}
}

// RegisterStatusNotifierItem is called by who has an icon.
func (b *desktopBus) RegisterStatusNotifierItem(sender dbus.Sender, _ string) *dbus.Error {
	b.came <- string(sender)
	return nil
}

// menuLine is a line of the menu, as the host reads it.
type menuLine struct {
	ID       int32
	Props    map[string]dbus.Variant
	Children []dbus.Variant
}

// lines are the names in the menu with their numbers.
func (b *desktopBus) lines() map[string]int32 {
	b.t.Helper()
	var rev uint32
	var root menuLine
	if err := b.conn.Object(b.item, "/StatusNotifierItem/menu").Call(trayMenu+".GetLayout", 0, int32(0), int32(-1), []string{}).Store(&rev, &root); err != nil {
		b.t.Fatal(err)
	}
	out := map[string]int32{}
	for _, c := range root.Children {
		var l menuLine
		if err := dbus.Store([]any{c.Value()}, &l); err != nil {
			b.t.Fatal(err)
		}
		if name, ok := l.Props["label"].Value().(string); ok {
			out[name] = l.ID
		}
	}
	return out
}

// picks is the person choosing a line of the menu.
func (b *desktopBus) picks(name string) {
	b.t.Helper()
	id, ok := b.lines()[name]
	if !ok {
		b.t.Fatalf("there is no %q in %v", name, b.lines())
	}
	if err := b.conn.Object(b.item, "/StatusNotifierItem/menu").Call(trayMenu+".Event", 0, id, "clicked", dbus.MakeVariant(""), uint32(0)).Err; err != nil {
		b.t.Fatal(err)
	}
}

// ctl is what dunst says of itself.
func (b *desktopBus) ctl(s *screen, args ...string) string {
	c := exec.Command("dunstctl", args...)
	c.Env = append(os.Environ(), b.env(s)...)
	out, _ := c.Output()
	return strings.TrimSpace(string(out))
}

// opens starts PopMail on the bus. It may show no window.
func (b *desktopBus) opens(s *screen, data string, args ...string) *newcomer {
	b.t.Helper()
	c := call(b.t, data, args...)
	n := &newcomer{screen: s, data: data, cmd: exec.Command(c.Path, c.Args[1:]...)}
	n.cmd.Env = append(c.Env, append(b.env(s), "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")...)
	n.cmd.Stderr = &n.errs
	if err := n.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = n.cmd.Process.Kill() })
	return n
}

// again starts PopMail while it runs; that start has nothing to say.
func (b *desktopBus) again(s *screen, data string, args ...string) {
	b.t.Helper()
	c := call(b.t, data, args...)
	c.Env = append(c.Env, b.env(s)...)
	if said, err := c.CombinedOutput(); err != nil || len(said) > 0 {
		b.t.Errorf("%q: %v, %q", args, err, said)
	}
}

// ends waits until PopMail has ended, and well.
func (b *desktopBus) ends(n *newcomer) {
	b.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- n.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil || strings.Contains(n.errs.String(), "panic") || strings.Contains(n.errs.String(), "fyne.Do") {
			b.t.Errorf("PopMail ended with %v\n%s", err, n.errs.String())
		}
	case <-time.After(time.Minute):
		n.shot("waiting")
		b.t.Fatal("PopMail does not end")
	}
}

// shown is the main window, by its number; empty: it is not on the screen.
func (s *screen) shown() string {
	c := exec.Command("xdotool", "search", "--onlyvisible", "--name", "PopMail")
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, _ := c.Output() // none: an error
	return strings.TrimSpace(string(out))
}

// place is where the main window lies and how large it is.
func (s *screen) place() string {
	s.t.Helper()
	return s.run("xdotool", "getwindowgeometry", "--shell", s.shown())
}

// onScreen does something with the screen, and with the main window.
func (s *screen) onScreen(do func(x *xgb.Conn, root, window xproto.Window, atom func(name string) xproto.Atom)) {
	s.t.Helper()
	xgb.Logger = log.New(io.Discard, "", 0) // it tells that there is no file of passwords
	x, err := xgb.NewConnDisplay(s.display)
	if err != nil {
		s.t.Fatal(err)
	}
	defer x.Close()
	c := exec.Command("xdotool", "search", "--name", "PopMail")
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, _ := c.Output()
	var id uint32
	_, _ = fmt.Sscan(string(out), &id) // 0: there is none
	do(x, xproto.Setup(x).DefaultScreen(x).Root, xproto.Window(id), func(name string) xproto.Atom {
		r, err := xproto.InternAtom(x, false, uint16(len(name)), name).Reply()
		if err != nil {
			s.t.Fatal(err)
		}
		return r.Atom
	})
}

// closes has the window manager close the main window, as its button does.
func (s *screen) closes() {
	s.t.Helper()
	s.onScreen(func(x *xgb.Conn, root, window xproto.Window, atom func(string) xproto.Atom) {
		const person = 2 // who closes it (EWMH, _NET_CLOSE_WINDOW)
		e := xproto.ClientMessageEvent{Format: 32, Window: window, Type: atom("_NET_CLOSE_WINDOW"), Data: xproto.ClientMessageDataUnionData32New([]uint32{0, person, 0, 0, 0})}
		if err := xproto.SendEventChecked(x, false, root, xproto.EventMaskSubstructureRedirect|xproto.EventMaskSubstructureNotify, string(e.Bytes())).Check(); err != nil {
			s.t.Fatal(err)
		}
	})
}

// hides closes the main window, which PopMail outlives.
func (s *screen) hides() {
	s.t.Helper()
	s.closes()
	s.wait("the window goes", func() bool { return s.shown() == "" })
}

// minimised reports whether the main window is small, so that the person can open it (ICCCM,
// section 4.1.3.1).
func (s *screen) minimised() (yes bool) {
	s.t.Helper()
	s.onScreen(func(x *xgb.Conn, _, window xproto.Window, atom func(string) xproto.Atom) {
		const iconic = 3
		r, err := xproto.GetProperty(x, false, window, atom("WM_STATE"), xproto.AtomAny, 0, 2).Reply()
		yes = err == nil && len(r.Value) >= 4 && xgb.Get32(r.Value) == iconic
	})
	return yes
}

// TestTray: PopMail starts without a window, and lives on when its window is closed. A real
// notification daemon tells of mail, and a click there opens the letter. A second start, a
// letter that is asked for and the icon bring the window back, as the end of the tray does.
// Without a tray no window hides.
func TestTray(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	in := pop3test.New(pop3test.Options{Users: map[string]string{testUser: testPassword}})
	if err := in.Start(); err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	data := dataFolder(t)
	popIn(t, data, testPassword+"\n", "account", "add", "--email", testUser, "--name", "Ann Example", "--server", "127.0.0.1", "--port", fmt.Sprint(in.Port()), "--security", "none", "--keep-password", "file", "--password-stdin").must(t, 0)
	s := newScreen(t, "tray")
	b := newDesktopBus(s)
	n := b.opens(s, data, "--hidden")
	b.icon(n)
	if s.shown() != "" {
		t.Error("the window is on the screen")
	}
	letter := func(subject string) {
		now := time.Now().UTC().Format(time.RFC1123Z)
		in.AddMessage(testUser, []byte("From: Dad <dad@orchard.example>\r\nTo: ann@example.org\r\nSubject: "+subject+"\r\nDate: "+now+"\r\n\r\nHello.\r\n"))
	}
	told := func() bool { return b.ctl(s, "count", "displayed") == "1" }
	letter("Photos from the garden")
	letter("Keys")
	b.picks("Check now")
	s.wait("the notification", told)
	s.shot("told")
	s.wait("the count", func() bool { return b.lines()["Open PopMail (2)"] != 0 })
	b.picks("Open PopMail (2)")
	s.wait("the window comes", func() bool { return s.shown() != "" })
	s.wait("the notification goes", func() bool { return b.ctl(s, "count", "displayed") == "0" })
	s.settled()
	s.shot("open")
	s.closes()
	s.settled()
	s.shot("asked")
	s.wait("the window goes", func() bool { s.keys("Return"); return s.shown() == "" }) // Keep running has the keyboard

	letter("One more")
	b.picks("Check now")
	s.wait("the notification", told)
	s.settled()
	s.shot("more")
	s.click(1160, 90) // on it
	s.wait("the window comes", func() bool { return s.shown() != "" })
	n.waitRead("One more")
	s.shot("clicked")

	place := s.place()
	s.hides()
	b.again(s, data)
	s.wait("a second start brings the window", func() bool { return s.shown() != "" })
	if got := s.place(); got != place {
		t.Errorf("the window was at\n%s\nand is at\n%s", place, got)
	}
	s.hides()
	b.again(s, data, "--hidden")
	if s.shown() != "" {
		t.Error("a second start without a window brings it")
	}
	b.again(s, data, "mailto:lena@kitchen.example?subject=Asked%20for")
	s.wait("the letter opens", func() bool { return s.title() == "Asked for" })
	s.shot("letter")
	s.keys("Escape")
	s.wait("the letter closes", func() bool { return s.title() != "Asked for" })
	s.hides()

	b.picks("Quiet until tomorrow")
	letter("Unheard")
	b.picks("Check now")
	s.wait("it comes", func() bool { return b.lines()["Open PopMail (3)"] != 0 })
	if got := b.ctl(s, "count", "displayed"); got != "0" {
		t.Errorf("%s notifications at a quiet time", got)
	}

	b.hosts(false)
	s.wait("without a tray the window is there, minimized", s.minimised)
	b.again(s, data)
	s.wait("it opens", func() bool { return s.shown() != "" })
	b.hosts(true)
	b.icon(n)
	s.hides()
	b.picks("Quit")
	b.ends(n)

	b.hosts(false)
	n = b.opens(s, data, "--hidden")
	s.wait("without a tray it starts minimized", s.minimised)
	b.again(s, data)
	s.wait("it opens", func() bool { return s.shown() != "" })
	s.shot("no-tray")
	s.closes()
	b.ends(n)
}
