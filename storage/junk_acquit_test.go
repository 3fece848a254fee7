package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// TestAcquitted: the mark of the junk filter goes with what the person says of a letter or of its sender, wherever
// that is said, and such a letter is learned as good. That one is read and kept does not, nor what is said of others.
func TestAcquitted(t *testing.T) {
	for name, do := range map[string]func(b *junkbox, id mailbox.ID) error{
		"answered": func(b *junkbox, id mailbox.ID) error {
			return b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Answered, true)
		},
		"starred": func(b *junkbox, id mailbox.ID) error {
			return b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Starred, true)
		},
		"forwarded": func(b *junkbox, id mailbox.ID) error {
			return b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Forwarded, true)
		},
		"address book": func(b *junkbox, _ mailbox.ID) error {
			_, _, err := b.s.SaveContact(ctx, mailbox.Contact{Name: "Friend", Emails: []string{"fRiend@xn--bcher-kva.example"}})
			return err
		},
		"written to": func(b *junkbox, _ mailbox.ID) error {
			return b.sends(mailbox.Draft{Recipients: []string{"x@else.example", "FRIEND@bücher.example"}})
		},
		"answer sent": func(b *junkbox, id mailbox.ID) error {
			return b.sends(mailbox.Draft{Recipients: []string{"x@else.example"}, Answers: id})
		},
		"trusted": func(b *junkbox, _ mailbox.ID) error {
			return b.s.DecideSender(ctx, mailbox.Sender{Address: "friend@bücher.example", Trusted: true}, true)
		},
	} {
		b := newJunkbox(t)
		b.teach(20, 100)
		ids := b.arrive(b.letter(true, "Friend@bücher.example", ""), b.letter(true, "other@spam.example", ""))
		b.do(b.s.Settle(ctx))
		id, other := ids[1], ids[0]
		for _, id := range ids {
			if _, mark := b.where(id); !mark {
				t.Fatal("nothing is marked")
			}
		}
		b.do(b.s.SetFlag(ctx, ids, mailbox.Read, true))
		before, err := b.s.JunkFilter(ctx)
		b.do(err, do(b, id))
		if role, mark := b.where(id); mark || role != mailbox.Inbox {
			t.Errorf("%s: lies in %s, mark %v", name, role, mark)
		}
		if _, mark := b.where(other); !mark {
			t.Errorf("%s: another letter has lost its mark", name)
		}
		b.now = b.now.Add(10 * 24 * time.Hour)
		b.do(b.s.Learn(ctx))
		after, err := b.s.JunkFilter(ctx)
		b.do(err)
		if after.Good <= before.Good { // a letter that was sent is another one
			t.Errorf("%s: %d letters more are learned as good", name, after.Good-before.Good)
		}
		if _, mark := b.where(other); !mark {
			t.Errorf("%s: a letter that was only read and kept has lost its mark", name)
		}
	}
}

// TestStarOfARule: a star that a rule gives is nobody's word: the letter looks like junk on, and nothing is learned of it.
func TestStarOfARule(t *testing.T) {
	b := newJunkbox(t)
	b.teach(20, 100)
	_, err := b.s.SaveRule(ctx, mailbox.Rule{Query: "from:friend@bücher.example", Do: mailbox.RuleStar})
	b.do(err)
	id := b.arrive(b.letter(true, "Friend@bücher.example", ""))[0]
	b.do(b.s.Settle(ctx))
	if _, mark := b.where(id); !mark {
		t.Fatal("nothing is marked")
	}
	b.do(b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Read, true))
	before, err := b.s.JunkFilter(ctx)
	b.do(err)
	b.now = b.now.Add(10 * 24 * time.Hour)
	b.do(b.s.Learn(ctx))
	after, err := b.s.JunkFilter(ctx)
	b.do(err)
	if _, mark := b.where(id); !mark || after.Good != before.Good {
		t.Errorf("mark %v, %d letters more are learned as good", mark, after.Good-before.Good)
	}
	// The person's own star says more.
	b.do(b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Starred, true))
	if _, mark := b.where(id); mark {
		t.Error("the person's star leaves the mark")
	}
}

// sends has a letter of the account sent.
func (b *junkbox) sends(d mailbox.Draft) error {
	d.Account, d.From = b.id, "me@example.org"
	d.Raw = note("an answer", "text")
	id, err := b.s.SaveDraft(ctx, d)
	if err != nil {
		return err
	}
	b.do(b.s.Send(ctx, id, b.now))
	return sent(b.t, b.s, b.id, id)
}

