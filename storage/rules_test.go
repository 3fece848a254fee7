package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// rule saves one and returns its number.
func (b *junkbox) rule(text string, do mailbox.Act, folder mailbox.FolderID) mailbox.RuleID {
	b.t.Helper()
	id, err := b.s.SaveRule(ctx, mailbox.Rule{Query: text, Do: do, Folder: folder})
	b.do(err)
	return id
}

func (b *junkbox) folder(name string) mailbox.FolderID {
	b.t.Helper()
	id, err := b.s.CreateFolder(ctx, name)
	b.do(err)
	return id
}

// from brings letters from senders and puts them in order.
func (b *junkbox) from(senders ...string) (out []mailbox.Summary) {
	b.t.Helper()
	var ids []mailbox.ID
	for _, from := range senders {
		ids = append(ids, b.arrive(b.letter(false, from, ""))...)
	}
	b.do(b.s.Settle(ctx), b.s.Settle(ctx))
	out, err := b.s.Summaries(ctx, ids)
	b.do(err)
	return out
}

func (b *junkbox) rules() []mailbox.Rule {
	b.t.Helper()
	list, err := b.s.Rules(ctx)
	b.do(err)
	return list
}

// TestRulesAct: each act is done once, the first folder counts, and after a stop nobody is asked.
func TestRulesAct(t *testing.T) {
	b := newJunkbox(t)
	receipts, travel := b.folder("Receipts"), b.folder("Travel")
	sub := b.s.Changes().Subscribe(100)
	b.rule("from:bank.example", mailbox.RuleMove|mailbox.RuleStar, receipts)
	b.rule("from:bank", mailbox.RuleMove|mailbox.RuleRead, travel)
	b.rule("from:sale", mailbox.RuleDelete|mailbox.RuleStop, 0)
	b.rule("from:sale", mailbox.RuleStar, 0)
	b.rule("from:pest", mailbox.RuleJunk, 0)
	b.rule("from:dad", mailbox.RuleNotify, 0)
	off := b.rule("from:dad", mailbox.RuleDelete, 0)
	b.do(b.s.SwitchRule(ctx, off, false))
	got := b.from("info@bank.example", "info@bank.test", "ad@sale.example", "x@pest.example", "dad@home.example", "info@banking.example")
	for i, want := range []struct {
		folder     mailbox.FolderID
		role       mailbox.Role
		star, read bool
	}{
		{receipts, mailbox.Own, true, true},
		{travel, mailbox.Own, false, true},
		{0, mailbox.Trash, false, false},
		{0, mailbox.Junk, false, false},
		{0, mailbox.Inbox, false, false},
		{0, mailbox.Inbox, false, false}, // a word of a rule is no beginning of longer ones
	} {
		m := got[i]
		if m.FolderRole != want.role || want.folder != 0 && m.Folder != want.folder || m.Is(mailbox.Starred) != want.star || m.Is(mailbox.Read) != want.read {
			t.Errorf("%s: folder %d (%s), star %v, read %v", m.From.Email, m.Folder, m.FolderRole, m.Is(mailbox.Starred), m.Is(mailbox.Read))
		}
	}
	var told []mailbox.ID
	for _, c := range storagetest.Told(sub) {
		if c, ok := c.(mailbox.Settled); ok {
			told = append(told, c.Notify...)
		}
	}
	if !slices.Equal(told, []mailbox.ID{got[4].ID}) {
		t.Errorf("told of %v, want %v", told, got[4].ID)
	}
	var counts []int
	for _, r := range b.rules() {
		counts = append(counts, r.Caught)
		if r.Last.IsZero() != (r.Caught == 0) {
			t.Errorf("%q: %d, last %v", r.Query, r.Caught, r.Last)
		}
	}
	if want := []int{1, 2, 1, 0, 1, 1, 0}; !slices.Equal(counts, want) {
		t.Errorf("caught %v, want %v", counts, want)
	}
	// What a rule did is not done again, and what the person moves stays.
	_, err := b.s.MoveTo(ctx, []mailbox.ID{got[0].ID}, mailbox.Inbox)
	b.do(err, b.s.Settle(ctx))
	if role, _ := b.where(got[0].ID); role != mailbox.Inbox || b.rules()[0].Caught != 1 {
		t.Errorf("the rule acted twice: %s", role)
	}
	early := b.arrive(b.letter(false, "info@bank.example", ""))
	_, err = b.s.MoveTo(ctx, early, mailbox.Archive)
	b.do(err, b.s.Settle(ctx))
	if role, _ := b.where(early[0]); role != mailbox.Archive {
		t.Errorf("what the person had moved went to %s", role)
	}
}

