package settings

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/loop"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/storage/mailbox"
)

// ruleForm is the card of a rule that is made or changed.
type ruleForm struct {
	s      *Settings
	rule   mailbox.Rule
	was    mailbox.Rule // as it was opened
	taken  string       // the condition that is being changed; empty: none
	place  int          // where it stands among the others
	from   string       // what it is made from
	parts  []string
	column *flow.Column
	conds  *flow.Tiles
	acts   *flow.Tiles
	add    *field.Entry
	adding *flow.Row // the field for a condition, while one is typed
	and    *widgets.Button
	do     *widgets.Button
	found  *widgets.Text
	show   *widgets.Button
	rows   *flow.Column
	apply  *widgets.Button
	save   *widgets.Button
	trial  loop.Latest
	said   string // the condition that was tried last
	clear  bool   // which is understood
}

// KeptRule is a rule that is being made or changed and was left for a look at what it would catch.
type KeptRule struct {
	Rule, Was mailbox.Rule
	From      string
}

// ResumeRule opens the card of a rule as it was left.
func (s *Settings) ResumeRule(k KeptRule) {
	s.ShowRules()
	s.openKept(k)
}

// openRule opens the card of a rule, once another one is saved or given up.
func (s *Settings) openRule(r mailbox.Rule, from string) {
	s.leaveRule(func() { s.openKept(KeptRule{Rule: r, Was: r, From: from}) })
}

func (s *Settings) openKept(k KeptRule) {
	s.closeRule()
	r := k.Rule
	f := &ruleForm{s: s, rule: r, was: k.Was, from: k.From, trial: loop.Latest{Run: s.Run}}
	f.parts, _ = ruleParts(r.Query)
	f.make()
	s.ruleForm = f
	s.paintDone()
	s.show()
	if len(f.parts) == 0 {
		f.typeIn("")
	} else {
		s.focus(f.and)
	}
	f.try()
}

// closeRule closes the card without saving.
func (s *Settings) closeRule() {
	if f := s.ruleForm; f != nil {
		f.trial.Cancel()
		s.ruleForm = nil
		s.paintDone()
	}
}

// unsaved reports whether the rule is another one than when the card was opened.
func (f *ruleForm) unsaved() bool {
	parts, _ := ruleParts(f.was.Query)
	typed := f.adding.Visible() && f.finished() && strings.TrimSpace(f.add.Text) != f.taken
	return typed || f.query() != strings.Join(parts, " ") || f.rule.Do != f.was.Do || f.rule.Folder != f.was.Folder
}

// leaveRule goes on with then once the rule that is being made or changed is saved or given up, which
// the person is asked.
func (s *Settings) leaveRule(then func()) {
	if s.ruleStoring {
		s.afterRule = then // also instead of what was asked for before
		return
	}
	f := s.ruleForm
	if f == nil || !f.unsaved() || s.canvas() == nil {
		then()
		return
	}
	q := &ask.Question{
		Title: lang.L("The rule isn’t saved yet."),
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Discard changes"), "", func() {
				s.closeRule()
				then()
			}),
			widgets.NewButton(widgets.Primary, lang.L("Keep editing"), "", nil),
		},
	}
	if !f.save.Disabled() || f.finished() && f.does() {
		q.Buttons[1].Look = widgets.Quiet
		q.Buttons = append(q.Buttons, widgets.NewButton(widgets.Primary, lang.L("Save rule"), "", func() {
			if s.ruleForm == f {
				f.store(then)
			} else {
				then()
			}
		}))
	}
	q.Show(s.canvas())
}

// does reports whether the rule does anything.
func (f *ruleForm) does() bool { return f.rule.Do&^mailbox.RuleStop != 0 }

// CloseRule closes the card of a rule without saving.
func (s *Settings) CloseRule() {
	s.closeRule()
	s.show()
}

