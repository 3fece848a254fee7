package gui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/widgets"
	"popmail/gui/search"
	"popmail/gui/settings"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// ruledStage is a window with letters of a bank and of others, and a folder.
func ruledStage(t *testing.T) (*stage, mailbox.FolderID) {
	t.Helper()
	bank := func(n string) storagetest.Mail {
		return storagetest.Mail{From: "Bank <info@bank.example>", Subject: "Statement " + n}
	}
	s := newStageOf(t, true, []storagetest.Mail{bank("1"), numbered(2), bank("3")})
	s.must(s.store.Settle(t.Context())) // else a rule that is saved now would still catch them by itself
	id, err := s.store.CreateFolder(t.Context(), "Receipts")
	s.must(err)
	s.news()
	return s, id
}

func (s *stage) rules() []mailbox.Rule {
	s.t.Helper()
	list, err := s.store.Rules(s.t.Context())
	s.must(err)
	return list
}

// TestRulePage: a rule is made from a letter, tried, saved, told as a sentence, switched, moved by
// keyboard, changed and deleted.
func TestRulePage(t *testing.T) {
	s, receipts := ruledStage(t)
	s.accounts.ruleOf(1)
	s.shows("New rule", "made from “Statement 1”", "Would have caught 2 letters of 3", "Show all 2", "Statement 3", "Bank")
	page := s.accounts.sheet.(*settings.Settings)
	if len(s.rules()) != 0 {
		t.Error("a rule that nobody has saved is there")
	}
	page.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.shows("!New rule\n", "[New rule]", "Blocked senders: 0")
	for _, r := range []mailbox.Rule{{Query: "from:bank.example", Do: mailbox.RuleMove | mailbox.RuleStar, Folder: receipts}, {Query: `subject:"flash sale"`, Do: mailbox.RuleDelete | mailbox.RuleStop}} {
		_, err := s.store.SaveRule(t.Context(), r)
		s.must(err)
	}
	s.accounts.refillSettings()
	s.shows("Letters from bank.example go to Receipts and get a star", "Letters with flash sale in the subject are deleted, and later rules don’t see them", "None so far")
}

// TestRuleMovesAtOnce: a rule that is made from a letter can move to a folder before the settings know all that
// their pages say, some of which other programs are asked for.
func TestRuleMovesAtOnce(t *testing.T) {
	s, _ := ruledStage(t)
	page := s.accounts.newSettings()
	s.accounts.openSheet(page, nil)
	page.NewRule("from:bank.example", "")
	s.tap("Choose…")
	m, ok := s.window.Canvas().Overlays().Top().(*widgets.Menu)
	if !ok {
		t.Fatal("no menu opens")
	}
	move := m.Items()[0]
	if move.Label != "Move to" || move.Disabled || !slices.ContainsFunc(move.ChildMenu.Items, func(i *fyne.MenuItem) bool { return i.Label == "Receipts" }) {
		t.Errorf("%q, disabled: %v, %d folders", move.Label, move.Disabled, len(move.ChildMenu.Items))
	}
}

// TestApplyRule: a rule is applied to old mail, and that is taken back: letters return, and only
// marks that were set by it go.
func TestApplyRule(t *testing.T) {
	s, receipts := ruledStage(t)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{3}, mailbox.Starred, true))
	s.accounts.applyRule(mailbox.Rule{Query: "from:bank.example", Do: mailbox.RuleMove | mailbox.RuleStar, Folder: receipts})
	s.shows("Apply the rule to 2 letters?", "[Apply]", "[Cancel]")
	s.tap("Apply")
	s.news()
	check := func(folder bool, one, three bool) {
		t.Helper()
		for id, star := range map[mailbox.ID]bool{1: one, 3: three} {
			if m := s.row(id); (m.Folder == receipts) != folder || (m.Flags&mailbox.Starred != 0) != star {
				t.Errorf("letter %d: folder %d, flags %d", id, m.Folder, m.Flags)
			}
		}
		if m := s.row(2); m.FolderRole != mailbox.Inbox || m.Flags&mailbox.Starred != 0 {
			t.Error("another letter was changed")
		}
	}
	check(true, true, true)
	if said := s.toasts.now; said == nil || !strings.Contains(said.Text(), "The rule was applied to 2 letters") {
		t.Error(said)
	}
	s.filing.undo()
	s.news()
	check(false, false, true)
}

