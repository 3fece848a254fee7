package storage_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/send"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// Of a letter that nobody answers the person is reminded at its time; what a program answers,
// and what others write in the conversation, is no answer; one that comes to another account is.
func TestReminders(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.Local)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	owner, other := storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "else@example.net")
	write := func(name string, answers mailbox.ID) mailbox.ID {
		t.Helper()
		raw := fmt.Appendf(nil, "From: me@example.org\r\nTo: Anna <anna@example.net>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s1@me>\r\n\r\nHello.\r\n", name, now.Format(time.RFC1123Z), name)
		id, err := s.SaveDraft(ctx, mailbox.Draft{Account: owner, Raw: raw, From: "me@example.org", Recipients: []string{"anna@example.net"}, Writing: []byte("{}"), Answers: answers})
		must(err)
		must(s.Send(ctx, id, now))
		return id
	}
	arrive := func(to int, uid, head string) {
		t.Helper()
		id := owner
		if to == 2 {
			id = other
		}
		raw := fmt.Appendf(nil, "Subject: Re: x\r\nDate: %s\r\nMessage-ID: <%s@x>\r\n%s\r\nWell.\r\n", now.Format(time.RFC1123Z), uid, head)
		storagetest.Deliver(t, s, id, fetch.Incoming{UID: uid, Raw: raw, At: now})
	}
	reminders := func() (out string) {
		t.Helper()
		must(s.LookForAnswers(ctx))
		list, err := s.Reminders(ctx)
		must(err)
		for _, r := range list {
			out += fmt.Sprintf("%s %v %v, ", r.Subject, r.At.IsZero(), r.Due)
		}
		return out
	}
	expect := func(want string) {
		t.Helper()
		if got := reminders(); got != want {
			t.Errorf("reminders: %s, want %s", got, want)
		}
	}
	one := write("one", 0)
	must(s.Remind(ctx, []mailbox.ID{one}, time.Time{}, 72*time.Hour))
	expect("one true false, ") // it waits in the outbox
	must(sent(t, s, owner, one))
	expect("one false false, ")
	now = now.Add(24 * time.Hour)
	arrive(1, "auto", "From: anna@example.net\r\nIn-Reply-To: <one1@me>\r\nAuto-Submitted: auto-replied\r\n")
	arrive(1, "bounce", "From: MAILER-DAEMON@example.net\r\nIn-Reply-To: <one1@me>\r\nContent-Type: multipart/report; boundary=b\r\n")
	expect("one false false, ")
	now = now.Add(47 * time.Hour)
	expect("one false false, ")
	now = now.Add(2 * time.Hour)
	sub := s.Changes().Subscribe(100)
	defer sub.Close()
	expect("one false true, ")
	told := 0
	for len(sub.C()) > 0 {
		if c, ok := (<-sub.C()).(mailbox.Returned); ok && len(c.IDs) == 1 && c.IDs[0] == one {
			told++
		}
	}
	if reminders(); told != 1 {
		t.Errorf("told %d times", told)
	}
	view := mailbox.View{Remind: true}
	if list := rows(t, s, view); len(list) != 1 || list[0].ID != one || !list[0].Unanswered {
		t.Errorf("listed %+v", list)
	}
	if list, err := s.Index(ctx, view, 5); err != nil || len(list) != 1 || list[0].ID != one {
		t.Errorf("the first page: %v %v", list, err)
	}
	// A week more, then an answer in another account, which does not name it by Message-ID alone.
	must(s.Remind(ctx, []mailbox.ID{one}, time.Time{}, 7*24*time.Hour))
	expect("one false false, ")
	arrive(2, "answer", "From: anna.private@example.net\r\nReferences: <zero@me> <one1@me>\r\n")
	expect("")
	if list := rows(t, s, view); len(list) != 0 {
		t.Errorf("listed %+v", list)
	}

	// One that was filed is waited for all the same, and one that was thrown away is not.
	filed, thrown := write("filed", 0), write("thrown", 0)
	must(sent(t, s, owner, filed))
	must(sent(t, s, owner, thrown))
	must(s.Remind(ctx, []mailbox.ID{filed, thrown}, time.Time{}, time.Hour))
	_, err := s.MoveTo(ctx, []mailbox.ID{filed}, mailbox.Archive)
	must(err)
	_, err = s.MoveTo(ctx, []mailbox.ID{thrown}, mailbox.Trash)
	must(err)
	now = now.Add(2 * time.Hour)
	expect("filed false true, ")
	arrive(1, "filed", "From: anna@example.net\r\nIn-Reply-To: <filed1@me>\r\n")
	expect("")

	// What the person writes after it, and Done.
	two := write("two", 0)
	must(sent(t, s, owner, two))
	at := now.Add(time.Hour)
	must(s.Remind(ctx, []mailbox.ID{two}, at, 0))
	now = at
	expect("two false true, ")
	follow := write("Re: two", two)
	expect("two false true, ")
	must(sent(t, s, owner, follow))
	expect("")
	must(s.Remind(ctx, []mailbox.ID{follow}, now, 0))
	expect("Re: two false true, ")
	must(s.Unremind(ctx, []mailbox.ID{follow}))
	expect("")
}