func (f *ruleForm) make() {
	title := lang.L("New rule")
	if f.rule.ID != 0 {
		title = lang.L("Change the rule")
	}
	head := widgets.NewSpans(widgets.Span{Text: title, Bold: true})
	head.SizeName = fynetheme.SizeNameSubHeadingText
	made := widgets.NewLine("", false, theme.SizeSmall, theme.ColorMuted)
	if f.from != "" {
		made.SetText(lang.L("made from “{{.Subject}}”", map[string]any{"Subject": widgets.OneLine(f.from)}))
	}
	label := func(text string) fyne.CanvasObject {
		return flow.Wide(widgets.NewLine(text, false, "", theme.ColorMuted), func() float32 { return 100 * widgets.Unit() })
	}
	f.conds, f.acts = flow.NewTiles(7), flow.NewTiles(7)
	f.and = widgets.NewButton(widgets.Flat, lang.L("And…"), widgets.IconPlus, f.chooseCondition)
	f.do = widgets.NewButton(widgets.Flat, lang.L("And…"), widgets.IconPlus, f.chooseAct)
	f.add = field.NewEntry(f.take, f.stopTyping)
	f.add.SetPlaceHolder(lang.L("from:@bank.example"))
	f.adding = flow.NewRow(8, f.add, f.add, widgets.NewButton(widgets.Quiet, lang.L("Add"), "", f.take))
	f.adding.Hide()
	f.found, f.rows = widgets.NewSpans(), flow.NewColumn(0)
	f.show = widgets.NewLink(lang.L("Show all"), func() {
		f.settle()
		k := KeptRule{Rule: f.whole(), Was: f.was, From: f.from}
		f.s.leaveForm(func() {
			f.s.closeRule()
			f.s.close()
			f.s.rulePort.Show(k)
		})
	})
	top := flow.NewColumn(0, flow.NewRow(10, f.found, widgets.NewGlyph(widgets.IconSearch, fynetheme.ColorNameForeground), f.found, f.show))
	top.Fill, top.Inset = theme.ColorField, flow.Insets{Left: 14, Top: 10, Right: 14, Bottom: 10}
	trial := flow.NewColumn(0, top, f.rows)
	trial.Edge, trial.Radius = theme.ColorLine, fynetheme.SizeNameInputRadius
	try := widgets.NewButton(widgets.Quiet, lang.L("Try it"), "", func() {
		f.settle()
		f.try()
	})
	f.apply = widgets.NewButton(widgets.Flat, lang.L("Apply to old mail…"), "", func() {
		f.settle()
		f.s.rulePort.Apply(f.whole())
	})
	left := []fyne.CanvasObject{try, f.apply}
	if f.rule.ID != 0 {
		remove := widgets.NewButton(widgets.Flat, lang.L("Delete rule…"), "", func() { f.s.rulePort.Delete(f.rule) })
		remove.Color = fynetheme.ColorNameError
		left = append(left, remove)
	}
	f.save = widgets.NewButton(widgets.Primary, lang.L("Save rule"), "", func() { f.store(nil) })
	cancel := widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", func() {
		f.s.closeRule()
		f.s.show()
	})
	f.column = flow.NewColumn(12, flow.NewRow(16, head, head, flow.Wide(made, func() float32 {
		return flow.WholeUp(min(widgets.TextWidth(made.Text(), theme.Size(theme.SizeSmall), false)+1, 380*widgets.Unit()))
	})),
		flow.NewRow(6, f.conds, label(lang.L("Letters with")), f.conds), f.adding,
		flow.NewRow(6, f.acts, label(lang.L("Do this")), f.acts),
		trial, flow.NewEnds(10, flow.NewTiles(10, left...), cancel, f.save)).Card(flow.Insets{Left: 22, Top: 16, Right: 22, Bottom: 16})
	f.column.Edge = fynetheme.ColorNamePrimary
	f.fill()
}

// query is the condition as it stands in the card, with the one that is being changed as it was.
func (f *ruleForm) query() string {
	parts := f.parts
	if f.taken != "" {
		parts = slices.Insert(slices.Clone(parts), f.place, f.taken)
	}
	return strings.Join(parts, " ")
}

// whole is the rule as it stands in the card.
func (f *ruleForm) whole() mailbox.Rule {
	r := f.rule
	r.Query = f.query()
	return r
}

