package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// junkbox is a store in which the junk filter is taught by hand.
type junkbox struct {
	t   *testing.T
	s   *storage.Store
	dir string
	id  account.ID
	n   int
	now time.Time
}

func newJunkbox(t *testing.T) *junkbox {
	b := &junkbox{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	b.s = storagetest.OpenIn(t, b.dir, &storage.Options{Now: func() time.Time { return b.now }})
	b.id = storagetest.AddAccount(t, b.s, "me@example.org")
	return b
}

// letter is one that is junk or good by its words.
func (b *junkbox) letter(bad bool, from, more string) fetch.Incoming {
	b.n++
	text := "meeting minutes attached agenda tuesday colleague project schedule"
	if bad {
		text = "winner lottery claim prize guaranteed million transfer urgent"
	}
	raw := fmt.Sprintf("From: %s\r\nTo: me@example.org\r\nSubject: letter %d\r\nMessage-ID: <%d@x.example>\r\n%s\r\n%s number%d\r\n", from, b.n, b.n, more, text, b.n)
	return fetch.Incoming{UID: fmt.Sprint("u", b.n), Raw: []byte(raw), At: b.now}
}

func (b *junkbox) arrive(ms ...fetch.Incoming) (ids []mailbox.ID) {
	b.t.Helper()
	storagetest.Deliver(b.t, b.s, b.id, ms...)
	list := rows(b.t, b.s, mailbox.View{})
	slices.SortFunc(list, func(x, y mailbox.Summary) int { return int(y.ID - x.ID) })
	for _, m := range list[:len(ms)] {
		ids = append(ids, m.ID)
	}
	return ids
}

func (b *junkbox) do(errs ...error) {
	b.t.Helper()
	for _, err := range errs {
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// teach has so many letters called junk, and as many answered.
func (b *junkbox) teach(bad, good int) {
	b.t.Helper()
	var in []fetch.Incoming
	for range bad {
		in = append(in, b.letter(true, "pest@spam.example", ""))
	}
	for range good {
		in = append(in, b.letter(false, "colleague@work.example", ""))
	}
	ids := b.arrive(in...)
	slices.Sort(ids)
	b.do(b.s.Settle(ctx))
	_, err := b.s.MoveTo(ctx, ids[:bad], mailbox.Junk)
	b.do(err, b.s.SetFlag(ctx, ids[bad:], mailbox.Answered, true))
	b.now = b.now.Add(2 * time.Hour)
	b.do(b.s.Learn(ctx))
}

func (b *junkbox) where(id mailbox.ID) (mailbox.Role, bool) {
	b.t.Helper()
	list, err := b.s.Summaries(ctx, []mailbox.ID{id})
	b.do(err)
	if len(list) != 1 {
		b.t.Fatalf("message %d is gone", id)
	}
	return list[0].FolderRole, list[0].Is(mailbox.Suspect)
}

func (b *junkbox) settled(bad bool, from, more string) (mailbox.Role, bool) {
	b.t.Helper()
	id := b.arrive(b.letter(bad, from, more))[0]
	b.do(b.s.Settle(ctx))
	return b.where(id)
}

// TestJunkStages: nothing is said before enough was learned of both kinds, then junk is marked,
// and later moved.
func TestJunkStages(t *testing.T) {
	b := newJunkbox(t)
	for _, step := range []struct {
		bad, good int
		role      mailbox.Role
		mark      bool
	}{
		{25, 0, mailbox.Inbox, false}, // junk alone is known
		{0, 99, mailbox.Inbox, false},
		{0, 1, mailbox.Inbox, true},
		{24, 150, mailbox.Inbox, true},
		{1, 0, mailbox.Junk, false},
	} {
		b.teach(step.bad, step.good)
		l, err := b.s.JunkFilter(ctx)
		b.do(err)
		if role, mark := b.settled(true, "stranger@spam.example", ""); role != step.role || mark != step.mark {
			t.Errorf("with %v learned junk lies in %s, mark %v", l, role, mark)
		}
		if role, mark := b.settled(false, "stranger@work.example", ""); role != mailbox.Inbox || mark {
			t.Errorf("with %v learned good mail lies in %s, mark %v", l, role, mark)
		}
	}
	if l, err := b.s.JunkFilter(ctx); err != nil || l.Lessons != (mailbox.Lessons{Junk: 50, Good: 250}) {
		t.Errorf("learned %v, %v", l, err)
	}
}

// TestNeverJunk: who is known, what answers, what is read and who was decided about.
func TestNeverJunk(t *testing.T) {
	b := newJunkbox(t)
	b.teach(60, 300)
	inbox := func(why, from, more string) {
		t.Helper()
		if role, mark := b.settled(true, from, more); role != mailbox.Inbox || mark {
			t.Errorf("%s: lies in %s, mark %v", why, role, mark)
		}
	}
	if role, _ := b.settled(true, "aunt@family.example", ""); role != mailbox.Junk {
		t.Fatal("junk is not moved")
	}
	_, _, err := b.s.SaveContact(ctx, mailbox.Contact{Name: "Aunt", Emails: []string{"Aunt@family.example"}})
	b.do(err)
	inbox("address book", "Aunt <aunt@FAMILY.example>", "")
	b.do(b.s.DecideSender(ctx, mailbox.Sender{Address: "Shop@spam.example", Trusted: true}, true))
	inbox("trusted", "shop@spam.example", "")
	b.do(b.s.DecideSender(ctx, mailbox.Sender{Address: "bore@work.example"}, true))
	if role, _ := b.settled(false, "Bore@work.example", ""); role != mailbox.Junk {
		t.Error("a blocked sender's mail is not moved")
	}
	b.do(b.s.DecideSender(ctx, mailbox.Sender{Address: "bore@work.example"}, false))
	if role, _ := b.settled(false, "bore@work.example", ""); role != mailbox.Inbox {
		t.Error("a sender is blocked after that was taken back")
	}
	list := "List-Id: The garden <garden.lists.example>\r\n"
	var in []fetch.Incoming
	for range 3 {
		in = append(in, b.letter(false, "gardener@x.example", list))
	}
	ids := b.arrive(in...)
	b.do(b.s.Settle(ctx), b.s.SetFlag(ctx, ids, mailbox.Starred, true))
	b.now = b.now.Add(2 * time.Hour)
	b.do(b.s.Learn(ctx))
	inbox("list", "someone@spam.example", list)
	if role, _ := b.settled(true, "someone@spam.example", "List-Id: <other.lists.example>\r\n"); role != mailbox.Junk {
		t.Error("another list is taken for one that is read")
	}
}

// TestOwnCard: a card of the person themselves makes nobody known who puts their address down as the
// sender: that is judged as other mail, and is not learned as good.
func TestOwnCard(t *testing.T) {
	b := newJunkbox(t)
	_, err := b.s.AddAccount(ctx, storagetest.Account("Ich@bücher.example"), nil)
	b.do(err)
	_, _, err = b.s.SaveContact(ctx, mailbox.Contact{Name: "Me Myself", Emails: []string{"Me@Example.org", "ich@xn--bcher-kva.example"}})
	b.do(err)
	forged := []string{"me@example.org", "Me <ME@example.org>", "ich@xn--bcher-kva.example"}
	for _, from := range forged {
		b.arrive(b.letter(true, from, "")) // before anything is judged
	}
	b.do(b.s.Settle(ctx))
	b.teach(60, 300)
	b.now = b.now.Add(2 * time.Hour)
	b.do(b.s.Learn(ctx))
	if l, err := b.s.JunkFilter(ctx); err != nil || l.Lessons != (mailbox.Lessons{Junk: 60, Good: 300}) {
		t.Errorf("learned %v, %v", l, err)
	}
	for _, from := range forged {
		id := b.arrive(b.letter(true, from, ""))[0]
		if j, err := b.s.WhyJunk(ctx, id); err != nil || j.Exempt != mailbox.NotExempt {
			t.Errorf("%s: %v, %v", from, j.Exempt, err)
		}
		b.do(b.s.Settle(ctx))
		if role, _ := b.where(id); role != mailbox.Junk {
			t.Errorf("%s lies in %s", from, role)
		}
	}
}

// TestJunkOff: switched off it judges nothing, and learns.
func TestJunkOff(t *testing.T) {
	b := newJunkbox(t)
	b.do(b.s.SetJunkFilter(ctx, false))
	b.teach(60, 300)
	if role, mark := b.settled(true, "a@spam.example", ""); role != mailbox.Inbox || mark {
		t.Errorf("switched off: lies in %s, mark %v", role, mark)
	}
	b.do(b.s.DecideSender(ctx, mailbox.Sender{Address: "pest@spam.example"}, true))
	if role, _ := b.settled(false, "pest@spam.example", ""); role != mailbox.Junk {
		t.Error("switched off: a blocked sender's mail lies in", role)
	}
	b.do(b.s.SetJunkFilter(ctx, true))
	if role, _ := b.settled(true, "b@spam.example", ""); role != mailbox.Junk {
		t.Error("switched on: junk lies in", role)
	}
}

// TestPoses: names that mislead about who has written.
func TestPoses(t *testing.T) {
	b := newJunkbox(t)
	_, _, err := b.s.SaveContact(ctx, mailbox.Contact{Name: "Maria Bauer", Emails: []string{"maria@home.example", "mb@work.example"}})
	b.do(err)
	_, _, err = b.s.SaveContact(ctx, mailbox.Contact{Name: "Dad", Emails: []string{"dad@home.example"}})
	b.do(err)
	for from, want := range map[string]mailbox.Pose{
		"Maria Bauer <maria@home.example>":                      mailbox.NoPose,
		"Maria Bauer <MB@work.example>":                         mailbox.NoPose,
		"Maria Bauer <winner@spam.example>":                     mailbox.PoseKnown,
		"=?utf-8?q?MARIA_B=C3=A4uer?= <winner@spam.example>":    mailbox.PoseKnown, // looks like it
		"MARIA  BAUER <winner@spam.example>":                    mailbox.PoseKnown,
		"\"Bauer, Maria\" <winner@spam.example>":                mailbox.PoseKnown,
		"Dad <someone@spam.example>":                            mailbox.NoPose, // many are called so
		"Maria Bauer <me@example.org>":                          mailbox.NoPose, // it is oneself
		"\"me@example.org\" <me@example.org>":                   mailbox.NoPose,
		"\"support@bank.example\" <me@example.org>":             mailbox.PoseAddress, // it is said to be
		"\"support@bank.example\" <winner@spam.example>":        mailbox.PoseAddress,
		"\"Bank (support@bank.example)\" <winner@spam.example>": mailbox.PoseAddress,
		"\"winner@spam.example\" <winner@spam.example>":         mailbox.NoPose,
		"\"winner@SPAM.example\" <other@spam.example>":          mailbox.NoPose, // of the same house
		"\"Bank @ Home\" <winner@spam.example>":                 mailbox.NoPose,
		// What is not seen, and what looks like something else.
		"=?utf-8?q?support=E2=80=8B@bank.example?= <winner@spam.example>":        mailbox.PoseAddress,
		"=?utf-8?q?support@bank=C2=AD.example?= <winner@spam.example>":           mailbox.PoseAddress,
		"=?utf-8?q?support@=E2=81=A0bank.example?= <winner@spam.example>":        mailbox.PoseAddress,
		"=?utf-8?q?support=EF=BC=A0bank.example?= <winner@spam.example>":         mailbox.PoseAddress,
		"=?utf-8?q?support=EF=B9=ABbank=EF=BC=8Eexample?= <winner@spam.example>": mailbox.PoseAddress,
		"=?utf-8?q?Ma=E2=80=8Bria_Bauer?= <winner@spam.example>":                 mailbox.PoseKnown,
		"=?utf-8?q?Mar=C2=ADia_Bau=E2=80=8Der?= <winner@spam.example>":           mailbox.PoseKnown,
		"=?utf-8?q?Ma=E2=80=8Bria_Bauer?= <maria@home.example>":                  mailbox.NoPose,
		"winner@spam.example": mailbox.NoPose,
	} {
		id := b.arrive(b.letter(false, from, ""))[0]
		list, err := b.s.Summaries(ctx, []mailbox.ID{id})
		b.do(err)
		if got := list[0].Pose; got != want {
			t.Errorf("%s: %q, want %q", from, got, want)
		}
		_, s, err := b.s.Message(ctx, id)
		b.do(err)
		if s.Pose != want {
			t.Errorf("%s, opened: %q, want %q", from, s.Pose, want)
		}
	}
}

// TestPosesAtProviders: where strangers share a host, another address of it in a name misleads as any other; one's own
// in another spelling does not, nor does that of a house.
func TestPosesAtProviders(t *testing.T) {
	b := newJunkbox(t)
	b.s = storagetest.OpenIn(t, t.TempDir(), &storage.Options{Now: func() time.Time { return b.now }, Shared: func(host string) bool { return host == "gmail.com" || host == "mail.example" }})
	b.id = storagetest.AddAccount(t, b.s, "me@example.org")
	for from, want := range map[string]mailbox.Pose{
		"\"maria.bauer@gmail.com\" <win99@gmail.com>":                 mailbox.PoseAddress,
		"\"Maria (maria.bauer@GMAIL.com)\" <win99@Gmail.com>":         mailbox.PoseAddress,
		"=?utf-8?q?maria=EF=BC=A0mail.example?= <win99@mail.example>": mailbox.PoseAddress,
		"\"maria.bauer@mail.example\" <mariabauer@mail.example>":      mailbox.PoseAddress,
		"\"Maria.Bauer@gmail.com\" <mariabauer@gmail.com>":            mailbox.NoPose,
		"\"maria@mail.example\" <Maria+shop@mail.example>":            mailbox.NoPose,
		"\"Maria@mail.example\" <maria@mail.example>":                 mailbox.NoPose,
		"\"info@firm.example\" <no-reply@firm.example>":               mailbox.NoPose,
	} {
		id := b.arrive(b.letter(false, from, ""))[0]
		list, err := b.s.Summaries(ctx, []mailbox.ID{id})
		b.do(err)
		if got := list[0].Pose; got != want {
			t.Errorf("%s: %q, want %q", from, got, want)
		}
	}
}

// counts is all that was learned.
func (b *junkbox) counts() string {
	b.t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(b.dir, storage.FileName))
	b.do(err)
	defer func() { _ = db.Close() }()
	var out strings.Builder
	for _, q := range []string{"SELECT word || ' ' || junk || ' ' || good FROM junk_words ORDER BY word", "SELECT message || ' ' || junk FROM junk_letters ORDER BY message", "SELECT junk_learned || ' ' || good_learned FROM state"} {
		list, err := db.Query(q)
		b.do(err)
		for list.Next() {
			var s string
			b.do(list.Scan(&s))
			out.WriteString(s + "\n")
		}
		b.do(list.Err(), list.Close())
	}
	return out.String()
}

// TestUnlearn: what a letter taught is taken back exactly, by undoing and by the other button.
func TestUnlearn(t *testing.T) {
	b := newJunkbox(t)
	b.teach(5, 5)
	before := b.counts()
	odd := b.letter(true, "Nobody Ever <once@spam.example>", "X-Mailer: Rarely used\r\n")
	id := b.arrive(odd)[0]
	b.do(b.s.Settle(ctx))
	ms, err := b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Junk)
	b.do(err, b.s.Learn(ctx))
	asJunk := b.counts()
	if asJunk == before {
		t.Fatal("nothing was learned")
	}
	b.do(b.s.Undo(ctx, ms), b.s.Learn(ctx))
	if got := b.counts(); got != before {
		t.Errorf("after Undo:\n%s\nbefore:\n%s", got, before)
	}
	// Good, then junk, then good again.
	b.do(b.s.NotJunk(ctx, []mailbox.ID{id}), b.s.Learn(ctx))
	asGood := b.counts()
	_, err = b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Junk)
	b.do(err, b.s.Learn(ctx))
	if got := b.counts(); got != asJunk {
		t.Errorf("junk after good:\n%s\njunk alone:\n%s", got, asJunk)
	}
	// Thrown away it is junk as before; brought back it is good.
	_, err = b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Trash)
	b.do(err, b.s.Learn(ctx))
	if got := b.counts(); got != asJunk {
		t.Error("a letter thrown away from Junk taught something")
	}
	_, err = b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Junk)
	b.do(err)
	_, err = b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Inbox)
	b.do(err, b.s.Learn(ctx))
	if got := b.counts(); got != asGood {
		t.Errorf("good after junk:\n%s\ngood alone:\n%s", got, asGood)
	}
	b.do(b.s.ForgetJunk(ctx))
	if got := b.counts(); got != "0 0\n" {
		t.Errorf("after forgetting:\n%s", got)
	}
}

