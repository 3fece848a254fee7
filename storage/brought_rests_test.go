package storage_test

import (
	"bytes"
	"errors"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestBroughtBesideBeginning: what another program has whole, and of which a session has brought a part, is here
// once, whichever came first, and whatever the server says later.
func TestBroughtBesideBeginning(t *testing.T) {
	for name, c := range map[string]struct {
		cut, nameless, origin, first, own bool
		counts                            int64
	}{
		"by its unique-id": {origin: true}, "by its message-id": {}, "in an own folder": {own: true}, "cut": {origin: true, cut: true},
		"nameless": {origin: true, nameless: true}, "brought first": {first: true}, "brought first, in an own folder": {first: true, own: true},
		"of a server that counts more": {origin: true, counts: 150}, "of a server that counts less": {origin: true, counts: -150},
	} {
		t.Run(name, func(t *testing.T) {
			part, whole := film("f", false), film("f", true)
			part.Beginning = !c.cut
			part.Listed, whole.Listed = part.Listed+c.counts, whole.Listed+c.counts
			if c.nameless {
				part, whole = nameless(part), nameless(whole)
			}
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			to, err := s.RoleFolder(ctx, id, mailbox.Inbox)
			if c.own {
				to, err = s.CreateFolder(ctx, "Films")
			}
			if err != nil {
				t.Fatal(err)
			}
			in := storage.Brought{Folder: to, Raw: whole.Raw, Flags: mailbox.Read}
			if c.origin {
				in.Origin = &storage.Origin{Account: id, UID: "f"}
			}
			bring := func() {
				t.Helper()
				out, err := s.Bring(ctx, []storage.Brought{in, in})
				if err != nil || out[0].Err != nil || out[1].Err != nil || out[0].ID != out[1].ID {
					t.Fatalf("%+v %v", out, err)
				}
			}
			if c.first {
				bring()
			}
			storagetest.Deliver(t, s, id, part)
			bring()
			wholeFilm(t, s, id, whole.Raw)
			if m := rows(t, s, mailbox.View{})[0]; m.Snippet == "" || m.Attachments != 1 {
				t.Errorf("%+v", m)
			}
			storagetest.Deliver(t, s, id, whole)
			wholeFilm(t, s, id, whole.Raw)
		})
	}
}

// TestBroughtBesideRenumbered: a letter that is brought in by the name that it had on the server makes its beginning whole
// under the name that it has by now.
func TestBroughtBesideRenumbered(t *testing.T) {
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, film("f", false))
	storagetest.DeliverPresent(t, s, id, []string{"21"}, film("21", false))
	if n := len(rows(t, s, mailbox.View{})); n != 1 {
		t.Fatalf("%d messages", n)
	}
	to, err := s.RoleFolder(ctx, id, mailbox.Inbox)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Bring(ctx, []storage.Brought{{Folder: to, Raw: []byte(filmWhole), Origin: &storage.Origin{Account: id, UID: "f"}}})
	if err != nil || out[0].Err != nil {
		t.Fatalf("%+v %v", out, err)
	}
	list := rows(t, s, mailbox.View{})
	if got, err := s.Raw(ctx, list[0].ID); err != nil || len(list) != 1 || string(got) != filmWhole || list[0].Rest != (mailbox.Rest{}) || list[0].Short {
		t.Errorf("%d octets %v, %+v", len(got), err, list)
	}
	known, err := s.Known(ctx, id)
	if k := known["21"]; err != nil || k.Short || k.Rest != fetch.Whole {
		t.Errorf("%+v %v", k, err)
	}
}

