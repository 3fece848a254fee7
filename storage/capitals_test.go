package storage_test

import (
	"fmt"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestForeignCapitals: an address is the same in small and capital letters, also where they are foreign, which
// SQLite's lower leaves as they are; and its host in both its forms.
func TestForeignCapitals(t *testing.T) {
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Run("learned as good", func(t *testing.T) {
		b := newJunkbox(t)
		_, _, err := b.s.SaveContact(ctx, mailbox.Contact{Name: "Änne", Emails: []string{"änne@family.example"}})
		b.do(err)
		b.arrive(b.letter(false, "ÄNNE@family.example", ""), b.letter(false, "stranger@family.example", ""))
		b.do(b.s.Settle(ctx))
		b.now = b.now.Add(2 * time.Hour)
		b.do(b.s.Learn(ctx))
		if f, err := b.s.JunkFilter(ctx); err != nil || f.Good != 1 {
			t.Errorf("%d good letters are learned, want the one of somebody in the address book (%v)", f.Good, err)
		}
	})
	t.Run("reminders", func(t *testing.T) {
		now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.Local)
		s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
		owner := storagetest.AddAccount(t, s, "ämtli@example.org")
		raw := fmt.Appendf(nil, "From: ämtli@example.org\r\nTo: änne@bücher.example\r\nSubject: one\r\nDate: %s\r\nMessage-ID: <one@me>\r\n\r\nHello.\r\n", now.Format(time.RFC1123Z))
		id, err := s.SaveDraft(ctx, mailbox.Draft{Account: owner, Raw: raw, From: "ämtli@example.org", Recipients: []string{"änne@bücher.example"}, Writing: []byte("{}")})
		must(t, err)
		must(t, s.Send(ctx, id, now))
		must(t, s.Remind(ctx, []mailbox.ID{id}, time.Time{}, 72*time.Hour))
		must(t, sent(t, s, owner, id))
		waiting := func() int {
			must(t, s.LookForAnswers(ctx))
			list, err := s.Reminders(ctx)
			must(t, err)
			return len(list)
		}
		arrive := func(uid, from, more string) {
			now = now.Add(time.Hour)
			raw := fmt.Appendf(nil, "From: %s\r\nSubject: Re: one\r\nDate: %s\r\nMessage-ID: <%s@x>\r\nReferences: <other@x> %s\r\n\r\nWell.\r\n", from, now.Format(time.RFC1123Z), uid, more)
			storagetest.Deliver(t, s, owner, fetch.Incoming{UID: uid, Raw: raw, At: now})
			must(t, s.CatchUpThreads(ctx))
		}
		arrive("mine", "ÄMTLI@example.org", "<one@me>") // from another device
		if waiting() != 1 {
			t.Error("a letter of one's own counts as an answer")
		}
		// It names another letter of the conversation only.
		arrive("hers", "ÄNNE@xn--bcher-kva.example", "<mine@x>")
		if waiting() != 0 {
			t.Error("who answers is not known again")
		}
	})
	t.Run("pictures", func(t *testing.T) {
		s := storagetest.Open(t, nil)
		owner := storagetest.AddAccount(t, s, "me@example.org")
		must(t, s.SetPictureSender(ctx, "änne@family.example", true))
		storagetest.Deliver(t, s, owner, fetch.Incoming{UID: "1", Raw: []byte("From: ÄNNE@family.example\r\nSubject: x\r\n\r\nx\r\n"), At: time.Now()})
		list := rows(t, s, mailbox.View{})
		must(t, s.KeepPictures(ctx, list[0].ID, map[string][]byte{"https://family.example/a.png": []byte("octets")}))
		if r, err := s.Readiness(ctx); err != nil || r.Pictures != 1 {
			t.Errorf("%d pictures of trusted senders are kept, want 1 (%v)", r.Pictures, err)
		}
	})
	t.Run("folders", func(t *testing.T) {
		s := storagetest.Open(t, nil)
		owner := storagetest.AddAccount(t, s, "ÄMTLI@example.org")
		storagetest.Deliver(t, s, owner, storagetest.Mail{Subject: "x"}.Incoming("1"))
		must(t, s.RemoveAccount(ctx, owner, true))
		if _, err := s.CreateFolder(ctx, "Mail of ämtli@example.org"); err == nil {
			t.Error("two folders have one name")
		}
	})
}
