package settings

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// ruleStage shows three rules, and answers trials with the length of the condition.
func ruleStage(t *testing.T) *stage {
	st := newStage(t, 1280, 1200, theme.Light, 1)
	st.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { st.s.TypedKey(e) })
	say := func(format string, args ...any) { st.said = append(st.said, fmt.Sprintf(format, args...)) }
	st.s.OfferRules(RulePort{
		Try: func(_ context.Context, query string, _ int) (RuleTrial, error) {
			return RuleTrial{Caught: len(query), Rows: []mailbox.Summary{{Subject: "caught by " + query}}}, nil
		},
		Received: func() int { return 1000 },
		Save: func(r mailbox.Rule, done func(saved bool)) {
			say("save %d %q %d %d", r.ID, r.Query, r.Do, r.Folder)
			st.saving = done
		},
		Switch: func(id mailbox.RuleID, on bool) { say("switch %d %v", id, on) },
		Delete: func(r mailbox.Rule) { say("delete %d", r.ID) },
		Order:  func(ids []mailbox.RuleID) { say("order %v", ids) },
		Apply:  func(r mailbox.Rule) { say("apply %q %d", r.Query, r.Do) },
		Show:   func(k KeptRule) { say("show %q", k.Rule.Query) },
	})
	shown := state()
	shown.Rules = Rules{
		List:    []mailbox.Rule{{ID: 1, Query: "from:dad", Do: mailbox.RuleStar, Changed: now}, {ID: 2, Query: "is:unread", Do: mailbox.RuleRead, Off: true, Changed: now}, {ID: 3, Query: "a OR b", Do: mailbox.RuleDelete, Changed: now}},
		Folders: []RuleFolder{{ID: 7, Name: "Receipts", Icon: widgets.IconFolder}},
	}
	st.s.Set(shown)
	st.s.ShowRules()
	return st
}

// TestRuleForNewFolder: a rule can move to a folder that is made for it, also where there is none yet.
func TestRuleForNewFolder(t *testing.T) {
	st := ruleStage(t)
	st.s.rulePort.NewFolder = func(done func(RuleFolder)) { done(RuleFolder{ID: 9, Name: "Trips"}) }
	st.s.state.Rules.Folders = nil
	st.s.NewRule("from:dad", "")
	f := st.s.ruleForm
	f.chooseAct()
	menu := st.win.Canvas().Overlays().Top().(*widgets.Menu)
	i := slices.IndexFunc(menu.Items(), func(i *fyne.MenuItem) bool { return i.Label == "Move to" })
	sub := menu.Items()[i].ChildMenu.Items
	if n := len(sub); menu.Items()[i].Disabled || n != 1 || sub[0].Label != "New folder…" {
		t.Fatalf("Move to offers %d", n)
	}
	menu.Dismiss()
	sub[0].Action()
	if f.rule.Folder != 9 || f.rule.Do&mailbox.RuleMove == 0 || folderName(st.s.state.Rules.Folders, 9) != "Trips" {
		t.Errorf("the rule moves to %d", f.rule.Folder)
	}
}

// TestRuleChips: a long condition is one to read, as wide as the line has room for; and where it is narrow the
// button stands below the sentence.
func TestRuleChips(t *testing.T) {
	st := ruleStage(t)
	st.s.NewRule(`from:@bank.example (subject:statement OR subject:"foo bar") -subject:October`, "")
	chip := st.s.ruleForm.conds.Objects[0].(*widgets.Chip)
	if need := widgets.TextWidth(chip.Text, theme.Size(theme.SizeSmall), false); chip.Size().Width < need {
		t.Errorf("the condition has %v of %v", chip.Size().Width, need)
	}
	st.s.CloseRule()
	row := st.s.ruleRows[1]
	for width, below := range map[float32]bool{900: false, 380: true} {
		row.line.Resize(fyne.NewSize(width, row.line.HeightFor(width)))
		pos := func(o fyne.CanvasObject) float32 { return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y }
		if got := pos(row.edit) >= pos(row.says)+row.says.Size().Height; got != below {
			t.Errorf("%v wide: the button is below: %v", width, got)
		}
	}
}