// TestUndoneSuspects: what looked like junk and was moved there, looks so again once that
// is taken back, also once it was learned; but not what has a star by now, nor what stayed away.
func TestUndoneSuspects(t *testing.T) {
	for _, learn := range []bool{false, true} {
		b := newJunkbox(t)
		b.teach(5, 5)
		ids := b.arrive(b.letter(true, "a@x.example", ""), b.letter(true, "b@x.example", ""), b.letter(false, "c@x.example", ""), b.letter(true, "d@x.example", ""))
		b.do(b.s.Settle(ctx), b.s.SetFlag(ctx, ids[:2], mailbox.Suspect, true), b.s.SetFlag(ctx, ids[2:3], mailbox.Suspect, false), b.s.SetFlag(ctx, ids[3:], mailbox.Suspect, true))
		ms, err := b.s.MoveTo(ctx, ids, mailbox.Junk)
		b.do(err)
		if learn {
			b.do(b.s.Learn(ctx))
		}
		for _, id := range ids {
			if role, marked := b.where(id); role != mailbox.Junk || marked {
				t.Errorf("letter %d in %s, marked %v", id, role, marked)
			}
		}
		b.do(b.s.SetFlag(ctx, ids[1:2], mailbox.Starred, true))
		_, err = b.s.MoveTo(ctx, ids[3:], mailbox.Inbox) // the person has taken it out
		b.do(err)
		if n, err := b.s.TakeBack(ctx, ms); err != nil || n != 3 {
			t.Errorf("%d are back, %v", n, err)
		}
		b.do(b.s.Learn(ctx))
		for i, want := range []bool{true, false, false, false} {
			if role, marked := b.where(ids[i]); role != mailbox.Inbox || marked != want {
				t.Errorf("learned %v: letter %d is in %s, marked %v, want %v", learn, i, role, marked, want)
			}
		}
		// To a folder that is not Junk the mark goes along, and stays.
		ms, err = b.s.MoveTo(ctx, ids[:1], mailbox.Archive)
		b.do(err, b.s.Undo(ctx, ms))
		if role, marked := b.where(ids[0]); role != mailbox.Inbox || !marked {
			t.Errorf("in %s, marked %v", role, marked)
		}
	}
}

