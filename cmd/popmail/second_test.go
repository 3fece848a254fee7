//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"popmail/storage"
)

// startAgain starts the window of a data folder a second time and returns what the
// process said, once it has ended well.
func startAgain(s *screen, data string) time.Duration {
	s.t.Helper()
	began := time.Now()
	c := call(s.t, data)
	c.Env = append(c.Env, "DISPLAY="+s.display, "LANG=en_US.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	out, err := c.CombinedOutput()
	if err != nil || len(out) > 0 {
		s.t.Errorf("the second start: %v, %q", err, out)
	}
	return time.Since(began)
}

// windows is how many windows of a title are there, minimised ones too.
func (s *screen) windows(title string) int {
	c := exec.Command("xdotool", "search", "--name", title)
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, _ := c.Output() // none: an error
	return len(strings.Fields(string(out)))
}

// TestSecondStart starts PopMail again while its window is open: behind another
// one, minimised, just starting, and after it was killed.
func TestSecondStart(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s := newScreen(t, "second")
	data := dataFolder(t)
	n := openPopMail(s, data)
	s.shot("first")
	other := openPopMail(s, dataFolder(t)) // another folder: another window
	s.wait("the other window covers the first", func() bool { return s.windows("PopMail") == 2 })
	first := s.run("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(n.cmd.Process.Pid))
	front := func() bool { return s.active() == first }
	s.wait("the other window is in front", func() bool { return s.active() != "" && !front() })

	took := startAgain(s, data)
	s.wait("the first window comes to the front", front)
	t.Logf("a second start took %v", took)
	if took > 3*time.Second {
		t.Errorf("the second start took %v", took)
	}
	s.shot("in-front")

	s.run("xdotool", "windowminimize", first)
	s.wait("the window is minimised", func() bool { return s.active() != first })
	// The window system may still be minimising it when the first call comes.
	s.wait("the minimised window opens", func() bool {
		if !front() {
			startAgain(s, data)
		}
		return front()
	})
	s.shot("opened")
	if got := s.windows("PopMail"); got != 2 {
		t.Errorf("%d windows", got)
	}
	// What is typed goes to the first window.
	s.typ("Ann")
	s.shot("typed")

	// A window that was killed leaves nothing that keeps the next from opening.
	_ = n.cmd.Process.Signal(syscall.SIGKILL)
	_, _ = n.cmd.Process.Wait()
	if _, err := os.Lstat(filepath.Join(data, "popmail.sock")); err != nil {
		t.Error("killed, it took its address away: ", err)
	}
	again := openPopMail(s, data)
	s.wait("PopMail opens again", func() bool { return s.windows("PopMail") == 2 })
	_ = other.cmd.Process.Kill()
	s.wait("the window is in front", func() bool { return s.windows("PopMail") == 1 && s.active() != "" })
	again.leave()
	if _, err := os.Lstat(filepath.Join(data, "popmail.sock")); err == nil {
		t.Error("the address of a closed window is left")
	}
}

// TestSecondStartWithoutAnAnswer has a holder that shows no window.
func TestSecondStartWithoutAnAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s := newScreen(t, "second-mute")
	data := dataFolder(t)
	lock, err := storage.Lock(data)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Release() }()
	began := time.Now()
	openPopMail(s, data)
	// It waits for an answer, then tells that there is none, and touches nothing.
	s.wait("the page tells it", func() bool { return s.title() == "PopMail" && time.Since(began) > 2*secondTime })
	s.shot("told")
	if _, err := os.Lstat(filepath.Join(data, storage.FileName)); err == nil {
		t.Error("the mail of another's folder was opened")
	}
	s.keys("Return") // Close has the keyboard
	s.wait("the page closes", func() bool { return s.windows("PopMail") == 0 })
}

// TestMaximized closes a window that fills the screen and opens it again.
func TestMaximized(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	s := newScreen(t, "maximized")
	data := dataFolder(t)
	width := func() int {
		for _, line := range strings.Fields(s.run("xdotool", "getactivewindow", "getwindowgeometry", "--shell")) {
			if w, ok := strings.CutPrefix(line, "WIDTH="); ok {
				n, _ := strconv.Atoi(w)
				return n
			}
		}
		return 0
	}
	maximize := func() { s.click(width()-28, 11) } // openbox's button of a window in the corner
	n := openPopMail(s, data)
	s.settled()
	// Whether a new window with its frame fits the screen is the window manager's business.
	s.run("xdotool", "getactivewindow", "windowsize", "1100", "700")
	s.wait("the window is smaller than the screen", func() bool { return width() == 1100 })
	s.settled()
	maximize()
	s.wait("the window fills the screen", func() bool { return width() == 1280 })
	n.leave()
	n = openPopMail(s, data)
	s.wait("the window fills the screen again", func() bool { return width() == 1280 })
	s.shot("again")
	maximize()
	s.wait("the window fills the screen no more", func() bool { return width() < 1280 })
	n.leave()
	n = openPopMail(s, data)
	s.settled()
	if width() == 1280 {
		t.Error("the window fills the screen though it was made smaller")
	}
	n.leave()
}

// active is the number of the window that has the keyboard.
func (s *screen) active() string {
	c := exec.Command("xdotool", "getactivewindow")
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, _ := c.Output()
	return strings.TrimSpace(string(out))
}
