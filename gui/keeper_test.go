package gui

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"popmail/account/letter"
	"popmail/storage/mailbox"
)

// stuckDrafts never saves anything.
type stuckDrafts struct{ Writing }

func (stuckDrafts) SaveDraft(ctx context.Context, _ mailbox.Draft) (mailbox.ID, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}

// A letter is saved also when its window is closed meanwhile, but whoever waits for that does
// not wait for ever.
func TestKeepingALetterIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, closed := context.WithCancel(t.Context())
		closed()
		begun := time.Now()
		_, err := (&keeper{store: stuckDrafts{}}).keep(ctx, 1, 1, &letter.Letter{From: letter.Person{Email: "me@example.org"}, Subject: "x", Text: "y"})
		if took := time.Since(begun); took != 30*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %v", err, took)
		}
	})
}
