package storage_test

import (
	"sync"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// FuzzSearch: whatever is typed, the index understands what is made of it.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{
		"ferry maria", `"spare room`, "from:maria -to:ann", "has:attachment is:unread in:trash", "(a OR b) c", "a* ^b {c}: NEAR(d e, 2) AND + - : \" ' ; --",
		"東京 会議", "e-m", "\x00\xff", "before:2025 after:yesterday", "-(-(-x))", "OR OR", "x OR", `""`, "subject:\"\"\"", "\ue000ab",
	} {
		f.Add(s)
	}
	s, _ := searchable(f)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := s.Search(ctx, query.Parse(text, now), 0)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if r.Total != len(r.Entries) || r.Total > 8 {
			t.Errorf("%q: %d hits, %d entries", text, r.Total, len(r.Entries))
		}
	})
}

// FuzzDeliver: whatever a server sends is stored once, byte for byte.
func FuzzDeliver(f *testing.F) {
	f.Add("uid", []byte("Subject: x\r\n\r\ny\r\n"))
	f.Add("\xff \x00", []byte{})
	f.Add(" ", storagetest.Mail{Subject: "=?utf-8?q?=ff?=", Attachment: "a/b\x00"}.Raw())
	s := storagetest.Open(f, nil)
	id := storagetest.AddAccount(f, s, "me@example.org")
	seen := map[string]bool{}
	var mu sync.Mutex
	f.Fuzz(func(t *testing.T, uid string, raw []byte) {
		for _, c := range []byte(uid) {
			if c == '\r' || c == '\n' {
				t.Skip("a unique-id is part of one line")
			}
		}
		mu.Lock()
		defer mu.Unlock()
		if seen[uid] {
			t.Skip("known")
		}
		want := string(raw)
		sub := s.Changes().Subscribe(10)
		defer sub.Close()
		out := storagetest.DeliverPresent(t, s, id, []string{uid}, fetch.Incoming{UID: uid, Raw: raw})
		seen[uid] = true
		if len(out) != 1 || out[0].Err != nil || out[0].Size != int64(len(want)) {
			t.Fatalf("%+v", out)
		}
		known, err := s.Known(ctx, id)
		if _, ok := known[uid]; err != nil || !ok || len(known) != len(seen) {
			t.Fatalf("%q is not known: %v", uid, err)
		}
		if out[0].Already {
			return
		}
		c := (<-sub.C()).(mailbox.Arrived)
		got, err := s.Raw(ctx, c.Entries[0].ID)
		if err != nil || string(got) != want {
			t.Fatalf("octets differ: %v", err)
		}
		if _, row, err := s.Message(ctx, c.Entries[0].ID); err != nil || row.UID != uid {
			t.Fatalf("%+v %v", row, err)
		}
	})
}
