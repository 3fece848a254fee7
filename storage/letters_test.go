package storage_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/account/send"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// note is a letter as an editor hands it over.
func note(subject, text string) []byte {
	return []byte("From: Anna <anna@example.org>\r\nTo: Bob <bob@example.net>\r\nBcc: Eve <eve@example.net>\r\nSubject: " + subject +
		"\r\nMessage-ID: <" + strings.ReplaceAll(subject, " ", ".") + "@example.org>\r\n\r\n" + text + "\r\n")
}

func draft(a account.ID, subject, text string) mailbox.Draft {
	return mailbox.Draft{Account: a, Raw: note(subject, text), Writing: []byte("w " + text), From: "anna@example.org", Recipients: []string{"bob@example.net", "eve@example.net"}}
}

// lies is the role of the folder of a message.
func lies(t *testing.T, s *storage.Store, id mailbox.ID) mailbox.Role {
	t.Helper()
	rows, err := s.Summaries(ctx, []mailbox.ID{id})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v %v", rows, err)
	}
	return rows[0].FolderRole
}

func state(t *testing.T, s *storage.Store, id mailbox.ID) mailbox.LetterState {
	t.Helper()
	l, err := s.Letter(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return l.State
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// now is any time at which whatever is not held may go.
func whenever() send.Which { return send.Which{Now: time.Now()} }

// TestDraftWithMuchBesides: what an editor keeps besides is not kept several times where it
// is much, as files are that others go in the place of.
func TestDraftWithMuchBesides(t *testing.T) {
	clock := time.Now()
	s := storagetest.OpenIn(t, t.TempDir(), &storage.Options{Now: func() time.Time { return clock }})
	d := draft(storagetest.AddAccount(t, s, "anna@example.org"), "plans", "first")
	d.Writing = make([]byte, 1<<20+1)
	var err error
	for range 2 {
		d.ID, err = s.SaveDraft(ctx, d)
		check(t, err)
		clock = clock.Add(time.Hour)
	}
	if old, err := s.OlderDrafts(ctx, d.ID); err != nil || len(old) != 0 {
		t.Errorf("%v, %d versions", err, len(old))
	}
	if got, err := s.Draft(ctx, d.ID); err != nil || len(got.Writing) != 1<<20+1 {
		t.Errorf("%v, %d octets", err, len(got.Writing))
	}
}

func TestDraft(t *testing.T) {
	clock := time.Now()
	s := storagetest.OpenIn(t, t.TempDir(), &storage.Options{Now: func() time.Time { return clock }})
	a := storagetest.AddAccount(t, s, "anna@example.org")
	id, err := s.SaveDraft(ctx, draft(a, "plans", "first lighthouse"))
	check(t, err)
	if lies(t, s, id) != mailbox.Drafts || state(t, s, id) != mailbox.LetterDraft {
		t.Errorf("%s %s", lies(t, s, id), state(t, s, id))
	}
	rows(t, s, mailbox.View{}) // the catalog is in memory
	for i := range 8 {
		clock = clock.Add(2 * time.Minute)
		d := draft(a, "plans", fmt.Sprintf("version%d", i))
		d.ID = id
		again, err := s.SaveDraft(ctx, d)
		check(t, err)
		if again != id {
			t.Fatalf("saved as %d, was %d", again, id)
		}
	}
	if got := find(t, s, "lighthouse "); len(got) != 0 {
		t.Errorf("what was written over is found: %v", got)
	}
	if got := find(t, s, "version7 "); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	old, err := s.OlderDrafts(ctx, id)
	check(t, err)
	if len(old) != 5 || !strings.Contains(string(old[0].Raw), "version6") || !strings.Contains(string(old[4].Raw), "version2") || string(old[0].Writing) != "w version6" {
		t.Errorf("%d older ones: %q", len(old), old[0].Raw)
	}
	got, err := s.Draft(ctx, id)
	check(t, err)
	if string(got.Raw) != string(note("plans", "version7")) || string(got.Writing) != "w version7" || got.From != "anna@example.org" || !slices.Equal(got.Recipients, []string{"bob@example.net", "eve@example.net"}) {
		t.Errorf("%+v", got)
	}
	l, err := s.Letter(ctx, id)
	check(t, err)
	if len(l.Bcc) != 1 || l.Bcc[0].Email != "eve@example.net" || l.To[0].Email != "bob@example.net" || l.Subject != "plans" || l.MessageID != "plans@example.org" {
		t.Errorf("%+v", l)
	}
	list := rows(t, s, mailbox.View{})
	if len(list) != 1 || !list[0].Received.Equal(clock.Truncate(time.Millisecond)) || !list[0].Is(mailbox.Read) {
		t.Errorf("%+v", list)
	}
	if _, bad, err := s.Verify(ctx); err != nil || len(bad) > 0 {
		t.Errorf("%v %v", bad, err)
	}
	// Saved again at once, it has no version of that.
	d := draft(a, "plans", "quick")
	d.ID = id
	_, err = s.SaveDraft(ctx, d)
	check(t, err)
	clock = clock.Add(time.Second)
	_, err = s.SaveDraft(ctx, d)
	check(t, err)
	if old, err = s.OlderDrafts(ctx, id); err != nil || len(old) != 5 || !strings.Contains(string(old[0].Raw), "version6") {
		t.Errorf("%v %s", err, old[0].Raw)
	}
	// Sent from another account, it lies among the drafts of that.
	b := storagetest.AddAccount(t, s, "second@example.org")
	d.Account = b
	_, err = s.SaveDraft(ctx, d)
	check(t, err)
	if r, err := s.Summaries(ctx, []mailbox.ID{id}); err != nil || r[0].Account != b || r[0].FolderRole != mailbox.Drafts {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := s.Draft(ctx, 12345); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
}

func TestOutboxStates(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	storagetest.Deliver(t, s, a, mail("a question", "what time"))
	original := rows(t, s, mailbox.View{})[0].ID
	d := draft(a, "an answer", "at ten")
	d.Answers = original
	id, err := s.SaveDraft(ctx, d)
	check(t, err)
	none, err := s.SaveDraft(ctx, mailbox.Draft{Account: a, Raw: note("nobody", "x")})
	check(t, err)
	if err := s.Send(ctx, none, time.Time{}); !errors.Is(err, mailbox.ErrNobody) {
		t.Error(err)
	}
	held := time.Now().Add(time.Hour)
	check(t, s.Send(ctx, id, held))
	if lies(t, s, id) != mailbox.Outbox || state(t, s, id) != mailbox.LetterQueued {
		t.Errorf("%s %s", lies(t, s, id), state(t, s, id))
	}
	n, next, err := s.LettersWaiting(ctx, a, send.Which{Now: time.Now(), Anyway: true})
	if err != nil || n != 0 || next.UnixMilli() != held.UnixMilli() {
		t.Errorf("%d %v %v", n, next, err)
	}
	if _, err := s.TakeLetter(ctx, a, whenever()); !errors.Is(err, send.ErrNone) {
		t.Error(err)
	}
	d.ID = id
	if _, err := s.SaveDraft(ctx, d); !errors.Is(err, mailbox.ErrNotDraft) {
		t.Error(err)
	}
	check(t, s.Recall(ctx, id))
	if lies(t, s, id) != mailbox.Drafts || state(t, s, id) != mailbox.LetterDraft {
		t.Errorf("%s %s", lies(t, s, id), state(t, s, id))
	}
	check(t, s.Send(ctx, id, time.Time{}))
	l, err := s.TakeLetter(ctx, a, whenever())
	check(t, err)
	if l.ID != int64(id) || l.From != "anna@example.org" || len(l.To) != 2 || string(l.Raw) != string(d.Raw) || l.Tries != 1 {
		t.Errorf("%+v", l)
	}
	if _, err := s.TakeLetter(ctx, a, whenever()); !errors.Is(err, send.ErrNone) {
		t.Error("it is taken twice", err)
	}
	for name, f := range map[string]func() error{
		"save": func() error { _, err := s.SaveDraft(ctx, d); return err }, "send": func() error { return s.Send(ctx, id, time.Time{}) },
		"recall": func() error { return s.Recall(ctx, id) }, "again": func() error { return s.SendAgain(ctx, id) },
		"move":  func() error { _, err := s.MoveTo(ctx, []mailbox.ID{original, id}, mailbox.Trash); return err },
		"purge": func() error { return s.Purge(ctx, []mailbox.ID{id}) },
	} {
		if err := f(); !errors.Is(err, mailbox.ErrSending) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The sender dies before the last dot…
	check(t, s.UnfinishedLetters(ctx, a))
	if state(t, s, id) != mailbox.LetterQueued {
		t.Error(state(t, s, id))
	}
	// …and after it.
	if l, err = s.TakeLetter(ctx, a, whenever()); err != nil || l.Tries != 2 {
		t.Fatalf("%+v %v", l, err)
	}
	check(t, s.LastDot(ctx, l.ID))
	check(t, s.UnfinishedLetters(ctx, a))
	if state(t, s, id) != mailbox.LetterUnknown {
		t.Error(state(t, s, id))
	}
	if _, err := s.TakeLetter(ctx, a, send.Which{Now: time.Now(), Anyway: true}); !errors.Is(err, send.ErrNone) {
		t.Error("what is unknown is sent by itself", err)
	}
	check(t, s.SendAgain(ctx, id))
	l, err = s.TakeLetter(ctx, a, whenever())
	check(t, err)
	problem := &account.Problem{Trouble: account.TroubleRecipient, Answer: "no such user"}
	check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: send.Refused, Problem: problem, Refusals: []account.Refusal{{Email: "bob@example.net", Code: 550, Enhanced: "5.1.1", Text: "no such user"}}}))
	got, err := s.Letter(ctx, id)
	if err != nil || got.State != mailbox.LetterRefused || got.Problem.Trouble != account.TroubleRecipient || got.Problem.Answer != "no such user" || len(got.Refusals) != 1 || got.Refusals[0].Code != 550 {
		t.Errorf("%+v %v", got, err)
	}
	check(t, s.SendAgain(ctx, id))
	l, err = s.TakeLetter(ctx, a, whenever())
	check(t, err)
	later := time.Now().Add(time.Hour)
	check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: send.Waits, NextTry: later, Problem: problem}))
	if _, err := s.TakeLetter(ctx, a, whenever()); !errors.Is(err, send.ErrNone) {
		t.Error(err)
	}
	l, err = s.TakeLetter(ctx, a, send.Which{Now: time.Now(), Anyway: true})
	check(t, err)
	rows(t, s, mailbox.View{})
	check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: send.Sent}))
	if lies(t, s, id) != mailbox.Sent || state(t, s, id) != mailbox.LetterSent {
		t.Errorf("%s %s", lies(t, s, id), state(t, s, id))
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		if m.ID == original && !m.Is(mailbox.Answered) || m.ID == id && !m.Is(mailbox.Read) {
			t.Errorf("%+v", m)
		}
	}
	if err := s.Recall(ctx, id); !errors.Is(err, mailbox.ErrSent) {
		t.Error(err)
	}
	ls, err := s.Letters(ctx)
	if err != nil || len(ls) != 1 || ls[0].ID != none {
		t.Errorf("%+v %v", ls, err)
	}
}

