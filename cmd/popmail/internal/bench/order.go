package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// orderRules is how many rules there are.
const orderRules = 1000

// orderLearned is how many junk letters, and how many good ones, a filter has learned from that judges all that arrives.
const orderLearned = 500

// orders are the rules that are measured: none, such as catch no letter, and such as catch some; and a junk filter that
// has learned, without rules.
var orders = []struct {
	name  string
	rules func(i int) (text string, do mailbox.Act)
}{
	{"no rules", nil},
	{fmt.Sprintf("a junk filter that knows %d junk and %[1]d good letters", orderLearned), nil},
	{fmt.Sprintf("%d rules that catch nothing", orderRules), catchesNothing},
	{fmt.Sprintf("%d rules that catch some", orderRules), func(i int) (string, mailbox.Act) {
		do := []mailbox.Act{mailbox.RuleStar, mailbox.RuleRead, mailbox.RuleMove, mailbox.RuleNotify | mailbox.RuleMove}[i%4]
		if i%5 == 0 {
			return fmt.Sprintf("subject:%q", newDropWords().words[40+i]), do
		}
		return fmt.Sprintf("from:sender%d.example %s", i, newDropWords().words[i]), do
	}},
}

// catchesNothing is a rule that no letter that arrives fits.
func catchesNothing(i int) (text string, do mailbox.Act) {
	text = []string{"from:sender%d.example", `subject:"invoice %d"`, "from:person%d has:attachment", "to:list%[1]d@lists.example OR from:boss%[1]d"}[i%4]
	return fmt.Sprintf(text, i), mailbox.RuleStar
}

// newDropWords are the words of the mail that arrives, the most common first.
var newDropWords = func() func() zipf {
	d := newDrop(true)
	return func() zipf { return d.latin }
}()

// order measures what rules cost of receiving: the same letters arrive in a store as a window has
// it, are put in order and brought into the index, with rules and without.
func order(ctx context.Context, out io.Writer, o options) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	runs, cpus := make([][]time.Duration, len(orders)), make([][]time.Duration, len(orders))
	caught := make([]int, len(orders))
	for round := range o.rounds + 1 { // the first one warms up and is not counted
		for n := range orders {
			dir, err := os.MkdirTemp("", "popmail-order-")
			if err != nil {
				return err
			}
			r, err := func() (run, error) {
				defer os.RemoveAll(dir)
				if err := ruled(ctx, dir, n); err != nil {
					return run{}, err
				}
				r, err := timed(exec.CommandContext(ctx, self, "-arrive", dir, "-messages", fmt.Sprint(o.messages)))
				if err == nil {
					caught[n], err = caughtIn(ctx, dir)
				}
				return r, err
			}()
			if err != nil {
				return err
			}
			if round > 0 {
				runs[n], cpus[n] = append(runs[n], r.wall), append(cpus[n], r.cpu)
			}
		}
	}
	fmt.Fprintf(out, "## Rules\n\n%d letters arrive in a store as the window has it, are put in order and brought into the index; whole processes.\n\n| rules | letters caught | seconds | CPU seconds | × no rules |\n| --- | --- | --- | --- | --- |\n", o.messages)
	for n := range orders {
		fmt.Fprintf(out, "| %s | %d | %s | %s | %s |\n", orders[n].name, caught[n], seconds(runs[n]), seconds(cpus[n]), spread(ratios(cpus[n], cpus[0])))
	}
	judging := make([]float64, len(cpus[judged]))
	for i, c := range cpus[judged] {
		judging[i] = (c - cpus[0][i]).Seconds() * 1000 / float64(o.messages)
	}
	fmt.Fprintf(out, "\nThe filter takes %s ms of a processor for each letter: reading its words, weighing them and noting the mark.\n\n", spread(judging))
	return nil
}

// judged is the place in orders of the filter that has learned.
const judged = 1

// ruled makes a store with an account and the n-th of orders.
func ruled(ctx context.Context, dir string, n int) error {
	if err := fill(ctx, dir, 0, nil); err != nil || n == 0 {
		return err
	}
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	if n == judged {
		return taught(ctx, s)
	}
	folder, err := s.CreateFolder(ctx, "Sorted")
	if err != nil {
		return err
	}
	for i := range orderRules {
		text, do := orders[n].rules(i)
		if _, err := s.SaveRule(ctx, mailbox.Rule{Query: text, Do: do, Folder: folder}); err != nil {
			return err
		}
	}
	return nil
}

// taught has the filter of a store learn from letters that are like those that arrive, and come after them.
func taught(ctx context.Context, s *storage.Store) error {
	accounts, err := s.Accounts(ctx)
	if err != nil || len(accounts) == 0 {
		return fmt.Errorf("no account: %w", err)
	}
	if err := bringLetters(ctx, s, accounts[0].ID, 1_000_000, 2*orderLearned, newDrop(true).message); err != nil {
		return err
	}
	for _, do := range []func(context.Context) error{s.Settle, s.CatchUp, s.CatchUpThreads} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	all, err := s.Index(ctx, mailbox.View{}, 0)
	if err != nil {
		return err
	}
	ids := make([]mailbox.ID, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	if _, err := s.MoveTo(ctx, ids[:orderLearned], mailbox.Junk); err != nil {
		return err
	}
	if err := s.SetFlag(ctx, ids[orderLearned:], mailbox.Starred, true); err != nil {
		return err
	}
	return s.Learn(ctx)
}

// caughtIn is how often the rules of a store have caught a letter.
func caughtIn(ctx context.Context, dir string) (n int, err error) {
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = s.Close() }()
	rules, err := s.Rules(ctx)
	for _, r := range rules {
		n += r.Caught
	}
	return n, err
}

// arrive brings n letters into the store of ruled.
func arrive(ctx context.Context, dir string, n int) (err error) {
	s, err := storage.Open(ctx, dir, &storage.Options{Window: true})
	if err != nil {
		return err
	}
	defer func() {
		if e := s.Close(); err == nil {
			err = e
		}
	}()
	accounts, err := s.Accounts(ctx)
	if err != nil || len(accounts) == 0 {
		return fmt.Errorf("no account: %w", err)
	}
	if err := bringLetters(ctx, s, accounts[0].ID, 0, n, newDrop(true).message); err != nil {
		return err
	}
	if err := s.Settle(ctx); err != nil {
		return err
	}
	if err := s.CatchUp(ctx); err != nil {
		return err
	}
	return s.CatchUpThreads(ctx)
}

// bringLetters brings n letters, of which the first is message(first).
func bringLetters(ctx context.Context, s *storage.Store, id account.ID, first, n int, message func(i int) []byte) error {
	delivery, err := s.Deliver(ctx, id, nil)
	if err != nil {
		return err
	}
	for i := first; i < first+n; i++ {
		if err := delivery.Add(ctx, fetch.Incoming{UID: fmt.Sprintf("uid-%d", i), Raw: message(i), At: time.Now()}); err != nil {
			return err
		}
	}
	if err := delivery.Flush(ctx); err != nil {
		return err
	}
	return delivery.Close()
}
