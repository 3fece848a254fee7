package storage_test

import (
	"testing"
	"time"

	"popmail/storage/mailbox"
)

// Messages that are put off get their old times again, each its own, and only while they are put off.
func TestPutOffAgain(t *testing.T) {
	b := newJunkbox(t)
	ids := b.arrive(b.letter(false, "a@x", ""), b.letter(false, "b@x", ""), b.letter(false, "c@x", ""), b.letter(false, "d@x", ""))
	days := func(n int) time.Time { return b.now.Add(time.Duration(n) * 24 * time.Hour) }
	for i, at := range []int{1, 2, 2} {
		_, err := b.s.Snooze(ctx, ids[i:i+1], days(at))
		b.do(err)
	}
	was, err := b.s.PutOff(ctx, ids)
	if b.do(err); len(was) != 2 || len(was[0].IDs) != 1 || len(was[1].IDs) != 2 || !was[0].Until.Equal(days(1)) || !was[1].Until.Equal(days(2)) {
		t.Fatalf("%+v", was)
	}
	ms, err := b.s.Snooze(ctx, ids, days(5))
	b.do(err)
	_, err = b.s.Unsnooze(ctx, ids[2:3])
	b.do(err, b.s.Undo(ctx, ms), b.s.PutOffAgain(ctx, was))
	list, err := b.s.Summaries(ctx, ids)
	b.do(err)
	for i, want := range []int{1, 2, 0, 0} {
		if m := list[i]; want == 0 && m.FolderRole != mailbox.Inbox || want > 0 && !m.Snoozed.Equal(days(want)) {
			t.Errorf("%d: in %s, until %v", i, m.FolderRole, m.Snoozed)
		}
	}
}