// What waits and is deleted or moved away does not go; what comes back is a draft.
// TestClockSetBack: a letter that was put into the outbox, or put off, by a clock that was far
// ahead is not held until that time comes.
func TestClockSetBack(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	now := time.Now()
	for _, c := range []struct {
		hold, pause time.Duration
		goes        bool
	}{{10 * time.Second, 0, false}, {-time.Second, 0, true}, {time.Hour, 0, false}, {365 * 24 * time.Hour, 0, true}, {0, time.Hour, false}, {0, 24 * time.Hour, false}, {0, 365 * 24 * time.Hour, true}} {
		id, err := s.SaveDraft(ctx, draft(a, "held", "x"))
		check(t, err)
		check(t, s.Send(ctx, id, now.Add(c.hold)))
		if c.pause > 0 {
			_, err := s.TakeLetter(ctx, a, send.Which{Now: now, IDs: []int64{int64(id)}})
			check(t, err)
			check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Waits, NextTry: now.Add(c.pause)}))
		}
		n, next, err := s.LettersWaiting(ctx, a, send.Which{Now: now})
		if err != nil || n == 1 != c.goes || next.IsZero() != c.goes {
			t.Errorf("%+v: %d, %v, %v", c, n, next, err)
		}
		if l, err := s.TakeLetter(ctx, a, send.Which{Now: now}); (err == nil) != c.goes {
			t.Errorf("%+v: %+v, %v", c, l, err)
		} else if c.goes {
			check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Sent}))
			continue
		}
		check(t, s.Recall(ctx, id))
	}
}