// fill shows conditions and what is to be done as chips.
func (f *ruleForm) fill() {
	f.conds.Objects = nil
	for i, part := range f.parts {
		text := strings.Replace(part, ":", ": ", 1)
		if strings.HasPrefix(part, "-") {
			text = lang.L("not {{.Condition}}", map[string]any{"Condition": text[1:]})
		}
		chip := widgets.NewChip(text, func() { f.change(i) }, func() { f.drop(i) })
		chip.Wide = true
		f.conds.Objects = append(f.conds.Objects, chip)
	}
	f.conds.Objects = append(f.conds.Objects, f.and)
	f.acts.Objects = nil
	for _, a := range ruleActs {
		if f.rule.Do&a.act == 0 {
			continue
		}
		name := a.name()
		if a.act == mailbox.RuleMove {
			name = lang.L("Move to {{.Folder}}", map[string]any{"Folder": folderName(f.s.state.Rules.Folders, f.rule.Folder)})
		}
		chip := widgets.NewChip(name, nil, func() {
			f.rule.Do &^= a.act
			f.changed()
			f.s.focus(f.do)
		})
		chip.Icon = a.icon
		f.acts.Objects = append(f.acts.Objects, chip)
	}
	f.acts.Objects = append(f.acts.Objects, f.do)
	f.and.SetText(andOr(len(f.parts) > 0))
	f.do.SetText(andOr(f.rule.Do != 0))
	f.fitButtons()
	f.conds.Refresh()
	f.acts.Refresh()
}

// fitButtons makes the rule fit to be saved and applied where it does something.
func (f *ruleForm) fitButtons() {
	text := f.query()
	can := text != "" && f.does() && (f.clear || f.said != text)
	fit(f.save, can)
	fit(f.apply, can)
}

// andOr names the button that adds to what is there, or is the first.
func andOr(more bool) string {
	if more {
		return lang.L("And…")
	}
	return lang.L("Choose…")
}

// fit makes a button usable, or not.
func fit(b *widgets.Button, can bool) {
	if can {
		b.Enable()
	} else {
		b.Disable()
	}
}

func (f *ruleForm) changed() {
	f.fill()
	f.s.relayout()
}

// drop takes a condition away.
func (f *ruleForm) drop(i int) {
	f.parts = append(f.parts[:i:i], f.parts[i+1:]...)
	if i < f.place {
		f.place--
	}
	f.changed()
	f.s.focus(f.and)
	f.try()
}

// change brings a condition back into the field. Until it is added again it counts as it was.
func (f *ruleForm) change(i int) {
	part := f.parts[i]
	f.settle()
	if i = slices.Index(f.parts, part); i < 0 {
		return
	}
	f.parts = append(f.parts[:i:i], f.parts[i+1:]...)
	f.taken, f.place = part, i
	f.fill()
	f.open(part)
}

// typeIn opens the field for another condition, which begins with a text.
func (f *ruleForm) typeIn(text string) {
	f.settle()
	f.open(text)
}

func (f *ruleForm) open(text string) {
	f.adding.Show()
	f.add.SetText(text)
	f.s.relayout()
	f.s.focus(f.add)
	f.add.End() // what is typed goes on from there, and does not take its place
}

// finished reports whether what stands in the field is a condition.
func (f *ruleForm) finished() bool {
	text := strings.TrimSpace(f.add.Text)
	return text != "" && !strings.HasSuffix(text, ":")
}

// take adds the condition in the field, in the place of the one that is being changed.
func (f *ruleForm) take() {
	if text := strings.TrimSpace(f.add.Text); text != "" && !f.finished() {
		return
	}
	parts, _ := ruleParts(f.add.Text)
	at := len(f.parts)
	if f.taken != "" {
		at = f.place
	}
	f.parts = slices.Insert(f.parts, at, parts...)
	f.taken, f.place = "", 0
	f.stopTyping()
	f.try()
}

// settle adds the condition in the field, where there is one and it is finished; else the one that was
// being changed is as before.
func (f *ruleForm) settle() {
	switch {
	case !f.adding.Visible():
	case f.finished():
		f.take()
	default:
		f.stopTyping()
	}
}

// stopTyping closes the field. A condition that was being changed is as before.
func (f *ruleForm) stopTyping() {
	if f.taken != "" {
		f.parts = slices.Insert(f.parts, f.place, f.taken)
		f.taken, f.place = "", 0
	}
	f.adding.Hide()
	f.add.SetText("")
	f.changed()
	f.s.focus(f.and)
}

