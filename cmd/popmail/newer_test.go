package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"aead.dev/minisign"

	"popmail/cmd/popmail/internal/newer"
	"popmail/gui"
)

// Without an address and a key that are built in there is no way to new versions, and the window
// is told so.
func TestNewVersionsMade(t *testing.T) {
	if newVersions() != nil {
		t.Error("this program was made for it")
	}
	public, _, err := minisign.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	was := version
	t.Cleanup(func() { newestAddress, newestKeys, version = "", "", was })
	newestAddress, newestKeys, version = "https://example.org/newest.json", public.String(), "0.2.0+5fc08d2"
	n := newVersions()
	if n == nil {
		t.Fatal("there is no way")
	}
	if !n.Newer("0.2.0") || n.Newer("0.1.9") {
		t.Error("versions are taken for newer than they are, or older")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Newest(ctx, time.Time{}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
}

// Each reason why nothing is known has its own sentence in the window.
func TestNoAnswer(t *testing.T) {
	for of, want := range map[error]gui.NoAnswer{
		newer.ErrPlain: gui.NoAnswerPlain, newer.ErrTooLarge: gui.NoAnswerLong, newer.ErrUnsigned: gui.NoAnswerUnsigned, newer.ErrOld: gui.NoAnswerOld,
		newer.ErrStatus: gui.NoAnswerOther, newer.ErrOdd: gui.NoAnswerOther, context.DeadlineExceeded: gui.NoAnswerSlow,
		&net.DNSError{Err: "server misbehaving", Name: "example.org", IsTemporary: true}: gui.NoAnswerOffline,
	} {
		if got := noAnswer(fmt.Errorf("x: %w", of)); got != want {
			t.Errorf("%v: %d, want %d", of, got, want)
		}
	}
}