// TestBroughtBesideAnother: what is not surely the whole of what is begun here is a message by itself.
func TestBroughtBesideAnother(t *testing.T) {
	for name, change := range map[string]func(m *fetch.Incoming){
		"message-id": func(m *fetch.Incoming) { m.Raw = bytes.Replace(m.Raw, []byte("<film@x>"), []byte("<fine@x>"), 1) },
		"subject":    func(m *fetch.Incoming) { m.Raw = bytes.Replace(m.Raw, []byte("The film"), []byte("A song"), 1) },
		"sender":     func(m *fetch.Incoming) { m.Raw = bytes.Replace(m.Raw, []byte("dad@x"), []byte("mom@x"), 1) },
		"length":     func(m *fetch.Incoming) { m.Listed += 1 << 20 },
		"shorter":    func(m *fetch.Incoming) { m.Listed -= 1000 },
		"cut": func(m *fetch.Incoming) {
			m.Listed++
			m.Beginning = false
		},
		"nameless": func(m *fetch.Incoming) {
			*m = nameless(*m)
			m.Listed += 100
		},
	} {
		for _, first := range []bool{false, true} {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			to, err := s.RoleFolder(ctx, id, mailbox.Inbox)
			if err != nil {
				t.Fatal(err)
			}
			part, whole := film("f", false), film("f", true)
			change(&part)
			if name == "nameless" {
				whole = nameless(whole)
			}
			for _, brought := range []bool{first, !first} {
				if !brought {
					storagetest.Deliver(t, s, id, part)
					continue
				}
				in := storage.Brought{Folder: to, Raw: whole.Raw}
				if !first {
					in.Origin = &storage.Origin{Account: id, UID: "f"}
				}
				out, err := s.Bring(ctx, []storage.Brought{in})
				if err != nil || out[0].Err != nil || out[0].Already {
					t.Fatalf("%+v %v", out, err)
				}
			}
			if n := len(rows(t, s, mailbox.View{})); n != 2 {
				t.Errorf("%s, brought first: %t: %d messages", name, first, n)
			}
			if r, err := s.Rests(ctx, account.AskAbove); err != nil || (r.Messages == 1) != part.Beginning {
				t.Errorf("%s, brought first: %t: %+v %v", name, first, r, err)
			}
		}
	}
}

// TestBroughtOfTwoAccounts: a letter that two accounts have received, and have the beginning of, is whole in each with the octets of its
// own, in whatever order another program's mail comes.
func TestBroughtOfTwoAccounts(t *testing.T) {
	copyFor := func(who string, whole bool) fetch.Incoming {
		m := film("f", whole)
		m.Raw = append([]byte("Delivered-To: "+who+"\r\n"), m.Raw...)
		m.Listed += int64(len("Delivered-To: " + who + "\r\n"))
		return m
	}
	names := []string{"ann@x.example", "bob@x.example"}
	for name, c := range map[string]struct {
		origin, apart, other bool
		order                []int
	}{
		"one batch": {origin: true, order: []int{0, 1}}, "the other order": {origin: true, order: []int{1, 0}},
		"two batches": {origin: true, apart: true, order: []int{0, 1}}, "by their folders": {order: []int{0, 1}}, "by their folders, the other order": {order: []int{1, 0}, apart: true},
		"under another unique-id": {origin: true, other: true, order: []int{0, 1}}, "one alone": {origin: true, order: []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			var ids []account.ID
			for _, n := range names {
				ids = append(ids, storagetest.AddAccount(t, s, n))
			}
			storagetest.Deliver(t, s, ids[1], copyFor(names[1], false)) // the lower number
			if name != "one alone" {
				storagetest.Deliver(t, s, ids[0], copyFor(names[0], false))
			}
			var list []storage.Brought
			for _, i := range c.order {
				to, err := s.RoleFolder(ctx, ids[i], mailbox.Inbox)
				if err != nil {
					t.Fatal(err)
				}
				in := storage.Brought{Folder: to, Raw: copyFor(names[i], true).Raw}
				if c.origin {
					in.Origin = &storage.Origin{Account: ids[i], UID: map[bool]string{false: "f", true: "g"}[c.other]}
				}
				list = append(list, in)
			}
			batches := [][]storage.Brought{list}
			if c.apart {
				batches = [][]storage.Brought{list[:1], list[1:]}
			}
			for _, batch := range batches {
				out, err := s.Bring(ctx, batch)
				for _, o := range out {
					err = errors.Join(err, o.Err)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			got := rows(t, s, mailbox.View{})
			if len(got) != 2 {
				t.Fatalf("%d messages", len(got))
			}
			for _, m := range got {
				want := copyFor(names[m.Account-1], name != "one alone" || m.Account == ids[0]).Raw
				if raw, err := s.Raw(ctx, m.ID); err != nil || !bytes.Equal(raw, want) {
					t.Errorf("message %d of account %d: %d octets, not %d, %.30q %v", m.ID, m.Account, len(raw), len(want), raw, err)
				}
			}
		})
	}
}
