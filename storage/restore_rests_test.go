package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// nameless is the film without a message-id.
func nameless(m fetch.Incoming) fetch.Incoming {
	m.Raw = bytes.Replace(m.Raw, []byte("Message-ID: <film@x>\r\n"), nil, 1)
	m.Listed -= int64(len("Message-ID: <film@x>\r\n"))
	return m
}

// whole checks that the film is here once, and all of it.
func wholeFilm(t *testing.T, s *storage.Store, id account.ID, raw []byte) {
	t.Helper()
	list := rows(t, s, mailbox.View{})
	if len(list) != 1 {
		t.Fatalf("%d messages: %+v", len(list), list)
	}
	got, err := s.Raw(ctx, list[0].ID)
	if err != nil || !bytes.Equal(got, raw) || list[0].Size != int64(len(raw)) || list[0].Rest != (mailbox.Rest{}) || list[0].Short {
		t.Errorf("%d octets %v, %+v", len(got), err, list[0])
	}
	known, err := s.Known(ctx, id)
	if k := known["f"]; err != nil || k.Short || k.Rest != fetch.Whole || k.Size != int64(len(raw)) {
		t.Errorf("%+v %v", k, err)
	}
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Check(ctx); err != nil || !c.OK() {
		t.Errorf("%+v %v", c, err)
	}
	if m, _, err := s.Message(ctx, list[0].ID); err != nil || len(m.Attachments) != 1 {
		t.Errorf("%+v %v", m, err)
	}
}

// TestRestoreOfTheRest: a letter of which only a part is here, and which the backup has whole, is whole
// after a restore, and there once.
func TestRestoreOfTheRest(t *testing.T) {
	for name, change := range map[string]func(m *fetch.Incoming){
		"beginning": func(*fetch.Incoming) {}, "cut": func(m *fetch.Incoming) { m.Beginning = false },
		"nameless":     func(m *fetch.Incoming) { *m = nameless(*m) },
		"nameless cut": func(m *fetch.Incoming) { *m = nameless(*m); m.Beginning = false },
	} {
		t.Run(name, func(t *testing.T) {
			part, whole := film("f", false), film("f", true)
			change(&part)
			if strings.HasPrefix(name, "nameless") {
				whole = nameless(whole)
			}
			whole.Replace = false
			from := storagetest.Open(t, nil)
			storagetest.Deliver(t, from, storagetest.AddAccount(t, from, "me@example.org"), whole)
			k := keep(t, from)
			begun := func() (*storage.Store, account.ID) {
				s := storagetest.Open(t, nil)
				id := storagetest.AddAccount(t, s, "me@example.org")
				storagetest.Deliver(t, s, id, part)
				return s, id
			}

			s, id := begun()
			if r := k.into(t, s, storage.Pick{}); r != (storage.Restored{Messages: 1}) {
				t.Errorf("%+v", r)
			}
			wholeFilm(t, s, id, whole.Raw)
			if r := k.into(t, s, storage.Pick{}); r != (storage.Restored{Here: 1}) {
				t.Errorf("again: %+v", r)
			}
			// What the server says later brings nothing twice.
			storagetest.Deliver(t, s, id, whole)
			wholeFilm(t, s, id, whole.Raw)

			s, id = begun()
			k.into(t, s, storage.Pick{Messages: []mailbox.ID{1}})
			wholeFilm(t, s, id, whole.Raw)

			// A session brings a part, or the rest, while the backup is read.
			for _, in := range [][]fetch.Incoming{{part}, {whole}, {part, func() fetch.Incoming { m := whole; m.Replace = true; return m }()}} {
				s = storagetest.Open(t, nil)
				id = storagetest.AddAccount(t, s, "me@example.org")
				if len(in) == 2 {
					storagetest.Deliver(t, s, id, in[0])
					in = in[1:]
				}
				r, err := s.Restore(ctx, k.path, storage.Pick{}, func(ctx context.Context, want func([32]byte) bool, put func([32]byte, int64, io.Reader) error) error {
					storagetest.Deliver(t, s, id, in[0])
					return k.give(ctx, want, put)
				})
				if err != nil || r.Messages+r.Here != 1 || r.Missing != 0 {
					t.Errorf("%+v %v", r, err)
				}
				wholeFilm(t, s, id, whole.Raw)
			}

			// The other way round, the beginning in the backup does not come beside the whole.
			s, _ = begun()
			k2 := keep(t, s)
			s = storagetest.Open(t, nil)
			id = storagetest.AddAccount(t, s, "me@example.org")
			storagetest.Deliver(t, s, id, whole)
			if r := k2.into(t, s, storage.Pick{}); r != (storage.Restored{Here: 1}) {
				t.Errorf("a beginning beside the whole: %+v", r)
			}
			wholeFilm(t, s, id, whole.Raw)
		})
	}
}

