package gui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/folders"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/gui/settings"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// applyChunk is how many messages a rule is applied to in one step, between which it can be stopped.
const applyChunk = 200

// connectRules wires the page about rules.
func (ac *accounts) connectRules(s *settings.Settings) {
	again := func() { ac.fillSettings(s) }
	do := func(what func(ctx context.Context) error) { ac.do(what, again) }
	s.OfferRules(settings.RulePort{
		Folders: ac.ruleFolders(),
		Try: func(ctx context.Context, text string, rows int) (t settings.RuleTrial, err error) {
			r, err := ac.ruling.TryRule(ctx, text, rows)
			if errors.Is(err, mailbox.ErrUnclear) {
				return settings.RuleTrial{Unclear: true}, nil
			}
			if err != nil {
				return t, err
			}
			var ids []mailbox.ID
			for _, e := range r.Entries {
				ids = append(ids, e.ID)
			}
			t.Caught, t.Never = r.Total, !ac.ruling.CanCatch(text)
			t.Rows, err = ac.listing.store.Summaries(ctx, ids)
			return t, err
		},
		Received: ac.received,
		Save: func(r mailbox.Rule, done func(saved bool)) {
			ac.doOr(func(ctx context.Context) error {
				_, err := ac.ruling.SaveRule(ctx, r)
				return err
			}, func() { done(false) }, func() {
				again()
				done(true)
			})
		},
		Switch: func(id mailbox.RuleID, on bool) {
			do(func(ctx context.Context) error { return ac.ruling.SwitchRule(ctx, id, on) })
		},
		Delete: func(r mailbox.Rule) {
			ac.ask(lang.L("Delete this rule?"), lang.L("The letters that it has put in order stay where they are."), lang.L("Keep"), lang.L("Delete"), func() {
				s.CloseRule()
				do(func(ctx context.Context) error { return ac.ruling.DeleteRule(ctx, r.ID) })
			})
		},
		Order: func(ids []mailbox.RuleID) {
			do(func(ctx context.Context) error { return ac.ruling.OrderRules(ctx, ids) })
		},
		Show: func(k settings.KeptRule) {
			ac.listing.bar.Focus()
			ac.listing.showCaught(ac.ruling, k.Rule.Query)
			changed := k.Rule.Query != k.Was.Query || k.Rule.Do != k.Was.Do || k.Rule.Folder != k.Was.Folder
			if changed {
				ac.ruleKept = &k
			}
			if changed || k.Rule.ID == 0 {
				ac.toasts.offerFor(3*toastTime, lang.L("The rule isn’t saved yet."), lang.L("Back to the rule"), func() {
					ac.ruleKept = &k
					ac.showSettings(nil)
				})
			}
		},
		Apply:     ac.applyRule,
		NewFolder: ac.newRuleFolder,
	})
}

// received counts the letters that a rule could have caught: not what is written here, nor what
// lies in Trash and Junk.
func (ac *accounts) received() (n int) {
	for _, f := range ac.known.folders {
		switch f.Role {
		case mailbox.Snoozed, mailbox.Sent, mailbox.Drafts, mailbox.Outbox, mailbox.Trash, mailbox.Junk:
		default:
			n += f.Total
		}
	}
	return n
}

// ruleFolders are the folders that rules can move to.
func (ac *accounts) ruleFolders() (out []settings.RuleFolder) {
	several := len(ac.known.accounts) > 1
	for _, f := range ac.known.folders {
		switch f.Role {
		case mailbox.Own, mailbox.Archive:
			name := folders.Path(ac.known.folders, f)
			if a, ok := ac.account(f.Account); ok && several {
				name += " · " + a.Email
			}
			out = append(out, settings.RuleFolder{ID: f.ID, Name: name, Icon: folders.IconOf(f)})
		}
	}
	return out
}

// newRuleFolder has the person name a folder for a rule, and calls done once it is made.
func (ac *accounts) newRuleFolder(done func(settings.RuleFolder)) {
	ac.files.askName(lang.L("New folder"), lang.L("Create"), func(name string) {
		var id mailbox.FolderID
		ac.do(func(ctx context.Context) (err error) {
			id, err = ac.files.cabinet.CreateFolder(ctx, name)
			return err
		}, func() {
			ac.files.madeFolder(id, name)
			ac.listing.loadFolders(nil)
			done(settings.RuleFolder{ID: id, Name: name, Icon: widgets.IconFolder})
		})
	})
}

