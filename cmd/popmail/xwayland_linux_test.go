package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// newWaylandScreen is a screen of a Wayland compositor, on which windows of X11 are shown by Xwayland: as
// on today's desktops. Nothing is drawn of it but the windows themselves.
func newWaylandScreen(t *testing.T, name string) *screen {
	t.Helper()
	for _, p := range []string{"weston", "Xwayland", "xdotool", "import"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	run, err := os.MkdirTemp("", "way") // the path of a socket has room for 107 octets
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := exec.CommandContext(ctx, "weston", "--backend=headless-backend.so", "--width=1280", "--height=800", "--xwayland", "--socket=wl", "--idle-time=0", "--no-config")
	c.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+run)
	c.Stdout, c.Stderr = w, w
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) } // it ends what it has started
	c.WaitDelay = 10 * time.Second
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	t.Cleanup(func() {
		cancel()
		_ = c.Wait()
		_ = r.Close()
		_ = os.RemoveAll(run)
	})
	s := &screen{t: t, dir: filepath.Join(repoRoot(t), "build", "e2e", name)}
	listening := regexp.MustCompile(`xserver listening on display (:\d+)`)
	said := bufio.NewScanner(r)
	for s.display == "" && said.Scan() {
		if m := listening.FindStringSubmatch(said.Text()); m != nil {
			s.display = m[1]
		}
	}
	if s.display == "" {
		t.Fatal("weston has not started Xwayland")
	}
	go func() { // what it says later is nobody's, and must not stop it
		for said.Scan() {
		}
	}()
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestXwayland: on a Wayland desktop the window is there, shows the mail, and takes what is typed.
func TestXwayland(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s := newWaylandScreen(t, "xwayland")
	data := seed(t, onlyHTML)
	c := call(t, data)
	window := exec.Command(c.Path, c.Args[1:]...)
	window.Env = append(c.Env, "DISPLAY="+s.display, "XDG_SESSION_TYPE=wayland", "WAYLAND_DISPLAY=wl", "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	var errs bytes.Buffer
	window.Stderr = &errs
	if err := window.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- window.Wait() }()
	t.Cleanup(func() { _ = window.Process.Kill() })
	until := func(what string, ok func() bool) {
		t.Helper()
		for end := time.Now().Add(time.Minute); !ok(); time.Sleep(250 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: not within a minute\n%s", what, errs.String())
			}
		}
	}
	var id string
	until("the mail is listed", func() bool {
		c := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Inbox.*PopMail")
		c.Env = append(os.Environ(), "DISPLAY="+s.display)
		out, _ := c.Output() // none: an error
		id = strings.TrimSpace(string(out))
		return id != ""
	})
	press := func(keys ...string) { s.run("xdotool", append([]string{"key", "--window", id}, keys...)...) }
	look := func(name string) (pixels []byte) {
		file := filepath.Join(s.dir, name+".png")
		s.run("import", "-window", id, file)
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		im, err := png.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		if b := im.Bounds(); b.Dx() < 600 || b.Dy() < 400 || b.Dx() > 1280 || b.Dy() > 800 {
			t.Errorf("a window of %v on a screen of 1280×800", b)
		}
		colors := make(map[string]bool)
		for y := 0; y < im.Bounds().Dy(); y += 3 {
			for x := 0; x < im.Bounds().Dx(); x += 3 {
				c := fmt.Sprint(im.At(x, y))
				colors[c] = true
				pixels = append(pixels, c...)
			}
		}
		if len(colors) < 20 {
			t.Errorf("%s shows %d colors", name, len(colors))
		}
		return pixels
	}
	before := look("mail")
	press("ctrl+k") // the field that goes anywhere is over the mail
	until("a key is seen to do something", func() bool { return !bytes.Equal(before, look("key")) })
	press("Escape")
	for end := time.After(time.Minute); ; {
		c := exec.Command("xdotool", "key", "--window", id, "ctrl+q")
		c.Env = append(os.Environ(), "DISPLAY="+s.display)
		_ = c.Run() // the window may have gone already
		select {
		case err := <-ended:
			if err != nil || strings.Contains(errs.String(), "panic") || strings.Contains(errs.String(), "fyne.Do") {
				t.Errorf("ended with %v\n%s", err, errs.String())
			}
			return
		case <-end:
			t.Fatal("PopMail does not end")
		case <-time.After(2 * time.Second):
		}
	}
}
