package settings

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"popmail/storage/mailbox"
)

// asked reports whether a question lies over the settings.
func (st *stage) asked() bool { return st.win.Canvas().Overlays().Top() != nil }

// TestRuleConditionKept: a condition that is being changed counts as it was until the person has added
// it again, and is back where it was after Escape.
func TestRuleConditionKept(t *testing.T) {
	const query = "from:bank subject:statement has:pdf"
	open := func(t *testing.T) (*stage, *ruleForm) {
		st := ruleStage(t)
		st.s.openRule(mailbox.Rule{ID: 1, Query: query, Do: mailbox.RuleDelete}, "")
		return st, st.s.ruleForm
	}
	t.Run("Escape", func(t *testing.T) {
		st, f := open(t)
		f.change(1)
		if got := f.query(); got != query {
			t.Errorf("while it is changed: %q", got)
		}
		if f.save.Disabled() {
			t.Error("it cannot be saved")
		}
		f.add.SetText("")
		st.key(fyne.KeyEscape)
		if got := f.query(); got != query || len(f.parts) != 3 {
			t.Errorf("%q", got)
		}
		if st.asked() {
			t.Error("a question is asked")
		}
	})
	t.Run("Enter", func(t *testing.T) {
		st, f := open(t)
		f.change(0)
		f.add.SetText("from:bank.example")
		st.key(fyne.KeyReturn)
		if got := f.query(); got != "from:bank.example subject:statement has:pdf" {
			t.Errorf("%q", got)
		}
		f.change(1)
		f.add.SetText("")
		st.key(fyne.KeyReturn)
		if got := f.query(); got != "from:bank.example has:pdf" {
			t.Errorf("taken away by an empty field: %q", got)
		}
	})
	t.Run("another", func(t *testing.T) {
		_, f := open(t)
		f.change(1)
		f.drop(0) // from:bank
		f.change(0)
		if got := f.query(); got != "subject:statement has:pdf" || f.add.Text != "has:pdf" {
			t.Errorf("%q, in the field %q", got, f.add.Text)
		}
		f.typeIn("to:")
		if got := f.query(); got != "subject:statement has:pdf" || len(f.parts) != 2 {
			t.Errorf("%q", got)
		}
		f.add.SetText("to:club")
		f.typeIn("from:")
		if got := f.query(); got != "subject:statement has:pdf to:club" {
			t.Errorf("%q", got)
		}
	})
	t.Run("Apply, Try it, Show all", func(t *testing.T) {
		st, f := open(t)
		f.change(1)
		f.apply.Tapped(nil)
		st.wants(fmt.Sprintf("apply %q %d", query, mailbox.RuleDelete))
		f.drop(1)
		f.typeIn("subject:invoice")
		f.apply.Tapped(nil)
		st.wants(fmt.Sprintf("apply %q %d", "from:bank has:pdf subject:invoice", mailbox.RuleDelete))
		f.typeIn("larger:1mb")
		f.show.Tapped(nil)
		st.wants("close", fmt.Sprintf("show %q", "from:bank has:pdf subject:invoice larger:1mb"))
	})
}

// TestRuleLeft: who leaves a rule that is not saved is asked, by whatever way; one that is as it was
// is left at once.
func TestRuleLeft(t *testing.T) {
	for name, leave := range map[string]func(st *stage){
		"Done":     func(st *stage) { st.s.done.Tapped(nil) },
		"Escape":   func(st *stage) { st.key(fyne.KeyEscape) },
		"Leave":    func(st *stage) { st.s.Leave(nil) },
		"another":  func(st *stage) { st.s.openRule(mailbox.Rule{ID: 2, Query: "is:unread"}, "") },
		"new rule": func(st *stage) { st.s.NewRule("from:x", "") },
	} {
		for what, change := range map[string]func(f *ruleForm){
			"nothing":     func(*ruleForm) {},
			"a look":      func(f *ruleForm) { f.change(0); f.stopTyping() },
			"a condition": func(f *ruleForm) { f.drop(0) },
			"an act":      func(f *ruleForm) { f.rule.Do |= mailbox.RuleStar; f.changed() },
			"typed":       func(f *ruleForm) { f.typeIn("subject:x") },
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				st := ruleStage(t)
				st.s.openRule(mailbox.Rule{ID: 3, Query: "from:a to:b", Do: mailbox.RuleDelete}, "")
				f := st.s.ruleForm
				change(f)
				unsaved := what != "nothing" && what != "a look"
				if st.s.Unsaved() != unsaved {
					t.Errorf("unsaved: %t", !unsaved)
				}
				st.win.Canvas().Unfocus()
				leave(st)
				if st.asked() != unsaved {
					t.Fatalf("asked: %t", !unsaved)
				}
				if unsaved && st.s.ruleForm != f {
					t.Error("the rule is gone before the answer")
				}
			})
		}
	}
}

// TestRuleSavedBeforeItIsLeft: “Save rule” goes on only once the rule is saved, and brings it back where
// it could not be.
func TestRuleSavedBeforeItIsLeft(t *testing.T) {
	ways := map[string]func(st *stage, then func()){
		"asked": func(st *stage, then func()) {
			st.s.Leave(then)
			st.tap("Save rule", 0)
		},
		"saved by its button, then left": func(st *stage, then func()) {
			f := st.s.ruleForm
			f.save.Tapped(nil)
			f.save.Tapped(nil)
			st.s.Leave(func() { st.t.Error("what was asked for before is done, too") })
			st.s.Leave(then)
		},
	}
	for name, way := range ways {
		for _, saved := range []bool{true, false} {
			t.Run(fmt.Sprint(name, ", ", saved), func(t *testing.T) {
				st := ruleStage(t)
				st.s.openRule(mailbox.Rule{Query: "from:a to:b", Do: mailbox.RuleDelete}, "a subject")
				st.s.ruleForm.drop(0)
				left := 0
				way(st, func() { left++ })
				st.wants(fmt.Sprintf("save 0 %q %d 0", "to:b", mailbox.RuleDelete))
				if left > 0 || !st.s.Unsaved() {
					t.Fatal("it is left before the rule is saved")
				}
				st.saving(saved)
				f := st.s.ruleForm
				switch {
				case saved && (left != 1 || f != nil || st.s.Unsaved()):
					t.Errorf("left %d times, card: %t", left, f != nil)
				case !saved && (left != 0 || f == nil || f.query() != "to:b" || f.from != "a subject" || !f.unsaved()):
					t.Errorf("not saved: left %d times, card: %t", left, f != nil)
				}
			})
		}
	}
}
