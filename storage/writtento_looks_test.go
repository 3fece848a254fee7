package storage

import (
	"slices"
	"testing"

	"popmail/storage/mailbox"
)

// What was sent is looked through once for all that are judged, until something is committed.
func TestSentMailCountedOnce(t *testing.T) {
	ctx := t.Context()
	s, ids := ruleStore(t, ruleMail(t, 40))
	if err := s.DecideSender(ctx, mailbox.Sender{Address: "nobody@example.net"}, true); err != nil {
		t.Fatal(err)
	}
	judge := func(want int) {
		t.Helper()
		if _, done, err := s.judgeSome(ctx, slices.Clone(ids)); err != nil || len(done) != len(ids) {
			t.Fatal(len(done), err)
		}
		if s.writtenTo.looks != want {
			t.Errorf("looked %d times, want %d", s.writtenTo.looks, want)
		}
	}
	judge(1)
	judge(1)
	if _, err := s.MoveTo(ctx, ids[:1], mailbox.Sent); err != nil {
		t.Fatal(err)
	}
	judge(2)
	judge(2)
}