// TestRestoreOfAnotherRest: the unique-id of a letter may stand for another one by now, which stays what it is.
func TestRestoreOfAnotherRest(t *testing.T) {
	for name, change := range map[string]func(m *fetch.Incoming){
		"message-id": func(m *fetch.Incoming) { m.Raw = bytes.Replace(m.Raw, []byte("<film@x>"), []byte("<fine@x>"), 1) },
		"subject": func(m *fetch.Incoming) {
			*m = nameless(*m)
			m.Raw = bytes.Replace(m.Raw, []byte("The film"), []byte("A song"), 1)
		},
		"length": func(m *fetch.Incoming) { *m = nameless(*m); m.Listed++; m.Head = "m2" },
	} {
		t.Run(name, func(t *testing.T) {
			part, whole := film("f", false), film("f", true)
			change(&part)
			if name != "message-id" {
				whole = nameless(whole)
			}
			whole.Replace = false
			from := storagetest.Open(t, nil)
			storagetest.Deliver(t, from, storagetest.AddAccount(t, from, "me@example.org"), whole)
			k := keep(t, from)
			s := storagetest.Open(t, nil)
			storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), part)
			r := k.into(t, s, storage.Pick{})
			list := rows(t, s, mailbox.View{})
			if r != (storage.Restored{Messages: 1}) || len(list) != 2 {
				t.Fatalf("%+v, %d messages", r, len(list))
			}
			for _, m := range list {
				if raw, err := s.Raw(ctx, m.ID); err != nil || !bytes.Equal(raw, part.Raw) && !bytes.Equal(raw, whole.Raw) {
					t.Errorf("%d octets %v", len(raw), err)
				}
			}
		})
	}
}

// TestRestoreOfRemovedBeginning: a letter whose beginning was removed here for ever is the one of its server again
// when the whole of it is put back.
func TestRestoreOfRemovedBeginning(t *testing.T) {
	whole := film("f", true)
	whole.Replace = false
	from := storagetest.Open(t, nil)
	storagetest.Deliver(t, from, storagetest.AddAccount(t, from, "me@example.org"), whole)
	k := keep(t, from)
	s := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, id, film("f", false))
	if err := s.Purge(ctx, []mailbox.ID{rows(t, s, mailbox.View{})[0].ID}); err != nil {
		t.Fatal(err)
	}
	if r := k.into(t, s, storage.Pick{}); r != (storage.Restored{Messages: 1}) {
		t.Errorf("%+v", r)
	}
	wholeFilm(t, s, id, whole.Raw)
}

// TestRestoreOfDamagedBeginning: a beginning that is damaged is made whole by a restore, and nothing of it is asked
// for again.
func TestRestoreOfDamagedBeginning(t *testing.T) {
	part, whole := film("f", false), film("f", true)
	whole.Replace = false
	from := storagetest.Open(t, nil)
	storagetest.Deliver(t, from, storagetest.AddAccount(t, from, "me@example.org"), whole)
	k := keep(t, from)
	for name, damage := range map[string]string{"octets": "UPDATE octets SET data = x'00112233'", "no octets": "DELETE FROM octets"} {
		for what, p := range map[string]storage.Pick{"all": {}, "alone": {Messages: []mailbox.ID{1}}} {
			t.Run(name+", "+what, func(t *testing.T) {
				dir := t.TempDir()
				s, err := storage.Open(ctx, dir, nil)
				if err != nil {
					t.Fatal(err)
				}
				id := storagetest.AddAccount(t, s, "me@example.org")
				storagetest.Deliver(t, s, id, part)
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				sqlite(t, filepath.Join(dir, storage.FileName), damage)
				s = storagetest.OpenIn(t, dir, nil)
				if r := k.into(t, s, p); r != (storage.Restored{Messages: 1}) {
					t.Errorf("%+v", r)
				}
				wholeFilm(t, s, id, whole.Raw)
			})
		}
	}
}

