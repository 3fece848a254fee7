package settings

import (
	"cmp"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"popmail/account"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
)

// The edges of cards.
const (
	edgeOfCard  = theme.ColorLine
	edgeDragged = fynetheme.ColorNamePrimary
)

func lookOfDone(second bool) widgets.Look {
	if second {
		return widgets.Quiet
	}
	return widgets.Primary
}

// card is an account on the page: closed, a line about it; open, with its form.
type card struct {
	s                   *Settings
	id                  account.ID
	account             Account
	column              *flow.Column
	grip                *grip
	avatar              *widgets.Avatar
	name, line          *widgets.Text
	trouble             *widgets.Text
	warning             *flow.Row
	head                *flow.Beside
	edit, pause, remove *widgets.Button
	check, asides       *widgets.Button
	server              *widgets.Button
	signIn, again       *widgets.Button
}

func newCard(s *Settings, id account.ID) *card {
	c := &card{s: s, id: id, grip: newGrip(), avatar: widgets.NewAvatar("", "")}
	c.grip.move, c.grip.can = func(by int) { s.move(c, by) }, func(by int) bool { return s.canMove(c, by) }
	c.grip.drag, c.grip.drop = func(at fyne.Position) { s.drag(c, at) }, func() { s.dropGrip() }
	c.name = widgets.NewLine("", true, "", "")
	c.line = small("")
	c.trouble = widgets.NewText("", theme.SizeSmall, theme.ColorNoticeText)
	sign := flow.NewColumn(0, widgets.NewGlyph(widgets.IconWarning, theme.ColorNoticeText))
	sign.Inset.Top = 1
	c.warning = flow.NewRow(6, c.trouble, sign, c.trouble)
	c.warning.Top = true
	c.edit = widgets.NewButton(widgets.Quiet, lang.L("Edit"), "", func() { s.edit(c) })
	c.pause = widgets.NewButton(widgets.Flat, "", "", func() {
		if s.OnPause != nil {
			s.OnPause(id, !c.account.Account.Paused)
		}
	})
	c.check = widgets.NewButton(widgets.Flat, lang.L("Check now"), widgets.IconRefresh, func() { s.OnCheck(id) })
	c.asides = widgets.NewButton(widgets.Flat, lang.L("Not received…"), "", func() { s.OnAsides(id) })
	c.server = widgets.NewButton(widgets.Flat, lang.L("Mail on the server"), widgets.IconServer, func() { s.Leave(func() { s.OnServer(id) }) })
	c.remove = widgets.NewButton(widgets.Flat, lang.L("Remove…"), "", func() { s.askRemove(c) })
	c.remove.Color = fynetheme.ColorNameError
	c.signIn = widgets.NewButton(widgets.Quiet, lang.L("Sign in again…"), "", func() { s.Leave(func() { s.OnSignIn(id) }) })
	c.again = widgets.NewButton(widgets.Flat, lang.L("Set up again…"), "", func() { s.Leave(func() { s.OnSetUp(id) }) })
	text := flow.NewColumn(1, c.name, c.line, c.warning)
	who := flow.NewRow(12, text, c.avatar, text)
	whole := flow.NewRow(11, who, c.grip, who)
	c.head = flow.NewBeside(12, func() float32 { return 300 * widgets.Unit() }, whole, flow.NewTiles(10, c.signIn, c.again, c.asides, c.server, c.check, c.pause, c.remove, c.edit))
	c.head.Below = 8
	c.column = flow.NewColumn(14).Card(flow.Insets{Left: 12, Top: 19, Right: 23, Bottom: 18})
	return c
}

// set shows what is known of the account by now.
func (c *card) set(a Account) {
	c.account = a
	if f := c.form(); f != nil {
		f.present(a.Account)
	}
	c.fill()
}

// form is that of this account, if it is open.
func (c *card) form() *form {
	if f := c.s.form; f != nil && f.card == c {
		return f
	}
	return nil
}

func (c *card) fill() {
	a := &c.account
	f := c.form()
	c.name.SetText(widgets.OneLine(cmp.Or(a.Account.Label, a.Account.Email)))
	c.line.SetText(c.about())
	c.avatar.Set(a.Account.Name, a.Account.Email)
	c.avatar.SetAccount(cmp.Or(a.Account.Color, a.Color))
	c.trouble.SetText(a.Trouble)
	c.warning.Hidden = a.Trouble == "" || a.Account.Paused
	c.grip.Hidden = c.s.OnOrder == nil
	c.signIn.Hidden = !a.SignIn && (f == nil || !a.MaySignIn) || c.s.OnSignIn == nil
	name := lang.L("Sign in again…")
	if !a.SignIn {
		name = lang.L("Sign in with your browser")
	}
	c.signIn.SetText(name)
	c.edit.Hidden = f != nil || c.s.Save == nil
	c.again.Hidden = f == nil || c.s.OnSetUp == nil
	c.check.Hidden = f == nil || c.s.OnCheck == nil || a.Account.Paused || a.Checking
	c.asides.Hidden = f == nil || c.s.OnAsides == nil || a.Status.Aside+a.Status.Left == 0
	c.server.Hidden = f == nil || c.s.OnServer == nil
	c.pause.Hidden = f == nil || c.s.OnPause == nil
	c.remove.Hidden = f == nil || c.s.OnRemove == nil
	c.pause.Text, c.pause.Icon = lang.L("Pause"), widgets.IconPause
	if a.Account.Paused {
		c.pause.Text, c.pause.Icon = lang.L("Resume"), widgets.IconPlay
	}
	c.pause.Refresh()
	objects := []fyne.CanvasObject{c.head}
	if f != nil {
		objects = append(objects, f.body)
	}
	c.column.Set(objects...)
}

// about says whose mail it is, how much of it is here, and when it was checked last.
func (c *card) about() string {
	a := &c.account
	text := lang.N("{{.Count}} messages", a.Messages, map[string]any{"Count": words.Count(a.Messages)})
	if a.Account.Label != "" {
		text = widgets.OneLine(a.Account.Email) + " · " + text
	}
	if n := a.Status.Held.Missing; n > 0 {
		text += " · " + lang.N("{{.Count}} messages are still on the server", n, map[string]any{"Count": words.Count(n)})
	}
	if s := a.Status.Stays; s.Messages > 0 {
		text += " · " + lang.L("The server doesn’t remove mail")
		if s.Answer != "" {
			text += " · " + lang.L("The server said: “{{.Answer}}”", map[string]any{"Answer": s.Answer})
		}
	}
	state := lang.L("not checked yet")
	switch t := a.Status.LastCheck; {
	case a.Account.Paused:
		state = lang.L("paused")
	case a.Checking:
		state = lang.L("checking now")
	case a.Status.Stopped:
		state = lang.L("stopped")
	case words.Days(t, c.s.now()) == 0 && !t.IsZero():
		state = lang.L("checked {{.Time}}", map[string]any{"Time": words.Time(t.In(c.s.now().Location()))})
	case !t.IsZero():
		state = lang.L("last checked {{.When}}", map[string]any{"When": words.Last(t, c.s.now())})
	}
	return text + " · " + state
}
