package storage_test

import (
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/send"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// redirection is a message that Anna redirects, as an editor hands it over; without a date it
// is a draft.
func redirection(a account.ID, original []byte, date string, forwards mailbox.ID) mailbox.Draft {
	head := "Resent-From: Anna <anna@example.org>\r\nResent-To: Carl <carl@example.net>\r\nResent-Message-ID: <again@example.org>\r\n"
	if date != "" {
		head = "Resent-Date: " + date + "\r\n" + head
	}
	return mailbox.Draft{Account: a, Raw: append([]byte(head), original...), From: "anna@example.org", Recipients: []string{"carl@example.net"}, Forwards: forwards}
}

// TestRedirectedLetter: what is redirected is listed with those it goes on to and by the day on
// which it does; its octets go whole, the first message is marked, and when the server hands
// it back it is known again by its own message-id and not by that of the first message.
func TestRedirectedLetter(t *testing.T) {
	dir := t.TempDir()
	s, err := storage.Open(ctx, dir, nil)
	check(t, err)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	original := []byte("From: Maria <maria@ferry.example>\r\nTo: Anna <anna@example.org>\r\nList-Id: <ferries.example>\r\nDate: Thu, 1 Jan 2015 10:00:00 +0000\r\nSubject: Ferry\r\nMessage-ID: <first@ferry.example>\r\n\r\nText\r\n")
	storagetest.Deliver(t, s, a, fetch.Incoming{UID: "1", Raw: original})
	first := rows(t, s, mailbox.View{})[0].ID

	id, err := s.SaveDraft(ctx, redirection(a, original, "", first))
	check(t, err)
	d := redirection(a, original, time.Now().Format(time.RFC1123Z), first)
	d.ID = id
	_, err = s.SaveDraft(ctx, d)
	check(t, err)
	check(t, s.Send(ctx, id, time.Time{}))
	for _, again := range []string{"as written", "read anew"} {
		if again == "read anew" {
			check(t, s.Close())
			s = madeAnew(t, dir, "digest = digest - 1")
		}
		l, err := s.Letter(ctx, id)
		check(t, err)
		if len(l.To) != 1 || l.To[0].Email != "carl@example.net" || len(l.Cc)+len(l.Bcc) != 0 || l.MessageID != "again@example.org" || l.Subject != "Ferry" {
			t.Errorf("%s: %+v", again, l)
		}
		list, err := s.Summaries(ctx, []mailbox.ID{id})
		check(t, err)
		if r := list[0]; len(r.To) != 1 || r.To[0].Name != "Carl" || time.Since(r.Date).Abs() > time.Hour || r.From.Email != "maria@ferry.example" {
			t.Errorf("%s: %+v", again, r)
		}
	}
	l, err := s.TakeLetter(ctx, a, whenever())
	check(t, err)
	if string(l.Raw) != string(d.Raw) || strings.Join(l.To, " ") != "carl@example.net" || l.From != "anna@example.org" {
		t.Errorf("%+v", l)
	}
	if _, err := s.TakeLetter(ctx, a, whenever()); err == nil {
		t.Error("it was claimed twice")
	}
	check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: send.Unknown}))

	// The first message once more, and a letter of another redirection, are mail like any other.
	other := strings.Replace(string(d.Raw), "again@", "other@", 1)
	storagetest.DeliverPresent(t, s, a, []string{"1"}, fetch.Incoming{UID: "2", Raw: []byte("Received: by x\r\n" + string(original))}, fetch.Incoming{UID: "3", Raw: []byte("Received: by x\r\n" + other)})
	if n := len(rows(t, s, mailbox.View{})); n != 4 || state(t, s, id) != mailbox.LetterUnknown {
		t.Fatalf("%d messages, %s", n, state(t, s, id))
	}
	storagetest.DeliverPresent(t, s, a, []string{"1", "2", "3"}, fetch.Incoming{UID: "4", Raw: []byte("Received: by x\r\n" + string(d.Raw))})
	if n := len(rows(t, s, mailbox.View{})); n != 4 || state(t, s, id) != mailbox.LetterSent || lies(t, s, id) != mailbox.Sent {
		t.Errorf("%d messages, %s in %s", n, state(t, s, id), lies(t, s, id))
	}
	if list, err := s.Summaries(ctx, []mailbox.ID{first}); err != nil || !list[0].Is(mailbox.Forwarded) {
		t.Errorf("%+v %v", list, err)
	}
}

// TestRedirectedOwnLetter: a letter of one's own is handed back while its redirection may have
// gone; that says nothing of the redirection.
func TestRedirectedOwnLetter(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	settle := func(d mailbox.Draft, to send.State) mailbox.ID {
		id, err := s.SaveDraft(ctx, d)
		check(t, err)
		check(t, s.Send(ctx, id, time.Time{}))
		_, err = s.TakeLetter(ctx, a, whenever())
		check(t, err)
		check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: to}))
		return id
	}
	again := settle(redirection(a, note("own", "text"), "Sat, 28 Nov 2026 10:00:00 +0000", 0), send.Unknown)
	if l, err := s.Letter(ctx, again); err != nil || len(l.Bcc) != 0 {
		t.Errorf("%+v %v", l, err)
	}
	own := settle(draft(a, "own", "text"), send.Sent)
	if d, err := s.Draft(ctx, own); err != nil || string(d.Writing) != "w text" { // it can be edited as new
		t.Errorf("%+v %v", d, err)
	}
	storagetest.Deliver(t, s, a, fetch.Incoming{UID: "back", Raw: []byte("Received: by x\r\n" + strings.Replace(string(note("own", "text")), "Bcc: Eve <eve@example.net>\r\n", "", 1))})
	if n := len(rows(t, s, mailbox.View{})); n != 2 || state(t, s, again) != mailbox.LetterUnknown {
		t.Errorf("%d messages, %s", n, state(t, s, again))
	}
}
