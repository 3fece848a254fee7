package wizard

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"popmail/account"
	"popmail/account/discover"
	"popmail/gui/kit/field"
	"popmail/gui/kit/flow"
	"popmail/gui/kit/theme"
	"popmail/gui/kit/widgets"
	"popmail/gui/servers"
	"popmail/gui/words"
)

// importOnePage asks for the password of an account that is taken over, tests it and adds it.
type importOnePage struct {
	m             *importing
	user          *field.Entry
	userField     *field.Labelled
	password      *field.Entry
	passwordField *field.Labelled
	unsafe        *field.Check
	unsafeField   *field.Labelled
	problem       *flow.Column
	skip, goOn    *widgets.Button
	busy          *busy
	all           []fyne.CanvasObject
}

func newImportOnePage(m *importing) *importOnePage {
	p := &importOnePage{m: m, user: newEntry(m.w), password: newPassword(m.w), problem: flow.NewColumn(0)}
	p.userField = field.Label(lang.L("User name"), p.user)
	p.user.OnChanged = func(string) { p.unsay(p.userField) }
	p.passwordField = field.Label(lang.L("Password"), p.password)
	p.password.OnChanged = func(string) { p.unsay(p.passwordField) }
	p.unsafe = field.NewCheck(lang.L("I understand that others may read my password and mail."), func(bool) { p.unsay(p.unsafeField) })
	p.unsafeField = field.Label("", p.unsafe)
	p.skip = widgets.NewButton(widgets.Flat, lang.L("Skip this account"), "", m.next)
	p.goOn = widgets.NewButton(widgets.Primary, lang.L("Test and add"), "", p.submit)
	back := widgets.NewButton(widgets.Flat, lang.L("Back"), "", p.back)
	p.busy = newBusy(m.w, flow.NewEnds(10, back, p.skip, p.goOn))
	p.busy.lock = func(on bool) {
		for _, o := range []lockable{p.user, p.password, p.unsafe, p.skip, p.goOn} {
			if on {
				o.Disable()
			} else {
				o.Enable()
			}
		}
	}
	return p
}

func (p *importOnePage) objects() []fyne.CanvasObject { return p.all }
func (p *importOnePage) segment() int                 { return 2 }
func (p *importOnePage) first() fyne.Focusable        { return p.password }

// back goes to where the accounts were chosen; once one was added, to what came of it.
func (p *importOnePage) back() {
	switch {
	case p.busy.running:
		p.m.w.stopTest()
	case len(p.m.added()) > 0:
		p.m.result.fill()
		p.m.w.show(stepImported)
	case p.now().Program == "": // of a settings file
		p.m.w.show(stepPerson)
	default:
		p.m.w.show(stepImport)
	}
}

func (p *importOnePage) unsay(f *field.Labelled) {
	if f.Saying() {
		f.Say("")
		p.m.w.relayout()
	}
}

// now is the account that the page is about.
func (p *importOnePage) now() *taking { return p.m.queue[p.m.at] }

