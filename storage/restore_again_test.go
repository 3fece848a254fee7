package storage_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// list gives out messages of a backup in this order, and then does what is to be done.
func (k *kept) list(sums [][32]byte, then func() error) storage.Octets {
	return func(_ context.Context, want func([32]byte) bool, put func([32]byte, int64, io.Reader) error) error {
		for _, sum := range sums {
			if raw := k.octets[sum]; want(sum) {
				if err := put(sum, int64(len(raw)), bytes.NewReader(raw)); err != nil {
					return err
				}
			}
		}
		return then()
	}
}

// sums are the messages of a backup, the smallest first: the largest is on the disk as soon as it
// was given.
func (k *kept) sums() (sums [][32]byte) {
	for sum := range k.octets {
		sums = append(sums, sum)
	}
	slices.SortFunc(sums, func(a, b [32]byte) int { return len(k.octets[a]) - len(k.octets[b]) })
	return sums
}

// TestRestoreOfTwins: packs may hold a message twice, and whoever gives it out asks before or not.
func TestRestoreOfTwins(t *testing.T) {
	s := storagetest.Open(t, nil)
	storagetest.Deliver(t, s, storagetest.AddAccount(t, s, "me@example.org"), mail("a", "one"), mail("b", "two"))
	k := keep(t, s)
	to := storagetest.Open(t, nil)
	r, err := to.Restore(ctx, k.path, storage.Pick{}, func(_ context.Context, _ func([32]byte) bool, put func([32]byte, int64, io.Reader) error) error {
		for range 3 {
			for sum, raw := range k.octets {
				if err := put(sum, int64(len(raw))+1, bytes.NewReader(append(raw, 'x'))); err != nil { // damaged: the next one counts
					return err
				}
				for range 2 {
					if err := put(sum, int64(len(raw)), bytes.NewReader(raw)); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil || r.Messages != 2 || r.Missing != 0 || len(rows(t, to, mailbox.View{})) != 2 {
		t.Error(r, err)
	}
}

// waiting counts what the store says of messages beside what they are.
func waiting(t *testing.T, path string) (out [8]int) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	err = db.QueryRow("SELECT (SELECT count(*) FROM snoozes), (SELECT count(*) FROM reminders), (SELECT count(*) FROM whence), (SELECT count(answers) FROM letters), (SELECT count(forwards) FROM letters), (SELECT count(*) FROM junk_letters), (SELECT good_learned FROM state), (SELECT junk_learned FROM state)").
		Scan(&out[0], &out[1], &out[2], &out[3], &out[4], &out[5], &out[6], &out[7])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRestoreStopped: what is done in two runs says what is done in one.
func TestRestoreStopped(t *testing.T) {
	s := storagetest.Open(t, nil)
	everything(t, s)
	if _, err := s.Snooze(ctx, find(t, s, "subject:starred"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(s.Dir(), storage.FileName))
	if err == nil {
		_, err = db.Exec("INSERT INTO reminders (message, wait, due) SELECT message, 1000, 2000 FROM letters LIMIT 1")
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.MoveTo(ctx, find(t, s, "subject:archived"), mailbox.Junk); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Settle(ctx), s.Learn(ctx)); err != nil { // what is not put in order yet is learned later
		t.Fatal(err)
	}
	k := keep(t, s)
	want := waiting(t, filepath.Join(s.Dir(), storage.FileName))
	for i, n := range want {
		if n == 0 {
			t.Fatal("there is none of", i)
		}
	}
	sums := k.sums()
	stopped := errors.New("the stick was pulled")
	for _, left := range []int{0, 1, len(sums) - 2} { // messages that the first run does not come to
		to := storagetest.Open(t, nil)
		if _, err := to.Restore(ctx, k.path, storage.Pick{}, k.list(sums[left:], func() error { return stopped })); !errors.Is(err, stopped) {
			t.Fatal(err)
		}
		if r := k.into(t, to, storage.Pick{}); r.Messages != 0 && left == 0 || r.Here == 0 {
			t.Errorf("%d left: %+v", left, r)
		}
		if err := to.Learn(ctx); err != nil { // nothing is learned twice
			t.Fatal(err)
		}
		if got := waiting(t, filepath.Join(to.Dir(), storage.FileName)); got != want {
			t.Errorf("%d left: %v, not %v", left, got, want)
		}
	}
}

// TestRestoreBesideClock: letters that are put off stay so while the rest is still on its way.
func TestRestoreBesideClock(t *testing.T) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	big := mail("big", "put off")
	big.Raw = append(big.Raw, bytes.Repeat([]byte("0123456789abcdefghijklmnop\r\n"), 200_000)...)
	storagetest.Deliver(t, s, owner, mail("a", "one"), big)
	until := time.Now().Add(7 * 24 * time.Hour)
	if _, err := s.Snooze(ctx, find(t, s, "subject:off"), until); err != nil {
		t.Fatal(err)
	}
	k := keep(t, s)
	to := storagetest.Open(t, nil)
	if _, err := to.Restore(ctx, k.path, storage.Pick{}, k.list(k.sums(), func() error { return to.BringBack(ctx) })); err != nil {
		t.Fatal(err)
	}
	var off []mailbox.Summary
	for _, m := range rows(t, to, mailbox.View{}) {
		if !m.Snoozed.IsZero() {
			off = append(off, m)
		}
	}
	if len(off) != 1 || !off[0].Snoozed.Equal(until.Truncate(time.Millisecond)) {
		t.Errorf("%+v", off)
	}
}

// TestRestoreBesideReceiving: what a session brings in while it is on its way back is not there twice.
func TestRestoreBesideReceiving(t *testing.T) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("a", "one"), mail("b", "two"), mail("c", "three"))
	boats, err := s.CreateFolder(ctx, "Boats")
	if err == nil {
		_, err = s.Move(ctx, find(t, s, "subject:two"), boats)
	}
	if err != nil {
		t.Fatal(err)
	}
	k := keep(t, s)
	time.Sleep(2 * time.Millisecond) // it comes later than the first time
	to := storagetest.Open(t, nil)
	now := storagetest.AddAccount(t, to, "me@example.org")
	r, err := to.Restore(ctx, k.path, storage.Pick{}, func(ctx context.Context, want func([32]byte) bool, put func([32]byte, int64, io.Reader) error) error {
		storagetest.Deliver(t, to, now, mail("a", "one"), mail("b", "two"))
		return k.give(ctx, want, put)
	})
	if list := rows(t, to, mailbox.View{}); err != nil || len(list) != 3 || r.Messages != 1 || r.Here != 2 || r.PutBack != 1 {
		t.Errorf("%d messages, %+v, %v", len(list), r, err)
	}
	if n := len(find(t, to, "in:Boats")); n != 1 {
		t.Error(n, "messages are in the folder")
	}
}

// TestRestoreKeepsDecisions: rules that were changed or deleted since come back switched off, and who
// was taken from a list since stays away from it. A new store gets all of it as it was, and so does one
// that came out of a damaged file.
func TestRestoreKeepsDecisions(t *testing.T) {
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("a", "one"))
	id, err := s.SaveRule(ctx, mailbox.Rule{Query: "from:shop", Do: mailbox.RuleStar})
	must(err)
	junk := mailbox.Sender{Address: "bob@example.net"}
	must(s.DecideSender(ctx, junk, true), s.SetPictureSender(ctx, "news@example.net", true), s.SetJunkFilter(ctx, false))
	k := keep(t, s)
	_, err = s.SaveRule(ctx, mailbox.Rule{ID: id, Query: "from:shop subject:ad", Do: mailbox.RuleStar})
	must(err, s.DecideSender(ctx, junk, false), s.SetPictureSender(ctx, "news@example.net", false), s.SetJunkFilter(ctx, true))

	check := func(what string, s *storage.Store, on, off int, known int, filterOff bool) {
		t.Helper()
		rules, err := s.Rules(ctx)
		must(err)
		var are [2]int
		for _, r := range rules {
			if r.Off {
				are[1]++
			} else {
				are[0]++
			}
		}
		senders, err := s.Senders(ctx)
		must(err)
		pictures, err := s.PictureSenders(ctx)
		must(err)
		f, err := s.JunkFilter(ctx)
		must(err)
		if are != [2]int{on, off} || len(senders) != known || len(pictures) != known || f.Off != filterOff {
			t.Errorf("%s: rules on and off %v, senders %v, pictures %v, %+v", what, are, senders, pictures, f)
		}
	}
	if r := k.into(t, s, storage.Pick{}); r.Rules != 1 {
		t.Errorf("%+v", r)
	}
	check("the store it was made of", s, 1, 1, 0, false)
	if r := k.into(t, s, storage.Pick{}); r.Rules != 0 {
		t.Errorf("once more: %+v", r)
	}
	fresh := storagetest.Open(t, nil)
	if r := k.into(t, fresh, storage.Pick{}); r.Rules != 0 {
		t.Errorf("%+v", r)
	}
	check("a new one", fresh, 1, 0, 1, true)
	time.Sleep(2 * time.Millisecond)
	byHand := storagetest.Open(t, nil)
	storagetest.Deliver(t, byHand, storagetest.AddAccount(t, byHand, "me@example.org"), mail("a", "one"))
	k.into(t, byHand, storage.Pick{})
	check("one that was set up by hand", byHand, 1, 0, 1, false)
	rescued := storagetest.Open(t, nil)
	k.into(t, rescued, storage.Pick{})
	rules, err := rescued.Rules(ctx)
	must(err)
	must(rescued.DeleteRule(ctx, rules[0].ID), rescued.DecideSender(ctx, junk, false), rescued.SetPictureSender(ctx, "news@example.net", false))
	k.into(t, rescued, storage.Pick{Rescued: true})
	check("one out of a damaged file", rescued, 1, 0, 1, true)
}

// TestRestoreOfAPartReadsIt: for one message no other one is read, and that one is healed.
func TestRestoreOfAPartReadsIt(t *testing.T) {
	for _, hurt := range []string{"UPDATE octets SET data = x'00', codec = 0", "DELETE FROM octets"} {
		t.Run(hurt, func(t *testing.T) { restorePart(t, hurt) })
	}
}

func restorePart(t *testing.T, hurt string) {
	s := storagetest.Open(t, nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	storagetest.Deliver(t, s, owner, mail("a", "one"), mail("b", "two"))
	k := keep(t, s)
	one, two := find(t, s, "subject:one"), find(t, s, "subject:two")
	db, err := sql.Open("sqlite3", filepath.Join(s.Dir(), storage.FileName))
	if err == nil {
		_, err = db.Exec(hurt)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := s.Restore(ctx, k.path, storage.Pick{Messages: one}, k.give)
	if err != nil || r.Healed != 1 || r.Here != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, bad, err := s.Verify(ctx); err != nil || !slices.Equal(bad, two) {
		t.Error(bad, err)
	}
}