// applyRule does to the mail that is here what a rule does to new mail, after a question. It can
// be taken back.
func (ac *accounts) applyRule(r mailbox.Rule) {
	var total mailbox.Result
	var err error
	ac.run.Go(func(ctx context.Context) { total, err = ac.ruling.TryRule(ctx, r.Query, 1) }, func() {
		switch {
		case errors.Is(err, mailbox.ErrUnclear):
			ac.toasts.show(settings.UnclearRule(), nil)
		case err != nil:
			ac.failed(err)
		case total.Total == 0:
			ac.toasts.show(lang.L("There are no such letters."), nil)
		default:
			data := map[string]any{"Count": words.Count(total.Total)}
			ac.ask(lang.N("Apply the rule to {{.Count}} letters?", total.Total, data), lang.L("It does to these what it does to new letters. You can undo it."),
				lang.L("Cancel"), lang.L("Apply"), func() { ac.files.obeyRule(ac.ruling, r) })
		}
	})
}

// obeyRule applies a rule to all letters that it finds, in steps, and offers to take that back. Who
// waits sees how far it is, and can stop it: what is done then stays, until it is taken back.
func (fl *filing) obeyRule(rules Ruling, r mailbox.Rule) { fl.obey(rules, r, step{}) }

// obey is obeyRule, after what was done already in the same step.
func (fl *filing) obey(rules Ruling, r mailbox.Rule, s step) {
	before := s.list
	var done int
	var count mailbox.RuleCount
	var stopped bool
	var err error
	fl.working(lang.L("Applying the rule"), lang.L("Looking for the letters…"), func(ctx context.Context, tell func(string, float64)) {
		s, done, err = fl.applied(ctx, rules, r, func(done, all int) {
			tell(lang.N("{{.Done}} of {{.Count}} letters", all, map[string]any{"Done": words.Count(done), "Count": words.Count(all)}), float64(done)/float64(all))
		})
		stopped = ctx.Err() != nil
		if n := s.changed(); n > 0 && r.ID != 0 {
			var e error
			if count, e = rules.CountRule(context.WithoutCancel(ctx), r.ID, n); e == nil {
				s.uncount = func(ctx context.Context) error { return rules.TakeBackCount(ctx, count) }
			}
			err = cmp.Or(err, e)
		}
	}, func() {
		s.list = before
		did := s.changed() > 0
		var undo func() // nil: there is nothing that it could take back
		if did || s.list != nil {
			undo = fl.undo
			fl.took(s)
			fl.counted()
			if !fl.listing.searching {
				fl.listing.reloadList(nil)
			}
		}
		data := map[string]any{"Count": words.Count(done)}
		defer func() {
			if undo != nil {
				fl.past.bar = fl.toasts.last
			}
		}()
		switch {
		case err != nil && !stopped && done == 0 && undo == nil:
			fl.failed(err)
		case err != nil && !stopped:
			fl.failedAfter(lang.N("The rule was applied to {{.Count}} letters", done, data), err, undo)
		case stopped && undo == nil:
			fl.toasts.show(lang.L("Stopped. No letter was changed."), nil)
		case stopped:
			fl.toasts.show(lang.N("Stopped. The rule was applied to {{.Count}} letters", done, data), undo)
		case done == 0 && s.list != nil && err == nil:
			fl.toasts.show(lang.L("The rule is made. No letter was waiting for it."), undo)
		case done > 0 && undo == nil:
			fl.toasts.show(lang.L("Nothing had to be changed."), nil)
		case done > 0:
			fl.toasts.show(lang.N("The rule was applied to {{.Count}} letters", done, data), undo)
		}
	})
}