func TestMovedOutOfTheOutbox(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	id, err := s.SaveDraft(ctx, draft(a, "hello", "x"))
	check(t, err)
	check(t, s.Send(ctx, id, time.Time{}))
	moved, err := s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Trash)
	check(t, err)
	if n, _, err := s.LettersWaiting(ctx, a, whenever()); n != 0 || err != nil || state(t, s, id) != mailbox.LetterDraft {
		t.Errorf("%d %v", n, err)
	}
	check(t, s.Undo(ctx, moved))
	if lies(t, s, id) != mailbox.Drafts {
		t.Errorf("it lies in %s", lies(t, s, id))
	}
	outbox, err := s.RoleFolder(ctx, a, mailbox.Outbox)
	check(t, err)
	_, err = s.Move(ctx, []mailbox.ID{id}, outbox)
	check(t, err)
	if lies(t, s, id) != mailbox.Drafts {
		t.Errorf("it lies in %s", lies(t, s, id))
	}
	check(t, s.Send(ctx, id, time.Time{}))
	check(t, s.RemoveAccount(ctx, a, true))
	if ls, err := s.Letters(ctx); err != nil || len(ls) != 0 {
		t.Errorf("%+v %v", ls, err)
	}
	if n := len(rows(t, s, mailbox.View{})); n != 1 {
		t.Errorf("%d messages are kept", n)
	}
}

