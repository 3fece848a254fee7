//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// screen is a virtual display of the test's own with a window manager, and the
// hands of a person at it.
type screen struct {
	t       *testing.T
	display string
	frame   string // the file in which Xvfb keeps the screen's pixels
	dir     string // pictures
	shots   int
}

// newScreen starts a display of 1280×800 pixels. Pictures go to build/e2e/name.
func newScreen(t *testing.T, name string) *screen {
	t.Helper()
	return newScreenOf(t, name, 1280, 800)
}

// newScreenOf is newScreen with another size, and more that Xvfb is told.
func newScreenOf(t *testing.T, name string, width, height int, more ...string) *screen {
	t.Helper()
	for _, p := range []string{"Xvfb", "openbox", "xdotool"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	frames := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	x := exec.CommandContext(ctx, "Xvfb", append([]string{"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-noreset", "-fbdir", frames}, more...)...)
	x.ExtraFiles = []*os.File{w}
	if err := x.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	var n int
	if _, err := fmt.Fscan(r, &n); err != nil {
		t.Fatal("Xvfb did not start: ", err)
	}
	s := &screen{t: t, display: fmt.Sprintf(":%d", n), frame: filepath.Join(frames, "Xvfb_screen0"), dir: filepath.Join(repoRoot(t), "build", "e2e", name)}
	// An empty file would be a syntax error, which openbox tells in a window.
	rc := filepath.Join(frames, "rc.xml")
	if err := os.WriteFile(rc, []byte(`<openbox_config xmlns="http://openbox.org/3.4/rc"/>`), 0o600); err != nil {
		t.Fatal(err)
	}
	wm := exec.CommandContext(ctx, "openbox", "--config-file", rc)
	wm.Env = append(os.Environ(), "DISPLAY="+s.display)
	if err := wm.Start(); err != nil {
		t.Fatal(err)
	}
	// A window that is there before its manager gets another size and place.
	for range 200 {
		c := exec.Command("xdotool", "get_num_desktops")
		c.Env = append(os.Environ(), "DISPLAY="+s.display)
		if c.Run() == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Cleanup(func() {
		cancel()
		_ = wm.Wait()
		_ = x.Wait()
		_ = r.Close()
	})
	if err := os.RemoveAll(s.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *screen) run(name string, args ...string) string {
	s.t.Helper()
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, err := c.CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// keys presses keys by their X names, such as "Tab" or "ctrl+f".
func (s *screen) keys(names ...string) {
	s.t.Helper()
	for _, n := range names {
		s.run("xdotool", "key", "--clearmodifiers", n)
		time.Sleep(40 * time.Millisecond)
	}
}

// typ types text.
func (s *screen) typ(text string) {
	s.t.Helper()
	s.run("xdotool", "type", "--clearmodifiers", "--delay", "15", text)
	time.Sleep(100 * time.Millisecond)
}

// click presses the left button.
func (s *screen) click(x, y int) {
	s.t.Helper()
	s.run("xdotool", "mousemove", fmt.Sprint(x), fmt.Sprint(y))
	time.Sleep(60 * time.Millisecond)
	s.run("xdotool", "click", "1")
	time.Sleep(100 * time.Millisecond)
}

// picture is what is on the screen.
func (s *screen) picture() *image.RGBA {
	s.t.Helper()
	raw, err := os.ReadFile(s.frame)
	if err != nil {
		s.t.Fatal(err)
	}
	im, err := decodeXWD(raw)
	if err != nil {
		s.t.Fatal(err)
	}
	return im
}

// decodeXWD reads the only kind of X window dump that Xvfb writes: 32 bits for each
// pixel, blue first. The layout of the header is that of X11/XWDFile.h: 25 numbers of
// 32 bits with the highest octet first, of which here matter the size of the header
// (0), width (4), height (5), bits for each pixel (11), octets in each line (12) and
// the number of colors (19), which follow the header with 12 octets each.
func decodeXWD(raw []byte) (*image.RGBA, error) {
	if len(raw) < 100 {
		return nil, fmt.Errorf("a picture of %d octets", len(raw))
	}
	number := func(i int) int { return int(binary.BigEndian.Uint32(raw[4*i:])) }
	w, h, line, start := number(4), number(5), number(12), number(0)+12*number(19)
	if number(11) != 32 || line < 4*w || len(raw) < start+line*h {
		return nil, fmt.Errorf("a picture of %d × %d with %d bits for each pixel, in %d octets", w, h, number(11), len(raw))
	}
	im := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		from, to := raw[start+line*y:][:4*w], im.Pix[im.Stride*y:][:4*w]
		for x := 0; x < len(from); x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
		}
	}
	return im, nil
}

// settled waits until the screen stays the same for a while, and returns it. A
// blinking cursor is not waited for longer than a few seconds.
func (s *screen) settled() *image.RGBA {
	s.t.Helper()
	last := s.picture()
	for range 12 {
		time.Sleep(250 * time.Millisecond)
		now := s.picture()
		if bytes.Equal(last.Pix, now.Pix) {
			return now
		}
		last = now
	}
	return last
}

// shot leaves a picture of the screen in the folder.
func (s *screen) shot(name string) {
	s.t.Helper()
	s.save(name, s.settled())
}

// save leaves a picture in the folder.
func (s *screen) save(name string, im image.Image) {
	s.t.Helper()
	s.shots++
	f, err := os.Create(filepath.Join(s.dir, fmt.Sprintf("%02d-%s.png", s.shots, name)))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		s.t.Fatal(err)
	}
}

// blueButton finds the lowest area of the main colour that is as large as a
// button, and returns its middle.
func blueButton(im image.Image) (x, y int, ok bool) {
	b := im.Bounds()
	blue := func(x, y int) bool {
		r, g, bl, _ := im.At(x, y).RGBA()
		return r>>8 == 0x2f && g>>8 == 0x6f && bl>>8 == 0xed
	}
	for yy := b.Max.Y - 1; yy >= b.Min.Y; yy-- {
		first, last, n := -1, -1, 0
		for xx := b.Min.X; xx < b.Max.X; xx++ {
			if blue(xx, yy) {
				if first < 0 {
					first = xx
				}
				last = xx
				n++
			}
		}
		if n < 40 {
			continue
		}
		top := yy
		for top > b.Min.Y && blue(first+3, top-1) {
			top--
		}
		if yy-top >= 20 {
			return (first + last) / 2, (top + yy) / 2, true
		}
	}
	return 0, 0, false
}

// press clicks the blue button, once there is one.
func (s *screen) press() {
	s.t.Helper()
	for range 40 {
		if x, y, ok := blueButton(s.picture()); ok {
			s.click(x, y)
			return
		}
		time.Sleep(250 * time.Millisecond)
	}
	s.shot("no-button")
	s.t.Fatal("there is no blue button on the screen")
}

// title is the title of the window that has the keyboard; empty when there is none.
func (s *screen) title() string {
	c := exec.Command("xdotool", "getactivewindow", "getwindowname")
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	out, err := c.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// wait waits until ok holds.
func (s *screen) wait(what string, ok func() bool) {
	s.t.Helper()
	for range 240 {
		if ok() {
			return
		}
		time.Sleep(250 * time.Millisecond)
	}
	s.shot("waiting")
	s.t.Fatalf("%s: not within a minute; the title is %q", what, s.title())
}
