package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// opened is PopMail's window with mail in it, on a display of its own, and what presses its
// keys.
type opened struct {
	*presser
	pid int
	end []func()
}

// openWith opens the window with n messages. What it says goes to said, which may be nil;
// env is added to its environment. It has to be closed.
func openWith(ctx context.Context, o options, n int, message func(i int) []byte, said io.Writer, env ...string) (*opened, error) {
	dir, err := filledWith(ctx, n, message)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	w, err := openOn(ctx, o, dir, said, env...)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	w.end = append([]func(){func() { _ = os.RemoveAll(dir) }}, w.end...)
	return w, nil
}

// openOn does so with the mail of a data folder, which stays.
func openOn(ctx context.Context, o options, dir string, said io.Writer, env ...string) (w *opened, err error) {
	w = &opened{}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	frames, err := os.MkdirTemp("", "popmail-frames-")
	if err != nil {
		return nil, err
	}
	w.later(func() { _ = os.RemoveAll(frames) })
	display, end, err := screen(ctx, "-fbdir", frames)
	if err != nil {
		return nil, err
	}
	w.later(end)
	ctx, cancel := context.WithCancel(ctx)
	w.later(cancel)
	c := exec.CommandContext(ctx, o.popmail, "--data", dir)
	c.Env = append(append(os.Environ(), "DISPLAY="+display, "LANG=en_US.UTF-8"), env...)
	c.Stderr = said
	if err := c.Start(); err != nil {
		return nil, err
	}
	w.later(func() {
		cancel()
		_ = c.Wait()
	})
	w.pid = c.Process.Pid
	if w.presser, err = newPresser(display, filepath.Join(frames, "Xvfb_screen0")); err != nil {
		return nil, err
	}
	w.later(w.presser.close)
	return w, w.ready()
}

func (w *opened) later(do func()) { w.end = append(w.end, do) }

// close ends the window and its display and removes what was made for them.
func (w *opened) close() {
	for i := range w.end {
		w.end[len(w.end)-1-i]()
	}
	w.end = nil
}

// resident is the memory that the window has, in octets (proc(5), VmRSS).
func (w *opened) resident() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		var kB int64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kB); err == nil {
			return float64(kB << 10), nil
		}
	}
	return 0, errors.New("no VmRSS")
}
