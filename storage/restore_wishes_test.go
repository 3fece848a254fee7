package storage_test

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// wished is what the person wants of the messages on the server, by unique-id.
func wished(t *testing.T, s *storage.Store, id account.ID) map[string]account.Wish {
	t.Helper()
	chosen, err := s.Chosen(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]account.Wish{}
	for uid, k := range chosen {
		if k.Wish != (account.Wish{}) {
			out[uid] = account.Wish{Kind: k.Wish.Kind, On: k.Wish.On.UTC()}
		}
	}
	return out
}

func sameWishes(t *testing.T, what string, got, want map[string]account.Wish) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %+v, not %+v", what, got, want)
	}
	for uid, w := range want {
		if got[uid] != w {
			t.Errorf("%s: %s: %+v, not %+v", what, uid, got[uid], w)
		}
	}
}

// TestRestoreOfWishes: what the person has said of mail on the server is said after a restore, also of what was
// removed for ever here, and where all of it has come anew before. What was said since counts more.
func TestRestoreOfWishes(t *testing.T) {
	on := time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)
	stay, later, now := account.Wish{Kind: account.WishKeep}, account.Wish{Kind: account.WishRemoveOn, On: on}, account.Wish{Kind: account.WishRemove}
	from := storagetest.Open(t, nil)
	id := storagetest.AddAccount(t, from, "me@example.org")
	all := []fetch.Incoming{mail("keep", "keep"), mail("gone", "gone"), mail("later", "later"), mail("next", "next"), mail("plain", "plain"), mail("said", "said"), mail("other", "other"), film("f", true), mail("past", "past")}
	all[7].Replace = false
	past := account.Wish{Kind: account.WishRemoveOn, On: time.Date(2020, 5, 1, 0, 0, 0, 0, time.UTC)} // it would go at the next check
	storagetest.Deliver(t, from, id, all...)
	choose := func(s *storage.Store, wishes map[string]account.Wish) {
		t.Helper()
		var list []mailbox.Choice
		for uid, w := range wishes {
			list = append(list, mailbox.Choice{Account: 1, UID: uid, Wish: w})
		}
		if before, err := s.Choose(ctx, list); err != nil || len(before) != len(list) {
			t.Fatal(before, err)
		}
	}
	choose(from, map[string]account.Wish{"keep": stay, "gone": stay, "later": later, "next": now, "said": stay, "other": stay, "f": stay, "past": past})
	if err := from.Purge(ctx, find(t, from, "subject:gone")); err != nil {
		t.Fatal(err)
	}
	k := keep(t, from)

	to := storagetest.Open(t, nil)
	k.into(t, to, storage.Pick{})
	sameWishes(t, "in a new store", wished(t, to, 1), wished(t, from, id))

	// The account was set up anew, and its mail has come before. One unique-id stands for another message now.
	anew := func() *storage.Store {
		s := storagetest.Open(t, nil)
		in := append([]fetch.Incoming{}, all...)
		in[6], in[7] = mail("other", "another"), film("f", false)
		storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), in...)
		choose(s, map[string]account.Wish{"said": later})
		return s
	}
	want := map[string]account.Wish{"keep": stay, "gone": stay, "later": later, "said": later, "f": stay}
	to = anew()
	k.into(t, to, storage.Pick{})
	sameWishes(t, "over new mail", wished(t, to, 1), want)

	to = anew()
	pulled := errors.New("the stick was pulled")
	if _, err := to.Restore(ctx, k.path, storage.Pick{}, func(context.Context, func([32]byte) bool, func([32]byte, int64, io.Reader) error) error {
		return pulled
	}); !errors.Is(err, pulled) {
		t.Fatal(err)
	}
	sameWishes(t, "stopped", wished(t, to, 1), want)

	// It comes while the backup is read.
	to = storagetest.Open(t, nil)
	storagetest.AddAccount(t, to, "me@example.org")
	if _, err := to.Restore(ctx, k.path, storage.Pick{}, func(ctx context.Context, want func([32]byte) bool, put func([32]byte, int64, io.Reader) error) error {
		storagetest.Deliver(t, to, 1, all[0], all[2])
		return k.give(ctx, want, put)
	}); err != nil {
		t.Fatal(err)
	}
	if got := wished(t, to, 1); got["keep"] != stay || got["later"] != later {
		t.Errorf("meanwhile: %+v", got)
	}

	// In the store that the backup is of, what is said now counts, whether it is a wish or none.
	choose(from, map[string]account.Wish{"keep": {}, "said": now, "plain": stay})
	want = wished(t, from, id)
	k.into(t, from, storage.Pick{})
	sameWishes(t, "in the same store", wished(t, from, id), want)

	// What is to stay on the server stays there when it is put back.
	choose(from, map[string]account.Wish{"next": stay})
	if err := from.Purge(ctx, find(t, from, "subject:next")); err != nil {
		t.Fatal(err)
	}
	k.into(t, from, storage.Pick{})
	if got := wished(t, from, id); got["next"] != stay {
		t.Errorf("put back: %+v", got["next"])
	}

	// A backup of before there were such wishes, or with none, takes none away.
	plain := storagetest.Open(t, nil)
	storagetest.Deliver(t, plain, storagetest.AddAccount(t, plain, "me@example.org"), all...)
	to = anew()
	choose(to, map[string]account.Wish{"keep": stay, "f": now})
	want = wished(t, to, 1)
	keep(t, plain).into(t, to, storage.Pick{})
	sameWishes(t, "of a backup without", wished(t, to, 1), want)
}