// TestUnclearRule: a rule of which it is not understood what it means is not applied to any letter, and its card
// says so in the place of a number.
func TestUnclearRule(t *testing.T) {
	s, receipts := ruledStage(t)
	s.accounts.ruleOf(1)
	page := s.accounts.sheet.(*settings.Settings)
	for _, text := range []string{"subject:$$$", "***", "from:bank.example larger:abc"} {
		r := mailbox.Rule{Query: text, Do: mailbox.RuleDelete}
		page.CloseRule()
		page.ResumeRule(settings.KeptRule{Rule: r, Was: r})
		s.shows("It does nothing: PopMail doesn’t understand", "!Would have caught")
		s.accounts.applyRule(r)
		s.shows("!Apply the rule")
		s.filing.obeyRule(s.accounts.ruling, r)
	}
	r := mailbox.Rule{Query: "from:bank.example", Do: mailbox.RuleMove, Folder: receipts}
	page.CloseRule()
	page.ResumeRule(settings.KeptRule{Rule: r, Was: r})
	s.shows("Would have caught 2 letters of 3")
	for id := mailbox.ID(1); id <= 3; id++ {
		if m := s.row(id); m.FolderRole != mailbox.Inbox {
			t.Errorf("letter %d lies in %s", id, m.FolderRole)
		}
	}
}

// TestApplyRuleStopped: who waits sees how far it is, and can stop it; the letters that had their turn
// have had all of it, the others nothing, and it is taken back as a whole.
func TestApplyRuleStopped(t *testing.T) {
	s := newStage(t, 2*applyChunk+10)
	receipts, err := s.store.CreateFolder(t.Context(), "Receipts")
	s.must(err)
	s.news()
	r := mailbox.Rule{Query: "from:bob", Do: mailbox.RuleMove | mailbox.RuleStar, Folder: receipts}
	have := func(folder, stars int) {
		t.Helper()
		list, err := s.store.List(t.Context(), mailbox.View{Folder: receipts}, 0)
		s.must(err)
		all, err := s.store.List(t.Context(), mailbox.View{Starred: true}, 0)
		if s.must(err); len(list) != folder || len(all) != stars {
			t.Errorf("%d letters in the folder, %d with a star; want %d, %d", len(list), len(all), folder, stars)
		}
	}
	n := 0
	s.store.move = func() {
		if n++; n == 2 {
			s.shows("Applying the rule", "200 of 410 letters")
			s.pushes("Stop")
			s.shows("Stopping…")
		}
	}
	s.accounts.applyRule(r)
	s.tap("Apply")
	s.news()
	have(2*applyChunk, 2*applyChunk)
	if said := s.toasts.now; said == nil || !strings.Contains(said.Text(), "Stopped. The rule was applied to 400 letters") {
		t.Error(said)
	}
	s.filing.undo()
	s.news()
	have(0, 0)
	// Stopped before it has done anything.
	s.store.move = nil
	rules := &slowRules{Ruling: s.accounts.ruling, then: func() { s.pushes("Stop") }}
	s.filing.obeyRule(rules, r)
	if said := s.toasts.now; said == nil || said.Text() != "Stopped. No letter was changed." {
		t.Error(said)
	}
	have(0, 0)
	s.filing.obeyRule(s.accounts.ruling, r)
	s.news()
	have(2*applyChunk+10, 2*applyChunk+10)
}

// slowRules does something before it has found letters.
type slowRules struct {
	Ruling
	then func()
}

func (r *slowRules) TryRule(ctx context.Context, text string, limit int) (mailbox.Result, error) {
	r.then()
	return r.Ruling.TryRule(context.WithoutCancel(ctx), text, limit)
}