func (p *importOnePage) fill() {
	t := p.now()
	a := &t.Account
	p.user.SetText(cmp.Or(a.User, a.Email))
	p.userField.Say("")
	p.password.SetText("")
	p.password.Password = true
	p.goOn.Text = lang.L("Test and add")
	p.passwordField.Say("")
	p.unsafe.SetChecked(false)
	p.unsafeField.Hidden = !unencrypted(a)
	p.unsafeField.Say("")
	p.problem.Objects = nil
	p.problem.Hide()
	p.skip.Hidden = len(p.m.queue) == 1
	var where []string
	if len(p.m.queue) > 1 {
		where = append(where, lang.L("Account {{.Number}} of {{.Count}}", map[string]any{"Number": words.Count(p.m.at + 1), "Count": words.Count(len(p.m.queue))}))
	}
	if t.Program != "" {
		where = append(where, t.Program)
	}
	line := func(s account.Server, port int) string {
		s.Host, s.Port = shown(s.Host), port
		return servers.Line(s)
	}
	wheres := []fyne.CanvasObject{muted(line(a.Incoming, portOf(a.Incoming)))}
	if a.Sends() {
		port := a.Outgoing.Port
		if port == 0 {
			port = a.Outgoing.Security.SubmissionPort()
		}
		wheres = append(wheres, muted(lang.L("Outgoing mail")+" · "+line(a.Outgoing, port)))
	}
	p.all = []fyne.CanvasObject{air(20), heading(lang.L("Type your password")), air(11), widgets.NewText(shown(a.Email), "", "")}
	if len(where) > 0 {
		p.all = append(p.all, muted(strings.Join(where, " · ")))
	}
	p.all = append(p.all, wheres...)
	p.all = append(p.all, muted(leaveWords(a.Leave)), p.problem, air(17), p.userField, air(14), p.passwordField, p.unsafeField, air(25), p.busy.column)
}

// unencrypted reports whether one of the servers is reached without encryption.
func unencrypted(a *account.Account) bool {
	return a.Incoming.Security == account.None || a.Sends() && a.Outgoing.Security == account.None
}

// leaveWords say what happens to mail on the server.
func leaveWords(r account.Retention) string {
	switch r.Mode {
	case account.LeaveNone:
		return lang.L("Mail is removed from the server as soon as it is safely on this computer. You can change that in Settings.")
	case account.LeaveDays:
		return lang.N("Mail is removed from the server after {{.Count}} days on this computer. You can change that in Settings.", r.Days, map[string]any{"Count": words.Count(r.Days)})
	}
	return lang.L("Mail stays on the server.")
}

// submit tests the account and adds it.
func (p *importOnePage) submit() {
	if p.busy.running {
		return
	}
	w, t := p.m.w, p.now()
	typed := trimBreaks(p.password.Text)
	user := strings.TrimSpace(p.user.Text)
	switch {
	case user == "" || strings.ContainsAny(user, "\r\n\x00"):
		p.userField.Say(lang.L("Please type the user name. It’s usually your e-mail address."))
		w.relayout()
		w.focus(p.user)
		return
	case typed == "":
		p.passwordField.Say(lang.L("Please type your e-mail password."))
	case strings.ContainsAny(typed, "\r\n\x00"):
		p.passwordField.Say(lang.L("A password can’t contain a line break."))
	case unencrypted(&t.Account) && !p.unsafe.Checked:
		p.unsafeField.Say(lang.L("Check this box to continue without encryption."))
		w.relayout()
		w.focus(p.unsafe)
		return
	default:
		p.test(t, account.Password(discover.ByHost(t.Account.Incoming.Host).Tidy(typed)))
		return
	}
	w.relayout()
	w.focus(p.password)
}

func (p *importOnePage) test(t *taking, c account.Credential) {
	w := p.m.w
	a := t.Account
	a.User = strings.TrimSpace(p.user.Text)
	if t.Program != "" || a.Keep == account.KeepKeyring || a.Keep == "" { // a settings file may want another place
		a.Keep = w.person.keep
	}
	p.problem.Hide()
	p.busy.start(a.Incoming.Host)
	var found Waiting
	var err error
	w.probe.Start(func(ctx context.Context) { found, err = w.o.Probe(ctx, a, c) }, func() {
		p.busy.stop()
		if err != nil {
			p.explain(t, a, err)
			return
		}
		a.User = cmp.Or(found.User, a.User)
		p.save(t, a, c)
	})
}

func (p *importOnePage) save(t *taking, a account.Account, c account.Credential) {
	w := p.m.w
	p.busy.start("")
	var id account.ID
	var err error
	w.save.Start(func(ctx context.Context) { id, err = w.o.Save(ctx, a, c) }, func() {
		p.busy.stop()
		if err != nil {
			p.explain(t, a, err)
			return
		}
		t.id, t.problem = id, ""
		for i := range p.m.found {
			if strings.EqualFold(p.m.found[i].Account.Email, a.Email) && p.m.found[i].Left == LeftNot {
				p.m.found[i].Left = LeftHere
			}
		}
		p.password.SetText("")
		p.m.next()
	})
}

