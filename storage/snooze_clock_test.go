package storage_test

import (
	"testing"
	"time"

	"popmail/storage/mailbox"
)

// What came back by a clock that was ahead does not stay above what comes by the right one.
func TestBackByWrongClock(t *testing.T) {
	b := newJunkbox(t)
	ids := b.arrive(b.letter(false, "a@x", ""), b.letter(false, "b@x", ""))
	_, err := b.s.Snooze(ctx, ids[:1], b.now.AddDate(0, 0, 3))
	b.do(err)
	right := b.now
	b.now = right.AddDate(10, 0, 0)
	b.do(b.s.BringBack(ctx))
	b.now = right.Add(time.Minute)
	b.do(b.s.BringBack(ctx))
	b.now = right.Add(5 * time.Minute)
	b.do(b.s.BringBack(ctx))
	fresh := b.arrive(b.letter(false, "c@x", ""))
	for _, limit := range []int{0, 3} {
		list, err := b.s.Index(ctx, mailbox.View{Role: mailbox.Inbox}, limit)
		if b.do(err); len(list) != 3 || list[0].ID != fresh[0] || list[1].ID != ids[0] {
			t.Errorf("%+v", list)
		}
	}
	m, err := b.s.Summaries(ctx, ids[:1])
	if b.do(err); !m[0].Back.Equal(right.Add(time.Minute)) {
		t.Errorf("back since %v", m[0].Back)
	}
	if c, err := b.s.Check(ctx); err != nil || !c.OK() {
		t.Errorf("%+v %v", c, err)
	}
}