// TestUndoneLessons: who takes a move back has what the filter knew of the letter before, whether
// it was good, junk, found or nothing; what a rule moves teaches nothing.
func TestUndoneLessons(t *testing.T) {
	b := newJunkbox(t)
	b.teach(5, 5) // the last five were found good
	ids := b.arrive(b.letter(true, "a@x.example", ""), b.letter(true, "b@x.example", ""))
	b.do(b.s.Settle(ctx), b.s.NotJunk(ctx, ids[:1]))
	all := rows(t, b.s, mailbox.View{Role: mailbox.Inbox})
	b.do(b.s.Learn(ctx))
	before := b.counts()
	for _, role := range []mailbox.Role{mailbox.Junk, mailbox.Trash} {
		for _, learn := range []bool{true, false} {
			for _, m := range all {
				ms, err := b.s.MoveTo(ctx, []mailbox.ID{m.ID}, role)
				b.do(err)
				if learn {
					b.do(b.s.Learn(ctx))
				}
				b.do(b.s.Undo(ctx, ms), b.s.Learn(ctx))
				if got := b.counts(); got != before {
					t.Fatalf("%s, letter %d, learned %v:\n%s\nbefore:\n%s", role, m.ID, learn, got, before)
				}
			}
		}
	}
	inJunk := rows(t, b.s, mailbox.View{Role: mailbox.Junk})
	ms, err := b.s.MoveTo(ctx, []mailbox.ID{inJunk[0].ID}, mailbox.Inbox)
	b.do(err, b.s.Learn(ctx), b.s.Undo(ctx, ms), b.s.Learn(ctx))
	if got := b.counts(); got != before {
		t.Errorf("back in Junk:\n%s\nbefore:\n%s", got, before)
	}
	ms, err = b.s.MoveByRule(ctx, ids, mailbox.Junk)
	b.do(err, b.s.Learn(ctx))
	if role, _ := b.where(ids[0]); role != mailbox.Junk || b.counts() != before {
		t.Errorf("a rule has taught: %s\n%s", role, b.counts())
	}
	b.do(b.s.Undo(ctx, ms), b.s.Learn(ctx))
	if got := b.counts(); got != before {
		t.Errorf("after a rule:\n%s\nbefore:\n%s", got, before)
	}
}

