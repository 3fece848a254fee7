package storage_test

import (
	"fmt"
	"strings"
	"testing"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// TestSettleNothingAtOnce: new mail to which nothing is done is put in order in one transaction,
// and where somebody is blocked in several.
func TestSettleNothingAtOnce(t *testing.T) {
	for blocked, want := range map[bool]int{false: 1, true: 3} {
		t.Run(fmt.Sprint("blocked ", blocked), func(t *testing.T) {
			s := storagetest.Open(t, nil)
			id := storagetest.AddAccount(t, s, "me@example.org")
			if blocked {
				if err := s.DecideSender(t.Context(), mailbox.Sender{Address: "nobody@example.net"}, true); err != nil {
					t.Fatal(err)
				}
			}
			var in []fetch.Incoming
			for i := range 1100 {
				in = append(in, storagetest.Mail{Subject: fmt.Sprint(i)}.Incoming(fmt.Sprint(i)))
			}
			storagetest.Deliver(t, s, id, in...)
			sub := s.Changes().Subscribe(16)
			defer sub.Close()
			if err := s.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			steps, ids := 0, 0
			for _, c := range storagetest.Told(sub) {
				if c, is := c.(mailbox.Settled); is {
					steps, ids = steps+1, ids+len(c.IDs)
				}
			}
			if steps != want || ids != len(in) {
				t.Errorf("%d messages in %d transactions, want %d in %d", ids, steps, len(in), want)
			}
		})
	}
}

// TestCatchUpSomeOfMuch: of little mail all comes into the index, of much nothing.
func TestCatchUpSomeOfMuch(t *testing.T) {
	for n, little := range map[int]bool{1: true, 6: false} {
		dir := t.TempDir()
		s := storagetest.OpenIn(t, dir, nil)
		id := storagetest.AddAccount(t, s, "me@example.org")
		var in []fetch.Incoming
		for i := range n {
			in = append(in, storagetest.Mail{Text: strings.Repeat("some words\r\n", 80_000)}.Incoming(fmt.Sprint(i)))
		}
		storagetest.Deliver(t, s, id, in...)
		if got := s.CatchUpSome(t.Context()); got != little {
			t.Errorf("%d letters: little is %v", n, got)
		}
		if got := unreadIn(t, dir); little && got != 0 {
			t.Errorf("%d of %d letters wait", got, n)
		}
	}
}