// explain says what has gone wrong; the account can be tried again or skipped.
func (p *importOnePage) explain(t *taking, a account.Account, err error) {
	w := p.m.w
	problem := account.ProblemOf(err)
	host := cmp.Or(problem.Server, a.Incoming.Host)
	e := words.Of(problem, host, a.Incoming.Port)
	t.problem = e.Heading
	text := e.What
	if said := words.Said(problem); said != "" {
		text += " " + said
	}
	next := hint{text: e.Next}
	if h, known := hintFor(problem.Trouble, a.Email, a.Incoming.Host); known {
		next = h
	}
	head := field.Name(e.Heading)
	details := widgets.NewLink(lang.L("Copy details"), func() { fyne.CurrentApp().Clipboard().SetContent(words.Technical(problem, a)) })
	details.Small = true
	p.problem.Set(air(17), head, widgets.NewText(text, "", ""), air(8), w.noticeOf(next), air(6), widgets.NewText(e.Safe, theme.SizeSmall, theme.ColorMuted), flow.NewTiles(0, details))
	p.problem.Show()
	p.goOn.SetText(lang.L("Try again"))
	p.skip.Hidden = len(p.m.queue) == 1
	w.relayout()
	if problem.Trouble == account.TroubleUserName {
		w.focus(p.user)
		return
	}
	w.focus(p.password)
}

// importedPage says what came of it.
type importedPage struct {
	m    *importing
	goOn *widgets.Button
	all  []fyne.CanvasObject
}

func newImportedPage(m *importing) *importedPage {
	p := &importedPage{m: m}
	p.goOn = widgets.NewButton(widgets.Primary, "", "", p.submit)
	return p
}

func (p *importedPage) objects() []fyne.CanvasObject { return p.all }
func (p *importedPage) segment() int                 { return segmentCount }
func (p *importedPage) first() fyne.Focusable        { return p.goOn }
func (p *importedPage) back()                        { p.submit() }

func (p *importedPage) fill() {
	n := len(p.m.added())
	title := lang.N("{{.Count}} accounts were added", n, map[string]any{"Count": words.Count(n)})
	if n == 0 {
		title = lang.L("No account was added")
	}
	list := flow.NewColumn(10)
	for _, t := range p.m.queue {
		email := shown(t.Account.Email)
		switch {
		case t.id != 0:
			list.Objects = append(list.Objects, widgets.NewText("✓ "+email, "", ""))
		case t.problem != "":
			list.Objects = append(list.Objects, flow.NewColumn(0, widgets.NewText(email, "", ""), widgets.NewText(lang.L("Not added: {{.Reason}}", map[string]any{"Reason": t.problem}), theme.SizeSmall, theme.ColorMuted)))
		default:
			list.Objects = append(list.Objects, flow.NewColumn(0, widgets.NewText(email, "", ""), widgets.NewText(lang.L("Skipped"), theme.SizeSmall, theme.ColorMuted)))
		}
	}
	p.goOn.Text = lang.L("Show my mail")
	if n == 0 {
		p.goOn.Text = lang.L("Back")
	}
	p.all = []fyne.CanvasObject{air(20), heading(title), air(17), list, air(25), flow.NewEnds(10, nil, p.goOn)}
}

// submit shows the mail of the first account that was added.
func (p *importedPage) submit() {
	ids := p.m.added()
	if len(ids) == 0 {
		p.m.page.fill()
		if p.m.queue[0].Program == "" {
			p.m.w.show(stepPerson)
			return
		}
		p.m.w.show(stepImport)
		return
	}
	p.m.w.saved = ids[0]
	p.m.w.finish()
}
