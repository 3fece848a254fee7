package settings

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Rules is what the page about rules shows.
type Rules struct {
	List    []mailbox.Rule
	Folders []RuleFolder // that rules can move to, in their order
}

// RuleFolder is a folder that a rule can move to.
type RuleFolder struct {
	ID   mailbox.FolderID
	Name string
	Icon widgets.IconName
}

// RuleTrial is what a condition would have caught.
type RuleTrial struct {
	Caught  int // messages
	Rows    []mailbox.Summary
	Never   bool // no new letter can be caught, whatever is found of those that are here
	Unclear bool // it is not understood which messages the condition means: a rule with it catches nothing
}

// RulePort is what the page about rules has done. Functions without a context return at once.
type RulePort struct {
	Folders []RuleFolder // that rules can move to, until Set says so
	// Try reads what a condition would have caught, in the background. Received is of how many messages it can be, and
	// is asked on the window's thread.
	Try      func(ctx context.Context, query string, rows int) (RuleTrial, error)
	Received func() int
	Save     func(r mailbox.Rule, done func(saved bool)) // done is called once it is, or could not be
	Switch   func(id mailbox.RuleID, on bool)
	Delete   func(r mailbox.Rule)
	Order    func(ids []mailbox.RuleID)
	Apply    func(r mailbox.Rule) // to the mail that is here, after a question
	// NewFolder has the person name a folder, and calls done with it once it is made; nil: not offered.
	NewFolder func(done func(RuleFolder))
	Show      func(k KeptRule) // all that is found by a rule, which is gone on with later
}

func rulesName() string { return lang.L("Rules") }

// OfferRules adds the page about rules. It is called before Set and after OfferJunk.
func (s *Settings) OfferRules(p RulePort) {
	s.rulePort, s.ruleRows = p, map[mailbox.RuleID]*ruleRow{}
	s.state.Rules.Folders = p.Folders
	s.pages = slices.Insert(s.pages, 2, &page{name: rulesName(), icon: widgets.IconFunnel, build: s.rules})
	s.list()
}

// ShowRules turns to the page about rules.
func (s *Settings) ShowRules() {
	s.turn(slices.IndexFunc(s.pages, func(p *page) bool { return p.name == rulesName() }))
}

// NewRule opens the card of a new rule; from, which may be empty, is what it is made from.
func (s *Settings) NewRule(text, from string) {
	s.ShowRules()
	s.openRule(mailbox.Rule{Query: text}, from)
}

// rules is the page about rules: what each does, in its place, and the card of the one that is
// made or changed.
func (s *Settings) rules() []fyne.CanvasObject {
	say := small(lang.L("Rules put new letters in order as they come in, from top to bottom."))
	add := makes(s, widgets.NewButton(widgets.Quiet, lang.L("New rule"), widgets.IconPlus, func() { s.openRule(mailbox.Rule{}, "") }))
	out := []fyne.CanvasObject{flow.NewRow(16, say, say, add)}
	var rows []fyne.CanvasObject
	end := func() {
		if len(rows) > 0 {
			out = append(out, flow.NewColumn(0, rows...).Card(flow.Insets{}))
		}
		rows = nil
	}
	for _, id := range s.ruleIDs() {
		r := s.rule(id)
		if s.ruleForm != nil && s.ruleForm.rule.ID == id {
			end()
			out = append(out, s.ruleForm.column)
			continue
		}
		row := s.ruleRows[id]
		if row == nil {
			row = newRuleRow(s, id)
			s.ruleRows[id] = row
		}
		row.set(r)
		if len(rows) > 0 {
			rows = append(rows, widgets.NewHairline())
		}
		rows = append(rows, row.line)
		s.made = append(s.made, row.grip, row.toggle, row.edit)
	}
	end()
	if s.ruleForm != nil && s.ruleForm.rule.ID == 0 {
		out = append(out, s.ruleForm.column)
	}
	blocked, trusted := 0, 0
	for _, d := range s.state.Junk.Senders {
		if d.Trusted {
			trusted++
		} else {
			blocked++
		}
	}
	foot := small(lang.L("Blocked senders: {{.Blocked}}. Always trusted: {{.Trusted}}.", map[string]any{"Blocked": words.Count(blocked), "Trusted": words.Count(trusted)}))
	link := makes(s, widgets.NewLink(lang.L("Blocked and trusted senders"), s.ShowJunk))
	return append(out, flow.NewRow(8, foot, widgets.NewGlyph(widgets.IconBlock, theme.ColorMuted), foot, link))
}

func (s *Settings) rule(id mailbox.RuleID) mailbox.Rule {
	if i := slices.IndexFunc(s.state.Rules.List, func(r mailbox.Rule) bool { return r.ID == id }); i >= 0 {
		return s.state.Rules.List[i]
	}
	return mailbox.Rule{ID: id}
}

// ruleIDs is the order in which the rules stand.
func (s *Settings) ruleIDs() (ids []mailbox.RuleID) {
	if s.ruleOrder != nil {
		return s.ruleOrder
	}
	for i := range s.state.Rules.List {
		ids = append(ids, s.state.Rules.List[i].ID)
	}
	return ids
}

// ruleRow is a rule as a line of the page.
type ruleRow struct {
	s          *Settings
	id         mailbox.RuleID
	line       *flow.Column
	grip       *grip
	toggle     *toggle
	edit       *widgets.Button
	says, told *widgets.Text
}

