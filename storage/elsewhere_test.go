package storage_test

import (
	"slices"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestElsewhere: what another program has fetched is taken for a message that was brought in,
// each once, for the account that it names and no other; what was asked about is forgotten.
func TestElsewhere(t *testing.T) {
	s := storagetest.Open(t, nil)
	a := storagetest.Account("ann@example.org")
	a.ID = storagetest.AddAccount(t, s, a.Email)
	folder, err := s.CreateFolder(ctx, "Old")
	if err != nil {
		t.Fatal(err)
	}
	raw := func(n string) []byte {
		return []byte("Delivered-To: ann\r\nMessage-ID: <" + n + "@example.net>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nbody\r\n")
	}
	name := func(n string) string { return fetch.Passed(raw(n))[1] }
	out, err := s.Bring(ctx, []storage.Brought{{Folder: folder, Raw: raw("1"), Fetched: true}, {Folder: folder, Raw: raw("2"), Fetched: true}, {Folder: folder, Raw: raw("3")}})
	if err != nil || len(out) != 3 {
		t.Fatal(out, err)
	}
	user := a.User
	if user == "" {
		user = a.Email
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.FetchedElsewhere(ctx, "else.example", user, []string{"z"}))
	must(s.FetchedElsewhere(ctx, a.Incoming.Host+".", user, []string{"a", "b", "c", "d"}))
	all := []string{"a", "b", "c", "d", "z", "y"}
	if got, err := s.Elsewhere(ctx, a.ID, all); err != nil || !slices.Equal(got, all[:4]) {
		t.Fatal(got, err)
	}
	for uid, want := range map[string]bool{"a": true, "z": false} {
		if known, err := s.AnyKnown(ctx, a.ID, []string{uid}); err != nil || known != want {
			t.Errorf("%s: %v, %v", uid, known, err)
		}
	}
	if got, err := s.Elsewhere(ctx, a.ID+1, all); err != nil || len(got) > 0 {
		t.Error(got, err)
	}
	here, err := s.Adopt(ctx, a.ID, []fetch.Carried{{UID: "a", Listed: 90, Name: name("1"), Head: "h"}, {UID: "b", Listed: 90, Name: name("1")}, {UID: "c", Listed: 90, Name: name("3")}})
	if err != nil || len(here) != 1 || here["a"].IsZero() {
		t.Fatal(here, err) // b: there is only one; c: nobody says that it was fetched
	}
	known, err := s.Known(ctx, a.ID)
	if k := known["a"]; err != nil || len(known) != 1 || k.Listed != 90 || k.Short {
		t.Errorf("%+v, %v", known, err)
	}
	if m, err := s.Summaries(ctx, []mailbox.ID{out[0].ID}); err != nil || len(m) != 1 || m[0].UID != "a" {
		t.Errorf("%+v, %v", m, err)
	}
	if got, err := s.Elsewhere(ctx, a.ID, all); err != nil || !slices.Equal(got, []string{"d"}) {
		t.Error(got, err)
	}
	// What is brought in again after a message was known has no name any more.
	if _, err := s.Bring(ctx, []storage.Brought{{Folder: folder, Raw: raw("1"), Fetched: true}}); err != nil {
		t.Fatal(err)
	}
	if here, err := s.Adopt(ctx, a.ID, []fetch.Carried{{UID: "d", Listed: 90, Name: name("1")}}); err != nil || len(here) != 0 {
		t.Error(here, err)
	}
}

// TestElsewhereRemoved: what another program has fetched of a mailbox is forgotten with its account
// and mail, unless another account has that mailbox, and for no other mailbox.
func TestElsewhereRemoved(t *testing.T) {
	for name, c := range map[string]struct {
		keep, twin bool
		want       []string
	}{
		"with its mail":  {want: nil},
		"its mail stays": {keep: true, want: []string{"a"}},
		"another has it": {twin: true, want: []string{"a"}},
	} {
		s := storagetest.Open(t, nil)
		add := func(email, user string) account.ID {
			id, err := s.AddAccount(ctx, account.Account{Email: email, User: user, Incoming: account.Server{Host: "pop.example.org", Port: 995}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		gone, other := add("ann@example.org", "ann"), add("bob@example.org", "bob")
		if c.twin {
			add("annie@example.org", "Ann")
		}
		for user, uid := range map[string]string{"ann": "a", "bob": "b"} {
			if err := s.FetchedElsewhere(ctx, "pop.example.org", user, []string{uid}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.RemoveAccount(ctx, gone, c.keep); err != nil {
			t.Fatal(err)
		}
		back := add("ann@example.org", "ann")
		if got, err := s.Elsewhere(ctx, back, []string{"a", "b"}); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if got, err := s.Elsewhere(ctx, other, []string{"a", "b"}); err != nil || !slices.Equal(got, []string{"b"}) {
			t.Errorf("%s: of another %q, %v", name, got, err)
		}
	}
}
