package storage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// best is what SearchBest lists, by unique-id, and how many it has compared.
func best(t *testing.T, s *storage.Store, text string, limit int) (uids []string, r mailbox.Result) {
	t.Helper()
	r, err := s.SearchBest(ctx, query.Parse(text, time.Now()), limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.Entries {
		m, err := s.Summaries(ctx, []mailbox.ID{e.ID})
		if err != nil || len(m) != 1 {
			t.Fatal(m, err)
		}
		uids = append(uids, m[0].UID)
	}
	return uids, r
}

// TestSearchBest: what has a word in its subject comes before what has it in names, and that before
// what has it in the text; of what fits as well, the newest comes first.
func TestSearchBest(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	day := func(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }
	long := strings.Repeat("one of many words that say nothing much. ", 40)
	mails := []storagetest.Mail{
		{Subject: "The quince", From: "Ann <ann@example.org>", Text: "It is here. " + long, Date: day(1)},
		{Subject: "Fruit", From: "Quince Growers <office@example.com>", Text: "It is here. " + long, Date: day(2)},
		{Subject: "Fruit", From: "Ann <ann@example.org>", Text: "It is a quince. " + long, Date: day(3)},
		{Subject: "Fruit", From: "Ann <ann@example.org>", Text: "It is a quince. " + long, Date: day(4)},
		{Subject: "Fruit", From: "Ann <ann@example.org>", Text: strings.Repeat("A quince. ", 3) + long, Date: day(1)},
		{Subject: "quince", From: "Bob <bob@example.org>", Text: "thrown away", Date: day(5)},
	}
	for i := range 30 {
		mails = append(mails, storagetest.Mail{Subject: fmt.Sprint("Other ", i), From: "Bob <bob@example.org>", Text: long, Date: day(6)})
	}
	var in []fetch.Incoming
	for i, m := range mails {
		in = append(in, m.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	for _, m := range rows(t, s, mailbox.View{}) {
		if m.UID == "5" {
			if _, err := s.MoveTo(ctx, []mailbox.ID{m.ID}, mailbox.Trash); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, warm := range []bool{false, true} { // with and without all messages in memory
		if warm {
			if _, err := s.Index(ctx, mailbox.View{}, 0); err != nil {
				t.Fatal(err)
			}
		}
		for text, want := range map[string]string{
			"quince ":                    "0 1 4 3 2",
			"quin":                       "0 1 4 3 2",
			"quince -from:growers ":      "0 4 3 2",
			"quince in:trash ":           "5",
			"quince in:anywhere ":        "5 0 1 4 3 2",
			"quince OR (bob \"thrown\")": "0 1 4 3 2",
		} {
			got, r := best(t, s, text, 0)
			if strings.Join(got, " ") != want || r.Total != len(got) || len(got) > 1 && r.Best != len(got) {
				t.Errorf("%q: %q, want %q; %d hits, %d compared", text, got, want, r.Total, r.Best)
			}
		}
		if got, r := best(t, s, "quince ", 2); !slices.Equal(got, []string{"0", "1"}) || r.Total != 5 {
			t.Errorf("%q, %d hits", got, r.Total)
		}
		if _, r := best(t, s, "is:unread -quince ", 3); r.Best != 0 || r.Total != 30 || !slices.IsSortedFunc(r.Entries, func(a, b mailbox.Entry) int { return b.Date.Compare(a.Date) }) {
			t.Errorf("without a word: %d compared, %+v", r.Best, r.Entries)
		}
	}
}

// What is not in the index yet has its place among the rest.
func TestSearchBestWaiting(t *testing.T) {
	s := storagetest.OpenIn(t, t.TempDir(), nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range 30 {
		in = append(in, storagetest.Mail{Subject: "Other", Text: "nothing"}.Incoming(fmt.Sprint("n", i)))
	}
	storagetest.Deliver(t, s, id, append(in, storagetest.Mail{Subject: "Fruit", Text: "a quince"}.Incoming("text"))...)
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	d, err := s.Deliver(ctx, id, nil) // while it is open nothing is indexed
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	for _, m := range []fetch.Incoming{storagetest.Mail{Subject: "The quince", Text: "here", Date: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}.Incoming("subject"),
		storagetest.Mail{From: "Quince <q@example.org>", Text: "here", Date: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}.Incoming("sender")} {
		if err := d.Add(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if got, r := best(t, s, "quince ", 0); !slices.Equal(got, []string{"subject", "sender", "text"}) || r.Best != 3 {
		t.Errorf("%q, %d compared", got, r.Best)
	}
}

// TestSearchBestBegun: of very many hits for a word that has only been begun the newest are
// compared by what stands in their rows.
func TestSearchBestBegun(t *testing.T) {
	s := storagetest.OpenIn(t, t.TempDir(), nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range 5010 {
		m := storagetest.Mail{Subject: "Fruit", From: "Ann <ann@example.org>", Text: "a quince", Date: time.Unix(1_700_000_000+int64(i), 0)}
		switch i {
		case 5:
			m.Subject = "too old: Quince"
		case 4000:
			m.Subject = "The quince"
		case 4500:
			m.From = "Quince Growers <office@example.com>"
		}
		in = append(in, m.Incoming(fmt.Sprint(i)))
	}
	storagetest.Deliver(t, s, id, in...)
	if got, r := best(t, s, "quin", 4); !slices.Equal(got, []string{"4000", "4500", "5009", "5008"}) || r.Total != 5010 || r.Best != 2000 {
		t.Errorf("%q of %d, %d compared", got, r.Total, r.Best)
	}
	if got, r := best(t, s, "ann quin", 4); !slices.Equal(got, []string{"4000", "5009", "5008", "5007"}) || r.Best != 2000 {
		t.Errorf("with a whole word: %q, %d compared", got, r.Best)
	}
	if got, r := best(t, s, "quince ", 2); !slices.Equal(got, []string{"4000", "4500"}) || r.Best != 5000 {
		t.Errorf("a whole word: %q, %d compared", got, r.Best)
	}
}
