package storage_test

import (
	"slices"
	"testing"

	"popmail/storage/mailbox"
)

// Where a rule does several things to a message the list in memory has them all.
func TestListAfterSeveralActs(t *testing.T) {
	b := newJunkbox(t)
	to := b.folder("Receipts")
	b.rule("from:bank", mailbox.RuleMove|mailbox.RuleStar|mailbox.RuleRead, to)
	b.arrive(b.letter(false, "dad@home.example", ""))
	b.do(b.s.Settle(ctx))
	index := func(v mailbox.View) int {
		list, err := b.s.Index(ctx, v, 0) // of all, which is kept
		b.do(err)
		return len(list)
	}
	index(mailbox.View{})
	b.arrive(b.letter(false, "info@bank.example", ""))
	if n := index(mailbox.View{Role: mailbox.Inbox}); n != 2 {
		t.Fatalf("%d messages", n)
	}
	b.do(b.s.Settle(ctx))
	if in, own, starred := index(mailbox.View{Role: mailbox.Inbox}), index(mailbox.View{Folder: to}), index(mailbox.View{Starred: true}); in != 1 || own != 1 || starred != 1 {
		t.Errorf("in the Inbox %d, in the folder %d, starred %d", in, own, starred)
	}
	if got := hits(t, b.s, "is:read"); !slices.Equal(got, []mailbox.ID{2}) {
		t.Errorf("read: %v", got)
	}
}
