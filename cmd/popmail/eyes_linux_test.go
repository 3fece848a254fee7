package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// sightedProgram builds the program of a sighted window.
var sightedProgram = sync.OnceValues(func() (string, error) { return build("popmail-eyes", "popmail_eyes") })

// sighted is a running window of which a test can read what a person reads in it (see
// eyes.go), and where.
type sighted struct {
	*newcomer
	socket string
}

// seen is a thing with words, in pixels of the window.
type seen struct {
	Kind, Text string
	Tip        string
	X, Y, W, H int
	Focused    bool
	Disabled   bool
}

// openSighted is openPopMail for a program that was built with the tag popmail_eyes, as that
// of the tests in a small internet is.
func openSighted(s *screen, data string, env ...string) *sighted {
	s.t.Helper()
	return openSightedBy(s, data, call(s.t, data), env...)
}

// openEyes is openPopMail with the program of a sighted window.
func openEyes(s *screen, data string, env ...string) *sighted {
	s.t.Helper()
	bin, err := sightedProgram()
	if err != nil {
		s.t.Fatal(err)
	}
	c := call(s.t, data)
	c.Path = bin
	return openSightedBy(s, data, c, env...)
}

func openSightedBy(s *screen, data string, c *exec.Cmd, env ...string) *sighted {
	s.t.Helper()
	dir, err := os.MkdirTemp("", "eyes") // a short path, as sockets want it
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	return &sighted{openBy(s, data, c, append(env, "POPMAIL_EYES="+socket)...), socket}
}

func (v *sighted) ask(what string) ([]byte, error) {
	c, err := net.Dial("unix", v.socket)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute)) // a machine may be busy, too
	if _, err := fmt.Fprintln(c, what); err != nil {
		return nil, err
	}
	var raw json.RawMessage
	err = json.NewDecoder(c).Decode(&raw)
	return raw, err
}

// see returns what is in the window.
func (v *sighted) see() (all []seen) {
	v.t.Helper()
	raw, err := v.ask("see")
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		_ = v.cmd.Process.Signal(syscall.SIGQUIT) // it tells where it hangs
		time.Sleep(time.Second)
		v.t.Fatalf("the window does not answer: %v\n%s", err, v.errs.String())
	}
	return all
}

// text is what a person reads, a line for each thing.
func (v *sighted) text() string {
	v.t.Helper()
	var b strings.Builder
	for _, s := range v.see() {
		b.WriteString(strings.ReplaceAll(s.Text, "\u00a0", " ") + "\n")
	}
	return b.String()
}

// until waits until all words are to be read.
func (v *sighted) until(words ...string) {
	v.t.Helper()
	text := ""
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		text = v.text()
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			return
		}
	}
	v.shot("waiting")
	v.t.Fatalf("%q is not to be read in\n%s", words, text)
}

// place finds the last thing that bears words and takes clicks.
func (v *sighted) place(text string) (x, y int) {
	v.t.Helper()
	found := false
	for _, s := range v.see() {
		if s.Text == text && (!s.Disabled || strings.HasSuffix(s.Kind, "OptionCard")) {
			x, y, found = s.X+s.W/2, s.Y+s.H/2, true
		}
	}
	if !found {
		v.t.Fatalf("there is no %q in\n%s", text, v.text())
	}
	return x, y
}

// tap clicks on the thing with a text.
func (v *sighted) tap(text string) {
	v.t.Helper()
	window, x, y := v.rest(func() (x, y int) { return v.place(text) })
	v.run("xdotool", "mousemove", "--window", window, fmt.Sprint(x), fmt.Sprint(y), "sleep", "0.06", "click", "1")
}

// focused is the thing that has the keyboard.
func (v *sighted) focused() seen {
	v.t.Helper()
	for _, s := range v.see() {
		if s.Focused {
			return s
		}
	}
	return seen{}
}

// tab presses Tab, and waits until the keyboard is elsewhere: a machine that is busy gets to
// it later than the eyes look. Where there is nowhere to go it does not wait for long.
func (v *sighted) tab() {
	v.t.Helper()
	keyboards := func() (all []seen) { // each window has something that has its keyboard
		for _, s := range v.see() {
			if s.Focused {
				all = append(all, s)
			}
		}
		return all
	}
	before := keyboards()
	v.keys("Tab")
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end) && slices.Equal(before, keyboards()); time.Sleep(20 * time.Millisecond) {
	}
}

// tabTo presses Tab until the thing with a text has the keyboard.
func (v *sighted) tabTo(text string) {
	v.t.Helper()
	for range 30 {
		if slices.ContainsFunc(v.see(), func(s seen) bool { return s.Focused && s.Text == text }) {
			return
		}
		v.tab()
	}
	v.t.Fatalf("Tab does not lead to %q in\n%s", text, v.text())
}
