package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"
)

// catcher is the other program of a drag out of PopMail: a window at the right of the screen that takes
// files as XDND, version 5, has it, or refuses them.
type catcher struct {
	*dragger
	refuses atomic.Bool
	caught  chan []string // the paths of a drop
	left    chan struct{} // the pointer has gone on
}

func newCatcher(s *screen, x, y, width, height int) *catcher {
	s.t.Helper()
	c := &catcher{dragger: newDragger(s), caught: make(chan []string, 8), left: make(chan struct{}, 64)}
	w, err := xproto.NewWindowId(c.x)
	if err != nil {
		s.t.Fatal(err)
	}
	screen := xproto.Setup(c.x).DefaultScreen(c.x)
	if err := xproto.CreateWindowChecked(c.x, 0, w, c.root, int16(x), int16(y), uint16(width), uint16(height), 0, xproto.WindowClassInputOutput, screen.RootVisual,
		xproto.CwOverrideRedirect, []uint32{1}).Check(); err != nil {
		s.t.Fatal(err)
	}
	c.window = w
	version := []byte{5, 0, 0, 0}
	if err := xproto.ChangePropertyChecked(c.x, xproto.PropModeReplace, w, c.atom("XdndAware"), xproto.AtomAtom, 32, 1, version).Check(); err != nil {
		s.t.Fatal(err)
	}
	if err := xproto.MapWindowChecked(c.x, w).Check(); err != nil {
		s.t.Fatal(err)
	}
	for _, name := range []string{"XdndSelection", "XdndStatus", "XdndFinished", "XdndPosition", "XdndDrop", "XdndLeave", "text/uri-list", "XdndActionCopy", "CAUGHT"} {
		c.atom(name) // before the goroutine
	}
	go c.serve()
	return c
}

// serve answers until the connection is closed.
func (c *catcher) serve() {
	var source xproto.Window
	tell := func(kind string, data ...uint32) {
		e := xproto.ClientMessageEvent{Format: 32, Window: source, Type: c.atoms[kind], Data: xproto.ClientMessageDataUnionData32New(append([]uint32{uint32(c.window)}, data...))}
		_ = xproto.SendEventChecked(c.x, false, source, 0, string(e.Bytes())).Check()
	}
	for {
		e, err := c.x.WaitForEvent()
		if e == nil && err == nil {
			return
		}
		switch e := e.(type) {
		case xproto.ClientMessageEvent:
			source = xproto.Window(e.Data.Data32[0])
			switch e.Type {
			case c.atoms["XdndPosition"]:
				takes := uint32(1)
				if c.refuses.Load() {
					takes = 0
				}
				tell("XdndStatus", takes, 0, 0, uint32(c.atoms["XdndActionCopy"]))
			case c.atoms["XdndLeave"]:
				c.left <- struct{}{}
			case c.atoms["XdndDrop"]:
				_ = xproto.ConvertSelectionChecked(c.x, c.window, c.atoms["XdndSelection"], c.atoms["text/uri-list"], c.atoms["CAUGHT"], xproto.TimeCurrentTime).Check()
			}
		case xproto.SelectionNotifyEvent:
			var paths []string
			if r, err := xproto.GetProperty(c.x, true, c.window, c.atoms["CAUGHT"], xproto.GetPropertyTypeAny, 0, 1<<16).Reply(); err == nil && e.Property != 0 {
				for _, l := range strings.Fields(string(r.Value)) {
					if u, err := url.Parse(l); err == nil && u.Scheme == "file" {
						paths = append(paths, u.Path)
					}
				}
			}
			tell("XdndFinished", 1, uint32(c.atoms["XdndActionCopy"]), 0, 0)
			c.caught <- paths
		}
	}
}