// applied does what a rule says to old mail, all of it to some letters before the next ones, until ctx
// is done; what it returns of a step that was broken off can be taken back as well. done are the
// letters that had all of it.
func (fl *filing) applied(ctx context.Context, rules Ruling, r mailbox.Rule, tell func(done, all int)) (s step, done int, err error) {
	found := func(text string) ([]mailbox.ID, error) {
		res, err := rules.TryRule(ctx, text, 0)
		ids := make([]mailbox.ID, len(res.Entries))
		for i, e := range res.Entries {
			ids[i] = e.ID
		}
		return ids, err
	}
	all, err := found(r.Query)
	if err != nil {
		return s, 0, err
	}
	// What has the mark already keeps it when this is taken back.
	type marking struct {
		flag    mailbox.Flag
		without map[mailbox.ID]bool
	}
	var marks []marking
	for _, m := range []struct {
		act    mailbox.Act
		flag   mailbox.Flag
		unless string
	}{{mailbox.RuleStar, mailbox.Starred, "-is:starred "}, {mailbox.RuleRead, mailbox.Read, "is:unread "}} {
		if r.Do&m.act == 0 {
			continue
		}
		ids, err := found(m.unless + r.Query)
		if err != nil {
			return s, 0, err
		}
		without := make(map[mailbox.ID]bool, len(ids))
		for _, id := range ids {
			without[id] = true
		}
		marks = append(marks, marking{m.flag, without})
	}
	// A step that has begun is done as a whole, so that it is known what to take back.
	whole := context.WithoutCancel(ctx)
	for ids := range slices.Chunk(all, applyChunk) {
		if ctx.Err() != nil {
			return s, done, nil
		}
		for _, m := range marks {
			mine := slices.DeleteFunc(slices.Clone(ids), func(id mailbox.ID) bool { return !m.without[id] })
			if len(mine) == 0 {
				continue
			}
			set, err := fl.setMark(whole, mine, m.flag, true)
			if err != nil {
				return s, done, err
			}
			s.marks = append(s.marks, set)
			if len(set.suspects) > 0 { // a rule's star is nobody's word on junk
				if err := fl.store.SetFlag(whole, set.suspects, mailbox.Suspect, true); err != nil {
					return s, done, err
				}
			}
		}
		if r.Moves() {
			moved, err := fl.moveByRule(whole, rules, ids, r)
			if err != nil {
				return s, done, err
			}
			s.moves = append(s.moves, moved...)
		}
		done += len(ids)
		tell(done, len(all))
	}
	return s, done, nil
}

// moveByRule moves letters to where a rule says.
func (fl *filing) moveByRule(ctx context.Context, rules Ruling, ids []mailbox.ID, r mailbox.Rule) ([]mailbox.Moved, error) {
	switch {
	case r.Do&mailbox.RuleMove != 0:
		m, err := fl.store.Move(ctx, ids, r.Folder)
		return []mailbox.Moved{m}, err
	case r.Do&mailbox.RuleDelete != 0:
		return rules.MoveByRule(ctx, ids, mailbox.Trash)
	}
	return rules.MoveByRule(ctx, ids, mailbox.Junk)
}

// ruleFrom is the condition for letters like one: of the same mailing list, else from the same
// address. Of a host nobody knows here how many people share it.
func ruleFrom(m *mailbox.Summary) string {
	if m.List.Address != "" {
		return m.List.Query()
	}
	if address := strings.ToLower(m.From.Email); strings.Contains(address, "@") {
		return fromSearch(address)
	}
	return ""
}

// ruleMenu offers to make a rule from a letter.
func (ac *accounts) ruleMenu(ids []mailbox.ID) []*fyne.MenuItem {
	if len(ids) != 1 || ac.o.CannotWrite != nil {
		return nil
	}
	return []*fyne.MenuItem{widgets.MenuItem(widgets.IconFunnel, lang.L("Always do this with letters like this…"), "", func() { ac.ruleOf(ids[0]) })}
}

// ruleOf opens the card of a new rule that is made from a letter.
func (ac *accounts) ruleOf(id mailbox.ID) {
	var list []mailbox.Summary
	var err error
	ac.run.Go(func(ctx context.Context) { list, err = ac.listing.store.Summaries(ctx, []mailbox.ID{id}) }, func() {
		switch {
		case err != nil:
			ac.failed(err)
		case len(list) == 1:
			ac.showSettings(func(s *settings.Settings) { s.NewRule(ruleFrom(&list[0]), list[0].Subject) })
		}
	})
}