// TestRestoreOfWishesInPart: the same where the store knows a part of the backup: another account, what was put back before,
// or what a restore that was stopped has put back.
func TestRestoreOfWishesInPart(t *testing.T) {
	stay, later := account.Wish{Kind: account.WishKeep}, account.Wish{Kind: account.WishRemoveOn, On: time.Date(2030, 5, 1, 0, 0, 0, 0, time.UTC)}
	all := []fetch.Incoming{mail("keep", "keep"), mail("later", "later"), mail("taken", "taken"), mail("plain", "plain"), film("f", false)}
	choose := func(s *storage.Store, id account.ID, wishes map[string]account.Wish) {
		t.Helper()
		var list []mailbox.Choice
		for uid, w := range wishes {
			list = append(list, mailbox.Choice{Account: id, UID: uid, Wish: w})
		}
		if _, err := s.Choose(ctx, list); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]account.Wish{"keep": stay, "later": later, "taken": stay, "f": stay}
	from := storagetest.Open(t, nil)
	id, other := storagetest.AddAccount(t, from, "me@example.org"), storagetest.AddAccount(t, from, "other@example.org")
	storagetest.Deliver(t, from, id, all...)
	storagetest.Deliver(t, from, other, mail("keep", "of another"))
	choose(from, id, want)
	choose(from, other, map[string]account.Wish{"keep": stay})
	k := keep(t, from)
	picks := [][]mailbox.ID{find(t, from, "subject:another"), find(t, from, "subject:keep")}

	pulled := errors.New("the stick was pulled")
	for name, before := range map[string]func() (*storage.Store, account.ID){
		"set up anew beside another": func() (*storage.Store, account.ID) {
			choose(from, other, map[string]account.Wish{"keep": {}})
			if err := from.RemoveAccount(ctx, id, false); err != nil {
				t.Fatal(err)
			}
			again := storagetest.AddAccount(t, from, "me@example.org")
			storagetest.Deliver(t, from, again, all...)
			return from, again
		},
		"after one letter": func() (*storage.Store, account.ID) {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			storagetest.Deliver(t, s, id, all...)
			for _, p := range picks {
				k.into(t, s, storage.Pick{Messages: p})
			}
			return s, id
		},
		"after one that was stopped": func() (*storage.Store, account.ID) {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			storagetest.Deliver(t, s, id, all[:1]...)
			if _, err := s.Restore(ctx, k.path, storage.Pick{}, func(context.Context, func([32]byte) bool, func([32]byte, int64, io.Reader) error) error {
				return pulled
			}); !errors.Is(err, pulled) {
				t.Fatal(err)
			}
			storagetest.Deliver(t, s, id, all...)
			return s, id
		},
	} {
		s, id := before()
		k.into(t, s, storage.Pick{})
		sameWishes(t, name, wished(t, s, id), want)
		if s == from {
			sameWishes(t, name+", the other", wished(t, s, other), nil)
		}
		// What is said from now on counts.
		choose(s, id, map[string]account.Wish{"taken": {}})
		k.into(t, s, storage.Pick{})
		sameWishes(t, name+", again", wished(t, s, id), map[string]account.Wish{"keep": stay, "later": later, "f": stay})
	}
}

// TestRestoreOfOldBackup: a backup of a version that knew no wishes is read, and takes none away.
func TestRestoreOfOldBackup(t *testing.T) {
	for _, version := range []int{1, 15, 16} {
		dir, path := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
		unpackFile(t, oldFile(version), filepath.Join(dir, storage.FileName))
		unpackFile(t, oldFile(version), path)
		s := storagetest.OpenIn(t, dir, nil)
		var list []mailbox.Choice
		accounts, err := s.Accounts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range accounts {
			known, err := s.Known(ctx, a.ID)
			if err != nil {
				t.Fatal(err)
			}
			for uid := range known {
				list = append(list, mailbox.Choice{Account: a.ID, UID: uid, Wish: account.Wish{Kind: account.WishKeep}})
			}
		}
		before, err := s.Choose(ctx, list)
		if err != nil || len(before) == 0 {
			t.Fatal(before, err)
		}
		r, err := s.Restore(ctx, path, storage.Pick{}, func(context.Context, func([32]byte) bool, func([32]byte, int64, io.Reader) error) error { return nil })
		if err != nil || r.Messages != 0 || r.Here == 0 {
			t.Errorf("%d: %+v %v", version, r, err)
		}
		n := 0
		for _, a := range accounts {
			n += len(wished(t, s, a.ID))
		}
		if n != len(before) {
			t.Errorf("%d: %d wishes, not %d", version, n, len(before))
		}
	}
}