// xgbNumber is a number as a property holds it.
func xgbNumber(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

// drag presses the button at one place of the window and lets it go at another one of the screen.
func (v *sighted) drag(window string, x, y, toX, toY int, meanwhile func()) {
	v.t.Helper()
	v.run("xdotool", "mousemove", "--window", window, fmt.Sprint(x), fmt.Sprint(y), "sleep", "0.1", "mousedown", "1", "sleep", "0.1",
		"mousemove_relative", "12", "3", "sleep", "0.1", "mousemove_relative", "12", "3", "sleep", "0.1")
	for i := range 6 { // into the window and on, as a hand does
		v.run("xdotool", "mousemove", fmt.Sprint(toX-60+10*i), fmt.Sprint(toY-6+i), "sleep", "0.1")
	}
	v.run("xdotool", "mousemove", fmt.Sprint(toX), fmt.Sprint(toY), "sleep", "0.5")
	if meanwhile != nil {
		meanwhile()
	}
	v.run("xdotool", "mouseup", "1")
}

// Letters and attached files can be dragged to the windows of other programs.
func TestDragOut(t *testing.T) {
	if testing.Short() {
		t.Skip("a real window takes a while")
	}
	dir := t.TempDir()
	const report = "Spare keys: at Nell's.\n"
	letter := func(n int) string {
		return fmt.Sprintf("From: Nell <nell@orchard.example>\nTo: %s\nSubject: Keys / %d\nDate: Fri, 20 Nov 2020 11:0%d:00 +0000\nMessage-ID: <%d@orchard.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nDear Ann.\n\n--b\nContent-Type: text/plain; name=\"Keys & more.txt\"\nContent-Disposition: attachment; filename=\"Keys & more.txt\"\n\n%s\n--b--\n", testUser, n, n, n, report)
	}
	for n := range 2 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(n, ".eml")), []byte(letter(n)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data := dataFolder(t)
	pop(t, data, "import", dir).must(t, 0)
	s := newScreenOf(t, "dragout", 1400, 800)
	v := openEyes(s, data)
	v.until("Keys / 0", "Keys / 1")
	window := v.run("xdotool", "getactivewindow")
	v.run("xdotool", "windowsize", "--sync", window, "1000", "700", "windowmove", "--sync", window, "20", "40")
	c := newCatcher(s, 1150, 60, 240, 700)
	// As with a desktop that draws itself on the root window: what stands for that takes what no other window is under.
	own := xgbNumber(uint32(c.window))
	for _, w := range []xproto.Window{c.root, c.window} {
		if err := xproto.ChangePropertyChecked(c.x, xproto.PropModeReplace, w, c.atom("XdndProxy"), xproto.AtomWindow, 32, 1, own).Check(); err != nil {
			t.Fatal(err)
		}
	}
	find := func(text string) (x, y int) {
		t.Helper()
		v.until(text)
		_, x, y = v.rest(func() (x, y int) { return v.place(text) })
		return x, y
	}
	caught := func() []string {
		t.Helper()
		select {
		case paths := <-c.caught:
			return paths
		case <-time.After(time.Minute):
			v.shot("nothing")
			t.Fatal("nothing was dropped")
		}
		return nil
	}

	// One letter, as it was received.
	x, y := find("Keys / 0")
	v.drag(window, x, y, 1270, 300, func() { v.shot("letter") })
	paths := caught()
	if len(paths) != 1 || filepath.Base(paths[0]) != "Keys _ 0.eml" {
		t.Fatalf("one letter is %q", paths)
	}
	got, err := os.ReadFile(paths[0])
	id := ""
	for _, m := range rows[summaryRow](t, pop(t, data, "list", "--json")) {
		if m.Subject == "Keys / 0" {
			id = fmt.Sprint(m.ID)
		}
	}
	want := pop(t, data, "show", id, "--raw").must(t, 0).stdout
	if err != nil || !bytes.Equal(got, []byte(want)) {
		t.Fatalf("%v: the file holds\n%q, not\n%q", err, got, want)
	}

	// Both, by what is chosen.
	x, y = find("Keys / 1")
	v.keys("ctrl+a")
	v.drag(window, x, y, 1270, 320, nil)
	if paths = caught(); len(paths) != 2 {
		t.Fatalf("two letters are %q", paths)
	}

	// An attached file.
	v.keys("Home")
	x, y = find("Keys & more.txt")
	v.drag(window, x, y, 1270, 340, func() { v.shot("file") })
	if paths = caught(); len(paths) != 1 || filepath.Base(paths[0]) != "Keys & more.txt" {
		t.Fatalf("a file is %q", paths)
	}
	if got, err := os.ReadFile(paths[0]); err != nil || strings.TrimSpace(string(got)) != strings.TrimSpace(report) {
		t.Fatalf("%v: it holds %q", err, got)
	}

	// The other window covers a folder of PopMail's: the letter goes to it, and stays where it is.
	sideX, sideY := find("001")
	x, y = find("Keys / 0")
	if err := xproto.ConfigureWindowChecked(c.x, c.window, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight|xproto.ConfigWindowStackMode,
		[]uint32{20, uint32(sideY), uint32(sideX + 60), 80, xproto.StackModeAbove}).Check(); err != nil {
		t.Fatal(err)
	}
	v.drag(window, x, y, 20+sideX, 40+sideY, func() { v.shot("covered") })
	if paths := caught(); len(paths) != 1 || filepath.Base(paths[0]) != "Keys _ 0.eml" {
		t.Fatalf("over the side pane one letter is %q", paths)
	}
	if n := len(rows[summaryRow](t, pop(t, data, "list", "--json"))); n != 2 {
		t.Fatalf("there are %d letters", n)
	}
	if err := xproto.ConfigureWindowChecked(c.x, c.window, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight,
		[]uint32{1150, 60, 240, 700}).Check(); err != nil {
		t.Fatal(err)
	}
	for len(c.left) > 0 {
		<-c.left
	}

	// Escape in the middle, and a window that wants nothing.
	x, y = find("Keys / 1")                                                       // the other one is read, so its words stand above its text as well
	v.drag(window, x, y, 1270, 300, func() { v.run("xdotool", "key", "Escape") }) // --clearmodifiers would let the button go
	select {
	case <-c.left:
	case <-time.After(time.Minute):
		t.Fatal("after Escape the window was not told that nothing comes")
	}
	c.refuses.Store(true)
	v.drag(window, x, y, 1270, 300, nil)
	time.Sleep(time.Second)
	if len(c.caught) != 0 {
		t.Fatal("something was dropped that was not to be")
	}
	// The letters are where they were, and the window goes on.
	v.until("Keys / 0", "Keys / 1")
	if n := len(rows[summaryRow](t, pop(t, data, "list", "--json"))); n != 2 {
		t.Fatalf("there are %d letters", n)
	}
}