// TestRuleOrderAndSwitch: rules are switched and moved by keyboard and by the mouse.
func TestRuleOrderAndSwitch(t *testing.T) {
	st := ruleStage(t)
	c := st.win.Canvas()
	c.Focus(st.s.ruleRows[1].toggle)
	st.key(fyne.KeySpace)
	st.wants("switch 1 false")
	c.Focus(st.s.ruleRows[1].grip)
	st.key(fyne.KeyUp) // it is the first one
	st.key(fyne.KeyDown)
	st.wants("order [2 1 3]")
	if c.Focused() != st.s.ruleRows[1].grip {
		t.Error("the keyboard has not gone along")
	}
	g := st.s.ruleRows[1].grip
	below := fyne.CurrentApp().Driver().AbsolutePositionForObject(st.s.ruleRows[3].line).AddXY(0, st.s.ruleRows[3].line.Size().Height-4)
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: below}})
	if got := st.s.ruleIDs(); !slices.Equal(got, []mailbox.RuleID{2, 3, 1}) {
		t.Errorf("while it is dragged: %v", got)
	}
	g.DragEnd()
	st.wants("order [2 3 1]")
	g.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: fyne.NewPos(0, 0)}})
	st.key(fyne.KeyEscape)
	g.DragEnd()
	st.wants()
	if got := st.s.ruleIDs(); !slices.Equal(got, []mailbox.RuleID{2, 3, 1}) {
		t.Errorf("after Escape: %v", got)
	}
}

// TestRuleCard: conditions are typed, changed and taken away, acts are chosen, of folders only one;
// each change is tried, and only Save keeps it.
func TestRuleCard(t *testing.T) {
	st := ruleStage(t)
	st.s.openRule(mailbox.Rule{}, "")
	f := st.s.ruleForm
	if !f.save.Disabled() || st.s.done.Look != widgets.Quiet {
		t.Error("an empty rule can be saved, or Done is blue beside Save")
	}
	for _, r := range "from:" {
		f.add.TypedRune(r)
	}
	st.key(fyne.KeyReturn)
	if len(f.parts) != 0 {
		t.Errorf("what was not finished was taken: %q", f.parts)
	}
	for _, r := range "bank.example" {
		f.add.TypedRune(r)
	}
	st.key(fyne.KeyReturn)
	f.typeIn(`-subject:"flash sale"`)
	st.key(fyne.KeyReturn)
	if got := strings.Join(f.parts, "|"); got != `from:bank.example|-subject:"flash sale"` {
		t.Error(got)
	}
	if got := f.found.Text(); !strings.Contains(got, fmt.Sprint(len(f.query()))) || len(f.rows.Objects) != 2 {
		t.Errorf("the trial says %q", got)
	}
	f.chooseAct()
	menu := st.win.Canvas().Overlays().Top().(*widgets.Menu)
	menu.Items()[0].ChildMenu.Items[0].Action()
	menu.Dismiss()
	if f.rule.Do != mailbox.RuleMove || f.rule.Folder != 7 || f.save.Disabled() {
		t.Errorf("do %d, folder %d", f.rule.Do, f.rule.Folder)
	}
	f.chooseAct()
	menu = st.win.Canvas().Overlays().Top().(*widgets.Menu)
	menu.Items()[1].Action() // Delete takes the place of the folder
	menu.Dismiss()
	if f.rule.Do != mailbox.RuleDelete {
		t.Errorf("do %d", f.rule.Do)
	}
	f.drop(1)
	f.apply.Tapped(nil)
	st.wants(fmt.Sprintf("apply %q %d", "from:bank.example", mailbox.RuleDelete))
	// The state comes anew while the card is open.
	st.s.Set(st.s.state)
	if st.s.ruleForm != f || f.query() != "from:bank.example" {
		t.Error("the card has lost what was typed")
	}
	f.save.Tapped(nil)
	st.wants(fmt.Sprintf("save 0 %q %d 0", "from:bank.example", mailbox.RuleDelete))
	if st.s.ruleForm != nil || st.s.done.Look != widgets.Primary {
		t.Error("the card is still there")
	}
	st.saving(true)
	st.s.ruleRows[2].edit.Tapped(nil)
	if f = st.s.ruleForm; f == nil || f.query() != "is:unread" {
		t.Fatal("the rule is not opened")
	}
	st.key(fyne.KeyEscape)
	st.wants()
	if st.s.ruleForm != nil {
		t.Error("Escape leaves the card open")
	}
}

