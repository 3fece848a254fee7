package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// start measures the time from the start of the program to a drawn list, with
// few and with many messages, in a real window.
func start(ctx context.Context, out io.Writer, o options) error {
	display, end, err := screen(ctx)
	if err != nil {
		return err
	}
	defer end()
	sizes := []int{10, o.stored}
	var dirs []string
	for _, n := range sizes {
		dir, err := filled(ctx, n)
		defer os.RemoveAll(dir)
		if err != nil {
			return err
		}
		dirs = append(dirs, dir)
	}
	runs := make([][]time.Duration, len(sizes))
	for round := range 2*o.rounds + 1 {
		for i, dir := range dirs {
			d, err := drawn(ctx, o.popmail, dir, display)
			if err != nil {
				return err
			}
			if round > 0 {
				runs[i] = append(runs[i], d)
			}
		}
	}
	fmt.Fprintf(out, "## From start to a drawn list\n\nA real window on a virtual display, from the start of the process until the first rows are on the screen.\n\n| messages | seconds | × the time with %d |\n| --- | --- | --- |\n", sizes[0])
	for i, n := range sizes {
		fmt.Fprintf(out, "| %d | %s | %s |\n", n, seconds(runs[i]), spread(ratios(runs[i], runs[0])))
	}
	fmt.Fprintln(out)
	return nil
}

// drawn starts PopMail on a data folder and waits until it says that its list is
// drawn and ends.
func drawn(ctx context.Context, popmail, dir, display string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	c := exec.CommandContext(ctx, popmail, "--data", dir, "--until-drawn")
	c.Env = append(os.Environ(), "DISPLAY="+display, "LANG=en_US.UTF-8")
	// What hangs is told to say where.
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGQUIT) }
	c.WaitDelay = 10 * time.Second
	c.Env = append(c.Env, "GOTRACEBACK=all")
	var text bytes.Buffer
	c.Stderr, c.Stdout = &text, w
	begin := time.Now()
	if err := c.Start(); err != nil {
		return 0, err
	}
	_ = w.Close()
	first := make([]byte, 64)
	n, _ := r.Read(first)
	took := time.Since(begin)
	if err := c.Wait(); err != nil || !strings.HasPrefix(string(first[:n]), "drawn") {
		return 0, fmt.Errorf("popmail --until-drawn: %w\n%s%s", err, first[:n], text.Bytes())
	}
	return took, nil
}

// screen starts a virtual display of its own, with further arguments for Xvfb.
func screen(ctx context.Context, more ...string) (display string, end func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	r, w, err := os.Pipe()
	if err != nil {
		cancel()
		return "", nil, err
	}
	c := exec.CommandContext(ctx, "Xvfb", append([]string{"-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"}, more...)...)
	c.ExtraFiles = []*os.File{w}
	if err := c.Start(); err != nil {
		cancel()
		return "", nil, err
	}
	_ = w.Close()
	end = func() {
		cancel()
		_ = c.Wait()
		_ = r.Close()
	}
	var number int
	if _, err := fmt.Fscan(r, &number); err != nil {
		end()
		return "", nil, fmt.Errorf("the display did not start (Xvfb): %w", err)
	}
	return fmt.Sprintf(":%d", number), end, nil
}