// TestAcquittedBesideDamage: a letter is noted as sent, a contact kept and a sender trusted whatever is damaged among
// the letters that look like junk, of which none has to do with it.
func TestAcquittedBesideDamage(t *testing.T) {
	b := newJunkbox(t)
	b.teach(20, 100)
	ids := b.arrive(b.letter(true, "friend@else.example", ""), b.letter(true, "other@spam.example", ""))
	b.do(b.s.Settle(ctx))
	for _, id := range ids {
		if _, mark := b.where(id); !mark {
			t.Fatal("nothing is marked")
		}
	}
	db, err := sql.Open("sqlite3", filepath.Join(b.dir, storage.FileName))
	b.do(err)
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, q := range []string{ // a value that its column cannot have, as a bit in the head of a row makes it
		"PRAGMA writable_schema = ON",
		"UPDATE sqlite_schema SET sql = replace(sql, 'from_email TEXT NOT NULL', 'from_email TEXT') WHERE name = 'headers'",
		"PRAGMA writable_schema = RESET",
		fmt.Sprintf("UPDATE headers SET from_email = NULL WHERE message = %d", slices.Min(ids)),
	} {
		_, err := db.Exec(q)
		b.do(err)
	}
	if _, err := b.s.SuspectsOf(ctx, "friend@else.example"); !errors.Is(err, mailbox.ErrDamaged) {
		t.Fatal("nothing is damaged:", err)
	}
	id, err := b.s.SaveDraft(ctx, mailbox.Draft{Account: b.id, From: "me@example.org", Recipients: []string{"somebody@else.example"}, Raw: note("a letter", "text")})
	b.do(err, b.s.Send(ctx, id, b.now), sent(t, b.s, b.id, id))
	if role, _ := b.where(id); role != mailbox.Sent {
		t.Errorf("the letter that was sent lies in %s", role)
	}
	_, _, err = b.s.SaveContact(ctx, mailbox.Contact{Name: "Friend", Emails: []string{"friend@else.example"}})
	b.do(err, b.s.DecideSender(ctx, mailbox.Sender{Address: "friend@else.example", Trusted: true}, true))
	if list, err := b.s.Senders(ctx); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
}

// TestOutweighedWhileWaiting: what the person says of a letter that has not been judged yet counts as it does
// afterwards: it is neither marked nor moved into Junk.
func TestOutweighedWhileWaiting(t *testing.T) {
	for name, stage := range map[string]struct{ bad, good int }{"marked": {20, 100}, "moved": {100, 100}} {
		b := newJunkbox(t)
		b.teach(stage.bad, stage.good)
		b.do(b.s.DecideSender(ctx, mailbox.Sender{Address: "blocked@spam.example"}, true))
		var in []fetch.Incoming
		for _, from := range []string{"a@spam.example", "b@spam.example", "c@spam.example", "blocked@spam.example", "d@spam.example"} {
			in = append(in, b.letter(true, from, ""))
		}
		ids := b.arrive(in...)
		slices.Sort(ids)
		other := ids[4]
		b.do(b.s.SetFlag(ctx, ids[:1], mailbox.Starred, true), b.s.SetFlag(ctx, ids[2:4], mailbox.Starred, true))
		b.do(b.s.SetFlag(ctx, ids[2:3], mailbox.Forwarded, true), b.s.SetFlag(ctx, ids[2:3], mailbox.Starred, false))
		b.do(b.sends(mailbox.Draft{Recipients: []string{"x@else.example"}, Answers: ids[1]}), b.s.SetFlag(ctx, []mailbox.ID{other}, mailbox.Read, true))
		b.do(b.s.Settle(ctx))
		for i, id := range ids[:4] {
			if role, mark := b.where(id); role != mailbox.Inbox || mark {
				t.Errorf("%s: letter %d lies in %s, mark %v", name, i+1, role, mark)
			}
		}
		if role, mark := b.where(other); role == mailbox.Inbox && !mark {
			t.Errorf("%s: one of which nothing was said lies in %s, mark %v", name, role, mark)
		}
	}
}

// TestTrustedWhileJudging: a sender who is trusted while their letter is judged is trusted for it.
func TestTrustedWhileJudging(t *testing.T) {
	b := newJunkbox(t)
	b.teach(20, 100)
	id := b.arrive(b.letter(true, "friend@else.example", ""))[0]
	db, err := sql.Open("sqlite3", filepath.Join(b.dir, storage.FileName))
	b.do(err)
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, q := range []string{"BEGIN IMMEDIATE", "INSERT INTO senders (address, trusted, since) VALUES ('friend@else.example', 1, 0)"} {
		_, err := db.Exec(q)
		b.do(err)
	}
	done := make(chan error)
	go func() { done <- b.s.Settle(ctx) }()
	time.Sleep(500 * time.Millisecond) // it is judged, and what was found out waits to be written
	_, err = db.Exec("COMMIT")
	b.do(err, <-done)
	if role, mark := b.where(id); role != mailbox.Inbox || mark {
		t.Errorf("lies in %s, mark %v", role, mark)
	}
}