// sent sends a letter as a session does that ends well.
func sent(t *testing.T, s *storage.Store, owner account.ID, id mailbox.ID) error {
	t.Helper()
	if _, err := s.TakeLetter(ctx, owner, send.Which{IDs: []int64{int64(id)}}); err != nil {
		t.Fatal(err)
	}
	return s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Sent})
}

// TestRemindersBesideDamage: a letter whose octets are damaged counts as the answer of a person, and keeps nobody
// from being reminded of the others.
func TestRemindersBesideDamage(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, &storage.Options{Now: func() time.Time { return now }})
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var ids []mailbox.ID
	for _, name := range []string{"one", "two"} {
		raw := fmt.Appendf(nil, "From: me@example.org\r\nTo: Anna <anna@example.net>\r\nSubject: %s\r\nMessage-ID: <%s1@me>\r\n\r\nHello.\r\n", name, name)
		id, err := s.SaveDraft(ctx, mailbox.Draft{Account: owner, Raw: raw, From: "me@example.org", Recipients: []string{"anna@example.net"}, Writing: []byte("{}")})
		check(t, err)
		check(t, s.Send(ctx, id, now))
		check(t, sent(t, s, owner, id))
		ids = append(ids, id)
	}
	check(t, s.Remind(ctx, ids, now.Add(time.Hour), 0))
	now = now.Add(30 * time.Minute)
	storagetest.Deliver(t, s, owner, fetch.Incoming{UID: "a", At: now, Raw: []byte("From: anna@example.net\r\nSubject: Re: one\r\nIn-Reply-To: <one1@me>\r\nMessage-ID: <a@x>\r\n\r\nWell.\r\n")})
	check(t, s.CatchUpThreads(ctx))
	db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
	check(t, err)
	_, err = db.Exec("UPDATE octets SET data = zeroblob(length(data)) WHERE message = (SELECT max(message) FROM octets)")
	check(t, err)
	check(t, db.Close())
	now = now.Add(time.Hour)
	check(t, s.LookForAnswers(ctx))
	list, err := s.Reminders(ctx)
	check(t, err)
	if len(list) != 1 || list[0].Subject != "two" || !list[0].Due {
		t.Errorf("%+v", list)
	}
}

// TestReminderAnsweredAtHome: an answer of somebody whose account is in the same mail file is an answer; a copy of the
// letter, or what its sender writes to that conversation, is none.
func TestReminderAnsweredAtHome(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	me, wife := storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "wife@example.org")
	raw := []byte("From: Me <me@example.org>\r\nTo: wife@example.org\r\nSubject: dinner\r\nMessage-ID: <dinner1@me>\r\n\r\nWhen?\r\n")
	id, err := s.SaveDraft(ctx, mailbox.Draft{Account: me, Raw: raw, From: "me@example.org", Recipients: []string{"wife@example.org"}, Writing: []byte("{}")})
	check(t, err)
	check(t, s.Send(ctx, id, now))
	check(t, sent(t, s, me, id))
	check(t, s.Remind(ctx, []mailbox.ID{id}, time.Time{}, 72*time.Hour))
	waits := func(want int) {
		t.Helper()
		check(t, s.LookForAnswers(ctx))
		if list, err := s.Reminders(ctx); err != nil || len(list) != want {
			t.Errorf("%d reminders, want %d: %v", len(list), want, err)
		}
	}
	now = now.Add(time.Hour)
	arrives := func(to account.ID, uid, from string) {
		storagetest.Deliver(t, s, to, fetch.Incoming{UID: uid, At: now, Raw: fmt.Appendf(nil, "From: %s\r\nSubject: Re: dinner\r\nIn-Reply-To: <dinner1@me>\r\nMessage-ID: <%s@x>\r\n\r\nAt six.\r\n", from, uid)})
	}
	storagetest.Deliver(t, s, wife, fetch.Incoming{UID: "copy", At: now, Raw: raw})
	waits(1)
	arrives(me, "own", "Me <ME@example.org>")
	waits(1)
	arrives(me, "answer", "wife@example.org")
	waits(0)
}
