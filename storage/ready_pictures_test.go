package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestWithoutPictures: messages of trusted senders for which no picture was asked, unread or of the last weeks, but
// not what was thrown away or may be junk; of how many that come back Undo tells.
func TestWithoutPictures(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i, from := range []string{"news@shop.example", "NEWS@shop.example", "news@shop.example", "news@shop.example", "news@shop.example", "else@shop.example", "news@shop.example"} {
		in = append(in, fetch.Incoming{UID: fmt.Sprint("u", i), Raw: fmt.Appendf(nil, "From: %s\r\nSubject: %d\r\n\r\nHello\r\n", from, i), At: now})
	}
	storagetest.Deliver(t, s, owner, slices.Delete(slices.Clone(in), 1, 2)...)
	now = now.AddDate(0, 0, 60)
	storagetest.Deliver(t, s, owner, in[1])
	id := map[string]mailbox.ID{}
	for _, m := range rows(t, s, mailbox.View{}) {
		id[m.Subject] = m.ID
	}
	found := func() (out []string) {
		t.Helper()
		ids, err := s.WithoutPictures(ctx, 10)
		check(t, err)
		for name, n := range id {
			if slices.Contains(ids, n) {
				out = append(out, name)
			}
		}
		slices.Sort(out)
		return out
	}
	if got := found(); len(got) != 0 {
		t.Errorf("nobody is trusted: %q", got)
	}
	check(t, s.SetPictureSender(ctx, "news@shop.example", true))
	check(t, s.SetFlag(ctx, []mailbox.ID{id["0"], id["1"]}, mailbox.Read, true)) // long ago, and lately
	check(t, s.SetFlag(ctx, []mailbox.ID{id["3"]}, mailbox.Suspect, true))
	check(t, s.KeepPictures(ctx, id["4"], map[string][]byte{"https://shop.example/a.png": nil}))
	moved, err := s.MoveTo(ctx, []mailbox.ID{id["6"]}, mailbox.Trash)
	check(t, err)
	if got := found(); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("%q", got)
	}
	if n, err := s.TakeBack(ctx, moved); err != nil || n != 1 {
		t.Errorf("%d are back, %v", n, err)
	}
	if got := found(); !slices.Equal(got, []string{"1", "2", "6"}) {
		t.Errorf("%q", got)
	}
	if n, err := s.TakeBack(ctx, moved); err != nil || n != 0 {
		t.Errorf("once more: %d, %v", n, err)
	}
	check(t, s.Purge(ctx, []mailbox.ID{id["6"]}))
	if n, err := s.TakeBack(ctx, moved); err != nil || n != 0 {
		t.Errorf("of what is gone: %d, %v", n, err)
	}
}
