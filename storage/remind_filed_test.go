package storage_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// reminding is a store with letters of which the person is reminded.
type reminding struct {
	*junkbox
}

func newReminding(t *testing.T) *reminding {
	r := &reminding{newJunkbox(t)}
	r.now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.Local)
	return r
}

func (r *reminding) draft() mailbox.ID {
	r.t.Helper()
	r.n++
	raw := fmt.Appendf(nil, "From: me@example.org\r\nTo: Anna <anna@example.net>\r\nSubject: letter %d\r\nDate: %s\r\nMessage-ID: <%d@me>\r\n\r\nHello.\r\n", r.n, r.now.Format(time.RFC1123Z), r.n)
	id, err := r.s.SaveDraft(ctx, mailbox.Draft{Account: r.id, Raw: raw, From: "me@example.org", Recipients: []string{"anna@example.net"}, Writing: []byte("{}")})
	r.do(err)
	return id
}

func (r *reminding) send(id mailbox.ID) {
	r.t.Helper()
	r.do(r.s.Send(ctx, id, r.now), sent(r.t, r.s, r.id, id))
}

// expect looks for answers and compares what is known of reminders.
func (r *reminding) expect(want ...string) {
	r.t.Helper()
	r.do(r.s.LookForAnswers(ctx))
	list, err := r.s.Reminders(ctx)
	r.do(err)
	var got []string
	for _, m := range list {
		at := "open"
		if !m.At.IsZero() {
			at = fmt.Sprint("in ", m.At.Sub(r.now).Round(time.Minute))
		}
		got = append(got, fmt.Sprintf("%s, due %v", at, m.Due))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		r.t.Errorf("reminders: %q, want %q", got, want)
	}
}

// A sent letter is waited for, and waited for longer, wherever it was filed.
func TestRemindersOfFiled(t *testing.T) {
	for _, role := range []mailbox.Role{mailbox.Archive, mailbox.Own, mailbox.Inbox} {
		r := newReminding(t)
		id := r.draft()
		r.send(id)
		ids := []mailbox.ID{id}
		if role == mailbox.Own {
			_, err := r.s.Move(ctx, ids, r.folder("Matter"))
			r.do(err)
		} else {
			_, err := r.s.MoveTo(ctx, ids, role)
			r.do(err)
		}
		r.do(r.s.Remind(ctx, ids, time.Time{}, time.Hour))
		r.now = r.now.Add(2 * time.Hour)
		r.expect("in -1h0m0s, due true")
		r.do(r.s.Remind(ctx, ids, time.Time{}, 7*24*time.Hour))
		r.expect("in 168h0m0s, due false")
		r.do(r.s.Unremind(ctx, ids), r.s.Remind(ctx, ids, r.now.Add(-time.Minute), 0))
		r.expect("in -1m0s, due true")
	}
	r := newReminding(t)
	if err := r.s.Remind(ctx, r.arrive(r.letter(false, "dad@home.example", "")), time.Time{}, time.Hour); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("of a letter of somebody else: %v", err)
	}
}

