//go:build !windows

package desktop

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// starter is a program in the place of xdg-open that writes down what it was asked
// for.
func starter(t *testing.T, rest string) (path, log string) {
	t.Helper()
	dir := t.TempDir()
	path, log = filepath.Join(dir, "open"), filepath.Join(dir, "log")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nprintf '%s\\n' \"$$ $1\" > "+log+"\n"+rest+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path, log
}

func TestOpen(t *testing.T) {
	for _, c := range []struct {
		rest string
		fine bool
	}{{"exit 0", true}, {"exit 1", false}, {"exit 2", false}, {"exit 3", false}, {"exit 4", false}, {"kill -9 $$", false}} {
		path, log := starter(t, c.rest)
		err := open(context.Background(), path, "file:///a%20b/%E6%9D%B1.pdf", time.Minute)
		if (err == nil) != c.fine || err != nil && !errors.Is(err, ErrNoProgram) {
			t.Errorf("%q: %v", c.rest, err)
		}
		said, _ := os.ReadFile(log)
		if !strings.HasSuffix(string(said), " /a b/東.pdf\n") {
			t.Errorf("%q was asked to open %q", c.rest, said)
		}
	}
	if err := open(context.Background(), filepath.Join(t.TempDir(), "none"), "https://example.org/", time.Minute); !errors.Is(err, ErrNoProgram) {
		t.Errorf("without a starter: %v", err)
	}
}

// A starter that stays while its program runs is no failure; it is not ended with
// the wait, and it does not become a zombie.
func TestOpenThatStays(t *testing.T) {
	dir := t.TempDir()
	stop := filepath.Join(dir, "stop")
	path, log := starter(t, "while ! test -e "+stop+"; do sleep 0.01; done; exit 3")
	if err := open(context.Background(), path, "https://example.org/", 300*time.Millisecond); err != nil {
		t.Errorf("a program that stays: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := open(ctx, path, "https://example.org/", time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	said, err := os.ReadFile(log)
	for err != nil || len(said) == 0 {
		said, err = os.ReadFile(log)
	}
	proc := filepath.Join("/proc", strings.Fields(string(said))[0])
	if _, err := os.Stat("/proc/self"); err != nil {
		t.Skip("no /proc")
	}
	if _, err := os.Stat(proc); err != nil {
		t.Fatal("the program was ended with the wait")
	}
	if err := os.WriteFile(stop, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); ; {
		if _, err := os.Stat(proc); err != nil {
			break // gone: waited for
		}
		if time.Now().After(end) {
			t.Fatal("a zombie stays")
		}
	}
}