// One's own letter that the server hands back is not stored again.
func TestOwnLetter(t *testing.T) {
	sent := func(t *testing.T, s *storage.Store, a account.ID, d mailbox.Draft, state send.State) mailbox.ID {
		t.Helper()
		id, err := s.SaveDraft(ctx, d)
		check(t, err)
		check(t, s.Send(ctx, id, time.Time{}))
		l, err := s.TakeLetter(ctx, a, whenever())
		check(t, err)
		check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: state}))
		return id
	}
	back := func(raw []byte, more string) []byte {
		head, body, _ := strings.Cut(string(raw), "\r\n\r\n")
		head = strings.Replace(head, "Bcc: Eve <eve@example.net>\r\n", "", 1)
		return []byte("Received: from mx by pop; Sat, 28 Nov 2026 10:00:00 +0000\r\n" + more + head + "\r\n\r\n" + body)
	}
	self := draft(1, "own", "text")
	self.Recipients = append(self.Recipients, "Anna@example.org")
	for name, c := range map[string]struct {
		d     mailbox.Draft
		state send.State
		raw   func(d mailbox.Draft) []byte
		own   bool
	}{
		"sent":         {draft(1, "own", "text"), send.Sent, func(d mailbox.Draft) []byte { return back(d.Raw, "") }, true},
		"fate unknown": {draft(1, "own", "text"), send.Unknown, func(d mailbox.Draft) []byte { return back(d.Raw, "") }, true},
		"refused":      {draft(1, "own", "text"), send.Refused, func(d mailbox.Draft) []byte { return back(d.Raw, "") }, false},
		"to oneself":   {self, send.Sent, func(d mailbox.Draft) []byte { return back(d.Raw, "") }, false},
		"through a list": {draft(1, "own", "text"), send.Sent, func(d mailbox.Draft) []byte {
			return back(d.Raw, "List-Id: <list.example.net>\r\n")
		}, false},
		"another text": {draft(1, "own", "text"), send.Sent, func(mailbox.Draft) []byte { return back(note("own", "forged"), "") }, false},
		"another sender": {draft(1, "own", "text"), send.Sent, func(d mailbox.Draft) []byte {
			return []byte(strings.Replace(string(back(d.Raw, "")), "anna@example.org", "ann@example.org", 1))
		}, false},
		"to oneself by the header": {draft(1, "own", "text"), send.Sent, func(d mailbox.Draft) []byte { return back(d.Raw, "Cc: anna@example.org\r\n") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			a := storagetest.AddAccount(t, s, "anna@example.org")
			c.d.Account = a
			id := sent(t, s, a, c.d, c.state)
			storagetest.Deliver(t, s, a, fetch.Incoming{UID: "back", Raw: c.raw(c.d)})
			list := rows(t, s, mailbox.View{})
			if own := len(list) == 1; own != c.own {
				t.Fatalf("%d messages", len(list))
			}
			if known, err := s.Known(ctx, a); err != nil || len(known) != 1 {
				t.Errorf("%v %v", known, err)
			}
			if !c.own {
				return
			}
			if list[0].UID == "" || state(t, s, id) != mailbox.LetterSent || lies(t, s, id) != mailbox.Sent {
				t.Errorf("%+v", list[0])
			}
			if raw, err := s.Raw(ctx, id); err != nil || string(raw) != string(c.d.Raw) {
				t.Errorf("%q %v", raw, err)
			}
		})
	}
}

// Of a large letter that the server hands back only the beginning comes: it is known by that
// and by how long all of it is, and then counts as whole, also under another unique-id.
func TestOwnLetterBegun(t *testing.T) {
	long := draft(1, "own", strings.Repeat("a line of the letter\r\n", 500))
	head, body, _ := strings.Cut(string(long.Raw), "\r\n\r\n")
	head = "Received: from mx by pop; Sat, 28 Nov 2026 10:00:00 +0000\r\n" + head + "\r\n\r\n"
	begun := func(uid string) fetch.Incoming {
		return fetch.Incoming{UID: uid, Raw: []byte(head + body[:400]), Listed: int64(len(head) + len(body)), Short: true, Beginning: true, Head: "m1"}
	}
	for name, c := range map[string]struct {
		change func(m *fetch.Incoming)
		own    bool
	}{
		"as it was sent":    {func(*fetch.Incoming) {}, true},
		"with a line end":   {func(m *fetch.Incoming) { m.Listed += 2 }, true},
		"longer":            {func(m *fetch.Incoming) { m.Listed += 30 }, false},
		"shorter":           {func(m *fetch.Incoming) { m.Listed -= 30 }, false},
		"another text":      {func(m *fetch.Incoming) { m.Raw = []byte(strings.Replace(string(m.Raw), "a line", "1 line", 1)) }, false},
		"no line of it":     {func(m *fetch.Incoming) { m.Raw = []byte(head + body[:10]) }, false},
		"cut by other ways": {func(m *fetch.Incoming) { m.Beginning = false }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			a := storagetest.AddAccount(t, s, "anna@example.org")
			long.Account = a
			id, err := s.SaveDraft(ctx, long)
			check(t, err)
			check(t, s.Send(ctx, id, time.Time{}))
			l, err := s.TakeLetter(ctx, a, whenever())
			check(t, err)
			check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: send.Sent}))
			m := begun("g1")
			c.change(&m)
			storagetest.Deliver(t, s, a, m)
			list := rows(t, s, mailbox.View{})
			if own := len(list) == 1; own != c.own {
				t.Fatalf("%d messages", len(list))
			}
			if !c.own {
				return
			}
			m.UID = "g2"
			storagetest.DeliverPresent(t, s, a, []string{"g2"}, m)
			known, err := s.Known(ctx, a)
			for _, uid := range []string{"g1", "g2"} {
				if k := known[uid]; err != nil || k.Rest != fetch.Whole || k.Short || k.Listed != m.Listed {
					t.Errorf("%s: %+v %v", uid, k, err)
				}
			}
			list = rows(t, s, mailbox.View{})
			if len(list) != 1 || list[0].Rest != (mailbox.Rest{}) || list[0].Short || lies(t, s, id) != mailbox.Sent {
				t.Errorf("%+v", list)
			}
			if raw, err := s.Raw(ctx, id); err != nil || string(raw) != string(long.Raw) {
				t.Errorf("%d octets, %v", len(raw), err)
			}
		})
	}
}

