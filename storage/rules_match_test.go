package storage

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/query"
)

// ruleMail are letters for rules: some of the corpora, where they are here, and some of its own.
func ruleMail(t *testing.T, most int) (out []fetch.Incoming) {
	t.Helper()
	add := func(raw string) {
		out = append(out, fetch.Incoming{UID: fmt.Sprint("u", len(out)), Raw: []byte(raw), At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	}
	for i := range 20 {
		add(fmt.Sprintf("From: Bank %d <info@bank%d.example>\r\nTo: Ann <ann@example.org>\r\nSubject: Statement no. %d\r\nDate: Tue, %d Mar 2025 05:06:07 +0000\r\n\r\nYour Ätna statement of 日本語 and more.\r\n", i%3, i%5, i, i+1))
		kind := []string{"application/pdf; name=a.pdf", "image/png; name=photo.png", "text/calendar; name=e.ics"}[i%3]
		add(fmt.Sprintf("From: Dad <dad@home.example>\r\nTo: treasurer@club.example\r\nSubject: file %d\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhere\r\n--b\r\nContent-Type: %s\r\nContent-Disposition: attachment\r\n\r\nxx\r\n--b--\r\n", i, kind))
	}
	for _, root := range []string{"../../shared/corpora/list", "../../shared/corpora/torture", "eml/testdata"} {
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || len(out) >= most {
				return nil
			}
			if b, err := os.ReadFile(path); err == nil && len(b) > 0 && len(b) < 200_000 {
				add(strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n", "\r\n"))
			}
			return nil
		})
	}
	return out
}

// ruleStore is a store with letters that were not put in order yet, and their numbers.
func ruleStore(t *testing.T, mail []fetch.Incoming) (*Store, []mailbox.ID) {
	t.Helper()
	ctx := t.Context()
	s, err := Open(ctx, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	id, err := s.AddAccount(ctx, account.Account{Email: "ann@example.org", Incoming: account.Server{Host: "pop.example.org", Security: account.TLS}, Keep: account.KeepAsk}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mail {
		if err := d.Add(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	ids, err := column[mailbox.ID](s.r.QueryContext(ctx, "SELECT message FROM arrivals ORDER BY message"))
	if err != nil || len(ids) == 0 {
		t.Fatal(len(ids), err)
	}
	return s, ids
}

// ruleTexts are conditions of all kinds, and such that are made of words of the mail by chance.
func ruleTexts(s *Store, ids []mailbox.ID, n int) []string {
	out := []string{
		"from:bank1.example", "from:bank", "from:bank1.example subject:statement", "from:(bank0 OR dad)", "subject:\"statement no\"", "st", "from:b", "subject:\"no 7\" -from:bank2",
		"has:pdf", "has:picture", "has:calendar", "has:attachment -has:pdf", "to:treasurer@club.example has:pdf", "larger:2k", "smaller:1k", "before:2025-03-10", "after:2025-03-10 from:bank",
		"is:unread", "is:read", "is:starred", "in:inbox statement", "in:posteingang statement", "in:\"boîte de réception\" statement", "-in:входящие", "-in:corbeille dad", "in:trash", "-in:inbox", "account:ann@example.org dad", "account:nobody", "-statement", "-(from:bank OR from:dad)",
		"ätna", "日本", "日本語", "\"of 日\"", "statement OR has:pdf", "list:linux.ie", "list:ilug", "list:\"linux users\"", "-list:fork.xent.com", "list:ilug OR has:pdf", "list:<fork.xent.com> re", "list:nobody", "filename:photo", "body:here", "the OR and", "list", "a",
	}
	rnd := rand.New(rand.NewPCG(7, 7))
	fields := []string{"", "from:", "to:", "subject:", "body:", "-", "filename:"}
	for len(out) < n {
		w := whole{digest: &digest{}}
		if w.read(context.Background(), s, s.r, ids[rnd.IntN(len(ids))]) != nil {
			continue
		}
		words := strings.Fields(string(w.words))
		if len(words) < 3 {
			continue
		}
		var parts []string
		for range 1 + rnd.IntN(3) {
			at := rnd.IntN(len(words) - 1)
			text := words[at]
			switch rnd.IntN(4) {
			case 0:
				text = `"` + text + " " + words[at+1] + `"`
			case 1:
				text = string([]rune(text)[:1+rnd.IntN(len([]rune(text)))])
			}
			parts = append(parts, fields[rnd.IntN(len(fields))]+text)
			if rnd.IntN(4) == 0 {
				parts = append(parts, "OR", words[rnd.IntN(len(words))])
			}
		}
		if q := query.ParseWhole(strings.Join(parts, " "), s.now()); !q.Empty() && len(q.Notes) == 0 {
			out = append(out, strings.Join(parts, " "))
		}
	}
	return out
}

// TestRulesAgreeWithSearch: what a rule catches of new mail is what the search finds there, before
// the words of the mail are in the index and after.
func TestRulesAgreeWithSearch(t *testing.T) {
	ctx := t.Context()
	s, ids := ruleStore(t, ruleMail(t, 400))
	texts := ruleTexts(s, ids, 600)
	for _, text := range texts {
		if _, err := s.SaveRule(ctx, mailbox.Rule{Query: text, Do: mailbox.RuleNotify}); err != nil {
			t.Fatal(err)
		}
	}
	found := 0
	for range 2 {
		got := map[string][]mailbox.ID{}
		set, err := s.ruleset(ctx)
		if err != nil {
			t.Fatal(err)
		}
		read, err := s.readWaiting(ctx, math.MaxInt64, 1, "")
		if err != nil {
			t.Fatal(err)
		}
		caught, err := s.askRules(ctx, set, ids, nil, read)
		if err != nil {
			t.Fatal(err)
		}
		for id, rules := range caught {
			for _, r := range rules {
				got[r.Query] = append(got[r.Query], id)
			}
		}
		for _, text := range texts {
			r, err := s.TryRule(ctx, text, 0)
			if err != nil {
				t.Fatal(err)
			}
			var want []mailbox.ID
			for _, e := range r.Entries {
				want = append(want, e.ID)
			}
			slices.Sort(want)
			slices.Sort(got[text])
			if got[text] = slices.Compact(got[text]); !slices.Equal(got[text], want) {
				t.Errorf("%q: the rule catches %d letters, the search finds %d", text, len(got[text]), len(want))
			}
			found += len(want)
		}
		if err := s.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if found < 1000 {
		t.Errorf("only %d were found in all", found)
	}
}

// TestRulesReadOnce: what rules have read is in the index with it, and what the index reads first
// is put in order with it, each in one transaction.
func TestRulesReadOnce(t *testing.T) {
	ctx := t.Context()
	waiting := func(s *Store) (new, unindexed, starred int) {
		t.Helper()
		if err := s.r.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM arrivals), (SELECT count(*) FROM unindexed), (SELECT count(*) FROM messages WHERE flags & ?)", mailbox.Starred).Scan(&new, &unindexed, &starred); err != nil {
			t.Fatal(err)
		}
		return new, unindexed, starred
	}
	for name, do := range map[string]func(*Store) error{
		"settled": func(s *Store) error { return s.Settle(ctx) },
		"indexed": func(s *Store) error { return s.CatchUp(ctx) },
	} {
		s, ids := ruleStore(t, ruleMail(t, 0))
		for _, text := range []string{"from:bank1.example", "has:pdf", "smaller:1"} {
			if _, err := s.SaveRule(ctx, mailbox.Rule{Query: text, Do: mailbox.RuleStar}); err != nil {
				t.Fatal(err)
			}
		}
		if new, _, starred := waiting(s); new != len(ids) || starred > 0 {
			t.Fatal(name, new, starred)
		}
		if err := do(s); err != nil {
			t.Fatal(err)
		}
		if new, unindexed, starred := waiting(s); new > 0 || unindexed > 0 || starred != 4+7 {
			t.Errorf("%s: %d are not in order, %d not in the index, %d starred", name, new, unindexed, starred)
		}
		if r, err := s.Search(ctx, query.ParseWhole("statement", s.now()), 0); err != nil || r.Total != 20 {
			t.Errorf("%s: %d found, %v", name, r.Total, err)
		}
		rules, err := s.Rules(ctx)
		if err != nil || rules[0].Caught != 4 || rules[1].Caught != 7 || rules[2].Caught != 0 || rules[0].Last.IsZero() {
			t.Errorf("%s: %+v %v", name, rules, err)
		}
	}
}
