package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"popmail/pop3/pop3test/dovecot"
)

// largeMails are the mailboxes that are received for their memory.
var largeMails = []struct {
	what     string
	messages int
	octets   int
	make     func(w io.Writer, octets int)
}{
	{"a text of 60 MB", 1, 60 << 20, longText},
	{"an attachment of 60 MB", 1, 60 << 20, largeFile},
	{"an attachment of 300 MB", 1, 300 << 20, largeFile},
	{"20 attachments of 20 MB", 20, 20 << 20, largeFile},
}

// longText writes a message with a text.
func longText(w io.Writer, octets int) {
	fmt.Fprint(w, "From: a@example.org\nSubject: a long log\n\n")
	for n, sent := 0, 0; sent < octets; n++ {
		k, _ := fmt.Fprintf(w, "line %d of the log, with words of its own: %x\n", n, n*7919)
		sent += k
	}
}

// largeFile writes a message with an attachment that cannot be packed.
func largeFile(w io.Writer, octets int) { numberedFile(w, octets, 0) }

// numberedFile is largeFile with the same attachment for each number.
func numberedFile(w io.Writer, octets int, number byte) {
	fmt.Fprint(w, "From: a@example.org\nSubject: a film\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nhere it is\n"+
		"--b\nContent-Type: video/mp4\nContent-Disposition: attachment; filename=film.mp4\nContent-Transfer-Encoding: base64\n\n")
	noise := rand.NewChaCha8([32]byte{number})
	line := make([]byte, 54)
	for sent := 0; sent < octets; sent += 73 {
		_, _ = noise.Read(line) // which has no error
		fmt.Fprintln(w, base64.StdEncoding.EncodeToString(line))
	}
	fmt.Fprint(w, "--b--\n")
}

// large measures the most memory that a process has at once which receives large messages.
func large(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-large-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprint(out, "## Memory for large messages\n\n| what is received | most memory at once, MB |\n| --- | --- |\n")
	for n, m := range largeMails {
		peaks, err := largePeaks(ctx, filepath.Join(dir, fmt.Sprint(n)), m.messages, func(w io.Writer) { m.make(w, m.octets) }, o)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| %s | %s |\n", m.what, spread(peaks))
	}
	fmt.Fprintln(out)
	return nil
}

// largePeaks receives a mailbox of like messages in each round, and returns the memory in MB.
func largePeaks(ctx context.Context, dir string, messages int, write func(io.Writer), o options) (peaks []float64, err error) {
	defer os.RemoveAll(dir)
	server, err := dovecot.Start(filepath.Join(dir, "server"), dovecot.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = server.Stop() }()
	if err := server.AddUser(benchUser, benchPassword); err != nil {
		return nil, err
	}
	for n := range messages {
		var raw bytes.Buffer
		fmt.Fprintf(&raw, "Message-ID: <%d@example.org>\n", n)
		write(&raw)
		if _, err := server.Deliver(benchUser, raw.Bytes()); err != nil {
			return nil, err
		}
	}
	for i := range o.rounds {
		data := filepath.Join(dir, fmt.Sprint(i))
		if err := addAccount(ctx, o, data, server, "none"); err != nil {
			return nil, err
		}
		most := exec.CommandContext(ctx, o.popmail, "receive", "--data", data, "--max-size", "1GB")
		most.Env = append(os.Environ(), "POPMAIL_MAX_MESSAGE=1000")
		octets, err := peak(most)
		if err != nil {
			return nil, err
		}
		peaks = append(peaks, float64(octets)/(1<<20))
	}
	return peaks, nil
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
