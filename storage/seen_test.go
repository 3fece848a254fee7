package storage_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// seenOf is what the store tells of what a session has seen; nil: it does not count any more.
func seenOf(t testing.TB, s *storage.Store, id account.ID) []byte {
	t.Helper()
	seen, _, err := s.Seen(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// saw notes that a session has seen something, as of now.
func saw(t testing.TB, s *storage.Store, id account.ID, text string) {
	t.Helper()
	_, changes, err := s.Seen(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSeen(ctx, id, []byte(text), changes); err != nil {
		t.Fatal(err)
	}
	if got := seenOf(t, s, id); string(got) != text {
		t.Fatalf("kept %q of %q", got, text)
	}
}

// seenHouse is a store with two accounts. The first has the messages a, b and c, of the film f
// only the beginning, d, which lies in Trash, e, which was removed for ever, and g, which the
// server does not list.
func seenHouse(t testing.TB) (s *storage.Store, dir string, id, other account.ID) {
	t.Helper()
	dir = t.TempDir()
	s = storagetest.OpenIn(t, dir, nil)
	id, other = storagetest.AddAccount(t, s, "me@example.org"), storagetest.AddAccount(t, s, "other@example.org")
	storagetest.Deliver(t, s, id, mail("a", "alpha"), mail("b", "beta"), mail("c", "gamma"), mail("d", "delta"), mail("e", "epsilon"), mail("g", "eta"), film("f", false))
	storagetest.Deliver(t, s, other, mail("a", "elsewhere"))
	for _, err := range []error{
		must(s.MoveTo(ctx, find(t, s, "subject:delta"), mailbox.Trash)), s.Purge(ctx, find(t, s, "subject:epsilon")), s.Listed(ctx, id, []string{"g"}, nil),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s, dir, id, other
}

func must[T any](_ T, err error) error { return err }

// TestSeenIsVoid: whatever changes what sessions know of an account, in whatever way, makes
// void what was seen.
func TestSeenIsVoid(t *testing.T) {
	in := func(subject string, do func(t testing.TB, s *storage.Store, ids []mailbox.ID) error) func(testing.TB, *storage.Store, account.ID) error {
		return func(t testing.TB, s *storage.Store, _ account.ID) error {
			ids := find(t, s, "in:anywhere subject:"+subject)
			if len(ids) != 1 {
				t.Fatalf("%q finds %d", subject, len(ids))
			}
			return do(t, s, ids)
		}
	}
	purge := func(_ testing.TB, s *storage.Store, ids []mailbox.ID) error { return s.Purge(ctx, ids) }
	want := func(on bool) func(testing.TB, *storage.Store, []mailbox.ID) error {
		return func(_ testing.TB, s *storage.Store, ids []mailbox.ID) error { return s.WantRest(ctx, ids, on) }
	}
	settings := func(change func(*account.Account)) func(testing.TB, *storage.Store, account.ID) error {
		return func(t testing.TB, s *storage.Store, id account.ID) error {
			a := accountOf(t, s, id)
			change(&a)
			return s.UpdateAccount(ctx, a, nil)
		}
	}
	deliver := func(m ...fetch.Incoming) func(testing.TB, *storage.Store, account.ID) error {
		return func(t testing.TB, s *storage.Store, id account.ID) error {
			storagetest.DeliverPresent(t, s, id, []string{"a", "b", "c", "d", "f"}, m...)
			return nil
		}
	}
	whole := mail("a", "alpha, all of it")
	whole.Replace = true
	for name, do := range map[string]func(testing.TB, *storage.Store, account.ID) error{
		"a new message":                deliver(mail("n", "new")),
		"a copy under another name":    deliver(mail("n", "alpha")),
		"one comes under another name": deliver(mail("n", "eta")),
		"one that was not whole":       deliver(whole),
		"a rest":                       deliver(film("f", true)),
		"renamed": func(_ testing.TB, s *storage.Store, id account.ID) error {
			return s.Rename(ctx, id, []fetch.Renaming{{From: "a", To: "z"}})
		},
		"doubted": func(_ testing.TB, s *storage.Store, id account.ID) error {
			return s.Rename(ctx, id, []fetch.Renaming{{From: "a", To: "a", Listed: 10, Short: true}})
		},
		"not listed": func(_ testing.TB, s *storage.Store, id account.ID) error {
			return s.Listed(ctx, id, []string{"a"}, nil)
		},
		"listed again": func(_ testing.TB, s *storage.Store, id account.ID) error {
			return s.Listed(ctx, id, nil, []string{"g"})
		},
		"removed": func(_ testing.TB, s *storage.Store, id account.ID) error { return s.Removed(ctx, id, []string{"a"}) },
		"chosen": func(_ testing.TB, s *storage.Store, id account.ID) error {
			return must(s.Choose(ctx, []mailbox.Choice{{Account: id, UID: "a", Wish: account.Wish{Kind: account.WishRemove}}}))
		},
		"chosen for some day": func(_ testing.TB, s *storage.Store, id account.ID) error {
			return must(s.Choose(ctx, []mailbox.Choice{{Account: id, UID: "b", Wish: account.Wish{Kind: account.WishRemoveOn, On: time.Now().Add(time.Hour)}}}))
		},
		"to come again": func(_ testing.TB, s *storage.Store, id account.ID) error { return s.Forget(ctx, id, []string{"e"}) },
		"a rest wanted": in("film", want(true)),
		"into Trash": in("alpha", func(_ testing.TB, s *storage.Store, ids []mailbox.ID) error {
			return must(s.MoveTo(ctx, ids, mailbox.Trash))
		}),
		"out of Trash": in("delta", func(_ testing.TB, s *storage.Store, ids []mailbox.ID) error {
			return must(s.PutBack(ctx, ids))
		}),
		"removed for ever": in("alpha", purge),
		// The foreign key alone changes its unique-id: when it was deleted is known already.
		"removed for ever out of Trash": in("delta", purge),
		"a beginning removed for ever":  in("film", purge),
		"another user":                  settings(func(a *account.Account) { a.User = "someone else" }),
		"another server":                settings(func(a *account.Account) { a.Incoming.Host = "pop.example.net" }),
		"removed and set up again": func(t testing.TB, s *storage.Store, id account.ID) error {
			if err := s.RemoveAccount(ctx, id, true); err != nil {
				return err
			}
			return must(s.AddAccount(ctx, storagetest.Account("me@example.org"), nil))
		},
		"removed with its mail": func(t testing.TB, s *storage.Store, id account.ID) error { return s.RemoveAccount(ctx, id, false) },
	} {
		for _, process := range []string{"the same process", "another process"} {
			t.Run(name+", "+process, func(t *testing.T) {
				s, dir, id, other := seenHouse(t)
				saw(t, s, id, "same")
				saw(t, s, other, "same")
				by := s
				if process == "another process" {
					by = storagetest.OpenIn(t, dir, nil)
				}
				if err := do(t, by, id); err != nil {
					t.Fatal(err)
				}
				if got := seenOf(t, s, id); got != nil {
					t.Errorf("it still counts: %q", got)
				}
				if got := seenOf(t, s, other); string(got) != "same" {
					t.Errorf("that of the other account does not count any more: %q", got)
				}
			})
		}
	}
}

// TestSeenStays: what sessions do not know of does not make it void, and it outlives the
// program; a file of an earlier time tells what was seen then.
func TestSeenStays(t *testing.T) {
	s, dir, id, _ := seenHouse(t)
	if got := seenOf(t, s, id+1000); got != nil {
		t.Errorf("of an account that is not there: %q", got)
	}
	if err := s.SetSeen(ctx, id+1000, []byte("x"), -1); err != nil {
		t.Error(err)
	}
	saw(t, s, id, "first")
	alpha := find(t, s, "subject:alpha")
	own, err := s.CreateFolder(ctx, "Family")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{must(s.Move(ctx, alpha, own)), s.SetNotes(ctx, id, []byte("noted"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	// What rests on a count that has passed is not taken.
	_, changes, err := s.Seen(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Removed(ctx, id, []string{"b"}); err != nil {
		t.Fatal(err)
	}
	if err := s.SetSeen(ctx, id, []byte("late"), changes); err != nil {
		t.Fatal(err)
	}
	if got := seenOf(t, s, id); got != nil {
		t.Errorf("what rests on earlier changes counts: %q", got)
	}
	saw(t, s, id, "second")
	known, err := s.Known(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, storage.FileName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	if got := seenOf(t, s, id); string(got) != "second" {
		t.Errorf("after a start: %q", got)
	}
	storagetest.DeliverPresent(t, s, id, []string{"n"}, mail("n", "new"))
	saw(t, s, id, "third")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, before, 0o600); err != nil {
		t.Fatal(err)
	}
	s = storagetest.OpenIn(t, dir, nil)
	now, err := s.Known(ctx, id)
	if got := seenOf(t, s, id); err != nil || string(got) != "second" || !maps.Equal(known, now) {
		t.Errorf("in the file of an earlier time: %q %v, %v known, then %v", got, err, known, now)
	}
}

// TestSeenCountsMessages: each message that is stored as a new one is one change, by which a
// session tells its own from those of others; what is more than that is more.
func TestSeenCountsMessages(t *testing.T) {
	s, _, id, _ := seenHouse(t)
	count := func() int64 {
		t.Helper()
		_, changes, err := s.Seen(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return changes
	}
	present := []string{"a", "b", "c", "d", "f"}
	before := count()
	storagetest.DeliverPresent(t, s, id, present, mail("n1", "new one"), mail("n2", "new two"), mail("n3", "alpha"))
	if err := s.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if n := count() - before; n != 3 {
		t.Errorf("%d changes by three messages", n)
	}
	before = count()
	out := storagetest.DeliverPresent(t, s, id, present, mail("m", "eta")) // which the server had as g
	if n := count() - before; n < 2 || len(out) != 1 || !out[0].Already {
		t.Errorf("%d changes by a message that was here under another name: %+v", n, out)
	}
	before = count()
	storagetest.DeliverPresent(t, s, id, present, mail("a", "alpha"))
	if n := count() - before; n != 0 {
		t.Errorf("%d changes by a message that is known", n)
	}
}

// TestSeenWhileMailComes: no message is stored without the count of changes growing in the
// same transaction, whoever looks.
func TestSeenWhileMailComes(t *testing.T) {
	dir := t.TempDir()
	s := storagetest.OpenIn(t, dir, nil)
	id := storagetest.AddAccount(t, s, "me@example.org")
	other := storagetest.OpenIn(t, dir, nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 100 {
			storagetest.DeliverPresent(t, other, id, nil, mail(fmt.Sprint("u", i), fmt.Sprint("number ", i)))
		}
	}()
	var kept int
	for coming := true; coming; {
		select {
		case <-done:
			coming = false
		default:
		}
		seen, changes, err := s.Seen(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		known, err := s.Known(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		_, later, err := s.Seen(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if seen != nil && later == changes && string(seen) != fmt.Sprint(len(known)) {
			t.Fatalf("%q was seen, %d are known, after %d changes", seen, len(known), changes)
		}
		if err := s.SetSeen(ctx, id, fmt.Append(nil, len(known)), changes); err != nil {
			t.Fatal(err)
		}
		kept++
	}
	if got := seenOf(t, s, id); kept < 2 || string(got) != "100" {
		t.Errorf("at the end %q, after %d looks", got, kept)
	}
}