// TestFoundAndThrownAway: what the filter has found good by itself is forgotten where it is thrown
// away, what the person has called good is not.
func TestFoundAndThrownAway(t *testing.T) {
	b := newJunkbox(t)
	ids := b.arrive(b.letter(false, "a@x.example", ""), b.letter(false, "b@x.example", ""))
	b.do(b.s.Settle(ctx), b.s.SetFlag(ctx, ids, mailbox.Read, true), b.s.NotJunk(ctx, ids[:1]))
	b.now = b.now.Add(8 * 24 * time.Hour)
	b.do(b.s.Learn(ctx))
	good := func(want int) {
		t.Helper()
		b.do(b.s.Learn(ctx))
		if l, err := b.s.JunkFilter(ctx); err != nil || l.Good != want {
			t.Errorf("%d good, want %d, %v", l.Good, want, err)
		}
	}
	good(2)
	_, err := b.s.MoveTo(ctx, ids, mailbox.Trash)
	b.do(err)
	good(1)
}

// TestSettledOnce: what the person has done before it was put in order stays, and nothing is put
// in order twice.
func TestSettledOnce(t *testing.T) {
	b := newJunkbox(t)
	b.teach(60, 300)
	ids := b.arrive(b.letter(true, "a@spam.example", ""), b.letter(true, "b@spam.example", ""))
	_, err := b.s.MoveTo(ctx, ids[:1], mailbox.Archive)
	b.do(err, b.s.Settle(ctx))
	if role, _ := b.where(ids[0]); role != mailbox.Archive {
		t.Error("a letter that was filed is moved to", role)
	}
	if role, _ := b.where(ids[1]); role != mailbox.Junk {
		t.Error("junk lies in", role)
	}
	// Taken out of Junk it stays out.
	_, err = b.s.PutBack(ctx, ids[1:])
	b.do(err, b.s.Settle(ctx))
	if role, _ := b.where(ids[1]); role != mailbox.Inbox {
		t.Error("what is no junk was moved again to", role)
	}
	// Moved by the filter it has taught nothing.
	if l, err := b.s.JunkFilter(ctx); err != nil || l.Junk != 60 {
		t.Error(l, err)
	}
}

