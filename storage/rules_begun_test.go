package storage_test

import (
	"strings"
	"testing"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

const scanHead = "From: scanner@office.example\r\nTo: me@example.org\r\nSubject: A scan\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe first page.\r\n"

// scan is a letter of which the beginning comes first; the rest has other words, and a PDF.
func scan(uid string, whole bool) fetch.Incoming {
	raw := scanHead
	if whole {
		raw += "Further below stands lighthouse.\r\n--b\r\nContent-Type: application/pdf; name=ticket.pdf\r\nContent-Disposition: attachment; filename=ticket.pdf\r\n\r\n" + strings.Repeat("xx\r\n", 7500) + "--b--\r\n"
	}
	return fetch.Incoming{UID: uid, Raw: []byte(raw), Listed: 30_300, Short: !whole, Beginning: !whole, Replace: whole, Head: "h"}
}

// A rule is asked about the beginning of a letter as far as the rest makes no difference, and once it is
// whole about what was not to be known before; each acts once.
func TestRulesOfBeginnings(t *testing.T) {
	for text, want := range map[string]string{
		"larger:20k":               "begun",
		"larger:20k subject:scan":  "begun",
		"smaller:10k from:scanner": "",
		"from:scanner":             "begun",
		"-from:bank":               "begun",
		"first":                    "begun",
		"first OR lighthouse":      "begun",
		"lighthouse":               "whole",
		"from:scanner lighthouse":  "whole",
		"from:scanner lighthouse subject:scan larger:20k": "whole",
		"has:pdf":                     "whole",
		"has:attachment":              "whole",
		"filename:ticket":             "whole",
		"from:scanner -invoice":       "whole",
		"from:scanner -has:picture":   "whole",
		"-(from:bank has:pdf)":        "begun",
		"-(from:scanner has:picture)": "whole",
		"from:scanner -has:pdf":       "",
		"from:scanner -lighthouse":    "",
		"from:bank OR lighthouse":     "whole",
		"from:bank has:pdf":           "",
		"-(from:scanner OR has:pdf)":  "",
		"larger:20k -smaller:1k":      "begun",
	} {
		t.Run(text, func(t *testing.T) {
			b := newJunkbox(t)
			to := b.folder("Scans")
			b.rule(text, mailbox.RuleMove, to)
			id := b.arrive(scan("f", false))[0]
			b.do(b.s.Settle(ctx))
			got := ""
			if role, _ := b.where(id); role == mailbox.Own {
				got = "begun"
			}
			storagetest.Deliver(t, b.s, b.id, scan("f", true))
			b.do(b.s.Settle(ctx))
			if role, _ := b.where(id); role == mailbox.Own && got == "" {
				got = "whole"
			}
			if got != want {
				t.Errorf("caught %q, want %q", got, want)
			}
			caught := 1
			if want == "" {
				caught = 0
			}
			if r := b.rules()[0]; r.Caught != caught && want != "begun" {
				t.Errorf("counted %d", r.Caught)
			}
			n, err := b.s.TryRule(ctx, text, 0)
			if b.do(err); (n.Total == 1) != (want != "") {
				t.Errorf("the trial finds %d", n.Total)
			}
		})
	}
}

// Sizes are those that the server has said, in the search too.
func TestSizeOfBeginning(t *testing.T) {
	b := newJunkbox(t)
	b.arrive(scan("f", false), b.letter(false, "dad@home.example", ""))
	for text, want := range map[string]int{"larger:20k": 1, "larger:40k": 0, "smaller:10k": 1, "smaller:40k": 2, "larger:10": 2} {
		if got := hits(t, b.s, text); len(got) != want {
			t.Errorf("%s: %v, want %d", text, got, want)
		}
	}
}

// What the person has done about a letter in the meantime stays, and it is told of once.
func TestRulesOfBeginningsLeaveAlone(t *testing.T) {
	for name, c := range map[string]struct {
		rules func(b *junkbox)
		do    func(b *junkbox, id mailbox.ID) // between the beginning and the rest
		role  mailbox.Role
		star  bool
		told  int // by its number of Settled
		notes int // of rules
	}{
		"untouched": {func(b *junkbox) { b.rule("lighthouse", mailbox.RuleMove, b.folder("Scans")) }, func(*junkbox, mailbox.ID) {}, mailbox.Own, false, 1, 0},
		"read":      {func(b *junkbox) { b.rule("lighthouse", mailbox.RuleMove, b.folder("Scans")) }, func(b *junkbox, id mailbox.ID) { b.do(b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Read, true)) }, mailbox.Inbox, false, 1, 0},
		"moved": {func(b *junkbox) { b.rule("lighthouse", mailbox.RuleMove, b.folder("Scans")) }, func(b *junkbox, id mailbox.ID) {
			_, err := b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Archive)
			b.do(err)
		}, mailbox.Archive, false, 1, 0},
		"moved back": {func(b *junkbox) {
			b.rule("from:scanner", mailbox.RuleDelete, 0)
			b.rule("lighthouse", mailbox.RuleJunk, 0)
		}, func(b *junkbox, id mailbox.ID) { _, err := b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Inbox); b.do(err) }, mailbox.Inbox, false, 1, 0},
		"read by a rule": {func(b *junkbox) {
			b.rule("from:scanner", mailbox.RuleRead, 0)
			b.rule("lighthouse", mailbox.RuleMove, b.folder("Scans"))
		}, func(*junkbox, mailbox.ID) {}, mailbox.Own, false, 1, 0},
		"read by a rule at its end": {func(b *junkbox) {
			b.rule("lighthouse", mailbox.RuleRead, 0)
			b.rule("has:pdf", mailbox.RuleMove, b.folder("Scans"))
		}, func(*junkbox, mailbox.ID) {}, mailbox.Own, false, 1, 0},
		"star gone":   {func(b *junkbox) { b.rule("from:scanner", mailbox.RuleStar, 0) }, func(b *junkbox, id mailbox.ID) { b.do(b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Starred, false)) }, mailbox.Inbox, false, 1, 0},
		"star comes":  {func(b *junkbox) { b.rule("lighthouse", mailbox.RuleStar, 0) }, func(*junkbox, mailbox.ID) {}, mailbox.Inbox, true, 1, 0},
		"note at end": {func(b *junkbox) { b.rule("lighthouse", mailbox.RuleNotify, 0) }, func(*junkbox, mailbox.ID) {}, mailbox.Inbox, false, 2, 1},
		"note before": {func(b *junkbox) { b.rule("from:scanner", mailbox.RuleNotify, 0) }, func(*junkbox, mailbox.ID) {}, mailbox.Inbox, false, 1, 1},
		"seen at once": {func(b *junkbox) {
			b.rule("first", mailbox.RuleNotify|mailbox.RuleStar, 0)
			b.rule("lighthouse", mailbox.RuleRead, 0)
		}, func(b *junkbox, id mailbox.ID) {
			b.do(b.s.SetFlag(ctx, []mailbox.ID{id}, mailbox.Starred, false))
		}, mailbox.Inbox, false, 1, 1},
		"brought back": {func(b *junkbox) { b.rule("first", mailbox.RuleDelete, 0); b.rule("lighthouse", mailbox.RuleJunk, 0) }, func(b *junkbox, id mailbox.ID) { _, err := b.s.MoveTo(ctx, []mailbox.ID{id}, mailbox.Inbox); b.do(err) }, mailbox.Inbox, false, 1, 0},
		"no rules":     {func(*junkbox) {}, func(*junkbox, mailbox.ID) {}, mailbox.Inbox, false, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newJunkbox(t)
			c.rules(b)
			sub := b.s.Changes().Subscribe(1000)
			id := b.arrive(scan("f", false))[0]
			b.do(b.s.Settle(ctx))
			c.do(b, id)
			storagetest.Deliver(t, b.s, b.id, scan("f", true))
			b.do(b.s.Settle(ctx), b.s.Settle(ctx))
			list, err := b.s.Summaries(ctx, []mailbox.ID{id})
			b.do(err)
			if m := list[0]; m.FolderRole != c.role || m.Is(mailbox.Starred) != c.star || m.Is(mailbox.Suspect) || m.Is(mailbox.Begun) && m.FolderRole == mailbox.Inbox {
				t.Errorf("in %s, %08b", m.FolderRole, m.Flags)
			}
			told, notes := 0, 0
			for _, change := range storagetest.Told(sub) {
				if s, is := change.(mailbox.Settled); is {
					told, notes = told+len(s.IDs), notes+len(s.Notify)
				}
			}
			if told != c.told || notes != c.notes {
				t.Errorf("told %d times, noted %d times", told, notes)
			}
			if n := ask(t, b.dir, "SELECT 'waiting', count(*) FROM arrivals")["waiting"]; n != 0 {
				t.Errorf("%d wait", n)
			}
		})
	}
}

// A beginning whose rest comes before it was put in order is a new letter like others.
func TestRulesOfWholeBeforeSettling(t *testing.T) {
	b := newJunkbox(t)
	b.rule("from:scanner", mailbox.RuleStar, 0)
	b.rule("lighthouse", mailbox.RuleNotify, 0)
	sub := b.s.Changes().Subscribe(100)
	id := b.arrive(scan("f", false))[0]
	storagetest.Deliver(t, b.s, b.id, scan("f", true))
	b.do(b.s.Settle(ctx))
	list, err := b.s.Summaries(ctx, []mailbox.ID{id})
	if b.do(err); !list[0].Is(mailbox.Starred) || list[0].Is(mailbox.Begun) {
		t.Errorf("%08b", list[0].Flags)
	}
	if n := len(storagetest.Told(sub)); n == 0 {
		t.Error("nothing is told")
	}
}