// TestRuleFrom: a rule is made for the sender's address, as many people may share the host.
func TestRuleFrom(t *testing.T) {
	for address, want := range map[string]string{"News@Rail.example": "from:news@rail.example", "Ann@bluewin.ch": "from:ann@bluewin.ch", "nobody": ""} {
		if got := ruleFrom(&mailbox.Summary{From: mailbox.Address{Email: address}}); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// TestApplyRuleChangesNothing: where nothing had to be done for a rule, Undo is not offered: it would take back what was
// done before.
func TestApplyRuleChangesNothing(t *testing.T) {
	s, receipts := ruledStage(t)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{1, 3}, mailbox.Starred, true))
	s.filing.toTrash([]mailbox.ID{2})
	s.news()
	for _, r := range []mailbox.Rule{{Query: "from:bank.example", Do: mailbox.RuleStar}, {Query: "from:bank.example", Do: mailbox.RuleNotify}} {
		s.filing.obeyRule(s.accounts.ruling, r)
		s.news()
		if s.bar() != "Nothing had to be changed." || s.toasts.now.Action() != nil || len(s.filing.past.steps) != 1 {
			t.Errorf("%d: %q, %d steps", r.Do, s.bar(), len(s.filing.past.steps))
		}
	}
	move := mailbox.Rule{Query: "from:bank.example", Do: mailbox.RuleMove, Folder: receipts}
	s.filing.obeyRule(s.accounts.ruling, move)
	s.filing.obeyRule(s.accounts.ruling, move) // they lie there already
	if s.bar() != "Nothing had to be changed." || len(s.filing.past.steps) != 2 {
		t.Errorf("%q, %d steps", s.bar(), len(s.filing.past.steps))
	}
	s.filing.undo()
	s.filing.undo()
	s.news()
	for id := mailbox.ID(1); id <= 3; id++ {
		if got := s.role(id); got != mailbox.Inbox {
			t.Errorf("letter %d lies in %s", id, got)
		}
	}
}

// TestApplyRuleCounts: a rule has caught what it was applied to, until that is taken back.
func TestApplyRuleCounts(t *testing.T) {
	s, receipts := ruledStage(t)
	r := mailbox.Rule{Query: "from:bank.example", Do: mailbox.RuleMove | mailbox.RuleStar, Folder: receipts}
	var err error
	r.ID, err = s.store.SaveRule(t.Context(), r)
	s.must(err)
	s.accounts.showSettings(func(p *settings.Settings) { p.ShowRules() })
	s.shows("None so far")
	for range 2 { // the second time there is nothing to do
		s.filing.obeyRule(s.accounts.ruling, r)
		s.news()
		s.shows("2 so far")
	}
	s.filing.undo()
	s.news()
	s.shows("None so far")
}

// TestRuleShowsWhatItCaught: the list that the card of a rule offers has the very letters that were counted, until
// something else is searched for.
func TestRuleShowsWhatItCaught(t *testing.T) {
	s, _ := ruledStage(t)
	s.put(mailbox.Sent, 1)
	s.put(mailbox.Trash, 2)
	s.news()
	for text, want := range map[string]string{"from:bank.example": "Statement 3", "in:trash letter": "", "in:anywhere letter OR statement": "Statement 3"} {
		s.accounts.showSettings(func(p *settings.Settings) { p.NewRule(text, "") })
		if want != "" {
			s.shows("Would have caught one letter of")
			s.tap("Show it")
		} else {
			s.accounts.closeSheet()
			s.listing.showCaught(s.accounts.ruling, text)
		}
		s.run.Fire(search.Delay)
		s.expect(want)
		s.listing.bar.Again()
		s.run.Fire(search.Delay)
		s.expect(want)
		s.listing.bar.Leave()
	}
	s.listing.showCaught(s.accounts.ruling, "from:bank.example")
	s.run.Fire(search.Delay)
	s.listing.bar.SetText("from:bank")
	s.run.Fire(search.Delay)
	s.expect("Statement 3 Statement 1")
	s.listing.bar.SetText("from:bank.example")
	s.run.Fire(search.Delay)
	s.expect("Statement 3 Statement 1")
}

// TestRuleThatCatchesNothing: the card of a rule says while it is made that no new letter can meet it.
func TestRuleThatCatchesNothing(t *testing.T) {
	s, _ := ruledStage(t)
	s.must(s.store.SetFlag(t.Context(), []mailbox.ID{1}, mailbox.Starred, true))
	s.accounts.showSettings(func(p *settings.Settings) { p.NewRule("is:starred from:bank.example", "") })
	s.shows("It does nothing: new letters are always unread, not answered or forwarded, without a star, and in the Inbox.", "Statement 1", "Show it", "!Would have caught")
}
