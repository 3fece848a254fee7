package storage_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestHealedIsWhole: what was damaged, and is whole again, counts as before: it is neither shown as
// cut nor kept on the server for that. What else speaks against a message stays.
func TestHealedIsWhole(t *testing.T) {
	for name, c := range map[string]struct {
		listed int64
		short  bool
		want   fetch.Known // Listed and Short, after it was healed by a repair alone
		backup bool        // says that it is whole
	}{
		"exact":              {listed: 77, want: fetch.Known{Listed: 77}, backup: true},
		"no size":            {backup: true},
		"another count":      {listed: 9000, want: fetch.Known{Listed: 9000}, backup: true},
		"came short":         {listed: 9000, short: true, want: fetch.Known{Listed: fetch.Disproved | 9000, Short: true}},
		"perhaps not whole":  {listed: fetch.Disproved | 77, short: true, want: fetch.Known{Listed: fetch.Disproved | 77, Short: true}},
		"perhaps another":    {listed: fetch.Shifted | 77, short: true, want: fetch.Known{Listed: fetch.Shifted | 77, Short: true}},
		"whole meanwhile":    {listed: 9000, short: true, want: fetch.Known{Listed: 9000}, backup: true},
		"another, by backup": {listed: fetch.Shifted | 77, short: true, want: fetch.Known{Listed: fetch.Shifted | 77, Short: true}, backup: true},
	} {
		t.Run(name, func(t *testing.T) {
			m := mail("u", "subject")
			m.Listed, m.Short = c.listed, c.short
			said := m
			if c.backup {
				if said.Short = false; said.Listed&^fetch.SizeMask != 0 {
					said.Listed &= fetch.SizeMask
				}
			}
			from := storagetest.Open(t, nil)
			storagetest.Deliver(t, from, storagetest.AddAccount(t, from, "me@example.org"), said)
			k := keep(t, from)
			dir := t.TempDir()
			s, err := storage.Open(ctx, dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			id := storagetest.AddAccount(t, s, "me@example.org")
			storagetest.Deliver(t, s, id, m)
			path := filepath.Join(dir, storage.FileName)
			again := func(q ...string) {
				t.Helper()
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				sqlite(t, path, q...)
				if s, err = storage.Open(ctx, dir, nil); err != nil {
					t.Fatal(err)
				}
			}
			defer func() { _ = s.Close() }()
			again("UPDATE octets SET data = x'00112233'")
			for range 2 {
				if _, err := s.Mend(ctx); err != nil {
					t.Fatal(err)
				}
				known, err := s.Known(ctx, id)
				if k := known["u"]; err != nil || !k.Short || k.Listed&fetch.Damaged == 0 || k.Listed&fetch.SizeMask != c.listed&fetch.SizeMask {
					t.Fatalf("%+v %v", k, err)
				}
			}
			if r := k.into(t, s, storage.Pick{}); r.Healed != 1 {
				t.Errorf("%+v", r)
			}
			known, err := s.Known(ctx, id)
			if got := known["u"]; err != nil || got.Listed != c.want.Listed || got.Short != c.want.Short {
				t.Errorf("%+v, not %+v; %v", got, c.want, err)
			}
			if raw, err := s.Raw(ctx, 1); err != nil || !bytes.Equal(raw, m.Raw) || rows(t, s, mailbox.View{})[0].Short != c.want.Short {
				t.Errorf("%.80q %v", raw, err)
			}
		})
	}
}

// TestHealedByItself: a message whose octets are right again counts as before after a repair, and one
// that comes again under another unique-id takes the place of what is damaged.
func TestHealedByItself(t *testing.T) {
	const hurt, right = "UPDATE octets SET data = CAST(x'00' || data AS BLOB)", "UPDATE octets SET data = substr(data, 2)"
	for name, again := range map[string]bool{"by itself": false, "under another unique-id": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := storage.Open(ctx, dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			id := storagetest.AddAccount(t, s, "me@example.org")
			m := mail("u", "subject")
			m.Listed = 77
			storagetest.Deliver(t, s, id, m)
			for _, q := range []string{hurt, right} {
				if again && q == right {
					break
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				sqlite(t, filepath.Join(dir, storage.FileName), q)
				if s, err = storage.Open(ctx, dir, nil); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Mend(ctx); err != nil {
					t.Fatal(err)
				}
			}
			defer func() { _ = s.Close() }()
			uid := "u"
			if again {
				uid = "v"
				m.UID = uid
				storagetest.Deliver(t, s, id, m)
			}
			known, err := s.Known(ctx, id)
			if k := known[uid]; err != nil || k.Short || k.Listed != 77 {
				t.Errorf("%+v %v", k, err)
			}
			if raw, err := s.Raw(ctx, 1); err != nil || !bytes.Equal(raw, m.Raw) {
				t.Errorf("%.80q %v", raw, err)
			}
			if _, bad, err := s.Verify(ctx); err != nil || len(bad) > 0 || len(rows(t, s, mailbox.View{})) != 1 {
				t.Error(bad, err)
			}
		})
	}
}
