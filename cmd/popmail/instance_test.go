package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"popmail/storage"
	"popmail/storage/mailbox"
)

func TestAFolderThatIsJustGivenBackIsTaken(t *testing.T) {
	i := instance{dir: t.TempDir()}
	lock, err := storage.Lock(i.dir)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(300*time.Millisecond, func() { _ = lock.Release() })
	shown, err := i.takeFolder(t.Context())
	if shown || err != nil || i.lock == nil || i.calls == nil {
		t.Fatalf("shown %v, %v", shown, err)
	}
	// One that is still coming answers; one that is gone does not.
	second := instance{dir: i.dir}
	before := i.front.waited()
	if shown, err := second.takeFolder(t.Context()); !shown || err != nil {
		t.Errorf("shown %v, %v", shown, err)
	}
	if before || !i.front.waited() {
		t.Error("one that starts hidden does not know that it was asked to the front")
	}
	i.deaf()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if shown, err := second.takeFolder(ctx); shown || !errors.Is(err, mailbox.ErrInUse) {
		t.Errorf("shown %v, %v", shown, err)
	}
	if err := i.release(); err != nil {
		t.Error(err)
	}
}

// A window that is too busy to come in time opens nothing afterwards: the second start asks once more.
func TestAnAddressIsOpenedOnce(t *testing.T) {
	test.NewTempApp(t)
	var f frontDoor
	var opened []string
	came := 0
	f.forward = func() { came++ }
	f.opener(func(address string) { opened = append(opened, address) })
	f.to(windowOpen)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	const address = "mailto:lena@example.org"
	if err := f.come(gone, address); err == nil || came != 0 || len(opened) != 0 {
		t.Errorf("nobody waits: %v, came %d times, opened %q", err, came, opened)
	}
	if err := f.come(t.Context(), address); err != nil || came != 1 || len(opened) != 1 {
		t.Errorf("asked once more: %v, came %d times, opened %q", err, came, opened)
	}
}