// TestRuleSentences: what a rule does, as a sentence, with what counts in bold.
func TestRuleSentences(t *testing.T) {
	folders := []RuleFolder{{ID: 7, Name: "Receipts"}}
	for _, c := range []struct {
		query string
		do    mailbox.Act
		want  string
	}{
		{"from:bank.example", mailbox.RuleMove, "Letters from *bank.example* go to *Receipts*"},
		{"to:treasurer@club.example has:pdf", mailbox.RuleMove | mailbox.RuleStar, "Letters to *treasurer@club.example* with *a PDF* go to *Receipts* and get a *star*"},
		{`subject:"flash sale"`, mailbox.RuleDelete | mailbox.RuleStop, "Letters with *flash sale* in the subject are *deleted*, and later rules don’t see them"},
		{"from:rail -subject:ticket", mailbox.RuleRead, "Letters from *rail* but not with *ticket* in the subject are marked as *read*"},
		{"from:(a OR b) OR has:pdf", mailbox.RuleJunk, "Letters with *from:(a OR b) OR has:pdf* go to *Junk*"},
		{"ferry larger:5mb", mailbox.RuleStar | mailbox.RuleRead, "Letters with *ferry* with *larger:5mb* get a *star* and are marked as *read*"},
		{"from:rail AND subject:ticket", mailbox.RuleStar, "Letters from *rail* with *ticket* in the subject get a *star*"},
		{"from:rail AND NOT subject:ticket AND ferry", mailbox.RuleStar, "Letters from *rail* but not with *ticket* in the subject with *ferry* get a *star*"},
		{"from:rail NOT ferry", mailbox.RuleStar, "Letters from *rail* but not with *ferry* get a *star*"},
		{"from:rail -ferry", mailbox.RuleStar, "Letters from *rail* but not with *ferry* get a *star*"},
		{"NOT larger:5mb ferry", mailbox.RuleStar, "Letters but not with *larger:5mb* with *ferry* get a *star*"},
		{`"AND NOT"`, mailbox.RuleStar, "Letters with *\"AND NOT\"* get a *star*"},
	} {
		got := strings.ReplaceAll(ruleSentence(mailbox.Rule{Query: c.query, Do: c.do, Folder: 7}, folders), "\x00", "*")
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.query, got, c.want)
		}
	}
}

// The number of all letters is asked for once the trial has ended, on the window's thread, and is no smaller than what
// was caught.
func TestTrialOfHowMany(t *testing.T) {
	st := ruleStage(t)
	all := 1000
	st.s.rulePort.Received = func() int { return all }
	try := st.s.rulePort.Try
	st.s.rulePort.Try = func(ctx context.Context, query string, rows int) (RuleTrial, error) {
		all = 2000
		return try(ctx, query, rows)
	}
	st.s.NewRule("from:dad", "")
	if text := spanText(st.s.ruleForm.found.Spans); !strings.HasSuffix(text, "of 2,000") {
		t.Errorf("after the trial: %q", text)
	}
	st.s.CloseRule()
	st.s.rulePort.Try = try
	all = 0 // the folders are not read yet
	st.s.NewRule("from:dad", "")
	if text := spanText(st.s.ruleForm.found.Spans); !strings.HasSuffix(text, "of 8") {
		t.Errorf("as nothing is known: %q", text)
	}
}

func spanText(spans []widgets.Span) (out string) {
	for _, s := range spans {
		out += s.Text
	}
	return out
}