// TestDamagedLetter: a letter whose octets are not those that were written is not sent, and
// does not hold up the others.
func TestDamagedLetter(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	var ids []mailbox.ID
	for _, subject := range []string{"first", "second"} {
		id, err := s.SaveDraft(ctx, draft(a, subject, "text"))
		check(t, err)
		check(t, s.Send(ctx, id, time.Time{}))
		ids = append(ids, id)
	}
	sqlite(t, filepath.Join(dir, storage.FileName), fmt.Sprint("UPDATE octets SET sha256 = zeroblob(32) WHERE message = ", ids[0]))
	l, err := s.TakeLetter(ctx, a, whenever())
	if err != nil || l.ID != int64(ids[1]) || !slices.Equal(l.To, []string{"bob@example.net", "eve@example.net"}) || !strings.Contains(string(l.Raw), "second") {
		t.Errorf("%+v %v", l, err)
	}
	if state(t, s, ids[0]) != mailbox.LetterRefused || state(t, s, ids[1]) != mailbox.LetterSending {
		t.Errorf("%s, %s", state(t, s, ids[0]), state(t, s, ids[1]))
	}
}

// TestTriesByHand: only tries whose time has come count, since their number stands for how long a server
// has had to take the letter.
func TestTriesByHand(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	id, err := s.SaveDraft(ctx, draft(a, "again", "x"))
	check(t, err)
	check(t, s.Send(ctx, id, time.Time{}))
	now := time.Now()
	try := func(after time.Duration, byHand bool, want int) {
		t.Helper()
		w := send.Which{Now: now.Add(after), Anyway: byHand}
		if l, err := s.TakeLetter(ctx, a, w); err != nil || l.Tries != want {
			t.Errorf("%v, by hand %v: try %d, %v", after, byHand, l.Tries, err)
		}
		check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: send.Waits, NextTry: w.Now.Add(time.Minute), Problem: &account.Problem{Trouble: account.TroubleBusy}}))
	}
	try(0, true, 1) // the first is due
	try(time.Second, true, 1)
	try(2*time.Second, true, 1)
	try(2*time.Minute, false, 2)
	try(2*time.Minute+time.Second, true, 2)
	try(4*time.Minute, true, 3)
}

// A letter at which the line is lost each time does not keep the others back: who has had fewer tries
// goes first, and each once in a session.
func TestTakeLetterWithFewestTries(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	var ids []int64
	for _, subject := range []string{"photos", "late"} {
		id, err := s.SaveDraft(ctx, draft(a, subject, subject))
		check(t, err)
		check(t, s.Send(ctx, id, time.Time{}))
		ids = append(ids, int64(id))
	}
	take := func(w send.Which, want int64) {
		t.Helper()
		l, err := s.TakeLetter(ctx, a, w)
		if want == 0 && errors.Is(err, send.ErrNone) {
			return
		}
		if check(t, err); l.ID != want {
			t.Fatalf("%d is taken, want %d", l.ID, want)
		}
		check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: send.Waits, Problem: &account.Problem{Trouble: account.TroubleCut}}))
	}
	take(whenever(), ids[0])
	take(whenever(), ids[1])
	w := whenever()
	for _, want := range []int64{ids[0], ids[1], 0} {
		take(w, want)
		w.Done = append(w.Done, want)
	}
	take(send.Which{Now: time.Now(), Done: ids[:1]}, ids[1])
	take(whenever(), ids[0])
}

// TestSaveWriting: of a draft what its editor keeps besides is stored alone, as long as it is one.
func TestSaveWriting(t *testing.T) {
	s := storagetest.Open(t, nil)
	a, b := storagetest.AddAccount(t, s, "anna@example.org"), storagetest.AddAccount(t, s, "second@example.org")
	id, err := s.SaveDraft(ctx, draft(a, "plans", "first"))
	check(t, err)
	check(t, s.SaveWriting(ctx, id, a, []byte("w second")))
	got, err := s.Draft(ctx, id)
	if check(t, err); string(got.Writing) != "w second" || string(got.Raw) != string(note("plans", "first")) {
		t.Errorf("%+v", got)
	}
	if _, bad, err := s.Verify(ctx); err != nil || len(bad) > 0 {
		t.Errorf("%v %v", bad, err)
	}
	refused := func(why string, id mailbox.ID, from account.ID) {
		t.Helper()
		if err := s.SaveWriting(ctx, id, from, []byte("x")); !errors.Is(err, mailbox.ErrNotFound) {
			t.Errorf("%s: %v", why, err)
		}
	}
	refused("none", id+100, a)
	refused("of another account", id, b)
	moved, err := s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Trash)
	check(t, err)
	refused("in the Trash", id, a)
	d := draft(a, "plans", "third")
	d.ID = id
	_, err = s.SaveDraft(ctx, d)
	if check(t, err); lies(t, s, id) != mailbox.Drafts {
		t.Errorf("it lies in %s", lies(t, s, id))
	}
	check(t, s.Undo(ctx, moved)) // it is there already
	check(t, s.Send(ctx, id, time.Time{}))
	refused("in the outbox", id, a)
}