// ruleLeast is how wide the switch and the sentence of a rule are at least beside its button, in pixels at
// 100 % text size: in less, the button stands below them.
const ruleLeast = 300

func newRuleRow(s *Settings, id mailbox.RuleID) *ruleRow {
	r := &ruleRow{s: s, id: id, grip: newGrip(), says: widgets.NewSpans(), told: small("")}
	r.grip.move, r.grip.can = r.move, r.canMove
	r.grip.drag, r.grip.drop = r.drag, r.drop
	r.toggle = newToggle(func(on bool) { s.rulePort.Switch(id, on) })
	r.edit = widgets.NewButton(widgets.Flat, lang.L("Edit"), "", func() { s.openRule(s.rule(id), "") })
	text := flow.NewColumn(0, r.says, r.told)
	edit := flow.NewTiles(0, r.edit)
	edit.End = true
	least := func() float32 { return ruleLeast * widgets.Unit() }
	r.line = flow.NewColumn(0, flow.NewBeside(12, least, flow.NewRow(12, text, r.grip, r.toggle, text), edit))
	r.line.Inset = flow.Insets{Left: 12, Top: 8, Right: 12, Bottom: 8}
	return r
}

func (r *ruleRow) set(rule mailbox.Rule) {
	color := fyne.ThemeColorName("")
	if rule.Off {
		color = theme.ColorMuted
	}
	r.says.Spans = boldSpans(ruleSentence(rule, r.s.state.Rules.Folders), color)
	r.says.Refresh()
	r.told.SetText(r.s.ruleTells(rule))
	r.told.SetColor(theme.ColorMuted)
	if rule.Trouble != mailbox.RuleWorks {
		r.told.SetColor(theme.ColorNoticeText)
	}
	r.toggle.name = r.says.Text()
	r.toggle.set(!rule.Off)
}

// UnclearRule says that a rule catches nothing because its condition is not understood.
func UnclearRule() string {
	return lang.L("It does nothing: PopMail doesn’t understand which letters it means.")
}

// neverRule says that a rule catches nothing because no letter meets its condition when it comes.
func neverRule() string {
	return lang.L("It does nothing: new letters are always unread, not answered or forwarded, without a star, and in the Inbox.")
}

// ruleTells is the line below a rule.
func (s *Settings) ruleTells(r mailbox.Rule) string {
	now := s.now()
	data := map[string]any{"Count": words.Count(r.Caught)}
	switch r.Trouble {
	case mailbox.RuleNoFolder:
		return lang.L("It does nothing: its folder is gone. Choose another one.")
	case mailbox.RuleNoQuery:
		return UnclearRule()
	case mailbox.RuleNever:
		return neverRule()
	case mailbox.RuleNoActs:
		return lang.L("It does nothing: nothing is chosen for it to do.")
	}
	switch {
	case r.Off:
		data["When"] = words.LongDate(r.Changed, now)
		return lang.L("Off since {{.When}} · {{.Count}} so far", data)
	case r.Last.IsZero():
		return lang.L("None so far")
	}
	data["When"] = words.Last(r.Last, now)
	return lang.L("{{.Count}} so far · last {{.When}}", data)
}

// move puts the rule a place up or down.
func (r *ruleRow) move(by int) {
	if !r.canMove(by) {
		return
	}
	ids := slices.Clone(r.s.ruleIDs())
	i := slices.Index(ids, r.id)
	ids[i], ids[i+by] = ids[i+by], ids[i]
	r.s.reorderRules(ids)
	r.s.focus(r.grip)
}

func (r *ruleRow) canMove(by int) bool {
	ids := r.s.ruleIDs()
	i := slices.Index(ids, r.id) + by
	return r.s.ruleOrder == nil && i >= 0 && i < len(ids)
}

// drag moves the rule past others once the pointer is beyond their middle.
func (r *ruleRow) drag(at fyne.Position) {
	s := r.s
	if s.ruleOrder == nil {
		s.ruleOrder = slices.Clone(s.ruleIDs())
	}
	d := fyne.CurrentApp().Driver()
	i := slices.Index(s.ruleOrder, r.id)
	to := i
	for j, id := range s.ruleOrder {
		row := s.ruleRows[id]
		if row == nil || j == i || s.ruleForm != nil && s.ruleForm.rule.ID == id {
			continue
		}
		middle := d.AbsolutePositionForObject(row.line).Y + row.line.Size().Height/2
		if j < i && at.Y < middle {
			to = min(to, j)
		}
		if j > i && at.Y > middle {
			to = max(to, j)
		}
	}
	if to != i {
		s.ruleOrder = slices.Insert(slices.Delete(s.ruleOrder, i, i+1), to, r.id)
		s.show()
	}
}

func (r *ruleRow) drop() {
	ids := r.s.ruleOrder
	r.s.ruleOrder = nil
	if ids != nil {
		r.s.reorderRules(ids)
	}
}

// reorderRules shows an order and tells it. It is shown at once: the state with it comes later.
func (s *Settings) reorderRules(ids []mailbox.RuleID) {
	slices.SortStableFunc(s.state.Rules.List, func(a, b mailbox.Rule) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	s.show()
	s.rulePort.Order(ids)
}

// boldSpans makes spans of a sentence whose bold pieces stand between zero bytes.
func boldSpans(text string, color fyne.ThemeColorName) (out []widgets.Span) {
	for i, piece := range strings.Split(text, "\x00") {
		if piece != "" {
			out = append(out, widgets.Span{Text: piece, Bold: i%2 == 1, Color: color})
		}
	}
	return out
}