// TestWhyJunk: the words that say most, with their counts.
func TestWhyJunk(t *testing.T) {
	b := newJunkbox(t)
	b.teach(60, 300)
	id := b.arrive(b.letter(true, "a@spam.example", "X-Spam-Flag: YES\r\n"))[0]
	j, err := b.s.WhyJunk(ctx, id)
	b.do(err)
	if !j.Ready || j.Points < 90 || j.Line != 90 || j.Exempt != mailbox.NotExempt || len(j.Against) != 5 || j.Learned != (mailbox.Lessons{Junk: 60, Good: 300}) {
		t.Errorf("%+v", j)
	}
	for _, c := range j.Against {
		if c.Junk != 60 || c.Good != 0 || c.Weight < 0.9 {
			t.Errorf("%+v", c)
		}
	}
	if _, err := b.s.WhyJunk(ctx, 99999); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
}

// TestStarredIsLearnedSoon: stars and answers are good letters within a minute, though all mail was looked through just before.
func TestStarredIsLearnedSoon(t *testing.T) {
	for _, f := range []mailbox.Flag{mailbox.Starred, mailbox.Answered, mailbox.Forwarded} {
		b := newJunkbox(t)
		ids := b.arrive(b.letter(false, "a@work.example", ""), b.letter(false, "b@work.example", ""), b.letter(false, "c@work.example", ""))
		b.do(b.s.Settle(ctx), b.s.Learn(ctx))
		good := func() int {
			t.Helper()
			known, err := b.s.JunkFilter(ctx)
			b.do(err)
			return known.Good
		}
		b.do(b.s.SetFlag(ctx, ids[:1], mailbox.Read, true))
		b.now = b.now.Add(2 * time.Minute)
		b.do(b.s.Learn(ctx))
		if n := good(); n != 0 {
			t.Errorf("read: %d are learned", n)
		}
		b.do(b.s.SetFlag(ctx, ids[:2], f, true), b.s.Learn(ctx))
		if n := good(); n != 2 {
			t.Errorf("%x: %d are learned", f, n)
		}
		b.do(b.s.SetFlag(ctx, ids[2:], f, true), b.s.Learn(ctx))
		b.now = b.now.Add(2 * time.Minute)
		if b.do(b.s.Learn(ctx)); good() != 3 {
			t.Errorf("%x: the last one is not learned", f)
		}
	}
}
