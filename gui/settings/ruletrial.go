package settings

import (
	"context"

	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// trialRows is how many of the letters that a rule would have caught its card shows.
const trialRows = 3

// try counts what the rule would have caught, and shows the newest of it.
func (f *ruleForm) try() {
	text := f.query()
	if text == "" {
		f.trial.Cancel()
		f.tell(lang.L("Say which letters the rule is for."), RuleTrial{})
		return
	}
	var got RuleTrial
	var err error
	f.found.Color = theme.ColorMuted // the old count, until the new one is here
	f.found.Refresh()
	f.trial.Start(func(ctx context.Context) { got, err = f.s.rulePort.Try(ctx, text, trialRows) }, func() {
		if err != nil {
			f.s.OnFailed(err)
			return
		}
		f.said, f.clear = text, !got.Unclear
		f.fitButtons()
		if got.Unclear {
			f.tell(UnclearRule(), got)
			return
		}
		if got.Never {
			f.tell(neverRule(), got)
			return
		}
		data := map[string]any{"Count": words.Count(got.Caught), "All": words.Count(max(got.Caught, f.s.rulePort.Received()))}
		data["Caught"] = bold(lang.N("Would have caught {{.Count}} letters", got.Caught, data))
		f.tell(lang.L("{{.Caught}} of {{.All}}", data), got)
	})
}

// tell shows what the trial has found.
func (f *ruleForm) tell(text string, got RuleTrial) {
	f.found.Color = ""
	f.found.Spans = boldSpans(text, "")
	f.found.Refresh()
	f.show.Hidden = got.Caught == 0
	f.show.SetText(lang.N("Show all {{.Count}}", got.Caught, map[string]any{"Count": words.Count(got.Caught)}))
	f.rows.Objects = nil
	for i := range got.Rows {
		m := &got.Rows[i]
		who := m.From.Name
		if who == "" {
			who = m.From.Email
		}
		date := widgets.NewLine(words.Brief(m.ListDate(), f.s.now()), false, theme.SizeSmall, theme.ColorMuted)
		subject := widgets.NewLine(m.Subject, false, theme.SizeSmall, "")
		row := flow.NewRow(10, subject, flow.Wide(widgets.NewLine(who, false, theme.SizeSmall, ""), func() float32 { return 154 * widgets.Unit() }), subject,
			flow.Wide(date, func() float32 {
				return flow.WholeUp(widgets.TextWidth(date.Text(), theme.Size(theme.SizeSmall), false))
			}))
		line := flow.NewColumn(0, row)
		line.Inset = flow.Insets{Left: 14, Top: 7, Right: 14, Bottom: 7}
		f.rows.Objects = append(f.rows.Objects, widgets.NewHairline(), line)
	}
	f.rows.Refresh()
	f.s.relayout()
}