// What is taken back is as it was: also that the person was told.
func TestRemindAgain(t *testing.T) {
	r := newReminding(t)
	told, waits, none, open := r.draft(), r.draft(), r.draft(), r.draft()
	for _, id := range []mailbox.ID{told, waits, none} {
		r.send(id)
	}
	r.do(r.s.Remind(ctx, []mailbox.ID{told}, time.Time{}, time.Hour), r.s.Remind(ctx, []mailbox.ID{waits}, time.Time{}, 72*time.Hour), r.s.Remind(ctx, []mailbox.ID{open}, time.Time{}, 24*time.Hour))
	r.now = r.now.Add(2 * time.Hour)
	want := []string{"in -1h0m0s, due true", "open, due false", "in 70h0m0s, due false"}
	r.expect(want...)
	all := []mailbox.ID{told, waits, none, open}
	for _, change := range []func() error{
		func() error { return r.s.Remind(ctx, all, time.Time{}, 7*24*time.Hour) },
		func() error { return r.s.Remind(ctx, all, r.now.Add(time.Hour), 0) },
		func() error { return r.s.Unremind(ctx, all) },
	} {
		was, err := r.s.RemindersOf(ctx, all)
		r.do(err, change())
		sub := r.s.Changes().Subscribe(100)
		r.do(r.s.RemindAgain(ctx, all, was))
		r.expect(want...)
		for _, c := range storagetest.Told(sub) {
			if c, is := c.(mailbox.Returned); is {
				t.Errorf("told again of %v", c.IDs)
			}
		}
		sub.Close()
	}
	was, err := r.s.RemindersOf(ctx, all)
	r.do(err, r.s.Purge(ctx, []mailbox.ID{told}), r.s.RemindAgain(ctx, all, was))
	r.expect(want[1:]...)
}

// A letter that was never sent is not waited for, wherever it lies.
func TestRemindersOfUnsent(t *testing.T) {
	for name, do := range map[string]func(r *reminding, id mailbox.ID){
		"a draft in a folder": func(r *reminding, id mailbox.ID) {
			_, err := r.s.Move(ctx, []mailbox.ID{id}, r.folder("Ideas"))
			r.do(err)
		},
		"out of the outbox": func(r *reminding, id mailbox.ID) {
			r.do(r.s.Send(ctx, id, r.now.Add(time.Hour)))
			_, err := r.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Archive)
			r.do(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newReminding(t)
			id := r.draft()
			r.do(r.s.Remind(ctx, []mailbox.ID{id}, time.Time{}, 72*time.Hour))
			do(r, id)
			r.now = r.now.Add(96 * time.Hour)
			r.expect("open, due false")
			r.now = r.now.Add(96 * time.Hour)
			r.expect("open, due false")
			r.do(r.s.Remind(ctx, []mailbox.ID{id}, time.Time{}, 24*time.Hour)) // where it lies now
			r.expect("open, due false")
			r.send(id)
			r.expect("in 24h0m0s, due false")
		})
	}
	// Its account goes, and there is no other.
	r := newReminding(t)
	unsent, went := r.draft(), r.draft()
	r.send(went)
	r.do(r.s.Remind(ctx, []mailbox.ID{unsent, went}, time.Time{}, 72*time.Hour))
	r.do(r.s.RemoveAccount(ctx, r.id, true))
	r.now = r.now.Add(96 * time.Hour)
	r.expect("in -24h0m0s, due true")
}

// Where a letter goes only after the day that was said, an answer is waited for from then on.
func TestReminderOfLateLetter(t *testing.T) {
	r := newReminding(t)
	late, early := r.draft(), r.draft()
	r.do(r.s.Remind(ctx, []mailbox.ID{late}, r.now.Add(24*time.Hour), 0), r.s.Remind(ctx, []mailbox.ID{early}, r.now.Add(72*time.Hour), 0))
	r.now = r.now.Add(48 * time.Hour)
	r.send(late)
	r.send(early)
	r.expect("in 24h0m0s, due false", "in 72h0m0s, due false")
	r.now = r.now.Add(73 * time.Hour)
	r.expect("in -49h0m0s, due true", "in -1h0m0s, due true")
}

// So it is where another version has told of it before it went.
func TestReminderOfLateLetterToldOf(t *testing.T) {
	r := newReminding(t)
	late := r.draft()
	r.do(r.s.Remind(ctx, []mailbox.ID{late}, r.now.Add(24*time.Hour), 0))
	r.now = r.now.Add(48 * time.Hour)
	changed(t, r.dir, "UPDATE reminders SET told = 1")
	r.send(late)
	r.expect("in 72h0m0s, due false")
	r.now = r.now.Add(73 * time.Hour)
	r.expect("in -1h0m0s, due true")
}
