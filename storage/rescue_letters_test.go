package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/send"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestRescueOfLetters: letters of a damaged file are letters again. Drafts can be gone on
// with, what was sent is known again, and what waited, in whatever state, asks the person
// and is not sent by itself.
func TestRescueOfLetters(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("u1", "the question"))
	question := find(t, s, "the question")[0]
	states := []mailbox.LetterState{mailbox.LetterDraft, mailbox.LetterQueued, mailbox.LetterSending, mailbox.LetterSent, mailbox.LetterRefused, mailbox.LetterUnknown}
	for _, state := range states {
		raw := fmt.Appendf(nil, "From: me@example.org\r\nTo: bob@example.net\r\nBcc: eve@example.net\r\nSubject: a letter %s\r\nMessage-ID: <%s@example.org>\r\n\r\nHello.\r\n", state, state)
		id, err := s.SaveDraft(ctx, mailbox.Draft{Account: owner, Raw: raw, From: "me@example.org", Recipients: []string{"bob@example.net", "eve@example.net"}, Writing: []byte(`{"of":"` + string(state) + `"}`), Answers: question})
		if err != nil {
			t.Fatal(err)
		}
		if state == mailbox.LetterDraft {
			continue
		}
		if err := s.Send(ctx, id, time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if state == mailbox.LetterQueued {
			continue
		}
		if _, err := s.TakeLetter(ctx, owner, send.Which{IDs: []int64{int64(id)}}); err != nil {
			t.Fatal(err)
		}
		switch state {
		case mailbox.LetterSent:
			err = s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Sent})
		case mailbox.LetterRefused:
			err = s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Refused, Problem: &account.Problem{Trouble: account.TroubleLetter}})
		case mailbox.LetterUnknown:
			err = s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Unknown, Problem: &account.Problem{Trouble: account.TroubleFate}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Rescue(ctx, dir, time.Now()); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	question = find(t, s, "the question")[0]
	accounts, err := s.Accounts(ctx)
	if err != nil || len(accounts) != 1 {
		t.Fatal(accounts, err)
	}
	if n, next, err := s.LettersWaiting(ctx, accounts[0].ID, send.Which{Now: time.Now().Add(24 * time.Hour), Anyway: true}); n != 0 || !next.IsZero() || err != nil {
		t.Errorf("%d letters would be sent by themselves, %v, %v", n, next, err)
	}
	for _, state := range states {
		ids := find(t, s, "letter "+string(state))
		if len(ids) != 1 {
			t.Fatalf("%s: %v", state, ids)
		}
		l, err := s.Letter(ctx, ids[0])
		want, role := state, mailbox.Outbox
		switch state {
		case mailbox.LetterDraft:
			role = mailbox.Drafts
		case mailbox.LetterSent:
			role = mailbox.Sent
		default:
			want = mailbox.LetterUnknown
		}
		if err != nil || l.State != want || l.Problem.Happened() != (want == mailbox.LetterUnknown) || l.MessageID != string(state)+"@example.org" || len(l.Bcc) != 1 {
			t.Errorf("%s: %+v, %v", state, l, err)
		}
		d, err := s.Draft(ctx, ids[0])
		if err != nil || !slices.Equal(d.Recipients, []string{"bob@example.net", "eve@example.net"}) || d.Answers != question || state != mailbox.LetterSent && string(d.Writing) != `{"of":"`+string(state)+`"}` {
			t.Errorf("%s: %+v, %v", state, d, err)
		}
		if sums, err := s.Summaries(ctx, ids); err != nil || sums[0].FolderRole != role {
			t.Errorf("%s lies in %s, %v", state, sums[0].FolderRole, err)
		}
		if want != mailbox.LetterUnknown {
			continue
		}
		if err := s.SendAgain(ctx, ids[0]); err != nil {
			t.Errorf("%s: %v", state, err)
		}
	}
	if n, _, err := s.LettersWaiting(ctx, accounts[0].ID, send.Which{Now: time.Now()}); n != 4 || err != nil {
		t.Errorf("%d letters go by the person's word, want 4, %v", n, err)
	}
}
