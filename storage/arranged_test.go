package storage_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestArranged lists a folder in every order, by person and filtered.
func TestArranged(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	day := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var in []fetch.Incoming
	for i, m := range []storagetest.Mail{
		{From: "Zoë <zoe@example.org>", Subject: "Re: apples", Text: strings.Repeat("long ", 400)},
		{From: "anna <anna@example.org>", Subject: "Pears", Attachment: "list.pdf"},
		{From: "Bob <bob@example.org>", Subject: "AW: Re[2]: Cherries"},
		{From: "Zoë Miller <ZOE@example.org>", Subject: "bananas"},
		{From: "Bob <bob@example.org>", Subject: "Apples"},
	} {
		m.Date = day.Add(time.Duration(i) * time.Hour)
		in = append(in, m.Incoming(fmt.Sprint("u", i+1)))
	}
	ids := map[mailbox.ID]int{}
	for i, o := range storagetest.Deliver(t, s, id, in...) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		ids[mailbox.ID(i+1)] = i + 1
	}
	inbox, err := s.RoleFolder(t.Context(), id, mailbox.Inbox)
	if err != nil {
		t.Fatal(err)
	}
	view := mailbox.View{Account: id, Folder: inbox}
	list := func(a mailbox.Arrangement) string {
		t.Helper()
		l, err := s.Arranged(t.Context(), view, a)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range l.Entries {
			out = append(out, fmt.Sprint(ids[e.ID]))
		}
		for _, p := range l.People {
			out = append(out, fmt.Sprint(p.Who.Email, "×", p.Rows))
		}
		return strings.Join(out, " ")
	}
	if err := s.SetFlag(t.Context(), []mailbox.ID{1, 2, 3}, mailbox.Read, true); err != nil {
		t.Fatal(err)
	}
	if err := s.SetFlag(t.Context(), []mailbox.ID{2, 5}, mailbox.Starred, true); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.SaveContact(t.Context(), mailbox.Contact{Name: "Zoë", Emails: []string{"zoe@example.org"}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		a    mailbox.Arrangement
		want string
	}{
		{mailbox.Arrangement{}, "5 4 3 2 1"},
		{mailbox.Arrangement{Order: mailbox.Oldest}, "1 2 3 4 5"},
		{mailbox.Arrangement{Order: mailbox.ByPerson}, "2 5 3 4 1"},
		{mailbox.Arrangement{Order: mailbox.BySubject}, "5 1 4 3 2"},
		{mailbox.Arrangement{Together: true}, "5 3 4 1 2 bob@example.org×2 zoe@example.org×2 anna@example.org×1"},
		{mailbox.Arrangement{Order: mailbox.Oldest, Together: true}, "1 4 2 3 5 zoe@example.org×2 anna@example.org×1 bob@example.org×2"},
		{mailbox.Arrangement{Only: mailbox.OnlyUnread}, "5 4"},
		{mailbox.Arrangement{Only: mailbox.OnlyUnread, Keep: []mailbox.ID{2}}, "5 4 2"},
		{mailbox.Arrangement{Only: mailbox.OnlyStarred}, "5 2"},
		{mailbox.Arrangement{Only: mailbox.OnlyStarred | mailbox.OnlyUnread}, "5"},
		{mailbox.Arrangement{Only: mailbox.OnlyWithFiles}, "2"},
		{mailbox.Arrangement{Only: mailbox.OnlyKnown}, "4 1"},
		{mailbox.Arrangement{Only: mailbox.OnlyKnown, Order: mailbox.Oldest}, "1 4"},
	} {
		if got := list(c.a); got != c.want {
			t.Errorf("%+v: %s, want %s", c.a, got, c.want)
		}
	}
	if got := list(mailbox.Arrangement{Order: mailbox.BySize}); !strings.HasPrefix(got, "1 2 ") {
		t.Errorf("by size: %s", got)
	}
	// What arrives afterwards stands where it belongs.
	ids[6] = 6
	storagetest.Deliver(t, s, id, storagetest.Mail{From: "anna <anna@example.org>", Subject: "Berries", Date: day.Add(9 * time.Hour)}.Incoming("u6"))
	if got := list(mailbox.Arrangement{Order: mailbox.ByPerson}); got != "6 2 5 3 4 1" {
		t.Errorf("after one more by person: %s", got)
	}
	if got := list(mailbox.Arrangement{Order: mailbox.BySubject}); got != "5 1 4 6 3 2" {
		t.Errorf("after one more by subject: %s", got)
	}
}