// TestRulesAboveJunk: a letter that a rule has put somewhere is not judged.
func TestRulesAboveJunk(t *testing.T) {
	b := newJunkbox(t)
	b.teach(25, 100)
	lottery := b.folder("Lottery")
	b.rule("from:lottery.example", mailbox.RuleMove, lottery)
	if role, mark := b.settled(true, "win@lottery.example", ""); role != mailbox.Own || mark {
		t.Error(role, mark)
	}
	if role, mark := b.settled(true, "win@other.example", ""); role != mailbox.Inbox || !mark {
		t.Error(role, mark)
	}
}

// TestRulesThatDoNothing: a rule whose folder is gone, or whose condition is not understood, says
// so and leaves mail alone.
func TestRulesThatDoNothing(t *testing.T) {
	b := newJunkbox(t)
	gone := b.folder("Gone")
	b.rule("from:dad", mailbox.RuleMove|mailbox.RuleStar, gone)
	b.do(removed(b.s, gone))
	b.rule("  ", mailbox.RuleStar, 0)
	b.rule("has:nonsense", mailbox.RuleStar, 0)
	b.rule("from:dad", mailbox.RuleStop, 0)
	b.rule("from:dad", mailbox.RuleDelete|mailbox.RuleJunk, 0)
	never := []string{"from:dad is:read", "is:starred OR in:archive", "dad -in:inbox", "-is:unread", "-(in:inbox OR dad)", "in:receipts"}
	for _, text := range never {
		b.rule(text, mailbox.RuleDelete, 0)
	}
	var got []mailbox.RuleTrouble
	for _, r := range b.rules() {
		got = append(got, r.Trouble)
	}
	want := []mailbox.RuleTrouble{mailbox.RuleNoFolder, mailbox.RuleNoQuery, mailbox.RuleNoQuery, mailbox.RuleNoActs, mailbox.RuleNoActs}
	for range never {
		want = append(want, mailbox.RuleNever)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if m := b.from("dad@home.example")[0]; m.FolderRole != mailbox.Inbox || m.Is(mailbox.Starred) {
		t.Errorf("%s, star %v", m.FolderRole, m.Is(mailbox.Starred))
	}
}

// TestRulesThatCanHold: a rule that asks for what new letters are works, and one that is tried finds
// nothing of what is put off or lies in Trash or Junk, whatever it asks for.
func TestRulesThatCanHold(t *testing.T) {
	b := newJunkbox(t)
	for _, text := range []string{"dad in:inbox", "is:unread from:dad", "from:dad OR is:starred", "-is:read dad", "-in:trash dad", "dad -(is:starred in:archive)", "in:anywhere dad", "before:2020 dad"} {
		b.rule(text, mailbox.RuleStar, 0)
	}
	for _, r := range b.rules() {
		if r.Trouble != mailbox.RuleWorks {
			t.Errorf("%s: %s", r.Query, r.Trouble)
		}
	}
	in := make([]fetch.Incoming, 4)
	for i := range in {
		in[i] = b.letter(false, "dad@home.example", "")
	}
	ids := b.arrive(in...)
	_, err := b.s.MoveTo(ctx, ids[:1], mailbox.Trash)
	b.do(err)
	_, err = b.s.MoveTo(ctx, ids[1:2], mailbox.Junk)
	b.do(err)
	_, err = b.s.Snooze(ctx, ids[2:3], b.now.Add(time.Hour))
	b.do(err)
	for _, text := range []string{"from:dad", "from:dad in:anywhere", "from:dad OR in:trash OR in:junk OR in:snoozed"} {
		r, err := b.s.TryRule(ctx, text, 0)
		if b.do(err); r.Total != 1 || r.Entries[0].ID != ids[3] {
			t.Errorf("%s finds %d", text, r.Total)
		}
	}
}

// TestTryRuleUnclear: a condition that asks for nothing, or of which a part is not understood, has caught nothing
// when it is tried, as it catches nothing at arrival.
func TestTryRuleUnclear(t *testing.T) {
	b := newJunkbox(t)
	b.arrive(b.letter(false, "info@bank.example", ""), b.letter(false, "dad@home.example", ""))
	for _, text := range []string{"", "subject:$$$", "from:!", "$$$", "***", "from:bank.example larger:abc", "from:bank.example subject:$$$", "from:bank.example has:nonsense"} {
		if r, err := b.s.TryRule(ctx, text, 0); !errors.Is(err, mailbox.ErrUnclear) || r.Total+len(r.Entries) != 0 {
			t.Errorf("%q: %d letters, %v", text, r.Total, err)
		}
	}
	if r, err := b.s.TryRule(ctx, "from:bank.example", 0); err != nil || r.Total != 1 {
		t.Error(r.Total, err)
	}
}

// TestRulesOfAccounts: rules know the accounts and folders that there are when mail comes.
func TestRulesOfAccounts(t *testing.T) {
	b := newJunkbox(t)
	rule := b.rule("account:two", mailbox.RuleStar, 0)
	b.arrive(b.letter(false, "dad@home.example", ""))
	b.do(b.s.Settle(ctx))
	caught := func() int {
		for _, r := range b.rules() {
			if r.ID == rule {
				return r.Caught
			}
		}
		return -1
	}
	if n := caught(); n != 0 {
		t.Errorf("%d letters of another account", n)
	}
	first := b.id
	b.id = storagetest.AddAccount(t, b.s, "two@example.org")
	b.arrive(b.letter(false, "dad@home.example", ""))
	b.do(b.s.Settle(ctx))
	if n := caught(); n != 1 {
		t.Errorf("of the new account %d", n)
	}
	all, err := b.s.Accounts(ctx)
	b.do(err)
	all[0].Label = "two"
	b.do(b.s.UpdateAccount(ctx, all[0], nil))
	b.id = first
	b.arrive(b.letter(false, "dad@home.example", ""))
	b.do(b.s.Settle(ctx))
	if n := caught(); n != 2 {
		t.Errorf("of the one that is called so now %d in all", n)
	}
}

// TestRulesAreKept: order, changes and numbers last; there is a limit.
func TestRulesAreKept(t *testing.T) {
	b := newJunkbox(t)
	one, two, three := b.rule("one", mailbox.RuleStar, 0), b.rule("two", mailbox.RuleRead, 0), b.rule("three", mailbox.RuleDelete, 0)
	b.do(b.s.OrderRules(ctx, []mailbox.RuleID{three, one}))
	b.do(b.s.SwitchRule(ctx, two, false))
	_, err := b.s.SaveRule(ctx, mailbox.Rule{ID: one, Query: " uno ", Do: mailbox.RuleNotify})
	b.do(err, b.s.Close())
	b.s = storagetest.OpenIn(t, b.dir, nil)
	got := ""
	for _, r := range b.rules() {
		got += fmt.Sprint(r.ID, r.Query, r.Do, r.Off, " ")
	}
	if want := fmt.Sprint(three, "three", mailbox.RuleDelete, false, " ", one, "uno", mailbox.RuleNotify, false, " ", two, "two", mailbox.RuleRead, true, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b.do(b.s.DeleteRule(ctx, two))
	if err := b.s.DeleteRule(ctx, two); !errors.Is(err, mailbox.ErrNotFound) {
		t.Error(err)
	}
	for range mailbox.MaxRules {
		_, err = b.s.SaveRule(ctx, mailbox.Rule{Query: "x", Do: mailbox.RuleStar})
	}
	if !errors.Is(err, mailbox.ErrTooMany) {
		t.Error(err)
	}
}

// BenchmarkRules receives 10,000 letters, as with a window, and puts them in order, with no rules
// and with many. Told is also the time of the processors.
func BenchmarkRules(b *testing.B) {
	for _, n := range []int{0, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var used float64
			for range b.N {
				b.StopTimer()
				s := storagetest.Open(b, &storage.Options{Window: true})
				id := storagetest.AddAccount(b, s, "me@example.org")
				for i := range n {
					text := []string{"from:sender%d.example", "subject:\"invoice %d\"", "from:person%d has:attachment", "to:list%d@lists.example OR from:boss%d"}[i%4]
					if _, err := s.SaveRule(ctx, mailbox.Rule{Query: strings.ReplaceAll(text, "%d", strconv.Itoa(i)), Do: mailbox.RuleStar}); err != nil {
						b.Fatal(err)
					}
				}
				if err := s.Settle(ctx); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				before := cpuSeconds()
				if err := storagetest.Fill(ctx, s, id, 10_000, 4000); err != nil {
					b.Fatal(err)
				}
				if err := errors.Join(s.Settle(ctx), s.CatchUp(ctx)); err != nil {
					b.Fatal(err)
				}
				used += cpuSeconds() - before
			}
			b.ReportMetric(used/float64(b.N), "cpu-s/op")
		})
	}
}