// chooseCondition offers the kinds of conditions.
func (f *ruleForm) chooseCondition() {
	menu := fyne.NewMenu("")
	for _, c := range []struct{ name, begins string }{
		{lang.L("From…"), "from:"}, {lang.L("To…"), "to:"}, {lang.L("Words in the subject…"), "subject:"}, {lang.L("Words anywhere…"), ""},
		{lang.L("Not from…"), "-from:"}, {lang.L("Of the mailing list…"), "list:"}, {lang.L("Larger than…"), "larger:"}, {lang.L("Received by the account…"), "account:"},
	} {
		menu.Items = append(menu.Items, widgets.MenuItem("", c.name, "", func() { f.typeIn(c.begins) }))
	}
	for _, c := range []struct{ name, text string }{
		{lang.L("With an attachment"), "has:attachment"}, {lang.L("With a PDF"), "has:pdf"}, {lang.L("With an invitation"), "has:calendar"},
	} {
		menu.Items = append(menu.Items, widgets.MenuItem("", c.name, "", func() {
			f.settle()
			f.parts = append(f.parts, c.text)
			f.changed()
			f.s.focus(f.and)
			f.try()
		}))
	}
	if c := f.s.canvas(); c != nil {
		widgets.ShowMenuBelow(menu, c, f.and, false)
	}
}

// chooseAct offers what a rule can do and this one does not.
func (f *ruleForm) chooseAct() {
	menu := fyne.NewMenu("")
	choose := func(a mailbox.Act, folder mailbox.FolderID) {
		if a&mailbox.RuleMoves != 0 {
			f.rule.Do &^= mailbox.RuleMoves
			f.rule.Folder = folder
		}
		f.rule.Do |= a
		f.changed()
		f.s.focus(f.do)
	}
	for _, a := range ruleActs {
		item := widgets.MenuItem(a.icon, a.name(), "", func() { choose(a.act, 0) })
		if a.act == mailbox.RuleMove {
			item.ChildMenu = fyne.NewMenu("")
			for _, d := range f.s.state.Rules.Folders {
				item.ChildMenu.Items = append(item.ChildMenu.Items, widgets.MenuItem(d.Icon, d.Name, "", func() { choose(a.act, d.ID) }))
			}
			if f.s.rulePort.NewFolder != nil {
				if len(item.ChildMenu.Items) > 0 {
					item.ChildMenu.Items = append(item.ChildMenu.Items, fyne.NewMenuItemSeparator())
				}
				item.ChildMenu.Items = append(item.ChildMenu.Items, widgets.MenuItem(widgets.IconPlus, lang.L("New folder…"), "", func() {
					f.s.rulePort.NewFolder(func(d RuleFolder) {
						f.s.addRuleFolder(d)
						if f.s.ruleForm == f { // else it was closed meanwhile
							choose(a.act, d.ID)
						}
					})
				}))
			}
			item.Disabled = len(item.ChildMenu.Items) == 0
		} else if f.rule.Do&a.act != 0 {
			continue
		}
		menu.Items = append(menu.Items, item)
	}
	if c := f.s.canvas(); c != nil {
		widgets.ShowMenuBelow(menu, c, f.do, false)
	}
}

// addRuleFolder has rules move to a folder that was just made.
func (s *Settings) addRuleFolder(d RuleFolder) {
	if !slices.ContainsFunc(s.state.Rules.Folders, func(o RuleFolder) bool { return o.ID == d.ID }) {
		s.state.Rules.Folders = append(slices.Clone(s.state.Rules.Folders), d)
	}
}

// store saves the rule, then goes on with then, which may be nil. The card is closed meanwhile, and
// is there again as it was where the rule could not be saved.
func (f *ruleForm) store(then func()) {
	s := f.s
	if s.ruleForm != f {
		return // it is being saved
	}
	f.settle()
	k := KeptRule{Rule: f.whole(), Was: f.was, From: f.from}
	s.closeRule()
	s.show()
	s.ruleStoring, s.afterRule = true, then
	s.rulePort.Save(k.Rule, func(saved bool) {
		s.ruleStoring = false
		after := s.afterRule
		s.afterRule = nil
		if !saved {
			s.ResumeRule(k)
			return
		}
		if after != nil {
			after()
		}
	})
}
