package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"popmail/storage"
)

// clicked is PopMail as a click in another program starts it: what it writes is read by nobody there.
type clicked struct {
	*exec.Cmd
	errs bytes.Buffer
}

func (s *screen) clicks(data string, env []string, args ...string) *clicked {
	s.t.Helper()
	c := call(s.t, data, args...)
	k := &clicked{Cmd: c}
	c.Env = append(append(c.Env, "DISPLAY="+s.display, "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1"), env...)
	c.Stderr = &k.errs
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Process.Kill() })
	return k
}

// ends waits for the end and compares how it ended and what was written.
func (k *clicked) ends(t *testing.T, code int, want string) {
	t.Helper()
	_ = k.Wait()
	if got := k.ProcessState.ExitCode(); got != code || !strings.Contains(k.errs.String(), want) || strings.Contains(k.errs.String(), "panic") {
		t.Errorf("ended with %d, want %d and %q:\n%s", got, code, want, k.errs.String())
	}
}

// told closes the notification that stands on the desktop, and returns its words.
func (b *desktopBus) told(s *screen, name string) string {
	b.t.Helper()
	s.wait("the notification", func() bool { return b.ctl(s, "count", "displayed") == "1" })
	s.shot(name)
	b.ctl(s, "close-all")
	s.wait("the notification goes", func() bool { return b.ctl(s, "count", "displayed") == "0" })
	var all struct {
		Data [][]struct{ Summary, Body struct{ Data string } }
	}
	if err := json.Unmarshal([]byte(b.ctl(s, "history")), &all); err != nil || len(all.Data) == 0 || len(all.Data[0]) == 0 {
		b.t.Fatal(err, all)
	}
	last := all.Data[0][0]
	return last.Summary.Data + "|" + last.Body.Data
}

// A screen without OpenGL, and none at all: PopMail ends, tells by a notification why, in the person's
// language, and leaves the data folder to others.
func TestNoWindowIsTold(t *testing.T) {
	if testing.Short() {
		t.Skip("a real screen takes a while")
	}
	s := newScreenOf(t, "no-opengl", 1024, 600, "-extension", "GLX")
	b := newDesktopBus(s)
	data := dataFolder(t)
	const driver = "The graphics driver of this computer is missing or too old. It may help to restart the computer, or to install the updates of the system."
	for name, c := range map[string]struct {
		args      []string
		env       []string
		says, why string
	}{
		"shown":     {nil, nil, "PopMail can’t show its window|" + driver, "OpenGL 2.1 is missing"},
		"hidden":    {[]string{"--hidden"}, nil, "PopMail can’t show its window|" + driver, "the window cannot be drawn"},
		"german":    {nil, []string{"LANG=de_DE.UTF-8"}, "PopMail kann sein Fenster nicht zeigen|Der Grafiktreiber dieses Computers fehlt oder ist zu alt. Vielleicht hilft es, den Computer neu zu starten oder die Updates des Systems zu installieren.", "OpenGL 2.1 is missing"},
		"no screen": {nil, []string{"DISPLAY="}, "PopMail can’t show its window|PopMail’s window needs an X server, and this desktop has none. On Wayland, install Xwayland.", "the window cannot be shown"},
	} {
		k := s.clicks(data, append(b.env(s), c.env...), c.args...)
		if got := b.told(s, strings.ReplaceAll(name, " ", "-")); got != c.says {
			t.Errorf("%s: told %q", name, got)
		}
		k.ends(t, exitFailed, c.why)
		lock, err := storage.Lock(data)
		if err != nil {
			t.Fatal(name, ": ", err)
		}
		_ = lock.Release()
	}
}

// Where nobody shows notifications a box tells it.
func TestNoWindowIsToldInABox(t *testing.T) {
	if testing.Short() {
		t.Skip("a real screen takes a while")
	}
	xmessage, err := exec.LookPath("xmessage")
	if err != nil {
		t.Skip("xmessage is not installed")
	}
	s := newScreenOf(t, "no-opengl-box", 1024, 600, "-extension", "GLX")
	bin := filepath.Join(t.TempDir(), "bin") // without zenity and kdialog
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(xmessage, filepath.Join(bin, "xmessage")); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en_US", "de_DE", "ru_RU"} {
		k := s.clicks(dataFolder(t), []string{"PATH=" + bin, "LANG=" + lang + ".UTF-8"})
		s.wait("the box", func() bool { return s.windows("PopMail") == 1 && s.title() == "PopMail" })
		s.shot(lang)
		s.keys("Return")
		k.ends(t, exitFailed, "OpenGL 2.1 is missing")
	}
}

// What a click in another program asks for and cannot be opened is told by the window where one is
// open, and by a notification where none is.
func TestRefusedIsTold(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s := newScreen(t, "refused")
	b := newDesktopBus(s)
	data := dataFolder(t)
	gone := filepath.Join(t.TempDir(), "an invitation.eml")
	cases := []struct{ name, arg, window, alone, why string }{
		{"gone", gone, "“an invitation.eml” can’t be read.", "PopMail|“an invitation.eml” can’t be read.", "no such file"},
		{"folder", filepath.Dir(gone), "There is no letter in “" + filepath.Base(filepath.Dir(gone)) + "”.", "PopMail|“" + filepath.Base(filepath.Dir(gone)) + "” can’t be read.", "it is no file"},
		{"long", "mailto:a@b.example?body=" + strings.Repeat("x", 70_000), "This link can’t be opened.", "PopMail|This link can’t be opened.", "too long"},
		{"elsewhere", "file://elsewhere/x.eml", "This link can’t be opened.", "PopMail|This link can’t be opened.", "another computer"},
	}
	for _, c := range cases {
		k := s.clicks(data, b.env(s), c.arg)
		if got := b.told(s, "alone-"+c.name); got != c.alone {
			t.Errorf("%s: told %q", c.name, got)
		}
		k.ends(t, exitUsage, c.why)
	}
	// A command that was typed wrongly is no click.
	s.clicks(data, b.env(s), "receiv").ends(t, exitUsage, "not a command")

	v := openEyes(s, data)
	v.until("Welcome")
	for _, c := range cases {
		s.clicks(data, b.env(s), c.arg).ends(t, exitUsage, c.why)
		v.until(c.window)
		s.shot("window-" + c.name)
		time.Sleep(100 * time.Millisecond)
	}
	if n := b.ctl(s, "count", "displayed"); n != "0" {
		t.Errorf("%s notifications beside the window", n)
	}
	v.leave()
}
