package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

const largeSize = 60 << 20

// large measures the most memory that a process has at once which receives one large
// message, beside the size of that message.
func large(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-large-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, err := dovecot.Start(filepath.Join(dir, "server"), dovecot.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	if err := server.AddUser(benchUser, benchPassword); err != nil {
		return err
	}
	var raw bytes.Buffer
	raw.WriteString("From: a@example.org\nSubject: a long log\n\n")
	for n := 0; raw.Len() < largeSize; n++ {
		fmt.Fprintf(&raw, "line %d of the log, with words of its own: %x\n", n, n*7919)
	}
	if _, err := server.Deliver(benchUser, raw.Bytes()); err != nil {
		return err
	}
	var times []float64
	for i := range o.rounds {
		data := filepath.Join(dir, fmt.Sprint(i))
		if err := addAccount(ctx, o, data, server, "none"); err != nil {
			return err
		}
		peak, err := peak(exec.CommandContext(ctx, o.popmail, "receive", "--data", data))
		if err != nil {
			return err
		}
		times = append(times, float64(peak)/float64(raw.Len()))
	}
	fmt.Fprintf(out, "## Memory for one large message\n\n| what | ratio |\n| --- | --- |\n| most memory at once to receive a text of %d MB, × its size | %s |\n\n", raw.Len()>>20, spread(times))
	return nil
}

// peak runs a command and returns the most memory that it had at once, in octets,
// as /proc tells it.
func peak(c *exec.Cmd) (most int64, err error) {
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			if err == nil && most == 0 {
				err = fmt.Errorf("%s: this system does not tell its memory", c.Path)
			} else if err != nil {
				err = fmt.Errorf("%s: %w\n%s", c.Path, err, said.Bytes())
			}
			return most, err
		case <-time.After(2 * time.Millisecond):
		}
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.Process.Pid)) // it may have ended
		for line := range strings.Lines(string(text)) {
			var kB int64
			if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kB); err == nil {
				most = max(most, kB<<10)
			}
		}
	}
}
