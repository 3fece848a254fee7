package storage_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// By a clock that is behind for a moment, as where a battery is empty, nothing is sorted anew.
func TestBackByClockBehind(t *testing.T) {
	b := newJunkbox(t)
	old := b.letter(false, "b@x", "")
	if at := bytes.Index(old.Raw, []byte("\r\nDate: ")); at < 0 {
		old.Raw = append([]byte("Date: Mon, 2 Jan 2012 10:00:00 +0000\r\n"), old.Raw...)
	} else {
		end := at + 2 + bytes.Index(old.Raw[at+2:], []byte("\r\n"))
		old.Raw = slices.Concat(old.Raw[:at], []byte("\r\nDate: Mon, 2 Jan 2012 10:00:00 +0000"), old.Raw[end:])
	}
	ids := b.arrive(b.letter(false, "a@x", ""), old, b.letter(false, "c@x", ""))
	if m, err := b.s.Summaries(ctx, ids[1:2]); err != nil || m[0].Date.Year() != 2012 {
		t.Fatal(m, err)
	}
	_, err := b.s.Snooze(ctx, ids[:2], b.now.AddDate(0, 0, 3))
	b.do(err)
	right := b.now.AddDate(0, 0, 4)
	b.now = right
	b.do(b.s.BringBack(ctx))
	sub := b.s.Changes().Subscribe(100)
	for _, behind := range []time.Time{time.Unix(0, 0), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)} {
		b.now = behind
		b.do(b.s.BringBack(ctx), b.s.BringBack(ctx))
	}
	b.now = right.Add(time.Minute)
	b.do(b.s.BringBack(ctx))
	list, err := b.s.Index(ctx, mailbox.View{Role: mailbox.Inbox}, 0)
	if b.do(err); len(list) != 3 || list[2].ID != ids[2] || !list[0].Date.Equal(right.Truncate(time.Millisecond)) {
		t.Errorf("%+v", list)
	}
	if changes := storagetest.Told(sub); len(changes) > 0 {
		t.Errorf("told: %+v", changes)
	}
	// A clock that is behind by less than the age of a letter puts it back, but not below its own place.
	b.now = right.AddDate(0, 0, -2)
	b.do(b.s.BringBack(ctx))
	back, err := b.s.Summaries(ctx, ids[:2])
	b.do(err)
	for _, m := range back {
		if !m.Back.Equal(b.now.Truncate(time.Millisecond)) {
			t.Errorf("back since %v", m.Back)
		}
	}
}

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

// The same where it has come by the wrong clock as well: as soon as something has come by the right one.
func TestBackAndReceivedByWrongClock(t *testing.T) {
	b := newJunkbox(t)
	b.arrive(b.letter(false, "a@x", ""))
	right := b.now
	b.now = right.AddDate(0, 2, 0)
	letter := b.letter(false, "b@x", "")
	letter.Raw = append([]byte("Date: "+right.Format(time.RFC1123Z)+"\r\n"), letter.Raw...)
	ids := b.arrive(letter)
	_, err := b.s.Snooze(ctx, ids, b.now.Add(time.Hour))
	b.do(err)
	b.now = b.now.Add(2 * time.Hour)
	b.do(b.s.BringBack(ctx))
	ahead := b.now.Truncate(time.Millisecond)
	back := func() time.Time {
		m, err := b.s.Summaries(ctx, ids)
		b.do(err)
		return m[0].Back
	}
	b.now = right.Add(time.Hour)
	b.do(b.s.BringBack(ctx))
	if at := back(); !at.Equal(ahead) {
		t.Errorf("before any other message: %v", at)
	}
	fresh := b.arrive(b.letter(false, "c@x", ""))
	b.do(b.s.BringBack(ctx))
	b.now = b.now.Add(10 * time.Minute)
	fresh = append(fresh, b.arrive(b.letter(false, "d@x", ""))...)
	list, err := b.s.Index(ctx, mailbox.View{Role: mailbox.Inbox}, 0)
	if b.do(err); len(list) != 4 || list[0].ID != fresh[1] {
		t.Errorf("%+v, not %v first", list, fresh[1])
	}
	if at := back(); !at.Equal(right.Add(time.Hour).Truncate(time.Millisecond)) {
		t.Errorf("back since %v", at)
	}
}