// The trial of a rule looks into own folders, whatever they are called.
func TestTryRuleInFoldersCalledSo(t *testing.T) {
	b := newJunkbox(t)
	for i, name := range []string{"Drafts", "Sent", "Outbox", "Snoozed"} {
		to := b.folder(name)
		id := b.arrive(b.letter(false, fmt.Sprintf("info%d@bank.example", i), ""))
		_, err := b.s.Move(ctx, id, to)
		b.do(err)
	}
	own := b.arrive(b.letter(false, "info9@bank.example", ""))
	for _, role := range []mailbox.Role{mailbox.Trash, mailbox.Junk} {
		_, err := b.s.MoveTo(ctx, own, role)
		b.do(err)
		for _, text := range []string{"letter", "letter in:anywhere", "letter OR in:trash"} {
			if r, err := b.s.TryRule(ctx, text, 0); err != nil || r.Total != 4 {
				t.Errorf("%s: %d, %v", text, r.Total, err)
			}
		}
	}
}

// TestCountRule: what a rule is applied to counts as what it has caught, until that is taken back; what it has caught
// since stays.
func TestCountRule(t *testing.T) {
	b := newJunkbox(t)
	id := b.rule("from:dad", mailbox.RuleStar, 0)
	is := func(caught int, last time.Time) {
		t.Helper()
		if r := b.rules()[0]; r.Caught != caught || !r.Last.Equal(last) {
			t.Errorf("%d caught, last %v; want %d, %v", r.Caught, r.Last, caught, last)
		}
	}
	count := func(n int) mailbox.RuleCount {
		t.Helper()
		c, err := b.s.CountRule(ctx, id, n)
		b.do(err)
		return c
	}
	first := b.now
	c := count(400)
	is(400, first)
	b.do(b.s.TakeBackCount(ctx, c))
	is(0, time.Time{})
	count(3)
	b.now = b.now.Add(time.Hour)
	c = count(5)
	is(8, b.now)
	b.do(b.s.TakeBackCount(ctx, c))
	is(3, first)
	c = count(5)
	b.now = b.now.Add(time.Hour)
	b.from("dad@home.example")
	is(9, b.now)
	b.do(b.s.TakeBackCount(ctx, c))
	is(4, b.now)
	b.do(b.s.DeleteRule(ctx, id), b.s.TakeBackCount(ctx, count(1)))
}

// TestCanCatch: a condition that no letter meets when it comes is told, whatever it finds of those that are here.
func TestCanCatch(t *testing.T) {
	b := newJunkbox(t)
	for text, want := range map[string]bool{
		"from:dad": true, "is:unread from:dad": true, "in:inbox dad": true, "-is:starred dad": true, "is:starred OR from:dad": true, "***": true,
		"is:starred from:dad": false, "is:read dad": false, "in:archive dad": false, "-is:unread": false, "-in:inbox dad": false,
	} {
		if got := b.s.CanCatch(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
