package main

import (
	"context"
	"errors"
	"testing"
	"time"

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