// TestBccFound: whom a letter went to without the others knowing is found, offered and known as others are,
// and is told of the letter; it is not in what leaves the computer.
func TestBccFound(t *testing.T) {
	for _, to := range []string{"", "Club <club@example.net>"} {
		s := storagetest.Open(t, nil)
		a := storagetest.AddAccount(t, s, "anna@example.org")
		head := "From: anna@example.org\r\n"
		if to != "" {
			head += "To: " + to + "\r\n"
		}
		raw := head + "Bcc: Zora Berg <zora@hidden.example>, Quentin <quentin@hidden.example>\r\nSubject: party\r\nMessage-ID: <party@example.org>\r\n\r\nCome\r\n"
		id, err := s.SaveDraft(ctx, mailbox.Draft{Account: a, Raw: []byte(raw), From: "anna@example.org", Recipients: []string{"zora@hidden.example", "quentin@hidden.example"}})
		check(t, err)
		check(t, s.Send(ctx, id, time.Time{}))
		l, err := s.TakeLetter(ctx, a, whenever())
		check(t, err)
		check(t, s.SettleLetter(ctx, l.ID, send.Outcome{State: send.Sent}))
		check(t, s.CatchUp(ctx))
		if lies(t, s, id) != mailbox.Sent {
			t.Fatal("it is not sent")
		}
		for text, want := range map[string]int{"bcc:zora@hidden.example ": 1, "to:zora ": 1, "zora ": 1, "to:quentin@hidden.example ": 1, "to:@hidden.example ": 1, "from:zora ": 0, "to:nobody@hidden.example ": 0} {
			r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
			check(t, err)
			if r.Total != want {
				t.Errorf("%q: %d, want %d", text, r.Total, want)
			}
		}
		who, err := s.People(ctx, "zora", 0)
		check(t, err)
		if len(who) != 1 || who[0].Email != "zora@hidden.example" {
			t.Errorf("offered: %+v", who)
		}
		m, _, err := s.Message(ctx, id)
		check(t, err)
		if len(m.Bcc) != 2 || m.Bcc[0].Name != "Zora Berg" {
			t.Errorf("%+v", m.Bcc)
		}
		storagetest.Deliver(t, s, a, storagetest.Mail{From: "zora@hidden.example", Subject: "answer"}.Incoming("1"))
		for _, row := range rows(t, s, mailbox.View{}) {
			if row.Subject == "answer" {
				if j, err := s.WhyJunk(ctx, row.ID); err != nil || j.Exempt != mailbox.Known {
					t.Errorf("%+v, %v", j, err)
				}
			}
		}
		// Where only its octets tell, as of mail that was brought in or is of an account that was removed.
		check(t, s.RemoveAccount(ctx, a, true))
		for text, want := range map[string]int{"bcc:zora@hidden.example ": 1, "to:zora@hidden.exam": 1, "to:@hidden.example ": 1, "in:anywhere -to:zora@hidden.example ": 1, "from:zora@hidden.example ": 1, "to:nobody@hidden.example ": 0} {
			r, err := s.Search(ctx, query.Parse(text, time.Now()), 0)
			check(t, err)
			if r.Total != want {
				t.Errorf("without its letter, %q: %d, want %d", text, r.Total, want)
			}
		}
	}
}

// A letter that may have arrived is told as that when it is a draft again, until it is changed.
func TestDraftThatMayBeOut(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	for name, back := range map[string]func(id mailbox.ID) error{
		"recalled": func(id mailbox.ID) error { return s.Recall(ctx, id) },
		"moved":    func(id mailbox.ID) error { _, err := s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Drafts); return err },
	} {
		for _, state := range []send.State{send.Unknown, send.Refused, send.Waits} {
			d := draft(a, name, "first")
			id, err := s.SaveDraft(ctx, d)
			check(t, err)
			check(t, s.Send(ctx, id, time.Time{}))
			_, err = s.TakeLetter(ctx, a, whenever())
			check(t, err)
			check(t, s.LastDot(ctx, int64(id)))
			check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: state, Problem: &account.Problem{Trouble: account.TroubleFate}}))
			check(t, back(id))
			is := func(want bool) {
				t.Helper()
				if d, err := s.Draft(ctx, id); err != nil || d.MayBeOut != want {
					t.Errorf("%s, %s: %v, %v", name, state, d.MayBeOut, err)
				}
			}
			is(state == send.Unknown)
			check(t, s.Recall(ctx, id)) // a draft already
			is(state == send.Unknown)
			d.ID = id
			_, err = s.SaveDraft(ctx, d)
			check(t, err)
			is(state == send.Unknown) // it is the same one still
			d.Raw = bytes.Replace(d.Raw, []byte("Message-ID: <"), []byte("Message-ID: <2"), 1)
			_, err = s.SaveDraft(ctx, d)
			check(t, err)
			is(false)
			d.MayBeOut = true // it is as it was again
			_, err = s.SaveDraft(ctx, d)
			check(t, err)
			is(true)
			check(t, s.Purge(ctx, []mailbox.ID{id}))
		}
	}
}

