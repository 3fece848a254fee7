package storage_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/storagetest"
)

// TestRoomOfWhatIsBack: a letter that was put off over the turn of the year counts for its own year.
func TestRoomOfWhatIsBack(t *testing.T) {
	now := time.Date(2025, 12, 30, 12, 0, 0, 0, time.Local)
	s := storagetest.Open(t, &storage.Options{Now: func() time.Time { return now }})
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, storagetest.Mail{Subject: "late", Date: now}.Incoming("1"))
	_, err := s.Snooze(t.Context(), []mailbox.ID{1}, now.AddDate(0, 0, 7))
	now = now.AddDate(0, 0, 8)
	if err := errors.Join(err, s.BringBack(t.Context())); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Room(t.Context(), 3); err != nil || len(r.Years) != 1 || r.Years[0].Year != 2025 {
		t.Errorf("%+v, %v", r.Years, err)
	}
}

// TestRoom: what is counted by sender, year and size is what the searches for it find, and each
// message is counted once.
func TestRoom(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	var want int64
	for i := range 30 {
		m := storagetest.Mail{
			From: fmt.Sprintf("Person %d <p%d@example.org>", i%4, i%4), Subject: fmt.Sprint("letter ", i),
			Text: strings.Repeat("0123456789", 10+i%5*9000), Date: time.Date(2020+i%3, 6, 1+i%20, 0, 0, 0, 0, time.Local),
		}
		in = append(in, m.Incoming(fmt.Sprint("u", i)))
	}
	for i, listed := range []int64{40_000_000, 100_000, 100_001} { // of which only the beginnings are here
		in = append(in, fetch.Incoming{UID: fmt.Sprint("begun", i), Raw: []byte(filmBeginning), Listed: listed, Short: true, Beginning: true, Head: fmt.Sprint("m", i)})
	}
	storagetest.Deliver(t, s, id, in...)
	if _, err := s.MoveTo(t.Context(), []mailbox.ID{1, 2}, mailbox.Trash); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MoveTo(t.Context(), []mailbox.ID{3}, mailbox.Junk); err != nil {
		t.Fatal(err)
	}
	r, err := s.Room(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if r.All.Messages != 30 || r.Trash.Messages != 2 || r.Junk.Messages != 1 || len(r.Senders) != 3 || len(r.Years) != 4 || len(r.Sizes) < 2 {
		t.Fatalf("%+v", r)
	}
	for i := range in[3:] {
		want += int64(len(in[3+i].Raw))
	}
	if r.All.Octets != want {
		t.Errorf("%d octets, want %d", r.All.Octets, want)
	}
	check := func(x mailbox.Taken, search string) {
		t.Helper()
		found, err := s.Search(t.Context(), query.Parse(search, time.Now()), 0)
		if err != nil || found.Total != x.Messages {
			t.Errorf("%s finds %d, counted are %d (%v)", search, found.Total, x.Messages, err)
		}
		var ids []mailbox.ID
		for _, e := range found.Entries {
			ids = append(ids, e.ID)
		}
		if n, err := s.Tally(t.Context(), ids); err != nil || n.Octets != x.Octets || n.Messages != x.Messages || n.Unread != x.Messages {
			t.Errorf("%s: %+v, counted are %d octets (%v)", search, n, x.Octets, err)
		}
	}
	sum := 0
	for _, x := range r.Senders {
		check(x, "from:"+x.Who.Email)
	}
	for _, x := range r.Years {
		check(x, fmt.Sprint("on:", x.Year))
		sum += x.Messages
	}
	for _, x := range r.Sizes {
		search := fmt.Sprint("larger:", x.Over)
		if x.UpTo > 0 {
			search += fmt.Sprint(" -larger:", x.UpTo)
		}
		check(x, search)
		sum += x.Messages
	}
	if sum != 2*30 || r.Sizes[0].Over != 25_000_000 || r.Sizes[0].Octets != int64(len(filmBeginning)) {
		t.Errorf("years and sizes count %d messages", sum)
	}
}

// TestRoomOfManyNames: a sender has the name of most of its messages, and none where there is no such name.
func TestRoomOfManyNames(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i, from := range []string{"ann <a@example.org>", "Ann Example <a@example.org>", "Ann Example <a@example.org>", "One <feeds@example.org>", "Two <feeds@example.org>"} {
		in = append(in, storagetest.Mail{From: from, Subject: fmt.Sprint("letter ", i)}.Incoming(fmt.Sprint("u", i)))
	}
	storagetest.Deliver(t, s, id, in...)
	r, err := s.Room(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Senders) != 2 || r.Senders[0].Who != (mailbox.Address{Name: "Ann Example", Email: "a@example.org"}) || r.Senders[1].Who != (mailbox.Address{Email: "feeds@example.org"}) {
		t.Errorf("%+v", r.Senders)
	}
}
