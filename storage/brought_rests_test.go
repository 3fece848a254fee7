package storage_test

import (
	"bytes"
	"errors"
	"strings"
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

// TestBroughtCut: what another program has of a letter that is begun here, and that lacks its end, is a longer
// beginning: it stays on the server, its rest can be got, and then it is whole. Where only the count is
// another one it is whole at once.
func TestBroughtCut(t *testing.T) {
	plain := func(uid string, whole bool) fetch.Incoming {
		const head = "From: dad@x\r\nSubject: The film\r\nMessage-ID: <film@x>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n"
		text := head + strings.Repeat("A line.\r\n.\r\n", 700)
		m := fetch.Incoming{UID: uid, Raw: []byte(head + "A line.\r\n"), Listed: int64(len(text)), Short: true, Beginning: true, Head: "m1"}
		if whole {
			m.Raw, m.Short, m.Beginning, m.Replace = []byte(text), false, false, true
		}
		return m
	}
	// With lines so long that a server which counts their ends as one octet is near.
	const head = "From: dad@x\r\nSubject: The film\r\nMessage-ID: <film@x>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n"
	line := strings.Repeat("word ", 15) + "end\r\n"
	long := func(uid string, whole bool) fetch.Incoming {
		text := head + strings.Repeat(line, 400)
		m := fetch.Incoming{UID: uid, Raw: []byte(head + line), Listed: int64(len(text)), Short: true, Beginning: true, Head: "m1"}
		if whole {
			m.Raw, m.Short, m.Beginning, m.Replace = []byte(text), false, false, true
		}
		return m
	}
	for name, c := range map[string]struct {
		letter func(uid string, whole bool) fetch.Incoming
		less   int   // octets that are missing
		counts int64 // octets that the server announces beyond the letter
		whole  bool
	}{
		"the boundary":         {film, 150, 0, false},
		"half of the boundary": {film, 4, 0, false},
		"the last line end":    {film, 2, 0, true},
		"blocks":               {film, 0, 190, true},
		"text":                 {plain, 150, 0, false},
		"text, blocks":         {plain, 0, 190, false},
		"text, one line end":   {plain, 0, 2, true},
		"line ends, text":      {long, 150, -405, false},
		"line ends, one line":  {long, len(line), -405, false},
		"line ends, all of it": {long, 0, -405, true},
		"line ends, boundary":  {film, 150, -170, false},
		"line ends, film":      {film, 0, -170, true},
	} {
		t.Run(name, func(t *testing.T) {
			part, whole := c.letter("f", false), c.letter("f", true)
			part.Listed, whole.Listed = part.Listed+c.counts, whole.Listed+c.counts
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			to, err := s.RoleFolder(ctx, id, mailbox.Inbox)
			if err != nil {
				t.Fatal(err)
			}
			storagetest.Deliver(t, s, id, part)
			cut := whole.Raw[:len(whole.Raw)-c.less]
			out, err := s.Bring(ctx, []storage.Brought{{Folder: to, Raw: cut, Origin: &storage.Origin{Account: id, UID: "f"}}})
			if err != nil || out[0].Err != nil || !out[0].Already {
				t.Fatalf("%+v %v", out, err)
			}
			known, err := s.Known(ctx, id)
			if k := known["f"]; err != nil || k.Short == c.whole || (k.Rest == fetch.Whole) != c.whole || k.Size != int64(len(cut)) {
				t.Errorf("%+v %v", k, err)
			}
			list := rows(t, s, mailbox.View{})
			if raw, err := s.Raw(ctx, list[0].ID); err != nil || len(list) != 1 || !bytes.Equal(raw, cut) || list[0].Rest.Waits() == c.whole {
				t.Errorf("%d octets, %+v %v", len(raw), list, err)
			}
			if r, err := s.Removable(ctx, account.Account{ID: id, Leave: account.Retention{Mode: account.LeaveNone}}); err != nil || (r.Messages == 1) != c.whole {
				t.Errorf("%+v %v", r, err)
			}
			storagetest.Deliver(t, s, id, whole)
			if raw, err := s.Raw(ctx, list[0].ID); err != nil || !bytes.Equal(raw, whole.Raw) {
				t.Errorf("%d octets %v", len(raw), err)
			}
		})
	}
}

// TestBroughtBesideMarked: what came cut is completed also where more than its size speaks against it, but not what
// is perhaps another message, or bad here.
func TestBroughtBesideMarked(t *testing.T) {
	for mark, completed := range map[int64]bool{fetch.Unclosed: true, fetch.Disproved: true, fetch.Unclosed | fetch.Disproved: true, fetch.Shifted: false, fetch.Damaged | fetch.Unclosed: false} {
		for _, named := range []bool{true, false} {
			part, whole := film("f", false), film("f", true)
			if !named {
				part, whole = nameless(part), nameless(whole)
			}
			part.Beginning, part.Listed = false, part.Listed|mark
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			to, err := s.RoleFolder(ctx, id, mailbox.Inbox)
			if err != nil {
				t.Fatal(err)
			}
			storagetest.Deliver(t, s, id, part)
			in := storage.Brought{Folder: to, Raw: whole.Raw, Origin: &storage.Origin{Account: id, UID: "f"}}
			if out, err := s.Bring(ctx, []storage.Brought{in}); err != nil || out[0].Err != nil {
				t.Fatalf("%+v %v", out, err)
			}
			if !completed {
				if n := len(rows(t, s, mailbox.View{})); n != 2 {
					t.Errorf("%x: %d messages", mark, n)
				}
				continue
			}
			wholeFilm(t, s, id, whole.Raw)
			if k, err := s.Known(ctx, id); err != nil || k["f"].Short || k["f"].Listed != whole.Listed {
				t.Errorf("%x: %+v %v", mark, k["f"], err)
			}
		}
	}
}