// TestSendAllAgain: several letters go again together, or where one of them cannot, none does.
func TestSendAllAgain(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	fate := &account.Problem{Trouble: account.TroubleFate}
	var ids []mailbox.ID
	for i, becomes := range []send.State{send.Unknown, send.Refused, ""} {
		id, err := s.SaveDraft(ctx, draft(a, fmt.Sprint("letter ", i), "text"))
		check(t, err)
		check(t, s.Send(ctx, id, time.Time{}))
		_, err = s.TakeLetter(ctx, a, whenever())
		check(t, err)
		if becomes != "" {
			check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: becomes, Problem: fate}))
		}
		ids = append(ids, id)
	}
	written, err := s.SaveDraft(ctx, draft(a, "not to be sent yet", "text"))
	check(t, err)
	for _, c := range []struct {
		last mailbox.ID
		want error
	}{{ids[2], mailbox.ErrSending}, {written, mailbox.ErrNotWaiting}, {9999, mailbox.ErrNotFound}} {
		if err := s.SendAllAgain(ctx, []mailbox.ID{ids[0], ids[1], c.last}); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
		if a, b := state(t, s, ids[0]), state(t, s, ids[1]); a != mailbox.LetterUnknown || b != mailbox.LetterRefused {
			t.Errorf("after %v they are %s and %s", c.want, a, b)
		}
	}
	check(t, s.SendAllAgain(ctx, ids[:2]))
	if a, b := state(t, s, ids[0]), state(t, s, ids[1]); a != mailbox.LetterQueued || b != mailbox.LetterQueued {
		t.Errorf("they are %s and %s", a, b)
	}
	check(t, s.SendAllAgain(ctx, nil))
}

// TestMayBeOutAfterMoreTries: what becomes of a letter by further tries does not make it one that surely has not arrived.
func TestMayBeOutAfterMoreTries(t *testing.T) {
	fate := &account.Problem{Trouble: account.TroubleFate}
	for name, then := range map[string][]send.State{
		"sent again": {}, "refused then": {send.Refused}, "put off then": {send.Waits}, "refused twice": {send.Refused, send.Refused}, "unknown again": {send.Unknown},
	} {
		for _, first := range []send.State{send.Unknown, send.Refused} {
			s := storagetest.Open(t, nil)
			a := storagetest.AddAccount(t, s, "anna@example.org")
			id, err := s.SaveDraft(ctx, draft(a, "plans", "first"))
			check(t, err)
			check(t, s.Send(ctx, id, time.Time{}))
			for i, state := range append([]send.State{first}, then...) {
				if i > 0 {
					check(t, s.SendAgain(ctx, id))
				}
				_, err = s.TakeLetter(ctx, a, whenever())
				check(t, err)
				if state != send.Waits {
					check(t, s.LastDot(ctx, int64(id)))
				}
				check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: state, Problem: fate}))
			}
			check(t, s.SendAgain(ctx, id))
			_, err = s.TakeLetter(ctx, a, whenever())
			check(t, err)
			check(t, s.UnfinishedLetters(ctx, a)) // the program ended before the last dot
			if got := state(t, s, id); got != mailbox.LetterQueued {
				t.Errorf("%s: %s", name, got)
			}
			check(t, s.Recall(ctx, id))
			check(t, s.Send(ctx, id, time.Time{})) // as it is
			check(t, s.Recall(ctx, id))
			if d, err := s.Draft(ctx, id); err != nil || d.MayBeOut != (first == send.Unknown || name == "unknown again") {
				t.Errorf("%s, %s: %v, %v", first, name, d.MayBeOut, err)
			}
		}
	}
}

// TestNoLetterAmongDrafts: a message that no editor of ours has written stays as it came where it lies among the
// drafts, whoever saves a draft under its number.
func TestNoLetterAmongDrafts(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.AddAccount(t, s, "anna@example.org")
	in := storagetest.Mail{From: "bob@example.net", Subject: "plans"}.Incoming("1")
	storagetest.Deliver(t, s, a, in)
	id := rows(t, s, mailbox.View{})[0].ID
	_, err := s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Drafts)
	check(t, err)
	d, err := s.Draft(ctx, id)
	if err != nil || d.State != "" || d.Account != a {
		t.Errorf("%+v, %v", d, err)
	}
	d = draft(a, "other", "words")
	d.ID = id
	if _, err := s.SaveDraft(ctx, d); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
	if raw, err := s.Raw(ctx, id); err != nil || string(raw) != string(in.Raw) {
		t.Errorf("%q, %v", raw, err)
	}
}

