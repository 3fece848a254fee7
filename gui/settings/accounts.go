package settings

import (
	"cmp"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/gui/kit/ask"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// accounts lists them, each with its last check.
func (s *Settings) accounts() fyne.CanvasObject {
	c := card(lang.L("Accounts"))
	if len(s.state.Accounts) == 0 {
		c.Objects = append(c.Objects, small(lang.L("No accounts yet.")))
	}
	for i := range s.state.Accounts {
		if i > 0 {
			c.Objects = append(c.Objects, widgets.NewHairline())
		}
		c.Objects = append(c.Objects, s.account(&s.state.Accounts[i]))
	}
	if s.OnAdd != nil {
		c.Objects = append(c.Objects, flow.NewTiles(0, widgets.NewButton(widgets.Quiet, lang.L("Add an account…"), widgets.IconPlus, s.OnAdd)))
	}
	return c
}

func (s *Settings) account(a *Account) fyne.CanvasObject {
	id := a.Account.ID
	name := widgets.NewSpans(widgets.Span{Text: widgets.OneLine(cmp.Or(a.Account.Label, a.Account.Email)), Bold: true})
	text := flow.NewColumn(0, name)
	if a.Account.Label != "" {
		text.Objects = append(text.Objects, small(a.Account.Email))
	}
	text.Objects = append(text.Objects, small(s.lastCheck(a)))
	if a.Trouble != "" && !a.Account.Paused {
		mark := widgets.NewText(a.Trouble, theme.SizeSmall, theme.ColorNoticeText)
		sign := flow.NewColumn(0, widgets.NewGlyph(widgets.IconWarning, theme.ColorNoticeText))
		sign.Inset.Top = 1
		row := flow.NewRow(6, mark, sign, mark)
		row.Top = true
		text.Objects = append(text.Objects, row)
	}
	buttons := flow.NewTiles(10)
	if s.OnChange != nil {
		buttons.Objects = append(buttons.Objects, widgets.NewButton(widgets.Quiet, lang.L("Change…"), "", func() { s.OnChange(id) }))
	}
	if s.OnSignIn != nil && a.SignIn {
		buttons.Objects = append(buttons.Objects, widgets.NewButton(widgets.Quiet, lang.L("Sign in again…"), "", func() { s.OnSignIn(id) }))
	}
	if s.OnName != nil {
		buttons.Objects = append(buttons.Objects, widgets.NewButton(widgets.Quiet, lang.L("Name and color…"), "", func() { s.askName(a.Account) }))
	}
	if s.OnPause != nil {
		label := lang.L("Pause")
		if a.Account.Paused {
			label = lang.L("Resume")
		}
		buttons.Objects = append(buttons.Objects, widgets.NewButton(widgets.Quiet, label, "", func() { s.OnPause(id, !a.Account.Paused) }))
	}
	if s.OnRemove != nil {
		buttons.Objects = append(buttons.Objects, widgets.NewButton(widgets.Flat, lang.L("Remove…"), "", func() { s.askRemove(a) }))
	}
	avatar := widgets.NewAvatar(a.Account.Name, a.Account.Email)
	avatar.SetAccount(a.Account.Color)
	head := flow.NewRow(12, text, avatar, text)
	head.Top = true
	column := flow.NewColumn(10, head)
	if s.OnInterval != nil {
		intervals := words.IntervalsWith(a.Account.Interval)
		names := make([]string, len(intervals))
		for i, d := range intervals {
			names[i] = words.IntervalName(d)
		}
		every := field.NewSelect(names, nil)
		chosen := max(a.Account.Interval, -1)
		if chosen == 0 {
			chosen = 10 * time.Minute
		}
		every.SetSelectedIndex(slices.Index(intervals, chosen))
		every.OnChanged = func(string) {
			if i := every.SelectedIndex(); i >= 0 {
				s.OnInterval(id, intervals[i])
			}
		}
		name, row := small(lang.L("Check for new mail")), flow.NewTiles(0, field.Sized(field.Framed(every), max(330, every.Widest()/widgets.Unit())))
		column.Objects = append(column.Objects, name, row)
		column.Before(name, 8)
		column.Before(row, 4)
	}
	column.Objects = append(column.Objects, buttons)
	return column
}

// askName lets the person change what is only for their own eyes, and needs no
// connection.
func (s *Settings) askName(a account.Account) {
	c := s.canvas()
	if c == nil {
		return
	}
	hide := func() {}
	var label, name *field.Entry
	color := field.NewSwatches(a.Color)
	save := func() {
		hide()
		a.Label, a.Name, a.Color = label.Text, name.Text, color.Chosen
		s.OnName(a)
	}
	label, name = field.NewEntry(save, func() { hide() }), field.NewEntry(save, func() { hide() })
	label.SetText(a.Label)
	label.SetPlaceHolder(a.Email)
	name.SetText(a.Name)
	q := &ask.Question{
		Title: lang.L("Name and color"), Focus: label,
		Extra: []fyne.CanvasObject{
			field.Label(lang.L("Name of this account"), label),
			field.Label(lang.L("Your name"), name),
			field.Label(lang.L("Color"), color),
		},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Cancel"), "", nil),
			widgets.NewButton(widgets.Primary, lang.L("Save"), "", save),
		},
	}
	hide = q.Show(c)
}

// lastCheck says when the account was checked last, and how much mail is here.
func (s *Settings) lastCheck(a *Account) string {
	text := lang.L("Not checked yet")
	if t := a.Status.LastCheck; a.Account.Paused {
		text = lang.L("Checking for new mail is paused")
	} else if a.Status.Stopped {
		text = lang.L("Stopped")
	} else if !t.IsZero() {
		text = lang.L("Last checked: {{.When}}", map[string]any{"When": words.DateTime(t, s.now())})
	}
	text += " · " + lang.N("{{.Count}} messages on this computer", a.Messages, map[string]any{"Count": words.Count(a.Messages)})
	if n := a.Status.Held.Missing; n > 0 {
		text += " · " + lang.N("{{.Count}} messages are still on the server", n, map[string]any{"Count": words.Count(n)})
	}
	return text
}

// askRemove asks the one question before an account goes.
func (s *Settings) askRemove(a *Account) {
	c := s.canvas()
	if c == nil {
		return
	}
	id := a.Account.ID
	keep := field.NewCheck(lang.N("Keep its {{.Count}} messages on this computer, to read and search them", a.Goes,
		map[string]any{"Count": words.Count(a.Goes)}), nil)
	keep.Checked = true
	keep.Hidden = a.Goes == 0
	q := &ask.Question{
		Title: lang.L("Remove {{.Email}} from PopMail?", map[string]any{"Email": a.Account.Email}),
		Text:  lang.L("PopMail will stop checking this mailbox and forget its password. Nothing is removed from the server."),
		Extra: []fyne.CanvasObject{keep},
		Buttons: []*widgets.Button{
			widgets.NewButton(widgets.Flat, lang.L("Remove the account"), "", func() { s.OnRemove(id, keep.Checked) }),
			widgets.NewButton(widgets.Primary, lang.L("Cancel"), "", nil),
		},
	}
	q.Show(c)
}