// TestRestoreOfRenumberedBeginning: the whole finds its beginning where the server calls it otherwise by now, also after a restore
// that was stopped; as many as there are of the same, and in their own account.
func TestRestoreOfRenumberedBeginning(t *testing.T) {
	copyOf := func(uid, who string, whole bool) fetch.Incoming {
		m := film(uid, whole)
		m.Raw = append([]byte("Delivered-To: "+who+"\r\n"), m.Raw...)
		m.Listed += int64(len("Delivered-To: " + who + "\r\n"))
		m.Replace = false
		return m
	}
	from := storagetest.Open(t, nil)
	me, ann := storagetest.AddAccount(t, from, "me@example.org"), storagetest.AddAccount(t, from, "an@example.org")
	storagetest.Deliver(t, from, me, copyOf("1", "me", true), copyOf("2", "mi", true), mail("o", "other"))
	storagetest.Deliver(t, from, ann, copyOf("1", "an", true))
	k := keep(t, from)
	for name, c := range map[string]struct {
		parts   []fetch.Incoming
		stopped bool
		pick    storage.Pick
		r       storage.Restored
		want    []string // of me
	}{
		"one":         {parts: []fetch.Incoming{copyOf("21", "me", false)}, r: storage.Restored{Messages: 4, Accounts: 1}, want: []string{"me", "mi"}},
		"both":        {parts: []fetch.Incoming{copyOf("21", "me", false), copyOf("22", "mi", false)}, r: storage.Restored{Messages: 4, Accounts: 1}, want: []string{"me", "mi"}},
		"stopped":     {parts: []fetch.Incoming{copyOf("21", "me", false)}, stopped: true, r: storage.Restored{Messages: 4}, want: []string{"me", "mi"}},
		"alone":       {parts: []fetch.Incoming{copyOf("21", "me", false)}, pick: storage.Pick{Messages: []mailbox.ID{1}}, r: storage.Restored{Messages: 1}, want: []string{"me"}},
		"another one": {parts: []fetch.Incoming{func() fetch.Incoming { m := copyOf("21", "me", false); m.Listed++; return m }()}, r: storage.Restored{Messages: 4, Accounts: 1}, want: []string{"", "me", "mi"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			storagetest.Deliver(t, s, id, c.parts...)
			if c.stopped {
				pulled := errors.New("the stick was pulled")
				if _, err := s.Restore(ctx, k.path, c.pick, func(context.Context, func([32]byte) bool, func([32]byte, int64, io.Reader) error) error {
					return pulled
				}); !errors.Is(err, pulled) {
					t.Fatal(err)
				}
			}
			if r := k.into(t, s, c.pick); r != c.r {
				t.Errorf("%+v", r)
			}
			var got []string
			for _, m := range rows(t, s, mailbox.View{}) {
				raw, err := s.Raw(ctx, m.ID)
				if err != nil {
					t.Fatal(err)
				}
				if m.Subject != "The film" || m.Account != id {
					continue
				}
				who, _, _ := strings.Cut(strings.TrimPrefix(string(raw), "Delivered-To: "), "\r\n")
				if m.Short {
					who = ""
				} else if len(raw) != len(copyOf("", "me", true).Raw) || m.Size != int64(len(raw)) || m.Rest != (mailbox.Rest{}) {
					t.Errorf("%d octets: %+v", len(raw), m)
				}
				got = append(got, who)
			}
			if slices.Sort(got); !slices.Equal(got, c.want) {
				t.Errorf("%q, not %q", got, c.want)
			}
			known, err := s.Known(ctx, id)
			if u := known["21"]; err != nil || u.Short != (c.want[0] == "") {
				t.Errorf("%+v %v", u, err)
			}
			if err := s.CatchUp(ctx); err != nil {
				t.Fatal(err)
			}
			if c, err := s.Check(ctx); err != nil || !c.OK() {
				t.Errorf("%+v %v", c, err)
			}
			n := len(rows(t, s, mailbox.View{}))
			k.into(t, s, c.pick)
			if now := len(rows(t, s, mailbox.View{})); now != n {
				t.Errorf("again: %d messages, not %d", now, n)
			}
		})
	}
}