// TestArrangedGrows: what arrives, goes and changes stands in every order where it stands in a list
// that is read whole.
func TestArrangedGrows(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	r := rand.New(rand.NewPCG(29, 11))
	n := 0
	for round := range 10 {
		var in []fetch.Incoming
		for range 1 + r.IntN(12) {
			n++
			m := storagetest.Mail{From: fmt.Sprintf("P%d <p%[1]d@example.org>", r.IntN(5)), Subject: fmt.Sprint("subject ", r.IntN(6)), Text: strings.Repeat("x", r.IntN(5)), Date: time.Date(2026, 1, 1+r.IntN(9), 0, 0, 0, 0, time.UTC)}
			in = append(in, m.Incoming(fmt.Sprint("u", n)))
		}
		storagetest.Deliver(t, s, id, in...)
		pick := func() []mailbox.ID { return []mailbox.ID{mailbox.ID(1 + r.IntN(n))} }
		if err := errors.Join(s.SetFlag(t.Context(), pick(), mailbox.Read, true), s.Purge(t.Context(), pick())); err != nil {
			t.Fatal(err)
		}
		if _, err := s.MoveTo(t.Context(), pick(), mailbox.Archive); err != nil {
			t.Fatal(err)
		}
		fresh, err := storage.Open(t.Context(), dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []mailbox.Arrangement{{Order: mailbox.Oldest}, {Order: mailbox.ByPerson}, {Order: mailbox.BySubject}, {Order: mailbox.BySize}, {Order: mailbox.BySubject, Only: mailbox.OnlyUnread}, {Together: true}} {
			for _, v := range []mailbox.View{{}, {Role: mailbox.Inbox}, {Conversations: true}} {
				want, err := fresh.Arranged(t.Context(), v, a)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := s.Arranged(t.Context(), v, a); err != nil || !slices.Equal(got.Entries, want.Entries) || !slices.Equal(got.People, want.People) {
					t.Errorf("round %d, %+v, %+v: %v, want %v; %v", round, v, a, got, want, err)
				}
			}
		}
		if err := fresh.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestArrangedDraft: a draft that goes to somebody else now stands elsewhere.
func TestArrangedDraft(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	save := func(d mailbox.ID, to string) mailbox.ID {
		t.Helper()
		raw := storagetest.Mail{From: "me@example.org", To: to, Subject: "letter " + to}.Raw()
		d, err := s.SaveDraft(t.Context(), mailbox.Draft{ID: d, Account: id, Raw: raw, From: "me@example.org", Recipients: []string{to}})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first, second := save(0, "bob@example.org"), save(0, "carl@example.org")
	folder, err := s.RoleFolder(t.Context(), id, mailbox.Drafts)
	if err != nil {
		t.Fatal(err)
	}
	list := func() (out []mailbox.ID) {
		t.Helper()
		l, err := s.Arranged(t.Context(), mailbox.View{Folder: folder}, mailbox.Arrangement{Order: mailbox.ByPerson})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range l.Entries {
			out = append(out, e.ID)
		}
		return out
	}
	if got := list(); !slices.Equal(got, []mailbox.ID{first, second}) {
		t.Fatalf("%v", got)
	}
	save(first, "zoe@example.org")
	if got := list(); !slices.Equal(got, []mailbox.ID{second, first}) {
		t.Errorf("a draft to Zoë stands before one to Carl: %v", got)
	}
}

// BenchmarkArranged lists 100,000 messages by person, by subject and filtered, when what
// they are sorted by is in memory (warm) and when it is not (cold).
func BenchmarkArranged(b *testing.B) {
	dir := b.TempDir()
	s := storagetest.OpenIn(b, dir, nil)
	id := storagetest.AddAccount(b, s, "me@example.org")
	if err := storagetest.Fill(b.Context(), s, id, 100_000, 300); err != nil {
		b.Fatal(err)
	}
	for name, a := range map[string]mailbox.Arrangement{
		"person": {Order: mailbox.ByPerson}, "together": {Together: true}, "subject": {Order: mailbox.BySubject},
		"size": {Order: mailbox.BySize}, "unread": {Only: mailbox.OnlyUnread}, "known": {Only: mailbox.OnlyKnown},
	} {
		b.Run(name+"/warm", func(b *testing.B) {
			for b.Loop() {
				if l, err := s.Arranged(b.Context(), mailbox.View{}, a); err != nil || len(l.Entries) == 0 && a.Only == 0 {
					b.Fatal(err, len(l.Entries))
				}
			}
		})
		b.Run(name+"/cold", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				cold, err := storage.Open(b.Context(), dir, nil)
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				_, err = cold.Arranged(b.Context(), mailbox.View{}, a)
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				_ = cold.Close()
				b.StartTimer()
			}
		})
	}
}

// TestTopicsTogether: by subject an answer stands with what it answers, in whatever language a program says so.
func TestTopicsTogether(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	subjects := []string{"Plan", "Odp: Plan", "Zoo", "Отв: Plan", "回复：Plan", "Ynt: Plan", "[dev] Re: Plan", "RE[2]: Fwd: Plan", "Apples", "Resume: old"}
	for i, subject := range subjects {
		storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(subject)) + "?=", Text: subject}.Incoming(fmt.Sprint("u", i)))
	}
	l, err := s.Arranged(t.Context(), mailbox.View{}, mailbox.Arrangement{Order: mailbox.BySubject})
	if err != nil {
		t.Fatal(err)
	}
	var ids []mailbox.ID
	for _, e := range l.Entries {
		ids = append(ids, e.ID)
	}
	list, err := s.Summaries(t.Context(), ids)
	if err != nil || len(list) != len(subjects) {
		t.Fatal(len(list), err)
	}
	subjectOf := map[mailbox.ID]string{}
	for _, m := range list {
		subjectOf[m.ID] = m.Subject
	}
	for i, id := range ids {
		want := "Plan"
		if at := map[int]string{0: "Apples", len(ids) - 2: "Resume: old", len(ids) - 1: "Zoo"}[i]; at != "" {
			want = at
		}
		if !strings.HasSuffix(subjectOf[id], want) {
			t.Errorf("row %d: %q, want %q", i, subjectOf[id], want)
		}
	}
}
