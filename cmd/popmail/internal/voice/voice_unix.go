//go:build unix && !darwin

package voice

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The program that has the voices, Speech Dispatcher, is reached over a socket of the person's own
// (SSIP, its protocol; its C library does the same). It is started where it does not run.
const program = "speech-dispatcher"

// sandbox is a file that is there within a Flatpak, in which no program of the computer is seen.
var sandbox = "/.flatpak-info"

const (
	startTime  = 15 * time.Second // for it to start
	answerTime = 10 * time.Second // for one answer
	speakTime  = 10 * time.Minute // for one piece of text; slow voices, and others that speak before it
)

// Say reads pieces of text aloud, one after the other, and returns when all were read, another
// program has silenced the voice, or ctx is over: then the voice stops at once. language is that of the text (BCP 47); empty: not known.
func Say(ctx context.Context, pieces []string, language string) error {
	conn, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	l := newLine(ctx, conn)
	defer l.end()
	if err := l.greet(); err != nil {
		return l.why(err)
	}
	modules, err := l.ask("LIST OUTPUT_MODULES")
	if err != nil {
		return l.why(err)
	}
	// What it calls "dummy" says only that there is no voice.
	if !slices.ContainsFunc(modules, func(m string) bool { return m != "dummy" }) {
		return ErrNone
	}
	if isTag(language) {
		_, _ = l.ask("SET SELF LANGUAGE " + language) // without it, it reads in its own
	}
	for _, p := range pieces {
		switch err := l.speak(p); {
		case errors.Is(err, errCanceled) && ctx.Err() == nil:
			return nil // somebody wants it to be silent
		case err != nil:
			return l.why(err)
		}
	}
	return nil
}

// open opens a line to the program, which is started where it does not run.
func open(ctx context.Context) (net.Conn, error) {
	path, err := socket()
	if err != nil {
		return nil, err
	}
	conn, err := dial(ctx, path)
	if err == nil {
		return conn, nil
	}
	unreached := err
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	at, err := exec.LookPath(program)
	if err != nil {
		if _, sandboxed := os.Stat(sandbox); sandboxed == nil { // the computer may have one that does not run
			return nil, unreached
		}
		return nil, ErrNone
	}
	if err := spawn(ctx, at); err != nil {
		return nil, err
	}
	for {
		conn, err := dial(ctx, path)
		if err == nil {
			return conn, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// spawn starts the program, which goes on by itself. What goes on may have kept what spawn reads
// from: it is not waited for, nor is all read that it says.
func spawn(ctx context.Context, at string) error {
	var said beginning
	cmd := exec.CommandContext(ctx, at, "--spawn")
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &said, &said, time.Second
	if err := cmd.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) && ctx.Err() == nil {
		return fmt.Errorf("%s does not start: %w: %s", program, err, said)
	}
	return nil
}

// beginning keeps the first octets of what is written.
type beginning []byte

func (b *beginning) Write(p []byte) (int, error) {
	const most = 300
	*b = append(*b, p[:min(len(p), max(most-len(*b), 0))]...)
	return len(p), nil
}

func dial(ctx context.Context, path string) (net.Conn, error) {
	d := net.Dialer{Timeout: answerTime}
	return d.DialContext(ctx, "unix", path)
}

// socket is where the program listens. It can be told by a variable, which may name a computer in
// the network: that one is not asked.
func socket() (string, error) {
	if address := os.Getenv("SPEECHD_ADDRESS"); address != "" {
		kind, path, _ := strings.Cut(address, ":")
		if kind != "unix_socket" {
			return "", fmt.Errorf("SPEECHD_ADDRESS is %q, and only a unix_socket is on this computer", address)
		}
		if path != "" {
			return path, nil
		}
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		var err error
		if dir, err = os.UserCacheDir(); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "speech-dispatcher", "speechd.sock"), nil
}
