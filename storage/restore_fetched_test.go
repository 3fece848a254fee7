package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestRestoreOfFetched: what another program has fetched is known again when its account comes, also behind a
// backup, a restore that was stopped, and two; what a session has known of it since stays known once.
func TestRestoreOfFetched(t *testing.T) {
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	raw := func(n string) []byte {
		return []byte("Delivered-To: ann\r\nMessage-ID: <" + n + "@example.net>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nbody\r\n")
	}
	name := func(n string) string { return fetch.Passed(raw(n))[1] }
	account := storagetest.Account("ann@example.org")
	fill := func(s *storage.Store) {
		t.Helper()
		folder, err := s.CreateFolder(ctx, "Old")
		must(err)
		out, err := s.Bring(ctx, []storage.Brought{{Folder: folder, Raw: raw("1"), Fetched: true}, {Folder: folder, Raw: raw("2"), Fetched: true}})
		if err != nil || len(out) != 2 {
			t.Fatal(out, err)
		}
		must(s.FetchedElsewhere(ctx, account.Incoming.Host, account.Email, []string{"a", "b", "c"}), s.Settle(ctx))
	}
	s := storagetest.Open(t, nil)
	fill(s)
	k := keep(t, s)
	stopped := errors.New("the stick was pulled")
	for what, into := range map[string]func(to *storage.Store){
		"new": func(to *storage.Store) { k.into(t, to, storage.Pick{}) },
		"twice": func(to *storage.Store) {
			k.into(t, to, storage.Pick{})
			k.into(t, to, storage.Pick{})
		},
		"stopped": func(to *storage.Store) {
			if _, err := to.Restore(ctx, k.path, storage.Pick{}, k.list(k.sums(), func() error { return stopped })); !errors.Is(err, stopped) {
				t.Fatal(err)
			}
			k.into(t, to, storage.Pick{})
		},
		"mail is here": func(to *storage.Store) { // brought in again without the list of what was fetched
			folder, err := to.CreateFolder(ctx, "Old")
			must(err)
			_, err = to.Bring(ctx, []storage.Brought{{Folder: folder, Raw: raw("1")}})
			must(err)
			k.into(t, to, storage.Pick{})
		},
		"all is here": func(to *storage.Store) {
			fill(to)
			k.into(t, to, storage.Pick{})
		},
		"known since": func(to *storage.Store) {
			k.into(t, to, storage.Pick{})
			owner := storagetest.AddAccount(t, to, account.Email)
			_, err := to.Adopt(ctx, owner, []fetch.Carried{{UID: "a", Listed: 90, Name: name("1"), Head: "h"}})
			must(err)
			k.into(t, to, storage.Pick{})
		},
	} {
		t.Run(what, func(t *testing.T) {
			to := storagetest.Open(t, nil)
			into(to)
			if n := len(rows(t, to, mailbox.View{})); n != 2 {
				t.Error(n, "messages")
			}
			owner := storagetest.AddAccount(t, to, "other@example.org")
			if what == "known since" {
				if got, err := to.Elsewhere(ctx, 1, []string{"a", "b", "c"}); err != nil || !slices.Equal(got, []string{"b", "c"}) {
					t.Error(got, err)
				}
				return
			}
			if got, err := to.Elsewhere(ctx, owner, []string{"a"}); err != nil || len(got) > 0 {
				t.Error("of another", got, err)
			}
			owner = storagetest.AddAccount(t, to, account.Email)
			if got, err := to.Elsewhere(ctx, owner, []string{"a", "b", "c", "d"}); err != nil || !slices.Equal(got, []string{"a", "b", "c"}) {
				t.Error(got, err)
			}
			here, err := to.Adopt(ctx, owner, []fetch.Carried{{UID: "a", Listed: 90, Name: name("1"), Head: "h"}, {UID: "b", Listed: 90, Name: name("2"), Head: "h"}})
			if err != nil || len(here) != 2 {
				t.Error(here, err)
			}
			k.into(t, to, storage.Pick{}) // what is known says nothing any more
			if got, err := to.Elsewhere(ctx, owner, []string{"a", "b", "c"}); err != nil || !slices.Equal(got, []string{"c"}) {
				t.Error(got, err)
			}
			if here, err := to.Adopt(ctx, owner, []fetch.Carried{{UID: "d", Listed: 90, Name: name("1"), Head: "h"}}); err != nil || len(here) != 0 {
				t.Error(here, err)
			}
		})
	}
}

// TestRescueOfFetched: a rescue keeps what another program has fetched, as a restore does; one that begins afresh leaves
// out what such a program has brought, and so lets it come from the server.
func TestRescueOfFetched(t *testing.T) {
	raw := []byte("Delivered-To: ann\r\nMessage-ID: <1@example.net>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nbody\r\n")
	account := storagetest.Account("ann@example.org")
	for what, c := range map[string]struct {
		rescue func(context.Context, string, time.Time) (storage.Rescued, error)
		want   []string
	}{"rescue": {storage.Rescue, []string{"a", "b"}}, "afresh": {storage.Afresh, nil}} {
		dir := t.TempDir()
		s := storagetest.OpenIn(t, dir, nil)
		folder, err := s.CreateFolder(ctx, "Old")
		if err == nil {
			_, err = s.Bring(ctx, []storage.Brought{{Folder: folder, Raw: raw, Fetched: true}})
		}
		if err := errors.Join(err, s.FetchedElsewhere(ctx, account.Incoming.Host, account.Email, []string{"a", "b"}), s.Settle(ctx), s.Close()); err != nil {
			t.Fatal(err)
		}
		names := func() (out int) {
			db, err := sql.Open("sqlite3", filepath.Join(dir, storage.FileName))
			if err == nil {
				err = db.QueryRow("SELECT count(*) FROM carried").Scan(&out)
			}
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
			return out
		}
		before := names()
		if before == 0 {
			t.Fatal("no names")
		}
		if _, err := c.rescue(ctx, dir, time.Now()); err != nil {
			t.Fatal(err)
		}
		if got := names(); got != before && c.want != nil {
			t.Errorf("%s: %d names, not %d", what, got, before)
		}
		s = storagetest.OpenIn(t, dir, nil)
		got, err := s.Elsewhere(ctx, storagetest.AddAccount(t, s, account.Email), []string{"a", "b", "c"})
		if slices.Sort(got); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", what, got, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