// TestMayBeOutStays: that a draft may have arrived is known of it whatever becomes of its account or its file.
func TestMayBeOutStays(t *testing.T) {
	for name, way := range map[string]func(t *testing.T, s *storage.Store, of account.ID) *storage.Store{
		"removed": func(t *testing.T, s *storage.Store, of account.ID) *storage.Store {
			storagetest.AddAccount(t, s, "second@example.org")
			check(t, s.RemoveAccount(ctx, of, true))
			return s
		},
		"restored": func(t *testing.T, s *storage.Store, _ account.ID) *storage.Store {
			k := keep(t, s)
			s = storagetest.Open(t, nil)
			_, err := s.Restore(ctx, k.path, storage.Pick{}, k.give)
			check(t, err)
			return s
		},
		"rescued": func(t *testing.T, s *storage.Store, _ account.ID) *storage.Store {
			check(t, s.Close())
			_, err := storage.Rescue(ctx, s.Dir(), time.Now())
			check(t, err)
			return storagetest.OpenIn(t, s.Dir(), nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := storage.Open(ctx, t.TempDir(), nil)
			check(t, err)
			t.Cleanup(func() { check(t, s.Close()) })
			a := storagetest.AddAccount(t, s, "anna@example.org")
			for subject, state := range map[string]send.State{"perhaps": send.Unknown, "surely": send.Refused} {
				id, err := s.SaveDraft(ctx, draft(a, subject, "first"))
				check(t, err)
				check(t, s.Send(ctx, id, time.Time{}))
				_, err = s.TakeLetter(ctx, a, whenever())
				check(t, err)
				check(t, s.LastDot(ctx, int64(id)))
				check(t, s.SettleLetter(ctx, int64(id), send.Outcome{State: state, Problem: &account.Problem{Trouble: account.TroubleFate}}))
				check(t, s.Recall(ctx, id))
			}
			_, err = s.SaveDraft(ctx, draft(a, "never", "first"))
			check(t, err)
			now := way(t, s, a)
			for subject, want := range map[string]bool{"perhaps": true, "surely": false, "never": false} {
				ids := find(t, now, "subject:"+subject)
				if len(ids) != 1 {
					t.Fatal(subject, ids)
				}
				if d, err := now.Draft(ctx, ids[0]); err != nil || d.MayBeOut != want {
					t.Errorf("%s: %v, %v", subject, d.MayBeOut, err)
				}
			}
		})
	}
}

// TestRemovedAccountHasAnHeir: letters that were not sent are drafts of another account, where the mail
// is kept; those that were, or lie elsewhere, stay what they are.
func TestRemovedAccountHasAnHeir(t *testing.T) {
	for _, early := range []bool{false, true} { // whether the list of all messages is in memory
		dir := t.TempDir()
		s := storagetest.OpenIn(t, dir, nil)
		a, b := storagetest.AddAccount(t, s, "anna@example.org"), storagetest.AddAccount(t, s, "second@example.org")
		ids := map[string]mailbox.ID{}
		for _, name := range []string{"draft", "waits", "trash"} {
			id, err := s.SaveDraft(ctx, draft(a, name, "x"))
			check(t, err)
			ids[name] = id
		}
		check(t, s.Send(ctx, ids["waits"], time.Time{}))
		_, err := s.MoveTo(ctx, []mailbox.ID{ids["trash"]}, mailbox.Trash)
		check(t, err)
		if early {
			rows(t, s, mailbox.View{})
		}
		r, err := s.Removal(ctx, a)
		if check(t, err); r.Unsent != 1 || r.Heir != b {
			t.Errorf("%+v", r)
		}
		check(t, s.RemoveAccount(ctx, a, true))
		for _, name := range []string{"draft", "waits"} {
			if lies(t, s, ids[name]) != mailbox.Drafts || state(t, s, ids[name]) != mailbox.LetterDraft {
				t.Errorf("%s: %s", name, lies(t, s, ids[name]))
			}
			if got, err := s.Draft(ctx, ids[name]); err != nil || got.Account != b {
				t.Errorf("%s: %v %+v", name, err, got)
			}
		}
		if lies(t, s, ids["trash"]) != mailbox.Trash {
			t.Error("what was in the Trash is back")
		}
		if n := len(rows(t, s, mailbox.View{Folder: folder(t, s, b, "Drafts").ID})); n != 2 {
			t.Errorf("%d drafts are listed", n)
		}
		if n, _, err := s.LettersWaiting(ctx, b, whenever()); n != 0 || err != nil {
			t.Errorf("%d wait, %v", n, err)
		}
		check(t, s.Send(ctx, ids["waits"], time.Time{}))
		checkFile(t, dir)
	}
}
